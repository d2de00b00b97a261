"""What finished files are compared with beside their sources: the same editions, made anew."""

from __future__ import annotations

from typing import Final, Protocol

from wenxuan.code_table import Phrase

COMPARED: Final = Phrase("whether it is what the sources give now", "是否与现在的稿件一致")
"""What nobody knows of files that differ where versions do: glyphs may stand elsewhere."""


_SHORT: Final = 40
_BEFORE: Final = 12


def apart(one: str, two: str) -> tuple[str, str]:
    """Two texts cut down to where they differ, with a few characters before."""
    pairs = enumerate(zip(one, two, strict=False))
    first = next((n for n, (a, b) in pairs if a != b), min(len(one), len(two)))
    start = max(0, first - _BEFORE)
    cut = (("…" if start else "") + text[start : start + _SHORT] for text in (one, two))
    ours, theirs = (text + "…" if len(text) > _SHORT else text or "—" for text in cut)
    return ours, theirs


class Again(Protocol):
    """Makes editions of a publication anew."""

    def edition(self, name: str) -> bytes | None:
        """An edition as the sources give it now; None where it cannot be made."""

    @property
    def elsewhere(self) -> str:
        """What was of another version when the files were built."""
