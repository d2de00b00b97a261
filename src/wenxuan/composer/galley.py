"""A galley: the inline content of one line box, flattened into sorts, spaced, ready to plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Final

from wenxuan.typography.classes import FOREIGN, Kind

from . import seams
from .faces import Face
from .facts import Facts, facts_of
from .roles import Reading, Role, role_of
from .settings import ComposerSettings, Unsettable
from .sortcase import pieces
from .sorts import Cast, Row, Rows, Sort

boxes = seams.boxes

_FAMILIAR: Final[set[str]] = set()
"""Characters of pieces in which none was foreign: to look them up is ten times as fast."""
_OBJECT: Final = "\ufffc"
# A forced line feed is a sort without width, one character long as the feed is.
_FEED: Final = "\u200b"


@dataclass(slots=True)
class Node:
    """A box of the inline tree and the sorts it holds: ``start`` up to ``end``, excluded.

    A box without sorts goes with the sort ``anchor`` of its parent: the one after it, or the
    last one before it; -1 if its parent has none either and it goes wherever the parent goes.
    ``rows`` marks the text of an inline note, which is set as two rows of half the width.
    """

    box: Any
    start: int
    end: int = 0
    children: list[Node] = field(default_factory=list)
    facts: Facts | None = None
    offsets: list[int] | None = None
    call: bool = False
    solid: bool = False
    anchor: int = -1
    rows: bool = False

    def text(self, start: int, end: int) -> str:
        """Source text of the sorts from ``start`` up to ``end``, excluded."""
        assert self.offsets is not None
        text: str = self.box.text
        return text[self.offsets[start - self.start]:self.offsets[end - self.start]]


class Galley:
    """Flattened content: sorts and their advances (px), leaves in order, edges of boxes.

    ``heads``, ``tails``, ``bodies`` and ``faces`` are those of the sorts, one by one.
    ``before`` and ``after`` are the widths (px) of the margins, borders and paddings that
    open before, or close after, a sort; ``feeds`` the sorts after which a line must end;
    ``read`` the boxes that have a reading, ``readings`` how wide each of them is.
    """

    def __init__(self, settings: ComposerSettings) -> None:
        self.settings = settings
        self.sorts: list[Sort] = []
        self.advances: list[float] = []
        self.heads = bytearray()
        self.tails = bytearray()
        self.bodies: list[str] = []
        self.faces: list[Face | None] = []
        self.leaves: list[Node] = []
        self.before: dict[int, float] = {}
        self.after: dict[int, float] = {}
        self.tracking: dict[int, float] = {}
        self.feeds: set[int] = set()
        self.nowrap: list[tuple[int, int]] = []
        self.read: list[Node] = []
        self.readings: list[Reading] = []
        self.root: Node | None = None

    def leaf_at(self, index: int) -> Node:
        """Text leaf, or object, that holds a sort."""
        low, high = 0, len(self.leaves) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.leaves[middle].start <= index:
                low = middle
            else:
                high = middle - 1
        return self.leaves[low]

    def text(self, start: int, end: int) -> str:
        """Text of the sorts from ``start`` up to ``end``, excluded."""
        return "".join([sort.text for sort in self.sorts[start:end]])

    def cast(self, start: int, end: int) -> Cast:
        """Sorts from ``start`` up to ``end``, excluded, with their bodies and faces."""
        return self.sorts[start:end], self.bodies[start:end], set(self.faces[start:end])

    def add(self, sorts: list[Sort], rows: Iterable[Row]) -> Iterable[int]:
        """Append sorts that have these rows; the lengths of their texts."""
        if not sorts:
            return ()
        advances, heads, tails, bodies, faces, lengths = zip(*rows, strict=True)
        self.sorts += sorts
        self.advances += advances
        self.heads += bytes(heads)
        self.tails += bytes(tails)
        self.bodies += bodies
        self.faces += faces
        return lengths

    def size_at(self, index: int) -> float:
        """Type size, in px, of a sort."""
        facts = self.leaves[0].facts if len(self.leaves) == 1 else self.leaf_at(index).facts
        return facts.size if facts else 0.0


def _is_call(box: Any) -> bool:
    """Tell whether a box is the reference to a note or its mark: no space of ours beside it."""
    tag = box.element_tag or ""
    if tag.endswith(("::footnote-call", "::footnote-marker", "::note-call")) or tag == "sup":
        return True
    element = box.element
    role = element.get("role", "") if element is not None else ""
    return bool(role == "doc-noteref")


def _cast(facts: Facts, group: str, piece: str) -> Iterable[Sort]:
    """Sorts of one piece of text; ``group`` is its name in ``classes.PIECES``."""
    case = facts.case
    if group == "wide":
        return map(case.__getitem__, piece)
    if group == "word":
        return case.letters(piece) if facts.letter_spacing else case.word(piece)
    if group == "excited":
        return case.excited(piece)
    if group in ("pair", "joined"):
        return (case[piece],)
    return (case.space(_FEED if group == "feed" else piece),)


def _ours(facts: Facts, text: str) -> list[tuple[str, str]]:
    """Pieces of a text, see ``pieces``; Unsettable if it is left to WeasyPrint.

    No wide character is foreign.
    """
    found = pieces(text)
    for group, piece in found:
        if group != "wide" and not _FAMILIAR.issuperset(piece):
            if FOREIGN.search(piece):
                raise Unsettable("script or control character")
            _FAMILIAR.update(piece)
    if facts.preserved and any(map(str.isspace, text)):
        raise Unsettable("white-space")
    return found


def cast(facts: Facts, text: str) -> list[Sort]:
    """Sorts of a text; Unsettable if it is left to WeasyPrint."""
    return [sort for group, piece in _ours(facts, text) for sort in _cast(facts, group, piece)]


def _set_text(galley: Galley, node: Node, facts: Facts) -> None:
    """Append the sorts of one text box."""
    text: str = node.box.text
    sorts: list[Sort] = []
    for group, piece in _ours(facts, text):
        if group == "feed":
            galley.feeds.add(node.start + len(sorts))
        sorts.extend(_cast(facts, group, piece))
    # Spaced-out letters are sorts of this text alone.
    rows = Rows(facts.size) if facts.letter_spacing else facts.rows
    lengths = galley.add(sorts, map(rows.__getitem__, sorts))
    node.offsets = list(accumulate(lengths, initial=0))
    if facts.letter_spacing or facts.word_spacing:
        _space_out(galley, node.start, facts)
    if not facts.wraps:
        galley.nowrap.append((node.start, len(galley.sorts)))


def _space_out(galley: Galley, start: int, facts: Facts) -> None:
    """Widen the gaps after sorts by the style's letter and word spacing."""
    for index in range(start, len(galley.sorts)):
        sort = galley.sorts[index]
        extra = facts.letter_spacing
        if sort.head is Kind.SPACE:
            extra += facts.word_spacing
        galley.tracking[index] = extra


def _edge(box: Any, side: str) -> float:
    """Width, in px, of one side's margin, border and padding."""
    if getattr(box, f"margin_{side}") == "auto":
        setattr(box, f"margin_{side}", 0)
    return float(
        getattr(box, f"margin_{side}") + getattr(box, f"padding_{side}")
        + getattr(box, f"border_{side}_width")
    )


def _add_object(galley: Galley, node: Node, measure_object: Any) -> None:
    """Append an inline block, image or the like as one sort."""
    node.solid = True
    width = measure_object(node.box)
    sort = Sort(_OBJECT, None, (Kind.OBJECT, Kind.OBJECT))
    galley.add([sort], [(width, Kind.OBJECT, Kind.OBJECT, "", None, 1)])
    galley.leaves.append(node)


def _walk(galley: Galley, box: Any, container: Any, measure_object: Any, *, call: bool) -> Node:
    node = Node(box, len(galley.sorts))
    if not box.is_in_normal_flow():
        if box.is_floated():
            raise Unsettable("float inside a paragraph")
    elif isinstance(box, boxes.TextBox):
        node.facts = facts_of(box.style, galley.settings)
        node.call = call
        galley.leaves.append(node)
        _set_text(galley, node, node.facts)
    elif isinstance(box, boxes.InlineBox | boxes.LineBox) and not box.is_leader:
        _walk_children(galley, node, container, measure_object, call=call)
    else:
        _add_object(galley, node, measure_object)
    node.end = len(galley.sorts)
    return node


def _walk_children(
    galley: Galley, node: Node, container: Any, measure_object: Any, *, call: bool
) -> None:
    box = node.box
    inline = isinstance(box, boxes.InlineBox)
    if inline:
        seams.resolve_percentages(box, container)
        if box.style["box_decoration_break"] == "clone" and (
            _edge(box, "left") or _edge(box, "right")
        ):
            raise Unsettable("box-decoration-break")
        left, right = _edge(box, "left"), _edge(box, "right")
    call = call or _is_call(box)
    node.children = [
        _walk(galley, child, container, measure_object, call=call) for child in box.children
    ]
    _anchor(node, len(galley.sorts))
    if inline:
        _play(galley, node)
        if box.style["white_space"] in ("nowrap", "pre"):
            galley.nowrap.append((node.start, len(galley.sorts)))
    if inline and (left or right):
        end = len(galley.sorts)
        if end == node.start:
            raise Unsettable("empty box with an edge")
        galley.before[node.start] = galley.before.get(node.start, 0.0) + left
        galley.after[end - 1] = galley.after.get(end - 1, 0.0) + right


def _play(galley: Galley, node: Node) -> None:
    """Note the part that a ruby, or an inline note of plain text, has in the line."""
    role = role_of(node.box)
    if role is Role.RUBY and node.start < len(galley.sorts):
        galley.read.append(node)
    elif role is Role.NOTE and len(node.children) == 1 and node.children[0].facts:
        (leaf,) = node.children
        leaf.rows = True
        for index in range(leaf.start, len(galley.sorts)):
            galley.advances[index] /= 2


def _anchor(node: Node, end: int) -> None:
    """Tie the children that hold no sorts to a sort of their parent."""
    for child in node.children:
        if child.start == child.end and end > node.start:
            child.anchor = child.start if child.start < end else end - 1


def flatten(line: Any, container: Any, settings: ComposerSettings, measure_object: Any) -> Galley:
    """Galley of a line box; Unsettable if any part of it is left to WeasyPrint."""
    galley = Galley(settings)
    galley.root = _walk(galley, line, container, measure_object, call=False)
    if not galley.sorts:
        raise Unsettable("no text")
    return galley


def running(values: list[float]) -> list[float]:
    """Running sums beginning with 0: one more than ``values``."""
    return list(accumulate(values, initial=0.0))
