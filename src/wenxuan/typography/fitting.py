"""How one line is brought to its measure: which gap gives or takes how much, in CLREQ order."""

from __future__ import annotations

from dataclasses import dataclass, field

from .conventions import STEPS


@dataclass(frozen=True, slots=True)
class Gap:
    """An unequal space after a sort, in px: natural width, capacity to shrink and to grow.

    ``step`` orders shrinking (-1: never); ``order`` orders growing (0 word spaces, 1 Han-Latin
    gaps, -1 never); ``even`` tells whether the last step of stretching enters.
    """

    natural: float
    step: int = -1
    give: float = 0.0
    order: int = -1
    grow: float = 0.0
    even: bool = True


@dataclass(slots=True)
class Fit:
    """The outcome: what is added to every even gap, and to the gaps named by index."""

    even: float = 0.0
    extra: dict[int, float] = field(default_factory=dict)
    left: float = 0.0


def shrink(gaps: dict[int, Gap], excess: float) -> Fit:
    """Take ``excess`` px away step by step; gaps of one step give in proportion."""
    fit = Fit()
    steps: list[list[int]] = [[] for _ in range(STEPS)]
    for index, gap in gaps.items():
        if gap.step >= 0:
            steps[gap.step].append(index)
    for members in steps:
        if not members or excess <= 0:
            continue
        capacity = sum([gaps[index].give for index in members])
        ratio = min(1.0, excess / capacity)
        for index in members:
            fit.extra[index] = -gaps[index].give * ratio
        excess -= capacity * ratio
    fit.left = -max(0.0, excess)
    return fit


def stretch(gaps: dict[int, Gap], count: int, rest: float) -> Fit:
    """Add ``rest`` px: word spaces, then Han-Latin gaps, then all ``count`` gaps alike."""
    fit = Fit()
    growing = [(index, gap) for index, gap in gaps.items() if gap.grow]
    for order in (0, 1) if growing else ():
        members = [(index, gap.grow) for index, gap in growing if gap.order == order]
        if not members or rest <= 0:
            continue
        capacity = sum([grow for _, grow in members])
        ratio = min(1.0, rest / capacity)
        for index, grow in members:
            fit.extra[index] = grow * ratio
        rest -= capacity * ratio
    even = count - sum([not gap.even for gap in gaps.values()])
    if rest > 0 and even > 0:
        fit.even = rest / even
        rest = 0.0
    elif rest > 0:
        rest = _stretch_spaces(gaps, fit, rest)
    fit.left = rest
    return fit


def _stretch_spaces(gaps: dict[int, Gap], fit: Fit, rest: float) -> float:
    """Widen word spaces without limit on a line that has no other place to widen."""
    spaces = [index for index, gap in gaps.items() if gap.order == 0]
    for index in spaces:
        fit.extra[index] = fit.extra.get(index, 0.0) + rest / len(spaces)
    return 0.0 if spaces else rest
