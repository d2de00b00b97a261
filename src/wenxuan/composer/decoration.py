"""Lines under names: straight for proper names, wavy for titles, open between neighbors."""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from .roles import Role, role_of

_SHORT: Final = 0.1
"""What a line lacks at either end of a name, in em: neighbors stay apart (CLREQ id87, id88)."""
_WAVE: Final = 0.3
"""Longest wave, in em."""
_RISE: Final = 0.055
"""Height of a wave above and below its axis, in em."""
_BEND: Final = 0.3642
"""Handle of the Bézier curve nearest to half a sine wave, as part of its length."""


def is_underlined_name(box: Any) -> bool:
    """Tell whether a text box is a name or title, or carries a wavy line."""
    wavy = box.style["text_decoration_style"] == "wavy"
    return wavy or role_of(box) in (Role.NAME, Role.WORK)


def draw_underline(stream: Any, box: Any, offset_y: float, thickness: float, color: Any) -> None:
    """Draw the line ``offset_y`` px below the top of a text box, shorter than its text."""
    size = box.style["font_size"]
    left = box.position_x + _SHORT * size
    right = box.position_x + box.width - _SHORT * size
    y = box.position_y + offset_y
    with stream.stacked():
        stream.set_color(color, stroke=True)
        stream.set_line_width(thickness)
        stream.move_to(left, y)
        if box.style["text_decoration_style"] == "wavy":
            _wave(stream, (left, right), y, size)
        else:
            stream.line_to(right, y)
        stream.stroke()


def _wave(stream: Any, ends: tuple[float, float], y: float, size: float) -> None:
    """Add a whole number of waves from end to end to the current path, all px."""
    left, right = ends
    halves = 2 * max(1, ceil((right - left) / (_WAVE * size)))
    step, rise = (right - left) / halves, _RISE * size / 0.75
    for index in range(halves):
        x, top = left + index * step, y + (rise if index % 2 else -rise)
        stream.curve_to(
            x + _BEND * step, top, x + (1 - _BEND) * step, top, x + step, y
        )
