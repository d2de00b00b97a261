"""A publication in a layout as pieces and print documents: what the templates see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from wenxuan.diagnostics import Report
from wenxuan.fonts import FontSet, font_faces_css, font_places
from wenxuan.layout.beside import book_names, style_names
from wenxuan.layout.contents import divided, groups
from wenxuan.layout.credits import part_head, part_label
from wenxuan.layout.expected import slot_width, slot_widths, stretches
from wenxuan.layout.imprint import IMPRINT, imprint_rows
from wenxuan.layout.loader import Layout, chosen
from wenxuan.layout.notes import note_mark
from wenxuan.layout.origin import Origin, origin_of
from wenxuan.layout.roles import words_of
from wenxuan.layout.sheets import sheet_name
from wenxuan.layout.sizes import Geometry, size_in_points
from wenxuan.layout.templates import render, whole
from wenxuan.markup.printed import Numbers, PrintMarkup, picture_address
from wenxuan.metadata import ArticleHead
from wenxuan.model import Article, Publication, Target
from wenxuan.press import PrintDocument

NUMERALS = "0123456789ivxlcdm."
"""What a slot holds while it is laid out, so that the binder knows the glyphs of numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article as its template sees it."""

    head: ArticleHead
    language: str
    level: int
    """Heading level of the title: 2 below a part, else 1."""
    origin: Origin
    body: str
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What begins on a fresh page and can be laid out by itself."""

    kind: str
    """Its template: `print/<kind>.html`."""
    key: str
    """Id of its element, unique in the publication."""
    style: str
    """plain (no folio), front, contents, body or back."""
    view: Any
    """What its template sees."""
    verso: str = ""
    recto: str = ""
    opens: bool = False
    """Begins on a recto whatever comes before."""
    first: bool = False
    """Page 1 is its first page."""
    source: str = ""
    """The file that a fault in it is reported at."""
    article: Article | None = None
    """What it was made from, for the proof."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """A publication ready to be laid out: its pieces in order, and what all of them share."""

    name: str
    pieces: tuple[Piece, ...]
    layout: Layout
    geometry: Geometry
    fonts: FontSet
    folder: Path
    pictures: tuple[str, ...]
    slot: float
    """Width in em of the column of page numbers of the contents."""
    slots: Mapping[str, float]
    """Key of an article to the width in em of a page number that refers into it."""
    shared: Mapping[str, Any]
    """Names of the templates beside the piece."""
    targets: Mapping[str, Target]
    """Where cross references lead."""
    marks: str = ""
    """What stands for the mark of a note that the binder numbers; empty: marks are known."""


def printing(
    publication: Publication,
    layout: Layout,
    geometry: Geometry,
    fonts: FontSet,
    report: Report,
    numbers: Mapping[str, str] | None = None,
    marks: str | None = None,
) -> Printing:
    """All pieces of a publication in the order of the book; `numbers` are those of its imprint."""
    made = Pieces(publication, layout, geometry, fonts, report, marks=marks)
    made.numbers = numbers or {}
    return replace(made.work, pieces=tuple(made.pieces()))


def print_document(
    publication: Publication,
    layout: Layout,
    geometry: Geometry,
    fonts: FontSet,
    report: Report,
    numbers: Mapping[str, str] | None = None,
) -> PrintDocument | None:
    """The whole publication as one document; None when a template fails."""
    work = printing(publication, layout, geometry, fonts, report, numbers, marks="")
    return whole_document(work, report)


def whole_document(work: Printing, report: Report) -> PrintDocument | None:
    """All pieces as one document whose numbers, heads and openings are the style sheet's."""
    html = _html(work, work.pieces, report, one=True)
    css = style_sheet(work, report, one=True)
    return None if html is None or css is None else _document(work, html, css, work.pictures)


def job_document(
    work: Printing, pieces: tuple[Piece, ...], css: str, report: Report
) -> PrintDocument | None:
    """A few pieces as a document that no other piece can change; None when a template fails."""
    alone = tuple(replace(piece, opens=False, first=False) for piece in pieces)
    html = _html(work, alone, report, one=False)
    if html is None:
        return None
    pictures = [name for name in work.pictures if picture_address(name) in html]
    return _document(work, html, css, pictures)


def samples(pieces: tuple[Piece, ...]) -> list[dict[str, str]]:
    """What the last pages of a job show: heads of verso and recto, or folios if it has none."""
    heads = next(({"verso": p.verso, "recto": p.recto} for p in pieces if p.style != "plain"), None)
    name = "sample" if heads else "folio"
    return [
        {"style": f"{name}-{side}", "text": heads[side] if heads else ""}
        for side in ("verso", "recto")
    ]


def _html(work: Printing, pieces: tuple[Piece, ...], report: Report, *, one: bool) -> str | None:
    shown = [] if one else samples(pieces)
    context = {**work.shared, "pieces": pieces, "whole": one, "samples": shown}
    return render(work.layout, "print.html", context, report)


def _document(work: Printing, html: str, css: str, pictures: Iterable[str]) -> PrintDocument:
    files = font_places(work.fonts)
    files |= {f"book:///images/{name}": work.folder / name for name in pictures}
    return PrintDocument(
        name=work.name, html=html, css=css, files=files, sheet=sheet_name(work.layout)
    )


def style_sheet(work: Printing, report: Report, *, one: bool) -> str | None:
    """The style sheet of jobs, or of the whole publication as one document."""
    context = _style(work.layout, work.geometry, work.fonts)
    context["option"] = partial(chosen, work.layout, work.shared["head"])
    context |= {"slot": work.slot, "whole": one, "recto_break": "recto" if one else "page"}
    css = render(work.layout, "print.css", context, report)
    return None if css is None else font_faces_css(work.fonts) + css


def _style(layout: Layout, geometry: Geometry, fonts: FontSet) -> dict[str, Any]:
    """Names of the style sheet: geometry, sizes, colors, faces, lines(n)."""
    return style_names(layout, fonts) | {
        "g": geometry,
        "lines": lambda n: f"{n * geometry.leading:.4f}pt",
        "points": {role: size_in_points(name) for role, name in layout.head.sizes.items()},
        "numerals": NUMERALS,
    }


class Pieces:
    """Makes the pieces of a publication, one or all; `work` is all but the pieces.

    `slots` and `marks` are given when not all of the publication is there.
    """

    def __init__(
        self,
        publication: Publication,
        layout: Layout,
        geometry: Geometry,
        fonts: FontSet,
        report: Report,
        slots: Mapping[str, float] | None = None,
        marks: str | None = None,
    ) -> None:
        self.publication, self.layout = publication, layout
        self.geometry, self.report = geometry, report
        self.numbers: Mapping[str, str] = {}
        self.language = publication.head.language
        self.title = whole(publication.head.title)
        self.work = Printing(
            name=publication.slug,
            pieces=(),
            layout=layout,
            geometry=geometry,
            fonts=fonts,
            folder=publication.folder,
            pictures=publication.pictures,
            slot=slot_width([a.file.stat().st_size for a in publication.articles], geometry),
            slots=slot_widths(stretches(publication), geometry) if slots is None else slots,
            shared=self.shared(),
            targets=publication.targets,
            marks=note_mark(publication, layout) if marks is None else marks,
        )

    def shared(self) -> dict[str, Any]:
        """What every template may name."""
        head = self.publication.head
        return book_names(self.publication, self.layout) | {
            "description": head.description,
            "authors": [c.name for c in head.contributors],
            "series": head.series,
            "publisher": head.publisher,
            "role_word": lambda role: words_of(role, self.layout, self.language)[0],
        }

    def pieces(self) -> Iterator[Piece]:
        """Half title, title page and imprint, front, contents, parts, back."""
        plain: dict[str, Any] = {"style": "plain", "view": None, "verso": self.title}
        yield Piece(kind="half", key="book--half", opens=True, **plain)
        yield Piece(kind="title", key="book--title", opens=True, **plain)
        rows = imprint_rows(self.publication, self.layout, self.numbers)
        yield Piece(kind="imprint", key=IMPRINT, **(plain | {"view": rows}))
        for article in self.publication.front:
            yield self.article(article, style="front", opens=True, verso=self.title)
        yield from self.contents()
        yield from self.parts()
        for i, article in enumerate(self.publication.back):
            yield self.article(article, style="back", opens=i == 0, verso=self.title)

    def contents(self) -> Iterator[Piece]:
        """The list of contents; a long one is several pieces."""
        for number, view in enumerate(divided(groups(self.publication, self.layout)), 1):
            yield Piece(
                kind="contents",
                key="contents" if number == 1 else f"contents-{number}",
                style="contents",
                opens=number == 1,
                verso=self.title,
                recto=self.layout.word("contents", self.language),
                view=view,
            )

    def parts(self) -> Iterator[Piece]:
        """Parts with their articles; page 1 is the first page of the first of them."""
        first = True
        for part in self.publication.parts:
            titled, label = part.title is not None, part_label(part, self.layout, self.language)
            verso = part_head(part, self.layout, self.language) or self.title
            if titled:
                view = {"label": label, "title": part.title}
                yield Piece(
                    kind="part", key=part.key, style="plain", view=view,
                    verso=verso, opens=True, first=first,
                )  # fmt: skip
            for i, article in enumerate(part.articles):
                begins = i == 0
                yield self.article(
                    article,
                    style="body",
                    opens=begins and (titled or first),
                    first=begins and first and not titled,
                    verso=verso,
                    level=2 if titled else 1,
                )
            first = False

    def article(self, article: Article, *, level: int = 1, **what: Any) -> Piece:
        """One article rendered."""
        markup = PrintMarkup(
            article,
            self.publication.targets,
            level=level,
            folder=self.publication.folder,
            geometry=self.geometry,
            report=self.report,
            numbers=Numbers(
                widths=self.work.slots,
                notes=self.work.marks,
                roman=frozenset(a.key for a in self.publication.front),
            ),
        )
        view = ArticleView(
            head=article.head,
            language=article.language,
            level=level,
            origin=origin_of(article),
            body=markup.blocks(article.blocks),
            notes=markup.end_notes(),
        )
        return Piece(
            kind="article",
            key=article.key,
            view=view,
            recto=whole(article.short_title),
            source=article.span.path,
            article=article,
            **what,
        )
