"""Random paragraphs: what must hold for every text and every measure."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ruler import LEFT, SIZE, TOLERANCE, Set, page, set_sheets
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
CSS = (
    "b, em { font-style: normal; font-weight: normal }"
    "p { text-indent: 2em } p + p { break-before: page }"
)


# What no line may end in: words, numbers with unit and sign, what marks join to one another.
RUN = re.compile("(?:[0-9A-Za-z.%℃年 ]|[·～]|——|……|[，。、；：！？”）》」](?=[·～]))+")


@pytest.mark.slow
@settings(max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))
@given(paragraphs=st.lists(st.tuples(SENTENCE, st.integers(110, 320)), min_size=10, max_size=10))
def test_lines_of_any_paragraph(paragraphs: list[tuple[str, int]]) -> None:
    """Full lines are flush, no edge has a forbidden mark, gaps keep their limits.

    Baselines are exactly two ems apart, and the text is the source, composed or not.
    """
    body = "".join(f'<p style="width: {tenths / 10}em">{text}</p>' for text, tenths in paragraphs)
    html = page(body, measure=32, lang="zh-Hans", css=CSS)
    composed = set_sheets(html, measure=32)
    plain = set_sheets(html, measure=32, plain=True)
    # What fails is named by its paragraph; making ten of them smaller would take minutes.
    for (text, tenths), own, other in zip(paragraphs, composed, plain, strict=True):
        assert own.report is not None
        assert not own.report.left
        source = re.sub(r"<[^>]*>|\s", "", text)
        assert own.drawn == source
        assert other.drawn == source
        _check_lines(own, tenths / 10)


def _check_lines(setting: Set, measure: float) -> None:
    """Edges, gaps and baselines of one paragraph."""
    right = LEFT + measure * SIZE
    for index, line in enumerate(setting.rows):
        first, last = line[0], line[-1]
        dash = first.char == "—" and len(line) > 1 and line[1].char == "—"
        assert index == 0 or dash or kind_of(first.char) not in no_start(GB)
        trimmed = SIZE / 2 if kind_of(last.char) in GB.trimmed else 0
        if last.char == "·":
            trimmed = (last.advance - SIZE / 2) / 2  # it stands in the middle of half an em
        rest = right - last.right + trimmed
        if index == len(setting.rows) - 1:
            assert rest > -TOLERANCE
        else:
            assert kind_of(last.char) not in no_end(GB)
            if abs(rest) >= TOLERANCE:
                _check_exempt(setting, index, measure, rest / SIZE)
        _check_gaps(line)
    for one, two in pairwise(setting.rows):
        assert one[0].y - two[0].y == pytest.approx(2 * SIZE, abs=0.001)
        assert len({round(glyph.y, 3) for glyph in one}) == 1


def _check_exempt(setting: Set, index: int, measure: float, rest: float) -> None:
    """A line that is not flush is listed, and an over-long unbreakable run is the cause.

    It is longer than two ems, or a third of a measure below six, and would put half an em between
    the Han; or longer than the measure, and stands out of it.
    """
    assert setting.report is not None
    line, following = setting.rows[index:index + 2]
    text = "".join(glyph.char for glyph in line)
    runs = RUN.findall(text) + RUN.findall("".join(glyph.char for glyph in following))[:1]
    longest = max((sum(1 if is_wide(c) else 0.5 for c in run) for run in runs), default=0)
    listed = setting.report.unfilled if rest > 0 else setting.report.overfull
    assert text in ["".join(line.split()) for line in listed]
    if rest < 0:
        assert longest > measure
    else:
        assert longest > max(min(measure / 3, 2), 1)
        open_gaps = [{a.char, b.char} for a, b in pairwise(line)
                     if (is_wide(a.char) or is_wide(b.char)) and a.char + b.char != "——"]
        assert rest > 0.5 * sum(not pair & {*"·～—"} for pair in open_gaps)


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
