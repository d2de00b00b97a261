"""The permanent codes of the preflight: what is wrong with a print file, in English and Chinese.

PRT0xx ink · PRT1xx pictures and lines · PRT2xx place on the sheet · PRT3xx fonts · PRT4xx the file
(ISO 15930-7, PDF/X-4) · PRT5xx the job. A code is never given a second meaning.
"""

from __future__ import annotations

from wenxuan.code_table import Code

PRINT_CODES: dict[str, Code] = {
    # --- ink ---
    "PRT001": Code(
        "error",
        "page {page}: {what} in a screen color ({space})",
        "第 {page} 页：{what_zh}用了屏幕色（{space}）",
        "print knows inks only: build the print edition again",
        "印刷只认油墨：请重做印刷版",
    ),
    "PRT002": Code(
        "error",
        "page {page}: {percent} % of ink; the limit is {limit} %",
        "第 {page} 页：总墨量 {percent}%，上限 {limit}%",
        "choose a lighter color; so much ink does not dry",
        "请改浅，墨太多不干",
    ),
    "PRT003": Code(
        "error",
        "page {page}: a picture with {percent} % of ink; the limit is {limit} %",
        "第 {page} 页：图片总墨量 {percent}%，上限 {limit}%",
        "give the RGB original: it is separated within the limit",
        "请用 RGB 原图，分色时会守住上限",
    ),
    "PRT004": Code(
        "error",
        "page {page} needs colored inks, the book is printed in black",
        "第 {page} 页有彩色，本书只印黑版",
        "take the color out or set print_colors",
        "请去掉颜色，或设 print_colors",
    ),
    "PRT005": Code(
        "error",
        "page {page}: spot color {name}, which nobody ordered",
        "第 {page} 页：未约定的专色 {name}",
        "draw it in process inks",
        "请改用四色",
    ),
    "PRT006": Code(
        "error",
        "page {page}: white that overprints vanishes",
        "第 {page} 页：白色设了叠印，印出来会消失",
        "let white knock out",
        "白色须镂空",
    ),
    "PRT007": Code(
        "warning",
        "page {page}: black text that does not overprint",
        "第 {page} 页：黑字没有叠印",
        "black text overprints, else white edges show",
        "黑字应叠印，否则易露白",
    ),
    "PRT008": Code(
        "error",
        "page {page}: black text on several plates ({ink})",
        "第 {page} 页：黑字用了多色叠成（{ink}）",
        "text is black ink alone",
        "文字只用单黑",
    ),
    "PRT009": Code(
        "warning",
        "page {page}: text of {size} pt in {percent} % of black",
        "第 {page} 页：{size} 磅的字用了 {percent}% 的灰",
        "text under {least} pt is full black: a screen of dots has no sharp edge",
        "{least} 磅以下的字宜用实黑，网点的边不利",
    ),
    # --- pictures and lines ---
    "PRT101": Code(
        "warning",
        "page {page}: {name} has {dpi} pixels an inch at its printed size; print wants {wanted}",
        "第 {page} 页：{name} 印出来只有 {dpi} dpi，应有 {wanted}",
        "place it at most {width} mm wide or take a larger original",
        "宽度不要超过 {width} 毫米，或换大图",
    ),
    "PRT102": Code(
        "warning",
        "page {page}: line art {name} has {dpi} pixels an inch; print wants {wanted}",
        "第 {page} 页：线条图 {name} 只有 {dpi} dpi，应有 {wanted}",
        "place it at most {width} mm wide, scan it finer, or draw it as SVG",
        "宽度不要超过 {width} 毫米，或重扫，或改用 SVG",
    ),
    "PRT103": Code(
        "warning",
        "page {page}: a line of {width} pt; the press holds {least} pt",
        "第 {page} 页：线粗 {width} 磅，印刷至少 {least} 磅",
        "make it heavier",
        "请加粗",
    ),
    # --- place ---
    "PRT201": Code("error", "page {page} has no trim box", "第 {page} 页没有成品框（TrimBox）"),
    "PRT202": Code(
        "error",
        "page {page} is trimmed to {found}, the book to {wanted}",
        "第 {page} 页成品尺寸 {found}，全书是 {wanted}",
    ),
    "PRT203": Code(
        "error",
        "page {page} has {found} mm of bleed, {wanted} mm are wanted",
        "第 {page} 页出血 {found} 毫米，应有 {wanted} 毫米",
    ),
    "PRT204": Code(
        "error",
        "page {page}: {what} reaches beyond the media box",
        "第 {page} 页：{what} 超出页面（MediaBox）",
    ),
    "PRT205": Code(
        "error",
        "page {page} is turned or scaled by its page entry",
        "第 {page} 页靠页面属性旋转或放缩",
        "draw it upright at full size",
        "请正置、原大",
    ),
    "PRT206": Code(
        "error",
        "page {page}: text within {distance} mm of the trim",
        "第 {page} 页：文字距切口不足 {distance} 毫米",
        "move it in: a knife is not exact",
        "请移进版心，裁切有误差",
    ),
    "PRT207": Code(
        "error",
        "page {page}: color that ends at the trim instead of the bleed",
        "第 {page} 页：满版色只到切口，没有出血",
        "draw it {bleed} mm over the trim",
        "请出血 {bleed} 毫米",
    ),
    "PRT208": Code(
        "warning",
        "page {page} is a blank right-hand page",
        "第 {page} 页（单码）是白页",
        "blank pages are left-hand ones before an opening, or fill up the last signature",
        "白页只应在双码，或在书末补帖",
    ),
    "PRT209": Code(
        "error",
        "{pages} pages are no whole number of leaves",
        "共 {pages} 面，不成整张",
        "add a page",
        "请补一面",
    ),
    "PRT210": Code(
        "warning",
        "{pages} pages do not fill signatures of {signature}: {left} are missing",
        "共 {pages} 面，{signature} 面一帖尚缺 {left} 面",
        "let the press fill up with blank pages or cut text",
        "请补白页或删减",
    ),
    "PRT211": Code(
        "error",
        "page {page} does not say or show what the screen edition does ({what})",
        "第 {page} 页与屏幕版不同（{what}）",
        "build again; a print file that was changed by hand cannot be trusted",
        "请重新构建；手工改过的付印文件不可信",
    ),
    "PRT212": Code(
        "error",
        "{found} pages in print, {wanted} in the screen edition",
        "付印文件 {found} 面，屏幕版 {wanted} 面",
        "only blank pages at the end may differ",
        "只有书末的白页可以不同",
    ),
    "PRT213": Code(
        "warning",
        "page {page} shows {found} at its foot, its number is {wanted}",
        "第 {page} 页页脚印 {found}，页码应为 {wanted}",
    ),
    "PRT214": Code(
        "warning",
        "page {page}: the crop box hides a part of the bleed",
        "第 {page} 页：裁剪框（CropBox）遮住了出血",
        "make it as large as the media box or leave it out",
        "请与 MediaBox 一样大，或不设",
    ),
    "PRT215": Code(
        "error",
        "page {page} has an art box beside its trim box",
        "第 {page} 页在成品框之外又有 ArtBox",
        "PDF/X knows one of the two",
        "PDF/X 只许其一",
    ),
    # --- fonts ---
    "PRT301": Code("error", "the font {name} is not embedded", "字体 {name} 没有嵌入"),
    "PRT302": Code(
        "error",
        "the font {name} maps its codes to other glyphs (CID is not GID)",
        "字体 {name} 的编码与字形号不一致（CID ≠ GID）",
    ),
    "PRT303": Code(
        "error",
        "page {page}: {name} lacks a character and shows a box",
        "第 {page} 页：字体 {name} 缺字，印成了豆腐块",
        "choose a face that has it",
        "请换有此字的字体",
    ),
    "PRT304": Code(
        "warning",
        "the font {name} has no outlines but programs",
        "字体 {name} 不是轮廓字（Type 3）",
        "use an OpenType face",
        "请用 OpenType 字体",
    ),
    # --- the file ---
    "PRT401": Code("error", "no output intent", "没有输出条件（OutputIntent）"),
    "PRT402": Code("error", "the output intent has no profile", "输出条件没有嵌入 ICC 特性文件"),
    "PRT403": Code(
        "error", "the profile of the output intent: {why}", "输出条件的特性文件不对：{why}"
    ),
    "PRT404": Code(
        "error",
        "page {page}: an annotation ({kind}) on the printed area",
        "第 {page} 页：印刷区内有批注或链接（{kind}）",
    ),
    "PRT405": Code("error", "the file acts: {what}", "文件带有动作：{what}"),
    "PRT406": Code("error", "the metadata does not say {what}", "元数据没有写明 {what}"),
    "PRT407": Code(
        "error",
        "{what}: the information dictionary and the metadata disagree",
        "{what}：文档信息与元数据不一致",
    ),
    "PRT408": Code(
        "error", "it is not said whether the file is trapped", "没有说明是否做过陷印（Trapped）"
    ),
    "PRT409": Code(
        "error",
        "page {page}: the blend mode {mode}",
        "第 {page} 页：混合模式 {mode}",
        "flatten the picture before it is placed",
        "请先把图片拼合",
    ),
    "PRT410": Code(
        "error",
        "page {page}: a transparency group mixes in {space}",
        "第 {page} 页：透明组在 {space} 里混色",
    ),
    "PRT411": Code(
        "error", "{what}, which belongs to one press only", "带有 {what}，只适合某台机器"
    ),
    "PRT412": Code("error", "PostScript in the file", "文件里有 PostScript"),
    "PRT413": Code("error", "layers: {name}", "有图层：{name}"),
    "PRT414": Code("error", "attached files", "带有附件"),
    "PRT415": Code("error", "the file is encrypted", "文件加了密"),
    "PRT416": Code("error", "PDF {version}; PDF/X-4 is PDF 1.6", "PDF {version}，PDF/X-4 应为 1.6"),
    "PRT417": Code("error", "the file has no identifier", "文件没有标识（ID）"),
    "PRT418": Code("error", "not a PDF: {why}", "不是 PDF：{why}"),
    "PRT419": Code(
        "error",
        "a picture may be replaced by another ({what})",
        "图片会被另一幅替换（{what}）",
        "place the final picture itself",
        "请置入最终的图片",
    ),
    # --- the job ---
    "PRT501": Code(
        "note",
        "the spine is {width} mm wide: no title fits on it",
        "书脊宽 {width} 毫米，放不下书名",
        "a spine bears a title from {least} mm on",
        "书脊 {least} 毫米以上才印字",
    ),
    "PRT502": Code(
        "note",
        "no ISBN: the cover has no barcode",
        "没有书号，封底不印条码",
        "give imprint.isbn",
        "请填 imprint.isbn",
    ),
    "PRT503": Code(
        "error",
        "the imprint, {what}: printed {printed}, the built file has {found}",
        "{what}：版权页印 {printed}，实为 {found}",
        "build again",
        "请重新构建",
    ),
    "PRT504": Code("error", "the profile {name}: {why}", "特性文件 {name}：{why}"),
    "PRT505": Code(
        "error",
        "no edition {name} to hand off",
        "缺少 {name}，无法交付",
        "build it first",
        "请先构建",
    ),
    "PRT506": Code(
        "error",
        "the option {name} cannot be {value}",
        "选项 {name} 不能是 {value}",
        "{near}",
        "{near}",
    ),
}
