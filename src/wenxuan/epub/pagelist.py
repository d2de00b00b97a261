"""The page-list: where in the e-book's text each page of the print edition begins.

Pure: pages with their text go in, places in the text come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wenxuan.epub.copies import TEXT, Copy, PrintPage
from wenxuan.epub.pagesearch import Search


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A page's place: before a character of a run of a document."""

    label: str
    id: str
    kind: str
    """`text` when the page's body begins with just this character."""
    file: str
    run: int
    offset: int
    """Characters of the run before the mark, white space not counted."""

    @property
    def href(self) -> str:
        """The URL from the package's folder."""
        return f"{self.file}#{self.id}"


def paginate(pages: Sequence[PrintPage], copies: Sequence[Copy]) -> tuple[Mark, ...]:
    """A mark for every page, in the order of pages; none when no page has text of the e-book.

    A page that begins with anything else is marked at the next place known.
    """
    found = Search(pages, copies).places()
    if not any(kind == TEXT for kind, _ in found):
        return ()
    last = _end(copies)
    places: list[tuple[int, int]] = []
    for _, place in reversed(found):
        last = place if place is not None else last
        places.append(last)
    ids = _ids([page.label for page in pages])
    return tuple(
        _mark(page.label, id_, kind, copies[where[0]], where[1])
        for page, id_, (kind, _), where in zip(pages, ids, found, reversed(places), strict=True)
    )


def _end(copies: Sequence[Copy]) -> tuple[int, int]:
    last = max(i for i, copy in enumerate(copies) if not copy.kind)
    return last, len(copies[last].text)


def _mark(label: str, id_: str, kind: str, copy: Copy, at: int) -> Mark:
    """The run that has a character of a document; a place at the end is after the last."""
    run = max((i for i, s in enumerate(copy.starts) if s <= at and copy.lengths[i]), default=0)
    return Mark(
        label=label, id=id_, kind=kind, file=copy.file, run=run, offset=at - copy.starts[run]
    )


def _ids(labels: Sequence[str]) -> Iterator[str]:
    seen: set[str] = set()
    for n, label in enumerate(labels, start=1):
        id_ = f"page-{label}"
        if id_ in seen or not re.fullmatch(r"[A-Za-z0-9-]+", id_):
            id_ = f"page--{n}"
        seen.add(id_)
        yield id_
