"""K4, A17: zhuyin at the right of its character, in the press's own face and style sheet."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from ruler import LEFT, SIZE, TOLERANCE, Set, set_text
from wenxuan.checks.glyphs import Glyph
from wenxuan.markup.zhuyin import zhuyin

ROOT = Path(__file__).resolve().parents[2]
RULES = "".join(
    re.findall(r"(?m)^\.(?:zhuyin|column)\b.*$", (ROOT / "layouts/anthology/print.css").read_text())
)
SONG = ROOT / "fonts" / "WenxuanSong-Regular.ttf"
CSS = f"@font-face {{ font-family: song; src: url({SONG.as_uri()}) }}{RULES}"


def read(base: str, reading: str) -> str:
    """Markup of one character with its reading."""
    return f'<span class="zhuyin">{base}{zhuyin(reading)}</span>'


def composed(body: str, measure: float = 20, css: str = "") -> Set:
    """A paragraph of traditional Chinese with readings."""
    return set_text(
        f"<p>{body}</p>", measure=measure, lang="zh-Hant-TW", font="song", css=CSS + css
    )


def big(setting: Set) -> list[Glyph]:
    """Glyphs of text size, line by line."""
    return [glyph for line in setting.lines for glyph in line if glyph.size > SIZE / 2]


def small(setting: Set) -> list[Glyph]:
    """Glyphs of readings as they are drawn."""
    return [glyph for glyph in setting.glyphs if glyph.size < SIZE / 2]


@pytest.mark.parametrize("reading", ["ㄧ", "ㄗˋ", "ㄓㄨㄥ", "ㄍㄨㄛˊ", "˙ㄇㄚ", "ㄉㄜ˙"])
def test_k4_column_is_at_the_right(reading: str) -> None:
    """Symbols of 0.3 em stand in one column in the middle of the em box, before the next Han."""
    setting = composed(f"文{read('字', reading)}文")
    _, base, after = big(setting)
    symbols = [glyph for glyph in small(setting) if glyph.char in "ㄧㄗㄓㄨㄥㄍㄛㄇㄚㄉㄜ"]
    assert {round(glyph.size, 3) for glyph in small(setting)} == {0.3 * SIZE}
    assert len({round(glyph.x, 2) for glyph in symbols}) == 1
    assert symbols[0].x >= base.right
    assert all(glyph.x + glyph.advance <= after.x + TOLERANCE for glyph in small(setting))
    steps = [round(a.y - b.y, 2) for a, b in pairwise(symbols)]
    assert steps == [3.0] * len(steps)
    middle = (symbols[0].y + symbols[-1].y) / 2 + 0.38 * 0.3 * SIZE
    assert middle == pytest.approx(base.y + 0.38 * SIZE, abs=0.3)
    assert after.x - base.x == pytest.approx(1.5 * SIZE, abs=TOLERANCE)


def test_k4_tone_is_outside() -> None:
    """The tone stands to the right of the last symbol, the light one above the first."""
    *_, last, tone = small(composed(read("國", "ㄍㄨㄛˊ")))
    assert tone.char == "ˊ"
    assert tone.x >= last.right - TOLERANCE
    assert last.y < tone.y < last.y + 0.3 * SIZE
    for reading in ("˙ㄇㄚ", "ㄇㄚ˙"):
        light, first, _ = sorted(small(composed(read("嗎", reading))), key=lambda g: -g.y)
        assert light.char == "˙"
        assert light.y > first.y + 0.1 * SIZE
        assert light.x == pytest.approx(first.x, abs=TOLERANCE)


@pytest.mark.parametrize("measure", [5, 6.2, 7.7, 9])
def test_a17_column_goes_with_its_character(measure: float) -> None:
    """Wherever lines end a column is beside its own character, inside the measure, on the grid."""
    text = "中文排版行段" * 3
    body = "".join(read(han, "ㄓㄨㄥˋ") if i % 3 else han for i, han in enumerate(text))
    setting = composed(body, measure)
    right = LEFT + measure * SIZE
    read_ones = [glyph for i, glyph in enumerate(big(setting)) if i % 3]
    for base, column in zip(read_ones, zip(*[iter(small(setting))] * 4, strict=True), strict=True):
        assert all(base.right <= glyph.x < base.right + 0.4 * SIZE for glyph in column)
        assert all(glyph.right <= right + TOLERANCE for glyph in column)
        assert all(base.y - 2 < glyph.y < base.y + SIZE for glyph in column)
    baselines = sorted({round(glyph.y, 2) for glyph in big(setting)})
    assert {round(b - a, 2) for a, b in pairwise(baselines)} == {2 * SIZE}


def test_k4_control_column_overlaps_without_its_room() -> None:
    """Where the style sheet leaves no room beside the character, the column is on the next one."""
    setting = composed(f"文{read('字', 'ㄗˋ')}文", css=".zhuyin { padding-right: 0 }")
    _, base, after = big(setting)
    assert after.x - base.x == pytest.approx(SIZE, abs=TOLERANCE)
    assert small(setting)[0].x < after.x - TOLERANCE


@pytest.mark.parametrize("reading", ["zì", "じ", "ㄗˋ ㄇㄨˇ", "˙ㄇㄚ˙", "ㄅㄆㄇㄈ", ""])
def test_other_readings_are_no_zhuyin(reading: str) -> None:
    """What is not one syllable of zhuyin is left to stand above its base."""
    assert zhuyin(reading) == ""
