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
        for line, box, area in _texts(page._page_box):  # noqa: SLF001 -- no public tree
            if box.text != exempt and _outside(area, page.width, page.height):
                found.setdefault(line, []).append(box.text)
    for line, texts in found.items():
        whole = " ".join(texts)
        text = whole if len(whole) <= SHOWN else whole[:SHOWN] + "…"
        yield Overrun(line=line, text=text)


Area = tuple[float, float, float, float]
"""Left, top, right, bottom in CSS px."""


def _texts(page: Any) -> Iterator[tuple[int, Any, Area]]:
    """The boxes of text of a page, each with the line that the nearest element names."""
    waiting = [(page, 1, False)]
    while waiting:
        box, line, turned = waiting.pop()
        element = getattr(box, "element", None)
        if element is not None and not isinstance(element, str):
            line = int(element.get("data-line", line))
        turned = turned or _is_turned(box)
        if getattr(box, "text", "").strip():
            yield line, box, _area(box, turned=turned)
        waiting += [(child, line, turned) for child in reversed(getattr(box, "children", ()))]


def _is_turned(box: Any) -> bool:
    """True for a box that a style sheet turns by a quarter."""
    for name, value in box.style["transform"] or ():
        if name == "rotate" and abs(sin(value)) > abs(cos(value)):
            return True
    return False


def _area(box: Any, *, turned: bool) -> Area:
    """Where a text is drawn; one that is turned keeps its middle."""
    x, y, width, height = box.position_x, box.position_y, box.width, box.height
    if turned:
        x, y = x + (width - height) / 2, y + (height - width) / 2
        width, height = height, width
    return x, y, x + width, y + height


def _outside(area: Area, width: float, height: float) -> bool:
    left, top, right, bottom = area
    return left < SAFE or right > width - SAFE or top < SAFE or bottom > height - SAFE
