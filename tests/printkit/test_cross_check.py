"""Other judges of the print files: veraPDF where PDF/A-2b has PDF/X's rules, qpdf, Ghostscript."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
import seeded
import specimen

from test_conformance import verdicts
from wenxuan.printkit.inks import Plates

pytestmark = pytest.mark.slow

NOT_OURS = {
    "6.6.4": "the file does not say that it is PDF/A",
    "6.6.2.3.1": "PDF/X's properties have no PDF/A extension schema",
    "6.2.4.3": "device colors rest on PDF/X's output intent, which PDF/A does not count",
    "6.2.10": "so do the groups that mix them",
}
"""Clauses of ISO 19005-2 in which PDF/X-4 differs, and how."""


def clauses(data: bytes, folder) -> set[str]:
    """The clauses of PDF/A-2b that veraPDF finds broken."""
    file = folder / "a.pdf"
    file.write_bytes(data)
    run = verdicts(file, "2b", "PDFA-2B")
    assert run.stdout.startswith(("PASS", "FAIL")), run.stdout + run.stderr
    return set(re.findall(r"^\s+([\d.]+)-\d+", run.stdout, re.MULTILINE))


@pytest.mark.parametrize("plates", [Plates.BLACK, Plates.PROCESS])
def test_verapdf_agrees_where_the_standards_do(plates, tmp_path):
    """Of fonts, pictures and structure veraPDF says nothing but what PDF/X-4 does differently."""
    assert clauses(specimen.printed(plates), tmp_path) <= NOT_OURS.keys()


@pytest.mark.parametrize("name", ["font_not_embedded", "script", "transfer_curve", "encrypted"])
def test_verapdf_finds_the_same_faults(name, tmp_path):
    """Faults of both standards are found by veraPDF too: the test above can fail."""
    assert clauses(seeded.spoiled(specimen.printed(), name), tmp_path) - NOT_OURS.keys()


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("plates", Plates)
def test_qpdf_finds_no_fault(plates, tmp_path):
    """The structure of the print file is sound."""
    file = tmp_path / "a.pdf"
    file.write_bytes(specimen.printed(plates))
    run = subprocess.run(
        ["qpdf", "--check", file], capture_output=True, encoding="utf-8", check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "WARNING" not in run.stdout + run.stderr


@pytest.mark.skipif(shutil.which("gs") is None, reason="Ghostscript is not installed")
def test_ghostscript_reads_without_complaint(tmp_path):
    """A RIP reads every page and says nothing."""
    file = tmp_path / "a.pdf"
    file.write_bytes(specimen.printed())
    run = subprocess.run(
        ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=nullpage", file],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0
    assert run.stdout + run.stderr == ""
