"""Stanzas: the straight lines of a paragraph on one page made one text, when all is laid out.

A text is a marked content with a structure element and text object of its own: a stanza needs
one of each instead of one a line, and shows the same glyphs at the same places.
"""

from __future__ import annotations

from typing import Any

from . import seams
from .runs import Run

boxes = seams.boxes


def join_lines(page: Any) -> None:
    """Join the straight lines of every paragraph of a laid-out page; nothing may move after."""
    waiting = [page]
    while waiting:
        box = waiting.pop()
        children = box.children
        if children and isinstance(children[-1], boxes.LineBox):
            box.children = children = _joined(children)
        waiting += [child for child in children if not _is_straight(child)]


def _joined(lines: Any) -> list[Any]:
    """Lines of which each stanza is one; a hyphen ends it, as it does a text."""
    made: list[Any] = []
    stanza: list[Any] = []
    for line in lines:
        straight = _is_straight(line)
        if not (straight and stanza and _goes_on(stanza[-1], line)):
            made += _one(stanza)
            stanza = []
        (stanza if straight else made).append(line)
    return made + _one(stanza)


def _is_straight(line: Any) -> bool:
    if not isinstance(line, boxes.LineBox) or len(line.children) != 1:
        return False
    run = getattr(line.children[0], "pango_layout", None)
    return isinstance(run, Run) and run.straight


def _goes_on(above: Any, line: Any) -> bool:
    """Whether two straight lines are of one text."""
    (first,), (second,) = above.children, line.children
    return first.style is second.style and first.element is second.element


def _one(lines: list[Any]) -> list[Any]:
    """The line box of a stanza: the first one, with all runs in its text."""
    if len(lines) < 2:
        return lines
    first, last = lines[0], lines[-1]
    texts = [line.children[0] for line in lines]
    text = texts[0]
    left, top = text.position_x, text.position_y
    run = Run("\n".join([one.text for one in texts]), text.pango_layout.facts, 0.0)
    run.rows = [(t.position_x - left, t.position_y - top, t.pango_layout) for t in texts]
    first.width = max([line.width for line in lines])
    first.height = last.position_y + last.height - first.position_y
    first.resume_at = last.resume_at
    text.width = max([one.position_x + one.width for one in texts]) - left
    text.height = texts[-1].position_y + texts[-1].height - top
    text.text, text.pango_layout = run.text, run
    return [first]
