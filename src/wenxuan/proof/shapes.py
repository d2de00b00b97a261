"""A painted glyph against the outline in a font file, drawn by FreeType at the same place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt
from operator import mul
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

LIKE: Final = 0.65
"""Least correlation of a painted glyph with the font's: right ones have 0.7, wrong ones 0.5."""
_GRID: Final = (16, 16)
_EDGE: Final = 2
"""Pixels about the ink of a glyph that are compared, too."""
_SHIFTS: Final = tuple((x, y) for x in (0, -1, 1) for y in (0, -1, 1))
"""Pixels by which two programs may round a place."""


def likeness(
    picture: Any, path: Path, character: str, size: float, place: tuple[float, float],
    enough: float = LIKE,
) -> float | None:  # fmt: skip
    """Correlation of what is painted with the glyph; None for what leaves no ink.

    `size` and `place`, the origin from the upper left corner, are in pixels of the picture.
    Better is not looked for where it is `enough`.
    """
    left, top = int(place[0]) - 2, int(place[1] - size) - 2
    side = int(1.5 * size) + 4
    drawn = Image.new("L", (side, side))
    at = (place[0] - left, place[1] - top)
    ImageDraw.Draw(drawn).text(at, character, 255, _type(path, size), anchor="ls")
    ink = drawn.getbbox()
    if ink is None:
        return None
    box = (ink[0] - _EDGE, ink[1] - _EDGE, ink[2] + _EDGE, ink[3] + _EDGE)
    wanted = _levels(drawn, box)
    best = 0.0
    for across, down in _SHIFTS:
        corners = zip(box, (left + across, top + down) * 2, strict=True)
        best = max(best, abs(_correlation(wanted, _levels(picture, [a + b for a, b in corners]))))
        if best >= enough:
            break
    return best


def _correlation(one: Sequence[int], two: Sequence[int]) -> float:
    """Pearson's, of levels that are whole; 0 where either is the same everywhere."""
    count, first, second = len(one), sum(one), sum(two)
    squares = (count * sum(map(mul, one, one)) - first * first) * (
        count * sum(map(mul, two, two)) - second * second
    )
    return (count * sum(map(mul, one, two)) - first * second) / sqrt(squares) if squares else 0.0


def _levels(picture: Any, box: Sequence[int]) -> bytes:
    return bytes(picture.crop(box).resize(_GRID, Image.Resampling.BOX).tobytes())


@lru_cache(maxsize=256)
def _type(path: Path, size: float) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels, its characters drawn as the file's cmap has them."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
