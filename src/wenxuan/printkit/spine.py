"""The spine: how wide it is, and whether and how large its title is."""

from __future__ import annotations

TITLE_FROM = 5.0
"""Millimeters: a narrower spine bears no title."""
CALIPER = 0.1
"""Thickness of a leaf in mm where the publication names none (70–80 g/m² offset)."""


def spine_width(pages: int, caliper: float = CALIPER) -> float:
    """Width of the spine in mm: leaves times their thickness (a leaf has two pages)."""
    return round((pages + 1) // 2 * caliper, 2)


def bears_title(width: float) -> bool:
    """True when a spine is wide enough for a title."""
    return width >= TITLE_FROM


def spine_size(width: float) -> float:
    """Type size in points of a title on a spine so many mm wide: six tenths of it, 8 to 24 pt."""
    return min(24.0, max(8.0, round(width * 72 / 25.4 * 0.6 * 2) / 2))
