"""Lints files and publications: each file once, its record cached, several processes for many files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from wenxuan.desk.document import read_document
from wenxuan.desk.edits import Edit
from wenxuan.desk.facts import Facts, facts_of
from wenxuan.desk.findings import Placed
from wenxuan.desk.fix import findings, order
from wenxuan.desk.house import House, find_house, read_house
from wenxuan.desk.sheaf import examine_sheaf
from wenxuan.diagnostics import Report
from wenxuan.gate import read_source, shown
from wenxuan.yamltree import parse_yaml

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
    key: str
    """Hash of everything that decides the record but the file itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What linting one file came to."""

    name: str
    findings: tuple[Placed, ...]
    facts: Facts | None


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
    """Lint articles and publications; what several articles share is compared per folder of a publication."""
    report = Report()
    jobs = list(_jobs(paths, report))
    pressed = partial(press, tuple(paths)) if press else Report
    records: list[Record] = []
    cached = 0
    for item in _run(jobs, cache_folder, pressed):
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


# --- files --------------------------------------------------------------------------------------


def sources(paths: Iterable[Path]) -> list[Path]:
    """The files that paths mean: articles and publication.yaml, hidden ones and READMEs apart."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                p for p in path.rglob("*") if _is_source(p.relative_to(path)) and p.is_file()
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _is_source(path: Path) -> bool:
    hidden = any(part.startswith((".", "_")) for part in path.parts)
    return not hidden and (
        path.name == "publication.yaml" or (path.suffix == ".md" and path.stem.upper() != "README")
    )


def _jobs(paths: Iterable[Path], report: Report) -> Iterator[Job]:
    houses: dict[Path | None, tuple[House, str]] = {}
    languages: dict[Path, str] = {}
    for path in sources(paths):
        folder = path.parent
        where = find_house(folder)
        if where not in houses:
            house = read_house(where, report)
            houses[where] = house, _digest(house.model_dump_json() + _version())
        if folder not in languages:
            languages[folder] = _language(folder)
        house, key = houses[where]
        yield Job(path=path, name=shown(path), language=languages[folder], house=house, key=key)


def publication_of(path: Path) -> Path | None:
    """The nearest publication.yaml at or above a file."""
    folders = [path, *path.parents] if path.is_dir() else list(path.parents)
    return next(
        (f / "publication.yaml" for f in folders[:4] if (f / "publication.yaml").is_file()), None
    )


def _language(folder: Path) -> str:
    manifest = publication_of(folder.resolve())
    source = read_source(manifest, Report()) if manifest else None
    tree = parse_yaml(source.text, source.path, Report()) if source else None
    data = tree.data if tree else None
    language = data.get("language") if isinstance(data, dict) else None
    return language if isinstance(language, str) else "zh-Hans"


# --- records ------------------------------------------------------------------------------------


def _run(
    jobs: list[Job], folder: Path | None, press: Callable[[], Report]
) -> Iterator[tuple[Record, bool] | Report]:
    """A record for each job, in order, and whether it was kept from before; the press's report last."""
    ready = [_cached(job, folder) for job in jobs]
    fresh = [job for job, record in zip(jobs, ready, strict=True) if record is None]
    made = _made(fresh, press, len(jobs))
    for job, record in zip(jobs, ready, strict=True):
        if record is not None:
            yield record, True
        else:
            new = next(made)
            assert isinstance(new, Record)
            _keep(job, new, folder)
            yield new, False
    yield from (item for item in made if isinstance(item, Report))


def _made(jobs: list[Job], press: Callable[[], Report], files: int) -> Iterator[Record | Report]:
    """New records, then the press's report: of many files in several processes, side by side."""
    workers = min(os.cpu_count() or 1, 8)
    if files < MANY or workers == 1:
        yield from map(examine_file, jobs)
        yield press()
        return
    with ProcessPoolExecutor(workers) as pool:
        pressed = pool.submit(press)
        size = max(1, min(16, len(jobs) // (4 * workers)))
        yield from pool.map(examine_file, jobs, chunksize=size)
        yield pressed.result()


def examine_file(job: Job) -> Record:
    """The record of one file; a file that the gate refuses has an empty one, for the press names its faults."""
    source = read_source(job.path, Report(), job.name)
    if source is None:
        return Record(name=job.name, findings=(), facts=None)
    document = read_document(source.text, job.name, job.language)
    facts = facts_of(document) if job.path.suffix == ".md" else None
    return Record(name=job.name, findings=tuple(findings(document, job.house)), facts=facts)


def _across(jobs: list[Job], records: list[Record]) -> list[Placed]:
    """Findings across the articles of each publication."""
    groups: dict[Path | None, dict[str, Facts]] = {}
    for job, record in zip(jobs, records, strict=True):
        if record.facts is not None:
            groups.setdefault(publication_of(job.path.resolve()), {})[record.name] = record.facts
    files = {job.name: job.path for job in jobs}
    lines: dict[str, list[str]] = {}
    found = [f for articles in groups.values() for f in examine_sheaf(articles)]
    for path in sorted({f.path for f in found}):
        source = read_source(files[path], Report())
        lines[path] = source.text.split("\n") if source else [""]
    return [replace(f, text=lines[f.path][f.line - 1]) for f in found]
