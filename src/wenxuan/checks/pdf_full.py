"""`wenxuan check` for PDFs: everything that can be proved of the finished files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from wenxuan.checks.anew import Again
from wenxuan.checks.pdf_anew import compare
from wenxuan.checks.pdf_foreign import foreign
from wenxuan.checks.pdf_inert import inert, sheets, titles
from wenxuan.checks.pdf_marks import marks
from wenxuan.checks.pdf_proof import Prover, Spot, spoken
from wenxuan.checks.pdf_reading import Finished, Leaf
from wenxuan.checks.pdf_same import Ink, differ
from wenxuan.checks.pdf_structure import areas, headings, languages
from wenxuan.checks.pdf_truth import every, fonts, truths
from wenxuan.checks.pdf_wanted import Expected, expected
from wenxuan.checks.verapdf import CLAIMS, judge, lacking
from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span
from wenxuan.fonts import FontSet
from wenxuan.gate import shown
from wenxuan.isolation import here
from wenxuan.layout.loader import Layout
from wenxuan.layout.sizes import Geometry
from wenxuan.layout.templates import whole
from wenxuan.mishaps import said
from wenxuan.model import Publication
from wenxuan.printkit.specs import Specs, specs_of
from wenxuan.proof.drawing import Color, Rectangle, as_rgb
from wenxuan.proof.plates import plates


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What was looked at in one PDF."""

    file: Path
    pages: int = 0
    characters: int = 0
    foreign: int = 0
    """Pages that PDFium read and painted."""
    spots: tuple[Spot, ...] = ()
    verdicts: Mapping[str, int] = field(default_factory=dict)
    """Findings of each piece by its key."""

    @property
    def data(self) -> dict[str, str | int]:
        """What stands in report.json."""
        return {
            "file": self.file.name, "pages": self.pages, "characters": self.characters,
            "foreign": self.foreign, "faults": len(self.spots),
        }  # fmt: skip

    def __str__(self) -> str:
        """One line for the terminal."""
        other = f", PDFium read {self.foreign}" if self.foreign else ""
        return (
            f"{shown(self.file)}: {self.pages} pages, {self.characters} characters proved{other}; "
            f"{len(self.spots)} faults"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication with all that its finished files are compared with."""

    publication: Publication
    layout: Layout
    geometry: Geometry
    fonts: FontSet
    anew: Again | None = None
    """Where the files are compared with what these give now."""

    @property
    def families(self) -> dict[str, Path]:
        """Families of the manifest with their files."""
        return {font.head.family: font.path for font in self.fonts.files}

    def inking(self) -> Ink:
        """What a color of the screen becomes in print, as a screen would show it."""
        publication = self.publication
        specs = specs_of(publication.head, publication.folder, self.layout, Report())
        palette = (specs or Specs()).palette

        def ink(color: Color) -> Color:
            """The color in the inks of the press."""
            return as_rgb(palette.ink(color)) if color and len(color) == 3 else None

        return ink

    def pieces(self) -> list[Expected]:
        """All pieces in the order of the book."""
        return expected(self.publication, self.layout, self.geometry, self.fonts)


@contextmanager
def readable(path: Path, report: Report) -> Iterator[None]:
    """What a stranger's PDF makes the readers raise is a finding: it cannot be read.

    Raises OSError and MemoryError all the same.
    """
    here(shown(path))
    try:
        yield
    except (OSError, MemoryError):
        raise
    except Exception as error:  # of any kind
        report.add("PRF038", Span(shown(path)), name=path.name, problem=said(error))


def prove_screen(
    path: Path, source: Source, report: Report, *, look: bool = True
) -> tuple[Proved, Finished] | None:
    """Prove the edition to read; None, with a finding, when it cannot be read.

    `look` has PDFium read and paint every page. Raises OSError.
    """
    data = path.read_bytes()
    with readable(path, report):
        file = Finished(data, source.families)
        prover = Prover(shown(path), file, source.pieces(), report)
        prover.prove(source.geometry)
        spoken(prover)
        marks(prover)
        every(prover, source.geometry, source.fonts, source.publication.head.language)
        headings(prover)
        languages(prover, source.publication.head.language)
        areas(prover)
        _itself(prover, source)
        looked = foreign(prover, data, range(len(file.leaves))) if look else 0
        _anew(prover, data, source, "screen")
        proved = Proved(
            file=path, pages=len(file.leaves), characters=_characters(file, file.leaves),
            foreign=looked, spots=tuple(prover.spots), verdicts=prover.verdicts,
        )  # fmt: skip
        return proved, file
    return None


def prove_whole(data: bytes, source: Source, report: Report, name: str) -> None:
    """The glyph proof of a document laid out as one, before it is written.

    WeasyPrint marks heads and folios like text that no element holds, and cuts fonts its own way:
    what is marked so is taken for a head or folio here, and the fonts are not compared.
    """
    file = Finished(data, source.families)
    held = {(place.page, place.mark) for place, _ in file.order()}
    for page, leaf in enumerate(file.leaves):
        leaf.furniture += [one for one in leaf.shown if (page, one.mark) not in held]
        leaf.shown = [one for one in leaf.shown if (page, one.mark) in held]
    prover = Prover(name, file, source.pieces(), report)
    prover.prove(source.geometry)
    spoken(prover)
    truths(prover, source.geometry, source.publication.head.language)
    spots = [(spot.page, spot.box) for spot in prover.spots]
    report.plates += [(name, page + 1, png) for page, png in plates(data, spots)]


def _characters(file: Finished, leaves: Sequence[Leaf]) -> int:
    return sum(len(file.case.text(one)) for leaf in leaves for one in leaf.shown)


def prove_print(
    path: Path, source: Source, screen: Finished, report: Report, *, look: bool = True
) -> Proved | None:
    """Prove that the edition to print shows glyph for glyph what the edition to read shows.

    `look` has PDFium read and paint every page. Raises OSError.
    """
    data = path.read_bytes()
    with readable(path, report):
        file = Finished(data, source.families)
        prover = Prover(shown(path), file, (), report)
        spots, ink = prover.spots, source.inking()
        for page in range(max(len(file.leaves), len(screen.leaves))):
            if differ(file, screen, page, ink):
                label = screen.labels[page] if page < len(screen.labels) else str(page + 1)
                report.add("PRF036", Span(shown(path)), name=path.name, page=label)
                box = _first(file, page)
                spots.append(Spot(code="PRF036", page=page, box=box, span=Span(shown(path))))
        fonts(prover, source.fonts)
        _itself(prover, source)
        looked = foreign(prover, data, range(len(file.leaves))) if look else 0
        _anew(prover, data, source, "print")
        return Proved(
            file=path, pages=len(file.leaves), characters=_characters(file, file.leaves),
            foreign=looked, spots=tuple(spots),
        )  # fmt: skip
    return None


def _anew(prover: Prover, data: bytes, source: Source, edition: str) -> None:
    """A file in which nothing was found so far against the same edition, made anew."""
    anew = None if prover.spots else source.anew
    model = anew.edition(edition) if anew else None
    if anew is not None and model is not None:
        dated = source.publication.head.date is not None
        compare(prover, data, model, source.families, dated=dated, elsewhere=anew.elsewhere)


def _itself(prover: Prover, source: Source) -> None:
    """What a file of pages is, whatever they show."""
    head = source.publication.head
    inert(prover)
    sheets(prover, source.geometry.width, source.geometry.height)
    titles(prover, whole(head.title), tuple(c.name for c in head.contributors))


def _first(file: Finished, page: int) -> Rectangle:
    if page >= len(file.leaves) or not file.leaves[page].shown:
        return 0.0, 0.0, 0.0, 0.0
    one = file.leaves[page].shown[0]
    return one.x, one.y, one.right, one.y + one.size


def unchanged(folder: Path, report: Report) -> None:
    """Artifacts are what the last build wrote; one made anew by a later step is told.

    Raises OSError.
    """
    about = folder / "report.json"
    if not about.is_file():
        return
    for artifact in json.loads(about.read_text(encoding="utf-8")).get("artifacts", ()):
        path = folder / artifact["file"]
        if not path.is_file() and artifact["edition"] != "epub":
            report.add("PRF046", Span(shown(path)), name=path.name)
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            if digest != artifact["sha256"]:
                report.add("PRF037", Span(shown(path)), name=path.name)


def told(file: Finished, name: str, report: Report) -> None:
    """Judge what the metadata claim by veraPDF, or say that nobody did."""
    text = b""
    if "/Metadata" in file.pdf.Root:
        text = file.pdf.Root.Metadata.read_bytes()
    flavors = [flavor for mark, flavor in CLAIMS if mark in text]
    why = lacking()
    if why:
        what = Phrase("claims of the metadata by veraPDF", "veraPDF 对元数据声明的检验")
        report.add("PRF039", Span(name), what=what, why=why)
        return
    for flavor, problem in judge(Path(name), flavors):
        report.add("PRF033", Span(name), claim=flavor, problem=problem, page="")
