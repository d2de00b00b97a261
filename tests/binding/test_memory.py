"""What the press holds in memory, seen from outside while it makes a long publication."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pymupdf
import pytest

from binding.book import PNG, long
from press_tools import LINUX, article, write_book
from wenxuan.order import MANY

pytestmark = [pytest.mark.slow, LINUX]

WORKER = 250e6
"""Bytes that a worker may come to, however long the publication."""
PRESS, PAGE = 300e6, 20e3
"""Bytes that the process which reads and binds may come to, and more for each page."""


def family(pid: int, depth: int = 0) -> Iterator[tuple[int, int]]:
    """A process and all below it, each with its depth."""
    yield pid, depth
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in thread.read_text("ascii").split():
                yield from family(int(child), depth + 1)


def held(words: list[str]) -> dict[int, float]:
    """The most bytes that a process came to at each depth while a command ran."""
    started = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most: dict[int, float] = {}
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            for pid, depth in family(started.pid):
                with suppress(OSError, KeyError, ValueError):
                    status = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
                    about = dict(line.split(":", 1) for line in status)
                    most[depth] = max(
                        most.get(depth, 0.0), int(about["VmHWM"].split()[0]) * 1024
                    )

    watcher = threading.Thread(target=watch)
    watcher.start()
    assert started.wait() == 0
    done.set()
    watcher.join()
    return most


def test_no_process_holds_more_than_it_should(tmp_path: Path):
    """Two workers stay below 250 MB, the press below 300 MB and 20 kB a page, of some 450 pages.

    Workers of so many articles start before the sources are read, and are no copies of them.
    """
    files: dict[str, str | bytes] = {
        f"a{i:03}.md": article(long(f"{i}", 4) + "\n\n![河](images/a.png){width=40mm}", f"第{i}篇")
        for i in range(MANY + 5)
    }
    contents = "".join(f"\n  - {name}" for name in files)
    files["images/a.png"] = PNG
    source = write_book(
        tmp_path / "content" / "archive", files, contents=contents, page="{size: 148mm 210mm}"
    )
    words = ["-m", "wenxuan", "build", str(source), "--out", str(tmp_path / "out")]
    most = held([sys.executable, *words, "-e", "screen", "--jobs", "2"])
    with pymupdf.open(tmp_path / "out" / "archive" / "archive.pdf") as document:
        pages = len(document)
    assert pages > 400
    # The command line, the press in a process of its own, its workers.
    assert sorted(most) == [0, 1, 2]
    assert 60e6 < most[2] < WORKER
    assert 60e6 < most[1] < PRESS + PAGE * pages
    assert most[0] < most[1]
