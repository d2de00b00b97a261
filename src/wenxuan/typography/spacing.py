"""What happens between two neighbors: space, squeeze, capacities, permission to break."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from .classes import ALPHANUMERIC, FULL_WIDTH_MARKS, IDEOGRAPHIC, Kind
from .conventions import Convention, Step

_BRACKETS: Final = frozenset({Kind.OPEN, Kind.CLOSE})
_SENTENCE_END: Final = frozenset({Kind.STOP, Kind.EXCLAMATION})
_RIGID: Final = frozenset({Kind.CONNECTOR, Kind.SOLIDUS, Kind.CALL, Kind.ZERO})
_NARROW: Final = frozenset({Kind.LETTER, Kind.DIGIT, Kind.NARROW, Kind.NARROW_OPEN,
                            Kind.NARROW_CLOSE, Kind.PREFIX, Kind.SUFFIX})
_STEP_OF: Final = {
    Kind.OPEN: Step.BRACKET,
    Kind.CLOSE: Step.BRACKET,
    Kind.COMMA: Step.COMMA,
    Kind.COLON: Step.COMMA,
    Kind.STOP: Step.STOP,
    Kind.EXCLAMATION: Step.STOP,
    Kind.INTERPUNCT: Step.INTERPUNCT,
}


@dataclass(frozen=True, slots=True)
class Joint:
    """The space between two neighbors, in em of the left and of the right sort.

    ``left`` and ``right`` are added to the advances (negative: squeezed); ``give`` is how much
    more each may shrink at ``step``; ``grow`` how much it may stretch before all gaps do;
    ``even`` tells whether the last stretching step may enter here.
    """

    left: float = 0.0
    right: float = 0.0
    step: Step | None = None
    give_left: float = 0.0
    give_right: float = 0.0
    grow_left: float = 0.0
    grow_right: float = 0.0
    even: bool = True


PLAIN: Final = Joint()
RIGID: Final = Joint(even=False)


def sides_of(kind: Kind, convention: Convention) -> tuple[float, float]:
    """Adjustable blank of a full-width mark, in em, as (left, right)."""
    return convention.sides.get(kind, (0.0, 0.0))


def _always_half(kind: Kind, convention: Convention) -> bool:
    """Tell whether the style sets this mark half an em wide everywhere."""
    return convention.marks == "kaiming" and kind in FULL_WIDTH_MARKS - _SENTENCE_END


def _squeezable(left: Kind, right: Kind, convention: Convention) -> bool:
    """Tell whether two adjacent marks share 1.5 em (CLREQ, adjacent punctuation marks)."""
    if convention.squeeze == "none" or convention.marks == "line-end":
        return False
    if convention.squeeze == "brackets":
        return left in _BRACKETS and right in _BRACKETS
    return left in _BRACKETS or right in _BRACKETS


def _mark_joint(left: Kind, right: Kind, convention: Convention) -> Joint:
    """Joint where at least one neighbor is a full-width mark or a full interpunct."""
    blank_left = sides_of(left, convention)[1]
    blank_right = sides_of(right, convention)[0]
    take_left = blank_left if _always_half(left, convention) else 0.0
    take_right = blank_right if _always_half(right, convention) else 0.0
    both = left in convention.sides and right in convention.sides
    if both and _squeezable(left, right, convention):
        due = min(blank_left + blank_right, 0.5) - take_left - take_right
        more = max(0.0, min(blank_left - take_left, due))
        take_left += more
        take_right += max(0.0, due - more)
    rest_left, rest_right = blank_left - take_left, blank_right - take_right
    step = _STEP_OF[left] if rest_left else _STEP_OF.get(right)
    if step not in convention.shrink:
        step, rest_left, rest_right = None, 0.0, 0.0
    if left in _RIGID or right in _RIGID:
        return Joint(-take_left, -take_right, even=False)
    return Joint(-take_left, -take_right, step, rest_left, rest_right)


def _gap_joint(convention: Convention, *, han_left: bool) -> Joint:
    """Joint of a Han and a Latin letter or digit (CLREQ, mixed text composition)."""
    natural, least, most = convention.gap
    if han_left:
        return Joint(natural, 0.0, Step.GAP, natural - least, 0.0, most - natural)
    return Joint(0.0, natural, Step.GAP, 0.0, natural - least, 0.0, most - natural)


def joint(left: Kind, right: Kind, convention: Convention) -> Joint:
    """Joint between two sorts that meet as ``left`` and ``right``."""
    if convention.gap[0]:
        if left in IDEOGRAPHIC and right in ALPHANUMERIC:
            return _gap_joint(convention, han_left=True)
        if left in ALPHANUMERIC and right in IDEOGRAPHIC:
            return _gap_joint(convention, han_left=False)
    if left in convention.sides or right in convention.sides:
        return _mark_joint(left, right, convention)
    if left in _RIGID or right in _RIGID or (left in _NARROW and right in _NARROW):
        return RIGID
    if Kind.HANGUL in (left, right) and not {left, right} & IDEOGRAPHIC:
        return RIGID
    return PLAIN


_START: Final = frozenset(
    {Kind.COMMA, Kind.COLON, Kind.STOP, Kind.EXCLAMATION, Kind.CLOSE, Kind.CONNECTOR,
     Kind.INTERPUNCT, Kind.EXCITED}
)
# Kinds that no level lets a line begin or end with.
_NEVER_START: Final = frozenset({Kind.SUFFIX, Kind.NARROW_CLOSE, Kind.CALL, Kind.ZERO})
_NEVER_END: Final = frozenset({Kind.PREFIX, Kind.NARROW_OPEN})


@cache
def no_start(convention: Convention) -> frozenset[Kind]:
    """Kinds that may not start a line (CLREQ, prohibition rules for line start and end)."""
    kinds = set(_NEVER_START)
    if convention.level != "none":
        kinds |= _START
    if convention.level in ("gb", "strict"):
        kinds.add(Kind.SOLIDUS)
    if convention.level == "strict":
        kinds |= {Kind.DASH, Kind.ELLIPSIS}
    if not convention.small_kana_start:
        kinds.add(Kind.SMALL_KANA)
    return frozenset(kinds)


@cache
def no_end(convention: Convention) -> frozenset[Kind]:
    """Kinds that may not end a line."""
    kinds = set(_NEVER_END)
    if convention.level != "none":
        kinds.add(Kind.OPEN)
    if convention.level in ("gb", "strict"):
        kinds.add(Kind.SOLIDUS)
    return frozenset(kinds)


_WORD: Final = frozenset({Kind.LETTER, Kind.DIGIT, Kind.NARROW, Kind.PREFIX, Kind.SUFFIX,
                          Kind.NARROW_OPEN, Kind.NARROW_CLOSE})


def may_break(left: Kind, right: Kind, convention: Convention) -> bool:
    """Tell whether a line may be broken between two sorts that meet as these kinds."""
    if left in no_end(convention) or right in no_start(convention):
        return False
    if left in _WORD and right in _WORD:
        return False
    if left is Kind.WIDE_DIGIT and right in (Kind.WIDE_DIGIT, Kind.SUFFIX):
        return False
    if convention.words_whole and Kind.HANGUL in (left, right):
        return not (left in _KOREAN_WORD and right in _KOREAN_WORD)
    return Kind.ZERO not in (left, right)


_KOREAN_WORD: Final = _WORD | {Kind.HANGUL}
