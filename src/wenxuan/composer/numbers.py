"""Numbers stay with their units and signs (CLREQ 3.1.6; checklist A10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from wenxuan.typography import units
from wenxuan.typography.classes import Kind

from .sorts import Sort

DIGITS: Final = frozenset({Kind.DIGIT, Kind.WIDE_DIGIT})


def bound(sorts: Sequence[Sort]) -> Iterator[int]:
    """Yield the indexes of sorts after which a number and what belongs to it would be parted."""
    for index, sort in enumerate(sorts):
        if sort.tail in DIGITS:
            if index and sorts[index - 1].text in units.BOUND_BEFORE:
                yield index - 1
            yield from _after(index, sorts[index + 1:index + 3])


def _after(index: int, following: Sequence[Sort]) -> Iterator[int]:
    """Bind a number to the unit, the unit of two Han or the connector after it."""
    if not following:
        return
    texts = [sort.text for sort in following]
    long = "".join(texts) in units.LONG
    if long or texts[0] in units.AFTER_NUMBER:
        yield index
    symbol = texts[0] == " " and texts[-1] in units.SYMBOLS
    span = following[0].head is Kind.CONNECTOR and following[-1].head in DIGITS
    if long or symbol or span:
        yield index + 1
