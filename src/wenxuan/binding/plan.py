"""The plan of a book: which page is where, what every label says, how large the book came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from wenxuan.binding.fontsets import Use, gather, signs
from wenxuan.binding.frozen import Data
from wenxuan.binding.kept import Kept
from wenxuan.binding.slots import roman
from wenxuan.fonts import FontSet
from wenxuan.layout.imprint import IMPRINT
from wenxuan.layout.sizes import Geometry
from wenxuan.markup.base import NOTE, mark

if TYPE_CHECKING:
    from wenxuan.printkit.forme import Forme


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A piece in its place in the book."""

    key: str
    style: str
    """plain (no folio), front, contents, body or back."""
    opens: bool
    first: bool
    job: int
    """Index of the signature that holds it."""


@dataclass(frozen=True, kw_only=True)
class Book:
    """What is to be bound."""

    title: str
    language: str
    authors: tuple[str, ...]
    description: str
    day: datetime | None
    """Nothing else may date a file."""
    geometry: Geometry
    fonts: FontSet
    leaves: tuple[Leaf, ...]
    facts: Callable[[int], Data]
    """Facts of a signature by its index."""
    objects: Callable[[int], Data]
    jobs: int
    forme: Forme | None = None
    """What surrounds the pages for the printer; None on a screen, which has tags and links."""
    numbers: Count = field(default=lambda _: {})
    """What the imprint says of the book's size, by the name of its slot."""
    notes: str = "article"
    """How they are numbered: by article, by page, or through the book."""
    keys: tuple[str, ...] = ()
    """Names of the signatures in the store."""
    kept: Kept = field(default_factory=lambda: Kept(name=""))
    """The last file, whose runs of bytes may stay."""

    @property
    def tagged(self) -> bool:
        """True for the screen."""
        return self.forme is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How large a book came out."""

    pages: int
    """Blank ones between them too, without those that fill up the last leaf."""
    filled: int
    letters: int
    """Characters (white space and leaders aside) in the type areas, the imprint page aside."""


Count = Callable[[Extent], Mapping[str, str]]


@dataclass(slots=True)
class Plan:
    """Which page is where."""

    pages: list[tuple[int, int, int] | None] = field(default_factory=list)
    """Leaf, signature and page in it of each page of the book; None is blank."""
    starts: list[int] = field(default_factory=list)
    """First page of each leaf."""
    body: int = 0
    """0-based page that carries folio 1."""
    anchors: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    bookmarks: list[tuple[int, str, int, float, float]] = field(default_factory=list)
    """Level, label, page, x, y."""
    unions: dict[str, Use] = field(default_factory=dict)
    folios: list[Data] = field(default_factory=list)
    dead: list[tuple[int, str]] = field(default_factory=list)
    """Signatures and the ids that they cite in vain."""
    headed: list[bool] = field(default_factory=list)
    """Whether a signature has running heads."""
    numbers: Mapping[str, str] = field(default_factory=dict)
    """What the slots of the imprint are filled with."""
    notes: dict[str, str] = field(default_factory=dict)
    """Marks of the notes that are numbered by page or through the book, by their ids."""
    signs: dict[str, dict[str, int]] = field(default_factory=dict)
    """Glyphs that those marks are made of, by font resource."""

    def label(self, page: int) -> str:
        """What stands at the foot of a page: i, ii… before the body, then 1, 2…."""
        return roman(page + 1) if page < self.body else str(page - self.body + 1)

    def label_of(self, target: str) -> str:
        """The label of a page where an id stands, the number of a slot, or the mark of a note."""
        if target.startswith(NOTE):
            return self.notes.get(target.removeprefix(NOTE), "")
        if target in self.numbers:
            return self.numbers[target]
        return self.label(self.anchors[target][0])


def plan(book: Book) -> Plan:
    """Order the pages, open parts on rectos, find every id; reads the facts of each signature."""
    made, ranges = Plan(), []
    shift = book.geometry.inner - book.geometry.outer
    places: list[dict[int, int]] = []
    places_of: list[Data] = []
    for job in range(book.jobs):
        facts = book.facts(job)
        places_of.append({key: facts[key] for key in _KEPT})
        gather(made.unions, facts["fonts"])
        made.folios = made.folios or facts["folios"]
        made.headed.append(bool(facts["heads"]))
        ranges.append(_ranges(facts))
        places.append({})
    _order(made, book, ranges, places)
    for facts, place in zip(places_of, places, strict=True):
        moved = {page: shift if place[page] % 2 else 0.0 for page in place}
        for name, (page, x, y) in facts["anchors"].items():
            if page in place:
                made.anchors.setdefault(name, (place[page], x - moved[page], y))
        made.bookmarks += [
            (level, label, place[page], x - moved[page], y)
            for page, level, label, x, y, _ in facts["bookmarks"]
        ]
    for job, facts in enumerate(places_of):
        made.dead += [(job, name) for name in facts["cited"] if name not in made.anchors]
    made.bookmarks.sort(key=lambda mark: (mark[2], -mark[4]))
    _number_notes(book, made, places)
    return _measured(made, book, places_of, ranges)


def _measured(made: Plan, book: Book, facts: list[Data], ranges: list[dict[str, range]]) -> Plan:
    """With the numbers of the imprint, and blank pages that fill up the last leaf of print."""
    if not made.dead:
        made.numbers = book.numbers(_extent(made, book, facts, ranges))
    if book.forme is not None:
        made.pages += [None] * (-len(made.pages) % book.forme.specs.whole)
    return made


_KEPT = ("anchors", "bookmarks", "cited", "letters", "slots")
"""Facts that are looked at when all pages are in order."""


def _extent(made: Plan, book: Book, facts: list[Data], ranges: list[dict[str, range]]) -> Extent:
    """The size of a book whose pages are in order."""
    jobs = {leaf.key: leaf.job for leaf in book.leaves}
    letters = sum(sum(held["letters"]) for held in facts)
    slots = [
        target
        for held in facts
        for target in held["slots"]
        if target in made.anchors or target.startswith(NOTE)
    ]
    letters += sum(len(made.label_of(target)) for target in slots)
    if IMPRINT in jobs:
        job = jobs[IMPRINT]
        letters -= sum(facts[job]["letters"][page] for page in ranges[job][IMPRINT])
    filled = sum(page is not None for page in made.pages)
    return Extent(pages=len(made.pages), filled=filled, letters=letters)


def _order(
    made: Plan, book: Book, ranges: list[dict[str, range]], places: list[dict[int, int]]
) -> None:
    """Put the pages of all leaves in order; parts open on rectos."""
    for i, leaf in enumerate(book.leaves):
        if leaf.opens and len(made.pages) % 2:
            made.pages.append(None)
        if leaf.first:
            made.body = len(made.pages)
        made.starts.append(len(made.pages))
        for page in ranges[leaf.job][leaf.key]:
            places[leaf.job][page] = len(made.pages)
            made.pages.append((i, leaf.job, page))


def _number_notes(book: Book, made: Plan, places: list[dict[int, int]]) -> None:
    """Number the notes that no article has numbered, and find the signs for it."""
    called = sorted(
        (place[page], order, note)
        for job, place in enumerate(places)
        for order, (page, note) in enumerate(book.facts(job)["notes"])
        if page in place
    )
    on_page: Counter[int] = Counter()
    for page, _, note in called:
        on_page[page] += 1
        if book.notes == "book":
            made.notes.setdefault(note, str(len(made.notes) + 1))
        else:
            made.notes.setdefault(note, mark(on_page[page]))
    text = "".join(sorted(set("".join(made.notes.values()))))
    fonts = {font for job in range(book.jobs if text else 0) for font in book.facts(job)["marked"]}
    for font in sorted(fonts):
        union = made.unions[font]
        made.signs[font] = signs(book.fonts.family(union.family), text)
        union.texts |= {glyph: sign for sign, glyph in made.signs[font].items()}


def _ranges(facts: Data) -> dict[str, range]:
    """The pages of each piece of a signature."""
    starts = sorted(facts["starts"].items(), key=lambda item: item[1])
    ends = [*(start for _, start in starts[1:]), facts["count"]]
    return {key: range(start, end) for (key, start), end in zip(starts, ends, strict=True)}
