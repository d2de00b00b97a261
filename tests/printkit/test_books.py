"""The publications of content/ at the printer's: interior, cover, booklet, offprints, hand-off."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, replace
from functools import cache

import pikepdf
import pymupdf
import pytest
from PIL import Image
from test_imposition import page_order
from test_imprint import recount
from test_ink import operators

from press_tools import BOOKS, Built, built, workshop
from wenxuan.diagnostics import Report
from wenxuan.finishing import Facts
from wenxuan.fonts import load_fonts, prepare_fontconfig
from wenxuan.layout.loader import load_layout
from wenxuan.layout.templates import whole
from wenxuan.printkit.boxes import MM, SLUG, box_of
from wenxuan.printkit.imposition import spreads
from wenxuan.printkit.imprint_numbers import imprint_faults, number_rows
from wenxuan.printkit.kit import Order, imprint_page, order_of
from wenxuan.printkit.offprints import extracts, folio, offprints

pytestmark = pytest.mark.slow

ISBN = "978-7-02-000220-7"


@dataclass(frozen=True)
class AtPrinter:
    """A publication with its order and its interior."""

    book: Built
    order: Order
    interior: bytes


@cache
def at_printer(slug: str) -> AtPrinter:
    """Build a publication once; the tests' ISBN stands on its cover, the interior is as built."""
    from wenxuan.diagnostics import Span

    book = built(slug)
    report = Report()
    head = book.publication.head
    imprint = head.imprint.model_copy(update={"isbn": ISBN})
    publication = replace(book.publication, head=head.model_copy(update={"imprint": imprint}))
    layout = load_layout(head.layout, book.publication.folder, Span("publication.yaml"), report)
    fonts = load_fonts(head.language)
    prepare_fontconfig(fonts, workshop() / "cache-of-the-kit")
    first = next(p.key if p.title else p.articles[0].key for p in publication.parts if p.articles)
    facts = Facts(
        title=whole(head.title),
        language=head.language,
        authors=tuple(c.name for c in head.contributors),
        body_page=book.starts()[first],
        day=None,
    )
    order = order_of(publication, layout, book.geometry, fonts, facts, report)
    assert order is not None
    return AtPrinter(book, order, book.print.read_bytes())


@pytest.fixture(params=BOOKS)
def job(request) -> AtPrinter:
    """Each publication of content/."""
    return at_printer(request.param)


# --- interior -------------------------------------------------------------------------------


def test_no_screen_color(job):
    """Not one RGB operator is left in the interior."""
    left = operators(job.interior)
    assert sum(left[name] for name in ("rg", "RG", "sc", "SC", "scn", "SCN", "cs", "CS")) == 0
    assert left["k"] > 100


def test_boxes(job):
    """Trim, bleed and media box of every page are the order's, to a hundredth of a point."""
    g = job.order.geometry
    with pikepdf.open(io.BytesIO(job.interior)) as pdf:
        assert len(pdf.pages) % 2 == 0
        assert len(pdf.Root.OutputIntents) == 1
        for page in pdf.pages:
            trim = box_of(page.obj, "/TrimBox")
            edge = g.bleed + SLUG
            assert trim == pytest.approx((edge, edge, edge + g.width, edge + g.height), abs=0.01)
            bleed = box_of(page.obj, "/BleedBox")
            assert bleed == pytest.approx(
                (SLUG, SLUG, edge + g.width + g.bleed, edge + g.height + g.bleed), abs=0.01
            )


def test_the_preflight_finds_nothing(job):
    """A book of ours is ready for print; that 50 pages make no whole sheets is noted."""
    report = Report()
    proof = job.order.judge(job.interior, report)
    assert proof.findings == ()
    assert [d.code for d in report] == (["PRT511"] if proof.pages % 4 else [])
    assert proof.color == ()


def test_black_ink_alone(job, tmp_path):
    """Ghostscript separates every page to the black plate only."""
    if shutil.which("gs") is None:
        pytest.skip("Ghostscript is not installed")
    file = tmp_path / "book.pdf"
    file.write_bytes(job.interior)
    subprocess.run(
        [
            "gs",
            "-q",
            "-dNOPAUSE",
            "-dBATCH",
            "-sDEVICE=tiffsep",
            "-r36",
            "-o",
            tmp_path / "p%03d.tif",
            file,
        ],
        check=True,
        capture_output=True,
    )
    for name in ("Cyan", "Magenta", "Yellow"):
        for tif in tmp_path.glob(f"p*({name}).tif"):
            with Image.open(tif) as image:
                assert image.convert("L").getextrema() == (255, 255), tif.name
    assert (
        len(list(tmp_path.glob("p*(Black).tif"))) == len(job.book.pages) + len(job.book.pages) % 2
    )


def test_the_text_is_whole(job):
    """Every page of the interior says what the page of the screen edition says."""
    with pymupdf.open(stream=job.interior) as pdf:
        printed = [re.sub(r"\s", "", page.get_text()) for page in pdf]
    for page, text in zip(job.book.pages, printed, strict=False):
        assert sorted(page.text) == sorted(text), page.label


# --- imprint --------------------------------------------------------------------------------


def test_imprint_numbers_are_recomputed(job):
    """面数, 版面字数, 实排字数, 印张 agree with what MuPDF counts in the same file."""
    numbers = job.order.numbers(job.interior)
    page = imprint_page(job.interior, job.order.geometry)
    assert page == 3
    pages, filled, characters = recount(job.interior, job.order.geometry, page)
    g = job.order.geometry
    assert (numbers.pages, numbers.filled, numbers.real_characters) == (pages, filled, characters)
    assert numbers.set_characters == g.measure * g.lines * filled
    assert float(numbers.sheets) == pages / {170: 16, 148: 32}[round(g.width / MM)]


def test_printed_numbers_are_checked(job):
    """An imprint page with the numbers passes; one with a wrong digit, or none, does not."""
    rows = number_rows(job.order.numbers(job.interior), job.order.geometry, "zh-Hans")
    labels = {key: job.order.layout.word(key, "zh-Hans") for key in rows}
    printed = "\n".join(f"{labels[key]}\n{text}" for key, text in rows.items())
    assert list(imprint_faults(printed, rows, labels)) == []
    wrong = printed.replace(f"{labels['words']}\n", f"{labels['words']}\n9")
    assert [fault[0] for fault in imprint_faults(wrong, rows, labels)] == ["字数"]
    assert len(list(imprint_faults("", rows, labels))) == len(rows) == 5


# --- cover ----------------------------------------------------------------------------------


@cache
def cover_of(slug: str, pages: int) -> tuple[bytes, tuple[str, ...]]:
    """A cover for so many pages, and the codes of what was said."""
    report = Report()
    data = at_printer(slug).order.cover(pages, report)
    assert data is not None
    return data, tuple(d.code for d in report)


def test_the_cover_is_one_sheet(job):
    """Back, spine and front side by side: twice the trim and a spine of 8 mm at 160 pages."""
    data, found = cover_of(job.book.slug, 160)
    g = job.order.geometry
    assert found == ()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (page,) = pdf.pages
        x0, y0, x1, y1 = box_of(page.obj, "/TrimBox")
        assert x1 - x0 == pytest.approx(2 * g.width + 8 * MM, abs=0.01)
        assert y1 - y0 == pytest.approx(g.height, abs=0.01)
        assert operators(data)["rg"] == 0


def test_the_cover_passes_the_preflight(job):
    """The cover is ready for print: four inks, full bleed, fonts embedded."""
    data, _ = cover_of(job.book.slug, 160)
    report = Report()
    proof = job.order.judge_cover(data, job.order.wrap(160), report)
    assert [d.message() for d in report] == []
    assert proof.color == (1,)


def test_a_narrow_spine_bears_no_title(job):
    """Under 5 mm the spine is bare, as PRT501 says; above, the title stands on it."""
    g, title = job.order.geometry, job.order.facts.title
    for pages, bare in ((66, True), (160, False)):
        data, _ = cover_of(job.book.slug, pages)
        wrap, report = job.order.wrap(pages), Report()
        job.order.judge_cover(data, wrap, report)
        with pymupdf.open(stream=data) as pdf:
            left = SLUG + g.bleed + g.width
            box = pymupdf.Rect(left, 0, left + wrap.spine, pdf[0].rect.height)
            on_spine = re.sub(r"\s", "", pdf[0].get_text(clip=box))
        assert ("PRT501" in {d.code for d in report}) is bare
        assert on_spine.startswith(title) is not bare


def test_the_barcode_is_read(job):
    """ISBN and price are read off the printed cover by zbar."""
    zbar = pytest.importorskip(
        "pyzbar.pyzbar", reason="pyzbar or libzbar is not installed", exc_type=ImportError
    )
    data, _ = cover_of(job.book.slug, 160)
    with pymupdf.open(stream=data) as pdf:
        seen = pdf[0].get_pixmap(dpi=200)
    image = Image.frombytes("RGB", (seen.width, seen.height), seen.samples)
    kinds = [zbar.ZBarSymbol.EAN13, zbar.ZBarSymbol.EAN5]
    found = {(code.type, code.data.decode()) for code in zbar.decode(image, symbols=kinds)}
    assert ("EAN13", "9787020002207") in found
    price = {"spring-tide": "03800", "typesetter": "02800"}[job.book.slug]
    assert ("EAN5", price) in found


def test_the_barcode_has_no_pixels(job):
    """Barcode and cover are vectors: the sheet has no picture, and the bars are black ink alone."""
    data, _ = cover_of(job.book.slug, 160)
    with pymupdf.open(stream=data) as pdf:
        assert pdf[0].get_images() == []


# --- booklet, offprints, hand-off ------------------------------------------------------------


def test_the_booklet_is_in_order(job):
    """Each side of the booklet shows the folios that a fold needs."""
    data = job.order.booklet(job.interior, "saddle", 16, "A3")
    with pikepdf.open(io.BytesIO(job.interior)) as pdf:
        total = len(pdf.pages)
    with pymupdf.open(stream=job.interior) as source, pymupdf.open(stream=data) as booklet:
        texts = [re.sub(r"\s", "", page.get_text())[:30] for page in source]
        for side, (left, right) in zip(booklet, page_order(spreads(total, "saddle")), strict=True):
            said = re.sub(r"\s", "", side.get_text())
            for number in (left, right):
                assert number is None or texts[number - 1] in said


def test_offprints_have_their_pages(job):
    """Every article is a PDF of its own whose labels are its pages' own numbers, with its strip."""
    order, book = job.order, job.book
    report = Report()
    made = offprints(
        book.screen.read_bytes(), order.publication, order.layout, order.geometry, order.fonts,
        book.starts(), order.facts, report,
    )  # fmt: skip
    assert len(made) == len(order.publication.articles)
    assert max(map(len, made.values())) < book.screen.stat().st_size / 2, "fonts are cut too"
    assert list(report) == []
    pieces = extracts(order.publication, book.starts(), len(book.pages), order.facts)
    for piece, data in zip(pieces, made.values(), strict=True):
        with pymupdf.open(stream=data) as pdf:
            labels = [page.get_label() for page in pdf]
            text = re.sub(r"\s", "", pdf[0].get_text())
            assert not any(
                link["kind"] == pymupdf.LINK_GOTO for page in pdf for link in page.get_links()
            )
        assert labels[0] == piece.first == book.pages[piece.begin].label
        assert labels == [folio(piece.begin + i, order.facts.body_page) for i in range(len(labels))]
        assert "抽印本" in text
        assert f"第{piece.first}" in text
        assert re.sub(r"\s", "", whole(piece.article.head.title)) in text


def test_the_hand_off_is_whole(job):
    """The zip has all files of the job with true sums, and is the same twice."""
    report = Report()
    pages = job.order.numbers(job.interior).pages
    cover = job.order.cover(pages, report)
    slug = job.book.slug
    more = {f"{slug}.epub": b"PK", f"{slug}-more.epub": b"PK"}
    made = job.order.handoff(job.interior, cover, more, report)
    assert not report.failed
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = {name.removeprefix(f"{slug}/") for name in archive.namelist()}
        files = {name: archive.read(f"{slug}/{name}") for name in names}
    assert names == {
        f"{slug}-print.pdf", f"{slug}-cover.pdf", f"{slug}.epub", f"{slug}-more.epub",
        "preflight.html", "contact-sheet.png",
        "委印单.html", "委印单.pdf", "SHA256SUMS",
    }  # fmt: skip
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {n: hashlib.sha256(d).hexdigest() for n, d in files.items() if n != "SHA256SUMS"}
    ticket = files["委印单.html"].decode()
    with pikepdf.open(io.BytesIO(files["委印单.pdf"])) as sheet:
        assert len(sheet.pages) == 1, "one side of A4"
    assert f"{pages} 面" in ticket
    assert "PDF/X-4" in ticket
    assert "无问题" in ticket
    assert made == job.order.handoff(job.interior, cover, more, Report())


def test_nothing_names_the_machine(job):
    """No file of the hand-off holds a path of the machine that made it."""
    home = str(job.book.folder.parent)
    data, _ = cover_of(job.book.slug, 160)
    for content in (job.interior, data, job.order.handoff(job.interior, None, {}, Report())):
        assert home.encode() not in content
