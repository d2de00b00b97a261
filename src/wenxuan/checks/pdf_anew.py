"""A finished PDF against the same edition as the sources give it now: what was changed in between.

Compared in meaning, not in bytes, so that a file may have been written again by another program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, Final

import pikepdf

from wenxuan.checks.anew import COMPARED, apart
from wenxuan.checks.embedded import mapped
from wenxuan.checks.painting import FILLS, STROKES, Brush, Painted, points_of
from wenxuan.checks.pdf_metadata import statements
from wenxuan.checks.pdf_objects import Seen, Twins
from wenxuan.checks.pdf_proof import NOWHERE, Prover
from wenxuan.checks.pdf_reading import Finished
from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Span
from wenxuan.matrices import Matrix, bounds, times
from wenxuan.proof.drawing import Rectangle

_DEEPEST, _FEW = 3, 8
"""How far below a value what it holds is told, and how many entries of an array."""
_MOST: Final = 5
"""Differences of the file as a whole that are told."""
_ELSEWHERE: Final = frozenset(
    ("/Contents", "/Resources", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox",
     "/ArtBox")
)  # fmt: skip
"""Entries of a page that are read as they are inherited or painted."""
_PROGRAMS: Final = frozenset(("/Pages", "/Version", "/Extensions", "/Metadata"))
"""Entries of the catalog that other programs arrange, or that are read by themselves."""
_DATES: Final = frozenset(("/CreationDate", "/ModDate"))
_AWAY: Final = 0.05
"""Points by which an item may be off its place: other programs round each kern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something of a file that is not what the sources give."""

    page: int = -1
    """0-based; -1 for the file as a whole."""
    box: Rectangle = NOWHERE
    what: Phrase
    found: str
    wanted: str


def compare(
    prover: Prover, data: bytes, model: bytes, families: Mapping[str, Path], *, dated: bool,
    elsewhere: str,
) -> None:  # fmt: skip
    """Record what differs from a file made anew.

    With other versions of the press or of native libraries (`elsewhere`) glyphs may stand in other
    places: what differs then is no finding, but it is said that nobody knows.
    """
    if data == model:
        return
    # Read once more: looking at outline and metadata writes them anew in memory.
    for change in changes(Finished(data, families), Finished(model, families), dated=dated):
        if elsewhere:
            prover.report.add("PRF039", Span(prover.name), what=COMPARED, why=elsewhere)
            return
        words = {"what": change.what, "found": change.found, "wanted": change.wanted}
        code = "PRF055" if change.page < 0 else "PRF054"
        prover.add(code, prover.place(change.page), change.page, change.box, **words)


def changes(file: Finished, model: Finished, *, dated: bool) -> Iterator[Change]:
    """What differs: the first thing on each page, then in the file as a whole.

    The dates are compared where they are the publication's (`dated`), not the machine's.
    """
    twins = Twins(file.numbers, model.numbers)
    if len(file.leaves) != len(model.leaves):
        pages = Phrase("the number of pages", "页数")
        yield Change(what=pages, found=str(len(file.leaves)), wanted=str(len(model.leaves)))
        return
    easel, seen = _Easel(twins), set[tuple[Any, Any]]()
    for page in range(len(file.leaves)):
        found = easel.compare(file.leaves[page].items, model.leaves[page].items, page)
        if found is None:
            sheets = file.pdf.pages[page], model.pdf.pages[page]
            found = next(_sheets(twins, *sheets, page, seen), None)
        if found is not None:
            yield found
    yield from islice(_whole(twins, file.pdf, model.pdf, seen, dated=dated), _MOST)


def _sheets(twins: Twins, one: Any, two: Any, page: int, seen: Seen) -> Iterator[Change]:
    """The boxes of a page, its links and whatever else is said of it."""
    for name in ("mediabox", "cropbox", "bleedbox", "trimbox", "artbox"):
        ours, theirs = (tuple(map(float, getattr(p, name))) for p in (one, two))
        if not twins.same(ours, theirs):
            yield _change(page, f"/{name}", ours, theirs)
    for path, found, wanted in twins.unlike(one.obj, two.obj, _ELSEWHERE, seen):
        yield _change(page, path, found, wanted)


def _whole(
    twins: Twins, one: pikepdf.Pdf, two: pikepdf.Pdf, seen: Seen, *, dated: bool
) -> Iterator[Change]:
    """Outline, names, labels, structure, metadata: all that the catalog leads to."""
    for path, found, wanted in twins.unlike(one.Root, two.Root, _PROGRAMS, seen):
        yield _change(-1, path, found, wanted)
    but = frozenset(("/Producer",)) | (frozenset() if dated else _DATES)
    for path, found, wanted in twins.unlike(one.docinfo, two.docinfo, but):
        yield _change(-1, f"/Info{path}", found, wanted)
    ours, theirs = (_metadata(pdf, dated=dated) for pdf in (one, two))
    for line, other in zip_longest(ours, theirs, fillvalue=""):
        if line != other:
            yield _change(-1, "/Metadata", *apart(line, other))
            return


def _metadata(pdf: pikepdf.Pdf, *, dated: bool) -> list[str]:
    data = pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else b""
    return statements(data, dated=dated) if data.strip() else []


def _change(page: int, path: str, found: Any, wanted: Any) -> Change:
    what = Phrase(f"the entry {path}", f"{path} 项")
    return Change(page=page, what=what, found=_said(found), wanted=_said(wanted))


# --- what is painted ------------------------------------------------------------------------

_ASPECTS: Final = {
    "place": Phrase("the place or size", "位置或大小"),
    "color": Phrase("the color", "颜色"),
    "pen": Phrase("the line", "线条"),
    "graphics": Phrase("the opacity or mask", "透明度或蒙版"),
    "clip": Phrase("the clip", "裁切"),
    "mark": Phrase("the tag", "标记"),
    "drawn": Phrase("what is drawn", "所画内容"),
}


@dataclass(slots=True)
class _Easel:
    """Compares what pages paint; brushes that were compared once are not compared again."""

    twins: Twins
    known: dict[tuple[int, int, str], str] = field(default_factory=dict)

    def compare(
        self, ours: Sequence[Painted], theirs: Sequence[Painted], page: int
    ) -> Change | None:
        """The first item of a page that differs; glyph by glyph where operators do."""
        if self._first(ours, theirs, page) is None:
            return None
        return self._first([*_glyphs(ours)], [*_glyphs(theirs)], page)

    def _first(
        self, ours: Sequence[Painted], theirs: Sequence[Painted], page: int
    ) -> Change | None:
        for one, two in zip_longest(ours, theirs):
            aspect = self._aspect(one, two) if one and two else "drawn"
            if aspect:
                return Change(
                    page=page, box=_box(one or two), what=_ASPECTS[aspect],
                    found=_told(one, aspect), wanted=_told(two, aspect),
                )  # fmt: skip
        return None

    def _aspect(self, one: Painted, two: Painted) -> str:
        """In what two items differ; empty when in nothing."""
        if one.kind != two.kind or not self.twins.same(one.shape, two.shape):
            return "drawn"
        if one.kind != "mark" and not self._there(one.matrix, two.matrix):
            return "place"
        if one.mark != two.mark:
            return "mark"
        inks = _inks(one)
        key = (id(one.brush), id(two.brush), inks)
        if key not in self.known:
            self.known[key] = self._brushes(one.brush, two.brush, inks)
        return self.known[key]

    def _there(self, one: Matrix, two: Matrix) -> bool:
        away = max(abs(a - b) for a, b in zip(one[4:], two[4:], strict=True))
        return away <= _AWAY and self.twins.same(one[:4], two[:4])

    def _brushes(self, one: Brush, two: Brush, inks: str) -> str:
        same = self.twins.same
        fills, strokes = "fill" in inks, "stroke" in inks
        if (fills and not same(one.fill, two.fill)) or (
            strokes and not same(one.stroke, two.stroke)
        ):
            return "color"
        if strokes and not same(one.pen, two.pen):
            return "pen"
        if inks and not same(one.graphics, two.graphics):
            return "graphics"
        return "" if not inks or same(one.clip, two.clip) else "clip"


def _inks(one: Painted) -> str:
    """Which colors of its brush an item shows."""
    if one.kind == "mark":
        return ""
    if one.kind == "picture":
        return "fill"
    if one.kind == "text":
        mode = int(one.shape[2][0]) % 4
        return ("fill", "stroke", "fill stroke", "unseen")[mode]
    operator = one.shape[-1]
    return " ".join(
        ["fill"] * (operator in FILLS) + ["stroke"] * (operator in STROKES) or ["shading"]
    )


def _glyphs(items: Sequence[Painted]) -> Iterator[Painted]:
    """Items with each glyph by itself, at its place."""
    for one in items:
        if one.kind != "text":
            yield one
            continue
        font, size, mode, glyphs, places, _ = one.shape
        for glyph, x in zip(glyphs, places, strict=True):
            matrix = times((1.0, 0.0, 0.0, 1.0, x, 0.0), one.matrix)
            yield Painted("text", one.mark, (font, size, mode, (glyph,), (0.0,)), matrix, one.brush)


def _box(one: Painted) -> Rectangle:
    """Where on the page an item stands."""
    if one.kind == "mark":
        return NOWHERE
    if one.kind == "text":
        size = one.shape[1]
        corners = [(0.0, 0.0), (size, size)]
    elif one.kind == "picture":
        corners = [(0.0, 0.0), (1.0, 1.0)]
    else:
        corners = [*points_of(one.shape)] or [(0.0, 0.0)]
    return bounds(one.matrix, corners)


def _told(one: Painted | None, aspect: str) -> str:
    """What an item is in one aspect, in few words."""
    if one is None:
        return "—"
    name, brush = _name(one), one.brush
    if aspect == "drawn" and one.kind == "text":
        return f"{name} {one.shape[1]:g} pt Tr {one.shape[2][0]:g}"
    more = {
        "place": one.matrix, "color": (brush.fill, "/", brush.stroke), "pen": brush.pen,
        "graphics": brush.graphics, "clip": brush.clip[-1:], "mark": float(one.mark),
    }  # fmt: skip
    return f"{name} {_said(more[aspect])}" if aspect in more else name


def _name(one: Painted) -> str:
    if one.kind == "text":
        font, glyphs = one.shape[0], one.shape[3]
        says = mapped(font) if isinstance(font, pikepdf.Dictionary) else {}
        return "".join(says.get(glyph, "?") for glyph in glyphs)
    return one.kind if one.kind == "picture" else _said(one.shape)


def _said(value: Any, depth: int = 0) -> str:
    """A value in few words, without what lies deep below it."""
    if depth > _DEEPEST:
        return "…"
    deeper = partial(_said, depth=depth + 1)
    if isinstance(value, tuple):
        text = " ".join(map(deeper, value))
    elif isinstance(value, float):
        text = f"{value:g}"
    elif isinstance(value, pikepdf.Array):
        text = " ".join(map(deeper, islice(iter(value), _FEW)))
    elif isinstance(value, pikepdf.Dictionary):
        text = " ".join(f"{key} {deeper(entry)}" for key, entry in islice(value.items(), _MOST))
    elif isinstance(value, pikepdf.Stream):
        text = "…"
    else:
        text = "—" if value is None else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
