"""The page-list: where in the e-book's text each page of the print edition begins.

Pure: pages with their text go in, places in the text come out. The text of a page may carry what
the e-book lacks (readings, marks of notes, page numbers of references); the e-book's own characters
must follow one another in it without a gap.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from operator import itemgetter

from wenxuan.markup.base import AGAIN

TEXT = "text"
"""Kind of a page whose body begins with text of the e-book."""
_GENERATED = re.compile(r"（第?[0-9ivxlcdm]+[页頁]）|（[0-9ivxlcdm]+(?:頁|쪽)）")
"""What print adds to a reference: its page."""
_LEADERS = re.compile(r"[·.…]{8,}")
"""What leads to the folios of a contents page."""
_LENGTHS = (32, 20, 14, 12)
_SHORT = 12
"""A page with fewer characters is placed only where a document ends or is that short."""
_MARKER = 4
"""Characters that may stand before the text of a page: the number of a list's item."""
_PLATE = 400
"""Characters that a drawing at the top of a page may have."""
_SURE, _LIKELY = 0.6, 0.15
"""Shares of a page's characters that the e-book's own title or imprint page has too."""
_CAPTION = 60
"""Characters that the caption of a table may have, from its label on."""
_SKIPS = 40
"""Characters of a page looked at when it carries what the e-book lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPage:
    """A page of the print edition as its reader sees it."""

    label: str
    text: str
    """Its body in reading order, without running head, folio and notes."""
    kind: str = ""
    """blank, plate, title, imprint, contents, part, table, note or text; empty: to be found out."""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """The text of one document of the e-book, as runs in reading order.

    Only counts and characters are kept, so that thousands of documents are small.
    """

    file: str
    lengths: tuple[int, ...]
    """Characters that count in each run."""
    text: str
    """All of them; white space does not count."""
    kind: str = ""
    """title, imprint or contents for what is not the author's text."""
    apart: tuple[str, ...] = ()
    """Texts that stand elsewhere in print: the notes, the heads of tables."""
    rows: tuple[tuple[int, int], ...] = ()
    """Rows of tables: where each begins in the text, and its characters."""

    @classmethod
    def of(
        cls,
        file: str,
        runs: Sequence[str],
        kind: str = "",
        apart: str = "",
        rows: Sequence[int] = (),
    ) -> Copy:
        """A document with the texts of its runs; `apart` has a line for each text apart.

        `rows` has for each run the number of its row in all tables, 0 outside of tables.
        """
        own = [_bare(run) for run in runs]
        return cls(
            rows=tuple(_rows(own, rows)),
            file=file,
            lengths=tuple(map(len, own)),
            text="".join(own),
            kind=kind,
            apart=tuple(_bare(line) for line in apart.split("\n")),
        )

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each run begins in the text."""
        return tuple(accumulate((0, *self.lengths[:-1]))) if self.lengths else ()


def _rows(runs: Sequence[str], rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    at = 0
    for row, group in groupby(zip(rows, runs, strict=False), key=itemgetter(0)):
        length = sum(len(run) for _, run in group)
        if row and length:
            yield at, length
        at += length


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


def bare(text: str) -> str:
    """Text as pages and documents are compared: without white space and added page numbers."""
    return _GENERATED.sub("", _bare(text).replace("⸺", "——"))


def _bare(text: str) -> str:
    return re.sub(r"[\s\u2060\u200b\u00ad]+", "", text)


def paginate(pages: Sequence[PrintPage], copies: Sequence[Copy]) -> tuple[Mark, ...]:
    """A mark for every page, in the order of pages; none when no page has text of the e-book.

    A page that begins with anything else is marked at the next place known.
    """
    found = _Search(pages, copies).places()
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


Found = tuple[str, tuple[int, int] | None]
"""Kind of a page and its place: a document and a character of it."""


class _Search:
    """Goes through pages and documents together, never back."""

    def __init__(self, pages: Sequence[PrintPage], copies: Sequence[Copy]) -> None:
        self.pages, self.copies = pages, copies
        self.apparatus = {c.kind: (i, c.text) for i, c in enumerate(copies) if c.kind}
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
        return [self._page(page) for page in self.pages]

    def _page(self, page: PrintPage) -> Found:
        text = AGAIN.sub("", bare(page.text))
        kind = page.kind or self._kind(text)
        if kind in ("blank", "plate", "contents"):
            return kind, None
        if kind in ("title", "imprint"):
            return kind, self._front(kind)
        at, found = self._find(text)
        if at is None:
            kind = kind or self._elsewhere(text)
            self.expected += len(text) if kind == "other" else 0
            return kind, self._front(kind)
        self.cursor, self.expected, self.begun = at + 1, at + len(text), True
        return found, self._place(at)

    def _front(self, kind: str) -> tuple[int, int] | None:
        """The beginning of the e-book's own title page or imprint, while they lie ahead."""
        index = self.apparatus[kind][0] if kind in self.apparatus else -1
        return (index, 0) if index >= 0 and not self.begun and kind != "contents" else None

    def _repeated(self, text: str) -> int:
        """Length of the table head with which a page begins, else 0."""
        heads = (line for copy in self.copies for line in copy.apart if len(line) > 1)
        return max((len(line) for line in heads if _mixed(text, line)), default=0)

    def _kind(self, text: str) -> str:
        """Kind of a page that only its text tells; empty when it may be the author's."""
        if not text:
            return "blank"
        if not self.begun and (kind := _apparatus(text, self.apparatus, _SURE)):
            return kind
        title = self.apparatus.get("contents", (0, "\0"))[1][:2]
        leaders = len(_LEADERS.findall(text))
        return "contents" if leaders > 2 or (leaders and text.startswith(title)) else ""

    def _elsewhere(self, text: str) -> str:
        """What a page is that begins with text which the e-book has at another place."""
        if self._noted(text):
            return "note"
        return (not self.begun and _apparatus(text, self.apparatus, _LIKELY)) or "other"

    def _noted(self, text: str) -> bool:
        """True when the beginning of a page stands in the notes of an article."""
        threes = [text[i : i + 3] for i in range(min(_SKIPS, len(text) - 2))]
        lines = (line for copy in self.copies for line in copy.apart)
        return any(sum(three in line for three in threes) > _SURE * len(threes) for line in lines)

    def _place(self, at: int) -> tuple[int, int]:
        n = bisect_right(self.offsets, at, hi=len(self.documents)) - 1
        return self.documents[n], at - self.offsets[n]

    def _find(self, text: str) -> tuple[int | None, str]:
        """The place nearest to where the page before ends, and the kind of page that it makes."""
        if len(text) < _SHORT:
            return self._short(text), TEXT
        stop = self.expected + len(text) + 2000
        if (begun := self._begun_with(text, stop)) is not None:
            return begun
        if self._noted(text):
            return None, ""
        if (at := self._loose(text[:_SKIPS], stop)) is not None:
            return at, TEXT
        stop = self.expected + _PLATE
        found = [(at, TEXT) for at in [self._parted(text)] if at is not None]
        found += [(at, "plate") for at in [self._below(text, stop)] if at is not None]
        return min(found, default=(None, ""))

    def _begun_with(self, text: str, stop: int) -> tuple[int, str] | None:
        """The place that has the page's first characters, or all those of its first row."""
        head = self._repeated(text)
        if head and (at := self._row(text, head, stop)) is not None:
            return self._headed(text, head, at)
        if (at := self._exact(text, stop)) is not None:
            return at, TEXT
        at = None if head else self._row(text, 0, stop)
        return None if at is None else (at, "table")

    def _headed(self, text: str, head: int, row: int) -> tuple[int, str]:
        """Place and kind of a page with a table's head: at the head itself above the first row."""
        start = row - head
        if start < self.cursor or not _mixed(text, self.whole[start:row]):
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
            if length > 1 and _mixed(text[head:], row):
                places.append(start)
            elif not head and length > 1:
                places += [start - above for above in self._captions(text, start, row)]
        return min(places, key=lambda at: abs(at - self.expected), default=None)

    def _captions(self, text: str, start: int, row: str) -> Iterator[int]:
        """Lengths of the caption with which a page begins above a row."""
        for above in _occurrences(text, row[0], 1, _CAPTION):
            caption = self.whole.endswith(text[:above], self.cursor, start)
            if caption and _mixed(text[above:], row):
                yield above

    def _below(self, text: str, stop: int) -> int | None:
        """The place of what stands below a drawing that has characters."""
        starts = range(1, min(_PLATE, len(text) - _LENGTHS[-1]))
        return next((at for n in starts if (at := self._exact(text[n:], stop)) is not None), None)

    def _parted(self, text: str) -> int | None:
        """The place of a page whose first characters stand above a drawing that has characters."""
        least, stop = _LENGTHS[-1], self.expected + _PLATE
        for length in range(least - 1, 1, -1):
            below = text[length : length + _PLATE]
            for at in _occurrences(self.whole, text[:length], self.cursor, stop):
                if self.whole[at + length : at + length + least] in below:
                    return at
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

    def _short(self, text: str) -> int | None:
        """A part's page, or the last lines of an article."""
        for n, i in enumerate(self.documents):
            at = self.offsets[n + 1] - len(text)
            if at >= self.cursor and self.copies[i].text.endswith(text):
                near = self.expected - 2000 <= at <= self.expected + 2000
                if near or self.copies[i].text == text:
                    return at
        return None

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


def _mixed(text: str, row: str) -> bool:
    """True when a text begins with the characters of a row of cells, line by line."""
    begun = text[:1] == row[:1] and len(text) >= len(row)
    return begun and (text.startswith(row) or Counter(text[: len(row)]) == Counter(row))


def _apparatus(text: str, known: Mapping[str, tuple[int, str]], share: float) -> str:
    """The piece of apparatus that has most of a page's characters in a row; else empty."""
    threes = {text[i : i + 3] for i in range(max(1, len(text) - 2))}
    shares = {
        kind: sum(three in whole for three in threes) / len(threes)
        for kind, (_, whole) in known.items()
        if kind != "contents"
    }
    best = max(shares, key=lambda kind: shares[kind], default="")
    return best if shares.get(best, 0) > share else ""


def _occurrences(text: str, wanted: str, start: int, stop: int) -> Iterator[int]:
    at = text.find(wanted, start, stop)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1, stop)
