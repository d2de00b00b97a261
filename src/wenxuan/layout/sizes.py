"""字号 in points and page geometry: the numbers that a layout is made of."""

from __future__ import annotations

from dataclasses import dataclass

from wenxuan.metadata import SIZES, points


def size_in_points(name: str) -> float:
    """A 字号 or a length such as `10.5pt` in points."""
    return SIZES[name] if name in SIZES else points(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Geometry:
    """A page and its type area in points: whole characters wide, whole lines high (CLREQ §2.3)."""

    width: float
    height: float
    bleed: float
    body: float
    """Size of the body type."""
    leading: float
    """Distance of baselines."""
    measure: int
    """Characters a line."""
    lines: int
    """Lines a page."""
    inner: float
    """Margin at the gutter."""
    top: float
    """From the trim to the top of the first line's characters."""

    @property
    def area_width(self) -> float:
        """Width of the type area."""
        return self.measure * self.body

    @property
    def area_height(self) -> float:
        """Height of the type area: n lines have n - 1 gaps."""
        return (self.lines - 1) * self.leading + self.body

    @property
    def outer(self) -> float:
        """Margin at the fore-edge."""
        return self.width - self.inner - self.area_width

    @property
    def bottom(self) -> float:
        """Margin at the foot."""
        return self.height - self.top - self.area_height

    @property
    def box_top(self) -> float:
        """Top margin of the CSS page box: half a line gap above the first line."""
        return self.top - (self.leading - self.body) / 2

    @property
    def box_bottom(self) -> float:
        """Bottom margin of the CSS page box, which holds exactly `lines` line boxes."""
        return self.height - self.box_top - self.lines * self.leading

    @property
    def fits(self) -> bool:
        """True when every margin leaves a printer something to hold (8 mm)."""
        return min(self.outer, self.inner, self.box_top, self.box_bottom) >= 22.6
