"""Numbers and ids that an article gets from the order of its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence

_GIVEN = re.compile(r"\{[^{}|\n]*#(h\d+x*)(?![\w.:-])")


class Numbers:
    """Counts the headings, figures and tables of one article."""

    def __init__(self, text: str) -> None:
        self.given = frozenset(_GIVEN.findall(text))
        """Ids of the editor's that look like ours."""
        self.counts: dict[str, int] = {}

    def next(self, kind: str) -> int:
        """The next number of a kind, from 1."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return self.counts[kind]

    def heading_id(self) -> str:
        """The id of a heading in its order; never one that the editor gives anywhere."""
        own = f"h{self.next('heading')}"
        while own in self.given:
            own += "x"
        return own


def miscounted(numbers: Sequence[int]) -> int | None:
    """Where the numbers of a list stop counting on from the first; repeating one is no fault."""
    if len(set(numbers)) == 1:
        return None
    wrong = (i for i, number in enumerate(numbers) if number != numbers[0] + i)
    return next(wrong, None)
