"""Computed styles shared by all jobs of a worker: a seam to WeasyPrint 70.

Two elements with the same parent style, the same matching rules and the same `style` and `lang`
have the same computed style, in whatever document they stand. An id changes nothing but the
anchor, so an element with one sees the shared style through a thin one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from weasyprint.css import (
    ComputedStyle,
    InitialStyle,
    StyleFor,
    declaration_precedence,
    find_style_attributes,
    preprocess_declarations,
)
from weasyprint.layout import page as w_page

from wenxuan.binding.matching import Paths, Rule

MOST: Final = 4000
"""Styles above which a book of them is begun anew: sizes of pictures may be many."""
_set_page_type = w_page.set_page_type_computed_styles
_NAME: Final = "_wenxuan_styles"
_OWN: Final = ("style", "lang", "width", "height")
"""Attributes that declare something for their element alone."""
_ALONE: Final = frozenset({"marker"})
"""Pseudo-elements whose styles the building of boxes changes."""
_PLAIN_ID: Final = re.compile(r"[\w.:-]+")
_STYLED: Final = re.compile(r"""\sstyle\s*=\s*(["']?)(.*?)\1[\s>]""", re.DOTALL)
_UNSHARED: Final = re.compile(r"-weasy-anchor|\d[sld]?v(?:w|h|i|b|min|max)\b")


def shareable(css: str, html: str = "") -> bool:
    """True when no style depends on the document: no viewport units, no anchors but ids."""
    own = (found[2] for found in _STYLED.finditer(html))
    return _free(css) and not any(map(_UNSHARED.search, own))


@lru_cache(maxsize=2)
def _free(css: str) -> bool:
    """Whether a style sheet, which all jobs of a worker have in common, may be shared."""
    return _UNSHARED.search(css) is None


class Anchored(dict[str, Any]):
    """A style with an anchor of its own; all else is asked of the shared style."""

    def __init__(self, base: Any, anchor: str) -> None:
        super().__init__(anchor=anchor)
        self.base = base

    def __missing__(self, key: str) -> Any:
        value = self[key] = self.base[key]
        return value

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.base, name)

    def copy(self) -> Any:
        """A full style that may be changed."""
        made = self.base.copy()
        made.update(self)
        return made


@dataclass(slots=True)
class _Shared:
    """The styles of all elements that match alike; `cascaded` makes those that are not shared."""

    style: Any
    pseudo: dict[str, Any]
    alone: dict[str, Any]


@dataclass(slots=True)
class _Book:
    """What was computed under one list of style sheets."""

    sheets: tuple[int, ...]
    paths: Paths
    page_rules: list[tuple[Any, Rule]]
    """Each with its selector."""
    alike: dict[tuple[object, ...], list[Rule]] = field(default_factory=dict)
    """Rules of pages by their side, blankness, beginning and name."""
    entries: dict[tuple[object, ...], _Shared] = field(default_factory=dict)
    sizes: dict[str, Any] = field(default_factory=lambda: {"box": None, "area": None})


class Styles(StyleFor):  # type: ignore[misc]
    """Styles of a document, as WeasyPrint's, most of them computed for an earlier one."""

    def __init__(
        self, html: Any, sheets: Sequence[Any], hints: Any, font_config: Any, targets: Any
    ) -> None:
        self._cascaded_styles: dict[Any, Any] = {}
        self._computed_styles: dict[Any, Any] = {}
        self._sheets, self.font_config = sheets, font_config
        self._book = _book(sheets)
        self.initial_page_sizes = self._book.sizes
        self._hints, self._base_url = hints, html.base_url
        self._root: Any = None
        bases: dict[Any, Any] = {None: (None, None)}
        for wrapper in html.wrapper_element.iter_subtree():
            element, above = wrapper.etree_element, wrapper.parent
            parent, around = bases[above and above.etree_element]
            path = self._book.paths.path(wrapper, around)
            shared = self._shared(element, parent, path.rules_of(wrapper))
            self._enter(element, shared, targets)
            bases[element] = shared.style, path

    def _shared(self, element: Any, parent: Any, rules: Sequence[Rule]) -> _Shared:
        """The styles of an element, made when none matched alike before."""
        own = tuple([element.get(name) for name in _OWN])
        key = (
            id(parent),
            own if any(own) else None,
            element.tag if own[2] or own[3] else None,
            tuple([(place, weight, id(payload)) for place, weight, _, _, payload in rules]),
        )
        found = self._book.entries.get(key)
        if found is None:
            found = self._book.entries[key] = self._make(element, parent, rules)
        if parent is None or element.tag == "body":
            # The page takes the overflow of one of them away.
            found.style.pop("overflow", None)
        if parent is None:
            self._root = found.style
        return found

    def set_page(self, page_type: Any, root: Any) -> None:
        """Enter the styles of a page and its margin boxes: those of all pages that match alike."""
        rules = self._page_rules(page_type)
        parent = self._computed_styles[root, None]
        key = (
            id(getattr(parent, "base", parent)),
            "@page",
            tuple([(place, *rule[0], rule[2], id(rule[3][0])) for place, *rule in rules]),
        )
        found = self._book.entries.get(key)
        if found is None:
            found = self._book.entries[key] = self._make(None, self._root, rules)
        self._computed_styles[page_type, None] = found.style
        for pseudo, style in found.pseudo.items():
            self._computed_styles[page_type, pseudo] = style

    def _page_rules(self, page_type: Any) -> list[Rule]:
        """The rules of a page; all pages alike have them if no selector counts pages."""
        declared = self._book.page_rules
        alike = page_type.side, page_type.blank, page_type.index == 0, page_type.name
        found = self._book.alike.get(alike)
        if found is None:
            matches = self._page_type_match
            found = [rule for selector, rule in declared if matches(selector, page_type)]
            if all(selector.index is None for selector, _ in declared):
                self._book.alike[alike] = found
        return found

    def _make(self, element: Any, parent: Any, rules: Sequence[Rule]) -> _Shared:
        cascaded: dict[str | None, dict[str, Any]] = {None: {}}
        for specificity, _, declarations, base_url in (
            find_style_attributes(_Only(element), self._hints, self._base_url)
            if element is not None
            else ()
        ):
            for name, values, importance in preprocess_declarations(base_url, declarations):
                if name != "anchor":
                    weight = (declaration_precedence("author", importance), _LAST, specificity)
                    _outweigh(cascaded[None], name, values, weight)
        for place, specificity, _, pseudo, (declarations, layer) in rules:
            sheet, origin, of_sheet = self._sheets[place]
            order = _LAST if layer is None else sheet.layers.index(layer)
            style = cascaded.setdefault(pseudo, {})
            for name, values, importance in declarations:
                weight = (
                    declaration_precedence(origin, importance),
                    order,
                    of_sheet or specificity,
                )
                _outweigh(style, name, values, weight)
        base = self._computed(parent, cascaded.pop(None), None)
        shared = {
            pseudo: self._computed(base, style, pseudo)
            for pseudo, style in cascaded.items()
            if pseudo not in _ALONE
        }
        alone = {pseudo: style for pseudo, style in cascaded.items() if pseudo in _ALONE}
        return _Shared(base, shared, alone)  # type: ignore[arg-type]

    def _computed(self, parent: Any, cascaded: dict[str, Any] | None, pseudo: str | None) -> Any:
        root = InitialStyle(self.font_config) if parent is None else self._root or parent
        return ComputedStyle(
            parent,
            cascaded,
            pseudo,
            root,
            self._base_url,
            self.font_config,
            self.initial_page_sizes,
        )

    def _enter(self, element: Any, shared: _Shared, targets: Any) -> None:
        anchor = _anchor(element)
        if anchor:
            targets.collect_anchor(anchor)
        self._computed_styles[element, None] = (
            Anchored(shared.style, anchor) if anchor else shared.style
        )
        for pseudo, style in shared.pseudo.items():
            self._computed_styles[element, pseudo] = style
        for pseudo, cascaded in shared.alone.items():
            self._computed_styles[element, pseudo] = self._computed(shared.style, cascaded, pseudo)


_LAST: Final = float("inf")


def _anchor(element: Any) -> str:
    """What a link may aim at; parsed as WeasyPrint does where it is more than a word."""
    name: str = (element.tag == "a" and element.get("name")) or element.get("id") or ""
    if not name or _PLAIN_ID.fullmatch(name):
        return name
    found = [
        str(values)
        for _, _, declarations, base_url in find_style_attributes(_Only(element))
        for name, values, _ in preprocess_declarations(base_url, declarations)
        if name == "anchor"
    ]
    return found[-1] if found else ""


def _outweigh(style: dict[str, Any], name: str, values: Any, weight: tuple[Any, ...]) -> None:
    """Let a declaration replace those of less weight (css-cascade-5, 6)."""
    before = style.get(name)
    if before is None or before[1] <= weight:
        style[name] = values, weight


def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
    """The styles of a page, shared where those of the document are."""
    if isinstance(style_for, Styles):
        style_for.set_page(page_type, html.etree_element)
    else:
        _set_page_type(page_type, html, style_for)


class _Only:
    """An element without those below it."""

    def __init__(self, element: Any) -> None:
        self.element = element

    def iter(self) -> Iterator[Any]:
        """Itself."""
        yield self.element


def _book(sheets: Sequence[Any]) -> _Book:
    """The book of a list of sheets, kept on the last of them."""
    own = tuple(id(sheet) for sheet, *_ in sheets)
    last = sheets[-1][0]
    book: _Book | None = last.__dict__.get(_NAME)
    if (
        book is None
        or book.sheets != own
        or max(len(book.entries), len(book.paths.known)) > MOST
    ):
        book = last.__dict__[_NAME] = _Book(own, Paths(sheets), _page_rules(sheets))
    return book


def _page_rules(sheets: Sequence[Any]) -> list[tuple[Any, Rule]]:
    """All rules of pages with their selectors; none of them is in a layer."""
    return [
        (selector, (place, specificity, 0, pseudo, (declarations, None)))
        for place, (sheet, *_) in enumerate(sheets)
        for _, selectors, declarations in sheet.page_rules
        for specificity, pseudo, selector in selectors
    ]
