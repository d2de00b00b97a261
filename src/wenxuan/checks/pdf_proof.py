"""The glyph proof of a finished PDF: every piece, from its pages alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from wenxuan.checks.pdf_reading import Finished
from wenxuan.checks.pdf_wanted import Expected
from wenxuan.diagnostics import Report, Span
from wenxuan.layout.sizes import Geometry
from wenxuan.proof.comparing import Word, compare, spot, without_leaders
from wenxuan.proof.drawing import Rectangle, Shown
from wenxuan.proof.job import Sheet, faults, figures, short
from wenxuan.proof.order import Place, heads
from wenxuan.proof.overlaps import overlaps
from wenxuan.proof.typecase import by_mark
from wenxuan.proof.wanted import SLOT, Strand, bare

NOWHERE: Final[Rectangle] = (0.0, 0.0, 0.0, 0.0)
"""For what has no place on its page."""
_COUNT: Final = r"[0-9.,]+"
"""A number that the binder counts."""

Strands = dict[tuple[str, str], tuple[str, list[Word]]]
"""By a piece's key and main or notes: what it must show, and the words that are drawn of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where on which page something is wrong."""

    code: str
    page: int
    box: Rectangle
    span: Span


class Prover:
    """One finished file against what it must show."""

    def __init__(
        self, name: str, file: Finished, pieces: Sequence[Expected], report: Report
    ) -> None:
        self.name, self.file, self.pieces, self.report = name, file, pieces, report
        self.spots: list[Spot] = []
        self.verdicts: dict[str, int] = {}
        """Findings of each piece by its key."""
        self.strands: Strands = {}
        """The two strands of each piece."""
        self.starts = self._starts()

    def _starts(self) -> dict[str, int]:
        """The first page of each piece."""
        return {e.piece.key: self.file.destinations.get(e.piece.key, -1) for e in self.pieces}

    def ranges(self) -> Iterator[tuple[Expected, range]]:
        """Pieces with their pages, blanks at the end among them."""
        if not self.pieces:  # the print edition, which is compared with the screen edition
            return
        ends = [self.starts[e.piece.key] for e in self.pieces[1:]] + [len(self.file.numbers)]
        for expected, end in zip(self.pieces, ends, strict=True):
            yield expected, range(self.starts[expected.piece.key], end)

    def label(self, page: int) -> str:
        """What a page is called."""
        return self.file.labels[page] if 0 <= page < len(self.file.labels) else "?"

    def place(self, page: int) -> Span:
        """The article that a page shows; the file where that is not known."""
        places = (expected.place for expected, pages in self.ranges() if page in pages)
        return next(places, Span(self.name))

    def add(self, code: str, span: Span, page: int, box: Rectangle, **words: object) -> None:
        """Record a finding about a page."""
        self.report.add(code, span, page=self.label(page), **words)
        self.spots.append(Spot(code=code, page=page, box=box, span=span))

    # --- text -------------------------------------------------------------------------------

    def prove(self, geometry: Geometry) -> None:
        """All pieces, then what no piece holds."""
        leaves = self.file.leaves
        marked = [by_mark(leaf.shown) for leaf in leaves]
        places = [place for place, _ in self.file.order()]
        for expected, pages in self.ranges():
            before = len(self.spots)
            if self.starts[expected.piece.key] < 0:
                self.add("PRF021", expected.place, -1, (0, 0, 0, 0), target=expected.piece.key)
            else:
                self._piece(expected, [p for p in places if p.page in pages], marked)
            self.verdicts[expected.piece.key] = len(self.spots) - before
        self._surplus(places, marked)
        self._looks(geometry, places)
        self._glyphs()

    def _piece(
        self, expected: Expected, places: list[Place], marked: Sequence[Mapping[int, list[Shown]]]
    ) -> None:
        words = self._words(places, marked, expected.wanted.again)
        if expected.piece.kind == "contents":
            words["main"] = without_leaders(words["main"])
        targets = iter(expected.wanted.targets)
        for strand, name in ((expected.wanted.main, "main"), (expected.wanted.notes, "notes")):
            text = strand.text
            if SLOT in text:
                drawn = "".join(word.text for word in words[name] if not word.optional)
                text = self._filled(text, targets, drawn)
            self._strand(strand, text, words[name])
            self.strands[expected.piece.key, name] = text, words[name]
        for one, two in pairwise(p for p in places if p.strand == "main"):
            # Cells of a row that pages divide, and a head that only a later page has room for.
            beside = (one.cell and two.cell and one.cell != two.cell) or (
                one.part == "head" and two.cell
            )
            if two.page < one.page and not beside:
                shown = marked[two.page].get(two.mark, [])
                self.add("PRF020", expected.place, two.page, spot(shown),
                         text=short("".join(map(self.file.case.text, shown))))  # fmt: skip
                break

    def _filled(self, text: str, targets: Iterator[str], drawn: str) -> str:
        """A text with the page numbers that its slots must show.

        Those of the imprint, which count the book, are judged by the preflight: any will do here.
        """
        first, *rest = text.split(SLOT)
        pattern = re.escape(first)
        for part in rest:
            target = next(targets, "")
            label = re.escape(self.label(self.file.destinations.get(target, -1)))
            pattern += (_COUNT if target.startswith("number-") else label) + re.escape(part)
            first += part
        if _COUNT in pattern:
            return drawn if re.fullmatch(pattern, drawn) else first
        return re.sub(r"\\(.)", r"\1", pattern, flags=re.DOTALL)

    def _strand(self, strand: Strand, text: str, words: list[Word]) -> None:
        for one in compare(text, words, self.file.case.same):
            code = "PRF001" if not one.drawn else "PRF002" if one.wanted else "PRF003"
            at = min(one.offset, max(0, len(strand.text) - 1))
            self.add(code, strand.span(at), one.page, one.spot, wanted=short(one.wanted),
                     drawn=short(one.drawn), count=len(one.wanted or one.drawn),
                     before=one.before)  # fmt: skip

    def _words(
        self,
        places: list[Place],
        marked: Sequence[Mapping[int, list[Shown]]],
        allowed: frozenset[str],
    ) -> dict[str, list[Word]]:
        first = heads(places)
        found: dict[str, list[Word]] = {"main": [], "notes": [], "labels": []}
        seen = set(allowed)
        for place in places:
            if place.part == "figure":
                continue
            shown = marked[place.page].get(place.mark, [])
            text = "".join([self.file.case.text(one) for one in shown])
            # Parts of a table are tables of their own here: a head met before may be repeated.
            again = place.part == "head" and first[place.owner] == place.page and text in seen
            if place.part == "head":
                seen.add(text)
            strand = "labels" if place.part == "labels" else place.strand
            found[strand].append(Word(text, place.page, again, shown))
        return found

    def _surplus(
        self, places: list[Place], marked: Sequence[Mapping[int, list[Shown]]]
    ) -> None:
        held = {(place.page, place.mark) for place in places}
        for page, marks in enumerate(marked):
            for mark, shown in marks.items():
                text = "".join(map(self.file.case.text, shown))
                if text and (page, mark) not in held:
                    self.add("PRF003", Span(self.name), page, spot(shown), drawn=short(text),
                             wanted="", count=len(text), before="")  # fmt: skip

    # --- looks ------------------------------------------------------------------------------

    def _looks(self, g: Geometry, places: Sequence[Place]) -> None:
        for page, leaf in enumerate(self.file.leaves):
            shift = g.inner - g.outer if page % 2 else 0.0
            left, right = g.inner - shift, g.width - g.outer - shift
            area = (left, g.bottom - g.leading, right, g.height - g.top + g.leading)
            sheet = Sheet(parts=(), area=area, figures=figures(places, page))
            for code, one in faults(sheet, leaf.shown):
                if text := self.file.case.text(one):
                    self.add(code, self.span_of(text, page), page, spot([one]), text=short(text))
            for one in leaf.furniture:
                if one.fault == "unseen":
                    self.add("PRF006", Span(self.name), page, spot([one]),
                             text=short(self.file.case.text(one)))  # fmt: skip
            for one, two in overlaps([*leaf.shown, *leaf.furniture], self.file.case.ink):
                first, second = self.file.case.text(one), self.file.case.text(two)
                if first and second:
                    self.add("PRF007", self.span_of(first, page), page, spot([one, two]),
                             text=short(first), other=short(second))  # fmt: skip

    def span_of(self, text: str, page: int) -> Span:
        """Where a text of a page stands in the sources, as near as its characters tell."""
        for expected, pages in self.ranges():
            if page in pages:
                for strand in (expected.wanted.main, expected.wanted.notes):
                    at = strand.text.find(text[:20])
                    if at >= 0:
                        return strand.span(at)
                return expected.place
        return Span(self.name)

    def _glyphs(self) -> None:
        homes = {
            id(one): page
            for page, leaf in enumerate(self.file.leaves)
            for one in (*leaf.shown, *leaf.furniture)
        }
        for (font, glyph), one in self.file.case.unknown.items():
            self.add("PRF008", Span(self.name), homes.get(id(one), -1), spot([one]), font=font,
                     glyph=glyph)  # fmt: skip
        for font, one in self.file.case.foreign.items():
            self.add("PRF009", Span(self.name), homes.get(id(one), -1), spot([one]), font=font)


def spoken(prover: Prover) -> None:
    """ActualText says what is drawn under it."""
    for page, leaf in enumerate(prover.file.leaves):
        for said, shown in leaf.spoken:
            drawn = "".join(map(prover.file.case.text, shown))
            if bare(said) != drawn:
                prover.add("PRF022", prover.span_of(bare(said), page), page, spot(shown),
                           said=short(said), drawn=short(drawn))  # fmt: skip
