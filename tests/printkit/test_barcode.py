"""The barcode is read back from its bars by a reader of our own; zbar reads it off the cover."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxuan.printkit.barcode import (
    ADDON_GAP,
    MODULE,
    QUIET,
    addon5,
    barcode_svg,
    bars,
    ean13,
    read_bars,
)

ISBN = "978-7-02-000220-7"
WIDTHS = {
    "3211": 0, "2221": 1, "2122": 2, "1411": 3, "1132": 4,
    "1231": 5, "1114": 6, "1312": 7, "1213": 8, "3112": 9,
}  # fmt: skip
"""Widths of the four elements of a digit of set A, left to right (GS1 General Specifications)."""


def with_check(twelve: str) -> str:
    """Twelve digits with their check digit."""
    total = sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(twelve))
    return twelve + str(-total % 10)


def digit_of(modules: str) -> tuple[int, str]:
    """A digit and its number set, by the widths of bars and spaces."""
    widths = "".join(str(len(run[0])) for run in re.finditer(r"0+|1+", modules))
    if modules[0] == "1":
        return WIDTHS[widths], "C"
    if widths in WIDTHS and sum(modules.count("1") for _ in "x") % 2:
        return WIDTHS[widths], "A"
    return WIDTHS[widths[::-1]], "B"


PARITY = {
    "AAAAAA": 0, "AABABB": 1, "AABBAB": 2, "AABBBA": 3, "ABAABB": 4,
    "ABBAAB": 5, "ABBBAA": 6, "ABABAB": 7, "ABABBA": 8, "ABBABA": 9,
}  # fmt: skip


def read(modules: str) -> str:
    """The thirteen digits of 95 modules."""
    assert (modules[:3], modules[45:50], modules[-3:]) == ("101", "01010", "101")
    left = [digit_of(modules[3 + 7 * i : 10 + 7 * i]) for i in range(6)]
    right = [digit_of(modules[50 + 7 * i : 57 + 7 * i]) for i in range(6)]
    assert {number_set for _, number_set in right} == {"C"}
    first = PARITY["".join(number_set for _, number_set in left)]
    return str(first) + "".join(str(d) for d, _ in left + right)


@given(st.text("0123456789", min_size=12, max_size=12))
def test_every_number_is_read_back(twelve):
    """Any thirteen digits, coded and decoded by width, are the same."""
    digits = with_check(twelve)
    assert read(ean13(digits)) == digits


def test_a_wrong_check_digit_is_refused():
    """A number that a reader would refuse is not drawn."""
    with pytest.raises(ValueError, match="check digit"):
        ean13("9787020002208")


def test_the_add_on_is_coded():
    """Five digits with their number sets by the check value: 03800 has 9·3 + 3·8 = 51, so 1."""
    modules = addon5("03800")
    assert modules.startswith("1011")
    digits = [modules[4 + 9 * i : 11 + 9 * i] for i in range(5)]
    assert [digit_of(d) for d in digits] == [(0, "B"), (3, "A"), (8, "B"), (0, "A"), (0, "A")]
    assert [modules[11 + 9 * i : 13 + 9 * i] for i in range(4)] == ["01"] * 4


@given(
    st.text("0123456789", min_size=12, max_size=12), st.text("0123456789", min_size=5, max_size=5)
)
def test_the_kit_reads_its_own_bars(twelve, addon):
    """Symbol and add-on are told apart by the space between them and read, at any scale."""
    digits = with_check(twelve)
    drawn = [(40 + 2.5 * b.x, 2.5 * b.width) for b in bars(digits, addon)]
    assert read_bars(drawn) == (digits, addon)
    assert read_bars(drawn[:-1]) == (digits,), "an add-on with a bar lost is none"


def test_bars_that_say_nothing():
    """A rule on a cover, or two of them, is no barcode."""
    assert read_bars([]) == ()
    assert read_bars([(3, 1.5)]) == ()
    assert read_bars([(3, 1.5), (9, 1.5)]) == ()


def test_bars_are_whole_modules_with_quiet_zones():
    """Each bar is a whole number of modules of 0.33 mm; quiet zones are empty."""
    found = bars("9787020002207", "03800")
    for bar in found:
        assert bar.width / MODULE == pytest.approx(round(bar.width / MODULE), abs=1e-6)
    assert min(b.x for b in found) == pytest.approx(QUIET[0] * MODULE)
    edges = sorted((b.x, b.x + b.width) for b in found)
    gaps = [after[0] - before[1] for before, after in pairwise(edges)]
    assert max(gaps) == pytest.approx(ADDON_GAP * MODULE)


def test_the_symbol_is_vectors():
    """The symbol has no picture: rectangles and text."""
    svg = barcode_svg(ISBN, "03800", "Wenxuan Sans")
    assert svg.count("<rect") == len(bars("9787020002207", "03800"))
    assert "<image" not in svg
    assert f"ISBN {ISBN}" in svg
