"""Where sources break lines: what a break stands for, and which line a word stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Scripts set without word spaces, their marks and full-width forms; Hangul keeps its spaces.
_CJK = re.compile(
    "[\u2e80-\u303f\u3040-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
SHARED = "“”‘’…—·"
"""Marks that Chinese shares with Latin and Korean: alone they say nothing about the script."""


def is_cjk(character: str) -> bool:
    """True for a character of a script set without word spaces, and for the marks it owns."""
    return bool(character) and _CJK.match(character) is not None


def joint(before: str, after: str) -> str:
    """What stands for a line break of the source: nothing beside Han, else a space.

    Between two marks that scripts share it is nothing too; an edge of the text is no mark.
    """
    if is_cjk(before) or is_cjk(after):
        return ""
    shared = before and after and before in SHARED and after in SHARED
    return "" if shared else " "


_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*[ \t]*(?:#.*)?\n")


def aligned(value: str, source: str, offset: int) -> Iterator[tuple[str, int]]:
    """The pieces of a YAML scalar that begins at `offset`, with their places in the source.

    A piece stands there verbatim; what the parser made (of a fold, of an escape) has place -1.
    """
    if source.startswith(value, offset):
        yield value, offset
        return
    header = _BLOCK_HEADER.match(source, offset)
    at = header.end() if header else offset + (source[offset : offset + 1] in ("'", '"'))
    done = 0
    while done < len(value):
        if not value[done].isspace():
            at = _past_space(source, at)
        size = _alike(value, done, source, at)
        if not size and not value[done].isspace():
            yield value[done:], -1
            return
        yield value[done : done + (size or 1)], at if size else -1
        done, at = done + (size or 1), at + size


def _past_space(source: str, at: int) -> int:
    while at < len(source) and source[at].isspace():
        at += 1
    return at


def _alike(value: str, done: int, source: str, at: int) -> int:
    """How many characters of `value` from `done` stand at `at`, a break of lines at most last."""
    size = 0
    while source[at + size : at + size + 1] == value[done + size : done + size + 1] != "":
        size += 1
        if value[done + size - 1] == "\n":
            break
    return size


def unfolded(value: str, source: str, offset: int) -> str:
    """A scalar in which a fold between Han is no space, as in the text of an article."""
    pieces = list(aligned(value, source, offset))
    made = []
    for i, (text, place) in enumerate(pieces):
        inner = text == " " and place < 0 and 0 < i < len(pieces) - 1
        made.append(joint(pieces[i - 1][0][-1], pieces[i + 1][0][0]) if inner else text)
    return "".join(made)
