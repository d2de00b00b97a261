"""The plan of a book: its pages in order, where every id stands, what is drawn with which font."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from wenxuan.binding.fontsets import Use, gather
from wenxuan.binding.frozen import Data
from wenxuan.binding.kept import Kept
from wenxuan.binding.slots import roman
from wenxuan.fonts import FontSet
from wenxuan.layout.sizes import Geometry


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
    tagged: bool
    """Screen; else for the printer: boxes, crop marks, no links."""
    keys: tuple[str, ...] = ()
    """Names of the signatures in the store."""
    kept: Kept = field(default_factory=lambda: Kept(name=""))
    """The last file, whose runs of bytes may stay."""


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

    def label(self, page: int) -> str:
        """What stands at the foot of a page: i, ii… before the body, then 1, 2…."""
        return roman(page + 1) if page < self.body else str(page - self.body + 1)

    def label_of(self, target: str) -> str:
        """The label of the page where an id stands."""
        return self.label(self.anchors[target][0])


def plan(book: Book) -> Plan:
    """Order the pages, open parts on rectos, find every id; reads the facts of each signature."""
    made, ranges = Plan(), []
    shift = book.geometry.inner - book.geometry.outer
    places: list[dict[int, int]] = []
    places_of: list[Data] = []
    for job in range(book.jobs):
        facts = book.facts(job)
        places_of.append({key: facts[key] for key in ("anchors", "bookmarks", "cited")})
        gather(made.unions, facts["fonts"])
        made.folios = made.folios or facts["folios"]
        made.headed.append(bool(facts["heads"]))
        ranges.append(_ranges(facts))
        places.append({})
    for i, leaf in enumerate(book.leaves):
        if leaf.opens and len(made.pages) % 2:
            made.pages.append(None)
        if leaf.first:
            made.body = len(made.pages)
        made.starts.append(len(made.pages))
        for page in ranges[leaf.job][leaf.key]:
            places[leaf.job][page] = len(made.pages)
            made.pages.append((i, leaf.job, page))
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
    return made


def _ranges(facts: Data) -> dict[str, range]:
    """The pages of each piece of a signature."""
    starts = sorted(facts["starts"].items(), key=lambda item: item[1])
    ends = [*(start for _, start in starts[1:]), facts["count"]]
    return {key: range(start, end) for (key, start), end in zip(starts, ends, strict=True)}
