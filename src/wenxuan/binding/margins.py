"""Margin boxes of a page, only those that are wanted (css-page-3 §5): a seam to WeasyPrint 70.

A side without content costs nothing; on a side with content, its empty boxes are laid out too,
because they take part in the sizes of the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import page as w_page

_ACROSS, _DOWN = ("left", "center", "right"), ("top", "middle", "bottom")
_SIDES: Final = (("top", _ACROSS), ("bottom", _ACROSS), ("left", _DOWN), ("right", _DOWN))
_CORNERS: Final = ("top-left", "top-right", "bottom-left", "bottom-right")
_EMPTY: Final = ("normal", "inhibit", "none")


def make_margin_boxes(context: Any, page: Any, state: Any) -> Iterator[Any]:
    """The margin boxes of a page that have content, laid out."""
    made = [box for side, at in _SIDES for box in _side(context, page, state, side, at)]
    made += [box for at in _CORNERS for box in _corner(context, page, state, at)]
    for box in made:
        yield w_page.margin_box_content_layout(context, page, box)


def _side(
    context: Any, page: Any, state: Any, side: str, places: tuple[str, ...]
) -> Iterator[Any]:
    """The boxes of a side with their sizes and places."""
    names = [f"@{side}-{place}" for place in places]
    if not any(_filled(context.style_for(page.page_type, name)) for name in names):
        return
    down = places is _DOWN
    x, width = _column(page, side)
    y, height = _row(page, side)
    three = [_box(context, page, state, name, (width, height)) for name in names]
    length, depth = (height, width) if down else (width, height)
    w_page.compute_variable_dimension(context, three, down, length)
    for box, share in zip(three, (0, 0.5, 1), strict=True):
        if not box.is_generated:
            continue
        box.position_x, box.position_y = x, y
        if down:
            box.position_y += share * (length - box.margin_height())
        else:
            box.position_x += share * (length - box.margin_width())
        w_page.compute_fixed_dimension(context, box, depth, not down, side in ("top", "left"))
        yield box


def _corner(context: Any, page: Any, state: Any, at: str) -> Iterator[Any]:
    """The box of a corner, if it has content."""
    name = f"@{at}-corner"
    if not _filled(context.style_for(page.page_type, name)):
        return
    row, column = at.split("-")
    x, width = _column(page, column)
    y, height = _row(page, row)
    box = _box(context, page, state, name, (width, height))
    box.position_x, box.position_y = x, y
    w_page.compute_fixed_dimension(context, box, height, True, row == "top")  # noqa: FBT003
    w_page.compute_fixed_dimension(context, box, width, False, column == "left")  # noqa: FBT003
    yield box


def _column(page: Any, side: str) -> tuple[float, float]:
    """Left edge and width of what stands at the left, the right or between them."""
    if side == "left":
        return 0, page.margin_left
    if side == "right":
        return page.margin_left + page.border_width(), page.margin_right
    return page.margin_left, page.border_width()


def _row(page: Any, side: str) -> tuple[float, float]:
    """Upper edge and height of what stands at the top, the bottom or between them."""
    if side == "top":
        return 0, page.margin_top
    if side == "bottom":
        return page.margin_top + page.border_height(), page.margin_bottom
    return page.margin_top, page.border_height()


def _filled(style: Any) -> bool:
    return style is not None and style["content"] not in _EMPTY


def _box(context: Any, page: Any, state: Any, name: str, area: tuple[float, float]) -> Any:
    """A margin box that has its content and not yet its size."""
    style = context.style_for(page.page_type, name)
    box = boxes.MarginBox(name, page.style.anonymous_style if style is None else style)
    w_page._standardize_page_based_counters(box.style, name)  # noqa: SLF001 -- no public name
    box.is_generated = _filled(box.style)
    if box.is_generated:
        depth, values, scopes, _ = own = w_page.copy.deepcopy(state)
        scopes.append(set())
        build.update_counters(own, box.style)
        box.children = build.content_to_boxes(
            box.style, box, depth, values, context.get_image_from_uri,
            context.target_collector, context.counter_style, context, page,
        )  # fmt: skip
        box.process_whitespace()
        box.process_text_transform()
        box = build.create_anonymous_boxes(box)
    w_page.resolve_percentages(box, area)
    if not box.is_generated:
        box.width = box.height = 0
        for side in ("top", "right", "bottom", "left"):
            box._reset_spacing(side)  # noqa: SLF001 -- no public name
    return box
