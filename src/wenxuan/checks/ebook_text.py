"""The text of an EPUB against its source: every character of every article and note, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lxml import etree

from wenxuan import model as m
from wenxuan.checks.ebook_reading import TYPE, Ebook, Fault, H, has, text

_PARTS: dict[type, Callable[[Any], object]] = {
    m.Table: lambda node: (node.caption, node.head, node.rows),
    m.List: lambda node: node.items,
    m.Definitions: lambda node: node.entries,
    m.Figure: lambda node: node.caption,
    m.Box: lambda node: node.blocks,
    m.Note: lambda node: node.blocks,
}
"""What of a node has characters, in the order in which they are read; else its runs."""


def _runs(node: object) -> object:
    return getattr(node, "runs", ())


_NAMES = {
    "zh-Hant": ("圖", "表", "「」"), "zh": ("图", "表", "“”"),
    "ja": ("図", "表", "「」"), "ko": ("그림 ", "표 ", "“”"),
}  # fmt: skip


def source_text(node: object, book: m.Publication, language: str) -> Iterator[str]:
    """The characters that a reader must see, straight from the model."""
    match node:
        case tuple():
            for item in node:
                yield from source_text(item, book, language)
        case m.Text(text=own) | m.Code(text=own) | m.CodeBlock(text=own):
            yield own
        case m.Ruby(pairs=pairs):
            yield from (base for base, _ in pairs)
        case m.Reference(runs=(), key=key):
            yield _name(book.targets[key], language)
        case _:
            part = _PARTS.get(type(node), _runs)
            yield from source_text(part(node), book, language)


def _name(target: m.Target, language: str) -> str:
    """What a reference without words of its own says."""
    rows = (row for tag, row in _NAMES.items() if language.startswith(tag))
    figure, table, section = next(rows, ("", "", "“”"))
    if target.kind in ("figure", "table"):
        name = figure if target.kind == "figure" else table
        return f"{name}{target.number}" if target.number else name.strip()
    quotes = "《》" if target.kind == "article" else section
    return f"{quotes[0]}{target.title}{quotes[1]}"


def shown(element: etree._Element) -> str:
    """The characters of a part of a document without what markup adds to the author's."""
    return text(element, _added)


def _added(element: etree._Element) -> bool:
    return (
        element.tag in (f"{H}rt", f"{H}rp", f"{H}header")
        or has(element, "notes")
        or has(element, "label")
        or has(element, "repeated")
        or element.get("role") in ("doc-noteref", "doc-backlink")
    )


def article_documents(book: Ebook) -> list[list[etree._Element]]:
    """The sections of each article, which may be parted into several documents."""
    found: list[list[etree._Element]] = []
    for root in book.documents.values():
        section = root.find(f"{H}body/{H}section")
        if section is not None and has(section, "article"):
            if section.find(f"{H}header") is not None:
                found.append([])
            if found:
                found[-1].append(section)
    return found


def texts(book: Ebook, publication: m.Publication) -> Iterator[Fault]:
    """Each article and each of its notes has the source's characters and no other."""
    found = article_documents(book)
    if len(found) != len(publication.articles):
        problem = f"{len(publication.articles)} / {len(found)}"
        yield "EPB009", book.package, {"name": publication.slug, "problem": problem}
    for article, sections in zip(publication.articles, found, strict=False):
        yield from _compare(
            article.file.name,
            "".join(source_text(article.blocks, publication, article.language)),
            "".join(map(shown, sections)),
        )
        noted = (e for section in sections for e in section.iter(f"{H}aside"))
        # A note that two documents of an article call stands in both.
        have = list(dict.fromkeys(shown(e) for e in noted if e.get(TYPE) == "footnote"))
        want = ["".join(source_text(n, publication, article.language)) for n in article.notes]
        for ours, theirs in zip(have, dict.fromkeys(want), strict=False):
            yield from _compare(article.file.name, theirs, ours)
        for head in _other_heads(sections):
            yield "EPB009", article.file.name, {"name": article.file.name, "problem": head}
        if len(have) != len(set(want)):
            problem = f"{len(set(want))} / {len(have)} notes"
            yield "EPB009", article.file.name, {"name": article.file.name, "problem": problem}


def _other_heads(sections: Sequence[etree._Element]) -> Iterator[str]:
    """Heads of tables said to be repeated that are not those of the table which goes on."""
    last = ""
    for head in (e for section in sections for e in section.iter(f"{H}thead")):
        own = "".join(map(str, head.itertext()))
        if not has(head, "repeated"):
            last = own
        elif own != last:
            yield f"“{own[:12]}” / “{last[:12]}”"


def _compare(name: str, source: str, ours: str) -> Iterator[Fault]:
    wanted, have = (re.sub(r"\n", "", one) for one in (source, ours))
    if wanted == have:
        return
    at = next(
        (i for i, (a, b) in enumerate(zip(wanted, have, strict=False)) if a != b),
        min(len(wanted), len(have)),
    )
    problem = f"{at}: “{wanted[at : at + 12]}” / “{have[at : at + 12]}”"
    yield "EPB009", name, {"name": name, "problem": problem}
