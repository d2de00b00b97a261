"""What stands between the lines and may move the text in them: readings and inline notes.

A reading is centered over its base. It may hang over neighbors that have none (CLREQ, ruby;
JLREQ 3.3.8: over kana only), never nearer to the next reading than a quarter of its size; what
it cannot hang over it asks for as space. An inline note is two rows of half-size type.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from wenxuan.typography.classes import FULL_WIDTH_MARKS, Kind
from wenxuan.typography.spacing import may_break

from .galley import Galley, Node
from .roles import Reading
from .sorts import Sort
from .spacer import SOLID, STIFF, Spacer

if TYPE_CHECKING:
    from .spaced import Spaced

_APART: Final = 0.25
"""Least space between two readings, in em of the reading (CLREQ, ruby)."""
_LEAST: Final = 4
"""Fewest characters of an inline note on a line."""


def make_room(spaced: Spaced) -> None:
    """Enter into gaps and line edges what readings and inline notes need."""
    galley = spaced.galley
    for node in galley.leaves:
        if node.rows:
            _stack(spaced, node)
    for reading in galley.readings:
        _open_base(spaced, reading)
    after = {reading.start: reading for reading in galley.readings}
    before = {reading.end: reading for reading in galley.readings}
    for index in sorted({0, *after, *before}):
        _between(spaced, index - 1, before.get(index), after.get(index))


# --- readings -----------------------------------------------------------------------------


def _surplus(spaced: Spaced, reading: Reading) -> float:
    """How far, in px, a reading reaches beyond its base on either side (negative: not)."""
    base = sum(spaced.galley.advances[reading.start:reading.end])
    inner = range(reading.start, reading.end - 1)
    base += sum(spaced.gaps[index].natural for index in inner if index in spaced.gaps)
    return (reading.width - base) / 2


def _open_base(spaced: Spaced, reading: Reading) -> None:
    """Spread a base of several characters under a reading that overhanging cannot hold.

    Between characters goes twice as much as outside them (JLREQ 3.3.7).
    """
    count = reading.end - reading.start
    size = spaced.galley.size_at(reading.start)
    excess = 2 * (_surplus(spaced, reading) - _reach(size, reading.size))
    if count < 2 or excess <= 0:
        return
    for index in range(reading.start, reading.end - 1):
        _widen(spaced, index, excess / count)


def _reach(width: float, size: float) -> float:
    """How far a reading of ``size`` hangs over a neighbor that two of them may meet over."""
    return max(0.0, (width - _APART * size) / 2)


def _hang(spaced: Spaced, index: int, size: float) -> float:
    """How far, in px, a reading of ``size`` may hang over a sort that has none."""
    galley = spaced.galley
    sort = galley.sorts[index]
    if spaced.spacer.convention.name == "JIS" and sort.head is Kind.HAN:
        return 0.0
    width = galley.advances[index]
    if sort.head in FULL_WIDTH_MARKS:
        width /= 2
    return min(_reach(width, size), _reach(galley.size_at(index), size))


def _between(spaced: Spaced, index: int, left: Reading | None, right: Reading | None) -> None:
    """Open the gap after a sort between the readings, if any, on its two sides."""
    first = max(0.0, _surplus(spaced, left)) if left else 0.0
    second = max(0.0, _surplus(spaced, right)) if right else 0.0
    count = len(spaced.galley.sorts)
    if 0 <= index < count - 1:
        extra = _needed(spaced, index, left, right)
        gap = spaced.gaps.get(index, SOLID)
        extra -= max(0.0, gap.natural - gap.give)
        if extra > 0:
            _widen(spaced, index, extra)
    if first and index >= 0:
        spaced.off_end[index] = spaced.off_end.get(index, 0.0) - first
    if second:
        spaced.off_start[index + 1] = spaced.off_start.get(index + 1, 0.0) - second
        spaced.inset[index + 1] = second


def _needed(spaced: Spaced, index: int, left: Reading | None, right: Reading | None) -> float:
    """Space, in px, that the readings beside a gap need between their bases."""
    if left and right:
        apart = _APART * max(left.size, right.size)
        return _surplus(spaced, left) + _surplus(spaced, right) + apart
    if left:
        return _surplus(spaced, left) - _hang(spaced, index + 1, left.size)
    if right:
        return _surplus(spaced, right) - _hang(spaced, index, right.size)
    return 0.0


def _widen(spaced: Spaced, index: int, extra: float) -> None:
    """Add to a gap what is there only when no line ends in it."""
    gap = spaced.gaps.get(index, SOLID)
    spaced.gaps[index] = replace(gap, natural=gap.natural + extra)
    spaced.off_end[index] = spaced.off_end.get(index, 0.0) + extra


# --- inline notes -------------------------------------------------------------------------


def split_rows(galley: Galley, spacer: Spacer, start: int, stop: int) -> tuple[int, float]:
    """First sort of the second row of a note's sorts, and the width (px) of the longer row."""
    best = (stop, _row(galley, spacer, start, stop))
    for at in range(start + 1, stop):
        left, right = galley.sorts[at - 1], galley.sorts[at]
        if left.wrap or not may_break(left.tail, right.head, spacer.convention):
            continue
        longer = max(_row(galley, spacer, start, at), _row(galley, spacer, at, stop))
        if longer <= best[1] + 1e-6:
            best = (at, longer)
    return best


def _row(galley: Galley, spacer: Spacer, start: int, stop: int) -> float:
    """Width, in px, of one row set solid, without the blank of its last mark."""
    size = galley.size_at(start)
    width = size * sum(sort.advance for sort in galley.sorts[start:stop])
    return width - spacer.trim(galley.sorts[stop - 1].tail, size)


def _stack(spaced: Spaced, node: Node) -> None:
    """Let a note's sorts share the line in halves and a line end only between full columns."""
    galley, spacer = spaced.galley, spaced.spacer
    start, stop = node.start, node.end
    _, width = split_rows(galley, spacer, start, stop)
    for index in range(start, stop - 1):
        spaced.gaps[index] = STIFF
        left, right = galley.sorts[index], galley.sorts[index + 1]
        even = (index - start) % 2 == 1 and not left.wrap
        free = even and may_break(left.tail, right.head, spacer.convention)
        spaced.allowed[index] = free and _parts(galley, spacer, node, index + 1)
        spaced.off_start.pop(index + 1, None)
        spaced.off_end.pop(index, None)
    galley.advances[stop - 1] += max(0.0, width - sum(galley.advances[start:stop]))
    _border(spaced, start - 1, galley.sorts[start - 1] if start else None, None)
    following = galley.sorts[stop] if stop < len(galley.sorts) else None
    _border(spaced, stop - 1, None, following)


def _parts(galley: Galley, spacer: Spacer, node: Node, at: int) -> bool:
    """Tell whether both parts of a note cut before sort ``at`` make two rows of one length."""
    for start, stop in ((node.start, at), (at, node.end)):
        half = sum(galley.advances[start:stop])
        if split_rows(galley, spacer, start, stop)[1] > half + galley.size_at(start):
            return False
    return at - node.start >= _LEAST and node.end - at >= _LEAST


def _border(spaced: Spaced, index: int, left: Sort | None, right: Sort | None) -> None:
    """Set the gap between a note and its neighbor as beside an object."""
    galley, spacer = spaced.galley, spaced.spacer
    tail = left.tail if left else Kind.OBJECT
    head = right.head if right else Kind.OBJECT
    if Kind.SPACE in (tail, head):
        return
    if left is None:
        spaced.off_end.pop(index, None)
    if right is None:
        spaced.off_start.pop(index + 1, None)
    if left is None and right is None:
        return
    size = galley.size_at(index)
    gap = spaced.gaps[index] = spacer.gap(tail, head, (size, galley.size_at(index + 1)))
    spaced.off_end[index] = gap.natural + (spacer.trim(tail, size) if left else 0.0)
    spaced.allowed[index] = may_break(tail, head, spacer.convention)
