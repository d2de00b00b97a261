"""A paragraph: galley, spacing and plan of one line box, kept on the box itself."""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import Any, Final

from wenxuan.typography.classes import FULL_WIDTH_MARKS, Kind
from wenxuan.typography.conventions import Convention
from wenxuan.typography.planning import (
    Cost,
    Line,
    Track,
    even_cost,
    first_fit,
    greedy,
    ragged_cost,
    total_fit,
)

from . import seams
from .choices import choices_of
from .galley import Galley, flatten
from .roles import Reading
from .settings import ComposerSettings, Unsettable
from .spaced import Spaced
from .spacer import Spacer

boxes = seams.boxes

NAME: Final = "_wenxuan_paragraph"
_NOTHING: Final[tuple[object, Any]] = (None, None)
_KEPT: Final = 400
# Where a heading may pause: after these, or before those.
_AFTER: Final = frozenset("的了着地得")
_BEFORE: Final = frozenset("与和及或并暨兼同在对为从向")
_CLOSING: Final = frozenset(
    {Kind.CLOSE, Kind.COMMA, Kind.COLON, Kind.STOP, Kind.EXCLAMATION, Kind.SPACE, Kind.DASH}
)
_SENSELESS: Final = 6.0
_SLACK: Final = 1e-6
_CJK: Final = frozenset({Kind.HAN, Kind.KANA, Kind.SMALL_KANA, Kind.HANGUL})


class Paragraph:
    """A composed line box: knows its lines for a measure and how each fits."""

    def __init__(
        self, galley: Galley, spacer: Spacer, style: Any, *, balanced: bool
    ) -> None:
        self.galley = galley
        self.spaced = Spaced(galley, spacer)
        self.track = self.spaced.track
        self.order = sorted(self.spaced.gaps)
        self.justified = style["text_align_all"] == "justify" and galley.settings.justify
        self.fills_last = style["text_align_last"] == "justify" and galley.settings.justify
        self.balanced = balanced and galley.settings.balance
        self._plans: dict[tuple[int, float, float], dict[int, Line]] = {}

    @property
    def cost(self) -> Cost:
        """Cost of a line: even pitch where justified, else even rag, in headings by sense."""
        if self.justified:
            return even_cost
        return self._heading_cost if self.balanced else ragged_cost

    def _heading_cost(self, track: Track, start: int, end: int, rest: float) -> float:
        """Rag of a heading's line; dearer where the line does not end at a likely pause."""
        sorts = self.galley.sorts
        price = ragged_cost(track, start, end, rest)
        if end + 1 >= len(sorts):
            return price
        left, right = sorts[self._visible(end)], sorts[end + 1]
        pause = left.text in _AFTER or left.tail in _CLOSING or right.text in _BEFORE
        return price if pause or right.head is Kind.OPEN else price + _SENSELESS

    def line_from(self, start: int, measures: tuple[float, float]) -> Line:
        """Line that begins at a sort, in the plan made for these measures (px)."""
        key = (0 if start == 0 else 1, *measures)
        plan = self._plans.get(key)
        if plan and start in plan and plan[start].measure == measures[start != 0]:
            return plan[start]
        for candidate in ((0, *measures), *self._plans):
            plan = self._plans.get(candidate)
            if plan and start in plan and plan[start].measure == measures[start != 0]:
                return plan[start]
        plan = {line.start: line for line in self._plan(start, measures)}
        self._plans[key] = plan
        return plan[start]

    def _plan(self, start: int, measures: tuple[float, float]) -> list[Line]:
        lines: list[Line] = []
        first = measures[0] if start == 0 else measures[1]
        for stop in self._stops(start):
            lines += self._segment(start, stop, (first, measures[1]))
            start, first = stop, measures[1]
        return lines

    def _segment(self, start: int, stop: int, measures: tuple[float, float]) -> list[Line]:
        settings = self.galley.settings
        if not settings.total_fit or (not self.justified and not self.balanced):
            return greedy(
                self.track, measures, start=start, stop=stop, cost=self.cost,
                widow=0 if self.justified else settings.widow_characters,
            )
        return total_fit(
            self.track, measures, start=start, stop=stop, cost=self.cost,
            widow=settings.widow_characters,
        )

    def _stops(self, start: int) -> list[int]:
        """Where lines must end from here on: after forced line feeds and at the end."""
        feeds = sorted(feed + 1 for feed in self.galley.feeds if feed >= start)
        count = len(self.galley.sorts)
        return feeds if feeds and feeds[-1] == count else [*feeds, count]

    def greedy_line(self, start: int, measure: float) -> Line:
        """Next line in a measure that holds for this line only (beside a float)."""
        return first_fit(
            self.track, start, measure, stop=self._stops(start)[0], cost=self.cost
        )

    def last_visible(self, line: Line) -> int:
        """Last sort of a line that is drawn: a space at its end is not."""
        return self._visible(line.end, line.start)

    def _visible(self, end: int, start: int = 0) -> int:
        sorts = self.galley.sorts
        while end > start and sorts[end].head in (Kind.SPACE, Kind.ZERO):
            end -= 1
        return end

    def first_chunk(self, start: int) -> float:
        """Width, in px, of the text from a sort up to where a line may first end."""
        allowed = self.track.allowed
        end = next(index for index in range(start, len(allowed)) if allowed[index])
        return self.track.natural(start, end)

    def has_over_long(self, line: Line) -> bool:
        """Tell whether an unbreakable run on a line, or the next one, is over-long.

        That is longer, its full-width marks not counted, than two ems or, in a measure below
        six, than a third of it and than one em: what is bound to a Han by marks alone is not.
        """
        allowed, sorts, advances = self.track.allowed, self.galley.sorts, self.galley.advances
        em, width = self.spaced.em, 0.0
        least = max(min(line.measure / 3, 2 * em), em) + _SLACK
        for index in range(line.start, len(sorts)):
            width += 0.0 if sorts[index].head in FULL_WIDTH_MARKS else advances[index]
            if width > least:
                return True
            if allowed[index]:
                if index > line.end:
                    break
                width = 0.0
        return False

    def widest_chunk(self, indent: float) -> float:
        """Min-content width, in px: the widest stretch of text without a break."""
        widest, begin = 0.0, 0
        for index, kind in enumerate(self.track.allowed):
            if kind:
                own = self.track.natural(begin, index) + (0 if begin else indent)
                widest = max(widest, own)
                begin = index + 1
        return widest

    def widest_line(self, indent: float) -> float:
        """Max-content width, in px: the widest line that only forced breaks would make."""
        widths, start = [], 0
        for stop in self._stops(0):
            widths.append(self.track.natural(start, stop - 1) + (0 if start else indent))
            start = stop
        return max(widths)


def _key(line: Any, width: float) -> tuple[object, ...]:
    """What a paragraph was made from; the width only where something is laid out in it."""
    children = line.children
    if len(children) == 1 and isinstance(children[0], boxes.TextBox):
        return (children[0].text, id(children[0].style))
    return (width, *(
        (box.text, id(box.style)) if isinstance(box, boxes.TextBox) else id(box.style)
        for box in line.descendants(placeholders=True)
    ))


class Shop:
    """Paragraphs under one set of settings; only the newest keep their galleys."""

    def __init__(self, settings: ComposerSettings) -> None:
        self.settings = settings
        self.choices = choices_of(settings)
        self._spacers: dict[Convention, Spacer] = {}
        self._newest: deque[Any] = deque()

    def paragraph(self, line: Any, container: Any, width: float, measure: Any) -> Paragraph:
        """Paragraph of a line box; Unsettable if it is left to WeasyPrint.

        ``measure`` tells the width of an object in the line, in px.
        """
        key = _key(line, width)
        shop, kept = line.__dict__.get(NAME, _NOTHING)
        if shop is not self:
            kept = {}
            line.__dict__[NAME] = (self, kept)
            self._newest.append(line)
            if len(self._newest) > _KEPT:
                self._newest.popleft().__dict__.pop(NAME, None)
        if key not in kept:
            kept[key] = self._make(line, container, measure)
        found: Paragraph | Unsettable = kept[key]
        if isinstance(found, Unsettable):
            raise Unsettable(*found.args)
        return found

    def _readings(self, galley: Galley, container: Any, measure: Any) -> list[Reading]:
        """Readings of a galley, each as wide as its own line is when it is composed."""
        found: list[Reading] = []
        for node in galley.read:
            for child in node.children:
                if child.start == child.end and not child.box.is_in_normal_flow():
                    for line in child.box.descendants():
                        if isinstance(line, boxes.LineBox) and line.children:
                            with suppress(Unsettable):
                                made = self.unkept(line, container, measure)
                                width, size = made.widest_line(0.0), made.spaced.em
                                found.append(Reading(node.start, node.end, width, size))
        return found

    def unkept(self, line: Any, container: Any, measure: Any) -> Paragraph:
        """Paragraph made for one question about a line box that holds objects."""
        found = self._make(line, container, measure)
        if isinstance(found, Unsettable):
            raise found
        return found

    def _make(self, line: Any, container: Any, measure: Any) -> Paragraph | Unsettable:
        try:
            galley = flatten(line, container, self.settings, measure)
        except Unsettable as reason:
            return reason
        settings = self.choices.under(line.style)
        convention = settings.convention(line.style["lang"])
        if convention is None:
            if not any(sort.head in _CJK for sort in galley.sorts):
                return Unsettable("no CJK text")
            convention = settings.default
        if convention not in self._spacers:
            self._spacers[convention] = Spacer(convention)
        galley.readings = self._readings(galley, container, measure)
        tag = (line.element_tag or "").split("::")[0]
        balanced = tag in ("h1", "h2", "h3", "h4", "h5", "h6")
        return Paragraph(galley, self._spacers[convention], line.style, balanced=balanced)
