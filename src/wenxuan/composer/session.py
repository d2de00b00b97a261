"""Switching the composer on and off: the functions put into WeasyPrint's seams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from . import seams
from .compose import compose, object_width, start_of
from .cut import Place
from .decoration import draw_underline, is_underlined_name
from .drawings import Drawing, draw_ground, repeats
from .paragraph import Paragraph, Shop
from .repeats import Repeats
from .runs import Run, draw
from .settings import ComposerReport, ComposerSettings, Unsettable
from .tables import first_part

boxes = seams.boxes
_TEXTUAL = (boxes.LineBox, boxes.InlineBox, boxes.TextBox)


class Session:
    """One period of composing: settings, report and the replacements of the seams."""

    def __init__(self, settings: ComposerSettings) -> None:
        self.settings = settings
        self.report = ComposerReport()
        self.shop = Shop(settings)
        self.repeats = Repeats()
        self._lines: Callable[..., Any] = seams.inline.iter_line_boxes
        self._least: Callable[..., Any] = seams.preferred.inline_min_content_width
        self._most: Callable[..., Any] = seams.preferred.inline_max_content_width
        self._table: Callable[..., Any] = seams.block.table_layout
        self._underline: Callable[..., Any] = seams.draw_text_module.draw_text_decoration
        self._ground: Callable[..., Any] = seams.draw_background_image
        self._draw: Callable[..., Any] = seams.draw_text_module.draw_first_line

    def replacements(self) -> dict[str, Callable[..., Any]]:
        """Replacement of each seam, by attribute name."""
        return {
            "iter_line_boxes": self.iter_line_boxes,
            "inline_min_content_width": self.inline_min_content_width,
            "inline_max_content_width": self.inline_max_content_width,
            "table_layout": self.table_layout,
            "draw_first_line": self.draw_first_line,
            "draw_text_decoration": self.draw_text_decoration,
            "SVGImage": Drawing,
            "draw_background_image": self.draw_background_image,
        }

    def _paragraph(self, context: Any, line: Any, container: Any) -> Paragraph | None:
        """Paragraph of a line box, or None if it is left to WeasyPrint."""
        if not isinstance(line, boxes.LineBox) or not line.children:
            return None
        if line.text_overflow != "clip" or container.style["block_ellipsis"] != "none":
            self.report.leave("text-overflow")
            return None
        try:
            return self.shop.paragraph(
                line, container, container.width,
                lambda box: object_width(context, container, box, self.repeats),
            )
        except Unsettable as reason:
            self.report.leave(str(reason))
            return None

    def iter_line_boxes(  # noqa: PLR0913, PLR0917 - WeasyPrint's signature
        self, context: Any, box: Any, position_y: float, bottom_space: float, skip_stack: Any,
        containing_block: Any, absolute_boxes: list[Any], fixed_boxes: list[Any],
        first_letter_style: Any, first_line_style: Any,
    ) -> Iterator[tuple[Any, Any]]:
        """Replace ``weasyprint.layout.inline.iter_line_boxes``."""
        paragraph = None
        if not first_letter_style and not first_line_style:
            if skip_stack is None:
                seams.resolve_one_percentage(box, "text_indent", containing_block.width)
            else:
                box.text_indent = 0
            paragraph = self._paragraph(context, box, containing_block)
        elif box.children:
            self.report.leave("first-letter or first-line")
        if paragraph is None:
            yield from self._lines(
                context, box, position_y, bottom_space, skip_stack, containing_block,
                absolute_boxes, fixed_boxes, first_letter_style, first_line_style,
            )
            return
        place = Place(
            context=context, container=containing_block, bottom_space=bottom_space,
            absolutes=absolute_boxes, fixed=fixed_boxes, repeats=self.repeats,
        )
        start = start_of(paragraph, skip_stack)
        yield from compose(paragraph, box, position_y, start, place, self.report)

    def inline_min_content_width(
        self, context: Any, box: Any, outer: bool = True, skip_stack: Any = None,  # noqa: FBT001, FBT002
        first_line: bool = False, is_line_start: bool = False,  # noqa: FBT001, FBT002
    ) -> float:
        """Replace ``weasyprint.layout.preferred.inline_min_content_width``."""
        if skip_stack is None and not first_line:
            paragraph = self._intrinsic(box, lambda child: self._width_of(context, child, "min"))
            if paragraph is not None:
                return self._outer(box, paragraph.widest_chunk(self._indent(box)), outer=outer)
        return float(
            self._least(context, box, outer, skip_stack, first_line, is_line_start)
        )

    def inline_max_content_width(
        self, context: Any, box: Any, outer: bool = True, is_line_start: bool = False,  # noqa: FBT001, FBT002
    ) -> float:
        """Replace ``weasyprint.layout.preferred.inline_max_content_width``."""
        paragraph = self._intrinsic(box, lambda child: self._width_of(context, child, "max"))
        if paragraph is not None:
            return self._outer(box, paragraph.widest_line(self._indent(box)), outer=outer)
        return float(self._most(context, box, outer, is_line_start))

    def _intrinsic(self, line: Any, measure: Any) -> Paragraph | None:
        """Paragraph for the natural widths of a line box, None if it is WeasyPrint's."""
        if not isinstance(line, boxes.LineBox) or not line.children:
            return None
        try:
            if any(not isinstance(box, _TEXTUAL) for box in line.descendants()):
                return self.shop.unkept(line, (0, 0), measure)
            return self.shop.paragraph(line, (0, 0), 0.0, measure)
        except Unsettable:
            return None

    @staticmethod
    def _width_of(context: Any, box: Any, which: str) -> float:
        """Min-content or max-content width, in px, of an object in a line."""
        function = getattr(seams.preferred, f"{which}_content_width")
        return float(function(context, box))

    @staticmethod
    def _indent(line: Any) -> float:
        """First-line indent, in px; a percentage counts as nothing."""
        indent = line.style["text_indent"]
        unit = getattr(indent, "unit", None)
        return float(indent.value) if unit is not None and unit != "%" else 0.0

    @staticmethod
    def _outer(line: Any, width: float, *, outer: bool) -> float:
        return float(seams.preferred.adjust(line, outer, width))

    def table_layout(
        self, context: Any, table: Any, bottom_space: float, skip_stack: Any, *places: Any
    ) -> Any:
        """Replace ``weasyprint.layout.block.table_layout``."""
        part = first_part(table) if skip_stack is None else table
        return self._table(context, part, bottom_space, skip_stack, *places)

    def draw_first_line(
        self, stream: Any, textbox: Any, text_overflow: str, block_ellipsis: Any, matrix: Any
    ) -> Any:
        """Replace ``weasyprint.draw.text.draw_first_line``."""
        run = textbox.pango_layout
        if not isinstance(run, Run):
            return self._draw(stream, textbox, text_overflow, block_ellipsis, matrix)
        if textbox.text.strip() and textbox.style["font_size"] >= 1e-6:
            x, y, _ = matrix[2]
            draw(stream, run, x, y)
        return []

    def draw_text_decoration(
        self, stream: Any, textbox: Any, offset_x: float, offset_y: float, thickness: float,
        color: Any,
    ) -> None:
        """Replace ``weasyprint.draw.text.draw_text_decoration``."""
        if isinstance(textbox.pango_layout, Run) and is_underlined_name(textbox):
            draw_underline(stream, textbox, offset_y, thickness, color)
        else:
            self._underline(stream, textbox, offset_x, offset_y, thickness, color)

    def draw_background_image(self, stream: Any, layer: Any, style: Any) -> None:
        """Replace ``weasyprint.draw.draw_background_image``."""
        if repeats(layer):
            draw_ground(stream, layer, style, self._ground)
        else:
            self._ground(stream, layer, style)


@contextmanager
def composing(settings: ComposerSettings | None = None) -> Iterator[ComposerReport]:
    """Compose every document that WeasyPrint lays out inside the ``with`` block.

    Yields the report, complete when the block ends. UnsupportedWeasyPrintError outside 70.x.
    A document rendered inside must also be written inside, as lines are drawn by the composer.
    """
    seams.require_supported()
    session = Session(settings or ComposerSettings())
    with seams.replaced(session.replacements()):
        yield session.report
