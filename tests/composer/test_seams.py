"""Contracts with WeasyPrint 70: every function we replace or lean on is the one we read."""

from __future__ import annotations

import pytest
from weasyprint.layout import block, inline

from wenxuan.composer import composing, seams

FINGERPRINTS = {
    ("weasyprint.layout.inline", "iter_line_boxes"): "4c093f9966fb1665",
    ("weasyprint.layout.block", "iter_line_boxes"): "4c093f9966fb1665",
    ("weasyprint.layout.preferred", "inline_min_content_width"): "1f96b16d43a95b14",
    ("weasyprint.layout.inline", "inline_min_content_width"): "1f96b16d43a95b14",
    ("weasyprint.layout.preferred", "inline_max_content_width"): "61e393dfefaecccd",
    ("weasyprint.layout.block", "table_layout"): "fd4683bd5509238b",
    ("weasyprint.draw.text", "draw_first_line"): "8824ea1e7267aacf",
    ("weasyprint.draw.text", "draw_text_decoration"): "761d9925c37ee642",
    ("weasyprint.layout.inline", "get_next_linebox"): "fdb4d9cf229322a2",
    ("weasyprint.layout.inline", "split_inline_box"): "a496008f69cc72db",
    ("weasyprint.layout.inline", "split_inline_level"): "4708c6f78da1895e",
    ("weasyprint.layout.inline", "_out_of_flow_layout"): "53bb59df1e7a935f",
    ("weasyprint.layout.inline", "_adjust_line_height"): "7a509c44bb1f294c",
    ("weasyprint.layout.inline", "line_box_verticality"): "ce4f9c6e45148f7f",
    ("weasyprint.layout.inline", "text_align"): "da12c3ed41896e72",
    ("weasyprint.layout.inline", "inline_block_box_layout"): "0a452cdddc6af1dc",
    ("weasyprint.layout.preferred", "inline_line_widths"): "6eedca5266c61a1d",
    ("weasyprint.layout.float", "avoid_collisions"): "267274f7219ed471",
    ("weasyprint.layout.absolute", "absolute_layout"): "b3634ade73b6c445",
    ("weasyprint.layout.block", "_linebox_layout"): "6e818fb7118027f8",
    ("weasyprint.draw.text", "draw_text"): "d97684f53382d818",
    ("weasyprint.text.line_break", "Layout"): "f7098f9c61e66129",
    ("weasyprint.text.line_break", "first_line_metrics"): "82623518b70a5b52",
    ("weasyprint.text.line_break", "strut"): "4577958d76f2b2ad",
    ("weasyprint.text.fonts", "font_features"): "5cdc5818a959d2ef",
    ("weasyprint.text.fonts", "get_font_description"): "be554c07a53fc092",
    ("weasyprint.text.fonts", "get_pango_font_key"): "318477bfe78b3062",
    ("weasyprint.pdf.stream", "Stream.add_font"): "0fda298e5f6a36b4",
    ("weasyprint.pdf.stream", "Stream.set_font_size"): "4d2fbd280401f47c",
    ("weasyprint.formatting_structure.boxes", "Box.copy"): "70c5c25bb61bae3b",
    ("weasyprint.formatting_structure.boxes", "ParentBox.copy_with_children"): "b84488277de946a1",
    ("weasyprint.formatting_structure.boxes", "ParentBox.remove_decoration"): "ddbafc88cbf29221",
    ("weasyprint.formatting_structure.boxes", "TextBox.copy_with_text"): "6802dcd072be7dbc",
    ("weasyprint.images", "SVGImage"): "e16ef022f21e6fbc",
    ("weasyprint.html", "SVGImage"): "e16ef022f21e6fbc",
    ("weasyprint.draw", "draw_background_image"): "8007d73d834770bd",
    ("weasyprint.pdf.stream", "Stream.add_group"): "075a49a4b3a51951",
    ("weasyprint.pdf.stream", "Stream.add_pattern"): "bd3472bef382ba76",
}


@pytest.mark.parametrize("seam", dict.fromkeys(seams.SEAMS + seams.BORROWED))
def test_source_of_the_seam_is_the_one_we_read(seam: tuple[str, str]) -> None:
    """A WeasyPrint whose function differs by a token fails here, with the function's name."""
    assert seams.fingerprint(seams.resolve(*seam)) == FINGERPRINTS[seam], (
        f"{'.'.join(seam)} changed: read it again before composing with this WeasyPrint"
    )


def test_every_fingerprint_belongs_to_a_seam() -> None:
    """No function is listed that the composer no longer uses."""
    assert set(FINGERPRINTS) == set(seams.SEAMS + seams.BORROWED)


def test_fingerprint_sees_a_changed_token() -> None:
    """Two functions that differ in one operator have different fingerprints."""

    def one(value: int) -> int:
        return value + 1

    def other(value: int) -> int:
        return value - 1

    assert seams.fingerprint(one) != seams.fingerprint(other)


@pytest.mark.parametrize("found", ["69.0", "71.0", "7.0"])
def test_other_series_is_refused(found: str) -> None:
    """The message names the version found and the one that is needed."""
    with pytest.raises(seams.UnsupportedWeasyPrintError, match=rf"{found}.*weasyprint>=70,<71"):
        seams.require_supported(found)


def test_installed_series_is_accepted() -> None:
    """WeasyPrint 70.x passes, with any minor number."""
    seams.require_supported("70.1")
    seams.require_supported()


def test_seams_are_put_back() -> None:
    """After the block, also after an error in it, WeasyPrint has its own functions again."""
    before = (block.iter_line_boxes, inline.iter_line_boxes)

    def fail() -> None:
        with composing():
            assert block.iter_line_boxes is not before[0]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (block.iter_line_boxes, inline.iter_line_boxes) == before
