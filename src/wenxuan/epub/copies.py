"""What is compared for the page-list: pages of print, and the text of the e-book's documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby
from operator import itemgetter

TEXT = "text"
"""Kind of a page whose body begins with text of the e-book."""
_GENERATED = re.compile(r"[（〔](?:第[0-9ivxlcdm]+[页頁]|[0-9ivxlcdm]+[頁쪽])[）〕]")
"""What print adds to a reference: its page."""


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


def bare(text: str) -> str:
    """Text as pages and documents are compared: without white space and added page numbers."""
    return _GENERATED.sub("", _bare(text).replace("⸺", "——"))


def _bare(text: str) -> str:
    return re.sub(r"[\s\u2060\u200b\u00ad]+", "", text)
