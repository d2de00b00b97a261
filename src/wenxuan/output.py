"""Artifacts reach the disk whole or not at all."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_atomic(path: Path, data: bytes) -> None:
    """Write beside the target, sync, and move over it; a failure leaves the old file.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".tmp-", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def sweep(folder: Path) -> None:
    """Remove what a killed build left behind."""
    for stray in folder.glob(".tmp-*.part"):
        stray.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Busy(Exception):
    """Another build holds the lock of the output folder."""


MARKER = ".wenxuan"
"""Says that a folder was made by a build, and may be removed by `clean`."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the one lock of an output folder; raises Busy, or OSError where it cannot be made.

    Only a folder that was new or empty gets the marker that lets `clean` remove it.
    """
    ours = not folder.exists() or not any(folder.iterdir())
    folder.mkdir(parents=True, exist_ok=True)
    if ours:
        (folder / MARKER).touch()
    with (folder / ".wenxuan-lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield
