"""Conventions of composition by region: one table row each (CLREQ 3.1, JLREQ 3, KLREQ 4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from .classes import Kind

Level = Literal["none", "basic", "gb", "strict"]
MarkStyle = Literal["full", "kaiming", "line-end"]
Squeeze = Literal["all", "brackets", "none"]
Width = Literal["half", "full"]


class Step(Enum):
    """Orders of width reduction (CLREQ, inter-character spacing reduction, steps 2 to 7)."""

    WORD_SPACE = 0
    INTERPUNCT = 1
    BRACKET = 2
    COMMA = 3
    GAP = 4
    STOP = 5


STEPS: Final = len(Step)

# Adjustable blank inside the em box, in em: (left, right); CLREQ, punctuation adjustment space.
Sides = dict[Kind, tuple[float, float]]
CORNER: Final[Sides] = {
    Kind.OPEN: (0.5, 0.0),
    Kind.CLOSE: (0.0, 0.5),
    Kind.COMMA: (0.0, 0.5),
    Kind.COLON: (0.0, 0.5),
    Kind.STOP: (0.0, 0.5),
    Kind.EXCLAMATION: (0.0, 0.5),
}
CENTERED: Final[Sides] = {
    Kind.OPEN: (0.5, 0.0),
    Kind.CLOSE: (0.0, 0.5),
    Kind.COMMA: (0.25, 0.25),
    Kind.COLON: (0.25, 0.25),
    Kind.STOP: (0.25, 0.25),
    Kind.INTERPUNCT: (0.25, 0.25),
}
JAPANESE: Final[Sides] = {
    Kind.OPEN: (0.5, 0.0),
    Kind.CLOSE: (0.0, 0.5),
    Kind.COMMA: (0.0, 0.5),
    Kind.COLON: (0.25, 0.25),
    Kind.STOP: (0.0, 0.5),
    Kind.INTERPUNCT: (0.25, 0.25),
}
PROPORTIONAL: Final[Sides] = {Kind.OPEN: (0.5, 0.0), Kind.CLOSE: (0.0, 0.5)}

_TRIMMED: Final = frozenset(
    {Kind.CLOSE, Kind.COMMA, Kind.COLON, Kind.STOP, Kind.EXCLAMATION, Kind.INTERPUNCT}
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Convention:
    """How lines are set in one region; lengths are in em of the character concerned.

    ``gap`` is the Han-Latin space as (natural, least, most); ``word_space`` its limits.
    ``half_em`` are the marks boxed to half an em; ``trimmed`` lose their blank at a line end.
    Of the marks in ``hanging`` one may leave the measure, unless no mark ``hangs`` there.
    """

    name: str
    level: Level = "gb"
    marks: MarkStyle = "full"
    sides: Sides
    squeeze: Squeeze = "all"
    trimmed: frozenset[Kind] = _TRIMMED
    line_start: Width = "half"
    paragraph_start: Width = "full"
    gap: tuple[float, float, float] = (0.25, 0.125, 0.5)
    word_space: tuple[float, float] = (0.25, 0.5)
    half_em: frozenset[str] = frozenset()
    shrink: tuple[Step, ...] = tuple(Step)
    small_kana_start: bool = True
    words_whole: bool = False
    excited_pairs: bool = False
    hanging: frozenset[str] = frozenset()
    hangs: bool = True


_WITHOUT_STOP: Final = tuple(step for step in Step if step is not Step.STOP)

GB: Final = Convention(
    name="GB", sides=CORNER, half_em=frozenset("·–／/"), excited_pairs=True
)
CNS: Final = Convention(
    name="CNS", level="basic", sides=CENTERED, squeeze="brackets", shrink=_WITHOUT_STOP,
    trimmed=frozenset({Kind.CLOSE}), hangs=False,
)
HKG: Final = Convention(
    name="HKG", level="basic", sides=CENTERED, squeeze="brackets", shrink=_WITHOUT_STOP,
    trimmed=frozenset({Kind.CLOSE}), hangs=False,
)
JIS: Final = Convention(
    name="JIS", level="gb", sides=JAPANESE, shrink=_WITHOUT_STOP, small_kana_start=False,
    trimmed=frozenset({Kind.CLOSE, Kind.COMMA}),
)
KS: Final = Convention(
    name="KS", level="basic", sides=PROPORTIONAL, gap=(0.0, 0.0, 0.0), words_whole=True,
)

# Longest prefix wins; Latin runs inside a Chinese paragraph follow the paragraph.
BY_LANGUAGE: Final[tuple[tuple[str, Convention], ...]] = (
    ("zh-hant-hk", HKG),
    ("zh-hant-mo", HKG),
    ("zh-hk", HKG),
    ("zh-mo", HKG),
    ("zh-hant", CNS),
    ("zh-tw", CNS),
    ("zh", GB),
    ("ja", JIS),
    ("ko", KS),
)


def convention_for(language: str | None) -> Convention | None:
    """Convention of a BCP 47 tag, or None for a language that is not CJK."""
    tag = (language or "").lower()
    for prefix, convention in BY_LANGUAGE:
        if tag == prefix or tag.startswith(prefix + "-"):
            return convention
    return None
