"""The numbers of an imprint counted again from a PDF, sharing nothing with the press.

Reads the file with PDFium alone. What is known of the book is what its printer can measure: the
trim, the type area in points, characters a line and lines a page.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from fractions import Fraction

import pypdfium2
import pypdfium2.raw as pdfium


@dataclass(frozen=True)
class Area:
    """A type area in points from the upper left corner of the trim, on a recto."""

    left: float
    """On a recto; on a verso the same distance is on the right."""
    top: float
    width: float
    height: float
    size: float
    """Of the type."""


@dataclass(frozen=True)
class Count:
    """What was counted."""

    pages: int
    filled: int
    letters: int
    stated: dict[str, str]
    """Label of the imprint page to the number beside it."""

    def sheets(self, division: int) -> str:
        """Pages ÷ 开数 to four places."""
        return f"{float(round(Fraction(self.pages, division), 4)):g}"

    def set_letters(self, line: int, lines: int) -> str:
        """Characters a line × lines × filled pages, in whole thousands."""
        return str(int(line * lines * self.filled / 1000 + 0.5))


def recount(data: bytes, area: Area, labels: tuple[str, ...]) -> Count:
    """Pages, pages that bear something, characters in the type areas but for the imprint's page."""
    document = pypdfium2.PdfDocument(data)
    filled = letters = 0
    stated: dict[str, str] = {}
    for number in range(len(document)):
        page = document[number]
        text = _text(page, area, verso=number % 2 == 1)
        filled += _bears(page)
        found = _stated(text, labels)
        if len(found) == len(labels):
            stated = found
        else:
            letters += len(re.sub(r"([·.…])\1\1+", "", text))
    return Count(len(document), filled, letters, stated)


def _stated(text: str, labels: tuple[str, ...]) -> dict[str, str]:
    hits = {label: re.search(re.escape(label) + r"([\d.]+)", text) for label in labels}
    return {label: hit[1] for label, hit in hits.items() if hit}


def _text(page: pypdfium2.PdfPage, area: Area, *, verso: bool) -> str:
    """Characters whose origin lies in the type area, white space aside, as they are drawn."""
    x0, _, x1, y1 = page.get_trimbox()
    left = x1 - area.left - area.width if verso else x0 + area.left
    top = y1 - area.top
    textpage = page.get_textpage()
    found = []
    x, y = ctypes.c_double(), ctypes.c_double()
    for i in range(pdfium.FPDFText_CountChars(textpage)):
        character = chr(pdfium.FPDFText_GetUnicode(textpage, i))
        if character.isspace() or pdfium.FPDFText_IsGenerated(textpage, i) == 1:
            continue
        pdfium.FPDFText_GetCharOrigin(textpage, i, x, y)
        across = left - area.size <= x.value <= left + area.width + area.size
        down = top - area.height - 1 <= y.value <= top + 1
        if across and down:
            found.append(character)
    return "".join(found)


def _bears(page: pypdfium2.PdfPage) -> bool:
    """True when anything is drawn within the trim."""
    x0, y0, x1, y1 = page.get_trimbox()
    for thing in page.get_objects(max_depth=1):
        a, b, c, d = thing.get_bounds()
        if a > x0 - 0.5 and b > y0 - 0.5 and c < x1 + 0.5 and d < y1 + 0.5:
            return True
    return False
