"""Codes of the job: PRT5xx."""

from __future__ import annotations

from wenxuan.code_table import Code

JOB_CODES: dict[str, Code] = {
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
        "{why}: the cover has no barcode",
        "{why}，封底不印条码",
        "give imprint.isbn with its thirteen digits",
        "请在 imprint.isbn 填全十三位",
    ),
    "PRT503": Code(
        "error",
        "the imprint, {what}: printed {printed}, the built file has {found}",
        "{what}：版权页印 {printed}，实为 {found}",
        "build again",
        "请重新构建",
    ),
    "PRT504": Code(
        "error",
        "the profile {name}: {why}",
        "特性文件 {name}：{why}",
        "put the printer's CMYK output profile beside publication.yaml",
        "请把印刷厂给的 CMYK 输出特性文件放在 publication.yaml 旁",
    ),
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
    "PRT507": Code(
        "error",
        "the option {name}: {percent} % of ink; the limit is {limit} %",
        "选项 {name}：总墨量 {percent}%，上限 {limit}%",
        "lower the color inks until the four make {limit} % or less",
        "请减少彩墨，四项之和不超过 {limit}%",
    ),
    "PRT508": Code(
        "warning",
        "the price {price} cannot be told: the barcode has no add-on",
        "看不出定价（{price}），条码不印价格附加码",
        "write one amount with its currency, such as CNY 38.00",
        "请写一个带货币单位的数，如 38.00元",
    ),
    "PRT509": Code(
        "note",
        "the price {price} is over {most}: the barcode has no add-on",
        "定价 {price} 高于 {most}，条码不印价格附加码",
        "five digits hold no more",
        "附加码只有五位",
    ),
    "PRT510": Code(
        "error",
        "page {page}: the barcode says {said}, the imprint {wanted}",
        "第 {page} 页：条码为 {said}，版权页为 {wanted}",
        "build again: the cover is older than the imprint",
        "请重新构建，封面比版权页旧",
    ),
    "PRT511": Code(
        "note",
        "{pages} pages are no multiple of {unit}: {left} would fill up",
        "共 {pages} 面，不是 {unit} 的倍数，差 {left} 面",
        "sheets are folded in fours at least; set options.signature to fill up with blank pages",
        "折页至少四面一组；设 options.signature 可自动补白页",
    ),
    "PRT512": Code(
        "warning",
        "the spine is too short for {what}: left out",
        "书脊太短，略去{what}",
        "shorten the title",
        "请缩短书名",
    ),
}
