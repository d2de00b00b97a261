"""One folder for each code: what it finds, and what it must leave alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from wenxuan.desk.codes import DESK_CODES
from wenxuan.desk.commands import ALL_CODES
from wenxuan.desk.lint import Linted, lint
from wenxuan.desk.show import message

RULES = Path(__file__).parent / "rules"
FOLDERS = sorted(path.name for path in RULES.iterdir() if path.is_dir())
LINTED = sorted(code for code in DESK_CODES if not code.startswith("IMP"))
UPDATE = os.environ.get("WENXUAN_UPDATE_GOLDEN") == "1"


def linted(code: str, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Linted:
    """Lint one fixture with what stands beside it."""
    for file in (RULES / code).iterdir():
        if (
            file.name in (name, "other.md")
            or (file.name == "house.yaml" and name == "bad.md")
            or (file.name == "house.yaml" and code != "HSE004")
        ):
            shutil.copy(file, folder / file.name)
    monkeypatch.chdir(folder)
    return lint([Path()])


def told(found: Linted) -> list[str]:
    """Findings as text, those about house.yaml first."""
    lines = [
        f"{d.span} {d.code} {ALL_CODES[d.code].message('zh').format_map(dict(d.arguments))}"
        for d in found.report
    ]
    for f in found.findings:
        new = "".join(f" → {e.new!r}" for e in f.edits) + ("" if f.sure or not f.edits else " ?")
        lines.append(f"{f.path}:{f.line}:{f.column} {f.code} {message(f, ALL_CODES, 'zh')}{new}")
    return lines


def test_every_code_has_a_folder():
    """Every code of the linter has a folder, and every folder a code."""
    assert FOLDERS == LINTED


@pytest.mark.parametrize("code", FOLDERS)
def test_bad_is_found(code, tmp_path, monkeypatch):
    """The findings of bad.md are those that were kept, the folder's code among them."""
    lines = told(linted(code, "bad.md", tmp_path, monkeypatch))
    kept = RULES / code / "expected.txt"
    if UPDATE:
        kept.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    assert lines == kept.read_text("utf-8").splitlines()
    assert any(line.split()[1] == code for line in lines)


@pytest.mark.parametrize("code", FOLDERS)
def test_good_is_left_alone(code, tmp_path, monkeypatch):
    """Nothing of the folder's code is found in good.md."""
    assert [
        line
        for line in told(linted(code, "good.md", tmp_path, monkeypatch))
        if line.split()[1] == code
    ] == []


@pytest.mark.parametrize(
    "code", [c for c in LINTED if c not in ("HSE001", "HSE002", "HSE003", "HSE004")]
)
def test_code_can_be_switched_off(code, tmp_path, monkeypatch):
    """`rules: {CODE: off}` in house.yaml silences a code."""
    house = RULES / code / "house.yaml"
    text = house.read_text("utf-8") if house.exists() else ""
    for file in (RULES / code).glob("*.md"):
        shutil.copy(file, tmp_path / file.name)
    (tmp_path / "house.yaml").write_text(f'{text}rules: {{{code}: "off"}}\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert {f.code for f in lint([Path()]).findings} & {code} == set()
