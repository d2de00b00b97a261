"""The spine: its width for five page counts, what stands on it, and how."""

from __future__ import annotations

import re

import pytest

from press_tools import ROOT
from wenxuan.printkit.spine import bears_title, spine_size, spine_width, stacked

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
    sorts = stacked("春汛，WeasyPrint 70与12——（上）")
    assert [(s.text, s.kind) for s in sorts] == [
        ("春", "upright"), ("汛", "upright"), ("，", "corner"), ("WeasyPrint 70", "turned"),
        ("与", "upright"), ("12", "upright"), ("—", "turned"), ("—", "turned"),
        ("（", "turned"), ("上", "upright"), ("）", "turned"),
    ]  # fmt: skip
