"""The sheet of a page: trim, bleed and media box, and the page's content moved onto it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf
    from pikepdf import Array, Object

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""

SLUG = 24.0
"""Room for marks on each side beyond the bleed, in points (8.5 mm)."""
SLUG_TAG = "/WxSlug"
"""Marked content that stands in the slug and is no part of the page."""
MM = 72 / 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One side of a leaf before it is cut; the media box begins at 0, 0."""

    width: float
    """Of the trim, in points."""
    height: float
    bleed: float

    @property
    def margin(self) -> float:
        """From the edge of the media to the trim."""
        return self.bleed + SLUG

    @property
    def media(self) -> Box:
        """The paper."""
        return 0, 0, self.width + 2 * self.margin, self.height + 2 * self.margin

    @property
    def trim(self) -> Box:
        """Where the knife cuts."""
        return self.margin, self.margin, self.margin + self.width, self.margin + self.height

    @property
    def bleed_box(self) -> Box:
        """How far color runs over the cut."""
        x0, y0, x1, y1 = self.trim
        return x0 - self.bleed, y0 - self.bleed, x1 + self.bleed, y1 + self.bleed


def put_on_sheet(pdf: pikepdf.Pdf, page: pikepdf.Page, sheet: Sheet, bled: float = 0.0) -> None:
    """Set the boxes and move the page's trim to the sheet's; nothing leaves the bleed.

    A page without a trim box is its trim, or with `bled` its trim and so many points on each side.
    """
    old = box_of(page.obj, "/TrimBox") or box_of(page.obj, "/MediaBox") or (0, 0, 0, 0)
    right = sheet.trim[0] - old[0] - bled
    up = sheet.trim[1] - old[1] - bled
    x0, y0, x1, y1 = sheet.bleed_box
    clip = (
        f"q {x0:.4f} {y0:.4f} {x1 - x0:.4f} {y1 - y0:.4f} re W n 1 0 0 1 {right:.4f} {up:.4f} cm\n"
    )
    page.contents_add(pdf.make_stream(clip.encode()), prepend=True)
    page.contents_add(pdf.make_stream(b"\nQ\n"), prepend=False)
    page.obj.MediaBox = rectangle(sheet.media)
    page.obj.CropBox = rectangle(sheet.media)
    page.obj.BleedBox = rectangle(sheet.bleed_box)
    page.obj.TrimBox = rectangle(sheet.trim)
    for key in ("/ArtBox", "/Annots", "/StructParents", "/Tabs", "/AA", "/Rotate", "/Thumb"):
        if key in page.obj:
            del page.obj[key]


def rectangle(box: Box) -> Array:
    """A box as PDF writes it, to a ten-thousandth of a point."""
    from pikepdf import Array  # noqa: PLC0415 -- a build that binds does without

    return Array([Decimal(f"{x:.4f}") for x in box])


def box_of(page: Object, name: str) -> Box | None:
    """A box of a page in order of size, or None; media and crop box may be inherited."""
    value = page.get(name)
    parent = page.get("/Parent")
    while value is None and parent is not None and name in ("/MediaBox", "/CropBox"):
        value, parent = parent.get(name), parent.get("/Parent")
    if value is None or len(value) != 4:
        return None
    x0, y0, x1, y1 = (float(v) for v in value)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def holds(box: Box, x: float, y: float) -> bool:
    """True when a point lies in a box or on its edge."""
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def contains(outer: Box, inner: Box) -> bool:
    """True when a box lies inside another, to a hundredth of a point."""
    slack = 0.01
    return (
        outer[0] - slack <= inner[0]
        and outer[1] - slack <= inner[1]
        and outer[2] + slack >= inner[2]
        and outer[3] + slack >= inner[3]
    )
