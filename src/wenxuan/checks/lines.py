"""The line ruler: faults of composed lines, found from the places of glyphs alone.

Lengths are pt unless they are said to be em. The rules are those of the GB convention
(CLREQ 3.1; JLREQ 3.8 for the order of fitting); a page of any engine can be measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from wenxuan.typography import units
from wenxuan.typography.classes import ALPHANUMERIC, FULL_WIDTH_MARKS, Kind, kind_of
from wenxuan.typography.conventions import GB
from wenxuan.typography.spacing import no_end, no_start

from .glyphs import Glyph

FLUSH: Final = 0.05
"""Tolerance of a line's end, in pt."""
_LOOSE: Final = 0.012
"""Tolerance of a space between glyphs, in em."""
_DOUBLE: Final = frozenset("—…⋯")
_BRACKETS: Final = frozenset({Kind.OPEN, Kind.CLOSE})
_WIDE: Final = FULL_WIDTH_MARKS | {Kind.HAN}
_RIGID: Final = frozenset("～—–／/-")

Row = Sequence[Glyph]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A column of text: its edges, size and leading in pt, the paragraph's indent in em."""

    left: float
    right: float
    size: float
    leading: float
    indent: float = 2.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong (a name of ``CHECKS``), on which line, and at which characters."""

    kind: str
    line: int
    at: str


def ends_paragraph(lines: Sequence[Row], index: int, area: Area) -> bool:
    """Tell whether a line is the last of its paragraph: the next one is indented."""
    if index + 1 >= len(lines):
        return True
    return lines[index + 1][0].x - area.left > 0.6 * area.indent * area.size


def pitch_of(line: Row) -> float:
    """Median space, in em, between neighboring Han of a line; 0 where there are none."""
    found = [(b.x - a.right) / a.size for a, b in pairwise(line) if _kinds(a, b) == _HAN_HAN]
    return median(found) if found else 0.0


_HAN_HAN: Final = (Kind.HAN, Kind.HAN)


def _kind(glyph: Glyph) -> Kind:
    return kind_of(glyph.char) if glyph.char else Kind.OBJECT


def _kinds(a: Glyph, b: Glyph) -> tuple[Kind, Kind]:
    return _kind(a), _kind(b)


def end_of(line: Row) -> float:
    """Where a line ends, the blank half of its last mark not counted."""
    last = line[-1]
    kind = _kind(last)
    in_word = last.char == "/" and any(glyph.char.isascii() for glyph in line[-2:-1])
    if last.char in GB.half_em and not in_word:
        return last.right - (last.advance - last.size / 2) / 2
    if kind in FULL_WIDTH_MARKS - {Kind.OPEN}:
        return last.right - last.size / 2
    return last.right


def is_squeezable(a: Glyph, b: Glyph) -> bool:
    """Tell whether two neighbors are marks that share 1.5 em (CLREQ, adjacent marks)."""
    kinds = _kinds(a, b)
    if not FULL_WIDTH_MARKS.issuperset(kinds) or kinds == (Kind.OPEN, Kind.CLOSE):
        return False
    return bool(_BRACKETS.intersection(kinds)) or kinds == (Kind.EXCLAMATION, Kind.EXCLAMATION)


# --- one line -----------------------------------------------------------------------------


def _edges(line: Row, area: Area, *, last: bool, first: bool) -> Iterator[tuple[str, str]]:
    opening = _kind(line[0]) is Kind.OPEN
    start = (line[0].x - area.left - first * area.indent * area.size) / area.size
    slack = 0.1 if line[0].char in _DOUBLE | GB.half_em else _LOOSE
    if min(abs(start), abs(start + 0.5) if opening else 1.0) > slack:
        yield "left edge", line[0].char
    beyond = end_of(line) - area.right
    slack = 0.6 if line[-1].char in _DOUBLE else FLUSH
    if beyond > slack or (not last and beyond < -slack):
        yield "right edge", line[-1].char


def _prohibited(line: Row, *, last: bool, first: bool) -> Iterator[tuple[str, str]]:
    head, tail = line[0], line[-1]
    pair = len(line) > 1 and line[1].char == head.char and head.char in _DOUBLE
    if not first and not pair and _kind(head) in no_start(GB):
        yield "start", head.char
    if not last and _kind(tail) in no_end(GB):
        yield "end", tail.char


def _spaces(line: Row, pitch: float) -> Iterator[tuple[str, str]]:
    for a, b in pairwise(line):
        gap = (b.x - a.right) / a.size
        kind = _space_fault(a, b, gap, pitch)
        if kind:
            yield kind, a.char + b.char


def _is_pair(a: Glyph, b: Glyph) -> bool:
    return a.char == b.char and a.char in _DOUBLE


def _is_rigid(a: Glyph, b: Glyph) -> bool:
    return a.char in _RIGID | GB.half_em | _DOUBLE or b.char in _RIGID | GB.half_em


def _is_han_latin(a: Glyph, b: Glyph) -> bool:
    kinds = set(_kinds(a, b))
    return Kind.HAN in kinds and bool(kinds & ALPHANUMERIC)


def _is_beside_mark(a: Glyph, b: Glyph) -> bool:
    kinds = set(_kinds(a, b))
    return bool(kinds & FULL_WIDTH_MARKS) and not kinds <= _WIDE


# Name of the fault, the neighbors it concerns, and the limits (em) of the space between them;
# the upper one, but for dashes, is beyond the pitch of the line. The first row that fits counts.
_LIMITS: Final[tuple[tuple[str, Callable[[Glyph, Glyph], bool], float, float], ...]] = (
    ("dash", _is_pair, -0.15, 0.03),
    ("connector", _is_rigid, -0.6, 0.26),
    ("pair", is_squeezable, -1.02, -0.5 + _LOOSE),
    ("pitch", lambda a, b: _kinds(a, b) == _HAN_HAN, -0.005, 0.005),
    ("mark", lambda a, b: _may_lose(a, b) and _WIDE.issuperset(_kinds(a, b)), -0.51, _LOOSE),
    ("mark", lambda a, b: _WIDE.issuperset(_kinds(a, b)), -_LOOSE, _LOOSE),
    ("Han-Latin", _is_han_latin, 0.125 - _LOOSE, 0.5 + _LOOSE),
    ("beside mark", _is_beside_mark, -0.52, _LOOSE),
)


def _may_lose(a: Glyph, b: Glyph) -> bool:
    """Tell whether a blank half of a mark lies between two neighbors."""
    left, right = _kinds(a, b)
    return left not in (Kind.HAN, Kind.OPEN) or right is Kind.OPEN


def _space_fault(a: Glyph, b: Glyph, gap: float, pitch: float) -> str:
    """Name of what is wrong with the space, in em, between two neighbors; empty if nothing."""
    for name, concerns, least, most in _LIMITS:
        if concerns(a, b):
            low = max(least, pitch + least) if name == "pitch" else least
            high = most if name == "dash" else most + pitch
            return "" if low <= gap <= high else name
    if ALPHANUMERIC.issuperset(_kinds(a, b)) and (gap < -0.12 or 0.06 < gap < 0.15):
        return "word"
    return ""


def _levels(line: Row) -> Iterator[tuple[str, str]]:
    level = median(glyph.y for glyph in line)
    for glyph in line:
        if abs(glyph.y - level) > 0.02:
            yield "baseline", glyph.char
        if glyph.gid == 0 or not glyph.char:
            yield "no glyph", glyph.char


# --- neighboring lines --------------------------------------------------------------------


def _turn(line: Row, following: Row) -> Iterator[tuple[str, str]]:
    """Faults of a break: a unit, a number or a word that is parted."""
    a, b = line[-1].char, following[0].char
    kinds = _kinds(line[-1], following[0])
    if a == b and a in _DOUBLE:
        yield "dash", a + b
    if kinds[0] is Kind.DIGIT and (kinds[1] is Kind.DIGIT or b in units.AFTER_NUMBER):
        yield "number", a + b
    if a in units.BOUND_BEFORE and kinds[1] is Kind.DIGIT:
        yield "number", a + b
    if a.isascii() and b.isascii() and a.isalpha() and b.isalpha():
        yield "word", a + b


def _last_line(line: Row, pitch: float) -> Iterator[tuple[str, str]]:
    held = [glyph for glyph in line if _kind(glyph) not in FULL_WIDTH_MARKS]
    if len(held) < 2:
        yield "last line", "".join(glyph.char for glyph in line)
    if pitch > 0.005:
        yield "stretched", line[0].char


def _grid(lines: Sequence[Row], area: Area) -> Iterator[Fault]:
    for index, (one, two) in enumerate(pairwise(lines)):
        steps = (one[0].y - two[0].y) / area.leading
        if steps > 0 and abs(steps - round(steps)) * area.leading > FLUSH:
            yield Fault("grid", index + 1, two[0].char)


CHECKS: Final = (
    "left edge", "right edge", "start", "end", "dash", "connector", "pair", "Han-Latin",
    "beside mark", "word", "pitch", "mark", "baseline", "no glyph", "number", "last line",
    "stretched", "grid", "text",
)


def line_faults(lines: Sequence[Row], area: Area, source: str | None = None) -> list[Fault]:
    """Faults of consecutive lines of paragraphs in one column, in order of the lines.

    With ``source`` (without spaces) the characters of all lines must be exactly these.
    """
    found: list[Fault] = []
    closes = True
    for index, line in enumerate(lines):
        first, closes = closes, ends_paragraph(lines, index, area)
        pitch = pitch_of(line)
        parts = [
            _edges(line, area, last=closes, first=first),
            _prohibited(line, last=closes, first=first), _spaces(line, pitch), _levels(line),
        ]
        if not closes:
            parts.append(_turn(line, lines[index + 1]))
        elif not first:
            parts.append(_last_line(line, pitch))
        found += [Fault(kind, index, at) for part in parts for kind, at in part]
    found += _grid(lines, area)
    text = "".join(glyph.char for line in lines for glyph in line)
    if source is not None and text != source:
        found.append(Fault("text", 0, ""))
    return found
