"""Where articles are expected to stand before a page is laid out, and the room for their numbers.

Estimates come from the sizes of the sources alone, so that they stay as they are under almost
every edit; what they get wrong costs a tenth of an em of space and never a number.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from wenxuan.layout.sizes import Geometry
from wenxuan.model import Publication

FIGURE = 0.56
"""Width in em of a figure of the widest face that sets page numbers."""
LETTERS: Mapping[str, float] = {"i": 0.34, "v": 0.55, "x": 0.57, "l": 0.34, "c": 0.54}
"""Widths in em of the letters of small roman numerals."""
SPACES = 0.5
"""A quarter em on either side of a number between Han (CLREQ, mixed text composition), in em."""
DOUBT = 0.1
"""By how much of itself an expected page number may be wrong."""
_ROMAN = ("x", "ix", "v", "iv", "i")
_VALUES = (10, 9, 5, 4, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """An article or part opening in the order of the book."""

    kind: str
    """front, part, body or back."""
    key: str
    size: int
    """Bytes of its source; 0 for a part opening."""


def stretches(publication: Publication) -> Iterator[Stretch]:
    """What a publication has between its contents and its end, and the front matter before."""
    for article in publication.front:
        yield Stretch(kind="front", key=article.key, size=article.file.stat().st_size)
    for part in publication.parts:
        if part.title is not None:
            yield Stretch(kind="part", key=part.key, size=0)
        for article in part.articles:
            yield Stretch(kind="body", key=article.key, size=article.file.stat().st_size)
    for article in publication.back:
        yield Stretch(kind="back", key=article.key, size=article.file.stat().st_size)


def slot_width(sizes: Collection[int], geometry: Geometry) -> float:
    """Width in em of the column of page numbers: as many figures as the book may need.

    `sizes` are the bytes of its articles.
    """
    page = geometry.measure * geometry.lines * 3
    pages = 1.4 * sum(sizes) / page + len(sizes)
    figures = max(2, len(str(int(pages))))
    return round(figures * FIGURE + 0.07, 2)


def slot_widths(book: Iterable[Stretch], geometry: Geometry) -> dict[str, float]:
    """Key of an article to the width in em of a page number that refers into it.

    The number has a quarter em on either side; where one figure more or less is as likely, the
    slot lies between the two. A reference into the front matter leads to its opening.
    """
    found = {}
    for stretch, first, last in _expected(book, geometry):
        if stretch.kind == "front":
            widths = [_roman(round(first))]
        else:
            ends = (round(first * (1 - DOUBT)), round(last * (1 + DOUBT)))
            widths = [len(str(max(1, page))) * FIGURE for page in ends]
        least, most = min(widths), max(widths)
        found[stretch.key] = round(max((least + most) / 2 + SPACES, most + 0.1), 2)
    return found


def _expected(
    book: Iterable[Stretch], geometry: Geometry
) -> Iterator[tuple[Stretch, float, float]]:
    """Articles with their first and last page; four pages come before the front matter."""
    front, page = 5.0, 1.0
    for stretch in book:
        if stretch.kind == "part":
            page = _recto(page) + 2
        elif stretch.kind == "front":
            length = _length(stretch.size, geometry)
            yield stretch, front, front + length - 1
            front = _recto(front + length)
        else:
            length = _length(stretch.size, geometry)
            yield stretch, page, page + length - 1
            page += length


def _length(size: int, geometry: Geometry) -> float:
    """Pages of an article: its characters, a seventh for headings and figures, its opening."""
    return 1 + 1.15 * size / (3 * geometry.measure * geometry.lines)


def _recto(page: float) -> float:
    """The next odd page number."""
    return math.ceil(page) // 2 * 2 + 1.0


def _roman(page: int) -> float:
    """Width in em of a small roman numeral."""
    width, left = 0.0, page
    for sign, value in zip(_ROMAN, _VALUES, strict=True):
        count, left = divmod(left, value)
        width += count * sum(LETTERS[letter] for letter in sign)
    return width
