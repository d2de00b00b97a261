"""What the composer needs of a computed style, read once and kept on the style itself."""

from __future__ import annotations

from typing import Any, Final

from wenxuan.typography.conventions import Convention

from . import seams
from .faces import chain_of
from .settings import ComposerSettings, Unsettable
from .sortcase import SortCase
from .sorts import Rows

_NAME: Final = "_wenxuan_facts"
_DECORATION: Final = (
    "ascent", "underline_position", "underline_thickness", "strikethrough_position",
    "strikethrough_thickness",
)


# A text box, and the line box itself, have no edges of their own.
BARE: Final[dict[str, float]] = {
    f"{edge}_{side}{suffix}": 0
    for edge, suffix in (("margin", ""), ("padding", ""), ("border", "_width"))
    for side in ("top", "right", "bottom", "left")
}


def is_raised(style: Any) -> bool:
    """Tell whether ``vertical-align`` is a distance: super and sub are computed to one."""
    value = style["vertical_align"]
    return value != 0 and not isinstance(value, str)


class Facts:
    """Size (px), sorts, spacing and vertical metrics of the text of one computed style.

    ``height`` and ``baseline`` are those of the style's first font, whatever fonts the text
    falls back to, so that a line of mixed fonts keeps the grid.
    """

    __slots__ = (
        "_decoration", "_style", "baseline", "case", "cjk", "convention", "height",
        "letter_spacing", "line_height", "preserved", "rows", "settings", "size", "word_spacing",
        "wraps",
    )

    def __init__(self, style: Any, settings: ComposerSettings) -> None:
        self._style = style
        self.settings = settings
        self.size: float = style["font_size"]
        self.rows = Rows(self.size)
        own = settings.convention(style["lang"])
        self.cjk = own is not None
        self.convention: Convention = own or settings.default
        self.wraps = style["white_space"] not in ("nowrap", "pre")
        self.preserved = style["white_space"] in ("pre", "pre-wrap", "break-spaces")
        spacing = style["letter_spacing"]
        self.letter_spacing: float = 0.0 if spacing == "normal" else spacing
        self.word_spacing: float = style["word_spacing"]
        _refuse(style)
        self.case = _case(style, self.convention, cjk=self.cjk)
        self.line_height, self.height, self.baseline = _metrics(style, self.case)
        self._decoration: dict[str, float] | None = None

    @property
    def decoration(self) -> dict[str, float]:
        """Ascent, underline and strikethrough positions and thicknesses, in px."""
        if self._decoration is None:
            layout = seams.Layout(self._style)
            self._decoration = {name: getattr(layout, name) for name in _DECORATION}
        return self._decoration


def _case(style: Any, convention: Convention, *, cjk: bool) -> SortCase:
    """Sorts of a style, shared by all styles that shape alike."""
    chain = chain_of(style)
    key = (
        id(convention), cjk, style["overflow_wrap"], style["word_break"], style["hyphens"],
        style["hyphenate_character"], tuple(style["hyphenate_limit_chars"]),
    )
    found: SortCase | None = chain.cases.get(key)
    if found is None:
        found = chain.cases[key] = SortCase(chain, convention, style, cjk=cjk)
    return found


def _refuse(style: Any) -> None:
    """Raise Unsettable for a style whose text is not ours to set."""
    if style["direction"] == "rtl":
        raise Unsettable("right to left")
    if not style["font_size"]:
        raise Unsettable("no font size")
    if style["font_variation_settings"] != "normal":
        raise Unsettable("variable font")


def _metrics(style: Any, case: SortCase) -> tuple[float, float, float]:
    """Line height, and height and baseline of the content area in the first font, in px."""
    key = (style["font_size"], style["line_height"])
    found = case.chain.metrics.get(key)
    if found is None:
        found = case.chain.metrics[key] = (seams.strut(style)[0], *_content_area(style))
    return found


def _content_area(style: Any) -> tuple[float, float]:
    """Height and baseline, in px, of a space in the style's fonts."""
    layout = seams.Layout(style)
    layout.set_text(" ")
    line, _ = layout.get_first_line()
    *_, height, baseline = seams.first_line_metrics(
        line, "", layout, resume_at=None, space_collapse=False, style=style
    )
    return height, baseline


def facts_of(style: Any, settings: ComposerSettings) -> Facts:
    """Facts of a computed style; Unsettable if its text is left to WeasyPrint."""
    kept = style.__dict__.get(_NAME)
    if kept is None or (kept[0] is not settings):
        try:
            kept = (settings, Facts(style, settings))
        except Unsettable as reason:
            kept = (settings, reason)
        style.__dict__[_NAME] = kept
    found = kept[1]
    if isinstance(found, Unsettable):
        raise Unsettable(*found.args)
    assert isinstance(found, Facts)
    return found
