"""The pages of a finished PDF as the page-list wants them: label and body text."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from wenxuan.epub.copies import PrintPage
from wenxuan.layout.sizes import Geometry

_SMALL = 0.63
"""Readings and marks of notes are smaller than this, in sizes of the page's text."""
_SAMPLE = 8
"""Pages looked at for the size of the text."""
_BASELINE = 1.5
"""Points by which glyphs of one line may differ in height."""


@dataclass(frozen=True, slots=True)
class _Sort:
    character: str
    x: float
    y: float
    size: float


def read_pages(pdf: bytes | Path, geometry: Geometry) -> tuple[PrintPage, ...]:
    """All pages of a PDF; what stands outside the type area of their trim is left out.

    Raises OSError when the file cannot be read.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        usual = _usual(document, geometry)
        return tuple(_page(document, n, geometry, usual) for n in range(len(document)))
    finally:
        document.close()


def _usual(document: pypdfium2.PdfDocument, geometry: Geometry) -> float:
    """The commonest size of type, from a few pages."""
    sizes: Counter[float] = Counter()
    for n in range(0, len(document), max(1, len(document) // _SAMPLE)):
        sizes.update(round(s.size, 1) for s in _sorts(document[n], geometry))
    return max(sizes, key=lambda size: (sizes[size], size), default=1.0)


def _page(document: pypdfium2.PdfDocument, n: int, geometry: Geometry, usual: float) -> PrintPage:
    page = document[n]
    label = document.get_page_label(n) or str(n + 1)
    body = _text(list(_sorts(page, geometry)), usual)
    plate = not body and any(
        item.type == pdfium.FPDF_PAGEOBJ_IMAGE for item in page.get_objects(max_depth=3)
    )
    page.close()
    return PrintPage(label=label, text=body, kind="plate" if plate else "")


def _sorts(page: pypdfium2.PdfPage, geometry: Geometry) -> Iterator[_Sort]:
    """The visible characters of the type area, from the corner of the trim."""
    start, foot, end, _ = page.get_trimbox()
    low = foot + geometry.bottom - geometry.body
    high = foot + geometry.height - geometry.top + geometry.body
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    text = page.get_textpage()
    raw = text.raw
    for i in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(raw, i)
        if code <= 0x20 or not pdfium.FPDFText_GetCharOrigin(raw, i, x, y):
            continue
        if low < y.value < high and start <= x.value <= end:
            # Ink, not origins: a squeezed bracket begins left of the character before it.
            pdfium.FPDFText_GetCharBox(raw, i, left, right, bottom, top)
            size = pdfium.FPDFText_GetFontSize(raw, i)
            yield _Sort(chr(code), left.value - start, y.value - foot, size)
    text.close()


def _text(sorts: list[_Sort], usual: float) -> str:
    """Lines from the top, each from left to right, without what is set between the lines."""
    body = [sort for sort in sorts if sort.size > _SMALL * usual]
    lines: list[list[_Sort]] = []
    for sort in sorted(body, key=lambda sort: (-sort.y, sort.x)):
        if not lines or lines[-1][0].y - sort.y > _BASELINE:
            lines.append([])
        lines[-1].append(sort)
    text = "".join(s.character for line in lines for s in sorted(line, key=lambda s: s.x))
    # PDFium tells a character beyond the first plane as two halves.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
