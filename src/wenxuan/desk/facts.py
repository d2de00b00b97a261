"""What one article contributes to the rules about the whole publication."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass

from wenxuan.desk.document import Document
from wenxuan.desk.edits import HAN
from wenxuan.desk.passages import Passage
from wenxuan.desk.tables import SURNAMES, TITLES

MIN_PARAGRAPH = 30
"""Characters from which a repeated paragraph is worth a word."""

_LATIN = re.compile(r"(?<![\w./@:-])[A-Za-z][A-Za-z+#]{2,}(?![\w/@:-]|\.\w)", re.ASCII)
_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])", re.ASCII)
_SPACED = re.compile(r"(?<![\d.,  ])[1-9]\d{0,2}(?:[  ]\d{3})+(?![\d])", re.ASCII)
_PLAIN = re.compile(
    r"(?<![A-Za-z0-9.,号码第编话-])[1-9]\d{4,8}(?=[\u4e00-\u9fff，。；、）])", re.ASCII
)
_FOREIGN = re.compile("[\u4e00-\u9fff]{2,3}·[\u4e00-\u9fff]{2}")
_TITLE = "|".join(sorted(TITLES, key=lambda title: (-len(title), title)))
_SURNAME = "|".join(sorted(SURNAMES, key=lambda name: (-len(name), name)))
_GIVEN = "[\u4e00-\u9fff]{2}"
_SAYING = "出席|指出|强调|表示|介绍|主持|参加|带队|带领|要求|认为|说|讲|作|在|率"
_AFTER_NAME = f"(?=[，。、；：！？（）“”\\s]|$|同志|等|和|与|{_SAYING}|{_TITLE})"
_BEFORE_NAME = "(?:^|(?<=[，。、；：！？（）“”\\s和与由对]))"
_NAMED = re.compile(f"(?P<title>{_TITLE})(?P<name>(?:{_SURNAME}){_GIVEN}){_AFTER_NAME}")
_TITLED = re.compile(f"{_BEFORE_NAME}(?P<name>(?:{_SURNAME}){_GIVEN})(?P<title>{_TITLE})")
_PERSON = re.compile(f"(?:{_SURNAME}){_GIVEN}")
_WORK = re.compile("(?<=《)[^《》〈〉]{4,30}(?=》)")

Place = tuple[int, int]
"""Line and column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the publication needs to know of one article."""

    title: str
    title_place: Place
    date: str
    paragraphs: tuple[tuple[str, int, int, int], ...]
    """Hash, line, column, characters."""
    forms: tuple[tuple[str, str, int, int, int], ...]
    """Family, form, count, and line and column of the first.

    Families: `latin`, `grouped`, `spaced` and `plain` numbers, `name` (the characters about the
    interpunct of a transcribed name, whose ends no mark shows), `work` (what stands in 《》) and
    `person:` with a title of office or `author` (names of three Han or four).
    """


def facts_of(document: Document) -> Facts:
    """The facts of a document."""
    forms: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Place] = {}
    paragraphs = []
    for passage in document.passages:
        for family, form, at in _forms(passage):
            forms[family, form] += 1
            if (family, form) not in first:
                first[family, form] = _place(document, passage.anchor(at))
        if passage.kind in ("paragraph", "verse") and len(passage.text) >= MIN_PARAGRAPH:
            key = hashlib.sha256("".join(HAN.findall(passage.text)).encode()).hexdigest()[:16]
            paragraphs.append((key, *_place(document, passage.anchor(0)), len(passage.text)))
    span = document.head.at("title") if document.head else None
    return Facts(
        title=document.value("title") or "",
        title_place=(span.line, span.column) if span else (1, 1),
        date=document.value("date") or "",
        paragraphs=tuple(paragraphs),
        forms=tuple((*key, count, *first[key]) for key, count in sorted(forms.items())),
    )


def _forms(passage: Passage) -> list[tuple[str, str, int]]:
    text = passage.text
    found = [
        ("latin", m[0], m.start()) for m in _LATIN.finditer(text) if not passage.spared[m.start()]
    ]
    if passage.language.startswith("zh"):
        found += [("grouped", m[0], m.start()) for m in _GROUPED.finditer(text)]
        found += [("spaced", m[0], m.start()) for m in _SPACED.finditer(text)]
        found += [("plain", m[0], m.start()) for m in _PLAIN.finditer(text)]
        found += [("name", m[0], m.start()) for m in _FOREIGN.finditer(text)]
        found += [("work", m[0], m.start()) for m in _WORK.finditer(text)]
        found += _people(passage)
    return found


def _people(passage: Passage) -> list[tuple[str, str, int]]:
    """Names of people that stand beside a title of office, and those of authors."""
    text = passage.text
    if passage.kind == "name":
        author = passage.key.startswith(("authors.", "contributors.")) and _PERSON.fullmatch(text)
        return [("person:author", text, 0)] if author else []
    found: dict[int, tuple[str, str, int]] = {}
    for pattern in (_NAMED, _TITLED):
        for match in pattern.finditer(text):
            name = match["name"]
            if not name.endswith(TITLES):
                at = match.start("name")
                found.setdefault(at, (f"person:{match['title']}", name, at))
    return list(found.values())


def _place(document: Document, offset: int) -> Place:
    line = document.text.count("\n", 0, offset) + 1
    return line, offset - document.text.rfind("\n", 0, offset)
