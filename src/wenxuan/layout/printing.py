"""A publication in a layout as one print document: what the templates see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenxuan.diagnostics import Report
from wenxuan.fonts import FontSet, font_faces_css
from wenxuan.layout.imprint import imprint_rows
from wenxuan.layout.loader import Layout
from wenxuan.layout.sizes import Geometry, size_in_points
from wenxuan.layout.templates import chinese, render, whole
from wenxuan.markup.printed import PrintMarkup
from wenxuan.metadata import ArticleHead
from wenxuan.model import Article, Part, Publication
from wenxuan.press import PrintDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An article as its template sees it."""

    key: str
    head: ArticleHead
    language: str
    level: int
    """Heading level of the title: 2 below a part, else 1."""
    verso: str
    recto: str
    opens: bool
    """Begins on a recto whatever comes before."""
    first: bool
    """Page 1 is its first page."""
    origin: str
    body: str
    notes: str


def print_document(
    publication: Publication, layout: Layout, geometry: Geometry, fonts: FontSet, report: Report
) -> PrintDocument | None:
    """HTML, CSS and the list of files; None when a template fails."""
    pieces = _Pieces(publication, layout, geometry, report)
    html = render(layout, "print.html", pieces.context(), report)
    css = render(layout, "print.css", _style(layout, geometry, fonts), report)
    if html is None or css is None:
        return None
    return PrintDocument(
        name=publication.slug,
        html=html,
        css=font_faces_css(fonts, "book:///fonts") + css,
        files=_files(publication, fonts),
    )


def _files(publication: Publication, fonts: FontSet) -> dict[str, Path]:
    files = {f"book:///fonts/{f.head.file}": f.path for f in fonts.files}
    return files | {
        f"book:///images/{name}": publication.folder / name for name in publication.pictures
    }


def _style(layout: Layout, geometry: Geometry, fonts: FontSet) -> dict[str, Any]:
    """Names of the style sheet: geometry, sizes, colors, faces, lines(n)."""
    return {
        "g": geometry,
        "lines": lambda n: f"{n * geometry.leading:.4f}pt",
        "points": {role: size_in_points(name) for role, name in layout.head.sizes.items()},
        "size": {role: f"{size_in_points(name)}pt" for role, name in layout.head.sizes.items()},
        "color": layout.head.colors,
        "face": fonts.css_chain,
    }


class _Pieces:
    """Builds the context of one publication."""

    def __init__(
        self, publication: Publication, layout: Layout, geometry: Geometry, report: Report
    ) -> None:
        self.publication, self.layout = publication, layout
        self.geometry, self.report = geometry, report
        self.language = publication.head.language
        self.title = whole(publication.head.title)

    def context(self) -> dict[str, Any]:
        """Everything that print.html names."""
        head = self.publication.head
        parts = list(self.parts())
        return {
            "head": head,
            "title": self.title,
            "language": self.language,
            "description": head.description,
            "authors": [c.name for c in head.contributors],
            "series": head.series,
            "publisher": head.publisher,
            "people": people(self.publication, self.layout),
            "imprint": imprint_rows(self.publication, self.layout),
            "front": [
                self.piece(a, first=False, opens=True, verso=self.title)
                for a in self.publication.front
            ],
            "parts": parts,
            "back": [
                self.piece(a, first=False, opens=i == 0, verso=self.title)
                for i, a in enumerate(self.publication.back)
            ],
            "contents": list(self.contents()),
            "word": lambda key: self.layout.word(key, self.language),
        }

    def parts(self) -> Iterator[dict[str, Any]]:
        """Parts with their articles; page 1 is the first page of the first of them."""
        first = True
        for part in self.publication.parts:
            title = part.title
            yield {
                "title": title,
                "key": part.key,
                "label": self.label(part),
                "head": self.part_head(part),
                "first": first and title is not None,
                "articles": [
                    self.piece(
                        article,
                        first=first and title is None and i == 0,
                        opens=i == 0 and (title is not None or first),
                        verso=self.part_head(part) if title else self.title,
                        level=2 if title else 1,
                    )
                    for i, article in enumerate(part.articles)
                ],
            }
            first = False

    def label(self, part: Part) -> str:
        """第一辑, unless the title numbers itself or there is but one part."""
        if part.number is None or part.title is None or part.title.startswith("第"):
            return ""
        return self.layout.word("part", self.language).format(chinese(part.number))

    def part_head(self, part: Part) -> str:
        """What the running head and the outline call a part."""
        return "　".join(filter(None, (self.label(part), whole(part.title or ""))))

    def piece(
        self, article: Article, *, first: bool, opens: bool, verso: str, level: int = 1
    ) -> Piece:
        """One article rendered."""
        markup = PrintMarkup(
            article,
            self.publication.targets,
            level=level,
            folder=self.publication.folder,
            geometry=self.geometry,
            report=self.report,
            roman=frozenset(a.key for a in self.publication.front),
        )
        return Piece(
            key=article.key,
            head=article.head,
            language=article.language,
            level=level,
            verso=verso,
            recto=whole(article.short_title),
            opens=opens,
            first=first,
            origin=origin(article),
            body=markup.blocks(article.blocks),
            notes=markup.end_notes(),
        )

    def contents(self) -> Iterator[dict[str, Any]]:
        """Groups of entries: front matter, each part, back matter."""
        yield self.group(self.publication.front, roman=True)
        for part in self.publication.parts:
            yield self.group(part.articles, title=part.title, key=part.key, label=self.label(part))
        yield self.group(self.publication.back, back=True)

    def group(self, articles: tuple[Article, ...], **what: object) -> dict[str, Any]:
        """Entries under a part title, or of the front or back matter."""
        usual = _usual_author(self.publication)
        entries = [_entry(article, usual) for article in articles]
        plain = {"title": None, "key": "", "label": "", "roman": False, "back": False}
        return {**plain, **what, "entries": entries}


def _entry(article: Article, usual: str) -> dict[str, str]:
    authors = "　".join(author.name for author in article.head.authors)
    return {
        "key": article.key,
        "title": article.head.title,
        "authors": "" if authors == usual else authors,
    }


def _usual_author(publication: Publication) -> str:
    """The author of nine articles in ten, whom the contents need not repeat; else empty."""
    names = Counter("　".join(x.name for x in a.head.authors) for a in publication.articles)
    name, count = names.most_common(1)[0]
    return name if count * 10 >= len(publication.articles) * 9 else ""


def origin(article: Article) -> str:
    """Source and date: `《…日报》　2020年2月27日`."""
    head = article.head
    day = head.date or (head.source and head.source.date)
    date = f"{day.year}年{day.month}月{day.day}日" if day else ""
    return "　".join(filter(None, (head.source.name if head.source else "", date)))


def people(publication: Publication, layout: Layout) -> list[dict[str, str]]:
    """Lines of the title page: names with what they did."""
    lines: dict[str, list[str]] = {}
    for contributor in publication.head.contributors:
        role = contributor.role
        if role in layout.head.words["zh-Hans"]:
            role = layout.word(role, publication.head.language)
        lines.setdefault(role, []).append(contributor.name)
    return [{"names": "　".join(names), "role": role} for role, names in lines.items()]
