"""What must be drawn: the characters of a piece in order, straight from the model, with places.

The body and the notes come from the model; the head comes from what the layout's template says,
in which the texts of the article's head are looked for. Nothing here is taken from the markup
of the body, so that what markup loses is missed.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from wenxuan import model as m
from wenxuan.diagnostics import Report, Span
from wenxuan.markup.base import NOTE, mark, words
from wenxuan.markup.printed import end_notes

SLOT: Final = "\ufdd0"
"""Stands for a number that the binder writes."""
_UNSEEN = re.compile(
    r"[\s\u00ad\u200b-\u200f\u2060-\u2064\ufeff\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)
_TAGS = re.compile(
    r"<!--.*?-->|<(?:style|script|title)\b.*?</(?:style|script|title)>|<[^>]*>", re.DOTALL
)
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_SLOT = re.compile(r"<(span|a)\b[^>]*\bclass=\"[^\"]*\bslot\b[^>]*>\s*</\1>")
_TARGET = re.compile(r'<(?:span|a)\b[^>]*\bclass="[^"]*\bslot\b[^>]*\bdata-target="#([^"]*)"')

Segments = Iterator[tuple[str, Span]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """Characters that follow each other, without white space; numbers of the binder are slots."""

    text: str
    starts: tuple[int, ...] = ()
    """Where each located run begins."""
    places: tuple[tuple[str, int, int], ...] = ()
    """Path, line and column of each run."""

    def span(self, offset: int) -> Span:
        """The place of a character in its source."""
        if not self.starts:
            return Span("")
        at = max(0, bisect_right(self.starts, offset) - 1)
        path, line, column = self.places[at]
        return Span(path, line, column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one job must draw."""

    main: Strand
    notes: Strand
    numbers: tuple[int, ...] = ()
    """Numbers of the items of ordered lists, in order."""
    targets: tuple[str, ...] = ()
    """Keys whose page numbers are filled into the slots, in order."""
    again: frozenset[str] = frozenset()
    """Texts that a table's head may have on later pages beside its own."""
    absent: tuple[tuple[str, str, int, int], ...] = ()
    """Texts of the head that the layout does not show: name, path, line, column."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Characters, figures, tables and notes of the model, for the report."""

    @property
    def digest(self) -> str:
        """Of all that must be drawn, whatever its places."""
        text = "\0".join((self.main.text, self.notes.text, repr(self.numbers), repr(self.targets)))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def bare(text: str) -> str:
    """Text without white space and what has no glyph; a long dash is as good as two."""
    return _UNSEEN.sub("", text).replace("⸺", "——")


def strand(segments: Iterable[tuple[str, Span]]) -> Strand:
    """Segments joined."""
    texts, starts, places, at = [], [], [], 0
    for text, span in segments:
        short = bare(text)
        if short:
            texts.append(short)
            starts.append(at)
            places.append((span.path, span.line, span.column))
            at += len(short)
    return Strand(text="".join(texts), starts=tuple(starts), places=tuple(places))


def said(html: str) -> str:
    """The characters of markup, slots in their places."""
    inner = _BODY.search(html)
    text = _SLOT.sub(SLOT, inner[1] if inner else html)
    return unescape(_TAGS.sub("", text))


# --- an article -----------------------------------------------------------------------------


def of_article(
    article: m.Article, targets: Mapping[str, m.Target], html: str, body: str, notes: str
) -> Wanted:
    """What an article's job must draw; `body` and `notes` are in `html` as the template has them.

    The layout's own words stand before, between and after them.
    """
    teller = Teller(article, targets, slotted=" data-note=" in html)
    before, _, rest = html.partition(body) if body else (html, "", "")
    between, found, after = rest.partition(notes) if notes else ("", "", rest)
    if notes and not found:
        between, after = "", rest
    head = said(_inner(before))
    place = article.span
    blocks = list(teller.blocks(article.blocks))
    ends = list(teller.end_notes())
    feet = list(teller.footnotes())
    segments = [
        (head, place), *blocks, (said(between), place), *ends, (said(after), place),
    ]  # fmt: skip
    return Wanted(
        main=strand(segments),
        notes=strand(feet),
        numbers=tuple(teller.numbers),
        targets=tuple(teller.targets_met),
        again=frozenset(teller.again),
        absent=tuple(_absent(article, bare(head))),
        counts={
            "characters": sum(len(bare(text)) for text, _ in (*blocks, *ends, *feet)),
            "figures": sum(isinstance(n, m.Figure) for n in m.walk(article.blocks)),
            "tables": sum(isinstance(n, m.Table) for n in m.walk(article.blocks)),
            "notes": len(article.notes),
        },
    )


def _inner(html: str) -> str:
    """Markup after the opening of the body."""
    _, found, inner = html.partition("<body>")
    return inner if found else html


def _absent(article: m.Article, head: str) -> Iterator[tuple[str, str, int, int]]:
    """Texts that an editor gave and the layout does not set."""
    about = article.head
    texts: list[tuple[str, str | None]] = [
        ("title", about.title), ("subtitle", about.subtitle), ("kicker", about.kicker),
        ("abstract", about.abstract), *(("authors", author.name) for author in about.authors),
        ("source", about.source.name if about.source else None),
    ]  # fmt: skip
    for name, text in texts:
        if text and bare(re.sub(r"[\\|]", "", text)) not in head and bare(text) not in head:
            span = next((s for s, t in article.head_texts if t == text), article.span)
            yield name, span.path, span.line, span.column


class Teller:
    """Tells the characters of one article in the order of the structure tree."""

    def __init__(
        self, article: m.Article, targets: Mapping[str, m.Target], *, slotted: bool = False
    ) -> None:
        self.article, self.targets = article, targets
        self.words = words(article.language)
        self.ends = end_notes(article, Report())
        self.texts = {note.label: note for note in article.notes}
        self.feet: dict[str, None] = {}
        self.numbers: list[int] = []
        self.targets_met: list[str] = []
        self.again: list[str] = []
        self.slotted = slotted
        """Notes are numbered by the binder."""

    def end_notes(self) -> Segments:
        """The notes at the end of the article, each after its mark."""
        for note in self.article.notes:
            if note.label in self.ends:
                yield self.sign(note.label, note.number), note.span
                yield from self.blocks(note.blocks)

    def sign(self, label: str, number: int) -> str:
        """The mark of a note, or the slot of the one that the binder writes."""
        if not self.slotted:
            return mark(number)
        if label in self.ends:
            return f"[{number}]"
        self.targets_met.append(f"{NOTE}{self.article.key}--note-{number}")
        return SLOT

    def footnotes(self) -> Segments:
        """The notes at the feet of pages in the order of their calls."""
        for label in self.feet:
            note = self.texts[label]
            yield self.sign(label, note.number), note.span
            yield from self.blocks(note.blocks)

    def blocks(self, blocks: m.Blocks) -> Segments:
        """Blocks in order."""
        for block in blocks:
            yield from self.block(block)

    def block(self, block: m.Block) -> Segments:
        """One block."""
        match block:
            case m.Paragraph(runs=runs) | m.Heading(runs=runs):
                yield from self.runs(runs)
            case m.Box(blocks=blocks):
                yield from self.blocks(blocks)
            case m.List():
                yield from self.list(block)
            case m.Definitions(entries=entries):
                for term, descriptions in entries:
                    yield from self.runs(term)
                    for description in descriptions:
                        yield from self.item(description)
            case m.Table():
                yield from self.table(block)
            case m.Figure(caption=caption) if caption:
                yield from self.caption("figure", block.number, caption)
            case m.CodeBlock(text=text):
                yield text, block.span

    def list(self, block: m.List) -> Segments:
        """Items in order, their numbers noted."""
        for i, item in enumerate(block.items):
            if block.start is not None:
                self.numbers.append(block.start + i)
            yield from self.item(item)

    def item(self, blocks: m.Blocks) -> Segments:
        """An item: a list in it comes last, for a structure tree has it as the item's neighbor."""
        yield from self.blocks(tuple(b for b in blocks if not isinstance(b, m.List)))
        yield from self.blocks(tuple(b for b in blocks if isinstance(b, m.List)))

    def table(self, block: m.Table) -> Segments:
        """Caption, head, rows; what tells on later pages that the table goes on is noted."""
        self.again.append(bare(self.words["continued"]))
        if block.caption:
            self.again.append(bare(f"{self.words['table']}{block.number or ''}"))
            yield from self.caption("table", block.number, block.caption)
        for row in (block.head, *block.rows):
            for column, cell in enumerate(row[: len(block.align)]):
                yield from self.cell(block, column, cell)

    def cell(self, block: m.Table, column: int, runs: m.Runs) -> Segments:  # noqa: ARG002
        """A cell of a column."""
        yield from self.runs(runs)

    def caption(self, kind: str, number: int | None, runs: m.Runs) -> Segments:
        """The label that we generate, then the text."""
        if number:
            yield f"{self.words[kind]}{number}", runs[0].span
        yield from self.runs(runs)

    def runs(self, runs: m.Runs) -> Segments:
        """Runs in order."""
        for run in runs:
            yield from self.run(run)

    def run(self, run: m.Run) -> Segments:
        """One run."""
        match run:
            case m.Text(text=text) | m.Code(text=text):
                yield text, run.span
            case m.Ruby(pairs=pairs):
                for base, reading in pairs:
                    yield base + reading, run.span
            case m.NoteCall(label=label, number=number):
                yield self.sign(label, number), run.span
                if label not in self.ends and label in self.texts:
                    self.feet.setdefault(label)
            case m.Reference():
                yield from self.reference(run)
            case m.Emphasis(runs=runs) | m.Link(runs=runs) | m.Marked(runs=runs):
                yield from self.runs(runs)

    def reference(self, run: m.Reference) -> Segments:
        """The author's words or the target's name, then the page."""
        if run.runs:
            yield from self.runs(run.runs)
        else:
            yield self.name(self.targets[run.key]), run.span
        if run.brackets:
            self.targets_met.append(run.key)
            yield self.words["page"].format(SLOT).join(run.brackets), run.span

    def name(self, target: m.Target) -> str:
        """What a reference without words of its own says."""
        if target.kind in ("figure", "table"):
            return f"{self.words[target.kind]}{target.number or ''}"
        quotes = "《》" if target.kind == "article" else self.words["quotes"]
        return f"{quotes[0]}{target.title}{quotes[1]}"


# --- other pieces ---------------------------------------------------------------------------


def of_markup(html: str, place: Span) -> Wanted:
    """What pages before the text and titles of parts must draw: what their markup says."""
    keys = _TARGET.findall(html)
    text = strand([(said(html), place)])
    return Wanted(main=text, notes=strand(()), targets=tuple(unescape(key) for key in keys))


