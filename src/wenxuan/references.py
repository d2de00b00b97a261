"""Cross references, ids and pictures, resolved over the whole publication."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Set
from dataclasses import replace
from typing import Any, TypeVar

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span
from wenxuan.model import (
    Article,
    Block,
    Blocks,
    Figure,
    Heading,
    Node,
    Paragraph,
    Part,
    Picture,
    Publication,
    Reference,
    Run,
    Table,
    Target,
    parts,
    plain,
    walk,
)
from wenxuan.pictures import check_picture
from wenxuan.schema import near

N = TypeVar("N")
_ON_THE_WEB = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
"""How addresses begin (RFC 3986)."""
_UNNAMED = Phrase("name the place: {#name} behind its heading", "请在该处标题后写 {#名字}")


def resolve(publication: Publication, report: Report) -> Publication:
    """The publication with every reference and picture resolved, or errors with their places."""
    targets = collect_targets(publication, report)
    pictures: dict[str, None] = {}
    by_file = {_name(publication, a): a for a in publication.articles}

    def mend(article: Article) -> Article:
        def change(node: Node) -> Node:
            if isinstance(node, Reference):
                return replace(node, key=_key(node, article, publication, targets, by_file, report))
            if isinstance(node, Picture):
                return _picture(node, article, publication, pictures, report)
            if isinstance(node, Paragraph):
                return _bracketed(node)
            return node

        blocks, notes = rebuild(article.blocks, change), rebuild(article.notes, change)
        return replace(article, blocks=tuple(_beside(article, blocks)), notes=notes)

    def mend_part(part: Part) -> Part:
        return replace(part, articles=tuple(mend(a) for a in part.articles))

    return replace(
        publication,
        front=tuple(mend(a) for a in publication.front),
        parts=tuple(mend_part(p) for p in publication.parts),
        back=tuple(mend(a) for a in publication.back),
        targets=targets,
        pictures=tuple(pictures),
    )


def rebuild(value: N, change: Callable[[Node], Node]) -> N:
    """A copy of a tree in which `change` was applied to every node, leaves first.

    Parts that did not change are shared with the original.
    """
    if isinstance(value, tuple):
        items = tuple(rebuild(item, change) for item in value)
        return value if all(a is b for a, b in zip(items, value, strict=True)) else items  # type: ignore[return-value]
    if not isinstance(value, Node):
        return value
    changed: dict[str, Any] = {}
    for name in parts(value):
        old = getattr(value, name)
        if isinstance(old, tuple | Node) and (new := rebuild(old, change)) is not old:
            changed[name] = new
    node = replace(value, **changed) if changed else value
    return change(node)  # type: ignore[return-value]


def _bracketed(paragraph: Paragraph) -> Paragraph:
    """Pages inside of brackets have others: like ones are not nested (GB/T 15834 4.9)."""
    if not any(isinstance(run, Reference) for run in paragraph.runs):
        return paragraph
    open_ = 0
    runs: list[Run] = []
    for run in paragraph.runs:
        if isinstance(run, Reference) and open_ > 0:
            runs.append(replace(run, brackets="〔〕"))
        else:
            runs.append(run)
        text = plain((run,))
        open_ = max(open_ + text.count("（") - text.count("）"), 0)
    return replace(paragraph, runs=tuple(runs))


def _beside(article: Article, blocks: Blocks) -> Iterator[Block]:
    """A figure or table needs no page in the paragraph that it stands next to."""
    for i, block in enumerate(blocks):
        around = blocks[max(i - 1, 0) : i + 2]
        keys = {target_key(article, b.id) for b in around if isinstance(b, Figure | Table) and b.id}

        def bare(node: Node, keys: Set[str] = frozenset(keys)) -> Node:
            if isinstance(node, Reference) and node.key in keys:
                return replace(node, brackets="")
            return node

        yield rebuild(block, bare) if keys and isinstance(block, Paragraph) else block


def collect_targets(publication: Publication, report: Report) -> dict[str, Target]:
    """All places that a reference may lead to; an id used twice in an article is an error."""
    targets: dict[str, Target] = {}
    for article in publication.articles:
        targets[article.key] = Target(
            key=article.key, article=article.key, kind="article", title=article.head.title
        )
        places: dict[str, Span] = {}
        for node in (*walk(article.blocks), *walk(article.notes)):
            target = _target(article, node)
            if target is None:
                continue
            if target.key in places:
                first = places[target.key]
                name = target.key.partition("--")[2]
                report.add("ASM002", node.span, id=name, first=f"{first.line}:{first.column}")
            places.setdefault(target.key, node.span)
            targets.setdefault(target.key, target)
    return targets


def target_key(article: Article, id_: str) -> str:
    """The unique id of a place in an article."""
    return f"{article.key}--{id_}"


def _target(article: Article, node: Node) -> Target | None:
    match node:
        case Heading(id=id_, runs=runs):
            kind, title, number = "section", plain(runs), None
        case Figure(id=str(id_), caption=runs, number=number):
            kind, title = "figure", plain(runs)
        case Table(id=str(id_), caption=runs, number=number):
            kind, title = "table", plain(runs)
        case _:
            return None
    key = target_key(article, id_)
    return Target(key=key, article=article.key, kind=kind, title=title, number=number)


def _name(publication: Publication, article: Article) -> str:
    return article.file.relative_to(publication.folder).as_posix()


def _key(
    node: Reference,
    article: Article,
    publication: Publication,
    targets: dict[str, Target],
    by_file: dict[str, Article],
    report: Report,
) -> str:
    """The key that a reference means: `#id`, `file.md` or `file.md#id`."""
    name, _, id_ = node.target.partition("#")
    there: Article | None = article
    if name:
        folder = posixpath.dirname(_name(publication, article))
        beside = posixpath.normpath(posixpath.join(folder, name))
        there = by_file.get(beside) or by_file.get(posixpath.normpath(name))
    if there is None:
        report.add("ASM003", node.span, target=node.target, near=near(name, by_file))
        return ""
    key = target_key(there, id_) if id_ else there.key
    if key not in targets and not there.sound and not there.blocks:
        return there.key  # what the file holds could not be read
    if key not in targets:
        ids = [t.key.partition("--")[2] for t in targets.values() if t.article == there.key]
        report.add(
            "ASM003", node.span, target=node.target, near=near(id_, filter(None, ids)) or _UNNAMED
        )
        return ""
    return key


def _picture(
    node: Picture,
    article: Article,
    publication: Publication,
    pictures: dict[str, None],
    report: Report,
) -> Picture:
    if _ON_THE_WEB.match(node.source):
        report.add("IMG007", node.span, name=node.source)
        return node
    folder = posixpath.dirname(_name(publication, article))
    name = posixpath.normpath(posixpath.join(folder, node.source))
    if not check_picture(publication.folder, name, node.span, report):
        return node
    pictures.setdefault(name)
    return replace(node, file=name)
