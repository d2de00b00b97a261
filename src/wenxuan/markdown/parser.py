"""markdown-it set up for us: positions on runs, our blocks and ruby, nothing deleted silently."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt, helpers
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_inline import StateInline, autolink, link
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from wenxuan.markdown.boxes import box_rule
from wenxuan.markdown.braces import attribute_rule, link_label, span_rule
from wenxuan.markdown.located import MAX_INLINE, LocatedInline
from wenxuan.markdown.tables import table_rule

MAX_NESTING = 100
"""markdown-it deletes what is nested deeper than its limit; we report it instead."""
RUBY = re.compile(r"\{([^{}|\n]+)((?:\|[^{}|\n]*)+)\}")


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

    def unused(self) -> list[tuple[str, Any]]:
        """Label and definition of those that nothing asked for."""
        return [(label, found) for label, found in self.items() if label not in self.used]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The syntax tree of a text, and what the tree cannot show; lines count from 0."""

    tree: SyntaxTreeNode
    notes: tuple[SyntaxTreeNode, ...]
    """The texts of notes, wherever they stand."""
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
    unused = [(d["map"][0], label) for label, d in definitions.unused()]
    unused += [(d["map"][0], d["label"]) for d in env.get("duplicate_refs", ())]
    tree = SyntaxTreeNode(tokens)
    notes = (node for node in _blocks_below(tree) if node.type == "footnote_reference")
    return Parsed(tree, tuple(notes), tuple(unused), tuple(flattened))


def _blocks_below(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for child in node.children:
        if child.type != "inline":
            yield child
            yield from _blocks_below(child)


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


class _Helpers:
    """markdown-it's helpers with our own label of links."""

    parseLinkDestination = staticmethod(helpers.parseLinkDestination)  # noqa: N815
    parseLinkTitle = staticmethod(helpers.parseLinkTitle)  # noqa: N815
    parseLinkLabel = staticmethod(link_label)  # noqa: N815


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 -- markdown-it's name
        """Forbidden addresses are reported with their place, not left in the text."""
        return True


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    """The parser; all state of a parse is in its tokens and its environment."""
    md = _Markdown("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    md.inline = LocatedInline()
    md.disable(["html_block", "html_inline", "strikethrough"])
    md.helpers = _Helpers()  # type: ignore[assignment]
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
    rules.at("autolink", _autolink)
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


def _autolink(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """markdown-it's rule, with the place of the address behind the bracket."""
    at = state.pos
    found = autolink(state, silent)
    if found and not silent:
        state.tokens[-2].meta["at"] = at + 1
    return found
