"""Colors in ink: what becomes black, what becomes a second color, how much ink paper bears."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

RGB = tuple[float, float, float]
CMYK = tuple[float, float, float, float]
"""Both count from 0 to 1."""

BLACK: CMYK = (0.0, 0.0, 0.0, 1.0)
INK_LIMIT = 3.0
"""Most ink on one spot of coated paper: 300 %."""

TWINS: dict[str, CMYK] = {"#8c1c1b": (0.0, 0.90, 0.75, 0.45)}
"""Screen color to the ink that its designer chose; others go through the profile."""

_NEAR = 0.012
"""Colors closer than this in each channel are one (three steps of 255)."""


class Plates(IntEnum):
    """What a publication pays for inside the book."""

    BLACK = 1
    """Black alone: everything is a gray, pictures too."""
    SECOND = 2
    """Black and the second color of the layout with its tints; all else is gray."""
    PROCESS = 4
    """Everything keeps its color in four inks; what is gray is black alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """How screen colors become ink."""

    plates: Plates = Plates.BLACK
    twins: Mapping[str, CMYK] = field(default_factory=lambda: TWINS)
    through: Callable[[RGB], CMYK] | None = None
    """The press profile, for colors that have no twin."""

    def ink(self, color: RGB) -> CMYK:
        """The ink of a screen color."""
        if is_gray(color) or self.plates is Plates.BLACK:
            return gray_ink(color)
        tint = tint_of(color, self.twins)
        if tint is not None:
            return tint
        if self.plates is Plates.SECOND or self.through is None:
            return gray_ink(color)
        return _rounded(limited(self.through(color), INK_LIMIT))


def is_gray(color: RGB) -> bool:
    """True for a color without hue."""
    return max(color) - min(color) <= _NEAR


def gray_ink(color: RGB) -> CMYK:
    """A color as black ink; a color dark enough to be read becomes full black.

    Luma of ITU-R BT.709 for pale colors, so that a tinted ground stays a tint.
    """
    luma = 0.2126 * color[0] + 0.7152 * color[1] + 0.0722 * color[2]
    if not is_gray(color) and luma < 0.4:
        return BLACK
    return _rounded((0.0, 0.0, 0.0, 1.0 - luma))


def tint_of(color: RGB, twins: Mapping[str, CMYK]) -> CMYK | None:
    """The ink of a color of the table or of its mixture with white."""
    for name, ink in twins.items():
        full = from_hex(name)
        depths = [(1 - c) / (1 - f) for c, f in zip(color, full, strict=True) if f < 0.95]
        if not depths:
            continue
        share = sum(depths) / len(depths)
        mixed = (1 - share * (1 - f) for f in full)
        if 0 < share <= 1 + _NEAR and all(
            abs(a - b) <= _NEAR for a, b in zip(mixed, color, strict=True)
        ):
            return _rounded(tuple(min(share, 1.0) * value for value in ink))  # type: ignore[arg-type]
    return None


def limited(ink: CMYK, limit: float) -> CMYK:
    """Less cyan, magenta and yellow, in proportion, until all four keep to the limit."""
    c, m, y, k = ink
    colored = c + m + y
    if colored + k <= limit or not colored:
        return ink
    part = max(0.0, limit - k) / colored
    return c * part, m * part, y * part, k


def from_hex(text: str) -> RGB:
    """`#8c1c1b` as numbers; raises ValueError for anything else."""
    match = re.fullmatch(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", text)
    if match is None:
        raise ValueError(f"not a color: {text}")
    red, green, blue = (int(pair, 16) / 255 for pair in match.groups())
    return red, green, blue


def from_percent(text: str) -> CMYK:
    """`0/90/75/45` as numbers; raises ValueError for anything but four of them from 0 to 100."""
    parts = [float(part) / 100 for part in text.split("/")]
    if len(parts) != 4 or not all(0 <= part <= 1 for part in parts):
        raise ValueError(f"not an ink: {text}")
    return parts[0], parts[1], parts[2], parts[3]


def total(ink: CMYK) -> float:
    """All ink on the spot: 4 is 400 %."""
    return sum(ink)


def _rounded(ink: CMYK) -> CMYK:
    c, m, y, k = (round(value, 4) for value in ink)
    return c, m, y, k
