"""Objects that are alike, as the slots and leaders of a list of contents: laid out once.

What a leader or an inline block looks like depends on its text, its styles and its container, not
on the line where it stands: of those alike one is laid out, at 0, and the others take after it.
"""

from __future__ import annotations

from math import inf
from typing import Any, Final

from . import seams
from .facts import BARE

boxes = seams.boxes
_TEXTUAL: Final = (boxes.LineBox, boxes.InlineBox, boxes.TextBox)
_FOUND: Final = frozenset(BARE) | {
    "position_x", "position_y", "width", "height", "baseline", "text", "pango_layout",
    "text_indent", "resume_at", "min_width", "max_width", "min_height", "max_height",
}  # fmt: skip
"""What layout finds out of a box; all else belongs to its element."""
_WIDTHS: Final = (
    "width", "padding_left", "padding_right", "border_left_width", "border_right_width",
    "margin_left", "margin_right",
)  # fmt: skip
_OTHER: Final = frozenset({"children", "remove_decoration_sides"})
"""What layout makes anew of what a box had."""
_Pattern = tuple[dict[str, Any], list[Any]]
"""What was found of a box, and the patterns of its children."""


class Repeats:
    """Objects of one document that were laid out, by what is alike in them."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[_Pattern | None, list[Any]]] = {}

    def lay(self, context: Any, container: Any, box: Any, x: float) -> Any:
        """The object laid out at ``x``, in px; None if it is not one to be repeated."""
        pattern = self._pattern(context, container, box)
        return pattern and _take_after(box, pattern, x)

    def width(self, context: Any, container: Any, box: Any) -> float | None:
        """Width, in px, of the object with its margins; None if it is not one to be repeated."""
        pattern = self._pattern(context, container, box)
        return pattern and sum([pattern[0][name] for name in _WIDTHS])

    def _pattern(self, context: Any, container: Any, box: Any) -> _Pattern | None:
        key = _key(box, container)
        if key is None:
            return None
        if key not in self._known:
            styles = [inner.style for inner in box.descendants()]  # kept, for their ids are keys
            self._known[key] = _pattern(context, container, box), styles
        return self._known[key][0]


def _key(box: Any, container: Any) -> tuple[object, ...] | None:
    """What a leader, or an inline block of nothing but text, looks like; None for all else."""
    if not (box.is_leader or type(box) is boxes.InlineBlockBox):
        return None
    parts: list[object] = [container.width, container.height]
    for inner in box.descendants():
        if inner is not box and type(inner) not in _TEXTUAL:
            return None
        if not inner.is_in_normal_flow() or inner.style["position"] != "static":
            return None
        if inner.first_letter_style or inner.first_line_style:
            return None
        parts += (type(inner), id(inner.style), len(inner.children), *_said(inner))
    return tuple(parts)


def _said(box: Any) -> tuple[object, ...]:
    """What the composer asks of a box beside its style: its text, its tag, what part it plays."""
    element, text = box.element, box.text if isinstance(box, boxes.TextBox) else ""
    if element is None:
        return text, box.element_tag
    return text, box.element_tag, element.get("class"), element.get("role")


def _pattern(context: Any, container: Any, box: Any) -> _Pattern | None:
    """What layout finds of an object that stands at 0; None where it makes other boxes of it."""
    source = box.deepcopy()
    source.position_y = 0
    before = [dict(inner.__dict__) for inner in source.descendants()]
    waiting: list[Any] = []
    laid, *_ = seams.split_inline_level(
        context, source, 0, inf, -inf, None, container, waiting, waiting, waiting, waiting, [],
        None, None,
    )
    after = list(laid.descendants())
    if waiting or len(before) != len(after):
        return None
    for old, new in zip(before, after, strict=True):
        changed = {name for name, value in new.__dict__.items() if old.get(name, old) is not value}
        if len(old["children"]) != len(new.children) or old["style"] is not new.style:
            return None
        if not changed <= _FOUND | _OTHER or new.__dict__.get("remove_decoration_sides"):
            return None
    return _noted(laid)


def _noted(laid: Any) -> _Pattern:
    kept = {name: value for name, value in laid.__dict__.items() if name in _FOUND}
    return kept, [_noted(child) for child in laid.children]


def _take_after(box: Any, pattern: _Pattern, x: float) -> Any:
    """A box laid out at ``x`` as the pattern was at 0."""
    found, inner = pattern
    made = box.copy()
    made.__dict__.update(found)
    made.position_x += x
    made.children = [
        _take_after(child, one, x) for child, one in zip(box.children, inner, strict=True)
    ]
    return made
