"""Syntax tree to blocks of the model, with a diagnostic for whatever cannot be set."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from markdown_it.tree import SyntaxTreeNode

from wenxuan.diagnostics import Report, Span
from wenxuan.markdown.attributes import heading_attributes, known_attributes, width_of
from wenxuan.markdown.parser import MAX_NESTING, parse
from wenxuan.markdown.runs import RunBuilder
from wenxuan.model import (
    BOXES,
    Block,
    Blocks,
    Box,
    CodeBlock,
    Definitions,
    Divider,
    Figure,
    Heading,
    List,
    Note,
    Paragraph,
    Picture,
    Runs,
    Table,
    Text,
    plain,
)
from wenxuan.schema import near

MAX_PARAGRAPH = 50_000
"""Longest paragraph in characters: composing one is more than linear in its length."""

_CAPTION = re.compile(r"\s*(?:Table:|表题[:：])\s*")


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article."""

    blocks: Blocks
    notes: tuple[Note, ...]


def build_body(text: str, path: str, first_line: int, report: Report) -> Body:
    """The blocks and notes of a Markdown text that begins on `first_line` of the file `path`."""
    parsed = parse(text)
    builder = _Builder(text, path, first_line, report)
    depth, line = parsed.deepest
    if depth >= MAX_NESTING - 1:
        report.add("MD004", Span(path, line + first_line), limit=MAX_NESTING - 2)
    for label, definition in parsed.definitions.items():
        if label not in parsed.definitions.used:
            where = Span(path, definition["map"][0] + first_line)
            report.add("MD023", where, label=definition.get("label", label).lower())
    blocks = builder.blocks(parsed.tree.children)
    return Body(blocks, builder.notes())


class _Builder:
    """Walks one article; counts its figures, tables and headings."""

    def __init__(self, text: str, path: str, first_line: int, report: Report) -> None:
        self.path, self.first_line, self.report = path, first_line, report
        self.runs = RunBuilder(text.split("\n"), path, first_line, report)
        self.definitions: dict[str, SyntaxTreeNode] = {}
        self.counts = {"heading": 0, "figure": 0, "table": 0}
        self.level = 1
        self.rules: dict[str, Callable[[SyntaxTreeNode], Block | None]] = {
            "paragraph": self.paragraph,
            "heading": self.heading,
            "blockquote": self.quote,
            "box": self.box,
            "bullet_list": self.list,
            "ordered_list": self.list,
            "dl": self.definition_list,
            "table": self.table,
            "fence": self.code,
            "code_block": self.code,
            "hr": lambda node: Divider(span=self.span(node)),
            "footnote_reference": self.note_definition,
            "math_block": self.formula,
        }

    def span(self, node: SyntaxTreeNode) -> Span:
        """The first character of a block."""
        line = (node.map or (0, 0))[0]
        text = self.runs.lines[line] if line < len(self.runs.lines) else ""
        return Span(self.path, line + self.first_line, len(text) - len(text.lstrip()) + 1)

    def number(self, kind: str) -> int:
        """The next number of a kind."""
        self.counts[kind] += 1
        return self.counts[kind]

    def blocks(self, nodes: list[SyntaxTreeNode]) -> Blocks:
        """Blocks in order; a caption line joins the table that follows it."""
        result: list[Block] = []
        for node in nodes:
            block = self.rules[node.type](node)
            if block is None:
                continue
            if isinstance(block, Table) and result and _is_caption(result[-1]):
                block = self.captioned(block, result.pop())
            elif result and _is_caption(result[-1]):
                self.report.add("MD016", result[-1].span)
            result.append(block)
        if result and _is_caption(result[-1]):
            self.report.add("MD016", result[-1].span)
        return tuple(result)

    # --- one method a block -------------------------------------------------------------

    def inline(self, node: SyntaxTreeNode) -> Runs:
        """The runs of a block that holds one inline content."""
        return self.runs.build(node.children[0]) if node.children else ()

    def paragraph(self, node: SyntaxTreeNode) -> Block:
        """A paragraph, or a figure when a picture stands alone in it."""
        runs = self.inline(node)
        size = sum(len(run.text) for run in runs if isinstance(run, Text))
        if size > MAX_PARAGRAPH:
            self.report.add("SRC010", self.span(node), size=size, limit=MAX_PARAGRAPH)
        if len(runs) == 1 and isinstance(runs[0], Picture):
            return self.figure(runs[0])
        if plain(runs).lstrip().startswith(":::"):
            name = plain(runs).lstrip(": \t")
            self.report.add("MD003", self.span(node), name=name, near=near(name, BOXES))
        return Paragraph(span=self.span(node), runs=runs)

    def figure(self, picture: Picture) -> Figure:
        """A numbered figure when it has a caption."""
        caption, id_ = self.runs.captions.get(picture.span, ("", None))
        runs: Runs = (Text(span=picture.span, text=caption),) if caption else ()
        number = self.number("figure") if caption else None
        return Figure(span=picture.span, picture=picture, caption=runs, number=number, id=id_)

    def heading(self, node: SyntaxTreeNode) -> Heading:
        """A section heading: 2 below the title, then down one by one."""
        span, level = self.span(node), int(node.tag[1])
        runs, attributes = heading_attributes(self.inline(node))
        known_attributes(attributes, ("id",), span, self.report)
        if level == 1 or level > self.level + 1:
            self.report.add("MD009", span, level=level)
        if not plain(runs).strip():
            self.report.add("MD015", span)
        self.level = level
        count = self.number("heading")
        return Heading(span=span, level=level, runs=runs, id=attributes.get("id") or f"h{count}")

    def quote(self, node: SyntaxTreeNode) -> Box:
        """`>` is a quotation."""
        return Box(span=self.span(node), kind="quote", blocks=self.blocks(node.children))

    def box(self, node: SyntaxTreeNode) -> Box:
        """`::: kind`; in a poem each source line is a line of verse."""
        span, name = self.span(node), str(node.meta["name"])
        if name not in BOXES:
            self.report.add("MD003", span, name=name, near=near(name, BOXES))
        if not node.meta["closed"]:
            self.report.add("MD012", span, name=name)
        verse, self.runs.verse = self.runs.verse, self.runs.verse or name in ("poem", "signature")
        blocks = self.blocks(node.children)
        self.runs.verse = verse
        return Box(span=span, kind=name, blocks=blocks)

    def list(self, node: SyntaxTreeNode) -> List:
        """A list; it is tight when its paragraphs are hidden (CommonMark §5.3)."""
        items = tuple(self.blocks(item.children) for item in node.children)
        start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        hidden = [p.hidden for item in node.children for p in item.children if p.type == "paragraph"]
        return List(span=self.span(node), items=items, start=start, tight=all(hidden))

    def definition_list(self, node: SyntaxTreeNode) -> Definitions:
        """Terms and descriptions."""
        entries: list[tuple[Runs, tuple[Blocks, ...]]] = []
        for child in node.children:
            if child.type == "dt":
                entries.append((self.inline(child), ()))
            elif entries:
                term, descriptions = entries[-1]
                entries[-1] = (term, (*descriptions, self.blocks(child.children)))
        return Definitions(span=self.span(node), entries=tuple(entries))

    def table(self, node: SyntaxTreeNode) -> Table:
        """A pipe table; a row with too many cells is an error, for the parser drops them."""
        head_row = node.children[0].children[0]
        body = [row for part in node.children[1:] for row in part.children]
        self.check_cells([head_row, *body], len(head_row.children))
        styles = [str(cell.attrs.get("style", "")) for cell in head_row.children]
        return Table(
            span=self.span(node),
            head=tuple(self.inline(cell) for cell in head_row.children),
            rows=tuple(tuple(self.inline(cell) for cell in row.children) for row in body),
            align=tuple(style.removeprefix("text-align:") for style in styles),
        )

    def check_cells(self, rows: list[SyntaxTreeNode], columns: int) -> None:
        """Report rows whose surplus cells would vanish."""
        for row in rows:
            line = (row.map or (0, 0))[0]
            text = self.runs.lines[line].strip().removeprefix("|")
            cells = len(re.findall(r"(?:[^|\\]|\\.)+(?:\||$)|\|", text)) if text else 0
            if cells > columns:
                self.report.add("MD021", self.span(row), cells=cells, columns=columns)

    def captioned(self, table: Table, caption: Block) -> Table:
        """The table with the caption line that stood before it."""
        runs: Runs = caption.runs if isinstance(caption, Paragraph) else ()
        first = runs[0]
        if isinstance(first, Text):
            cut = _CAPTION.match(first.text)
            skip = cut.end() if cut else 0
            runs = (Text(span=first.span.right(skip), text=first.text[skip:]), *runs[1:])
        runs, attributes = heading_attributes(runs)
        known_attributes(attributes, ("id",), caption.span, self.report)
        number = self.number("table")
        return replace(table, caption=runs, number=number, id=attributes.get("id"))

    def code(self, node: SyntaxTreeNode) -> CodeBlock:
        """A fenced or indented block of code."""
        language = (node.info or "").split()[0] if (node.info or "").split() else ""
        return CodeBlock(span=self.span(node), text=node.content.rstrip("\n"), language=language)

    def formula(self, node: SyntaxTreeNode) -> None:
        """Display formulas wait for a later version."""
        self.report.add("MD002", self.span(node), formula=node.content.strip()[:40])

    # --- notes --------------------------------------------------------------------------

    def note_definition(self, node: SyntaxTreeNode) -> None:
        """Keep the text of a note until all calls are numbered."""
        label = str(node.meta["label"])
        if label in self.definitions:
            self.report.add("MD013", self.span(node), label=label)
        self.definitions.setdefault(label, node)

    def notes(self) -> tuple[Note, ...]:
        """The notes in order of their first calls."""
        calls = dict(self.runs.calls)
        self.runs.in_note = True
        found = [
            Note(span=self.span(node), label=label, blocks=self.blocks(node.children), number=number)
            for label, (number, _) in calls.items()
            if (node := self.definitions.get(label)) is not None
        ]
        for label, (_, span) in calls.items():
            if label not in self.definitions:
                self.report.add("MD005", span, label=label)
        for label, node in self.definitions.items():
            if label not in calls:
                self.report.add("MD006", self.span(node), label=label)
        return tuple(found)


def _is_caption(block: Block) -> bool:
    return (
        isinstance(block, Paragraph)
        and bool(block.runs)
        and isinstance(block.runs[0], Text)
        and _CAPTION.match(block.runs[0].text) is not None
    )


__all__ = ["Body", "build_body", "width_of"]
