"""From a galley to a track: gaps between neighbors, edges of lines, places to break."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from operator import or_
from typing import Final

from wenxuan.typography.classes import FULL_WIDTH_MARKS, IDEOGRAPHIC, Kind
from wenxuan.typography.fitting import Gap
from wenxuan.typography.planning import EMERGENCY, FREE, HYPHEN, NO, Track
from wenxuan.typography.spacing import may_break

from .galley import Galley, Node, running
from .interlinear import make_room
from .numbers import DIGITS, bound
from .sorts import EMERGENCY as SORT_EMERGENCY
from .sorts import HYPHEN as SORT_HYPHEN
from .sorts import STUCK, WRAP, Sort
from .spacer import SOLID, STIFF, Meetings, Spacer

_WRAPS: Final = {WRAP: FREE, SORT_HYPHEN: HYPHEN, SORT_EMERGENCY: EMERGENCY, STUCK: NO}


class Spaced:
    """A galley with its gaps (px) and its track."""

    def __init__(self, galley: Galley, spacer: Spacer) -> None:
        self.galley = galley
        self.spacer = spacer
        self.gaps: dict[int, Gap] = {}
        self.allowed = bytearray(b"\x01") * len(galley.sorts)
        self.off_end: dict[int, float] = {}
        self.off_start: dict[int, float] = {}
        self.inset: dict[int, float] = {}
        self.em = max((leaf.facts.size for leaf in galley.leaves if leaf.facts), default=1.0)
        self._pair_up()
        if galley.settings.keep_units and any(digit in galley.tails for digit in DIGITS):
            for index in bound(galley.sorts):
                self.allowed[index] = NO
        if galley.readings or any(leaf.rows for leaf in galley.leaves):
            make_room(self)
        self._forbid()
        self.track = self._track()

    def _pair_up(self) -> None:
        held = [leaf for leaf in self.galley.leaves if leaf.end > leaf.start]
        for leaf in held:
            if leaf.start:
                self._pair_between(leaf.start - 1)
            self._pair_inside(leaf)
        self._close_edges()

    def _pair_inside(self, leaf: Node) -> None:
        """Space the sorts of one leaf: two Han that nothing is between stand as they are."""
        start, last = leaf.start, leaf.end - 1
        within, facts = range(start, last), leaf.facts
        if facts is None or leaf.call or start in self.galley.tracking or (
            self.spacer.convention.hanging
        ):
            for index in within:
                self._pair(index)
        else:
            odd = map(or_, self.galley.tails[start:last], self.galley.heads[start + 1:])
            self._meet(compress(within, odd), self.spacer.meetings(facts.size, facts.size))

    def _pair_between(self, index: int) -> None:
        """Space two neighbors of two leaves."""
        galley = self.galley
        if (
            index in galley.after or index in galley.tracking or index + 1 in galley.before
            or self.spacer.convention.hanging or self._call_between(index)
        ):
            self._pair(index)
        else:
            sizes = galley.size_at(index), galley.size_at(index + 1)
            self._meet((index,), self.spacer.meetings(*sizes))

    def _meet(self, indexes: Iterable[int], meetings: Meetings) -> None:
        """Space neighbors that have no edge of a box, tracking or reference between them."""
        galley = self.galley
        tails, heads, sorts = galley.tails, galley.heads, galley.sorts
        for index in indexes:
            met = None if sorts[index].wrap else meetings[tails[index], heads[index + 1]]
            if met is None:
                self._pair(index)
                continue
            if met.gap is not SOLID:
                self.gaps[index] = met.gap
            if not met.allowed:
                self.allowed[index] = NO
            if met.off_end:
                self.off_end[index] = met.off_end
            if met.off_start:
                self.off_start[index + 1] = met.off_start

    def _close_edges(self) -> None:
        galley = self.galley
        self._end_of_line(len(galley.sorts) - 1)
        first = galley.sorts[0].head
        off = self.spacer.start(first, galley.size_at(0), first=True) - galley.before.get(0, 0.0)
        if off:
            self.off_start[0] = off

    def _pair(self, index: int) -> None:
        """Space two neighbors of which one is a space, a reference, or at a box's edge."""
        sorts, galley = self.galley.sorts, self.galley
        left, right = sorts[index], sorts[index + 1]
        called = len(galley.leaves) > 1 and self._call_between(index)
        if called or right.head is Kind.SPACE or (left.wrap and left.head is not Kind.SPACE):
            gap = STIFF
        elif left.head is Kind.SPACE:
            gap = self._after_space(index)
        else:
            gap = self._gap(index, left.tail, right.head)
        extra = (
            galley.after.get(index, 0.0) + galley.before.get(index + 1, 0.0)
            + galley.tracking.get(index, 0.0)
        )
        if extra:
            gap = Gap(gap.natural + extra, gap.step, gap.give, gap.order, gap.grow, gap.even)
        self.gaps[index] = gap
        self.allowed[index] = self._permission(index, called=called)
        self._end_of_line(index)
        size = galley.size_at(index + 1)
        off = self.spacer.start(right.head, size) - galley.before.get(index + 1, 0.0)
        if off:
            self.off_start[index + 1] = off

    def _call_between(self, index: int) -> bool:
        """Tell whether a note reference is one of two neighbors."""
        galley = self.galley
        return galley.leaf_at(index + 1).call or galley.leaf_at(index).call

    def _gap(self, index: int, left: Kind, right: Kind) -> Gap:
        sizes = (self.galley.size_at(index), self.galley.size_at(index + 1))
        return self.spacer.gap(left, right, sizes)

    def _after_space(self, index: int) -> Gap:
        """Gap after a word space: with the space's advance it makes the wanted width."""
        sorts, advance = self.galley.sorts, self.galley.advances[index]
        left = sorts[index - 1].tail if index else Kind.SPACE
        right = sorts[index + 1].head
        if Kind.OBJECT in (left, right):
            return SOLID
        gap = self._gap(index, left, right)
        if gap.grow or left in FULL_WIDTH_MARKS or right in FULL_WIDTH_MARKS:
            return Gap(gap.natural - advance, gap.step, gap.give, gap.order, gap.grow, gap.even)
        size = self.galley.size_at(index)
        least, most = self.spacer.convention.word_space
        give, grow = max(0.0, advance - least * size), max(0.0, most * size - advance)
        return Gap(0.0, 0 if give else -1, give, 0, grow)

    def _permission(self, index: int, *, called: bool) -> int:
        """Whether a line may end after a sort, and how."""
        sorts = self.galley.sorts
        left, right = sorts[index], sorts[index + 1]
        if left.wrap:
            return _WRAPS[left.wrap]
        if left.text in _FORMATS:
            return _FORMATS[left.text]
        if right.head is Kind.SPACE or (called and self.galley.leaf_at(index + 1).call):
            return NO
        if left.head is Kind.SPACE:
            return self._break_at_space(index)
        tail = sorts[index - 1].tail if called and index and left.tail in DIGITS else left.tail
        return int(may_break(tail, right.head, self.spacer.convention))

    def _break_at_space(self, index: int) -> int:
        """A line may end at a space unless it binds, or a mark may not start the next line."""
        sorts = self.galley.sorts
        if sorts[index].text in "\u00a0\u202f":
            return NO
        right = sorts[index + 1].head
        left = sorts[index - 1].tail if index else Kind.SPACE
        if left in IDEOGRAPHIC or right in IDEOGRAPHIC or right in FULL_WIDTH_MARKS:
            return int(may_break(left, right, self.spacer.convention))
        return FREE

    def _end_of_line(self, index: int) -> None:
        """Set what a line that ends with this sort does not count: gap, space, trimmed blank."""
        sorts = self.galley.sorts
        off, last = self._beyond(index), index
        if sorts[index].head is Kind.SPACE and index:
            off += self.galley.advances[index] + self._beyond(index - 1)
            last = index - 1
        off += self.trim_end(last)
        hyphen = self.hyphen_at(index)
        if hyphen is not None:
            off -= hyphen.advance * self.galley.size_at(index)
        if off:
            self.off_end[index] = off
        else:
            self.off_end.pop(index, None)

    def hyphen_at(self, index: int) -> Sort | None:
        """Hyphen that a line ending with this sort shows."""
        if self.allowed[index] != HYPHEN:
            return None
        facts = self.galley.leaf_at(index).facts
        return facts.case.hyphen if facts else None

    def _beyond(self, index: int) -> float:
        """Part of the gap after a sort that a line ending there does not have."""
        gap = self.gaps.get(index)
        return (gap.natural if gap else 0.0) - self.galley.after.get(index, 0.0)

    def trim_end(self, index: int) -> float:
        """Blank, in px, that a sort loses at the end of a line; all of it if it hangs."""
        sort, convention = self.galley.sorts[index], self.spacer.convention
        if sort.text in convention.hanging and self._may_hang(index):
            return self.galley.advances[index]
        if sort.tail not in convention.trimmed:
            return 0.0
        return self.spacer.trim(sort.tail, self.galley.size_at(index))

    def _may_hang(self, index: int) -> bool:
        """A mark hangs only where its neighbors are no marks (CLREQ, hanging punctuation)."""
        sorts = self.galley.sorts
        around = [at for at in (index - 1, index + 1) if 0 <= at < len(sorts)]
        return all(sorts[at].tail not in FULL_WIDTH_MARKS for at in around)

    def _forbid(self) -> None:
        for start, end in self.galley.nowrap:
            self.allowed[start:end - 1] = bytes(max(0, end - 1 - start))
        for index in self.galley.feeds:
            if index:
                self.allowed[index - 1] = NO
        self.allowed[-1] = FREE

    def _track(self) -> Track:
        widths = self.galley.advances.copy()
        give: dict[int, float] = {}
        grow: dict[int, float] = {}
        for index, gap in self.gaps.items():
            widths[index] += gap.natural
            if gap.give and gap.step >= 0:
                give[index] = gap.give
            if gap.grow:
                grow[index] = gap.grow
        return Track(
            x=running(widths), off_end=self.off_end, off_start=self.off_start,
            allowed=self.allowed, give=_sums(give, len(widths)), grow=_sums(grow, len(widths)),
            em=self.em, kinds=bytes(self.galley.heads),
        )


def _sums(values: dict[int, float], count: int) -> list[float]:
    """Running sums of ``count`` values of which all others are 0."""
    if not values:
        return [0.0] * (count + 1)
    spread = [0.0] * count
    for index, value in values.items():
        spread[index] = value
    return running(spread)


_FORMATS: Final = {"\u200b": FREE, "\u00ad": HYPHEN, "\u2060": NO, "\ufeff": NO, "\u200d": NO,
                   "\u200c": NO}
