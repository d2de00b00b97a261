"""Attributes in braces, `{#id .class key=value}`: our grammar and its inline rules.

Braces that follow a span, a link, a picture, code or a note call and say nothing, or something
else, stay in the text and are remembered in `meta["refused"]` so that the builder can report them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

BRACES = re.compile(r'\{(?:"(?:[^"\\\n]|\\.)*"|[^{}|"])*\}')
_ITEM = re.compile(
    r"\s*(?:\.(?P<name>[\w-]+)|#(?P<id>[\w.:-]+)"
    r'|(?P<key>[A-Za-z][\w:-]*)=(?:"(?P<quoted>(?:[^"\\\n]|\\.)*)"|(?P<bare>[^\s{}"=]+)))'
    r"(?=[\s}])"
)
_ENDS = ("image", "code_inline", "link_close", "span_close", "footnote_ref")


def attributes_of(braces: str) -> dict[str, str] | None:
    """What braces say; None for those that say nothing, anything else, or one thing twice."""
    found: dict[str, str] = {}
    position, end = 1, len(braces) - 1
    while braces[position:end].strip():
        item = _ITEM.match(braces, position)
        if item is None:
            return None
        key, value = _pair(item)
        if key == "class" and key in found:
            value = f"{found[key]} {value}"
        elif key in found:
            return None
        found[key] = value
        position = item.end()
    return found or None


def _pair(item: re.Match[str]) -> tuple[str, str]:
    if item["name"] is not None:
        return "class", item["name"]
    if item["id"] is not None:
        return "id", item["id"]
    quoted = item["quoted"]
    value = item["bare"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
    return item["key"], value


def link_label(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: FBT001, FBT002, N803
    """The bracket that closes the one at `start`, or -1 (CommonMark 0.31 §6.3).

    `disableNested` is a link's: it holds no link and no note call, but a span is no link.
    """
    begin, depth = state.pos, 1
    state.pos = start + 1
    close = -1
    while state.pos < state.posMax:
        mark, here = state.src[state.pos], state.pos
        depth -= mark == "]"
        if depth == 0:
            close = here
            break
        state.md.inline.skipToken(state)
        if mark != "[":
            continue
        depth += state.pos == here + 1
        if disableNested and state.pos > here + 1 and not _is_span(state.src[here : state.pos]):
            break
    state.pos = begin
    return close


def _is_span(text: str) -> bool:
    """True for `[…]{…}` without a link or a note call inside."""
    return text.endswith("}") and "](" not in text and "[^" not in text


def span_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it's signature
    """`[…]{…}`: a span with attributes; braces that are none are left for the text after it."""
    start, bound = state.pos, state.posMax
    if state.src[start] != "[" or state.src.startswith("[^", start):
        return False
    close = link_label(state, start)
    braces = BRACES.match(state.src, close + 1, bound) if close >= 0 else None
    if braces is None:
        return False
    found = attributes_of(braces[0])
    if not silent:
        state.pos, state.posMax = start + 1, close
        opening = state.push("span_open", "span", 1)
        opening.meta["at"] = start
        opening.meta |= {"braces": found} if found else {"refused": braces[0]}
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    state.pos = braces.end() if found else close + 1
    state.posMax = bound
    return True


def attribute_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Braces right behind one of `_ENDS` belong to it."""
    if state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    braces = BRACES.match(state.src, state.pos, state.posMax)
    if braces is None or state.tokens[-1].type not in _ENDS:
        return False
    found, token = attributes_of(braces[0]), _opening(state.tokens)
    known = token.meta.get("braces", {})
    if found is None or found.keys() & known.keys():
        if not silent:
            token.meta.setdefault("refused", braces[0])
        return False
    if not silent:
        token.meta["braces"] = known | found
    state.pos = braces.end()
    return True


def _opening(tokens: Sequence[Token]) -> Token:
    """The token that the last one closes, or the last one itself."""
    depth = 0
    for token in reversed(tokens):
        depth += token.nesting
        if depth == 0:
            return token
    return tokens[-1]
