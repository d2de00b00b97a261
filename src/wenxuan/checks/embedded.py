"""Fonts inside a PDF: widths from the font resource, characters from the font file's own cmap.

Other makers of PDF drop the cmap of a subset; of these, and for glyphs that no cmap names
(ligatures, forms of one language), the ToUnicode map is read instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import uharfbuzz


class EmbeddedFont:
    """Widths and cmap of one font resource with two-byte glyph codes."""

    def __init__(self, resource: Any) -> None:
        self.name = str(resource.BaseFont).lstrip("/")
        descendant = resource.DescendantFonts[0]
        self.default = float(descendant.get("/DW", 1000))
        self.widths = dict(widths_of(descendant.get("/W", [])))
        own = _characters(descendant.FontDescriptor)
        self.characters = {**mapped(resource), **own} if own else mapped(resource)
        self.characters.pop(0, None)

    def width(self, gid: int) -> float:
        """Advance of a glyph in 1/1000 em."""
        return self.widths.get(gid, self.default)


def widths_of(array: Any) -> Iterator[tuple[int, float]]:
    """Pairs of glyph id and width out of a /W array (ISO 32000-2, 9.7.4.3)."""
    items = list(array)
    index = 0
    while index + 1 < len(items):
        first, second = int(items[index]), items[index + 1]
        if isinstance(second, pikepdf.Array):
            yield from ((first + at, float(width)) for at, width in enumerate(second))
            index += 2
        else:
            width = float(items[index + 2])
            yield from ((gid, width) for gid in range(first, int(second) + 1))
            index += 3


def glyph_widths(resource: Any) -> dict[int, float]:
    """Widths of the glyphs that a font lists or names a character of, the others' by its /DW."""
    descendant = resource.DescendantFonts[0]
    named = dict.fromkeys(mapped(resource), float(descendant.get("/DW", 1000)))
    return named | dict(widths_of(descendant.get("/W", [])))


def mapped(resource: Any) -> dict[int, str]:
    """Character of each code by the font's ToUnicode map (ISO 32000-2, 9.10.3)."""
    if "/ToUnicode" not in resource:
        return {}
    text = resource.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for code, value in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(value).decode("utf-16-be", "replace")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for first, last, value in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = ord(bytes.fromhex(value).decode("utf-16-be", "replace")[0])
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = chr(start + code - int(first, 16))
        for first, values in re.findall(r"<(\w+)>\s*<\w+>\s*\[(.*?)\]", block, re.DOTALL):
            for offset, value in enumerate(re.findall(r"<(\w+)>", values)):
                decoded = bytes.fromhex(value).decode("utf-16-be", "replace")
                found[int(first, 16) + offset] = decoded
    return found


def _characters(descriptor: Any) -> dict[int, str]:
    """Character of each glyph by the cmap inside the embedded font file.

    Of several characters with one glyph it is the lowest that is not a radical.
    """
    for key in ("/FontFile2", "/FontFile3"):
        if key in descriptor:
            face = uharfbuzz.Face(descriptor[key].read_bytes())
            font = uharfbuzz.Font(face)
            codes = sorted(face.unicodes, key=lambda code: (0x2E80 <= code < 0x2FE0, code))
            pairs = ((font.get_nominal_glyph(code), code) for code in codes)
            found: dict[int, str] = {}
            for gid, code in pairs:
                if gid:
                    found.setdefault(gid, chr(code))
            return found
    return {}
