"""Signatures as they lie in the cache: plain data in parts, so that only what is asked is read."""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from wenxuan.proof.samples import Sample

FORMAT = 5
"""Rises when a signature of an older press can no longer be bound."""
FONTS, PARENT = -1, -2
"""Objects that every book has once: the dictionary of fonts, the document element."""
SHARED = -10
"""The first image of a signature; the next ones lie below it."""
SPOTS = -10_000
"""The first of the numbers that depend on the side of a page; the next ones lie below it."""

Data = dict[str, Any]
Said: TypeAlias = "tuple[str, list[Sample]]"
"""Text of a page, a line each, and glyphs whose shapes can be looked at."""


def frozen(objects: Data, facts: Data, said: Sequence[Said]) -> bytes:
    """A signature as bytes; `said` is what a foreign reader must find on each page."""
    return marshal.dumps(tuple(marshal.dumps(part, 4) for part in (facts, objects, [*said])), 4)


def facts_of(data: bytes) -> Data:
    """The facts of a frozen signature."""
    return cast(Data, _part(data, 0))


def objects_of(data: bytes) -> Data:
    """The objects of a frozen signature."""
    return cast(Data, _part(data, 1))


def said_of(data: bytes) -> list[Said]:
    """What the pages of a frozen signature say and show."""
    return cast(list[Said], _part(data, 2))


def _part(data: bytes, place: int) -> Any:
    return marshal.loads(marshal.loads(data)[place])  # noqa: S302 -- sealed, and no code
