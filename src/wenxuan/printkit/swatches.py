"""Colors as content streams name them, in one word or in inks (ISO 32000-1 §8.6)."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Object

from wenxuan.printkit.inks import CMYK
from wenxuan.printkit.spaces import Kind, kind_of, kind_of_named


def ink_of(kind: str, values: list[float]) -> CMYK | None:
    """The inks of a gray or CMYK color; None of any other."""
    if kind == "gray" and values:
        return 0.0, 0.0, 0.0, 1 - values[0]
    if kind == "cmyk" and len(values) == 4:
        return values[0], values[1], values[2], values[3]
    return None


def space_name(name: object, resources: Object) -> str:
    """A color space in one word, by the name that a content stream gives it."""
    if isinstance(name, Array):
        return kind_name(name, resources)
    spaces = resources.get("/ColorSpace", Dictionary())
    return kind_name(spaces.get(str(name), Name(str(name))), resources)


def kind_name(space: Object | None, resources: Object) -> str:
    """A color space in one word."""
    if isinstance(space, Array):
        family = str(space[0])
        if family in ("/Separation", "/DeviceN"):
            return f"spot:{space[1]}"
        if family == "/Pattern":
            return "pattern"
        if family == "/Lab":
            return "lab"
        if family == "/Indexed":
            return kind_name(space[1], resources)
    if space in (Name.Pattern, None):
        return "pattern"
    kind = kind_of_named(space, resources) if isinstance(space, Name) else kind_of(space)
    return {Kind.GRAY: "gray", Kind.RGB: "rgb", Kind.CMYK: "cmyk"}.get(kind, "other")
