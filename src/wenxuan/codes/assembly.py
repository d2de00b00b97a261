"""Codes of assembly and of pictures: ASM, IMG."""

from __future__ import annotations

from wenxuan.code_table import Code

ASSEMBLY_CODES: dict[str, Code] = {
    "ASM001": Code(
        "error",
        "the article {name} is listed twice",
        "文章 {name} 列了两次",
        "first in line {first}",
        "第 {first} 行已有",
    ),
    "ASM002": Code(
        "error",
        "the id {id} is used twice (first in {first})",
        "标识 {id} 重复（先见于 {first}）",
        "give one of them another name",
        "请给其中一个改名",
    ),
    "ASM003": Code(
        "error",
        "the reference {target} leads nowhere",
        "引用 {target} 没有着落",
        "{near}",
        "{near}",
    ),
    "ASM004": Code(
        "warning",
        "select finds no article",
        "select 没有选中文章",
        "compare it with section and date of the articles",
        "请与各篇的 section 和 date 核对",
    ),
    "ASM005": Code(
        "warning",
        "{name} is not in the publication",
        "{name} 没有编入",
        "list it in publication.yaml, or move it out of the folder",
        "请在 publication.yaml 里列出，或移出文件夹",
    ),
    "ASM006": Code(
        "error",
        "no article stands in the body of the publication",
        "正文里没有文章",
        "list one without matter, or in a part: front and back matter alone make no book",
        "请至少列一篇不带 matter 的文章，或放进一个部分：只有前文后文不成书",
    ),
    "ASM007": Code(
        "error",
        "no publication here: {name} has no publication.yaml",
        "这里没有汇编：{name} 里没有 publication.yaml",
        "{cure}",
        "{cure}",
    ),
    "ASM008": Code(
        "error",
        "the names {first} and {second} cannot stand in one EPUB",
        "{first} 与 {second} 不能同在一个 EPUB 里",
        "rename one: some readers do not tell capitals or accents apart",
        "请改名：有的阅读器不分大小写",
    ),
    "ASM009": Code(
        "error",
        "{name} and {other} would be written to one place",
        "{name} 与 {other} 会写到同一处",
        "give one of the folders another name",
        "请给其中一个文件夹改名",
    ),
    "ASM010": Code(
        "error",
        "the part {name} has no articles",
        "{name} 里没有文章",
        "take the part out, or mend its select",
        "请去掉这一部分，或改它的 select",
    ),
    "IMG001": Code(
        "error",
        "no such picture: {name}",
        "没有这张图：{name}",
        "{near}",
        "{near}",
    ),
    "IMG002": Code(
        "error",
        "{name} is not a whole picture: {why}",
        "{name} 不是完整的图：{why}",
        "save it again as PNG, JPEG or SVG",
        "请重新存成 PNG、JPEG 或 SVG",
    ),
    "IMG003": Code(
        "error",
        "{name} has {pixels} pixels; the limit is {limit}",
        "{name} 有 {pixels} 像素，上限 {limit}",
        "make it smaller",
        "请缩小",
    ),
    "IMG004": Code(
        "error",
        "the picture {name} has no description",
        "图 {name} 没有说明文字",
        "write ![what it shows]({name}): readers who cannot see it hear this text",
        "请写 ![图的内容]({name})：看不见图的读者会听到它",
    ),
    "IMG005": Code(
        "warning",
        "{name} prints at {dpi} dpi; a printer wants {wanted}",
        "{name} 印出来只有 {dpi} dpi，印厂要 {wanted}",
        "use a larger picture or a smaller width",
        "请换大图或缩小宽度",
    ),
    "IMG006": Code(
        "error",
        "the SVG {name} contains {what}",
        "SVG {name} 含有 {what}",
        "save it as plain SVG without scripts and outside references",
        "请存成不带脚本和外部引用的 SVG",
    ),
    "IMG007": Code(
        "error",
        "the picture {name} is an address, not a file of the publication",
        "图 {name} 是网址，不是汇编里的文件",
        "save it into images/ and write images/…: a book takes nothing from the web",
        "请存到 images/ 里，写成 images/…：成书不从网上取图",
    ),
}
