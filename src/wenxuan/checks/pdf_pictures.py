"""The pictures of a finished PDF: drawn, described, as fine as their files, and the same."""

from __future__ import annotations

from pathlib import Path
from statistics import StatisticsError, correlation
from typing import Any, Final

import pikepdf

from wenxuan.checks.frames import (
    AWAY,
    Frame,
    Sides,
    as_sketched,
    frame_of,
    in_proportion,
    near,
    sides,
)
from wenxuan.checks.pdf_proof import NOWHERE, Prover
from wenxuan.checks.pdf_reading import Raster
from wenxuan.checks.pdf_wanted import Plate
from wenxuan.diagnostics import Span
from wenxuan.gate import read_whole
from wenxuan.picture_color import SOLID, opacities, opacities_of
from wenxuan.pictures import MAX_BYTES, grid, grid_of
from wenxuan.proof.comparing import spot
from wenxuan.proof.job import short
from wenxuan.proof.wanted import bare

_FAR: Final = 4.0
"""Mean distance, of 255 levels, from which two pictures are not the same."""
_LIKE: Final = 0.7
"""Least correlation of the grays of a picture and of its copy in other inks."""


def pictures(prover: Prover) -> None:
    """Each picture of the sources is drawn, described, as fine as it was given, and no other."""
    figures: dict[int, list[tuple[Any, int, int]]] = {}
    for place, element in prover.file.order():
        if place.part == "figure":
            figures.setdefault(place.page, []).append((element, place.page, place.mark))
    for expected, pages in prover.ranges():
        drawn = [figure for page in pages for figure in figures.get(page, ())]
        alts = [str(element.get("/Alt", "")) for element, _, _ in drawn]
        if sorted(alts) != sorted(plate.alt for plate in expected.plates):
            prover.add("PRF028", expected.place, pages.start, NOWHERE,
                       wanted=len(expected.plates), found=len(drawn))  # fmt: skip
            continue
        waiting = {alt: [p for p in expected.plates if p.alt == alt] for alt in alts}
        for (element, page, mark), alt in zip(drawn, alts, strict=True):
            _picture(prover, waiting[alt].pop(0), element, page, mark)
    for page, leaf in enumerate(prover.file.leaves):
        for name in leaf.broken:
            prover.add("PRF029", Span(prover.name), page, NOWHERE, name=name)


def _picture(prover: Prover, plate: Plate, element: Any, page: int, mark: int) -> None:
    leaf = prover.file.leaves[page]
    rasters = [raster for raster in leaf.images if raster.mark == mark]
    if not leaf.painted.get(mark):
        prover.add("PRF029", plate.span, page, NOWHERE, name=short(plate.alt))
    elif len(rasters) != (plate.pixels is not None):
        prover.add("PRF041", plate.span, page, NOWHERE, name=plate.file.name)
    elif plate.pixels is None:
        _drawing(prover, plate, element, page, mark)
    elif plate.pixels != rasters[0].size:
        prover.add("PRF030", plate.span, page, NOWHERE, wanted=_size(plate.pixels),
                   found=_size(rasters[0].size))  # fmt: skip
    elif not _fills(rasters[0], element):
        prover.add("PRF053", plate.span, page, NOWHERE, name=plate.file.name)
    elif not _same(rasters[0], plate.file):
        prover.add("PRF041", plate.span, page, NOWHERE, name=plate.file.name)
    elif not _upright(rasters[0], plate):
        prover.add("PRF056", plate.span, page, NOWHERE, name=plate.file.name)


def _drawing(prover: Prover, plate: Plate, element: Any, page: int, mark: int) -> None:
    leaf = prover.file.leaves[page]
    shown = [one for one in leaf.shown if one.mark == mark]
    drawn = "".join(map(prover.file.case.text, shown))
    items = [item for item in leaf.items if item.mark == mark]
    frame = frame_of(_area(element), items)
    if plate.text is not None and drawn != bare(plate.text):
        prover.add("PRF045", plate.span, page, spot(shown), name=plate.file.name,
                   wanted=short(bare(plate.text)), drawn=short(drawn))  # fmt: skip
    elif frame and not in_proportion(frame, plate.ratio):
        prover.add("PRF056", plate.span, page, NOWHERE, name=plate.file.name)
    elif frame and plate.sketch and not as_sketched(frame, plate.sketch, items):
        prover.add("PRF041", plate.span, page, NOWHERE, name=plate.file.name)


def _size(pixels: tuple[int, int]) -> str:
    return f"{pixels[0]} × {pixels[1]}"


def _area(element: Any) -> Sides | None:
    """The area that a structure element is said to have."""
    attributes = element.get("/A", {})
    area = attributes.get("/BBox") if isinstance(attributes, pikepdf.Dictionary) else None
    if area is None:
        return None
    left, low, right, high = map(float, area)
    return left, low, right, high


def _fills(raster: Raster, element: Any) -> bool:
    """Whether a picture fills the area that its structure element is said to have."""
    area = _area(element)
    return area is None or near(sides(raster.matrix, (0.0, 0.0, 1.0, 1.0)), area, AWAY)


def _upright(raster: Raster, plate: Plate) -> bool:
    """Whether a picture stands on its foot, neither mirrored nor stretched by more than 1 %."""
    a, b, c, d, _, _ = raster.matrix
    straight = a > 0 and d > 0 and max(abs(b), abs(c)) <= 0.01 * min(a, d)
    return straight and in_proportion(Frame((0.0, 0.0, a, d), 0.0), plate.ratio)


def _same(raster: Raster, file: Path) -> bool:
    """Whether a picture of the PDF looks like its file and is seen through as much."""
    seen, opacity = _levels(raster), _opacity(raster)
    return (
        seen is not None and opacity is not None
        and _near(seen, grid(file)) and _near(opacity, opacities(read_whole(file, MAX_BYTES)))
    )  # fmt: skip


def _near(one: bytes, two: bytes) -> bool:
    return sum(abs(a - b) for a, b in zip(one, two, strict=True)) <= _FAR * len(two)


def _opacity(raster: Raster) -> bytes | None:
    """Mean opacity of each cell; None where a mask cannot be read or is of another kind."""
    if "/Mask" in raster.stream:
        return None
    mask = raster.stream.get("/SMask")
    try:
        return SOLID if mask is None else opacities_of(pikepdf.PdfImage(mask).as_pil_image())
    except (NotImplementedError, pikepdf.PdfError, ValueError, OSError):
        return None


def _levels(raster: Raster) -> bytes | None:
    try:
        return grid_of(pikepdf.PdfImage(raster.stream).as_pil_image(apply_mask=False))
    except (NotImplementedError, pikepdf.PdfError, ValueError, OSError):
        return None


def alike(one: Raster, two: Raster) -> bool:
    """Whether two pictures show the same, maybe in other inks; one that is flat shows nothing."""
    masks = _opacity(one), _opacity(two)
    if masks[0] is None or masks[1] is None or not _near(masks[0], masks[1]):
        return False
    if one.stream.read_raw_bytes() == two.stream.read_raw_bytes():
        return True
    grays = [_grays(raster) for raster in (one, two)]
    if not all(grays):
        return False
    try:
        return correlation(*grays) >= _LIKE
    except StatisticsError:
        return True


def _grays(raster: Raster) -> list[float]:
    levels = _levels(raster) or b""
    return [float(sum(levels[i : i + 3])) for i in range(0, len(levels), 3)]
