"""Which characters each embedded face sets: the style sheet's own cascade, asked for each element.

The only module that imports tinycss2 and cssselect2. Only the property `font-family` (also as
part of `font`) and generated content are followed; styles in attributes and importance are not.
Where no selector looks at siblings or other attributes, elements of one path are matched once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import cssselect2
import tinycss2
from lxml import etree

from wenxuan.fonts import FontSet

_ALWAYS = "0123456789.[]・•﹅"
"""What reading systems draw by themselves: numbers of a list, marks of emphasis."""

_HEADINGS = frozenset(f"{{http://www.w3.org/1999/xhtml}}h{level}" for level in range(1, 7))
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PSEUDO = re.compile(r"::?(?:before|after)\b|:lang\([^)]*\)")
_STRUCTURAL = re.compile(r"[:+~\[]")
"""What in a selector looks at more than names, classes, ids and languages of a path."""


@dataclass(frozen=True, slots=True)
class _Rule:
    families: tuple[str, ...] | None
    content: str


@dataclass(slots=True)
class _Scope:
    """All elements of one path: their chain of families and what is generated in them."""

    element: Any
    """The path's last element as cssselect2 sees it; None above the root."""
    families: tuple[str, ...] = ()
    generated: tuple[tuple[tuple[str, ...], str], ...] = ()
    heading: bool = False
    inner: dict[tuple[object, ...], _Scope] = field(default_factory=dict)


Chain: TypeAlias = tuple[tuple[str, ...], bool]
"""Families in the order in which they are asked, and whether for a heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What sets a text."""

    uses: Mapping[str, set[str]]
    """Families to the characters that each sets."""
    headings: frozenset[str]
    """Families that headings use."""


class Cascade:
    """A style sheet as far as faces are concerned."""

    def __init__(self, css: str, fonts: FontSet) -> None:
        self.fonts = fonts
        self.known = {file.head.family: file.characters for file in fonts.files}
        self.matcher = cssselect2.Matcher()
        self.classes: set[str] = set()
        self.ids: set[str] = set()
        self.plain = True
        """True when elements of one path are alike."""
        self.top = _Scope(None)
        self._add(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))

    def _add(self, rules: Iterable[Any]) -> None:
        for rule in rules:
            if rule.type == "at-rule" and rule.at_keyword == "media" and rule.content:
                self._add(
                    tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                )
            elif rule.type == "qualified-rule" and (found := self._rule(rule.content)):
                self._note(_PSEUDO.sub("", tinycss2.serialize(rule.prelude)))
                for selector in cssselect2.compile_selector_list(rule.prelude):
                    self.matcher.add_selector(selector, found)

    def _note(self, selectors: str) -> None:
        """Remember what tells elements of one name apart."""
        self.classes.update(re.findall(r"\.([\w-]+)", selectors))
        self.ids.update(re.findall(r"#([\w-]+)", selectors))
        self.plain = self.plain and not _STRUCTURAL.search(selectors)

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

    def chains(self, root: etree._Element) -> dict[Chain, set[str]]:
        """What each chain of families sets in a document."""
        found: dict[Chain, list[str]] = {}
        for chain, text in self._texts(root):
            found.setdefault(chain, []).append(text)
        return {chain: set().union(*texts) for chain, texts in found.items()}

    def setting(self, chains: Mapping[Chain, set[str]]) -> Setting:
        """Which families set which characters, of one document or of all."""
        uses: dict[str, set[str]] = {}
        headings: set[str] = set()
        for (families, heading), characters in chains.items():
            for family, own in self._shares(families, characters):
                uses.setdefault(family, set()).update(own)
                headings |= {family} if heading else set()
        return Setting(uses=uses, headings=frozenset(headings))

    def _shares(
        self, families: Iterable[str], characters: Iterable[str]
    ) -> Iterator[tuple[str, set[str]]]:
        """Each family with what it sets: the first that has a character does."""
        codes = set(map(ord, characters))
        for family in families:
            if own := codes & self.known[family]:
                codes -= own
                yield family, set(map(chr, own))

    def _texts(self, root: etree._Element) -> Iterator[tuple[Chain, str]]:
        """Chains of families with the text that they set."""
        whole = None if self.plain else cssselect2.ElementWrapper.from_xml_root(root)
        ahead = [(root, self.top, whole)]
        while ahead:
            element, outer, real = ahead.pop()
            scope = self._scope(element, outer, real)
            for families, text in scope.generated:
                yield (families, scope.heading), text
            own = scope.families, scope.heading
            if element.text:
                yield own, element.text
            wrappers = iter(() if real is None else real.iter_children())
            for child in element:
                if child.tail:
                    yield own, child.tail
                if isinstance(child.tag, str):
                    ahead.append((child, scope, next(wrappers, None)))

    def _scope(self, element: etree._Element, outer: _Scope, real: Any) -> _Scope:
        """The scope of an element, known from an earlier one of its path where that is the same."""
        if real is not None:
            return self._matched(real, element, outer)
        classes = (element.get("class") or "").split()
        id_ = element.get("id")
        key = (
            element.tag,
            frozenset(self.classes.intersection(classes)),
            id_ if id_ in self.ids else None,
            element.get("lang") or element.get(_XML_LANG),
        )
        scope = outer.inner.get(key)
        if scope is None:
            bare = etree.Element(element.tag, {str(k): str(v) for k, v in element.attrib.items()})
            scope = self._matched(_Path(bare, outer.element), element, outer)
            outer.inner[key] = scope
        return scope

    def _matched(self, wrapper: Any, element: etree._Element, outer: _Scope) -> _Scope:
        families, generated = outer.families, []
        for _, _, pseudo, rule in self.matcher.match(wrapper):
            if pseudo is None and rule.families is not None:
                families = rule.families
            elif pseudo is not None:
                generated.append(rule)
        return _Scope(
            wrapper,
            families,
            tuple((families if r.families is None else r.families, r.content) for r in generated),
            outer.heading or element.tag in _HEADINGS,
        )


class _Path(cssselect2.ElementWrapper):  # type: ignore[misc]
    """An element that has ancestors and no siblings."""

    def __init__(self, element: etree._Element, parent: Any) -> None:
        super().__init__(element, parent, 0, None, in_html_document=False)


def collected(uses: Mapping[str, set[str]], fonts: FontSet) -> dict[str, set[str]]:
    """What all documents use, in the order of the manifest of fonts."""
    found = {f.head.family: uses[f.head.family] for f in fonts.files if f.head.family in uses}
    for family, characters in found.items():
        have = fonts.family(family).characters
        characters.update(c for c in _ALWAYS if ord(c) in have)
    return found
