"""Every character of a publication against the fonts, before anything is laid out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Severity, Span
from wenxuan.fonts import FontSet, check_coverage, check_files, load_fonts
from wenxuan.model import (
    Article,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Picture,
    Publication,
    Ruby,
    Text,
    walk,
)
from wenxuan.pictures import media_type, svg_text

_MOST = 24
"""Characters named in one finding."""


def fonts_of(publication: Publication, report: Report) -> FontSet | None:
    """The fonts of a publication, each proven to be the manifest's, and all its characters."""
    language, span = publication.head.language, publication.place("language")
    try:
        fonts = load_fonts(language)
    except (OSError, ValueError) as error:
        report.add("FNT006", span, problem=str(error))
        return None
    if not fonts.own:
        report.add("FNT004", span, language=language)
    errors = report.count(Severity.ERROR)
    check_files(fonts, span, report)
    if report.count(Severity.ERROR) == errors:
        check_fonts(publication, fonts, report)
    return fonts


def check_fonts(publication: Publication, fonts: FontSet, report: Report) -> None:
    """Report characters without a glyph, each where it stands in its source.

    All roles have the same characters, for every chain ends in the same faces; what the faces of
    the text do not have themselves is told once for each article.
    """
    met: set[int] = set()
    lacking: set[int] = set()
    borrowed: set[int] = set()
    for texts in (publication.head_texts, *map(_texts, publication.articles)):
        used = set(map(ord, set().union(*(run for _, run in texts))))
        more, absent = fonts.beyond("song", used - met)
        met |= used
        borrowed |= more
        lacking |= absent
        if used & lacking and not fonts.own:
            _tell_absent(texts, publication, fonts, report)
        elif used & lacking:
            check_coverage(texts, fonts, report, "song")
        if strange := used & borrowed:
            _tell_strange(texts, strange, report)
    light = fonts.light("song", met) | fonts.light("hei", met)
    _tell_light(_titles(publication), light, report)
    for article in publication.articles:
        _tell_light(_heavy(article), light, report)
        _check_drawings(publication, article, fonts, report)


def _tell_absent(
    texts: Iterable[tuple[Span, str]], publication: Publication, fonts: FontSet, report: Report
) -> None:
    """Report once what a language without faces lacks: its first place, and how much there is."""
    found = Report()
    check_coverage(texts, fonts, found, "song")
    head = publication.head
    left = head.editions == ("epub",) and head.options.get("epub_fonts") == "none"
    first = next(iter(found), None)
    if first is not None:
        character = dict(first.arguments)["character"]
        count = sum(len(str(dict(d.arguments)["character"])) for d in found)
        report.add("FNT008" if left else "FNT007", first.span, count=count, character=character,
                   language=head.language)  # fmt: skip


def _tell_strange(texts: Iterable[tuple[Span, str]], strange: set[int], report: Report) -> None:
    """Report where characters that only faces of another kind have stand for the first time."""
    for span, run in texts:
        for i, character in enumerate(run):
            if ord(character) in strange:
                strange.remove(ord(character))
                code = f"{ord(character):04X}"
                report.add("FNT003", span.right(i), character=character, code=code)


def _tell_light(texts: Iterable[tuple[Span, str]], light: frozenset[int], report: Report) -> None:
    """Report once what the bold faces lack, at its first place."""
    found: dict[str, Span] = {}
    for span, run in texts:
        for i, character in enumerate(run):
            if ord(character) in light:
                found.setdefault(character, span.right(i))
    if found:
        words = "".join(found)
        shown = words if len(words) <= _MOST else f"{words[:_MOST]}…"
        report.add("FNT009", next(iter(found.values())), characters=shown)


def _titles(publication: Publication) -> Iterator[tuple[Span, str]]:
    """What the title page, part pages and the cover set in bold."""
    titles = {publication.head.title, *(part.title for part in publication.parts)}
    yield from ((span, text) for span, text in publication.head_texts if text in titles)


def _heavy(article: Article) -> Iterator[tuple[Span, str]]:
    """The title of an article, its headings and its bold text."""
    yield from ((span, text) for span, text in article.head_texts if text == article.head.title)
    for node in (*walk(article.blocks), *walk(article.notes)):
        if isinstance(node, Heading) or (isinstance(node, Emphasis) and node.strong):
            yield from ((n.span, n.text) for n in walk(node.runs) if isinstance(n, Text))


def _texts(article: Article) -> list[tuple[Span, str]]:
    return [*article.head_texts, *_runs(article)]


def _check_drawings(
    publication: Publication, article: Article, fonts: FontSet, report: Report
) -> None:
    """The text of SVG pictures: a character without a glyph is told where the picture is called."""
    for node in (*walk(article.blocks), *walk(article.notes)):
        if not isinstance(node, Picture) or media_type(node.file) != "image/svg+xml":
            continue
        place = Phrase(f" in {node.file}", f"，见 {node.file}")
        for character in dict.fromkeys(svg_text((publication.folder / node.file).read_bytes())):
            check_coverage([(node.span, character)], fonts, report, "song", place)


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
