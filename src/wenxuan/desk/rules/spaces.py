"""Spaces: the layout indents and spaces scripts, the text does not (CLREQ §3.2.2, §3.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenxuan.desk.document import Document
from wenxuan.desk.edits import Edit
from wenxuan.desk.exempt import IDEOGRAPH, LATIN, LATIN_OBJECT, OBJECT
from wenxuan.desk.findings import Finding, arguments_of
from wenxuan.desk.passages import Passage
from wenxuan.desk.tables import SURNAMES, TITLES

WIDE = "\u2000-\u200a\u00a0\u202f\u205f\u3000"
"""For a character class: spaces that are not U+0020."""
_GAP = f"[ \t{WIDE}]+"
_INDENT = re.compile(f"^[ ]{{0,3}}[{WIDE}][ \t{WIDE}]*", re.MULTILINE)
_HAN = f"[{IDEOGRAPH}{OBJECT}]"
_WEST = f"[{LATIN}0-9%{LATIN_OBJECT}]"
_IN_HAN = re.compile(f"(?<={_HAN})(?P<gap>{_GAP})(?={_HAN})")
_HAN_WEST = re.compile(
    f"(?:(?<={_HAN})(?P<a>{_GAP})(?={_WEST})|(?<={_WEST})(?P<b>{_GAP})(?={_HAN}))"
)
_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)[!-~]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_TIGHT = re.compile(f"(?<={_HAN})(?=[{LATIN}0-9])|(?<=[{LATIN}0-9%])(?={_HAN})")
_RUN_LEFT = re.compile(f"[{IDEOGRAPH}]{{1,40}}$")
_RUN_RIGHT = re.compile(f"[{IDEOGRAPH}]+")
_ORDINAL = re.compile(
    "第[一二三四五六七八九十百千零〇]{1,7}[编部分章节条款项回卷课讲集期届场幕]{1,2}|[一二三四五六七八九十]{1,3}"
    "|附录[一二三四五六七八九十]?|[上中下]篇"
)
_TITLE = "|".join(
    sorted((*TITLES, "通讯员", "摄影", "作者", "特约撰稿"), key=lambda t: (-len(t), t))
)
_ROLE_END = re.compile(f"(?:{_TITLE})$")
_ROLE_BEGIN = re.compile(f"(?:{_TITLE}|文图|图文|摄|文|图|编译|整理)(?![\u4e00-\u9fff])")
_STOPS = re.compile("[。！？；]")
_CLAUSE = "，、；：。！？（）()《》“”\n—…"
_NAME = re.compile(f"(?:{'|'.join(SURNAMES)})[\u4e00-\u9fff]{{1,2}}")
NAME = 4
"""Han of a name, at most."""
_MARK = "，。、；：？！（）《》〈〉「」『』【】〔〕“”…—"
_BESIDE = re.compile(
    f"(?<=[，。、；：？！（《〈「『【〔“])(?P<a>{_GAP})(?=\\S)|(?<=\\S)(?P<b>{_GAP})(?=[，。、；：？！）》〉」』】〕”])"
    f"|(?<=[）》〉」』】〕”])(?P<c>{_GAP})(?={_HAN}|[（《〈「『【〔“])|(?<={_HAN})(?P<d>{_GAP})(?=[（《〈「『【〔“])"
)


def indents(document: Document) -> Iterator[Finding]:
    """SPC001 A paragraph is not indented by spaces: the layout indents by two em (CLREQ §3.3.1)."""
    for match in _INDENT.finditer(document.text, document.head_end):
        if match.end() >= len(document.text) or document.text[match.end()] == "\n":
            continue
        if not _in_prose(document, match.end()):
            continue
        edit = Edit(match.start(), match.end(), match[0], "", "SPC001")
        values = arguments_of({"count": len(match[0]), "old": match[0], "new": ""})
        yield Finding(
            code="SPC001",
            start=match.start(),
            end=match.end(),
            arguments=values,
            edits=(edit,),
            sure=True,
        )


def _in_prose(document: Document, offset: int) -> bool:
    """True when a passage begins or goes on here, behind at most three signs of markup."""
    return any(
        offset < place + size and place <= offset + 3
        for passage in document.passages
        for place, size in _pieces(passage)
        if passage.kind not in ("cell", "verse") and place >= 0
    )


def _pieces(passage: Passage) -> Iterator[tuple[int, int]]:
    ends = (*passage.starts[1:], len(passage.text))
    for start, end, place in zip(passage.starts, ends, passage.places, strict=True):
        yield place, end - start


def within_han(passage: Passage) -> Iterator[Finding]:
    """SPC002 No space between Han (CLREQ §3.2.2), but between names, in verse, behind a number."""
    if passage.kind in ("cell", "name", "verse") or passage.language.startswith("ko"):
        return
    text = passage.text
    for match in _IN_HAN.finditer(text):
        if passage.spared[match.start()] or _meant(passage, match):
            continue
        sure = passage.kind == "paragraph" and match[0] == " " and _in_a_sentence(text, match)
        yield passage.finding("SPC002", match.start(), match.end(), "", sure=sure)


def _meant(passage: Passage, match: re.Match[str]) -> bool:
    """True for a gap that says something: behind a number or a role, between names, in a form."""
    text, start, end = passage.text, match.start(), match.end()
    if match[0] == "\u3000" and passage.kind not in ("paragraph", "alt"):
        return True
    left, right = _run(text, start, -1), _run(text, end, 1)
    if _ORDINAL.fullmatch(left) or _ROLE_END.search(left) or _ROLE_BEGIN.match(right):
        return True
    if match[0] == "\u3000" and left in SURNAMES:  # 张　军, spread to the width of three
        return True
    short = max(len(left), len(right)) <= NAME
    if _STOPS.search(text):
        return short and bool(_NAME.fullmatch(left) and _NAME.fullmatch(right))
    return short


def _in_a_sentence(text: str, match: re.Match[str]) -> bool:
    """True for the only gap of a clause, between runs longer than names, outside of brackets."""
    left, right = _run(text, match.start(), -1), _run(text, match.end(), 1)
    alone = _edge(text, match.start() - len(left) - 1) and _edge(text, match.end() + len(right))
    long = min(len(left), len(right)) > NAME
    return long and alone and bool(_STOPS.search(text)) and not _in_brackets(text, match.start())


def _run(text: str, at: int, way: int) -> str:
    """The Han on one side of a place."""
    found = _RUN_LEFT.search(text, 0, at) if way < 0 else _RUN_RIGHT.match(text, at)
    return found[0] if found else ""


def _edge(text: str, at: int) -> bool:
    return not 0 <= at < len(text) or text[at] in _CLAUSE


def _in_brackets(text: str, at: int) -> bool:
    return text.count("（", 0, at) + text.count("(", 0, at) > text.count("）", 0, at) + text.count(
        ")", 0, at
    )


def han_latin(passage: Passage) -> Iterator[Finding]:
    """SPC003 No space between Han and Latin: the layout sets a quarter em (CLREQ §3.2.2)."""
    if passage.kind == "name" or not passage.language.startswith("zh"):
        return
    for match in _HAN_WEST.finditer(passage.text):
        if not _numbered(passage.text, match.start()) and not _bare_address(passage, match):
            yield passage.finding("SPC003", match.start(), match.end(), "")


def _bare_address(passage: Passage, match: re.Match[str]) -> bool:
    """True beside an address that nothing but its spaces sets off: they say where it ends."""
    for found in _ADDRESS.finditer(passage.text):
        here = match.end() == found.start() or match.start() == found.end()
        before = passage.place(found.start())
        if here and passage.source[before - 1 : before] not in ("<", "["):
            return True
    return False


def _numbered(text: str, at: int) -> bool:
    """True behind the number of a heading or figure, such as `1.2 总则`, `图 3`."""
    return re.fullmatch(r"\s*(?:[图表]|(?:[图表]\s?)?\d+(?:[.-]\d+)*[.、]?)", text[:at]) is not None


def spaced(passage: Passage) -> Iterator[Finding]:
    """SPC005 One space between Han and Latin, where house.yaml asks for it."""
    if passage.kind == "name" or not passage.language.startswith("zh"):
        return
    for match in _TIGHT.finditer(passage.text):
        at = match.start()
        if (
            not passage.edits(at - 1, at + 1, "", "SPC005")
            or passage.spared[at - 1]
            or passage.spared[at]
        ):
            continue
        pair = passage.text[at - 1 : at + 1]
        yield passage.finding("SPC005", at - 1, at + 1, f"{pair[0]} {pair[1]}")


def beside_marks(passage: Passage) -> Iterator[Finding]:
    """SPC004 A full-width mark carries its own space (CLREQ §3.1.6, D2)."""
    if passage.language.startswith("ko"):
        return
    text = passage.text
    for match in _BESIDE.finditer(text):
        start, end = match.span()
        if "\n" in match[0] or passage.spared[start]:
            continue
        mark = text[start - 1] if text[start - 1] in _MARK else text[end]
        yield passage.finding("SPC004", start, end, "", mark=mark)
