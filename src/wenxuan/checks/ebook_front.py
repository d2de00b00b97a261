"""The title page and the imprint of an EPUB against the publication, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from lxml import etree

from wenxuan.checks.ebook_reading import TYPE, Ebook, Fault, H, has
from wenxuan.epub.documents import imprint
from wenxuan.epub.embedding import typefaces
from wenxuan.fonts import FontSet
from wenxuan.layout.credits import credits_of
from wenxuan.layout.loader import Layout
from wenxuan.layout.templates import whole
from wenxuan.model import Publication

_TITLE: Final = ("title", "subtitle", "credit", "publisher", "place")


def front(
    book: Ebook, publication: Publication, layout: Layout, manifest: FontSet
) -> Iterator[Fault]:
    """What both pages state is what the publication gives.

    A layout of the house may leave lines out or set others than the press's own layouts do.
    """
    for path, root in book.documents.items():
        for section in root.iter(f"{H}section"):
            kind = section.get(TYPE)
            rows: list[tuple[str, list[str], list[str]]] = []
            if kind == "titlepage":
                rows = _title(section, publication, layout)
            elif kind == "copyright-page":
                rows = _imprint(section, book, publication, layout, manifest)
            for name, wanted, stated in rows:
                for one, two in zip_longest(wanted, stated, fillvalue=""):
                    if _plain(one) != _plain(two):
                        yield "EPB020", path, {"name": name, "wanted": one, "found": two}


def _title(
    section: etree._Element, publication: Publication, layout: Layout
) -> list[tuple[str, list[str], list[str]]]:
    head, house = publication.head, publication.head.publisher
    wanted = {
        "title": [whole(head.title)],
        "subtitle": [whole(head.subtitle)] if head.subtitle else [],
        "credit": [f"{c.names}{c.role}" for c in credits_of(publication, layout)],
        "publisher": [house.name] if house else [],
        "place": [house.place] if house and house.place else [],
    }
    stated = {name: _stated(section, name) for name in _TITLE}
    stated["title"] = [_text(element) for element in section.iter(f"{H}h1")]
    return [(name, wanted[name], stated[name]) for name in _TITLE if stated[name]]


def _imprint(
    section: etree._Element, book: Ebook, publication: Publication, layout: Layout,
    manifest: FontSet,
) -> list[tuple[str, list[str], list[str]]]:  # fmt: skip
    rows = imprint(publication, layout, _faces(book, manifest))
    labels = [_text(element) for element in section.iter(f"{H}dt")]
    values = [_text(element) for element in section.iter(f"{H}dd")]
    head, language = publication.head, publication.head.language
    found = [
        ("dt", [label for label, _ in rows], labels),
        ("dd", [value for _, value in rows], values),
        ("rights", [head.rights or layout.word("rights", language)], _stated(section, "rights")),
    ]
    if head.imprint and head.imprint.cip:
        said = [_text(e) for div in section.iter(f"{H}div") if has(div, "cip") for e in div]
        wanted = [layout.word("cip", language), head.imprint.cip]
        found.append(("cip", wanted, said))
    return [row for row in found if row[2]]


def _faces(book: Ebook, manifest: FontSet) -> tuple[str, ...]:
    """The faces of the embedded fonts, in the order of the manifest."""
    names = {member.rpartition("/")[2] for member in book.manifest}
    families = [font.head.family for font in manifest.files if font.head.file in names]
    return typefaces(families)


def _stated(section: etree._Element, name: str) -> list[str]:
    return [_text(element) for element in section.iter(f"{H}p") if has(element, name)]


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _plain(text: str) -> str:
    """Text without white space and where lines may break."""
    return re.sub(r"[\\|\s]", "", text)
