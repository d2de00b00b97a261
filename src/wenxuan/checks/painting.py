"""The paths that a page paints: what they are, where, and in which colors, operator by operator.

A drawing (SVG) is nothing else in a PDF, so that two editions show the same drawing where every
path of one is a path of the other in the color that its inks make of it. Lengths are in pt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from wenxuan.matrices import Matrix
from wenxuan.proof.drawing import Color, as_rgb

_PATH: Final = frozenset(("m", "l", "c", "v", "y", "h", "re"))
_FILLS: Final = frozenset(("f", "f*", "F", "B", "B*", "b", "b*"))
_STROKES: Final = frozenset(("S", "s", "B", "B*", "b", "b*"))
PAINTS: Final = _FILLS | _STROKES | {"sh"}
"""Operators that leave something on the page; ISO 32000-1, table 60."""
_FILL_COLORS: Final = frozenset(("g", "rg", "k", "cs", "sc", "scn"))
_KNOWN: Final = frozenset(("g", "rg", "k"))
_FAR: Final = 0.2
"""Distance in pt from which two places are not the same."""
_OTHER: Final = 0.03
"""Distance, of 1, from which two colors or opacities are not the same."""


@dataclass(frozen=True, slots=True)
class _Brush:
    """What paths are painted with."""

    fill: Color = (0.0, 0.0, 0.0)
    stroke: Color = (0.0, 0.0, 0.0)
    width: float = 1.0
    opacity: tuple[float, float] = (1.0, 1.0)
    """Of fills and of strokes."""
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Painted:
    """A path that is painted."""

    mark: int
    """Marked content that it is in; -1 outside any."""
    shape: tuple[str | float, ...]
    """Its operators and operands and the one that paints it."""
    matrix: Matrix
    brush: _Brush


@dataclass(slots=True)
class Paths:
    """Reads operators one by one; `painted` is what they paint."""

    painted: list[Painted] = field(default_factory=list)
    _brush: _Brush = _Brush()
    _stack: list[_Brush] = field(default_factory=list)
    _path: list[str | float] = field(default_factory=list)

    def save(self) -> None:
        """`q`, or a form begins."""
        self._stack.append(self._brush)

    def restore(self) -> None:
        """`Q`, or a form ends."""
        if self._stack:
            self._brush = self._stack.pop()

    def read(
        self, name: str, operands: Sequence[Any], resources: Any, mark: int, matrix: Matrix
    ) -> None:
        """An operator, in the marked content and with the matrix that are in force."""
        if name in _PATH:
            self._path += [*map(float, operands), name]
        elif name in PAINTS:
            shape = (*self._path, name)
            self.painted.append(Painted(mark, shape, matrix, self._brush))
            self._path = []
        elif name == "n":
            self._path = []
        elif name == "q":
            self.save()
        elif name == "Q":
            self.restore()
        else:
            self._dip(name, operands, resources)

    def _dip(self, name: str, operands: Sequence[Any], resources: Any) -> None:
        """An operator that changes the brush."""
        if name in _FILL_COLORS:
            self._brush = replace(self._brush, fill=_color(name, operands))
        elif name.lower() in _FILL_COLORS:
            self._brush = replace(self._brush, stroke=_color(name.lower(), operands))
        elif name == "w":
            self._brush = replace(self._brush, width=float(operands[0]))
        elif name == "gs":
            self._graphics(resources.get("/ExtGState", {}).get(str(operands[0]), {}))

    def _graphics(self, state: Any) -> None:
        fill, stroke = self._brush.opacity
        opacity = float(state.get("/ca", fill)), float(state.get("/CA", stroke))
        mask = state.get("/SMask")
        masked = self._brush.masked if mask is None else str(mask) != "/None"
        self._brush = replace(self._brush, opacity=opacity, masked=masked)


def _color(name: str, operands: Sequence[Any]) -> Color:
    """A color as RGB; None for one of a named space or a pattern."""
    return as_rgb([float(value) for value in operands]) if name in _KNOWN else None


Ink = Callable[[Color], Color]


def missing(
    drawn: Sequence[Painted], others: Sequence[Painted], shift: tuple[float, float], ink: Ink
) -> list[Painted]:
    """Paths that are not among others, `shift` pt away and in the color that `ink` makes of it."""
    waiting: dict[tuple[str | float, ...], list[Painted]] = {}
    for one in others:
        waiting.setdefault(one.shape, []).append(one)
    return [one for one in drawn if not _taken(one, waiting, shift, ink)]


def _taken(
    one: Painted, waiting: Mapping[tuple[str | float, ...], list[Painted]],
    shift: tuple[float, float], ink: Ink,
) -> bool:  # fmt: skip
    found = waiting.get(one.shape, [])
    for n, other in enumerate(found):
        if placed_alike(one.matrix, other.matrix, shift) and _alike(one, other, ink):
            del found[n]
            return True
    return False


def placed_alike(one: Matrix, two: Matrix, shift: tuple[float, float]) -> bool:
    """Whether two matrices place the same, `shift` pt aside, within 0.2 pt and 1 % of the size."""
    size = max(map(abs, one[:4]))
    near = max(abs(a - b) for a, b in zip(one[:4], two[:4], strict=True)) <= 0.01 * size
    away = max(abs(b - a - s) for a, b, s in zip(one[4:], two[4:], shift, strict=True))
    return near and away <= _FAR


def _alike(one: Painted, two: Painted, ink: Ink) -> bool:
    """Whether two paths are painted with like brushes."""
    ours, theirs, operator = one.brush, two.brush, one.shape[-1]
    pairs = [(ours.fill, theirs.fill, 0)] if operator in _FILLS else []
    pairs += [(ours.stroke, theirs.stroke, 1)] if operator in _STROKES else []
    return (
        ours.masked == theirs.masked
        and (operator not in _STROKES or abs(ours.width - theirs.width) <= _FAR)
        and all(
            abs(ours.opacity[n] - theirs.opacity[n]) <= _OTHER and _near(ink(a), b)
            for a, b, n in pairs
        )
    )


def _near(one: Color, two: Color) -> bool:
    """Colors of which nobody knows that they differ."""
    if one is None or two is None or len(one) != len(two):
        return True
    return max(abs(a - b) for a, b in zip(one, two, strict=True)) <= _OTHER
