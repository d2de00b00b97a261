"""YAML in which every value knows its line and column; the only module that imports yaml.

A strict subset: no aliases, no tags, no duplicate keys, bounded depth. Scalars stay text:
what a value is (number, date, text) is for the schema to say, so `NO`, `1.10` and an ISBN
never change under the editor's hands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import yaml

from wenxuan.diagnostics import Report, Span
from wenxuan.gate import refused

MAX_DEPTH = 12
"""Deepest nesting of a metadata file; ours need six."""

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | None"
Route: TypeAlias = tuple[str | int, ...]


class Mark(Protocol):
    """A place of the YAML parser, both numbers from 0."""

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

    def at(self, *route: str | int) -> Span:
        """The place of a value, or of its nearest ancestor that has one."""
        while route not in self.values and route:
            route = route[:-1]
        return self.values[route]


def parse_yaml(text: str, path: str, report: Report, first_line: int = 1) -> Located | None:
    """Text to located values, or None with a diagnostic for each fault.

    `first_line` is the file line on which `text` begins.
    """
    reader = _Reader(path, report, first_line)
    try:
        if not reader.accepts(text):
            return None
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        report.add("YML001", reader.span(mark), problem=(error.problem or "?").strip())
        return None
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        # The library stumbles over numbers of escapes and directives that are out of range.
        report.add("YML001", Span(path, first_line), problem=(str(error).splitlines() or ["?"])[0])
        return None
    if root is None:
        return Located(None, {(): Span(path, first_line)}, {})
    data = reader.value(root, ())
    return None if reader.failed else Located(data, reader.values, reader.keys)


class _Reader:
    """Walks the nodes of one document and remembers their places."""

    def __init__(self, path: str, report: Report, first_line: int) -> None:
        self.path, self.report, self.first_line = path, report, first_line
        self.values: dict[Route, Span] = {}
        self.keys: dict[Route, Span] = {}
        self.failed = False

    def span(self, mark: Mark | None) -> Span:
        """The file position of a parser mark (0-based)."""
        if mark is None:
            return Span(self.path, self.first_line)
        return Span(self.path, mark.line + self.first_line, mark.column + 1)

    def fail(self, code: str, mark: Mark | None, /, **arguments: object) -> None:
        """Record a fault of the document."""
        self.failed = True
        self.report.add(code, self.span(mark), **arguments)

    def accepts(self, text: str) -> bool:
        """False for aliases, tags and depth, seen in the event stream before anything is built."""
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                self.fail("YML003", event.start_mark)
            elif (tag := getattr(event, "tag", None)) is not None:
                self.fail("YML005", event.start_mark, tag=tag)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                self.fail("YML004", event.start_mark, limit=MAX_DEPTH)
                return False
        return not self.failed

    def value(self, node: yaml.Node, route: Route) -> Tree:
        """The plain value of a node; its place goes to `values`."""
        self.values[route] = self.span(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, route)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*route, i)) for i, child in enumerate(node.value)]
        text = self.text(node)
        plain = isinstance(node, yaml.ScalarNode) and node.style is None
        return None if plain and text in ("", "~", "null") else text

    def text(self, node: yaml.Node) -> str:
        """The characters of a scalar; what the gate refuses may not come in as an escape."""
        text = str(node.value)
        for code, offset in refused(text):
            self.fail(code, node.start_mark, code=f"{ord(text[offset]):04X}")
        return text

    def _mapping(self, node: yaml.MappingNode, route: Route) -> dict[str, Tree]:
        result: dict[str, Tree] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.fail("YML006", key_node.start_mark)
                continue
            key = self.text(key_node)
            here = (*route, key)
            if key in result:
                first = self.keys[here].line
                self.fail("YML002", key_node.start_mark, key=key, first=first)
                continue
            self.keys[here] = self.span(key_node.start_mark)
            result[key] = self.value(value_node, here)
        return result
