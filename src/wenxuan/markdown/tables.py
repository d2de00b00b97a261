"""Pipe tables: cells counted before the parser drops any, and the caption line before them."""

from __future__ import annotations

import re
from dataclasses import replace

from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit

from wenxuan.markdown.boxes import line_of
from wenxuan.model import Block, Paragraph, Runs, Text

_CAPTION = re.compile(r"\s*(?:Table:|(?:表题|表題|표제)[:：])\s*")


def table_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """markdown-it's rule; each row remembers in `meta["cells"]` how many cells were written."""
    first = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    for token in state.tokens[first:]:
        if token.type == "tr_open" and token.map:
            token.meta["cells"] = _cells(line_of(state, token.map[0]).strip())
    return True


def _cells(row: str) -> int:
    """Cells of a row; a bar at either end is no cell (GFM, tables extension)."""
    cells = escapedSplit(row)
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")


def is_caption(block: Block) -> bool:
    """True for a paragraph that begins with `Table:`, `表题：`, `表題：` or `표제:`."""
    first = block.runs[0] if isinstance(block, Paragraph) and block.runs else None
    return isinstance(first, Text) and _CAPTION.match(first.text) is not None


def caption_of(block: Block) -> Runs:
    """The runs of a caption line without the word that begins it."""
    runs: Runs = block.runs if isinstance(block, Paragraph) else ()
    first = runs[0] if runs else None
    if not isinstance(first, Text) or not (cut := _CAPTION.match(first.text)):
        return runs
    rest = replace(first, span=first.span.right(cut.end()), text=first.text[cut.end() :])
    return (rest, *runs[1:])
