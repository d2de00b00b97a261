"""markdown-it's inline parser with a place on every token and flanking that knows CJK."""

from __future__ import annotations

from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

from wenxuan.markdown.cjk import flanking

MAX_INLINE = 30
"""Deepest nesting of emphasis, links and pictures inside a line."""


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
