"""The glyph proof of jobs: what the pages draw is what the model says."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from proof_book import book, codes, house

from press_tools import article, call, pages
from wenxuan.proof.drawing import Shown
from wenxuan.proof.faces import Face
from wenxuan.proof.job import _words
from wenxuan.proof.order import Place, _mended
from wenxuan.proof.overlaps import overlaps
from wenxuan.proof.typecase import TypeCase

FONTS = Path(__file__).resolve().parents[2] / "fonts"

COVER = """
.poem { position: relative }
.poem::after {
  content: ''; background: gray; position: absolute; left: 0; top: 0; width: 100%; height: 100%;
}
"""
STYLES = {
    "a paragraph is not displayed": ("article p:nth-of-type(1) { display: none }", "PRF001"),
    "a heading is hidden": (".s1 { visibility: hidden }", "PRF001"),
    "a note is not displayed": (".footnote { display: none }", "PRF001"),
    "text is cut by its box": (".poem { height: 10pt; overflow: hidden }", "PRF005"),
    "text is as white as the page": (".byline { color: white }", "PRF006"),
    "text is transparent": ("em, strong { color: transparent }", "PRF006"),
    "black text on black": ("td { background: black !important; color: black }", "PRF006"),
    "lines are set on each other": (
        ".poem p, .poem p + p { line-height: 2pt; margin: 0 }",
        "PRF007",
    ),
    "text leaves the type area": ("pre { white-space: pre; margin-left: 82mm }", "PRF005"),
    "capitals are made of small letters": (":lang(zh) p { text-transform: uppercase }", "PRF002"),
    "a box is laid over the text": (COVER, "PRF006"),
    "a heading is laid over the text": (".s1 { margin-top: -60pt }", "PRF007"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STYLES)
def test_a_style_that_loses_text_is_an_error(tmp_path, name):
    """A style sheet cannot lose, cut, hide or pile up text without an error."""
    css, code = STYLES[name]
    folder = book(tmp_path, house(tmp_path, "bad", css))
    done = call("build", folder, "--out", tmp_path / "build", "-e", "screen", "-j", "1")
    assert code in codes(done.stderr), done.stderr
    assert done.returncode == 1
    assert not list((tmp_path / "build" / "river").glob("*.pdf"))


def test_text_may_stand_in_a_gap_that_a_blank_fills():
    """Zhuyin may stand in the gap behind its character, which a blank fills, and not on it."""
    base = Shown(0, "song", (1, 2), 70.0, 415.0, 85.75, 10.5, None, None)
    beside = Shown(1, "song", (3,), 80.74, 416.2, 83.89, 3.15, None, None)
    within = Shown(2, "song", (3,), 76.0, 416.2, 79.15, 3.15, None, None)
    ink = {id(base): (70.0, 80.5)}
    for one in (beside, within):
        ink[id(one)] = (one.x, one.right)
    assert overlaps([base, beside], lambda s: ink[id(s)]) == []
    assert overlaps([base, beside]) == [(base, beside)]
    assert overlaps([base, within], lambda s: ink[id(s)]) == [(base, within)]


def test_the_blank_half_of_a_mark_leaves_no_ink():
    """Half-size text may stand in the blank half of a mark before or behind it, not on a Han."""
    path = next(font for font in sorted(FONTS.glob("*.ttf")) if "Song" in font.name)
    face = Face(path)
    case = TypeCase({"song": face}, {})
    glyph = {c: face.font.get_nominal_glyph(ord(c)) for c in "（）。，文"}

    def shown(text: str, x: float, size: float) -> Shown:
        glyphs = tuple(glyph[c] for c in text)
        for one, character in zip(glyphs, text, strict=True):
            face.bare[one] = character
        return Shown(0, "song", glyphs, x, 100.0, x + len(text) * size, size, None, None)

    for mark in "）。":
        note = shown("文", 105.0, 5.0)
        assert overlaps([shown(f"文{mark}", 90.0, 10.0), note], case.ink) == []
    assert overlaps([shown("（文", 90.0, 10.0), shown("文", 90.0, 5.0)], case.ink) == []
    # A pair squeezed to one em across a tag: their advances overlap, their ink does not.
    pair = [shown("文，", 90.0, 10.0), shown("（文", 100.0, 10.0)]
    assert overlaps(pair, case.ink) == []
    assert len(overlaps(pair)) == 1
    assert len(overlaps([shown("文文", 90.0, 10.0), shown("文", 105.0, 5.0)], case.ink)) == 1


def test_a_head_on_a_later_page_says_what_heads_say():
    """A head that comes again may repeat its words and say （续表）; other words must be wanted."""

    class Case:
        def text(self, shown):
            return shown.font

    texts = [(0, "名称"), (1, "（续表）"), (1, "名称"), (1, "闲话")]
    places = [Place(page, n, "head", "main", 1) for n, (page, _) in enumerate(texts)]
    marked = [{}, {}]
    for n, (page, text) in enumerate(texts):
        marked[page][n] = [Shown(n, text, (1,), 0, 0, 1, 9, None, None)]
    words = _words(places, marked, Case(), frozenset({"（续表）"}))["main"]
    assert [word.optional for word in words] == [False, True, True, False]


@pytest.mark.slow
def test_a_row_that_pages_divide_is_read_cell_by_cell(tmp_path):
    """Two cells longer than a page are proved, and each is whole in the tree of structure."""
    left, right = ("".join(f"{side}{n}句，" for n in range(500)) for side in "左右")
    rows = f"| 甲 | 乙 |\n|---|---|\n| 短 | 句 |\n| {left} | {right} |\n| 尾 | 声 |\n"
    folder = book(tmp_path, one=article(f"{rows}\n[](two.md)", "春江水暖"))
    (folder / "two.md").write_text(article("短文。", "夜航船"), encoding="utf-8")
    for verb in (("build",), ("check", "--full")):
        done = call(*verb, folder, "--out", tmp_path / "build")
        assert not [code for code in codes(done.stderr) if code.startswith("PRF")], done.stderr
    with pikepdf.open(tmp_path / "build" / "river" / "river.pdf") as pdf:
        found = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
        cells = [o for o in found if o.get("/S") == "/TD"]
        pages_of = [{k.Pg.objgen for k in c.K if not isinstance(k, int)} for c in cells]
    assert sum(len(pages) > 0 for pages in pages_of) == 2
    assert len(cells) == 6


@pytest.mark.slow
def test_a_clean_book_raises_no_alarm(tmp_path):
    """Ruby, dots, names, inline notes, lists, tables, notes of both kinds: all are drawn."""
    done = call("build", book(tmp_path), "--out", tmp_path / "build", "-j", "1")
    assert codes(done.stderr) == [], done.stderr
    assert done.returncode == 0


def test_a_list_that_begins_at_seven_prints_seven(tmp_path):
    """The numbers of list items are proved, and those of a list are what its author began with."""
    folder = book(tmp_path, one=article("7. 七\n8. 八\n\n[](two.md)", "春江水暖"))
    (folder / "two.md").write_text(article("短文。", "夜航船"), encoding="utf-8")
    done = call("build", folder, "--out", tmp_path / "build", "-e", "screen", "-j", "1")
    assert done.returncode == 0, done.stderr
    text = "".join(page.text for page in pages(tmp_path / "build" / "river" / "river.pdf"))
    assert "7." in text
    assert "8." in text


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["screen", "print"])
def test_a_document_laid_out_as_one_is_proved(tmp_path, edition):
    """`--whole` raises no alarm on a clean book, and finds the note that a style hides."""
    words = ("--out", tmp_path / "build", "-e", edition, "--whole")
    done = call("build", book(tmp_path / "good"), *words)
    assert done.returncode == 0, done.stderr
    bad = book(tmp_path / "bad", house(tmp_path / "bad", "bad", ".footnote { display: none }"))
    done = call("build", bad, *words)
    assert done.returncode == 1
    assert "PRF001" in codes(done.stderr), done.stderr


def test_a_head_may_come_first_on_a_later_page_of_its_table():
    """It is read first; （续表） may be said there, but never on the page where a table begins."""

    class Case:
        def text(self, shown):
            return shown.font

    texts = [(0, "main", 7, "甲"), (1, "head", 0, "（续表）"), (1, "head", 0, "名称"),
             (1, "main", 7, "乙"), (2, "head", 0, "名称")]  # fmt: skip
    places = _mended([Place(p, n, part, "main", 1, c) for n, (p, part, c, _) in enumerate(texts)])
    marked = [{}, {}, {}]
    for n, (page, *_, text) in enumerate(texts):
        marked[page][n] = [Shown(n, text, (1,), 0, 0, 1, 9, None, None)]
    words = _words(places, marked, Case(), frozenset({"（续表）"}))["main"]
    assert "".join(word.text for word in words if not word.optional) == "名称甲乙"
    begun = _words(places[:2], marked, Case(), frozenset({"（续表）"}))["main"]
    assert not begun[0].optional


@pytest.mark.slow
def test_a_row_taller_than_a_page_is_set_and_proved(tmp_path):
    """A first row of several pages drives its head to a later one; all is drawn, once."""
    folder = book(tmp_path)
    row = "".join(f"{n}、春汛来时两岸的人都在堤上。" for n in range(80))
    text = f"文。\n\n| 项 | 说明 |\n|---|---|\n| 甲 | {row} |\n| 乙 | 短 |\n\n## 节 {{#fig}}\n"
    (folder / "one.md").write_text(article(text), encoding="utf-8")
    for command in ("build", "check"):
        more = ("-e", "screen") if command == "build" else ()
        done = call(command, folder, "--out", tmp_path / "build", *more)
        assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_a_character_beyond_the_first_plane_is_read_before_a_gap(tmp_path):
    """PDFium reads no ActualText beyond the first plane: such a title is read before its leader."""
    folder = book(tmp_path)
    (folder / "two.md").write_text(article("正文[](one.md#fig)。", "论𬭸"), encoding="utf-8")
    done = call("build", folder, "--out", tmp_path / "build", "-e", "screen")
    assert done.returncode == 0, done.stderr
    file = pypdfium2.PdfDocument(tmp_path / "build" / "river" / "river.pdf")
    assert any("论𬭸 ·" in page.get_textpage().get_text_range() for page in file)
