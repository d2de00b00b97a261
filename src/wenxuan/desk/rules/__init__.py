"""The rules of the desk: each a small function with one or two permanent codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from wenxuan.desk.document import Document
from wenxuan.desk.findings import Finding
from wenxuan.desk.house import House
from wenxuan.desk.passages import Passage
from wenxuan.desk.rules import (
    ascii_marks,
    characters,
    marks,
    numerals,
    quotes,
    spaces,
    structure,
    wording,
)

PassageRule: TypeAlias = Callable[[Passage], Iterator[Finding]]
DocumentRule: TypeAlias = Callable[[Document], Iterator[Finding]]

SENTENCE_RULES: tuple[PassageRule, ...] = (
    ascii_marks.comma,
    ascii_marks.full_stop,
    ascii_marks.colon,
    ascii_marks.semicolon,
    ascii_marks.question,
    ascii_marks.exclamation,
    ascii_marks.brackets,
    quotes.straight,
    quotes.nesting,
    quotes.outermost,
    marks.ellipsis,
    marks.dash,
    marks.doubled,
    marks.ranges,
    numerals.grouping,
    numerals.units,
    numerals.zeros,
    numerals.days,
)
"""For prose in Chinese; not for names."""

WORD_RULES: tuple[PassageRule, ...] = (
    marks.interpunct,
    spaces.within_han,
    spaces.beside_marks,
    characters.wide_letters,
    characters.scripts,
    wording.misspellings,
    wording.variants,
)
"""For all Chinese, names too."""

CHARACTER_RULES: tuple[PassageRule, ...] = (
    characters.radicals,
    characters.compatibility,
    characters.private,
    characters.old_forms,
    characters.invisible,
    characters.mojibake,
)
"""For text in any language."""

DOCUMENT_RULES: tuple[DocumentRule, ...] = (
    spaces.indents,
    quotes.balance,
    structure.bare_headings,
    structure.descriptions,
    structure.short_titles,
    structure.dates,
    structure.chrome,
    structure.guesses,
    structure.names,
)


def examine(document: Document, house: House) -> Iterator[Finding]:
    """Every finding of every rule in one document, waived ones too."""
    gap: tuple[PassageRule, ...] = {
        "none": (spaces.han_latin,),
        "space": (spaces.spaced,),
        "any": (),
    }[house.han_latin]
    own = wording.house_rules(house)
    for passage in document.passages:
        rules = CHARACTER_RULES
        if passage.language.startswith("zh"):
            rules += WORD_RULES + own + gap
            if passage.kind != "name":
                rules += SENTENCE_RULES
        for rule in rules:
            yield from rule(passage)
    for check in DOCUMENT_RULES:
        yield from check(document)
