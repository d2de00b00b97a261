"""What an EPUB's text is besides its characters: readings, emphasis, links, lists, tables, heads.

The model's nodes and the elements of the documents are told as two rows of the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from urllib.parse import unquote, urldefrag

from lxml import etree

from wenxuan import model as m
from wenxuan.checks.ebook_reading import TYPE, Ebook, Fault, H, found, has
from wenxuan.checks.ebook_text import article_documents, shown, source_text

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LONG = 12

Row = Iterator[tuple[str, ...]]
"""Names of marks, each with what it says."""


def marks(book: Ebook, publication: m.Publication) -> Iterator[Fault]:
    """Every mark of every article is in the book, in order, and no other."""
    for article, sections in zip(publication.articles, article_documents(book), strict=False):
        teller = _Teller(publication, article.language)
        wanted = list(teller.blocks(article.blocks))
        have = [row for section in sections for row in _Reader(book).inside(section)]
        for one, two in zip_longest(wanted, have, fillvalue=("",)):
            if one != two:
                yield "EPB019", article.file.name, {
                    "name": article.file.name, "wanted": " ".join(one), "found": " ".join(two),
                }  # fmt: skip
                break
        yield from _languages(article, sections)


def _languages(article: m.Article, sections: list[etree._Element]) -> Iterator[Fault]:
    for section in sections:
        root = section.getroottree().getroot()
        if root.get("lang") != article.language:
            yield "EPB020", article.file.name, {
                "name": "lang", "wanted": article.language, "found": root.get("lang") or "",
            }  # fmt: skip


class _Teller:
    """Tells the marks of the model."""

    def __init__(self, publication: m.Publication, language: str) -> None:
        self.publication, self.language = publication, language

    def text(self, node: object) -> str:
        """The beginning of what a node says."""
        words = "".join(source_text(node, self.publication, self.language))
        return _short(words)

    def blocks(self, blocks: object) -> Row:
        """The marks of anything in order."""
        match blocks:
            case tuple():
                for one in blocks:
                    yield from self.blocks(one)
            case m.List(items=items, start=start):
                for i, item in enumerate(items):
                    yield "li", "" if start is None else str(start + i)
                    yield from self.blocks(item)
            case m.Table(head=head, rows=rows):
                yield from self.blocks(blocks.caption)
                yield from self.row(head, "th")
                for row in rows:
                    yield from self.row(row[: len(blocks.align)], "td")
            case _:
                yield from self.block(blocks)

    def block(self, block: object) -> Row:
        """The marks of a block that is no list nor table."""
        inner: tuple[object, ...] = ()
        match block:
            case m.Heading(level=level):
                yield f"h{min(level, 6)}", self.text(block)
            case m.Figure(picture=picture, caption=caption):
                inner = (picture, caption)
            case m.Box(kind=kind, blocks=inner):
                yield "box", kind
            case m.Definitions(entries=inner):
                yield "dl", str(len(inner))
            case m.CodeBlock():
                yield "pre", self.text(block)
            case m.Divider():
                yield ("hr",)
            case _:
                yield from self.run(block)
        yield from self.blocks(inner or getattr(block, "runs", ()))

    def row(self, cells: tuple[m.Runs, ...], tag: str) -> Row:
        """A row of a table; a head without words is none."""
        yield "tr", str(len(cells))
        for cell in cells:
            if tag == "th" and m.plain(cell).strip():
                yield tag, self.text(cell)
            yield from self.blocks(cell)

    def run(self, run: object) -> Row:
        """The marks of a run."""
        match run:
            case m.Ruby(pairs=pairs):
                for base, reading in pairs:
                    yield "ruby", base, reading
            case m.Emphasis(strong=strong):
                yield "strong" if strong else "em", self.text(run)
            case m.Link(href=href):
                yield "a", href, self.text(run)
            case m.Reference(key=key):
                yield "reference", self.text(run), self.end(self.publication.targets[key])
            case m.Picture(alt=alt):
                yield "img", alt
            case m.Marked(kind=kind, language=language):
                yield "span", kind, language or "", self.text(run)
            case m.LineBreak():
                yield ("br",)


    def end(self, target: m.Target) -> str:
        """What stands where a reference leads."""
        if target.kind in ("figure", "table"):
            return f"{target.kind} {target.number or ''}"
        return _title(target.title)


class _Reader:
    """Tells the marks of documents."""

    def __init__(self, book: Ebook) -> None:
        self.book = book
        self.rules: dict[str, Callable[[etree._Element], Row]] = {
            "ruby": _ruby, "a": self.link, "li": _item, "tr": _row, "th": _named,
            "em": _named, "strong": _named, "pre": _named, "span": _span, "dl": _definitions,
            "blockquote": _box, "div": _box,
            "br": lambda _: iter([("br",)]), "hr": lambda _: iter([("hr",)]),
            "img": lambda e: iter([("img", str(e.get("alt")))]),
        } | {f"h{n}": _named for n in range(1, 7)}  # fmt: skip

    def inside(self, element: etree._Element) -> Row:
        """The marks of what an element holds, without heads, notes and repeated tables."""
        for child in element:
            if not isinstance(child.tag, str) or child.tag == f"{H}header" or has(child, "notes"):
                continue
            if has(child, "repeated"):
                continue
            rule = self.rules.get(child.tag.removeprefix(H))
            if rule is not None:
                yield from rule(child)
            yield from self.inside(child)

    def link(self, element: etree._Element) -> Row:
        """A link outward, or a reference and what stands at its end."""
        if element.get(TYPE) == "noteref" or element.get("role") == "doc-backlink":
            return
        href, words = str(element.get("href")), _short(shown(element))
        if has(element, "reference"):
            yield "reference", words, self.target(element, href)
        else:
            yield "a", href, words

    def target(self, element: etree._Element, href: str) -> str:
        """The title of what a reference leads to."""
        file, fragment = urldefrag(href)
        here = next(p for p, r in self.book.documents.items() if r is root_of(element))
        root = self.book.documents.get(self.book.path(file, here) if file else here)
        end = next(iter(found(root, "//*[@id=$i]", i=unquote(fragment))), None) if (
            root is not None and fragment) else root
        if end is None:
            return ""
        if end.tag in (f"{H}figure", f"{H}table"):
            label = next((e for e in end.iter() if has(e, "label")), None)
            words = str(label.text) if label is not None else ""
            number = "".join(filter(str.isdigit, words))
            return f"{str(end.tag).removeprefix(H)} {number}"
        head = end if end.tag in _HEADS else next(end.iter(*_HEADS), None)
        return _title(shown(head)) if head is not None else ""


_HEADS = tuple(f"{H}h{n}" for n in range(1, 7))


def root_of(element: etree._Element) -> etree._Element:
    """The root of the document that an element is in."""
    return element.getroottree().getroot()


def _title(words: str) -> str:
    return re.sub(r"[\\|\s]", "", words)[:_LONG]


def _short(words: str) -> str:
    return words.replace("\n", "")[:_LONG]


def _named(element: etree._Element) -> Row:
    yield str(element.tag).removeprefix(H), _short(shown(element))


def _ruby(element: etree._Element) -> Row:
    base = element.text or ""
    for child in element:
        if child.tag == f"{H}rt":
            yield "ruby", base, "".join(map(str, child.itertext()))
            base = ""
        base += child.tail or ""


def _item(element: etree._Element) -> Row:
    above = element.getparent()
    if above is None or has(element, "duokan-footnote-item"):
        return
    number = ""
    if above.tag == f"{H}ol":
        number = str(int(str(above.get("start", "1"))) + above.findall(f"{H}li").index(element))
    yield "li", number


def _row(element: etree._Element) -> Row:
    yield "tr", str(sum(child.tag in (f"{H}td", f"{H}th") for child in element))


def _span(element: etree._Element) -> Row:
    kind = str(element.get("class", ""))
    language = element.get(_XML_LANG)
    if kind in m.MARKS or language:
        yield "span", kind, language or "", _short(shown(element))


def _definitions(element: etree._Element) -> Row:
    yield "dl", str(len(element.findall(f"{H}dt")))


def _box(element: etree._Element) -> Row:
    kind = str(element.get("class", ""))
    if kind in m.BOXES:
        yield "box", kind

