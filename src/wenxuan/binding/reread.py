"""What PDFium reads on pages that were laid out in this build: the text layer by another's eyes.

To read every page costs as much as the glyph proof of it. So every page of a small change is
read, and of many new pages one in five; `wenxuan check --full` reads them all.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import pypdfium2

from wenxuan.proof.wanted import bare

FEW: Final = 12
"""New pages of which each is read."""
SHARE: Final = 5
"""Of more pages one in so many is read."""
_HYPHENS: Final = frozenset("-\u2010\u00ad")
"""PDFium takes them away at the ends of lines."""


def chosen(pages: Sequence[int]) -> list[int]:
    """The pages to read, spread evenly."""
    count = min(len(pages), max(FEW, -(-len(pages) // SHARE)))
    return [pages[i * len(pages) // count] for i in range(count)]


def unread(path: Path, said: Mapping[int, str]) -> Iterator[tuple[int, str]]:
    """Pages by their 0-based place, and what was laid out there and PDFium does not read."""
    document = pypdfium2.PdfDocument(path)
    try:
        for page, text in said.items():
            layer = document[page].get_textpage()
            lost = Counter(_plain(text)) - Counter(_plain(layer.get_text_range()))
            layer.close()
            if any(character not in _HYPHENS for character in lost):
                yield page, "".join(sorted(lost.elements()))
    finally:
        document.close()


def _plain(text: str) -> str:
    """Characters without white space, compatible ones as one: a glyph may stand for several."""
    return unicodedata.normalize("NFKC", bare(text))
