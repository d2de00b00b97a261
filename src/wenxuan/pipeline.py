"""The recipe: read, check, lay out, draw, finish, write. Read this module first."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from wenxuan.assemble import assemble
from wenxuan.coverage import check_fonts
from wenxuan.diagnostics import Report, Span
from wenxuan.epub.edition import make_epub
from wenxuan.finishing import Facts, finish_print, finish_screen
from wenxuan.fonts import FontSet, load_fonts, prepare_fontconfig
from wenxuan.gate import shown
from wenxuan.layout.cover import draw_cover
from wenxuan.layout.loader import Layout, geometry, load_layout
from wenxuan.layout.printing import print_document
from wenxuan.layout.sizes import Geometry
from wenxuan.layout.templates import whole
from wenxuan.model import Publication
from wenxuan.output import sweep, write_atomic
from wenxuan.press import Laid, draw, lay_out

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A file that was written."""

    edition: str
    path: Path
    size: int
    """Bytes."""
    pages: int | None = None


@dataclass(slots=True, kw_only=True)
class Result:
    """What one build came to."""

    folder: Path
    slug: str
    title: str = ""
    artifacts: list[Artifact] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A publication with everything that its editions share."""

    publication: Publication
    layout: Layout
    geometry: Geometry
    fonts: FontSet


def prepare(folder: Path, report: Report) -> Prepared | None:
    """Read and check the sources; None, with errors in the report, when they cannot be built."""
    publication = assemble(folder, report)
    if publication is None:
        return None
    span = Span(shown(folder / "publication.yaml"))
    layout = load_layout(publication.head.layout, folder, span, report)
    shape = geometry(layout, publication.head, span, report) if layout else None
    fonts = load_fonts(publication.head.language)
    check_fonts(publication, fonts, report)
    if layout is None or shape is None or report.failed:
        return None
    return Prepared(publication=publication, layout=layout, geometry=shape, fonts=fonts)


def build(
    folder: Path, out: Path, editions: tuple[str, ...], progress: Progress = lambda _: None
) -> Result:
    """Build the editions of a publication (none named: those that it wants) into `out/<slug>/`.

    Files are replaced only when every edition is made: a failed build leaves the old ones.
    """
    began = time.perf_counter()
    result = Result(folder=folder, slug=folder.resolve().name)
    progress("read")
    ready = prepare(folder, result.report)
    if ready is not None:
        result.slug, result.title = ready.publication.slug, whole(ready.publication.head.title)
        wanted = editions or ready.publication.head.editions
        made = _make(ready, wanted, out, result.report, progress)
        if not result.report.failed:
            progress("write")
            result.artifacts = _write(made, out / ready.publication.slug, result.report)
    result.seconds = time.perf_counter() - began
    return result


Made = dict[str, tuple[str, bytes, int | None]]


def _make(
    ready: Prepared, wanted: tuple[str, ...], out: Path, report: Report, progress: Progress
) -> Made:
    """Edition to file name, bytes and pages."""
    prepare_fontconfig(ready.fonts, out / ".cache")
    slug, made = ready.publication.slug, Made()
    if "screen" in wanted or "print" in wanted:
        progress("lay out")
        made |= _make_pdfs(ready, wanted, report, progress)
    if "epub" in wanted and not report.failed:
        progress("epub")
        cover = draw_cover(ready.publication, ready.layout, ready.fonts, report)
        book = make_epub(
            ready.publication, ready.layout, ready.fonts, cover, modified(ready.publication), report
        )
        if book is not None:
            made["epub"] = (f"{slug}.epub", book, None)
    return made


def _make_pdfs(
    ready: Prepared, plan: Plan, report: Report, progress: Progress
) -> Made:
    """The PDF editions, bound from jobs; or laid out as one document, the binder's oracle."""
    if plan.whole:
        return _make_whole(ready, plan.editions, report, progress)
    work = printing(ready.publication, ready.layout, ready.geometry, ready.fonts, report)
    shared = None if report.failed else impose(work, report)
    if shared is None or report.failed:
        return {}
    store = Store(plan.out / ".cache")
    tagged = {"screen": True, "print": False}
    wanted = {name: tag for name, tag in tagged.items() if name in plan.editions}
    gather_signatures(shared, tuple(wanted.values()), store, plan.pool, report)
    made = Made()
    for name, tag in {} if report.failed else wanted.items():
        progress(name)
        bound = bind_file(_book(ready, shared, store, tagged=tag), plan.out / work.name, store)
        suffix = "" if tag else "-print"
        made[name] = (f"{work.name}{suffix}.pdf", bound, len(bound.plan.pages))
    store.evict()
    return made


def _book(ready: Prepared, shared: Imposition, store: Store, *, tagged: bool) -> Book:
    head = ready.publication.head
    facts, objects = reader(shared, store, tagged=tagged)
    return Book(
        title=whole(head.title),
        language=head.language,
        authors=tuple(c.name for c in head.contributors),
        description=head.description or "",
        day=_day(head),
        geometry=ready.geometry,
        fonts=ready.fonts,
        leaves=shared.leaves,
        facts=facts,
        objects=objects,
        jobs=len(shared.jobs),
        tagged=tagged,
    )


def _make_whole(
    ready: Prepared, wanted: tuple[str, ...], report: Report, progress: Progress
) -> Made:
    """Lay out once, draw for the screen and for the printer."""
    made, slug = Made(), ready.publication.slug
    source = print_document(ready.publication, ready.layout, ready.geometry, ready.fonts, report)
    laid = lay_out(source, report) if source else None
    if laid is None:
        return made
    facts = _facts(ready.publication, laid)
    if "screen" in wanted:
        progress("screen")
        data = draw(laid, slug, report, tagged=True)
        made["screen"] = (f"{slug}.pdf", finish_screen(data, facts), laid.pages)
    if "print" in wanted:
        progress("print")
        data = draw(laid, slug, report, tagged=False)
        made["print"] = (f"{slug}-print.pdf", finish_print(data, facts, ready.geometry), laid.pages)
    return made


def _facts(publication: Publication, laid: Laid) -> Facts:
    first = next(p.key if p.title else p.articles[0].key for p in publication.parts if p.articles)
    head = publication.head
    return Facts(
        title=whole(head.title),
        language=head.language,
        authors=tuple(c.name for c in head.contributors),
        body_page=laid.anchors[first],
        day=_day(head),
    )


def _day(head: PublicationHead) -> datetime | None:
    """When a PDF says it was made: the publication's date, else SOURCE_DATE_EPOCH, else never."""
    day = head.date
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else _epoch()


def modified(publication: Publication) -> datetime:
    """The one date of an edition: SOURCE_DATE_EPOCH, else the publication's, else 2000-01-01."""
    epoch = _epoch()
    if epoch is not None:
        return epoch
    day = publication.head.date
    return (
        datetime(day.year, day.month, day.day, tzinfo=UTC)
        if day
        else datetime(2000, 1, 1, tzinfo=UTC)
    )


def _epoch() -> datetime | None:
    """SOURCE_DATE_EPOCH (reproducible-builds.org), when it is set and sane."""
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(value), UTC) if value.isdigit() and len(value) < 12 else None


def _write(made: Made, folder: Path, report: Report) -> list[Artifact]:
    """Replace the artifacts, each whole or not at all."""
    written: list[Artifact] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        for edition, (name, data, pages) in made.items():
            path = folder / name
            write_atomic(path, data)
            written.append(Artifact(edition=edition, path=path, size=len(data), pages=pages))
    except OSError as error:
        report.add(
            "OUT001", Span(shown(folder)), name=shown(folder), why=error.strerror or str(error)
        )
    return written
