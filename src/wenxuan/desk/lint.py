"""Lints files and publications: each file once, its record kept, many files side by side."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from wenxuan.desk.document import read_document
from wenxuan.desk.facts import Facts, facts_of
from wenxuan.desk.findings import Placed
from wenxuan.desk.fix import findings, order
from wenxuan.desk.house import House, find_house, read_house
from wenxuan.desk.records import Record, desk_version, digest, keep, load
from wenxuan.desk.sheaf import examine_sheaf
from wenxuan.desk.sources import language_of, publication_of, sources
from wenxuan.diagnostics import Report
from wenxuan.gate import MAX_BYTES, read_source, read_whole, shown
from wenxuan.mishaps import told

MANY = 24
"""Files from which a second process pays."""

Progress = Callable[[int, int], None]
Press = Callable[[Sequence[Path]], Report]
"""What the press itself finds in publications and articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One file to lint."""

    path: Path
    name: str
    language: str
    house: House
    kept: Path | None
    """Where its record is kept: named by the hash of everything that decides it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """What linting came to."""

    findings: tuple[Placed, ...]
    report: Report
    """Faults of house.yaml files, and what the press found."""
    houses: dict[str, House]
    """Shown path to its house."""
    files: int
    cached: int


def lint(
    paths: Sequence[Path],
    cache_folder: Path | None = None,
    progress: Progress = lambda _done, _all: None,
    press: Press | None = None,
) -> Linted:
    """Lint articles and publications; what articles share is compared within a publication."""
    report = Report()
    jobs = list(_jobs(paths, cache_folder, report))
    pressed = partial(press, tuple(paths)) if press else Report
    records: list[Record] = []
    cached = 0
    for item in _run(jobs, pressed):
        if isinstance(item, Report):
            report.diagnostics += [d for d in item.diagnostics if d not in report.diagnostics]
            continue
        record, hit = item
        records.append(record)
        cached += hit
        progress(len(records), len(jobs))
    houses = {job.name: job.house for job in jobs}
    found = [f for record in records for f in record.findings]
    found += _across(jobs, records)
    kept = [f for f in found if houses[f.path].weight(f.code) != "off"]
    return Linted(
        findings=tuple(sorted(kept, key=order)),
        report=report,
        houses=houses,
        files=len(jobs),
        cached=cached,
    )


def _jobs(paths: Iterable[Path], cache_folder: Path | None, report: Report) -> Iterator[Job]:
    houses: dict[Path | None, tuple[House, str]] = {}
    languages: dict[Path, str] = {}
    for path in sources(paths):
        folder = path.parent
        where = find_house(folder)
        if where not in houses:
            house = read_house(where, report)
            houses[where] = house, digest(house.model_dump_json() + desk_version())
        if folder not in languages:
            languages[folder] = language_of(folder)
        house, key = houses[where]
        name, language = shown(path), languages[folder]
        kept = _kept(path, f"{key}|{name}|{language}", cache_folder)
        yield Job(path=path, name=name, language=language, house=house, kept=kept)


def _kept(path: Path, key: str, folder: Path | None) -> Path | None:
    try:
        name = digest(key + digest(read_whole(path, MAX_BYTES)))[:40]
        return folder / f"{name}.json" if folder else None
    except OSError:
        return None


# --- records ------------------------------------------------------------------------------------


def _run(jobs: list[Job], press: Callable[[], Report]) -> Iterator[tuple[Record, bool] | Report]:
    """A record for each job, in order, and whether it was kept; the press's report last."""
    ready = [load(job.kept) for job in jobs]
    fresh = [job for job, record in zip(jobs, ready, strict=True) if record is None]
    made = _made(fresh, press, len(jobs))
    for record in ready:
        if record is not None:
            yield record, True
        else:
            new = next(made)
            yield (new, False) if isinstance(new, Record) else new
    yield from (item for item in made if isinstance(item, Report))


def _made(jobs: list[Job], press: Callable[[], Report], files: int) -> Iterator[Record | Report]:
    """New records, then the press's report: of many files in several processes, side by side."""
    workers = min(os.cpu_count() or 1, 8)
    if files < MANY or workers == 1:
        yield from map(examine_file, jobs)
        yield press()
        return
    # Spawned, not forked: the progress bar has a thread, whose locks a fork would copy.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        pressed = pool.submit(press)
        size = max(1, min(16, len(jobs) // (4 * workers)))
        yield from pool.map(examine_file, jobs, chunksize=size)
        yield pressed.result()


def examine_file(job: Job) -> Record | Report:
    """The record of one file; a fault of ours in it is a report, and hides no other file."""
    try:
        return _examined(job)
    except Exception as error:
        return told(error, job.name)


def _examined(job: Job) -> Record:
    """The record of one file; empty for one that is no text: the press names its faults."""
    source = read_source(job.path, Report(), job.name, salvage=True)
    if source is None:
        return Record(name=job.name, findings=(), facts=None)
    document = read_document(source.text, job.name, job.language)
    facts = facts_of(document) if job.path.suffix == ".md" else None
    record = Record(name=job.name, findings=tuple(findings(document, job.house)), facts=facts)
    keep(job.kept, record)
    return record


def _across(jobs: list[Job], records: list[Record]) -> list[Placed]:
    """Findings across the articles of each publication."""
    groups: dict[Path | None, dict[str, Facts]] = {}
    files = {job.name: job.path for job in jobs}
    for record in records:
        if record.facts is not None:
            place = files[record.name].resolve()
            groups.setdefault(publication_of(place), {})[record.name] = record.facts
    lines: dict[str, list[str]] = {}
    found = [f for articles in groups.values() for f in examine_sheaf(articles)]
    for path in sorted({f.path for f in found}):
        source = read_source(files[path], Report())
        lines[path] = source.text.split("\n") if source else [""]
    return [replace(f, text=lines[f.path][f.line - 1]) for f in found]
