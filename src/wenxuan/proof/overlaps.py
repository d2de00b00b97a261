"""Texts of one page that are printed on each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from wenxuan.proof.drawing import Shown


def overlaps(shown: Iterable[Shown]) -> list[tuple[Shown, Shown]]:
    """Pairs of texts of one page that stand on each other."""
    texts = sorted((s for s in shown if s.glyphs), key=lambda s: s.y)
    heights = [s.y for s in texts]
    found = []
    for i, one in enumerate(texts):
        stop = bisect_left(heights, one.y + 0.45 * one.size)
        for two in texts[i + 1 : stop]:
            size = min(one.size, two.size)
            if two.y - one.y < 0.45 * size:
                common = min(one.right, two.right) - max(one.x, two.x)
                if common > 0.7 * size:
                    found.append((one, two))
    return found
