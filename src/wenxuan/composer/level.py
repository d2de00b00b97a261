"""Vertical places on a finished line: its boxes on one baseline, the line at its height."""

from __future__ import annotations

from typing import Any

from . import seams

boxes = seams.boxes


def stand(box: Any, y: float, strut: tuple[float, float]) -> None:
    """Align a line's boxes vertically and place it at ``y``; ``strut`` is height and baseline."""
    children = box.children
    if len(children) == 1 and is_plain(children[0], strut):
        children[0].position_y = y
        box.height, box.baseline = strut
        box.position_y = y
        return
    seams.adjust_line_height(box)
    bottom, top = seams.line_box_verticality(box)
    box.baseline = -top
    box.position_y = top
    box.height = bottom - top
    box.margin_top = box.margin_bottom = 0
    box.translate(0, y - top)
    box.position_y = y


def is_plain(child: Any, strut: tuple[float, float]) -> bool:
    """Tell whether a line's only child is text that fills the line's height as it is."""
    return (
        isinstance(child, boxes.TextBox) and child.baseline == strut[1]
        and child.style["vertical_align"] == "baseline"
        and abs(child.margin_height() - strut[0]) < 1e-9
    )


def settle(placeholders: list[Any], box: Any, y: float) -> None:
    """Give boxes that are out of the flow the places they would have in it."""
    for placeholder in placeholders:
        if "inline" in placeholder.style.specified["display"]:
            placeholder.translate(0, y - placeholder.position_y)
        else:
            placeholder.translate(
                box.position_x - placeholder.position_x, y + box.height - placeholder.position_y
            )
