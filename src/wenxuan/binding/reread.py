"""What PDFium reads and paints on pages that were laid out in this build: by another's eyes.

To read a page costs as much as the glyph proof of it, and to paint it twice that again. So every
page of a small change is read and painted, and of many new pages one in five is read and one in
100 painted; `wenxuan check --full` reads and paints them all.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import pypdfium2

from wenxuan.binding.painted import inkless, unlike
from wenxuan.proof.drawing import Rectangle
from wenxuan.proof.samples import Sample
from wenxuan.proof.wanted import bare

FEW: Final = 12
"""New pages of which each is read and painted."""
READ: Final = 5
"""Of more pages one in so many is read."""
PAINTED: Final = 20
"""Of many pages that are read one in so many is painted, and half of `FEW` at least."""
_HYPHENS: Final = frozenset("-\u2010\u00ad")
"""PDFium takes them away at the ends of lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a page of a finished file must have."""

    text: str
    """To be read, a line each."""
    samples: Sequence[Sample] = ()
    """Glyphs to be seen."""
    shift: float = 0.0
    """How far to the left, in pt, the page stands from where it was laid out."""
    painted: bool = True
    """Whether it is painted, too."""


Page = TypeVar("Page")


def chosen(pages: Sequence[Page], share: int, least: int = FEW) -> list[Page]:
    """All of few pages, of more one in so many and some at least, spread evenly."""
    count = len(pages) if len(pages) <= FEW else max(least, -(-len(pages) // share))
    return [pages[i * len(pages) // count] for i in range(count)]


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong on a page, given by its 0-based place, and the spots where it is seen."""

    page: int
    code: str
    text: str
    spots: tuple[Rectangle, ...] = ()


def misread(path: Path, claims: Mapping[int, Claim], files: Mapping[str, Path]) -> Iterator[Flaw]:
    """What PDFium finds of the claims of pages; `files` are the font files by their names."""
    document = pypdfium2.PdfDocument(path)
    try:
        for page, claim in claims.items():
            leaf = document[page]  # the last one is still open: its fonts are not read again
            yield from _flaws(page, leaf, claim, files)
    finally:
        document.close()


def _flaws(at: int, page: Any, claim: Claim, files: Mapping[str, Path]) -> Iterator[Flaw]:
    layer = page.get_textpage()
    lost = Counter(_plain(claim.text)) - Counter(_plain(layer.get_text_range()))
    if any(character not in _HYPHENS for character in lost):
        yield Flaw(at, "PRF034", "".join(sorted(lost.elements())))
    without = [*inkless(page, layer)] if claim.painted else []
    layer.close()
    strange = () if without or not claim.painted else unlike(
        page, claim.samples, files, claim.shift
    )
    for code, places in (("PRF035", without), ("PRF044", [*strange])):
        if places:
            text = "".join(character for character, _ in places)
            yield Flaw(at, code, text, tuple(box for _, box in places))


def _plain(text: str) -> str:
    """Characters without white space, compatible ones as one: a glyph may stand for several."""
    return unicodedata.normalize("NFKC", bare(text))
