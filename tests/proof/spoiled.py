"""Finished files of a publication, built once, and what a full check finds in a spoiled copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from press_tools import call, workshop
from wenxuan.anew import Anew
from wenxuan.delivery import proof_print
from wenxuan.diagnostics import Report, Severity
from wenxuan.fonts import prepare_fontconfig
from wenxuan.pipeline import prepare
from wenxuan.proving import prove, prove_pdfs

Damage = Callable[[Path], Any]
"""Changes files of a folder."""


@cache
def finished(book: Path) -> Path:
    """An output folder with all editions of a publication, built once."""
    out = workshop() / f"spoiled-{book.name}"
    done = call("build", book, "--out", out)
    assert done.returncode == 0, done.stderr
    ready = prepare(book, Report())
    assert ready is not None
    prepare_fontconfig(ready.fonts, out / ".cache")
    return out


@cache
def anew(book: Path) -> Anew:
    """What the sources give now; they do not change between two tests."""
    return Anew(book, finished(book))


def errors(
    book: Path, place: Path, damage: Damage, phases: tuple[bool, ...] = (False, True)
) -> set[str]:
    """Codes of the errors that a check finds after damage in a copy; only what it hit is read.

    PDFs are checked plainly and then, where nothing was found, fully.
    """
    copy = place / book.name
    shutil.copytree(finished(book) / book.name, copy)
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    damage(copy)
    left = {path.name: path.read_bytes() for path in copy.iterdir()}
    hit = {name.removeprefix(book.name) for name in before if left.get(name) != before[name]}
    report = Report()
    assert hit
    for full in phases:
        if hit & {".pdf", "-print.pdf"} and not report.failed:
            prove_pdfs(book, place, report, full=full, outside=False, anew=anew(book))
    if "-cover.pdf" in hit:
        proof_print(book, place, report)
    if ".epub" in hit:
        prove(book, place, report, outside=False, anew=anew(book))
    return {found.code for found in report if found.severity is Severity.ERROR}
