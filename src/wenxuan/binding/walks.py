"""Walks over laid-out boxes in one loop instead of a call for each box: a seam to WeasyPrint 70."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from weasyprint import anchors as w_anchors
from weasyprint import document as w_document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from wenxuan.binding.plain import is_in_normal_flow

_gather_anchors = w_anchors.gather_anchors
_MUTE: Final = (boxes.TextBox, boxes.LineBox)
"""Boxes that are no links even if they stand in one."""


def descendants(box: Any, placeholders: Any = False) -> Iterator[Any]:  # noqa: FBT002 -- WeasyPrint's
    """A box and all below it, in order; of what a placeholder stands for only when asked."""
    waiting = [box]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, AbsolutePlaceholder):
            if not placeholders:
                yield inner
                continue
            inner = inner._box  # noqa: SLF001
        yield inner
        waiting += inner.children[::-1]


def page_values(box: Any) -> tuple[Any, Any]:
    """Names of the pages on which a box wants to begin and end (css-page-3 §7.1)."""
    return _outermost(box, 1), _outermost(box, -1)


def _outermost(box: Any, step: int) -> Any:
    """The name wanted by the innermost of the boxes that a box begins with, or ends with."""
    name, inner = None, box
    while inner is not None:
        name = inner.style["page"] or name
        # What stands in a table wants no page.
        children = () if isinstance(inner, boxes.TableBox) else inner.children[::step]
        inner = next(filter(_breaks, children), None)
    return name


def _breaks(box: Any) -> bool:
    """Whether pages may break before and after a box."""
    return bool(is_in_normal_flow(box) or box.is_floated())


def gather_anchors(
    box: Any, anchors: Any, links: Any, bookmarks: Any, forms: Any, *around: Any
) -> None:
    """Enter where a reader may go on a page; most boxes say nothing of it and are passed.

    `around` are matrix, form and link of what the box stands in, if there are any.
    """
    linked = bool(around and around[2])
    waiting = [box]
    while waiting:
        inner = waiting.pop()
        if _says(inner) or (linked and not isinstance(inner, _MUTE)):
            _gather_anchors(inner, anchors, links, bookmarks, forms, *around)
        else:
            waiting += [*inner.all_children()][::-1]


def _says(box: Any) -> bool:
    """Whether a box may be an anchor, a link, a bookmark, part of a form, or be transformed."""
    style = box.style
    return bool(
        style["anchor"]
        or box.link
        or box.bookmark_label
        or style["transform"]
        or style["appearance"] == "auto"
        or (box.element is not None and box.element.tag == "form")
    )


LAYOUT: Final[tuple[tuple[Any, str, Any], ...]] = (
    (boxes.Box, "descendants", descendants),
    (boxes.ParentBox, "page_values", page_values),
    (w_anchors, "gather_anchors", gather_anchors),
    (w_document, "gather_anchors", gather_anchors),
)
"""What is put in the place of WeasyPrint's functions."""
