"""Inline tokens to runs of the model, each at its line and column."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode

from wenxuan.diagnostics import Report, Span
from wenxuan.markdown.attributes import known_attributes, width_of
from wenxuan.markdown.cjk import joint
from wenxuan.model import (
    MARKS,
    Code,
    Emphasis,
    LineBreak,
    Link,
    Marked,
    NoteCall,
    Picture,
    Reference,
    Ruby,
    Run,
    Runs,
    Text,
)
from wenxuan.schema import near

_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--|<[!?][A-Za-z]")
_OUTSIDE = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|tel:\+?\d)")
_INSIDE = re.compile(r"(?:[^#:]+\.md)?(?:#[^#\s]+)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")


class RunBuilder:
    """Turns the inline content of one article into runs; numbers its note calls."""

    def __init__(self, lines: list[str], path: str, first_line: int, report: Report) -> None:
        self.lines, self.path, self.first_line, self.report = lines, path, first_line, report
        self.calls: dict[str, tuple[int, Span]] = {}
        self.captions: dict[Span, tuple[str, str | None]] = {}
        self.verse = False
        self.in_note = False
        self._places: list[tuple[int, int, int]] = []
        self._searched: dict[int, int] = {}
        self.rules: dict[str, Callable[[SyntaxTreeNode], Run | None]] = {
            "text": self.text,
            "text_special": self.special,
            "hardbreak": lambda node: LineBreak(span=self.span(node)),
            "em": self.emphasis,
            "strong": self.emphasis,
            "code_inline": lambda node: Code(span=self.span(node), text=node.content),
            "link": self.link,
            "image": self.picture,
            "footnote_ref": self.call,
            "ruby": self.ruby,
            "span": self.marked,
            "math_inline": self.formula,
            "math_inline_double": self.formula,
        }

    # --- places -------------------------------------------------------------------------

    def build(self, inline: SyntaxTreeNode) -> Runs:
        """The runs of an inline node."""
        self._locate(inline)
        return self.children(inline)

    def _locate(self, inline: SyntaxTreeNode) -> None:
        """Remember, for each line of the content, its offset, file line and column."""
        first = (inline.map or (0, 0))[0]
        self._places, offset = [], 0
        for i, text in enumerate(inline.content.split("\n")):
            number = min(first + i, len(self.lines) - 1)
            column = self.lines[number].find(text, self._searched.get(number, 0))
            column = self.lines[number].find(text) if column < 0 else column
            self._places.append((offset, number, max(column, 0)))
            if column >= 0:
                self._searched[number] = column + len(text)
            offset += len(text) + 1

    def span(self, node: SyntaxTreeNode) -> Span:
        """Where a run begins."""
        at = int(node.meta.get("at", 0))
        offset, number, column = next(p for p in reversed(self._places) if p[0] <= at)
        line = self.lines[number] if self.lines else ""
        return Span(self.path, number + self.first_line, min(column + at - offset, len(line)) + 1)

    # --- runs ---------------------------------------------------------------------------

    def children(self, node: SyntaxTreeNode) -> Runs:
        """Runs of the children; soft breaks become spaces, nothing, or lines of verse."""
        result: list[Run] = []
        children = node.children
        for i, child in enumerate(children):
            if child.type == "softbreak":
                run = self.soft_break(child, result, children[i + 1 :])
            elif child.type == "text" and not child.content:
                continue
            else:
                run = self.rules[child.type](child)
            if run is not None:
                result.append(run)
        return tuple(result)

    def soft_break(
        self, node: SyntaxTreeNode, before: list[Run], after: list[SyntaxTreeNode]
    ) -> Run | None:
        """A line break of the source (see `cjk.joint`)."""
        if self.verse:
            return LineBreak(span=self.span(node))
        previous = _edge(before[-1], -1) if before else ""
        following = next((_first(n) for n in after if _first(n)), "")
        space = joint(previous, following)
        return Text(span=self.span(node), text=space) if space else None

    def text(self, node: SyntaxTreeNode) -> Text:
        """Plain characters; a tag among them is a mistake."""
        span = self.span(node)
        for tag in _HTML.finditer(node.content):
            self.report.add("MD001", span.right(tag.start()), tag=tag[0][:40])
        return Text(span=span, text=node.content)

    def special(self, node: SyntaxTreeNode) -> Run:
        r"""An escaped character or an entity; `\\` is a line break wanted by the author."""
        if node.content == "\\" and node.markup == "\\\\":
            return LineBreak(span=self.span(node))
        return Text(span=self.span(node), text=node.content)

    def emphasis(self, node: SyntaxTreeNode) -> Emphasis:
        """`*…*` and `**…**`."""
        return Emphasis(
            span=self.span(node), runs=self.children(node), strong=node.type == "strong"
        )

    def link(self, node: SyntaxTreeNode) -> Run | None:
        """A cross reference, or a link with an allowed scheme."""
        span, href = self.span(node), str(node.attrs.get("href", ""))
        attributes = {k: v for k, v in node.attrs.items() if k not in ("href", "title")}
        known_attributes(attributes, (), span, self.report)
        runs = self.children(node)
        inside = unquote(href)
        if inside and _INSIDE.fullmatch(inside):
            return Reference(span=span, target=inside, runs=runs)
        if not _OUTSIDE.match(href):
            self.report.add("MD010", span, href=inside or "()")
        elif not runs:
            self.report.add("MD019", span, href=href)
        return Link(span=span, href=href, runs=runs)

    def picture(self, node: SyntaxTreeNode) -> Picture:
        """An image; caption and id wait for the figure that it may become."""
        span = self.span(node)
        known_attributes(
            node.attrs, ("src", "alt", "title", "width", "id"), span, self.report
        )
        alt = "".join(child.content for child in node.children).strip()
        id_ = node.attrs.get("id")
        self.captions[span] = (str(node.attrs.get("title", "")), str(id_) if id_ else None)
        source = unquote(str(node.attrs["src"]))
        if not alt:
            self.report.add("IMG004", span, name=source)
        width = width_of(node.attrs, span, self.report)
        return Picture(span=span, source=source, alt=alt, width=width)

    def call(self, node: SyntaxTreeNode) -> NoteCall:
        """A call of a note, numbered by its first occurrence."""
        span, label = self.span(node), str(node.meta["label"])
        if self.in_note:
            self.report.add("MD018", span)
        number, _ = self.calls.setdefault(label, (len(self.calls) + 1, span))
        return NoteCall(span=span, label=label, number=number)

    def ruby(self, node: SyntaxTreeNode) -> Ruby:
        """Per word, or per character when there are as many readings as characters."""
        base, readings = node.content, [r.strip() for r in node.meta["readings"]]
        if len(readings) == 1 and len(readings[0].split()) == len(base) > 1:
            readings = readings[0].split()
        if len(readings) not in (1, len(base)):
            span = self.span(node)
            self.report.add("MD008", span, readings=len(readings), characters=len(base))
        pairs = [(base, readings[0])] if len(readings) == 1 else list(zip(base, readings, strict=False))
        return Ruby(span=self.span(node), pairs=tuple(pairs))

    def marked(self, node: SyntaxTreeNode) -> Marked:
        """`[…]{.dots}`, `[…]{lang=en}`."""
        span = self.span(node)
        kinds = str(node.attrs.get("class", "")).split()
        for kind in kinds:
            if kind not in MARKS:
                self.report.add("MD007", span, name=kind, near=near(kind, MARKS))
        rest = {k: v for k, v in node.attrs.items() if k != "class"}
        known_attributes(rest, ("lang",), span, self.report)
        language = rest.get("lang")
        if language is not None and not _LANGUAGE.fullmatch(str(language)):
            self.report.add("MD020", span, value=language)
        runs: Runs = self.children(node)
        for kind in reversed(kinds[1:]):
            runs = (Marked(span=span, kind=kind, runs=runs),)
        kind = kinds[0] if kinds else ""
        return Marked(span=span, kind=kind, runs=runs, language=str(language) if language else None)

    def formula(self, node: SyntaxTreeNode) -> None:
        """Formulas wait for a later version."""
        self.report.add("MD002", self.span(node), formula=f"${node.content[:40]}$")


def _edge(run: Run, end: int) -> str:
    """The first (0) or last (-1) character that a run shows."""
    match run:
        case Text(text=text) | Code(text=text):
            return text[end] if text else ""
        case Ruby(pairs=pairs):
            return pairs[end][0][end]
        case Emphasis(runs=runs) | Link(runs=runs) | Marked(runs=runs) if runs:
            return _edge(runs[end], end)
        case NoteCall() | Reference():
            return "字"  # set as Chinese: no space beside it
    return ""


def _first(node: SyntaxTreeNode) -> str:
    """The first character below a node of the syntax tree."""
    if node.type in ("link", "footnote_ref") and not node.children:
        return "字"
    if node.content:
        return node.content[0]
    return next((_first(child) for child in node.children if _first(child)), "")
