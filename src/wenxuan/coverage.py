"""Every character of a publication against the fonts, before anything is laid out."""

from __future__ import annotations

from collections.abc import Iterator

from wenxuan.diagnostics import Report, Span
from wenxuan.fonts import FontSet, check_coverage
from wenxuan.model import Article, Code, CodeBlock, Publication, Ruby, Text, walk


def check_fonts(publication: Publication, fonts: FontSet, report: Report) -> None:
    """Report characters without a glyph, each where it stands in its source."""
    have = fonts.covered("song")
    for texts in (publication.head_texts, *map(_texts, publication.articles)):
        if not have.issuperset(map(ord, set().union(*(run for _, run in texts)))):
            check_coverage(texts, fonts, report, "song")


def _texts(article: Article) -> list[tuple[Span, str]]:
    return [*article.head_texts, *_runs(article)]


def _runs(article: Article) -> Iterator[tuple[Span, str]]:
    for node in (*walk(article.blocks), *walk(article.notes)):
        match node:
            case Text(span=span, text=text) | Code(span=span, text=text):
                yield span, text
            case CodeBlock(span=span, text=text):
                for i, line in enumerate(text.split("\n")):
                    yield Span(span.path, span.line + 1 + i, 1), line
            case Ruby(span=span, pairs=pairs):
                for base, reading in pairs:
                    yield span, base + reading
