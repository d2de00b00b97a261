"""Runs: the composed text of one text box, kept as PDF strings and drawn without shaping."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import pydyf

from wenxuan.typography.classes import Kind

from .faces import Face
from .facts import Facts
from .sorts import Sort

# Gaps wider than this many 1/1000 em make extractors guess a space.
_GUESSED: Final = 80.0


class Run:
    """What stands in for WeasyPrint's Pango layout in a composed text box.

    ``strings`` are (face, inside of a TJ array, ActualText or nothing); where a gap would be
    read as a space, the sort before it and a blank glyph that fills it are spoken as the sort.
    ``rows`` are runs drawn in its stead, each so many px below the run's baseline.
    """

    __slots__ = ("facts", "first_line_direction", "lead", "max_width", "rows", "sorts", "strings",
                 "text")

    def __init__(self, text: str, facts: Facts, lead: float) -> None:
        self.text = text
        self.facts = facts
        self.lead = lead
        self.strings: list[tuple[Face, str, str]] = []
        self.sorts: tuple[Sort, ...] = ()
        self.rows: list[tuple[float, Run]] = []
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


@lru_cache(maxsize=4096)
def _glue(amount: float) -> str:
    """TJ fragment that moves the pen right by ``amount`` of 1/1000 em."""
    return f">{-amount:.2f}<" if abs(amount) >= 0.005 else ""


def set_run(run: Run, sorts: list[Sort], gaps: dict[int, float], even: float) -> None:
    """Write sorts with the gaps (px) after them; ``gaps`` lists those that are not ``even``."""
    scale = 1000 / run.facts.size
    bodies = [sort.body for sort in sorts]
    last = len(sorts) - 1
    plain = _glue(even * scale)
    if plain:
        bodies = [body + plain for body in bodies]
        bodies[last] = sorts[last].body
    for index, gap in gaps.items():
        if index < last:
            bodies[index] = sorts[index].body + _glue(gap * scale)
    if run.lead:
        bodies[0] = _glue(-run.lead * scale) + bodies[0]
    run.sorts = tuple(dict.fromkeys(sorts))
    wide = _wide(run, sorts, gaps, even)
    cuts = {*wide, *(index + 1 for index in wide)}
    if len({sort.face for sort in run.sorts}) > 1:
        cuts |= {i for i in range(1, last + 1) if sorts[i].face is not sorts[i - 1].face}
    bounds = [0, *sorted(cuts - {0, last + 1}), last + 1]
    for start, end in pairwise(bounds):
        face = next((sort.face for sort in sorts[start:end] if sort.face is not None), None)
        if face is None:
            continue
        if start in wide:
            fill = _glue(wide[start] * scale - face.blank_width) + f"{face.blank_glyph:04x}"
            lead = _glue(-run.lead * scale) if run.lead and not start else ""
            run.strings.append((face, lead + sorts[start].body + fill, sorts[start].text))
        else:
            run.strings.append((face, "".join(bodies[start:end]), ""))


def _wide(run: Run, sorts: list[Sort], gaps: dict[int, float], even: float) -> dict[int, float]:
    """Gaps (px) that a text extractor would take for a space, by the sort before them."""
    if not run.facts.settings.actual_text:
        return {}
    least = _GUESSED * run.facts.size / 1000
    found = {index: gap for index, gap in gaps.items() if gap > least}
    if even > least:
        found |= {i: even for i in range(len(sorts) - 1) if i not in gaps}
    return {i: gap for i, gap in found.items() if sorts[i].head is not Kind.SPACE}


def _register(font: Any, face: Face, sorts: tuple[Sort, ...]) -> None:
    """Enter the glyphs of sorts that the PDF font has not seen into its tables."""
    seen = font.__dict__.setdefault("_wenxuan_sorts", set())
    if seen.issuperset(sorts):
        return
    for sort in sorts:
        if sort in seen:
            continue
        seen.add(sort)
        if sort.face is face:
            for glyph, width, text in sort.glyphs:
                font.widths[glyph] = width
                font.to_unicode.setdefault(glyph, text)


def draw(stream: Any, run: Run, matrix: Any) -> None:
    """Draw a run at a text matrix; the text object is already open."""
    for below, row in run.rows:
        draw(stream, row, matrix @ type(matrix)(f=below))
    stream.set_text_matrix(*matrix.values)
    for face, string, spoken in run.strings:
        if not string:
            continue
        font = stream._fonts.get(face.key) or stream.add_font(face.pango_font)[0]  # noqa: SLF001
        stream.set_font_size(font.hash, run.facts.size)
        _register(font, face, run.sorts)
        if spoken:
            font.widths[face.blank_glyph] = face.blank_width
            font.to_unicode.setdefault(face.blank_glyph, " ")
            text = pydyf.Dictionary({"ActualText": pydyf.String(spoken)})
            stream.begin_marked_content("Span", text)
        stream.show_text(f"<{string}>".replace("<>", " "))
        if spoken:
            stream.end_marked_content()
