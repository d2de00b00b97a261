"""What tests of the command line share: a small publication, findings in what was printed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from press_tools import article, call, workshop, write_book

HAN = re.compile(r"[一-鿿]")
CHINESE = {"LANG": "zh_CN.UTF-8"}
LINE = re.compile(
    r"^(?P<path>[^:\n]+):(?P<line>\d+):(?P<column>\d+): "
    r"(?P<severity>error|warning|note) (?P<code>[A-Z]+\d{3}): .+$"
)


@cache
def small() -> Path:
    """A publication of two articles, built as a print PDF, for tests that only look."""
    files = {
        "a.md": article("春天来了。\n\n见[](b.md)。"),
        "b.md": article("夏天也来了。", title="乙"),
    }
    folder = write_book(workshop() / "cli" / "small", files)
    run = call("build", "small", "--edition", "print", "--out", "out", cwd=folder.parent)
    assert run.returncode == 0, run.stderr
    return folder


def findings(text: str) -> list[re.Match[str]]:
    """The lines of diagnostics in what was printed."""
    return [found for line in text.splitlines() if (found := LINE.match(line))]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every visible file of a folder with its bytes, caches and locks apart."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not any(part.startswith(".") for part in p.relative_to(folder).parts)
    }
