"""More negative controls: the same text under a convention from which one rule is taken out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from ruler import SIZE, set_text
from wenxuan.typography.conventions import GB, JIS, KS, Convention, Step


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
