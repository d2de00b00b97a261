"""The block rule for `::: name` … `:::`."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

COLONS = re.compile(r"\s*[:：]{3,}")
"""What a line that looks like the edge of a box begins with."""

_OPEN = re.compile(r":{3,}[ \t]*([^\s:{}]+)[ \t]*(?::*[ \t]*|(\{[^{}]*\})[ \t]*)")
_CLOSE = re.compile(r":{3,}[ \t]*")
# Backticks may not follow a fence of backticks: those are code inside a line.
_FENCE = re.compile(r"(`{3,})(?!.*`)|(~{3,})")


def line_of(state: StateBlock, number: int) -> str:
    """A line without the marks of the blocks around it."""
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def box_rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Boxes nest by counting as in Pandoc, so that inner ones need no more colons."""
    opening = _OPEN.fullmatch(line_of(state, start))
    if opening is None or state.is_code_block(start):
        return False
    if silent:
        return True
    last, closed = _box_end(state, start, end)
    token = state.push("box_open", "div", 1)
    token.map = [start, last]
    token.meta.update(name=opening[1], closed=closed, braces=opening[2])
    parent, bound = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", last
    state.md.block.tokenize(state, start + 1, last)
    state.parentType, state.lineMax = parent, bound
    state.push("box_close", "div", -1)
    state.line = last + 1 if closed else last
    return True


def _box_end(state: StateBlock, start: int, end: int) -> tuple[int, bool]:
    """The line that closes a box, and whether there is one."""
    depth, fence = 1, ""
    for number in range(start + 1, end):
        text = line_of(state, number)
        if text and state.sCount[number] < state.blkIndent:
            return number, False
        if fence or _FENCE.match(text):
            fence = _fence_after(text, fence)
        elif _OPEN.fullmatch(text):
            depth += 1
        elif _CLOSE.fullmatch(text):
            depth -= 1
            if depth == 0:
                return number, True
    return end, False


def _fence_after(text: str, fence: str) -> str:
    """The fence that is open after a line (CommonMark 0.31 §4.5); empty when none is."""
    if fence:
        closes = text.startswith(fence) and not text.strip().strip(fence[0])
        return "" if closes else fence
    mark = _FENCE.match(text)
    return mark[0] if mark else ""
