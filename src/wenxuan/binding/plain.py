"""Boxes without ground, border, mask or outline, which is nearly all: a seam to WeasyPrint 70.

What a style lacks is found out once and kept on it, so that its boxes are not asked again.
"""

from __future__ import annotations

from typing import Any, Final

from weasyprint import draw as w_draw
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background as w_background
from weasyprint.layout.absolute import AbsolutePlaceholder

_NAME: Final = "_wenxuan_plain"
_FLOWS: Final = "_wenxuan_flows"
_EDGED, _MASKED, _GROUNDED = 1, 2, 4
_SIDES: Final = ("top", "right", "bottom", "left")
_CORNERS: Final = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_APART: Final = "_wenxuan_apart"
_UNFLOATED: Final = "is_floated"
"""What WeasyPrint sets in a box that may not float although its style says so."""

_layout_box_backgrounds = w_background.layout_box_backgrounds
_draw_border = w_draw.draw_border
_draw_outline = w_draw.draw_outline
_is_in_normal_flow = boxes.Box.is_in_normal_flow
_establishes_formatting_context = boxes.Box.establishes_formatting_context
_set_mask_border = w_draw.set_mask_border

# What a box without ground has is said once for all boxes: such a box is not touched.
boxes.Box.background = None
for _corner in _CORNERS:
    setattr(boxes.Box, _corner, (0, 0))


def _looks(style: Any) -> int:
    """What the boxes of a style may show beside their content."""
    found: int | None = style.__dict__.get(_NAME)
    if found is None:
        masked = style["mask_border_source"][0] != "none"
        found = _EDGED * _edged(style) | _MASKED * masked
        found |= _GROUNDED * (masked or _grounded(style))
        style.__dict__[_NAME] = found
    return found


def _edged(style: Any) -> bool:
    return (
        style["border_collapse"] == "collapse"
        or style["border_image_source"][0] != "none"
        or style["column_width"] != "auto"
        or style["column_count"] != "auto"
        or any(style[f"border_{side}_width"] for side in _SIDES)
    )


def _grounded(style: Any) -> bool:
    color = style["background_color"]
    return bool(
        (style["color"] if color == "currentcolor" else color).alpha
        or any(kind != "none" for kind, _ in style["background_image"])
        or style["box_shadow"]
        or style["border_image_source"][0] != "none"
        or any((0, "px") not in style[corner] for corner in _CORNERS)
    )


def layout_box_backgrounds(
    page: Any,
    box: Any,
    get_image: Any,
    layout_children: Any = True,  # noqa: FBT002 -- WeasyPrint's signature
    style: Any = None,
) -> None:
    """Place the grounds of a box and of those inside it."""
    if style is not None or box is page or not layout_children:
        _layout_box_backgrounds(page, box, get_image, layout_children, style)
        return
    waiting = [box]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, AbsolutePlaceholder):
            inner = inner._box  # noqa: SLF001
        if _looks(inner.style) & _GROUNDED:
            _layout_box_backgrounds(page, inner, get_image)
        else:
            waiting += inner.all_children()


def draw_border(stream: Any, box: Any) -> None:
    """Draw the borders of a box that may have some."""
    if _looks(box.style) & _EDGED:
        _draw_border(stream, box)


def set_mask_border(stream: Any, box: Any) -> None:
    """Mask a box that may have a mask."""
    if _looks(box.style) & _MASKED:
        _set_mask_border(stream, box)


def draw_outline(stream: Any, box: Any) -> None:
    """Draw the outlines of a box and of those inside it, if there are any."""
    waiting = [box]
    while waiting:
        inner = waiting.pop()
        if inner.style["outline_width"]:
            _draw_outline(stream, box)
            return
        waiting += [child for child in inner.children if isinstance(child, boxes.Box)]


def is_in_normal_flow(box: Any) -> bool:
    """Tell whether a box flows; that it does is found once for each style.

    An item of a flexible box flows whatever its style says (css-flexbox-1 §3).
    """
    known = box.style.__dict__
    if _FLOWS not in known and _UNFLOATED not in box.__dict__:
        known[_FLOWS] = _is_in_normal_flow(box)
    return known.get(_FLOWS) or bool(_is_in_normal_flow(box))


def establishes_formatting_context(box: Any) -> bool:
    """Tell whether what is in a box is laid out by itself (CSS 2.1 §9.4.1).

    That float, position and display say nothing of it is found once for each style.
    """
    style = box.style
    apart = style.__dict__.get(_APART)
    if apart is None:
        apart = boxes.Box.is_floated(box) or box.is_absolutely_positioned()
        apart = style.__dict__[_APART] = apart or "flow-root" in style["display"]
    if apart:
        return bool(_establishes_formatting_context(box))
    if isinstance(box, boxes.BlockBox):
        return bool(box.is_column or style["overflow"] != "visible")
    return box.is_column or isinstance(box, boxes.BlockContainerBox)


LAYOUT: Final[tuple[tuple[Any, str, Any], ...]] = (
    (w_background, "layout_box_backgrounds", layout_box_backgrounds),
    (boxes.Box, "is_in_normal_flow", is_in_normal_flow),
    (boxes.Box, "establishes_formatting_context", establishes_formatting_context),
)
DRAWING: Final = (
    (w_draw, "draw_border", draw_border),
    (w_draw, "set_mask_border", set_mask_border),
    (w_draw, "draw_outline", draw_outline),
)
"""What is put in the place of WeasyPrint's functions."""
