"""The embedded fonts: what each face sets, the style sheet that names them, the subsets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from wenxuan.diagnostics import Report
from wenxuan.epub.container import Resource
from wenxuan.epub.keeping import Keeper, kept, key
from wenxuan.epub.leaves import STYLE
from wenxuan.fonts import FontFile, FontSet, subset
from wenxuan.layout.loader import Layout
from wenxuan.layout.loader import chosen as chosen_option
from wenxuan.layout.templates import render
from wenxuan.metadata import PublicationHead

FONT_TYPE = "application/vnd.ms-opentype"
"""Media type of TrueType files that all checkers and reading systems accept."""
_GENERIC = {"song": "serif", "hei": "sans-serif", "kai": "serif", "mono": "monospace"}
# Faces of reading systems that stand for 楷 before the generic family: none in Japanese, Korean.
_KAI = {"zh-Hans": ("Kaiti SC", "STKaiti", "KaiTi")} | dict.fromkeys(
    ("zh-Hant-TW", "zh-Hant-HK"), ("Kaiti TC", "BiauKai", "DFKai-SB")
)
_RARE = ((0x3400, 0x4DBF), (0x9FA6, 0x9FFF), (0xE000, 0xF8FF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
"""Han characters that faces of reading systems often lack (beyond GBK), and private use."""

Uses = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The style sheet and the subsets that it names."""

    css: str
    characters: Uses
    """Family to what its subset has."""


def is_rare(character: str) -> bool:
    """True for a character that a reading system's own faces may lack."""
    return any(first <= ord(character) <= last for first, last in _RARE)


def chosen(uses: Uses, headings: frozenset[str], mode: str) -> dict[str, set[str]]:
    """What is embedded: `embed` all, `headings` the faces that headings use, `none` no face.

    Rare characters always are.
    """
    kept = {
        family: characters
        if mode == "embed" or (mode == "headings" and family in headings)
        else set(filter(is_rare, characters))
        for family, characters in uses.items()
    }
    return {family: characters for family, characters in kept.items() if characters}


def style(
    layout: Layout, fonts: FontSet, families: Sequence[str], report: Report, head: PublicationHead
) -> str | None:
    """The layout's style sheet; `face(role)` names only families that are embedded."""
    faces = [
        {"family": file.head.family, "file": f"fonts/{file.head.file}", "style": file.head.style,
         "weight": "bold" if file.head.weight >= 600 else "normal"}
        for file in fonts.files
        if file.head.family in families
    ]  # fmt: skip
    context = {
        "face": partial(_chain, fonts, frozenset(families), head.language),
        "faces": faces,
        "option": partial(chosen_option, layout, head),
    }
    return render(layout, STYLE, context, report)


def _chain(
    fonts: FontSet,
    families: frozenset[str],
    language: str,
    role: str,
    *,
    bold: bool = False,
    italic: bool = False,
) -> str:
    whole = fonts.chain(role, bold=bold, italic=italic)
    # Without the role's first face the reader's own stands in, not those that a chain ends in.
    chain = [n for n in (whole if whole[0] in families else fonts.roles[role]) if n in families]
    system = _KAI.get(language, ()) if role == "kai" else ()
    names = ", ".join(f'"{name}"' for name in (*chain, *system))
    generic = _GENERIC.get(role, "serif")
    return f"{names}, {generic}" if names else generic


def typefaces(families: Sequence[str]) -> tuple[str, ...]:
    """What an imprint calls the families: without their weights."""
    names = (name.removesuffix(" Bold").removesuffix(" Italic") for name in families)
    return tuple(dict.fromkeys(names))


def font_resources(
    fonts: FontSet, characters: Uses, keeper: Keeper | None = None
) -> Iterator[Resource]:
    """The subsets, made when they are written, and the licenses of their faces."""
    files = [fonts.family(family) for family in characters]
    for n, file in enumerate(files, start=1):
        make = partial(_subset, file, "".join(sorted(characters[file.head.family])), keeper)
        yield Resource(id=f"f{n}", href=f"fonts/{file.head.file}", media_type=FONT_TYPE, data=make)
    for n, text in enumerate(_licenses(files), start=1):
        data = (fonts.folder / text).read_bytes()
        yield Resource(id=f"license-{n}", href=f"fonts/{text}", media_type="text/plain", data=data)


def _subset(file: FontFile, characters: str, keeper: Keeper | None) -> bytes:
    return kept(keeper, key(file.head.sha256, characters), partial(subset, file, characters))


def _licenses(files: Sequence[FontFile]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(file.head.license_file for file in files))
