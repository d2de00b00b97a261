"""Truth of what a finished PDF says about itself: numbers, heads, links, fonts, claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pikepdf

from wenxuan.binding.fontsets import make_subset
from wenxuan.binding.slots import roman
from wenxuan.checks.embedded import glyph_widths, mapped
from wenxuan.checks.pdf_pictures import pictures
from wenxuan.checks.pdf_proof import NOWHERE, Prover
from wenxuan.checks.pdf_reading import family_of
from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Span
from wenxuan.fonts import FontSet
from wenxuan.layout.sizes import Geometry
from wenxuan.proof.comparing import spot
from wenxuan.proof.drawing import Rectangle
from wenxuan.proof.faces import Face, face_of
from wenxuan.proof.job import short
from wenxuan.proof.wanted import bare

_SCHEMES: Final = ("http://", "https://", "mailto:", "tel:")


def numbers(prover: Prover) -> None:
    """Pages are called i, ii… before the body and 1, 2… from it on."""
    body = next((prover.starts[e.piece.key] for e in prover.pieces if e.piece.first), 0)
    for page, label in enumerate(prover.file.labels):
        wanted = roman(page + 1) if page < body else str(page - body + 1)
        if label != wanted:
            prover.add("PRF023", Span(prover.name), page, NOWHERE, wanted=wanted, found=label)


def openings(prover: Prover) -> None:
    """What must begin on a recto is on an odd page of the file."""
    for expected in prover.pieces:
        start = prover.starts[expected.piece.key]
        if expected.opens and start >= 0 and start % 2:
            title = expected.title or expected.piece.recto or expected.piece.key
            prover.add("PRF057", expected.place, start, NOWHERE, title=short(title))


def furniture(prover: Prover, geometry: Geometry) -> None:
    """Each page bears its own number, and the running head of its side and piece."""
    case = prover.file.case
    middle = geometry.height / 2
    for expected, pages in prover.ranges():
        blank = _blanks(prover, pages)
        for page in pages:
            drawn = prover.file.leaves[page].furniture
            low = bare("".join(case.text(s) for s in drawn if s.y < middle))
            high = bare("".join(case.text(s) for s in drawn if s.y >= middle))
            plain = expected.piece.style == "plain" or page in blank
            number = "" if plain else prover.label(page)
            if low != number:
                prover.add("PRF024", expected.place, page, spot(drawn), wanted=number, found=low)
            side = expected.piece.verso if page % 2 else expected.piece.recto
            head = "" if plain or page == pages.start else bare(side)
            if high != head:
                prover.add("PRF025", expected.place, page, spot(drawn),
                           wanted=short(head), found=short(high))  # fmt: skip


def _blanks(prover: Prover, pages: range) -> set[int]:
    """The last page of a piece, when nothing is drawn on it."""
    last = pages[-1] if pages else -1
    leaf = prover.file.leaves[last] if pages else None
    empty = leaf is not None and not leaf.shown and not leaf.painted
    return {last} if empty and len(pages) > 1 else set()


# --- links ----------------------------------------------------------------------------------


def links(prover: Prover) -> None:
    """Every link leads where the source says, and to something that is there."""
    for expected, pages in prover.ranges():
        found: list[str] = []
        for page in pages:
            for target, box in _annotations(prover, page):
                problem = _dead(prover, target)
                if problem:
                    prover.add("PRF021", expected.place, page, box, target=target)
                if not found or found[-1] != target:
                    found.append(target)
        wanted = list(expected.links)
        if sorted(set(found)) != sorted(set(wanted)):
            strange = sorted(set(found) ^ set(wanted))
            prover.add("PRF026", expected.place, pages.start, NOWHERE, targets=" ".join(strange))
        elif expected.piece.kind == "contents" and found != wanted:
            prover.add("PRF026", expected.place, pages.start, NOWHERE, targets="order 次序")


def _dead(prover: Prover, target: str) -> bool:
    if target.startswith("#"):
        return prover.file.destinations.get(target[1:], -1) < 0
    return not target.startswith(_SCHEMES)


def _annotations(prover: Prover, page: int) -> Iterator[tuple[str, Rectangle]]:
    for note in prover.file.pdf.pages[page].get("/Annots", ()):
        if str(note.get("/Subtype", "")) != "/Link":
            continue
        a, b, c, d = (float(side) for side in note.Rect)
        yield _target(note), (min(a, c), min(b, d), max(a, c), max(b, d))


def _target(note: Any) -> str:
    action = note.get("/A")
    place = note.get("/Dest", action.get("/D") if action is not None else None)
    if place is not None:
        return f"#{place}" if isinstance(place, pikepdf.String | pikepdf.Name) else "#"
    return str(action.get("/URI", "")) if action is not None else ""


def outline(prover: Prover) -> None:
    """The outline names every article, and leads to its first page."""
    found: dict[str, list[int]] = {}
    with prover.file.pdf.open_outline() as tree:
        queue = list(tree.root)
        while queue:
            item = queue.pop()
            queue += list(item.children)
            found.setdefault(bare(str(item.title)), []).append(_page_of(prover, item.destination))
    for expected in prover.pieces:
        title, start = bare(expected.title), prover.starts[expected.piece.key]
        if title and start not in found.get(title, []):
            prover.add("PRF027", expected.place, start, NOWHERE, title=short(expected.title))


def _page_of(prover: Prover, place: Any) -> int:
    if isinstance(place, pikepdf.String | pikepdf.Name | str):
        return prover.file.destinations.get(str(place), -1)
    try:
        return prover.file.numbers.get(place[0].objgen, -1)
    except (TypeError, IndexError, AttributeError):
        return -1


# --- fonts ----------------------------------------------------------------------------------


def fonts(prover: Prover, manifest: FontSet) -> None:
    """Every font is the subset of a file of the manifest, bit for bit, and says what it draws."""
    programs: dict[int, tuple[str, set[int], Any]] = {}
    for name, font in prover.file.fonts.items():
        family = family_of(font)
        about = font.DescendantFonts[0].FontDescriptor
        if "/FontFile2" not in about or family not in prover.file.files:
            prover.add("PRF009", Span(prover.name), -1, NOWHERE, font=name)
            continue
        program = about.FontFile2
        used = set(glyph_widths(font))
        programs.setdefault(program.objgen[0], (family, set(), program))[1].update(used)
        face = face_of(prover.file.files[family])
        if what := _otherwise(font, face):
            prover.add("PRF043", Span(prover.name), -1, NOWHERE, font=name, what=what)
        for glyph, text in mapped(font).items():
            if bare(text) and not _says(face, glyph, text):
                prover.add("PRF031", Span(prover.name), -1, NOWHERE, font=name, glyph=glyph,
                           text=text)  # fmt: skip
                break
    for family, used, program in programs.values():
        packed = make_subset(manifest.family(family), sorted(used | {0}))
        if _unpacked(packed) != program.read_bytes():
            prover.add("PRF032", Span(prover.name), -1, NOWHERE, font=family)


def _otherwise(font: Any, face: Face) -> Phrase | None:
    """What of a font resource numbers or spaces glyphs otherwise than their file does."""
    child = font.DescendantFonts[0]
    direct = str(font.get("/Encoding", "")) == "/Identity-H"
    if not direct or str(child.get("/CIDToGIDMap", "")) != "/Identity":
        return Phrase("the numbering of the glyphs", "字形编号")
    widths = glyph_widths(font)
    if any(abs(face.advance(glyph) - width) > 1 for glyph, width in widths.items()):
        return Phrase("the width of a glyph", "字宽")
    return None


def _says(face: Any, glyph: int, text: str) -> bool:
    if len(text) == 1 and face.draws(text, glyph):
        return True
    return bool(bare(face.text(glyph, text)) == bare(text))


def _unpacked(packed: bytes) -> bytes:
    import zlib  # noqa: PLC0415

    return zlib.decompress(packed[4:])


# --- metadata -------------------------------------------------------------------------------


def claims(prover: Prover, language: str) -> None:
    """What the metadata promise holds by the rules that can be seen without a validator."""
    root: Any = prover.file.pdf.Root
    empty: Any = pikepdf.Dictionary()
    if str(root.get("/Lang", "")) != language:
        prover.add("PRF033", Span(prover.name), -1, NOWHERE, claim="Lang",
                   problem=str(root.get("/Lang", "")))  # fmt: skip
    text = root.Metadata.read_bytes().decode("utf-8", "replace") if "/Metadata" in root else ""
    if "pdfuaid" not in text and "pdfaid" not in text:
        return
    viewer = root.get("/ViewerPreferences", empty)
    rules = {
        "MarkInfo": bool(root.get("/MarkInfo", empty).get("/Marked", False)),
        "StructTreeRoot": "/StructTreeRoot" in root,
        "DisplayDocTitle": bool(viewer.get("/DisplayDocTitle", False)),
        "OutputIntents": len(root.get("/OutputIntents", [])) > 0,
        "Alt": all(
            str(element.get("/Alt", "")) for place, element in prover.file.order()
            if place.part == "figure"
        ),
        "Encrypt": not prover.file.pdf.is_encrypted,
        "JavaScript": "/JavaScript" not in root.get("/Names", empty) and "/AA" not in root,
    }  # fmt: skip
    for rule, holds in rules.items():
        if not holds:
            prover.add("PRF033", Span(prover.name), -1, NOWHERE, claim="PDF/UA-1, PDF/A-2a",
                       problem=rule)  # fmt: skip


def truths(prover: Prover, geometry: Geometry, language: str) -> None:
    """All checks of truth but that of the fonts."""
    numbers(prover)
    furniture(prover, geometry)
    links(prover)
    outline(prover)
    pictures(prover)
    claims(prover, language)


def every(prover: Prover, geometry: Geometry, manifest: FontSet, language: str) -> None:
    """All checks of truth; those of `Expected` pieces need their destinations."""
    truths(prover, geometry, language)
    openings(prover)
    fonts(prover, manifest)

