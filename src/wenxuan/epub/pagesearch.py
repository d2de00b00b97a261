"""The search for the pages of print in the text of the e-book, from the first page to the last.

The text of a page may carry what the e-book lacks (readings, marks of notes, page numbers of
references); the e-book's own characters must follow one another in it without a gap.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from wenxuan.epub.copies import TEXT, Copy, PrintPage, bare
from wenxuan.epub.pagekinds import Apparatus, mixed
from wenxuan.markup.base import AGAIN

_LENGTHS = (32, 20, 14, 12)
_SHORT = 12
"""A page with fewer characters waits until its neighbors have their places."""
_LABELED = 4
"""Characters that the caption below a drawing with characters must have: `图1` and a title."""
_NUMBERED = re.compile(r"\d+\.|[•◦▪]")
"""What print sets before the item of a list."""
_MARKER = 4
"""Characters that may stand before the text of a page: the number of a list's item."""
_PLATE = 400
"""Characters that a drawing at the top of a page may have."""
_CAPTION = 60
"""Characters that the caption of a table may have, from its label on."""
_SKIPS = 40
"""Characters of a page looked at when it carries what the e-book lacks."""

Found = tuple[str, tuple[int, int] | None]
"""Kind of a page and its place: a document and a character of it."""
Waiting = tuple[int, str, int]
"""A page that waits for its neighbors: its index, its text, where it should begin."""


class Search:
    """Goes through pages and documents together, never back."""

    def __init__(self, pages: Sequence[PrintPage], copies: Sequence[Copy]) -> None:
        self.pages, self.copies = pages, copies
        self.apparatus = Apparatus.of(copies)
        own = [i for i, c in enumerate(copies) if not c.kind]
        self.documents = own
        self.offsets = list(accumulate((0, *(len(copies[i].text) for i in own))))
        self.whole = "".join(copies[i].text for i in own)
        self.rows = [
            (at + start, length)
            for i, at in zip(own, self.offsets, strict=False)
            for start, length in copies[i].rows
        ]
        self.cursor = 0
        """Where the next page may begin."""
        self.expected = 0
        self.begun = False

    def places(self) -> list[Found]:
        """Kind and place of every page."""
        found: list[Found] = []
        waiting: list[Waiting] = []
        since = 0
        for n, page in enumerate(self.pages):
            text, expected = AGAIN.sub("", bare(page.text)), self.expected
            found.append(self._page(page.kind, text))
            if self.cursor > since:
                found[:n] = self._settled(found[:n], waiting, since, self.cursor - 1)
                since, waiting = self.cursor, []
            elif text and not page.kind and found[n][0] not in ("contents", "title", "imprint"):
                waiting.append((n, text, expected))
        return self._settled(found, waiting, since, len(self.whole))

    def _page(self, known: str, text: str) -> Found:
        kind = known or self.apparatus.kind(text, begun=self.begun)
        if kind in ("blank", "plate", "contents"):
            return kind, None
        if kind in ("title", "imprint"):
            return kind, self._front(kind)
        at, found = self._find(text)
        if at is None:
            kind = kind or self.apparatus.elsewhere(text, begun=self.begun)
            self.expected += len(text) if kind == "other" else 0
            return kind, self._front(kind)
        self.cursor, self.expected, self.begun = at + 1, at + len(text), True
        return found, self._place(at)

    def _settled(
        self, found: Sequence[Found], waiting: Sequence[Waiting], start: int, stop: int
    ) -> list[Found]:
        """The pages that wait have their places in rising order between those of their neighbors.

        First, from the last one back, where the text of each ends at the place of the next.
        """
        settled, rest, end = list(found), list(waiting), stop
        while rest and (last := self._among(rest[-1], start, end, ends=True)) is not None:
            settled[rest.pop()[0]], end = (last[0], self._place(last[1])), last[1]
        for page in rest:
            if (here := self._among(page, start, end)) is not None:
                settled[page[0]], start = (here[0], self._place(here[1])), here[1] + 1
        return settled

    def _among(
        self, page: Waiting, start: int, stop: int, *, ends: bool = False
    ) -> tuple[str, int] | None:
        """Kind and place of a whole page of few characters, or of the caption below a drawing."""
        _, text, expected = page
        first = _NUMBERED.match(text)
        item = [first.end()] if first and first.end() < len(text) else []
        below = range(1, max(1, min(_PLATE, len(text) - _LABELED + 1)))
        whole = [(TEXT, n) for n in (0, *item)] if len(text) < _SHORT else []
        for kind, n in (*whole, *(("plate", n) for n in below)):
            if ends and self.whole.endswith(text[n:], start, stop):
                return kind, stop - len(text) + n
            places = () if ends else _occurrences(self.whole, text[n:], start, stop)
            if (at := min(places, key=lambda at: abs(at - expected), default=None)) is not None:
                return kind, at
        return None

    def _front(self, kind: str) -> tuple[int, int] | None:
        """The beginning of the e-book's own title page or imprint, while they lie ahead."""
        index, _ = self.apparatus.pieces.get(kind, (-1, ""))
        return (index, 0) if index >= 0 and not self.begun and kind != "contents" else None

    def _place(self, at: int) -> tuple[int, int]:
        n = bisect_right(self.offsets, at, hi=len(self.documents)) - 1
        return self.documents[n], at - self.offsets[n]

    def _find(self, text: str) -> tuple[int | None, str]:
        """The place nearest to where the page before ends, and the kind of page that it makes."""
        if len(text) < _SHORT:
            return None, ""
        stop = self.expected + len(text) + 2000
        if (begun := self._begun_with(text, stop)) is not None:
            return begun
        if self.apparatus.noted(text):
            at = self._closing(text)
            return at, TEXT if at is not None else ""
        if (at := self._loose(text[:_SKIPS], stop)) is not None:
            return at, TEXT
        stop = self.expected + _PLATE
        found = [(at, TEXT) for at in [self._parted(text)] if at is not None]
        found += [(at, "plate") for at in [self._below(text, stop)] if at is not None]
        return min(found, default=(None, ""))

    def _begun_with(self, text: str, stop: int) -> tuple[int, str] | None:
        """The place that has the page's first characters, or all those of its first row."""
        head = self.apparatus.repeated(text)
        if head and (at := self._row(text, head, stop)) is not None:
            return self._headed(text, head, at)
        if (at := self._exact(text, stop)) is not None:
            return at, TEXT
        at = None if head else self._row(text, 0, stop)
        return None if at is None else (at, "table")

    def _headed(self, text: str, head: int, row: int) -> tuple[int, str]:
        """Place and kind of a page with a table's head: at the head itself above the first row."""
        start = row - head
        if start < self.cursor or not mixed(text, self.whole[start:row]):
            return row, "table"
        return start, TEXT if self.whole.startswith(text[:_SHORT], start) else "table"

    def _row(self, text: str, head: int, stop: int) -> int | None:
        """The place of the first row of a page that begins with a table, its head repeated or not.

        Cells of several lines stand beside one another in print, one after another in the e-book.
        """
        if head and (at := self._exact(text[head:], stop)) is not None:
            return at
        first, last = bisect_left(self.rows, (self.cursor, 0)), bisect_left(self.rows, (stop, 0))
        places = []
        for start, length in self.rows[first:last]:
            row = self.whole[start : start + length]
            if length > 1 and mixed(text[head:], row):
                places.append(start)
            elif not head and length > 1:
                places += [start - above for above in self._captions(text, start, row)]
        return min(places, key=lambda at: abs(at - self.expected), default=None)

    def _captions(self, text: str, start: int, row: str) -> Iterator[int]:
        """Lengths of the caption with which a page begins above a row."""
        for above in _occurrences(text, row[0], 1, _CAPTION):
            caption = self.whole.endswith(text[:above], self.cursor, start)
            if caption and mixed(text[above:], row):
                yield above

    def _below(self, text: str, stop: int) -> int | None:
        """The place of what stands below a drawing that has characters, above another or not."""
        tails = [text[n:] for n in range(1, min(_PLATE, len(text) - _LENGTHS[-1]))]
        whole = next((at for t in tails if (at := self._exact(t, stop)) is not None), None)
        parted = (at for t in tails if (at := self._parted(t, _LABELED)) is not None)
        return min((at for at in (whole, next(parted, None)) if at is not None), default=None)

    def _parted(self, text: str, shortest: int = 2) -> int | None:
        """The place of a page whose first characters stand above a drawing that has characters."""
        least, stop = _LENGTHS[-1], self.expected + _PLATE
        for length in range(least - 1, shortest - 1, -1):
            below = text[length : length + _PLATE]
            for at in _occurrences(self.whole, text[:length], self.cursor, stop):
                if self.whole[at + length : at + length + least] in below:
                    return at
        return None

    def _closing(self, text: str) -> int | None:
        """The place of the last few characters of an article, below which its notes stand."""
        first, last = (bisect_left(self.offsets, at) for at in (self.cursor + 1, self.expected + 1))
        for end in self.offsets[first : last + 1]:
            for length in range(min(_SHORT, end - self.cursor), 1, -1):
                ends = self.whole.endswith(text[:length], self.cursor, end)
                if ends and self.apparatus.noted(text[length:]):
                    return end - length
        return None

    def _exact(self, text: str, stop: int) -> int | None:
        """The place that has the page's first characters."""
        for length in _LENGTHS:
            if len(text) >= length and (at := self._nearest(text[:length], stop)) is not None:
                return at
        return None

    def _nearest(self, wanted: str, stop: int) -> int | None:
        places = _occurrences(self.whole, wanted, self.cursor, stop)
        return min(places, key=lambda at: abs(at - self.expected), default=None)

    def _loose(self, text: str, stop: int) -> int | None:
        """The best place whose characters follow one another in the page with little between."""
        best: tuple[int, int, int] | None = None
        for skipped in range(min(_MARKER, len(text))):
            for at in _occurrences(self.whole, text[skipped], self.cursor, stop):
                score = self._score(at, text[skipped:]) - skipped
                row = (score, -abs(at - self.expected), at)
                if score >= min(_SHORT, len(text) // 2) and (best is None or row > best):
                    best = row
        return best[2] if best else None

    def _score(self, at: int, text: str) -> int:
        """Characters of the e-book that follow in the page, less those of the page between."""
        taken = skips = 0
        for character in text:
            if self.whole[at + taken : at + taken + 1] == character:
                taken += 1
            else:
                skips += 1
        return taken - 2 * skips


def _occurrences(text: str, wanted: str, start: int, stop: int) -> Iterator[int]:
    at = text.find(wanted, start, stop)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1, stop)
