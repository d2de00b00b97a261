"""Codes of ink, pictures and lines: PRT0xx, PRT1xx."""

from __future__ import annotations

from wenxuan.code_table import Code

INK_CODES: dict[str, Code] = {
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
    "PRT010": Code(
        "error",
        "page {page}: {what} in the registration color, which prints on every plate",
        "第 {page} 页：{what_zh}用了套版色，会印在每块版上",
        "only marks outside the page have it: draw text and color in process inks",
        "套版色只给规线用：文字请用单黑，色块请用四色",
    ),
    "PRT011": Code(
        "error",
        "page {page}: white text on white paper",
        "第 {page} 页：白纸上的白字",
        "give it an ink or a ground",
        "请给字上色，或垫底色",
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
}
