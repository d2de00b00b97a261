"""The composer at work wherever text stands: lists, tables, notes, floats, columns, headings."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pikepdf
import pytest
from weasyprint import HTML
from weasyprint.layout import inline

from ruler import LEFT, SIZE, TOLERANCE, faces, page, set_text
from wenxuan.composer import ComposerSettings, compose, composing, repeats

LONG = "中国文字，排版国永。“中国”文字A排版12国永（中国）文字、排版国永中国文字" * 3
MARKS = "，。”）、"


def operators(setting) -> int:
    """How many operators show text."""
    with pikepdf.open(BytesIO(setting.data)) as pdf:
        return pdf.pages[0].Contents.read_bytes().count(b"TJ")


def ends(lines, right: float) -> list[float]:
    """How far each line's end is from ``right`` em, in pt, a trimmed mark counted as half."""
    found = []
    for line in lines:
        trimmed = line[-1].size / 2 if line[-1].char in MARKS else 0
        found.append(line[-1].right - trimmed - LEFT - right * SIZE)
    return found


@pytest.mark.parametrize(("body", "measure", "left"), [
    (f"<ul><li>{LONG}</li></ul>", 20.4, 3),
    (f"<blockquote>{LONG}</blockquote>", 20.4, 2),
    (f"<dl><dt>中国</dt><dd>{LONG}</dd></dl>", 20.4, 2),
])
def test_blocks_are_flush(body: str, measure: float, left: float) -> None:
    """In lists, quotations and definitions every full line ends at the block's right edge."""
    css = (
        "ul { margin: 0; padding: 0 0 0 3em; list-style: none } dl { margin: 0 }"
        "dd { margin: 0 0 0 2em } blockquote { margin: 0 0 0 2em }"
    )
    lines = set_text(body, measure=measure, css=css).lines
    full = [line for line in lines if line[0].x < LEFT + (left + 0.1) * SIZE][:-1]
    assert len(full) > 3
    assert all(abs(end) < TOLERANCE for end in ends(full[1:], measure))


def test_table_column_is_as_wide_as_the_composed_text() -> None:
    """A column shrunk to its text counts our gaps: 中A国12文 is 5.5 em wide."""
    css = "table { border-spacing: 0 } td { padding: 0 }"
    body = "<table><tr><td>中A国12文</td><td>中国</td></tr></table>"
    setting = set_text(body, measure=30, css=css)
    assert setting.texts == ["中A国12文中国"]
    assert setting.starts()[-2:] == [5.5, 6.5]


def test_table_cell_is_flush() -> None:
    """Text in a cell of a given width ends at the cell's edge."""
    css = "table { border-spacing: 0 } td { padding: 0; width: 153pt }"
    setting = set_text(f"<table><tr><td>{LONG}</td></tr></table>", measure=30, css=css)
    assert all(abs(end) < TOLERANCE for end in ends(setting.lines[:-1], 15.3))


@pytest.mark.parametrize("body", ["中A国12文", "中<b>A</b>国。”文", "（中）国"])
def test_shrink_to_fit_box_holds_its_text_on_one_line(body: str) -> None:
    """A float's width is the composed width of its text: gaps added, squeezes subtracted."""
    css = "div { float: left } b { font-weight: normal }"
    setting = set_text(f"<div>{body}</div>", measure=30, css=css)
    assert len(setting.lines) == 1


def test_text_beside_a_float_is_flush() -> None:
    """Beside a float the lines end at the measure, and below it they take the whole measure."""
    css = "div { float: left; width: 60pt; height: 50pt }"
    setting = set_text(f"<div></div><p>{LONG}</p>", measure=20.4, css=css)
    assert setting.starts(0)[0] == 6
    assert setting.starts(2)[0] == 6
    assert setting.starts(3)[0] in (0, -0.5)
    assert all(abs(end) < TOLERANCE for end in ends(setting.lines[:-1], 20.4))


def test_columns_are_flush() -> None:
    """In two columns each line ends at its own column's edge."""
    css = "main { columns: 2; column-gap: 20pt }"
    setting = set_text(f"<p>{LONG}{LONG}</p>", measure=30.8, css=css)
    for line in setting.lines[:-2]:
        left = [glyph for glyph in line if glyph.x < LEFT + 14.3 * SIZE]
        right = [glyph for glyph in line if glyph.x >= LEFT + 15.9 * SIZE]
        assert all(abs(end) < TOLERANCE for end in ends([left], 14.4))
        assert not right or all(abs(end) < TOLERANCE for end in ends([right], 30.8))


def test_footnote_is_composed_and_its_call_sticks() -> None:
    """A note's text is flush, and its call follows the text before it without a gap."""
    css = (
        ".n { float: footnote } ::footnote-call { font-size: 6pt; vertical-align: baseline;"
        "line-height: 0 } @page { @footnote { width: 204pt } }"
    )
    body = f"<p>中国文字<span class=n>{LONG}</span>，排版国永</p>"
    setting = set_text(body, measure=20.4, css=css)
    call = next(g for g in setting.lines[0] if g.char == "1")
    before = max((g for g in setting.lines[0] if g.x < call.x), key=lambda glyph: glyph.x)
    assert call.x == pytest.approx(before.right, abs=TOLERANCE)
    assert all(abs(end) < TOLERANCE for end in ends(setting.lines[1:-1], 20.4))


def test_heading_lines_are_balanced() -> None:
    """A centered heading of three lines has lines of nearly one length."""
    css = "h1 { font-size: 10pt; line-height: 2; font-weight: 400; text-align: center; margin: 0 }"
    body = "<h1>中国文字排版国永中国文字排版国永中国文字</h1>"
    lengths = [len(text) for text in set_text(body, measure=9, css=css).texts]
    assert max(lengths) - min(lengths) <= 1
    loose = set_text(body, measure=9, css=css, settings=ComposerSettings(balance=False))
    assert [len(text) for text in loose.texts] == [9, 9, 2]


@pytest.mark.parametrize(("align", "start"), [("left", 0), ("center", 2), ("right", 4)])
def test_alignment(align: str, start: float) -> None:
    """Text that is not justified is set solid at the edge it is aligned to."""
    css = f"p {{ text-align: {align} }}"
    setting = set_text("<p>中国文字</p>", measure=8, css=css)
    assert setting.starts()[0] == start
    assert setting.pitches() == [1, 1, 1]


@pytest.mark.parametrize("inner", [
    "<span style='font-family: serif'>中国</span>", "<sup>1</sup>", "<sub>2</sub>",
    "<sup class=big>A</sup>", "<sub class=big>A</sub>",
    "<small>中国</small>", "<b>A</b>",
])
def test_grid_is_exact_whatever_stands_in_the_line(inner: str) -> None:
    """Baselines stay 20 pt apart with other fonts, raised and smaller text in the line."""
    body = f"<p>中国文字排版国永中{inner}国文字排版国永中国文字排版国永</p>"
    setting = set_text(body, measure=8, css="sup, sub { font-size: 6pt } .big { font-size: 9pt }")
    tall = sorted({round(g.y, 2) for line in setting.lines for g in line if g.size > 9.9},
                  reverse=True)
    deltas = [round(a - b, 2) for a, b in pairwise(tall)]
    assert set(deltas) == {20.0}


def test_indent_and_edges_of_inline_boxes_count() -> None:
    """Padding of an inline box is inside the measure: the line is still flush."""
    css = "code { padding: 0 3pt; border: 1pt solid; font-family: grid; font-size: 10pt }"
    setting = set_text(f"<p>中国<code>AB</code>{LONG}</p>", measure=15.3, css=css)
    assert all(abs(end) < TOLERANCE for end in ends(setting.lines[:-1], 15.3))
    a = next(g for g in setting.lines[0] if g.char == "A")
    assert setting.em(a.x) == pytest.approx(2 + 0.25 + 0.4, abs=0.3)


def test_object_in_a_line_counts_with_its_width() -> None:
    """An inline block of 1.5 em stands like a character; the line is flush."""
    css = "i { display: inline-block; width: 15pt; height: 5pt }"
    setting = set_text(f"<p>中国<i></i>文字{LONG}</p>", measure=15.3, css=css)
    assert setting.starts()[2] >= 3.5
    assert all(abs(end) < TOLERANCE for end in ends(setting.lines[:-1], 15.3))


def test_positioned_child_follows_its_place() -> None:
    """An absolutely positioned child of a relative span stands above the span's own place."""
    css = (
        "span { position: relative } span i { position: absolute; left: 0; top: -10pt;"
        "font-style: normal; font-size: 5pt; line-height: 1; text-indent: 0 }"
    )
    setting = set_text("<p>中A国<span>文<i>b</i></span>字</p>", measure=20, css=css)
    base = next(g for line in setting.lines for g in line if g.char == "文")
    reading = next(g for line in setting.lines for g in line if g.char == "b")
    assert reading.x == pytest.approx(base.x, abs=TOLERANCE)
    assert reading.y > base.y + 5


def test_paragraph_over_two_pages_keeps_its_plan() -> None:
    """A paragraph cut by the page break has the lines it has when it is not cut."""
    whole = set_text(f"<p>{LONG * 3}</p>", measure=15.3).texts
    cut = set_text(f"<p>{LONG * 3}</p>", measure=15.3, css="@page { size: 800pt 140pt }").texts
    assert cut == whole


def test_letter_spacing_is_between_letters_only() -> None:
    """A spaced line ends with its last letter, not with a space after it."""
    css = "p { letter-spacing: 10pt; text-align: right }"
    setting = set_text("<p>目录</p>".replace("目录", "中国"), measure=8, css=css)
    assert setting.starts() == [5, 7]


@pytest.mark.parametrize(("body", "reason"), [
    ("<pre>中国  文字</pre>", "white-space"),
    ("<p dir=rtl style='direction: rtl'>中国文字</p>", "right to left"),
    ("<p>中国עברית</p>", "script or control character"),
    ("<p>plain English text</p>", "no CJK text"),
])
def test_what_is_left_to_weasyprint_is_counted(body: str, reason: str) -> None:
    """Text outside the composer's trade is set by WeasyPrint and named in the report."""
    lang = "en" if "English" in body else "zh-Hans"
    setting = set_text(body, measure=20, lang=lang)
    assert setting.report is not None
    assert setting.report.left[reason] >= 1
    assert setting.lines


def test_tagged_pdf_has_every_line_in_its_structure() -> None:
    """With tags each composed text box is marked content with an id."""
    with composing():
        data = HTML(string=page(f"<p>{LONG}</p>", measure=15.3, lang="zh-Hans")).write_pdf(
            pdf_tags=True, font_config=faces()
        )
    assert data is not None
    with pikepdf.open(BytesIO(data)) as pdf:
        operators = [
            operands[1] for operands, operator in pikepdf.parse_content_stream(pdf.pages[0])
            if str(operator) == "BDC" and "/MCID" in operands[1]
        ]
    assert len(operators) >= 7


def test_boxes_without_text_stay_with_their_neighbor() -> None:
    """An absolutely positioned child at the end of a span is drawn with the span's last line."""
    css = (
        "span { position: relative } span i { position: absolute; left: 0; top: -10pt;"
        "font-style: normal; font-size: 5pt; text-indent: 0 }"
    )
    body = "<p>中国文字<b><span>排版国永<i>b</i></span></b>中国文字排版</p>"
    setting = set_text(body, measure=8, css=css)
    assert "".join(setting.texts).count("b") == 1


def test_contents_line_with_a_leader() -> None:
    """Text before a leader is composed, and the page number stands at the measure."""
    css = "p::after { content: leader('.') '12' }"
    setting = set_text("<p>中国A文字</p>", measure=20, css=css)
    assert setting.texts[0].startswith("中国A文字...")
    assert setting.lines[0][-1].right == pytest.approx(LEFT + 200, abs=TOLERANCE)
    a = next(glyph for glyph in setting.lines[0] if glyph.char == "A")
    assert setting.em(a.x) == pytest.approx(2.25)


@pytest.mark.parametrize("sign", [".", "..", "-"])
def test_a_leader_is_one_text(monkeypatch: pytest.MonkeyPatch, sign: str) -> None:
    """The signs of a leader are shown at once, each where WeasyPrint puts it by itself."""
    css = f"p::after {{ content: leader('{sign}') '12' }}"
    body = "<p>中国文字</p><p>中国A文字文字</p>"
    joined = set_text(body, measure=20.3, css=css)
    monkeypatch.setattr(compose, "lead", lambda *given: inline.handle_leader(*given[:3]))
    apart = set_text(body, measure=20.3, css=css)
    assert operators(joined) < operators(apart)
    assert joined.texts == apart.texts
    for ours, theirs in zip(joined.lines, apart.lines, strict=True):
        assert [g.x for g in ours] == pytest.approx([g.x for g in theirs], abs=TOLERANCE)
        assert [g.y for g in ours] == pytest.approx([g.y for g in theirs], abs=TOLERANCE)


ENTRIES = (
    "<p>中国<a>甲</a></p><p>中国文字<a>甲</a></p><p class='roman'>中国文<a>甲</a></p>"
    "<p>中A国<a>乙乙</a></p><div><p>中国<a>甲</a></p></div><p>中国<a><i>甲</i>乙</a></p>"
    "<p>国<a><i>甲</i>乙</a></p><p>文字<a><b>甲</b>乙</a></p><p>文字文<a><b>甲</b>乙</a></p>"
)
SLOTS = (
    "p::after { content: leader('·') } p { margin: 0; text-align-last: left } div { width: 9em }"
    "a { display: inline-block; width: 30%; margin-left: 1em; text-align: right }"
    ".roman { font-size: 8pt } b { position: relative; left: 0.5em }"
)


def test_what_is_alike_in_a_contents_list_is_laid_out_once(monkeypatch: pytest.MonkeyPatch):
    """Slots and leaders stand where each would stand by itself, in whatever line or measure."""
    laid, lay = [], repeats.seams.split_inline_level
    monkeypatch.setattr(
        repeats.seams, "split_inline_level", lambda *given: laid.append(given[1]) or lay(*given)
    )
    once, count = set_text(ENTRIES, measure=20.3, css=SLOTS), len(laid)
    monkeypatch.setattr(repeats.Repeats, "lay", lambda *_: None)
    apart = set_text(ENTRIES, measure=20.3, css=SLOTS)
    assert count < len(laid) - count - 10
    assert once.texts == apart.texts
    for ours, theirs in zip(once.lines, apart.lines, strict=True):
        assert [g.x for g in ours] == pytest.approx([g.x for g in theirs], abs=1e-6)
        assert [g.y for g in ours] == pytest.approx([g.y for g in theirs], abs=1e-6)


def test_lines_that_cannot_be_fitted_are_named() -> None:
    """A word wider than its line is reported as overfull, with its text."""
    setting = set_text("中国文字internationalization中国", measure=8)
    assert setting.report is not None
    assert setting.report.overfull == ["internationalization"]
