"""Codes of typesetting: FNT fonts, LAY layouts, NTE notes, PDF."""

from __future__ import annotations

from wenxuan.code_table import Code

SETTING_CODES: dict[str, Code] = {
    "FNT001": Code(
        "error",
        "no font for {character} (U+{code}){place}",
        "没有字体含 {character}（U+{code}）{place}",
        "write another character or add a font that has it",
        "请换字，或添加含有它的字体",
    ),
    "FNT002": Code(
        "error",
        "the font file {name} is not the one of the manifest",
        "字体 {name} 与清单不符",
        "install the press anew: a font was changed",
        "请重新安装：字体被改动",
    ),
    "FNT005": Code(
        "error",
        "the font file {name} cannot be read: {why}",
        "字体文件 {name} 无法读取：{why}",
        "install the press anew: its fonts are incomplete",
        "请重新安装：字体不全",
    ),
    "FNT006": Code(
        "error",
        "the fonts of the press cannot be used: {problem}",
        "无法使用本机的字体：{problem}",
        "install the press anew: its fonts are incomplete",
        "请重新安装：字体不全",
    ),
    "FNT007": Code(
        "error",
        "no face for {count} characters from here on, first {character}: no fonts for {language}",
        "从此处起 {count} 字没有字体，头一个是 {character}：没有 {language} 的字体",
        "an e-book alone needs none: editions: [epub] and options.epub_fonts: none",
        "只出电子书就不需要：editions: [epub]，options.epub_fonts: none",
    ),
    "FNT008": Code(
        "warning",
        "{count} characters from here on, first {character}, are left to the reader's fonts",
        "从此处起 {count} 字交给阅读器的字体，头一个是 {character}",
    ),
    "FNT003": Code(
        "warning",
        "{character} (U+{code}) is set in another face than its text",
        "{character}（U+{code}）换了字体来排",
    ),
    "FNT009": Code(
        "warning",
        "{characters}: not in the bold faces, lighter than the rest in titles and bold text",
        "粗体字库没有 {characters}，标题和粗体里会显得细",
        "write them otherwise, or give the publication fonts that have them",
        "请换一种写法，或为汇编配备有这些字的字库",
    ),
    "FNT004": Code(
        "warning",
        "there is no font set for {language} yet: that of zh-Hans is used",
        "还没有 {language} 的字体：用简体的来排",
        "shapes of characters and marks are those of simplified Chinese",
        "字形和标点位置按简体",
    ),
    "LAY001": Code("error", "no layout {name}", "没有版式 {name}", "{near}", "{near}"),
    "LAY002": Code("error", "template: {problem}", "模板：{problem}"),
    "LAY003": Code(
        "error",
        "the type area of {area} does not fit on the page of {page}",
        "版心 {area} 放不进 {page} 的版面",
        "choose a page size that the layout knows or give page.grid",
        "请选版式已有的开本，或给出 page.grid",
    ),
    "LAY004": Code(
        "warning",
        "the layout has no grid for {size}; it was fitted from {base}",
        "版式没有 {size} 的版心，由 {base} 推出",
    ),
    "LAY005": Code(
        "error",
        "the layout has no option {name}",
        "版式没有选项 {name}",
        "{near}",
        "{near}",
    ),
    "LAY006": Code(
        "error",
        "the option {name} is one of {choices}, not {value}",
        "选项 {name} 只能是 {choices}，不能是 {value}",
    ),
    "LAY007": Code(
        "error",
        "the layout {name} extends itself",
        "版式 {name} 继承了自己",
        "change extends in its layout.yaml",
        "请改 layout.yaml 里的 extends",
    ),
    "LAY008": Code(
        "error",
        "{name} is no name of a layout",
        "{name} 不是版式的名称",
        "a layout is named by one word: the name of its folder",
        "版式名就是其文件夹名，不含路径",
    ),
    "LAY009": Code(
        "warning",
        "the layout has no word for the role {role}: it is printed as it is",
        "版式没有角色 {role} 的叫法，照原样印出",
        "{near}",
        "{near}",
    ),
    "NTE001": Code(
        "note",
        "the note [^{label}] has {why} and stands at the end of the article",
        "注 [^{label}] 有{why}，改排在文末",
        "a short one of one paragraph would stand at the foot of its page",
        "短而只有一段的注才排在页脚",
    ),
    "NTE002": Code(
        "note",
        "the note [^{label}] is called from {place} and stands at the end of the article",
        "注 [^{label}] 出自{place}，改排在文末",
    ),
    "PDF001": Code("error", "typesetting: {problem}", "排版：{problem}"),
    "PDF002": Code(
        "error",
        "text runs off the page: {text}",
        "有文字出界：{text}",
        "break the long word or narrow the table",
        "请断开长串，或收窄表格",
    ),
    "PDF003": Code("warning", "style sheet: {problem}", "样式表：{problem}"),
    "PDF004": Code(
        "error",
        "the text of {name} is not whole in the PDF",
        "PDF 里 {name} 的文字不全",
    ),
    "PDF005": Code(
        "error",
        "text runs off the cover: {text}",
        "封面有文字出界：{text}",
        "shorten it, or break the title with \\\\",
        "请缩短，或在书名里用 \\\\ 断行",
    ),
}
