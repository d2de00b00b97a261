"""markdown-it set up for us: positions on runs, our blocks and ruby, nothing deleted silently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_inline import StateInline, link
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from wenxuan.markdown.boxes import box_rule
from wenxuan.markdown.braces import attribute_rule, span_rule
from wenxuan.markdown.cjk import flanking
from wenxuan.markdown.tables import table_rule

MAX_NESTING = 100
"""markdown-it deletes what is nested deeper than its limit; we report it instead."""
MAX_INLINE = 30
"""Deepest nesting of emphasis, links and pictures inside a line."""

RUBY = re.compile(r"\{([^{}|\n]+)((?:\|[^{}|\n]*)+)\}")


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
    """The inline parser with `LocatedState`; descriptions of pictures nest to `MAX_INLINE`."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Tokens of one inline content, each with its offset."""
        state = LocatedState(src, md, env, tokens)
        depth = env["depth"] = env.get("depth", 0) + 1
        if depth > MAX_INLINE + 1:
            state.pending = src
            state.pushPending()
        else:
            self.tokenize(state)
            for rule in self.ruler2.getRules(""):
                rule(state)
        env["depth"] = depth - 1
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
    """The syntax tree of a text, and what the tree cannot show; lines count from 0."""

    tree: SyntaxTreeNode
    unused: tuple[tuple[int, str], ...]
    """Line and label of link definitions that nothing uses, or that an earlier one hides."""
    too_deep: tuple[tuple[int, int], ...]
    """Line and limit where blocks or runs nest deeper than we go."""


def parse(text: str) -> Parsed:
    """The syntax tree of a Markdown text; never raises."""
    definitions = Definitions()
    env: dict[str, Any] = {"references": definitions}
    tokens = _markdown().parse(text, env)
    flattened = [(line, MAX_INLINE) for token in tokens if (line := _flatten(token)) is not None]
    level, line = max(((t.level, (t.map or [0])[0]) for t in tokens), default=(0, 0))
    if level >= MAX_NESTING - 1:
        flattened.append((line, MAX_NESTING - 2))
    unused = [(d["map"][0], d.get("label", label)) for label, d in definitions.items()
              if label not in definitions.used]
    unused += [(d["map"][0], d["label"]) for d in env.get("duplicate_refs", ())]
    return Parsed(SyntaxTreeNode(tokens), tuple(unused), tuple(flattened))


def _flatten(token: Token) -> int | None:
    """Make inline content that nests too deep one text; its line, or None where it does not."""
    if _depth(token.children or ()) <= MAX_INLINE:
        return None
    token.children = [Token("text", "", 0, content=token.content, meta={"at": 0})]
    return (token.map or [0])[0]


def _depth(tokens: Sequence[Token]) -> int:
    """Deepest nesting of inline tokens, descriptions of pictures included."""
    depth = deepest = 0
    for token in tokens:
        depth += token.nesting
        inside = 1 + _depth(token.children) if token.children else 0
        deepest = max(deepest, depth + inside)
    return deepest


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 -- markdown-it's name
        """Forbidden addresses are reported with their place, not left in the text."""
        return True


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """The parser; all state of a parse is in its tokens and its environment."""
    md = _Markdown("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    md.inline = LocatedInline()
    md.disable(["html_block", "html_inline"])
    # Merging would lose the places of the pieces; the builder merges what is contiguous.
    md.inline.ruler2.disable("fragments_join")
    md.core.ruler.disable("text_join")
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    md.use(deflist_plugin)
    md.use(dollarmath_plugin, allow_space=False, allow_digits=False)
    _add_block_rules(md)
    _add_inline_rules(md)
    return md


def _add_block_rules(md: MarkdownIt) -> None:
    interrupts_paragraph: RuleOptionsType = {"alt": ["paragraph", "reference"]}
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    md.enable("table")
    md.block.ruler.at("table", table_rule, interrupts_paragraph)
    md.block.ruler.before("fence", "box", box_rule, interrupts)


def _add_inline_rules(md: MarkdownIt) -> None:
    rules = md.inline.ruler
    rules.at("footnote_ref", _call)
    rules.at("link", _link)
    rules.after("link", "span", span_rule)
    rules.before("emphasis", "ruby", _ruby)
    rules.push("attributes", attribute_rule)


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


def _call(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """`[^label]`, with the place that the plugin's own meta would overwrite."""
    at = state.pos
    found = bool(footnote_ref(state, silent, always_match=True))
    if found and not silent:
        state.tokens[-1].meta["at"] = at
    return found


def _link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """markdown-it's rule, with the place of the bracket instead of what follows it."""
    at, first = state.pos, len(state.tokens)
    found = link(state, silent)
    if found and not silent:
        opening = next(t for t in state.tokens[first:] if t.type == "link_open")
        opening.meta["at"] = at
    return found
