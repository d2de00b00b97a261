"""Cutting: the boxes of one line out of the inline tree, with every position final."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wenxuan.typography.fitting import Fit
from wenxuan.typography.planning import Line

from . import seams
from .facts import Facts
from .galley import Node
from .paragraph import NAME, Paragraph
from .runs import Run, set_run

if TYPE_CHECKING:
    from .compose import Place

boxes = seams.boxes


class Cutter:
    """Makes line boxes of one paragraph; positions in px, as WeasyPrint keeps them."""

    def __init__(self, paragraph: Paragraph, line: Any, place: Place) -> None:
        self.paragraph = paragraph
        self.original = line
        self.place = place
        self.fit = Fit()
        self.first = self.last = self.stop = 0
        self.left = 0.0
        self._sums: list[tuple[int, float]] = []
        self.placeholders: list[Any] = []
        self._raised = False

    def line_box(self, line: Line, x: float, y: float, indent: float, width: float) -> Any:
        """Line box at ``x``, ``y`` in a column of ``width`` px, with ``indent`` before it."""
        paragraph, original = self.paragraph, self.original
        self.first, self.stop = line.start, line.end + 1
        self.last = paragraph.last_visible(line)
        self.fit = paragraph.fit(line)
        self.placeholders = []
        track = paragraph.track
        self.left = x + indent + self._aligned(line)
        self.origin = track.x[line.start] + track.off_start.get(line.start, 0.0)
        self._sum_up()
        original.position_x, original.position_y = x, y
        root = paragraph.galley.root
        assert root is not None
        box = original.copy_with_children(self._children(root, original))
        box.__dict__.pop(NAME, None)
        box.position_x = x
        start = line.start == 0
        box.remove_decoration(start=not start, end=self.stop < len(paragraph.galley.sorts))
        end_x = self._x(self.last) + self._advance(self.last)
        box.width = max(0.0, end_x - x)
        self._set_height(box, y)
        self._settle_placeholders(box, y)
        return box

    def _aligned(self, line: Line) -> float:
        """Distance, in px, that ``text-align`` moves the line from its left edge."""
        style = self.original.style
        align = style["text_align_all"]
        if line.last and style["text_align_last"] != "auto":
            align = style["text_align_last"]
        rest = max(0.0, line.measure - self.paragraph.track.natural(line.start, line.end))
        if align == "center":
            return rest / 2
        return rest if align in ("right", "end") else 0.0

    def _sum_up(self) -> None:
        """Running sum of what fitting adds, by sort."""
        total, sums = 0.0, [(self.first, 0.0)]
        for index in sorted(self.fit.extra):
            total += self.fit.extra[index]
            sums.append((index + 1, total))
        self._sums = sums

    def _x(self, index: int) -> float:
        """Position, in px, of the origin of a sort."""
        added = 0.0
        for begin, total in self._sums:
            if begin > index:
                break
            added = total
        if self.fit.even:
            gaps = self.paragraph.spaced.gaps
            uneven = sum(not gap.even for at, gap in gaps.items() if self.first <= at < index)
            added += self.fit.even * (index - self.first - uneven)
        return self.left + self.paragraph.track.x[index] - self.origin + added

    def _advance(self, index: int) -> float:
        """Width, in px, of a sort, without what it loses at the end of the line."""
        advance = self.paragraph.galley.advances[index]
        if index != self.last:
            return advance
        spaced = self.paragraph.spaced
        hyphen = spaced.hyphen_at(self.stop - 1) if self.stop < len(spaced.allowed) else None
        if hyphen is not None:
            advance += hyphen.advance * self.paragraph.galley.size_at(index)
        return advance - spaced.trim_end(index)

    def _children(self, node: Node, box: Any) -> list[Any]:
        """Boxes of the children of a node that lie on the line."""
        made = []
        at_end = self.stop == len(self.paragraph.galley.sorts)
        for index, child in enumerate(node.children):
            if child.end > child.start:
                if child.start >= self.stop:
                    break
                if child.end <= self.first:
                    continue
            elif not (self.first <= child.start < self.stop or (at_end and child.start >= self.first)):
                continue
            made += self._child(child, box, index)
        return made

    def _child(self, node: Node, parent: Any, index: int) -> list[Any]:
        box = node.box
        box.position_y = parent.position_y
        if not box.is_in_normal_flow():
            return self._out_of_flow(node, parent, index)
        if isinstance(box, boxes.TextBox):
            made = self._text(node)
            return [made] if made is not None else []
        if isinstance(box, boxes.InlineBox):
            return [self._inline(node)]
        return [self._object(node)]

    def _text(self, node: Node) -> Any:
        """Text box with the part of a leaf that is visible on the line."""
        start, end = max(node.start, self.first), min(node.end, self.last + 1)
        if start >= end:
            return None
        assert node.facts is not None
        box = node.box.copy()
        box.text = node.text(start, end)
        run = self._run(node.facts, start, end, box.text)
        box.position_x = self._x(start) + run.lead
        box.width = self._x(end - 1) + self._advance(end - 1) - box.position_x
        box.pango_layout = run
        for side in ("left", "right"):
            setattr(box, f"margin_{side}", 0)
            setattr(box, f"padding_{side}", 0)
            setattr(box, f"border_{side}_width", 0)
        for side in ("top", "bottom"):
            setattr(box, f"padding_{side}", 0)
            setattr(box, f"border_{side}_width", 0)
        self._set_leading(box, node.facts)
        return box

    def _set_leading(self, box: Any, facts: Facts) -> None:
        half = (facts.line_height - facts.height) / 2
        box.height = facts.height
        box.margin_top = box.margin_bottom = half
        box.baseline = facts.baseline + half
        self._keep_grid(box)

    def _keep_grid(self, box: Any) -> None:
        """Keep a box of another font or a raised one from pushing the lines apart.

        Text with the paragraph's line height gets the paragraph's baseline inside it; text
        that is raised or lowered gets no height at all.
        """
        if not self.paragraph.galley.settings.grid:
            return
        height, baseline = seams.strut(self.original.style)
        shift = baseline - box.baseline
        if self._raised or box.style["vertical_align"] in ("super", "sub"):
            box.margin_top -= box.baseline
            box.margin_bottom -= box.margin_height() - 0.0
            box.baseline = 0.0
        elif shift and abs(seams.strut(box.style)[0] - height) < 1e-6:
            box.margin_top += shift
            box.margin_bottom -= shift
            box.baseline = baseline

    def _run(self, facts: Facts, start: int, end: int, text: str) -> Run:
        galley, spaced, fit = self.paragraph.galley, self.paragraph.spaced, self.fit
        lead = spaced.track.off_start.get(start, 0.0) + galley.before.get(start, 0.0)
        run = Run(text, facts, lead if start == self.first else 0.0)
        sorts = galley.sorts[start:end]
        hyphen = spaced.hyphen_at(self.stop - 1) if end > self.last else None
        if hyphen is not None and self.stop < len(galley.sorts):
            sorts.append(hyphen)
            run.text += hyphen.text
        special = {
            index - start: gap.natural + fit.extra.get(index, 0.0) + (fit.even if gap.even else 0.0)
            for index, gap in spaced.gaps.items()
            if start <= index < end and index < self.last
        }
        if hyphen is not None:
            special[end - 1 - start] = 0.0
        set_run(run, sorts, special, fit.even)
        return run

    def _object(self, node: Node) -> Any:
        """Inline block, image or the like, laid out at its place."""
        place = self.place
        box, *_ = seams.split_inline_level(
            place.context, node.box, self._x(node.start), float("inf"), place.bottom_space, None,
            place.container, place.absolutes, place.fixed, self.placeholders, [], [], None, None,
        )
        return box

    def _inline(self, node: Node) -> Any:
        """Part of an inline box that lies on the line, with the edges it has there."""
        original = node.box
        seams.resolve_percentages(original, self.place.container)
        for side in ("left", "right"):
            if getattr(original, f"margin_{side}") == "auto":
                setattr(original, f"margin_{side}", 0)
        absolutes = self.place.absolutes
        relative = original.style["position"] == "relative"
        if relative:
            self.place.absolutes = []
        outside = self._raised
        self._raised = outside or original.style["vertical_align"] in ("super", "sub")
        made = original.copy_with_children(self._children(node, original))
        self._raised = outside
        made.remove_decoration(start=node.start < self.first, end=node.end > self.stop)
        self._span(made, node)
        seams.adjust_line_height(made)
        self._keep_grid(made)
        if relative:
            for absolute in self.place.absolutes:
                seams.absolute_layout(
                    self.place.context, absolute, made, self.place.fixed,
                    self.place.bottom_space, skip_stack=None,
                )
            self.place.absolutes = absolutes
        return made

    def _span(self, box: Any, node: Node) -> None:
        """Give an inline box the extent of the sorts it holds on the line."""
        start, end = max(node.start, self.first), min(node.end, self.last + 1)
        flowing = [child for child in box.children if child.is_in_normal_flow()]
        if flowing:
            left = flowing[0].position_x
            right = flowing[-1].position_x + flowing[-1].margin_width()
        else:
            left = right = self._x(min(start, self.last)) if start < end else self._edge_x(node)
        box.position_x = left - box.margin_left - box.border_left_width - box.padding_left
        box.width = right - left

    def _edge_x(self, node: Node) -> float:
        """Position, in px, of an empty box: where the sort after it would start."""
        if node.start > self.last:
            return self._x(self.last) + self._advance(self.last)
        return self._x(max(node.start, self.first))

    def _out_of_flow(self, node: Node, parent: Any, index: int) -> list[Any]:
        """Placeholder of an absolutely positioned box; running boxes are only announced."""
        place = self.place
        waiting: list[tuple[int, Any, Any]] = []
        widths = {"left": 0, "right": 0}
        seams.out_of_flow_layout(
            place.context, parent, place.container, index, node.box, [], [], waiting, [],
            place.absolutes, place.fixed, self.placeholders, widths, float("inf"),
            self._edge_x(node), place.bottom_space,
        )
        return [child for _, child, _ in waiting]

    def _set_height(self, box: Any, y: float) -> None:
        """Align the line's boxes vertically and place it at ``y``."""
        seams.adjust_line_height(box)
        bottom, top = seams.line_box_verticality(box)
        box.baseline = -top
        box.position_y = top
        box.height = bottom - top
        box.margin_top = box.margin_bottom = 0
        box.translate(0, y - top)
        box.position_y = y

    def _settle_placeholders(self, box: Any, y: float) -> None:
        for placeholder in self.placeholders:
            if "inline" in placeholder.style.specified["display"]:
                placeholder.translate(0, y - placeholder.position_y)
            else:
                placeholder.translate(
                    box.position_x - placeholder.position_x, y + box.height - placeholder.position_y
                )
