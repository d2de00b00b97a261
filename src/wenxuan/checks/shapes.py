"""Glyphs as PDFium paints them against the outlines in the font files, sampled on each line.

The first and the last glyph of what one operator shows are drawn by FreeType from the file in
`fonts/` and laid on the page as PDFium painted it. Nothing of the PDF but the place and the size
goes into what is wanted, so that a damaged subset, another map of glyph numbers, a squeezed or
turned line are seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from statistics import StatisticsError, correlation
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

from wenxuan.proof.drawing import Shown
from wenxuan.proof.faces import face_of

LIKE: Final = 0.65
"""Least correlation of a painted glyph with the font's: right ones have 0.7, wrong ones 0.5."""
_GRID: Final = (16, 16)
_EDGE: Final = 2
"""Pixels about the ink of a glyph that are compared, too."""
_SHIFTS: Final = tuple((x, y) for x in (0, -1, 1) for y in (0, -1, 1))
"""Pixels by which two programs may round a place."""
_LEAST: Final = 22.0
"""Pixels of an em below which a shape cannot be told."""
_LINES: Final = frozenset("—⸺─…⋯")
"""Marks that touch their neighbors."""


@dataclass(slots=True)
class Sampler:
    """Samples of one file; a glyph is strange where a line is, or where it never looks right."""

    files: Mapping[str, Path]
    """Font files by the names of the fonts."""
    widths: Mapping[str, Mapping[int, float]]
    taken: int = 0
    _best: dict[tuple[Path, str], tuple[float, int, Shown]] = field(default_factory=dict)

    def look(
        self, picture: Any, page: int, shown: Sequence[Shown], corner: tuple[float, float],
        scale: float,
    ) -> Iterator[tuple[int, Shown, str]]:  # fmt: skip
        """Lines of a page of which neither end looks right; `corner` is the upper left in pt."""
        for one in shown:
            path = self.files.get(one.font)
            if path is None or not one.upright or one.fault or one.size * scale < _LEAST:
                continue
            likes = list(self._likes(picture, page, one, path, corner, scale))
            if len(likes) > 1 and max(likes) < LIKE:
                yield page, one, ""

    def never(self) -> Iterator[tuple[int, Shown, str]]:
        """Characters that looked right nowhere."""
        for (_, character), (like, page, one) in self._best.items():
            if like < LIKE:
                yield page, one, character

    def _likes(
        self, picture: Any, page: int, one: Shown, path: Path, corner: tuple[float, float],
        scale: float,
    ) -> Iterator[float]:  # fmt: skip
        for glyph, x in self._samples(one):
            character = face_of(path).reverse.get(glyph, "")
            if not character.strip() or character in _LINES:
                continue
            place = ((x - corner[0]) * scale, (corner[1] - one.y) * scale)
            like = _likeness(picture, path, character, one.size * scale, place)
            if like is not None:
                self.taken += 1
                known = self._best.get((path, character))
                if known is None or known[0] < like:
                    self._best[path, character] = (like, page, one)
                yield like

    def _samples(self, one: Shown) -> Iterator[tuple[int, float]]:
        """The first glyph and the last, and where each begins."""
        yield one.glyphs[0], one.x
        last, widths = one.glyphs[-1], self.widths.get(one.font, {})
        if len(one.glyphs) > 1 and last in widths:
            yield last, one.right - (widths[last] - one.tail) * one.size / 1000


def _likeness(
    picture: Any, path: Path, character: str, size: float, place: tuple[float, float]
) -> float | None:
    """Correlation of what is painted with the glyph; None for what leaves no ink."""
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
        seen = _levels(picture, [a + b for a, b in corners])
        with suppress(StatisticsError):
            best = max(best, abs(correlation(wanted, seen)))
        if best >= LIKE:
            break
    return best


def _levels(picture: Any, box: Sequence[int]) -> list[int]:
    return list(picture.crop(box).resize(_GRID, Image.Resampling.BOX).tobytes())


@lru_cache(maxsize=256)
def _type(path: Path, size: float) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels, its characters drawn as the file's cmap has them."""
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
