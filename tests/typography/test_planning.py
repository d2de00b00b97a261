"""Plans of lines and the fitting of one line, on bare numbers."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenxuan.typography.fitting import Gap, shrink, stretch
from wenxuan.typography.planning import (
    FREE,
    NO,
    Line,
    Track,
    even_cost,
    first_fit,
    greedy,
    ragged_cost,
    total_fit,
)


def track(widths: list[float], *, forbidden: set[int] = frozenset(),
          give: dict[int, float] | None = None) -> Track:
    """Track of sorts with these widths, type size 1."""
    count = len(widths)
    capacity = [(give or {}).get(index, 0.0) for index in range(count)]
    return Track(
        x=list(accumulate(widths, initial=0.0)),
        allowed=bytearray(NO if index in forbidden else FREE for index in range(count)),
        give=list(accumulate(capacity, initial=0.0)), grow=[0.0] * (count + 1), em=1.0,
        kinds=bytes(count),
    )


def spans(lines: list[Line]) -> list[tuple[int, int]]:
    """First and last sort of each line."""
    return [(line.start, line.end) for line in lines]


def test_solid_lines_fill_the_measure() -> None:
    """Sorts of one em in a measure of five make lines of five."""
    assert spans(total_fit(track([1] * 12), (5, 5))) == [(0, 4), (5, 9), (10, 11)]


def test_first_measure_is_the_first_line_s() -> None:
    """An indent shortens the first line only."""
    assert spans(total_fit(track([1] * 12), (3, 5))) == [(0, 2), (3, 7), (8, 11)]


def test_forbidden_break_is_never_taken() -> None:
    """Where the full line may not end, it ends earlier, or later if it can shrink."""
    assert spans(total_fit(track([1] * 10, forbidden={4}), (5, 5)))[0] == (0, 3)
    squeezed = track([1] * 10, forbidden={4}, give={1: 1.0})
    assert spans(total_fit(squeezed, (5, 5)))[0] == (0, 5)


def test_total_fit_beats_greedy() -> None:
    """An earlier line gives up a sort so that a later one need not be stretched much."""
    paragraph = track([1] * 7 + [3, 1, 1, 1, 1], forbidden={7, 8}, give={2: 0.5})
    measures = (4.5, 4.5)

    def cost(lines: list[Line]) -> float:
        return sum(
            even_cost(paragraph, line.start, line.end,
                      line.measure - paragraph.natural(line.start, line.end))
            for line in lines if not line.last
        )

    assert cost(total_fit(paragraph, measures)) <= cost(greedy(paragraph, measures))


def test_overlong_run_makes_an_overfull_line() -> None:
    """A run wider than the measure is not lost: its line is as short as can be."""
    assert spans(total_fit(track([1] * 9, forbidden=set(range(1, 7))), (4, 4))) == [
        (0, 0), (1, 7), (8, 8)
    ]


def test_single_character_is_not_left_alone() -> None:
    """With a widow of two, eleven sorts in five do not end with one."""
    lines = total_fit(track([1] * 11), (5, 5), widow=2)
    assert lines[-1].end - lines[-1].start + 1 >= 2
    alone = total_fit(track([1] * 11), (5, 5), widow=0)
    assert spans(alone)[-1] == (10, 10)


def test_ragged_lines_are_balanced() -> None:
    """Without justification, white space is spread over the lines."""
    lengths = [b - a + 1 for a, b in spans(total_fit(track([1] * 20), (9, 9), cost=ragged_cost))]
    assert sorted(lengths) == [6, 7, 7]


def test_range_of_sorts() -> None:
    """A plan for part of a track begins and ends where it is told."""
    assert spans(total_fit(track([1] * 12), (5, 5), start=2, stop=9)) == [(2, 6), (7, 8)]


@given(st.lists(st.floats(0.2, 3), min_size=1, max_size=60), st.floats(3, 12))
def test_plan_covers_every_sort_once(widths: list[float], measure: float) -> None:
    """The lines of any plan follow one another from the first sort to the last."""
    for lines in (total_fit(track(widths), (measure, measure)),
                  greedy(track(widths), (measure, measure))):
        assert lines[0].start == 0
        assert lines[-1].end == len(widths) - 1
        assert lines[-1].last
        assert all(a.end + 1 == b.start for a, b in pairwise(lines))


def test_first_fit_pushes_in_before_it_pushes_out() -> None:
    """A sort that fits after shrinking stays; without capacity it goes down."""
    assert first_fit(track([1] * 9, give={1: 0.5}), 0, 4.5).end == 4
    assert first_fit(track([1] * 9), 0, 4.5).end == 3


def test_shrink_goes_step_by_step() -> None:
    """The first step is used up before the second gives, and members give in proportion."""
    gaps = {0: Gap(0, 2, 0.5), 3: Gap(0, 2, 0.25), 5: Gap(0, 3, 0.5)}
    assert shrink(gaps, 0.375).extra == {0: -0.25, 3: -0.125}
    assert shrink(gaps, 1.0).extra == {0: -0.5, 3: -0.25, 5: -0.25}
    assert shrink(gaps, 2.0).left == pytest.approx(-0.75)


def test_stretch_uses_spaces_then_gaps_then_all() -> None:
    """What word spaces and Han-Latin gaps cannot take is shared by all even gaps."""
    gaps = {1: Gap(0, order=0, grow=0.25), 4: Gap(0.25, order=1, grow=0.25), 6: Gap(0, even=False)}
    assert stretch(gaps, 9, 0.25).extra == {1: 0.25}
    assert stretch(gaps, 9, 0.375).extra == {1: 0.25, 4: 0.125}
    full = stretch(gaps, 9, 0.9)
    assert full.extra == {1: 0.25, 4: 0.25}
    assert full.even == pytest.approx(0.4 / 8)


def test_stretch_without_even_gaps_widens_word_spaces() -> None:
    """A line of Latin words is filled by its spaces, without limit."""
    fit = stretch({1: Gap(0, order=0, grow=0.25, even=False), 0: Gap(0, even=False)}, 2, 1.0)
    assert fit.extra == {1: 1.0}
    assert fit.left == 0


def test_line_that_cannot_be_filled_says_so() -> None:
    """One rigid pair cannot be stretched; what is left is reported."""
    assert stretch({0: Gap(0, even=False)}, 1, 1.0).left == 1.0
