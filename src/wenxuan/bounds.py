"""Text that a printer would cut off, found in the laid-out pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, sin
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
        for line, text in _outside(page):
            if text != exempt:
                found.setdefault(line, []).append(text)
    for line, texts in found.items():
        whole = " ".join(texts)
        text = whole if len(whole) <= SHOWN else whole[:SHOWN] + "…"
        yield Overrun(line=line, text=text)


def _outside(page: Any) -> Iterator[tuple[int, str]]:
    """The texts of a page that leave its safe area, with the line that their element names."""
    right, bottom = page.width - SAFE, page.height - SAFE
    root = page._page_box  # noqa: SLF001 -- the pages have no public tree
    waiting = [(root, None, 1, False)]
    while waiting:
        box, around, line, turned = waiting.pop()
        element = box.element
        if element is not around and element is not None and not isinstance(element, str):
            line = int(element.get("data-line", line))
        if box.style["transform"]:
            turned = turned or _is_turned(box)
        text = getattr(box, "text", None)
        if text is not None and text.strip():
            left, top, width, height = _area(box, turned=turned)
            if left < SAFE or left + width > right or top < SAFE or top + height > bottom:
                yield line, text
        if box.children:
            waiting += [(child, element, line, turned) for child in box.children[::-1]]


def _is_turned(box: Any) -> bool:
    """True for a box that a style sheet turns by a quarter."""
    for name, value in box.style["transform"]:
        if name == "rotate" and abs(sin(value)) > abs(cos(value)):
            return True
    return False


def _area(box: Any, *, turned: bool) -> tuple[float, float, float, float]:
    """Left, top, width and height of a drawn text; one that is turned keeps its middle."""
    x, y, width, height = box.position_x, box.position_y, box.width, box.height
    if turned:
        return x + (width - height) / 2, y + (height - width) / 2, height, width
    return x, y, width, height
