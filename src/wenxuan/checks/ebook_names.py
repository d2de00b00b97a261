"""Sort keys, romanizations, roles and the series of an EPUB, from what the sources give."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from wenxuan import model as m
from wenxuan.checks.ebook_reading import SPACES, Ebook, Fault
from wenxuan.epub.readings import possible
from wenxuan.layout.roles import relator
from wenxuan.layout.templates import whole
from wenxuan.metadata import Series

_DC: Final = "{http://purl.org/dc/elements/1.1/}"
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What the sources say once of a name or of the title."""

    name: str
    language: str
    sort: str | None
    code: str | None = None


def names(book: Ebook, publication: m.Publication) -> Iterator[Fault]:
    """People and the title are sorted and read as they may be; roles and series are the sources'.

    The readings of Han characters are all that a dictionary has for each: which of them is right
    in a name is not known here.
    """
    head = publication.head
    people = list(_people(publication))
    title = _Given(name=whole(head.title), language=head.language, sort=head.sort)
    for element in book.opf.iterfind("o:metadata/*", SPACES):
        name, said = (element.text or "").strip(), _said(book, str(element.get("id")))
        if element.tag in (f"{_DC}creator", f"{_DC}contributor"):
            given = [person for person in people if person.name == name]
            yield from _wrong(book, element, said, given)
            codes = {person.code for person in given}
            if given and said.get("role") not in codes:
                wanted = " ".join(code or "-" for code in sorted(codes, key=str))
                yield _fault(book, f"{name}: role", wanted, said.get("role"))
        elif element.tag == f"{_DC}title" and said.get("title-type") == "main":
            yield from _wrong(book, element, said, [title])
    yield from _series(book, head.series)


def _people(publication: m.Publication) -> Iterator[_Given]:
    """Contributors; and authors of articles, who are authors where their role has no code."""
    head, known = publication.head, set()
    for one in head.contributors:
        known.add(one.name)
        yield _Given(
            name=one.name, language=head.language, sort=one.sort, code=relator(one.role)
        )
    for article in publication.articles:
        for author in article.head.authors:
            if author.name not in known:
                yield _Given(
                    name=author.name, language=article.language, sort=author.sort,
                    code=relator(author.role or "") or "aut",
                )  # fmt: skip


def _said(book: Ebook, id_: str) -> dict[str, str]:
    """What refines an element of the metadata, by property."""
    return {
        str(meta.get("property")): (meta.text or "").strip()
        for meta in book.opf.iterfind("o:metadata/o:meta", SPACES)
        if meta.get("refines") == f"#{id_}"
    }


def _wrong(
    book: Ebook, element: etree._Element, said: dict[str, str], given: list[_Given]
) -> Iterator[Fault]:
    name, key = (element.text or "").strip(), said.get("file-as", "")
    if given and not any(_sorted(one, key) for one in given):
        wanted = next((one.sort for one in given if one.sort), name)
        yield _fault(book, f"{name}: file-as", wanted, key)
    spoken = said.get("alternate-script", "")
    if spoken and not _reads(name, spoken):
        yield _fault(book, f"{name}: alternate-script", name, spoken)


def _fault(book: Ebook, name: str, wanted: str, have: str | None) -> Fault:
    return "EPB020", book.package, {"name": name, "wanted": wanted, "found": have or ""}


def _sorted(given: _Given, key: str) -> bool:
    """Whether a key is the editor's, else a reading of Han characters, else the words of a name."""
    if given.sort is not None:
        return key == given.sort
    if given.language.startswith("zh") and _HAN.search(given.name):
        return _reads(given.name, key)
    return not key or sorted(_words(key)) == sorted(_words(given.name))


def _words(text: str) -> list[str]:
    return re.findall(r"[0-9a-z]+", text.lower())


# --- readings -------------------------------------------------------------------------------

_SELDOM: Final = {"樸": "piao", "乐": "lao", "樂": "lao", "着": "zhu", "干": "qian", "燵": "ta"}
"""Readings of family and place names and of phrases that dictionaries of characters lack."""


def _reads(text: str, key: str) -> bool:
    """Whether a key has a reading of each Han character, and the other letters, in order."""
    return re.fullmatch("".join(map(_pattern, text)), _bare(key)) is not None


def _pattern(character: str) -> str:
    if _HAN.match(character):
        readings = {*map(_bare, possible(character)), _SELDOM.get(character, "")} - {""}
        return f"(?:{'|'.join(sorted(readings))})" if readings else re.escape(character)
    return character.lower() if character.isascii() and character.isalnum() else ""


def _bare(text: str) -> str:
    """Letters, digits and Han characters alone, without tones; ü is v."""
    marked = unicodedata.normalize("NFD", text.lower())
    plain = unicodedata.normalize("NFC", re.sub("[\u0300\u0301\u0304\u030c]", "", marked))
    return "".join(c for c in plain.replace("ü", "v") if c.isalnum())


# --- series ---------------------------------------------------------------------------------


def _series(book: Ebook, series: Series | None) -> Iterator[Fault]:
    """The collection that the book is part of, and its number in it."""
    for meta in book.opf.iterfind("o:metadata/o:meta[@property='belongs-to-collection']", SPACES):
        said = _said(book, str(meta.get("id")))
        rows = [(series.title if series else "", (meta.text or "").strip())]
        number = series.number if series else None
        rows.append(("" if number is None else str(number), said.get("group-position", "")))
        for wanted, have in rows:
            if wanted != have:
                yield _fault(book, "belongs-to-collection", wanted, have)
