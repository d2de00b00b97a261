"""The desk's tables of facts, read once from the package's data files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Word:
    """A form of a word that should be another."""

    old: str
    new: str
    pattern: re.Pattern[str]
    """Matches the form where it is meant: neighbors that make another word are excluded."""


def _rows(name: str) -> Iterator[list[str]]:
    text = files("wenxuan.desk").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def words(name: str) -> tuple[Word, ...]:
    """A table of words: form, what it should be, what may not stand before, and after it.

    A fifth column has a regular expression of what must follow.
    """
    found = []
    for row in _rows(name):
        old, new, left, right, follows = (*row, "", "", "")[:5]
        before = f"(?<![{left}])" if left else ""
        behind = f"(?![{right}])" if right else ""
        found.append(Word(old, new, re.compile(before + re.escape(old) + behind + follows)))
    return tuple(found)


def any_of(table: tuple[Word, ...]) -> re.Pattern[str]:
    """Matches any form of a table, without its neighbors: a first look at a text."""
    return re.compile("|".join(re.escape(word.old) for word in table))


def pairs(name: str) -> dict[str, str]:
    """A table of two columns."""
    return {row[0]: row[1] for row in _rows(name)}


MISSPELLINGS = words("misspellings.tsv")
VARIANTS = words("variants.tsv")
TITLES = tuple(row[0] for row in _rows("titles.tsv"))
SURNAMES = tuple(row[0] for row in _rows("surnames.tsv"))
UNITS = pairs("units.tsv")
"""Symbols of units as they are often written after a number, to what GB 3100 writes."""
RADICALS = pairs("radicals.tsv")
"""CJK Radicals Supplement to the character that the eye takes it for; Unicode maps only two."""
CHROME = tuple(re.compile(row[0]) for row in _rows("chrome.tsv"))
"""Lines of web pages that are no part of an article."""
