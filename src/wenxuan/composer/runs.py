"""Runs: the composed text of one text box, kept as PDF strings and drawn without shaping."""

from __future__ import annotations

from functools import lru_cache
from itertools import filterfalse, pairwise
from typing import Any, NamedTuple

import pydyf

from .faces import Face
from .facts import Facts
from .sorts import Cast, Sort
from .spoken import BLANK_SIZE, NOTHING, Beside, blanks, glue, is_calm, links, overlapping


class Piece(NamedTuple):
    """Inside of a TJ array in one face; ``spoken`` is its ActualText, if it needs one.

    ``lead`` and ``tail`` are blanks that fill a gap before and after it.
    """

    face: Face
    body: str
    spoken: str = ""
    lead: str = ""
    tail: str = ""


class Run:
    """What stands in for WeasyPrint's Pango layout in a composed text box.

    ``pieces`` make up its line of type. Where a gap would be read as a space, a blank glyph
    fills it and is spoken, with the sort before or after it, as that sort alone; sorts that are
    moved together so far that they would be read as overlapping are spoken together.
    ``rows`` are runs drawn in its stead, each so many px to the right of and below its origin.
    Lines of ``straight`` matter may be joined to one text.
    """

    __slots__ = ("facts", "first_line_direction", "lead", "max_width", "pieces", "rows", "sorts",
                 "straight", "text")

    def __init__(self, text: str, facts: Facts, lead: float) -> None:
        self.text = text
        self.facts = facts
        self.lead = lead
        self.pieces: list[Piece] = []
        self.sorts: list[Sort] = []
        self.rows: list[tuple[float, float, Run]] = []
        self.straight = False
        self.first_line_direction = 0
        self.max_width = None

    def reactivate(self, style: Any) -> None:
        """Do nothing: there is no layout to make again."""

    def deactivate(self) -> None:
        """Do nothing: there is no layout to drop."""

    @property
    def ascent(self) -> float:
        """Ascent, in px, of the style's first font."""
        return self.facts.decoration["ascent"]

    @property
    def underline_position(self) -> float:
        """Underline position, in px, above the baseline."""
        return self.facts.decoration["underline_position"]

    @property
    def underline_thickness(self) -> float:
        """Underline thickness in px."""
        return self.facts.decoration["underline_thickness"]

    @property
    def strikethrough_position(self) -> float:
        """Strikethrough position, in px, above the baseline."""
        return self.facts.decoration["strikethrough_position"]

    @property
    def strikethrough_thickness(self) -> float:
        """Strikethrough thickness in px."""
        return self.facts.decoration["strikethrough_thickness"]


def set_run(
    run: Run, cast: Cast, gaps: dict[int, float], even: float, beside: Beside = NOTHING
) -> None:
    """Write sorts with the gaps (px) after them; ``gaps`` lists, in order, the uneven ones."""
    scale = 1000 / run.facts.size
    run.sorts, bodies, faces = cast
    sorts = run.sorts
    lead = glue(-run.lead * scale) if run.lead else ""
    if len(faces) == 1 and is_calm(run.facts, run.text, gaps, even, beside):
        (face,) = faces
        if face is not None:
            run.pieces = [Piece(face, lead + _strung(bodies, gaps, even, scale))]
        return
    bodies = _spread(bodies, gaps, even, scale)
    bodies[0] = lead + bodies[0]
    drawn_in = overlapping(run.facts, run.text, sorts)
    leads, tails = blanks(run.facts, sorts, gaps, even, beside, drawn_in)
    linked = links(run.facts, sorts, gaps) - tails.keys() - {index - 1 for index in leads}
    for index in tails:
        bodies[index] = lead * (not index) + sorts[index].body
    joined = {index + 1 for index in linked}
    spoken = {*leads, *tails, *linked, *joined, *drawn_in}
    cuts = (spoken | {index + 1 for index in spoken}) - joined
    if len(faces) > 1:
        cuts |= {i for i in range(1, len(sorts)) if sorts[i].face is not sorts[i - 1].face}
    bounds = [0, *sorted(cuts - {0, len(sorts)}), len(sorts)]
    for start, end in pairwise(bounds):
        face, body = sorts[start].face, bodies[start]
        if end - start > 1:
            face, body = face or _face(sorts[start:end]), "".join(bodies[start:end])
        if face is None:
            continue
        if start in spoken:
            text = "".join([sort.text for sort in sorts[start:end]])
            piece = Piece(face, body, text, leads.get(start, ""), tails.get(end - 1, ""))
        else:
            piece = Piece(face, body)
        run.pieces.append(piece)


def _strung(bodies: list[str], gaps: dict[int, float], even: float, scale: float) -> str:
    """Bodies of sorts as one, with the gaps between them."""
    plain, last, at = glue(even * scale), len(bodies) - 1, 0
    strung = ""
    for index, gap in gaps.items():
        if gap != even and index < last:
            strung += plain.join(bodies[at:index + 1]) + glue(gap * scale)
            at = index + 1
    return strung + plain.join(bodies[at:])


def _spread(bodies: list[str], gaps: dict[int, float], even: float, scale: float) -> list[str]:
    """Bodies of sorts, each with the gap after it but the last."""
    last, plain = len(bodies) - 1, glue(even * scale)
    spread = [body + plain for body in bodies] if plain else bodies.copy()
    for index, gap in gaps.items():
        if gap != even:
            spread[index] = bodies[index] + glue(gap * scale)
    spread[last] = bodies[last]
    return spread


def _face(sorts: list[Sort]) -> Face | None:
    """Face of the first of some sorts that has one."""
    return next((sort.face for sort in sorts if sort.face is not None), None)


def _register(font: Any, face: Face, sorts: list[Sort]) -> None:
    """Enter the glyphs of sorts that the PDF font has not seen into its tables."""
    seen = font.__dict__.setdefault("_wenxuan_sorts", set())
    new = [*filterfalse(seen.__contains__, sorts)]
    seen.update(new)
    for sort in new:
        if sort.face is face:
            for glyph, width, text in sort.glyphs:
                font.widths[glyph] = width
                font.to_unicode.setdefault(glyph, text)


def _register_blanks(font: Any, face: Face) -> None:
    """Enter the blank glyphs of a face into the tables of its PDF font."""
    for glyph, width, text in (
        (face.blank_glyph, face.blank_width, " "), (face.em_blank, 1000, "\u3000")
    ):
        if glyph:
            font.widths[glyph] = width
            font.to_unicode.setdefault(glyph, text)


def draw(stream: Any, run: Run, x: float, y: float) -> None:
    """Draw a run whose origin is at ``x``, ``y`` px; the text object is already open."""
    if run.rows:
        for right, below, row in run.rows:
            draw(stream, row, x + right, y + below)
        return
    stream.stream.append(f"1 0 0 -1 {_number(x)} {_number(y)} Tm".encode("ascii"))
    face = font = None
    for piece in run.pieces:
        if piece.body:
            if piece.face is not face:
                face = piece.face
                font = stream._fonts.get(face.key)  # noqa: SLF001
                font = font or stream.add_font(face.pango_font)[0]
                _register(font, face, run.sorts)
            _show(stream, font, run.facts.size, piece)


def _show(stream: Any, font: Any, size: float, piece: Piece) -> None:
    """Show a piece, its blanks and its ActualText."""
    items = stream.stream
    if not piece.spoken:
        _select(stream, font.hash, size)
        items.append(_array(piece.body))
        return
    _register_blanks(font, piece.face)
    items += (b"/Span", _spoken(piece.spoken), b"BDC")
    if piece.lead:
        _select(stream, font.hash, size * BLANK_SIZE)
        items.append(_array(piece.lead))
    _select(stream, font.hash, size)
    items += (_array(piece.body + piece.tail), b"EMC")


def _select(stream: Any, font: str, size: float) -> None:
    """Select a font in a size, as `Stream.set_font_size` does."""
    wanted = (font, size)
    if stream._current_font != wanted:  # noqa: SLF001
        stream._current_font = wanted  # noqa: SLF001
        stream.stream.append(_selected(font, size))


@lru_cache(maxsize=1024)
def _selected(font: str, size: float) -> bytes:
    stream = pydyf.Stream()
    stream.set_font_size(font, size)
    return bytes(stream.stream[0])


@lru_cache(maxsize=8192)
def _spoken(text: str) -> bytes:
    """The properties of marked content with an ActualText."""
    return bytes(pydyf.Dictionary({"ActualText": pydyf.String(text)}).data)


def _number(value: float) -> str:
    """A number with six decimals at most, as pydyf writes it."""
    return f"{value:f}".rstrip("0").rstrip(".")


def _array(inside: str) -> bytes:
    """The operator that shows what is inside of a TJ array."""
    return f"[<{inside}>] TJ".replace("<>", " ").encode("ascii")
