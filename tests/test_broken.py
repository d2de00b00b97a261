"""Broken publications: each fault is reported at its place, all in one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenxuan.assemble import assemble
from wenxuan.codes import CODES
from wenxuan.diagnostics import Report, Severity

BROKEN = Path(__file__).parent / "broken"
FOLDERS = sorted(folder for folder in BROKEN.iterdir() if folder.is_dir())


def expected(folder: Path, stage: str) -> set[str]:
    """Lines `path:line:column CODE` of a folder that a stage (`read`, `build`) reports.

    A line ends with the name of the stage when it is not `read`.
    """
    lines = [line.split() for line in (folder / "expected.txt").read_text("utf-8").splitlines()]
    return {" ".join(words[:2]) for words in lines if (words[2:] or ["read"]) == [stage]}


def found(folder: Path, report: Report) -> set[str]:
    """What assembly reports of a folder, in the same form."""
    assemble(folder, report)
    return {f"{d.span} {d.code}" for d in report}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_broken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Assembly reports exactly the faults that expected.txt lists, and can say them in words."""
    monkeypatch.chdir(folder)
    report = Report()
    assert found(folder, report) == expected(folder, "read")
    for diagnostic in report:
        for language in ("en", "zh"):
            assert diagnostic.message(language)
            assert "{" not in diagnostic.hint(language).replace("{width=", "")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_broken_stops_the_build(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A publication with an error fails; one with mere warnings does not."""
    monkeypatch.chdir(folder)
    report = Report()
    found(folder, report)
    codes = {line.split()[1] for line in expected(folder, "read")}
    assert report.failed is any(CODES[code].severity == Severity.ERROR for code in codes)


NOT_HERE = {
    "SRC007": "takes a file of four megabytes; see test_gate",
    "SRC010": "takes a paragraph of 50,000 characters; see test_markdown",
    "SRC011": "takes a file that the user may not read, and the user of the tests may be root",
    "MD014": "kept for lint; the reader does not say it",
    "IMG005": "takes the width on the page; the build says it",
}
"""Codes of the reading families that no folder shows, and why."""


def test_every_code_has_a_folder() -> None:
    """Each code that the reading stages can emit is shown by a broken publication."""
    families = ("SRC", "YML", "MET", "MD", "ASM", "IMG")
    reading = {code for code in CODES if code.rstrip("0123456789") in families}
    shown = {line.split()[1] for folder in FOLDERS for line in expected(folder, "read")}
    assert reading - shown == set(NOT_HERE)


def test_every_expectation_is_a_code() -> None:
    """No folder expects a code that the table does not have."""
    shown = {
        line.split()[1] for folder in FOLDERS for stage in ("read", "build") for line in expected(folder, stage)
    }
    assert shown <= set(CODES)
