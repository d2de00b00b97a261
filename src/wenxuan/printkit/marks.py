"""Marks outside the bleed: where to cut and fold, whether the plates meet, what sheet this is."""

from __future__ import annotations

from collections.abc import Iterator

from wenxuan.printkit.boxes import SLUG, Sheet

CROP = 14.0
"""Length of a crop mark in points."""
GAP = 3.0
"""From the bleed to a mark."""
RADIUS = 4.5
"""Of a registration mark."""
BLACK_MARKS = "0 0 0 1 K"
ALL_MARKS = "/WxAll CS 1 SCN"
"""Inks of marks: black, or every plate by a separation that resources name WxAll."""
SLUG_SIZE = 5.5
"""Of the slug line, in points."""
_ARC = 0.5523
"""Control points of a quarter circle, as a share of its radius."""

Line = tuple[float, float, float, float]


def marks(sheet: Sheet, ink: str, folds: tuple[float, ...] = ()) -> bytes:
    """Crop, fold and registration marks in 0.25 pt and `ink`; `folds` are x from the trim."""
    lines = [*crop_lines(sheet), *fold_lines(sheet, folds)]
    strokes = "".join(f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S\n" for a, b, c, d in lines)
    targets = "".join(_target(x, y) for x, y in registration_places(sheet, folds))
    return f"q {ink} 0.25 w\n{strokes}{targets}Q\n".encode()


def crop_lines(sheet: Sheet) -> Iterator[Line]:
    """Two lines at each corner of the trim."""
    x0, y0, x1, y1 = sheet.trim
    near, far = sheet.bleed + GAP, sheet.bleed + GAP + CROP
    for x, out in ((x0, -1), (x1, 1)):
        for y, down in ((y0, -1), (y1, 1)):
            yield x + out * near, y, x + out * far, y
            yield x, y + down * near, x, y + down * far


def fold_lines(sheet: Sheet, folds: tuple[float, ...]) -> Iterator[Line]:
    """Short lines above and below each fold."""
    x0, y0, _, y1 = sheet.trim
    for fold in folds:
        x, near = x0 + fold, sheet.bleed + GAP
        yield x, y0 - near, x, y0 - near - CROP / 2
        yield x, y1 + near, x, y1 + near + CROP / 2


def registration_places(
    sheet: Sheet, folds: tuple[float, ...] = ()
) -> Iterator[tuple[float, float]]:
    """The middle of each side; on a sheet with folds a quarter in, clear of the spine."""
    x0, y0, x1, y1 = sheet.trim
    away = sheet.bleed + GAP + CROP / 2
    across = (x1 - x0) / (4 if folds else 2)
    yield x0 - away, (y0 + y1) / 2
    yield x1 + away, (y0 + y1) / 2
    yield x0 + across, y0 - away
    yield x0 + across, y1 + away


def _target(x: float, y: float) -> str:
    """A circle with a cross."""
    r, k, arm = RADIUS, RADIUS * _ARC, RADIUS + 2
    points = (
        (x + r, y), (x + r, y + k, x + k, y + r, x, y + r), (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r), (x + k, y - r, x + r, y - k, x + r, y),
    )  # fmt: skip
    circle = " ".join(
        " ".join(f"{v:.3f}" for v in point) + (" m" if len(point) == 2 else " c")
        for point in points
    )
    across = f"{x - arm:.3f} {y:.3f} m {x + arm:.3f} {y:.3f} l"
    cross = f"{across} {x:.3f} {y - arm:.3f} m {x:.3f} {y + arm:.3f} l"
    return f"{circle} s {cross} S\n"


def color_bar(sheet: Sheet) -> bytes:
    """Full and half patches of the four inks in the slug of the head."""
    size, x = 8.0, sheet.trim[0] + sheet.width / 2 + 30
    y = sheet.trim[3] + sheet.bleed + GAP + 3
    patches = []
    for share in (1.0, 0.5):
        for i in range(4):
            ink = " ".join(f"{share if j == i else 0:g}" for j in range(4))
            patches.append(f"{ink} k {x:.3f} {y:.3f} {size:g} {size:g} re f\n")
            x += size
    return f"q {''.join(patches)}Q\n".encode()


def slug_place(sheet: Sheet) -> tuple[float, float]:
    """Where the slug line begins: below the bleed at the foot, right of the crop mark."""
    return sheet.trim[0] + 12, sheet.trim[1] - sheet.bleed - SLUG + 8
