"""Random paragraphs: what must hold for every text and every measure."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ruler import LEFT, SIZE, TOLERANCE, set_text
from wenxuan.checks.lines import is_squeezable
from wenxuan.typography.classes import Kind, kind_of
from wenxuan.typography.conventions import GB
from wenxuan.typography.spacing import no_end, no_start

HAN = "中国文字排版国永段落测试行首标点间距正文后天"
CLAUSE = st.text(HAN, min_size=2, max_size=12)
WORD = st.sampled_from(["A", "AB", "Python", "12", "2024年", "3.5%", "DNA", "5℃", "100 kg"])
QUOTED = st.builds(lambda text, pair: pair[0] + text + pair[1], CLAUSE,
                   st.sampled_from(["“”", "（）", "《》", "「」"]))
PIECE = st.one_of(CLAUSE, CLAUSE, CLAUSE, QUOTED, WORD, st.sampled_from(["——", "……", "·", "～"]))
MARKED = st.builds(lambda text, tag: tag % text, PIECE,
                   st.sampled_from(["%s", "%s", "%s", "<b>%s</b>", "<em>%s</em>", "<a>%s</a>"]))
SENTENCE = st.builds(
    lambda parts, marks: "".join(a + b for a, b in zip(parts, marks, strict=False)),
    st.lists(MARKED, min_size=3, max_size=12),
    st.lists(st.sampled_from(["，", "，", "、", "。", "；", "：", "！", "？", ""]), min_size=12,
             max_size=12),
)
CSS = "b, em { font-style: normal; font-weight: normal } p { text-indent: 2em }"


@pytest.mark.slow
@settings(max_examples=200, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])
@given(body=SENTENCE, tenths=st.integers(110, 320))
def test_lines_of_any_paragraph(body: str, tenths: int) -> None:
    """Full lines are flush, no edge has a forbidden mark, gaps keep their limits.

    Baselines are exactly two ems apart, and the text is the source, composed or not.
    """
    measure = tenths / 10
    setting = set_text(f"<p>{body}</p>", measure=measure, css=CSS)
    assert setting.report is not None
    assert not setting.report.left
    right = LEFT + measure * SIZE
    for index, line in enumerate(setting.lines):
        first, last = line[0], line[-1]
        dash = first.char == "—" and len(line) > 1 and line[1].char == "—"
        assert index == 0 or dash or kind_of(first.char) not in no_start(GB)
        assert index == len(setting.lines) - 1 or kind_of(last.char) not in no_end(GB)
        trimmed = SIZE / 2 if kind_of(last.char) in GB.trimmed else 0
        if last.char == "·":
            trimmed = (last.advance - SIZE / 2) / 2  # it stands in the middle of half an em
        solid = sum(kind_of(a.char) == kind_of(b.char) == Kind.HAN for a, b in pairwise(line))
        torn = right - last.right + trimmed > SIZE / 2 * solid
        if (torn and solid < 5) or setting.report.overfull or index == len(setting.lines) - 1:
            # More than half an em between Han would tear a line before a long word: it is ragged.
            assert last.right - trimmed < right + TOLERANCE
        else:
            assert abs(last.right - trimmed - right) < TOLERANCE
        _check_gaps(line)
    for one, two in pairwise(setting.lines):
        assert one[0].y - two[0].y == pytest.approx(2 * SIZE, abs=0.001)
        assert len({round(glyph.y, 3) for glyph in one}) == 1
    source = re.sub(r"<[^>]*>|\s", "", body)
    assert setting.drawn == source
    plain = set_text(f"<p>{body}</p>", measure=measure, css=CSS, plain=True)
    assert plain.drawn == source


def is_wide(character: str) -> bool:
    """True for Han and full-width marks, false for Latin, digits and spaces."""
    return unicodedata.east_asian_width(character) in "WF" or character in "“”—…"


def _check_gaps(line: list) -> None:
    """Han-Latin gaps are an eighth to half an em beyond the pitch; no glyphs overlap."""
    # A line without two Han side by side shows its pitch beside a mark.
    pitch = max(0.0, *((b.x - a.right) / SIZE for a, b in pairwise(line)
                       if Kind.HAN in (kind_of(a.char), kind_of(b.char))
                       and is_wide(a.char) and is_wide(b.char)), 0.0)
    for a, b in pairwise(line):
        kinds = {kind_of(a.char), kind_of(b.char)}
        gap = (b.x - a.right) / SIZE
        if Kind.HAN in kinds and kinds & {Kind.LETTER, Kind.DIGIT}:
            assert 0.12 < gap < 0.505 + pitch
        elif kinds == {Kind.HAN}:
            assert -0.005 < gap <= pitch + 0.005
        elif is_squeezable(a, b):
            assert 2 + gap <= 1.5 + pitch + 0.005
