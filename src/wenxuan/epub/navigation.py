"""The ways into an EPUB: contents, landmarks, and the NCX for old reading systems."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from wenxuan.epub.leaves import NAV, Leaf, anchor
from wenxuan.epub.pagelist import Mark
from wenxuan.layout.loader import Layout
from wenxuan.layout.templates import whole
from wenxuan.model import Article, Heading, Part, Publication, plain

_NCX = "http://www.daisy.org/z3986/2005/ncx/"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the contents."""

    label: str
    file: str
    """Path within the package's folder."""
    anchor: str = ""
    kind: str = "article"
    """part, article or section."""
    language: str = ""
    children: tuple[Entry, ...] = ()

    @property
    def href(self) -> str:
        """The URL from the package's folder, where the contents lie."""
        return f"{self.file}#{self.anchor}" if self.anchor else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A place that reading systems know by its kind; `guide` is its EPUB 2 name."""

    kind: str
    href: str
    label: str
    guide: str


LINES = 1500
"""Lines above which the contents name articles only: e-readers choke on longer ones."""
DETAILED = 300
"""Lines up to which the contents name the sections inside sections, too."""


def contents(
    leaves: Sequence[Leaf], files: Mapping[str, str], called: Callable[[Part], str]
) -> tuple[Entry, ...]:
    """Parts with their articles, articles with their sections, in reading order.

    `files` has the documents of what does not stand in its article's first; `called` says what
    a part is called. Those of a short book name sections inside sections, too; those of a very big
    one stop at the articles.
    """
    entries = _entries(leaves, files, called)
    if sum(map(_lines, entries)) <= DETAILED:
        return entries
    entries = tuple(map(_flat, entries))
    return entries if sum(map(_lines, entries)) <= LINES else tuple(map(_short, entries))


def _lines(entry: Entry) -> int:
    return 1 + sum(map(_lines, entry.children))


def _flat(entry: Entry) -> Entry:
    """An entry without the sections inside sections."""
    inner = () if entry.kind == "section" else tuple(map(_flat, entry.children))
    return replace(entry, children=inner)


def _short(entry: Entry) -> Entry:
    inner = tuple(_short(child) for child in entry.children) if entry.kind == "part" else ()
    return replace(entry, children=inner)


def _entries(
    leaves: Sequence[Leaf], files: Mapping[str, str], called: Callable[[Part], str]
) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    open_: tuple[Leaf, list[Entry]] | None = None
    for leaf in leaves:
        if leaf.part is not None:
            entries += _closed(open_, called)
            open_ = (leaf, [])
        elif leaf.article is not None and leaf.chunk == 1:
            entry = _article(leaf, leaf.article, files)
            if open_ is not None and leaf.article in (
                open_[0].part.articles if open_[0].part else ()
            ):
                open_[1].append(entry)
            else:
                entries += [*_closed(open_, called), entry]
                open_ = None
    return (*entries, *_closed(open_, called))


def _closed(
    part: tuple[Leaf, list[Entry]] | None, called: Callable[[Part], str]
) -> list[Entry]:
    if part is None:
        return []
    leaf, articles = part
    title = called(leaf.part) if leaf.part else ""
    return [Entry(label=title, file=leaf.file, kind="part", children=tuple(articles))]


def _article(leaf: Leaf, article: Article, files: Mapping[str, str]) -> Entry:
    sections: list[Entry] = []
    for block in article.blocks:
        if not isinstance(block, Heading) or block.level > 3:
            continue
        entry = Entry(
            label=plain(block.runs),
            file=files.get(f"{article.key}--{block.id}", leaf.file),
            anchor=anchor(f"{article.key}--{block.id}"),
            kind="section",
        )
        if block.level == 3 and sections:
            above = sections[-1]
            entry, _ = replace(above, children=(*above.children, entry)), sections.pop()
        sections.append(entry)
    return Entry(
        label=whole(article.short_title),
        file=leaf.file,
        language=article.language,
        children=tuple(sections),
    )


def landmarks(leaves: Sequence[Leaf], layout: Layout, language: str) -> tuple[Landmark, ...]:
    """Cover, title page, imprint, contents and the beginning of the body, where there are any."""
    first = {leaf.kind: leaf for leaf in reversed(leaves)}
    start = next((leaf for leaf in leaves if leaf.matter == "body"), None)
    rows = (
        ("cover", first.get("cover"), "cover", "cover"),
        ("titlepage", first.get("title"), "title_page", "title-page"),
        ("copyright-page", first.get("imprint"), "imprint", "copyright-page"),
        ("toc", first.get("nav"), "contents", "toc"),
        ("bodymatter", start, "start", "text"),
    )
    return tuple(
        Landmark(
            kind=kind,
            href=f"{NAV}#toc" if kind == "toc" else leaf.file,
            label=layout.word(word, language),
            guide=guide,
        )
        for kind, leaf, word, guide in rows
        if leaf is not None
    )


_NCX_DEPTH = 2
"""Levels that Kindle nests (Kindle Publishing Guidelines 2019.2)."""


def ncx(publication: Publication, entries: Sequence[Entry], pages: Sequence[Mark] = ()) -> bytes:
    """The NCX (OPF 2.0.1 §2.4.1): the contents in two levels, and the pages of print."""
    language = publication.head.language
    attributes = {"version": "2005-1", _XML_LANG: language}
    root = etree.Element(f"{{{_NCX}}}ncx", attributes, nsmap={None: _NCX})  # type: ignore[dict-item]
    head = _sub(root, "head")
    numbers = [int(mark.label) for mark in pages if mark.label.isdecimal()]
    for name, value in (
        ("dtb:uid", publication.identifier),
        ("dtb:depth", str(min(_NCX_DEPTH, _depth(entries)))),
        ("dtb:totalPageCount", str(len(pages))),
        ("dtb:maxPageNumber", str(max(numbers, default=0))),
    ):
        _sub(head, "meta", name=name, content=value)
    _sub(_sub(root, "docTitle"), "text").text = whole(publication.head.title)
    order = iter(range(1, 10_000_000))
    _points(_sub(root, "navMap"), entries, order, _NCX_DEPTH)
    if pages:
        _targets(_sub(root, "pageList", id="pages", **{"class": "pagelist"}), pages, order)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _points(
    parent: etree._Element, entries: Sequence[Entry], order: Iterator[int], levels: int
) -> None:
    for entry in entries:
        number = next(order)
        point = _sub(parent, "navPoint", id=f"n{number}", playOrder=str(number))
        _sub(_sub(point, "navLabel"), "text").text = entry.label
        _sub(point, "content", src=entry.href)
        if levels > 1:
            _points(point, entry.children, order, levels - 1)


def _targets(parent: etree._Element, pages: Sequence[Mark], order: Iterator[int]) -> None:
    for mark in pages:
        number = next(order)
        kind = "normal" if mark.label.isdecimal() else "front"
        value = {"value": mark.label} if mark.label.isdecimal() else {}
        target = _sub(
            parent, "pageTarget", id=f"n{number}", type=kind, playOrder=str(number), **value
        )
        _sub(_sub(target, "navLabel"), "text").text = mark.label
        _sub(target, "content", src=mark.href)


def _sub(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_NCX}}}{tag}", attributes)


def _depth(entries: Sequence[Entry]) -> int:
    return max((1 + _depth(entry.children) for entry in entries), default=0)
