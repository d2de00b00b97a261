"""The texts of notes: found before the first call, set in the order of the calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from markdown_it.tree import SyntaxTreeNode

from wenxuan.diagnostics import Report, Span
from wenxuan.model import Blocks, Note

Calls = Mapping[str, tuple[int, Span]]
"""Label to number and place of the first call."""


class Notes:
    """The texts of the notes of one article by their labels."""

    def __init__(
        self,
        nodes: Iterable[SyntaxTreeNode],
        span: Callable[[SyntaxTreeNode], Span],
        report: Report,
    ) -> None:
        self.span, self.report = span, report
        self.nodes: dict[str, SyntaxTreeNode] = {}
        for node in nodes:
            label = str(node.meta["label"])
            if label in self.nodes:
                report.add("MD013", span(node), label=label)
            self.nodes.setdefault(label, node)

    def called(
        self, calls: Calls, blocks: Callable[[list[SyntaxTreeNode]], Blocks]
    ) -> tuple[Note, ...]:
        """The notes in order of their first calls; building one may add calls."""
        found: dict[str, Note] = {}
        while waiting := [label for label in calls if label not in found]:
            for label in waiting:
                node = self.nodes.get(label)
                found[label] = self.note(label, calls[label], blocks(node.children) if node else ())
        for label, node in self.nodes.items():
            if label not in found:
                self.report.add("MD006", self.span(node), label=label)
        return tuple(note for label, note in found.items() if label in self.nodes)

    def note(self, label: str, call: tuple[int, Span], blocks: Blocks) -> Note:
        """A note that is called; without text it is an error where that should stand."""
        number, span = call
        if label in self.nodes:
            span = self.span(self.nodes[label])
        if not blocks:
            self.report.add("MD005", span, label=label)
        return Note(span=span, label=label, blocks=blocks, number=number)
