"""From a publication in pieces to bound files: signatures from the cache, the rest from workers."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenxuan.binding.accounts import articles_of
from wenxuan.binding.arrival import lost
from wenxuan.binding.binder import bind
from wenxuan.binding.cache import Store
from wenxuan.binding.frozen import Data, Said, facts_of, objects_of, said_of
from wenxuan.binding.jobs import Imposition, Job
from wenxuan.binding.kept import keep
from wenxuan.binding.objects import Writer, staged
from wenxuan.binding.plan import Book, Plan, plan
from wenxuan.binding.pool import Make, run
from wenxuan.binding.reread import FEW, PAINTED, READ, Claim, Flaw, chosen, misread
from wenxuan.binding.task import Outcome, Task
from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span, tell
from wenxuan.isolation import Stopped
from wenxuan.press import place_of
from wenxuan.printkit.specs import Specs
from wenxuan.proof.job import short
from wenxuan.proof.plates import plates

_NOWHERE = (0.0, 0.0, 0.0, 0.0)
"""The spot of what is missing from a page."""
KEPT = 64 << 20
"""Bytes of signatures that stay in memory from the plan to the binding, so as to be read once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A file beside its target, and what the rest of the press may ask about it."""

    path: Path
    size: int
    digest: str
    """SHA-256 of its bytes."""
    plan: Plan
    shift: float = 0.0
    """How far to the left, in pt, a verso stands from where it was laid out, on a recto."""
    articles: tuple[dict[str, Any], ...] = ()
    """What each article came to."""


def gather_signatures(
    shared: Imposition,
    editions: tuple[bool, ...],
    store: Store,
    make: Callable[[int], Make],
    report: Report,
    only: tuple[int, ...] | None = None,
    meanwhile: Callable[[], None] = lambda: None,
) -> tuple[int, ...]:
    """See to it that the cache has every signature; the numbers of the jobs that were run.

    Faults are in the report, each with the file of its article; the other jobs are done all the
    same. `only` names the jobs to look at, `meanwhile` is done while they run. Raises OSError when
    the cache cannot be written.
    """
    tasks: list[tuple[int, Task]] = []
    for number, job in enumerate(shared.jobs):
        if only is not None and number not in only:
            continue
        missing = tuple(
            e for e in editions if not _known(store, shared.key(number, tagged=e), report)
        )
        if missing:
            task = task_of(job, missing, shared.specs)
            tasks.append((number, task))
    if tasks:
        for number, outcome in run(tasks, shared, make(len(tasks)), meanwhile):
            _keep(shared, number, outcome, store, report)
    return tuple(number for number, _ in tasks)


def task_of(job: Job, editions: tuple[bool, ...], specs: Specs) -> Task:
    """A job as it is sent to a worker."""
    return Task(
        source=job.source, keys=job.keys, samples=job.samples, editions=editions,
        wanted=job.wanted, specs=specs,
    )  # fmt: skip


def _known(store: Store, key: str, report: Report) -> bool:
    """True when a signature is in the cache; what was found when it was made is said again."""
    data = store.get(key)
    if data is None:
        return False
    store.touch(key)
    tell(facts_of(data)["found"], report)
    return True


def _keep(
    shared: Imposition, number: int, outcome: Outcome | Stopped, store: Store, report: Report
) -> None:
    job = shared.jobs[number]
    if isinstance(outcome, Stopped):
        report.add(outcome.code, Span(job.source.name), **outcome.arguments)
        return
    report.extend(outcome.found)
    report.plates += [(job.source.name, page, png) for page, png in outcome.plates]
    for tagged, data in outcome.signatures:
        store.put(shared.key(number, tagged=tagged), data)


def reread(
    bound: Bound, jobs: Sequence[int], book: tuple[Imposition, Store], report: Report, *,
    tagged: bool, seen: Collection[str] = (),
) -> None:  # fmt: skip
    """Have PDFium read and paint pages of the jobs that were run; what it lacks is a finding.

    So it does with jobs of which no page was in the last file: `seen` are the keys of all others.
    """
    shared, store = book
    keys = [shared.key(job, tagged=tagged) for job in range(len(shared.jobs))]
    run = set(jobs)
    rest = {job for job, key in enumerate(keys) if key not in seen} - run
    claims: dict[int, Claim] = {}
    for some in (run, rest):
        claims |= _claims(bound, some, lambda job: said_of(store.get(keys[job]) or b""))
    files = {path.name: path for _, path in shared.fonts}
    flaws = [*misread(bound.path, claims, files)]
    for flaw in flaws:
        job = (bound.plan.pages[flaw.page] or (0, 0))[1]
        unread = flaw.code == "PRF034"
        words = {"problem": f"−{flaw.text[:40]}"} if unread else {"text": short(flaw.text)}
        label = bound.plan.label(flaw.page)
        report.add(flaw.code, _near(shared.jobs[job], flaw.text), page=label, **words)
        store.drop(keys[job])  # else the next build would trust it
    report.plates += _plates(bound, shared, flaws)


def _plates(
    bound: Bound, shared: Imposition, flaws: Sequence[Flaw]
) -> Iterator[tuple[str, int, bytes]]:
    """Pictures of the pages on which PDFium found something wrong."""
    spots = [(flaw.page, spot) for flaw in flaws for spot in flaw.spots or (_NOWHERE,)]
    for at, png in plates(bound.path, spots):
        _, job, page = bound.plan.pages[at] or (0, 0, 0)
        yield shared.jobs[job].source.name, page + 1, png


def _claims(
    bound: Bound, jobs: Collection[int], said: Callable[[int], list[Said]]
) -> dict[int, Claim]:
    """What the chosen pages of some jobs must have, by their places in the book."""
    pages = [(at, *place) for at, place in enumerate(bound.plan.pages) if place]
    read = chosen([one for one in pages if one[2] in jobs], READ)
    painted = set(chosen(read, PAINTED, FEW // 2))
    known: dict[int, list[Said]] = {}
    claims = {}
    for one in read:
        at, _, job, page = one
        if job not in known:
            known[job] = said(job)
        text, samples = known[job][page]
        shift = bound.shift if at % 2 else 0.0
        claims[at] = Claim(text=text, samples=samples, shift=shift, painted=one in painted)
    return claims


def _near(job: Job, text: str) -> Span:
    """Where a job's sources first say a character that is not read."""
    strand = job.wanted.main if job.wanted else None
    if strand is None or not strand.text:
        return Span(f"{job.source.name}/publication.yaml")
    return strand.span(max(0, *(strand.text.find(character) for character in f"{text} ")))


def bind_file(
    book: Book, shared: Imposition, folder: Path, store: Store, report: Report
) -> Bound | None:
    """Write a book beside its target; None when a link leads nowhere. Raises OSError."""
    with _no_garbage():
        return _bind_file(book, shared, folder, store, report)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Signatures have no cycles: looking for garbage among them takes a tenth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _bind_file(
    book: Book, shared: Imposition, folder: Path, store: Store, report: Report
) -> Bound | None:
    made = plan(book)
    for job, name in made.dead:
        source = shared.jobs[job].source
        problem = Phrase(f"no anchor #{name} for a reference", f"引用 #{name} 没有着落")
        report.add("PDF001", place_of(f"#{name}", source.html, source.name), problem=problem)
    if made.dead:
        return None
    with staged(folder) as (path, file):
        # PDF/X-4 is PDF 1.6 (ISO 15930-7 §5).
        writer = Writer(file, "1.7" if book.tagged else "1.6")
        sealed = bind(writer, book, made, store)
        file.flush()
        for page in lost(path, writer.places, sealed):
            report.add("PRF011", Span(shared.name), name=shared.name, page=made.label(page))
    digest = writer.digest.hexdigest()
    facts = {key: book.facts(job) for job, key in enumerate(book.keys)}
    book.kept.release()
    keep(store, book.kept, digest, writer.table, facts)
    return Bound(
        path=path,
        size=path.stat().st_size,
        digest=digest,
        plan=made,
        shift=book.geometry.inner - book.geometry.outer,
        articles=tuple(articles_of(shared, book, made)),
    )


def reader(
    shared: Imposition, store: Store, known: dict[str, Data], *, tagged: bool
) -> tuple[Callable[[int], Data], Callable[[int], Data]]:
    """Functions that give the facts and the objects of a signature by its index.

    `known` are facts that need not be read, and gets the others. They raise KeyError when an entry
    was lost since it was seen.
    """
    kept: dict[int, bytes] = {}
    keys = [shared.key(index, tagged=tagged) for index in range(len(shared.jobs))]
    room = KEPT

    def data(index: int) -> bytes:
        found = store.get(keys[index])
        if found is None:
            raise KeyError(index)
        return found

    def facts(index: int) -> Data:
        nonlocal room
        key = keys[index]
        if key not in known:
            found = data(index)
            if room >= len(found):
                room -= len(found)
                kept[index] = found
            known[key] = facts_of(found)
        return known[key]

    def objects(index: int) -> Data:
        return objects_of(kept.pop(index, b"") or data(index))

    return facts, objects
