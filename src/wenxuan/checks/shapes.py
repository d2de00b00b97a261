"""Glyphs as PDFium paints them against the outlines in the font files, sampled on each line.

The first and the last glyph of what one operator shows are drawn by FreeType from the file in
`fonts/` and laid on the page as PDFium painted it. Nothing of the PDF but the place and the size
goes into what is wanted, so that a damaged subset, another map of glyph numbers, a squeezed or
turned line are seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from wenxuan.proof.drawing import Shown
from wenxuan.proof.faces import face_of
from wenxuan.proof.shapes import LIKE, likeness

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
            like = likeness(picture, path, character, one.size * scale, place)
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
