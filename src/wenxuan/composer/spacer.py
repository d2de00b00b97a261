"""Joints of one convention in px, looked up once per pair of kinds and type sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wenxuan.typography.classes import Kind
from wenxuan.typography.conventions import Convention
from wenxuan.typography.fitting import Gap
from wenxuan.typography.spacing import Joint, joint, may_break, sides_of

SOLID: Final = Gap(0.0)
STIFF: Final = Gap(0.0, even=False)
# Neighbors that no table of kinds can judge alone.
SPECIAL: Final = frozenset({Kind.SPACE, Kind.WIDE_SPACE, Kind.ZERO})


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two neighbors: the gap (px), permission to break, and what line edges take off (px)."""

    gap: Gap
    allowed: bool
    off_end: float
    off_start: float


class Meetings(dict[tuple[int, int], "Meeting | None"]):
    """Neighbors of two type sizes; None where kinds alone cannot tell what is between them."""

    def __init__(self, spacer: Spacer, first: float, second: float) -> None:
        super().__init__()
        self._spacer, self._sizes = spacer, (first, second)

    def __missing__(self, kinds: tuple[int, int]) -> Meeting | None:
        left, right = map(Kind, kinds)
        found = self[kinds] = None if SPECIAL & {left, right} else self._meeting(left, right)
        return found

    def _meeting(self, left: Kind, right: Kind) -> Meeting:
        spacer, (first, second) = self._spacer, self._sizes
        gap = spacer.gap(left, right, self._sizes)
        return Meeting(
            SOLID if gap == SOLID else gap, may_break(left, right, spacer.convention),
            gap.natural + spacer.trim(left, first), spacer.start(right, second),
        )


class Spacer:
    """What one convention says about neighbors; results are shared by all paragraphs."""

    def __init__(self, convention: Convention) -> None:
        self.convention = convention
        self._joints: dict[tuple[Kind, Kind], Joint] = {}
        self._alike: dict[tuple[float, float], Meetings] = {}

    def joint(self, left: Kind, right: Kind) -> Joint:
        """Joint of two kinds, in em."""
        found = self._joints.get((left, right))
        if found is None:
            found = self._joints[left, right] = joint(left, right, self.convention)
        return found

    def gap(self, left: Kind, right: Kind, sizes: tuple[float, float]) -> Gap:
        """Gap of two kinds set in two sizes, in px."""
        rule = self.joint(left, right)
        first, second = sizes
        give = rule.give_left * first + rule.give_right * second
        grow = rule.grow_left * first + rule.grow_right * second
        return Gap(
            rule.left * first + rule.right * second,
            rule.step.value if rule.step is not None and give else -1,
            give, 1 if grow else -1, grow, rule.even,
        )

    def meetings(self, first: float, second: float) -> Meetings:
        """Neighbors of these type sizes (px), by the kinds of their edges that touch."""
        found = self._alike.get((first, second))
        if found is None:
            found = self._alike[first, second] = Meetings(self, first, second)
        return found

    def trim(self, kind: Kind, size: float) -> float:
        """Blank, in px, that a mark loses at the end of a line (CLREQ, line end)."""
        if kind not in self.convention.trimmed:
            return 0.0
        return sides_of(kind, self.convention)[1] * size

    def start(self, kind: Kind, size: float, *, first: bool = False) -> float:
        """Blank, in px, that an opening mark loses at the start of a line."""
        convention = self.convention
        style = convention.paragraph_start if first else convention.line_start
        if kind is not Kind.OPEN or style == "full":
            return 0.0
        return sides_of(kind, convention)[0] * size
