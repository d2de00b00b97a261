"""Which documents an EPUB has, in which order, under which names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wenxuan.epub.chunks import chunks
from wenxuan.epub.drawings import is_heavy
from wenxuan.model import Article, Blocks, Figure, Heading, Part, Publication, Table, walk

NAV = "nav.xhtml"
STYLE = "epub.css"

# Ids that the markup itself gives; an author's id of such a shape is rewritten.
_OWN = re.compile(r"(?:note|call|title|notes|page|toc|x)(?:-|$)")
_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One document of the spine."""

    id: str
    file: str
    """Path within the package's folder, ASCII."""
    kind: str
    """cover, title, imprint, nav, part or article: the name of its template."""
    matter: str
    """front, body or back."""
    article: Article | None = None
    part: Part | None = None
    chunk: int = 1
    """Which document of a long article, from 1."""
    blocks: Blocks = ()
    """What of the article it has."""

    def href(self, file: str, anchor: str = "") -> str:
        """The relative URL of a file (or a place in it) from this document."""
        path = posixpath.relpath(file, posixpath.dirname(self.file) or ".")
        place = f"#{anchor}" if anchor else ""
        return place if place and file == self.file else path + place


def leaves(publication: Publication, *, cover: bool) -> tuple[Leaf, ...]:
    """All documents in reading order."""
    return tuple(_leaves(publication, cover=cover))


def _leaves(publication: Publication, *, cover: bool) -> Iterator[Leaf]:
    if cover:
        yield Leaf(id="cover", file="text/cover.xhtml", kind="cover", matter="front")
    yield Leaf(id="title", file="text/title.xhtml", kind="title", matter="front")
    yield Leaf(id="imprint", file="text/imprint.xhtml", kind="imprint", matter="front")
    yield Leaf(id="nav", file=NAV, kind="nav", matter="front")
    width = max(3, len(str(len(publication.articles))))
    names = (f"a{n:0{width}}" for n, _ in enumerate(publication.articles, start=1))
    for article in publication.front:
        yield from _article(next(names), article, "front")
    for n, part in enumerate(publication.parts, start=1):
        if part.title is not None:
            name = f"p{n:03}"
            yield Leaf(id=name, file=f"text/{name}.xhtml", kind="part", matter="body", part=part)
        for article in part.articles:
            yield from _article(next(names), article, "body")
    for article in publication.back:
        yield from _article(next(names), article, "back")


def _article(name: str, article: Article, matter: str) -> Iterator[Leaf]:
    for n, blocks in enumerate(chunks(article.blocks, article.notes), start=1):
        id_ = name if n == 1 else f"{name}-{n}"
        yield Leaf(
            id=id_,
            file=f"text/{id_}.xhtml",
            kind="article",
            matter=matter,
            article=article,
            chunk=n,
            blocks=blocks,
        )


def homes(leaves: Iterable[Leaf]) -> Mapping[str, str]:
    """Keys of articles, and of what stands in a later document of its article, to documents."""
    found: dict[str, str] = {}
    for leaf in leaves:
        if leaf.article is not None and leaf.chunk == 1:
            found[leaf.article.key] = leaf.file
        elif leaf.article is not None:
            for node in walk(leaf.blocks):
                if isinstance(node, Heading | Figure | Table) and node.id:
                    found[f"{leaf.article.key}--{node.id}"] = leaf.file
    return found


def anchor(key: str) -> str:
    """The id that a target's key has in its document; empty for an article itself.

    Other letters than ASCII and ids of our own shapes are spelled in hexadecimal: fragments
    then need no escapes, which reading systems treat differently.
    """
    id_ = key.partition("--")[2]
    if not id_ or (_SAFE.fullmatch(id_) and not _OWN.match(id_)):
        return id_
    return f"x-{id_.encode().hex()}"


def picture_names(publication: Publication) -> Mapping[str, str]:
    """Picture files of the publication to their places in the package; heavy drawings are PNG."""
    suffixes = (
        ".png" if is_heavy(publication.folder / name) else posixpath.splitext(name)[1].lower()
        for name in publication.pictures
    )
    return {
        name: f"images/i{n:03}{suffix}"
        for n, (name, suffix) in enumerate(
            zip(publication.pictures, suffixes, strict=True), start=1
        )
    }
