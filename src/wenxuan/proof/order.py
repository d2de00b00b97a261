"""The reading order of drawn text: marked content as the structure elements hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The structure elements of a job as WeasyPrint makes them."""

    objects: Sequence[Any]
    pages: Mapping[bytes, int]
    origins: Mapping[int, Any]
    """Number of an element to what it was made for: an id, and a tag that may be a pseudo's."""


def order(tree: Tree, root: Any) -> list[Place]:
    """All marked content of the pages, the text of an article before its footnotes."""
    found: list[Place] = []
    for reference in root["K"]:
        raw = tree.objects[_number(reference)]
        if raw["Pg"] in tree.pages:
            foot = raw["S"] == "/NonStruct" and raw.number not in tree.origins
            strand = "notes" if foot else "main"
            found += _walk(tree, raw, (strand, strand), 0, 0)
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


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _part(tree: Tree, raw: Any, part: str) -> str:
    kind = raw["S"]
    if kind == "/Lbl":
        return "labels"
    if kind == "/Figure":
        return "figure"
    if kind == "/TH" and part == "main":
        return "head"
    origin = tree.origins.get(raw.number)
    tag = str(origin[1]) if origin else ""
    if "::" in tag and not tag.endswith(_PSEUDO):
        return "generated"
    return part


def _walk(
    tree: Tree, raw: Any, parts: tuple[str, str], owner: int, cell: int
) -> Iterator[Place]:
    part, strand = _part(tree, raw, parts[0]), parts[1]
    page = tree.pages[raw["Pg"]]
    if raw["S"] == "/Table":
        owner = _name(tree, raw)
    if raw["S"] == "/TD":
        cell = _name(tree, raw)
    for kid in raw["K"]:
        if isinstance(kid, int):
            yield Place(page, kid, part, strand, owner, cell)
            continue
        below = tree.objects[_number(kid)]
        if below["Type"] != "/OBJR":
            yield from _walk(tree, below, (part, strand), owner, cell)


def _name(tree: Tree, raw: Any) -> int:
    """One number for all parts of a table, or of a cell, that pages divide."""
    origin = tree.origins.get(raw.number)
    return int(origin[0]) if origin else int(raw.number)


def heads(places: Sequence[Place]) -> dict[int, int]:
    """The first page of each table's head."""
    return _first([place for place in places if place.part == "head"])


def tables(places: Sequence[Place]) -> dict[int, int]:
    """The first page of each table."""
    return _first([place for place in places if place.owner])


def _first(places: Sequence[Place]) -> dict[int, int]:
    return {place.owner: place.page for place in sorted(places, key=lambda p: -p.page)}
