"""Cutting: the boxes of one line out of the inline tree, with every position final."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Any

from wenxuan.typography.planning import Line

from . import seams
from .facts import BARE, Facts, is_raised
from .galley import Node
from .level import is_plain, settle, stand
from .paragraph import NAME, Paragraph
from .placed import Placed
from .repeats import Repeats
from .rows import rows_of
from .runs import Run, set_run
from .spoken import NOTHING, Beside

boxes = seams.boxes


@dataclass(slots=True, kw_only=True)
class Place:
    """Where WeasyPrint wants lines: its layout context and the lists it collects boxes in."""

    context: Any
    container: Any
    bottom_space: float
    absolutes: list[Any]
    fixed: list[Any]
    repeats: Repeats


@dataclass(frozen=True, slots=True)
class Mould:
    """What all lines of straight matter share: the text, and attributes of its boxes.

    ``plain`` text has no decoration, so that several lines may be drawn as one text.
    """

    node: Node
    facts: Facts
    text: dict[str, Any]
    line: dict[str, Any]
    _: KW_ONLY
    plain: bool


def _heights(facts: Facts) -> dict[str, float]:
    """Vertical attributes, in px, of a text box: its leading is its margins."""
    half = (facts.line_height - facts.height) / 2
    return {
        "height": facts.height, "margin_top": half, "margin_bottom": half,
        "baseline": facts.baseline + half,
    }


class Cutter:
    """Makes line boxes of one paragraph; positions in px, as WeasyPrint keeps them."""

    def __init__(self, paragraph: Paragraph, line: Any, place: Place) -> None:
        self.paragraph = paragraph
        self.original = line
        self.place = place
        self.placed: Placed
        self.placeholders: list[Any] = []
        self._hung: list[tuple[Any, list[Any]]] = []
        self._raised = False
        self._strut: tuple[float, float] = seams.strut(line.style)
        self._grid = paragraph.galley.settings.grid
        self._mould = self._straight()

    @property
    def straight(self) -> bool:
        """Whether all lines of the paragraph are of straight matter."""
        return self._mould is not None

    def line_box(self, line: Line, x: float, y: float, indent: float) -> Any:
        """Line box at ``x``, ``y`` with ``indent`` px before its text."""
        original, root = self.original, self.paragraph.galley.root
        assert root is not None
        placed = self.placed = Placed(self.paragraph, line, x + indent + self._aligned(line))
        if self._mould is not None:
            return self._straight_line(self._mould, x, y)
        self.placeholders = []
        original.position_x, original.position_y = x, y
        box = original.copy()
        box.children = self._children(root, original)
        kept = box.__dict__
        kept.pop(NAME, None)
        kept.update(BARE)
        kept["width"] = max(0.0, placed.right(placed.last) - x)
        stand(box, y, self._strut)
        settle(self.placeholders, box, y)
        self._lay_hung()
        return box

    def _straight(self) -> Mould | None:
        """What is alike in all lines of straight matter: one text that stands on the baseline."""
        galley, line, root = self.paragraph.galley, self.original, self.paragraph.galley.root
        if root is None or len(galley.leaves) != 1 or len(root.children) != 1:
            return None
        (node,) = root.children
        facts = node.facts
        if facts is None or node.rows:
            return None
        text = node.box.copy()
        text.__dict__.update(BARE, **_heights(facts))
        self._keep_grid(text, facts.line_height)
        if not is_plain(text, self._strut):
            return None
        whole = dict(line.__dict__) | BARE
        whole.pop(NAME, None)
        whole["height"], whole["baseline"] = self._strut
        plain = line.style["text_decoration_line"] == "none"
        return Mould(node, facts, dict(text.__dict__), whole, plain=plain)

    def _straight_line(self, mould: Mould, x: float, y: float) -> Any:
        """Line box of straight matter: two boxes, none of them walked through."""
        placed = self.placed
        start, end = placed.first, placed.last + 1
        run = self._run(mould.node, mould.facts, start, end)
        run.straight = mould.plain and placed.hyphen is None
        left, right = placed.x(start) + run.lead, placed.right(placed.last)
        text = boxes.TextBox.__new__(boxes.TextBox)
        text.__dict__ = kept = mould.text.copy()
        kept["text"], kept["pango_layout"] = run.text, run
        kept["position_x"], kept["position_y"], kept["width"] = left, y, right - left
        box = self.original.__class__.__new__(self.original.__class__)
        box.__dict__ = kept = mould.line.copy()
        kept["position_x"], kept["position_y"], kept["width"] = x, y, max(0.0, right - x)
        kept["children"], kept["text_indent"] = [text], self.original.text_indent
        return box

    def _aligned(self, line: Line) -> float:
        """Distance, in px, that ``text-align`` moves the line from its left edge."""
        style = self.original.style
        align = style["text_align_all"]
        if line.last and style["text_align_last"] != "auto":
            align = style["text_align_last"]
        if align not in ("center", "right", "end"):
            return 0.0
        rest = max(0.0, line.measure - self.paragraph.track.natural(line.start, line.end))
        return rest / 2 if align == "center" else rest

    def _holds(self, node: Node) -> bool:
        """Tell whether a node without sorts belongs to the line."""
        return node.anchor < 0 or self.placed.first <= node.anchor < self.placed.stop

    def _children(self, node: Node, box: Any) -> list[Any]:
        """Boxes of the children of a node that lie on the line."""
        made: list[Any] = []
        first, stop = self.placed.first, self.placed.stop
        for index, child in enumerate(node.children):
            if child.end == child.start:
                if self._holds(child):
                    made += self._child(child, box, index)
            elif child.start >= stop:
                break
            elif child.end > first:
                made += self._child(child, box, index)
        return made

    def _child(self, node: Node, parent: Any, index: int) -> list[Any]:
        box = node.box
        box.position_y = parent.position_y
        if node.facts is not None:
            made = self._text(node, node.facts)
            return [made] if made is not None else []
        if not box.is_in_normal_flow():
            return self._out_of_flow(node, parent, index)
        return [self._object(node) if node.solid else self._inline(node)]

    def _text(self, node: Node, facts: Facts) -> Any:
        """Text box with the part of a leaf that is visible on the line."""
        placed = self.placed
        start, end = max(node.start, placed.first), min(node.end, placed.last + 1)
        if start >= end:
            return None
        box = node.box.copy()
        run = rows_of(placed, node, start, end) if node.rows else self._run(node, facts, start, end)
        left = placed.x(start) + run.lead
        box.__dict__.update(BARE, **_heights(facts))
        box.__dict__.update(
            text=run.text, pango_layout=run, position_x=left, width=placed.right(end - 1) - left
        )
        self._keep_grid(box, facts.line_height)
        return box

    def _run(self, node: Node, facts: Facts, start: int, end: int) -> Run:
        placed = self.placed
        run = Run(node.text(start, end), facts, placed.lead(start))
        sorts, bodies, faces = self.paragraph.galley.cast(start, end)
        gaps = placed.uneven(start, end)
        if end <= placed.last:
            gaps.setdefault(end - 1 - start, placed.fit.even)
        if placed.hyphen is not None and end > placed.last:
            sorts.append(placed.hyphen)
            bodies.append(placed.hyphen.body)
            faces.add(placed.hyphen.face)
            run.text += placed.hyphen.text
            gaps[end - 1 - start] = 0.0
        set_run(run, (sorts, bodies, faces), gaps, placed.fit.even, self._beside(start, end))
        return run

    def _beside(self, start: int, end: int) -> Beside:
        """What stands on the line before and after the sorts of one text box."""
        placed, sorts = self.placed, self.paragraph.galley.sorts
        after = sorts[end] if end <= placed.last else None
        if start <= placed.first:
            return Beside(after=after) if after is not None else NOTHING
        gap = placed.uneven(start - 1, start).get(0, placed.fit.even)
        return Beside(sorts[start - 1], gap, after)

    def _keep_grid(self, box: Any, line_height: float) -> None:
        """Keep a box of another font or a raised one from pushing the lines apart.

        Text with the paragraph's line height gets the paragraph's baseline inside it; text
        that is raised or lowered gets no height at all.
        """
        if not self._grid:
            return
        height, baseline = self._strut
        shift = baseline - box.baseline
        if self._raised or is_raised(box.style):
            box.margin_top -= box.baseline
            box.margin_bottom -= box.margin_height()
            box.baseline = 0.0
        elif shift and abs(line_height - height) < 1e-6:
            box.margin_top += shift
            box.margin_bottom -= shift
            box.baseline = baseline

    def _object(self, node: Node) -> Any:
        """Inline block, image or the like, laid out at its place."""
        place, x = self.place, self.placed.x(node.start)
        repeated = place.repeats.lay(place.context, place.container, node.box, x)
        if repeated is not None:
            return repeated
        box, *_ = seams.split_inline_level(
            place.context, node.box, x, float("inf"), place.bottom_space, None, place.container,
            place.absolutes, place.fixed, self.placeholders, [], [], None, None,
        )
        return box

    def _inline(self, node: Node) -> Any:
        """Part of an inline box that lies on the line, with the edges it has there."""
        original, place = node.box, self.place
        outside, absolutes = self._raised, place.absolutes
        self._raised = outside or is_raised(original.style)
        relative = original.style["position"] == "relative"
        if relative:
            place.absolutes = []
        made = original.copy_with_children(self._children(node, original))
        self._raised = outside
        made.remove_decoration(
            start=node.start < self.placed.first, end=node.end > self.placed.stop
        )
        self._span(made, node)
        seams.adjust_line_height(made)
        self._keep_grid(made, seams.strut(made.style)[0])
        if relative:
            self._hung.append((made, place.absolutes))
            place.absolutes = absolutes
        return made

    def _lay_hung(self) -> None:
        """Lay out what hangs on relative boxes, now that these are at their final places.

        WeasyPrint does it earlier and then moves every such box to the top of its line.
        """
        place = self.place
        for made, absolutes in self._hung:
            for absolute in absolutes:
                seams.absolute_layout(
                    place.context, absolute, made, place.fixed, place.bottom_space,
                    skip_stack=None,
                )
        self._hung = []

    def _span(self, box: Any, node: Node) -> None:
        """Give an inline box the extent of the sorts it holds on the line."""
        flowing = [child for child in box.children if child.is_in_normal_flow()]
        if flowing:
            left = flowing[0].position_x
            right = flowing[-1].position_x + flowing[-1].margin_width()
        else:
            left = right = self._edge_x(node)
        box.position_x = left - box.margin_left - box.border_left_width - box.padding_left
        box.width = right - left

    def _edge_x(self, node: Node) -> float:
        """Position, in px, of an empty box: where the sort after it would start."""
        placed = self.placed
        if node.start > placed.last:
            return placed.right(placed.last)
        return placed.x(max(node.start, placed.first))

    def _out_of_flow(self, node: Node, parent: Any, index: int) -> list[Any]:
        """Placeholder of an absolutely positioned box; running boxes are only announced."""
        place = self.place
        waiting: list[tuple[int, Any, Any]] = []
        seams.out_of_flow_layout(
            place.context, parent, place.container, index, node.box, [], [], waiting, [],
            place.absolutes, place.fixed, self.placeholders, {"left": 0, "right": 0},
            float("inf"), self._edge_x(node), place.bottom_space,
        )
        return [child for _, child, _ in waiting]
