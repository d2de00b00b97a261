"""Color spaces of a PDF: what they are, and their colors as sRGB (ISO 32000-1 §8.6)."""

from __future__ import annotations

from enum import Enum

from pikepdf import Array, Name, Object

from wenxuan.printkit.inks import RGB


class Kind(Enum):
    """What the components of a color mean; the value is their number."""

    GRAY = 1
    RGB = 3
    CMYK = 4
    OTHER = 0
    """Patterns, spot colors, Lab: not converted here."""


_NAMES = {
    "/DeviceGray": Kind.GRAY,
    "/G": Kind.GRAY,
    "/CalGray": Kind.GRAY,
    "/DeviceRGB": Kind.RGB,
    "/RGB": Kind.RGB,
    "/CalRGB": Kind.RGB,
    "/DeviceCMYK": Kind.CMYK,
    "/CMYK": Kind.CMYK,
}
_BY_COUNT = {1: Kind.GRAY, 3: Kind.RGB, 4: Kind.CMYK}


def kind_of(space: Object) -> Kind:
    """The kind of a color space object."""
    if isinstance(space, Name):
        return _NAMES.get(str(space), Kind.OTHER)
    if isinstance(space, Array) and len(space):
        family = str(space[0])
        if family == "/ICCBased":
            return _BY_COUNT.get(int(space[1].get("/N", 0)), Kind.OTHER)
        return _NAMES.get(family, Kind.OTHER)
    return Kind.OTHER


def kind_of_named(name: object, resources: Object) -> Kind:
    """The kind of a color space that a content stream names."""
    spaces = resources.get("/ColorSpace")
    if spaces is not None and str(name) in spaces:
        return kind_of(spaces[str(name)])
    return _NAMES.get(str(name), Kind.OTHER)


def to_rgb(kind: Kind, values: list[float]) -> RGB:
    """A gray, RGB or CMYK color as sRGB, calibration and profiles aside."""
    if kind is Kind.GRAY:
        return values[0], values[0], values[0]
    if kind is Kind.RGB:
        return values[0], values[1], values[2]
    c, m, y, k = values
    return (1 - c) * (1 - k), (1 - m) * (1 - k), (1 - y) * (1 - k)
