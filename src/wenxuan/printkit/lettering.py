"""Letters as outlines: the slug line brings no font and no text into the file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import uharfbuzz as hb

from wenxuan.fonts import FontFile, FontSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """A line of outlines that begins at 0, 0 on the baseline."""

    code: str
    """Path operators with `f`; the color is the caller's."""
    width: float
    """Points."""


def lettering(fonts: FontSet, text: str, size: float) -> Lettering:
    """A line of text as outlines, each character in the first sans-serif face that has it."""
    pieces, at = [], 0.0
    for character in text:
        path, advance = _glyph(_face_for(fonts, character).data, character)
        if path:
            pieces.append(f"q {size:g} 0 0 {size:g} {at:.3f} 0 cm {path} f Q\n")
        at += advance * size
    return Lettering(code="".join(pieces), width=at)


def _face_for(fonts: FontSet, character: str) -> FontFile:
    chain = [fonts.family(name) for name in (*fonts.chain("latin-sans"), *fonts.chain("hei"))]
    return next((f for f in chain if ord(character) in f.characters), chain[0])


def cut_font(data: bytes, glyphs: set[int]) -> bytes:
    """A TrueType font with the outlines of some glyphs only, each at its old number."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.GLYPH_INDEX).update(glyphs)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING
    return bytes(hb.subset(hb.Face(data), wanted).blob.data)


class _Pen:
    """Collects an outline in em; quadratic curves become cubic ones."""

    def __init__(self, scale: float) -> None:
        self.scale, self.pieces = scale, list[str]()
        self.at = (0.0, 0.0)

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        numbers = (f"{v * self.scale:.4f}" for point in points for v in point)
        self.pieces.append(" ".join((*numbers, operator)))
        self.at = points[-1]

    def move(self, x: float, y: float) -> None:
        self._write("m", (x, y))

    def line(self, x: float, y: float) -> None:
        self._write("l", (x, y))

    def cubic(self, *v: float) -> None:
        self._write("c", (v[0], v[1]), (v[2], v[3]), (v[4], v[5]))

    def quadratic(self, cx: float, cy: float, x: float, y: float) -> None:
        ax, ay = self.at
        first = (ax + 2 / 3 * (cx - ax), ay + 2 / 3 * (cy - ay))
        second = (x + 2 / 3 * (cx - x), y + 2 / 3 * (cy - y))
        self._write("c", first, second, (x, y))


@lru_cache(maxsize=4)
def _opened(data: bytes) -> hb.Font:
    return hb.Font(hb.Face(data))


@lru_cache(maxsize=1024)
def _glyph(data: bytes, character: str) -> tuple[str, float]:
    """The outline of a character in em, and its advance in em."""
    opened = _opened(data)
    glyph = opened.get_nominal_glyph(ord(character)) or 0
    scale = 1 / opened.face.upem
    pen, funcs = _Pen(scale), hb.DrawFuncs()
    funcs.set_move_to_func(lambda x, y, p: p.move(x, y))
    funcs.set_line_to_func(lambda x, y, p: p.line(x, y))
    funcs.set_quadratic_to_func(lambda a, b, x, y, p: p.quadratic(a, b, x, y))
    funcs.set_cubic_to_func(lambda a, b, c, d, x, y, p: p.cubic(a, b, c, d, x, y))
    funcs.set_close_path_func(lambda p: p.pieces.append("h"))
    opened.draw_glyph(glyph, funcs, pen)
    return " ".join(pen.pieces), opened.get_glyph_h_advance(glyph) * scale
