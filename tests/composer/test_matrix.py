"""The conformance matrix names only tests that exist, and answers for every must."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MATRIX = ROOT / "docs" / "clreq.md"
MUST = [
    "A1", "A2", "A3", "A6", "A8", "A10", "A11", "A13", "A18", "B1", "B2", "B4", "B8", "B9", "B12",
    "B17", "C1", "D1", "D2", "D3", "D4", "D5", "E1", "E8", "J1", "J3", "K1", "L1", "L4", "L5",
]
"""Rows marked M of groups A to E, J, K and L of the checklist of typographic requirements."""
RESULTS = {"met", "not met", "in part"}


def rows() -> dict[str, list[str]]:
    """Cells of each row by its id."""
    found = {}
    for line in MATRIX.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(r"[A-L]\d+", cells[0]):
            assert cells[0] not in found, cells[0]
            found[cells[0]] = cells
    return found


def named(cell: str) -> list[tuple[str, str]]:
    """Tests named in a cell as (file, function)."""
    return re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", cell)


@pytest.mark.parametrize("row", MUST)
def test_every_must_has_a_row(row: str) -> None:
    """A row that is met names a test; a row that is not met says why."""
    _, clause, claim, check, tests, control, result = rows()[row]
    assert clause
    assert claim
    assert result.split(":")[0] in RESULTS
    if result.startswith("met"):
        assert check
        assert named(tests)
        assert named(control)
    else:
        assert len(result.split(":")[1]) > 20


def test_every_row_that_is_met_has_a_control() -> None:
    """Whatever its rank, what is claimed of lines is measured once more without its rule."""
    lacking = {row for row, cells in rows().items() if not named(cells[5])}
    assert lacking == set()


def test_every_named_test_exists() -> None:
    """Each file is there and defines the function."""
    for row, cells in rows().items():
        for cell in cells[4:6]:
            assert cell == "–" or len(named(cell)) == cell.count("::"), row
            for file, function in named(cell):
                assert f"def {function}(" in (ROOT / file).read_text("utf-8"), (row, function)


def test_control_a_test_that_is_not_there_is_noticed() -> None:
    """A name with one letter more is defined nowhere."""
    cells = [cell for row in rows().values() for cell in row[4:6]]
    file, function = next(found for cell in cells for found in named(cell))
    assert f"def {function}x(" not in (ROOT / file).read_text("utf-8")
