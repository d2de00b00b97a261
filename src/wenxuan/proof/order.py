"""The reading order of drawn text: marked content as the structure elements hold it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

_PSEUDO: Final = ("::footnote-call", "::footnote-marker", "::marker")
"""Generated content whose words come from the model."""


@dataclass(frozen=True, slots=True)
class Place:
    """Marked content in its place in the order of reading."""

    page: int
    mark: int
    part: str
    """main, notes, labels (of list items), head (of a table), figure or generated."""
    strand: str
    """main or notes."""
    owner: int
    """What tells one table's head from another's."""
    cell: int = 0
    """What tells one cell of a table from another; 0 outside of cells and in heads."""


def order(root: Any) -> list[Place]:
    """All marked content below the document element, the text of an article before its footnotes.

    Each structure element is as WeasyPrint makes it, but for its kids, which are elements and no
    references, and for `Pg`, the index of a page. Its `origin` is what it was made for: an id,
    and a tag that may be a pseudo's.
    """
    found: list[Place] = []
    for raw in root["K"]:
        strand = "notes" if raw["S"] == "/NonStruct" and raw.origin is None else "main"
        found += _walk(raw, (strand, strand), 0, 0)
    return _mended(found)


def _mended(places: list[Place]) -> list[Place]:
    """Cells one after another, where the rows of a table are divided by pages.

    A head that its table's first page has no room for is read before the cells, too.
    """
    first: dict[int, int] = {}
    for at, place in enumerate(places):
        if place.cell:
            first.setdefault(place.cell, at)
            first.setdefault(-place.owner, at)
    pages = heads(places)

    def position(at: int) -> int:
        place = places[at]
        if place.part == "head" and place.page == pages[place.owner]:
            return min(at, first.get(-place.owner, at) - 1)
        return first.get(place.cell, at)

    return [places[at] for at in sorted(range(len(places)), key=position)]


def _part(raw: Any, part: str) -> str:
    kind = raw["S"]
    if kind == "/Lbl":
        return "labels"
    if kind == "/Figure":
        return "figure"
    if kind == "/TH" and part == "main":
        return "head"
    tag = str(raw.origin[1]) if raw.origin else ""
    if "::" in tag and not tag.endswith(_PSEUDO):
        return "generated"
    return part


def _walk(raw: Any, parts: tuple[str, str], owner: int, cell: int) -> Iterator[Place]:
    part, strand = _part(raw, parts[0]), parts[1]
    if raw["S"] == "/Table":
        owner = _name(raw)
    if raw["S"] == "/TD":
        cell = _name(raw)
    for kid in raw["K"]:
        if isinstance(kid, int):
            yield Place(raw["Pg"], kid, part, strand, owner, cell)
        elif kid["Type"] != "/OBJR":
            yield from _walk(kid, (part, strand), owner, cell)


def _name(raw: Any) -> int:
    """One number for all parts of a table, or of a cell, that pages divide."""
    return int(raw.origin[0]) if raw.origin else int(raw.number)


def heads(places: Sequence[Place]) -> dict[int, int]:
    """The first page of each table's head."""
    return _first([place for place in places if place.part == "head"])


def tables(places: Sequence[Place]) -> dict[int, int]:
    """The first page of each table."""
    return _first([place for place in places if place.owner])


def _first(places: Sequence[Place]) -> dict[int, int]:
    return {place.owner: place.page for place in sorted(places, key=lambda p: -p.page)}
