"""Work on a stranger's files: in a process of its own, limited by the system.

The process has a bounded address space, bounded seconds of computing and a bounded size of the
files that it writes. What ends it is told with the place where the work was.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from wenxuan.output import scratch

SECONDS = 60.0
"""Seconds of computing that any input may take."""
SECONDS_A_PAGE = 0.3
"""More of them for each page that the sources may fill."""
PATIENCE = 3
"""So many times the seconds of computing may pass on the clock: other programs compute too."""
MEMORY = 2 << 30
"""Address space that the work of one process may take, in bytes."""
FILE = 2 << 30
"""Largest file that may be written, in bytes."""
GRACE = 5
"""Seconds in which a process that is told to stop may say what it knows."""
BYTES_A_PAGE = 600
"""Fewest bytes of text that fill a page: a poem of 200 Han characters."""

Told = Callable[[Any], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one piece of work may use."""

    seconds: float = SECONDS
    memory: int = MEMORY
    """0: no limit, for what reserves more than it uses."""
    file: int = FILE


class Stopped(Exception):
    """Work that went over its bounds, or whose process died; `code` names a diagnostic."""

    def __init__(self, code: str, place: str = "", **arguments: object) -> None:
        super().__init__(code, place, arguments)
        self.code, self.place, self.arguments = code, place, arguments

    def __reduce__(self) -> tuple[Any, ...]:
        """Give the keywords to the copy too."""
        return _stopped, (self.code, self.place, self.arguments)


def _stopped(code: str, place: str, arguments: dict[str, object]) -> Stopped:
    return Stopped(code, place, **arguments)


def bounds_for(size: int) -> Bounds:
    """The bounds of sources of so many bytes: 60 s, and 0.3 s for each page that they may fill."""
    return Bounds(seconds=SECONDS + SECONDS_A_PAGE * (size // BYTES_A_PAGE))


def verdict(error: BaseException, bounds: Bounds, place: str = "") -> Stopped | None:
    """What an exception says about bounds; None when it is about something else."""
    if isinstance(error, Stopped):
        return error
    if isinstance(error, TimeoutError):
        return Stopped("LIM001", place, seconds=round(bounds.seconds))
    if isinstance(error, MemoryError):
        return Stopped("LIM002", place, limit=bounds.memory >> 20)
    if isinstance(error, RecursionError):
        return Stopped("LIM004", place)
    return None


# --- where the work is ----------------------------------------------------------------------

_PLACE = mmap.mmap(-1, 1024)
"""Shared with the process that waits: it survives the one that writes it."""


def here(place: str) -> None:
    """Note the file that is being worked on, so that a sudden end has a place."""
    data = place.encode("utf-8", "replace")[:1000] + b"\0"
    _PLACE[: len(data)] = data


def place_now() -> str:
    """What was noted last; empty when nothing was."""
    return bytes(_PLACE).split(b"\0", 1)[0].decode("utf-8", "ignore")


# --- limits of this process -----------------------------------------------------------------


def limit(bounds: Bounds) -> None:
    """Bound this process: memory and files at once and for good, seconds from now on."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 -- not on every system

        _lower(resource.RLIMIT_CORE, 0)
        _lower(resource.RLIMIT_FSIZE, bounds.file)
        if bounds.memory:
            _lower(resource.RLIMIT_AS, _held() + bounds.memory)
    _count_seconds(bounds.seconds)


def _held() -> int:
    """Bytes of address space that this process has already: what it is a copy of is not its work.

    0 where the system does not tell.
    """
    with suppress(OSError, ValueError):
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * mmap.PAGESIZE
    return 0


def _lower(kind: int, most: int) -> None:
    """Lower a limit of the system, never raise it."""
    import resource  # noqa: PLC0415

    soft, hard = resource.getrlimit(kind)
    wanted = min(value for value in (most, soft, hard) if value != resource.RLIM_INFINITY)
    resource.setrlimit(kind, (wanted, hard))


def lifted() -> None:
    """Take the limits of memory and seconds off a process that is about to become Java.

    It reserves more than it uses, and is bounded by its own heap and the time that we wait.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415

        for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (hard, hard))


def _count_seconds(seconds: float) -> None:
    """Raise TimeoutError after so many more seconds of computing; kill what does not heed it."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415

        used = resource.getrusage(resource.RUSAGE_SELF)
        end = int(used.ru_utime + used.ru_stime + seconds) + 1
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        last = end + GRACE if hard == resource.RLIM_INFINITY else min(end + GRACE, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (min(end, last), hard))
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGXCPU, _overtime)


def _overtime(*_: object) -> None:
    """The soft limit of seconds: the next one kills."""
    import resource  # noqa: PLC0415

    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    most = soft + GRACE if hard == resource.RLIM_INFINITY else hard
    resource.setrlimit(resource.RLIMIT_CPU, (most, hard))
    raise TimeoutError


@contextmanager
def timed(seconds: float) -> Iterator[None]:
    """Raise TimeoutError in work that takes too many seconds of computing, or 3 times as many.

    Work that does not heed it is killed by the system.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, end)
    _count_seconds(seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def die_with_parent() -> None:
    """Have the system kill this process when the one that started it dies (Linux)."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)


def scribble_in(folder: Path) -> None:
    """Have this process, and those that it starts, put temporary files into a folder.

    A process that ends at once takes none of them away, WeasyPrint's copies of fonts above all.
    """
    tempfile.tempdir = str(folder)
    os.environ["TMPDIR"] = str(folder)


# --- a process of its own -------------------------------------------------------------------


def confined(
    work: Callable[..., T], *arguments: Any, bounds: Bounds, told: Told = lambda _: None
) -> T:
    """What `work(*arguments, told)` returns, done in a process of its own.

    `told` is called here with whatever the work says. Raises what the work raises, and Stopped
    when it went over its bounds or its process died.
    """
    # A copy of this process, where the system makes that cheap and safe.
    context: Any = get_context("fork" if sys.platform == "linux" else "spawn")
    receiver, sender = context.Pipe(duplex=False)
    here("")
    with scratch() as folder, receiver:
        words = (sender, folder, bounds, work, arguments)
        process = context.Process(target=_inside, args=words)
        process.start()
        sender.close()
        try:
            result = _awaited(process, receiver, bounds, told)
            process.join(GRACE)
        except BaseException:
            _end(process)
            raise
    return result  # type: ignore[no-any-return]


def _inside(
    sender: Connection,
    folder: Path,
    bounds: Bounds,
    work: Callable[..., Any],
    arguments: tuple[Any, ...],
) -> None:
    os.setsid()  # a group of its own, which can be ended with all that it started
    die_with_parent()
    scribble_in(folder)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.filterwarnings("ignore", module="PIL")  # what is wrong is a finding of ours
    limit(bounds)
    try:
        message = ("done", work(*arguments, lambda said: sender.send(("told", said))))
    except BaseException as error:
        stop = verdict(error, bounds, place_now())
        if stop is None:
            error.add_note(traceback.format_exc())
        message = ("raised", stop or error)
    try:
        sender.send(message)
    except Exception:  # not every exception can be sent
        sender.send(("raised", RuntimeError(repr(message[1]))))


def _awaited(process: BaseProcess, receiver: Connection, bounds: Bounds, told: Told) -> Any:
    deadline = time.monotonic() + PATIENCE * bounds.seconds
    while ready := wait([receiver, process.sentinel], max(0, deadline - time.monotonic())):
        if receiver not in ready and not receiver.poll():
            raise _death(process, bounds)
        try:
            kind, value = receiver.recv()
        except EOFError:
            raise _death(process, bounds) from None
        if kind == "done":
            return value
        if kind == "raised":
            raise value
        told(value)
    raise Stopped("LIM001", place_now(), seconds=round(bounds.seconds))


def _death(process: BaseProcess, bounds: Bounds) -> Stopped:
    """Why a process that said nothing ended."""
    process.join(GRACE)
    status = process.exitcode or 0
    if status == -signal.SIGXCPU:
        return Stopped("LIM001", place_now(), seconds=round(bounds.seconds))
    why = signal.Signals(-status).name if status < 0 else f"status {status}"
    return Stopped("LIM003", place_now(), why=why)


def _end(process: BaseProcess) -> None:
    """End a process and all that it started; none outlives the work."""
    with suppress(OSError):
        os.killpg(process.pid or os.getpid(), signal.SIGKILL)
    process.join(GRACE)
