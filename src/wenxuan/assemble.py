"""publication.yaml and its articles to one resolved, numbered, unambiguous `Publication`."""

from __future__ import annotations

import posixpath
import re
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span
from wenxuan.gate import is_file, is_folder, lies_inside, shown
from wenxuan.metadata import Entry, Listing, PublicationHead, Selection, isbn_fits
from wenxuan.model import Article, Part, Publication
from wenxuan.reader import Manifest, salvaged_article, salvaged_manifest
from wenxuan.references import resolve
from wenxuan.schema import near
from wenxuan.yamltree import Located, Route

NAMESPACE = uuid.UUID("5d0a3c1e-7f0b-5f0e-9a55-77656e787561")
"""Of the identifiers that a publication gets from its slug when it gives none."""


Read = Callable[[Path, str, str, Report], Article]
"""Reads the article of a file, given its key and the language of the publication."""


def assemble(
    folder: Path, report: Report, read: Read = salvaged_article
) -> Publication | None:
    """Read a publication; None where there is no publication.yaml.

    Raises nothing for content: every fault is in the report, and what is valid beside a fault is
    read and resolved like the rest, so that one run tells all of them.
    """
    if not is_file(folder / "publication.yaml"):
        report.add("ASM007", Span(shown(folder)), name=folder.name, cure=_cure(folder))
        return None
    manifest = salvaged_manifest(folder, report)
    return resolve(_Assembly(folder, manifest, report, read).publication(), report)


def _cure(folder: Path) -> Phrase:
    """What to do about a folder that is no publication."""
    for name in ("publication.yml", "Publication.yaml", "publication.yaml.txt"):
        if is_file(folder / name):
            right = "publication.yaml"
            return Phrase(f"rename {name} to {right}", f"请把 {name} 改名为 {right}")
    return Phrase(f"wenxuan new {folder.name}", f"wenxuan new {folder.name}")


def article_names(folder: Path) -> list[str]:
    """All Markdown files of a folder, as relative names, hidden ones and READMEs apart."""
    found = (p.relative_to(folder) for p in folder.rglob("*.md") if is_file(p))
    hidden = (".", "_")
    return sorted(
        p.as_posix()
        for p in found
        if not any(part.startswith(hidden) for part in p.parts) and p.stem.upper() != "README"
    )


RESERVED = re.compile(r"contents(-\d+)?|half|title|imprint|part-\d+")
"""Keys of the pieces that a layout adds by itself."""


def slug_of(name: str) -> str:
    """An identifier from a file or folder name: `2020/通化.md` gives `2020-通化`."""
    stem = re.sub(r"\.md$", "", unicodedata.normalize("NFC", name))
    return re.sub(r"[^\w]+", "-", stem).strip("-").lower() or "article"


def article_key(name: str) -> str:
    """The identifier of an article, which no piece of a layout has."""
    key = slug_of(name)
    return f"{key}-article" if RESERVED.fullmatch(key) else key


@dataclass
class _Assembly:
    """Reads each file once and remembers who was listed where."""

    folder: Path
    manifest: Manifest
    report: Report
    reading: Read
    read: dict[str, Article] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)
    listed: dict[str, Span] = field(default_factory=dict)

    def publication(self) -> Publication:
        """Front, parts and back, in the order of publication.yaml."""
        head = self.manifest.head
        self._check_isbn(head)
        self._list_named(head)
        matters: dict[str, list[Article]] = {"front": [], "back": []}
        parts: list[Part] = []
        several = sum(entry.part is not None for entry in head.contents) > 1
        for i, entry in enumerate(head.contents):
            articles = tuple(self._entry(entry, ("contents", i)))
            if entry.part is not None:
                self._check_part(entry, articles, ("contents", i))
                n = sum(p.title is not None for p in parts) + 1
                number = n if several else None
                part = Part(title=entry.part, articles=articles, key=f"part-{n}", number=number)
                parts.append(part)
            elif entry.matter in matters:
                matters[entry.matter] += articles
            else:
                parts.append(Part(title=None, articles=articles))
        if self.manifest.listed:
            self._check_unlisted()
            if not parts:
                self.report.add("ASM006", self.manifest.tree.at("contents"))
        else:
            parts.append(Part(title=None, articles=tuple(self._unlisted())))
        slug = slug_of(self.folder.resolve().name)
        return Publication(
            slug=slug,
            folder=self.folder,
            head=head,
            identifier=head.identifier or f"urn:uuid:{uuid.uuid5(NAMESPACE, slug)}",
            front=tuple(matters["front"]),
            parts=tuple(parts),
            back=tuple(matters["back"]),
            head_texts=_printed(self.manifest.tree),
            places=self.manifest.tree.values,
        )

    def _check_part(self, entry: Entry, articles: tuple[Article, ...], route: Route) -> None:
        """A part whose queries find nothing would be printed empty; missing files say so alone."""
        named = any(listing.article for listing in entry.articles or ())
        if not articles and not named and self._all_sound():
            self.report.add("ASM010", self.manifest.tree.at(*route, "part"), name=entry.part)

    def _all_sound(self) -> bool:
        """False when a faulty head or listing may be why a query finds nothing."""
        return self.manifest.listed and all(article.sound for article in self.read.values())

    def _check_isbn(self, head: PublicationHead) -> None:
        at = self.manifest.tree.at
        if head.identifier and head.identifier.lower().startswith("urn:isbn:"):
            self._isbn(head.identifier, at("identifier"))
        if head.imprint and head.imprint.isbn:
            self._isbn(head.imprint.isbn, at("imprint", "isbn"))

    def _isbn(self, text: str, span: Span) -> None:
        if not isbn_fits(text):
            self.report.add("MET007", span, value=text)

    # --- listing ------------------------------------------------------------------------

    def _list_named(self, head: PublicationHead) -> None:
        """Note every article listed by name first, so that queries leave them out."""
        for i, entry in enumerate(head.contents):
            routes: list[tuple[Route, str | None]] = [(("contents", i, "article"), entry.article)]
            for j, listing in enumerate(entry.articles or ()):
                routes.append((("contents", i, "articles", j), listing.article))
            for route, name in routes:
                if name is not None:
                    self._list(name, self.manifest.tree.at(*route))

    def _list(self, name: str, span: Span) -> None:
        name = posixpath.normpath(name)
        if name in self.listed:
            self.report.add("ASM001", span, name=name, first=self.listed[name].line)
        self.listed.setdefault(name, span)

    def _entry(self, entry: Entry, route: Route) -> Iterator[Article]:
        if entry.article is not None:
            yield from self._named(entry.article)
        for j, listing in enumerate(entry.articles or ()):
            if listing.article is not None:
                yield from self._named(listing.article)
            elif listing.select is not None:
                span = self.manifest.tree.at(*route, "articles", j)
                yield from self._selected(listing, listing.select, span)

    def _named(self, written: str) -> Iterator[Article]:
        name = posixpath.normpath(written)
        span = self.listed[name]
        file = self.folder / name
        if not lies_inside(file, self.folder):
            self.report.add("SRC009", span, name=written)
        elif is_folder(file):
            self.report.add("SRC008", span, name=written)
        elif not is_file(file):
            self.report.add("SRC006", span, name=written, near=near(name, self._names))
        elif (article := self._article(name)) is not None:
            yield article

    def _article(self, name: str) -> Article | None:
        """An article of the folder, read once; a link that leads out of the folder is refused."""
        if name in self.outside:
            return None
        if name not in self.read:
            file, key = self.folder / name, article_key(name)
            first = self.keys.setdefault(key, name)
            if first != name:
                self.report.add("ASM008", Span(shown(file)), first=first, second=name)
            if lies_inside(file, self.folder):
                language = self.manifest.head.language
                self.read[name] = self.reading(file, key, language, self.report)
            else:
                self.report.add("SRC009", Span(shown(file)), name=name)
                self.outside.add(name)
        return self.read.get(name)

    @cached_property
    def _names(self) -> list[str]:
        return article_names(self.folder)

    def _selected(self, listing: Listing, query: Selection, span: Span) -> Iterator[Article]:
        chosen = [
            (name, article)
            for name in self._names
            if name not in self.listed
            and (article := self._article(name)) is not None
            and _matches(article, query)
        ]
        if not chosen and self._all_sound():
            self.report.add("ASM004", span)
        for name, article in sorted(chosen, key=lambda item: _order(item, listing.order)):
            self.listed[name] = span
            yield article

    def _check_unlisted(self) -> None:
        for name in self._names:
            faulty = name in self.outside or (name in self.read and not self.read[name].sound)
            if name not in self.listed and not faulty:
                self.report.add("ASM005", Span(shown(self.folder / name)), name=name)

    def _unlisted(self) -> Iterator[Article]:
        """The articles that no listing names, where faulty contents may be why."""
        for name in self._names:
            if name not in self.listed and (article := self._article(name)) is not None:
                yield article


def _printed(tree: Located) -> tuple[tuple[Span, str], ...]:
    """The texts of a publication.yaml, less the file names and queries of its contents."""
    unseen = {
        span.right(quoted)
        for route, span in tree.values.items()
        if route[:1] == ("contents",) and route[-1] != "part"
        for quoted in (0, 1)
    }
    return tuple(item for item in tree.texts if item[0] not in unseen)


def _matches(article: Article, query: Selection) -> bool:
    head = article.head
    if query.section is not None and head.section != query.section:
        return False
    if query.keyword is not None and query.keyword not in head.keywords:
        return False
    if query.author is not None and query.author not in [a.name for a in head.authors]:
        return False
    if query.begin is None and query.end is None:
        return True
    day = head.date
    return day is not None and (query.begin or day) <= day <= (query.end or day)


def _order(item: tuple[str, Article], order: str) -> tuple[str, str]:
    """Sort key; the file name settles ties and stands for what is missing."""
    name, article = item
    head = article.head
    author = next((a.sort or a.name for a in head.authors), "")
    keys = {"date": str(head.date or ""), "title": head.title, "author": author, "file": name}
    return keys[order], name
