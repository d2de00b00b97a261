"""An edit that changes only the inside of an article: one file read, one job, all bound again.

Whatever other articles can see (title, ids, numbers, pictures…) is the article's sheet. When the
sheet is as it was, nothing else can have changed; when it is not, the whole publication is read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wenxuan.binding.jobs import Imposition, Job, Pictures, font_files, make_job
from wenxuan.binding.ledger import Inputs, State
from wenxuan.binding.plan import Leaf
from wenxuan.coverage import check_fonts
from wenxuan.diagnostics import Report, Span, tell
from wenxuan.fonts import FontSet, load_fonts
from wenxuan.gate import shown
from wenxuan.layout.expected import Stretch, slot_width, slot_widths
from wenxuan.layout.loader import Layout, geometry, load_layout
from wenxuan.layout.printing import ArticleView, Pieces, Printing, job_document
from wenxuan.layout.sheets import sheet_name
from wenxuan.layout.sizes import Geometry
from wenxuan.metadata import PublicationHead
from wenxuan.model import Article, Node, Part, Picture, Publication, Reference, Target, walk
from wenxuan.press import PrintDocument
from wenxuan.printkit.specs import specs_of
from wenxuan.reader import read_article
from wenxuan.references import collect_targets, rebuild

MOST = 50
"""Articles above which the whole publication is read: it is no edit any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A publication with a few articles changed."""

    publication: Publication
    """Its head, and of its articles those that changed."""
    layout: Layout
    geometry: Geometry
    fonts: FontSet
    shared: Imposition
    changed: tuple[int, ...]
    """Jobs to be done again."""
    articles: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Alone:
    """A publication as far as its targets go."""

    articles: tuple[Article, ...]


def sheet(article: Article, marks: str) -> dict[str, Any]:
    """What others can see of a resolved article, and where its references lead.

    Where the marks of notes have room for the last number of the book, all notes count.
    """
    nodes = [*walk(article.blocks), *walk(article.notes)]
    targets = collect_targets(_Alone(articles=(article,)), Report())  # type: ignore[arg-type]
    seen = (
        repr(article.head),
        article.language,
        repr(article.head_texts),
        repr(sorted(targets)),
        repr([(t.kind, t.title, t.number) for t in targets.values()]),
        len(article.notes) if len(marks) > 1 else 0,
    )
    return {
        "digest": hashlib.sha256(repr(seen).encode("utf-8", "surrogatepass")).hexdigest(),
        "references": {n.target: n.key for n in nodes if isinstance(n, Reference)},
        "pictures": {n.source: n.file for n in nodes if isinstance(n, Picture)},
    }  # fmt: skip


def describe(publication: Publication, work: Printing, shared: Imposition) -> State:
    """What a later edit needs to know of this build, as plain data."""
    places = {leaf.key: leaf.job for leaf in shared.leaves}
    pieces = {piece.key: piece for piece in work.pieces if isinstance(piece.view, ArticleView)}
    articles = {}
    for article in publication.articles:
        piece = pieces[article.key]
        name = article.file.relative_to(publication.folder).as_posix()
        articles[name] = sheet(article, work.marks) | {
            "key": article.key,
            "job": places[article.key],
            "style": piece.style,
            "verso": piece.verso,
            "level": piece.view.level,
        }
    return {
        "articles": articles,
        "front": [article.key for article in publication.front],
        "targets": [
            [t.key, t.article, t.kind, t.title, t.number] for t in publication.targets.values()
        ],
        "head": _plain(publication.head),
        "language": publication.head.language,
        "css": shared.css,
        "slot": work.slot,
        "marks": work.marks,
        "slots": dict(work.slots),
        "base": shared.base,
        "jobs": [[list(j.keys), j.samples, j.digest, j.source.name] for j in shared.jobs],
        "leaves": [[f.key, f.style, f.opens, f.first, f.job] for f in shared.leaves],
    }


def find(folder: Path, state: State, now: Inputs, report: Report) -> Edit | None:
    """The edit that leads from the last build to this one; None when it is more than an edit."""
    names = changed(state, now)
    ready = _layout(folder, state) if names else None
    if ready is None:
        return None
    head, layout, shape = ready
    if not _same_slots(folder, state, shape):
        return None
    fonts = load_fonts(head.language)
    books = _Books(folder, head, state, report)
    articles = [article for name in names if (article := books.read(name)) is not None]
    if len(articles) != len(names):
        return None
    paths = {shown(folder / name) for name in names}
    tell([found for found in state["found"] if found[1] not in paths], report)
    check_fonts(books.with_(articles), fonts, report)
    if report.failed:
        return None
    known = state["slots"], state["marks"]
    press = Pieces(books.with_(articles), layout, shape, fonts, report, *known)
    return _edit(press, books, dict(zip(names, articles, strict=True)), report)


def _same_slots(folder: Path, state: State, shape: Geometry) -> bool:
    """Tell whether page numbers have the room that they had: every slot is as wide as it was."""
    articles = state["articles"].items()
    # A Path for each of a thousand would take as long as to ask for their sizes.
    sizes = {known["key"]: os.stat(f"{folder}/{name}").st_size for name, known in articles}  # noqa: PTH116
    if slot_width(sizes.values(), shape) != state["slot"]:
        return False
    book = (
        Stretch(kind="part" if style == "plain" else style, key=key, size=sizes.get(key, 0))
        for key, style, *_ in state["leaves"]
        if style != "contents" and not key.startswith("book--")
    )
    return bool(slot_widths(book, shape) == state["slots"])


def changed(state: State, now: Inputs) -> list[str]:
    """Files of the articles that changed; empty when more than that did."""
    before: dict[str, str] = state["files"]
    if state["common"] != now.common or before.keys() != now.files.keys():
        return []
    names = [name for name in before if before[name] != now.files[name]]
    few = len(names) <= MOST and all(name in state["articles"] for name in names)
    return names if few else []


def _plain(head: PublicationHead) -> State | None:
    """The head of a publication as plain data; None when it would come back another."""
    data = head.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return data if PublicationHead.model_validate(data) == head else None


def _layout(folder: Path, state: State) -> tuple[PublicationHead, Layout, Geometry] | None:
    """The head of a publication, which is as it was, and its page."""
    if state["head"] is None:
        return None
    head, quiet = PublicationHead.model_validate(state["head"]), Report()
    span = Span(shown(folder / "publication.yaml"))
    layout = load_layout(head.layout, folder, span, quiet)
    shape = geometry(layout, head, span, quiet) if layout else None
    return (head, layout, shape) if layout and shape else None


@dataclass(slots=True)
class _Books:
    """The publication as far as one article needs it."""

    folder: Path
    head: PublicationHead
    state: State
    report: Report

    def read(self, name: str) -> Article | None:
        """A changed article, resolved as before; None when others would see the change."""
        known = self.state["articles"][name]
        article = read_article(self.folder / name, known["key"], self.head.language, self.report)
        if article is None or not _as_before(article, known):
            return None

        def change(node: Node) -> Node:
            if isinstance(node, Reference):
                return replace(node, key=known["references"][node.target])
            if isinstance(node, Picture):
                return replace(node, file=known["pictures"][node.source])
            return node

        made = replace(
            article,
            blocks=rebuild(article.blocks, change),
            notes=rebuild(article.notes, change),
        )
        return made if sheet(made, self.state["marks"])["digest"] == known["digest"] else None

    def with_(self, articles: list[Article]) -> Publication:
        """A publication of the changed articles alone, with everybody's targets."""
        some = articles[0]
        front = tuple(
            replace(some, key=key, blocks=(), notes=(), head_texts=())
            for key in self.state["front"]
        )
        return Publication(
            slug=self.state["slug"],
            folder=self.folder,
            head=self.head,
            identifier="",
            front=front,
            parts=(Part(title=None, articles=tuple(articles)),),
            back=(),
            targets={target.key: target for target in self._targets()},
            pictures=tuple(dict.fromkeys(self._pictures())),
        )

    def _targets(self) -> Iterator[Target]:
        for key, article, kind, title, number in self.state["targets"]:
            yield Target(key=key, article=article, kind=kind, title=title, number=number)

    def _pictures(self) -> Iterator[str]:
        for article in self.state["articles"].values():
            yield from article["pictures"].values()


def _as_before(article: Article, known: dict[str, Any]) -> bool:
    nodes = [*walk(article.blocks), *walk(article.notes)]
    references = {n.target for n in nodes if isinstance(n, Reference)}
    pictures = {n.source for n in nodes if isinstance(n, Picture)}
    return bool(references == known["references"].keys() and pictures == known["pictures"].keys())


def _edit(press: Any, books: _Books, articles: dict[str, Article], report: Report) -> Edit | None:
    state, work = books.state, press.work
    fonts = font_files(work.fonts)
    jobs = [
        Job(source=_nothing(name), keys=tuple(keys), samples=samples, digest=digest)
        for keys, samples, digest, name in state["jobs"]
    ]
    digests = Pictures(books.folder)
    specs = specs_of(books.head, books.folder, work.layout, report)
    if specs is None:
        return None
    for name, article in articles.items():
        known = state["articles"][name]
        piece = press.article(
            article, level=known["level"], style=known["style"], verso=known["verso"]
        )
        source = job_document(work, (piece,), state["css"], report)
        if source is None or report.failed:
            return None
        jobs[known["job"]] = make_job(source, (piece,), state["base"], digests, work)
    leaves = tuple(
        Leaf(key=key, style=style, opens=opens, first=first, job=job)
        for key, style, opens, first, job in state["leaves"]
    )
    shared = Imposition(
        name=state["slug"], sheet=sheet_name(work.layout), css=state["css"],
        fonts=fonts, base=state["base"],
        jobs=tuple(jobs), leaves=leaves, specs=specs,
    )  # fmt: skip
    changed = tuple(state["articles"][name]["job"] for name in articles)
    return Edit(
        publication=books.with_(list(articles.values())), layout=work.layout,
        geometry=work.geometry, fonts=work.fonts, shared=shared,
        changed=changed, articles=state["articles"],
    )  # fmt: skip


def _nothing(name: str) -> PrintDocument:
    """The document of a job that need not be done."""
    return PrintDocument(name=name, html="", css="", files={})


def rows(shared: Imposition) -> Iterator[list[Any]]:
    """The jobs of an imposition as plain data."""
    return ([list(j.keys), j.samples, j.digest, j.source.name] for j in shared.jobs)
