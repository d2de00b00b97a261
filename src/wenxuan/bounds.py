"""Text that a printer would cut off, found in the laid-out pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

SAFE = 3 / 25.4 * 96
"""Distance from the trim, in CSS px (3 mm), that text must keep: a knife is no more exact."""


def runs_off(document: Any) -> Iterator[tuple[int, str]]:
    """Page (from 1) and beginning of each text that lies outside the trim less 3 mm."""
    for number, page in enumerate(document.pages, 1):
        for box in page._page_box.descendants(placeholders=True):  # noqa: SLF001 -- the pages have no public tree
            text = getattr(box, "text", "")
            if text.strip() and _outside(box, page.width, page.height):
                yield number, text[:20]


def _outside(box: Any, width: float, height: float) -> bool:
    left, top = box.position_x, box.position_y
    return bool(
        left < SAFE
        or left + box.width > width - SAFE
        or top < SAFE
        or top + box.height > height - SAFE
    )
