"""What a content stream draws: strings of glyphs with their places, colors, clips and grounds.

Only operators are read. ToUnicode and ActualText, which say what a text *means*, are not: a
text layer can be complete where glyphs are missing. Lengths are pt from the lower left corner.
"""

from __future__ import annotations

from array import array
from binascii import unhexlify
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from sys import byteorder
from typing import Final

from wenxuan.matrices import IDENTITY, Matrix, bounds, matrix_of, times

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top."""
Color = tuple[float, ...] | None
"""RGB from 0 to 1; None where it is not known (patterns, pictures)."""
WHITE: Final = (1.0, 1.0, 1.0)
EVERYWHERE: Final[Rectangle] = (-1e9, -1e9, 1e9, 1e9)
_TINY: Final = 0.05
"""Opacity below which nothing is seen."""


@dataclass(slots=True)
class Shown:
    """Glyphs shown by one operator, all of one font, size and color, on one line."""

    mark: int
    """Identifier of the marked content that holds them, -1 outside any."""
    font: str
    glyphs: Sequence[int]
    x: float
    """Where the first glyph begins."""
    y: float
    """The baseline."""
    right: float
    """Where the last glyph's advance ends."""
    size: float
    color: Color
    ground: Color
    fault: str = ""
    """`unseen`, `cut` or `mirrored`, when it is one."""
    slot: str = ""
    """Target of a number that the binder writes; such a one has no glyphs."""
    upright: bool = True
    """False for text that is turned, slanted or mirrored."""
    tail: float = 0.0
    """Kern after the last glyph in 1/1000 em, where whoever reads asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """What the names in a content stream stand for."""

    widths: Mapping[str, Mapping[int, float]]
    """Advances by font and glyph, in 1/1000 em."""
    opacity: Mapping[str, float]
    """Opacity of fills by the name of a graphics state."""
    height: float
    width: float


@dataclass(slots=True)
class _State:
    matrix: Matrix = IDENTITY
    color: Color = (0.0, 0.0, 0.0)
    opacity: float = 1.0
    clip: Rectangle = EVERYWHERE
    mode: int = 0

    def copy(self) -> _State:
        """The state to come back to."""
        return _State(self.matrix, self.color, self.opacity, self.clip, self.mode)


@dataclass(slots=True)
class _Ground:
    area: Rectangle
    color: Color


@dataclass(slots=True)
class Drawing:
    """Reads operators one by one; `shown` is what they show."""

    surface: Surface
    shown: list[Shown] = field(default_factory=list)
    images: int = 0
    """Pictures and forms painted."""
    _state: _State = field(default_factory=_State)
    _stack: list[_State] = field(default_factory=list)
    _marks: list[int] = field(default_factory=list)
    _text: Matrix = IDENTITY
    _rise: float = 0.0
    _font: str = ""
    _size: float = 0.0
    _path: list[tuple[float, float]] = field(default_factory=list)
    _curved: bool = False
    _clipping: bool = False
    _grounds: list[_Ground] = field(default_factory=list)

    # --- state ------------------------------------------------------------------------------

    def save(self, _: Sequence[bytes]) -> None:
        """`q`."""
        self._stack.append(self._state.copy())

    def restore(self, _: Sequence[bytes]) -> None:
        """`Q`."""
        if self._stack:
            self._state = self._stack.pop()

    def concatenate(self, words: Sequence[bytes]) -> None:
        """`cm`."""
        self._state.matrix = times(matrix_of(words[-6:]), self._state.matrix)

    @property
    def matrix(self) -> Matrix:
        """The matrix in force."""
        return self._state.matrix

    def graphics(self, words: Sequence[bytes]) -> None:
        """`gs`."""
        known = self.surface.opacity.get(words[-1][1:].decode())
        if known is not None:
            self._state.opacity = known

    def rgb(self, words: Sequence[bytes]) -> None:
        """`rg`, `g`, `k`, `sc` and `scn` by the number of their operands."""
        try:
            values = [float(word) for word in words]
        except ValueError:
            self._state.color = None
            return
        self._state.color = as_rgb(values)

    def mode(self, words: Sequence[bytes]) -> None:
        """`Tr`."""
        self._state.mode = int(float(words[0]))

    # --- marked content ---------------------------------------------------------------------

    def begin_mark(self, words: Sequence[bytes]) -> None:
        """`BDC` and `BMC`; inner marks without a number belong to the outer one."""
        if b"/MCID" in words or b"<</MCID" in words:
            at = next(i for i, word in enumerate(words) if word.endswith(b"/MCID"))
            self._marks.append(int(words[at + 1].rstrip(b">")))
        else:
            self._marks.append(self._marks[-1] if self._marks else -1)

    def end_mark(self, _: Sequence[bytes]) -> None:
        """`EMC`."""
        if self._marks:
            self._marks.pop()

    # --- paths ------------------------------------------------------------------------------

    def rectangle(self, words: Sequence[bytes]) -> None:
        """`re`."""
        x, y, width, height = map(float, words[-4:])
        self._points((x, y), (x + width, y), (x, y + height), (x + width, y + height))

    def point(self, words: Sequence[bytes]) -> None:
        """`m`, `l`, `c`: the last pair is where the path goes."""
        self._points((float(words[-2]), float(words[-1])))
        self._curved = True

    def _points(self, *places: tuple[float, float]) -> None:
        a, b, c, d, e, f = self._state.matrix
        self._path += [(a * x + c * y + e, b * x + d * y + f) for x, y in places]

    def clip(self, _: Sequence[bytes]) -> None:
        """`W`: what is painted next limits what is seen."""
        self._clipping = True

    def fill(self, _: Sequence[bytes]) -> None:
        """`f`, `B`: a ground for what comes later."""
        if len(self._path) > 2 and self._state.opacity > _TINY and not self._clipping:
            color = None if self._curved else self._ink()
            self._lay(_meet(self._bounds(), self._state.clip), color)
        self.end_path(())

    def shade(self, _: Sequence[bytes]) -> None:
        """`sh`: a ground of unknown color as far as it is not clipped."""
        self._lay(self._state.clip, None)

    def end_path(self, _: Sequence[bytes]) -> None:
        """`n`, `S`: ends a path, which may have become the clip."""
        if self._clipping and self._path:
            self._state.clip = _meet(self._state.clip, self._bounds())
        self._clipping = self._curved = False
        self._path = []

    def _lay(self, area: Rectangle, color: Color) -> None:
        """A ground for what comes later hides what it is painted over."""
        self._grounds.append(_Ground(area, color))
        left, bottom, right, top = area
        if self._state.opacity < 0.9 or top - bottom < 3:
            return
        for shown in self.shown:
            middle = shown.y + 0.35 * shown.size
            if bottom <= middle <= top and not shown.fault:
                common = min(shown.right, right) - max(shown.x, left)
                if common > 0.5 * (shown.right - shown.x) > 0:
                    shown.fault = "unseen"

    def _bounds(self) -> Rectangle:
        xs, ys = zip(*self._path, strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def _ink(self) -> Color:
        return _blend(self._state.color, self._state.opacity)

    def paint(self, _: Sequence[bytes]) -> None:
        """`Do`: a picture or form in the unit square."""
        self.images += 1
        square = ((0, 0), (1, 0), (0, 1), (1, 1))
        self._lay(_meet(bounds(self._state.matrix, square), self._state.clip), None)

    # --- text -------------------------------------------------------------------------------

    def set_matrix(self, words: Sequence[bytes]) -> None:
        """`Tm`."""
        self._text = matrix_of(words[-6:])

    def begin_text(self, _: Sequence[bytes]) -> None:
        """`BT`."""
        self._text = IDENTITY

    def move(self, words: Sequence[bytes]) -> None:
        """`Td`."""
        self._text = times((1.0, 0.0, 0.0, 1.0, float(words[0]), float(words[1])), self._text)

    def select(self, words: Sequence[bytes]) -> None:
        """`Tf`."""
        self._font, self._size = words[-2][1:].decode(), float(words[-1])

    def rise(self, words: Sequence[bytes]) -> None:
        """`Ts`."""
        self._rise = float(words[0])

    def show(self, operand: bytes) -> None:
        """`TJ` and `Tj`: hexadecimal strings of two-byte glyph numbers, with kerns."""
        if operand[:2] == b"[<" and operand[-3:] == b">] " and operand.count(b"<") == 1:
            self.show_glyphs(glyphs_of(operand[2:-3]), 0.0, 0.0)
            return
        before, *parts = operand.replace(b"<", b">").split(b">")
        lead = float(before.strip(b"[ ") or 0)
        kerns = lead + sum(map(float, b" ".join(parts[1::2]).strip(b"] ").split()))
        digits = b"".join(parts[::2])
        self.show_glyphs(glyphs_of(digits), lead, kerns)

    def show_glyphs(self, glyphs: Sequence[int], lead: float, kerns: float) -> None:
        """Glyphs after a lead, with kerns in all (lead too), both as operands of TJ count them."""
        state, size, unit = self._state, self._size, self._size / 1000
        advance = (_advance(self.surface.widths.get(self._font, {}), glyphs) - kerns) * unit
        a, b, c, d, e, f = times(self._text, state.matrix)
        e += self._rise * c
        f += self._rise * d
        x, right = e - lead * unit * a, e + advance * a
        g, h, i, j, k, m = self._text
        self._text = g, h, i, j, advance * g + k, advance * h + m
        if glyphs:
            shown = Shown(
                self._mark(), self._font, glyphs, min(x, right), f, max(x, right),
                size * (abs(d) or abs(a) or abs(c)), _blend(state.color, state.opacity), WHITE,
            )  # fmt: skip
            if self._grounds:
                shown.ground = self._ground(shown)
            shown.fault = self._fault(shown)
            if b or c or a <= 0 or d <= 0:
                shown.upright = False
                if a * d < b * c:
                    shown.fault = shown.fault or "mirrored"
            self.shown.append(shown)

    def slot(self, target: str) -> None:
        """The place of a number that is not yet there."""
        a, _, _, _, e, f = times(self._text, self._state.matrix)
        self.shown.append(
            Shown(self._mark(), "", (), e, f, e, self._size * abs(a), None, None, "", target or "#")
        )

    def _mark(self) -> int:
        return self._marks[-1] if self._marks else -1

    def _ground(self, shown: Shown) -> Color:
        x, y = (shown.x + shown.right) / 2, shown.y + shown.size * 0.35
        for ground in reversed(self._grounds):
            left, bottom, right, top = ground.area
            if left <= x <= right and bottom <= y <= top:
                return ground.color
        return WHITE

    def _fault(self, shown: Shown) -> str:
        state = self._state
        if state.mode in (3, 7) or state.opacity < _TINY or shown.size < 1:
            return "unseen"
        if _near(shown.color, shown.ground):
            return "unseen"
        left, bottom, right, top = state.clip
        slack = 0.3 * shown.size
        inside = (
            left <= shown.x + slack
            and right >= shown.right - 2 * slack
            and bottom <= shown.y + 0.1 * shown.size
            and top >= shown.y + 0.6 * shown.size
        )
        return "" if inside else "cut"


@lru_cache(maxsize=256)
def _blend(color: Color, opacity: float) -> Color:
    """What a color looks like on white."""
    return None if color is None else tuple(1 - (1 - c) * opacity for c in color)


@lru_cache(maxsize=256)
def _near(one: Color, two: Color) -> bool:
    """Colors that no eye tells apart; unknown ones are not near."""
    if one is None or two is None:
        return False
    return max(abs(a - b) for a, b in zip(one, two, strict=True)) < 0.1


def as_rgb(values: Sequence[float]) -> Color:
    """Gray, RGB or CMYK as RGB; None for other color spaces."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    if len(values) == 3:
        return tuple(values)
    if len(values) == 4:
        return tuple((1 - value) * (1 - values[3]) for value in values[:3])
    return None


def _meet(one: Rectangle, two: Rectangle) -> Rectangle:
    return max(one[0], two[0]), max(one[1], two[1]), min(one[2], two[2]), min(one[3], two[3])


def _advance(widths: Mapping[int, float], glyphs: Sequence[int]) -> float:
    """Sum of advances in 1/1000 em; one em where it is not known."""
    try:
        return sum(map(widths.__getitem__, glyphs))
    except KeyError:
        return sum([widths.get(glyph, 1000.0) for glyph in glyphs])


def glyphs_of(digits: bytes) -> Sequence[int]:
    """Glyph numbers of a hexadecimal string."""
    found = array("H", unhexlify(digits))
    if byteorder == "little":
        found.byteswap()
    return found
