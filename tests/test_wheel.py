"""The wheel carries layouts and fonts and works away from the source tree."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from press_tools import ENGLISH, ROOT, TAGS, pages, workshop

pytestmark = pytest.mark.slow


@cache
def wheel() -> Path:
    """The wheel, built from the source tree; skips where hatchling cannot be had."""
    out = workshop() / "wheel"
    if find_spec("hatchling") is not None:
        words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    else:
        words = [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "-w",
            str(out),
            str(ROOT),
        ]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if run.returncode and find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed and could not be fetched")
    assert run.returncode == 0, run.stdout + run.stderr
    (made,) = out.glob("wenxuan-*.whl")
    return made


@cache
def installed() -> Path:
    """Python of a fresh environment with the wheel, our dependencies through a .pth file."""
    folder = workshop() / "fresh"
    venv.create(folder, with_pip=False, symlinks=True)
    purelib = Path(
        sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)})
    )
    words = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        purelib,
        wheel(),
    ]
    subprocess.run(list(map(str, words)), check=True, capture_output=True)
    # Behind the wheel on the path; .pth files of that folder are not followed: no source tree.
    (purelib / "dependencies.pth").write_text(
        sysconfig.get_path("purelib") + "\n", encoding="utf-8"
    )
    return folder / "bin" / "python"


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The installed press, in a process that knows nothing of the source tree."""
    kept = {k: v for k, v in os.environ.items() if k not in (*TAGS, "PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        [installed(), "-m", "wenxuan", *words],
        cwd=cwd,
        env=kept | ENGLISH,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_wheel_carries_layouts_and_fonts():
    """Every file of layouts/ and fonts/ is in the wheel, and no test is."""
    with zipfile.ZipFile(wheel()) as archive:
        names = set(archive.namelist())
    for folder in ("layouts", "fonts"):
        wanted = {
            f"wenxuan/_data/{p.relative_to(ROOT).as_posix()}"
            for p in (ROOT / folder).rglob("*")
            if p.is_file() and not any(part.startswith(".") for part in p.relative_to(ROOT).parts)
        }
        assert len(wanted) > 3
        assert wanted - names == set()
    assert "wenxuan/py.typed" in names or "wenxuan/__init__.py" in names
    assert not [
        n for n in names if n.startswith(("tests/", "content/", "src/")) or "__pycache__" in n
    ]


def test_the_installed_press_is_not_the_source_tree(tmp_path):
    """The fresh environment imports the wheel's package."""
    code = "import wenxuan; print(wenxuan.__file__)"
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    where = subprocess.run(
        [installed(), "-c", code],
        cwd=tmp_path,
        env=kept,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.strip()
    assert Path(where).is_relative_to(workshop())


def test_new_and_build_in_an_empty_folder(tmp_path):
    """`new x` and `build x` in an empty folder make all three editions without a finding."""
    begun = run("new", "x", cwd=tmp_path)
    assert begun.returncode == 0, begun.stderr
    made = run("build", "x", cwd=tmp_path)
    said = [line for line in made.stderr.splitlines() if not line.startswith("x: ")]
    assert (made.returncode, said) == (0, [])
    folder = tmp_path / "build" / "x"
    assert {"x.pdf", "x-print.pdf", "x.epub"} <= {p.name for p in folder.iterdir()}
    assert "正文从这里开始" in "".join(p.text for p in pages(folder / "x.pdf"))
    text = [c for p in pages(folder / "x.pdf") for c in p.chars if c.text.strip()]
    assert {c.font.split("-")[0] for c in text} == {"Wenxuan"}


def test_the_doctor_is_content(tmp_path):
    """`doctor` of the installed press finds the fonts in the wheel."""
    said = run("doctor", cwd=tmp_path)
    assert "all as in the manifest" in said.stdout
