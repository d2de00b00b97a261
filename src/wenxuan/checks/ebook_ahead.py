"""What a reader meets after a marker of an EPUB's page-list."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import islice, takewhile

from lxml import etree

from wenxuan.checks.ebook_reading import TYPE, Ebook, H, found, has, is_call

WANTED = 12
"""First characters of a page that must stand at its marker."""
_ADDED = re.compile(r"[（〔](?:第[0-9ivxlcdm]+[页頁]|[0-9ivxlcdm]+[頁쪽])[）〕]")
"""Page numbers that print adds to references."""
_BY_ID = "//*[@id=$id]"
_IMAGE = "*[local-name()='img']"
_BEFORE = (
    f"{_BY_ID}/ancestor-or-self::*[preceding-sibling::*][1]/preceding-sibling::*[1]//{_IMAGE}"
)


class Ahead:
    """What a reader meets after a marker."""

    def __init__(self, book: Ebook, path: str, id_: str) -> None:
        self.book, self.path = book, path
        self.root = book.documents[path]
        self.marker: etree._Element | None = next(iter(found(self.root, _BY_ID, id=id_)), None)
        after = bare("".join(self._after())) if self.marker is not None else ""
        self.text = self._item() + after

    def _after(self) -> Iterator[str]:
        """The characters after the marker, those of later documents too."""
        passed, length = False, 0
        here = self.book.spine.index(self.path)
        for path in self.book.spine[here : here + 3]:
            body = self.book.documents[path].find(f"{H}body")
            for element, piece in _pieces(body) if body is not None else ():
                passed = passed or element is self.marker
                if passed and piece.strip():
                    yield piece
                    length += len(piece)
                    if length > 4 * WANTED:
                        return

    def _item(self) -> str:
        """The number of the item of a list that begins with the marker."""
        for item in self.marker.iterancestors(f"{H}li") if self.marker is not None else ():
            number = _numbered(item)
            before = takewhile(lambda piece: piece[0] is not self.marker, _pieces(item))
            written = "".join(text for _, text in before).removeprefix(number)
            return "" if written.strip() else number
        return ""

    @property
    def front(self) -> bool:
        """True in the e-book's own title page and imprint."""
        section = self.root.find(f"{H}body/{H}section")
        return section is not None and section.get(TYPE) in ("titlepage", "copyright-page")

    def table_head(self) -> str:
        """The head of the table in which the marker stands."""
        for ancestor in self.marker.iterancestors(f"{H}table") if self.marker is not None else ():
            return bare("".join(map(str, ancestor[_head(ancestor)].itertext())))
        return ""

    def row(self) -> str:
        """The row of a table that begins with the marker, with the caption above it; else empty."""
        marker = self.marker
        for part in marker.iterancestors(f"{H}tr", f"{H}caption") if marker is not None else ():
            before = takewhile(lambda piece: piece[0] is not marker, _pieces(part))
            if "".join(text for _, text in before).strip():
                return ""
            below = part.iterfind("../{*}thead/{*}tr") if part.tag == f"{H}caption" else ()
            parts = (part, *islice(below, 1))
            return bare("".join(text for one in parts for _, text in _pieces(one)))
        return ""

    def drawing(self) -> str:
        """The text of the drawing just before the marker and of the next one after it."""
        id_ = str(self.marker.get("id")) if self.marker is not None else ""
        images = found(self.root, f"{_BEFORE}|{_BY_ID}/following::{_IMAGE}[1]", id=id_)
        return "".join(self._drawn(self.book.path(str(i.get("src")), self.path)) for i in images)

    def _drawn(self, name: str) -> str:
        if name.endswith(".svg"):
            return bare("".join(map(str, self.book.xml(name).itertext())))
        return bare(_description(self.book.members.get(name, b"")))


def _description(png: bytes) -> str:
    """The text that a PNG says it shows (PNG §11.3.3.4, iTXt): a drawing made into pixels."""
    at = 8 if png.startswith(b"\x89PNG") else len(png)
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        name, _, rest = png[at + 8 : at + 8 + size].partition(b"\0")
        if (kind, name) == (b"iTXt", b"Description"):
            return rest[2:].split(b"\0", 2)[-1].decode()
        at += size + 12
    return ""


def _head(table: etree._Element) -> int:
    """Index of the table's head among its children."""
    return next((i for i, child in enumerate(table) if child.tag == f"{H}thead"), 0)


def _pieces(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Text nodes in reading order, each with the element that it belongs to or follows."""
    if isinstance(element.tag, str) and not is_call(element) and not _apart(element):
        yield element, _numbered(element) + (element.text or "")
        for child in element:
            yield from _pieces(child)
            yield child, child.tail or ""


def _numbered(element: etree._Element) -> str:
    """`3.` for an item of a numbered list, which every reading system writes itself."""
    parent = element.getparent()
    if element.tag != f"{H}li" or parent is None or parent.tag != f"{H}ol":
        return ""
    return f"{int(parent.get('start') or 1) + parent.index(element)}."


def _apart(element: etree._Element) -> bool:
    classes = ("notes", "warichu", "repeated")
    return any(has(element, one) for one in classes) or element.get("hidden") is not None


def bare(text: str) -> str:
    """Text as pages and documents are compared: without what print or the e-book alone writes."""
    plain = re.sub(r"[\s\u2060\u200b\u00ad•◦▪]+", "", text).replace("⸺", "——")
    return _ADDED.sub("", plain)
