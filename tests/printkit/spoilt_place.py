"""Boxes and places that a knife or a fold does not meet, and pages out of order."""

from __future__ import annotations

from pikepdf import Array, Page, Pdf
from spoilt import (
    BAND,
    IMPRINT,
    MM,
    PLAIN,
    TEXT,
    edit,
    fault,
    leaf,
    move,
)

# Boxes and paper


@fault(PLAIN)
def trim_off(pdf: Pdf) -> None:
    """The trim box of one page lies 0.5 mm to the right."""
    move(leaf(pdf, PLAIN), "TrimBox", left=MM / 2, right=MM / 2)


@fault()
def trims_off(pdf: Pdf) -> None:
    """Trim and bleed of all pages lie 0.5 mm to the right of crop marks and type area."""
    for page in pdf.pages:
        move(page, "TrimBox BleedBox", left=MM / 2, right=MM / 2)


@fault(PLAIN)
def no_bleed_box(pdf: Pdf) -> None:
    """One page has no bleed box."""
    del leaf(pdf, PLAIN).obj.BleedBox


@fault(PLAIN)
def media_is_trim(pdf: Pdf) -> None:
    """All boxes of one page are its trim box."""
    page = leaf(pdf, PLAIN).obj
    for box in ("/MediaBox", "/CropBox", "/BleedBox"):
        page[box] = Array(page.TrimBox.as_list())


@fault(PLAIN)
def taller_page(pdf: Pdf) -> None:
    """One page is 10 mm taller than the others."""
    move(leaf(pdf, PLAIN), "MediaBox CropBox BleedBox TrimBox", top=MM * 10)


@fault(PLAIN)
def turned_page(pdf: Pdf) -> None:
    """One page is turned by a quarter."""
    leaf(pdf, PLAIN).obj.Rotate = 90


@fault(TEXT)
def folio_near_trim(pdf: Pdf) -> None:
    """The folio of one page stands 1 mm from the trim."""
    edit(leaf(pdf, TEXT), b"399.1715 43.8371 Td", b"474.5 43.8371 Td")


@fault(TEXT)
def shifted_page(pdf: Pdf) -> None:
    """All that is on one page stands 4 mm too low."""
    edit(leaf(pdf, TEXT), b"1 0 0 -1 0 680.314961 cm", b"1 0 0 -1 0 668.976 cm")


@fault(TEXT)
def page_out_of_register(pdf: Pdf) -> None:
    """All that is on one page stands 2 mm too far right."""
    upright = b"1 0 0 -1 0 680.314961 cm"
    edit(leaf(pdf, TEXT), upright, b"1 0 0 -1 5.669 680.314961 cm")


@fault(1, file="cover")
def band_stops_at_trim(pdf: Pdf) -> None:
    """The band of the cover ends at the trim: a knife that is off leaves white."""
    edit(leaf(pdf, 1), BAND, b"653.858268 11.339 77.480315 907.0858 re")


@fault(1, file="cover")
def thick_spine(pdf: Pdf) -> None:
    """The cover is 3 mm too wide: its spine is for a thicker book."""
    move(leaf(pdf, 1), "MediaBox CropBox BleedBox TrimBox", right=MM * 3)


@fault(1, file="cover")
def tall_cover(pdf: Pdf) -> None:
    """The cover is 10 mm taller than the inside."""
    move(leaf(pdf, 1), "MediaBox CropBox BleedBox TrimBox", top=MM * 10)


# The order of pages and what they say


@fault(21)
def page_missing(pdf: Pdf) -> None:
    """Page 21 is not there."""
    del pdf.pages[20]


@fault(21)
def pages_swapped(pdf: Pdf) -> None:
    """Pages 21 and 22 stand in each other's place."""
    first, second = pdf.pages[20].obj, pdf.pages[21].obj
    pdf.pages[20], pdf.pages[21] = Page(second), Page(first)


@fault(22)
def page_twice(pdf: Pdf) -> None:
    """Page 21 comes twice."""
    pdf.pages.insert(21, pdf.pages[20])


@fault(21)
def blank_page(pdf: Pdf) -> None:
    """Page 21 has lost all that was on it."""
    leaf(pdf, 21).obj.Contents = pdf.make_stream(b"")


@fault(TEXT)
def false_folio(pdf: Pdf) -> None:
    """The folio of one page is drawn as that of the next."""
    edit(leaf(pdf, TEXT), b"<01b0>Tj", b"<01b1>Tj")


@fault(TEXT)
def word_lost(pdf: Pdf) -> None:
    """Two characters of a table's head are not drawn."""
    edit(leaf(pdf, TEXT), b"[<11f222ee>] TJ", b"[] TJ")


@fault(IMPRINT)
def false_sheets(pdf: Pdf) -> None:
    """The imprint says 3.625 printed sheets (印张) where the pages make 3.125."""
    edit(leaf(pdf, IMPRINT), b"<0014000f001200130016>", b"<0014000f001700130016>")
