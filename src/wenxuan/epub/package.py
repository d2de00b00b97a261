"""The package document (EPUB 3.3 §5): metadata, manifest, spine, guide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

from wenxuan.epub.accessibility import Accessibility
from wenxuan.epub.container import Resource
from wenxuan.epub.facts import Person, creators, print_isbn, subjects
from wenxuan.epub.navigation import Landmark
from wenxuan.epub.readings import learn
from wenxuan.epub.sorting import PINYIN, has_han, name_key, romanized, romanized_name, title_key
from wenxuan.layout.roles import relator
from wenxuan.layout.templates import whole
from wenxuan.model import Publication

_OPF = "http://www.idpf.org/2007/opf"
_DC = "http://purl.org/dc/elements/1.1/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CONFORMS = "EPUB Accessibility 1.1 - WCAG 2.1 Level AA"
_IBOOKS = "ibooks: http://vocabulary.itunes.apple.com/rdf/ibooks/vocabulary-extensions-1.0/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the package says of a publication besides its own head."""

    publication: Publication
    modified: datetime
    languages: Sequence[str]
    """Of the text, that of the publication first."""
    accessibility: Accessibility
    landmarks: Sequence[Landmark]
    cover: str = ""
    """Id of the cover picture; empty without one."""
    fonts: bool = False
    """True when fonts are embedded."""
    paginated: bool = False
    """True when the pages of the print edition are marked."""
    conformance: str = ""
    """`claimed` when the publisher states that the book conforms to EPUB Accessibility 1.1."""


def package(facts: Facts, resources: Sequence[Resource]) -> bytes:
    """content.opf; resources with `spine` are read in the order given."""
    language = facts.publication.head.language
    attributes = {
        "version": "3.0",
        "unique-identifier": "pub-id",
        _XML_LANG: language,
        "dir": "ltr",
        "prefix": _IBOOKS,
    }
    root = etree.Element(f"{{{_OPF}}}package", attributes, nsmap={None: _OPF})  # type: ignore[dict-item]
    metadata = etree.SubElement(root, f"{{{_OPF}}}metadata", nsmap={"dc": _DC})
    _Metadata(metadata, facts).write()
    manifest = etree.SubElement(root, f"{{{_OPF}}}manifest")
    spine = etree.SubElement(
        root, f"{{{_OPF}}}spine", {"toc": "ncx", "page-progression-direction": "ltr"}
    )
    for resource in resources:
        item = {"id": resource.id, "href": resource.href, "media-type": resource.media_type}
        if resource.properties:
            item["properties"] = " ".join(resource.properties)
        etree.SubElement(manifest, f"{{{_OPF}}}item", item)
        if resource.spine:
            etree.SubElement(spine, f"{{{_OPF}}}itemref", {"idref": resource.id})
    guide = etree.SubElement(root, f"{{{_OPF}}}guide")
    for mark in facts.landmarks:
        etree.SubElement(
            guide,
            f"{{{_OPF}}}reference",
            {"type": mark.guide, "title": mark.label, "href": mark.href},
        )
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


class _Metadata:
    """Writes the metadata element, refinements beside what they refine."""

    def __init__(self, parent: etree._Element, facts: Facts) -> None:
        self.parent, self.facts = parent, facts
        self.head = facts.publication.head

    def write(self) -> None:
        """Everything, in a fixed order."""
        self._dc("identifier", self.facts.publication.identifier, "pub-id")
        self._titles()
        self._people()
        for language in self.facts.languages:
            self._dc("language", language)
        self._book()
        self._series()
        stamp = self.facts.modified.astimezone(UTC)
        self._meta("dcterms:modified", f"{stamp:%Y-%m-%dT%H:%M:%SZ}")
        for name, value in self.facts.accessibility.properties:
            self._meta(f"schema:{name}", value)
        self._claims()
        if self.facts.fonts:
            self._meta("ibooks:specified-fonts", "true")
        if self.facts.cover:
            etree.SubElement(
                self.parent, f"{{{_OPF}}}meta", {"name": "cover", "content": self.facts.cover}
            )

    def _claims(self) -> None:
        """The source of the page breaks, and conformance where the publisher states it."""
        if self.facts.paginated:
            publication = self.facts.publication
            source = print_isbn(publication) or f"{publication.identifier} (print)"
            self._meta("pageBreakSource", source)
        if self.facts.conformance == "claimed":
            publisher = self.head.publisher
            self._meta("dcterms:conformsTo", _CONFORMS, id="conformance")
            by = publisher.name if publisher else whole(self.head.title)
            self._meta("a11y:certifiedBy", by, "conformance")

    def _dc(self, name: str, text: str | None, id_: str = "") -> None:
        if text:
            element = etree.SubElement(self.parent, f"{{{_DC}}}{name}", {"id": id_} if id_ else {})
            element.text = text

    def _meta(self, name: str, text: str, refines: str = "", **more: str) -> None:
        attributes = {"property": name} | ({"refines": f"#{refines}"} if refines else {}) | more
        etree.SubElement(self.parent, f"{{{_OPF}}}meta", attributes).text = text

    def _titles(self) -> None:
        """Main title and subtitle, then what they make together, the series and the edition."""
        head = self.head
        expanded = f"{whole(head.title)}：{whole(head.subtitle)}" if head.subtitle else None
        titles = (
            ("t-main", "main", whole(head.title)),
            ("t-sub", "subtitle", head.subtitle and whole(head.subtitle)),
            ("t-series", "collection", head.series and head.series.title),
            ("t-edition", "edition", head.imprint and head.imprint.edition),
            ("t-expanded", "expanded", expanded),
        )
        present = [(id_, kind, text) for id_, kind, text in titles if text]
        for n, (id_, kind, text) in enumerate(present, start=1):
            self._dc("title", text, id_)
            self._meta("title-type", kind, id_)
            self._meta("display-seq", str(n), id_)
            if kind == "main":
                self._filed(text, id_)

    def _filed(self, title: str, id_: str) -> None:
        """The sort key that the editor gave, else pinyin; and pinyin beside a Chinese title."""
        chinese = _chinese(title, self.head.language)
        if key := self.head.sort or (title_key(title) if chinese else ""):
            self._meta("file-as", key, id_)
        if chinese:
            self._meta("alternate-script", romanized(title), id_, **{_XML_LANG: PINYIN})

    def _people(self) -> None:
        first, others = creators(self.facts.publication)
        learn(p.name for p in (*first, *others) if _chinese(p.name, p.language))
        for n, person in enumerate(first, start=1):
            self._person("creator", person, f"creator-{n}", n)
        for n, person in enumerate(others, start=1):
            self._person("contributor", person, f"contributor-{n}", n)

    def _person(self, name: str, person: Person, id_: str, order: int) -> None:
        self._dc(name, person.name, id_)
        if code := relator(person.role):
            self._meta("role", code, id_, scheme="marc:relators")
        chinese = _chinese(person.name, person.language)
        known = chinese or _western(person.name)
        if key := person.sort or (name_key(person.name) if known else ""):
            self._meta("file-as", key, id_)
        if chinese and not _read_otherwise(person):
            romanization = romanized_name(person.name)
            self._meta("alternate-script", romanization, id_, **{_XML_LANG: PINYIN})
        self._meta("display-seq", str(order), id_)

    def _book(self) -> None:
        self._dc("publisher", self.head.publisher.name if self.head.publisher else None)
        self._dc("date", self.head.date.isoformat() if self.head.date else None)
        self._dc("description", self.head.description)
        for subject in subjects(self.facts.publication):
            self._dc("subject", subject)
        self._dc("rights", self.head.rights)
        isbn = print_isbn(self.facts.publication)
        # Only pages of print make a printed book the source of one that has its very number.
        if self.facts.paginated or isbn != self.facts.publication.identifier:
            self._dc("source", isbn)

    def _series(self) -> None:
        series = self.head.series
        if series is None:
            return
        self._meta("belongs-to-collection", series.title, id="series")
        self._meta("collection-type", "series", "series")
        if series.number is not None:
            self._meta("group-position", str(series.number), "series")


def _chinese(text: str, language: str) -> bool:
    return language.startswith("zh") and has_han(text)


def _western(name: str) -> bool:
    """True when a name is in Latin letters, whatever the language around it."""
    return all(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in name)


def _read_otherwise(person: Person) -> bool:
    """True when the key that the editor gave is not the name's pinyin: pinyin would be wrong."""
    return _letters(person.sort or "") not in ("", _letters(name_key(person.name)))


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalpha())
