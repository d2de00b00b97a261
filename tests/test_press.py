"""The press: what it may fetch, what its log becomes, what a drawn PDF is."""

from __future__ import annotations

import io
import logging
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from press_tools import pages, workshop
from wenxuan.diagnostics import Report, Span
from wenxuan.finishing import Facts, finish_screen
from wenxuan.fonts import font_faces_css, load_fonts, prepare_fontconfig
from wenxuan.layout.sizes import Geometry
from wenxuan.press import Laid, PrintDocument, draw, lay_out, place_of
from wenxuan.printkit.boxes import SLUG, Sheet
from wenxuan.printkit.interior import to_pdfx
from wenxuan.printkit.marks import crop_lines
from wenxuan.printkit.profile import read_profile

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
"""One white pixel."""
PAGE = "@page { size: 200pt 300pt; margin: 20pt } html { font: 10pt/20pt 'Wenxuan Song' }"


@pytest.fixture(autouse=True)
def _fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fontconfig is prepared as the pipeline does it, and this process's environment is kept."""
    monkeypatch.setenv("FONTCONFIG_FILE", "")
    prepare_fontconfig(load_fonts("zh-Hans"), workshop() / "press")


def document(body: str, css: str = "", head: str = "", **files: Path) -> PrintDocument:
    """A document of one body with the fonts of the press; `files` are served as `book:///name`."""
    fonts = load_fonts("zh-Hans")
    fonts = replace(fonts, files=(fonts.family("Wenxuan Song"),))
    known = {f"book:///fonts/{f.head.file}": f.path for f in fonts.files}
    known |= {f"book:///{name.replace('__', '.')}": path for name, path in files.items()}
    html = f'<!DOCTYPE html><html lang="zh-Hans"><head><title>甲</title>{head}</head>'
    html += f"<body>{body}</body></html>"
    return PrintDocument(
        name="small",
        html=html,
        css=font_faces_css(fonts) + PAGE + css,
        files=known,
    )


def found(body: str, css: str = "", head: str = "", **files: Path) -> list[str]:
    """Code and message of what the press says about a document."""
    report = Report()
    laid = lay_out(document(body, css, head, **files), report)
    assert (laid is None) is report.failed
    if laid is not None:
        draw(laid, "small", report, tagged=True)
    return [f"{d.code} {d.message()}" for d in report]


def laid_out(body: str, css: str = "", **files: Path) -> Laid:
    """A document that is expected to be well."""
    report = Report()
    laid = lay_out(document(body, css, **files), report)
    assert laid is not None, [d.message() for d in report]
    assert list(report) == []
    return laid


# --- fetching -------------------------------------------------------------------------------

REFUSED = [
    "http://127.0.0.1:9/a.png",
    "https://example.org/a.png",
    "ftp://example.org/a.png",
    "file:///etc/hostname",
    "file://localhost/etc/hostname",
    "../../../../../../etc/hostname",
    "book:///../../etc/hostname",
    "book:///images/%2e%2e/%2e%2e/etc/hostname",
    "/etc/hostname",
    "unknown.png",
    "book:///fonts/",
    "data:image/png;base64,iVBORw0KGgo=",
]


@pytest.mark.parametrize("url", REFUSED)
def test_a_picture_from_elsewhere_is_refused(url):
    """An address that is not on the list of files is an error that names it; nothing is drawn."""
    (message,) = found(f'<p><img src="{url}" alt="x"></p>')
    assert message.startswith("PDF001")
    assert url.rsplit("/", 1)[-1].replace("%2e", ".") in message or "refused" in message


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/a", "file:///etc/hostname"])
@pytest.mark.parametrize(
    ("place", "css"),
    [
        ('<p style="background: url({})">甲</p>', ""),
        ("<p>甲</p>", "@import url({});"),
        ("<p>甲</p>", "p::before {{ content: url({}) }}"),
        ("<p>甲</p>", "@font-face {{ font-family: F; src: url({}) }} p {{ font-family: F }}"),
    ],
    ids=["background", "import", "content", "font"],
)
def test_a_style_sheet_reaches_nothing_else(url, place, css):
    """Backgrounds, imports, pictures and fonts from elsewhere are reported, never loaded."""
    report = Report()
    source = document(place.format(url), css.format(url) if css else "")
    if css.startswith("@import"):
        source = PrintDocument(
            name="small", html=source.html, css=css.format(url) + source.css, files=source.files
        )
    laid = lay_out(source, report)
    assert len(report.diagnostics) >= 1
    assert laid is None


@pytest.mark.parametrize("rel", ["attachment", "stylesheet"])
def test_no_file_of_the_machine_is_attached(rel, tmp_path):
    """Neither an attachment nor a linked style sheet brings a file of the machine into the PDF."""
    secret = tmp_path / "secret.txt"
    secret.write_text("canary-5c1f", encoding="utf-8")
    report = Report()
    laid = lay_out(
        document("<p>甲</p>", head=f'<link rel="{rel}" href="{secret.as_uri()}">'), report
    )
    data = draw(laid, "small", report, tagged=True) if laid else b""
    assert report.failed
    if data:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert not pdf.attachments
            assert all(
                b"canary" not in o.read_bytes()
                for o in pdf.objects
                if isinstance(o, pikepdf.Stream)
            )


def test_a_named_file_is_served(tmp_path):
    """A file on the list is drawn, its name percent-encoded or not."""
    picture = tmp_path / "a.png"
    picture.write_bytes(PNG)
    for name in ("甲.png", "%E7%94%B2.png"):
        source = document(f'<p><img src="book:///images/{name}" alt="x"></p>')
        source = PrintDocument(
            name="small",
            html=source.html,
            css=source.css,
            files={**source.files, "book:///images/甲.png": picture},
        )
        report = Report()
        laid = lay_out(source, report)
        assert laid is not None, [d.message() for d in report]
        with pikepdf.open(io.BytesIO(draw(laid, "small", report, tagged=False))) as pdf:
            assert len(pdf.pages[0].resources.XObject) == 1


# --- the log --------------------------------------------------------------------------------


def test_an_unknown_property_is_a_warning():
    """What WeasyPrint ignores in a style sheet is PDF003, a warning; the layout goes on."""
    (message,) = found("<p>甲</p>", "p { colour: red }")
    assert message.startswith("PDF003")
    assert "colour" in message


def test_a_dead_link_is_an_error():
    """A link to an id that does not exist is PDF001 and names the id."""
    (message,) = found('<p><a href="#nowhere">甲</a></p>')
    assert message.startswith("PDF001")
    assert "nowhere" in message


@pytest.mark.parametrize("composed", [True, False])
def test_a_missing_glyph_is_an_error(composed):
    """A character that no font has is PDF001, with and without the composer."""
    report = Report()
    laid = lay_out(document("<p>甲\U0002a6d6乙</p>"), report, composed=composed)
    if laid is not None:
        draw(laid, "small", report, tagged=False, composed=composed)
    assert "PDF001" in {d.code for d in report}


def test_a_broken_picture_is_an_error(tmp_path):
    """A served file that is no picture is PDF001."""
    broken = tmp_path / "a.png"
    broken.write_bytes(b"no picture")
    assert any(
        m.startswith("PDF001")
        for m in found('<p><img src="book:///a.png" alt="x"></p>', a__png=broken)
    )


def test_the_log_is_given_back():
    """After a layout the logger of WeasyPrint is as it was."""
    logger = logging.getLogger("weasyprint")
    before = (logger.handlers[:], logger.propagate, logger.level)
    found("<p>甲</p>", "p { colour: red }")
    assert (logger.handlers, logger.propagate, logger.level) == before


def test_a_good_document_says_nothing():
    """A plain document gives no diagnostic at all."""
    assert found("<p>春天来了。</p>") == []


# --- laying out and drawing -----------------------------------------------------------------


def test_anchors_are_pages():
    """`Laid.anchors` gives the 0-based page of every id."""
    laid = laid_out('<p id="a">甲</p><p id="b" style="break-before: page">乙</p>')
    assert dict(laid.anchors) == {"a": 0, "b": 1}
    assert laid.pages == 2


def test_one_layout_is_drawn_twice():
    """Tagged and plain drawings of one layout have the same glyphs at the same places."""
    laid = laid_out("<p>春汛来了，江水涨了。ABC 123</p>" * 40)
    tagged, plain = (draw(laid, "small", Report(), tagged=t) for t in (True, False))
    assert [p.chars for p in pages(tagged)] == [p.chars for p in pages(plain)]
    with pikepdf.open(io.BytesIO(tagged)) as one, pikepdf.open(io.BytesIO(plain)) as other:
        assert "/StructTreeRoot" in one.Root
        assert "/StructTreeRoot" not in other.Root


@pytest.mark.parametrize("tagged", [True, False])
def test_drawing_is_deterministic(tagged):
    """Two layouts of one document give the same bytes."""
    laid = [laid_out("<p>春汛</p>") for _ in range(2)]
    one, other = (draw(each, "small", Report(), tagged=tagged) for each in laid)
    assert one == other


def test_the_composer_changes_places_not_characters():
    """With and without the composer the same characters come in the same order."""
    body = "<p>" + "春天的第一场雨（“小雨”）落下来，ABC 12个人，都听见了。" * 9 + "</p>"
    texts = []
    for composed in (True, False):
        report = Report()
        laid = lay_out(document(body), report, composed=composed)
        assert laid is not None
        data = draw(laid, "small", report, tagged=False, composed=composed)
        texts.append("".join(p.text for p in pages(data)))
    assert texts[0] == texts[1]


def test_a_table_head_is_repeated():
    """A table of many rows repeats its head on every page that it covers."""
    rows = "".join(f"<tr><td>{n}</td></tr>" for n in range(60))
    laid = laid_out(f"<table><thead><tr><th>表头</th></tr></thead><tbody>{rows}</tbody></table>")
    drawn = pages(draw(laid, "small", Report(), tagged=False))
    assert len(drawn) > 3
    assert all("表头" in p.text for p in drawn)


# --- finishing ------------------------------------------------------------------------------

SHAPE = Geometry(
    width=481.8898,
    height=680.315,
    bleed=8.5039,
    body=10.5,
    leading=18,
    measure=32,
    lines=30,
    inner=68,
    top=76,
)
ABOUT = Facts(title="书", language="zh-Hans", authors=("甲", "乙"), body_page=1, day=None)


def drawn(*, tagged: bool) -> bytes:
    """Three pages with an outline and links."""
    body = '<h1 id="a">甲</h1><p><a href="#b">乙</a> <a href="https://example.org/">丙</a></p>'
    body += '<h1 id="b" style="break-before: page">乙</h1><p style="break-before: page">丁</p>'
    return draw(laid_out(body), "small", Report(), tagged=tagged)


def printed() -> bytes:
    """The same three pages for the printer, and a blank one that makes two leaves."""
    return to_pdfx(drawn(tagged=False), ABOUT, SHAPE, read_profile())


def test_print_boxes_are_exact():
    """Trim, bleed and media boxes are those of the geometry to 0.01 pt, the media's corner 0, 0."""
    edge, bleed = SHAPE.bleed + SLUG, SHAPE.bleed
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        assert len(pdf.pages) == 4
        for page in pdf.pages:
            x, y = edge + SHAPE.width, edge + SHAPE.height
            assert boxed(page.TrimBox) == pytest.approx([edge, edge, x, y], abs=0.01)
            assert boxed(page.BleedBox) == pytest.approx(
                [SLUG, SLUG, x + bleed, y + bleed], abs=0.01
            )
            assert boxed(page.MediaBox) == pytest.approx([0, 0, x + edge, y + edge], abs=0.01)


def boxed(box: pikepdf.Array) -> list[float]:
    """A page box as numbers."""
    return [float(x) for x in box]


def test_print_has_nothing_to_click():
    """The print edition has no annotations, no outline and no named destinations."""
    with pikepdf.open(io.BytesIO(drawn(tagged=False))) as before:
        assert any("/Annots" in p.obj for p in before.pages), (
            "a negative control: the drawing has links"
        )
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        assert all("/Annots" not in p.obj for p in pdf.pages)
        assert "/Outlines" not in pdf.Root
        assert "/Names" not in pdf.Root


def test_crop_marks_stand_outside_the_bleed():
    """Eight marks a page, on trim lines, outside the bleed box and inside the media box."""
    sheet = Sheet(width=SHAPE.width, height=SHAPE.height, bleed=SHAPE.bleed)
    marks = list(crop_lines(sheet))
    (x0, y0, x1, y1), (left, low, right, high) = sheet.trim, sheet.bleed_box
    assert len(set(marks)) == 8
    for ax, ay, bx, by in marks:
        assert (ay == by and ay in (y0, y1)) or (ax == bx and ax in (x0, x1)), "on a trim line"
        across = max(ax, bx) < left or min(ax, bx) > right
        assert across or max(ay, by) < low or min(ay, by) > high, "outside the bleed"
        assert all(0 < v < sheet.media[2] for v in (ax, bx))
        assert all(0 < v < sheet.media[3] for v in (ay, by))


def test_page_labels_begin_again_with_the_body():
    """Pages before the body are i, ii…; the body begins with 1."""
    for first, labels in ((1, ["i", "1", "2"]), (0, ["1", "2", "3"]), (2, ["i", "ii", "1"])):
        facts = Facts(title="书", language="zh-Hans", authors=(), body_page=first, day=None)
        assert [p.label for p in pages(finish_screen(drawn(tagged=True), facts))] == labels


def test_a_file_without_a_day_has_no_date():
    """Without a publication date nothing in the file is a date; with one, it is that."""
    from datetime import UTC, datetime

    for day in (None, datetime(2020, 3, 10, tzinfo=UTC)):
        facts = Facts(title="书", language="zh-Hans", authors=(), body_page=0, day=day)
        with pikepdf.open(io.BytesIO(finish_screen(drawn(tagged=True), facts))) as pdf:
            dates = [
                str(v) for k, v in pdf.docinfo.items() if str(k) in ("/CreationDate", "/ModDate")
            ]
            assert dates == ([] if day is None else ["D:20200310000000Z"] * 2)


def test_print_says_what_it_is():
    """Title, authors and producer are in the information dictionary of both editions."""
    for data in (finish_screen(drawn(tagged=True), ABOUT), printed()):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert str(pdf.docinfo["/Title"]) == "书"
            assert str(pdf.docinfo["/Author"]) == "甲; 乙"
            assert str(pdf.docinfo["/Producer"]) == "wenxuan"


# --- places ---------------------------------------------------------------------------------


def test_text_off_the_page_is_told_once_at_its_block():
    """PDF002 stands at the line that the block names, once for all cells of a table."""
    report, long = Report(), "A" * 400
    cells = f"<td>{long}</td><td>{long}</td>"
    source = document(
        f'<p data-line="7">甲</p><p data-line="9">{long}</p>'
        f'<table data-line="12"><tr>{cells}</tr></table>'
    )
    assert lay_out(source, report) is None
    assert [(d.code, d.span.line) for d in report] == [("PDF002", 9), ("PDF002", 12)]


def test_what_the_log_names_is_told_at_its_block():
    """A refused picture and a dead link stand at the line of the block that holds them."""
    body = '<p data-line="3">甲</p>\n<p data-line="5"><a href="#nowhere">乙</a></p>'
    report = Report()
    laid = lay_out(document(body), report)
    if laid is not None:
        draw(laid, "small", report, tagged=False)
    assert place_of("No anchor #nowhere for", body, "a.md") == Span("a.md", 5)
    assert place_of("No anchor #elsewhere for", body, "a.md") == Span("a.md")
    assert [(d.code, d.message("zh")) for d in report] == [
        ("PDF001", "排版：引用 #nowhere 没有着落")
    ]
