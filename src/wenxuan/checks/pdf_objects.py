"""Objects of two PDFs that mean the same, whatever their numbers, filters and order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import pikepdf

_UNASKED: Final = frozenset(("/Length", "/Filter", "/DecodeParms", "/DL", "/Type"))
"""How a stream is packed, and what its place says anyway."""
_NEAR: Final = 1e-4
_DIGITS: Final = 1e-5
"""What numbers may differ by, and what part of them: other programs write fewer digits."""
Seen = set[tuple[Any, Any]]
"""Pairs of numbers of objects."""
Difference = tuple[str, Any, Any]
"""Where, and what stands there in one file and in the other; None for nothing."""


@dataclass(slots=True)
class Twins:
    """Two files read side by side; an object that was compared once is not compared again."""

    one: Mapping[Any, int]
    """Numbers of the pages, by the numbers of their objects."""
    two: Mapping[Any, int]
    _known: dict[tuple[Any, ...], bool] = field(default_factory=dict)

    def same(self, one: Any, two: Any) -> bool:
        """Whether values mean the same: numbers, text, objects, and tuples of these."""
        if isinstance(one, tuple) and isinstance(two, tuple):
            if one is two:
                return True
            return len(one) == len(two) and all(map(self.same, one, two))
        if isinstance(one, pikepdf.Object) and isinstance(two, pikepdf.Object):
            key = (*one.objgen, *two.objgen)
            if not (one.is_indirect and two.is_indirect):
                return next(self.unlike(one, two), None) is None
            if key not in self._known:
                self._known[key] = next(self.unlike(one, two), None) is None
            return self._known[key]
        return _leaf(one, two)

    def unlike(
        self, one: Any, two: Any, but: frozenset[str] = frozenset(), seen: Seen | None = None
    ) -> Iterator[Difference]:
        """What differs below two objects, the nearest first; nothing that was `seen` is asked.

        `but` are entries of the two that are not asked.
        """
        queue = deque([("", one, two)])
        seen = set() if seen is None else seen
        while queue:
            path, a, b = queue.popleft()
            if _indirect(a) and _indirect(b):
                if path and (a.objgen in self.one or b.objgen in self.two):
                    pages = self.one.get(a.objgen), self.two.get(b.objgen)
                    if pages[0] != pages[1]:
                        yield path, *pages
                    continue
                if (a.objgen, b.objgen) in seen:
                    continue
                seen.add((a.objgen, b.objgen))
            found = [*_here(a, b, path)]
            yield from found
            if not found:
                queue += _below(a, b, path, frozenset() if path else but)


def _here(one: Any, two: Any, path: str) -> Iterator[Difference]:
    """Whether two values are of one kind, and as long or the same."""
    kind = _kind(one)
    if kind != _kind(two):
        yield path, one, two
    elif kind == "array" and len(one) != len(two):
        yield path, len(one), len(two)
    elif (kind == "leaf" and not _leaf(one, two)) or (
        kind == "stream" and _data(one) != _data(two)
    ):
        yield path, one, two


def _below(one: Any, two: Any, path: str, but: frozenset[str]) -> Iterator[Difference]:
    """The entries of two containers of one kind."""
    if _kind(one) == "array":
        for n in range(len(one)):
            yield f"{path}/{n}", one[n], two[n]
    elif _kind(one) != "leaf":
        for key in sorted({*one.keys(), *two.keys()} - _UNASKED - but):
            yield path + key, one.get(key), two.get(key)


def _indirect(value: Any) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


def _kind(value: Any) -> str:
    if isinstance(value, pikepdf.Stream):
        return "stream"
    if isinstance(value, pikepdf.Dictionary):
        return "dictionary"
    return "array" if isinstance(value, pikepdf.Array) else "leaf"


def _data(stream: Any) -> bytes:
    """The bytes of a stream; of a picture that nobody here unpacks, as they are packed."""
    try:
        return bytes(stream.read_bytes())
    except pikepdf.PdfError:
        return bytes(stream.read_raw_bytes())


def _leaf(one: Any, two: Any) -> bool:
    """Whether two numbers, texts or names are the same."""
    numbers = (int, float, Decimal)
    if isinstance(one, numbers) and isinstance(two, numbers):
        a, b = float(one), float(two)
        return abs(a - b) <= _NEAR + _DIGITS * max(abs(a), abs(b))
    if isinstance(one, pikepdf.String) and isinstance(two, pikepdf.String):
        return bytes(one) == bytes(two) or str(one) == str(two)
    return bool(one == two)
