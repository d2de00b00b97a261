"""From a galley to a track: gaps between neighbors, edges of lines, places to break."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wenxuan.typography import units
from wenxuan.typography.classes import FULL_WIDTH_MARKS, IDEOGRAPHIC, Kind
from wenxuan.typography.conventions import Convention
from wenxuan.typography.fitting import Gap
from wenxuan.typography.planning import EMERGENCY, FREE, HYPHEN, NO, Track
from wenxuan.typography.spacing import Joint, joint, may_break, sides_of

from .galley import Galley, running
from .sorts import EMERGENCY as SORT_EMERGENCY
from .sorts import HYPHEN as SORT_HYPHEN
from .sorts import STUCK, WRAP, Sort

_WRAPS: Final = {WRAP: FREE, SORT_HYPHEN: HYPHEN, SORT_EMERGENCY: EMERGENCY, STUCK: NO}
_HAN: Final = (Kind.HAN, Kind.KANA)


class Spacer:
    """Joints and break permissions of one convention, looked up once per pair of kinds."""

    def __init__(self, convention: Convention) -> None:
        self.convention = convention
        self.joints: dict[tuple[Kind, Kind], Joint] = {}
        self.breaks: dict[tuple[Kind, Kind], bool] = {}

    def joint(self, left: Kind, right: Kind) -> Joint:
        """Joint of two kinds."""
        found = self.joints.get((left, right))
        if found is None:
            found = self.joints[left, right] = joint(left, right, self.convention)
        return found

    def may_break(self, left: Kind, right: Kind) -> bool:
        """Permission to break between two kinds."""
        found = self.breaks.get((left, right))
        if found is None:
            found = self.breaks[left, right] = may_break(left, right, self.convention)
        return found


class Spaced:
    """A galley with its gaps (px) and its track."""

    def __init__(self, galley: Galley, spacer: Spacer) -> None:
        self.galley = galley
        self.spacer = spacer
        self.gaps: dict[int, Gap] = {}
        self.allowed = bytearray(b"\x01") * len(galley.sorts)
        self.off_end: dict[int, float] = {}
        self.off_start: dict[int, float] = {}
        self.em = max((leaf.facts.size for leaf in galley.leaves if leaf.facts), default=1.0)
        self._pair_up()
        self._keep_units()
        self._forbid()
        self.track = self._track()

    def _unequal(self) -> Iterator[int]:
        """Indexes of sorts that do not simply stand solid before the next one."""
        sorts = self.galley.sorts
        kinds = [sort.tail for sort in sorts]
        heads = [sort.head for sort in sorts]
        before, loose = self.galley.before, self.galley.after.keys() | self.galley.tracking.keys()
        for index in range(len(sorts) - 1):
            if kinds[index] or heads[index + 1] or index in loose or index + 1 in before:
                yield index
        yield len(sorts) - 1

    def _pair_up(self) -> None:
        for index in self._unequal():
            if index + 1 < len(self.galley.sorts):
                self._pair(index)
            self._end_of_line(index)
        self._start_of_line(0, first=True)

    def _pair(self, index: int) -> None:
        sorts = self.galley.sorts
        left, right = sorts[index], sorts[index + 1]
        called = len(self.galley.leaves) > 1 and self._call_between(index)
        if called:
            gap = Gap(0.0, even=False)
        elif left.head is Kind.SPACE:
            gap = self._after_space(index)
        elif right.head is Kind.SPACE or left.wrap:
            gap = Gap(0.0, even=False)
        else:
            gap = self._measure(index, self.spacer.joint(left.tail, right.head))
        extra = (
            self.galley.after.get(index, 0.0) + self.galley.before.get(index + 1, 0.0)
            + self.galley.tracking.get(index, 0.0)
        )
        if extra:
            gap = Gap(gap.natural + extra, gap.step, gap.give, gap.order, gap.grow, gap.even)
        if gap != _SOLID:
            self.gaps[index] = gap
        self._permit(index, called=called)
        self._start_of_line(index + 1, first=False)

    def _call_between(self, index: int) -> bool:
        """Tell whether a note reference is the right of two neighbors, or part of both."""
        return self.galley.leaf_at(index + 1).call or self.galley.leaf_at(index).call

    def _measure(self, index: int, rule: Joint) -> Gap:
        left, right = self.galley.size_at(index), self.galley.size_at(index + 1)
        natural = rule.left * left + rule.right * right
        give = rule.give_left * left + rule.give_right * right
        grow = rule.grow_left * left + rule.grow_right * right
        step = rule.step.value if rule.step is not None and give else -1
        return Gap(natural, step, give, 1 if grow else -1, grow, rule.even)

    def _after_space(self, index: int) -> Gap:
        """Gap after a word space: with the space's advance it makes the wanted width."""
        sorts, advance = self.galley.sorts, self.galley.advances[index]
        left = sorts[index - 1].tail if index else Kind.SPACE
        right = sorts[index + 1].head
        size = self.galley.size_at(index)
        if sorts[index].text == "\u3000" or Kind.OBJECT in (left, right):
            return Gap(0.0)
        rule = self.spacer.joint(left, right)
        if rule.grow_left or rule.grow_right:
            gap = self._measure(index, rule)
            return Gap(gap.natural - advance, gap.step, gap.give, 1, gap.grow)
        if left in FULL_WIDTH_MARKS or right in FULL_WIDTH_MARKS:
            gap = self._measure(index, rule)
            return Gap(gap.natural - advance, gap.step, gap.give, even=gap.even)
        least, most = self.spacer.convention.word_space
        give, grow = max(0.0, advance - least * size), max(0.0, most * size - advance)
        return Gap(0.0, 0 if give else -1, give, 0, grow)

    def _permit(self, index: int, *, called: bool) -> None:
        """Decide whether a line may end after a sort."""
        sorts = self.galley.sorts
        left, right = sorts[index], sorts[index + 1]
        if left.wrap:
            self.allowed[index] = _WRAPS[left.wrap]
        elif left.text == "\u200b" or left.text == "\u00ad":
            self.allowed[index] = FREE if left.text == "\u200b" else HYPHEN
        elif right.head is Kind.SPACE:
            self.allowed[index] = NO
        elif left.head is Kind.SPACE:
            self.allowed[index] = self._break_at_space(index)
        elif called and self.galley.leaf_at(index + 1).call:
            self.allowed[index] = NO
        else:
            before = sorts[index - 1].tail if called and index else left.tail
            self.allowed[index] = self.spacer.may_break(
                before if left.tail in _DIGITS and called else left.tail, right.head
            )

    def _break_at_space(self, index: int) -> int:
        """A line may end at a space unless it binds, or a mark may not start the next line."""
        sorts = self.galley.sorts
        if sorts[index].text in "\u00a0\u202f":
            return NO
        right = sorts[index + 1].head
        left = sorts[index - 1].tail if index else Kind.SPACE
        if left in IDEOGRAPHIC or right in IDEOGRAPHIC or right in FULL_WIDTH_MARKS:
            return self.spacer.may_break(left, right)
        return FREE if right is not Kind.CALL else NO

    def _end_of_line(self, index: int) -> None:
        """Set what a line that ends with this sort does not count: gap, space, trimmed blank."""
        sorts = self.galley.sorts
        off = self._beyond(index)
        last = index
        if sorts[index].head is Kind.SPACE and index:
            off += self.galley.advances[index] + self._beyond(index - 1)
            last = index - 1
        off += self.trim_end(last)
        hyphen = self.hyphen_at(index)
        if hyphen is not None:
            off -= hyphen.advance * self.galley.size_at(index)
        if off:
            self.off_end[index] = off

    def hyphen_at(self, index: int) -> Sort | None:
        """Hyphen that a line ending with this sort shows."""
        sort = self.galley.sorts[index]
        if self.allowed[index] != HYPHEN:
            return None
        facts = self.galley.leaf_at(index).facts
        return facts.case.hyphen if facts and sort else None

    def _beyond(self, index: int) -> float:
        """Part of the gap after a sort that a line ending there does not have."""
        gap = self.gaps.get(index)
        return (gap.natural if gap else 0.0) - self.galley.after.get(index, 0.0)

    def trim_end(self, index: int) -> float:
        """Blank, in px, that a mark loses at the end of a line (CLREQ, line end)."""
        convention, kind = self.spacer.convention, self.galley.sorts[index].tail
        if kind not in convention.trimmed:
            return 0.0
        if self.galley.sorts[index].text in convention.hanging and self._may_hang(index):
            return self.galley.advances[index]
        return sides_of(kind, convention)[1] * self.galley.size_at(index)

    def _may_hang(self, index: int) -> bool:
        """A mark hangs only where its neighbors are no marks (CLREQ, hanging punctuation)."""
        sorts = self.galley.sorts
        return all(
            sorts[at].tail not in FULL_WIDTH_MARKS
            for at in (index - 1, index + 1) if 0 <= at < len(sorts)
        )

    def _start_of_line(self, index: int, *, first: bool) -> None:
        convention, kind = self.spacer.convention, self.galley.sorts[index].head
        style = convention.paragraph_start if first else convention.line_start
        off = -self.galley.before.get(index, 0.0)
        if kind is Kind.OPEN and style == "half":
            off += sides_of(kind, convention)[0] * self.galley.size_at(index)
        if off:
            self.off_start[index] = off

    def _keep_units(self) -> None:
        """Forbid breaks between a number and its unit or sign."""
        if not self.galley.settings.keep_units:
            return
        sorts = self.galley.sorts
        for index in range(len(sorts) - 1):
            left, right = sorts[index], sorts[index + 1]
            if left.tail in _DIGITS:
                self._after_number(index)
            elif right.head in _DIGITS and left.text in units.BOUND_BEFORE:
                self.allowed[index] = NO

    def _after_number(self, index: int) -> None:
        sorts = self.galley.sorts
        right = sorts[index + 1].text
        if right == " " and index + 2 < len(sorts) and sorts[index + 2].text in units.SYMBOLS:
            self.allowed[index + 1] = NO
        if right in units.AFTER_NUMBER:
            self.allowed[index] = NO
        if right in units.LONG_HEADS and index + 2 < len(sorts):
            if right + sorts[index + 2].text in units.LONG:
                self.allowed[index] = self.allowed[index + 1] = NO
        if sorts[index + 1].head is Kind.CONNECTOR and index + 2 < len(sorts):
            if sorts[index + 2].head in _DIGITS:
                self.allowed[index + 1] = NO

    def _forbid(self) -> None:
        for start, end in self.galley.nowrap:
            for index in range(start, end - 1):
                self.allowed[index] = NO
        for index in self.galley.feeds:
            if index:
                self.allowed[index - 1] = NO
        self.allowed[-1] = FREE

    def _track(self) -> Track:
        advances = self.galley.advances
        widths = list(advances)
        count = len(widths)
        give, grow = [0.0] * count, [0.0] * count
        for index, gap in self.gaps.items():
            widths[index] += gap.natural
            give[index] = gap.give if gap.step >= 0 else 0.0
            grow[index] = gap.grow
        return Track(
            x=running(widths), off_end=self.off_end, off_start=self.off_start,
            allowed=self.allowed, give=running(give), grow=running(grow), em=self.em,
            kinds=bytes(sort.head for sort in self.galley.sorts),
        )


_SOLID: Final = Gap(0.0)
_DIGITS: Final = frozenset({Kind.DIGIT, Kind.WIDE_DIGIT})
