"""The finished files of a publication against its sources and each other: `wenxuan check`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wenxuan.anew import Anew
from wenxuan.assemble import slug_of
from wenxuan.checks.ebook import check_ebook
from wenxuan.checks.ebook_outside import missing
from wenxuan.checks.pdf_full import (
    Proved,
    Source,
    prove_print,
    prove_screen,
    told,
    unchanged,
)
from wenxuan.checks.pdf_reading import Finished
from wenxuan.diagnostics import Report, Severity, Span
from wenxuan.fonts import prepare_fontconfig
from wenxuan.gate import shown
from wenxuan.layout.cover import cover_page
from wenxuan.layout.loader import chosen
from wenxuan.pipeline import Prepared, prepare
from wenxuan.proof.plates import plates
from wenxuan.report import add_proof
from wenxuan.report_page import Picture

MOST = 20
"""Findings of one code that are told one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was looked at in one file."""

    file: Path
    faults: int
    """Errors and warnings found."""
    compared: int = 0
    """Pages of print whose first characters stand at their markers."""
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Labels of the pages that begin with no text of the e-book, by kind."""
    judged: bool = False
    """True when EPUBCheck ran."""

    def __str__(self) -> str:
        """One line for the terminal."""
        kinds = "".join(f", {kind} {' '.join(names)}" for kind, names in self.others.items())
        pages = f"page-list {self.compared} exact{kinds}; " if self.compared else ""
        judge = "EPUBCheck + oracle" if self.judged else "oracle"
        return f"{shown(self.file)}: {pages}{judge}, {self.faults} faults"


def prove_pdfs(
    folder: Path, out: Path, report: Report, *, full: bool = True, outside: bool = True,
    anew: Anew | None = None,
) -> list[Proved]:  # fmt: skip
    """Prove every page of the PDFs that were built.

    `full` has PDFium read and paint them all, compares them with what the sources give `anew`, and
    has veraPDF judge what they claim, if `outside`. Raises OSError when a file cannot be read.
    """
    ready = prepare(folder, Report())
    if ready is None:
        return []
    place, slug = out / ready.publication.slug, ready.publication.slug
    again = anew or Anew(folder, out)
    source = Source(
        publication=ready.publication, layout=ready.layout, geometry=ready.geometry,
        fonts=ready.fonts, anew=again if full else None,
    )  # fmt: skip
    screen, printed = place / f"{slug}.pdf", place / f"{slug}-print.pdf"
    unchanged(place, report)
    proved = prove_screen(screen, source, report, look=full) if screen.is_file() else None
    found = [proved[0]] if proved else []
    if printed.is_file():
        fresh = None if proved else again.edition("screen")
        model = proved[1] if proved else fresh and Finished(fresh, source.families)
        other = prove_print(printed, source, model, report, look=full) if model else None
        found += filter(None, [other])
    report.extend(again.report)
    if proved and full and outside:
        told(proved[1], shown(screen), report)
    return found


def prove(
    folder: Path, out: Path, report: Report, *, alone: bool = True, outside: bool = True,
    anew: Anew | None = None,
) -> Proof | None:  # fmt: skip
    """Check the EPUB that was built; None when there is none or the sources fail.

    There must be one when it is checked `alone`; `outside` asks EPUBCheck, and it is compared with
    what the sources give `anew`, if that is wanted. Raises OSError when a file cannot be read.
    """
    found = Report()
    ready = prepare(folder, found)
    proof = None
    if ready is not None:
        slug = ready.publication.slug
        place = out / slug
        epub, pdfs = place / f"{slug}.epub", (place / f"{slug}-print.pdf", place / f"{slug}.pdf")
        found = Report()
        if not epub.is_file():
            if alone and "epub" in ready.publication.head.editions:
                report.add("EPB015", Span(shown(epub)), name=shown(epub))
            return None
        outcome = check_ebook(
            epub,
            found,
            publication=ready.publication,
            layout=ready.layout,
            pdfs=[pdf for pdf in pdfs if pdf.is_file()],
            geometry=ready.geometry,
            outside=outside,
            stated=_stated(ready),
            anew=anew,
            cover=_cover(ready, out),
        )
        found.extend(anew.report if anew else ())
        proof = Proof(
            file=epub,
            faults=found.count(Severity.ERROR) + found.count(Severity.WARNING),
            compared=outcome.compared if outcome else 0,
            others=outcome.others if outcome else {},
            judged=outside and not missing(),
        )
    report.extend(found)
    return proof


def _cover(ready: Prepared, out: Path) -> bytes | None:
    """The page that the cover picture of the EPUB shows, drawn from the sources."""
    prepare_fontconfig(ready.fonts, out / ".cache")
    return cover_page(ready.publication, ready.layout, ready.fonts, Report())


def _stated(ready: Prepared) -> bool:
    """Whether the publisher, or the layout of the house, states that the EPUB conforms."""
    return chosen(ready.layout, ready.publication.head, "epub_conformance") == "claimed"


def prove_all(folder: Path, out: Path, report: Report, *, full: bool, alone: bool) -> list[str]:
    """A line for each file that was checked; what was found is added to the reports of the build.

    `full` has other programs judge the PDFs too, and makes all files anew. A missing e-book is a
    finding where nothing else was built (`alone`). Raises OSError.
    """
    found, anew = Report(), Anew(folder, out) if full else None
    files = prove_pdfs(folder, out, found, full=full, anew=anew)
    proof = prove(folder, out, found, alone=alone and not files, anew=anew)
    pictures = [
        Picture(name=file.file.name, page=page + 1, png=png)
        for file in files
        for page, png in plates(file.file.read_bytes(), [(s.page, s.box) for s in file.spots])
    ]
    place, found = out / slug_of(folder.resolve().name), found.shortened(MOST)
    add_proof(place, [file.data for file in files], found, pictures, folder, full=full)
    report.extend(found)
    return [*map(str, files), *([str(proof)] if proof else [])]
