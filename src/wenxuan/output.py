"""Artifacts reach the disk whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


def write_atomic(path: Path, data: bytes, mode: int = 0o644) -> None:
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
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def move_over(made: Path, path: Path) -> None:
    """Put a file that is whole and synced in the place of another; raises OSError."""
    made.replace(path)
    _sync_folder(path.parent)


STRAYS = (".tmp-*.part", ".cache/??/.tmp-*", ".cache/fontconfig/*.TMP-*", "*/.tmp-*.part")
"""What a killed build may leave below an output folder."""


def sweep(folder: Path) -> None:
    """Remove what a killed build left behind; under the lock, so that none is in use."""
    for pattern in STRAYS:
        for stray in folder.glob(pattern):
            with suppress(OSError):
                stray.unlink()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


SCRATCH = "wenxuan-job-"
"""How the names of scratch folders begin."""


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for the temporary files of one piece of work, gone with it; raises OSError.

    One that a killed process left behind is removed by the next: nobody holds its lock.
    """
    try:
        home = Path(tempfile.gettempdir())
    except FileNotFoundError as error:  # it found none that takes a byte
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
    for stale in home.glob(f"{SCRATCH}*"):
        _remove_stale(stale)
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=home))
    with (folder / ".new").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / ".new").rename(folder / ".lock")
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_stale(folder: Path) -> None:
    with suppress(OSError), (folder / ".lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)


class Busy(Exception):
    """Another build holds the lock of the output folder."""


ORPHANS = 30.0
"""Seconds in which the processes of a killed build must have ended."""
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
    with (folder / ".wenxuan-lock").open("a+") as file:
        _take(file)
        file.truncate(0)
        print(os.getpid(), file=file, flush=True)
        sweep(folder)
        yield


def _take(file: IO[str]) -> None:
    """Take the lock; raises Busy while its holder lives, or its orphans do not end.

    The processes of a build that was killed hold its lock until the system has ended them too.
    """
    patient_until = time.monotonic() + ORPHANS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _holder_lives(file) or time.monotonic() > patient_until:
                raise Busy from None
            time.sleep(0.05)
        else:
            return


def _holder_lives(file: IO[str]) -> bool:
    """Whether the process that wrote its number into the lock is still there."""
    file.seek(0)
    number = file.read(20).strip()
    if not number.isdecimal():  # the holder has not written it yet
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True
