"""What an editor may choose about line composition, and what the composer tells afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, Literal

from wenxuan.typography.conventions import Convention, Level, MarkStyle, Width, convention_for

_VISIBLE: Final = 0.05


class Unsettable(Exception):
    """Text that the composer leaves to WeasyPrint; the message says why."""


@dataclass(frozen=True, kw_only=True)
class ComposerSettings:
    """Overrides of the convention that the language chooses; None keeps the convention's own.

    ``gap`` is the natural Han-Latin space in em; ``squeeze``, ``trim``, ``fit``, ``prohibit``
    and ``justify`` switch one rule off each, which is what the negative controls do.
    """

    level: Level | None = None
    marks: MarkStyle | None = None
    gap: float | None = None
    line_start: Width | None = None
    paragraph_start: Width | None = None
    hanging: str = ""
    hangul: Literal["word", "character"] | None = None
    squeeze: bool = True
    trim: bool = True
    prohibit: bool = True
    justify: bool = True
    total_fit: bool = True
    balance: bool = True
    keep_units: bool = True
    grid: bool = True
    actual_text: bool = True
    widow_characters: int = 2
    fallback: str = "zh-Hans"
    _cache: dict[str, Convention | None] = field(default_factory=dict, repr=False, compare=False)

    def convention(self, language: str | None) -> Convention | None:
        """Convention of a language with these overrides, or None if it is not CJK."""
        key = language or ""
        if key not in self._cache:
            found = convention_for(language)
            self._cache[key] = self._override(found) if found else None
        return self._cache[key]

    @cached_property
    def default(self) -> Convention:
        """Convention for CJK text whose language is not declared."""
        found = self.convention(self.fallback)
        if found is None:
            raise ValueError(f"fallback language {self.fallback!r} has no convention")
        return found

    def _override(self, convention: Convention) -> Convention:
        level = self.level or convention.level
        natural, least, most = convention.gap
        if self.gap is not None:
            natural = self.gap
            least, most = min(least, natural), max(most, natural) if natural else 0.0
        return replace(
            convention,
            level=level if self.prohibit else "none",
            marks=self.marks or convention.marks,
            gap=(natural, least, most),
            line_start=(self.line_start or convention.line_start) if self.trim else "full",
            paragraph_start=self.paragraph_start or convention.paragraph_start,
            trimmed=convention.trimmed if self.trim else frozenset(),
            squeeze=convention.squeeze if self.squeeze else "none",
            hanging=frozenset(self.hanging) if convention.hangs else frozenset(),
            words_whole=(self.hangul or ("word" if convention.words_whole else "")) == "word",
        )


@dataclass(slots=True)
class ComposerReport:
    """What was composed and what was left to WeasyPrint, counted in paragraphs and lines.

    A paragraph is counted each time it is planned: a page that is laid out twice may count
    its paragraphs twice. ``left`` maps a reason to a number of paragraphs; ``overfull`` and
    ``unfilled`` are the texts of lines that could not be brought to their measure.
    """

    paragraphs: int = 0
    lines: int = 0
    characters: int = 0
    overfull: list[str] = field(default_factory=list)
    unfilled: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)

    def judge(
        self, text: Callable[[int, int], str], reach: tuple[int, int], left: float, *, filled: bool
    ) -> None:
        """Count a line whose measure is ``left`` px wider than it (negative: narrower).

        ``reach`` are its first sort and the one after its last, of which ``text`` knows the text.
        """
        self.lines += 1
        self.characters += reach[1] - reach[0]
        if left < -_VISIBLE:
            self.overfull.append(text(*reach))
        elif left > _VISIBLE and filled:
            self.unfilled.append(text(*reach))

    def leave(self, reason: str) -> None:
        """Count one paragraph left to WeasyPrint."""
        self.left[reason] += 1
