"""Codes of the e-book: EPB."""

from __future__ import annotations

from wenxuan.code_table import Code

EBOOK_CODES: dict[str, Code] = {
    "EPB001": Code("error", "EPUB: {problem}", "EPUB：{problem}"),
    "EPB002": Code(
        "note",
        "page-list: {exact} of {pages} pages at their first character; the others: {rest}",
        "页码表：{pages} 页中 {exact} 页标在首字，其余：{rest}",
    ),
    "EPB003": Code("error", "EPUBCheck {id}: {message}", "EPUBCheck {id}：{message}"),
    "EPB004": Code(
        "note",
        "EPUBCheck was not run: {why}",
        "没有运行 EPUBCheck：{why}",
        "install a Java runtime and the package epubcheck",
        "请安装 Java 运行环境和 epubcheck 包",
    ),
    "EPB005": Code("error", "package: {problem}", "包：{problem}"),
    "EPB006": Code("error", "contents: {problem}", "目录：{problem}"),
    "EPB007": Code("error", "notes: {problem}", "注释：{problem}"),
    "EPB008": Code("error", "page-list: {problem}", "页码表：{problem}"),
    "EPB009": Code(
        "error",
        "the text of {name} differs from its source: {problem}",
        "{name} 的文字与稿件不同：{problem}",
    ),
    "EPB010": Code("error", "picture without description: {name}", "图没有替代文字：{name}"),
    "EPB011": Code(
        "error",
        "contrast {ratio}:1 of {color} in {selector}; WCAG AA asks {wanted}:1",
        "{selector} 中 {color} 的对比度 {ratio}:1，WCAG AA 要求 {wanted}:1",
    ),
    "EPB012": Code(
        "warning",
        "{name} has {size} KB, more than {limit} KB",
        "{name} 有 {size} KB，超过 {limit} KB",
    ),
    "EPB013": Code("error", "link without target: {problem}", "链接没有目标：{problem}"),
    "EPB014": Code("warning", "style sheet: {problem}", "样式表：{problem}"),
    "EPB015": Code(
        "error",
        "there is no {name}",
        "没有 {name}",
        "build the publication first",
        "请先排印",
    ),
    "EPB016": Code(
        "note",
        "the page-list was not compared: there is no PDF",
        "没有核对页码表：没有 PDF",
        "build the screen or the print edition, too",
        "请一并排印屏幕版或印刷版",
    ),
    "EPB018": Code(
        "error",
        "the book hides text, acts or asks for something: {problem}",
        "书中有隐藏的文字、会动作的内容或外部资源：{problem}",
    ),
    "EPB019": Code(
        "error",
        "{name}: “{wanted}” of the source is “{found}” in the book",
        "{name}：稿件里的“{wanted}”，书里是“{found}”",
    ),
    "EPB020": Code(
        "error",
        "the book says “{found}” for {name}, the sources “{wanted}”",
        "书里 {name} 是“{found}”，稿件里是“{wanted}”",
    ),
    "EPB021": Code(
        "error",
        "{name} is not {wanted}",
        "{name} 不是 {wanted}",
    ),
    "EPB017": Code(
        "error",
        "the book claims {claim}, which nothing in it bears out",
        "书中声明 {claim}，内容并不支持",
    ),
    "EPB022": Code(
        "error",
        "{name} is “{found}”, the sources give “{wanted}”",
        "{name} 是“{found}”，稿件给出的是“{wanted}”",
        "the file, or the sources, were changed after it was built: build again",
        "建成之后文件或稿件被改过：请重建",
    ),
    "EPB023": Code(
        "error",
        "{family} lacks {number} characters that are set in it: {characters}",
        "{family} 缺少用它排的 {number} 个字：{characters}",
        "readers would see them in another face, or not at all: build again",
        "读者会看到别的字体，甚至看不到字：请重建",
    ),
    "EPB024": Code(
        "error",
        "the style sheet shows nothing of {name}, which the text uses",
        "文中用了 {name}，样式表却没有让它显出来",
        "give the class a rule in epub.css of the layout",
        "请在版式的 epub.css 里给这个类写上样式",
    ),
}
