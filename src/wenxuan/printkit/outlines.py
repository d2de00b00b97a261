"""Whether an embedded font can draw what pages show: its tables and outlines (OpenType §5)."""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from pikepdf import Dictionary, Object, Stream

from wenxuan.printkit.letters import characters_of
from wenxuan.printkit.typefaces import Typeface

_VERSIONS = (b"\x00\x01\x00\x00", b"true", b"OTTO")
_NEEDED = ("glyf", "loca", "head", "maxp", "hhea", "hmtx")
"""Tables without which a TrueType font in a PDF draws nothing (ISO 32000-1 §9.9)."""


def font_faults(font: Object, face: Typeface) -> Iterator[tuple[str, str]]:
    """PRT305 and why the program is damaged, or PRT306 and the characters that it cannot draw."""
    program = _program(font)
    if program is None:
        return
    fault = program_fault(program)
    if fault:
        yield "PRT305", fault
    elif face.wide and face.straight and program[:4] != b"OTTO":
        shown = {code for data in face.shown for code in _codes(data)}
        lost = undrawn(program, shown, characters_of(font))
        if lost:
            yield "PRT306", lost


def _program(font: Object) -> bytes | None:
    """An OpenType font file; None where there is none or of another kind."""
    inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    file = inner.get("/FontDescriptor", Dictionary()).get("/FontFile2")
    return bytes(file.read_bytes()) if isinstance(file, Stream) else None


def _codes(data: bytes) -> Iterable[int]:
    return struct.unpack(f">{len(data) // 2}H", data[: len(data) // 2 * 2])


def _tables(data: bytes) -> dict[str, tuple[int, int]]:
    """Tag to offset and length; raises struct.error where the directory is cut."""
    (count,) = struct.unpack_from(">H", data, 4)
    rows = (struct.unpack_from(">4sIII", data, 12 + 16 * i) for i in range(count))
    return {tag.decode("latin-1").strip(): (at, size) for tag, _, at, size in rows}


def program_fault(data: bytes) -> str | None:
    """Why a font file is damaged, or None: every table lies in the file, every outline in glyf."""
    if data[:4] not in _VERSIONS:
        return "no OpenType font"
    try:
        tables = _tables(data)
        for tag, (at, size) in tables.items():
            if at + size > len(data):
                return f"{tag}: {at + size - len(data)} bytes are missing"
        if data[:4] == b"OTTO":
            return None
        missing = [tag for tag in _NEEDED if tag not in tables]
        if missing:
            return f"no {missing[0]}"
        places = _places(data, tables)
    except struct.error:
        return "the file is cut short"
    whole = places == sorted(places) and places[-1] <= tables["glyf"][1]
    return None if whole else "loca points beyond glyf"


def _places(data: bytes, tables: Mapping[str, tuple[int, int]]) -> list[int]:
    """Where each outline begins in glyf, and where the last one ends."""
    (long,) = struct.unpack_from(">h", data, tables["head"][0] + 50)
    (glyphs,) = struct.unpack_from(">H", data, tables["maxp"][0] + 4)
    form = f">{glyphs + 1}{'I' if long else 'H'}"
    if struct.calcsize(form) > tables["loca"][1]:
        raise struct.error(form)
    places = struct.unpack_from(form, data, tables["loca"][0])
    return [place if long else 2 * place for place in places]


def undrawn(data: bytes, glyphs: Iterable[int], characters: Mapping[int, str]) -> str:
    """Characters that pages show and that have no outline; white space and controls need none."""
    places = _places(data, _tables(data))
    empty = (
        glyph
        for glyph in sorted(glyphs)
        if glyph + 1 >= len(places) or places[glyph] == places[glyph + 1]
    )
    lost = (characters.get(glyph, "") for glyph in empty)
    return "".join(text for text in lost if any(_inked(c) for c in text))


def _inked(character: str) -> bool:
    return unicodedata.category(character)[0] not in "ZC"
