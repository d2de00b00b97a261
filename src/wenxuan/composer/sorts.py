"""Sorts: shaped pieces of type."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from wenxuan.typography.classes import Kind, kind_of

from .faces import Face
from .settings import Unsettable

# How a line may end after a sort, beyond what the kinds of its neighbors say.
PLAIN, WRAP, HYPHEN, EMERGENCY, STUCK = range(5)

_BESIDE: Final = 60.0
"""Blank on either side of an apostrophe that a face draws an em wide, in 1/1000 em."""
Place = tuple[int, int, float, float, float]
"""Glyph, cluster, advance and offsets, as a face shapes them."""


class Sort:
    """One unbreakable piece of shaped text; lengths in em of its own size.

    ``body`` is the inside of a PDF hexadecimal string, with kerns as ``>n<``; ``glyphs`` are
    (glyph id, PDF width, text) for the font's tables. It is ``sayable`` in an ActualText
    unless it holds a character beyond the first plane: PDFium reads nothing there.
    """

    __slots__ = ("advance", "body", "face", "glyphs", "head", "sayable", "tail", "text", "wrap")

    def __init__(self, text: str, face: Face | None, kinds: tuple[Kind, Kind]) -> None:
        self.text = text
        self.face = face
        self.sayable = max(text, default="") < "\U00010000"
        self.head, self.tail = kinds
        self.advance = 0.0
        self.body = ""
        self.glyphs: tuple[tuple[int, int, str], ...] = ()
        self.wrap = PLAIN


Cast = tuple[list[Sort], list[str], set[Face | None]]
"""Sorts in order, their bodies and the faces that they are in."""
Row = tuple[float, Kind, Kind, str, Face | None, int]
"""Advance (px), kinds of the edges, body and face of a sort, length of its text."""


class Rows(dict[Sort, Row]):
    """Rows of the sorts of one type size (px), noted when first asked for."""

    def __init__(self, size: float) -> None:
        super().__init__()
        self.size = size

    def __missing__(self, sort: Sort) -> Row:
        row = self[sort] = (
            sort.advance * self.size, sort.head, sort.tail, sort.body, sort.face, len(sort.text)
        )
        return row


def cast_of(sorts: list[Sort]) -> Cast:
    """Some sorts with their bodies and faces."""
    return sorts, [sort.body for sort in sorts], {sort.face for sort in sorts}


def kern(amount: float) -> str:
    """TJ fragment that moves the pen right by ``amount`` of 1/1000 em."""
    return f">{-amount:.4g}<" if abs(amount) >= 0.005 else ""


def fill(sort: Sort, shaped: list[Place]) -> None:
    """Give a sort its glyphs; Unsettable if one is missing or must be raised."""
    body, total, glyphs = [], 0.0, []
    starts = sorted({cluster for _, cluster, *_ in shaped} | {len(sort.text)})
    text_of = {a: sort.text[a:b] for a, b in pairwise(starts)}
    assert sort.face is not None
    for glyph, cluster, advance, dx, dy in shaped:
        if glyph == 0:
            raise Unsettable("missing glyph")
        if abs(dy) > 1:
            raise Unsettable("raised glyph")
        width = sort.face.width(glyph)
        rest = round(advance) - width - round(dx)
        body += [kern(round(dx)), f"{glyph:04x}", kern(rest)]
        total += round(advance)
        glyphs.append((glyph, width, text_of.get(cluster, "")))
    sort.body = "".join(body)
    sort.advance = total / 1000
    sort.glyphs = tuple(glyphs)


def box(sort: Sort, width: float) -> None:
    """Center the glyphs of a sort in a box of ``width`` em."""
    side = (width - sort.advance) * 500
    sort.body = f"{kern(side)}{sort.body}{kern(side)}"
    sort.advance = width


def kind_in_word(character: str) -> Kind:
    """Class of a character of a Latin word; its apostrophe is a letter, no quote."""
    return Kind.LETTER if character == "’" else kind_of(character)


def with_narrow_apostrophes(text: str, face: Face, shaped: list[Place]) -> list[Place]:
    """A shaped word whose apostrophes are not an em wide, as a Han face draws them."""
    if "’" not in text:
        return shaped
    made = []
    for glyph, cluster, advance, dx, dy in shaped:
        sides = face.bearings(glyph) if text[cluster] == "’" and advance > 900 else None
        if sides is not None:
            width, offset = advance - sum(sides) + 2 * _BESIDE, _BESIDE - sides[0]
            made.append((glyph, cluster, width, offset, dy))
        else:
            made.append((glyph, cluster, advance, dx, dy))
    return made


def ink(sort: Sort) -> float:
    """Width in em of the ink of a sort of one glyph."""
    assert sort.face is not None
    glyph, width, _ = sort.glyphs[0]
    return (width - sum(sort.face.bearings(glyph) or (width,))) / 1000


def join_dashes(sort: Sort) -> None:
    """Close the gap between two dashes and center the joined line in its two ems."""
    if len(sort.glyphs) != 2 or sort.face is None:
        return
    glyph = sort.glyphs[0][0]
    bearings = sort.face.bearings(glyph)
    if bearings is None or sum(bearings) <= 0 or sort.glyphs[1][0] != glyph:
        return
    gap = sum(bearings) + 10
    sort.body = f"{kern(gap / 2)}{glyph:04x}{kern(-gap)}{glyph:04x}{kern(gap / 2)}"
