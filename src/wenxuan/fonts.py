"""The fonts of the press: a manifest of faces, chains by role, coverage, subsets.

One unique family name for each file: WeasyPrint embeds one file for two faces of a family
and draws the second with the glyphs of the first. Fontconfig sees our folder only, so that no
font of the machine can slip in.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import uharfbuzz as hb

from wenxuan.code_table import Phrase
from wenxuan.declarations import keep_declarations
from wenxuan.diagnostics import Report, Span
from wenxuan.libraries import read_swiftly
from wenxuan.metadata import Head, Text
from wenxuan.output import write_atomic
from wenxuan.resources import resource_folder
from wenxuan.schema import validate
from wenxuan.yamltree import parse_yaml


class FaceHead(Head):
    """One font file of fonts.yaml."""

    file: Text
    family: Text
    role: Text
    weight: int
    style: Text
    languages: tuple[Text, ...]
    source: dict[str, str]
    sha256: Text
    license: Text
    license_file: Text


class FontsHead(Head):
    """fonts.yaml."""

    faces: tuple[FaceHead, ...]
    roles: dict[str, dict[str, tuple[str, ...]]]
    last: tuple[str, ...] = ()
    substitutes: dict[str, dict[str, str]] = {}
    bold: dict[str, str] = {}
    italic: dict[str, str] = {}


@dataclass(frozen=True, kw_only=True)
class FontFile:
    """One font file, opened when it is first asked for."""

    head: FaceHead
    path: Path

    @cached_property
    def data(self) -> bytes:
        """The bytes, proven against the manifest; raises ValueError when they differ."""
        data = self.path.read_bytes()
        if hashlib.sha256(data).hexdigest() != self.head.sha256:
            raise ValueError(self.head.file)
        return data

    @cached_property
    def characters(self) -> frozenset[int]:
        """The code points it has."""
        return frozenset(hb.Face(self.data).unicodes)

    @cached_property
    def _glyphs(self) -> Any:
        # Mapped, not read: a process holds no copy of the megabytes of a face.
        return hb.Font(hb.Face(hb.Blob.from_file_path(str(self.path)))).get_nominal_glyph

    def among(self, codes: Iterable[int]) -> frozenset[int]:
        """Those of some code points that it has: to name all takes 5 ms."""
        glyph = self._glyphs
        return frozenset(code for code in codes if glyph(code))


@dataclass(frozen=True, kw_only=True)
class FontSet:
    """All faces, and for one language the chain of families of each role."""

    folder: Path
    language: str
    files: tuple[FontFile, ...]
    roles: Mapping[str, tuple[str, ...]]
    last: tuple[str, ...] = ()
    """Families that every chain ends in: what one role can set, all can."""
    bold: Mapping[str, str] = field(default_factory=dict)
    italic: Mapping[str, str] = field(default_factory=dict)
    own: bool = True
    """False when the language has no chains and those of zh-Hans stand in."""

    def family(self, name: str) -> FontFile:
        """The file of a family; raises KeyError for one that is not in the manifest."""
        for font in self.files:
            if font.head.family == name:
                return font
        raise KeyError(name)

    @property
    def used(self) -> frozenset[str]:
        """Families of all chains of this language: what a style sheet needs to name."""
        plain = frozenset(self.last).union(*self.roles.values())
        faces = (table.get(family) for table in (self.bold, self.italic) for family in plain)
        return plain.union(family for family in faces if family)

    def chain(self, role: str, *, bold: bool = False, italic: bool = False) -> tuple[str, ...]:
        """Families of a role, the wanted face of the first before the regular ones."""
        own = self.roles[role]
        first, chain = own[0], tuple(dict.fromkeys((*own, *self.last)))
        wanted = self.bold.get(first) if bold else self.italic.get(first) if italic else None
        return (wanted, *chain) if wanted else chain

    def css_chain(self, role: str, *, bold: bool = False, italic: bool = False) -> str:
        """The value of `font-family` for a role."""
        return ", ".join(f'"{family}"' for family in self.chain(role, bold=bold, italic=italic))

    def missing(self, characters: Iterable[str], role: str = "song") -> list[str]:
        """Characters that no face of the role's chain has, in order."""
        have = self.covered(role)
        return [c for c in characters if ord(c) not in have and not _invisible(c)]

    def covered(self, role: str) -> frozenset[int]:
        """All code points of a role's chain."""
        return self._have(self.chain(role))

    def beyond(self, role: str, codes: Set[int]) -> tuple[frozenset[int], frozenset[int]]:
        """Of some code points those for which a role must borrow, and those that no face has.

        It borrows from the faces that every chain ends in.
        """
        rest = codes - self._among(self.roles[role], codes)
        borrowed = self._among(self.last, rest)
        visible = frozenset(code for code in borrowed if not _invisible(chr(code)))
        return visible, frozenset(rest - borrowed)

    def light(self, role: str, codes: Set[int]) -> frozenset[int]:
        """Those of some code points that the faces of a role have and its bold face has not."""
        first = self.roles[role][0]
        bold = self._among((self.bold.get(first, first),), codes)
        more = self._among(self.roles[role], codes) - bold
        return frozenset(code for code in more if not _invisible(chr(code)))

    def _among(self, families: Iterable[str], codes: Set[int]) -> Set[int]:
        rest = codes
        for name in families:
            rest = rest - self.family(name).among(rest)
        return codes - rest

    def _have(self, families: Iterable[str]) -> frozenset[int]:
        return frozenset().union(*(self.family(name).characters for name in families))


def _invisible(character: str) -> bool:
    """White space, joiners and variation selectors need no glyph."""
    code = ord(character)
    return (
        character.isspace()
        or 0x200B <= code <= 0x200D
        or code in (0x2060, 0xFEFF, 0xAD)
        or (0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF)
    )


@lru_cache(maxsize=8)
def load_fonts(language: str) -> FontSet:
    """The font set of a language, or of its script; without chains of its own that of zh-Hans.

    Raises FileNotFoundError or ValueError when the installation is damaged.
    """
    folder = resource_folder("fonts")
    report = Report()
    text = (folder / "fonts.yaml").read_text(encoding="utf-8")
    tree = parse_yaml(text, "fonts/fonts.yaml", report)
    head = validate(FontsHead, tree, report) if tree else None
    if head is None:
        raise ValueError("; ".join(f"{d.span} {d.message()}" for d in report))
    script = "-".join(language.split("-")[:2])
    roles = head.roles.get(language) or head.roles.get(script)
    return FontSet(
        folder=folder,
        language=language,
        files=tuple(FontFile(head=face, path=folder / face.file) for face in head.faces),
        roles=roles or head.roles["zh-Hans"],
        last=head.last,
        own=roles is not None,
        bold=head.bold,
        italic=head.italic,
    )


def font_faces_css(fonts: FontSet) -> str:
    """`@font-face` rules for print."""
    rule = '@font-face {{ font-family: "{0}"; src: url("{1}"); }}\n'
    used = fonts.used
    faces = (font for font in fonts.files if font.head.family in used)
    return "".join(rule.format(font.head.family, _address(font)) for font in faces)


def font_places(fonts: FontSet) -> dict[str, Path]:
    """The addresses that these rules name, and their files."""
    return {_address(f): f.path for f in fonts.files}


def _address(font: FontFile) -> str:
    return f"book:///fonts/{font.head.file}"


def prepare_fontconfig(fonts: FontSet, cache: Path) -> None:
    """Point fontconfig at the files of our manifest only; runs before WeasyPrint is first imported.

    An empty font folder makes Pango crash; ours is proven not to be.
    """
    read_swiftly()
    keep_declarations(cache.resolve() / "declarations")
    # Fontconfig looks a relative name up elsewhere, and then takes the fonts of the machine.
    folder = cache.resolve() / "fontconfig"
    folder.mkdir(parents=True, exist_ok=True)
    ours = "".join(f"<glob>{_xml(f.path)}</glob>" for f in fonts.files)
    configuration = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{_xml(fonts.folder)}</dir>\n  <cachedir>{_xml(folder)}</cachedir>\n"
        "  <selectfont><rejectfont><glob>*</glob></rejectfont>\n"
        f"  <acceptfont>{ours}</acceptfont></selectfont>\n</fontconfig>\n"
    )
    file = folder / "fonts.conf"
    if not file.is_file() or file.read_text(encoding="utf-8") != configuration:
        write_atomic(file, configuration.encode())
    os.environ["FONTCONFIG_FILE"] = str(file)


def _xml(path: Path) -> str:
    return str(path.resolve()).replace("&", "&amp;").replace("<", "&lt;")


# Layout features that reading systems use; `*` would double the size of a subset.
_KEPT = (
    "ccmp",
    "locl",
    "kern",
    "liga",
    "vert",
    "vrt2",
    "halt",
    "palt",
    "chws",
    "vchw",
    "mark",
    "mkmk",
)


def subset(font: FontFile, characters: Iterable[str]) -> bytes:
    """A subset of a face as a TrueType file for embedding in an EPUB; same input, same bytes."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).update({ord(c) for c in characters})
    features = wanted.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG)
    features.clear()
    features.update({int.from_bytes(tag.encode(), "big") for tag in _KEPT})
    return bytes(hb.subset(hb.Face(font.data), wanted).blob.data)


def check_files(fonts: FontSet, span: Span, report: Report) -> None:
    """Report every font file that is missing or whose bytes are not those of the manifest."""
    for font in fonts.files:
        try:
            with font.path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            report.add("FNT005", span, name=font.head.file, why=error.strerror or "?")
            continue
        if digest != font.head.sha256:
            report.add("FNT002", span, name=font.head.file)


def check_coverage(
    text: Iterable[tuple[Span, str]],
    fonts: FontSet,
    report: Report,
    role: str = "song",
    place: str | Phrase = "",
) -> None:
    """Report what no face has, at its place; `place` says more of where.

    Words of an alphabet that is not here are one finding; a Han character is one each.
    """
    have = fonts.covered(role)
    for span, run in text:
        for i, words in _unknown(run, have):
            codes = [f"{ord(c):04X}" for c in dict.fromkeys(words) if not c.isspace()]
            code = ", U+".join(codes[:3]) + (", …" if len(codes) > 3 else "")
            shown = words if len(words) <= 24 else words[:24] + "…"
            report.add("FNT001", span.right(i), character=shown, code=code, place=place)


def _unknown(run: str, have: frozenset[int]) -> Iterator[tuple[int, str]]:
    """Where characters without a glyph begin, and those of one alphabet that follow."""
    found, script = "", ""
    start = 0
    for i, character in enumerate((*run, "")):
        lacking = bool(character) and ord(character) not in have and not _invisible(character)
        alphabet = _alphabet(character) if lacking else ""
        if found and (alphabet == script != "" or (script and character == " ")):
            found += character
            continue
        if found:
            yield start, found.rstrip()
        found, script, start = (character, alphabet, i) if lacking else ("", "", i)


def _alphabet(character: str) -> str:
    """The script of a letter or of its mark, as its Unicode name begins; none for Han and signs."""
    letter = unicodedata.category(character)[0] in "LM"
    script = unicodedata.name(character, "").split(" ")[0] if letter else ""
    return "" if script == "CJK" else script


def harfbuzz_version() -> str:
    """Version of the HarfBuzz that subsets and measures (the wheel's, not the system's)."""
    return str(hb.version_string())
