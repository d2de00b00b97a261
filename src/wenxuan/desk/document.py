"""An article or a publication.yaml as its rules read it: passages with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wenxuan import model as m
from wenxuan.desk.passages import LATIN_OBJECT, OBJECT, Passage, PassageBuilder
from wenxuan.diagnostics import Report, Span
from wenxuan.folds import aligned
from wenxuan.markdown import build_body
from wenxuan.yamltree import Located, Route, Tree, parse_yaml

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_PICTURE = re.compile(
    r'!\[(?P<alt>(?:[^\[\]\\]|\\.)*)\]\([^\s()"]*(?:[ \t]+"(?P<caption>(?:[^"\\]|\\.)*)")?'
)
PROSE_KEYS = (
    "title",
    "subtitle",
    "kicker",
    "short_title",
    "abstract",
    "description",
    "rights",
    "part",
)
"""Keys of a head whose values are read like the text; other values are names."""
NAME_KEYS = ("name", "role", "affiliation", "section", "keywords", "authors", "publisher", "place")
"""Keys of a head whose values are names: no rules of sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One source, read for the desk."""

    path: str
    text: str
    language: str
    passages: tuple[Passage, ...]
    head: Located | None
    head_end: int
    """Offset where the body begins; 0 without a head."""
    blocks: m.Blocks
    notes: tuple[m.Note, ...]
    report: Report

    def value(self, *route: str | int) -> str | None:
        """A text of the head, or None."""
        here: Tree = self.head.data if self.head else None
        for step in route:
            if isinstance(here, dict) and isinstance(step, str):
                here = here.get(step)
            elif isinstance(here, list) and isinstance(step, int) and step < len(here):
                here = here[step]
            else:
                return None
        return here if isinstance(here, str) else None

    def offset(self, span: Span) -> int:
        """The source offset of a place."""
        return Lines(self.text).offset(span)


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def offset(self, span: Span) -> int:
        """The offset of a place; the end of the text for one beyond it."""
        return self.starts[min(span.line, len(self.starts)) - 1] + span.column - 1


def read_document(text: str, path: str, language: str = "zh-Hans") -> Document:
    """The document of a source text: an article, or publication.yaml by its name."""
    report = Report()
    if path.endswith((".yaml", ".yml")):
        tree = parse_yaml(text, path, report)
        return _document(
            path, text, language, tree, 0, len(text), (m.Divider(span=Span(path)),), (), report
        )
    begin, end, body = _split(text)
    tree = parse_yaml(text[begin:end], path, report, first_line=2) if end else None
    data = tree.data if tree else None
    own = data.get("language") if isinstance(data, dict) else None
    parts = build_body(text[body:], path, text.count("\n", 0, body) + 1, report)
    language = own if isinstance(own, str) else language
    return _document(path, text, language, tree, begin, body, parts.blocks, parts.notes, report)


def _split(text: str) -> tuple[int, int, int]:
    """Where the head begins and ends and where the body begins; zeros without a head."""
    opening = _FENCE.match(text)
    closing = _FENCE.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return 0, 0, 0
    return opening.end() + 1, closing.start(), min(closing.end() + 1, len(text))


def _document(  # noqa: PLR0913, PLR0917 -- the one place where a document is put together
    path: str,
    text: str,
    language: str,
    tree: Located | None,
    begin: int,
    body: int,
    blocks: m.Blocks,
    notes: tuple[m.Note, ...],
    report: Report,
) -> Document:
    reader = _Reader(text, language)
    head = tuple(reader.head(tree)) if tree else ()
    prose = tuple(reader.blocks(blocks))
    below = tuple(p for note in notes for p in reader.blocks(note.blocks))
    return Document(
        path=path,
        text=text,
        language=language,
        passages=head + prose + below,
        head=tree,
        head_end=body if begin else 0,
        blocks=blocks,
        notes=notes,
        report=report,
    )


class _Reader:
    """Walks a model and yields its passages."""

    def __init__(self, source: str, language: str) -> None:
        self.source, self.language = source, language
        self.lines = Lines(source)
        self.number = 0

    # --- head -------------------------------------------------------------------------------

    def head(self, tree: Located) -> Iterator[Passage]:
        """The texts of a head."""
        for route, value in _texts(tree.data, ()):
            names = [step for step in route if isinstance(step, str)]
            last = names[-1] if names else ""
            kind = "head" if last in PROSE_KEYS else "name" if last in NAME_KEYS else ""
            if kind:
                offset = self.lines.offset(tree.values[route])
                builder = PassageBuilder(self.source)
                for text, place in aligned(value, self.source, offset):
                    builder.add(text, place)
                self.number += 1
                key = ".".join(str(step) for step in route)
                if builder.places[:1] != [-1] and (found := self._passage(builder, kind, key=key)):
                    yield found

    def _passage(
        self, builder: PassageBuilder, kind: str, *, key: str = "", level: int = 0
    ) -> Passage | None:
        return builder.passage(
            kind, language=self.language, key=key, level=level, block=self.number
        )

    # --- blocks -----------------------------------------------------------------------------

    def blocks(self, blocks: m.Blocks) -> Iterator[Passage]:
        """The passages of blocks in reading order."""
        for block in blocks:
            self.number += 1
            match block:
                case m.Paragraph(runs=runs):
                    yield from self.runs("paragraph", runs)
                case m.Heading(runs=runs, level=level):
                    yield from self.runs("heading", runs, level)
                case m.Table():
                    yield from self.table(block)
                case m.Figure(picture=picture):
                    yield from self.picture(picture)
                case m.Definitions(entries=entries):
                    yield from self.definitions(entries)
                case m.Box(kind="poem", blocks=inner):
                    yield from (_verse(passage) for passage in self.blocks(inner))
                case m.Box(blocks=inner):
                    yield from self.blocks(inner)
                case m.List(items=items):
                    yield from (p for item in items for p in self.blocks(item))

    def definitions(
        self, entries: tuple[tuple[m.Runs, tuple[m.Blocks, ...]], ...]
    ) -> Iterator[Passage]:
        """Terms and descriptions."""
        for term, descriptions in entries:
            yield from self.runs("term", term)
            for description in descriptions:
                yield from self.blocks(description)

    def table(self, table: m.Table) -> Iterator[Passage]:
        """Caption and cells."""
        yield from self.runs("caption", table.caption)
        for row in (table.head, *table.rows):
            for cell in row:
                yield from self.runs("cell", cell)

    def picture(self, picture: m.Picture) -> Iterator[Passage]:
        """Description and caption, where they stand verbatim."""
        found = _PICTURE.match(self.source, self.lines.offset(picture.span))
        for kind in ("alt", "caption") if found else ():
            text = found[kind] if found else None
            if found is not None and text and "\\" not in text:
                builder = PassageBuilder(self.source)
                builder.add(text, found.start(kind))
                if passage := self._passage(builder, kind):
                    yield passage

    def runs(self, kind: str, runs: m.Runs, level: int = 0) -> Iterator[Passage]:
        """The passage of a block's runs, then those of pictures in it."""
        builder = PassageBuilder(self.source)
        pictures: list[m.Picture] = []
        self._collect(runs, builder, pictures)
        if passage := self._passage(builder, kind, level=level):
            yield passage
        for picture in pictures:
            yield from self.picture(picture)

    def _collect(self, runs: m.Runs, builder: PassageBuilder, pictures: list[m.Picture]) -> None:
        for run in runs:
            match run:
                case m.Text(span=span, text=text):
                    builder.add(text, self.lines.offset(span))
                case m.Emphasis(runs=inner) | m.Link(runs=inner) if inner:
                    self._collect(inner, builder, pictures)
                case m.Reference(runs=inner) | m.Marked(runs=inner) if inner and not self._foreign(
                    run
                ):
                    self._collect(inner, builder, pictures)
                case m.Picture():
                    pictures.append(run)
                    builder.stand_in(OBJECT, self.lines.offset(run.span))
                case m.Ruby(span=span, pairs=pairs):
                    at = self.lines.offset(span)
                    for base, _ in pairs:
                        at = max(at, self.source.find(base, at))
                        builder.stand_in(base, at)
                        at += len(base)
                case _:
                    builder.stand_in(_stand_in(run), self.lines.offset(run.span))

    def _foreign(self, run: m.Run) -> bool:
        """True for text marked as of another language."""
        language = run.language if isinstance(run, m.Marked) else None
        return bool(language) and (language or "")[:2] != self.language[:2]


def _verse(passage: Passage) -> Passage:
    """A paragraph as lines of verse, whose gaps mean something."""
    return replace(passage, kind="verse") if passage.kind == "paragraph" else passage


def _stand_in(run: m.Run) -> str:
    """What stands in a passage for a run that is no prose; nothing for the call of a note."""
    match run:
        case m.Code() | m.Marked():
            return LATIN_OBJECT
        case m.Reference() | m.Link():
            return OBJECT
        case m.LineBreak():
            return "\n"
    return ""


def _texts(tree: Tree, route: Route) -> Iterator[tuple[Route, str]]:
    """Every text of a tree with its route."""
    if isinstance(tree, str):
        yield route, tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _texts(value, (*route, key))
    elif isinstance(tree, list):
        for i, value in enumerate(tree):
            yield from _texts(value, (*route, i))
