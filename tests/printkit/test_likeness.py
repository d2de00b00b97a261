"""The print file held against the screen edition: words, drawing, number of pages."""

from __future__ import annotations

import pikepdf
import pytest
import seeded
import specimen

from wenxuan.layout.sizes import Geometry
from wenxuan.printkit.letters import letters_inside
from wenxuan.printkit.likeness import folios, unlike


def codes(printed: bytes, screen: bytes) -> list[tuple[str, int | None]]:
    """Code of what differs, and its page if it has one."""
    return [(found.code, found.page) for found in unlike(printed, screen, specimen.GEOMETRY)]


def test_print_says_what_the_screen_says():
    """Marks, slug line and ink make no difference."""
    assert codes(specimen.printed(), specimen.drawn()) == []
    assert list(folios(specimen.printed(), specimen.GEOMETRY)) == []


def test_words_and_lines_that_were_added_are_found():
    """PRT211 names the page of a text or a rule that only the print file has."""
    for fault in ("rich_black_text", "hairline"):
        data = seeded.spoiled(specimen.printed(), fault)
        assert codes(data, specimen.drawn()) == [("PRT211", 3)]


def test_pages_that_only_one_edition_has_are_found():
    """PRT212: a page too many or too few; a blank one at the end fills up the last leaf."""
    assert codes(specimen.printed(), specimen.drawn(4)) == [("PRT212", None)]
    assert codes(specimen.printed(pages=4), specimen.drawn()) == [("PRT212", None)]
    assert codes(specimen.printed(pages=5), specimen.drawn(5)) == []


@pytest.mark.parametrize(("beyond", "marks"), [(0.0, 1), (0.00005, 1), (0.5, 0)])
def test_what_ends_at_the_trim_is_on_the_page(beyond, marks):
    """A ground that begins at the trim counts, rounding or not; one half a point off does not."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(140, 140))
    page.obj.TrimBox = pikepdf.Array([20, 20, 120, 120])
    page.contents_add(pdf.make_stream(b"%f 10 5 5 re f" % (120 + beyond)))
    page.contents_add(pdf.make_stream(b"%f 30 5 5 re f" % (120 + beyond)))
    shape = Geometry(
        width=100, height=100, bleed=0, body=10, leading=15, measure=5, lines=4, inner=10, top=10
    )
    assert letters_inside(page, shape, {}, left=False).marks == marks
