"""The seam between the binder and WeasyPrint 70: pages are drawn, but no file is written.

No font is read, subset or described here: content streams name glyphs by their number in the font
file, and fonts by a hash that is the same in every document, so the binder embeds them once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from operator import mul
from typing import Any, Final

import pydyf
from weasyprint import DEFAULT_OPTIONS
from weasyprint import pdf as weasy_pdf
from weasyprint.draw import text as weasy_text
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.matrix import Matrix
from weasyprint.pdf import fonts as weasy_fonts

from wenxuan.binding import plain, tagging
from wenxuan.composer.seams import Change, exchanged
from wenxuan.markup.base import NOTE

SEAMS: Final[tuple[tuple[str, str], ...]] = (
    ("weasyprint.pdf", "build_fonts_dictionary"),
    ("weasyprint.pdf", "add_outlines"),
    ("weasyprint.pdf", "generate_pdf"),
    ("weasyprint.pdf", "resolve_links"),
    ("weasyprint.pdf.fonts", "get_hb_object_data"),
    ("weasyprint.pdf.tags", "_build_box_tree"),
    ("weasyprint.pdf.tags", "add_tags"),
    ("weasyprint.draw.text", "draw_text"),
    ("weasyprint.draw", "draw_border"),
    ("weasyprint.draw", "draw_outline"),
    ("weasyprint.draw", "set_mask_border"),
    ("weasyprint.css", "StyleFor"),
    ("weasyprint.css", "ComputedStyle"),
    ("weasyprint.css", "AnonymousStyle"),
    ("weasyprint.css", "find_style_attributes"),
    ("weasyprint.layout.page", "set_page_type_computed_styles"),
    ("weasyprint.layout.page", "_standardize_page_based_counters"),
    ("weasyprint.formatting_structure.boxes", "Box.is_in_normal_flow"),
    ("weasyprint.formatting_structure.boxes", "Box.establishes_formatting_context"),
    ("weasyprint.formatting_structure.boxes", "Box.descendants"),
    ("weasyprint.formatting_structure.boxes", "ParentBox.page_values"),
    ("weasyprint.anchors", "gather_anchors"),
    ("weasyprint.matrix", "Matrix.__matmul__"),
    ("weasyprint.layout.background", "layout_box_backgrounds"),
    ("weasyprint.layout", "make_margin_boxes"),
    ("weasyprint.layout.block", "collapse_margin"),
    ("weasyprint.layout.percent", "resolve_percentages"),
    ("weasyprint.layout.percent", "adjust_box_sizing"),
    ("weasyprint.layout.block", "block_level_layout"),
    ("weasyprint.layout.page", "compute_variable_dimension"),
    ("weasyprint.layout.page", "compute_fixed_dimension"),
    ("weasyprint.layout.page", "margin_box_content_layout"),
    ("cssselect2", "Matcher"),
    ("cssselect2.tree", "ElementWrapper.query_all"),
)
"""What is replaced or called from inside; the contract tests hold their fingerprints."""
_CALL: Final = "::footnote-call"
_MARKER: Final = "::footnote-marker"
PIXEL: Final = 0.75
"""Points of a CSS pixel."""


class Slot(pydyf.Object):  # type: ignore[misc]
    """A number that is not yet known, in the place of a text operator of a content stream.

    Lengths in pixels, in which the text is set; `lead` from the text's origin to the slot.
    """

    def __init__(self, target: str, align: str, lead: float, width: float) -> None:
        super().__init__()
        self.target, self.align, self.lead, self.width = target, align, lead, width
        self.font, self.size = "", 0.0
        self.glyphs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnPage:
    """One page: the operators of its content, and what lies on it."""

    content: Sequence[Any]
    annotations: Sequence[Any]
    text: str
    notes: Sequence[str]
    """Ids of the notes that are called on it, in order."""
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What WeasyPrint would have written."""

    pages: Sequence[DrawnPage]
    objects: Sequence[Any]
    resources: Any
    fonts_number: int
    """Object number of the dictionary of fonts."""
    root: tagging.Entry
    """Document element of the structure tree."""
    language: str
    """Of the document."""
    fonts: Sequence[Any]


def draw_raw(document: Any, numerals: str, samples: int = 0) -> Drawn:
    """Draw the pages of a laid-out document, tagged but for the samples at the end.

    Raises ValueError when a slot was not drawn as one run of the numerals.
    """
    slots: dict[int, Slot] = {}
    said = [_survey(page._page_box, numerals, slots) for page in document.pages]  # noqa: SLF001
    options = {**DEFAULT_OPTIONS, "pdf_tags": True}
    with _watched(slots, numerals, len(document.pages) - samples):
        pdf = weasy_pdf.generate_pdf(document, None, 1, **options)
    numbers = pdf.pages["Kids"][::3]
    raw = [pdf.objects[number] for number in numbers]
    pages = [
        DrawnPage(
            content=pdf.objects[_number(page["Contents"])].stream,
            annotations=[pdf.objects[_number(a)] for a in page.get("Annots", ())],
            text=text,
            notes=called,
            width=page["MediaBox"][2] - page["MediaBox"][0],
            height=page["MediaBox"][3] - page["MediaBox"][1],
        )
        for page, (text, called) in zip(raw, said, strict=True)
    ]
    resources = pdf.objects[_number(raw[0]["Resources"])]
    return Drawn(
        pages=pages,
        objects=pdf.objects,
        resources=resources,
        fonts_number=_number(resources["Font"]),
        root=tagging.document_element(pdf),
        language=document.metadata.lang or "",
        fonts=list(document.fonts.values()),
    )


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


# --- before drawing: where slots are, what a page says ----------------------------------------


def _survey(page: Any, numerals: str, slots: dict[int, Slot]) -> tuple[str, list[str]]:
    """Find the slots of a page; its text, a line each, and the ids of the notes called on it."""
    lines: list[str] = []
    called: list[str] = []
    _visit(page, numerals, slots, lines, called)
    return "".join(lines), called


def _visit(
    box: Any, numerals: str, slots: dict[int, Slot], lines: list[str], called: list[str]
) -> None:
    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001
    if isinstance(box, boxes.TextBox):
        note = _note_of(box)
        if note:
            slots[id(box)] = Slot(NOTE + note, "center", 0.0, 0.0)
            called += [note] if box.element_tag.endswith(_CALL) else []
        else:
            lines.append(box.text)
        return
    if not isinstance(box, boxes.ParentBox):
        return
    element = box.element
    if isinstance(box, boxes.InlineBlockBox) and element is not None:
        if "slot" in element.get("class", "").split():
            _note_slot(box, element.get("data-target", "").lstrip("#"), slots)
            return
    elif isinstance(box, boxes.MarginBox) and _says(box) == numerals:
        _note_slot(box, "", slots)
        return
    for child in box.children:
        _visit(child, numerals, slots, lines, called)
    if isinstance(box, boxes.LineBox):
        lines.append("\n")


def _note_of(text: Any) -> str:
    """Id of the note whose mark a text is; empty when it is none that the binder numbers."""
    element = text.element
    if element is None or "data-note" not in element.attrib:
        return ""
    marks = text.element_tag.endswith((_CALL, _MARKER)) or element.get("class") == "call"
    return element.get("data-note") if marks else ""


def _note_slot(box: Any, target: str, slots: dict[int, Slot]) -> None:
    left, width = box.content_box_x(), box.width
    align = box.style["text_align_all"]
    for text in _texts(box):
        slots[id(text)] = Slot(target, align, left - text.position_x, width)


def _texts(box: Any) -> Iterator[Any]:
    return (child for child in box.descendants() if isinstance(child, boxes.TextBox))


def _says(box: Any) -> str:
    return "".join(text.text for text in _texts(box))


# --- while drawing ----------------------------------------------------------------------------


def _watched(
    slots: Mapping[int, Slot], numerals: str, tagged: int
) -> AbstractContextManager[None]:
    """The seams replaced; whatever draws lines (the composer, too) stays in place."""
    changes: tuple[Change, ...] = (
        (weasy_pdf, "build_fonts_dictionary", lambda *_: pydyf.Dictionary()),
        (weasy_pdf, "add_outlines", lambda *_: ([], 0)),
        (weasy_fonts, "get_hb_object_data", lambda *_: b""),
        (weasy_text, "draw_first_line", _slotting(weasy_text.draw_first_line, slots, numerals)),
        (Matrix, "__matmul__", _product),
        *plain.DRAWING,
        *tagging.drawing(tagged),
    )
    return exchanged(changes)


def _product(one: Any, other: Any) -> Any:
    """Product of two matrices, each sum in the order of WeasyPrint's."""
    columns = [*zip(*other, strict=True)]
    return Matrix(matrix=[[sum(map(mul, row, column)) for column in columns] for row in one])


def _slotting(
    draw: Callable[..., Any], slots: Mapping[int, Slot], numerals: str
) -> Callable[..., Any]:
    """Put a slot in the place of the operator that shows its numerals."""

    def draw_first_line(stream: Any, textbox: Any, *rest: Any) -> Any:
        slot = slots.get(id(textbox))
        begin = len(stream.stream)
        emojis = draw(stream, textbox, *rest)
        if slot is not None:
            _fill(slot, stream, begin, len(numerals))
        return emojis

    return draw_first_line


def _fill(slot: Slot, stream: Any, begin: int, count: int) -> None:
    shown = [i for i in range(begin, len(stream.stream)) if _shows(stream.stream[i])]
    codes = _codes(stream.stream[shown[0]]) if len(shown) == 1 else ""
    if len(codes) != 4 * count and not (slot.target.startswith(NOTE) and codes):
        raise ValueError(f"a slot for {slot.target or 'a folio'} is not one run of numerals")
    slot.glyphs = tuple(int(codes[i : i + 4], 16) for i in range(0, len(codes), 4))
    slot.font, slot.size = stream._current_font  # noqa: SLF001
    stream.stream[shown[0]] = slot
    _unsay(stream.stream, shown[0])


def _unsay(items: list[Any], at: int) -> None:
    """Take away what would speak the text that a slot had while it was laid out."""
    begin = next((i for i in range(at - 1, 1, -1) if items[i] in (b"BDC", b"EMC", b"BT")), 0)
    if items[begin] == b"BDC" and speaks(items[begin - 1]):
        del items[items.index(b"EMC", at)]
        del items[begin - 2 : begin + 1]


def speaks(properties: Any) -> bool:
    """Whether properties of marked content have an ActualText; the composer writes bytes."""
    return (b"/ActualText" if isinstance(properties, bytes) else "ActualText") in properties


def _shows(item: Any) -> bool:
    return isinstance(item, bytes) and item.endswith((b"TJ", b"Tj"))


def _codes(operator: bytes) -> str:
    """Glyph codes of a text operator, gaps left out."""
    inside, codes = False, []
    for character in operator.decode("ascii"):
        if character in "<>":
            inside = character == "<"
        elif inside:
            codes.append(character)
    return "".join(codes)
