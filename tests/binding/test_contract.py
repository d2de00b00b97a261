"""The seams of the binder in WeasyPrint 70: when one moves, this is where it is seen."""

from __future__ import annotations

import inspect

import pytest

from wenxuan.binding import haste, stub
from wenxuan.composer.seams import fingerprint, resolve

FINGERPRINTS = {
    "weasyprint.pdf.build_fonts_dictionary": "d5218630b9b91853",
    "weasyprint.pdf.add_outlines": "92cc49e536ccd513",
    "weasyprint.pdf.generate_pdf": "686bf0e8031f1961",
    "weasyprint.pdf.resolve_links": "4ee07a80e137fce5",
    "weasyprint.pdf.fonts.get_hb_object_data": "884ed74fbf30412d",
    "weasyprint.pdf.tags._build_box_tree": "e148f4e9fbb205c9",
    "weasyprint.pdf.tags.add_tags": "2a4839fab69c85c3",
    "weasyprint.draw.text.draw_text": "d97684f53382d818",
    "weasyprint.draw.draw_border": "872511515a75a827",
    "weasyprint.draw.draw_outline": "a9b5ed98a38aa357",
    "weasyprint.draw.set_mask_border": "0d8ac0d2284ba83e",
    "weasyprint.matrix.Matrix.__matmul__": "f8b327a29e373126",
    "weasyprint.css.StyleFor": "dc933bb8b1025c70",
    "weasyprint.css.ComputedStyle": "b17413de63361274",
    "weasyprint.css.AnonymousStyle": "ec80d9c856e7b392",
    "weasyprint.css.find_style_attributes": "c33652ba8b4b4a97",
    "weasyprint.layout.page.set_page_type_computed_styles": "f42ec810f4c77329",
    "weasyprint.layout.page._standardize_page_based_counters": "4568293d41cbe0ac",
    "weasyprint.formatting_structure.boxes.Box.is_in_normal_flow": "2682281c5aae5731",
    "weasyprint.formatting_structure.boxes.Box.establishes_formatting_context": "f837dc7df40faa6a",
    "weasyprint.formatting_structure.boxes.Box.descendants": "2bf59944972d3d82",
    "weasyprint.formatting_structure.boxes.ParentBox.page_values": "305ffc2509c0b6cd",
    "weasyprint.anchors.gather_anchors": "2350703950838292",
    "weasyprint.layout.background.layout_box_backgrounds": "90a61b3d243dfbec",
    "weasyprint.layout.make_margin_boxes": "bdf9ec8bc75bbc06",
    "weasyprint.layout.block.collapse_margin": "0ab76181308e38d8",
    "weasyprint.layout.percent.resolve_percentages": "a60d44c1e1c20525",
    "weasyprint.layout.percent.adjust_box_sizing": "4d5ce51859533c31",
    "weasyprint.layout.block.block_level_layout": "87a5f865e6922299",
    "weasyprint.layout.page.compute_variable_dimension": "53f54f9bb08b4451",
    "weasyprint.layout.page.compute_fixed_dimension": "fd6a4891a06974b4",
    "weasyprint.layout.page.margin_box_content_layout": "b50e0655cc66be5a",
    "cssselect2.Matcher": "08ca680460239935",
    "cssselect2.tree.ElementWrapper.query_all": "c92a43aedc3ec822",
}


def test_every_seam_is_the_one_we_know():
    """The source of each function that is replaced or called is the one this was written for."""
    found = {f"{module}.{name}": fingerprint(resolve(module, name)) for module, name in stub.SEAMS}
    assert found == FINGERPRINTS


ARGUMENTS = {
    "weasyprint.pdf generate_pdf": "document target zoom options",
    "weasyprint.pdf.tags _build_box_tree": "box parent pdf page_number nums annotations tags",
    "weasyprint.pdf.tags add_tags": "pdf document pdf_version page_streams",
    "weasyprint.draw.text draw_first_line": "stream textbox text_overflow block_ellipsis matrix",
    "weasyprint.layout make_margin_boxes": "context page state",
}


@pytest.mark.parametrize("place", ARGUMENTS)
def test_arguments_of_seams(place):
    """The functions take what we give and pass on."""
    parameters = inspect.signature(resolve(*place.split())).parameters
    assert " ".join(parameters) == ARGUMENTS[place]


def test_the_seams_are_put_back():
    """After a block of `haste` WeasyPrint is as it was."""
    before = [resolve(module, name) for module, name in stub.SEAMS]
    with haste.haste(shared=True):
        assert [resolve(module, name) for module, name in stub.SEAMS] != before
    assert [resolve(module, name) for module, name in stub.SEAMS] == before
