"""Print faults that somebody seeded who had not read the checks: each is found on its page."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pikepdf
import pytest
import spoilt
import spoilt_file
import spoilt_ink
import spoilt_place

from press_tools import ROOT, built, workshop
from wenxuan.delivery import Desk, open_desk
from wenxuan.diagnostics import Report
from wenxuan.printkit.preflight import Proof

pytestmark = pytest.mark.slow

EXPECTED = {
    "rgb_text": "PRT001", "rich_black_text": "PRT008", "registration_text": "PRT010",
    "spot_text": "PRT005", "knocked_out_text": "PRT007", "white_overprint": "PRT006",
    "ground_of_350_percent": "PRT002", "hairline": "PRT103", "rgb_group": "PRT410",
    "transfer_function": "PRT411", "halftone": "PRT411", "coarse_picture": "PRT101",
    "rgb_picture": "PRT001", "overinked_picture": "PRT003", "alternate_picture": "PRT419",
    "mirrored_picture": "PRT219", "negative_picture": "PRT219", "trim_off": "PRT217",
    "trims_off": "PRT217", "no_bleed_box": "PRT203", "media_is_trim": "PRT203",
    "taller_page": "PRT202", "turned_page": "PRT205", "folio_near_trim": "PRT206",
    "shifted_page": "PRT216", "page_out_of_register": "PRT216", "band_stops_at_trim": "PRT207",
    "thick_spine": "PRT202", "tall_cover": "PRT202", "font_not_embedded": "PRT301",
    "font_cut_short": "PRT305", "false_unicode": "PRT307", "false_glyphs": "PRT302",
    "link_in_bleed": "PRT404", "form_field": "PRT404", "javascript": "PRT405",
    "encrypted": "PRT415", "attachment": "PRT414", "layer_off": "PRT413", "postscript": "PRT412",
    "no_output_intent": "PRT401", "profile_of_three_colors": "PRT403", "called_x1a": "PRT406",
    "pdf_two": "PRT416", "trapping_unknown": "PRT408", "lzw_filter": "PRT420",
    "page_missing": "PRT211", "pages_swapped": "PRT211", "page_twice": "PRT211",
    "blank_page": "PRT211", "false_folio": "PRT213", "word_lost": "PRT211",
    "false_sheets": "PRT503",
}  # fmt: skip
"""Fault to the code that must name it."""
PARTS = (spoilt_ink, spoilt_place, spoilt_file)
"""The modules that enter their faults into spoilt.FAULTS."""


@cache
def desk() -> Desk:
    """The built publication, opened once."""
    folder = built("spring-tide").folder
    found = open_desk(ROOT / "content" / "spring-tide", folder.parent, Report())
    assert found is not None
    return found


def judged(data: bytes, file: str) -> Proof:
    """The preflight's word on a print file or cover of the publication."""
    order = desk().order
    if file == "print":
        return order.judge(data, Report(), desk().read(".pdf"))
    with pikepdf.open(desk().folder / f"{desk().slug}-print.pdf") as pdf:
        wrap = order.wrap(len(pdf.pages))
    return order.judge_cover(data, wrap, Report())


def file_of(name: str) -> Path:
    """The built print file or cover."""
    return desk().folder / f"{desk().slug}-{name}.pdf"


@pytest.mark.parametrize("file", ["print", "cover"])
def test_a_file_left_whole_is_clean(file):
    """Nothing is found in the files that the faults are put into."""
    assert judged(file_of(file).read_bytes(), file).findings == ()


def test_every_fault_has_its_code():
    """The list of codes names the seeded faults, all of them and no other."""
    assert set(EXPECTED) == set(spoilt.FAULTS)
    assert {f.spoil.__module__ for f in spoilt.FAULTS.values()} == {p.__name__ for p in PARTS}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_each_is_found_on_its_page(name):
    """Each fault is found under its own code, and on its page where it has one."""
    fault = spoilt.FAULTS[name]
    target = workshop() / f"spoilt-{name}.pdf"
    spoilt.spoilt(name, file_of(fault.file), target)
    findings = judged(target.read_bytes(), fault.file).findings
    assert (EXPECTED[name], fault.page) in {(f.code, f.page or 0) for f in findings}
