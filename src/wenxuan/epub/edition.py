"""The EPUB edition of a publication, from model to bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from wenxuan.diagnostics import Report, Span
from wenxuan.epub.accessibility import accessibility
from wenxuan.epub.container import Resource, pack
from wenxuan.epub.documents import Book, Document, document
from wenxuan.epub.faces import Cascade, merged
from wenxuan.epub.leaves import STYLE, Leaf, leaves, picture_names
from wenxuan.epub.navigation import contents, landmarks, ncx
from wenxuan.epub.package import Facts, package
from wenxuan.fonts import FontFile, FontSet, subset
from wenxuan.gate import shown
from wenxuan.layout.loader import Layout
from wenxuan.layout.templates import render
from wenxuan.model import Publication
from wenxuan.pictures import media_type

FONT_TYPE = "application/vnd.ms-opentype"
"""Media type of TrueType files that all checkers and reading systems accept."""
_COVERS = ((b"\x89PNG\r\n\x1a\n", ".png"), (b"\xff\xd8\xff", ".jpg"))
_GENERIC = {"song": "serif", "hei": "sans-serif", "kai": "serif", "mono": "monospace"}
# Faces of reading systems that a role falls back to before the generic family.
_SYSTEM = {"kai": ("Kaiti SC", "STKaiti", "KaiTi")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    """The style sheet and the subsets that it names."""

    css: str
    characters: Mapping[str, set[str]]


def make_epub(
    publication: Publication,
    layout: Layout,
    fonts: FontSet,
    cover: bytes | None,
    modified: datetime,
    report: Report,
) -> bytes | None:
    """The EPUB as bytes, the same for the same arguments; None when the report has why.

    `cover` is a PNG or JPEG picture, `modified` an aware datetime. Raises OSError when a
    picture or font can no longer be read, ValueError for a font that its manifest disowns.
    """
    suffix = _cover_suffix(cover, publication, report)
    if cover is not None and suffix is None:
        return None
    book = _book(publication, layout, f"images/cover{suffix}" if suffix else "")
    made = _documents(book, fonts, report)
    if made is None:
        return None
    texts, style = made
    pictures = {name: (publication.folder / name).read_bytes() for name in publication.pictures}
    resources = (
        *texts,
        Resource(
            id="ncx",
            href="toc.ncx",
            media_type="application/x-dtbncx+xml",
            data=ncx(publication, book.entries),
        ),
        Resource(id="style", href=STYLE, media_type="text/css", data=style.css.encode()),
        *_cover(book, cover),
        *_pictures(book, pictures),
        *_fonts(fonts, style.characters),
    )
    facts = Facts(
        publication=publication,
        modified=modified,
        accessibility=accessibility(publication, pictures, cover=cover is not None),
        landmarks=book.landmarks,
        cover="cover-image" if cover else "",
        fonts=bool(style.characters),
    )
    return pack(resources, package(facts, resources), modified)


def _cover_suffix(cover: bytes | None, publication: Publication, report: Report) -> str | None:
    suffix = next((s for magic, s in _COVERS if cover and cover.startswith(magic)), None)
    if cover is not None and suffix is None:
        report.add(
            "EPB001",
            Span(shown(publication.folder / "publication.yaml")),
            problem="cover: PNG, JPEG",
        )
    return suffix


def _book(publication: Publication, layout: Layout, cover: str) -> Book:
    spine = leaves(publication, cover=bool(cover))
    return Book(
        publication=publication,
        layout=layout,
        leaves=spine,
        entries=contents(spine),
        landmarks=landmarks(spine, layout, publication.head.language),
        pictures=picture_names(publication),
        files={leaf.article.key: leaf.file for leaf in spine if leaf.article},
        cover=cover,
    )


def _documents(
    book: Book, fonts: FontSet, report: Report
) -> tuple[tuple[Resource, ...], _Style] | None:
    """All documents and their style; the imprint is made again when the faces are known."""
    css = _css(book.layout, fonts, tuple(f.head.family for f in fonts.files), report)
    if css is None:
        return None
    cascade = Cascade(css, fonts)
    texts: dict[str, Resource] = {}
    uses: dict[str, dict[str, set[str]]] = {}

    def make(leaf: Leaf, faces: Sequence[str] = ()) -> None:
        made = document(leaf, book, report, faces=faces)
        if made is not None:
            texts[leaf.id], uses[leaf.id] = _text(made), cascade.uses(made.root)

    for leaf in book.leaves:
        make(leaf)
    if len(texts) < len(book.leaves):
        return None
    named = tuple(dict.fromkeys(_typeface(family) for family in merged(uses.values(), fonts)))
    for leaf in book.leaves:
        if leaf.kind == "imprint":
            make(leaf, named)
    characters = merged(uses.values(), fonts)
    final = _css(book.layout, fonts, tuple(characters), report)
    if final is None:
        return None
    return tuple(texts.values()), _Style(css=final, characters=characters)


def _typeface(family: str) -> str:
    return family.removesuffix(" Bold").removesuffix(" Italic")


def _css(layout: Layout, fonts: FontSet, families: Sequence[str], report: Report) -> str | None:
    """The layout's style sheet; `face(role)` names only families that are embedded."""
    faces = [
        {"family": file.head.family, "file": f"fonts/{file.head.file}", "style": file.head.style,
         "weight": "bold" if file.head.weight >= 600 else "normal"}
        for file in fonts.files
        if file.head.family in families
    ]  # fmt: skip
    context = {"face": partial(_chain, fonts, frozenset(families)), "faces": faces}
    return render(layout, STYLE, context, report)


def _chain(
    fonts: FontSet, families: frozenset[str], role: str, *, bold: bool = False, italic: bool = False
) -> str:
    chain = [n for n in fonts.chain(role, bold=bold, italic=italic) if n in families]
    names = ", ".join(f'"{name}"' for name in (*chain, *_SYSTEM.get(role, ())))
    generic = _GENERIC.get(role, "serif")
    return f"{names}, {generic}" if names else generic


def _text(made: Document) -> Resource:
    return Resource(
        id=made.leaf.id,
        href=made.leaf.file,
        media_type="application/xhtml+xml",
        data=made.data,
        properties=made.properties,
        spine=True,
    )


def _cover(book: Book, cover: bytes | None) -> Iterator[Resource]:
    if cover is not None:
        kind = media_type(book.cover) or ""
        yield Resource(
            id="cover-image",
            href=book.cover,
            media_type=kind,
            data=cover,
            properties=("cover-image",),
        )


def _pictures(book: Book, data: Mapping[str, bytes]) -> Iterator[Resource]:
    for n, (name, href) in enumerate(book.pictures.items(), start=1):
        yield Resource(id=f"i{n:03}", href=href, media_type=media_type(name) or "", data=data[name])


def _fonts(fonts: FontSet, characters: Mapping[str, set[str]]) -> Iterator[Resource]:
    files = [fonts.family(family) for family in characters]
    for n, file in enumerate(files, start=1):
        data = subset(file, sorted(characters[file.head.family]))
        yield Resource(id=f"f{n}", href=f"fonts/{file.head.file}", media_type=FONT_TYPE, data=data)
    for n, text in enumerate(_licenses(files), start=1):
        data = (fonts.folder / text).read_bytes()
        yield Resource(id=f"license-{n}", href=f"fonts/{text}", media_type="text/plain", data=data)


def _licenses(files: Sequence[FontFile]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(file.head.license_file for file in files))
