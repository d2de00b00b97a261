"""Offprints (抽印本): each article as a PDF of its own, with a title strip and its own folios."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from wenxuan.diagnostics import Report
from wenxuan.finishing import Facts
from wenxuan.fonts import FontSet
from wenxuan.layout.beside import beside
from wenxuan.layout.loader import Layout
from wenxuan.layout.origin import origin_of
from wenxuan.layout.sizes import Geometry
from wenxuan.layout.templates import whole
from wenxuan.model import Article, Publication
from wenxuan.press import draw, lay_out
from wenxuan.printkit.lettering import cut_font
from wenxuan.printkit.typefaces import typeface


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """An article and where it stands in the book."""

    article: Article
    begin: int
    """0-based first page."""
    end: int
    """0-based page after the last."""
    first: str
    """Its first and last folio, as printed."""
    last: str


def extracts(
    publication: Publication, anchors: Mapping[str, int], pages: int, facts: Facts
) -> tuple[Extract, ...]:
    """Every article with its pages; an article ends where the next article or part begins."""
    starts = {a.key: anchors[a.key] for a in publication.articles if a.key in anchors}
    parts = {anchors[p.key] for p in publication.parts if p.title and p.key in anchors}
    borders = sorted({*starts.values(), *parts, pages})
    found = []
    for article in publication.articles:
        if article.key in starts:
            begin = starts[article.key]
            end = next(border for border in borders if border > begin) if begin < pages else begin
            found.append(
                Extract(
                    article=article,
                    begin=begin,
                    end=end,
                    first=folio(begin, facts.body_page),
                    last=folio(end - 1, facts.body_page),
                )
            )
    return tuple(found)


def folio(page: int, body_page: int) -> str:
    """The printed number of a 0-based page: roman before the body."""
    if page >= body_page:
        return str(page - body_page + 1)
    number, text = page + 1, ""
    for value, sign in ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        while number >= value:
            text, number = text + sign, number - value
    return text


def offprints(  # noqa: PLR0913, PLR0917 -- what a publication is at the press
    data: bytes,
    publication: Publication,
    layout: Layout,
    geometry: Geometry,
    fonts: FontSet,
    anchors: Mapping[str, int],
    facts: Facts,
    report: Report,
) -> dict[str, bytes]:  # fmt: skip
    """File name to PDF for each article, cut from an edition whose pages have trim size.

    Blank pages at the end are left out; links that lead out of the article are removed, and so is
    the structure: an offprint is a copy to hand round, not the accessible edition.
    """
    with pikepdf.open(io.BytesIO(data)) as book:
        _loosen(book)
        pieces = extracts(publication, anchors, len(book.pages), facts)
        strips = _strips(pieces, publication, layout, geometry, fonts, report)
        if strips is None:
            return {}
        with pikepdf.open(io.BytesIO(strips)) as drawn:
            return {
                f"{publication.slug}-{i:02d}-{piece.article.key}.pdf": _cut(
                    book, drawn, i - 1, piece, facts
                )
                for i, piece in enumerate(pieces, start=1)
            }


def _strips(
    pieces: tuple[Extract, ...],
    publication: Publication,
    layout: Layout,
    geometry: Geometry,
    fonts: FontSet,
    report: Report,
) -> bytes | None:
    """One page for each article that bears its strip and nothing else."""
    rows = [
        {
            "title": whole(p.article.head.title),
            "first": p.first,
            "last": p.last,
            "origin": origin_of(p.article).line,
        }
        for p in pieces
    ]
    source = beside("strip", publication, layout, fonts, report, pieces=rows, g=geometry)
    laid = lay_out(source, report) if source else None
    return draw(laid, publication.slug, report, tagged=False) if laid else None


def _cut(
    book: pikepdf.Pdf, strips: pikepdf.Pdf, number: int, piece: Extract, facts: Facts
) -> bytes:
    with pikepdf.new() as made:
        made.pages.extend(book.pages[piece.begin : _last_filled(book, piece) + 1])
        first = made.pages[0]
        form = made.copy_foreign(strips.pages[number].as_form_xobject())
        name = first.add_resource(form, Name.XObject, Name.WxStrip)
        # The press turns the page's axes over and does not turn them back.
        first.contents_add(made.make_stream(b"q\n"), prepend=True)
        first.contents_add(made.make_stream(f"\nQ q {name} Do Q\n".encode()), prepend=False)
        style = Name.r if piece.begin < facts.body_page else Name.D
        start = piece.begin + 1 - (0 if style == Name.r else facts.body_page)
        made.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=style, St=start)]))
        made.Root.Lang = piece.article.language
        made.docinfo["/Title"] = whole(piece.article.head.title)
        made.docinfo["/Author"] = "; ".join(a.name for a in piece.article.head.authors)
        made.docinfo["/Producer"] = "wenxuan"
        made.remove_unreferenced_resources()
        _cut_fonts(made)
        buffer = io.BytesIO()
        made.save(
            buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
        return buffer.getvalue()


def _last_filled(book: pikepdf.Pdf, piece: Extract) -> int:
    """The last page of an article that shows text or a picture."""
    for i in range(piece.end - 1, piece.begin, -1):
        names = {str(x.operator) for x in pikepdf.parse_content_stream(book.pages[i])}
        if names & {"Tj", "TJ", "Do"}:
            return i
    return piece.begin


def _loosen(book: pikepdf.Pdf) -> None:
    """Pages that can be taken out: links to the web stay, other ties to the book go."""
    for key in ("/Names", "/Dests", "/Outlines", "/StructTreeRoot"):
        if key in book.Root:
            del book.Root[key]
    for page in book.pages:
        for key in ("/StructParents", "/Tabs"):
            if key in page.obj:
                del page.obj[key]
        notes = page.obj.get("/Annots", ())
        kept = [n for n in notes if n.get("/A", Dictionary()).get("/S") == Name.URI]
        for note in kept:
            if "/StructParent" in note:
                del note["/StructParent"]
        page.obj.Annots = Array(kept)


def _cut_fonts(made: pikepdf.Pdf) -> None:
    """Leave out the outlines that no page of the offprint shows."""
    shown: dict[tuple[int, int], tuple[pikepdf.Object, set[int]]] = {}
    for page in made.pages:
        _collect(page, page.obj.get("/Resources", Dictionary()), shown, 0)
    files: dict[tuple[int, int], tuple[pikepdf.Object, set[int]]] = {}
    for font, codes in shown.values():
        if typeface(font).wide and typeface(font).straight:
            program = font.DescendantFonts[0].FontDescriptor.get("/FontFile2")
            if program is not None:
                files.setdefault(program.objgen, (program, set()))[1].update(codes)
    for program, codes in files.values():
        if isinstance(program, pikepdf.Stream):
            program.write(cut_font(program.read_bytes(), codes))


def _collect(
    source: pikepdf.Object | pikepdf.Page,
    resources: pikepdf.Object,
    shown: dict[tuple[int, int], tuple[pikepdf.Object, set[int]]],
    depth: int,
) -> None:
    """The codes that a stream and its forms show in each font."""
    fonts, forms = resources.get("/Font", Dictionary()), resources.get("/XObject", Dictionary())
    codes: set[int] = set()
    for instruction in pikepdf.parse_content_stream(source):
        name, v = str(instruction.operator), list(instruction.operands)
        if name == "Tf" and str(v[0]) in fonts:
            font = fonts[str(v[0])]
            codes = shown.setdefault(font.objgen, (font, set()))[1]
        elif name in ("Tj", "TJ"):
            pieces = v[0] if name == "TJ" else v
            for piece in pieces:
                if isinstance(piece, pikepdf.String):
                    data = bytes(piece)
                    codes |= {data[i] << 8 | data[i + 1] for i in range(0, len(data) - 1, 2)}
        elif name == "Do" and depth < 8:
            form = forms.get(str(v[0]))
            if form is not None and form.get("/Subtype") == Name.Form:
                _collect(form, form.get("/Resources", resources), shown, depth + 1)
