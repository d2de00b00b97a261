"""Signatures as they lie in the cache: plain data, in two parts, facts and objects."""

from __future__ import annotations

import marshal
from typing import Any, cast

FORMAT = 1
"""Rises when a signature of an older press can no longer be bound."""
FONTS, PARENT = -1, -2
"""Objects that every book has once: the dictionary of fonts, the document element."""
SHARED = -10
"""The first image of a signature; the next ones lie below it."""
SPOTS = -10_000
"""The first of the numbers that depend on the side of a page; the next ones lie below it."""

Data = dict[str, Any]


def frozen(objects: Data, facts: Data) -> bytes:
    """A signature as bytes."""
    return marshal.dumps((marshal.dumps(facts, 4), marshal.dumps(objects, 4)), 4)


def facts_of(data: bytes) -> Data:
    """The facts of a frozen signature."""
    return cast(Data, marshal.loads(marshal.loads(data)[0]))  # noqa: S302 -- sealed, and no code


def objects_of(data: bytes) -> Data:
    """The objects of a frozen signature."""
    return cast(Data, marshal.loads(marshal.loads(data)[1]))  # noqa: S302 -- sealed, and no code
