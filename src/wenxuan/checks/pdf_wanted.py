"""What a finished PDF must show: the pieces of the publication, each with its words and links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Final

from wenxuan import model as m
from wenxuan.binding.jobs import wanted_of
from wenxuan.checks.asked import Asked, asked
from wenxuan.checks.drawn import Sketch, drawn_text, sketch
from wenxuan.diagnostics import Report, Span
from wenxuan.fonts import FontSet
from wenxuan.gate import read_whole
from wenxuan.layout.loader import Layout
from wenxuan.layout.printing import Piece, job_document, printing, style_sheet
from wenxuan.layout.sizes import Geometry
from wenxuan.layout.templates import whole
from wenxuan.model import Publication
from wenxuan.pictures import MAX_BYTES, extent
from wenxuan.printkit.imprint_numbers import number_rows, numbers_of
from wenxuan.proof.wanted import Wanted

_LINK: Final = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A picture of an article; no pixels for drawings."""

    alt: str
    file: Path
    pixels: tuple[int, int] | None
    span: Span
    ratio: float
    """Of its height to its width."""
    text: str | None = None
    """What a drawing says, where that is known."""
    sketch: Sketch | None = None
    """Where its shapes begin, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A piece as it must stand in the file."""

    piece: Piece
    wanted: Wanted
    links: tuple[str, ...]
    """Targets in order, those that follow each other told once."""
    plates: tuple[Plate, ...]
    asked: tuple[Asked, ...]
    """Marks and columns that the layout draws in a known way."""
    place: Span
    opens: bool = False
    """Begins on a recto."""

    @property
    def title(self) -> str:
        """What the outline calls it; empty where the outline need not name it."""
        return whole(self.piece.article.short_title) if self.piece.article else ""


def expected(
    publication: Publication, layout: Layout, geometry: Geometry, fonts: FontSet
) -> list[Expected]:
    """Every piece of a publication; what goes wrong here was said when it was built."""
    quiet = Report()
    blank = numbers_of(0, 0, 0, geometry)
    numbers = number_rows(blank, geometry, publication.head.language)
    work = printing(publication, layout, geometry, fonts, quiet, numbers)
    css = style_sheet(work, quiet, one=False) or ""
    found, rectos = [], _rectos(publication)
    for piece in work.pieces:
        source = job_document(work, (piece,), css, quiet)
        if source is None:
            continue
        place = piece.article.span if piece.article else publication.place()
        wanted = wanted_of(source, (piece,), work)
        found.append(
            Expected(
                piece=piece,
                wanted=wanted,
                links=_once(unescape(link) for link in _LINK.findall(source.html)),
                plates=tuple(_plates(piece.article, publication)) if piece.article else (),
                asked=asked(piece.article, work.targets, wanted, css),
                place=place,
                opens=piece.key in rectos or piece.kind in ("half", "title"),
            )
        )
    return found


def _rectos(publication: Publication) -> frozenset[str]:
    """What opens on a recto: matter before and after the body, the contents, parts, page 1."""
    found = {"contents", *(article.key for article in publication.front)}
    found |= {article.key for article in publication.back[:1]}
    for number, part in enumerate(publication.parts):
        if part.title is not None:
            found.add(part.key)
        if part.title is not None or number == 0:
            found |= {article.key for article in part.articles[:1]}
    return frozenset(found)


def _once(links: object) -> tuple[str, ...]:
    """Links without the repetitions of their neighbors."""
    found: list[str] = []
    for link in links:  # type: ignore[attr-defined]
        if not found or found[-1] != link:
            found.append(link)
    return tuple(found)


def _plates(article: m.Article, publication: Publication) -> list[Plate]:
    found = []
    for node in m.walk((article.blocks, article.notes)):
        if isinstance(node, m.Picture):
            file = publication.folder / node.file
            size = extent(file)
            pixels = (round(size.width), round(size.height)) if size.raster else None
            data = b"" if size.raster else read_whole(file, MAX_BYTES)
            found.append(
                Plate(
                    alt=node.alt, file=file, pixels=pixels, span=node.span,
                    ratio=size.height / size.width, text=drawn_text(data) if data else None,
                    sketch=sketch(data) if data else None,
                )
            )  # fmt: skip
    return found
