"""Where each character of an inline content stands in its file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from wenxuan.diagnostics import Span


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of an inline content; offsets and columns count from 0."""

    offset: int
    number: int
    column: int
    text: str
    escaped: bool = False
    """True when the source has a backslash before each bar of the text (cells of tables)."""

    def column_of(self, at: int) -> int:
        """The column of an offset of the content."""
        inside = at - self.offset
        return self.column + inside + (self.text.count("|", 0, inside) if self.escaped else 0)


class Places:
    """Offsets of the inline content in hand to places of a file whose lines are known."""

    def __init__(self, lines: list[str], path: str, first_line: int) -> None:
        self.lines, self.path, self.first_line = lines, path, first_line
        self._content: list[_Line] = []
        self._searched: dict[int, int] = {}

    def locate(self, inline: SyntaxTreeNode) -> None:
        """Take an inline node in hand."""
        first = (inline.map or (0, 0))[0]
        cell = inline.parent is not None and inline.parent.type in ("th", "td")
        self._content, offset = [], 0
        for i, text in enumerate(inline.content.split("\n")):
            number = min(first + i, len(self.lines) - 1)
            line = self._cell(offset, number, text) if cell else self._tail(offset, number, text)
            self._content.append(line)
            offset += len(text) + 1

    def _tail(self, offset: int, number: int, text: str) -> _Line:
        """A line of a paragraph ends its source line; of a heading, marks may follow it."""
        source, core = self.lines[number].rstrip(), text.strip()
        lead = len(text) - len(text.lstrip())
        if source.endswith(core):
            return _Line(offset, number, len(source) - len(core) - lead, text)
        return _Line(offset, number, max(source.rfind(core), 0) - lead, text)

    def _cell(self, offset: int, number: int, text: str) -> _Line:
        """A cell stands behind the cells before it; its bars are escaped."""
        after = self._searched.get(number, 0)
        written = text.replace("|", "\\|")
        column = max(self.lines[number].find(written, after), 0)
        self._searched[number] = max(after, column + len(written))
        return _Line(offset, number, column, text, escaped=True)

    def span(self, at: int) -> Span:
        """The place of an offset of the content in hand."""
        i = bisect_right(self._content, at, key=lambda line: line.offset) - 1
        if i < 0:
            return Span(self.path, self.first_line)
        line = self._content[i]
        column = min(max(line.column_of(at), 0), len(self.lines[line.number]))
        return Span(self.path, line.number + self.first_line, column + 1)

    def line_spans(self) -> list[tuple[Span, str]]:
        """The lines of the content in hand, each with the place of its first character."""
        return [(self.span(line.offset), line.text) for line in self._content]
