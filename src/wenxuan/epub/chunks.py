"""Long articles in several documents: readers on small devices fail on long ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wenxuan.model import (
    Block,
    Blocks,
    Code,
    CodeBlock,
    Heading,
    Node,
    Note,
    NoteCall,
    Picture,
    Ruby,
    Text,
    walk,
)

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
    parted between blocks. A single block is never parted.
    """
    weights = {note.label: weight(note.blocks, {}) + _NOTE for note in notes}
    if weight(blocks, weights) <= _FULL:
        return (blocks,)
    return tuple(_filled(list(_pieces(blocks, 2, weights)), weights))


def _pieces(blocks: Sequence[Block], level: int, notes: Notes) -> Iterator[Blocks]:
    """Sections, and what of them is still too long in its own sections, then in blocks."""
    if weight(tuple(blocks), notes) <= _FULL or len(blocks) < 2:
        yield tuple(blocks)
        return
    starts = [
        i for i, b in enumerate(blocks) if i and (level > 6 or _opens(b, level))
    ]  # fmt: skip
    for start, stop in zip([0, *starts], [*starts, len(blocks)], strict=True):
        inner = blocks[start:stop]
        yield from _pieces(inner, level + 1, notes) if level <= 6 else (tuple(inner),)


def _opens(block: Block, level: int) -> bool:
    return isinstance(block, Heading) and block.level == level


def _filled(pieces: Sequence[Blocks], notes: Notes) -> Iterator[Blocks]:
    """Neighboring pieces together as long as they fit."""
    held: list[Block] = []
    size = 0
    for piece in pieces:
        more = weight(piece, notes)
        if held and size + more > _FULL:
            yield tuple(held)
            held, size = [], 0
        held += piece
        size += more
    yield tuple(held)
