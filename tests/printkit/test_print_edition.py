"""What `wenxuan build` gives the printer: ink, boxes, identity, options, numbers, an edit."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from PIL import Image
from recounted import Area, recount
from test_ink import operators

from press_tools import BOOKS, ROOT, article, built, call, is_pdfx, workshop, write_book
from wenxuan.delivery import proof_print
from wenxuan.diagnostics import Report
from wenxuan.printkit.boxes import MM, SLUG, box_of
from wenxuan.printkit.icc import STANDARD

LABELS = ("印张", "字数（千）", "实排字数", "面数")
RED = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">{}</svg>'
GRADIENT = RED.format(
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#8c1c1b"/>'
    '<stop offset="1" stop-color="#1b408c" stop-opacity="0.5"/></linearGradient></defs>'
    '<g opacity="0.6"><rect width="60" height="40" fill="url(#g)"/>'
    '<circle cx="20" cy="20" r="9" fill="#8c1c1b"/></g>'
)


def picture() -> bytes:
    """A picture in color, 300 pixels an inch at 20 mm."""
    image = Image.linear_gradient("L").resize((240, 240))
    buffer = io.BytesIO()
    Image.merge("RGB", (image, image.rotate(90), image.rotate(180))).save(buffer, "PNG")
    return buffer.getvalue()


@cache
def colored(**options: str) -> Path:
    """A small book with pictures, built for print with options of the printer."""
    name = "-".join(sorted(f"{k}-{v}".replace("/", "_") for k, v in options.items())) or "plain"
    figure = '![甲](a.png "图一"){#丙 width=20mm}\n\n![乙](b.svg "图二"){width=20mm}\n'
    body = f"正文一段。见[](#丙)。\n\n{figure}"
    files = {
        "a.md": article(body),
        "b.md": article("另一篇。" * 300, title="乙"),
        "a.png": picture(),
        "b.svg": GRADIENT,
        "own.icc": STANDARD.read_bytes(),
    }
    rows = ", ".join(f'{key}: "{value}"' for key, value in options.items())
    home = workshop() / f"print-{name}"
    write_book(home / "b", files, options=f"{{{rows}}}", page="{size: 148mm 210mm}")
    run = call("build", "b", "-e", "screen", "-e", "print", cwd=home)
    assert run.returncode == 0, run.stderr
    return home


def interior(home: Path) -> bytes:
    """The print file of a small book."""
    return (home / "build" / "b" / "b-print.pdf").read_bytes()


def ticks(data: bytes) -> dict[str, int]:
    """Color operators of a file, those of the marks included."""
    return {name: count for name, count in operators(data).items() if count}


# --- ink ------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("colors", ["1", "2", "4"])
def test_nothing_is_left_of_the_screen(colors):
    """Text, figure, gradient, transparency and picture are in the inks that were paid for."""
    home = colored(print_colors=colors)
    data = interior(home)
    assert not {"rg", "RG"} & ticks(data).keys()
    report = Report()
    proof, _ = proof_print(home / "b", home / "build", report)
    errors = [f for f in proof.findings if f.code not in ("PRT101",)]
    assert errors == []
    assert bool(proof.color) is (colors != "1")


def test_one_plate_for_a_black_book(tmp_path):
    """Ghostscript finds ink on K alone in the black book, on four plates in the colored one."""
    if shutil.which("gs") is None:
        pytest.skip("Ghostscript is not installed")
    for colors, alone in (("1", True), ("4", False)):
        folder = tmp_path / colors
        folder.mkdir()
        plates = separated(interior(colored(print_colors=colors)), folder)
        assert all(value == 255 for name, value in plates.items() if name != "Black") is alone, (
            plates
        )
        assert plates["Black"] == 0


def separated(data: bytes, folder: Path) -> dict[str, int]:
    """Plate to its darkest value in the trim of any page; 0 is full ink."""
    file = folder / "book.pdf"
    file.write_bytes(data)
    subprocess.run(
        ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffsep", "-dUseTrimBox", "-r36", "-o",
         folder / "p%03d.tif", file],
        check=True, capture_output=True,
    )  # fmt: skip
    found: dict[str, int] = {}
    for tif in folder.glob("p*(*).tif"):
        name = re.search(r"\((.*)\)", tif.name)[1]
        with Image.open(tif) as image:
            found[name] = min(found.get(name, 255), image.convert("L").getextrema()[0])
    return found


def _is_form(thing: object) -> bool:
    return isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form"


@pytest.mark.slow
def test_the_second_color_is_the_designers():
    """`ink_accent` is what the accent of the layout becomes, exactly."""
    data = interior(colored(print_colors="2", ink_accent="10/20/30/40"))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        inks = {
            tuple(float(v) for v in i.operands)
            for source in [*pdf.pages, *(o for o in pdf.objects if _is_form(o))]
            for i in pikepdf.parse_content_stream(source)
            if str(i.operator) == "k"
        }
    assert (0.1, 0.2, 0.3, 0.4) in inks
    assert (0, 0.9, 0.75, 0.45) not in inks


@pytest.mark.slow
@pytest.mark.parametrize(("ink", "fits"), [("60/90/75/75", True), ("60/90/75/76", False)])
def test_an_ink_that_does_not_dry_is_told_by_lint(tmp_path, ink, fits):
    """PRT507 at the line of `ink_accent`: its four inks make 300 % at most, before any build."""
    write_book(tmp_path / "b", {"a.md": article("文。")}, options=f'{{ink_accent: "{ink}"}}')
    for verb in ("lint", "build"):
        run = call(verb, "b", cwd=tmp_path)
        assert (run.returncode, "PRT507" in run.stderr) == ((0, False) if fits else (1, True))
        assert fits or "publication.yaml:3:" in run.stderr


def test_folios_and_heads_are_black_and_overprint():
    """What the binder stamps is 100 % black, too, and never knocks out."""
    home = colored()
    report = Report()
    proof, _ = proof_print(home / "b", home / "build", report)
    assert not {"PRT001", "PRT007", "PRT008", "PRT213"} & {f.code for f in proof.findings}
    with pymupdf.open(stream=interior(home)) as pdf:
        feet = [page.get_text().split()[-1:] for page in pdf]
    assert ["1"] in feet
    assert ["2"] in feet


# --- boxes and identity -----------------------------------------------------------------------


def test_boxes_intent_and_identity():
    """Trim and bleed to a hundredth of a point; one intent; PDF 1.6; whole leaves; labels."""
    with pikepdf.open(io.BytesIO(interior(colored()))) as pdf:
        edge = SLUG + 3 * MM
        for page in pdf.pages:
            trim = (edge, edge, edge + 148 * MM, edge + 210 * MM)
            assert box_of(page.obj, "/TrimBox") == pytest.approx(trim, abs=0.01)
            bleed = (SLUG, SLUG, trim[2] + 3 * MM, trim[3] + 3 * MM)
            assert box_of(page.obj, "/BleedBox") == pytest.approx(bleed, abs=0.01)
        assert len(pdf.pages) % 2 == 0
        (intent,) = pdf.Root.OutputIntents
        assert bytes(intent.DestOutputProfile.read_bytes()) == STANDARD.read_bytes()
        assert pdf.pdf_version == "1.6"
        assert pdf.docinfo["/GTS_PDFXVersion"] == "PDF/X-4"
        assert [page.label for page in pdf.pages][:2] == ["i", "ii"]
    assert is_pdfx(interior(colored()))


@pytest.mark.slow
def test_signatures_are_filled_up():
    """With `signature: 16` blank pages follow until all signatures are whole."""
    with (
        pikepdf.open(io.BytesIO(interior(colored(signature="16")))) as pdf,
        pikepdf.open(io.BytesIO(interior(colored()))) as plain,
    ):
        assert len(pdf.pages) % 16 == 0
        assert len(plain.pages) % 16
        with pymupdf.open(stream=interior(colored(signature="16"))) as pages:
            assert "面数\n" + str(len(pdf.pages)) in "".join(p.get_text() for p in pages)


@pytest.mark.slow
def test_a_long_title_stays_on_the_cover():
    """A title of forty characters is set smaller, one below the other, and ends above the foot."""
    home = workshop() / "long-title"
    title = "说" * 39 + "完"
    write_book(home / "b", {"a.md": article("文。")}, page="{size: 148mm 210mm}")
    head = home / "b" / "publication.yaml"
    head.write_text(re.sub("^title: .*", f"title: {title}", head.read_text("utf-8")), "utf-8")
    run = call("build", "b", "-e", "print", cwd=home)
    assert run.returncode == 0, run.stderr
    with pymupdf.open(home / "build" / "b" / "b-cover.pdf") as pdf:
        last = pdf[0].search_for("完")[0]
    assert last.y1 < (148 + 62) * 0.8 * MM


@pytest.mark.slow
def test_flaps_widen_the_cover():
    """`flaps: 60mm` adds twice 60 mm to the sheet, which folds at four places."""
    sizes = []
    for home in (colored(), colored(flaps="60mm")):
        with pikepdf.open(home / "build" / "b" / "b-cover.pdf") as pdf:
            x0, _, x1, _ = box_of(pdf.pages[0].obj, "/TrimBox")
            sizes.append((x1 - x0) / MM)
    assert sizes[1] - sizes[0] == pytest.approx(120, abs=0.01)


@pytest.mark.slow
def test_the_printers_own_profile_is_embedded():
    """`print_profile` names a file beside publication.yaml; one that is none is an error there."""
    with pikepdf.open(io.BytesIO(interior(colored(print_profile="own.icc")))) as pdf:
        assert len(pdf.Root.OutputIntents) == 1
    home = workshop() / "bad-profile"
    write_book(home / "b", {"a.md": article("文。")}, options='{print_profile: "a.md"}')
    run = call("build", "b", "-e", "print", cwd=home)
    assert run.returncode == 1
    assert "PRT504" in run.stderr
    assert "publication.yaml:3" in run.stderr
    assert not (home / "build" / "b" / "b-print.pdf").exists()


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("slug", BOOKS)
def test_the_imprint_is_recounted_by_other_means(slug):
    """PDFium, told only the type area, counts in the finished file what the imprint states."""
    book = built(slug)
    g = book.geometry
    area = Area(g.inner, g.box_top, g.area_width, g.lines * g.leading, g.body)
    found = recount(book.screen.read_bytes(), area, LABELS)
    with pikepdf.open(book.print) as pdf:
        pages = len(pdf.pages)
    assert pages == found.pages + found.pages % 2
    assert found.stated == {
        "印张": f"{pages / {170: 16, 148: 32}[round(g.width / MM)]:g}",
        "字数（千）": found.set_letters(g.measure, g.lines),
        "实排字数": str(found.letters),
        "面数": str(pages),
    }


@pytest.mark.slow
@pytest.mark.parametrize("slug", BOOKS)
def test_the_books_of_content_are_ready_for_print(slug):
    """No RGB operator, PDF/X-4 and a cover as built; `wenxuan check` finds no fault in them."""
    book = built(slug)
    data = book.print.read_bytes()
    left = operators(data)
    assert sum(left[name] for name in ("rg", "RG", "sc", "SC", "scn", "SCN", "cs", "CS")) == 0
    assert left["k"] > 100
    assert is_pdfx(data)
    out = workshop() / "proofs"
    shutil.copytree(book.folder, out / slug, dirs_exist_ok=True)
    report = Report()
    proofs = proof_print(ROOT / "content" / slug, out, report)
    assert [len(proof.findings) for proof in proofs] == [0, 0]
    assert "印前检查" in (out / slug / "report.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_print_alone_is_the_print_of_both():
    """A print edition that is built without a screen edition is the same file."""
    both = interior(colored())
    home = colored()
    run = call("build", "b", "-e", "print", "--out", "alone", cwd=home)
    assert run.returncode == 0, run.stderr
    assert (home / "alone" / "b" / "b-print.pdf").read_bytes() == both


# --- an edit ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_edit_gives_the_bytes_of_a_fresh_build(tmp_path):
    """After a word was added, print file and cover are those of a build from nothing."""
    write_book(tmp_path / "b", {"a.md": article("甲。" * 90), "b.md": article("乙。" * 90)})
    assert call("build", "b", "-e", "print", cwd=tmp_path).returncode == 0
    (tmp_path / "b" / "b.md").write_text(article("乙。" * 90 + "丙丁。"), encoding="utf-8")
    assert call("build", "b", "-e", "print", cwd=tmp_path).returncode == 0
    assert call("build", "b", "-e", "print", "--out", "fresh", cwd=tmp_path).returncode == 0
    for name in ("b-print.pdf", "b-cover.pdf"):
        one, two = (tmp_path / out / "b" / name for out in ("build", "fresh"))
        assert one.read_bytes() == two.read_bytes(), name


def changed(home: Path, spoil: Callable[[pikepdf.Pdf], None]) -> set[str]:
    """The codes of a small book whose print file was changed by hand."""
    shutil.copytree(colored(), home)
    path = home / "build" / "b" / "b-print.pdf"
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        spoil(pdf)
        pdf.save(path)
    report = Report()
    proof_print(home / "b", home / "build", report)
    return {d.code for d in report}


def bare_page(pdf: pikepdf.Pdf) -> None:
    """Take away what the last page with words shows."""
    last = max(i for i, p in enumerate(pdf.pages) if len(p.obj.get("/Resources", {})))
    del pdf.pages[last].obj.Contents


def swapped_pages(pdf: pikepdf.Pdf) -> None:
    """Exchange two pages that bear folios."""
    labels = [page.label for page in pdf.pages]
    one, two = labels.index("1"), labels.index("3")
    first, second = pdf.pages[one].obj, pdf.pages[two].obj
    for key in ("/Contents", "/Resources"):
        first[key], second[key] = second[key], first[key]


@pytest.mark.slow
def test_a_print_file_that_was_changed_is_found(tmp_path):
    """PRT211 names a page whose words or drawing are gone, PRT213 one in a wrong place."""
    assert "PRT211" in changed(tmp_path / "bare", bare_page)
    assert {"PRT211", "PRT213"} <= changed(tmp_path / "swapped", swapped_pages)
    assert not {"PRT211", "PRT212", "PRT213"} & changed(tmp_path / "same", lambda _: None)
