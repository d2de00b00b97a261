"""What stands in the content streams of WeasyPrint: operators, marked content, slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wenxuan.binding.frozen import Data
from wenxuan.binding.stub import DrawnPage, Slot
from wenxuan.binding.template import number


def written(item: Any) -> bytes:
    """An operator or operand as it stands in a content stream."""
    if isinstance(item, bytes):
        return item
    if isinstance(item, dict) and item.keys() == {"MCID"}:
        return b"<</MCID %d>>" % item["MCID"]
    if isinstance(item, float):
        return number(item)
    return bytes(item.data) if hasattr(item, "data") else str(item).encode("ascii")


def unmarked(items: Iterable[Any]) -> list[Any]:
    """Operators without marked content, ActualText apart: what a printer needs."""
    kept: list[Any] = []
    open_: list[bool] = []
    for item in items:
        if item in (b"BMC", b"BDC"):
            size = 1 if item == b"BMC" else 2
            stays = size == 2 and "ActualText" in kept[-1]
            open_.append(stays)
            if stays:
                kept.append(item)
            else:
                del kept[-size:]
        elif item == b"EMC":
            if open_.pop():
                kept.append(item)
        else:
            kept.append(item)
    return kept


def described(slot: Slot, widths: Mapping[str, Any]) -> Data:
    """What the binder needs to write a number: glyphs and advances (1/1000 em) of the numerals."""
    return {
        "target": slot.target,
        "align": slot.align,
        "lead": slot.lead,
        "width": slot.width,
        "size": slot.size,
        "font": slot.font,
        "glyphs": list(slot.glyphs),
        "advances": [float(widths[slot.font][glyph]) for glyph in slot.glyphs],
    }


def folio_of(page: DrawnPage, widths: Mapping[str, Any]) -> Data | None:
    """The slot of a sample page with its place and color, in points from the lower left corner."""
    matrix: tuple[float, ...] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    stack: list[tuple[float, ...]] = []
    color = b"0 g"
    for item in unmarked(page.content):
        if isinstance(item, Slot):
            return {**described(item, widths), "matrix": list(matrix), "color": color}
        words = written(item).split() or [b""]
        if words[-1] == b"q":
            stack.append(matrix)
        elif words[-1] == b"Q":
            matrix = stack.pop()
        elif words[-1] in (b"cm", b"Tm"):
            matrix = _times(tuple(map(float, words[:6])), matrix)
        elif words[-1] in (b"rg", b"g", b"k", b"scn"):
            color = b"0 g" if words == [b"0", b"0", b"0", b"rg"] else b" ".join(words)
    return None


def _times(first: tuple[float, ...], second: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )
