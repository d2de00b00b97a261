"""The glyph proof of one job: what its pages draw is what its article says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from wenxuan.diagnostics import Diagnostic, Span
from wenxuan.proof.comparing import Difference, Word, compare, spot
from wenxuan.proof.drawing import Drawing, Rectangle, Shown, Surface
from wenxuan.proof.operators import read_lines
from wenxuan.proof.order import Place, heads, tables
from wenxuan.proof.overlaps import overlaps
from wenxuan.proof.samples import Sample, samples
from wenxuan.proof.typecase import TypeCase, by_mark
from wenxuan.proof.wanted import SLOT, Strand, Wanted

PICTURED = ("figure", "generated")
"""Parts whose text is not compared with the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page as it is about to be written."""

    parts: Sequence[bytes | str]
    """Streams, and the targets of the slots between them."""
    area: Rectangle
    """The type area."""
    figures: frozenset[int] = frozenset()
    """Marked contents that are drawings: these may show letters as they stand in a stick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the proof of a job came to."""

    found: tuple[Diagnostic, ...]
    characters: int
    """Drawn and compared."""
    spots: tuple[tuple[int, Rectangle], ...] = ()
    """Page and place of each finding."""
    samples: tuple[list[Sample], ...] = ()
    """Of each page glyphs to look at when it is painted."""


def draw(sheet: Sheet, surface: Surface) -> Drawing:
    """Read the streams of a page as one."""
    drawing = Drawing(surface)
    for part in sheet.parts:
        if isinstance(part, str):
            drawing.slot(part)
        else:
            read_lines(part, drawing)
    return drawing


def prove(
    sheets: Sequence[Sheet],
    surface: Surface,
    places: Sequence[Place],
    case: TypeCase,
    wanted: Wanted,
) -> Verdict:
    """The verdict on a job's pages; nothing found means that every character is drawn."""
    pages = [draw(sheet, surface).shown for sheet in sheets]
    marked = [by_mark(shown) for shown in pages]
    words = _words(places, marked, case, wanted.again)
    proof = _Proof(case, wanted)
    proof.absent()
    proof.strand(wanted.main, words["main"])
    proof.strand(wanted.notes, words["notes"])
    proof.numbers(words["labels"])
    proof.slots(marked, places)
    pictures = [place for place in places if place.part == "figure"]
    for page, (sheet, shown) in enumerate(zip(sheets, pages, strict=True)):
        proof.look(page, replace(sheet, figures=figures(pictures, page)), shown)
    proof.surplus(places, marked)
    proof.glyphs(pages)
    return Verdict(
        found=tuple(dict.fromkeys(proof.found)),
        characters=sum(len(word.text) for part in words.values() for word in part),
        spots=tuple(proof.spots),
        samples=tuple(samples(shown, case.faces) for shown in pages),
    )


def _words(
    places: Sequence[Place],
    marked: Sequence[Mapping[int, list[Shown]]],
    case: TypeCase,
    again: frozenset[str],
) -> dict[str, list[Word]]:
    """Text boxes in the order of reading, by the strand that they belong to."""
    first, begun = heads(places), tables(places)
    own: set[str] = set()
    found: dict[str, list[Word]] = {"main": [], "notes": [], "labels": []}
    for place in places:
        shown = marked[place.page].get(place.mark, [])
        slotted = any(one.slot for one in shown)
        if place.part in PICTURED and not slotted:
            continue
        text = "".join([SLOT if one.slot else case.text(one) for one in shown])
        optional = False
        if place.part == "head":
            goes_on, repeated = place.page > begun[place.owner], place.page > first[place.owner]
            optional = (goes_on and text in again) or (repeated and text in own)
            own.add(text)
        strand = "labels" if place.part == "labels" else place.strand
        found[strand].append(Word(text, place.page, optional, shown))
    return found


@dataclass(slots=True)
class _Proof:
    """Collects what is wrong, each finding with its place in the source."""

    case: TypeCase
    wanted: Wanted
    found: list[Diagnostic]
    spots: list[tuple[int, Rectangle]]

    def __init__(self, case: TypeCase, wanted: Wanted) -> None:
        self.case, self.wanted = case, wanted
        self.found, self.spots = [], []

    def add(
        self, code: str, strand: Strand, offset: int, page: int, where: Rectangle, **words: object
    ) -> None:
        """Record a finding at a character of a strand."""
        arguments = {"page": page + 1, **words}
        pairs = tuple(sorted((key, str(value)) for key, value in arguments.items()))
        self.found.append(Diagnostic(code, strand.span(offset), pairs))
        self.spots.append((page, where))

    def absent(self) -> None:
        """Texts of the head that no page shows."""
        for name, path, line, column in self.wanted.absent:
            self.found.append(Diagnostic("PRF010", Span(path, line, column), (("name", name),)))
            self.spots.append((-1, (0.0, 0.0, 0.0, 0.0)))

    def strand(self, strand: Strand, words: list[Word]) -> None:
        """Compare a strand with what is drawn of it."""
        for one in compare(strand.text, words, self.case.same):
            self.difference(strand, one)

    def difference(self, strand: Strand, one: Difference) -> None:
        """Say what is missing, surplus or other than written."""
        code = "PRF001" if not one.drawn else "PRF002" if one.wanted else "PRF003"
        self.add(
            code, strand, one.offset, one.page, one.spot, wanted=short(one.wanted),
            drawn=short(one.drawn), count=len(one.wanted or one.drawn), before=one.before,
        )  # fmt: skip

    def numbers(self, words: list[Word]) -> None:
        """The numbers of list items, where they are set in figures."""
        texts = [word.text.rstrip(".．、)）") for word in words]
        drawn = [int(text) for text in texts if text.isascii() and text.isdigit()]
        if drawn and drawn != list(self.wanted.numbers):
            self.add(
                "PRF004", self.wanted.main, 0, words[0].page, spot(words[0].shown),
                wanted=listed(self.wanted.numbers), drawn=listed(drawn),
            )  # fmt: skip

    def slots(self, marked: Sequence[Mapping[int, list[Shown]]], places: Sequence[Place]) -> None:
        """Every reference has the slot of its own target, in order."""
        drawn = [
            (one.slot, place.page, one)
            for strand in ("main", "notes")
            for place in places
            if place.strand == strand
            for one in marked[place.page].get(place.mark, [])
            if one.slot
        ]
        wanted = list(self.wanted.targets)
        if [target for target, *_ in drawn] != wanted:
            page, where = (drawn[0][1], spot([drawn[0][2]])) if drawn else (-1, (0.0,) * 4)
            self.add(
                "PRF004", self.wanted.main, 0, page, where,
                wanted=listed(wanted), drawn=listed([target for target, *_ in drawn]),
            )  # fmt: skip

    def look(self, page: int, sheet: Sheet, shown: Sequence[Shown]) -> None:
        """Text that is cut off, out of its place, unseen, or on other text."""
        for code, one in faults(sheet, shown):
            text = short(self.case.text(one))
            if text:
                self.add(code, *self._at(text), page, spot([one]), text=text)
        for one, two in overlaps(shown, self.case.ink):
            first, second = self.case.text(one), self.case.text(two)
            if first and second:
                self.add(
                    "PRF007", *self._at(first), page, spot([one, two]),
                    text=short(first), other=short(second),
                )  # fmt: skip

    def _at(self, text: str) -> tuple[Strand, int]:
        """Where a text stands in the source, as near as its characters tell."""
        for strand in (self.wanted.main, self.wanted.notes):
            at = strand.text.find(text[:20])
            if at >= 0:
                return strand, at
        return self.wanted.main, 0

    def surplus(
        self, places: Sequence[Place], marked: Sequence[Mapping[int, list[Shown]]]
    ) -> None:
        """Text that no structure element holds."""
        held = {(place.page, place.mark): place for place in places}
        for page, marks in enumerate(marked):
            for mark, shown in marks.items():
                place = held.get((page, mark))
                if place is not None and place.part not in PICTURED:
                    continue
                text = "".join(self.case.text(one) for one in shown if not one.slot)
                if text and place is None:
                    self.add("PRF003", self.wanted.main, 0, page, spot(shown), wanted="",
                             drawn=short(text), count=len(text), before="")  # fmt: skip

    def glyphs(self, pages: Sequence[Sequence[Shown]]) -> None:
        """Glyphs without character, and fonts that are not ours."""
        if not self.case.unknown and not self.case.foreign:
            return
        homes = {id(one): page for page, shown in enumerate(pages) for one in shown}
        for (font, glyph), one in self.case.unknown.items():
            page = homes.get(id(one), -1)
            self.add("PRF008", self.wanted.main, 0, page, spot([one]), font=font, glyph=glyph)
        for font, one in self.case.foreign.items():
            page = homes.get(id(one), -1)
            self.add("PRF009", self.wanted.main, 0, page, spot([one]), font=font)


_FAULTS: Final = {"unseen": "PRF006", "cut": "PRF005", "mirrored": "PRF042"}


def figures(places: Sequence[Place], page: int) -> frozenset[int]:
    """Marked contents of a page that are drawings."""
    return frozenset(p.mark for p in places if p.part == "figure" and p.page == page)


def faults(sheet: Sheet, shown: Sequence[Shown]) -> Iterator[tuple[str, Shown]]:
    """Texts that cannot be seen or read, or that lie outside of the type area by over an em."""
    left, bottom, right, top = sheet.area
    for one in shown:
        if not one.glyphs:
            continue
        if one.fault and not (one.fault == "mirrored" and one.mark in sheet.figures):
            yield _FAULTS[one.fault], one
        elif (
            one.x < left - 1.05 * one.size
            or one.right > right + 1.05 * one.size
            or one.y < bottom - one.size
            or one.y > top
        ):
            yield "PRF005", one


def short(text: str) -> str:
    """The beginning of a text, for a line of a diagnostic."""
    return text if len(text) <= 24 else f"{text[:16]}…{text[-4:]}"


def listed(values: Sequence[Any]) -> str:
    """Values in a row."""
    shown = " ".join(map(str, values[:12]))
    return shown + (" …" if len(values) > 12 else "")
