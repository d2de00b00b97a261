"""Rules that match an element, found once for all elements alike: a seam to cssselect2.

Most selectors look at nothing but names, classes and attributes of an element and of those that
it stands in: where these are the same, so is the answer. Selectors that look at more, as at the
element before, are asked of each element.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any, Final

from cssselect2 import tree

Rule = tuple[int, tuple[int, int, int], int, str | None, Any]
"""Place of the style sheet, specificity, order in the sheet, pseudo-element, payload."""

_SEEN: Final = frozenset(
    ("ancestors", "any", "ascii_lower", "attrib", "classes", "endswith", "etree_element", "get",
     "in_html_document", "local_name", "lower", "namespace_url", "next", "parent",
     "split_whitespace", "startswith")
)  # fmt: skip
"""All that the test of a selector may name which looks at no more than a path."""
_query_all = tree.ElementWrapper.query_all


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """Elements that selectors cannot tell apart, but for those that are asked of each."""

    rules: tuple[Rule, ...]
    asked: tuple[tuple[Any, Rule], ...]
    """Test and rule of the selectors that look at more."""

    def rules_of(self, element: Any) -> tuple[Rule, ...]:
        """Rules that match an element of this path, those of more weight later."""
        more = [rule for test, rule in self.asked if test(element)]
        return tuple(sorted([*self.rules, *more])) if more else self.rules


class Paths:
    """The paths of documents under a list of style sheets."""

    def __init__(self, sheets: Sequence[Any]) -> None:
        self.matchers = [sheet.matcher for sheet, *_ in sheets]
        self.ids = {name for matcher in self.matchers for name in matcher.id_selectors}
        self.sure: set[Any] = set()
        self.read = {"class", "lang"}
        self.known: dict[tuple[object, ...], Path] = {}
        for test in (entry[0] for matcher in self.matchers for entry in _entries(matcher)):
            names, words = _said(test.__code__)
            if names <= _SEEN:
                self.sure.add(test)
                self.read |= words

    def path(self, element: Any, around: Path | None) -> Path:
        """The path of an element in an element of the path `around`."""
        node = element.etree_element
        seen = [
            (name, value)
            for name, value in node.attrib.items()
            if name in self.read or (name == "id" and value in self.ids)
        ]
        key = (around, node.tag, element.in_html_document, *seen)
        found = self.known.get(key)
        if found is None:
            found = self.known[key] = self._made(element)
        return found

    def _made(self, element: Any) -> Path:
        sure: list[Rule] = []
        asked: list[tuple[Any, Rule]] = []
        for place, matcher in enumerate(self.matchers):
            for test, *rest in _candidates(matcher, element):
                rule: Rule = (place, *rest)
                if test not in self.sure:
                    asked.append((test, rule))
                elif test(element):
                    sure.append(rule)
        return Path(tuple(sorted(sure)), tuple(asked))


def _candidates(matcher: Any, element: Any) -> Iterator[Any]:
    """The selectors whose last part may be an element."""
    yield from matcher.id_selectors.get(element.id, ())
    for name in element.classes:
        yield from matcher.class_selectors.get(name, ())
    yield from matcher.lower_local_name_selectors.get(tree.ascii_lower(element.local_name), ())
    yield from matcher.namespace_selectors.get(element.namespace_url, ())
    if "lang" in element.etree_element.attrib:
        yield from matcher.lang_attr_selectors
    yield from matcher.other_selectors


def _entries(matcher: Any) -> Iterator[Any]:
    """All selectors of a style sheet."""
    for kind in (
        matcher.id_selectors,
        matcher.class_selectors,
        matcher.lower_local_name_selectors,
        matcher.namespace_selectors,
        {"": matcher.lang_attr_selectors + matcher.other_selectors},
    ):
        for entries in kind.values():
            yield from entries


def _said(code: CodeType) -> tuple[set[str], set[str]]:
    """Names and words in the code of a test; attributes that it reads are among the words."""
    names, words = set(code.co_names), {word for word in code.co_consts if isinstance(word, str)}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            more = _said(inner)
            names, words = names | more[0], words | more[1]
    return names, words


def query_all(wrapper: Any, *selectors: Any) -> Iterator[Any]:
    """Elements that match a selector; of mere names, without entering where there are none."""
    if all(isinstance(selector, str) and selector.isalnum() for selector in selectors):
        return _named(wrapper, frozenset(selectors))
    found: Iterator[Any] = _query_all(wrapper, *selectors)
    return found


def _named(wrapper: Any, names: frozenset[str]) -> Iterator[Any]:
    waiting = [wrapper]
    while waiting:
        element = waiting.pop()
        if element.local_name in names:
            yield element
        waiting += [c for c in element.iter_children() if _has(c.etree_element, names)][::-1]


def _has(element: Any, names: frozenset[str]) -> bool:
    """Whether an element or one in it has one of the names, in whatever namespace."""
    tags = [inner.tag for inner in element.iter() if isinstance(inner.tag, str)]
    return not names.isdisjoint([tag.rpartition("}")[2] for tag in tags])


LAYOUT: Final[tuple[tuple[Any, str, Any], ...]] = ((tree.ElementWrapper, "query_all", query_all),)
"""What is put in the place of cssselect2's functions."""
