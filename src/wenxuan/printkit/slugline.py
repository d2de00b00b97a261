"""The slug line of a sheet: file, title, printing condition, inks, and which page of how many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from wenxuan.fonts import FontSet
from wenxuan.printkit.boxes import Sheet
from wenxuan.printkit.lettering import Lettering, lettering
from wenxuan.printkit.marks import SLUG_SIZE, slug_place

_AWAY = 8.0
"""Points from the text to the page number."""
_WIDEST = "0000"


@dataclass(frozen=True, kw_only=True)
class SlugLine:
    """What stands below the bleed, in outlines.

    The count of pages is drawn once for all sheets, so that the bytes of a page do not depend on
    how many others there are; the number of a page is set flush against it.
    """

    sheet: Sheet
    fonts: FontSet
    text: str

    @cached_property
    def _line(self) -> Lettering:
        return lettering(self.fonts, self.text, SLUG_SIZE)

    @cached_property
    def _joint(self) -> float:
        """Where the number of a page ends and the count begins, counted from the line's start."""
        return self._line.width + _AWAY + lettering(self.fonts, _WIDEST, SLUG_SIZE).width

    def shared(self, total: int) -> str:
        """The line with the count of pages: the same on every sheet."""
        count = lettering(self.fonts, f" / {total}", SLUG_SIZE)
        return self._at(0, self._line) + self._at(self._joint, count)

    def own(self, page: int) -> str:
        """The number of a page, 1 for the first."""
        shown = lettering(self.fonts, str(page), SLUG_SIZE)
        return self._at(self._joint - shown.width, shown)

    def _at(self, along: float, drawn: Lettering) -> str:
        x, y = slug_place(self.sheet)
        return f"q 1 0 0 1 {x + along:.3f} {y:.3f} cm 0 0 0 1 k\n{drawn.code}Q\n"
