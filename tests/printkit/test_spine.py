"""The spine: its width for five page counts, what stands on it, and how."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from press_tools import ROOT, workshop
from wenxuan.diagnostics import Report
from wenxuan.fonts import load_fonts, prepare_fontconfig
from wenxuan.layout.downward import (
    SPARSE,
    Column,
    divide,
    front_title,
    length_of,
    spine_lines,
    stacked,
)
from wenxuan.press import PrintDocument, lay_out
from wenxuan.printkit.spine import bears_title, spine_size, spine_width

TABLE = {32: 1.6, 66: 3.3, 100: 5.0, 256: 12.8, 640: 32.0}
"""Pages to mm for leaves of 0.1 mm."""


@pytest.mark.parametrize(("pages", "width"), TABLE.items())
def test_spine_widths(pages, width):
    """Leaves times thickness: half the pages × 0.1 mm; an odd page has a leaf of its own."""
    assert spine_width(pages, 0.1) == pytest.approx(width)
    assert spine_width(pages - 1, 0.1) == pytest.approx(width)
    assert spine_width(pages, 0.08) == pytest.approx(width * 0.8)


def test_the_table_of_the_manual_is_true():
    """Each width that docs/printing.md gives is what the kit computes."""
    manual = (ROOT / "docs" / "printing.md").read_text(encoding="utf-8")
    head = re.search(r"^\| pages \|((?: [\d.]+ mm \|)+)", manual, re.MULTILINE)
    calipers = [float(v) for v in re.findall(r"[\d.]+", head[1])]
    rows = re.findall(r"^\| (\d+) \|((?: [\d.]+ \|){3}) (yes|no|from)", manual, re.MULTILINE)
    assert [int(pages) for pages, _, _ in rows] == list(TABLE)
    for pages, widths, title in rows:
        wide = [spine_width(int(pages), caliper) for caliper in calipers]
        assert [float(v) for v in re.findall(r"[\d.]+", widths)] == pytest.approx(wide)
        assert title == {3: "yes", 0: "no"}.get(sum(map(bears_title, wide)), "from")


def test_narrow_spines_bear_nothing():
    """A title stands on spines of 5 mm and more."""
    assert [bears_title(w) for w in (3.3, 4.99, 5.0, 12.8)] == [False, False, True, True]


def test_the_title_fits_its_spine():
    """Type is narrower than the spine, 8 to 24 pt."""
    for width in (5.0, 8.0, 12.8, 32.0):
        assert 8 <= spine_size(width) <= 24
        assert spine_size(width) * 25.4 / 72 < width


def test_han_stand_upright_and_words_lie():
    """Han one by one, two digits as one, words and dashes turned, stops in the corner."""
    sorts = stacked("春汛，WeasyPrint 70与12——（上）·Éa’s")
    assert [(s.text, s.kind) for s in sorts] == [
        ("春", "upright"), ("汛", "upright"), ("，", "corner"), ("WeasyPrint 70", "turned"),
        ("与", "upright"), ("12", "upright"), ("——", "turned"),
        ("（", "turned"), ("上", "upright"), ("）", "turned"), ("·", "upright"),
        ("Éa’s", "turned"),
    ]  # fmt: skip
    assert [s.length for s in sorts if s.text == "——"] == [2.0]


def test_a_space_between_han_and_words_is_a_quarter_em():
    """Typed spaces beside words and numbers are no half em downwards; between Han they are."""
    spaces = [s.length for s in stacked("春 汛 Open Access 与第 12 次　三 卷") if not s.text]
    assert spaces == [0.5, 0.1, 0.1, 0.1, 0.1, 1.0, 0.5]


TEXTS = {"title": "中国文集——The Big 2026 Book（第3卷）", "names": "某人 主编", "publisher": "某社"}


def extent(column: Column) -> tuple[float, float]:
    """Where a line begins and ends, in points from the head."""
    return column.top, column.top + length_of(column.sorts) * column.size


@pytest.mark.parametrize("height", [300.0, 420.0, 595.0])
def test_nothing_on_a_spine_overprints(height):
    """Title, names and publisher stand below each other with space between, inside the edges."""
    spine = spine_lines(TEXTS, height, 24.0, (40.0, 34.0))
    ends = [extent(c) for c in (spine.title, spine.names, spine.publisher) if c]
    assert ends[0][0] == 40.0
    assert ends[-1][1] <= height - 34.0 + 0.01
    assert all(a[1] < b[0] for a, b in pairwise(ends))
    assert (spine.names is None) == (height < 595)


def test_a_short_title_keeps_its_size():
    """What has room is not set smaller; names stand below the middle."""
    spine = spine_lines({**TEXTS, "title": "文集"}, 595.0, 24.0, (40.0, 34.0))
    assert spine.title.size == 24.0
    assert spine.names.top == pytest.approx(595.0 * 0.52)


def test_a_hopeless_spine_is_bare():
    """A title that would be too small to read is left out, with all else."""
    spine = spine_lines({**TEXTS, "title": "长" * 200}, 400.0, 24.0, (40.0, 34.0))
    assert (spine.title, spine.names, spine.publisher) == (None, None, None)


@pytest.mark.parametrize("count", [2, 6, 7, 14, 35, 60])
def test_a_title_on_a_front_cover_is_fitted(count):
    """No column is longer than its room, and none of a title up to 60 Han smaller than 17 pt."""
    columns = front_title(["风" * count], 345.0, 60.0)
    assert "".join(s.text for c in columns for s in c.sorts) == "风" * count
    assert all(length_of(c.sorts, SPARSE) * c.size <= 345.0 for c in columns)
    assert columns[0].size >= 17
    assert (len(columns) == 1) == (count <= 7)


def test_a_title_is_divided_where_it_reads_well():
    """After a mark, not before one, never within a word; lines of the author are columns."""
    assert divide("中国当代短篇小说与散文选集：从北京到上海的旅行笔记", 2) == (
        "中国当代短篇小说与散文选集：", "从北京到上海的旅行笔记"
    )  # fmt: skip
    assert divide("甲乙丙丁（戊）己庚辛", 2) == ("甲乙丙丁", "（戊）己庚辛")
    assert "Collection" in divide("a Collection", 2)
    assert len(front_title(["春汛", "文集"], 345.0, 60.0)) == 2


@pytest.mark.parametrize(("turn", "off"), [("", 1), ("transform: rotate(90deg)", 0)])
def test_a_turned_word_is_judged_as_it_is_drawn(turn, off):
    """A word that would run off lying fits when it is turned; upright it is told."""
    style = "position: absolute; left: 80pt; top: 200pt; width: 100pt; height: 10pt"
    html = f'<p style="{style}; margin: 0; font-size: 10pt; {turn}">Typesettings of books</p>'
    prepare_fontconfig(load_fonts("zh-Hans"), workshop() / "cache-of-the-kit")
    report = Report()
    css = "@page { size: 150pt 400pt; margin: 0 }"
    lay_out(PrintDocument(name="p", html=html, css=css, files={}), report)
    assert [d.code for d in report] == ["PDF002"] * off
