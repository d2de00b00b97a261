"""Facts about a publication that its pages and its metadata both state."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from wenxuan.layout.roles import relator
from wenxuan.model import Marked, Picture, Publication, Ruby, walk

# Titles of pieces before and after the body to their EPUB structural semantics.
_SEMANTICS: Mapping[str, str] = {
    "前言": "preface", "序": "preface", "序言": "preface", "自序": "preface", "代序": "foreword",
    "引言": "introduction", "导言": "introduction", "绪论": "introduction", "编者的话": "preface",
    "后记": "afterword", "跋": "afterword", "編後記": "afterword", "编后记": "afterword",
    "附录": "appendix", "附錄": "appendix", "结语": "conclusion", "致谢": "acknowledgments",
    "まえがき": "preface", "あとがき": "afterword", "머리말": "preface", "後記": "afterword",
}  # fmt: skip


def semantics(title: str, matter: str) -> tuple[str | None, str | None]:
    """`epub:type` and DPUB-ARIA role of an article (EPUB SSV 1.1, DPUB-ARIA 1.1)."""
    kind = "chapter" if matter == "body" else _SEMANTICS.get(re.sub(r"\s", "", title))
    return (kind, f"doc-{kind}") if kind else (None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with the language of the names around."""

    name: str
    role: str
    sort: str | None
    language: str


def creators(publication: Publication) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """Who is responsible for the whole, and who contributed.

    Authors are creators; a compilation without an author is its editors' work. The authors of
    articles are contributors, in their roles; a role without a code is an author's.
    """
    language = publication.head.language
    people = [
        Person(name=p.name, role=p.role, sort=p.sort, language=language)
        for p in publication.head.contributors
    ]
    first = tuple(p for p in people if relator(p.role) == "aut") or tuple(
        p for p in people if relator(p.role) in ("edt", "com")
    )
    known = {p.name for p in people}
    others = [p for p in people if p not in first]
    for article in publication.articles:
        for author in article.head.authors:
            if author.name not in known:
                known.add(author.name)
                role = relator(author.role or "") or "aut"
                others.append(
                    Person(
                        name=author.name, role=role, sort=author.sort, language=article.language
                    )
                )
    return first, tuple(others)


SUBJECTS = 40
"""Most keywords that a package states."""


def subjects(publication: Publication) -> tuple[str, ...]:
    """The keywords of the articles, the most frequent first."""
    counted = Counter(word for a in publication.articles for word in a.head.keywords)
    return tuple(word for word, _ in counted.most_common(SUBJECTS))


def print_isbn(publication: Publication) -> str:
    """`urn:isbn:…` of the print edition; empty without a usable ISBN."""
    imprint = publication.head.imprint
    digits = re.sub(r"[^0-9X]", "", imprint.isbn) if imprint and imprint.isbn else ""
    return f"urn:isbn:{digits}" if len(digits) in (10, 13) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What the articles have, found in one walk through them."""

    pictures: bool
    described: bool
    """True when every picture has a description."""
    ruby: bool
    languages: tuple[str, ...]
    """All languages of the text, that of the publication first."""


def survey(publication: Publication) -> Survey:
    """Walk through all articles once."""
    languages: dict[str, None] = {publication.head.language: None}
    pictures = ruby = False
    described = True
    for article in publication.articles:
        languages.setdefault(article.language, None)
        for node in walk((article.blocks, article.notes)):
            match node:
                case Picture(alt=alt):
                    pictures, described = True, described and bool(alt.strip())
                case Ruby():
                    ruby = True
                case Marked(language=str(language)) if language:
                    languages.setdefault(language, None)
    return Survey(pictures=pictures, described=described, ruby=ruby, languages=tuple(languages))
