"""Text that a printer would cut off, found in the laid-out pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SAFE = 3 / 25.4 * 96
"""Distance from the trim, in CSS px (3 mm), that text must keep: a knife is no more exact."""
SHOWN = 20
"""Characters of a text that a message quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrun:
    """Text of one block that lies outside the trim less 3 mm."""

    line: int
    """Line of its source file where the block begins."""
    text: str
    """What of it lies outside, its beginning."""


def runs_off(document: Any, exempt: str = "") -> Iterator[Overrun]:
    """What runs off the pages, once for each block; text that says `exempt` may."""
    found: dict[int, list[str]] = {}
    for page in document.pages:
        for line, box in _texts(page._page_box):  # noqa: SLF001 -- the pages have no public tree
            if box.text != exempt and _outside(box, page.width, page.height):
                found.setdefault(line, []).append(box.text)
    for line, texts in found.items():
        whole = " ".join(texts)
        text = whole if len(whole) <= SHOWN else whole[:SHOWN] + "…"
        yield Overrun(line=line, text=text)


def _texts(page: Any) -> Iterator[tuple[int, Any]]:
    """The boxes of text of a page, each with the line that the nearest element names."""
    waiting = [(page, 1)]
    while waiting:
        box, line = waiting.pop()
        element = getattr(box, "element", None)
        if element is not None and not isinstance(element, str):
            line = int(element.get("data-line", line))
        if getattr(box, "text", "").strip():
            yield line, box
        waiting += [(child, line) for child in reversed(getattr(box, "children", ()))]


def _outside(box: Any, width: float, height: float) -> bool:
    left, top = box.position_x, box.position_y
    return bool(
        left < SAFE
        or left + box.width > width - SAFE
        or top < SAFE
        or top + box.height > height - SAFE
    )
