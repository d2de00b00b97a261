"""Codes of places on the sheet: PRT2xx."""

from __future__ import annotations

from wenxuan.code_table import Code

SHEET_CODES: dict[str, Code] = {
    # --- place ---
    "PRT201": Code(
        "error",
        "page {page} has no trim box",
        "第 {page} 页没有成品框（TrimBox）",
        "build again: the knife follows the trim box",
        "请重新构建，裁切以成品框为准",
    ),
    "PRT202": Code(
        "error",
        "page {page} is trimmed to {found}, it should be {wanted}",
        "第 {page} 页成品尺寸 {found}，应为 {wanted}",
        "build it again in the size that was ordered; a cover follows the pages and the paper",
        "请按约定的尺寸重做；封面随页数与纸厚而定",
    ),
    "PRT203": Code(
        "error",
        "page {page} has {what}; {wanted} mm of bleed are wanted",
        "第 {page} 页{what_zh}，应有 {wanted} 毫米出血",
        "set the bleed box so much larger than the trim box on each side",
        "出血框每边应比成品框大出这么多",
    ),
    "PRT204": Code(
        "error",
        "page {page}: {what} reaches beyond the media box",
        "第 {page} 页：{what} 超出页面（MediaBox）",
        "make the media box as large as the bleed and its marks",
        "MediaBox 应容下出血与裁切线",
    ),
    "PRT205": Code(
        "error",
        "page {page} is {what} by its page dictionary",
        "第 {page} 页被页面属性{what_zh}",
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
        "add a blank page at the end, or look for one that was lost",
        "请在书末补一面，或查是否缺页",
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
        "page {page} differs from the screen edition: {what}",
        "第 {page} 页与屏幕版不同：{what_zh}",
        "what is right goes into the sources; then build all editions again",
        "对的改进原稿，再重做各版",
    ),
    "PRT212": Code(
        "error",
        "{found} pages in print, {wanted} in the screen edition",
        "付印文件 {found} 面，屏幕版 {wanted} 面",
        "only blank pages at the end may differ",
        "只有书末的白页可以不同",
    ),
    "PRT213": Code(
        "error",
        "page {page} shows {found} at its foot, its number is {wanted}",
        "第 {page} 页页脚印 {found}，页码应为 {wanted}",
        "look for a page that is missing, doubled or out of order; else build again",
        "请查缺页、重页、错序，否则重新构建",
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
    "PRT216": Code(
        "error",
        "page {page}: {what} stands up to {distance} mm from its place in the screen edition",
        "第 {page} 页：{what_zh}与屏幕版错开至多 {distance} 毫米",
        "build again: the front and back of a leaf would not be in register",
        "请重新构建，否则正反面套不准",
    ),
    "PRT217": Code(
        "error",
        "{which}: the trim box lies {across} mm right of and {up} mm above its crop marks",
        "{which_zh}：成品框比裁切线偏右 {across} 毫米、偏上 {up} 毫米",
        "the knife follows the marks, the imposition the box: make them agree",
        "裁切看线，拼版看框，两者须一致",
    ),
    "PRT218": Code(
        "error",
        "page {page}: text over a fold",
        "第 {page} 页：文字压在折线上",
        "move it onto the front, the back or the spine",
        "请移到封面、封底或书脊之内",
    ),
    "PRT219": Code(
        "error",
        "page {page}: a picture is {what} beside the screen edition",
        "第 {page} 页：图片与屏幕版相比{what_zh}",
        "place the original as the screen edition does",
        "请照屏幕版置入原图",
    ),
}
