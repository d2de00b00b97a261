"""Edits of a source by span: made by rules, checked, applied, shown; never a Han character lost."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HAN = re.compile(
    "[\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""A character of the Han script, radicals and compatibility forms among them."""


class HanChanged(ValueError):
    """An edit that may not change Han characters would."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """`old` at `start`…`end` of a source (offsets in characters) becomes `new`."""

    start: int
    end: int
    old: str
    new: str
    code: str


def han(text: str) -> str:
    """The Han characters of a text in order."""
    return "".join(HAN.findall(text))


def conserves(edit: Edit) -> bool:
    """True when an edit leaves every Han character as it was."""
    return han(edit.old) == han(edit.new)


def disjoint(edits: Iterable[Edit]) -> list[Edit]:
    """Edits in order of their places; of two that overlap the first stays, for this round."""
    kept: list[Edit] = []
    for edit in sorted(set(edits)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def apply(text: str, edits: Sequence[Edit]) -> str:
    """The text after disjoint edits.

    Raises ValueError when an edit is not about this text or two edits overlap.
    """
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits):
        if edit.start < at or text[edit.start : edit.end] != edit.old:
            raise ValueError(f"{edit.code} at {edit.start} does not fit the text")
        pieces += (text[at : edit.start], edit.new)
        at = edit.end
    return "".join((*pieces, text[at:]))


class Ledger:
    """The text as edited so far, with the place in the first text of every character kept."""

    def __init__(self, text: str) -> None:
        self.first = self.text = text
        self.origins: list[int] = list(range(len(text)))
        self.edits: list[Edit] = []
        """All edits of all rounds; places are those of the round, not of the first text."""

    def enter(self, edits: Sequence[Edit]) -> None:
        """Apply a round of disjoint edits."""
        self.text = apply(self.text, edits)
        for edit in sorted(edits, reverse=True):
            self.origins[edit.start : edit.end] = _origins(edit, self.origins)
        self.edits += sorted(edits)

    def spans(self) -> list[tuple[int, int, str]]:
        """What changed: start and end in the first text, and what stands there now."""
        changes: list[tuple[int, int, str]] = []
        at, fresh = 0, ""
        for origin, character in zip(
            (*self.origins, len(self.first)), (*self.text, ""), strict=True
        ):
            if origin < 0:
                fresh += character
                continue
            if fresh or origin > at:
                changes.append((at, origin, fresh))
            at, fresh = origin + 1, ""
        return changes


def _origins(edit: Edit, origins: list[int]) -> list[int]:
    """Places for the characters of `new`: what an edit keeps at both ends stays itself."""
    size = min(len(edit.old), len(edit.new))
    head = next((i for i in range(size) if edit.old[i] != edit.new[i]), size)
    rest = size - head
    tail = next((i for i in range(rest) if edit.old[-1 - i] != edit.new[-1 - i]), rest)
    fresh = [-1] * (len(edit.new) - head - tail)
    return origins[edit.start : edit.start + head] + fresh + origins[edit.end - tail : edit.end]


def unified_diff(before: str, after: str, path: str) -> str:
    """A unified diff of two versions of a file; empty when they are the same."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{path}", f"b/{path}"
    )
    return "".join(line if line.endswith("\n") else line + "\n" for line in lines)
