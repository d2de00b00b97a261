"""Which characters each embedded face sets: the style sheet's own cascade, asked for each element.

The only module that imports tinycss2 and cssselect2. Only the property `font-family` (also as
part of `font`) and generated content are followed; styles in attributes and importance are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import cssselect2
import tinycss2
from lxml import etree

from wenxuan.fonts import FontSet

_ALWAYS = "0123456789.[]・•﹅"
"""What reading systems draw by themselves: numbers of a list, marks of emphasis."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class _Rule:
    families: tuple[str, ...] | None
    content: str


class Cascade:
    """A style sheet as far as faces are concerned."""

    def __init__(self, css: str, fonts: FontSet) -> None:
        self.fonts = fonts
        self.known = {file.head.family: file.characters for file in fonts.files}
        self.matcher = cssselect2.Matcher()
        self._add(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))

    def _add(self, rules: Iterable[Any]) -> None:
        for rule in rules:
            if rule.type == "at-rule" and rule.at_keyword == "media" and rule.content:
                self._add(
                    tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                )
            elif rule.type == "qualified-rule" and (found := self._rule(rule.content)):
                for selector in cssselect2.compile_selector_list(rule.prelude):
                    self.matcher.add_selector(selector, found)

    def _rule(self, content: list[Any]) -> _Rule | None:
        families, text = None, ""
        for item in tinycss2.parse_blocks_contents(
            content, skip_comments=True, skip_whitespace=True
        ):
            if item.type != "declaration":
                continue
            strings = tuple(token.value for token in item.value if token.type == "string")
            if item.lower_name in ("font-family", "font"):
                families = tuple(name for name in strings if name in self.known)
            elif item.lower_name == "content":
                text = "".join(strings)
        return _Rule(families, text) if families is not None or text else None

    def headings(self, root: etree._Element) -> set[str]:
        """Families that headings of a document use."""
        found: set[str] = set()
        wrapper = cssselect2.ElementWrapper.from_xml_root(root)
        for element in wrapper.iter_subtree():
            if element.local_name in _HEADINGS:
                for families, text in self._texts(element, self._inherited(element)):
                    found |= {_setter(families, c, self.known) for c in text} - {""}
        return found

    def _inherited(self, element: Any) -> tuple[str, ...]:
        families: tuple[str, ...] = ()
        for ancestor in reversed(list(element.ancestors)):
            for _, _, pseudo, rule in self.matcher.match(ancestor):
                if pseudo is None and rule.families is not None:
                    families = rule.families
        return families

    def uses(self, root: etree._Element) -> dict[str, set[str]]:
        """Families to the characters that each sets in a document."""
        chains: dict[tuple[str, ...], set[str]] = {}
        for families, text in self._texts(cssselect2.ElementWrapper.from_xml_root(root), ()):
            chains.setdefault(families, set()).update(text)
        found: dict[str, set[str]] = {}
        for families, characters in chains.items():
            for character in characters:
                if name := _setter(families, character, self.known):
                    found.setdefault(name, set()).add(character)
        return found

    def _texts(
        self, element: Any, families: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], str]]:
        """Chains of families with the text that they set."""
        generated = []
        for _, _, pseudo, rule in self.matcher.match(element):
            if pseudo is None and rule.families is not None:
                families = rule.families
            elif pseudo is not None:
                generated.append(rule)
        for rule in generated:
            yield families if rule.families is None else rule.families, rule.content
        yield families, element.etree_element.text or ""
        for child in element.iter_children():
            yield from self._texts(child, families)
            yield families, child.etree_element.tail or ""


def _setter(families: Iterable[str], character: str, known: Mapping[str, frozenset[int]]) -> str:
    """The first family that has a character; empty when none has."""
    return next((f for f in families if ord(character) in known[f]), "")


def merged(uses: Iterable[dict[str, set[str]]], fonts: FontSet) -> dict[str, set[str]]:
    """The uses of all documents, in the order of the manifest of fonts."""
    found: dict[str, set[str]] = {}
    for use in uses:
        for family, characters in use.items():
            found.setdefault(family, set()).update(characters)
    for family, characters in found.items():
        have = fonts.family(family).characters
        characters.update(c for c in _ALWAYS if ord(c) in have)
    return {f.head.family: found[f.head.family] for f in fonts.files if f.head.family in found}
