"""Glyphs read as characters by the font file's own tables, which no claim of a PDF can change."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path

import uharfbuzz as hb

_FEATURES: tuple[dict[str, bool], ...] = (
    {}, {"tnum": True}, {"pnum": True}, {"lnum": True}, {"onum": True}, {"smcp": True},
    {"liga": False, "clig": False}, {"vert": True}, {"hwid": True}, {"fwid": True},
)  # fmt: skip
"""Ways in which a layout may ask for the same character."""
_SCRIPTS = tuple(
    product(("", "Hani", "Kana", "Latn", "Hang"), ("zh-hans", "zh-hant", "ja", "ko", "en"))
)
"""Scripts and languages whose forms a file may hold for a character."""


class Face:
    """One font file of the manifest."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.face = hb.Face(hb.Blob.from_file_path(str(path)))
        self.font = hb.Font(self.face)
        self.bare: dict[int, str] = {}
        """Characters of glyphs that were asked for, without white space."""

    def text(self, glyph: int, claim: str) -> str:
        """The character of a glyph; empty when the file gives it none.

        `claim` is only where to look first: it counts when the file confirms it.
        """
        if not glyph:
            return ""
        if claim and self._nominal(claim, glyph):
            return claim
        ligature = self._shaped(glyph, claim) if len(claim) > 1 else ""
        return ligature or self.reverse.get(glyph, "") or self._shaped(glyph, claim)

    def _nominal(self, claim: str, glyph: int) -> bool:
        if len(claim) == 1:
            return bool(self.font.get_nominal_glyph(ord(claim)) == glyph)
        if len(claim) == 2 and 0xFE00 <= ord(claim[1]) <= 0xE01EF:
            return bool(self.font.get_variation_glyph(ord(claim[0]), ord(claim[1])) == glyph)
        return False

    @cached_property
    def reverse(self) -> Mapping[int, str]:
        """Every glyph of the cmap to the least of its characters that is no radical."""
        codes = sorted(self.face.unicodes, key=lambda code: (0x2E80 <= code < 0x2FE0, code))
        found: dict[int, str] = {}
        for code in codes:
            glyph = self.font.get_nominal_glyph(code)
            if glyph:
                found.setdefault(glyph, chr(code))
        return found

    def draws(self, character: str, glyph: int) -> bool:
        """Whether the file draws a character by this glyph (several may share one)."""
        return bool(self.font.get_nominal_glyph(ord(character)) == glyph)

    def sides(self, glyph: int) -> tuple[float, float]:
        """The blank to the left and to the right of a glyph's ink in em; 0 where it has none."""
        extents = self.font.get_glyph_extents(glyph)
        if extents is None or not extents.width:
            return 0.0, 0.0
        left = extents.x_bearing
        right = self.font.get_glyph_h_advance(glyph) - left - extents.width
        return left / self.face.upem, right / self.face.upem

    def broad(self, glyph: int) -> bool:
        """Whether a glyph's ink is a fifth of an em wide and high at least: 一 and l are not."""
        extents = self.font.get_glyph_extents(glyph)
        least = self.face.upem / 5
        return extents is not None and extents.width > least and -extents.height > least

    def advance(self, glyph: int) -> float:
        """The width of a glyph in 1/1000 em."""
        return float(self.font.get_glyph_h_advance(glyph) * 1000 / self.face.upem)

    def _shaped(self, glyph: int, claim: str) -> str:
        """The claim, where shaping it gives just this glyph by some feature."""
        if not claim:
            return ""
        for script, language in _SCRIPTS:
            for features in _FEATURES:
                buffer = hb.Buffer()
                buffer.add_str(claim)
                buffer.guess_segment_properties()
                buffer.language = language
                if script:
                    buffer.script = script
                hb.shape(self.font, buffer, features)
                if [info.codepoint for info in buffer.glyph_infos] == [glyph]:
                    return claim
        return ""


@lru_cache(maxsize=64)
def face_of(path: Path) -> Face:
    """The face of a font file, opened once in a process."""
    return Face(path)


@lru_cache(maxsize=64)
def family_of(path: Path) -> str:
    """The name by which a font file's family is asked for (its typographic or its plain one)."""
    face = face_of(path).face
    return str(face.get_name(16) or face.get_name(1) or "")
