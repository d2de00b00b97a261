"""The spine: how wide it is, and what stands on it upright."""

from __future__ import annotations

import re
from dataclasses import dataclass

TITLE_FROM = 5.0
"""Millimeters: a narrower spine bears no title."""
CALIPER = 0.1
"""Thickness of a leaf in mm where the publication names none (70–80 g/m² offset)."""

_TURNED = frozenset("（）《》〈〉「」『』【】〔〕——…～：；-–—“”‘’")
_CORNER = frozenset("，。、．")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpineSort:
    """A piece of a vertical line: one character, or a word that lies on its side."""

    text: str
    kind: str
    """`upright`, `turned` (a quarter to the right), `corner` (a stop, to the upper right)."""
    length: float
    """Along the spine, in em."""


def spine_width(pages: int, caliper: float = CALIPER) -> float:
    """Width of the spine in mm: leaves times their thickness (a leaf has two pages)."""
    return round((pages + 1) // 2 * caliper, 2)


def bears_title(width: float) -> bool:
    """True when a spine is wide enough for a title."""
    return width >= TITLE_FROM


def spine_size(width: float) -> float:
    """Type size in points of a title on a spine so many mm wide: six tenths of it, 8 to 24 pt."""
    return min(24.0, max(8.0, round(width * 72 / 25.4 * 0.6 * 2) / 2))


def stacked(text: str) -> tuple[SpineSort, ...]:
    """A line set downwards: Han and pairs of digits upright, words turned (CLREQ §2.3.2)."""
    sorts = []
    for match in re.finditer(r"[0-9]{1,2}(?![0-9A-Za-z])|[!-~]+(?: [!-~]+)*|.", text):
        piece = match[0]
        if piece.isspace():
            sorts.append(
                SpineSort(text="", kind="upright", length=1.0 if piece == "\u3000" else 0.5)
            )
        elif re.fullmatch("[0-9]{1,2}", piece):
            sorts.append(SpineSort(text=piece, kind="upright", length=1.0))
        elif piece.isascii():
            sorts.append(SpineSort(text=piece, kind="turned", length=round(0.52 * len(piece), 2)))
        elif piece in _TURNED:
            sorts.append(SpineSort(text=piece, kind="turned", length=1.0))
        else:
            sorts.append(
                SpineSort(text=piece, kind="corner" if piece in _CORNER else "upright", length=1.0)
            )
    return tuple(sorts)
