"""Where a drawing of a finished PDF lies, and whether its shapes begin where its file says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from wenxuan.checks.drawn import Sketch
from wenxuan.checks.painting import Painted
from wenxuan.matrices import Matrix, bounds, times

AWAY: Final = 1.5
"""Points by which a picture may miss its area, whose sides are whole points."""
_STRETCH: Final = 0.01
"""Part of its width by which the proportions of a picture may be others."""
_BESIDE: Final = 0.5
"""Points within which a shape surely begins at its place; twice as many are one too far."""

Sides = tuple[float, float, float, float]
"""Left, foot, right and head on a page, in pt."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a picture lies on its page."""

    sides: Sides
    slack: float
    """Points by which each side may lie elsewhere."""


def sides(matrix: Matrix, box: Sides) -> Sides:
    """What a matrix makes of a rectangle."""
    left, low, right, high = box
    return bounds(matrix, ((x, y) for x in (left, right) for y in (low, high)))


def near(one: Sides, two: Sides, most: float) -> bool:
    """Whether no side is further from its like than so many points."""
    return all(abs(a - b) <= most for a, b in zip(one, two, strict=True))


def frame_of(area: Sides | None, items: Sequence[Painted]) -> Frame | None:
    """The frame of a drawing: the clip that is its area, which is exact, or else the area."""
    if area is None:
        return None
    for path, matrix in items[0].brush.clip[::-1] if items else ():
        if path[4:] == ("re", "W"):
            x, y, width, height = path[:4]
            clip = sides(matrix, (x, y, x + width, y + height))
            if near(clip, area, AWAY):
                return Frame(clip, 0.02)
    return Frame(area, AWAY)


def in_proportion(frame: Frame, ratio: float) -> bool:
    """Whether height and width of a frame have a ratio, within 1 %."""
    left, low, right, high = frame.sides
    wanted = (high - low) / ratio
    slack = 2 * frame.slack * (1 + 1 / ratio) + 0.01
    return abs(right - left - wanted) <= _STRETCH * wanted + slack


def as_sketched(frame: Frame, sketch: Sketch, items: Sequence[Painted]) -> bool:
    """Whether most shapes of a drawing begin at their places in its frame (SVG 2 §8.6).

    Most, not all: one without ink paints nothing.
    """
    left, low, right, high = frame.sides
    x, y, across, down = sketch.box
    scale = min((right - left) / across, (high - low) / down)
    west = (left + right - across * scale) / 2 - x * scale
    north = (high + low + down * scale) / 2 + y * scale
    room = _BESIDE + frame.slack
    begun = {
        (x // room + i, y // room + j)
        for x, y in _beginnings(items) for i in (-1, 0, 1) for j in (-1, 0, 1)
    }  # fmt: skip
    met = sum(
        any(((west + a * scale) // room, (north - b * scale) // room) in begun for a, b in places)
        for places in sketch.starts
    )
    return 2 * met >= len(sketch.starts)


def _beginnings(items: Sequence[Painted]) -> Iterator[tuple[float, float]]:
    """Where paths begin on the page."""
    for item in items:
        shape = item.shape
        while shape[2:3] == ("m",) and shape[5:6] == ("m",):  # the first leads nowhere
            shape = shape[3:]
        if item.kind == "path" and len(shape) > 2:
            yield times((1, 0, 0, 1, *shape[:2]), item.matrix)[4:]
