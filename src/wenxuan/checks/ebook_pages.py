"""The page-list of an EPUB against the finished PDF: two files, and nothing that wrote them."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import unquote, urldefrag

import pikepdf

from wenxuan.checks.ebook_ahead import WANTED, Ahead, bare
from wenxuan.checks.ebook_reading import TYPE, Ebook, Fault, H
from wenxuan.checks.glyphs import Glyph, glyphs_of, lines_of
from wenxuan.markup.base import AGAIN

_SMALL = 0.63
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
    return AGAIN.sub("", bare("".join(g.char for line in lines for g in line)))


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
        ahead = Ahead(book, path, id_)
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
    while len(printed) > len(listed) and not printed[-1].text:
        printed = printed[:-1]  # white leaves at the end, which only the edition to print has
    count = len(printed) if beyond else len(listed)
    labels = [label for label, _, _ in listed[:count]]
    if any(Ahead(book, path, id_).text for _, path, id_ in listed[count:]):
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


def _same(text: str, ahead: Ahead, size: int) -> bool:
    """True when page and marker have the same first characters, those of a drawing left out."""
    if text[:size] == ahead.text[:size]:
        return True
    pairs = enumerate(zip(text, ahead.text, strict=False))
    alike = next((i for i, (a, b) in pairs if a != b), 0)
    at = text.find(ahead.text[alike:size], alike)
    return alike > 0 and at > 0 and set(text[alike:at]) <= set(ahead.drawing())


def _other(sheet: Sheet, ahead: Ahead, *, begun: bool) -> str:
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


def _tabular(text: str, ahead: Ahead) -> bool:
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


def _noted(text: str, ahead: Ahead) -> bool:
    """True when a page begins in the notes of the document before its marker, or of an earlier."""
    book = ahead.book
    here = book.spine.index(ahead.path)
    pairs = [text[i : i + 2] for i in range(min(40, len(text) - 1))]
    for path in book.spine[max(0, here - 4) : here + 1]:
        asides = book.documents[path].iter(f"{H}aside")
        noted = bare("".join(str(piece) for aside in asides for piece in aside.itertext()))
        if sum(pair in noted for pair in pairs) > 0.7 * len(pairs):
            return True
    return False


def _front(text: str, book: Ebook) -> bool:
    """True when a good part of a page stands on the e-book's title page or imprint."""
    own = [
        bare("".join(map(str, root.itertext())))
        for root in book.documents.values()
        if (section := root.find(f"{H}body/{H}section")) is not None
        and section.get(TYPE) in ("titlepage", "copyright-page")
    ]
    pairs = {text[i : i + 2] for i in range(max(1, len(text) - 1))}
    return sum(any(pair in one for one in own) for pair in pairs) > 0.2 * len(pairs)
