"""Where the lines of a paragraph end: total fit over windows of feasible breaks, or first fit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from math import inf
from typing import Final, NamedTuple

from .classes import Kind

NO, FREE, HYPHEN, EMERGENCY = range(4)

_PENALTY: Final = {FREE: 0.0, HYPHEN: 0.6, EMERGENCY: 3.0}
_OVERFULL: Final = 1e4
_SHORT_LAST: Final = 40.0
_FARTHEST: Final = 3.0  # a line that is 3 em short is not looked at while a fuller one exists
_SLACK: Final = 1e-3
# Marks do not fill a last line; a word does.
_WEIGHT: Final = {
    Kind.OPEN: 0, Kind.CLOSE: 0, Kind.COMMA: 0, Kind.COLON: 0, Kind.STOP: 0, Kind.EXCLAMATION: 0,
    Kind.EXCITED: 0,
    Kind.SPACE: 0, Kind.ZERO: 0, Kind.CALL: 0, Kind.NARROW_CLOSE: 0, Kind.LETTER: 2, Kind.DIGIT: 2,
    Kind.OBJECT: 2,
}


@dataclass(slots=True, kw_only=True)
class Track:
    """One paragraph as the planner sees it; lengths in CSS px, ``em`` is its type size.

    ``x[i]`` is where sort ``i`` starts when the text is one endless line, ``x[n]`` its end.
    A line from ``a`` to ``b`` is ``x[b + 1] - off_end[b] - x[a] - off_start[a]`` wide.
    ``give`` and ``grow`` are running sums, over the gaps before each sort, of what may be
    taken away and what may be added before every gap is widened.
    """

    x: list[float]
    off_end: dict[int, float] = field(default_factory=dict)
    off_start: dict[int, float] = field(default_factory=dict)
    allowed: bytearray
    give: list[float]
    grow: list[float]
    em: float
    kinds: bytes = b""

    def natural(self, start: int, end: int) -> float:
        """Width of the line from sort ``start`` to sort ``end``, both included."""
        return (
            self.x[end + 1] - self.off_end.get(end, 0.0)
            - self.x[start] - self.off_start.get(start, 0.0)
        )


Cost = Callable[[Track, int, int, float], float]


def even_cost(track: Track, start: int, end: int, rest: float) -> float:
    """Badness of a justified line that has ``rest`` px left over (negative: too wide).

    What punctuation and Han-Latin gaps can take is nearly free; the rest is paid for by the
    pitch of the Han, so its sum and its square per gap are what the plan keeps small.
    """
    if rest < 0:
        give = track.give[end] - track.give[start]
        if -rest > give + _SLACK:
            return inf
        share = -rest / (give or 1.0)
        return 0.1 * share + 0.4 * share * share
    grow = track.grow[end] - track.grow[start]
    over = rest - grow
    if over <= 0:
        return 0.15 * rest / (grow or 1.0)
    over /= track.em
    return 0.15 + 2 * over + 8 * over * over / (end - start or 1)


def ragged_cost(track: Track, start: int, end: int, rest: float) -> float:
    """Badness of a line that is not justified: nothing gives, white space is squared."""
    del start, end
    if rest < -_SLACK:
        return inf
    return (rest / track.em) ** 2 + 1.0


class Line(NamedTuple):
    """Sorts ``start`` to ``end`` on one line of ``measure`` px, and whether it is the last."""

    start: int
    end: int
    measure: float
    last: bool


def _candidates(
    track: Track, start: int, stop: int, measure: float, cost: Cost
) -> list[tuple[int, float]]:
    """Ends worth looking at for a line that begins at ``start``, each with its cost."""
    x, allowed, off_end = track.x, track.allowed, track.off_end
    limit = x[start] + track.off_start.get(start, 0.0) + measure
    index = min(bisect_right(x, limit + 3 * track.em) - 1, stop - 1)
    found: list[tuple[int, float]] = []
    even, final = cost is even_cost, stop - 1
    farthest = _FARTHEST * track.em if even else measure / 2
    while index >= start:
        kind = FREE if index == final else allowed[index]
        if kind:
            rest = limit - x[index + 1] + off_end.get(index, 0.0)
            if found and rest > farthest:
                break
            price = 0.0 if even and index == final and rest >= 0 else cost(
                track, start, index, rest
            )
            if price < inf:
                found.append((index, price + _PENALTY[kind]))
        index -= 1
    return found or [_overfull(track, start, stop, limit)]


def _overfull(track: Track, start: int, stop: int, limit: float) -> tuple[int, float]:
    """The shortest line that can be had at ``start``, wider than the measure as it is."""
    index = start
    while index < stop - 1 and not track.allowed[index]:
        index += 1
    excess = max(0.0, track.x[index + 1] - limit) / track.em
    return index, _OVERFULL * (1 + excess)


def _holds(track: Track, start: int, stop: int, widow: int) -> bool:
    """Whether sorts ``start`` up to ``stop`` are ``widow`` characters, marks not counted."""
    held = 0
    for kind in track.kinds[start:stop]:
        if held >= widow:
            break
        held += _WEIGHT.get(Kind(kind), 1)
    return held >= widow


def _last_cost(track: Track, start: int, stop: int, widow: int) -> float:
    """Extra cost of a last line that would hold fewer than ``widow`` characters."""
    return _SHORT_LAST if start and not _holds(track, start, stop, widow) else 0.0


def _pulled_down(track: Track, lines: list[Line], widow: int) -> list[Line]:
    """The lines with as much of the last but one moved down as the last needs, where it can."""
    stop = lines[-1].end + 1
    if len(lines) < 2 or _holds(track, lines[-1].start, stop, widow):
        return lines
    upper, last = lines[-2:]
    for end in range(upper.end - 1, upper.start, -1):
        if last.measure + _SLACK < track.natural(end + 1, last.end):
            break
        if track.allowed[end] != FREE or not _holds(track, upper.start, end + 1, widow):
            continue
        if _holds(track, end + 1, stop, widow):
            return [*lines[:-2], upper._replace(end=end), last._replace(start=end + 1)]
    return lines


def total_fit(
    track: Track, measures: tuple[float, float], *, start: int = 0, stop: int | None = None,
    cost: Cost = even_cost, widow: int = 2,
) -> list[Line]:
    """Lines of least total cost for sorts ``start`` up to ``stop``, excluded.

    ``measures`` are those of the first line and of all others, in px.
    """
    stop = len(track.x) - 1 if stop is None else stop
    best: dict[int, tuple[float, int]] = {start: (0.0, -1)}
    heap, done = [(0.0, start)], set[int]()
    while heap:
        spent, here = heappop(heap)
        if here >= stop:
            break
        if here in done:
            continue
        done.add(here)
        measure = measures[here != start]
        for end, price in _candidates(track, here, stop, measure, cost):
            total = spent + price
            if end == stop - 1:
                total += _last_cost(track, here, stop, widow)
            known = best.get(end + 1)
            if known is None or total < known[0]:
                best[end + 1] = (total, here)
                heappush(heap, (total, end + 1))
    return _trace(best, start, stop, measures)


def _trace(
    best: dict[int, tuple[float, int]], first: int, stop: int, measures: tuple[float, float]
) -> list[Line]:
    lines: list[Line] = []
    end = stop
    while end > first:
        start = best[end][1]
        measure = measures[start != first]
        lines.append(Line(start=start, end=end - 1, measure=measure, last=end == stop))
        end = start
    return lines[::-1]


def first_fit(
    track: Track, start: int, measure: float, *, stop: int | None = None, cost: Cost = even_cost
) -> Line:
    """The next line alone: pushed in where shrinking allows, else pushed out."""
    stop = len(track.x) - 1 if stop is None else stop
    end, _ = min(
        _candidates(track, start, stop, measure, cost), key=lambda found: (found[1], -found[0])
    )
    return Line(start=start, end=end, measure=measure, last=end == stop - 1)


def greedy(
    track: Track, measures: tuple[float, float], *, start: int = 0, stop: int | None = None,
    cost: Cost = even_cost, widow: int = 0,
) -> list[Line]:
    """Lines taken one by one, each the best for itself; the last holds ``widow`` characters.

    It is given them from the line above where that keeps as many.
    """
    lines = [first_fit(track, start, measures[0], stop=stop, cost=cost)]
    while not lines[-1].last:
        lines.append(first_fit(track, lines[-1].end + 1, measures[1], stop=stop, cost=cost))
    return _pulled_down(track, lines, widow)
