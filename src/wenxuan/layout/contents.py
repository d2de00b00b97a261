"""The list of contents as its template sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from wenxuan.layout.credits import part_label
from wenxuan.layout.loader import Layout
from wenxuan.model import Article, Publication

ENOUGH = 200
"""Entries after which the next part begins a piece of its own, on a fresh page."""
MOST = 400
"""Entries of one part after which even that goes on in another piece.

Laid out, an entry takes 0.14 MB: this bounds what a worker needs, and what a new title costs.
"""
Group = dict[str, Any]
"""Entries under a part's title, or of the front or back matter."""


def groups(publication: Publication, layout: Layout) -> Iterator[Group]:
    """Front matter, each part, back matter."""
    usual, language = _usual_author(publication), publication.head.language
    yield _group(publication.front, usual, roman=True)
    for part in publication.parts:
        label = part_label(part, layout, language)
        yield _group(part.articles, usual, title=part.title, key=part.key, label=label)
    yield _group(publication.back, usual, back=True)


def divided(found: Iterable[Group]) -> list[list[Group]]:
    """The groups of each piece: one piece, unless the list is long."""
    pieces: list[list[Group]] = [[]]
    held = 0
    for group in found:
        entries = group["entries"]
        for at in range(0, len(entries) or 1, MOST):
            own = entries[at : at + MOST]
            if own and (at or held >= ENOUGH):
                pieces.append([])
                held = 0
            pieces[-1].append(group | {"entries": own} | ({"title": None} if at else {}))
            held += len(own)
    return pieces


def _group(articles: tuple[Article, ...], usual: tuple[str, ...], **what: object) -> Group:
    plain = {"title": None, "key": "", "label": "", "roman": False, "back": False}
    return {**plain, **what, "entries": [_entry(article, usual) for article in articles]}


def _entry(article: Article, usual: tuple[str, ...]) -> dict[str, Any]:
    authors = _names(article)
    return {
        "key": article.key,
        "title": article.short_title,
        "authors": () if authors == usual else authors,
    }


def _names(article: Article) -> tuple[str, ...]:
    return tuple(author.name for author in article.head.authors)


def _usual_author(publication: Publication) -> tuple[str, ...]:
    """The authors of nine articles in ten, whom the contents need not repeat; else none."""
    names, count = Counter(map(_names, publication.articles)).most_common(1)[0]
    return names if count * 10 >= len(publication.articles) * 9 else ()
