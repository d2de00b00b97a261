"""A publication built or checked in a process of its own: whatever happens, an editor is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wenxuan.assemble import slug_of
from wenxuan.diagnostics import Diagnostic, Report
from wenxuan.gate import shown
from wenxuan.isolation import Stopped, bounds_for, confined
from wenxuan.mishaps import going_on, over, told
from wenxuan.outcome import Asked, Result
from wenxuan.output import sweep

if TYPE_CHECKING:
    from wenxuan.isolation import Told


def build_apart(folder: Path, asked: Asked, say: Callable[[str], None]) -> Result:
    """Build and write the reports; work that goes over its bounds is a finding at its place.

    Raises OSError when a report cannot be written.
    """
    slug = slug_of(folder.resolve().name)
    bounds = bounds_for(_size(folder))
    if asked.executor or asked.cache:  # what asks elsewhere has threads, and each reserves its own
        bounds = replace(bounds, memory=0)
    try:
        return confined(_build, folder, asked, bounds=bounds, told=say)
    except BaseException as error:
        # The process is gone and cannot take its unfinished files away.
        sweep(asked.out / slug)
        if not isinstance(error, Stopped):
            raise
        result = Result(folder=folder, slug=slug)
        result.report.extend(over(error, shown(folder / "publication.yaml")))
        return result


def unbuilt(folder: Path, error: Exception) -> Result:
    """The result of a build that an unforeseen exception ended: a finding that tells it."""
    result = Result(folder=folder, slug=slug_of(folder.resolve().name))
    result.report.extend(told(error, shown(folder / "publication.yaml")))
    return result


def _build(folder: Path, asked: Asked, say: Told) -> Result:
    from wenxuan.order import Order  # noqa: PLC0415 -- heavy, and needed only here
    from wenxuan.pipeline import build  # noqa: PLC0415
    from wenxuan.report import write_reports  # noqa: PLC0415

    result = build(folder, asked.out, asked.editions, say, Order(**asdict(asked)))
    write_reports(result, asked.out)
    return result


Work = Callable[[Path, Path, Report], Iterable[str]]
"""What is done with the built files of a publication: folder, output, findings; lines to print."""


def apart(folder: Path, out: Path, work: Work) -> tuple[list[str], Report]:
    """Do work on built files, which may be a stranger's, within the bounds of a build.

    Raises OSError.
    """
    try:
        lines, found = confined(_worked, folder, out, work, bounds=bounds_for(_size(folder)))
    except Stopped as stop:
        return [], over(stop, shown(folder))
    return lines, Report(found)


def _worked(
    folder: Path, out: Path, work: Work, _: Told
) -> tuple[list[str], list[Diagnostic]]:
    report, lines = Report(), list[str]()
    with going_on(report, shown(folder / "publication.yaml")):
        lines += work(folder, out, report)
    return lines, list(report)


def checked(folder: Path, out: Path, report: Report, *, full: bool) -> list[str]:
    """Everything that `wenxuan check` looks at: print files by the preflight, then all files."""
    from wenxuan.delivery import judged  # noqa: PLC0415
    from wenxuan.proving import MOST, prove_all  # noqa: PLC0415

    found = Report()
    proofs = judged(folder, out, found, needed=False)
    report.extend(found.shortened(MOST))
    return [*proofs, *prove_all(folder, out, report, full=full, alone=not proofs)]


def _size(folder: Path) -> int:
    """Bytes of all texts of a publication: what its pages are estimated from."""
    return sum(_sizes(folder))


def _sizes(folder: Path) -> Iterator[int]:
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.endswith(".md"):
                with suppress(OSError):
                    yield min((Path(root) / name).stat().st_size, 4 << 20)
