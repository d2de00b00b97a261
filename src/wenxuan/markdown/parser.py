"""markdown-it set up for us: positions on runs, our blocks and ruby, nothing deleted silently."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from wenxuan.markdown.cjk import flanking

MAX_NESTING = 100
"""markdown-it deletes what is nested deeper than its limit; we report it instead."""

RUBY = re.compile(r"\{([^{}|\n]+)((?:\|[^{}|\n]*)+)\}")
_OPEN = re.compile(r":{3,}[ \t]*([^\s:{}]+)[ \t]*:*[ \t]*")
_CLOSE = re.compile(r":{3,}[ \t]*")
_FENCE = re.compile(r"(`{3,}|~{3,})")


class LocatedState(StateInline):
    """Inline state whose tokens carry `meta["at"]`: their offset in the inline content."""

    begins: int | None = None

    def append_pending(self, text: str) -> None:
        """Remember where pending text began."""
        if self.begins is None:
            self.begins = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:  # noqa: N802 -- markdown-it's name
        """Put the place on a text token."""
        token = super().pushPending()
        token.meta["at"] = self.pos if self.begins is None else self.begins
        self.begins = None
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Put the place on any token."""
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.pos
        self.begins = None
        return token

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001, N802, N803
        """Flanking that knows CJK (see `cjk.flanking`); `_` keeps to words as in CommonMark."""
        if self.src[start] != "*":
            return super().scanDelims(start, canSplitWord)
        end = start
        while end < self.posMax and self.src[end] == "*":
            end += 1
        before = self.src[start - 1] if start else " "
        after = self.src[end] if end < self.posMax else " "
        opens, closes = flanking(before, after)
        return Scanned(opens, closes, end - start)


class LocatedInline(ParserInline):
    """The inline parser with `LocatedState`."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Tokens of one inline content, each with its offset."""
        state = LocatedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class Definitions(dict[str, Any]):
    """Link definitions that remember which of them were used."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()

    def __getitem__(self, label: str) -> Any:
        self.used.add(label)
        return super().__getitem__(label)

    def get(self, label: str, default: Any = None) -> Any:
        """Look a definition up and mark it used."""
        self.used.add(label)
        return super().get(label, default)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The syntax tree and the link definitions of a text."""

    tree: SyntaxTreeNode
    definitions: Definitions
    deepest: tuple[int, int]
    """Deepest nesting reached and the line (0-based) where."""


def parse(text: str) -> Parsed:
    """The syntax tree of a Markdown text; never raises."""
    definitions = Definitions()
    tokens = _markdown().parse(text, {"references": definitions})
    deepest = max(((t.level, (t.map or [0])[0]) for t in tokens), default=(0, 0))
    return Parsed(SyntaxTreeNode(tokens), definitions, deepest)


def _markdown() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    md.inline = LocatedInline()
    md.enable("table")
    md.disable(["html_block", "html_inline"])
    # Merging would lose the places of the pieces; the builder merges.
    md.inline.ruler2.disable("fragments_join")
    md.core.ruler.disable("text_join")
    # Forbidden addresses are reported with their place, not left in the text.
    md.validateLink = lambda _url: True  # type: ignore[method-assign]
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    md.inline.ruler.at("footnote_ref", _call)
    md.use(deflist_plugin)
    md.use(attrs_plugin, spans=True)
    md.use(dollarmath_plugin, allow_space=False, allow_digits=False)
    alternatives = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    md.block.ruler.before("fence", "box", _box, alternatives)
    md.inline.ruler.before("emphasis", "ruby", _ruby)
    return md


def _ruby(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it's signature
    """`{base|reading}` and `{base|reading|reading…}`."""
    if state.src[state.pos] != "{":
        return False
    match = RUBY.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("ruby", "", 0)
        token.content = match[1]
        token.meta["readings"] = match[2][1:].split("|")
    state.pos = match.end()
    return True


def _call(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it's signature
    """`[^label]`, with the place that the plugin's own meta would overwrite."""
    at = state.pos
    found = bool(footnote_ref(state, silent, always_match=True))
    if found and not silent:
        state.tokens[-1].meta["at"] = at
    return found


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _box(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """`::: name` … `:::`, nested by counting as in Pandoc, so that inner boxes need no more colons."""
    opening = _OPEN.fullmatch(_line(state, start))
    if opening is None or state.is_code_block(start):
        return False
    if silent:
        return True
    last, closed = _box_end(state, start, end)
    token = state.push("box_open", "div", 1)
    token.map = [start, last]
    token.meta.update(name=opening[1], closed=closed)
    parent, bound = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", last
    state.md.block.tokenize(state, start + 1, last)
    state.parentType, state.lineMax = parent, bound
    state.push("box_close", "div", -1)
    state.line = last + 1 if closed else last
    return True


def _box_end(state: StateBlock, start: int, end: int) -> tuple[int, bool]:
    """The line that closes a box, and whether there is one."""
    depth, fence = 1, ""
    for number in range(start + 1, end):
        text = _line(state, number)
        if text and state.sCount[number] < state.blkIndent:
            return number, False
        if mark := _FENCE.match(text):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
        elif not fence and _OPEN.fullmatch(text):
            depth += 1
        elif not fence and _CLOSE.fullmatch(text):
            depth -= 1
            if depth == 0:
                return number, True
    return end, False
