"""The page-list of an EPUB against the finished PDF: two files, and nothing that wrote them."""

from __future__ import annotations

import io
import re
import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile, zip_longest
from typing import Any
from urllib.parse import unquote, urldefrag

import pikepdf
from lxml import etree

from wenxuan.checks.ebook_reading import TYPE, Ebook, Fault, H, found, has, is_call
from wenxuan.checks.glyphs import Glyph, glyphs_of, lines_of
from wenxuan.markup.base import AGAIN

WANTED = 12
"""First characters of a page that must stand at its marker."""
_SMALL = 0.63
_ADDED = re.compile(r"[（〔](?:第[0-9ivxlcdm]+[页頁]|[0-9ivxlcdm]+[頁쪽])[）〕]")
"""Page numbers that print adds to references."""
_BY_ID = "//*[@id=$id]"
_IMAGE = "*[local-name()='img']"
_BEFORE = (
    f"{_BY_ID}/ancestor-or-self::*[preceding-sibling::*][1]/preceding-sibling::*[1]//{_IMAGE}"
)
_LEADERS = re.compile(r"[·.…]{8,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of a PDF."""

    label: str
    text: str
    """What stands in the type area, without readings, marks of notes and white space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The height of the type area in points above the lower edge of the trim."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How many pages were compared, and what the others are."""

    compared: int
    others: dict[str, tuple[str, ...]]
    faults: tuple[Fault, ...]


def sheets(pdf: bytes, area: Area) -> tuple[Sheet, ...]:
    """The pages of a PDF by the glyphs that are drawn, with the characters of the fonts' cmaps."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = [(_label(page), _inside(page, area)) for page in document.pages]
    sizes = Counter(round(g.size, 1) for _, glyphs in pages for g in glyphs)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    return tuple(Sheet(label=str(label), text=_text(glyphs, usual)) for label, glyphs in pages)


def _label(page: pikepdf.Page) -> str:
    label: Any = page.label
    return str(label() if callable(label) else label)


def _inside(page: pikepdf.Page, area: Area) -> list[Glyph]:
    start, foot, end, _ = map(float, page.trimbox.as_list())
    return [
        g
        for g in glyphs_of(page)
        if foot + area.low < g.y < foot + area.high and start <= g.x <= end
    ]


def _text(glyphs: Sequence[Glyph], usual: float) -> str:
    body = [g for g in glyphs if g.size > _SMALL * usual]
    # A squeezed bracket has its origin left of the character before it, but not its right edge.
    lines = (sorted(line, key=lambda g: g.right) for line in lines_of(body, tolerance=1.5))
    return AGAIN.sub("", _bare("".join(g.char for line in lines for g in line)))


def _bare(text: str) -> str:
    plain = re.sub(r"[\s\u2060\u200b\u00ad•◦▪]+", "", text).replace("⸺", "——")
    return _ADDED.sub("", plain)


def pages(book: Ebook, printed: Sequence[Sheet], *, beyond: bool = False) -> Outcome:
    """Every page has its marker, in order, at its first characters; the others are named.

    With `beyond` the list may go on behind the text: another edition fills its last leaves.
    """
    listed = _listed(book)
    faults = list(_order(book, listed, printed, beyond=beyond))
    others: dict[str, list[str]] = {}
    compared = 0
    begun = False
    for sheet, (_, path, id_) in zip(printed, listed, strict=False):
        ahead = _Ahead(book, path, id_)
        size = min(WANTED, len(sheet.text))
        if size and not ahead.front and _same(sheet.text, ahead, size):
            compared, begun = compared + 1, True
        elif kind := _other(sheet, ahead, begun=begun):
            others.setdefault(kind, []).append(sheet.label)
        else:
            pair = f"{sheet.label}: “{sheet.text[:WANTED]}” / “{ahead.text[:WANTED]}”"
            faults.append(("EPB008", path, {"problem": pair}))
            others.setdefault("other", []).append(sheet.label)
    named = {kind: tuple(labels) for kind, labels in others.items()}
    return Outcome(compared=compared, others=named, faults=tuple(faults))


def _listed(book: Ebook) -> list[tuple[str, str, str]]:
    """Label, document and id of each line of the page-list."""
    listed = book.list_of("page-list")
    rows = []
    for a in listed.iter(f"{H}a") if listed is not None else ():
        href, fragment = urldefrag(str(a.get("href")))
        rows.append(("".join(map(str, a.itertext())), book.path(href, book.nav), unquote(fragment)))
    return rows


def _order(
    book: Ebook,
    listed: Sequence[tuple[str, str, str]],
    printed: Sequence[Sheet],
    *,
    beyond: bool,
) -> Iterator[Fault]:
    """The labels are the PDF's, the markers stand in reading order and are all listed."""
    count = len(printed) if beyond else len(listed)
    labels = [label for label, _, _ in listed[:count]]
    if any(_Ahead(book, path, id_).text for _, path, id_ in listed[count:]):
        problem = f"PDF {len(printed)} / EPUB {len(listed)}"
        yield "EPB008", book.nav, {"problem": problem}
    for sheet, label in zip_longest((sheet.label for sheet in printed), labels, fillvalue="—"):
        if sheet != label:
            yield "EPB008", book.nav, {"problem": f"PDF {sheet} / EPUB {label}"}
            break
    marked = [
        (path, str(e.get("id")))
        for path, root in book.documents.items()
        for e in root.iter(f"{H}span")
        if e.get(TYPE) == "pagebreak"
    ]
    if marked != [(path, id_) for _, path, id_ in listed]:
        yield "EPB008", book.nav, {"problem": "markers and list differ in order"}


class _Ahead:
    """What a reader meets after a marker."""

    def __init__(self, book: Ebook, path: str, id_: str) -> None:
        self.book, self.path = book, path
        self.root = book.documents[path]
        self.marker: etree._Element | None = next(iter(found(self.root, _BY_ID, id=id_)), None)
        after = _bare("".join(self._after())) if self.marker is not None else ""
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
            return _bare("".join(map(str, ancestor[_head(ancestor)].itertext())))
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
            return _bare("".join(text for one in parts for _, text in _pieces(one)))
        return ""

    def drawing(self) -> str:
        """The text of the drawing just before the marker and of the next one after it."""
        id_ = str(self.marker.get("id")) if self.marker is not None else ""
        images = found(self.root, f"{_BEFORE}|{_BY_ID}/following::{_IMAGE}[1]", id=id_)
        return "".join(self._drawn(self.book.path(str(i.get("src")), self.path)) for i in images)

    def _drawn(self, name: str) -> str:
        if name.endswith(".svg"):
            return _bare("".join(map(str, self.book.xml(name).itertext())))
        return _bare(_description(self.book.members.get(name, b"")))


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


def _same(text: str, ahead: _Ahead, size: int) -> bool:
    """True when page and marker have the same first characters, those of a drawing left out."""
    if text[:size] == ahead.text[:size]:
        return True
    pairs = enumerate(zip(text, ahead.text, strict=False))
    alike = next((i for i, (a, b) in pairs if a != b), 0)
    at = text.find(ahead.text[alike:size], alike)
    return alike > 0 and at > 0 and set(text[alike:at]) <= set(ahead.drawing())


def _other(sheet: Sheet, ahead: _Ahead, *, begun: bool) -> str:
    """What a page is that does not begin with text of the e-book; empty when it should."""
    if not sheet.text:
        return "blank"
    if _LEADERS.search(sheet.text):
        return "contents"
    if not begun and _front(sheet.text, ahead.book):
        return "front"
    if _tabular(sheet.text, ahead):
        return "table"
    if _captioned(sheet.text, ahead.text, ahead.drawing()):
        return "plate"
    return "note" if _noted(sheet.text, ahead) else ""


def _captioned(text: str, ahead: str, drawing: str) -> bool:
    """True when a page has the characters of a drawing, and below it what the marker has."""
    if drawing and set(text[:6]) <= set(drawing) and ahead[:WANTED] in text:
        return True
    if text[:1] in drawing and _among_drawings(text, ahead[:WANTED], drawing):
        return True
    tails = (n for n in range(1, len(text)) if ahead.startswith(text[n:]))
    return any(set(text[:n]) <= set(drawing) for n in tails)


def _among_drawings(text: str, wanted: str, drawing: str) -> bool:
    """True when a page has these characters in order, and between them those of drawings only."""
    for character in text if len(wanted) == WANTED else "":
        if wanted[0] == character:
            wanted = wanted[1:]
        elif character not in drawing:
            break
        if not wanted:
            return True
    return False


def _tabular(text: str, ahead: _Ahead) -> bool:
    """True when a page begins with a table's head and row, or with a row of several lines."""
    head, row = ahead.table_head(), ahead.row()
    if head and text.startswith(head) and ahead.text[:4] in text[len(head) :][:4]:
        return True
    return bool(row) and any(_cells(text, one, row) for one in ("", head))


def _cells(text: str, head: str, row: str) -> bool:
    """True when a page begins with the cells of a head and a row, in the order of their lines.

    Of a row that is taller than the page, all that the page has.
    """
    pieces = ((head, text[: len(head)]), (row, text[len(head) :][: len(row)]))
    return all(have[:1] == want[:1] and Counter(have) <= Counter(want) for want, have in pieces)


def _noted(text: str, ahead: _Ahead) -> bool:
    """True when a page begins in the notes of the document before its marker, or of an earlier."""
    book = ahead.book
    here = book.spine.index(ahead.path)
    pairs = [text[i : i + 2] for i in range(min(40, len(text) - 1))]
    for path in book.spine[max(0, here - 4) : here + 1]:
        asides = book.documents[path].iter(f"{H}aside")
        noted = _bare("".join(str(piece) for aside in asides for piece in aside.itertext()))
        if sum(pair in noted for pair in pairs) > 0.7 * len(pairs):
            return True
    return False


def _front(text: str, book: Ebook) -> bool:
    """True when a good part of a page stands on the e-book's title page or imprint."""
    own = [
        _bare("".join(map(str, root.itertext())))
        for root in book.documents.values()
        if (section := root.find(f"{H}body/{H}section")) is not None
        and section.get(TYPE) in ("titlepage", "copyright-page")
    ]
    pairs = {text[i : i + 2] for i in range(max(1, len(text) - 1))}
    return sum(any(pair in one for one in own) for pair in pairs) > 0.2 * len(pairs)
