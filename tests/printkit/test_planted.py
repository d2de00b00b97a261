"""Faults that show only beside another file, or only on a cover, in the small book."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pikepdf
import seeded
import specimen
from pikepdf import Array, Name

from press_tools import altered
from wenxuan.diagnostics import Report
from wenxuan.printkit.copy import Job
from wenxuan.printkit.inks import Plates
from wenxuan.printkit.likeness import unlike
from wenxuan.printkit.outlines import program_fault, undrawn
from wenxuan.printkit.preflight import preflight
from wenxuan.printkit.rules import Finding

PLANTED = ("PRT011", "PRT218", "PRT306")
"""Codes that this file alone plants."""


def changed(change: Callable[[pikepdf.Pdf], None], plates: Plates = Plates.BLACK) -> bytes:
    """The small book as PDF/X-4 with one thing wrong."""
    return altered(specimen.printed(plates), change)


def pages(data: bytes, code: str, job: Job | None = None) -> list[int | None]:
    """The pages on which a code is found."""
    proof = preflight(data, job or Job(), Report())
    return [finding.page for finding in proof.findings if finding.code == code]


def beside(data: bytes) -> list[Finding]:
    """What differs from the drawn pages."""
    return list(unlike(data, specimen.drawn(), specimen.GEOMETRY))


def white_word(ground: str) -> Callable[[pikepdf.Pdf], None]:
    """White text at 120, 400, on whatever is drawn first."""
    knocked = "/Plain gs 0 0 0 0 k"

    def plant(pdf: pikepdf.Pdf) -> None:
        state = pikepdf.Dictionary(Type=Name.ExtGState, OP=False, op=False)
        seeded.resource(seeded.target(pdf), "/ExtGState", "/Plain", state)
        seeded.text(pdf, f"{ground} {knocked}", "120 400")

    return plant


def test_white_text_wants_a_ground():
    """PRT011: white on paper is found; on a black field it is not."""
    assert pages(changed(white_word("")), "PRT011") == [3]
    assert pages(changed(white_word("0 0 0 1 k 100 380 100 50 re f")), "PRT011") == []


def test_no_text_over_a_fold():
    """PRT218: a line over a fold is found, beside it is not."""
    data = changed(lambda pdf: seeded.text(pdf, "0 0 0 1 k", "120 400"))
    assert 3 in pages(data, "PRT218", Job(folds=(130.0,)))
    assert pages(data, "PRT218", Job(folds=(50.0,))) == []


def test_a_font_that_is_cut_short():
    """PRT305: half a font file is damaged, a whole one is not."""

    def cut(pdf: pikepdf.Pdf) -> None:
        _, font = seeded.some_font(pdf)
        file = font.DescendantFonts[0].FontDescriptor.FontFile2
        whole = file.read_bytes()
        assert program_fault(whole) is None
        file.write(whole[: len(whole) // 2])

    assert pages(changed(cut), "PRT305") == [None]


def test_a_glyph_without_an_outline():
    """PRT306: a character of the page whose glyph is empty is lost; a space is not."""
    with pikepdf.open(BytesIO(specimen.printed())) as pdf:
        _, font = seeded.some_font(pdf)
        program = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
        used = seeded.some_glyph(font)
    assert undrawn(program, [used], {used: "天"}) == ""
    beyond = 0xFFFF
    assert undrawn(program, [beyond], {beyond: "天"}) == "天"
    assert undrawn(program, [beyond], {beyond: "\u3000"}) == ""


def test_a_page_out_of_register():
    """PRT216: a page 2 mm aside is found, one moved by 0.05 mm is not, nor the good book."""
    assert beside(specimen.printed()) == []
    for shift, found in ((5.67, [3]), (0.14, [])):

        def move(pdf: pikepdf.Pdf, by: float = shift) -> None:
            page = seeded.target(pdf)
            page.contents_add(f"1 0 0 1 {by} 0 cm".encode(), prepend=True)

        said = beside(changed(move))
        assert [f.page for f in said if f.code == "PRT216"] == found, shift


def test_a_trim_box_off_its_marks():
    """PRT217: one page is named; where all are off, the file is, once."""

    def shifted(numbers: range) -> Callable[[pikepdf.Pdf], None]:
        def shift(pdf: pikepdf.Pdf) -> None:
            for i in numbers:
                for box in ("/TrimBox", "/BleedBox"):
                    x0, y0, x1, y1 = (float(v) for v in pdf.pages[i].obj[box])
                    pdf.pages[i].obj[box] = Array([x0 + 1.4, y0, x1 + 1.4, y1])

        return shift

    for plates in (Plates.BLACK, Plates.PROCESS):
        assert pages(changed(shifted(range(2, 3)), plates), "PRT217") == [3]
        assert pages(changed(shifted(range(6)), plates), "PRT217") == [None]
        assert pages(specimen.printed(plates), "PRT217") == []


def test_a_negative():
    """PRT219: a picture whose Decode array exchanges light and dark is found."""

    def invert(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == Name.Image:
                item.Decode = Array([1, 0])

    assert [f.page for f in beside(changed(invert)) if f.code == "PRT219"] == [4]
