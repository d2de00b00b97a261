"""What stands in the content streams of WeasyPrint: operators, marked content, slots."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from wenxuan.binding.frozen import Data
from wenxuan.binding.stub import Drawn, DrawnPage, Slot, speaks
from wenxuan.binding.template import number
from wenxuan.layout.imprint import counted
from wenxuan.matrices import IDENTITY, Matrix, matrix_of, times
from wenxuan.proof.drawing import glyphs_of

Forms = Callable[[str], tuple[list[Any], "Forms"]]


def written(item: Any) -> bytes:
    """An operator or operand as it stands in a content stream."""
    if isinstance(item, bytes):
        return item
    if isinstance(item, str):
        return item.encode("ascii")
    if isinstance(item, dict) and len(item) == 1 and "MCID" in item:
        return b"<</MCID %d>>" % item["MCID"]
    if isinstance(item, float):
        return number(item)
    return bytes(item.data) if hasattr(item, "data") else str(item).encode("ascii")


def unwritten(items: Sequence[Any]) -> list[int]:
    """Where slots are, and operands that are not yet as they stand in a content stream."""
    return [at for at, item in enumerate(items) if type(item) is not bytes]


def unmarked(items: Iterable[Any]) -> list[Any]:
    """Operators without marked content, ActualText apart: what a printer needs."""
    kept: list[Any] = []
    open_: list[bool] = []
    for item in items:
        if item in (b"BMC", b"BDC"):
            size = 1 if item == b"BMC" else 2
            stays = size == 2 and speaks(kept[-1])
            open_.append(stays)
            if stays:
                kept.append(item)
            else:
                del kept[-size:]
        elif item == b"EMC":
            if open_.pop():
                kept.append(item)
        else:
            kept.append(item)
    return kept


_SHOWS = frozenset((b"TJ", b"Tj"))
_SHOWN = re.compile(rb"<([0-9A-Fa-f]+)>")


def said(items: Iterable[Any], texts: Mapping[str, Mapping[int, str]], forms: Forms) -> str:
    """What the operators of a page show, slots aside; `texts` are glyphs to text by font.

    `forms` gives the operators of what `Do` calls, none for a picture, and what it calls by names.
    """
    found: list[str] = []
    font, shown = b"", list[bytes]()

    def tell() -> None:
        found.append(_text(shown, texts.get(font.decode(), {})))
        shown.clear()

    for item in items:
        if type(item) is not bytes:
            continue
        end = item[-2:]
        if end in _SHOWS:
            shown.append(item)
        elif end == b"Tf":
            name = item[1:].split(b" ", 1)[0]
            if name != font:
                tell()
                font = name
        elif end == b"Do":
            tell()
            inside, names = forms(item[1:-3].decode())
            found.append(said(inside, texts, names))
    tell()
    return "".join(found)


def _text(shown: Iterable[bytes], known: Mapping[int, str]) -> str:
    """What operators show in one font."""
    codes = glyphs_of(b"".join(_SHOWN.findall(b"".join(shown))))
    try:
        return "".join(map(known.__getitem__, codes))
    except KeyError:
        return "".join([known.get(code, "\ufffd") for code in codes])


def described(slot: Slot, widths: Mapping[str, Any]) -> Data:
    """What the binder needs to write a number: glyphs and advances (1/1000 em) of the numerals."""
    return {
        "target": slot.target,
        "align": slot.align,
        "lead": slot.lead,
        "width": slot.width,
        "size": slot.size,
        "font": slot.font,
        "glyphs": list(slot.glyphs),
        "advances": [float(widths[slot.font][glyph]) for glyph in slot.glyphs],
    }


def used(font: Any) -> Data:
    """Which glyphs of a face were drawn, and what they say."""
    glyphs = sorted(font.to_unicode)
    return {
        "hash": font.hash,
        "family": font.family,
        "glyphs": array("H", glyphs).tobytes(),
        "texts": "\0".join(map(font.to_unicode.__getitem__, glyphs)),
        "missing": bool(font.missing),
    }


def folio_of(page: DrawnPage, widths: Mapping[str, Any]) -> Data | None:
    """The slot of a sample page with its place and color, in points from the lower left corner."""
    if Slot not in map(type, page.content):
        return None
    matrix, stack = IDENTITY, list[Matrix]()
    color, over = b"0 g", b""
    for item in unmarked(page.content):
        if isinstance(item, Slot):
            return {**described(item, widths), "matrix": list(matrix), "color": color + over}
        words = written(item).split() or [b""]
        if words[-1] == b"q":
            stack.append(matrix)
        elif words[-1] == b"Q":
            matrix = stack.pop()
        elif words[-1] in (b"cm", b"Tm"):
            matrix = times(matrix_of(words[:6]), matrix)
        elif words[-1] == b"gs" and words[0].startswith(b"/WxOver"):
            over = b" " + b" ".join(words)
        elif words[-1] in (b"rg", b"g", b"k", b"scn"):
            color = b"0 g" if words == [b"0", b"0", b"0", b"rg"] else b" ".join(words)
    return None


def letters(drawn: Drawn, pages: Sequence[DrawnPage]) -> Iterator[int]:
    """Characters that each page shows, as the trade counts them."""
    texts = {font.hash: font.to_unicode for font in drawn.fonts}

    for page in pages:
        yield counted(said(page.content, texts, _forms(drawn, drawn.resources)))


def _forms(drawn: Drawn, resources: Any) -> Forms:
    """What the names in a stream with these resources call; a form has names of its own."""

    def form(name: str) -> tuple[list[Any], Forms]:
        found = _object(drawn, _object(drawn, resources.get("XObject", {})).get(name))
        extra = getattr(found, "extra", {})
        if extra.get("Subtype") != "/Form":
            return [], form
        own = _object(drawn, extra.get("Resources"))
        return list(found.stream), form if own is None else _forms(drawn, own)

    return form


def _object(drawn: Drawn, value: Any) -> Any:
    """What a reference stands for, or a value itself; None for an object that is not there."""
    if not isinstance(value, bytes):
        return value
    number = int(value.split()[0])
    return drawn.objects[number] if number < len(drawn.objects) else None
