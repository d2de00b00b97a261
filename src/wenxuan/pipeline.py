"""The recipe: read, check, divide into jobs, bind, write. Read this module first."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from wenxuan.assemble import Read, assemble
from wenxuan.binding.build import Bound, gather_signatures, reread
from wenxuan.binding.cache import Store
from wenxuan.binding.edit import Edit, changed, describe, find, rows
from wenxuan.binding.jobs import Imposition, impose
from wenxuan.binding.kept import Kept, kept
from wenxuan.binding.ledger import Inputs, State, inputs, lately, recall, write_down
from wenxuan.coverage import fonts_of
from wenxuan.diagnostics import Report, Span, findings
from wenxuan.fonts import FontSet, prepare_fontconfig
from wenxuan.gate import reason, shown
from wenxuan.layout.loader import Layout, check_options, geometry, load_layout
from wenxuan.layout.printing import printing
from wenxuan.layout.roles import check_roles
from wenxuan.layout.sheets import tell_at_template
from wenxuan.layout.sizes import Geometry
from wenxuan.layout.templates import whole
from wenxuan.model import Publication
from wenxuan.order import Order, ahead_of_edit, ahead_of_reading
from wenxuan.outcome import Artifact, Result
from wenxuan.output import move_over, sweep, write_atomic
from wenxuan.printkit.price import price_remarks
from wenxuan.printkit.specs import Specs, specs_of
from wenxuan.printshop import Shop, blank_numbers, epoch, make_whole
from wenxuan.reader import salvaged_article
from wenxuan.shelf import Shelf

if TYPE_CHECKING:
    from wenxuan.epub.copies import PrintPage

# What only some builds need is imported where it is used: an edit should not wait for it.
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A publication with everything that its editions share."""

    publication: Publication
    layout: Layout
    geometry: Geometry
    fonts: FontSet


def prepare(folder: Path, report: Report, read: Read = salvaged_article) -> Prepared | None:
    """Read and check the sources; None, with errors in the report, when they cannot be built."""
    publication = assemble(folder, report, read)
    if publication is None:
        return None
    place = publication.place
    layout = load_layout(publication.head.layout, folder, place("layout"), report)
    shape = geometry(layout, publication.head, place("page", "size"), report) if layout else None
    if layout is not None:
        check_options(layout, publication, report)
        check_roles(layout, publication, report)
        _check_printing(layout, publication, report)
    fonts = fonts_of(publication, report)
    if layout is None or shape is None or fonts is None or report.failed:
        return None
    return Prepared(publication=publication, layout=layout, geometry=shape, fonts=fonts)


def _check_printing(layout: Layout, publication: Publication, report: Report) -> None:
    """Report options of the printer and a price that mean nothing; a place told once is enough."""
    found, told = Report(), {d.span for d in report}
    _specs(publication, layout, found)
    price_remarks(publication, found)
    report.extend(d for d in found if d.span not in told)


def build(
    folder: Path,
    out: Path,
    editions: tuple[str, ...],
    progress: Progress = lambda _: None,
    order: Order | None = None,
) -> Result:
    """Build the editions of a publication (none named: those that it wants) into `out/<slug>/`.

    Files are replaced only when every edition is made: a failed build leaves the old ones.
    `order` says how, and its `out` and `editions` give way to the other arguments.
    """
    began = time.perf_counter()
    order = replace(order or Order(out=out), out=out, editions=editions)
    result = _edited(folder, order, progress) or _built(folder, order, progress)
    result.seconds = time.perf_counter() - began
    return result


def _built(folder: Path, order: Order, progress: Progress) -> Result:
    """Everything read; signatures from the cache where it has them."""
    now = _inputs(folder)
    with ahead_of_reading(order, len(now.files) if now else 0) as wanted:
        return _all_built(folder, wanted, progress, now)


def _all_built(folder: Path, order: Order, progress: Progress, now: Inputs | None) -> Result:
    result = Result(folder=folder, slug=folder.resolve().name)
    progress("read")
    ready = prepare(folder, result.report, Shelf(Store(order.out / ".cache")).article)
    if ready is None:
        return result
    publication, memory = ready.publication, State()
    result.slug, result.title = publication.slug, whole(publication.head.title)
    wanted = replace(order, editions=order.editions or publication.head.editions)

    def make(made: Made) -> None:
        _make(ready, wanted, made, result, progress, memory)

    _finish(wanted, result, make, now)
    _remember(folder, order, result, now, memory)
    return result


def _edited(folder: Path, order: Order, progress: Progress) -> Result | None:
    """The PDF editions after an edit inside a few articles; None when there is more to do."""
    store, now = Store(order.out / ".cache"), _inputs(folder, lately)
    memory = recall(store, folder, order.editions, whole=order.whole) if now else None
    bound = {a[0] for a in memory["artifacts"]} <= {*TAGGED, "cover"} if memory else False
    if now is None or memory is None or not bound or "articles" not in memory:
        return None
    if not changed(memory, now):
        return None
    with ahead_of_edit(order, memory) as wanted:
        result = _edit(folder, wanted, memory, now, progress)
    if result is not None:
        _remember(folder, order, result, now, memory)
    return result


def _edit(
    folder: Path, order: Order, memory: State, now: Inputs, progress: Progress
) -> Result | None:
    result = Result(folder=folder, slug=memory["slug"], title=memory["title"])
    edit = find(folder, memory, now, result.report)
    if edit is None:
        return None

    def make(made: Made) -> None:
        prepare_fontconfig(edit.fonts, order.out / ".cache")
        _bind_pdfs(edit, edit.shared, order, made, result, progress, edit.changed)

    try:
        _finish(order, result, make, now)
    except KeyError:  # a signature was lost since the last build
        return None
    memory["jobs"] = list(rows(edit.shared))
    return result


def _inputs(folder: Path, ask: Callable[[Path], Inputs] = inputs) -> Inputs | None:
    try:
        return ask(folder)
    except OSError:
        return None


def _remember(
    folder: Path, order: Order, result: Result, now: Inputs | None, memory: State
) -> None:
    """Write down what a build was made of, unless it failed."""
    if now is None or result.report.failed or not result.artifacts:
        return
    made = [[a.edition, a.path.name, a.digest, a.pages] for a in result.artifacts]
    about = {"slug": result.slug, "title": result.title, "digest": now.digest}
    inside = {"common": now.common, "files": now.files, "found": findings(result.report)}
    with suppress(OSError):
        state = memory | about | inside | {"artifacts": made}
        store = Store(order.out / ".cache")
        write_down(store, folder, order.editions, state, whole=order.whole)


def _finish(
    order: Order, result: Result, make: Callable[[Made], None], before: Inputs | None
) -> None:
    """Make the editions and put them in their places; a full disk is a finding.

    So are sources that are not what they were when they were read: nothing is written then.
    """
    folder, made = order.out / result.slug, Made()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        make(made)
        if made and not result.report.failed and _inputs(result.folder) != before:
            place = shown(result.folder / "publication.yaml")
            result.report.add("OUT003", Span(place), name=result.slug)
        if not result.report.failed:
            result.artifacts = _write(made, folder)
    except OSError as error:
        name = shown(folder)
        result.report.add("OUT001", Span(name), name=name, why=reason(error))
    finally:
        for _, data, _ in made.values():
            if isinstance(data, Bound):
                data.path.unlink(missing_ok=True)


Made = dict[str, tuple[str, bytes | Bound, int | None]]
"""Edition to file name, content and pages."""


def _make(
    ready: Prepared, order: Order, made: Made, result: Result, progress: Progress, memory: State
) -> None:
    prepare_fontconfig(ready.fonts, order.out / ".cache")
    slug, report = ready.publication.slug, result.report
    if "screen" in order.editions or "print" in order.editions:
        progress("lay out")
        if order.whole:
            specs = _specs(ready.publication, ready.layout, report)
            whole_book = specs and make_whole(shop_of(ready, slug, specs), order.editions, report)
            for name, (data, pages) in (whole_book or {}).items():
                made[name] = (f"{slug}{ENDINGS[name]}", data, pages)
        else:
            _make_pdfs(ready, order, made, result, progress, memory)
    if "epub" in order.editions and not report.failed:
        from wenxuan.epub.edition import make_epub  # noqa: PLC0415
        from wenxuan.layout.cover import draw_cover  # noqa: PLC0415

        progress("epub")
        cover = draw_cover(ready.publication, ready.layout, ready.fonts, report)
        book = make_epub(
            ready.publication,
            ready.layout,
            ready.fonts,
            cover,
            modified(ready.publication),
            report,
            _printed_pages(made, ready.geometry),
            keeper=None if order.whole else Store(order.out / ".cache"),
        )
        if book is not None:
            made["epub"] = (f"{slug}.epub", book, None)


def _printed_pages(made: Made, shape: Geometry) -> tuple[PrintPage, ...]:
    """The pages of the PDFs of the same build, for the page-list; none when there is no PDF.

    The print edition may have blank pages more, at its end, that fill the last leaves.
    """
    from wenxuan.epub.sheets import read_pages  # noqa: PLC0415

    def read(edition: str) -> tuple[PrintPage, ...]:
        _, pdf, _ = made[edition]
        return read_pages(pdf.path if isinstance(pdf, Bound) else pdf, shape)

    if "screen" not in made:
        return read("print") if "print" in made else ()
    pages = read("screen")
    more = "print" in made and (made["print"][2] or 0) > len(pages)
    return pages + read("print")[len(pages) :] if more else pages


TAGGED = {"screen": True, "print": False}
ENDINGS = {"screen": ".pdf", "print": "-print.pdf"}


def _specs(publication: Publication, layout: Layout, report: Report) -> Specs | None:
    return specs_of(publication.head, publication.folder, layout, report, publication.place)


def shop_of(ready: Prepared | Edit, slug: str, specs: Specs) -> Shop:
    """The print shop for a publication."""
    return Shop(
        publication=ready.publication,
        slug=slug,
        layout=ready.layout,
        geometry=ready.geometry,
        fonts=ready.fonts,
        specs=specs,
    )


def _make_pdfs(
    ready: Prepared, order: Order, made: Made, result: Result, progress: Progress, memory: State
) -> None:
    """Divide the publication into jobs, and bind what they make."""
    publication, report = ready.publication, result.report
    specs = _specs(publication, ready.layout, report)
    numbers = blank_numbers(ready.geometry, publication.head.language)
    work = printing(publication, ready.layout, ready.geometry, ready.fonts, report, numbers)
    shared = None if report.failed else impose(work, report, specs)
    if shared is None or report.failed:
        return
    memory |= describe(publication, work, shared)
    _bind_pdfs(ready, shared, order, made, result, progress)


def _bind_pdfs(
    ready: Prepared | Edit,
    shared: Imposition,
    order: Order,
    made: Made,
    result: Result,
    progress: Progress,
    only: tuple[int, ...] | None = None,
) -> None:
    """The PDF editions, bound from signatures; those that the cache lacks are made by jobs.

    Raises KeyError when the cache lacks one of a job that is not among `only`.
    """
    store = order.store()
    shop = shop_of(ready, result.slug, shared.specs)
    wanted = {name: tagged for name, tagged in TAGGED.items() if name in order.editions}
    tags = tuple(wanted.values())
    folder, files = order.out / result.slug, {n: f"{result.slug}{ENDINGS[n]}" for n in wanted}
    last: dict[str, Kept] = {}

    def look() -> None:
        last.update({name: kept(store, folder / files[name]) for name in files})

    ask = (shared, tags, store, order.pool, result.report)
    new = gather_signatures(*ask, only, look)
    result.jobs = len(new)
    tell_at_template(result.report, ready.layout, shared.css)
    if not last:
        look()
    for name, tagged in {} if result.report.failed else wanted.items():
        progress(name)
        seen = frozenset(last[name].facts)
        bound = shop.bound(
            shared, folder, store, result.report, tagged=tagged, last=last[name]
        )
        if bound is None:
            return
        pages = len(bound.plan.pages)
        if not made:  # both editions show the same operators
            reread(bound, new, (shared, store), result.report, tagged=tagged, seen=seen)
        made[name] = (files[name], bound, pages)
        cover = None if tagged else shop.cover(pages, shared.base, store, result.report)
        if cover is not None:
            made["cover"] = (f"{result.slug}-cover.pdf", cover, 1)
        result.articles = list(bound.articles)
    if only is None:
        store.evict()


def modified(publication: Publication) -> datetime:
    """The one date of an edition: SOURCE_DATE_EPOCH, else the publication's, else 2000-01-01."""
    stamp = epoch()
    if stamp is not None:
        return stamp
    day = publication.head.date
    return (
        datetime(day.year, day.month, day.day, tzinfo=UTC)
        if day
        else datetime(2000, 1, 1, tzinfo=UTC)
    )


def _write(made: Made, folder: Path) -> list[Artifact]:
    """Replace the artifacts, each whole or not at all; raises OSError."""
    written: list[Artifact] = []
    for edition, (name, data, pages) in made.items():
        path = folder / name
        if isinstance(data, Bound):
            move_over(data.path, path)
            size, digest = data.size, data.digest
        else:
            write_atomic(path, data)
            size, digest = len(data), sha256(data).hexdigest()
        about = Artifact(edition=edition, path=path, size=size, pages=pages, digest=digest)
        written.append(about)
    return written
