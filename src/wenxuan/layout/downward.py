"""Lines set downwards on spines and covers: what stands upright, what lies, where it breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

GAP = 0.08
"""Between two sorts of a line set downwards, in em."""
SPARSE = 0.23
"""The same in a title on a front cover."""

_TURNED = frozenset("（）《》〈〉「」『』【】〔〕～：；-–“”‘’")
_CORNER = frozenset("，。、．")
_NO_START = frozenset("，。、．：；？！）》〉」』】〕”’—…·")
_NO_END = frozenset("（《〈「『【〔“‘")
_AFTER = frozenset("，。、．：；？！—…　 ")
_LETTER = "!-~¡-¶¸-ʯͰ-ԯ"
_SORTS = re.compile(
    rf"[0-9]{{1,2}}(?![{_LETTER}])|[—…]+|[{_LETTER}]+(?:[ ’][{_LETTER}]+)*|.", re.DOTALL
)
_WORDS = re.compile(rf"[—…]+|[{_LETTER}’]+|.", re.DOTALL)
_NARROW, _WIDE = frozenset("iljtfrI.,:;'!|()[]"), frozenset("mwMWQOGD@%&")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A piece of a line set downwards: one character, or a word that lies on its side."""

    text: str
    kind: str
    """`upright`, `turned` (a quarter to the right), `corner` (a stop, to the upper right)."""
    length: float
    """Along the line, in em."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A line set downwards, its place from the head of the sheet and its size in points."""

    sorts: tuple[Sort, ...]
    top: float
    size: float


WORD_SPACE = Sort(text="", kind="upright", length=0.1)
"""A space typed between Han and a word or number: with the gaps on its sides a quarter em."""


def stacked(text: str) -> tuple[Sort, ...]:
    """A line set downwards: Han and pairs of digits upright, words turned (CLREQ §2.3.2)."""
    pieces = [match[0] for match in _SORTS.finditer(text)]
    sides = zip(["", *pieces], [*pieces[1:], ""], strict=False)
    return tuple(
        WORD_SPACE if piece == " " and any(re.match(f"[{_LETTER}]", side) for side in around)
        else _sort(piece)
        for piece, around in zip(pieces, sides, strict=False)
    )


def _sort(piece: str) -> Sort:
    if piece.isspace():
        return Sort(text="", kind="upright", length=1.0 if piece == "\u3000" else 0.5)
    if re.fullmatch("[0-9]{1,2}", piece):
        return Sort(text=piece, kind="upright", length=1.0)
    if piece[0] in "—…":
        return Sort(text=piece, kind="turned", length=float(len(piece)))
    if re.match(f"[{_LETTER}]", piece):
        return Sort(text=piece, kind="turned", length=round(sum(map(_advance, piece)), 2))
    kind = "turned" if piece in _TURNED else "corner" if piece in _CORNER else "upright"
    return Sort(text=piece, kind=kind, length=1.0)


def _advance(letter: str) -> float:
    """What a letter of a bold text face takes at most, in em."""
    if letter == " " or letter in _NARROW:
        return 0.4
    if letter in _WIDE:
        return 0.95
    return 0.78 if letter.isupper() else 0.6


def length_of(sorts: Sequence[Sort], gap: float = GAP) -> float:
    """How long a line is, in em."""
    return sum(sort.length + gap for sort in sorts)


# --- a title on a front cover --------------------------------------------------------------


def front_title(lines: Sequence[str], room: float, largest: float) -> tuple[Column, ...]:
    """A title in columns, the first at the right, none longer than `room` points.

    Lines that the author broke are columns. One line is divided into as many (up to four) as
    its type needs to be at least half as large as the largest, which is for short titles.
    """
    divided: Sequence[str] = lines
    if len(lines) == 1:
        for count in range(1, 5):
            divided = divide(lines[0], count)
            if _fitting(divided, room, largest) >= largest / 2:
                break
    size = _fitting(divided, room, largest)
    return tuple(Column(sorts=stacked(line), top=0.0, size=size) for line in divided)


def _fitting(lines: Sequence[str], room: float, largest: float) -> float:
    """The size at which the longest line has room, in tenths of a point, rounded down."""
    longest = max(length_of(stacked(line), SPARSE) for line in lines)
    roomy = largest if longest <= 6 * (1 + SPARSE) else largest * 0.68
    return int(min(roomy, room / max(longest, 1.0)) * 10) / 10


def divide(text: str, count: int) -> tuple[str, ...]:
    """A text in so many parts about as long, divided after a mark where one is near."""
    pieces = [match[0] for match in _WORDS.finditer(text)]
    ends = [*accumulate((length_of(stacked(piece), SPARSE) for piece in pieces), initial=0.0)]
    cuts = [0]
    for part in range(1, count):
        goal = ends[-1] * part / count
        allowed = [i for i in range(cuts[-1] + 1, len(pieces)) if _may_divide(pieces, i)]
        if not allowed:
            break
        slack = ends[-1] / count / 4
        bonus = {i: slack for i in allowed if pieces[i - 1][-1] in _AFTER}
        cuts.append(min(allowed, key=lambda i: abs(ends[i] - goal) - bonus.get(i, 0.0)))
    parts = ("".join(pieces[a:b]).strip() for a, b in pairwise([*cuts, len(pieces)]))
    return tuple(filter(None, parts))


def _may_divide(pieces: Sequence[str], at: int) -> bool:
    return pieces[at][0] not in _NO_START and pieces[at - 1][-1] not in _NO_END


# --- a spine -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SpineLines:
    """What a spine bears, none over another; None for what has no room."""

    title: Column | None
    names: Column | None
    publisher: Column | None


SMALL = 0.62
"""Size of names and publisher, as part of the title's."""
_TRIES = (("title", "names", "publisher", 0.6), ("title", "publisher", 0.5), ("title", 0.35))
"""What is set together, and down to which part of the largest size."""


def spine_lines(
    texts: dict[str, str], height: float, largest: float, edges: tuple[float, float]
) -> SpineLines:
    """Title, names and publisher on a spine so many points high, less at head and foot.

    All are set smaller together until they fit; when that is not enough the names are left out,
    and then the publisher.
    """
    head, foot = edges
    sorts = {part: stacked(text) for part, text in texts.items() if text}
    for *parts, least in _TRIES:
        there = {part: length_of(sorts[part]) for part in parts if part in sorts}
        em = sum(n * (1 if part == "title" else SMALL) for part, n in there.items())
        size = int((height - head - foot) / max(em + len(there) - 1, 1) * 2) / 2
        if size >= min(largest, max(largest * float(least), 5.0)):
            return _placed({p: sorts[p] for p in there}, height, min(size, largest), edges)
    return SpineLines(title=None, names=None, publisher=None)


def _placed(
    sorts: dict[str, tuple[Sort, ...]], height: float, size: float, edges: tuple[float, float]
) -> SpineLines:
    """Title at the head, publisher at the foot, names below the middle where that is free."""
    small = round(size * SMALL, 2)
    made = {}
    head, foot = edges[0], height - edges[1]
    if "title" in sorts:
        made["title"] = Column(sorts=sorts["title"], top=head, size=size)
        head += (length_of(sorts["title"]) + 1) * size
    if "publisher" in sorts:
        top = foot - length_of(sorts["publisher"]) * small
        made["publisher"] = Column(sorts=sorts["publisher"], top=top, size=small)
        foot = top - size
    if "names" in sorts:
        top = min(max(height * 0.52, head), foot - length_of(sorts["names"]) * small)
        made["names"] = Column(sorts=sorts["names"], top=top, size=small)
    return SpineLines(
        title=made.get("title"), names=made.get("names"), publisher=made.get("publisher")
    )
