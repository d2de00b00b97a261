"""XHTML documents: a leaf and its facts to well-formed bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lxml import etree

from wenxuan.diagnostics import Report, Span
from wenxuan.epub.facts import semantics
from wenxuan.epub.leaves import STYLE, Leaf, anchor
from wenxuan.epub.navigation import Entry, Landmark
from wenxuan.epub.pagelist import Mark
from wenxuan.layout.credits import credits_of, part_head, part_label
from wenxuan.layout.imprint import counted
from wenxuan.layout.loader import Layout, chosen
from wenxuan.layout.origin import long_date, origin_of
from wenxuan.layout.roles import words_of
from wenxuan.layout.templates import render, whole
from wenxuan.markup.reflowed import EpubMarkup
from wenxuan.model import Article, Code, Publication, Text, walk
from wenxuan.typography.classes import APOSTROPHE

XHTML = "http://www.w3.org/1999/xhtml"
_SPACES = {
    "h": XHTML,
    "svg": "http://www.w3.org/2000/svg",
    "m": "http://www.w3.org/1998/Math/MathML",
}
_PROPERTIES: Mapping[str, etree.XPath] = {
    name: etree.XPath(path, namespaces=_SPACES)
    for name, path in (
        ("svg", "//svg:svg"),
        ("mathml", "//m:math"),
        ("scripted", "//h:script"),
        ("remote-resources", "//h:*[starts-with(@src, 'http:') or starts-with(@src, 'https:')]"),
    )
}
"""Manifest properties (EPUB 3.3 §D.5) and what in a document demands them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What all documents of one edition share."""

    publication: Publication
    layout: Layout
    leaves: Sequence[Leaf]
    entries: Sequence[Entry]
    landmarks: Sequence[Landmark]
    pictures: Mapping[str, str]
    files: Mapping[str, str]
    """Keys of articles and parts to their documents."""
    cover: str = ""
    """Path of the cover picture; empty without one."""
    pages: Sequence[Mark] = ()
    """Pages of the print edition."""

    def option(self, name: str) -> str:
        """What the publication chose, else the layout's default; empty where it has no such."""
        return chosen(self.layout, self.publication.head, name)

    def file(self, key: str) -> str:
        """The document of a target's key."""
        return self.files.get(key) or self.files[key.partition("--")[0]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document that is well-formed XML."""

    leaf: Leaf
    data: bytes
    root: etree._Element
    properties: tuple[str, ...] = ()


def document(
    leaf: Leaf, book: Book, report: Report, *, faces: Sequence[str] = ()
) -> Document | None:
    """One document; None with a diagnostic when the layout's template does not make XHTML of it.

    `faces` are the families that the imprint names.
    """
    language = leaf.article.language if leaf.article else book.publication.head.language
    context = _context(leaf, book, language)
    context |= _kinds(leaf, book, language, faces)
    text = render(book.layout, f"epub/{leaf.kind}.xhtml", context, report)
    if text is None:
        return None
    data = narrowed(text.strip()).encode() + b"\n"
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        span = (
            leaf.article.span
            if leaf.article
            else Span(f"layouts/{book.layout.name}/epub/{leaf.kind}.xhtml")
        )
        report.add("EPB001", span, problem=f"{leaf.file}: {error}")
        return None
    return Document(leaf=leaf, data=data, root=root, properties=_properties(leaf, root))


_PASSED = re.compile(rf"<(code|pre|title)\b.*?</\1>|<[^>]*>|({APOSTROPHE.pattern})", re.DOTALL)


def narrowed(text: str) -> str:
    """XHTML whose apostrophes in Latin words are apart, for a face in which they are narrow.

    In a face for Han ’ is a closing quotation mark as wide as a character.
    """
    apart = '<span class="apostrophe">’</span>'
    return _PASSED.sub(lambda m: apart if m[2] else m[0], text) if "’" in text else text


def _properties(leaf: Leaf, root: etree._Element) -> tuple[str, ...]:
    found = tuple(name for name, path in _PROPERTIES.items() if path(root))
    return ("nav", *found) if leaf.kind == "nav" else found


def _context(leaf: Leaf, book: Book, language: str) -> dict[str, Any]:
    head = book.publication.head
    return {
        "language": language,
        "style": leaf.href(STYLE),
        "matter": leaf.matter,
        "head": head,
        "book_title": whole(head.title),
        "word": partial(book.layout.word, language=head.language),
        "role_word": lambda role: words_of(role, book.layout, head.language)[0],
    }


def _kinds(leaf: Leaf, book: Book, language: str, faces: Sequence[str]) -> dict[str, Any]:
    """What the template of one kind sees besides."""
    head = book.publication.head
    if leaf.article is not None:
        return _article(leaf, leaf.article, book)
    if leaf.part is not None:
        label = part_label(leaf.part, book.layout, language)
        called = part_head(leaf.part, book.layout, language)
        return {"title": leaf.part.title, "label": label, "called": called}
    match leaf.kind:
        case "cover":
            alt = f"{book.layout.word('cover', language)} {whole(head.title)}"
            return {"image": leaf.href(book.cover), "alt": alt}
        case "title":
            return {"credits": credits_of(book.publication, book.layout)}
        case "imprint":
            return {
                "rows": imprint(book.publication, book.layout, faces), "imprint": head.imprint,
            }  # fmt: skip
        case _:
            return {"entries": book.entries, "landmarks": book.landmarks, "pages": book.pages}


def _article(leaf: Leaf, article: Article, book: Book) -> dict[str, Any]:
    def href(key: str) -> str:
        return leaf.href(book.file(key), anchor(key))

    markup = EpubMarkup(
        article,
        book.publication.targets,
        href=href,
        image=lambda name: leaf.href(book.pictures[name]),
        place=anchor,
        blocks=leaf.blocks,
        duokan=book.option("epub_notes") == "duokan",
    )
    kind, role = semantics(article.head.title, leaf.matter)
    return {
        "article": article.head,
        "opens": leaf.chunk == 1,
        "kind": kind,
        "role": role,
        "origin": origin_of(article),
        "body": markup.body(),
        "notes": markup.notes(),
        "notes_label": markup.words["notes"],
    }


def imprint(
    publication: Publication, layout: Layout, faces: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Labels and values of what holds for this edition; the printing is the paper's affair."""
    head, language = publication.head, publication.head.language
    word = partial(layout.word, language=language)
    stated, publisher = head.imprint, head.publisher
    house = " · ".join(filter(None, (publisher.name, publisher.place))) if publisher else ""
    rows = (
        (
            "name",
            "".join(
                filter(None, (whole(head.title), head.subtitle and f"：{whole(head.subtitle)}"))
            ),
        ),
        ("responsible_editor", stated and stated.responsible_editor),
        ("publisher", house),
        ("address", publisher and publisher.address),
        ("edition", (stated and stated.edition) or long_date(head.date, language)),
        ("isbn", stated and stated.isbn),
        ("words", _thousands(publication) if language.startswith("zh") else ""),
        ("fonts", f"{'、'.join(faces)}（SIL Open Font License 1.1）" if faces else ""),
    )
    made = [(c.label, c.names) for c in credits_of(publication, layout)]
    told = [(word(key), value) for key, value in rows if value]
    return (told[0], *made, *told[1:])


def _thousands(publication: Publication) -> str:
    """字数: the characters of all articles, titles and notes too, in whole thousands."""
    count = 0
    for article in publication.articles:
        nodes = walk((article.blocks, article.notes))
        count += counted(whole(article.head.title))
        count += sum(counted(node.text) for node in nodes if isinstance(node, Text | Code))
    return str(max(1, (count + 500) // 1000))
