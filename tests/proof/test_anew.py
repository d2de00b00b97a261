"""What no check of its own looks for is found because finished files are compared with fresh ones.

Each defect leaves a file that can be read and says nothing false: it is only not what was built.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from functools import partial
from pathlib import Path

import pikepdf
import pytest
import seeded_epub
from fontTools.ttLib import TTFont
from lxml import etree
from pikepdf import Array
from PIL import Image, ImageEnhance
from proof_book import book, house
from seeded_pdf import change_bytes, change_line, number_of, opened, photograph
from spoiled import Damage, errors, finished

from press_tools import ROOT, call
from wenxuan.anew import Anew
from wenxuan.diagnostics import Report, Severity
from wenxuan.proving import prove, prove_pdfs

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def without_pdfium(monkeypatch):
    """What PDFium paints is tried elsewhere, and takes longer than all the rest."""
    monkeypatch.setattr("wenxuan.checks.pdf_full.foreign", lambda *_: 0)


BOOK = Path(__file__).parent / "harbor"
SCREEN, PRINT, COVER = "harbor.pdf", "harbor-print.pdf", "harbor-cover.pdf"
EPUB = "harbor.epub"
LINE = "水文站的人"
DRAWING = "旧码头修于"

# --- the PDFs -------------------------------------------------------------------------------


def line(folder: Path, before: bytes, *names: str) -> None:
    """Put operators before the text object that shows a line, and take them back after it."""
    for name in names:
        with opened(folder / name) as pdf:
            change_line(pdf, LINE, lambda text: b"q\n" + before + b"\n" + text + b"\nQ")


def drawing(folder: Path, old: bytes, new: bytes, *names: str) -> None:
    """Change operators on the page of the drawing."""
    for name in names:
        with opened(folder / name) as pdf:
            change_bytes(pdf.pages[number_of(pdf, DRAWING)], old, new)


def opaque(folder: Path) -> None:
    """A line lets a fifth of its ground through."""
    with opened(folder / SCREEN) as pdf:
        page = pdf.pages[number_of(pdf, LINE)]
        states = pikepdf.Dictionary(page.obj.Resources.ExtGState)
        states["/Pale"] = pikepdf.Dictionary(ca=0.8)
        page.obj.Resources.ExtGState = states
        change_line(pdf, LINE, lambda text: b"q /Pale gs\n" + text + b"\nQ")


def picture(folder: Path, put: bytes) -> None:
    """Put a matrix before the picture of both editions."""
    for name in (SCREEN, PRINT):
        with opened(folder / name) as pdf:
            change_bytes(pdf.pages[12], rb"(/i\w+ Do)", b"q " + put + rb" cm \1 Q")


def pixels(folder: Path) -> None:
    """The upper rows of a picture are a little darker."""
    with opened(folder / SCREEN) as pdf:
        image = photograph(pdf)
        data = bytearray(image.read_bytes())
        for n in range(30_000):
            data[n] = max(0, data[n] - 9)
        image.write(bytes(data))


def date_of_information(pdf: pikepdf.Pdf) -> None:
    """The file says that it was made on another day."""
    pdf.docinfo["/ModDate"] = pikepdf.String("D:20220503000000Z")


def date_of_metadata(pdf: pikepdf.Pdf) -> None:
    """The metadata say that it was made on another day."""
    data = pdf.Root.Metadata.read_bytes()
    assert b"2022-05-01" in data
    pdf.Root.Metadata.write(data.replace(b"2022-05-01", b"2022-05-11"))


def framed_link(pdf: pikepdf.Pdf) -> None:
    """A link has a red frame."""
    note = pdf.pages[4].obj.Annots[0]
    note.C, note.BS.W = Array([1, 0, 0]), 1


def lower_target(pdf: pikepdf.Pdf) -> None:
    """A named place lies lower on its page."""
    place = dict(pikepdf.NameTree(pdf.Root.Names.Dests).items())["lamp"]
    place = place.D if isinstance(place, pikepdf.Dictionary) else place
    place[3] = float(place[3]) - 200


def closed_outline(pdf: pikepdf.Pdf) -> None:
    """The outline does not show what is below its first entry that holds others."""
    entry = pdf.Root.Outlines.First
    while "/First" not in entry:
        entry = entry.Next
    entry.Count = -int(entry.Count) if int(entry.get("/Count", 0)) else -1


def opens_elsewhere(pdf: pikepdf.Pdf) -> None:
    """A reader shows the third page first."""
    pdf.Root.OpenAction = Array([pdf.pages[2].obj, pikepdf.Name.Fit])


def plain_header(pdf: pikepdf.Pdf) -> None:
    """A structure element says nothing of its kind any more."""
    element = next(o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)
                   and o.get("/S") == "/TH" and "/A" in o)  # fmt: skip
    del element["/A"]


def whole(folder: Path, change: object, name: str = SCREEN) -> None:
    """Change a PDF as a whole."""
    with opened(folder / name) as pdf:
        change(pdf)


def cover_color(folder: Path) -> None:
    """The first color of the cover is a little lighter."""
    with opened(folder / COVER) as pdf:
        change_bytes(pdf.pages[0], rb"0 0\.9 0\.75 0\.45 k", b"0 0.9 0.75 0.40 k")


BOTH = (SCREEN, PRINT)
DEFECTS: dict[str, Damage] = {
    "dark red line": lambda f: drawing(f, rb"\A(?s:(.*?))0 0 0 rg", rb"\g<1>0.4 0 0 rg", SCREEN),
    "pale line": opaque,
    "gray line in print": lambda f: line(f, b"0 0 0 0.8 k", PRINT),
    "letter-spacing": lambda f: line(f, b"0.7 Tc", *BOTH),
    "narrower line": lambda f: line(f, b"99 Tz", *BOTH),
    "bolder line": lambda f: line(f, b"2 Tr 0.2 w", *BOTH),
    "line a hair higher": lambda f: line(f, b"1 0 0 1 0 -0.5 cm", *BOTH),
    "color of a drawing": lambda f: (
        drawing(f, rb"0\.533333 0\.533333 0\.533333 rg", b"0.6 0.6 0.6 rg", SCREEN),
        drawing(f, rb"0 0 0 0\.\d+ k(?=(?s:.{1,60})40 48 24 14 re)", b"0 0 0 0.4 k", PRINT)),
    "thinner rule": lambda f: drawing(f, rb"\n1 w\n", b"\n0.9 w\n", *BOTH),
    "dashed rule": lambda f: drawing(
        f, rb"\[\] 0 d(?=(?s:.{1,40})10 40 220 30 re)", b"[3 2] 0 d", *BOTH),
    "moved circle": lambda f: drawing(f, rb"40 48 24 14 re", b"41 48 24 14 re", *BOTH),
    "moved picture": lambda f: picture(f, b"1 0 0 1 0.002 0"),
    "smaller picture": lambda f: picture(f, b"0.997 0 0 0.997 0 0"),
    "darker rows": pixels,
    "date": lambda f: whole(f, date_of_information),
    "date of the metadata": lambda f: whole(f, date_of_metadata, PRINT),
    "framed link": lambda f: whole(f, framed_link),
    "lower target": lambda f: whole(f, lower_target),
    "closed outline": lambda f: whole(f, closed_outline),
    "opens at another page": lambda f: whole(f, opens_elsewhere),
    "head of a table": lambda f: whole(f, plain_header),
    "cover": cover_color,
}

# --- the EPUB -------------------------------------------------------------------------------

# Member, what stands there, what is put in its place.
REPLACED: dict[str, tuple[str, str, str]] = {
    "rule dropped": ("epub.css", "body:lang(ko) { word-break: keep-all; }", ""),
    "value changed": ("epub.css", "line-height: 1.7", "line-height: 1.1"),
    "color of links": ("epub.css", "/* elements */", "a { text-decoration: none }"),
    "line more on the title page": (
        "text/title.xhtml", '<p class="place">', '<p class="motto">增订本</p>\n<p class="place">'),
    "class of a line": ("text/title.xhtml", 'class="subtitle"', 'class="subtitles"'),
    "class of a paragraph": ("text/a003.xhtml", "<p>", '<p class="noindent">'),
    "order by another name": ("content.opf", "gang kou ji shi", "jiang kou ji shi"),
    "role": ("content.opf", ">edt<", ">ill<"),
    "subject": ("content.opf", "<dc:subject>码头</dc:subject>", ""),
    "word of the old contents": ("toc.ncx", "<text>", "<text>〇"),
    "license": ("fonts/LICENSES/OFL-WenxuanSong.txt", "Font", "Fount"),
}


def paler(folder: Path) -> None:
    """A picture is one part in a hundred paler."""

    def pale(data: bytes) -> bytes:
        """The same picture, paler."""
        out = io.BytesIO()
        image = Image.open(io.BytesIO(data)).convert("RGB")
        ImageEnhance.Brightness(image).enhance(0.99).save(out, "PNG")
        return out.getvalue()

    seeded_epub.change_member(folder, "OEBPS/images/i002.png", pale, EPUB)


def other_cover(folder: Path) -> None:
    """The cover is that of another book: its picture is upside down."""

    def turned(data: bytes) -> bytes:
        """The same picture, turned."""
        out = io.BytesIO()
        Image.open(io.BytesIO(data)).rotate(180).save(out, "PNG")
        return out.getvalue()

    seeded_epub.change_member(folder, "OEBPS/images/cover.png", turned, EPUB)


def renamed_font(folder: Path) -> None:
    """A font calls itself otherwise."""

    def rename(data: bytes) -> bytes:
        """The same font by another name."""
        font, out = TTFont(io.BytesIO(data)), io.BytesIO()
        font["name"].setName("Other", 1, 3, 1, 0x409)
        font.save(out)
        return out.getvalue()

    seeded_epub.change_member(folder, "OEBPS/fonts/WenxuanKai-Regular.ttf", rename, EPUB)


def replaced(folder: Path, member: str, old: str, new: str) -> None:
    """Put a text of a member of the EPUB in place of another."""
    change = partial(seeded_epub.change_member, folder, f"OEBPS/{member}")
    change(lambda data: data.replace(old.encode(), new.encode(), 1), EPUB)


DEFECTS |= {"epub: picture": paler, "epub: cover": other_cover, "epub: font": renamed_font}
DEFECTS |= {f"epub: {name}": lambda f, row=row: replaced(f, *row) for name, row in REPLACED.items()}
SOONER = {
    "epub: cover": {"EPB021"}, "epub: role": {"EPB020"},
    "epub: order by another name": {"EPB020"}, "epub: line more on the title page": {"EPB023"},
}  # fmt: skip
"""What a check finds before it makes the edition anew."""


@pytest.mark.parametrize("name", DEFECTS)
def test_a_seeded_defect_is_found(tmp_path, name):
    """Status 0 means complete: the damaged file is an error, and says what it should be."""
    codes = errors(BOOK, tmp_path, DEFECTS[name], phases=(True,))
    assert codes
    assert codes <= SOONER.get(name, {"PRF054", "PRF055", "EPB022"})


# --- what is no damage ----------------------------------------------------------------------

PROGRAMS = {
    "mutool": "mutool clean -ggggz {} {}",
    "qpdf": "qpdf --linearize --recompress-flate --object-streams=generate {} {}",
    "qpdf, readable": "qpdf --qdf --coalesce-contents {} {}",
}


def by_program(folder: Path, words: str) -> None:
    """Let another program write all PDFs again."""
    for name in (SCREEN, PRINT, COVER):
        old = folder / f"old-{name}"
        (folder / name).rename(old)
        paths = iter((old, folder / name))
        command = [next(paths) if word == "{}" else word for word in words.split()]
        subprocess.run(command, check=True, capture_output=True)
        old.unlink()


def serialized(folder: Path) -> None:
    """Let another program write the documents and style sheets of the EPUB again."""

    def again(name: str, data: bytes) -> bytes:
        """The same meaning in other bytes."""
        if name.endswith((".xhtml", ".opf", ".ncx")):
            tree = etree.fromstring(data)
            for element in tree.iter(etree.Element):
                for key, value in reversed(element.attrib.items()):
                    del element.attrib[key]
                    element.set(key, value)
            tree.append(etree.Comment("written again"))
            return etree.tostring(tree, encoding="utf-16")
        if name.endswith(".css"):
            return data.replace(b";", b" ;  /* again */\n")
        return data

    seeded_epub.change_members(folder, again, EPUB)


AGAIN: dict[str, Damage] = {n: lambda f, w=w: by_program(f, w) for n, w in PROGRAMS.items()}
AGAIN["documents of the EPUB"] = serialized


@pytest.mark.parametrize("name", AGAIN)
def test_files_written_again_raise_no_alarm(tmp_path, name):
    """The same contents in other bytes, as other programs write them, are no error."""
    program = PROGRAMS.get(name, "python").split()[0]
    if program != "python" and shutil.which(program) is None:
        pytest.skip(f"no {program}: `make test` fetches it, in CI too")
    assert errors(BOOK, tmp_path, AGAIN[name], phases=(True,)) == set()


@pytest.mark.parametrize("editions", [("screen",), ("print",), ("epub",), ("print", "epub")])
def test_single_editions_raise_no_alarm(tmp_path, editions):
    """What was built without the other editions is compared with what is so built anew."""
    wanted = [word for name in editions for word in ("-e", name)]
    assert call("build", BOOK, "--out", tmp_path, *wanted).returncode == 0
    report = Report()
    prove_pdfs(BOOK, tmp_path, report, outside=False)
    prove(BOOK, tmp_path, report, alone=False, outside=False, anew=Anew(BOOK, tmp_path))
    assert [d for d in report if d.severity is not Severity.NOTE] == []


def test_versions_that_differ_are_said_and_are_no_alarm(tmp_path):
    """Where the files were built with another Pango, a difference is a note that says so."""

    def older(folder: Path) -> None:
        """Files that somebody else's press built, whose lines stand a hair higher."""
        about = folder / "report.json"
        text = about.read_text(encoding="utf-8")
        about.write_text(re.sub(r'"pango": "[^"]+"', '"pango": "1.40.0"', text), encoding="utf-8")
        DEFECTS["line a hair higher"](folder)
        DEFECTS["epub: value changed"](folder)

    copy = tmp_path / BOOK.name
    shutil.copytree(finished(BOOK) / BOOK.name, copy)
    older(copy)
    report, again = Report(), Anew(BOOK, tmp_path)
    prove_pdfs(BOOK, tmp_path, report, outside=False, anew=again)
    prove(BOOK, tmp_path, report, outside=False, anew=again)
    assert report.count(Severity.ERROR) == 0
    notes = [d.message("en") for d in report if d.code == "PRF039"]
    assert len(notes) == 3
    assert all("pango 1.40.0" in note for note in notes)


def test_a_layout_of_the_house_is_proved_to_the_word(tmp_path):
    """A line of a title page that a template of the house sets otherwise may not be another."""
    folder = book(tmp_path, house_title(tmp_path))
    assert call("build", folder, "--out", tmp_path / "build", "-e", "epub").returncode == 0
    again = Anew(folder, tmp_path / "build")

    def codes() -> set[str]:
        """What a check finds in the EPUB."""
        report = Report()
        prove(folder, tmp_path / "build", report, outside=False, anew=again)
        return {one.code for one in report if one.severity is Severity.ERROR}

    assert codes() == set()
    place = tmp_path / "build" / "river"
    seeded_epub.change_member(place, "OEBPS/text/title.xhtml",
                              lambda data: data.replace("初版".encode(), "版初".encode()),
                              "river.epub")  # fmt: skip
    assert codes() == {"EPB022"}


def house_title(home: Path) -> str:
    """Write a layout whose title page of the EPUB has lines of its own."""
    name = house(home, "own")
    base, folder = ROOT / "layouts" / "anthology", home / "layouts" / name / "epub"
    folder.mkdir()
    text = (base / "epub" / "title.xhtml").read_text(encoding="utf-8")
    changed = text.replace("</section>", '<div class="own">初版</div>\n</section>')
    assert changed != text
    (folder / "title.xhtml").write_text(changed, encoding="utf-8")
    return name
