"""What the structure of a finished PDF says of its words: headings, links, other languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pikepdf

from wenxuan import model as m
from wenxuan.checks.pdf_proof import NOWHERE, Prover
from wenxuan.checks.pdf_reading import parts_of
from wenxuan.proof.comparing import spot
from wenxuan.proof.drawing import Rectangle, Shown
from wenxuan.proof.job import short
from wenxuan.proof.typecase import by_mark
from wenxuan.proof.wanted import bare

_SLACK = 3.0
"""Points that an area may lie beside the words that it makes a link of."""


def headings(prover: Prover) -> None:
    """Each heading of the sources is tagged as one; those of one level have one tag."""
    marked = [by_mark(leaf.shown) for leaf in prover.file.leaves]
    for expected, pages in prover.ranges():
        if expected.piece.article is None:
            continue
        tagged = _tagged(prover, pages, marked)
        levels: dict[int, str] = {}
        for node in m.walk(expected.piece.article.blocks):
            if not isinstance(node, m.Heading):
                continue
            words = bare("".join(_words(node)))
            tag = tagged.get(words, "")
            if words and (not tag or levels.setdefault(node.level, tag) != tag):
                prover.add("PRF051", node.span, pages.start, (0, 0, 0, 0), text=short(words),
                           found=tag or "P")  # fmt: skip


def _words(whole: m.Heading | m.Marked) -> Iterator[str]:
    """The words of a heading or run that no number of the binder divides."""
    for node in m.walk(whole.runs):
        if isinstance(node, m.Text | m.Code):
            yield node.text
        elif isinstance(node, m.Ruby):
            yield from (base + reading for base, reading in node.pairs)


def _tagged(
    prover: Prover, pages: range, marked: Sequence[Mapping[int, list[Shown]]]
) -> dict[str, str]:
    """Words that are tagged as headings on these pages, and their tags."""
    found: dict[int, list[str]] = {}
    tags: dict[int, str] = {}
    for place, element in prover.file.order():
        heading = _heading(element)
        if heading is not None and place.page in pages:
            number = int(heading.objgen[0])
            tags[number] = str(heading.S)
            texts = map(prover.file.case.text, marked[place.page].get(place.mark, []))
            found.setdefault(number, []).append("".join(texts))
    return {"".join(texts): tags[number] for number, texts in found.items()}


def _heading(element: Any) -> Any:
    """The heading that an element is or stands in."""
    while element is not None and "/S" in element:
        if str(element.S) in ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6"):
            return element
        element = element.get("/P")
    return None


# --- languages ------------------------------------------------------------------------------


def languages(prover: Prover, language: str) -> None:
    """Words that the sources mark as of another language than the book's are tagged so."""
    tagged = _languages(prover)
    for expected, pages in prover.ranges():
        article = expected.piece.article
        if article is None:
            continue
        for node in m.walk((article.blocks, article.notes)):
            if not isinstance(node, m.Marked) or node.language in (None, article.language):
                continue
            words = bare("".join(_words(node)))
            if Counter(words) - tagged.get(str(node.language), Counter()):
                prover.add("PRF060", node.span, pages.start, NOWHERE, text=short(words),
                           language=node.language)  # fmt: skip
        if article.language != language and article.language not in tagged:
            prover.add("PRF060", article.span, pages.start, NOWHERE, text=article.head.title,
                       language=article.language)  # fmt: skip


def _languages(prover: Prover) -> dict[str, Counter[str]]:
    """How often each character is tagged as of a language."""
    marked = [by_mark(leaf.shown) for leaf in prover.file.leaves]
    found: dict[str, Counter[str]] = {}
    for item in prover.file.pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/Lang" in item and "/S" in item:
            text = found.setdefault(str(item.Lang), Counter())
            for page, mark in parts_of(prover.file, item)[0]:
                for one in marked[page].get(mark, ()):
                    text.update(bare(prover.file.case.text(one)))
    return found


# --- links ----------------------------------------------------------------------------------


def areas(prover: Prover) -> None:
    """The area of each link lies on the words that its structure element holds."""
    marked = [by_mark(leaf.shown) for leaf in prover.file.leaves]
    for link in prover.file.elements("/Link"):
        marks, notes = parts_of(prover.file, link)
        for page, note in notes:
            shown = [s for at, mark in marks if at == page for s in marked[page].get(mark, [])]
            a, b, c, d = (float(side) for side in note.Rect)
            if shown and not _meets((min(a, c), min(b, d), max(a, c), max(b, d)), shown):
                text = "".join(map(prover.file.case.text, shown))
                prover.add("PRF050", prover.span_of(bare(text), page), page,
                           spot(shown), text=short(text))  # fmt: skip


def _meets(area: Rectangle, shown: Sequence[Shown]) -> bool:
    """Whether an area holds the middle of some of the text."""
    left, low, right, high = area
    return any(
        low - _SLACK <= one.y + 0.35 * one.size <= high + _SLACK
        and one.x <= right + _SLACK and one.right >= left - _SLACK
        for one in shown
    )  # fmt: skip
