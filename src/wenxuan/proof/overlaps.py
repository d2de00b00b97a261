"""Texts of one page that are printed on each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Final

from wenxuan.proof.drawing import Shown

_NEAR: Final = 0.7
"""What two texts may share of an em: readings and calls stand close to others."""
_LINE: Final = 0.4
"""The same of two texts on one baseline."""


def overlaps(
    shown: Iterable[Shown], ink: Callable[[Shown], tuple[float, float]] = lambda s: (s.x, s.right)
) -> list[tuple[Shown, Shown]]:
    """Pairs of texts of one page that stand on each other.

    `ink` says from where to where a text leaves ink: before and behind it lie blanks that fill a
    gap and the blank halves of marks, where other text may stand.
    """
    texts = sorted((s for s in shown if s.glyphs), key=lambda s: s.y)
    heights = [s.y for s in texts]
    found = []
    for i, one in enumerate(texts):
        stop = bisect_left(heights, one.y + 0.45 * one.size)
        for two in texts[i + 1 : stop]:
            if two.x >= one.right or two.right <= one.x:
                continue
            size = min(one.size, two.size)
            if two.y - one.y < 0.45 * size:
                least = (_LINE if two.y - one.y < 0.01 * size else _NEAR) * size
                if _common((one.x, one.right), (two.x, two.right)) <= least:
                    continue
                if _common(ink(one), ink(two)) > least:
                    found.append((one, two))
    return found


def _common(one: tuple[float, float], two: tuple[float, float]) -> float:
    return min(one[1], two[1]) - max(one[0], two[0])
