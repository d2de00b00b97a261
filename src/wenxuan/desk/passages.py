"""The prose of a source as its rules read it: text without markup, every character with its place.

Code, addresses, readings of ruby, attributes and text in other languages are no prose: an
`OBJECT` stands where they stood. Only what stands verbatim in the source has a place.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from wenxuan.desk.edits import Edit
from wenxuan.desk.exempt import LATIN_OBJECT, OBJECT, exempt
from wenxuan.desk.findings import Finding, arguments_of

__all__ = ["LATIN_OBJECT", "OBJECT", "Passage", "PassageBuilder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Prose that belongs together: a paragraph, a cell, a caption, a value of the head."""

    kind: str
    """paragraph, verse, heading, cell, caption, alt, term, head or name."""
    text: str
    starts: tuple[int, ...]
    """Where in `text` each piece begins."""
    places: tuple[int, ...]
    """Where in the source each piece begins; -1 for what does not stand there verbatim."""
    nearby: tuple[int, ...]
    """Where in the source to look for each piece: its place, or that of its markup."""
    source: str
    spared: bytes = b""
    """1 for each character of `text` that rules about punctuation leave alone."""
    language: str = "zh-Hans"
    key: str = ""
    """Key of the head: `title`, `authors.0.name`."""
    level: int = 0
    """Of a heading."""
    block: int = 0
    """Number of the block; cells of a table and parts of a figure share one."""

    def place(self, index: int) -> int:
        """The source offset of a character, or -1."""
        piece = bisect_right(self.starts, index) - 1
        origin = self.places[piece]
        return -1 if origin < 0 else origin + index - self.starts[piece]

    def anchor(self, index: int) -> int:
        """The source offset of a character, or of the markup that it stands in."""
        piece = bisect_right(self.starts, index) - 1
        if self.places[piece] < 0:
            return self.nearby[piece]
        return self.places[piece] + index - self.starts[piece]

    def edits(self, start: int, end: int, new: str, code: str) -> tuple[Edit, ...]:
        """The edit that puts `new` for `text[start:end]`; none when markup stands in between."""
        first = self.place(start)
        last = self.place(end - 1)
        if first < 0 or last - first != end - 1 - start:
            return ()
        old = self.text[start:end]
        if self.source[first : last + 1] != old or new == old:
            return ()
        return (Edit(first, last + 1, old, new, code),)

    def finding(
        self,
        code: str,
        start: int,
        end: int,
        new: str | None = None,
        *,
        sure: bool = True,
        **values: object,
    ) -> Finding:
        """A finding about `text[start:end]`; `new` is what should stand there."""
        edits = () if new is None else self.edits(start, end, new, code)
        at = self.anchor(start)
        last = self.place(end - 1) + 1 if end > start else at
        values = {"old": self.text[start:end], "new": new or "", **values}
        return Finding(
            code=code,
            start=at,
            end=max(at, last),
            arguments=arguments_of(values),
            edits=edits,
            sure=sure and bool(edits),
        )


@dataclass(slots=True)
class PassageBuilder:
    """Collects the pieces of one passage."""

    source: str
    text: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    nearby: list[int] = field(default_factory=list)
    size: int = 0

    def add(self, text: str, offset: int) -> None:
        """Append text that should stand at `offset`; what does not, has no place."""
        if text:
            verbatim = self.source.startswith(text, offset)
            self._append(text, offset if verbatim else -1, offset)

    def stand_in(self, text: str, offset: int) -> None:
        """Append what stands for the markup at `offset`."""
        if text:
            self._append(text, -1, offset)

    def _append(self, text: str, place: int, nearby: int) -> None:
        self.text.append(text)
        self.starts.append(self.size)
        self.places.append(place)
        self.nearby.append(nearby)
        self.size += len(text)

    def passage(
        self, kind: str, *, language: str = "zh-Hans", key: str = "", level: int = 0, block: int = 0
    ) -> Passage | None:
        """The passage, or None when nothing was added."""
        text = "".join(self.text)
        if not text.strip():
            return None
        return Passage(
            kind=kind,
            text=text,
            starts=tuple(self.starts),
            places=tuple(self.places),
            nearby=tuple(self.nearby),
            source=self.source,
            spared=exempt(text),
            language=language,
            key=key,
            level=level,
            block=block,
        )
