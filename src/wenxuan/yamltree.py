"""YAML in which every value knows its line and column.

A strict subset: no aliases, no tags, no duplicate keys, bounded depth. Scalars stay text:
what a value is (number, date, text) is for the schema to say, so `NO`, `1.10` and an ISBN
never change under the editor's hands.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, TypeAlias

import yaml

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span
from wenxuan.folds import unfolded
from wenxuan.gate import refused
from wenxuan.yamlevents import events_of
from wenxuan.yamlfaults import FULL_WIDTH, ILL_FORMED, WIDE_BRACKET, WIDE_COMMA, problem

MAX_DEPTH = 12
"""Deepest nesting of a metadata file; ours need six."""

_WIDE = (
    (re.compile(r"^[ -]*[a-z_]+：", re.MULTILINE), FULL_WIDTH),
    (re.compile(r"(?:: |- )[［｛]"), WIDE_BRACKET),
    (re.compile(r'[\]}"]，(?=[ ]*["{\[])'), WIDE_COMMA),
)
"""What is full-width where YAML wants ASCII: the parser stumbles over it only later, if at all."""

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | None"
Route: TypeAlias = tuple[str | int, ...]


class Mark(Protocol):
    """A place of the YAML parser, all numbers from 0."""

    @property
    def index(self) -> int: ...  # noqa: D102

    @property
    def line(self) -> int: ...  # noqa: D102

    @property
    def column(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Located:
    """Plain values, and where each of them (and each key) stands."""

    data: Tree
    values: Mapping[Route, Span]
    keys: Mapping[Route, Span]
    texts: tuple[tuple[Span, str], ...] = ()
    """Every text value with the place of its first character, in order."""

    def at(self, *route: str | int) -> Span:
        """The place of a value, or of its nearest ancestor that has one."""
        while route not in self.values and route:
            route = route[:-1]
        return self.values[route]

    def leaves(self) -> Iterator[tuple[Route, str]]:
        """Every text with its route, in order."""

        def below(tree: Tree, route: Route) -> Iterator[tuple[Route, str]]:
            if isinstance(tree, str):
                yield route, tree
            elif isinstance(tree, list):
                for i, item in enumerate(tree):
                    yield from below(item, (*route, i))
            elif isinstance(tree, dict):
                for key, item in tree.items():
                    yield from below(item, (*route, key))

        return below(self.data, ())

    def without(self, routes: Collection[Route]) -> Located:
        """The tree less some of its values; what follows them in a list moves up."""
        values: dict[Route, Span] = {}
        keys: dict[Route, Span] = {}

        def kept(tree: Tree, old: Route, new: Route) -> Tree:
            values[new] = self.values[old]
            if isinstance(tree, list):
                rest = [(i, x) for i, x in enumerate(tree) if (*old, i) not in routes]
                return [kept(x, (*old, i), (*new, n)) for n, (i, x) in enumerate(rest)]
            if not isinstance(tree, dict):
                return tree
            names = [key for key in tree if (*old, key) not in routes]
            keys.update({(*new, key): self.keys[*old, key] for key in names})
            return {key: kept(tree[key], (*old, key), (*new, key)) for key in names}

        return Located(kept(self.data, (), ()), values, keys, self.texts)


def parse_yaml(
    text: str, path: str, report: Report, first_line: int = 1, *, lenient: bool = False
) -> Located | None:
    """Text to located values, or None with a diagnostic for each fault.

    `first_line` is the file line on which `text` begins. A lenient reading gives what is left
    beside faulty keys and values.
    """
    reader = _Reader(path, report, first_line)
    try:
        events = reader.accepted(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = reader.span(mark), problem(error.problem or "")
        span, why = next(_wide(text, path, first_line), said)
        report.add("YML001", span, problem=why)
        return None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        # The library stumbles over numbers of escapes and directives that are out of range.
        report.add("YML001", Span(path, first_line), problem=ILL_FORMED)
        return None
    if events is None:
        return None
    if not events:
        return Located(None, {(): Span(path, first_line)}, {})
    data = reader.value(iter(events), ())
    if reader.failed and not lenient:
        return None
    return Located(data, reader.values, reader.keys, tuple(reader.texts))


def _wide(text: str, path: str, first_line: int) -> Iterator[tuple[Span, Phrase]]:
    """Full-width signs where YAML has ASCII ones, and what to say of them."""
    for pattern, phrase in _WIDE:
        for found in pattern.finditer(text):
            at = found.end() - 1
            line = text.count("\n", 0, at) + first_line
            yield Span(path, line, at - text.rfind("\n", 0, at)), phrase


class _Reader:
    """Walks the nodes of one document and remembers their places."""

    def __init__(self, path: str, report: Report, first_line: int) -> None:
        self.path, self.report, self.first_line = path, report, first_line
        self.values: dict[Route, Span] = {}
        self.keys: dict[Route, Span] = {}
        self.texts: list[tuple[Span, str]] = []
        self.failed = False
        self.source = ""

    def span(self, mark: Mark | None) -> Span:
        """The file position of a parser mark (0-based)."""
        if mark is None:
            return Span(self.path, self.first_line)
        return Span(self.path, mark.line + self.first_line, mark.column + 1)

    def fail(self, code: str, mark: Mark | None, /, **arguments: object) -> None:
        """Record a fault of the document."""
        self.failed = True
        self.report.add(code, self.span(mark), **arguments)

    def accepted(self, text: str) -> list[yaml.Event] | None:
        """The events of the one document; None when it has aliases, tags or too much depth."""
        self.source = text
        depth = documents = 0
        events: list[yaml.Event] = []
        for event in events_of(text):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                self.fail("YML003", event.start_mark)
            elif (tag := getattr(event, "tag", None)) is not None:
                self.fail("YML005", event.start_mark, tag=tag)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            documents += isinstance(event, yaml.DocumentStartEvent)
            if depth > MAX_DEPTH:
                self.fail("YML004", event.start_mark, limit=MAX_DEPTH)
                break
            if documents > 1:
                self.fail("YML001", event.start_mark, problem=problem("a second document"))
                break
            if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                events.append(event)
        return None if self.failed else events

    def value(self, events: Iterator[yaml.Event], route: Route) -> Tree:
        """The plain value that begins with the next event; its place goes to `values`."""
        event = next(events)
        self.values[route] = self.span(event.start_mark)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, route)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(events, route)
        text = self.text(event)
        plain = isinstance(event, yaml.ScalarEvent) and not event.style
        self.texts.append((self.values[route].right(0 if plain else 1), text))
        return None if plain and text in ("", "~", "null") else text

    def text(self, event: yaml.Event) -> str:
        """The characters of a scalar; what the gate refuses may not come in as an escape."""
        text = str(event.value) if isinstance(event, yaml.ScalarEvent) else ""
        begin, end = event.start_mark, event.end_mark
        if begin and end and " " in text and begin.line < end.line:
            text = unfolded(text, self.source, begin.index)
        found = list(refused(text))
        for code, offset in found:
            self.fail(code, event.start_mark, code=f"{ord(text[offset]):04X}")
        wrong = {offset for _, offset in found}
        return "".join(c for i, c in enumerate(text) if i not in wrong) or "…" if wrong else text

    def _sequence(self, events: Iterator[yaml.Event], route: Route) -> list[Tree]:
        result: list[Tree] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            result.append(self.value(chain((event,), events), (*route, len(result))))
        return result

    def _mapping(self, events: Iterator[yaml.Event], route: Route) -> dict[str, Tree]:
        result: dict[str, Tree] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self.fail("YML006", event.start_mark)
                self.value(chain((event,), events), (*route, ""))
                self.value(events, (*route, ""))
                continue
            key = self.text(event)
            here = (*route, key)
            if key in result:
                self.fail("YML002", event.start_mark, key=key, first=self.keys[here].line)
                self.value(events, (*route, ""))
                continue
            self.keys[here] = self.span(event.start_mark)
            result[key] = self.value(events, here)
        return result
