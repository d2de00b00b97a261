"""What a page paints: plain data that the rules of the preflight read."""

from __future__ import annotations

from dataclasses import dataclass

from wenxuan.matrices import Matrix
from wenxuan.printkit.boxes import Box
from wenxuan.printkit.inks import CMYK

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """A color as a content stream names it."""

    space: str = "gray"
    """`gray`, `rgb`, `cmyk`, `lab`, `pattern`, or `spot:` with its name."""
    ink: CMYK | None = (0.0, 0.0, 0.0, 1.0)
    """None where the space is not gray or CMYK."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """A picture as it is placed."""

    dpi: float
    """Pixels an inch at placed size, along the worse axis."""
    bits: int
    """Of a channel; 1 is line art."""
    pixels: tuple[int, int]
    digest: str
    """Fingerprint of its pixels, to find the file that it came from."""
    most_ink: float
    """Of any pixel; 3 is 300 %. 0 where it is not CMYK."""
    colored: bool
    """True when a pixel needs more than black."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """One thing that a page paints."""

    kind: str
    """`text`, `fill`, `stroke`, `picture` or `shading`."""
    box: Box
    """In points of the page, cut by the clip."""
    paint: Paint
    thin: float | None = None
    """Width of a stroke, or of the thinner side of a filled box, in points."""
    size: float = 0.0
    """Of the type, in points."""
    over: bool = False
    """Overprints what lies below."""
    mixes: bool = False
    """Where it overprints, an ink of which it has none stays as it lies."""
    blend: str = "Normal"
    alpha: float = 1.0
    raster: Raster | None = None
    face: str = ""
    """Name of the font of a text."""
    missing: bool = False
    """A text that shows glyph 0, the box for a character that the font lacks."""


def moved(point: Point, matrix: Matrix) -> Point:
    """A point taken through a matrix."""
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def around(points: list[Point]) -> Box:
    """The box around points."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def cut(box: Box, clip: Box | None) -> Box | None:
    """What a clip leaves of a box; None when nothing is left."""
    if clip is None:
        return box
    x0, y0 = max(box[0], clip[0]), max(box[1], clip[1])
    x1, y1 = min(box[2], clip[2]), min(box[3], clip[3])
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def scale_of(matrix: Matrix) -> tuple[float, float]:
    """How long one unit of each axis is."""
    a, b, c, d, _, _ = matrix
    return float((a * a + b * b) ** 0.5), float((c * c + d * d) ** 0.5)
