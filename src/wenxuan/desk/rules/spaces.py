"""Spaces: the layout indents and spaces scripts, the text does not (CLREQ §3.2.2, §3.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenxuan.desk.document import Document
from wenxuan.desk.edits import Edit
from wenxuan.desk.exempt import IDEOGRAPH, LATIN, LATIN_OBJECT, OBJECT
from wenxuan.desk.findings import Finding, arguments_of
from wenxuan.desk.passages import Passage

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
_TIGHT = re.compile(f"(?<={_HAN})(?=[{LATIN}0-9])|(?<=[{LATIN}0-9%])(?={_HAN})")
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
        if passage.kind != "cell" and place >= 0
    )


def _pieces(passage: Passage) -> Iterator[tuple[int, int]]:
    ends = (*passage.starts[1:], len(passage.text))
    for start, end, place in zip(passage.starts, ends, passage.places, strict=True):
        yield place, end - start


def within_han(passage: Passage) -> Iterator[Finding]:
    """SPC002 No space between Han (CLREQ §3.2.2); U+3000 in titles and in spread names stays."""
    if passage.kind in ("cell", "name") or passage.language.startswith("ko"):
        return
    for match in _IN_HAN.finditer(passage.text):
        spread = match[0] == "\u3000" and (
            passage.kind not in ("paragraph", "alt") or _spread_name(passage.text, match)
        )
        if not spread and not passage.spared[match.start()]:
            yield passage.finding("SPC002", match.start(), match.end(), "")


def _spread_name(text: str, match: re.Match[str]) -> bool:
    """True for `张　军` in a list of names: a single character behind a mark."""
    return re.search(rf"(?:^|[\s、，；：]){_HAN}$", text[: match.start()]) is not None


def han_latin(passage: Passage) -> Iterator[Finding]:
    """SPC003 No space between Han and Latin: the layout sets a quarter em (CLREQ §3.2.2)."""
    if passage.kind == "name" or not passage.language.startswith("zh"):
        return
    for match in _HAN_WEST.finditer(passage.text):
        if not _numbered(passage.text, match.start()):
            yield passage.finding("SPC003", match.start(), match.end(), "")


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
