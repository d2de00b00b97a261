"""What readers of a PDF make of gaps: blanks and ActualText that give them the source text.

Readers guess a space where a gap passes about 0.1 em (Poppler, PDFium; MuPDF 0.15 em and only
after certain characters), and Poppler a new line where marks are moved together. A blank glyph
that fills a gap is spoken, with the sort before or after it, as that sort alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from wenxuan.typography.classes import ALPHANUMERIC, Kind

from .facts import Facts
from .sorts import Sort

# Gaps wider than this many 1/1000 em make extractors guess a space, as much overlap a new line.
_GUESSED: Final = 80.0
# Less than that, so that no rounding matters: a gap that is left as it is without a further look.
_CALM: Final = 79.0
# MuPDF takes a step back of more than this for a new line, in 1/1000 em.
_STEP: Final = 800.0
# Where a blank that a Han is read at begins, and where the one that leads up to it may end, in
# 1/1000 em after the sort before: MuPDF guesses a space at 150, Poppler a new line at an overlap
# of 100, PDFium a space at a quarter of a wide glyph.
_NEAR: Final = 140.0
_FAR: Final = 220.0
_WIDEST: Final = 450.0
# Blanks are drawn in a size that is larger by a hair: MuPDF matches ActualText against all
# glyphs of one size at once, and would take a blank beside a spoken glyph of its size wrong.
BLANK_SIZE: Final = 1.001


_SPACE: Final = Kind.SPACE
_EXCITED: Final = Kind.EXCITED
_SURPRISE: Final = ("！！", "！？", "？！", "？？")


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a run on its line: the sort and the gap (px) before, the sort after."""

    before: Sort | None = None
    gap: float = 0.0
    after: Sort | None = None


NOTHING: Final = Beside()


@lru_cache(maxsize=4096)
def glue(amount: float) -> str:
    """TJ fragment that moves the pen right by ``amount`` of 1/1000 em."""
    return f">{-amount:.2f}<" if abs(amount) >= 0.005 else ""


def is_calm(
    facts: Facts, text: str, gaps: dict[int, float], even: float, beside: Beside
) -> bool:
    """Tell at a glance that nothing on a line would be read amiss, so that it is one piece."""
    if not facts.settings.actual_text:
        return True
    most = _CALM * facts.size / 1000
    if even > most or beside.gap > most or _may_overlap(text):
        return False
    ordered = sorted(gaps.values())
    return not ordered or (ordered[-1] <= most and ordered[0] >= -most)


def links(facts: Facts, sorts: list[Sort], gaps: dict[int, float]) -> set[int]:
    """Sorts that the next one of their face is moved into further than readers allow."""
    if not facts.settings.actual_text:
        return set()
    least = -_GUESSED * facts.size / 1000
    if not gaps or min(gaps.values()) >= least:
        return set()
    last = len(sorts) - 1
    return {
        index for index, gap in gaps.items()
        if gap < least and index < last and sorts[index].face is sorts[index + 1].face
        and sorts[index].head is not _SPACE and sorts[index].sayable
        and sorts[index + 1].sayable
    }


def _may_overlap(text: str) -> bool:
    """Tell whether a text holds what has a glyph that is set narrower than it is."""
    return "’" in text or (
        ("！" in text or "？" in text) and any(marks in text for marks in _SURPRISE)
    )


def overlapping(facts: Facts, text: str, sorts: list[Sort]) -> set[int]:
    """Sorts whose glyphs overlap: words with a narrowed apostrophe, two marks of surprise."""
    if not facts.settings.actual_text or not _may_overlap(text):
        return set()
    return {
        i for i, sort in enumerate(sorts)
        if sort.head is _EXCITED or ("’" in sort.text and len(sort.text) > 1)
    }


def _wide(facts: Facts, sorts: list[Sort], gaps: dict[int, float], even: float) -> dict[int, float]:
    """Gaps (px) that a text extractor would take for a space, by the sort before them."""
    least = _GUESSED * facts.size / 1000
    if even > least:
        gaps = dict.fromkeys(range(len(sorts) - 1), even) | gaps
    return {i: gap for i, gap in gaps.items() if gap > least and sorts[i].head is not _SPACE}


def _invites_space(sort: Sort) -> bool:
    """Tell whether MuPDF guesses spaces after a sort: it ends in a character of these blocks."""
    code = ord(sort.text[-1])
    return code < 0x700 or 0x2000 <= code < 0x20D0


def _speaks_before(left: Sort, right: Sort | None) -> bool:
    """Tell whether the gap between two sorts is spoken with the right one, a wide character."""
    if right is None or right.face is None or not right.face.em_blank or not right.sayable:
        return False
    wide = len(right.text) == len(right.glyphs) == 1 and right.advance > 0.9
    return wide and right.head not in ALPHANUMERIC and _invites_space(left)


def _standing_out(sort: Sort) -> float:
    """How far the last glyph of ``？！`` in one em stands out of it, in 1/1000 em."""
    return 1000 - 1000 * sort.advance / len(sort.text) if sort.head is _EXCITED else 0.0


def _crowded(
    facts: Facts, sorts: list[Sort], gaps: dict[int, float], even: float, drawn_in: set[int]
) -> dict[int, float]:
    """Gaps (1/1000 em) after sorts that the next one begins far inside of, and after ``？！``."""
    scale, last = 1000 / facts.size, len(sorts) - 1
    found = {}
    if gaps and min(gaps.values()) * scale < -_STEP:
        found = {i: gap * scale for i, gap in gaps.items() if gap * scale < -_STEP and i < last}
    for i in drawn_in:
        if sorts[i].head is _EXCITED:
            found[i] = gaps.get(i, even if i < last else 0.0) * scale
    return found


def _parted(
    sorts: list[Sort], crowded: dict[int, float], held: set[int], beside: Beside
) -> tuple[dict[int, str], dict[int, str]]:
    """Blanks that part these sorts from the next ones, which are read half the way back.

    So they are where the next sort does not stand in another one itself; else readers are only
    told that the sort before ends where the next one begins.
    """
    leads: dict[int, str] = {}
    tails: dict[int, str] = {}
    following = [*sorts[1:], beside.after]
    for index, gap in crowded.items():
        sort, after = sorts[index], following[index]
        if after is None or not _blank(sort):
            continue
        move = gap - _standing_out(sort)
        if move < -_STEP and index + 1 < len(sorts) and index + 1 not in held and _em_blank(after):
            # The pen stops half the way: PDFium sorts what is shown by where it begins.
            ends = gap - move / 2
            tails[index] = _tail(sort, ends, ends)
            leads[index + 1] = _step(after, gap - ends)
        elif sort.head is _EXCITED:
            tails[index] = _tail(sort, min(gap, 0.0), gap)
    return leads, tails


def blanks(
    facts: Facts, sorts: list[Sort], gaps: dict[int, float], even: float, beside: Beside,
    drawn_in: set[int],
) -> tuple[dict[int, str], dict[int, str]]:
    """Blanks before and after sorts, by the sort that they are spoken with.

    A gap is filled from the sort before it. Where readers would guess a space even so, a blank
    of one em stands, as far as they can tell, for the sort after the gap. Sorts of ``drawn_in``
    have glyphs that overlap.
    """
    if not facts.settings.actual_text:
        return {}, {}
    scale = 1000 / facts.size
    wide = _wide(facts, sorts, gaps, even)
    leads: dict[int, str] = {}
    tails: dict[int, str] = {}
    last = len(sorts) - 1
    squeezed = gaps.get(last, 0.0) * scale
    if squeezed < -_GUESSED and beside.after is not None and _blank(sorts[last]):
        # The next run begins inside this mark: readers are told that it ends before.
        tails[last] = _tail(sorts[last], squeezed, squeezed)
    if crowded := _crowded(facts, sorts, gaps, even, drawn_in):
        held = {i for i, gap in gaps.items() if gap * scale < -_GUESSED}
        parted = _parted(sorts, crowded, held, beside)
        leads |= parted[0]
        tails |= parted[1]
    if not wide and beside.before is None:
        return leads, tails
    following = [*sorts[1:], beside.after]
    for index, gap in wide.items():
        width = gap * scale
        if _speaks_before(sorts[index], following[index]):
            if index < last:
                beyond = wide.get(index + 1, 0.0) * scale
                leads[index + 1] = _lead(sorts[index + 1], width, beyond)
            width = min(width, _FAR) if width < _WIDEST else 0.0
        if width and _blank(sorts[index]):
            tails[index] = _tail(sorts[index], width, gap * scale)
    if _follows(facts, beside, sorts[0]):
        leads[0] = _lead(sorts[0], beside.gap * scale, wide.get(0, 0.0) * scale)
    return leads, tails


def _follows(facts: Facts, beside: Beside, first: Sort) -> bool:
    """Tell whether the first sort is spoken with the gap between it and the run before."""
    before, least = beside.before, _GUESSED * facts.size / 1000
    return (
        before is not None and beside.gap > least
        and before.head is not _SPACE and _speaks_before(before, first)
    )


def _lead(sort: Sort, gap: float, beyond: float) -> str:
    """Blank of one em from just after the sort before; the pen comes back to where it was.

    Beyond a wide gap it is two blanks, which PDFium does not leave out: the second one ends
    where the sort will, and the gap ``beyond`` it if it is filled.
    """
    assert sort.face is not None
    glyph, scale = sort.face.em_blank, 1 / BLANK_SIZE
    if gap < _WIDEST:
        back = (gap - _NEAR) * scale
        return f"{glue(-back)}{glyph:04x}{glue(back - 1000)}"
    back = (gap - _GUESSED / 2) * scale
    beyond *= scale
    second = f"{glue(back - 1000 + beyond)}{glyph:04x}{glue(-1000 - beyond)}"
    return f"{glue(-back)}{glyph:04x}{second}"


def _em_blank(sort: Sort) -> bool:
    """Tell whether a sort can be read at a blank of one em."""
    return sort.face is not None and bool(sort.face.em_blank) and sort.sayable


def _step(sort: Sort, move: float) -> str:
    """Blank at the pen, at which the sort is read; the pen goes back to where the sort stands."""
    assert sort.face is not None
    return f"{sort.face.em_blank:04x}{glue(move / BLANK_SIZE - 1000)}"


def _blank(sort: Sort) -> bool:
    """Tell whether a blank is spoken with a sort; the face of rare characters has no space."""
    return sort.face is not None and bool(sort.face.blank_glyph) and sort.sayable


def _tail(sort: Sort, width: float, gap: float) -> str:
    """Blank that ends ``width`` after a sort; the pen stops where its gap ends."""
    assert sort.face is not None
    blank = f"{glue(width - sort.face.blank_width)}{sort.face.blank_glyph:04x}"
    return blank + glue(gap - width)
