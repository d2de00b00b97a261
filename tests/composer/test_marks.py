"""Groups B and C: widths of marks, squeeze, line edges, read from glyphs in the PDF."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from ruler import LEFT, SIZE, TOLERANCE, fonts, set_text
from wenxuan.composer import ComposerSettings

OFF = ComposerSettings(squeeze=False)
CLOSE, OPEN, PAUSE = "」』”’）》", "「『“‘（《", "、。，：；！？"


def width(body: str, lang: str = "zh-Hans", settings: ComposerSettings | None = None,
          font: str = "grid") -> float:
    """Advance of the marks between two Han, in em, on a line that is not justified."""
    starts = set_text(f"中{body}国", measure=40, lang=lang, settings=settings, font=font).starts()
    return round(starts[-1] - 1, 3)


@pytest.mark.parametrize("mark", OPEN + CLOSE + PAUSE)
def test_b1_mark_is_one_em(mark: str) -> None:
    """A mark between two Han is one em wide."""
    assert width(mark) == 1


@pytest.mark.parametrize("mark", "·–／/")
def test_b1_half_em_marks_are_half_an_em(mark: str) -> None:
    """GB sets interpunct, short connector and solidus in half an em, whatever the font has."""
    assert width(mark) == 0.5


@pytest.mark.parametrize("unit", ["——", "……", "⋯⋯"])
def test_b1_two_em_units(unit: str) -> None:
    """A dash and an ellipsis are two ems wide."""
    assert width(unit) == 2


PAIRS = (
    [a + b for a in OPEN for b in OPEN] + [a + b for a in CLOSE for b in CLOSE]
    + [a + b for a in CLOSE for b in OPEN] + [a + b for a in PAUSE for b in OPEN]
    + [a + b for a in PAUSE for b in CLOSE] + [a + b for a in CLOSE for b in PAUSE]
)


@pytest.mark.parametrize("pair", PAIRS)
def test_b2_adjacent_marks_share_one_and_a_half_em(pair: str) -> None:
    """Any two adjacent marks, one of them a bracket, are 1.5 em wide together."""
    assert width(pair) == 1.5


@pytest.mark.parametrize("pair", ["。”", "”，", "》、", "（《", "！”"])
def test_b2_control_pair_is_two_em_without_squeeze(pair: str) -> None:
    """With the squeeze off the pair is two ems wide."""
    assert width(pair, settings=OFF) == 2


@pytest.mark.parametrize(("chain", "em"), [("》、《", 2), ("。”）", 2), ("”，“", 2), ("（《“", 2),
                                           ("”））。", 2.5), ("，“《", 2)])
def test_b2_chains_are_squeezed_pair_by_pair(chain: str, em: float) -> None:
    """Each mark after the first adds half an em."""
    assert width(chain) == em


def test_b4_squeeze_comes_from_the_side_away_from_the_text() -> None:
    """The bracket stays tight to what it encloses: its distance to that Han is unchanged."""
    starts = set_text("中，“国”，文", measure=40).starts()
    comma, opener, inside, closer = starts[1:5]
    assert inside - opener == pytest.approx(1)
    assert closer - inside == pytest.approx(1)
    assert opener - comma == pytest.approx(0.5)


def test_b5_kaiming_keeps_only_sentence_marks_full() -> None:
    """开明式: comma and brackets take half an em, the full stop one."""
    kaiming = ComposerSettings(marks="kaiming")
    assert [width(mark, settings=kaiming) for mark in "，、；“”（）。！？"] == [0.5] * 7 + [1] * 3


def test_b5_line_end_style_squeezes_at_the_line_end_only() -> None:
    """行末半角式: pairs keep two ems, the mark at the line end half an em."""
    style = ComposerSettings(marks="line-end")
    assert width("。”", settings=style) == 2
    line = set_text("中国文字排版国，中国", measure=7.5, settings=style).lines[0]
    assert line[-1].char == "，"


@pytest.mark.parametrize(("run", "em"), [("？！", 1), ("！！", 1), ("？？", 1), ("！！！", 2)])
def test_b6_question_and_exclamation_share_an_em(run: str, em: float) -> None:
    """Two marks of surprise take one em, three take two."""
    assert width(run) == em


@pytest.mark.parametrize("mark", "！？")
def test_b7_centered_marks_of_taiwan_are_not_adjustable(mark: str) -> None:
    """In zh-Hant-TW only pairs of brackets are squeezed, ！ and ？ never."""
    assert width(f"{mark}」", "zh-Hant-TW", font="grid-tc") == 2
    assert width("」「", "zh-Hant-TW", font="grid-tc") == 1.5


def ink_of_comma(lang: str) -> float:
    """Center of the ink of ， in its em box."""
    setting = set_text("中国，文字", measure=3, lang=lang, font="grid-locl")
    glyph = setting.lines[0][-1]
    assert glyph.char == "，"
    with TTFont(fonts() / "grid-locl.ttf") as font:
        drawn = font["glyf"][font.getGlyphName(glyph.gid)]
        return (drawn.xMin + drawn.xMax) / 2000


def test_b8_comma_is_centered_in_traditional_chinese() -> None:
    """A face that has both forms shows the centered comma, which no closing mark squeezes."""
    assert ink_of_comma("zh-Hant-TW") == 0.5
    assert width("，」", "zh-Hant-TW", font="grid-locl") == 2


def test_b8_control_comma_is_in_the_corner_in_simplified_chinese() -> None:
    """The same file and text as zh-Hans: the comma is in the lower left and loses its blank."""
    assert ink_of_comma("zh-Hans") == 0.25
    assert width("，」", font="grid-locl") == 1.5


def test_b9_quotes_come_from_the_han_font_in_chinese_only() -> None:
    """Quotes around Han are one em wide; an apostrophe inside a word stays in the word."""
    assert width("“") == 1
    setting = set_text("中国it’s文字", measure=40)
    assert setting.texts == ["中国it’s文字"]


def test_b13_dash_is_one_line() -> None:
    """The second half of a dash begins where the first one's ink ends."""
    starts = set_text("中——国", measure=40).starts()
    assert starts[2] - starts[1] == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(("body", "em"), [
    ("《<em>中</em>》，", None), ("中<b>。</b>”国", 1.5), ("中”<i>，</i>国", 1.5),
    ("中（<b>《</b>国", 1.5),
])
def test_b17_squeeze_survives_inline_boundaries(body: str, em: float | None) -> None:
    """Marks on both sides of a tag are squeezed as if there were none."""
    css = "em, i, b { font-style: normal; font-weight: normal }"
    starts = set_text(f"<p>{body}</p>", measure=40, css=css).starts()
    assert starts[-1] - starts[0] == pytest.approx(1 + em if em else 2.5, abs=0.005)


def test_squeeze_of_the_font_is_not_added_to_ours() -> None:
    """A font with chws gives the same 1.5 em as one without."""
    assert width("。”", font="grid-chws") == width("。”") == 1.5


@pytest.mark.parametrize("mark", "、。，：；！？」』”’）》")
def test_c1_mark_at_the_line_end_is_half_an_em(mark: str) -> None:
    """The ink of the last mark ends at the measure: its origin is half an em before it."""
    line = set_text(f"中国文字排版国{mark}中国文字", measure=7.5).lines[0]
    assert line[-1].char == mark
    assert line[-1].x == pytest.approx(LEFT + 7 * SIZE, abs=TOLERANCE)


def test_c1_control_mark_keeps_its_em_without_trimming() -> None:
    """With trimming off the mark does not fit and drags a Han to the next line."""
    off = ComposerSettings(trim=False)
    setting = set_text("中国文字排版国，中国文字", measure=7.5, settings=off)
    assert not setting.texts[0].endswith("，")


OPENED = "中国文字排版国永（中国）文字排版中国文字"


def test_c2_opening_mark_at_the_line_start_loses_its_left_half() -> None:
    """The mark's origin lies half an em before the measure."""
    assert set_text(OPENED, measure=8).starts(1)[0] == -0.5


def test_c2_control_opening_mark_keeps_its_left_half() -> None:
    """In style full the same mark stands inside the measure."""
    full = ComposerSettings(line_start="full")
    assert set_text(OPENED, measure=8, settings=full).starts(1)[0] == 0


def test_c3_opening_mark_after_the_indent() -> None:
    """A paragraph's first bracket keeps its em by default."""
    css = "p { text-indent: 2em }"
    assert set_text("“中国”文字", measure=12, css=css).starts()[0] == 2


def test_c3_control_opening_mark_loses_half_on_request() -> None:
    """In style half it loses the left half after the indent, too."""
    css = "p { text-indent: 2em }"
    half = ComposerSettings(paragraph_start="half")
    assert set_text("“中国”文字", measure=12, css=css, settings=half).starts()[0] == 1.5


@pytest.mark.parametrize("mark", "，。、")
def test_c4_nothing_hangs_by_default(mark: str) -> None:
    """By default the last glyph's ink is inside the measure."""
    inside = set_text(f"中国文字排版国永{mark}中国文字排版", measure=8)
    assert all(line[-1].x < LEFT + 8 * SIZE for line in inside.lines)


@pytest.mark.parametrize("mark", "，。、")
def test_c4_control_mark_hangs_on_request(mark: str) -> None:
    """Where it may hang, its origin is at the measure."""
    body = f"中国文字排版国永{mark}中国文字排版"
    hung = set_text(body, measure=8, settings=ComposerSettings(hanging="，。、"))
    assert hung.lines[0][-1].x == pytest.approx(LEFT + 8 * SIZE, abs=TOLERANCE)


def test_c5_dash_never_hangs() -> None:
    """A dash that does not fit goes to the next line whole."""
    hung = ComposerSettings(hanging="，。、—")
    lines = set_text("中国文字排版国永——中国", measure=8, settings=hung).lines
    assert all(line[-1].right <= LEFT + 8 * SIZE + TOLERANCE for line in lines)


def test_c6_japanese_full_stop_keeps_its_half_em() -> None:
    """JIS: a full stop at the line end is one em, a comma half an em."""
    comma = set_text("あいうえおかき、くけこさ", measure=7.5, lang="ja").lines[0]
    assert comma[-1].char == "、"
    stop = set_text("あいうえおかき。くけこさ", measure=7.5, lang="ja").lines[0]
    assert stop[-1].char != "。"
