"""`wenxuan check` for an EPUB: our own oracle over the finished file, then EPUBCheck."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from wenxuan.checks import ebook_looks as looks
from wenxuan.checks import ebook_structure as structure
from wenxuan.checks.anew import COMPARED, Again
from wenxuan.checks.ebook_anew import changes
from wenxuan.checks.ebook_claims import claims
from wenxuan.checks.ebook_cover import cover_pictures
from wenxuan.checks.ebook_faces import faces, looks_of_marks
from wenxuan.checks.ebook_front import front
from wenxuan.checks.ebook_inert import first, inert
from wenxuan.checks.ebook_marks import marks
from wenxuan.checks.ebook_names import names
from wenxuan.checks.ebook_outside import epubcheck, missing
from wenxuan.checks.ebook_pages import Area, Outcome, pages, sheets
from wenxuan.checks.ebook_reading import Ebook, Fault
from wenxuan.checks.ebook_text import texts
from wenxuan.checks.ebook_truth import truths
from wenxuan.diagnostics import Report, Span
from wenxuan.fonts import load_fonts
from wenxuan.gate import shown
from wenxuan.layout.loader import Layout
from wenxuan.layout.sizes import Geometry
from wenxuan.mishaps import said
from wenxuan.model import Publication


def check_ebook(  # noqa: PLR0913 -- all that an e-book is compared with
    file: Path,
    report: Report,
    *,
    publication: Publication | None = None,
    layout: Layout | None = None,
    pdfs: Sequence[Path] = (),
    geometry: Geometry | None = None,
    outside: bool = True,
    stated: bool = True,
    anew: Again | None = None,
    cover: bytes | None = None,
) -> Outcome | None:
    """Check a finished EPUB; findings have EPB codes, places are members of the zip.

    With the publication the text is compared to the source, with its layout the title page and the
    imprint, too, with the PDFs of the same build (that
    of print first) and their geometry the page-list to their pages; the outcome is the first one's.
    `outside` asks EPUBCheck; conformance may be claimed where the publisher `stated` it. A book in
    which nothing was found is compared with one made `anew`, its picture with the `cover`, a PDF.
    Raises OSError when a file cannot be read.
    """
    data = file.read_bytes()
    outcome: Outcome | None = None
    book: Ebook | None = None
    try:
        book = Ebook.read(data)
        found = [*first(data), *_own(book, len(data), publication), *claims(book, stated=stated)]
        if publication is not None and layout is not None:
            manifest = load_fonts(publication.head.language)
            found += front(book, publication, layout, manifest)
            found += faces(book, publication, layout, manifest)
        found += cover_pictures(book, cover) if cover is not None else ()
        if geometry is not None and book.list_of("page-list") is not None:
            outcomes = [
                pages(book, sheets(pdf.read_bytes(), area(geometry)), beyond=_shorter(pdf))
                for pdf in pdfs
            ]
            found += [fault for one in outcomes for fault in one.faults]
            found += [] if outcomes else [("EPB016", "", {})]
            outcome = outcomes[0] if outcomes else None
    except (OSError, MemoryError):
        raise
    except Exception as error:  # of any kind, when a stranger made the file
        found = [("EPB005", "", {"problem": said(error)})]
    if outside:
        found += _judged(file, report)
    for code, member, arguments in found:
        report.add(code, Span(f"{shown(file)}/{member}".rstrip("/")), **arguments)
    if book is not None and anew is not None and not report.failed:
        _compare(file, data, book, anew, report)
    return outcome


def _compare(file: Path, data: bytes, book: Ebook, anew: Again, report: Report) -> None:
    """What differs from the book that the sources give; not known with other versions."""
    model = anew.edition("epub" if book.list_of("page-list") is not None else "unpaged epub")
    if model is None or model == data:
        return
    try:
        found = list(changes(book, Ebook.read(model)))
    except (OSError, MemoryError):
        raise
    except Exception as error:  # of any kind, when a stranger made the file
        found = [("EPB005", "", {"problem": said(error)})]
    if found and anew.elsewhere:
        report.add("PRF039", Span(shown(file)), what=COMPARED, why=anew.elsewhere)
        return
    for code, member, arguments in found:
        report.add(code, Span(f"{shown(file)}/{member}".rstrip("/")), **arguments)


def _shorter(pdf: Path) -> bool:
    """True for the screen edition: print may have more pages, which fill its last leaves."""
    return not pdf.stem.endswith("-print")


def area(geometry: Geometry) -> Area:
    """Where the text of a page stands: running heads and folios lie outside."""
    return Area(
        low=geometry.bottom - geometry.body,
        high=geometry.height - geometry.top + geometry.body,
    )


def _parted(publication: Publication | None) -> list[bool]:
    """Whether each article of the body stands in a part with a title."""
    parts = publication.parts if publication is not None else ()
    return [part.title is not None for part in parts for _ in part.articles]


def _own(book: Ebook, size: int, publication: Publication | None) -> Iterator[Fault]:
    yield from chain(
        structure.files(book),
        structure.ids(book),
        structure.links(book),
        structure.notes(book),
        structure.contents(book, _parted(publication)),
        looks.pictures(book),
        looks.characters(book),
        looks.styles(book),
        looks.sizes(book, size),
        inert(book),
        looks_of_marks(book),
    )
    if publication is not None:
        yield from texts(book, publication)
        yield from marks(book, publication)
        yield from truths(book, publication)
        yield from names(book, publication)


def _judged(file: Path, report: Report) -> list[Fault]:
    """EPUBCheck's findings; a notice where it cannot run."""
    why = missing()
    if not why:
        try:
            return list(epubcheck(file))
        except (subprocess.SubprocessError, ValueError) as error:
            why = str(error)
    report.add("EPB004", Span(shown(file)), why=why)
    return []
