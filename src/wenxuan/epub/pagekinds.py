"""What a page is whose body does not begin with text of the e-book: told by its characters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wenxuan.epub.copies import Copy

_LEADERS = re.compile(r"[·.…]{8,}")
"""What leads to the folios of a contents page."""
_SURE, _LIKELY = 0.6, 0.15
"""Shares of a page's characters that the e-book's own title or imprint page has too."""
_NOTED = 0.6
"""Share of the first characters of a page that the notes of an article have too."""
_HEAD = 40
"""First characters of a page that are looked for in the notes."""
_LEAST = 12
"""Characters that a page inside a row must have."""


@dataclass(frozen=True, slots=True)
class Apparatus:
    """What the e-book has beside its text."""

    pieces: Mapping[str, tuple[int, str]]
    """Kinds (title, imprint, contents) to a document and its text."""
    apart: tuple[str, ...]
    """Notes and heads of tables."""

    @classmethod
    def of(cls, copies: Sequence[Copy]) -> Apparatus:
        """That of these documents."""
        pieces = {c.kind: (i, c.text) for i, c in enumerate(copies) if c.kind}
        return cls(pieces, tuple(line for copy in copies for line in copy.apart))

    def kind(self, text: str, *, begun: bool) -> str:
        """Kind of a page that only its text tells; empty when it may be the author's."""
        if not text:
            return "blank"
        if not begun and (kind := self._nearest(text, _SURE)):
            return kind
        title = self.pieces.get("contents", (0, "\0"))[1][:2]
        leaders = len(_LEADERS.findall(text))
        return "contents" if leaders > 2 or (leaders and text.startswith(title)) else ""

    def elsewhere(self, text: str, *, begun: bool) -> str:
        """What a page is that begins with text which the e-book has at another place."""
        if self.noted(text):
            return "note"
        return (not begun and self._nearest(text, _LIKELY)) or "other"

    def noted(self, text: str) -> bool:
        """True when the beginning of a page stands in the notes of an article."""
        threes = [text[i : i + 3] for i in range(min(_HEAD, len(text) - 2))]
        return any(sum(three in line for three in threes) > _NOTED * len(threes)
                   for line in self.apart)  # fmt: skip

    def repeated(self, text: str) -> int:
        """Length of the table head with which a page begins, else 0."""
        heads = (line for line in self.apart if len(line) > 1)
        return max((len(line) for line in heads if mixed(text, line)), default=0)

    def _nearest(self, text: str, share: float) -> str:
        """The piece of apparatus that has most of a page's characters in a row; else empty."""
        threes = {text[i : i + 3] for i in range(max(1, len(text) - 2))}
        shares = {
            kind: sum(three in whole for three in threes) / len(threes)
            for kind, (_, whole) in self.pieces.items()
            if kind != "contents"
        }
        best = max(shares, key=lambda kind: shares[kind], default="")
        return best if shares.get(best, 0) > share else ""


def mixed(text: str, row: str) -> bool:
    """True when a text begins with the characters of a row of cells, line by line.

    A row that is taller than its page has all that the page has.
    """
    if text[:1] != row[:1] or len(text) < min(_LEAST, len(row)):
        return False
    return text.startswith(row) or Counter(text[: len(row)]) <= Counter(row)
