"""What is sure of a drawing from its file: its words, and where its shapes begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from wenxuan.pictures import svg_text

_APART = re.compile(
    rb"<(?:\w+:)?(?:use|switch|symbol|textPath|tref)\b"
    rb"|\b(?:display|visibility|opacity|filter|mask)\b"
)
"""What may draw text twice, in other places, or not at all."""
_MOVED: Final = re.compile(
    rb"transform|translate|rotate|scale|zoom|preserveAspectRatio"
    rb"|<(?:\w+:)?(?:use|symbol|marker|textPath|style)\b|<(?:\w+:)?svg\b.*<(?:\w+:)?svg\b",
    re.DOTALL,
)
"""What may put a part elsewhere, turned or in another size than its numbers say."""
_HIDDEN: Final = frozenset(("defs", "pattern", "clipPath", "marker", "mask", "symbol"))
_NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_BEGINS: Final = re.compile(rf"\s*[Mm]?\s*({_NUMBER})[\s,]*({_NUMBER})")
_NO_PAINT: Final = re.compile(r"fill\s*:\s*none")

Point = tuple[float, float]


def drawn_text(data: bytes) -> str | None:
    """The text of an SVG where it is drawn just once, as it stands; None where that is not sure."""
    if _APART.search(data):
        return None
    return None if b"<text" in _DEFINED.sub(_inside, data) else svg_text(data)


_DEFINED = re.compile(rb"(?s)<(defs|pattern|clipPath|marker)\b.*?</\1>|.")


def _inside(found: re.Match[bytes]) -> bytes:
    """What is defined and drawn where something refers to it; nothing of the rest."""
    return found[0] if found[1] else b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is sure of the paths of an SVG."""

    box: tuple[float, float, float, float]
    """Left, top, width and height in its own units."""
    starts: tuple[tuple[Point, ...], ...]
    """Where shapes begin in these units, each at one of a few points; none where not sure."""


def sketch(data: bytes) -> Sketch | None:
    """What is sure of the paths of an SVG that passed `check_picture`; None for nothing."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    box = [float(n) for n in re.findall(_NUMBER, root.get("viewBox", ""))]
    if len(box) != 4 or not (box[2] and box[3]) or _MOVED.search(data) or _APART.search(data):
        return None
    return Sketch(box=(box[0], box[1], box[2], box[3]), starts=tuple(_starts(root)))


def _starts(root: Any) -> Iterator[tuple[Point, ...]]:
    """The beginnings of shapes that are drawn where they stand; others are left out."""
    for element in root.iter(tag=etree.Element):
        line = [element, *element.iterancestors()]
        names = {etree.QName(one).localname for one in line}
        if not names & _HIDDEN and not _unpainted(line):
            points = _begins(etree.QName(element).localname, element)
            if points:
                yield points


def _unpainted(line: list[Any]) -> bool:
    """Whether a shape may have neither ink inside nor along its edge."""
    return any(
        one.get("fill") in ("none", "transparent") or _NO_PAINT.search(one.get("style", ""))
        for one in line
    ) and not any("stroke" in one.attrib for one in line)


def _begins(name: str, shape: Any) -> tuple[Point, ...]:
    """Where a shape may begin; empty for what is no shape, or not written in plain numbers."""
    if name in ("path", "polygon", "polyline"):
        found = _BEGINS.match(shape.get("d" if name == "path" else "points", ""))
        return ((float(found[1]), float(found[2])),) if found else ()
    corner = {"line": ("x1", "y1"), "rect": ("x", "y"), "circle": ("cx", "cy", "r")}.get(name)
    numbers = [shape.get(key, "0").strip() for key in corner or ()]
    if not numbers or "rx" in shape.attrib or "ry" in shape.attrib:
        return ()
    if not all(re.fullmatch(_NUMBER, number) for number in numbers):
        return ()
    x, y, r = *map(float, numbers), *([0.0] if name != "circle" else [])
    return ((x + r, y), (x - r, y), (x, y + r), (x, y - r)) if r else ((x, y),)
