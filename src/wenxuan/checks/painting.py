"""What a page paints, item by item: glyphs, paths, pictures, with the brush in force at each.

A drawing (SVG) is nothing else in a PDF than paths and glyphs, so that two files show the same
where every item of one is an item of the other. Lengths are in pt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import pikepdf

from wenxuan.matrices import IDENTITY, Matrix, matrix_of, times
from wenxuan.proof.drawing import Color, as_rgb

_PATH: Final = frozenset(("m", "l", "c", "v", "y", "h", "re"))
FILLS: Final = frozenset(("f", "f*", "F", "B", "B*", "b", "b*"))
STROKES: Final = frozenset(("S", "s", "B", "B*", "b", "b*"))
PAINTS: Final = FILLS | STROKES | {"sh"}
"""Operators that leave something on the page; ISO 32000-1, table 60."""
_FILL_COLORS: Final = frozenset(("g", "rg", "k", "cs", "sc", "scn"))
_KNOWN: Final = frozenset(("g", "rg", "k"))
_PENS: Final = frozenset(("w", "J", "j", "M", "d", "i", "ri"))
_TYPE: Final = frozenset(("Tc", "Tw", "Tz", "Ts", "Tr"))
_SILENT: Final = frozenset(("cm", "q", "Q", "BT", "ET", "Tm", "Td", "TD", "T*", "TL", "EMC"))
"""Operators that paint nothing and are followed elsewhere or below."""
Value = Any
"""Text, numbers, objects of the PDF, and tuples of these."""
Named = tuple[tuple[str, Value], ...]
_PEN: Final[Named] = (
    ("J", (0.0,)), ("M", (10.0,)), ("d", ((), 0.0)), ("j", (0.0,)), ("w", (1.0,)),
)  # fmt: skip
"""How lines are drawn when a page begins; ISO 32000-1, table 52."""


@dataclass(frozen=True, slots=True)
class Brush:
    """What items are painted with."""

    fill: Value = ("g", 0.0)
    """The operator that set it, its operands, and the resources that they name."""
    stroke: Value = ("g", 0.0)
    pen: Named = _PEN
    """Operators of lines and their operands."""
    graphics: Named = ()
    """Entries of graphics states in force: opacity, blending, masks, overprinting."""
    clip: tuple[Value, ...] = ()
    """Paths outside which nothing is painted, each with its rule and its matrix."""

    @property
    def width(self) -> float:
        """Of strokes, before their matrix."""
        return float(dict(self.pen)["w"][0])

    @property
    def opacity(self) -> tuple[float, float]:
        """Of fills and of strokes."""
        states = dict(self.graphics)
        return float(states.get("/ca", 1.0)), float(states.get("/CA", 1.0))

    @property
    def masked(self) -> bool:
        """Whether a soft mask is in force."""
        return str(dict(self.graphics).get("/SMask", "/None")) != "/None"


Kind = Literal["path", "text", "picture", "mark"]


@dataclass(frozen=True, slots=True)
class Painted:
    """Something that is painted, or the beginning of marked content."""

    kind: Kind
    mark: int
    """Marked content that it is in; -1 outside any."""
    shape: tuple[Value, ...]
    """Of a path its operators and operands and the one that paints it; of text its font, glyphs and
    where each stands, in its own space; of a picture the picture."""
    matrix: Matrix
    brush: Brush


@dataclass(slots=True)
class Painting:
    """Reads operators one by one; `painted` is what they paint."""

    painted: list[Painted] = field(default_factory=list)
    _brush: Brush = Brush()
    _type: Named = ()
    _font: tuple[Value, float] = ("", 0.0)
    _stack: list[tuple[Brush, Named, tuple[Value, float]]] = field(default_factory=list)
    _path: list[str | float] = field(default_factory=list)
    _rule: str = ""
    """`W` or `W*` when the path becomes a clip."""
    _text: Matrix = IDENTITY
    _line: Matrix = IDENTITY
    _leading: float = 0.0

    def save(self) -> None:
        """`q`, or a form begins."""
        self._stack.append((self._brush, self._type, self._font))

    def restore(self) -> None:
        """`Q`, or a form ends."""
        if self._stack:
            self._brush, self._type, self._font = self._stack.pop()

    def read(
        self, name: str, operands: Sequence[Any], resources: Any, mark: int, matrix: Matrix
    ) -> None:
        """An operator, in the marked content and with the matrix that are in force."""
        if name in _PATH:
            self._path += [*map(float, operands), name]
        elif name in PAINTS or name == "n":
            self._end(name, operands, resources, mark, matrix)
        elif name in ("W", "W*"):
            self._rule = name
        elif name == "q":
            self.save()
        elif name == "Q":
            self.restore()
        elif name in _SILENT:
            self._move(name, operands)
        elif not self._dip(name, operands, resources):
            shape = (name, *(_resolved(o, resources, "/Properties") for o in operands))
            self._add("mark", mark, shape, matrix)

    def _add(self, kind: Kind, mark: int, shape: tuple[Value, ...], matrix: Matrix) -> None:
        self.painted.append(Painted(kind, mark, shape, matrix, self._brush))

    def _end(
        self, name: str, operands: Sequence[Any], resources: Any, mark: int, matrix: Matrix
    ) -> None:
        """A path is painted, or clips what comes, or both."""
        if name != "n":
            shading = (_resolved(o, resources, "/Shading") for o in operands)
            self._add("path", mark, (*self._path, *shading, name), matrix)
        if self._rule:
            self._limit((*self._path, self._rule), matrix)
        if name != "sh":
            self._path, self._rule = [], ""

    def picture(self, found: Any, mark: int, matrix: Matrix) -> None:
        """A picture."""
        self._add("picture", mark, (found,), matrix)

    def form(self, found: Any, mark: int, matrix: Matrix) -> None:
        """A form begins: nothing is painted outside its box, and it may be a group."""
        left, low, right, high = map(float, found.get("/BBox", (0, 0, 0, 0)))
        self._limit((left, low, right - left, high - low, "re", "W"), matrix)
        if "/Group" in found:
            self._add("mark", mark, ("Do", found.Group), matrix)

    def _limit(self, shape: tuple[Value, ...], matrix: Matrix) -> None:
        self._brush = replace(self._brush, clip=(*self._brush.clip, (shape, matrix)))

    # --- the brush --------------------------------------------------------------------------

    def _dip(self, name: str, operands: Sequence[Any], resources: Any) -> bool:
        """An operator that changes the brush; False for one that does not."""
        brush = self._brush
        if name in _FILL_COLORS:
            self._brush = replace(brush, fill=_color(name, operands, resources, brush.fill))
        elif name.lower() in _FILL_COLORS:
            ink = _color(name.lower(), operands, resources, brush.stroke)
            self._brush = replace(brush, stroke=ink)
        elif name in _PENS:
            self._brush = replace(brush, pen=_with(brush.pen, [(name, _plain(operands))]))
        elif name == "gs":
            state = resources.get("/ExtGState", {}).get(str(operands[0]), {})
            entries = [(key, value) for key, value in state.items() if key != "/Type"]
            self._brush = replace(brush, graphics=_with(brush.graphics, entries))
        elif name in _TYPE:
            self._type = _with(self._type, [(name, _plain(operands))])
        else:
            return False
        return True

    # --- text -------------------------------------------------------------------------------

    def select(self, font: Any, size: float) -> None:
        """`Tf`."""
        self._font = font, size

    def _move(self, name: str, operands: Sequence[Any]) -> None:
        if name == "BT":
            self._text = self._line = IDENTITY
        elif name == "Tm":
            self._text = self._line = matrix_of(operands)
        elif name == "TL":
            self._leading = float(operands[0])
        elif name in ("Td", "TD", "T*"):
            x, y = map(float, operands) if operands else (0.0, -self._leading)
            self._leading = -y if name == "TD" else self._leading
            self._text = self._line = times((1.0, 0.0, 0.0, 1.0, x, y), self._line)

    def show(
        self, items: Sequence[Any], widths: Mapping[int, float], mark: int, matrix: Matrix
    ) -> None:
        """Glyphs of two-byte numbers, and kerns between them."""
        font, size = self._font
        state = dict(self._type)
        apart, rise, wide = (
            float(state.get(name, (default,))[0])
            for name, default in (("Tc", 0.0), ("Ts", 0.0), ("Tz", 100.0))
        )
        glyphs: list[int] = []
        places: list[float] = []
        pen = 0.0
        for item in items:
            if not isinstance(item, pikepdf.String | bytes):
                pen -= float(item) * size / 1000
                continue
            data = bytes(item)
            for i in range(0, len(data) - 1, 2):
                glyph = data[i] << 8 | data[i + 1]
                glyphs.append(glyph)
                places.append(pen)
                pen += widths.get(glyph, 1000.0) * size / 1000 + apart
        squeezed = (wide / 100, 0.0, 0.0, 1.0, 0.0, rise)
        shape = (font, size, state.get("Tr", (0.0,)), tuple(glyphs), tuple(places), pen)
        if glyphs:
            self._add("text", mark, shape, times(squeezed, times(self._text, matrix)))
        self._text = times((1.0, 0.0, 0.0, 1.0, pen * wide / 100, 0.0), self._text)


def _with(entries: Named, more: Sequence[tuple[str, Value]]) -> Named:
    return tuple(sorted((dict(entries) | dict(more)).items(), key=lambda entry: entry[0]))


def _plain(operands: Sequence[Any]) -> tuple[Value, ...]:
    """Operands with numbers as such, arrays as tuples."""
    return tuple(
        _plain(list(o)) if isinstance(o, pikepdf.Array)
        else str(o) if isinstance(o, pikepdf.Name) else float(o)
        for o in operands
    )  # fmt: skip


def _resolved(operand: Any, resources: Any, kind: str) -> Value:
    """What a name stands for among the resources of a kind; anything else as it is."""
    if not isinstance(operand, pikepdf.Name):
        return operand
    return resources.get(kind, {}).get(str(operand), str(operand))


def _color(name: str, operands: Sequence[Any], resources: Any, before: Value) -> Value:
    """The operator and its operands; a space or pattern that is named, as the resources have it."""
    if name == "cs":
        return (name, _resolved(operands[0], resources, "/ColorSpace"))
    space = before[:2] if name in ("sc", "scn") and before[0] in ("cs", "sc", "scn") else (name,)
    return (
        *((name, *space[1:]) if len(space) > 1 else (name,)),
        *(_resolved(o, resources, "/Pattern") if isinstance(o, pikepdf.Name) else float(o)
          for o in operands),
    )  # fmt: skip


def rgb(ink: Value) -> Color:
    """A color as RGB; None for one of a named space or a pattern."""
    return as_rgb(list(ink[1:])) if ink[0] in _KNOWN else None


def points_of(shape: Sequence[Value]) -> Iterator[tuple[float, float]]:
    """Places that a path goes to or is drawn toward, in its own space."""
    numbers: list[float] = []
    for part in shape:
        if isinstance(part, float):
            numbers.append(part)
            continue
        if part == "re":
            x, y, width, height = numbers
            yield x + width, y + height
            numbers = [x, y]
        yield from zip(numbers[::2], numbers[1::2], strict=False)
        numbers = []
