"""The preflight finds every seeded fault by its code, and nothing in a good file."""

from __future__ import annotations

import re
from functools import cache

import pikepdf
import pytest
import seeded
import specimen
from test_planted import PLANTED
from test_spoilt import EXPECTED as SPOILT_CODES

from press_tools import altered
from wenxuan.diagnostics import Report, Span
from wenxuan.printkit.codes import PRINT_CODES
from wenxuan.printkit.copy import Job, read_copy
from wenxuan.printkit.inks import Plates
from wenxuan.printkit.places import Called
from wenxuan.printkit.preflight import RULES, preflight
from wenxuan.printkit.proofing import contact_sheet, faults_drawn, proof_html
from wenxuan.printkit.rules import Rule

EXPECTED = {
    "red_rule_in_rgb": "PRT001",
    "black_text_in_rgb": "PRT001",
    "rgb_inside_a_form": "PRT001",
    "rgb_photograph": "PRT001",
    "calibrated_rgb_by_name": "PRT001",
    "rgb_shading": "PRT001",
    "rich_black_text": "PRT008",
    "too_much_ink": "PRT002",
    "too_much_ink_in_a_picture": "PRT003",
    "color_in_a_black_book": "PRT004",
    "a_spot_color_nobody_ordered": "PRT005",
    "white_text_that_overprints": "PRT006",
    "black_text_that_knocks_out": "PRT007",
    "picture_from_the_web": "PRT101",
    "turned_picture_from_the_web": "PRT101",
    "coarse_line_art": "PRT102",
    "hairline": "PRT103",
    "hairline_by_scaling": "PRT103",
    "zero_width_line": "PRT103",
    "hairline_as_a_box": "PRT103",
    "text_at_the_knife": "PRT206",
    "ground_that_stops_at_the_trim": "PRT207",
    "no_trim_box": "PRT201",
    "page_of_another_size": "PRT202",
    "bleed_of_one_millimeter": "PRT203",
    "bleed_beyond_the_sheet": "PRT204",
    "turned_page": "PRT205",
    "blank_recto": "PRT208",
    "odd_number_of_pages": "PRT209",
    "font_not_embedded": "PRT301",
    "helvetica_by_name": "PRT301",
    "glyphs_remapped": "PRT302",
    "no_output_intent": "PRT401",
    "intent_without_a_profile": "PRT402",
    "intent_of_a_screen": "PRT403",
    "link_on_the_page": "PRT404",
    "sticky_note": "PRT404",
    "script": "PRT405",
    "no_version_of_the_standard": "PRT406",
    "title_only_in_one_place": "PRT407",
    "trapping_unknown": "PRT408",
    "blend_mode": "PRT409",
    "transparency_mixed_in_rgb": "PRT410",
    "transfer_curve": "PRT411",
    "postscript_inside": "PRT412",
    "hidden_layer": "PRT413",
    "attachment": "PRT414",
    "encrypted": "PRT415",
    "pdf_of_tomorrow": "PRT416",
    "pale_small_text": "PRT009",
    "page_in_double_units": "PRT205",
    "cropped_to_the_trim": "PRT214",
    "art_box_beside_the_trim_box": "PRT215",
    "box_for_a_missing_glyph": "PRT303",
    "glyphs_as_programs": "PRT304",
    "soft_mask_mixed_in_rgb_inside_a_form": "PRT410",
    "attachment_pinned_to_a_page": "PRT414",
    "script_under_a_name": "PRT405",
    "program_started_from_the_slug": "PRT405",
    "picture_by_opi": "PRT419",
    "picture_with_an_alternate": "PRT419",
    "rgb_picture_in_the_stream": "PRT001",
    "rgb_in_a_tile": "PRT001",
    "rgb_in_a_soft_mask": "PRT001",
    "black_over_a_heavy_ground": "PRT002",
    "intent_without_a_condition": "PRT421",
}
"""Seeded fault to the code that must name it."""

COMPANIONS = {
    "rgb_picture_in_the_stream": {"PRT004", "PRT101"},
    "black_over_a_heavy_ground": {"PRT004"},
    "rgb_photograph": {"PRT004"},
    "rich_black_text": {"PRT004"},
    "too_much_ink": {"PRT004"},
    "too_much_ink_in_a_picture": {"PRT004"},
    "text_at_the_knife": {"PRT007"},
    "helvetica_by_name": {"PRT007"},
    "box_for_a_missing_glyph": {"PRT007"},
    "glyphs_as_programs": {"PRT007"},
    "encrypted": {"PRT416"},
}
"""What else is truly wrong with a fault: color in a black book, text that knocks out, new AES."""

JOB = Job(name="small-print.pdf", trim=(specimen.GEOMETRY.width, specimen.GEOMETRY.height))


@cache
def judged(name: str) -> Report:
    """What is reported of the small book with a seeded fault."""
    report = Report()
    preflight(seeded.spoiled(specimen.printed(), name), JOB, report)
    return report


def codes(data: bytes, job: Job = JOB) -> set[str]:
    """The codes that the preflight finds."""
    return {finding.code for finding in preflight(data, job, Report()).findings}


def test_a_good_file_is_clean():
    """Nothing is found in the small book as the kit makes it, in black or in color."""
    assert codes(specimen.printed()) == set()
    assert codes(specimen.printed(Plates.PROCESS), Job(plates=Plates.PROCESS)) == set()


@pytest.mark.parametrize("name", seeded.NAMES)
def test_seeded_faults_are_found(name):
    """Each fault is named by its code, and by no other that is not true of it."""
    found = {finding.code for finding in judged(name)}
    assert EXPECTED[name] in found
    assert found - {EXPECTED[name]} <= COMPANIONS.get(name, set())


@pytest.mark.parametrize(("ink", "heavy"), [(0.6, set()), (0.7, {"PRT002"})])
def test_black_adds_to_what_it_overprints(ink, heavy):
    """Black over three inks of 60 % makes 280 %, over 70 % it makes 310."""
    data = altered(specimen.printed(Plates.PROCESS), lambda pdf: seeded.ground_and_black(pdf, ink))
    assert codes(data, Job(plates=Plates.PROCESS)) == heavy


def test_every_rule_of_the_file_has_a_fault():
    """Each code of the preflight is the code of a seeded fault, or has a test of its own."""
    own = {"PRT210", "PRT211", "PRT212", "PRT213", "PRT417", "PRT418"}
    rules = {code for code in PRINT_CODES if code < "PRT5"}
    seeds = {code for code in SPOILT_CODES.values() if code < "PRT5"}
    assert rules == set(EXPECTED.values()) | own | seeds | set(PLANTED)


def codes_of(rule: Rule) -> list[str]:
    """The codes that the docstring of a rule names: `PRT401 to PRT403` are three."""
    head = (rule.__doc__ or "").partition(":")[0]
    if found := re.fullmatch(r"PRT(\d+) to PRT(\d+)", head):
        return [f"PRT{n}" for n in range(int(found[1]), int(found[2]) + 1)]
    return re.findall(r"PRT\d{3}", head)


@cache
def seeds() -> dict[str, list[str]]:
    """Code to the seeded faults of the small book that must be called so."""
    found: dict[str, list[str]] = {}
    for name, code in EXPECTED.items():
        found.setdefault(code, []).append(name)
    return found


OWN = {"PRT210", "PRT417", "PRT510"}
"""Codes that a test of their own provokes: an order of signatures, bytes, a barcode."""


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_rule_finds_its_fault_and_nothing_else(rule):
    """A rule alone is silent about the good book and finds, under its codes, its seeded faults."""
    named = codes_of(rule)
    assert named, "a rule says its codes"
    assert list(rule(read_copy(specimen.printed()), JOB)) == []
    for code in named:
        names = seeds().get(code, [])
        elsewhere = {*PLANTED, *SPOILT_CODES.values(), *OWN}
        assert names or code in elsewhere, f"no fault is seeded for {code}"
        for name in names[:1]:
            if name != "encrypted":
                copy = read_copy(seeded.spoiled(specimen.printed(), name))
                assert code in {finding.code for finding in rule(copy, JOB)}


def test_signatures_are_counted_when_asked():
    """PRT210: six pages do not fill a signature of four; without an order nobody asks."""
    assert codes(specimen.printed(), Job(signature=4)) == {"PRT210"}
    assert codes(specimen.printed(), Job(signature=2)) == set()


def test_the_first_page_sets_the_trim_when_nobody_ordered_one():
    """PRT202: pages of two sizes are found without an order; a file of one size is not."""
    data = seeded.spoiled(specimen.printed(), "page_of_another_size")
    assert "PRT202" in codes(data, Job())
    assert "PRT202" not in codes(specimen.printed(), Job())


def test_large_gray_and_colored_text_may_be_screened():
    """PRT009 is for small black type: 12 pt in gray and any size in another ink pass."""
    page = "q 1 0 0 1 120 400 cm {} k BT {} {} Tf 0 0 Td <{}> Tj ET Q"
    for ink, size, found in (("0 0 0 0.5", 11.9, True), ("0 0 0 0.5", 12, False),
                             ("0 0.5 0 0", 8, False), ("0 0 0 1", 8, False)):  # fmt: skip

        def word(pdf: pikepdf.Pdf, ink: str = ink, size: float = size) -> None:
            name, font = seeded.some_font(pdf)
            glyph = f"{seeded.some_glyph(font):04x}"
            seeded.paint(pdf, page.format(ink, name, size, glyph))

        data = altered(specimen.printed(Plates.PROCESS), word)
        said = codes(data, Job(plates=Plates.PROCESS))
        assert ("PRT009" in said) is found, (ink, size)


def test_a_file_without_an_id_is_found():
    """PRT417: the trailer has an ID."""
    cut = specimen.printed().replace(b"/ID", b"/JD", 1)
    assert cut != specimen.printed()
    assert "PRT417" in codes(cut)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.6\n", b"PK\x03\x04 not a PDF"])
def test_what_is_no_pdf_is_a_finding(data):
    """PRT418: bytes that cannot be read are a finding, not an exception."""
    assert codes(data) == {"PRT418"}


def test_color_is_listed_by_page():
    """The fourth page has the picture and the drawing: in color when four inks are ordered."""
    proof = preflight(specimen.printed(Plates.PROCESS), Job(plates=Plates.PROCESS), Report())
    assert proof.color == (4,)
    assert preflight(specimen.printed(), JOB, Report()).color == ()


def test_a_picture_is_reported_at_its_source():
    """PRT101 names the line of the article that calls the picture, when it is known."""
    data = seeded.spoiled(specimen.printed(), "picture_from_the_web")
    place = Called(span=Span("book/a.md", 12, 3), file="images/web.png")
    report = Report()
    preflight(data, Job(name="x", pictures={"72x72": place}), report)
    (found,) = report
    assert str(found.span) == "book/a.md:12:3"
    assert "images/web.png" in found.message()
    assert "72 " in found.message()


def test_a_finding_of_a_page_stands_at_the_page():
    """Without a source the place is the file and the page."""
    report = Report()
    preflight(seeded.spoiled(specimen.printed(), "hairline"), JOB, report)
    (found,) = report
    assert str(found.span) == "small-print.pdf:3:1"


def test_messages_have_all_their_words():
    """Every seeded fault can be told in both languages."""
    for name in seeded.NAMES:
        for found in judged(name):
            assert all(found.message(language) for language in ("en", "zh"))
            assert found.hint("zh") is not None


def test_faults_are_drawn_on_their_pages():
    """The report shows the page with a frame in the color of an error where the fault is."""
    data = seeded.spoiled(specimen.printed(), "text_at_the_knife")
    proof = preflight(data, JOB, Report())
    (page,) = faults_drawn(data, proof)
    assert page == 3
    clean = preflight(specimen.printed(), JOB, Report())
    assert faults_drawn(specimen.printed(), clean) == {}
    html = proof_html(data, proof)
    assert "PRT206" in html
    assert html.count("<img") == 2
    assert "不可付印" in html
    assert "可付印 ready" in proof_html(specimen.printed(), clean)


def test_the_contact_sheet_is_the_same_twice():
    """Same pages, same PNG; another page, another PNG."""
    one = contact_sheet(specimen.printed())
    assert one == contact_sheet(specimen.printed())
    assert one.startswith(b"\x89PNG")
    assert one != contact_sheet(seeded.spoiled(specimen.printed(), "blank_recto"))
