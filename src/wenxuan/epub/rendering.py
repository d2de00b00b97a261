"""All documents of an edition, one by one: bytes to the spool, what is to be known kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from lxml import etree

from wenxuan.diagnostics import Report
from wenxuan.epub.chunks import LIMIT
from wenxuan.epub.container import Resource, Source, Spool
from wenxuan.epub.copies import Copy, PrintPage
from wenxuan.epub.documents import Book
from wenxuan.epub.embedding import chosen
from wenxuan.epub.faces import Cascade, Chain, Setting, collected
from wenxuan.epub.formes import Forme, forme, forme_key, pack, unpack
from wenxuan.epub.keeping import Keeper
from wenxuan.epub.leaves import Leaf
from wenxuan.epub.markers import insert
from wenxuan.epub.navigation import Entry
from wenxuan.epub.pagelist import Mark, paginate
from wenxuan.fonts import FontSet

_UNPRINTED = ("cover", "nav")
"""Documents in which no page of print begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What is known when all documents have been made."""

    resources: tuple[Resource, ...]
    uses: Mapping[str, set[str]]
    """Families to the characters that they set."""
    headings: frozenset[str]
    """Families that headings use."""
    pages: tuple[Mark, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Made:
    """A document in the spool."""

    leaf: Leaf
    data: Source
    properties: tuple[str, ...]
    copy: Copy | None = None


@dataclass(slots=True, kw_only=True)
class Rendering:
    """Makes the documents; holds of each only what later ones need."""

    book: Book
    cascade: Cascade
    spool: Spool
    fonts: FontSet
    report: Report
    keeper: Keeper | None = None
    """Documents of earlier builds."""
    base: str = ""
    """What all documents share, as a digest; wanted with a keeper."""
    made: dict[str, _Made] = field(default_factory=dict)
    chains: dict[Chain, set[str]] = field(default_factory=dict)

    def texts(
        self, pages: Sequence[PrintPage], name: Mapping[str, tuple[str, ...]]
    ) -> Texts | None:
        """Everything; None with diagnostics when a template fails.

        `name` has the faces that the imprint states, by the families that are embedded.
        """
        for leaf in self.book.leaves:
            self._make(leaf, copied=bool(pages))
        if len(self.made) < len(self.book.leaves):
            return None
        faces = [face for family in self._embedded() for face in name.get(family, ())]
        self._again("imprint", tuple(dict.fromkeys(faces)), copied=bool(pages))
        marks = paginate(pages, self._copies()) if pages else ()
        self.book = replace(self.book, pages=marks)
        if marks:
            self._again("nav")
        setting = self._setting()
        own: dict[str, list[Mark]] = {}
        for mark in marks:
            own.setdefault(mark.file, []).append(mark)
        return Texts(
            resources=tuple(
                self._resource(leaf, own.get(leaf.file, ())) for leaf in self.book.leaves
            ),
            uses=setting.uses,
            headings=setting.headings,
            pages=marks,
        )

    def _setting(self) -> Setting:
        """What sets the documents made so far, in the order of the manifest of fonts."""
        setting = self.cascade.setting(self.chains)
        return replace(setting, uses=collected(setting.uses, self.fonts))

    def _embedded(self) -> Iterable[str]:
        """Families of which the EPUB will have a font."""
        setting = self._setting()
        return chosen(setting.uses, setting.headings, self.book.option("epub_fonts") or "embed")

    def _again(self, kind: str, faces: Sequence[str] = (), *, copied: bool = False) -> None:
        """Make the documents of a kind once more, with what is known by now."""
        for leaf in self.book.leaves:
            if leaf.kind == kind:
                self._make(leaf, faces, copied=copied)

    def _make(self, leaf: Leaf, faces: Sequence[str] = (), *, copied: bool = False) -> None:
        made = self._forme(leaf, faces, copied=copied)
        if made is None:
            return
        size, article = len(made.data), leaf.article
        if size > LIMIT and article is not None:
            sizes = {"size": size // 1000, "limit": LIMIT // 1000}
            self.report.add("EPB012", article.span, name=leaf.file, **sizes)
        for chain, characters in made.chains.items():
            self.chains.setdefault(chain, set()).update(characters)
        self.made[leaf.id] = _Made(
            leaf=leaf,
            data=self.spool.put(made.data),
            properties=made.properties,
            copy=made.copy,
        )

    def _forme(self, leaf: Leaf, faces: Sequence[str], *, copied: bool) -> Forme | None:
        """A document as an earlier build made it, else a new one."""
        key = ""
        if self.keeper is not None and leaf.article is not None:
            key = forme_key(leaf, self.book, self.base, copied=copied)
            if entry := self.keeper.get(key):
                self.keeper.touch(key)
                return unpack(entry)
        made = forme(leaf, self.book, self.cascade, self.report, faces=faces, copied=copied)
        if made is not None and self.keeper is not None and key:
            self.keeper.put(key, pack(made))
        return made

    def _copies(self) -> list[Copy]:
        copies = [m.copy for m in self.made.values() if m.copy and m.leaf.kind not in _UNPRINTED]
        labels = list(_labels(self.book.entries))
        words = [self.book.layout.word("contents", self.book.publication.head.language), *labels]
        return [*copies, Copy.of("", words, "contents")]

    def _resource(self, leaf: Leaf, marks: Sequence[Mark]) -> Resource:
        made = self.made[leaf.id]
        return Resource(
            id=leaf.id,
            href=leaf.file,
            media_type="application/xhtml+xml",
            data=partial(_marked, made.data, marks) if marks else made.data,
            properties=made.properties,
            spine=True,
        )


def _labels(entries: Sequence[Entry]) -> list[str]:
    return [label for e in entries for label in (e.label, *_labels(e.children))]


def _marked(data: Source, marks: Sequence[Mark]) -> bytes:
    """A document with its page markers; declaration and doctype stay as they were."""
    root = etree.fromstring(data(), etree.XMLParser(resolve_entities=False, no_network=True))
    insert(root, marks)
    head = b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    return head + etree.tostring(root, encoding="utf-8") + b"\n"
