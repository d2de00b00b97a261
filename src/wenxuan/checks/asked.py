"""What marks and alignment the sources ask for, by their places in what an article must show.

The words are the article's, the manner is the style sheet's: of a mark that a layout has no rule
for, or several rules that differ, nothing is expected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final, Literal

import tinycss2

from wenxuan import model as m
from wenxuan.diagnostics import Span
from wenxuan.proof.wanted import Segments, Teller, Wanted, bare

Form = Literal["dot", "straight", "wavy", "rows", "right"]
Rules = tuple[tuple[frozenset[str], tuple[tuple[str, str], ...]], ...]
_INSIDE: Final = frozenset(("content", "background", "background-color", "border"))
"""Properties by which a dot is drawn."""
_OTHERWISE: Final = ("none", "transparent", "url(", "gradient(", "hidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Characters of a strand, and what must be seen of them."""

    form: Form
    strand: str
    """main or notes."""
    start: int
    stop: int
    span: Span
    column: tuple[int, int] = (0, 0)
    """Of a cell, the number of its table in the article and of its column."""
    head: bool = False
    """Whether the cell heads its column."""


def asked(
    article: m.Article | None, targets: Mapping[str, m.Target], wanted: Wanted, css: str
) -> tuple[Asked, ...]:
    """All marks and right-aligned cells of an article that the layout draws in a known way."""
    if article is None:
        return ()
    for slotted in (False, True):
        marker = _Marker(article, targets, slotted=slotted)
        main = marker.told(marker.blocks(article.blocks), "main")
        base = wanted.main.text.find(main)
        if base < 0:
            continue
        found = [replace(one, start=one.start + base, stop=one.stop + base)
                 for one in marker.found]  # fmt: skip
        marker.found = []
        notes = marker.told(marker.footnotes(), "notes")
        found += marker.found if notes == wanted.notes.text else []
        forms = {kind: form for kind in ("dots", "name", "work", "warichu", "right")
                 if (form := _form(kind, css))}  # fmt: skip
        return tuple(
            replace(one, form=forms[one.form]) for one in found if one.form in forms
        )
    return ()


class _Marker(Teller):
    """Tells an article and notes where its marks and cells begin and end; `form` is their kind."""

    at = 0
    strand = "main"
    inside = False
    tables = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.found: list[Any] = []

    def told(self, segments: Segments, strand: str) -> str:
        """All characters of a strand, each counted before the next segment is made."""
        self.at, self.strand = 0, strand
        texts = []
        for text, _ in segments:
            texts.append(bare(text))
            self.at += len(texts[-1])
        return "".join(texts)

    def run(self, run: m.Run) -> Segments:
        """One run; of a mark its own words, those of other runs in it may look otherwise."""
        if not isinstance(run, m.Marked) or not run.kind or self.inside:
            yield from super().run(run)
            return
        rows = run.kind == "warichu"
        plain = all(isinstance(child, m.Text) for child in run.runs)
        self.inside, before = rows, self.at
        for child in run.runs:
            start = self.at
            yield from self.run(child)
            if isinstance(child, m.Text) and not rows:
                self.note(run.kind, start, run.span)
        self.inside = False
        if rows and plain:
            self.note("warichu", before, run.span)

    def table(self, block: m.Table) -> Segments:
        """Tables are numbered as they come."""
        self.tables += 1
        yield from super().table(block)

    def cell(self, block: m.Table, column: int, runs: m.Runs) -> Segments:
        """A cell, noted when it is to be set to the right."""
        start = self.at
        yield from super().cell(block, column, runs)
        if block.align[column] == "right" and runs:
            head = any(runs is cell for cell in block.head)
            self.note("right", start, runs[0].span, column=(self.tables, column), head=head)

    def note(self, kind: Any, start: int, span: Span, **more: Any) -> None:
        """Enter what was told since `start`."""
        if self.at > start:
            self.found.append(
                Asked(form=kind, strand=self.strand, start=start, stop=self.at, span=span, **more)
            )


# --- the style sheet ------------------------------------------------------------------------


def _form(kind: str, css: str) -> Form | None:
    """How a kind of mark is drawn by a style sheet, None where that cannot be told."""
    if kind == "warichu":
        return "rows"
    rules = _rules(css)
    if kind == "dots":
        return "dot" if _dotted([own for names, own in rules if "dot" in names]) else None
    own = [item for names, items in rules if kind in names for item in items]
    if kind == "right":
        aligned = {value for name, value in own if name == "text-align"}
        return "right" if aligned == {"right"} else None
    lines = [value for name, value in own if name in ("text-decoration", "text-decoration-line",
             "text-decoration-style", "display", "visibility")]  # fmt: skip
    if len(lines) != 1 or "underline" not in lines[0].split():
        return None
    words = lines[0].split()
    return "wavy" if "wavy" in words else None if {"dotted", "dashed"} & {*words} else "straight"


def _dotted(rules: list[tuple[tuple[str, str], ...]]) -> bool:
    """Whether the rules of a dot draw something of a color."""
    items = [item for rule in rules for item in rule]
    if any(word in value for _, value in items for word in _OTHERWISE):
        return False
    return any(name in _INSIDE and value.strip("\"'") for name, value in items)


@lru_cache(maxsize=4)
def _rules(css: str) -> Rules:
    """The classes that each rule names, and its declarations."""
    return tuple(_nested(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)))


def _nested(nodes: list[Any]) -> Iterator[tuple[frozenset[str], tuple[tuple[str, str], ...]]]:
    for rule in nodes:
        if rule.type == "at-rule" and rule.content and rule.lower_at_keyword in _GROUPS:
            yield from _nested(tinycss2.parse_rule_list(rule.content))
        if rule.type != "qualified-rule":
            continue
        pairs = zip(rule.prelude, rule.prelude[1:], strict=False)
        names = frozenset(b.value for a, b in pairs if a == "." and b.type == "ident")
        yield names, tuple(
            (item.lower_name, tinycss2.serialize(item.value).strip().lower())
            for item in tinycss2.parse_blocks_contents(rule.content)
            if item.type == "declaration"
        )


_GROUPS: Final = frozenset(("media", "supports", "layer"))
