"""Syntax tree to blocks of the model, with a diagnostic for whatever cannot be set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from markdown_it.tree import SyntaxTreeNode

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span
from wenxuan.markdown.attributes import heading_attributes, known_attributes
from wenxuan.markdown.boxes import COLONS
from wenxuan.markdown.notes import Notes
from wenxuan.markdown.numbers import Numbers, miscounted
from wenxuan.markdown.parser import parse
from wenxuan.markdown.raw import broken_table
from wenxuan.markdown.runs import RunBuilder
from wenxuan.markdown.tables import caption_of, is_caption
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
    walk,
)
from wenxuan.schema import near

MAX_PARAGRAPH = 50_000
"""Longest paragraph in characters: composing one is more than linear in its length."""

_WIDE = Phrase("write ::: with ASCII colons", "请用半角冒号，写成 :::")
_BARE = Phrase("a block has a name and nothing else", "块只有名字，没有属性")
_ALONE = Phrase(
    "only a picture alone in its paragraph has a caption or an id", "独占一段的图才有图注和标识"
)


@dataclass(frozen=True, slots=True)
class Body:
    """The text of an article."""

    blocks: Blocks
    notes: tuple[Note, ...]


def build_body(text: str, path: str, first_line: int, report: Report) -> Body:
    """The blocks and notes of a Markdown text that begins on `first_line` of the file `path`."""
    parsed = parse(text)
    builder = _Builder(text, path, first_line, report)
    for line, limit in parsed.too_deep:
        report.add("MD004", Span(path, line + first_line), limit=limit)
    for line, label in parsed.unused:
        report.add("MD023", Span(path, line + first_line), label=label.lower())
    notes = Notes(parsed.notes, builder.span, report)
    blocks = builder.blocks(parsed.tree.children)
    builder.runs.in_note = True
    return Body(blocks, notes.called(builder.runs.calls, builder.blocks))


class _Builder:
    """Walks one article; counts its figures, tables and headings."""

    def __init__(self, text: str, path: str, first_line: int, report: Report) -> None:
        self.path, self.first_line, self.report = path, first_line, report
        self.lines = text.split("\n")
        self.runs = RunBuilder(self.lines, path, first_line, report)
        self.numbers = Numbers(text)
        self.level = 1
        self.refused = 0
        """Beginnings of boxes that were refused and still wait for their end."""
        self.rules: dict[str, Callable[[SyntaxTreeNode], Block | None]] = {
            "paragraph": self.paragraph,
            "heading": self.heading,
            "blockquote": self.quote,
            "box": self.box,
            "bullet_list": self.itemized,
            "ordered_list": self.itemized,
            "dl": self.definition_list,
            "table": self.table,
            "fence": self.code,
            "code_block": self.code,
            "hr": lambda node: Divider(span=self.span(node)),
            "footnote_reference": lambda _node: None,  # see `notes`
            "math_block": self.formula,
            "math_block_label": self.formula,
        }

    def span(self, node: SyntaxTreeNode) -> Span:
        """The first character of a block."""
        line = (node.map or (0, 0))[0]
        text = self.lines[line] if line < len(self.lines) else ""
        return Span(self.path, line + self.first_line, len(text) - len(text.lstrip()) + 1)

    def blocks(self, nodes: list[SyntaxTreeNode]) -> Blocks:
        """Blocks in order; a caption line joins the table that follows it."""
        result: list[Block] = []
        for node in nodes:
            block = self.rules[node.type](node)
            if block is None:
                continue
            if isinstance(block, Table) and result and is_caption(result[-1]):
                block = self.captioned(block, result.pop())
            elif result and is_caption(result[-1]):
                self.report.add("MD016", result[-1].span)
            result.append(block)
        if result and is_caption(result[-1]):
            self.report.add("MD016", result[-1].span)
        return tuple(result)

    # --- one method a block -------------------------------------------------------------

    def inline(self, node: SyntaxTreeNode) -> Runs:
        """The runs of a block that holds one inline content and is no figure."""
        runs = self.runs.build(node.children[0]) if node.children else ()
        self.check_pictures(runs)
        return runs

    def check_pictures(self, runs: Runs) -> None:
        """Report what pictures inside a line have and only figures show."""
        for picture in walk(runs) if self.runs.captions else ():
            if isinstance(picture, Picture):
                caption, id_ = self.runs.captions[picture.span]
                for what in filter(None, (caption, id_ and f"#{id_}")):
                    self.report.add("MD011", picture.span, key=what, near=_ALONE)

    def paragraph(self, node: SyntaxTreeNode) -> Block:
        """A paragraph, or a figure when a picture stands alone in it."""
        runs = self.runs.build(node.children[0]) if node.children else ()
        if len(runs) == 1 and isinstance(runs[0], Picture):
            return self.figure(runs[0])
        self.check_pictures(runs)
        size = len(plain(runs))
        if size > MAX_PARAGRAPH:
            self.report.add("SRC010", self.span(node), size=size, limit=MAX_PARAGRAPH)
        lines = self.runs.places.line_spans()
        if (bars := broken_table(lines)) is not None:
            self.report.add("MD028", bars)
        for span, line in lines:
            if colons := COLONS.match(line):
                self.edge(span, colons[0], line[colons.end() :].strip(":： \t"))
        return Paragraph(span=self.span(node), runs=runs)

    def edge(self, span: Span, colons: str, name: str) -> None:
        """A line that looks like the edge of a box and is none; an end belongs to its beginning."""
        if name:
            self.refused += 1
        elif self.refused:
            self.refused -= 1
            if "：" not in colons:
                return
        kind, _, rest = name.partition(" ")
        if kind in BOXES and rest and "：" not in colons:
            self.report.add("MD011", span, key=rest, near=_BARE)
        elif name or "：" in colons:
            known = _WIDE if "：" in colons else near(kind, BOXES)
            self.report.add("MD003", span, name=name, near=known)
        else:
            self.report.add("MD037", span)

    def figure(self, picture: Picture) -> Figure:
        """A numbered figure when it has a caption."""
        caption, id_ = self.runs.captions.get(picture.span, ("", None))
        runs: Runs = (Text(span=picture.span, text=caption),) if caption else ()
        number = self.numbers.next("figure") if caption else None
        return Figure(span=picture.span, picture=picture, caption=runs, number=number, id=id_)

    def heading(self, node: SyntaxTreeNode) -> Heading:
        """A section heading: 2 below the title, then down one by one."""
        span, level = self.span(node), int(node.tag[1])
        runs, attributes = heading_attributes(self.inline(node), self.report)
        known_attributes(attributes, ("id",), span, self.report)
        if level == 1 or level > self.level + 1:
            self.report.add("MD009", span, level=level)
        if not plain(runs).strip():
            self.report.add("MD015", span)
        self.level = level
        own = self.numbers.heading_id()
        return Heading(span=span, level=level, runs=runs, id=attributes.get("id", own))

    def quote(self, node: SyntaxTreeNode) -> Box:
        """`>` is a quotation."""
        return Box(span=self.span(node), kind="quote", blocks=self.blocks(node.children))

    def box(self, node: SyntaxTreeNode) -> Box:
        """`::: kind`; in a poem each source line is a line of verse."""
        span, name = self.span(node), str(node.meta["name"])
        if name not in BOXES:
            self.report.add("MD003", span, name=name, near=near(name, BOXES))
        if node.meta["braces"]:
            self.report.add("MD011", span, key=node.meta["braces"], near=_BARE)
        if not node.meta["closed"]:
            self.report.add("MD012", span, name=name)
        verse, self.runs.verse = self.runs.verse, self.runs.verse or name in ("poem", "signature")
        blocks = self.blocks(node.children)
        self.runs.verse = verse
        return Box(span=span, kind=name, blocks=blocks)

    def itemized(self, node: SyntaxTreeNode) -> List:
        """A list; it is tight when its paragraphs are hidden (CommonMark §5.3)."""
        items = tuple(self.blocks(item.children) for item in node.children)
        start = self.first_number(node) if node.type == "ordered_list" else None
        hidden = [
            p.hidden for item in node.children for p in item.children if p.type == "paragraph"
        ]
        return List(span=self.span(node), items=items, start=start, tight=all(hidden))

    def first_number(self, node: SyntaxTreeNode) -> int:
        """The number of the first item; those after it count on from it, or all repeat it."""
        numbers = [int(item.info) for item in node.children]
        wrong, first = miscounted(numbers), numbers[0]
        if wrong is not None:
            span = self.span(node.children[wrong])
            self.report.add("MD024", span, written=numbers[wrong], number=first + wrong)
        return first

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
            cells = int(row.meta["cells"])
            if cells > columns:
                self.report.add("MD021", self.span(row), cells=cells, columns=columns)

    def captioned(self, table: Table, caption: Block) -> Table:
        """The table with the caption line that stood before it."""
        runs, attributes = heading_attributes(caption_of(caption), self.report)
        known_attributes(attributes, ("id",), caption.span, self.report)
        number = self.numbers.next("table")
        return replace(table, caption=runs, number=number, id=attributes.get("id"))

    def code(self, node: SyntaxTreeNode) -> CodeBlock:
        """A fenced or indented block of code."""
        span = self.span(node)
        if node.type == "fence" and not self.closed(node):
            self.report.add("MD032", span, fence=node.markup)
        language, _, rest = (node.info or "").strip().partition(" ")
        if rest:
            self.report.add("MD011", span, key=rest.strip(), near="")
        return CodeBlock(span=span, text=node.content.rstrip("\n"), language=language)

    def closed(self, node: SyntaxTreeNode) -> bool:
        """True when the last line of a fenced block is its other fence."""
        first, end = node.map or (0, 0)
        last = self.lines[end - 1].strip(" \t>")
        return end - first > 1 and last.startswith(node.markup) and not last.strip(node.markup[0])

    def formula(self, node: SyntaxTreeNode) -> None:
        """Display formulas wait for a later version."""
        self.report.add("MD002", self.span(node), formula=node.content.strip()[:40])
