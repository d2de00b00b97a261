"""Groups J, K and L6: readings, dots, lines under names, inline notes, by glyph and path."""

from __future__ import annotations

from itertools import pairwise

import pymupdf
import pytest

from ruler import LEFT, SIZE, TOLERANCE, Set, set_text
from wenxuan.composer import roles

CSS = """
p { text-indent: 0 } b { font-weight: normal }
.ruby { position: relative; white-space: nowrap }
.rt { position: absolute; left: -6em; right: -6em; top: -.5em; text-align: center; text-indent: 0;
  line-height: 0; white-space: nowrap }
.rt > span { font-size: 0.5em; line-height: 0 }
.warichu { font-size: 0.5em; line-height: 0 }
.dot { position: relative }
.dot::after { content: ""; position: absolute; left: 50%; margin-left: -0.09em; bottom: -0.36em;
  width: 0.18em; height: 0.18em; background: black; border-radius: 50%; line-height: 0 }
.dots:lang(ja) .dot::after { bottom: auto; top: -0.4em }
.name { text-decoration: underline; text-decoration-thickness: 0.5pt }
.work { text-decoration: underline wavy; text-decoration-thickness: 0.5pt }
"""
HAN = "中国文字排版国永"


def ruby(base: str, reading: str) -> str:
    """Markup of one base with its reading."""
    return f'<span class="ruby">{base}<span class="rt"><span>{reading}</span></span></span>'


def note(text: str) -> str:
    """Markup of an inline note."""
    return f'<span class="warichu">{text}</span>'


def composed(body: str, measure: float = 20, **more) -> Set:
    """A paragraph with annotations."""
    css = CSS + more.pop("css", "")
    return set_text(f"<p>{body}</p>", measure=measure, css=css, **more)


def big(setting: Set) -> list:
    """Glyphs of text size in reading order."""
    return [glyph for line in setting.lines for glyph in line if glyph.size > SIZE * 0.75]


def small(setting: Set) -> list:
    """Glyphs of half size in reading order."""
    return [glyph for line in setting.lines for glyph in line if glyph.size < SIZE * 0.75]


def text_lines(setting: Set) -> list[str]:
    """Lines of glyphs of text size."""
    rows: dict[float, str] = {}
    for glyph in big(setting):
        rows[round(glyph.y, 1)] = rows.get(round(glyph.y, 1), "") + glyph.char
    return list(rows.values())


# --- readings -----------------------------------------------------------------------------


@pytest.mark.parametrize(("base", "reading"), [("中", "zi"), ("中", "zhong"), ("中国", "zhong"),
                                               ("中国", "zhongguozhong"), ("あ", "かな")])
def test_k2_reading_is_centered_and_half_size(base: str, reading: str) -> None:
    """The middle of the reading is the middle of its base; its type is half as large."""
    setting = composed(f"文字排{ruby(base, reading)}版国永")
    above = small(setting)
    over = [g for g in big(setting) if g.char in base][:len(base)]
    assert "".join(g.char for g in above) == reading
    assert {round(g.size, 3) for g in above} == {SIZE / 2}
    middle = (over[0].x + over[-1].right) / 2
    assert (above[0].x + above[-1].right) / 2 == pytest.approx(middle, abs=TOLERANCE)
    assert above[0].y > over[0].y + 0.8 * SIZE


def test_k2_short_readings_move_nothing() -> None:
    """A reading no wider than its base, or hanging over free neighbors, leaves the pitch."""
    for reading in ("zi", "hao", "zhuan"):
        setting = composed(f"文字{ruby('中', reading)}国永")
        pitches = {round(b.x - a.x, 2) for a, b in pairwise(big(setting))}
        assert pitches == {SIZE}


def test_k2_neighbors_are_a_quarter_apart() -> None:
    """Between two long readings a quarter of their size is left, and the bases make room."""
    setting = composed(f"文{ruby('中', 'zhuang')}{ruby('国', 'chuang')}字")
    above = small(setting)
    assert above[6].x - above[5].right == pytest.approx(SIZE / 8, abs=TOLERANCE)
    assert big(setting)[2].x - big(setting)[1].x > SIZE


def test_k2_control_readings_collide_without_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the composer is not told that a span is ruby, the two readings overlap."""
    monkeypatch.setattr(roles, "_ROLES", {})
    above = small(composed(f"文{ruby('中', 'zhuang')}{ruby('国', 'chuang')}字"))
    second = next(i for i, g in enumerate(above) if g.char == "c")
    assert above[second].x < max(g.right for g in above[:second])


def test_k2_readings_that_hang_over_one_character_stay_apart() -> None:
    """Two readings on both sides of one Han hang over it and still do not touch."""
    setting = composed(f"文{ruby('中', 'zhuangg')}字{ruby('国', 'chuangg')}字")
    above = small(setting)
    assert above[7].x - above[6].right >= SIZE / 8 - TOLERANCE


@pytest.mark.parametrize("mark", "，。、")
def test_k2_hanging_over_a_mark_counts_its_ink_only(mark: str) -> None:
    """Readings beside a mark stay apart though the mark may lose its blank."""
    setting = composed(f"{ruby('中', 'zhuangg')}{mark}{ruby('国', 'chuangg')}" + HAN * 2, 10.4)
    above = small(setting)
    assert above[7].x - above[6].right >= SIZE / 8 - TOLERANCE


def test_k5_japanese_reading_hangs_over_kana_only() -> None:
    """Beside Han the base makes room for the whole reading; beside kana it does not."""
    han = big(composed(f"文{ruby('中', 'ちゅうう')}字", lang="ja"))
    assert han[1].x - han[0].right == pytest.approx(SIZE / 2, abs=TOLERANCE)
    kana = big(composed(f"あ{ruby('中', 'ちゅう')}い", lang="ja"))
    assert kana[1].x - kana[0].right == pytest.approx(0, abs=TOLERANCE)


def test_k5_control_reading_hangs_over_han_in_chinese() -> None:
    """The same reading in Chinese hangs over the Han beside it, which makes no room for it."""
    han = big(composed(f"文{ruby('中', 'ちゅう')}字"))
    assert han[1].x - han[0].right == pytest.approx(0, abs=TOLERANCE)
    assert small(composed(f"文{ruby('中', 'ちゅう')}字"))[0].x < han[1].x


def test_k5_control_base_is_solid_without_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a base is not opened, its characters stand solid under a reading twice as long."""
    monkeypatch.setattr("wenxuan.composer.interlinear._open_base", lambda spaced, reading: None)
    glyphs = big(composed(f"文{ruby('中国', 'zhongguozhongguo')}字"))
    assert glyphs[2].x - glyphs[1].right == pytest.approx(0, abs=TOLERANCE)


def test_k2_long_reading_spreads_a_base_of_several_characters() -> None:
    """Between the characters of the base goes twice what goes outside them."""
    setting = composed(f"文{ruby('中国', 'zhongguozhongguo')}字")
    glyphs = big(setting)
    inner = glyphs[2].x - glyphs[1].right
    outer = glyphs[1].x - small(setting)[0].x
    assert inner > 0.5 * SIZE
    assert outer == pytest.approx(0.4375 * SIZE + inner / 2, abs=0.1)


@pytest.mark.parametrize("measure", [5, 6, 7, 8.4, 9])
def test_k2_reading_goes_with_its_base(measure: float) -> None:
    """Wherever lines end, each reading is above its own base, and inside the measure."""
    setting = composed(f"中国文字{ruby('排', 'zhuang')}{ruby('版国', 'banguo')}永中国文字", measure)
    above = small(setting)
    for base, first, count in (("排", "z", 6), ("版", "b", 6)):
        over = next(g for g in big(setting) if g.char == base)
        at = next(i for i, g in enumerate(above) if g.char == first)
        assert {round(g.y - over.y, 2) for g in above[at:at + count]} == {
            round(above[0].y - next(g for g in big(setting) if g.char == "排").y, 2)}
        assert above[at].x >= LEFT - TOLERANCE
        assert above[at + count - 1].right <= LEFT + measure * SIZE + TOLERANCE
    assert any("版国" in line for line in text_lines(setting))


def test_f3_annotations_keep_the_grid() -> None:
    """Lines with readings, dots, names and notes are exactly as far apart as lines without."""
    body = (
        f"{HAN}{ruby('中', 'zhong')}{HAN}<span class=dots><span class=dot>国</span></span>{HAN}"
        f"<span class=name>文字</span>{HAN}{note('中国文字排版国永')}{HAN}"
    )
    setting = composed(body, 8)
    baselines = sorted({round(g.y, 3) for g in big(setting)}, reverse=True)
    assert {round(a - b, 2) for a, b in pairwise(baselines)} == {20.0}


@pytest.mark.parametrize("measure", [7, 8, 8.5, 9.3])
def test_annotations_change_no_break_and_no_squeeze(measure: float) -> None:
    """Dots, names and short readings leave every glyph of the text where it was."""
    plain = "中国“文字”排版，国永（中国）文字《排版》国永12年中国，文字。排版国永"
    marked = (
        f"中国“<span class=name>文字</span>”排{ruby('版', 'ban')}，国永（<span class=dots>"
        "<span class=dot>中</span><span class=dot>国</span></span>）文字《<span class=work>"
        f"排版</span>》国永12年{ruby('中', 'zhon')}国，文字。排版国永"
    )
    one, two = composed(plain, measure), composed(marked, measure)
    assert text_lines(one) == text_lines(two)
    assert [g.x for g in big(one)] == pytest.approx([g.x for g in big(two)], abs=TOLERANCE)


# --- dots and lines -----------------------------------------------------------------------


def dots(setting: Set) -> list[tuple[float, float]]:
    """Middle, in pt from the bottom left, of every filled shape smaller than half an em."""
    with pymupdf.open(stream=setting.data) as document:
        height = document[0].rect.height
        boxes = [item["rect"] for item in document[0].get_drawings() if item["type"] == "f"]
    return [
        ((box.x0 + box.x1) / 2, height - (box.y0 + box.y1) / 2)
        for box in boxes if box.width < SIZE / 2
    ]


@pytest.mark.parametrize("measure", [20, 4.3])
def test_j1_dot_is_centered_below_its_character(measure: float) -> None:
    """Each dot's middle is the character's middle, below its em box, on stretched lines too."""
    body = "文字<span class=dots><span class=dot>中</span><span class=dot>国</span></span>文字排版"
    setting = composed(body, measure)
    under = [g for g in big(setting) if g.char in "中国"]
    found = dots(setting)
    assert len(found) == 2
    for glyph, (x, y) in zip(under, found, strict=True):
        assert x == pytest.approx(glyph.x + glyph.advance / 2, abs=0.1)
        assert glyph.y - 0.5 * SIZE < y < glyph.y - 0.12 * SIZE


def test_j2_japanese_dot_is_above() -> None:
    """In Japanese the dot stands above the em box of its character."""
    setting = composed("文<span class=dots lang=ja><span class=dot>中</span></span>字")
    ((_, y),) = dots(setting)
    assert y > big(setting)[0].y + 0.88 * SIZE


def lines(setting: Set) -> list[tuple[float, float, bool]]:
    """Left and right end, in pt, of every stroked line, and whether it is a curve."""
    with pymupdf.open(stream=setting.data) as document:
        return [
            (min(xs), max(xs), any(item[0] == "c" for item in drawing["items"]))
            for drawing in document[0].get_drawings() if drawing["type"] == "s"
            for xs in [[p.x for item in drawing["items"] for p in (item[1], item[-1])]]
        ]


def test_j4_lines_of_neighbors_are_apart() -> None:
    """Two names side by side have two lines, a fifth of an em apart; the text is not moved."""
    setting = composed("文<span class=name>中国</span><span class=name>排版</span>字")
    (_, first, _), (second, _, _) = lines(setting)
    assert second - first == pytest.approx(0.2 * SIZE, abs=TOLERANCE)
    assert {round(b.x - a.x, 2) for a, b in pairwise(big(setting))} == {SIZE}


def test_j4_control_lines_touch_without_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where names play no role their lines meet."""
    monkeypatch.setattr(roles, "_ROLES", {})
    setting = composed("文<span class=name>中国</span><span class=name>排版</span>字")
    (_, first, _), (second, _, _) = lines(setting)
    assert second - first == pytest.approx(0, abs=TOLERANCE)


def test_j4_title_is_wavy_and_name_is_straight() -> None:
    """The line under a title is made of curves that rise by a twentieth of an em, or more."""
    setting = composed("文<span class=work>中国</span>字<span class=name>排版</span>")
    assert [curved for *_, curved in lines(setting)] == [True, False]
    with pymupdf.open(stream=setting.data) as document:
        wave = document[0].get_drawings()[0]
        ys = [point.y for item in wave["items"] for point in item[1:]]
    assert max(ys) - min(ys) > 0.1 * SIZE


# --- inline notes -------------------------------------------------------------------------


def rows(setting: Set) -> list[str]:
    """Text of each row of small type from the top."""
    found: dict[float, str] = {}
    for glyph in small(setting):
        found[round(glyph.y, 2)] = found.get(round(glyph.y, 2), "") + glyph.char
    return [found[y] for y in sorted(found, reverse=True)]


@pytest.mark.parametrize("text", ["中国文字排版国永", "中国文字排版国", "中国文字排版，国永中国文",
                                  "中国文字，排版国永中国文字。"])
def test_l6_note_in_one_line_is_one_pair_of_rows(text: str) -> None:
    """The upper row is read whole, then the lower; they differ by one character at most."""
    setting = composed(f"文字{note(text)}排版")
    upper, lower = rows(setting)
    assert upper + lower == text
    assert abs(len(upper) - len(lower)) <= 2
    assert not lower.startswith(("，", "。"))


def test_l6_rows_fill_the_em_box() -> None:
    """The rows' em boxes are the two halves of the em box of the text, without a gap."""
    setting = composed(f"文字{note('中国文字排版')}排版")
    text = big(setting)[0].y
    upper, lower = sorted({round(g.y - text, 3) for g in small(setting)}, reverse=True)
    assert upper - lower == pytest.approx(SIZE / 2, abs=0.01)
    assert lower - 0.12 * SIZE / 2 == pytest.approx(-0.12 * SIZE, abs=0.01)


def test_l6_note_takes_half_of_its_length() -> None:
    """Eight characters of note take two ems of the line, and the text goes on without a gap."""
    glyphs = big(composed(f"文字{note('中国文字排版国永')}排版"))
    assert glyphs[2].x - glyphs[1].right == pytest.approx(2 * SIZE, abs=TOLERANCE)


@pytest.mark.parametrize("measure", [7, 7.5, 8.3, 9])
def test_l6_note_is_cut_only_where_the_line_is(measure: float) -> None:
    """A note over two lines is two pairs of rows of equal length, read in order, flush."""
    text = "甲乙丙丁说重要后天届文标题很长需要分成两行并且"
    setting = composed(f"中国文字{note(text)}排版国永中国文字", measure)
    found = rows(setting)
    assert "".join(found) == text
    assert len(found) in (4, 6)
    for upper, lower in zip(found[::2], found[1::2], strict=True):
        assert 0 <= len(upper) - len(lower) <= 1
    edge = LEFT + measure * SIZE
    first = [g for g in small(setting) if g.y > small(setting)[0].y - 6]
    assert max(g.right for g in first) == pytest.approx(edge, abs=TOLERANCE)


def test_l6_control_note_is_one_row_without_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the composer knows no inline notes the note is one row of small type."""
    monkeypatch.setattr(roles, "_ROLES", {})
    assert len(rows(composed(f"文字{note('中国文字排版')}排版"))) == 1


def test_l6_text_is_the_same_with_and_without_the_composer() -> None:
    """Switching the composer off changes no character of the note or of the reading."""
    body = f"文字{note('中国文字')}{ruby('排', 'pai')}版"
    one, two = composed(body), composed(body, plain=True)
    assert sorted("".join(one.texts)) == sorted("".join(two.texts))
