"""Each defect that somebody seeded who had not read the checks is found in the finished files."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
import seeded_epub
import seeded_pdf

from press_tools import ROOT, call, workshop
from wenxuan.diagnostics import Report, Severity
from wenxuan.fonts import prepare_fontconfig
from wenxuan.pipeline import prepare
from wenxuan.proving import prove, prove_pdfs

pytestmark = pytest.mark.slow

BOOK = ROOT / "content" / "spring-tide"
Damage = Callable[[Path], None]


def damages(module: ModuleType) -> Iterator[Damage]:
    """The damages of a module, controls among them, in their order: what takes a folder alone."""
    for function in vars(module).values():
        own = inspect.isfunction(function) and function.__module__ == module.__name__
        if own and [*inspect.signature(function).parameters] == ["folder"]:
            yield function


ALL = {d.__name__: d for module in (seeded_pdf, seeded_epub) for d in damages(module)}
DEFECTS = [name for name in ALL if not name.startswith("control")]
CONTROLS = [name for name in ALL if name.startswith("control")]


@cache
def built() -> Path:
    """An output folder with all editions of the publication, built once."""
    out = workshop() / "seeded"
    done = call("build", BOOK, "--out", out)
    assert done.returncode == 0, done.stderr
    ready = prepare(BOOK, Report())
    assert ready is not None
    prepare_fontconfig(ready.fonts, out / ".cache")
    return out


def errors(out: Path, place: Path, damage: Damage) -> set[str]:
    """Codes of the errors that a check finds after damage in a copy; only what it hit is read."""
    copy = place / "spring-tide"
    shutil.copytree(out / "spring-tide", copy)
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    damage(copy)
    hit = {path.suffix for path in copy.iterdir() if path.read_bytes() != before[path.name]}
    report = Report()
    for full in (False, True):
        if ".pdf" in hit and not report.failed:
            prove_pdfs(BOOK, place, report, full=full, outside=False)
    if ".epub" in hit:
        prove(BOOK, place, report, outside=False)
    assert hit
    return {found.code for found in report if found.severity is Severity.ERROR}


def test_there_are_more_than_forty():
    """The promise is about forty defects at least, and no function is one of them by mistake."""
    assert len(DEFECTS) == 47
    assert len(CONTROLS) == 2


@pytest.mark.parametrize("name", DEFECTS)
def test_a_seeded_defect_is_found(tmp_path, name):
    """Status 0 means complete: the damaged file is an error."""
    assert errors(built(), tmp_path, ALL[name])


@pytest.mark.parametrize("name", CONTROLS)
def test_what_is_no_damage_raises_no_alarm(tmp_path, name):
    """Files that another program wrote again, with the same contents, have no error."""
    assert errors(built(), tmp_path, ALL[name]) == set()
