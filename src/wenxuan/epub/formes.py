"""Formes: a document with all that the rest of the book must know of it, kept between builds.

`forme` is pure: the same leaf, book and cascade make the same forme. `forme_key` names all that it
depends on, so that a forme may be taken from a cache under its key and nobody can tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from wenxuan.diagnostics import Report
from wenxuan.epub.copies import Copy
from wenxuan.epub.documents import Book, document
from wenxuan.epub.faces import Cascade, Chain
from wenxuan.epub.keeping import key as digest
from wenxuan.epub.leaves import Leaf, anchor
from wenxuan.epub.markers import apart_text, row_numbers, text_nodes
from wenxuan.fonts import FontSet
from wenxuan.model import Figure, Heading, Node, NoteCall, Picture, Reference, Table, walk

_OWN = {"title": "title", "imprint": "imprint"}
"""Documents that are not the author's text, as kinds of pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forme:
    """A document ready for the package."""

    data: bytes
    """Well-formed XHTML without page markers."""
    properties: tuple[str, ...]
    chains: Mapping[Chain, set[str]]
    """Chains of families to the characters that they set."""
    copy: Copy | None = None
    """Its text for the page-list."""


def forme(
    leaf: Leaf,
    book: Book,
    cascade: Cascade,
    report: Report,
    *,
    faces: Sequence[str] = (),
    copied: bool = False,
) -> Forme | None:
    """A document; None with a diagnostic when its template fails. `copied` asks for its text."""
    made = document(leaf, book, report, faces=faces)
    if made is None:
        return None
    copy: Copy | None = None
    if copied:
        nodes = text_nodes(made.root)
        copy = Copy.of(
            leaf.file,
            [node.text for node in nodes],
            _OWN.get(leaf.kind, ""),
            apart_text(made.root),
            row_numbers(nodes),
        )
    chains = cascade.chains(made.root)
    return Forme(data=made.data, properties=made.properties, chains=chains, copy=copy)


# --- keys ---------------------------------------------------------------------------------


def base_key(book: Book, css: str, fonts: FontSet) -> str:
    """Digest of what all documents share: publication.yaml, layout, style, faces, program."""
    layout = book.layout
    names = sorted({f.name for folder in layout.folders for f in folder.glob("epub/*.xhtml")})
    templates = [layout.file(f"epub/{name}") for name in names]
    return digest(
        book.publication.head.model_dump_json(),
        layout.head.model_dump_json(),
        css,
        *(f.head.sha256 for f in fonts.files),
        *names,
        *(file.read_bytes() for file in templates if file is not None),
    )


def forme_key(leaf: Leaf, book: Book, base: str, *, copied: bool) -> str:
    """Digest of all that makes the document of an article.

    That is the base, the bytes of its source, its place in the book, and what it shows of others:
    addresses and titles of what it refers to, places of its pictures, numbers of its figures.
    """
    article = leaf.article
    assert article is not None
    names = f"{leaf.id} {leaf.file} {leaf.matter} {leaf.chunk} {article.key} {article.language}"
    inner = leaf.blocks if leaf.blocks == article.blocks else (leaf.blocks, article.blocks)
    facts = (
        fact for node in walk((inner, article.notes)) for fact in _facts(node, leaf, book)
    )  # fmt: skip
    return digest(base, "copy" if copied else "", article.digest, names, *facts)


def _facts(node: Node, leaf: Leaf, book: Book) -> Iterator[str]:
    match node:
        case Reference(key=key):
            yield f"{leaf.href(book.file(key), anchor(key))} {book.publication.targets[key]}"
        case Picture(file=file):
            yield f"{file} {book.pictures[file]}"
        case Figure(number=number) | Table(number=number) | NoteCall(number=number):
            yield str(number)
        case Heading(id=id_):
            yield str(id_)


# --- as bytes -----------------------------------------------------------------------------


def pack(one: Forme) -> bytes:
    """A forme as an entry of a cache."""
    head = {
        "properties": one.properties,
        "chains": [
            [families, heading, "".join(sorted(characters))]
            for (families, heading), characters in one.chains.items()
        ],
        "copy": asdict(one.copy) if one.copy else None,
    }
    return json.dumps(head, ensure_ascii=False).encode() + b"\n" + one.data


def unpack(entry: bytes) -> Forme:
    """The forme that `pack` made an entry of; raises ValueError or KeyError for anything else."""
    line, _, data = entry.partition(b"\n")
    head = json.loads(line)
    copy = head["copy"]
    if copy is not None:
        copy = Copy(
            file=copy["file"],
            lengths=tuple(copy["lengths"]),
            text=copy["text"],
            kind=copy["kind"],
            apart=tuple(copy["apart"]),
            rows=tuple((start, length) for start, length in copy["rows"]),
        )
    return Forme(
        data=data,
        properties=tuple(head["properties"]),
        chains={(tuple(f), heading): set(text) for f, heading, text in head["chains"]},
        copy=copy,
    )
