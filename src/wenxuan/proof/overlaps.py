"""Texts of one page that are printed on each other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

from wenxuan.proof.drawing import Shown


def overlaps(
    shown: Iterable[Shown], inked: Callable[[Shown], int] = lambda s: len(s.glyphs)
) -> list[tuple[Shown, Shown]]:
    """Pairs of texts of one page that stand on each other.

    `inked` says how many glyphs a text has up to its last that leaves ink: behind it lie blanks
    that fill a gap, where other text may stand.
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
                left, least = max(one.x, two.x), 0.7 * size
                if min(one.right, two.right) - left <= least:
                    continue
                if min(_right(one, inked), _right(two, inked)) - left > least:
                    found.append((one, two))
    return found


def _right(text: Shown, inked: Callable[[Shown], int]) -> float:
    """Where the ink of a text ends; no glyph is wider than an em."""
    count = inked(text)
    return text.right if count == len(text.glyphs) else min(text.right, text.x + count * text.size)
