"""One subset of each face for a whole book, its glyphs numbered as in the font file."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import uharfbuzz as hb

from wenxuan.binding.cache import Store
from wenxuan.binding.objects import Writer
from wenxuan.binding.template import number, string
from wenxuan.fonts import FontFile, FontSet, harfbuzz_version

_DROPPED = ("BASE", "DSIG", "GPOS", "GSUB", "GDEF", "JSTF", "LTSH", "PCLT", "vhea", "vmtx", "VORG")
"""Tables that a PDF reader never reads (ISO 32000-2, table 124)."""
_SERIF, _SYMBOLIC = 2, 4
EM = 1000
"""Width of a glyph, in 1/1000 em, that is not listed."""


@dataclass(slots=True)
class Use:
    """What all signatures drew with one font resource."""

    family: str
    texts: dict[int, str] = field(default_factory=dict)
    """Glyph to the characters that it stands for; the first signature decides."""
    seen: set[int] = field(default_factory=set)
    """The glyphs, which tell at once that a signature has no new ones."""


def gather(unions: dict[str, Use], fonts: list[dict[str, Any]]) -> None:
    """Add the glyphs of one signature."""
    for font in fonts:
        union = unions.setdefault(font["hash"], Use(font["family"]))
        glyphs = array("H", font["glyphs"])
        if not union.seen.issuperset(glyphs):
            union.seen.update(glyphs)
            union.texts = dict(zip(glyphs, font["texts"].split("\0"), strict=True)) | union.texts


def signs(font: FontFile, text: Iterable[str]) -> dict[str, int]:
    """Glyphs of characters in a face."""
    face = hb.Font(hb.Face(font.data))
    return {sign: face.get_nominal_glyph(ord(sign)) or 0 for sign in sorted(set(text))}


def write_fonts(
    writer: Writer, home: int, unions: dict[str, Use], fonts: FontSet, store: Store
) -> None:
    """Write the dictionary of fonts as object `home`, and all that it names."""
    families: dict[str, set[int]] = {}
    for union in unions.values():
        families.setdefault(union.family, set()).update(union.texts)
    files = {}
    for family in sorted(families):
        files[family] = writer.reserve()
        data, size = _subset(fonts.family(family), frozenset(families[family]), store)
        head = b"<</Filter/FlateDecode/Length %d/Length1 %d>>" % (len(data), size)
        writer.stream(files[family], head, data)
    entries = []
    for name in sorted(unions):
        union = unions[name]
        entries.append(
            b"/%b %d 0 R" % (name.encode(), _write_font(writer, name, union, fonts, files))
        )
    writer.small(home, b"<<" + b"".join(entries) + b">>")


def _subset(font: FontFile, glyphs: frozenset[int], store: Store) -> tuple[bytes, int]:
    """The face with these glyphs only, compressed, and its size before; kept in the cache."""
    wanted = sorted(glyphs | {0})
    key = store.key("font", font.head.sha256, harfbuzz_version(), repr(wanted))
    kept = store.get(key)
    if kept is None:
        kept = make_subset(font, wanted)
        store.put(key, kept)
    return kept[4:], int.from_bytes(kept[:4], "big")


def make_subset(font: FontFile, wanted: list[int]) -> bytes:
    """A face with some glyphs only, each at its old number: length in 4 bytes, then deflated."""
    request = hb.SubsetInput()
    request.sets(hb.SubsetInputSets.GLYPH_INDEX).update(wanted)
    dropped = request.sets(hb.SubsetInputSets.DROP_TABLE_TAG)
    dropped.update(int.from_bytes(tag.encode(), "big") for tag in _DROPPED)
    request.flags = (
        hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    )
    data = bytes(hb.subset(hb.Face(font.data), request).blob.data)
    return len(data).to_bytes(4, "big") + zlib.compress(data, 7)


def _write_font(
    writer: Writer, name: str, union: Use, fonts: FontSet, files: dict[str, int]
) -> int:
    """A Type 0 font with glyph numbers as codes (ISO 32000-2, 9.7)."""
    file = fonts.family(union.family)
    face = hb.Face(file.data)
    font = hb.Font(face)
    scale = 1000 / face.upem
    widths = {glyph: font.get_glyph_h_advance(glyph) * scale for glyph in sorted(union.texts)}
    home, child, about, unicode = (writer.reserve() for _ in range(4))
    base = f"{name}+{union.family.replace(' ', '-')}".encode()
    writer.deflated(unicode, _to_unicode(union.texts))
    writer.small(about, _descriptor(base, union.family, face, font, widths, files[union.family]))
    writer.small(
        child,
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/DW %d/W[%b]"
        b"/FontDescriptor %d 0 R>>" % (base, EM, _widths(widths), about),
    )
    writer.small(
        home,
        b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]"
        b"/ToUnicode %d 0 R>>" % (base, child, unicode),
    )
    return home


def _descriptor(
    base: bytes, family: str, face: Any, font: Any, widths: dict[int, float], file: int
) -> bytes:
    extents = font.get_font_extents("ltr")
    scale = 1000 / face.upem
    ascent, descent = round(extents.ascender * scale), round(extents.descender * scale)
    fixed = len(set(widths.values())) == 1 and len(widths) > 1
    flags = _SYMBOLIC + (_SERIF if "Serif" in family.split() else 0) + int(fixed)
    box = (0, descent, round(max(widths.values(), default=0)), ascent)
    return (
        b"<</Type/FontDescriptor/FontName/%b/FontFamily%b/Flags %d/FontBBox[%d %d %d %d]"
        b"/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV 80/FontFile2 %d 0 R>>"
        % (base, string(family), flags, *box, ascent, descent, ascent, file)
    )


def _widths(widths: dict[int, float]) -> bytes:
    """Runs of glyphs with consecutive numbers that are not an em wide: `first [w w w]`.

    PDFium looks for each glyph that it draws from the first run to the last: thousands of Han in
    this list would take a third of its time.
    """
    runs = []
    others = [(glyph, width) for glyph, width in widths.items() if width != EM]
    for _, group in groupby(enumerate(others), lambda item: item[1][0] - item[0]):
        run = [item for _, item in group]
        runs.append(b"%d[%b]" % (run[0][0], b" ".join(number(width) for _, width in run)))
    return b"".join(runs)


def _to_unicode(texts: dict[int, str]) -> bytes:
    """The CMap from glyphs to characters (ISO 32000-2, 9.10.3)."""
    lines = [
        b"/CIDInit/ProcSet findresource begin 12 dict begin begincmap",
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def",
        b"/CMapName/Adobe-Identity-UCS def/CMapType 2 def",
        b"1 begincodespacerange<0000><ffff>endcodespacerange",
    ]
    pairs = [
        b"<%04x><%b>" % (glyph, texts[glyph].encode("utf-16-be").hex().encode())
        for glyph in sorted(texts)
    ]
    for start in range(0, len(pairs), 100):
        block = pairs[start : start + 100]
        lines += [b"%d beginbfchar" % len(block), *block, b"endbfchar"]
    lines.append(b"endcmap CMapName currentdict/CMap defineresource pop end end")
    return b"\n".join(lines)
