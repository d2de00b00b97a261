"""The inside of the book as PDF/X-4: boxes, marks, intent, identity, and Ghostscript's opinion."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace

import pikepdf
import pymupdf
import pytest
import specimen
from PIL import Image

from wenxuan.printkit.boxes import MM, SLUG, Sheet, box_of
from wenxuan.printkit.inks import Palette, Plates
from wenxuan.printkit.interior import to_pdfx
from wenxuan.printkit.marks import crop_lines, registration_places

SHEET = Sheet(width=specimen.GEOMETRY.width, height=specimen.GEOMETRY.height, bleed=3 * MM)


@pytest.fixture
def pdf():
    """The small book as PDF/X-4, open."""
    with pikepdf.open(io.BytesIO(specimen.printed())) as file:
        yield file


def test_boxes_are_exact(pdf):
    """Trim 148 × 210 mm, bleed 3 mm beyond it, media from 0, 0: to a hundredth of a point."""
    for page in pdf.pages:
        x0, y0, x1, y1 = box_of(page.obj, "/TrimBox")
        assert (x1 - x0, y1 - y0) == pytest.approx((148 * MM, 210 * MM), abs=0.01)
        bleed = box_of(page.obj, "/BleedBox")
        out = (x0 - 3 * MM, y0 - 3 * MM, x1 + 3 * MM, y1 + 3 * MM)
        assert bleed == pytest.approx(out, abs=0.01)
        media = box_of(page.obj, "/MediaBox")
        assert media[:2] == (0, 0)
        assert media[2:] == pytest.approx((bleed[2] + SLUG, bleed[3] + SLUG), abs=0.01)


def test_marks_stand_outside_the_bleed():
    """No crop mark and no registration mark touches the bleed, and all lie on the sheet."""
    x0, y0, x1, y1 = SHEET.bleed_box
    for a, b, c, d in crop_lines(SHEET):
        assert max(a, c) < x0 or min(a, c) > x1 or max(b, d) < y0 or min(b, d) > y1
        assert min(a, b, c, d) >= 0
        assert max(a, c) <= SHEET.media[2]
        assert max(b, d) <= SHEET.media[3]
    for x, y in registration_places(SHEET):
        assert not (x0 - 6.5 < x < x1 + 6.5 and y0 - 6.5 < y < y1 + 6.5)
        assert 6.5 <= x <= SHEET.media[2] - 6.5
        assert 6.5 <= y <= SHEET.media[3] - 6.5


def test_crop_marks_point_at_the_trim():
    """Each corner has a mark on both edges of its trim."""
    lines = list(crop_lines(SHEET))
    assert len(lines) == 8
    assert {a for a, b, c, d in lines if a == c} == {SHEET.trim[0], SHEET.trim[2]}
    assert {b for a, b, c, d in lines if b == d} == {SHEET.trim[1], SHEET.trim[3]}


def test_the_page_moves_and_does_not_change():
    """Inside the trim the words of a print page stand where they were drawn."""
    with (
        pymupdf.open(stream=specimen.drawn()) as before,
        pymupdf.open(stream=specimen.printed()) as after,
    ):
        box = pymupdf.Rect(
            SHEET.trim[0],
            SHEET.media[3] - SHEET.trim[3],
            SHEET.trim[2],
            SHEET.media[3] - SHEET.trim[1],
        )
        words = [
            [w[0] - d for w in p.get_text("words")] + [w[1] - e for w in p.get_text("words")]
            for p, d, e in ((before[0], 0, 0), (after[0], box.x0, box.y0))
        ]
    assert words[0] == pytest.approx(words[1], abs=0.01)


def test_one_intent_with_its_profile(pdf):
    """The output intent is PDF/X's, names FOGRA39 and carries the profile byte for byte."""
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFX"
    assert str(intent.OutputConditionIdentifier) == "FOGRA39"
    assert bytes(intent.DestOutputProfile.read_bytes()) == specimen.profile().data
    assert int(intent.DestOutputProfile.N) == 4


def test_the_file_says_what_it_is(pdf):
    """Version, title, dates and trapping stand in both places; the title is escaped."""
    xmp = pdf.Root.Metadata.read_bytes().decode()
    assert pdf.pdf_version == "1.6"
    assert "<pdfxid:GTS_PDFXVersion>PDF/X-4<" in xmp
    assert "小书 &amp; &lt;样张&gt;" in xmp
    assert str(pdf.docinfo["/Title"]) == "小书 & <样张>"
    assert str(pdf.docinfo["/CreationDate"]) == "D:20200310000000Z"
    assert pdf.docinfo["/Trapped"] == "/False"
    assert re.search(r"uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}<", xmp)


def test_the_screen_stays_behind(pdf):
    """No outline, names, actions or annotations are left."""
    assert not {"/Outlines", "/Names", "/OpenAction", "/StructTreeRoot"} & set(pdf.Root.keys())
    assert all("/Annots" not in page.obj for page in pdf.pages)


def test_same_input_same_bytes():
    """Made twice, the file is the same; a publication without a date has one too."""
    again = to_pdfx(specimen.drawn(), specimen.FACTS, specimen.GEOMETRY, specimen.profile())
    assert again == to_pdfx(specimen.drawn(), specimen.FACTS, specimen.GEOMETRY, specimen.profile())
    undated = replace(specimen.FACTS, day=None)
    made = to_pdfx(specimen.drawn(), undated, specimen.GEOMETRY, specimen.profile())
    assert b"20000101" in made or made != again


@pytest.mark.parametrize(
    ("drawn", "whole", "pages"), [(5, 2, 6), (6, 2, 6), (6, 16, 16), (5, 1, 5)]
)
def test_blank_pages_fill_up(drawn, whole, pages):
    """The pages come in whole leaves, or whole signatures when asked."""
    data = to_pdfx(
        specimen.drawn(drawn), specimen.FACTS, specimen.GEOMETRY, specimen.profile(), whole=whole
    )
    with pikepdf.open(io.BytesIO(data)) as file:
        assert len(file.pages) == pages


def test_a_finished_file_is_finished_again():
    """What already has boxes and marks keeps its trim; the old marks are cut off."""
    twice = to_pdfx(specimen.printed(), specimen.FACTS, specimen.GEOMETRY, specimen.profile())
    with pymupdf.open(stream=specimen.printed()) as one, pymupdf.open(stream=twice) as two:
        for before, after in zip(one[0].get_text("words"), two[0].get_text("words"), strict=True):
            assert before[:4] == pytest.approx(after[:4], abs=0.01)
            assert before[4] == after[4]
        assert one[0].rect == two[0].rect


def test_pages_keep_their_labels(pdf):
    """Roman before the body, then from 1."""
    assert [page.label for page in pdf.pages] == ["i", "ii", "1", "2", "3", "4"]


# --- a RIP's opinion ------------------------------------------------------------------------


def plates_of(data: bytes, page: int, folder) -> dict[str, int]:
    """Plate to its darkest value (0 is full ink), as Ghostscript separates a page."""
    if shutil.which("gs") is None:
        pytest.skip("Ghostscript is not installed")
    file = folder / "book.pdf"
    file.write_bytes(data)
    subprocess.run(
        ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffsep", "-r72", f"-dFirstPage={page}",
         f"-dLastPage={page}", "-o", folder / "p.tif", file],
        check=True, capture_output=True,
    )  # fmt: skip
    found = {}
    for tif in folder.glob("p(*).tif"):
        with Image.open(tif) as image:
            found[tif.name[2:-5]] = image.convert("L").getextrema()[0]
    return found


def test_ghostscript_finds_ink_on_black_alone(tmp_path):
    """Separated by another program, text, drawing and marks of a black book have one plate."""
    for page in (1, 4):
        plates = plates_of(specimen.printed(), page, tmp_path)
        assert plates["Black"] == 0
        assert {plates[name] for name in ("Cyan", "Magenta", "Yellow")} == {255}


def test_ghostscript_finds_color_where_it_is_ordered(tmp_path):
    """The same page in four inks has all plates: the test above can fail."""
    plates = plates_of(specimen.printed(Plates.PROCESS), 4, tmp_path)
    assert min(plates["Cyan"], plates["Magenta"], plates["Yellow"]) < 128


def test_each_file_has_its_own_identifier():
    """Both halves of /ID come from the content, not from the file that was separated."""
    halves = []
    for plates in (Plates.BLACK, Plates.PROCESS):
        with pikepdf.open(io.BytesIO(specimen.drawn())) as drawn:
            drawn.trailer.ID = pikepdf.Array([b"wenxuan", b"wenxuan"])
            out = io.BytesIO()
            drawn.save(out)
        palette = Palette(through=specimen.profile().ink, plates=plates)
        made = to_pdfx(
            out.getvalue(), specimen.FACTS, specimen.GEOMETRY, specimen.profile(), palette=palette
        )
        with pikepdf.open(io.BytesIO(made)) as pdf:
            halves.append([bytes(half) for half in pdf.trailer.ID])
    assert all(one == other != b"wenxuan" for one, other in halves)
    assert halves[0] != halves[1]
