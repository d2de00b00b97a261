"""The glyph ruler: which glyph of which font file stands where, read from the page's content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import pikepdf

from wenxuan.matrices import IDENTITY, Matrix, matrix_of, times

from .embedded import EmbeddedFont


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """One drawn glyph; ``x``, ``y`` of its origin, ``size`` and ``advance`` in pt.

    ``char`` comes from the font file's own cmap (empty where the cmap has no entry), not
    from ToUnicode or ActualText.
    """

    gid: int
    char: str
    font: str
    x: float
    y: float
    size: float
    advance: float

    @property
    def right(self) -> float:
        """Where the glyph's advance ends, in pt."""
        return self.x + self.advance


@dataclass(slots=True)
class _State:
    """Graphics and text state that moves glyphs (ISO 32000-2, 9.3)."""

    ctm: Matrix
    font: EmbeddedFont | None = None
    size: float = 0.0
    char: float = 0.0
    word: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0

    def copy(self) -> _State:
        """State to be restored later."""
        return _State(self.ctm, self.font, self.size, self.char, self.word, self.scale,
                      self.leading, self.rise)


class _Reader:
    """Walks one content stream; Form XObjects are walked where they are drawn."""

    def __init__(
        self, resources: Any, state: _State, fonts: dict[tuple[int, int], EmbeddedFont]
    ) -> None:
        self.resources = resources
        self.state = state
        self.stack: list[_State] = []
        self.fonts = fonts
        self.matrix = self.line = IDENTITY
        self.glyphs: list[Glyph] = []

    def read(self, stream: Any) -> list[Glyph]:
        """Glyphs drawn by a page or form, in drawing order."""
        for instruction in pikepdf.parse_content_stream(stream):
            handler = _OPERATORS.get(str(instruction.operator))
            if handler is not None:
                handler(self, list(instruction.operands))
        return self.glyphs

    def save(self, _: Sequence[Any]) -> None:
        self.stack.append(self.state.copy())

    def restore(self, _: Sequence[Any]) -> None:
        if self.stack:
            self.state = self.stack.pop()

    def concatenate(self, values: Sequence[Any]) -> None:
        self.state.ctm = times(matrix_of(values), self.state.ctm)

    def begin(self, _: Sequence[Any]) -> None:
        self.matrix = self.line = IDENTITY

    def set_matrix(self, values: Sequence[Any]) -> None:
        self.matrix = self.line = matrix_of(values)

    def move(self, values: Sequence[Any]) -> None:
        offset = (1.0, 0.0, 0.0, 1.0, float(values[0]), float(values[1]))
        self.matrix = self.line = times(offset, self.line)

    def move_and_lead(self, values: Sequence[Any]) -> None:
        self.state.leading = -float(values[1])
        self.move(values)

    def next_line(self, _: Sequence[Any]) -> None:
        self.move((0, -self.state.leading))

    def select(self, values: Sequence[Any]) -> None:
        resource = self.resources.Font[values[0]]
        if str(resource.get("/Subtype")) == "/Type0":
            key = resource.objgen if resource.is_indirect else (0, id(resource))
            if key not in self.fonts:
                self.fonts[key] = EmbeddedFont(resource)
            self.state.font = self.fonts[key]
        else:
            self.state.font = None
        self.state.size = float(values[1])

    def show(self, values: Sequence[Any]) -> None:
        self.show_array([[values[-1]]])

    def show_on_next_line(self, values: Sequence[Any]) -> None:
        self.next_line(values)
        self.show(values)

    def show_array(self, values: Sequence[Any]) -> None:
        for item in values[0]:
            if isinstance(item, pikepdf.String | bytes):
                self._string(bytes(item))
            else:
                self._advance(-float(item) / 1000 * self.state.size)

    def _advance(self, distance: float) -> None:
        self.matrix = times((1, 0, 0, 1, distance * self.state.scale, 0), self.matrix)

    def _string(self, data: bytes) -> None:
        state, font = self.state, self.state.font
        if font is None:
            return
        for index in range(0, len(data) - 1, 2):
            gid = data[index] << 8 | data[index + 1]
            width = font.width(gid) / 1000 * state.size
            a, b, c, d, e, f = times(
                (1, 0, 0, 1, 0, state.rise), times(self.matrix, state.ctm)
            )
            self.glyphs.append(Glyph(
                gid=gid, char=font.characters.get(gid, ""), font=font.name, x=e, y=f,
                size=state.size * (c * c + d * d) ** 0.5,
                advance=width * state.scale * (a * a + b * b) ** 0.5,
            ))
            self._advance(width + state.char)

    def draw_object(self, values: Sequence[Any]) -> None:
        form = self.resources.XObject[values[0]]
        if form.get("/Subtype") != "/Form":
            return
        state = self.state.copy()
        if "/Matrix" in form:
            state.ctm = times(matrix_of(form.Matrix), state.ctm)
        resources = form.get("/Resources", self.resources)
        self.glyphs += _Reader(resources, state, self.fonts).read(form)

    def set_number(self, name: str, value: Any) -> None:
        setattr(self.state, name, float(value))


_OPERATORS: Final[dict[str, Any]] = {
    "q": _Reader.save, "Q": _Reader.restore, "cm": _Reader.concatenate, "BT": _Reader.begin,
    "Tm": _Reader.set_matrix, "Td": _Reader.move, "TD": _Reader.move_and_lead,
    "T*": _Reader.next_line, "Tf": _Reader.select, "Tj": _Reader.show, "TJ": _Reader.show_array,
    "'": _Reader.show_on_next_line, "Do": _Reader.draw_object,
    "Tc": lambda reader, values: reader.set_number("char", values[0]),
    "Tw": lambda reader, values: reader.set_number("word", values[0]),
    "TL": lambda reader, values: reader.set_number("leading", values[0]),
    "Ts": lambda reader, values: reader.set_number("rise", values[0]),
    "Tz": lambda reader, values: reader.set_number("scale", float(values[0]) / 100),
}


def glyphs_of(page: pikepdf.Page) -> list[Glyph]:
    """Glyphs of a page in drawing order, in default user space (pt, origin bottom left)."""
    reader = _Reader(page.resources, _State(IDENTITY), {})
    return reader.read(page)


def lines_of(glyphs: Iterable[Glyph], *, tolerance: float = 0.3) -> list[list[Glyph]]:
    """Glyphs grouped by baseline from the top of the page, each line from left to right.

    Baselines nearer than ``tolerance`` pt are one line.
    """
    ordered = sorted(glyphs, key=lambda glyph: (-glyph.y, glyph.x))
    baselines: list[float] = []

    def baseline(glyph: Glyph) -> float:
        if not baselines or baselines[-1] - glyph.y > tolerance:
            baselines.append(glyph.y)
        return baselines[-1]

    groups = [list(group) for _, group in groupby(ordered, key=baseline)]
    return [sorted(group, key=lambda glyph: glyph.x) for group in groups]
