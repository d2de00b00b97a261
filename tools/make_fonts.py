"""Remakes fonts/ from the packages named in fonts_sources.yaml; same inputs, same bytes.

Needs the clients npm, pip and apt-get, and the Python packages fonttools, uharfbuzz, pyyaml
and chws-tool. Usage: python tools/make_fonts.py [--packages DIR] [--out DIR]
"""

from __future__ import annotations

import argparse
import bz2
import copy
import hashlib
import importlib
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uharfbuzz as hb
import yaml
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

TOOLS = Path(__file__).resolve().parent
DROPPED = ("fpgm", "prep", "cvt ", "gasp", "hdmx", "VDMX", "LTSH", "DSIG", "STAT", "BASE", "meta")
# Horizontal centers of the quotes' ink, in em, as the song face has them.
QUOTE_CENTERS = {"“": 0.747, "”": 0.253, "‘": 0.841, "’": 0.159}
INTERPUNCT = 0.5  # em; GB/T 15834 gives the interpunct half a character
CENTERED_MARKS = "、。，：；！？"
MIDDLE = 0.38  # em; middle of the em box above the baseline
LINE_METRICS = (1.151, 0.286, 0.88, 0.12)  # em; ascent, descent, typo ascent, typo descent
PIP_DOWNLOAD = (sys.executable, "-m", "pip", "download", "--no-deps", "--dest", ".")
LICENSE_LINE = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
RESERVED = 'With Reserved Font Names "霞鹜" and "LXGW".\n\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """One package of a registry, fixed by version and sha256."""

    client: str
    name: str
    version: str
    artifact: str
    sha256: str
    license: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One vendored file and the file of a package that it is made from."""

    file: str
    family: str
    role: str
    weight: int
    style: str
    package: str
    member: str
    sha256: str
    charset: str
    features: str
    notice: str
    license_file: str
    languages: list[str] = field(default_factory=lambda: ["zh-Hans"])
    repairs: list[str] = field(default_factory=list)
    instance: dict[str, float] = field(default_factory=dict)


def obtain(package: Package, folder: Path) -> bytes:
    """The bytes of a package, downloaded into folder if absent; ValueError on a wrong sha256."""
    path = folder / package.artifact
    if not path.exists():
        subprocess.run(download_command(package), cwd=folder, check=True)
    return verified(path.read_bytes(), package.sha256, package.artifact)


def download_command(package: Package) -> list[str]:
    """The command line of the ordinary client that puts the package into the current folder."""
    pinned = {
        "npm": ["npm", "pack", f"{package.name}@{package.version}"],
        "pip": [*PIP_DOWNLOAD, f"{package.name}=={package.version}"],
        "apt": ["apt-get", "download", f"{package.name}={package.version}"],
    }
    return pinned[package.client]


def verified(data: bytes, sha256: str, name: str) -> bytes:
    """The data itself; ValueError unless its sha256 is the one given."""
    if (found := hashlib.sha256(data).hexdigest()) != sha256:
        raise ValueError(f"{name}: sha256 is {found}, not {sha256}")
    return data


def member(archive: bytes, client: str, name: str) -> bytes:
    """One file of a package: a wheel is zip, an npm package tar, a Debian package ar of tar."""
    if client == "pip":
        return zipfile.ZipFile(io.BytesIO(archive)).read(name)
    data = debian_data(archive) if client == "apt" else archive
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        stream = tar.extractfile(name)
        assert stream is not None, name
        return stream.read()


def debian_data(deb: bytes) -> bytes:
    """The data.tar.* of a Debian package; ValueError if there is none. Format: deb(5), ar."""
    at = 8
    while at < len(deb):
        name, size = deb[at : at + 16].strip(), int(deb[at + 48 : at + 58])
        if name.startswith(b"data.tar"):
            return deb[at + 60 : at + 60 + size]
        at += 60 + size + size % 2
    raise ValueError("no data.tar in the package")


def tgh_characters(unihan: bytes) -> set[int]:
    """The code points of 通用规范汉字表 (2013): those with a kTGH field of Unihan (UAX #38)."""
    rows = (line.split("\t") for line in bz2.decompress(unihan).decode().splitlines())
    found = {int(row[0][2:], 16) for row in rows if len(row) == 3 and row[1] == "kTGH"}
    if len(found) != 8105:
        raise ValueError(f"通用规范汉字表 has 8105 characters, not {len(found)}")
    return found


def encoded(codec: str, first: int, last: int) -> set[int]:
    """The code points of the two-byte codes first..last of a legacy codec."""
    codes = (code.to_bytes(2, "big").decode(codec, "ignore") for code in range(first, last + 1))
    return {ord(text) for text in codes if text}


def inclusive(ranges: str) -> Iterator[int]:
    """The code points of blank-separated hexadecimal ranges such as `3000-303F 00B7`."""
    for item in ranges.split():
        first, _, last = item.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def charsets(table: dict[str, Any], tgh: set[int]) -> dict[str, set[int]]:
    """The named character sets of the source table as code points."""
    lists = {
        "tgh8105": tgh,
        "gb2312": encoded("gb2312", 0xA1A1, 0xF7FE),
        "big5-level-1": encoded("big5", 0xA440, 0xC67E),
    }
    sets: dict[str, set[int]] = {}
    for name, row in table.items():
        wanted = set(inclusive(row["ranges"])).union(*(lists[key] for key in row["lists"]))
        kept = wanted - sets.get(row.get("minus", ""), set())
        sets[name] = kept.union(inclusive(row.get("plus", "")))
    return sets


def instanced(data: bytes, location: dict[str, float]) -> bytes:
    """A static font at the location of a variable one; the data itself if location is empty."""
    if not location:
        return data
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    return packed(instantiateVariableFont(font, location))


def subset(data: bytes, characters: set[int], features: list[str]) -> bytes:
    """The font cut down to the characters and layout features, without hints and glyph names."""
    wanted = hb.SubsetInput()
    wanted.unicode_set.clear()
    wanted.unicode_set.update(characters)
    wanted.layout_feature_tag_set.clear()
    wanted.layout_feature_tag_set.update(tag_numbers(features))
    wanted.drop_table_tag_set.update(tag_numbers(DROPPED))
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    return bytes(hb.subset(hb.Face(data), wanted).blob.data)


def tag_numbers(tags: Iterable[str]) -> list[int]:
    """OpenType tags as the 32-bit numbers HarfBuzz uses."""
    return [int.from_bytes(tag.encode(), "big") for tag in tags]


def opened(data: bytes) -> TTFont:
    """A font read so that writing it again keeps its dates and boxes."""
    return TTFont(io.BytesIO(data), recalcTimestamp=False, recalcBBoxes=False)


def packed(font: TTFont) -> bytes:
    """The bytes of a font."""
    stream = io.BytesIO()
    font.save(stream)
    return stream.getvalue()


def remap(font: TTFont, character: str, glyph: str) -> None:
    """Makes a glyph the one of a character in every Unicode cmap that can hold it."""
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in (4, 12):
            table.cmap[ord(character)] = glyph


def repair_dash(font: TTFont) -> None:
    """An em dash is 1 em and a pair 2 em without a gap in every language, as GB/T 15834 wants.

    U+2014 takes the glyph of U+2015, which is 1 em wide, joins (by ccmp or by its ink) and has
    a vertical form; the dash of the sources is 0.89 em unless the language is given.
    """
    bar = font.getBestCmap()[0x2015]
    remap(font, "—", bar)
    shaped = shaped_glyphs(packed(font), "——")
    if len(shaped) == 1:
        remap(font, "⸺", font.getGlyphName(shaped[0]))


def shaped_glyphs(data: bytes, text: str) -> list[int]:
    """The glyph ids HarfBuzz sets for a horizontal text of no stated language."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(hb.Face(data)), buffer)
    return [info.codepoint for info in buffer.glyph_infos]


def repair_interpunct(font: TTFont) -> None:
    """U+00B7 is half an em wide with its ink in the middle."""
    place(font, "·", INTERPUNCT / 2, INTERPUNCT)


def repair_full_interpunct(font: TTFont) -> None:
    """U+00B7 and U+2027 are one em wide with their ink in the middle, as Taiwan sets them."""
    for mark in "·‧":
        place(font, mark, 0.5, 1.0)


def repair_centered(font: TTFont) -> None:
    """Pause and stop marks stand in the middle of their em, as in Taiwan and Hong Kong.

    High ones keep their height above the baseline.
    """
    for mark in CENTERED_MARKS:
        place(font, mark, 0.5, 1.0)
        glyph = font["glyf"][font.getBestCmap()[ord(mark)]]
        if mark not in "！？":
            middle = (glyph.yMin + glyph.yMax) / 2
            glyph.coordinates.translate((0, round(MIDDLE * font["head"].unitsPerEm - middle)))
            glyph.recalcBounds(font["glyf"])


def repair_quotes(font: TTFont) -> None:
    """Curly quotes are 1 em wide, openers inked in the right half, closers in the left."""
    for quote, center in QUOTE_CENTERS.items():
        place(font, quote, center, 1.0)


def place(font: TTFont, character: str, center: float, advance: float) -> None:
    """Centers a character's ink at `center` of an advance, both in em.

    A glyph that other characters use too is copied first.
    """
    em, cmap, outlines = font["head"].unitsPerEm, font.getBestCmap(), font["glyf"]
    name = cmap[ord(character)]
    if sum(other == name for other in cmap.values()) > 1:
        name = copied(font, name, character)
    glyph = outlines[name]
    shift = round(center * em - (glyph.xMin + glyph.xMax) / 2)
    glyph.coordinates.translate((shift, 0))
    glyph.recalcBounds(outlines)
    font["hmtx"][name] = (round(advance * em), glyph.xMin)


def copied(font: TTFont, name: str, character: str) -> str:
    """The name of a new copy of a glyph that only the character uses."""
    new = f"uni{ord(character):04X}.own"
    font["glyf"][new] = copy.deepcopy(font["glyf"][name])
    for tag in ("hmtx", "vmtx"):
        font[tag][new] = font[tag][name]
    remap(font, character, new)
    return new


def with_chws(data: bytes) -> bytes:
    """The font with the features halt, vhal, chws and vchw added where it lacks them."""
    add_chws = importlib.import_module("chws_tool").add_chws
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "face.ttf")
        path.write_bytes(data)
        add_chws(path)
        return path.read_bytes()


def name_and_measure(font: TTFont, face: Face, modified: int) -> None:
    """Gives the face its own names, its dates, and the line metrics of all faces."""
    italic = face.style == "italic"
    style, post_script = ("Italic" if italic else "Regular"), face.file.removesuffix(".ttf")
    version = f"Version {font['head'].fontRevision:.3f}"
    records = {0: face.notice, 1: face.family, 2: style, 3: f"{version};{post_script}",
               4: face.family, 5: version, 6: post_script, 13: LICENSE_LINE}  # fmt: skip
    font["name"].names = []
    for number, text in records.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["head"].modified, font["head"].macStyle = modified, 2 if italic else 0
    font["OS/2"].usWeightClass, font["OS/2"].fsSelection = face.weight, 1 if italic else 64
    font["post"].formatType = 3.0
    set_metrics(font)


def set_metrics(font: TTFont) -> None:
    """Sets hhea, typo and win metrics of a font to the shared ones, scaled to its em."""
    em, wide, typo = font["head"].unitsPerEm, font["hhea"], font["OS/2"]
    ascent, descent, typo_ascent, typo_descent = (round(value * em) for value in LINE_METRICS)
    wide.ascent, wide.descent, wide.lineGap = ascent, -descent, 0
    typo.usWinAscent, typo.usWinDescent = ascent, descent
    typo.sTypoAscender, typo.sTypoDescender, typo.sTypoLineGap = typo_ascent, -typo_descent, 0


REPAIRS = {"dash": repair_dash, "interpunct": repair_interpunct, "quotes": repair_quotes,
           "full interpunct": repair_full_interpunct, "centered": repair_centered}  # fmt: skip


def made(face: Face, source: bytes, characters: set[int], features: list[str]) -> bytes:
    """The vendored file of a face from its source file."""
    modified = opened(source)["head"].modified
    font = opened(subset(instanced(source, face.instance), characters, features))
    for repair in face.repairs:
        if repair in REPAIRS:
            REPAIRS[repair](font)
    if "chws" in face.repairs:
        font = opened(with_chws(packed(font)))
    name_and_measure(font, face, modified)
    return packed(font)


def license_text(copyright_line: str, text: str) -> str:
    """The OFL with the copyright lines of a source font and of its package."""
    if text.startswith("Format:"):  # a Debian copyright file indents the license text
        body = text.rpartition("\nLicense: OFL-1.1\n")[2].partition("\nLicense:")[0]
        lines = (line[1:].removeprefix(".") for line in body.splitlines())
        text = RESERVED + "\n".join(lines)
    return f"{copyright_line.strip()}\n\n{text.strip()}\n"


def manifest_row(face: Face, package: Package, source: bytes, data: bytes) -> dict[str, Any]:
    """The entry of a face in fonts.yaml."""
    font_version = str(opened(source)["name"].getName(5, 3, 1))
    return {
        **{key: getattr(face, key) for key in ("file", "family", "role", "weight", "style")},
        "languages": face.languages,
        "source": {"package": package.name, "client": package.client, "version": package.version,
                   "file": face.member, "font_version": font_version,
                   "sha256": face.sha256},
        "sha256": hashlib.sha256(data).hexdigest(),
        "license": "OFL-1.1", "license_file": f"LICENSES/{face.license_file}",
    }  # fmt: skip


def write_all(table: dict[str, Any], folder: Path, out: Path) -> None:
    """Writes every face, its license, tgh8105.txt and fonts.yaml into `out`."""
    packages = {key: Package(**row) for key, row in table["packages"].items()}
    archives = {key: obtain(package, folder) for key, package in packages.items()}
    tgh_from = table["tgh"]["package"]
    unihan = member(archives[tgh_from], packages[tgh_from].client, table["tgh"]["member"])
    tgh = tgh_characters(unihan)
    (out / "tgh8105.txt").write_text("".join(map(chr, sorted(tgh))), encoding="utf-8")
    sets, rows = charsets(table["charsets"], tgh), []
    for face in (Face(**row) for row in table["faces"]):
        package, archive = packages[face.package], archives[face.package]
        source = verified(member(archive, package.client, face.member), face.sha256, face.member)
        data = made(face, source, sets[face.charset], table["features"][face.features])
        (out / face.file).write_bytes(data)
        line, text = (str(opened(source)["name"].getName(0, 3, 1)),
                      member(archive, package.client, package.license).decode())  # fmt: skip
        path = out / "LICENSES" / face.license_file
        path.write_text(license_text(line, text), encoding="utf-8")
        rows.append(manifest_row(face, package, source, data))
        print(f"{face.file} {len(data):,} bytes")
    shared = {key: table[key] for key in ("roles", "last", "substitutes", "bold", "italic")}
    text = yaml.safe_dump({"faces": rows, **shared}, allow_unicode=True, sort_keys=False, width=100)
    (out / "fonts.yaml").write_text(text, encoding="utf-8")


def main() -> None:
    """Remakes the faces from packages in --packages (kept there) or downloaded for this run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, help="folder that keeps the packages")
    parser.add_argument("--out", type=Path, default=TOOLS.parent / "fonts")
    options = parser.parse_args()
    (options.out / "LICENSES").mkdir(parents=True, exist_ok=True)
    options.packages.mkdir(parents=True, exist_ok=True)
    table = yaml.safe_load((TOOLS / "fonts_sources.yaml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.packages or Path(scratch)
        write_all(table, folder, options.out)


if __name__ == "__main__":
    main()
