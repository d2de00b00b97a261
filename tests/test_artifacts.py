"""Artifacts: whole or not at all, the old ones untouched, whatever happens to a build."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from editors import files_of, findings, small
from press_tools import ENGLISH, article, call, pages, write_book
from wenxuan.output import Busy, locked, sweep, write_atomic


@pytest.mark.slow
def test_a_failed_build_leaves_the_old_artifacts(tmp_path):
    """After an error the artifacts of the last good build are byte for byte what they were."""
    folder = write_book(tmp_path / "b", {"a.md": article("正文。")})
    assert call("build", "b", "-e", "print", "-e", "screen", cwd=tmp_path).returncode == 0
    before = {n: d for n, d in files_of(tmp_path / "build").items() if n.endswith(".pdf")}
    assert sorted(before) == ["b/b-cover.pdf", "b/b-print.pdf", "b/b.pdf"]
    (folder / "a.md").write_text(article("见[](nowhere.md)。"), encoding="utf-8")
    run = call("build", "b", cwd=tmp_path)
    assert run.returncode == 1
    assert {
        n: d for n, d in files_of(tmp_path / "build").items() if n.endswith((".pdf", ".epub"))
    } == before
    report = json.loads((tmp_path / "build" / "b" / "report.json").read_text(encoding="utf-8"))
    assert report["built"] is False
    assert [d["code"] for d in report["diagnostics"]] == ["ASM003"]


def test_the_report_says_what_was_built():
    """report.json says true pages, bytes and hashes; report.html stands alone."""
    import hashlib

    folder = small().parent / "out" / "small"
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert [made["edition"] for made in data["artifacts"]] == ["print", "cover"]
    for made in data["artifacts"]:
        pdf = (folder / made["file"]).read_bytes()
        assert made["bytes"] == len(pdf)
        assert made["sha256"] == hashlib.sha256(pdf).hexdigest()
        assert made["pages"] == len(pages(pdf))
        assert made["file"] in html
    assert data["built"] is True
    assert "missing" not in data["versions"].values()
    assert "<script" not in html
    assert "http" not in html


def test_reports_hold_no_place_of_the_machine(tmp_path):
    """Built by its absolute path, a publication's report and PDF name no folder of the machine."""
    folder = write_book(
        tmp_path / "secret-place" / "b", {"a.md": article("正文[^1]。\n\n[^1]: " + "长注。" * 100)}
    )
    out = tmp_path / "o"
    run = call("build", folder, "-e", "print", "--out", out, cwd=Path(sys.prefix))
    assert run.returncode == 0, run.stderr
    for name, data in files_of(out).items():
        assert b"secret-place" not in data, name


def test_reports_do_not_depend_on_the_working_folder(tmp_path):
    """Paths in a report begin with the publication's folder, wherever it was built from."""
    folder = write_book(tmp_path / "books" / "b", {"a.md": article("见[](gone.md)。")})
    made = set()
    for number, (cwd, name) in enumerate(
        [(tmp_path, "books/b"), (folder.parent, "b"), (folder, "."), (tmp_path, folder)]
    ):
        out = tmp_path / f"out{number}"
        assert call("build", name, "--out", out, cwd=cwd).returncode == 1
        made.add((out / "b" / "report.json").read_text(encoding="utf-8"))
    assert len(made) == 1
    (found,) = json.loads(made.pop())["diagnostics"]
    assert found["path"] == "b/a.md"


def test_an_unwritable_output_is_reported(tmp_path):
    """An output folder that cannot be made is OUT001 with the reason, status 1, no traceback."""
    write_book(tmp_path / "b", {"a.md": article("正文。")})
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    run = call("build", "b", "--out", "file/out", cwd=tmp_path)
    assert run.returncode == 1
    assert [m["code"] for m in findings(run.stderr)] == ["OUT001"]


@pytest.mark.slow
def test_a_taken_target_is_reported(tmp_path):
    """A folder in the place of an artifact is OUT001; the next publication is still built."""
    write_book(tmp_path / "b", {"a.md": article("正文。")})
    write_book(tmp_path / "c", {"a.md": article("正文。")})
    (tmp_path / "build" / "b" / "b-print.pdf" / "x").mkdir(parents=True)
    run = call("build", "b", "c", "-e", "print", cwd=tmp_path)
    assert run.returncode == 1
    assert "OUT001" in [m["code"] for m in findings(run.stderr)]
    assert (tmp_path / "build" / "c" / "c-print.pdf").is_file()


def test_a_read_only_output_is_reported(tmp_path):
    """A folder without write permission is OUT001."""
    write_book(tmp_path / "b", {"a.md": article("正文。")})
    (tmp_path / "o").mkdir(mode=0o555)
    # Root may write everywhere but among the kernel's own files.
    out = "/sys" if os.geteuid() == 0 else "o"
    run = call("build", "b", "--out", out, cwd=tmp_path)
    assert run.returncode == 1
    assert [(m["path"], m["code"]) for m in findings(run.stderr)] == [(out, "OUT001")]


@pytest.mark.slow
def test_two_publications_of_one_name_do_not_overwrite_each_other(tmp_path):
    """Two folders with the same name in one run are an error, not one artifact for both."""
    write_book(tmp_path / "x" / "b", {"a.md": article("正文甲。")})
    write_book(tmp_path / "y" / "b", {"a.md": article("正文乙。")})
    run = call("build", "x/b", "y/b", "-e", "print", cwd=tmp_path)
    assert run.returncode in (1, 2), "the second replaced the first without a word"


def test_a_second_build_waits_its_turn(tmp_path):
    """While one build holds the output folder another is OUT002, status 1, and writes nothing."""
    write_book(tmp_path / "b", {"a.md": article("正文。")})
    with locked(tmp_path / "build"):
        run = call("build", "b", cwd=tmp_path)
    assert run.returncode == 1
    assert [m["code"] for m in findings(run.stderr)] == ["OUT002"]
    assert not (tmp_path / "build" / "b").exists()


def test_a_build_waits_for_the_orphans_of_a_killed_one(tmp_path):
    """A lock whose owner is dead is waited for: its last process is ending."""
    # The owner leaves a child that holds the lock a second longer, as a worker does.
    words = f"""
import os, time
from pathlib import Path
from wenxuan.output import locked
with locked(Path({str(tmp_path)!r})):
    if os.fork():
        os._exit(0)
    time.sleep(1)
"""
    subprocess.run([sys.executable, "-c", words], check=True)
    before = time.monotonic()
    with locked(tmp_path):
        assert time.monotonic() - before > 0.3


@pytest.mark.slow
def test_two_builds_at_once_leave_whole_files(tmp_path):
    """Of two builds at once one succeeds, the other may say OUT002, the artifact is whole."""
    write_book(tmp_path / "b", {"a.md": article("正文。\n\n" * 300)})
    words = [sys.executable, "-m", "wenxuan", "build", "b", "-e", "print"]
    both = [
        subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, env=os.environ | ENGLISH)
        for _ in range(2)
    ]
    ends = [(p.communicate()[1].decode(), p.returncode) for p in both]
    assert 0 in [status for _, status in ends]
    assert all(status == 0 or "OUT002" in text for text, status in ends)
    assert len(pages(tmp_path / "build" / "b" / "b-print.pdf")) > 5


@pytest.mark.slow
def test_a_killed_build_leaves_the_old_artifact(tmp_path):
    """Killed at ten moments, a build never leaves a file that is neither old nor new."""
    folder = write_book(tmp_path / "b", {"a.md": article("正文。")})
    target = tmp_path / "build" / "b" / "b-print.pdf"
    whole = set()
    for text in ("正文。", "改过的正文。"):
        (folder / "a.md").write_text(article(text), encoding="utf-8")
        assert call("build", "b", "-e", "print", cwd=tmp_path).returncode == 0
        whole.add(target.read_bytes())
    (folder / "a.md").write_text(article("正文。"), encoding="utf-8")
    words = [sys.executable, "-m", "wenxuan", "build", "b", "-e", "print"]
    for step in range(10):
        process = subprocess.Popen(
            words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(0.2 + step * 0.12)
        process.kill()
        process.wait()
        assert target.read_bytes() in whole
    assert call("build", "b", "-e", "print", cwd=tmp_path).returncode == 0
    assert not list(target.parent.glob(".tmp-*")), "strays are swept"


# --- output.py ------------------------------------------------------------------------------


def test_writing_is_whole_or_not_at_all(tmp_path, monkeypatch):
    """When the disk fails in the middle, the old file is as it was and no stray is left."""
    target = tmp_path / "a.pdf"
    write_atomic(target, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_files_are_readable_whatever_the_umask(tmp_path, mask):
    """Artifacts have mode 644 under any umask."""
    old = os.umask(mask)
    try:
        write_atomic(tmp_path / "a.pdf", b"x")
    finally:
        os.umask(old)
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == 0o644


def test_sweeping_takes_strays_only(tmp_path):
    """Only the temporary files of killed builds are removed."""
    for name in (".tmp-abc.part", "a.pdf", ".tmp-note.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    sweep(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".tmp-note.md", "a.pdf"]


def test_the_lock_is_given_back(tmp_path):
    """A lock is held once, refused twice, and free again after its block, an exception included."""
    with locked(tmp_path), pytest.raises(Busy), locked(tmp_path):
        pass
    with pytest.raises(KeyError), locked(tmp_path):
        raise KeyError
    with locked(tmp_path):
        pass
