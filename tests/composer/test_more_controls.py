"""More negative controls: the same text under a convention from which one rule is taken out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from ruler import LEFT, SIZE, TOLERANCE, set_text
from wenxuan.composer import ComposerSettings
from wenxuan.composer.spaced import Spaced
from wenxuan.typography import spacing
from wenxuan.typography.conventions import GB, HKG, JIS, KS, Convention, Step
from wenxuan.typography.fitting import Fit, Gap, stretch
from wenxuan.typography.planning import FREE


def under(convention: Convention, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every text that declares a language be set by this convention."""
    monkeypatch.setattr(
        "wenxuan.composer.settings.convention_for",
        lambda language: convention if language else None,
    )


def pitches(body: str, measure: float) -> list[float]:
    """Distances of the origins of the first line, in em."""
    line = set_text(body, measure=measure).lines[0]
    return [round((b.x - a.x) / SIZE, 3) for a, b in pairwise(line)]


def test_a14_e2_control_nothing_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no step of shrinking is allowed the stop goes down with its Han, the line stretched."""
    under(replace(GB, shrink=()), monkeypatch)
    assert set_text("中国，文字排版国。永中国文字", measure=8).texts[0] != "中国，文字排版国。"
    assert max(pitches("中国，文字排版国永中国文", 8.5)) > 1.02


def test_a15_control_small_kana_may_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A convention that lets small kana start lines does so at one of the four."""
    under(replace(JIS, small_kana_start=True), monkeypatch)
    starts = [
        set_text(f"あいうえおかきく{mark}こさしす", measure=8, lang="ja").texts[1][0]
        for mark in "ゃっー々"
    ]
    assert set("ゃっー々") & set(starts)


def test_a16_control_hangul_breaks_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where words need not be whole a line ends inside one."""
    body = "한국어 글자조판 가나다라 마바사아"
    assert set_text(body, measure=9, lang="ko").texts[0] == "한국어글자조판"
    under(replace(KS, words_whole=False), monkeypatch)
    assert len(set_text(body, measure=9, lang="ko").texts[0]) > len("한국어글자조판")


def test_e3_control_order_of_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where brackets do not give, the comma gives the quarter em that they gave before."""
    without = tuple(step for step in Step if step is not Step.BRACKET)
    under(replace(GB, shrink=without), monkeypatch)
    line = set_text("中国，文字（排版）国永中国文字", measure=9.75).lines[0]
    pitch = {a.char: round((b.x - a.x) / SIZE, 3) for a, b in pairwise(line)}
    assert pitch["，"] < 1
    assert pitch["）"] == 1


def test_e4_control_gap_that_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the Han-Latin gap is locked the quarter em goes between all characters."""
    under(replace(GB, gap=(0.25, 0.25, 0.25)), monkeypatch)
    assert pitches("中国文字A排版国永中国文", 8.25)[0] > 1.02


def test_a18_control_boxes_planned_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where lines may end at every tag a mark is parted from its Han, which it never is else."""
    body, forbid = "中国文字排<em>版</em>，国永中国", Spaced._forbid

    def forgetful(spaced: Spaced) -> None:
        forbid(spaced)
        for leaf in spaced.galley.leaves:
            spaced.allowed[leaf.end - 1] = FREE

    off = ComposerSettings(trim=False)
    assert set_text(body, measure=6, settings=off).texts[1][0] == "版"
    monkeypatch.setattr(Spaced, "_forbid", forgetful)
    assert set_text(body, measure=6, settings=off).texts[1][0] == "，"


def test_e7_control_one_gap_takes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first gap of a class takes what all should, the gaps of a line differ."""
    def unfair(gaps: dict[int, Gap], count: int, rest: float) -> Fit:
        return Fit(extra={min(gaps): rest}) if gaps else stretch(gaps, count, rest)

    def gaps() -> set[float]:
        line = set_text("中国A文字排版国永B中国文字排版国", measure=9.3).lines[0]
        return {round(b.x - a.right, 1) for a, b in pairwise(line)
                if a.char.isascii() != b.char.isascii()}

    assert len(gaps()) == 1
    monkeypatch.setattr("wenxuan.composer.placed.stretch", unfair)
    assert len(gaps()) > 1


def test_e10_control_hangul_are_stretched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the space between Hangul may grow as between Han, the word space does not take all."""
    monkeypatch.setattr(spacing, "RIGID", spacing.PLAIN)
    line = set_text("한국어 글자조판 가나다라", measure=8, lang="ko").lines[0]
    found = [round((b.x - a.x) / SIZE, 3) for a, b in pairwise(line)]
    assert sorted(found)[:-1] != [1] * (len(found) - 1)


@pytest.mark.parametrize("language", ["zh-Hant-TW", "zh-Hant-HK"])
def test_b8_centered_marks_keep_their_em_at_the_edge(language: str) -> None:
    """In Taiwan and Hong Kong a centered stop ends a line whole, a bracket with half its em."""
    for mark, lost in (("，", 0.0), ("。", 0.0), ("！", 0.0), ("」", 0.5)):
        body = f"中国文字排版国{mark}永中国文字"
        last = set_text(body, measure=8 - lost, lang=language, font="grid-tc").lines[0][-1]
        assert last.char == mark
        assert last.right == pytest.approx(LEFT + 80, abs=TOLERANCE)


def test_b8_control_stop_is_cut_where_it_stands_in_the_corner(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the mainland's edges the same stop ends a line half an em narrower."""
    under(replace(HKG, trimmed=GB.trimmed, sides=GB.sides), monkeypatch)
    line = set_text("中国文字排版国。永中国文字", measure=7.5, lang="zh-Hant-HK").lines[0]
    assert line[-1].char == "。"
    assert line[-1].right == pytest.approx(LEFT + 80, abs=TOLERANCE)
