"""Inline tokens to runs of the model, each at its line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span
from wenxuan.folds import joint
from wenxuan.markdown.attributes import BRACED, known_attributes, width_of
from wenxuan.markdown.edges import append, described, first_character, last_character
from wenxuan.markdown.places import Places
from wenxuan.markdown.raw import check_caption
from wenxuan.markdown.remarks import refused_characters, refused_entity, remarks
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

_OUTSIDE = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@|tel:\+?\d)", re.IGNORECASE)
_INSIDE = re.compile(r"(?:[^#:]+\.md)?(?:#[^#\s]+)?")
_NO_TITLE = Phrase("a link has no title", "链接没有题名")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")


class RunBuilder:
    """Turns the inline content of one article into runs; numbers its note calls."""

    def __init__(self, lines: list[str], path: str, first_line: int, report: Report) -> None:
        self.places, self.report = Places(lines, path, first_line), report
        self.calls: dict[str, tuple[int, Span]] = {}
        self.captions: dict[Span, tuple[str, str | None]] = {}
        self.verse = False
        self.in_note = False
        self.warichu = False
        self.rules: dict[str, Callable[[SyntaxTreeNode], Run | None]] = {
            "text": self.text,
            "text_special": self.special,
            "hardbreak": lambda node: LineBreak(span=self.span(node)),
            "em": self.emphasis,
            "strong": self.emphasis,
            "code_inline": self.code,
            "link": self.link,
            "image": self.picture,
            "footnote_ref": self.call,
            "ruby": self.ruby,
            "span": self.marked,
            "math_inline": self.formula,
            "math_inline_double": self.formula,
        }

    def build(self, inline: SyntaxTreeNode) -> Runs:
        """The runs of an inline node."""
        self.places.locate(inline)
        return self.children(inline)

    def span(self, node: SyntaxTreeNode) -> Span:
        """Where a run begins."""
        return self.places.span(int(node.meta.get("at", 0)))

    # --- runs ---------------------------------------------------------------------------

    def children(self, node: SyntaxTreeNode) -> Runs:
        """Runs of the children; soft breaks become spaces, nothing, or lines of verse."""
        result: list[Run] = []
        children = [n for n in node.children if n.type != "text" or n.content]
        linked = _in_link(node)
        for code, at, arguments in remarks(children):
            if not linked or code != "MD030":
                self.report.add(code, self.places.span(at), **arguments)
        for i, child in enumerate(children):
            if child.type == "softbreak":
                following = (children[k] for k in range(i + 1, len(children)))
                run = self.soft_break(child, result, following)
            else:
                run = self.rules[child.type](child)
            if run is not None:
                append(result, run, merge=bool(i) and _both_text(children[i - 1], child))
        return tuple(result)

    def soft_break(
        self, node: SyntaxTreeNode, before: Sequence[Run], after: Iterable[SyntaxTreeNode]
    ) -> Run | None:
        """A line break of the source (see `cjk.joint`)."""
        if self.verse:
            return LineBreak(span=self.span(node))
        space = joint(last_character(before), first_character(after))
        return Text(span=self.span(node), text=space) if space else None

    def text(self, node: SyntaxTreeNode) -> Text:
        """Plain characters."""
        return Text(span=self.span(node), text=node.content)

    def special(self, node: SyntaxTreeNode) -> Run:
        r"""An escaped character or an entity; `\\` is a line break wanted by the author."""
        span = self.span(node)
        if node.content == "\\" and node.markup == "\\\\":
            return LineBreak(span=span)
        faults = list(refused_entity(node.content, node.markup))
        for code, number in faults:
            self.report.add(code, span, code=number)
        return Text(span=span, text="" if faults else node.content)

    def attributes(
        self, node: SyntaxTreeNode, span: Span, known: Iterable[str] = ()
    ) -> dict[str, str]:
        """What the braces behind a run say; what means nothing there is reported."""
        found: dict[str, str] = node.meta.get("braces", {})
        known_attributes(found, known, span, self.report)
        if "refused" in node.meta:
            self.report.add("MD011", span, key=node.meta["refused"], near=BRACED)
        return found

    def code(self, node: SyntaxTreeNode) -> Code:
        """`…` between backticks."""
        span = self.span(node)
        self.attributes(node, span)
        return Code(span=span, text=node.content)

    def emphasis(self, node: SyntaxTreeNode) -> Emphasis:
        """`*…*` and `**…**`."""
        return Emphasis(
            span=self.span(node), runs=self.children(node), strong=node.type == "strong"
        )

    def link(self, node: SyntaxTreeNode) -> Run:
        """A cross reference, or a link with an allowed scheme."""
        span, href = self.span(node), str(node.attrs.get("href", ""))
        self.attributes(node, span)
        if node.attrs.get("title"):
            self.report.add("MD011", span, key=node.attrs["title"], near=_NO_TITLE)
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
        attributes = self.attributes(node, span, ("width", "id"))
        caption, source = str(node.attrs.get("title", "")), unquote(str(node.attrs["src"]))
        self.captions[span] = (caption, attributes.get("id"))
        check_caption(span, caption, self.report)
        alt = self.description(node, span)
        for code, number in refused_characters(caption + alt):
            self.report.add(code, span, code=number)
        if not alt:
            self.report.add("IMG004", span, name=source)
        width = width_of(attributes, span, self.report)
        return Picture(span=span, source=source, alt=alt, width=width)

    def description(self, image: SyntaxTreeNode, span: Span) -> str:
        """The text of what stands in the brackets of a picture, without its markup."""
        for formula in (n for n in image.walk() if n.type.startswith("math_inline")):
            self.report.add("MD002", span, formula=f"${formula.content[:40]}$")
        for entity in (n for n in image.walk() if n.type == "text_special"):
            for code, number in refused_entity(entity.content, entity.markup):
                self.report.add(code, span, code=number)
        return described(image)

    def call(self, node: SyntaxTreeNode) -> NoteCall:
        """A call of a note, numbered by its first occurrence."""
        span, label = self.span(node), str(node.meta["label"])
        self.attributes(node, span)
        if self.in_note:
            self.report.add("MD018", span)
        number, _ = self.calls.setdefault(label, (len(self.calls) + 1, span))
        return NoteCall(span=span, label=label, number=number)

    def ruby(self, node: SyntaxTreeNode) -> Ruby:
        """Per word, or per character when there are as many readings as characters."""
        span = self.span(node)
        base, readings = node.content, [r.strip() for r in node.meta["readings"]]
        if len(readings) == 1 and len(readings[0].split()) == len(base) > 1:
            readings = readings[0].split()
        given = sum(map(bool, readings))
        if given not in (1, len(base)) or given != len(readings):
            self.report.add("MD008", span, readings=given, characters=len(base))
        if len(readings) == 1:
            return Ruby(span=span, pairs=((base, readings[0]),))
        return Ruby(span=span, pairs=tuple(zip(base, readings, strict=False)))

    def marked(self, node: SyntaxTreeNode) -> Marked:
        """`[…]{.dots}`, `[…]{lang=en}`."""
        span = self.span(node)
        attributes = self.attributes(node, span, ("class", "lang"))
        kinds = attributes.get("class", "").split()
        for kind in kinds:
            if kind not in MARKS:
                self.report.add("MD007", span, name=kind, near=near(kind, MARKS))
        language = attributes.get("lang")
        if language is not None and not _LANGUAGE.fullmatch(language):
            self.report.add("MD020", span, value=language)
        inside, self.warichu = self.warichu, self.warichu or "warichu" in kinds
        if inside and "warichu" in kinds:
            self.report.add("MD036", span)
        runs: Runs = self.children(node)
        self.warichu = inside
        if not runs and attributes:
            self.report.add("MD035", span)
        for kind in reversed(kinds[1:]):
            runs = (Marked(span=span, kind=kind, runs=runs),)
        kind = kinds[0] if kinds else ""
        return Marked(span=span, kind=kind, runs=runs, language=language)

    def formula(self, node: SyntaxTreeNode) -> None:
        """Formulas wait for a later version."""
        self.report.add("MD002", self.span(node), formula=f"${node.content[:40]}$")


def _in_link(node: SyntaxTreeNode | None) -> bool:
    """True for what stands inside a link: an address there is no bare one."""
    while node is not None and node.type != "link":
        node = node.parent
    return node is not None


def _both_text(*nodes: SyntaxTreeNode) -> bool:
    return all(node.type == "text" for node in nodes)
