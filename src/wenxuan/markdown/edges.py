"""What stands at the edges of runs, and runs as one text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from markdown_it.tree import SyntaxTreeNode

from wenxuan.folds import joint
from wenxuan.model import (
    Code,
    Emphasis,
    Link,
    Marked,
    NoteCall,
    Reference,
    Ruby,
    Run,
    Text,
)

_HAN = "字"
"""Stands for what is set as Chinese whatever its text will be: the title of a target."""


def last_character(runs: Sequence[Run]) -> str:
    """The last character that runs show; a note call hangs on what stands before it."""
    for run in reversed(runs):
        if not isinstance(run, NoteCall):
            return _last(run)
    return ""


def _last(run: Run) -> str:
    match run:
        case Text(text=text) | Code(text=text):
            return text[-1:]
        case Ruby(pairs=pairs):
            return pairs[-1][0][-1:]
        case Reference(runs=()):
            return _HAN
        case Emphasis(runs=runs) | Link(runs=runs) | Marked(runs=runs) | Reference(runs=runs):
            return last_character(runs)
    return ""


def first_character(nodes: Iterable[SyntaxTreeNode]) -> str:
    """The first character that nodes of the syntax tree will show."""
    for node in nodes:
        if node.type == "image":
            return ""
        if node.type == "link" and not node.children:
            return _HAN
        if node.type != "footnote_ref" and (
            found := node.content[:1] or first_character(node.children)
        ):
            return found
    return ""


def append(runs: list[Run], run: Run, *, merge: bool) -> None:
    """Add a run; with `merge`, a text that follows the last one in the source becomes part of it.

    Texts that an escape, an entity or a line end parts stay apart: every character of a text
    stands in the column that its offset says.
    """
    last = runs[-1] if runs else None
    if (
        merge
        and isinstance(run, Text)
        and isinstance(last, Text)
        and run.span == last.span.right(len(last.text))
    ):
        runs[-1] = replace(last, text=last.text + run.text)
    else:
        runs.append(run)


def described(image: SyntaxTreeNode) -> str:
    """The text in the brackets of a picture, without its markup and with its lines joined."""
    kinds = ("text", "text_special", "code_inline", "ruby")
    text = "".join(
        "\n" if node.type in ("softbreak", "hardbreak") else node.content
        for node in image.walk(include_self=False)
        if node.type in (*kinds, "softbreak", "hardbreak")
    )
    return re.sub(r"(?s)(.?)\n(?=(.?))", lambda m: m[1] + joint(m[1], m[2]), text).strip()
