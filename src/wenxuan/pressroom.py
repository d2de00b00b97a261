"""A publication built in a process of its own: whatever happens there, an editor is told."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from wenxuan.assemble import slug_of
from wenxuan.diagnostics import Span
from wenxuan.gate import shown
from wenxuan.isolation import Stopped, bounds_for, confined
from wenxuan.mishaps import told
from wenxuan.outcome import Result
from wenxuan.output import sweep

if TYPE_CHECKING:
    from wenxuan.isolation import Told


class Asked(Protocol):
    """What the words of a `build` ask for."""

    @property
    def editions(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def out(self) -> Path: ...  # noqa: D102
    @property
    def jobs(self) -> int: ...  # noqa: D102
    @property
    def whole(self) -> bool: ...  # noqa: D102
    @property
    def executor(self) -> str: ...  # noqa: D102


def build_apart(folder: Path, asked: Asked, say: Callable[[str], None]) -> Result:
    """Build and write the reports; work that goes over its bounds is a finding at its place.

    Raises OSError when a report cannot be written.
    """
    slug = slug_of(folder.resolve().name)
    words = (folder, asked.out, asked.editions, asked.jobs, asked.whole, asked.executor)
    bounds = bounds_for(_size(folder))
    if asked.executor:  # a client of a cluster has many threads, and each reserves its own
        bounds = replace(bounds, memory=0)
    try:
        return confined(_build, words, bounds=bounds, told=say)
    except BaseException as error:
        # The process is gone and cannot take its unfinished files away.
        sweep(asked.out / slug)
        if not isinstance(error, Stopped):
            raise
        result = Result(folder=folder, slug=slug)
        place = error.place or shown(folder / "publication.yaml")
        result.report.add(error.code, Span(place), **error.arguments)
        return result


def unbuilt(folder: Path, error: Exception) -> Result:
    """The result of a build that an unforeseen exception ended: a finding that tells it."""
    result = Result(folder=folder, slug=slug_of(folder.resolve().name))
    result.report.extend(told(error, shown(folder / "publication.yaml")))
    return result


def _build(words: tuple[Path, Path, tuple[str, ...], int, bool, str], say: Told) -> Result:
    from wenxuan.order import Order  # noqa: PLC0415 -- heavy, and needed only here
    from wenxuan.pipeline import build  # noqa: PLC0415
    from wenxuan.report import write_reports  # noqa: PLC0415

    folder, out, editions, jobs, whole, executor = words
    order = Order(out=out, jobs=jobs, whole=whole, executor=executor)
    result = build(folder, out, editions, say, order)
    write_reports(result, out)
    return result


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
