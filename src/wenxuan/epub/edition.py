"""The EPUB edition of a publication, from model to bytes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from wenxuan.diagnostics import Report, Span
from wenxuan.epub.accessibility import accessibility
from wenxuan.epub.container import Resource, Spool, pack
from wenxuan.epub.copies import TEXT, PrintPage
from wenxuan.epub.documents import Book
from wenxuan.epub.drawings import raster
from wenxuan.epub.embedding import Style, chosen, font_resources, style, typefaces
from wenxuan.epub.faces import Cascade
from wenxuan.epub.facts import survey
from wenxuan.epub.formes import base_key
from wenxuan.epub.images import fitted
from wenxuan.epub.keeping import Keeper
from wenxuan.epub.leaves import STYLE, homes, leaves, picture_names
from wenxuan.epub.navigation import contents, landmarks, ncx
from wenxuan.epub.package import Facts, package
from wenxuan.epub.pagelist import Mark
from wenxuan.epub.rendering import Rendering, Texts
from wenxuan.fonts import FontSet
from wenxuan.gate import shown
from wenxuan.layout.credits import part_head
from wenxuan.layout.loader import Layout
from wenxuan.model import Publication
from wenxuan.pictures import media_type

_USUAL = ("blank", "title", "imprint", "contents")
"""Kinds of pages that every book has and that begin with none of its text."""
_COVERS = ((b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"))


def make_epub(  # noqa: PLR0913 -- all that an edition is made of
    publication: Publication,
    layout: Layout,
    fonts: FontSet,
    cover: bytes | None,
    modified: datetime,
    report: Report,
    pages: Sequence[PrintPage] = (),
    *,
    keeper: Keeper | None = None,
) -> bytes | None:
    """The EPUB, the same bytes for the same arguments; None when the report has why.

    `cover` is a PNG or JPEG picture, `modified` an aware datetime, `pages` are those of the print
    edition of the same build: with none there is no page-list. `keeper` may have the documents of
    earlier builds, and gets those made now. Documents wait on disk and pictures are read one by
    one. Raises OSError when a picture or font can no longer be read, ValueError for a font that
    its manifest disowns.
    """
    suffix = _cover_suffix(cover, publication, report)
    if cover is not None and suffix is None:
        return None
    book = _book(publication, layout, f"images/cover{suffix}" if suffix else "")
    families = tuple(f.head.family for f in fonts.files)
    css = style(layout, fonts, families, report, publication.head)
    if css is None:
        return None
    with Spool() as spool:
        work = Rendering(
            book=book,
            cascade=Cascade(css, fonts),
            spool=spool,
            fonts=fonts,
            report=report,
            keeper=keeper,
            base=base_key(book, css, fonts) if keeper is not None else "",
        )
        texts = work.texts(pages, {family: typefaces((family,)) for family in families})
        sheet = _sheet(book, texts, fonts, report) if texts else None
        if texts is None or sheet is None:
            return None
        _tell(texts.pages, publication, report)
        resources = tuple(_resources(book, texts, sheet, fonts, cover, keeper))
        facts = _facts(book, texts, sheet, modified)
        target = io.BytesIO()
        pack(resources, package(facts, resources), modified, target)
    return target.getvalue()


def _cover_suffix(cover: bytes | None, publication: Publication, report: Report) -> str | None:
    suffix = next((s for magic, s in _COVERS if cover and cover.startswith(magic)), None)
    if cover is not None and suffix is None:
        span = Span(shown(publication.folder / "publication.yaml"))
        report.add("EPB001", span, problem="cover: PNG, JPEG")
    return suffix


def _book(publication: Publication, layout: Layout, cover: str) -> Book:
    spine = leaves(publication, cover=bool(cover))
    files = homes(spine)
    language = publication.head.language
    called = partial(part_head, layout=layout, language=language)
    return Book(
        publication=publication,
        layout=layout,
        leaves=spine,
        entries=contents(spine, files, called),
        landmarks=landmarks(spine, layout, language),
        pictures=picture_names(publication),
        files=files,
        cover=cover,
    )


def _sheet(book: Book, texts: Texts, fonts: FontSet, report: Report) -> Style | None:
    characters = chosen(texts.uses, texts.headings, book.option("epub_fonts") or "embed")
    css = style(book.layout, fonts, tuple(characters), report, book.publication.head)
    return None if css is None else Style(css=css, characters=characters)


def _facts(book: Book, texts: Texts, sheet: Style, modified: datetime) -> Facts:
    folder, found = book.publication.folder, survey(book.publication)
    return Facts(
        publication=book.publication,
        modified=modified,
        languages=found.languages,
        accessibility=accessibility(
            book.publication.head.language,
            found,
            {name: partial((folder / name).read_bytes) for name in book.pictures},
            cover=bool(book.cover),
            pages=bool(texts.pages),
        ),
        landmarks=book.landmarks,
        cover="cover-image" if book.cover else "",
        fonts=bool(sheet.characters),
        paginated=bool(texts.pages),
        conformance=book.option("epub_conformance"),
    )


def _resources(
    book: Book,
    texts: Texts,
    sheet: Style,
    fonts: FontSet,
    cover: bytes | None,
    keeper: Keeper | None,
) -> Iterator[Resource]:
    yield from texts.resources
    yield Resource(
        id="ncx",
        href="toc.ncx",
        media_type="application/x-dtbncx+xml",
        data=ncx(book.publication, book.entries, texts.pages),
    )
    yield Resource(id="style", href=STYLE, media_type="text/css", data=sheet.css.encode())
    if cover is not None:
        yield Resource(
            id="cover-image",
            href=book.cover,
            media_type=media_type(book.cover) or "",
            data=cover,
            properties=("cover-image",),
        )
    yield from _pictures(book, fonts, keeper)
    yield from font_resources(fonts, sheet.characters, keeper)


def _pictures(book: Book, fonts: FontSet, keeper: Keeper | None) -> Iterator[Resource]:
    for n, (name, href) in enumerate(book.pictures.items(), start=1):
        file, kind = book.publication.folder / name, media_type(href) or ""
        same = kind == media_type(name)
        make = partial(fitted, file, keeper) if same else partial(raster, file, fonts, keeper)
        yield Resource(id=f"i{n:03}", href=href, media_type=kind, data=make)


def _tell(pages: Sequence[Mark], publication: Publication, report: Report) -> None:
    """Say how many pages have their exact place, and which have none, by kind.

    A book in which only the usual pages have none needs no word.
    """
    if all(mark.kind in (TEXT, *_USUAL) for mark in pages):
        return
    others: dict[str, list[str]] = {}
    for mark in pages:
        if mark.kind != TEXT:
            others.setdefault(mark.kind, []).append(mark.label)
    exact = Counter(mark.kind for mark in pages)[TEXT]
    rest = "; ".join(f"{kind} {', '.join(labels)}" for kind, labels in sorted(others.items()))
    span = Span(shown(publication.folder / "publication.yaml"))
    report.add("EPB002", span, exact=exact, pages=len(pages), rest=rest or "-")
