"""Defects of every other kind, seeded in a small book of the press from the promises' words alone.

Whoever wrote them had not read the checks.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import seeded_epub
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String
from PIL import Image
from seeded_pdf import (
    BLOCK,
    change_bytes,
    change_line,
    coded,
    number_of,
    opened,
    photograph,
    song,
    streams,
)
from spoiled import errors, finished

from wenxuan.delivery import deliver
from wenxuan.diagnostics import Report

pytestmark = pytest.mark.slow

BOOK = Path(__file__).parent / "harbor"
SCREEN, PRINT, COVER = "harbor.pdf", "harbor-print.pdf", "harbor-cover.pdf"
EPUB = "harbor.epub"
PIER, TIDE, LAMP = (f"OEBPS/text/a00{n}.xhtml" for n in (2, 3, 4))
OPF, NAV = "OEBPS/content.opf", "OEBPS/nav.xhtml"

# Member, what stands there, what is put in its place.
REPLACED: dict[str, tuple[str, str, str]] = {
    "hidden": (PIER, "<p>第二天我们又", '<p hidden="hidden">第二天我们又'),
    "not spoken": (PIER, "<p>第二天我们又", '<p aria-hidden="true">第二天我们又'),
    "invisible": (PIER, "<p>第二天我们又", '<p style="visibility:hidden">第二天我们又'),
    "handler": (PIER, "<p>第二天我们又", '<p onclick="alert(1)">第二天我们又'),
    "script": (PIER, "</head>", "<script>alert(1)</script></head>"),
    "other reading": (PIER, "<rt>qǐ</rt>", "<rt>jī</rt>"),
    "other description": (TIDE, 'alt="雾里的船"', 'alt="灯塔"'),
    "other language": (TIDE, 'lang="zh-Hans" xml:lang="zh-Hans"', 'lang="en" xml:lang="en"'),
    "other address": (PIER, "https://example.org/harbor", "https://example.net/harbor"),
    "other target": (PIER, "a004.xhtml#light", "a004.xhtml#h2"),
    "lines of verse joined": (PIER, "潮来天地青<br/>舟去", "潮来天地青舟去"),
    "emphasis lost": (PIER, "<strong>麻绳最轻</strong>", "麻绳最轻"),
    "dots lost": (PIER, '<span class="dots">老人</span>', "老人"),
    "list begins elsewhere": (PIER, "<ol>\n<li>先看风向", '<ol start="3">\n<li>先看风向'),
    "head of a column": (PIER, '<th scope="col">用处</th>', "<td>用处</td>"),
    "other name": (PIER, '<span class="author">方舟', '<span class="author">方丹'),
    "other day": (PIER, ">2021年11月3日<", ">2021年11月5日<"),
    "mark of a page": (LAMP, 'aria-label="9"', 'aria-label="19"'),
    "book's language": (OPF, "<dc:language>zh-Hans", "<dc:language>ja"),
    "book's title": (OPF, '"t-main">港口记事', '"t-main">港口纪事'),
    "book's editor": (OPF, "陆听涛</dc:creator>", "陆听</dc:creator>"),
    "book's identifier": (OPF, "urn:uuid:", "urn:uuid:0"),
    "beside the line of reading": (OPF, 'idref="a003"', 'idref="a003" linear="no"'),
    "text begins later": (NAV, 'bodymatter" href="text/p001', 'bodymatter" href="text/p002'),
    "line of the imprint": ("OEBPS/text/imprint.xhtml", "5月第1版", "6月第1版"),
    "line of the title page": ("OEBPS/text/title.xhtml", "海边的几篇文章", "海边的几篇"),
    "drawing says another word": ("OEBPS/images/i001.svg", "旧码头二百米", "旧码头三百米"),
}
STYLES = (
    "blockquote.poem { display: none }", ".note-text p { text-indent: -9999px }",
    "p::before { content: '假' }", ".quote { font-size: 0 }", ".quote { position: absolute }",
    "p { background: url(https://example.org/x.png) }",
)  # fmt: skip


def replaced(folder: Path, member: str, old: str, new: str) -> None:
    """Put a text of a member of the EPUB in place of another."""
    seeded_epub.change_member(
        folder, member, lambda data: data.replace(old.encode(), new.encode(), 1), EPUB
    )


def styled(folder: Path, rule: str) -> None:
    """Add a rule to the style sheet of the EPUB."""
    add = partial(seeded_epub.change_member, folder, "OEBPS/epub.css")
    add(lambda data: data + rule.encode(), EPUB)


# --- the EPUB -------------------------------------------------------------------------------


def epub_picture_white(folder: Path) -> None:
    """A picture is a white one of its size."""
    white = io.BytesIO()
    Image.new("RGB", (1600, 900), "white").save(white, "PNG")
    member = "OEBPS/images/i002.png"
    seeded_epub.change_member(folder, member, lambda _: white.getvalue(), EPUB)


def epub_font_exchanges_characters(folder: Path) -> None:
    """A font draws two characters as each other."""

    def exchange(data: bytes) -> bytes:
        """The font with another table of characters."""
        font, out = TTFont(io.BytesIO(data)), io.BytesIO()
        for table in {id(t.cmap): t.cmap for t in font["cmap"].tables}.values():
            table[ord("大")], table[ord("小")] = table[ord("小")], table[ord("大")]
        font.save(out)
        return out.getvalue()

    seeded_epub.change_member(folder, "OEBPS/fonts/WenxuanSong-Regular.ttf", exchange, EPUB)


# --- the PDFs -------------------------------------------------------------------------------


def lines(folder: Path, name: str, text: str, before: bytes, after: bytes = b"\nQ") -> None:
    """Put operators about the text object that shows a text."""
    with opened(folder / name) as pdf:
        change_line(pdf, text, lambda line: before + line + after)


def place_of(folder: Path, name: str, text: str, new: bytes) -> None:
    """Set the text object that shows a text with another matrix."""
    with opened(folder / name) as pdf:
        change_line(
            pdf, text, lambda line: re.sub(rb"\n1 0 0 -1 ([\d.]+) ([\d.]+) Tm", new, line, count=1)
        )


def soft_mask(folder: Path) -> None:
    """A line of the print edition lies under a mask that lets nothing through."""
    with opened(folder / PRINT) as pdf:
        resources = pdf.pages[number_of(pdf, "潮水表贴在")].obj.Resources
        form = pdf.make_stream(
            b"0 g 0 0 2000 2000 re f", Type=Name.XObject, Subtype=Name.Form,
            BBox=[0, 0, 2000, 2000], Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray),
        )  # fmt: skip
        states = Dictionary(resources.ExtGState)
        states["/Ghost"] = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=form))
        resources.ExtGState = states
        change_line(pdf, "潮水表贴在", lambda line: b"q /Ghost gs\n" + line + b"\nQ")


def other_glyph_numbers(folder: Path) -> None:
    """A map of glyph numbers exchanges two characters."""
    with opened(folder / SCREEN) as pdf:
        page = pdf.pages[number_of(pdf, "大潮那几天")]
        one, two = (int(coded(page, c), 16) for c in "大小")
        numbers = list(range(65536))
        numbers[one], numbers[two] = two, one
        data = b"".join(n.to_bytes(2, "big") for n in numbers)
        song(page).DescendantFonts[0].CIDToGIDMap = pdf.make_stream(data)


def link_beside_its_words(folder: Path) -> None:
    """The area of a link lies elsewhere on the page."""
    with opened(folder / SCREEN) as pdf:
        note = pdf.pages[4].obj.Annots[0]
        left, low, right, high = (float(side) for side in note.Rect)
        note.Rect = [left, low - 200, right, high - 200]


def heading_as_paragraph(folder: Path) -> None:
    """A heading is tagged as a paragraph."""
    with opened(folder / SCREEN) as pdf:
        headings = (o for o in pdf.objects if isinstance(o, Dictionary) and o.get("/S") == "/H3")
        next(headings).S = Name.P


def drawing_says_another_word(folder: Path) -> None:
    """A word of a drawing is another one in both PDFs."""
    for name in (SCREEN, PRINT):
        with opened(folder / name) as pdf:
            page = pdf.pages[number_of(pdf, "旧码头修于")]
            hei = next(f for f in page.obj.Resources.Font.values() if "Hei" in str(f.BaseFont))
            table = hei.ToUnicode.read_bytes()
            codes = {c: re.findall(rb"<([0-9a-f]{4})><%04x>" % ord(c), table)[0] for c in "二西"}
            change_bytes(page, rb"\[<" + codes["二"] + rb">\]", b"[<" + codes["西"] + b">]")


def drawing(folder: Path, old: bytes, new: bytes) -> None:
    """Change the operators of the drawing in the edition to read."""
    with opened(folder / SCREEN) as pdf:
        change_bytes(pdf.pages[number_of(pdf, "旧码头修于")], old, new)


def picture_transparent(folder: Path, name: str) -> None:
    """A mask lets nothing of a picture be seen."""
    with opened(folder / name) as pdf:
        photograph(pdf).SMask = pdf.make_stream(
            b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1,
            ColorSpace=Name.DeviceGray, BitsPerComponent=8,
        )  # fmt: skip


def picture_small(folder: Path, *names: str) -> None:
    """A picture has a twentieth of its width and height."""
    for name in names:
        with opened(folder / name) as pdf:
            page = pdf.pages[12]
            change_bytes(page, rb"(/i\w+ Do)", rb"q 0.05 0 0 0.05 0 0 cm \1 Q")


def root_entry(folder: Path, name: str, change: Callable[[pikepdf.Pdf], None]) -> None:
    """Change a PDF as a whole."""
    with opened(folder / name) as pdf:
        change(pdf)


def script(pdf: pikepdf.Pdf) -> None:
    """Something is done when the file is opened."""
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def attachment(pdf: pikepdf.Pdf) -> None:
    """The file carries another."""
    pdf.attachments["x.txt"] = b"secret"


def title(pdf: pikepdf.Pdf) -> None:
    """The file is called otherwise."""
    pdf.docinfo["/Title"] = String("另一本书")


def larger(pdf: pikepdf.Pdf) -> None:
    """A page is three times as large as it says."""
    pdf.pages[11].obj.UserUnit = 3


def layer(pdf: pikepdf.Pdf) -> None:
    """A paragraph is on a layer that is not shown."""
    page = pdf.pages[number_of(pdf, "后来灯塔改成")]
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("x")))
    pdf.Root.OCProperties = Dictionary(OCGs=[group], D=Dictionary(OFF=[group], Order=Array()))
    page.obj.Resources.Properties = Dictionary(OC1=group)
    change_line(pdf, "后来灯塔改成", lambda line: b"/OC /OC1 BDC\n" + line + b"\nEMC")


def cover_line_gone(folder: Path) -> None:
    """The first line of the cover is gone."""
    with opened(folder / COVER) as pdf:
        stream = next(s for s in streams(pdf.pages[0]) if BLOCK.search(s.read_bytes()))
        stream.write(BLOCK.sub(b"", stream.read_bytes(), count=1))


def screen_missing(folder: Path) -> None:
    """An edition that was built is not there."""
    (folder / SCREEN).unlink()


DAMAGES: dict[str, Callable[[Path], Any]] = {
    "soft mask": soft_mask,
    "upside down": lambda f: place_of(f, PRINT, "水文站的人", rb"\n1 0 0 1 \1 \2 Tm"),
    "squeezed": lambda f: lines(f, SCREEN, "水文站的人", b"q 12 Tz\n"),
    "nearly white": lambda f: lines(f, PRINT, "潮水表贴在", b"q 0 0 0 0.015 k\n"),
    "half clipped": lambda f: lines(f, PRINT, "光从透镜里", b"q 0 0 300 800 re W n\n"),
    "other numbers": other_glyph_numbers,
    "link": link_beside_its_words,
    "heading": heading_as_paragraph,
    "drawing": drawing_says_another_word,
    "drawing: color": lambda f: drawing(f, rb"0\.266667 0\.266667 0\.266667 rg", b"1 0 0 rg"),
    "drawing: line": lambda f: drawing(f, b"10 40 220 30 re", b"10 40 120 30 re"),
    "drawing: moved": lambda f: drawing(f, b"10 40 220 30 re", b"1 0 0 1 9 0 cm 10 40 220 30 re"),
    "picture: transparent in print": lambda f: picture_transparent(f, PRINT),
    "picture: transparent": lambda f: picture_transparent(f, SCREEN),
    "picture: small": lambda f: picture_small(f, SCREEN),
    "picture: small in both": lambda f: picture_small(f, SCREEN, PRINT),
    "script": lambda f: root_entry(f, SCREEN, script),
    "attachment": lambda f: root_entry(f, PRINT, attachment),
    "title": lambda f: root_entry(f, SCREEN, title),
    "unit": lambda f: root_entry(f, SCREEN, larger),
    "layer": lambda f: root_entry(f, SCREEN, layer),
    "cover": cover_line_gone,
    "missing": screen_missing,
    "epub: white picture": epub_picture_white,
    "epub: font": epub_font_exchanges_characters,
}
DAMAGES |= {f"epub: {name}": lambda f, row=row: replaced(f, *row) for name, row in REPLACED.items()}
DAMAGES |= {f"epub: {rule}": lambda f, rule=rule: styled(f, rule) for rule in STYLES}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_seeded_defect_is_found(tmp_path, name):
    """Status 0 means complete: the damaged file is an error."""
    assert errors(BOOK, tmp_path, DAMAGES[name])


def test_the_hand_off_is_proved_by_what_pdfium_paints(tmp_path):
    """`dist` writes nothing where a line is squeezed, which nobody but PDFium sees."""
    shutil.copytree(finished(BOOK) / "harbor", tmp_path / "harbor")
    lines(tmp_path / "harbor", SCREEN, "水文站的人", b"q 12 Tz\n")
    report = Report()
    assert deliver(BOOK, tmp_path, report) is None
    assert {found.code for found in report} >= {"PRF035", "PRF044"}
    assert not list(tmp_path.rglob("*.zip"))


def test_what_is_no_damage_raises_no_alarm(tmp_path):
    """All files written again by other programs, with the same contents, have no error."""

    def again(folder: Path) -> None:
        """Write every file again."""
        for name in (SCREEN, PRINT, COVER):
            root_entry(folder, name, lambda _: None)
        seeded_epub.change_members(folder, lambda _, data: data, EPUB)

    assert errors(BOOK, tmp_path, again) == set()
