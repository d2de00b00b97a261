"""Inline notes on a line: two rows of half-size type in the em box of the text around them."""

from __future__ import annotations

from typing import Final

from .galley import Node
from .interlinear import split_rows
from .placed import Placed
from .runs import Run, set_run

# Baselines of the rows below that of the text, in em of the note: the em box of the text
# reaches 0.12 em below its baseline, and so does that of the note.
_BELOW: Final = (-0.88, 0.12)


def rows_of(placed: Placed, node: Node, start: int, end: int) -> Run:
    """Run of the part of a note from sort ``start`` up to ``end`` that lies on one line."""
    paragraph, facts = placed.paragraph, node.facts
    assert facts is not None
    galley, spacer = paragraph.galley, paragraph.spaced.spacer
    room = placed.right(end - 1) - placed.x(start)
    run = Run(node.text(start, end), facts, 0.0)
    middle, width = split_rows(galley, spacer, start, end)
    tight = min(0.0, room - width)
    for (first, stop), below in zip(((start, middle), (middle, end)), _BELOW, strict=True):
        if first < stop:
            row = Run(node.text(first, stop), facts, 0.0)
            set_run(row, galley.cast(first, stop), {}, tight / max(1, stop - first - 1))
            run.rows.append((0.0, below * facts.size, row))
    return run
