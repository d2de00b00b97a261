"""Long articles in several documents: readers on small devices fail on long ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from wenxuan.model import (
    Block,
    Blocks,
    Box,
    Code,
    CodeBlock,
    Definitions,
    Heading,
    List,
    Node,
    Note,
    NoteCall,
    Picture,
    Ruby,
    Table,
    Text,
    walk,
)

_T = TypeVar("_T")

LIMIT = 300_000
"""Bytes that a document must stay below (Kobo and RMSDK take long over more)."""
_FULL = 200_000
"""Estimated bytes at which a document is full: room for what estimates miss."""
_NOTE = 250
"""Bytes of markup around a note and its links, roughly."""
_TAG = 45
"""Bytes of markup around a node, roughly."""


Notes = Mapping[str, int]
"""Labels of notes to the bytes of their texts, which stand in the document that calls them."""


def weight(block: object, notes: Notes) -> int:
    """Bytes that a block takes as XHTML with its notes, roughly and rather too many."""
    return sum(
        _weight(node) + (notes.get(node.label, 0) if isinstance(node, NoteCall) else 0)
        for node in walk(block)
    )


def _weight(node: Node) -> int:
    match node:
        case Text(text=text) | Code(text=text) | CodeBlock(text=text):
            return len(text.encode()) + _TAG
        case Ruby(pairs=pairs):
            return sum(len((base + reading).encode()) + 9 for base, reading in pairs)
        case Picture(alt=alt):
            return len(alt.encode()) + 2 * _TAG
    return _TAG


def chunks(blocks: Blocks, notes: Sequence[Note] = ()) -> tuple[Blocks, ...]:
    """The blocks of an article in as many pieces as documents are wanted; nearly always one.

    A piece ends before a heading, of the highest level that serves; text without headings is
    parted between blocks, and a block that is itself too long between its items or rows.
    """
    weights = {note.label: weight(note.blocks, {}) + _NOTE for note in notes}
    if weight(blocks, weights) <= _FULL:
        return (blocks,)
    return tuple(_filled(_pieces(blocks, 2, weights), weights))


def _pieces(blocks: Sequence[Block], level: int, notes: Notes) -> Iterator[Blocks]:
    """Sections, and what of them is still too long in its own sections, then in blocks."""
    if weight(tuple(blocks), notes) <= _FULL:
        yield tuple(blocks)
    elif len(blocks) < 2:
        yield from ((part,) for block in blocks for part in _parts(block, notes))
    else:
        starts = [i for i, b in enumerate(blocks) if i and (level > 6 or _opens(b, level))]
        for start, stop in zip([0, *starts], [*starts, len(blocks)], strict=True):
            yield from _pieces(blocks[start:stop], level + 1, notes)


def _opens(block: Block, level: int) -> bool:
    return isinstance(block, Heading) and block.level == level


def _parts(block: Block, notes: Notes) -> Iterator[Block]:
    """A block that fills more than a document: the same in parts, else as it is.

    Numbers of a list go on; each part of a table has its head, the first one its id.
    """
    match block:
        case List(items=items, start=first):
            number = first
            for held in _filled(((item,) for item in items), notes):
                yield replace(block, items=held, start=number)
                number = None if number is None else number + len(held)
        case Table(rows=rows):
            own = block
            for some in _filled(((row,) for row in rows), notes):
                yield replace(own, rows=some)
                own = replace(block, id=None, continues=True)
        case Box(blocks=inner):
            for inside in _filled(_pieces(inner, 7, notes), notes):
                yield replace(block, blocks=inside)
        case Definitions(entries=entries):
            for entry in _filled(((entry,) for entry in entries), notes):
                yield replace(block, entries=entry)
        case _:
            yield block


def _filled(pieces: Iterable[tuple[_T, ...]], notes: Notes) -> Iterator[tuple[_T, ...]]:
    """Neighboring pieces together as long as they fit."""
    held: list[_T] = []
    size = 0
    for piece in pieces:
        more = weight(piece, notes)
        if held and size + more > _FULL:
            yield tuple(held)
            held, size = [], 0
        held += piece
        size += more
    yield tuple(held)
