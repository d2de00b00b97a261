"""The fonts and marks of an EPUB: every character has its embedded face, every mark its looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import tinycss2
import uharfbuzz as hb

from wenxuan.checks.ebook_reading import Ebook, Fault, found
from wenxuan.checks.ebook_text import article_documents
from wenxuan.epub.embedding import chosen
from wenxuan.epub.faces import Cascade, Chain
from wenxuan.fonts import FontSet
from wenxuan.layout.loader import Layout
from wenxuan.layout.loader import chosen as chosen_option
from wenxuan.model import MARKS, Publication

_SHOWN: Final = 12
"""Characters without a face that are told."""


def faces(
    book: Ebook, publication: Publication, layout: Layout, manifest: FontSet
) -> Iterator[Fault]:
    """The embedded fonts have what the finished style sheet sets in them.

    Where the publication embeds the faces of headings only, or none, these are rare characters.
    """
    cascade = Cascade(_sheets(book), manifest)
    chains: dict[Chain, set[str]] = {}
    for root in book.documents.values():
        for chain, characters in cascade.chains(root).items():
            chains.setdefault(chain, set()).update(characters)
    setting = cascade.setting(chains)
    mode = chosen_option(layout, publication.head, "epub_fonts") or "embed"
    embedded = {path.rpartition("/")[2]: path for path in book.manifest}
    for family, wanted in chosen(setting.uses, setting.headings, mode).items():
        name = manifest.family(family).head.file
        data = book.members.get(embedded.get(name, ""), b"")
        have = set(hb.Face(data).unicodes) if data else set()
        if lost := sorted(c for c in wanted if ord(c) not in have):
            yield "EPB023", embedded.get(name, name), {
                "family": family, "characters": "".join(lost[:_SHOWN]), "number": len(lost),
            }  # fmt: skip


def _sheets(book: Ebook) -> str:
    return "\n".join(book.members[path].decode() for path in book.of_type("text/css"))


# --- marks ----------------------------------------------------------------------------------

_PLACING: Final = re.compile(
    r"^(?:margin|padding|orphans|widows|page-break|break)(?:-|$)"
    r"|-(?:position|skip|skip-ink|offset|thickness|color)$"
)
"""Properties by which nothing is seen of a mark, or only where there is a decoration."""
_OFF: Final = re.compile(r"(?:none|normal|inherit|initial|unset|revert)?$|0(?![.\d])|transparent")
_SHORT: Final = tuple(
    prefix + name
    for prefix in ("", "-webkit-", "-epub-")
    for name in ("text-decoration", "text-emphasis", "border", "background", "font")
)
"""Properties that set others."""


def looks_of_marks(book: Ebook) -> Iterator[Fault]:
    """Each kind of mark that the text has is shown by the style sheet, in whatever way."""
    used = {
        name
        for sections in article_documents(book)
        for section in sections
        for value in found(section, _SPANS)
        for name in str(value).split()
    }
    sheet = _sheets(book)
    for path in book.of_type("text/css")[:1]:
        for name in MARKS:
            if name in used and not shows(sheet, name):
                yield "EPB024", path, {"name": f".{name}"}


_SPANS: Final = ".//*[local-name()='span'][not(ancestor::*[local-name()='header'])]/@class"

Rule = tuple[list[str], list[tuple[str, str]]]
"""Selectors, and declarations in their order."""


def _rules(source: str) -> Iterator[Rule]:
    for rule in tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            items = tinycss2.parse_blocks_contents(rule.content)
            yield (
                [part.strip() for part in tinycss2.serialize(rule.prelude).split(",")],
                [
                    (item.lower_name, tinycss2.serialize(item.value).strip().lower())
                    for item in items
                    if item.type == "declaration"
                ],
            )


def shows(sheet: str, name: str) -> bool:
    """Whether something is left of what the rules of a class declare in a style sheet.

    Rules for some elements of the class only count where none is for all of them.
    """
    every, some = re.compile(rf"(?:span)?\.{name}"), re.compile(rf"\.{name}(?![\w-])")
    rules = list(_rules(sheet))
    declared = [items for own, items in rules if any(map(every.fullmatch, own))]
    if not any(_seen(key) for items in declared for key, _ in items):
        declared = [items for own, items in rules if any(map(some.search, own))]
    left: dict[str, str] = {}
    for key, value in (item for items in declared for item in items):
        if key in _SHORT:
            left = {k: v for k, v in left.items() if not k.startswith(f"{key}-")}
        left[key] = value
    return any(_seen(key) and not _OFF.match(value) for key, value in left.items())


def _seen(key: str) -> bool:
    """Whether a property can show a mark by itself."""
    return not _PLACING.search(key)
