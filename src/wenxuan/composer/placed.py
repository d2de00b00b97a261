"""One line brought to its measure: where each of its sorts stands."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from wenxuan.typography.fitting import Fit, Gap, shrink, stretch
from wenxuan.typography.planning import Line

from .paragraph import Paragraph
from .sorts import Sort

WIDEST_PITCH: Final = 0.5
"""Space, in em, that justification may put between two Han beside an over-long run of text."""


class Placed:
    """Positions (px) of the sorts of one line whose first sort stands at ``left``."""

    def __init__(self, paragraph: Paragraph, line: Line, left: float) -> None:
        self.paragraph = paragraph
        self.first, self.stop = line.start, line.end + 1
        self.last = paragraph.last_visible(line)
        track = paragraph.track
        self.left = left - track.x[line.start] - track.off_start.get(line.start, 0.0)
        order = paragraph.order
        low, high = bisect_left(order, line.start), bisect_left(order, self.last)
        gaps = paragraph.spaced.gaps
        self.gaps: dict[int, Gap] = {index: gaps[index] for index in order[low:high]}
        self.fit = self._fit(line)
        self.ends = line.end + 1 == len(paragraph.galley.sorts)
        self.hyphen: Sort | None = None
        if not self.ends:
            self.hyphen = paragraph.spaced.hyphen_at(line.end)

    def _fit(self, line: Line) -> Fit:
        """How the gaps change so that the line is as wide as its measure."""
        paragraph = self.paragraph
        rest = line.measure - paragraph.track.natural(line.start, line.end)
        filled = paragraph.fills_last if line.last else paragraph.justified
        if not filled and (rest >= 0 or not paragraph.justified):
            return Fit(left=rest)
        if rest < 0:
            return shrink(self.gaps, -rest)
        fit = stretch(self.gaps, self.last - self.first, rest)
        return Fit(left=rest) if not line.last and self._is_torn(line, fit) else fit

    def _is_torn(self, line: Line, fit: Fit) -> bool:
        """Tell whether Han would stand too far apart, and an over-long run is why they would."""
        if fit.even <= WIDEST_PITCH * self.paragraph.spaced.em:
            return False
        others = sum([not gap.even or gap.order == 0 for gap in self.gaps.values()])
        return self.last - self.first > others and self.paragraph.has_over_long(line)

    def x(self, index: int) -> float:
        """Position of the origin of a sort."""
        if index == self.first:
            return self.left + self.paragraph.track.x[index]
        added, fit = 0.0, self.fit
        if fit.extra:
            added = sum([extra for at, extra in fit.extra.items() if at < index])
        if fit.even:
            uneven = sum([at < index and not gap.even for at, gap in self.gaps.items()])
            added += fit.even * (index - self.first - uneven)
        return self.left + self.paragraph.track.x[index] + added

    def right(self, index: int) -> float:
        """Position where a sort ends, without what it loses at the end of the line."""
        paragraph = self.paragraph
        right = self.x(index) + paragraph.galley.advances[index]
        if index != self.last:
            return right
        if self.hyphen is not None:
            right += self.hyphen.advance * paragraph.galley.size_at(index)
        return right - paragraph.spaced.trim_end(index)

    def lead(self, index: int) -> float:
        """Blank that the first sort of the line loses on its left."""
        if index != self.first:
            return 0.0
        paragraph = self.paragraph
        opened = paragraph.galley.before.get(index, 0.0)
        inset = paragraph.spaced.inset.get(index, 0.0)
        return paragraph.track.off_start.get(index, 0.0) + opened + inset

    def uneven(self, start: int, end: int) -> dict[int, float]:
        """Gaps after sorts of a range that are not simply ``fit.even``, by place in the range."""
        extra, even = self.fit.extra, self.fit.even
        return {
            index - start: gap.natural + extra.get(index, 0.0) + (even if gap.even else 0.0)
            for index, gap in self.gaps.items() if start <= index < end
        }
