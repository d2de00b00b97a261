"""What the YAML parser says in its own terms, said in the editor's: both languages, no jargon."""

from __future__ import annotations

import re

from wenxuan.code_table import Phrase

ILL_FORMED = Phrase("this is not well-formed YAML", "这里不合 YAML 的写法")

FULL_WIDTH = Phrase(
    "the colon is full-width: write key: value with an ASCII colon and a space",
    "冒号是全角的：应写成 key: value（半角冒号加空格）",
)

WIDE_BRACKET = Phrase(
    "the bracket is full-width: lists are written [one, two], groups {key: value}",
    "括号是全角的：列表写成 [甲, 乙]，键值写成 {key: value}",
)
WIDE_COMMA = Phrase(
    "the comma between two items is full-width: write an ASCII comma and a space",
    "两项之间的逗号是全角的：应写半角逗号加空格",
)
_SECOND = Phrase("a second document begins here", "这里又开始了一份文档")
_OPEN = Phrase(
    "the bracket is not closed, or a comma is missing between two items",
    "括号没有结束，或两项之间缺逗号",
)
_SPECIAL = Phrase(
    "a value cannot begin with this character: put the value in quotes",
    "值不能以这个符号开头：请把整个值用引号括起来",
)
_BAR = Phrase(
    "text does not follow | or > in the same line: put it in the next lines, indented",
    "| 或 > 之后不能接着写字：请换行并缩进",
)

# The beginning of what the parser says; the first row that fits is taken.
_ROWS: tuple[tuple[str, Phrase], ...] = (
    (
        "mapping values are not allowed",
        Phrase(
            "a second colon in the line, or an indent that does not fit: "
            "put a value that holds a colon in quotes",
            "一行里有两个冒号，或缩进不对：值里有冒号时，请把整个值用引号括起来",
        ),
    ),
    (
        r"found character '\\t'",
        Phrase("a tab: YAML is indented with spaces only", "这里有制表符：YAML 只能用空格缩进"),
    ),
    ("found character", _SPECIAL),
    ("expected alphabetic or numeric", _SPECIAL),
    ("expected chomping", _BAR),
    ("expected indentation", _BAR),
    ("expected a comment or a line break", _BAR),
    (
        "could not find expected ':'",
        Phrase("a key without its colon", "有键而没有冒号"),
    ),
    (
        "found unexpected end of stream",
        Phrase("a quotation mark is not closed", "引号没有结束"),
    ),
    (
        "found unknown escape",
        Phrase(
            r"an unknown escape: in double quotes write \\ for a backslash",
            r"不认识的转义：双引号里的反斜线请写 \\",
        ),
    ),
    (
        "expected escape",
        Phrase("an escape without its hexadecimal digits", "转义缺十六进制数字"),
    ),
    (r"expected ',' or", _OPEN),
    (
        "expected <block end>",
        Phrase(
            "this line does not fit those above: its indent differs, or text follows a quotation",
            "这一行与上文对不上：缩进不齐，或引号之后还有字",
        ),
    ),
    (
        "expected the node content",
        Phrase("a value is missing here", "这里缺一个值"),
    ),
    (
        "sequence entries are not allowed",
        Phrase("a list begins in the next line, indented", "列表应另起一行并缩进"),
    ),
    (
        "mapping keys are not allowed",
        Phrase("a key cannot begin with a question mark and a space", "键不能以问号加空格开头"),
    ),
    ("expected '<document start>'", _SECOND),
    ("found unexpected document separator", _SECOND),
    ("a second document", _SECOND),
)


def problem(said: str) -> Phrase:
    """The editor's words for what the parser said."""
    return next((phrase for begin, phrase in _ROWS if re.match(begin, said)), ILL_FORMED)
