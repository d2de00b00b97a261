"""What PDFium paints on a page: ink at each character that it reads, glyphs as the fonts have them.

Where a character stands is what PDFium itself says of its text layer, so that heads, folios and
numbers, which are stamped when a book is bound, are looked at like all others. Which shape a glyph
must have is what was laid out (`proof/samples`) and the font file say.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from ctypes import byref, c_double
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pypdfium2 import raw

from wenxuan.proof.drawing import Rectangle
from wenxuan.proof.samples import Sample
from wenxuan.proof.shapes import likeness
from wenxuan.proof.wanted import bare

_SCALE: Final = 1.5
"""Pixels of a point in the picture of a page; up to here PDFium takes as long for any."""
_INK: Final = 16
"""Difference of gray, of 255, between a hairline of a note at this scale and its ground."""
_FLAT: Final = 0.02
"""Height in pt below which a glyph has no outline: PDFium gives the foot of its advance then."""
_EMS: Final = (32.0, 64.0)
"""Pixels of an em in the picture of a glyph, and in a second one in case of doubt."""
_LIKE: Final = 0.8
"""Least correlation: right ones have 0.84 at the first size, of wrong ones 99 in 100 below 0.7."""
_AROUND: Final = 24.0
"""Pixels about a glyph that are painted, too."""
Place = tuple[str, Rectangle]
"""A character and where it stands: left, bottom, right, top in pt."""


def inkless(page: Any, layer: Any) -> Iterator[Place]:
    """The characters of a page's text layer at whose places nothing is seen."""
    bitmap = page.render(
        scale=_SCALE, grayscale=True, draw_annots=False, may_draw_forms=False
    )
    data, stride, size = bytes(bitmap.buffer), bitmap.stride, (bitmap.width, bitmap.height)
    bitmap.close()
    left, _, _, top = page.get_mediabox()
    for index, character, box in _boxes(layer):
        if not _seen(data, stride, size, _pixels(box, left, top)) and not _spoken(layer, index):
            yield character, box


def _boxes(layer: Any) -> Iterator[tuple[int, str, Rectangle]]:
    """Characters that must leave ink, by their index: left, bottom, right, top in pt."""
    sides = c_double(), c_double(), c_double(), c_double()
    left, right, bottom, top = sides
    places = [byref(side) for side in sides]
    for index in range(raw.FPDFText_CountChars(layer)):
        character = _inked(raw.FPDFText_GetUnicode(layer, index))
        if character:
            raw.FPDFText_GetCharBox(layer, index, *places)
            yield index, character, (left.value, bottom.value, right.value, top.value)


def _spoken(layer: Any, index: int) -> bool:
    """Whether ActualText says a character: its place, PDFium's guess, is not that of a glyph."""
    shown = raw.FPDFText_GetTextObject(layer, index)
    return any(
        raw.FPDFPageObjMark_GetParamValueType(raw.FPDFPageObj_GetMark(shown, mark), b"ActualText")
        for mark in range(raw.FPDFPageObj_CountMarks(shown))
    )


@lru_cache(maxsize=8192)
def _inked(code: int) -> str:
    """A character that is no blank and no mark of PDFium's own."""
    return bare(chr(code)) if 0x20 < code < 0xD800 or code > 0xDFFF else ""


def _pixels(box: Rectangle, origin: float, height: float) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of what is looked at, a little more than the glyph.

    Where the font draws nothing the square above the foot is looked at, without what its
    neighbors may leave at its sides.
    """
    left, bottom, right, top = box
    if top - bottom < _FLAT:
        side = (right - left) / 5
        left, right, top = left + side, right - side, bottom + 4 * side
        bottom += side
        return (
            math.ceil((left - origin) * _SCALE), math.ceil((height - top) * _SCALE),
            int((right - origin) * _SCALE), int((height - bottom) * _SCALE),
        )  # fmt: skip
    return (
        int((left - origin) * _SCALE), int((height - top) * _SCALE) - 1,
        int((right - origin) * _SCALE) + 1, int((height - bottom) * _SCALE) + 2,
    )  # fmt: skip


def _seen(
    data: bytes, stride: int, size: tuple[int, int], box: tuple[int, int, int, int]
) -> bool:
    """Whether grays differ within a box; what lies off the page is not seen."""
    left, right = max(0, box[0]), min(size[0], box[2])
    if left >= right:
        return False
    low, high = 255, 0
    for start in range(max(0, box[1]) * stride, min(size[1], box[3]) * stride, stride):
        row = sorted(data[start + left : start + right])
        low, high = min(low, row[0]), max(high, row[-1])
        if high - low >= _INK:
            return True
    return False


def unlike(
    page: Any, samples: Sequence[Sample], files: Mapping[str, Path], shift: float
) -> Iterator[Place]:
    """The sampled characters that are painted otherwise than their font file draws them.

    `shift` is how far to the left, in pt, the page stands from where it was laid out.
    """
    left, bottom, *_ = page.get_trimbox()
    for name, character, x, y, size in samples:
        place = x - shift + left, y + bottom, size
        if not any(_like(page, files[name], character, place, em) for em in _EMS):
            across, foot, _ = place
            yield character, (across, foot - size / 8, across + size, foot + size * 7 / 8)


def _like(
    page: Any, path: Path, character: str, place: tuple[float, float, float], em: float
) -> bool:
    """Paint the surroundings of a glyph, its em as many pixels, and compare."""
    x, y, size = place
    scale = em / size
    left, bottom, right, top = page.get_mediabox()
    about = _AROUND / scale
    edges = (
        math.floor(max(0.0, x - left - about) * scale),
        math.floor(max(0.0, y - bottom - about) * scale),
        math.floor(max(0.0, right - x - size - about) * scale),
        math.floor(max(0.0, top - y - size - about) * scale),
    )
    bitmap = page.render(
        scale=scale, grayscale=True, draw_annots=False, may_draw_forms=False,
        crop=tuple((edge - 0.5) / scale for edge in edges),
    )  # fmt: skip
    picture = bitmap.to_pil()
    origin = (x - left) * scale - edges[0], (top - y) * scale - edges[3]
    found = likeness(picture, path, character, em, origin, _LIKE)
    bitmap.close()
    return found is None or found >= _LIKE
