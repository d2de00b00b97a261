"""Nothing in a finished PDF acts or is carried along, and its pages are those of the book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pikepdf

from wenxuan.checks.pdf_proof import NOWHERE, Prover
from wenxuan.diagnostics import Span

_ACTIONS: Final = ("/URI", "/GoTo")
"""All that a link may do."""
_CARRIED: Final = ("/EmbeddedFiles", "/JavaScript", "/Renditions")
_ROOT: Final = ("/AA", "/OCProperties", "/AcroForm", "/Collection", "/AF")
_NEAR: Final = 0.6
"""Points by which a page may differ from the book's: half of one and what rounding adds."""


def inert(prover: Prover) -> None:
    """No scripts, actions, attachments, layers, forms, nor annotations but links."""
    pdf = prover.file.pdf
    root: Any = pdf.Root
    for what in _of_root(root):
        prover.add("PRF047", Span(prover.name), -1, NOWHERE, what=what)
    for page, leaf in enumerate(pdf.pages):
        if "/AA" in leaf.obj:
            prover.add("PRF047", Span(prover.name), page, NOWHERE, what="/AA")
        for note in leaf.obj.get("/Annots", ()):
            for what in _of_note(note):
                prover.add("PRF047", Span(prover.name), page, NOWHERE, what=what)


def _of_root(root: Any) -> Iterator[str]:
    names = root.get("/Names", pikepdf.Dictionary())
    yield from (name for name in _CARRIED if name in names)
    yield from (name for name in _ROOT if name in root)
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S", "")) != "/GoTo":
        yield "/OpenAction"


def _of_note(note: Any) -> Iterator[str]:
    if str(note.get("/Subtype", "")) != "/Link":
        yield str(note.get("/Subtype", "/Annot"))
    if "/AA" in note or "/AP" in note:
        yield "/AA" if "/AA" in note else "/AP"
    action = note.get("/A")
    if action is not None and ("/Next" in action or str(action.get("/S", "")) not in _ACTIONS):
        yield str(action.get("/S", "/Next"))


def sheets(prover: Prover, width: float, height: float) -> None:
    """Each page has the book's size inside its trim, upright, in points, shown whole."""
    for page, leaf in enumerate(prover.file.pdf.pages):
        trim, media, crop = (_box(box) for box in (leaf.trimbox, leaf.mediabox, leaf.cropbox))
        found = {
            "TrimBox": _size(trim, width, height),
            "CropBox": crop not in (media, trim),
            "Rotate": int(leaf.obj.get("/Rotate", 0)) % 360 != 0,
            "UserUnit": float(leaf.obj.get("/UserUnit", 1)) != 1,
        }
        for what, wrong in found.items():
            if wrong:
                prover.add("PRF048", Span(prover.name), page, NOWHERE, what=what)


def _box(box: Any) -> tuple[float, ...]:
    return tuple(round(float(side), 2) for side in box)


def _size(box: tuple[float, ...], width: float, height: float) -> bool:
    return abs(box[2] - box[0] - width) > _NEAR or abs(box[3] - box[1] - height) > _NEAR


def titles(prover: Prover, title: str, authors: tuple[str, ...]) -> None:
    """The file is called what the publication is called, and names whom it names."""
    info: Any = prover.file.pdf.docinfo
    xmp: Any
    with prover.file.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as xmp:
        said = {
            "Title": (title, str(info.get("/Title", ""))),
            "Author": ("; ".join(authors), str(info.get("/Author", ""))),
            "dc:title": (title, str(xmp.get("dc:title", ""))),
            "dc:creator": ("; ".join(authors), "; ".join(xmp.get("dc:creator", ()))),
        }
    for name, (wanted, found) in said.items():
        if wanted != found:
            prover.add("PRF049", Span(prover.name), -1, NOWHERE, name=name,
                       wanted=wanted, found=found)  # fmt: skip
