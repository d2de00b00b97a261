"""What a worker does: one job in, its signatures out."""

from __future__ import annotations

import gc
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from wenxuan.binding.frozen import frozen
from wenxuan.binding.task import Outcome, Task
from wenxuan.diagnostics import Report, findings
from wenxuan.fonts import load_fonts, prepare_fontconfig
from wenxuan.isolation import Bounds, bounds_for, die_with_parent, limit, scribble_in, timed
from wenxuan.layout.printing import NUMERALS
from wenxuan.press import Laid, Press, PrintDocument, pressing

_ALONE = threading.Lock()
"""WeasyPrint's seams belong to a process: threads of a cluster's worker take turns."""


def _find_fonts() -> None:
    """Point fontconfig at our fonts on a machine where no build has done it."""
    if "FONTCONFIG_FILE" not in os.environ:
        prepare_fontconfig(load_fonts("zh-Hans"), Path(tempfile.gettempdir()) / "wenxuan-worker")


def begin(folder: Path) -> None:
    """Settle a worker: limited in memory, its garbage collected between jobs, not within them.

    Laying out makes a great many objects that live until the job ends: looking for garbage among
    them takes a fifth of the time and finds none.
    """
    gc.disable()
    die_with_parent()
    scribble_in(folder)
    limit(Bounds())


@lru_cache(maxsize=2)
def _press(name: str, css: str, files: tuple[tuple[str, Path], ...]) -> Press:
    return Press(name, css, dict(files))


def ready(name: str, css: str, fonts: tuple[tuple[str, Path], ...]) -> None:
    """Read all that a job needs beside its text."""
    from wenxuan.binding import signature, stub  # noqa: F401, PLC0415 -- fontconfig comes first

    _find_fonts()
    _press(name, css, fonts)


def work(task: Task, name: str, css: str, fonts: tuple[tuple[str, Path], ...]) -> Outcome:
    """Lay out a job once and draw it for each edition; raises TimeoutError and MemoryError."""
    if not gc.isenabled():
        gc.collect(0)
    report = Report()
    with _ALONE, timed(bounds_for(len(task.source.html)).seconds):
        _find_fonts()
        press = _press(name, css, fonts)
        source = replace(task.source, css="", files={**task.source.files, **dict(fonts)})
        laid = _lay_out(press, source, css, report)
        drawn = () if laid is None else _draw(laid, task, report, fonts)
    if not report.failed:
        return Outcome(signatures=drawn, found=tuple(report))
    plates = tuple((page, png) for _, page, png in report.plates)
    return Outcome(signatures=(), found=tuple(report), plates=plates)


def _lay_out(press: Press, source: PrintDocument, css: str, report: Report) -> Laid | None:
    from wenxuan.binding.haste import haste  # noqa: PLC0415 -- fontconfig must be set up first
    from wenxuan.binding.styles import shareable  # noqa: PLC0415
    from wenxuan.composer import join_lines  # noqa: PLC0415

    with haste(shared=shareable(css, source.html)):
        laid = press.lay_out(source, report, exempt=NUMERALS)
    for page in laid.document.pages if laid else ():
        join_lines(page._page_box)  # noqa: SLF001 -- the pages have no public tree
    return laid


def _draw(
    laid: Laid, task: Task, report: Report, fonts: tuple[tuple[str, Path], ...]
) -> tuple[tuple[bool, bytes], ...]:
    """The signatures of a job, proved: drawn once; the plain one has no tags, and ink for color."""
    from wenxuan.binding.proved import proved  # noqa: PLC0415 -- imports WeasyPrint
    from wenxuan.binding.signature import Ask, make  # noqa: PLC0415
    from wenxuan.binding.stub import draw_raw  # noqa: PLC0415

    html = task.source.html
    with pressing(task.source.name, report, composed=True, html=html), _lent_anchors(laid):
        raw = draw_raw(laid.document, NUMERALS, task.samples)
    made, proof = [], None
    for tagged in task.editions:
        ask = Ask(prefix=task.keys[0], keys=task.keys, samples=task.samples, tagged=tagged)
        if not tagged:
            from wenxuan.printkit.inking import ink_drawn  # noqa: PLC0415 -- imports WeasyPrint

            raw = ink_drawn(raw, task.specs)
        objects, facts, sheets = make(laid.document, raw, ask)
        proof = proved(laid.document, raw, task, sheets, fonts, report, proof)
        facts["proof"] = proof.facts
        facts["found"] = findings(report)
        texts = [page.text for page in raw.pages[: facts["count"]]]
        said = list(zip(texts, proof.samples or ([] for _ in texts), strict=True))
        made.append((tagged, frozen(objects, facts, said)))
    return tuple(made)


@contextmanager
def _lent_anchors(laid: Laid) -> Iterator[None]:
    """Make links to other jobs lead somewhere while they are drawn."""
    first: Any = laid.document.pages[0].anchors
    lent = {
        target: (0, 0, 0, 0)
        for page in laid.document.pages
        for kind, target, *_ in page.links
        if kind == "internal" and target not in laid.anchors
    }
    first.update(lent)
    try:
        yield
    finally:
        for target in lent:
            del first[target]
