"""What an import makes before it is written: blocks, facts of the head, what was left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SPECIAL = re.compile(r"[\\*`\[\]{}<$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?\w+;)")
_OPENING = re.compile(r"^(?:[#>+=~|]|-(?=[\s-]|$)|:(?=[\s:])|\d{1,9}[.)](?=\s|$))")


_CAPTION = re.compile(r"\s*(?P<word>Table|表题)(?P<colon>[:：])")


def escape(text: str) -> str:
    """Plain characters as Markdown that shows them."""
    return _SPECIAL.sub(lambda m: "\\" + m[0], text)


def guard(markup: str) -> str:
    """A paragraph whose first characters are not read as the sign of a block or a caption."""
    if caption := _CAPTION.match(markup):
        colon = "\\:" if caption["colon"] == ":" else "&#xFF1A;"
        return caption["word"] + colon + markup[caption.end() :]
    match = _OPENING.match(markup)
    if match is None:
        return markup
    at = match.end() - 1 if match[0][0].isdigit() else 0
    return markup[:at] + "\\" + markup[at:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block as it was found."""

    kind: str
    """paragraph, heading, list, table, figure, quote, code, note, divider, caption."""
    text: str
    """Plain characters."""
    markup: str
    """Markdown; of a heading or paragraph, without signs of its kind."""
    line: int
    """Line of the input, from 1; paragraph number for Word files."""
    level: int = 0
    gap: int = 0
    """Empty lines before it."""
    strong: bool = False
    """All of it is bold."""
    broken: bool = False
    """A piece of a paragraph that had line breaks in it."""
    kept: bool = False
    """What it is, is known: no heading is made of it."""
    image: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Something of the input that is not in the body: removed, or lifted into the head."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A decision that an editor should look at."""

    what: str
    value: str
    line: int
    """Line of the input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An author."""

    name: str
    role: str = ""
    affiliation: str = ""


@dataclass(slots=True, kw_only=True)
class Draft:
    """An article in the making."""

    blocks: list[Block] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    """Label to Markdown."""
    images: dict[str, bytes] = field(default_factory=dict)
    """Path below the publication to bytes."""
    title: str = ""
    subtitle: str = ""
    kicker: str = ""
    authors: list[Person] = field(default_factory=list)
    source: str = ""
    url: str = ""
    date: str = ""
    section: str = ""
    abstract: str = ""
    keywords: list[str] = field(default_factory=list)
    language: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    """Other keys of a Markdown head, kept as they are."""
    removed: list[Left] = field(default_factory=list)
    lifted: list[Left] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)

    def remove(self, block: Block, why: str) -> None:
        """Take a block out of the body, into the record."""
        self.blocks.remove(block)
        self.removed.append(Left(line=block.line, text=block.text, why=why))

    def lift(self, block: Block, why: str) -> None:
        """Take a block out of the body whose words went into the head."""
        self.blocks.remove(block)
        self.lifted.append(Left(line=block.line, text=block.text, why=why))

    def credit(self, people: list[Person]) -> None:
        """Enter authors that are not there yet."""
        self.authors += [person for person in people if person not in self.authors]

    def guess(self, what: str, value: str, line: int) -> None:
        """Remember a decision."""
        self.guesses.append(Guess(what=what, value=value, line=line))
