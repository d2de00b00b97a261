"""Drawn characters against wanted ones: in order, with a short list of allowed differences.

Allowed are: white space and what has no glyph; the hyphen at the end of a line; heads that a
table repeats on its next page; words that the style sheet generates; leaders of a contents list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from wenxuan.proof.drawing import Rectangle, Shown

_HYPHENS: Final = frozenset("-\u2010")
_LEADERS: Final = frozenset("·.…")
_MOST: Final = 8
"""Differences of one strand that are told one by one."""
_WINDOW: Final = 3000
"""Characters beyond the first difference that are compared in detail."""


@dataclass(slots=True)
class Word:
    """Characters of one text box."""

    text: str
    page: int
    """0-based page of the job or file."""
    optional: bool = False
    """May be there or not: a repeated head, a generated word."""
    shown: Sequence[Shown] = ()
    """What it was read from, where there is a doubt to settle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is wrong at a place of the wanted text."""

    offset: int
    wanted: str
    drawn: str
    page: int
    """0-based; -1 when nothing is drawn any more."""
    before: str
    spot: Rectangle = (0.0, 0.0, 0.0, 0.0)
    """Where on the page."""


Same = Callable[[str, Word, int], bool]
"""Whether a wanted character may be drawn by what stands at an index of a word."""


def compare(wanted: str, words: Iterable[Word], same: Same) -> list[Difference]:
    """Every difference, first ones first; none when each character is there and in order."""
    at = 0
    listed = list(words)
    for number, word in enumerate(listed):
        if wanted.startswith(word.text, at):
            at += len(word.text)
            continue
        step = _follow(wanted, at, word, same)
        if step is None:
            return _differences(wanted, at, listed[number:], same, listed[:number])
        at = step
    return _differences(wanted, at, [], same, listed) if at < len(wanted) else []


def _follow(wanted: str, at: int, word: Word, same: Same) -> int | None:
    """Where the wanted text goes on after a word with allowed differences; None for others."""
    if word.optional:
        return at
    for i, character in enumerate(word.text):
        if at < len(wanted) and (wanted[at] == character or same(wanted[at], word, i)):
            at += 1
        elif not (character in _HYPHENS and i == len(word.text) - 1):
            return None
    return at


def _differences(
    wanted: str, at: int, words: list[Word], same: Same, before: list[Word]
) -> list[Difference]:
    """Every difference from a place on; what is missing is told where the text before it stands."""
    last = next((word for word in reversed(before) if not word.optional), None)
    have = [(c, word, i) for word in words if not word.optional for i, c in enumerate(word.text)]
    one = wanted[at : at + _WINDOW]
    two = "".join(
        one[k] if k < len(one) and same(one[k], word, i) else c
        for k, (c, word, i) in enumerate(have[:_WINDOW])
    )
    found: list[Difference] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        cut = max(b, d) == _WINDOW and (len(wanted) - at > _WINDOW or len(have) > _WINDOW)
        if kind == "equal" or (cut and found) or _allowed(one[a:b], two[c:d], have, c, d):
            continue
        near = have[min(c, len(have) - 1)][1] if have else last
        if c == d:
            near = have[c - 1][1] if c else last or near
        found.append(
            Difference(
                offset=at + a, wanted=one[a:b], drawn=two[c:d], page=near.page if near else -1,
                before=wanted[max(0, at + a - 8) : at + a],
                spot=spot(near.shown) if near else (0.0, 0.0, 0.0, 0.0),
            )
        )  # fmt: skip
    return found[:_MOST]


def _allowed(
    wanted: str, drawn: str, have: list[tuple[str, Word, int]], start: int, stop: int
) -> bool:
    """Hyphens at line ends, and other characters for the same glyph."""
    if wanted or stop - start != len(drawn):
        return False
    return all(
        character in _HYPHENS and index == len(word.text) - 1
        for character, word, index in have[start:stop]
    )


def without_leaders(words: Iterable[Word]) -> list[Word]:
    """Words of a contents list but for its leaders."""
    kept = []
    for word in words:
        runs = word.text.strip("".join(_LEADERS))
        if len(word.text) - len(runs) >= 3 or (word.text and not runs):
            if runs:
                kept.append(Word(runs, word.page, word.optional, word.shown))
        else:
            kept.append(word)
    return kept


def spot(shown: Sequence[Shown]) -> Rectangle:
    """The rectangle that holds shown text."""
    if not shown:
        return 0.0, 0.0, 0.0, 0.0
    left, low = min(s.x for s in shown), min(s.y - 0.12 * s.size for s in shown)
    return left, low, max(s.right for s in shown), max(s.y + 0.88 * s.size for s in shown)
