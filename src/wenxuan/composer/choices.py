"""What a style sheet chooses about lines, by custom properties that elements inherit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from .settings import ComposerSettings

PROPERTIES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "--line-prohibition": ("level", {name: name for name in ("none", "basic", "gb", "strict")}),
    "--mark-style": ("marks", {name: name for name in ("full", "kaiming", "line-end")}),
    "--line-start": ("line_start", {"half": "half", "full": "full"}),
    "--paragraph-start": ("paragraph_start", {"half": "half", "full": "full"}),
    "--hanging-marks": ("hanging", {"none": "", "stops": "、，。"}),
    "--han-latin-gap": ("gap", {"none": 0.0, "1/8": 0.125, "1/6": 1 / 6, "1/4": 0.25}),
    "--hangul-breaks": ("hangul", {"word": "word", "character": "character"}),
}
"""Name to the field of the settings and to its values; others change nothing."""
_KEYS: Final = {name.replace("-", "_"): rule for name, rule in PROPERTIES.items()}
_NAME: Final = "_wenxuan_choices"


class Choices:
    """Settings by style: those of the session, with what the style chooses in their stead."""

    def __init__(self, settings: ComposerSettings) -> None:
        self._made: dict[tuple[tuple[str, Any], ...], ComposerSettings] = {(): settings}
        self._settings = settings

    def under(self, style: Any) -> ComposerSettings:
        """Settings for text of a computed style."""
        kept: tuple[Choices, ComposerSettings] | None = style.__dict__.get(_NAME)
        if kept is None or kept[0] is not self:
            kept = style.__dict__[_NAME] = (self, self._read(style))
        return kept[1]

    def _read(self, style: Any) -> ComposerSettings:
        chosen = []
        for key, (field, values) in _KEYS.items():
            said = "".join(token.serialize() for token in style[key] or ()).strip()
            if said in values:
                chosen.append((field, values[said]))
        choice = tuple(chosen)
        if choice not in self._made:
            self._made[choice] = replace(self._settings, _cache={}, **dict(chosen))
        return self._made[choice]


def choices_of(settings: ComposerSettings) -> Choices:
    """The choices under settings, kept with them: styles of many documents remember theirs."""
    found: Choices | None = settings.__dict__.get(_NAME)
    if found is None:
        found = settings.__dict__[_NAME] = Choices(settings)
    return found
