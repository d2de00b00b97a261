"""Fonts as the composer sees them: HarfBuzz faces found through the style's Pango font set."""

from __future__ import annotations

from typing import Any, Final
from weakref import WeakKeyDictionary

import uharfbuzz

from wenxuan.typography.classes import AMBIGUOUS

from . import seams

# What the composer does itself must not also be done by the font.
_OWN: Final = {"chws": False, "vchw": False, "halt": False, "vert": False}

Features = tuple[tuple[str, int], ...]


class Face:
    """One font file at one face index: shapes text in 1/1000 em."""

    __slots__ = (
        "blank_glyph", "blank_width", "color", "em_blank", "font", "key", "pango_font", "upem",
        "variable",
    )

    def __init__(self, pango_font: Any, blob: uharfbuzz.Blob, index: int) -> None:
        face = uharfbuzz.Face(blob, index)
        self.pango_font = pango_font
        self.key = seams.get_pango_font_key(pango_font)[0]
        self.font = uharfbuzz.Font(face)
        self.upem = face.upem
        self.variable = face.has_var_data
        self.blank_glyph: int = self.font.get_nominal_glyph(0x20) or 0
        self.blank_width = self.width(self.blank_glyph)
        wide: int = self.font.get_nominal_glyph(0x3000) or 0
        self.em_blank = wide if wide and self.width(wide) == 1000 else 0
        self.color = face.has_color_png or face.has_color_layers or face.has_color_paint

    def covers(self, character: str) -> bool:
        """Tell whether the font has a glyph for the character."""
        return self.font.get_nominal_glyph(ord(character)) is not None

    def shape(
        self, text: str, script: str, language: str, features: Features
    ) -> list[tuple[int, int, float, float, float]]:
        """Glyphs as (glyph id, cluster, advance, x offset, y offset), lengths in 1/1000 em."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.direction = "ltr"
        if script:
            buffer.script = script
        else:
            buffer.guess_segment_properties()
            buffer.direction = "ltr"
        if language:
            buffer.language = language
        uharfbuzz.shape(self.font, buffer, dict(features))
        scale = 1000 / self.upem
        return [
            (info.codepoint, info.cluster, place.x_advance * scale,
             place.x_offset * scale, place.y_offset * scale)
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]

    def width(self, glyph: int) -> int:
        """Advance of a glyph in whole 1/1000 em, as the PDF's width array has it."""
        return round(int(self.font.get_glyph_h_advance(glyph)) * 1000 / int(self.upem))

    def bearings(self, glyph: int) -> tuple[float, float] | None:
        """Left and right side bearing in 1/1000 em, None for a glyph without ink."""
        extents = self.font.get_glyph_extents(glyph)
        if extents is None or not extents.width:
            return None
        scale = 1000 / self.upem
        left = extents.x_bearing * scale
        return left, self.width(glyph) - left - extents.width * scale


class FontCase:
    """The faces of one font configuration, shared by all styles (a case holds the sorts)."""

    def __init__(self) -> None:
        self._faces: dict[int, Face] = {}
        self._blobs: dict[int, uharfbuzz.Blob] = {}
        self.chains: dict[tuple[object, ...], Chain] = {}

    def face(self, address: int, pango_font: Any) -> Face:
        """Face of a Pango font, opened once."""
        face = self._faces.get(address)
        if face is None:
            data, index, read = seams.font_data(pango_font)
            if data not in self._blobs:
                self._blobs[data] = uharfbuzz.Blob(read())
            face = self._faces[address] = Face(pango_font, self._blobs[data], index)
        return face


class Chain:
    """The fonts of one style in order of preference, with its features and language."""

    __slots__ = ("_by_character", "_case", "_fontset", "cases", "features", "han", "language",
                 "metrics")

    def __init__(self, case: FontCase, style: Any, features: Features) -> None:
        self._case = case
        self._fontset = seams.load_fontset(style)
        self._by_character: dict[str, Face] = {}
        self.cases: dict[tuple[object, ...], Any] = {}
        self.metrics: dict[tuple[object, object], tuple[float, float, float]] = {}
        self.features = features
        self.language: str = style["lang"] or ""
        self.han = self._find("永" if not self.language.startswith("ko") else "한")

    def _find(self, character: str) -> Face:
        address, font = seams.fontset_font(self._fontset, character)
        return self._case.face(address, font)

    def face_for(self, character: str, *, cjk: bool) -> Face | None:
        """First face with a glyph for the character; marks of CJK text prefer the Han face."""
        found = self._by_character.get(character)
        if found is None:
            found = self._find(character)
            if cjk and character in AMBIGUOUS and self.han.covers(character):
                found = self.han
            self._by_character[character] = found
        return found if found.covers(character) else None


_CASES: WeakKeyDictionary[Any, FontCase] = WeakKeyDictionary()


def features_of(style: Any) -> Features:
    """OpenType features of a style without those that the composer replaces."""
    asked = seams.font_features(
        style["font_kerning"], style["font_variant_ligatures"], style["font_variant_position"],
        style["font_variant_caps"], style["font_variant_numeric"],
        style["font_variant_alternates"], style["font_variant_east_asian"],
        style["font_feature_settings"],
    )
    merged = {**_OWN, **{key: int(value) for key, value in asked.items()}}
    return tuple(sorted((key, int(value)) for key, value in merged.items()))


def chain_of(style: Any) -> Chain:
    """Font chain of a computed style; styles that ask for the same fonts share one."""
    case = _CASES.get(style.font_config)
    if case is None:
        case = _CASES[style.font_config] = FontCase()
    features = features_of(style)
    key = (
        tuple(style["font_family"]), style["font_style"], style["font_stretch"],
        style["font_weight"], str(style["font_variation_settings"]), style["lang"],
        str(style["font_language_override"]), features,
    )
    chain = case.chains.get(key)
    if chain is None:
        chain = case.chains[key] = Chain(case, style, features)
    return chain
