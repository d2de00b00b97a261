"""Codes of the proof: permanent, in both languages."""

from __future__ import annotations

from typing import Final

from wenxuan.code_table import Code

PROOF_CODES: Final[dict[str, Code]] = {
    "PRF001": Code(
        "error",
        "page {page}: {count} characters are not drawn: “{wanted}” after “{before}”",
        "第 {page} 页：有 {count} 字没有印出：“{before}”之后的“{wanted}”",
        "a template, a style (display, overflow) or the press lost them; the page counts from the "
        "article's first",
        "模板、样式（display、overflow）或排版丢了字；页数从本文第一页数起",
    ),
    "PRF002": Code(
        "error",
        "page {page}: “{drawn}” is drawn for “{wanted}” after “{before}”",
        "第 {page} 页：“{before}”之后应印“{wanted}”，印成“{drawn}”",
        "the glyphs of the font files say so, whatever the text layer says",
        "以字体文件里的字形为准，不看文本层",
    ),
    "PRF003": Code(
        "error",
        "page {page}: {count} characters are drawn that nobody wrote: “{drawn}” after “{before}”",
        "第 {page} 页：多印 {count} 字：“{before}”之后的“{drawn}”",
        "a template may say more only before and after the text and its notes",
        "模板添的字只能在正文与注释之前之后",
    ),
    "PRF004": Code(
        "error",
        "page {page}: numbers or references are {drawn} instead of {wanted}",
        "第 {page} 页：编号或引用是 {drawn}，应是 {wanted}",
    ),
    "PRF005": Code(
        "error",
        "page {page}: text is cut off or runs out of the type area: “{text}”",
        "第 {page} 页：文字被裁掉或超出版心：“{text}”",
        "shorten it, give it room, or let it break",
        "删短、留出位置，或允许断行",
    ),
    "PRF006": Code(
        "error",
        "page {page}: text cannot be seen on its ground: “{text}”",
        "第 {page} 页：文字与底色相同或透明，看不见：“{text}”",
        "give it another color or opacity in the layout",
        "在版式里改它的颜色或透明度",
    ),
    "PRF007": Code(
        "error",
        "page {page}: “{text}” and “{other}” are printed on each other",
        "第 {page} 页：“{text}”与“{other}”叠印",
        "shorten one of them, or give them room",
        "删短其一，或留出位置",
    ),
    "PRF008": Code(
        "error",
        "page {page}: glyph {glyph} of {font} stands for no character",
        "第 {page} 页：{font} 的第 {glyph} 号字形不是任何字",
        "a character that no font has is drawn as a box",
        "字体里没有的字印成方框",
    ),
    "PRF009": Code(
        "error",
        "page {page}: the font {font} is not one of fonts/fonts.yaml",
        "第 {page} 页：字体 {font} 不在 fonts/fonts.yaml 里",
        "a layout may only name families of the manifest",
        "版式只能用清单里的字体",
    ),
    "PRF010": Code(
        "warning",
        "the layout does not show this text of the head: {name}",
        "版式没有印出文章头里的 {name}",
        "add it to the template of articles, or take it out of the head",
        "在文章模板里加上它，或从文章头里删去",
    ),
    "PRF011": Code(
        "error",
        "{name}, page {page}: what was proved did not arrive in the file",
        "{name} 第 {page} 页：文件里的内容不是校过的那一页",
        "a damaged cache or disk: run `wenxuan clean --cache` and build again",
        "缓存或磁盘损坏：运行 wenxuan clean --cache 后重建",
    ),
    "PRF020": Code(
        "error",
        "page {page}: the text goes on before it began: “{text}”; pages are out of order",
        "第 {page} 页：“{text}”跑到了前面，页序错乱",
    ),
    "PRF021": Code(
        "error",
        "page {page}: a link leads nowhere: {target}",
        "第 {page} 页：链接没有去处：{target}",
    ),
    "PRF022": Code(
        "error",
        "page {page}: the text layer says “{said}” where “{drawn}” is drawn",
        "第 {page} 页：文本层写着“{said}”，印的是“{drawn}”",
    ),
    "PRF023": Code(
        "error",
        "page {page}: the file calls it {found}, it is {wanted}",
        "第 {page} 页：文件里叫 {found}，应是 {wanted}",
    ),
    "PRF024": Code(
        "error",
        "page {page}: the folio is “{found}” instead of “{wanted}”",
        "第 {page} 页：页码印成“{found}”，应是“{wanted}”",
    ),
    "PRF025": Code(
        "error",
        "page {page}: the running head is “{found}” instead of “{wanted}”",
        "第 {page} 页：书眉是“{found}”，应是“{wanted}”",
    ),
    "PRF026": Code(
        "error",
        "from page {page}: links are missing, surplus or in another order: {targets}",
        "自第 {page} 页：链接缺少、多出或次序不对：{targets}",
    ),
    "PRF027": Code(
        "error",
        "the outline does not lead to “{title}” on page {page}",
        "书签没有指到第 {page} 页的《{title}》",
    ),
    "PRF028": Code(
        "error",
        "from page {page}: {found} pictures instead of {wanted}, or other descriptions",
        "自第 {page} 页：图有 {found} 幅，应有 {wanted} 幅，或替代文字不符",
    ),
    "PRF029": Code(
        "error",
        "page {page}: the picture “{name}” is not drawn",
        "第 {page} 页：图“{name}”没有印出",
    ),
    "PRF030": Code(
        "error",
        "page {page}: the picture has {found} pixels, its file {wanted}",
        "第 {page} 页：图是 {found} 像素，原件是 {wanted}",
    ),
    "PRF031": Code(
        "error",
        "{font}: the text layer calls glyph {glyph} “{text}”, which the font file does not",
        "{font}：文本层把第 {glyph} 号字形当作“{text}”，字体文件里不是",
    ),
    "PRF032": Code(
        "error",
        "the embedded font {font} is not made of the file in fonts/",
        "嵌入的字体 {font} 不是由 fonts/ 里的文件做成的",
    ),
    "PRF033": Code(
        "error",
        "the file claims {claim}, which does not hold: {problem}",
        "文件自称 {claim}，其实不是：{problem}",
    ),
    "PRF034": Code(
        "error",
        "page {page}: PDFium reads other text: {problem}",
        "第 {page} 页：PDFium 读出的文字不同：{problem}",
    ),
    "PRF035": Code(
        "error",
        "page {page}: no ink where “{text}” is drawn",
        "第 {page} 页：“{text}”处没有墨",
    ),
    "PRF036": Code(
        "error",
        "page {page} of {name} does not show what the screen edition shows",
        "{name} 第 {page} 页与阅读版不同",
    ),
    "PRF037": Code(
        "warning",
        "{name} is not the file that was built",
        "{name} 不是建成时的那个文件",
        "it was changed afterwards; build again",
        "建成后被改过；请重建",
    ),
    "PRF038": Code(
        "error",
        "{name} cannot be read: {problem}",
        "{name} 读不了：{problem}",
    ),
    "PRF039": Code(
        "note",
        "not checked: {what} ({why})",
        "未检查：{what}（{why}）",
    ),
    "PRF040": Code(
        "note",
        "{count} more findings {code} are not told one by one",
        "另有 {count} 处 {code}，不逐一列出",
    ),
    "PRF041": Code(
        "error",
        "page {page}: the picture is not the one in {name}",
        "第 {page} 页：图不是 {name} 里的那一幅",
    ),
    "PRF042": Code(
        "error",
        "page {page}: “{text}” is mirrored",
        "第 {page} 页：“{text}”成了镜像",
    ),
    "PRF043": Code(
        "error",
        "{font}: {what} is not that of the file in fonts/",
        "{font}：{what}与 fonts/ 里的文件不符",
    ),
    "PRF044": Code(
        "error",
        "page {page}: PDFium does not paint “{text}” as the font draws it",
        "第 {page} 页：PDFium 画出的“{text}”不是字体里的字形",
    ),
    "PRF045": Code(
        "error",
        "page {page}: the drawing {name} says “{wanted}”, the page shows “{drawn}”",
        "第 {page} 页：图 {name} 里写的是“{wanted}”，页上是“{drawn}”",
    ),
    "PRF046": Code(
        "error",
        "{name} was built and is not there",
        "{name} 已建成，现在不见了",
    ),
    "PRF047": Code(
        "error",
        "the file holds {what}: it must not act nor carry anything",
        "文件里有 {what}：不许有会动作的或夹带的东西",
    ),
    "PRF048": Code(
        "error",
        "page {page} is not a page of the book: {what}",
        "第 {page} 页不是书的开本：{what}",
    ),
    "PRF049": Code(
        "error",
        "the metadata say “{found}” for {name}, the publication “{wanted}”",
        "元数据 {name} 是“{found}”，出版物里是“{wanted}”",
    ),
    "PRF050": Code(
        "error",
        "page {page}: the area of the link is not where “{text}” is",
        "第 {page} 页：链接的范围不在“{text}”处",
    ),
    "PRF051": Code(
        "error",
        "page {page}: the heading “{text}” is tagged {found}",
        "第 {page} 页：标题“{text}”的标记是 {found}",
    ),
    "PRF052": Code(
        "error",
        "the cover does not show what its sources give {problem}",
        "封面与稿件不符 {problem}",
    ),
    "PRF053": Code(
        "error",
        "page {page}: the picture {name} does not fill its area",
        "第 {page} 页：图 {name} 没有占满它的位置",
    ),
    "PRF054": Code(
        "error",
        "page {page}: {what} is “{found}”, the sources give “{wanted}”",
        "第 {page} 页：{what}是“{found}”，稿件给出的是“{wanted}”",
        "the file, or the sources, were changed after it was built: build again",
        "建成之后文件或稿件被改过：请重建",
    ),
    "PRF055": Code(
        "error",
        "{what} is “{found}”, the sources give “{wanted}”",
        "{what}是“{found}”，稿件给出的是“{wanted}”",
        "the file, or the sources, were changed after it was built: build again",
        "建成之后文件或稿件被改过：请重建",
    ),
    "PRF056": Code(
        "error",
        "page {page}: the picture {name} is not upright, whole and in its proportions",
        "第 {page} 页：图 {name} 没有正放、放全，或失了比例",
    ),
    "PRF057": Code(
        "error",
        "page {page}: “{title}” must begin on a recto (an odd page of the file)",
        "第 {page} 页：“{title}”应从单页面（文件的奇数页）起",
    ),
    "PRF058": Code(
        "error",
        "page {page}: “{text}” must have {what}",
        "第 {page} 页：“{text}”应有{what}",
        "the sources ask for it, and the layout's style sheet says how it is drawn",
        "稿件里标了，版式的样式表规定了画法",
    ),
    "PRF059": Code(
        "error",
        "page {page}: the column of “{text}” is not set to the right",
        "第 {page} 页：“{text}”一栏没有右对齐",
        "the sources ask for it with `---:`",
        "稿件里用 `---:` 要求右对齐",
    ),
    "PRF060": Code(
        "error",
        "“{text}” is not tagged as of the language {language}",
        "“{text}”没有标记为 {language}",
    ),
}
