"""Laying out jobs without work whose result is known: a seam to WeasyPrint 70."""

from __future__ import annotations

import copy
import marshal
from collections.abc import Iterator
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any, Final

from weasyprint import css as w_css
from weasyprint import layout as w_layout
from weasyprint.formatting_structure import boxes
from weasyprint.layout import absolute as w_absolute
from weasyprint.layout import block as w_block
from weasyprint.layout import column as w_column
from weasyprint.layout import float as w_float
from weasyprint.layout import grid as w_grid
from weasyprint.layout import inline as w_inline
from weasyprint.layout import page as w_page
from weasyprint.layout import table as w_table

from wenxuan.binding import margins, matching, plain, walks
from wenxuan.binding.styles import Styles, set_page_type_computed_styles
from wenxuan.composer import seams
from wenxuan.composer.seams import Change, exchanged, strut

_SIZED: Final = (
    "margin_left", "margin_right", "margin_top", "margin_bottom",
    "padding_left", "padding_right", "padding_top", "padding_bottom",
    "width", "height", "min_width", "min_height", "max_width", "max_height",
)  # fmt: skip
_EDGES: Final = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))
_KNOWN: Final = "_wenxuan_lengths"
_FURNITURE: Final = ("sample-", "folio-")
"""Beginnings of the names of the only pages of a job that have margin boxes."""


def haste(*, shared: bool) -> AbstractContextManager[None]:
    """Lay out jobs without work whose result is known; the pages are the same.

    `shared`: computed styles may be those of earlier documents.
    """
    users = (w_absolute, w_block, w_column, w_float, w_grid, w_inline, w_page, w_table, seams)
    changes: list[Change] = [
        (module, "resolve_percentages", resolve_percentages) for module in users
    ]
    changes += [
        (w_layout, "make_margin_boxes", _make_margin_boxes),
        (w_page, "copy", SimpleNamespace(deepcopy=_deepcopy)),
        (w_block, "collapse_margin", collapse_margin),
        (w_page, "block_level_layout", _block_level_layout),
        (w_inline, "strut", strut),
        *plain.LAYOUT,
        *walks.LAYOUT,
        *matching.LAYOUT,
    ]
    if shared:
        changes += [
            (w_css, "StyleFor", Styles),
            (w_page, "set_page_type_computed_styles", set_page_type_computed_styles),
        ]
    return exchanged(changes)


_resolve_percentages = w_block.resolve_percentages
_lay_out_block = w_block.block_level_layout


def _make_margin_boxes(context: Any, page: Any, state: Any) -> Iterator[Any]:
    """Margin boxes of the pages that have any."""
    name = page.page_type.name
    if name and name.startswith(_FURNITURE):
        yield from margins.make_margin_boxes(context, page, state)


def _deepcopy(value: Any) -> Any:
    """A copy of counters and places, all the way down, shared parts as parts that are shared."""
    try:
        return marshal.loads(marshal.dumps(value))  # noqa: S302 -- what was dumped just now
    except ValueError:
        return copy.deepcopy(value)


def _block_level_layout(context: Any, box: Any, *rest: Any, **named: Any) -> Any:
    """Lay out a part of a page; an area without notes, which no page keeps, only gets a height."""
    if box.children or not _is_area(box):
        return _lay_out_block(context, box, *rest, **named)
    box.height = 0
    return box, None, {"break": "any", "page": None}, [], False, None


def _is_area(box: Any) -> bool:
    """Whether a box is the area of footnotes, whose margins are known, or of other notes."""
    if isinstance(box, boxes.FootnoteAreaBox):
        return "auto" not in (box.margin_top, box.margin_bottom)
    return bool(box.element_tag == "@note-area")


def collapse_margin(margins: Any) -> Any:
    """The margin that adjoining ones make together (CSS 2.1 §8.3.1)."""
    return max(0, *margins) + min(0, *margins) if margins else 0


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Used lengths of a box; those of a style without percentages are worked out once."""
    style = box.style
    known = style.__dict__.get(_KNOWN)
    if known is None:
        known = style.__dict__[_KNOWN] = _lengths(style)
    if known:
        box.__dict__.update(known)
    else:
        _resolve_percentages(box, containing_block)


def _lengths(style: Any) -> dict[str, Any]:
    """Used lengths of a style; empty where they depend on the containing block."""
    if style["border_collapse"] == "collapse" or style["box_sizing"] != "content-box":
        return {}
    found: dict[str, Any] = {}
    for name in _SIZED:
        value = style[name]
        unit = getattr(value, "unit", None)
        if value is None or value == "auto":
            found[name] = 0 if value == "auto" and name in ("min_width", "min_height") else value
        elif isinstance(unit, str) and unit.lower() == "px":
            found[name] = value.value
        else:
            return {}
    return found | {name: style[name] for name in _EDGES}
