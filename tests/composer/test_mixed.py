"""Groups D and E: Han beside Latin, and lines brought to their measure."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ruler import LEFT, SIZE, TOLERANCE, set_text
from wenxuan.composer import ComposerSettings

MARKS = "（），。“”、"
NO_GAP = ComposerSettings(gap=0)
CSS = "b, i { font-style: normal; font-weight: normal }"


def gaps(body: str, **more) -> list[float]:
    """Spaces between a Han and a Latin letter or digit on the first line, in em."""
    line = set_text(f"<p>{body}</p>", measure=more.pop("measure", 40), css=CSS, **more).lines[0]
    return [
        round((b.x - a.right) / SIZE, 3) for a, b in pairwise(line)
        if a.char.isascii() != b.char.isascii()
    ]


@pytest.mark.parametrize("body", ["中Python国", "中12国", "中<b>AI</b>国", "<b>中A</b>国",
                                  "中 A 国",
                                  "中 <b>A</b> 国", "かなABCかな"])
def test_d1_gap_is_a_quarter_em(body: str) -> None:
    """Han and Latin stand a quarter of an em apart, across tags and whatever spaces are typed."""
    assert set(gaps(body)) == {0.25}


def test_d1_control_no_gap_without_the_rule() -> None:
    """With a gap of 0 they stand solid."""
    assert set(gaps("中Python国", settings=NO_GAP)) == {0}


def test_d1_no_gap_at_line_edges() -> None:
    """A word that begins or ends a line touches the measure."""
    setting = set_text("中国文字排版AB国永中国文字CD", measure=7.25)
    assert setting.texts[0].endswith("AB")
    assert setting.lines[0][-1].right == pytest.approx(LEFT + 72.5, abs=TOLERANCE)
    start = set_text("中国文字排版国AB国永中国文字CD", measure=7)
    assert start.texts[1].startswith("AB")
    assert start.starts(1)[0] == 0


def test_d1_limits_hold_on_justified_lines() -> None:
    """However the line is fitted, the gap stays within an eighth and half an em, plus the pitch."""
    for measure in (8.1, 8.3, 8.6, 8.9, 9.2, 9.7):
        setting = set_text("中国A文字B排版，国C永中国D文字E排版国F永中国", measure=measure)
        for line in setting.lines[:-1]:
            pitch = min((b.x - a.x) / SIZE - 1 for a, b in pairwise(line)
                        if not a.char.isascii() and not b.char.isascii() and a.char not in "，")
            found = [(b.x - a.right) / SIZE for a, b in pairwise(line)
                     if a.char.isascii() != b.char.isascii()]
            assert all(0.125 - 0.005 <= gap <= 0.5 + pitch + 0.005 for gap in found)


@pytest.mark.parametrize("body", ["中（A）国", "中，A。国", "“A”国", "中，A、B国", "中， A国"])
def test_d2_no_gap_beside_marks(body: str) -> None:
    """Between a full-width mark and Latin there is no extra space; typed spaces are dropped."""
    beside = [
        round((b.x - a.right) / SIZE, 3)
        for a, b in pairwise(set_text(body, measure=40).lines[0])
        if (a.char in MARKS and b.char.isascii()) or (a.char.isascii() and b.char in MARKS)
    ]
    assert set(beside) == {0}


@pytest.mark.parametrize("measure", [8, 8.25, 9.5, 10.75, 12.4, 25.5])
@pytest.mark.parametrize("css", ["", "p { text-indent: 2em }"])
def test_e1_full_lines_are_flush(measure: float, css: str) -> None:
    """Every line but the last ends at the measure within 0.05 pt, its last mark cut in half."""
    body = "中国文字，排版国永。“中国”文字A排版12国永（中国）文字、排版国永中国文字" * 4
    setting = set_text(f"<p>{body}</p>", measure=measure, css=css)
    for line in setting.lines[:-1]:
        trimmed = SIZE / 2 if line[-1].char in "，。”）、" else 0
        assert line[-1].right - trimmed == pytest.approx(LEFT + measure * SIZE, abs=TOLERANCE)


def test_e1_control_lines_are_ragged_without_the_rule() -> None:
    """With justification off a line of whole ems falls short of an odd measure."""
    off = ComposerSettings(justify=False)
    line = set_text("中国文字排版国永中国", measure=8.4, settings=off).lines[0]
    assert line[-1].right == pytest.approx(LEFT + 80, abs=TOLERANCE)


def test_e2_shrink_comes_before_stretch() -> None:
    """Where half an em is over, the comma gives it and the Han stay solid."""
    line = set_text("中国，文字排版国永中国文", measure=8.5).lines[0]
    pitches = [round((b.x - a.x) / SIZE, 3) for a, b in pairwise(line)]
    assert pitches == [1, 1, 0.5, 1, 1, 1, 1, 1]


def test_e3_brackets_give_before_commas() -> None:
    """A quarter of an em is taken beside the brackets alone."""
    line = set_text("中国，文字（排版）国永中国文字", measure=9.75).lines[0]
    pitch = {a.char: round((b.x - a.x) / SIZE, 3) for a, b in pairwise(line)}
    assert pitch["，"] == 1
    assert pitch["字"] == pitch["）"] == 0.875


def test_e3_commas_give_before_full_stops() -> None:
    """A quarter of an em is taken from the comma, none from the full stop."""
    line = set_text("中国。文字，排版国永中国文字", measure=8.75).lines[0]
    pitch = {a.char: round((b.x - a.x) / SIZE, 3) for a, b in pairwise(line)}
    assert pitch["，"] == 0.75
    assert pitch["。"] == 1


def test_e4_gap_stretches_before_the_pitch() -> None:
    """A quarter of an em is taken up by the Han-Latin gap alone."""
    setting = set_text("中国文字A排版国永中国文", measure=8.25)
    pitches = setting.pitches()
    assert pitches[:3] == [1, 1, 1]
    assert setting.lines[0][-1].right == pytest.approx(LEFT + 82.5, abs=TOLERANCE)


def test_e5_no_stretch_inside_units_or_beside_connectors() -> None:
    """On a stretched line the dash stays joined and ～ and ／ keep their neighbors."""
    line = set_text("中——国～文／字排版国永中国", measure=9.3).lines[0]
    where = {glyph.char: index for index, glyph in enumerate(line)}
    pitches = [(b.x - a.x) / SIZE for a, b in pairwise(line)]
    assert pitches[1] == pytest.approx(1, abs=0.02)
    assert pitches[where["国"]] == pytest.approx(1, abs=0.005)
    assert pitches[where["～"]] == pytest.approx(1, abs=0.005)


def test_e7_gaps_of_a_class_are_equal() -> None:
    """On one line all Han pitches are equal, and all Han-Latin gaps."""
    for measure in (8.4, 9.3, 10.7):
        setting = set_text("中国A文字排版国永B中国文字排版国永中国文字排版国永", measure=measure)
        for line in setting.lines[:-1]:
            han = [b.x - a.x for a, b in pairwise(line) if not (a.char + b.char).isascii()
                   and a.char.isalpha() and b.char.isalpha()
                   and not a.char.isascii() and not b.char.isascii()]
            assert max(han) - min(han) < 0.02
            mixed = [b.x - a.right for a, b in pairwise(line)
                     if a.char.isascii() != b.char.isascii()]
            assert not mixed or max(mixed) - min(mixed) < 0.02


def test_e8_last_line_is_natural() -> None:
    """The last line is neither stretched nor shrunk, and its pairs are squeezed."""
    setting = set_text("中国文字排版国永中国。”文", measure=8)
    assert setting.pitches(len(setting.lines) - 1) == [1, 1, 0.5, 1]


def test_e10_korean_lines_are_filled_by_word_spaces() -> None:
    """Hangul keep their pitch of one em; the space takes what is left."""
    line = set_text("한국어 글자조판 가나다라", measure=8, lang="ko").lines[0]
    pitches = [round((b.x - a.x) / SIZE, 3) for a, b in pairwise(line)]
    assert sorted(pitches)[:-1] == [1] * (len(pitches) - 1)
    assert line[-1].right == pytest.approx(LEFT + 80, abs=TOLERANCE)


def test_total_fit_is_more_even_than_greedy() -> None:
    """The plan of the whole paragraph stretches the Han less than line-by-line breaking."""
    body = "中国文字排版国永中国，中国文字A排版12国永中国文字排版国永中国文字排版。" * 6

    def unevenness(settings: ComposerSettings) -> float:
        lines = set_text(body, measure=12.6, settings=settings).lines[:-1]
        pitches = [(b.x - a.x) / SIZE - 1 for line in lines for a, b in pairwise(line)
                   if a.char.isalpha() and b.char.isalpha()
                   and not a.char.isascii() and not b.char.isascii()]
        return sum(pitches) / len(pitches)

    assert unevenness(ComposerSettings()) < unevenness(ComposerSettings(total_fit=False))


def test_word_spaces_stay_between_a_quarter_and_half_an_em_first() -> None:
    """On a line of Latin and Han the word space takes up to half an em before Han move."""
    line = set_text("中国文字 AB CD EF排版国永", measure=9.5).lines[0]
    space = [b.x - a.right for a, b in pairwise(line) if a.char == "B" and b.char == "C"]
    assert all(2.5 - 0.05 <= width <= 5.05 for width in space)


def test_e6_line_before_an_over_long_word_is_not_torn_apart(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it, Han that would stand more than half an em apart stay as they are: it is told."""
    body = "<p>中国文字" + "W" * 19 + "中国文字排版</p>"
    setting = set_text(body, measure=10)
    assert setting.texts[0] == "中国文字"
    assert set(setting.pitches()) == {1.0}
    assert setting.report is not None
    assert "中国文字" in setting.report.unfilled
    monkeypatch.setattr("wenxuan.composer.placed.WIDEST_PITCH", 9.0)
    assert set_text(body, measure=10).pitches()[0] == pytest.approx(3.0)


def test_e6_run_below_a_third_of_the_measure_tears_no_line(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words of six ems in a measure of 20 do not drive the Han between them apart."""
    body = "见" + "W" * 12 + "国" + "V" * 12 + "文" + "U" * 12 + "字排版"
    setting = set_text(body, measure=20)
    assert setting.texts[0] == body[:27]
    assert max(b.x - a.right for a, b in pairwise(setting.lines[0])) <= 0.5 * SIZE
    assert setting.report is not None
    assert setting.report.unfilled == [setting.texts[0]]
    monkeypatch.setattr("wenxuan.composer.placed.WIDEST_PITCH", 9.0)
    line = set_text(body, measure=20).lines[0]
    assert max(b.x - a.right for a, b in pairwise(line)) > 1.2 * SIZE


@pytest.mark.parametrize(("body", "measure"), [
    ("中国文字排版", 2.8), ("中国12文字排版", 3.1), ("中国（文字）排版", 2.9), ("中国，“文”", 3.7),
])
def test_e6_line_without_an_over_long_run_is_flush(body: str, measure: float) -> None:
    """However far apart they come to stand, Han fill a line that no long run made short."""
    setting = set_text(body, measure=measure)
    assert setting.report is not None
    assert setting.report.unfilled == []
    trimmed = SIZE / 2 if setting.lines[0][-1].char in MARKS else 0
    assert setting.lines[0][-1].right - trimmed == pytest.approx(
        LEFT + measure * SIZE, abs=TOLERANCE
    )
    assert max(setting.pitches()) > 1.5


def test_e6_over_long_run_on_the_line_itself() -> None:
    """A Han beside a word that is nearly as long as the measure is not moved off to the edge."""
    setting = set_text("见" + "W" * 16 + "国文字排版", measure=10.2)
    assert setting.texts[0] == "见" + "W" * 16
    assert setting.pitches()[0] < 1.55
    assert setting.report is not None
    assert setting.report.unfilled == [setting.texts[0]]
