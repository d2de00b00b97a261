"""The line iterator that replaces WeasyPrint's: plan, cut the boxes, place them, align."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from wenxuan.typography.planning import Line

from . import seams
from .cut import Cutter, Place
from .facts import BARE
from .galley import Node
from .leaders import lead
from .paragraph import Paragraph
from .repeats import Repeats
from .settings import ComposerReport

boxes = seams.boxes


def object_width(context: Any, container: Any, box: Any, repeats: Repeats) -> float:
    """Width, in px, of an inline block, image or other object when it is laid out alone."""
    if box.is_leader:
        width = repeats.width(context, container, box)
        if width is not None:
            return width
    copy = box.copy()
    copy.position_x = copy.position_y = 0
    if isinstance(copy, boxes.InlineBlockBox) and not copy.is_table_wrapper:
        return seams.inline_block_width(context, copy, container)
    laid, *_ = seams.split_inline_level(
        context, copy, 0, inf, -inf, None, container, [], [], [], [], [], None, None
    )
    return float(laid.margin_width())


def start_of(paragraph: Paragraph, skip_stack: dict[int, Any] | None) -> int:
    """Sort at which a WeasyPrint skip stack resumes."""
    node = paragraph.galley.root
    assert node is not None
    stack = skip_stack
    while stack:
        ((index, stack),) = stack.items()
        if node.offsets is not None:
            return _sort_at(node, index)
        if index >= len(node.children):
            return node.end
        node = node.children[index]
    return node.start


def _sort_at(node: Node, position: int) -> int:
    """Sort of a text leaf that holds a UTF-8 position; the next one at a boundary."""
    assert node.offsets is not None
    characters = len(node.box.text.encode()[:position].decode())
    for index, offset in enumerate(node.offsets):
        if offset >= characters:
            return node.start + index
    return node.end


def skip_to(node: Node, start: int) -> dict[int, Any] | None:
    """WeasyPrint skip stack that resumes at a sort."""
    if node.offsets is not None:
        characters = node.offsets[start - node.start]
        return {len(node.box.text[:characters].encode()): None} if characters else None
    for index, child in enumerate(node.children):
        if child.start <= start < child.end:
            return {index: skip_to(child, start)}
    return None


def compose(
    paragraph: Paragraph, line: Any, position_y: float, start: int, place: Place,
    report: ComposerReport,
) -> Iterator[tuple[Any, dict[int, Any] | None]]:
    """Yield laid-out line boxes with the skip stack at which the next one begins."""
    line.__dict__.update(BARE)
    cutter = Cutter(paragraph, line, place)
    count = len(paragraph.galley.sorts)
    report.paragraphs += 1
    while start < count:
        placed, planned = _next(paragraph, cutter, line, position_y, start, place)
        if not cutter.straight:
            lead(place.context, placed, place.container, paragraph.galley.settings)
        position_y = placed.position_y + placed.height
        filled = paragraph.justified and not planned.last
        reach = start, planned.end + 1
        report.judge(paragraph.galley.text, reach, cutter.placed.fit.left, filled=filled)
        start = planned.end + 1
        line.text_indent = 0
        root = paragraph.galley.root
        assert root is not None
        yield placed, (skip_to(root, start) if start < count else None)


def _next(
    paragraph: Paragraph, cutter: Cutter, line: Any, position_y: float, start: int, place: Place
) -> tuple[Any, Line]:
    """Next line box and its plan, in the whole measure or beside floats."""
    line.position_y = position_y
    container = place.container
    if place.context.excluded_shapes:
        return _beside(paragraph, cutter, line, start, place)
    indent = line.text_indent
    x, width = container.content_box_x(), container.width
    planned = paragraph.line_from(start, (width - indent, width))
    return cutter.line_box(planned, x, position_y, indent), planned


def _beside(
    paragraph: Paragraph, cutter: Cutter, line: Any, start: int, place: Place
) -> tuple[Any, Line]:
    """Next line where floats may narrow the measure: taken alone, for that measure."""
    context, container, indent = place.context, place.container, line.text_indent
    line.width = min(paragraph.first_chunk(start) + indent, container.width)
    line.height = seams.strut(line.style)[0]
    while True:
        x, y, width = seams.avoid_collisions(context, line, container, outer=False)
        if width == container.width:
            planned = paragraph.line_from(start, (width - indent, width))
        else:
            planned = paragraph.greedy_line(start, width - indent)
        placed = cutter.line_box(planned, x, y, indent)
        if placed.height <= line.height + 1e-6:
            return placed, planned
        line.height = placed.height
