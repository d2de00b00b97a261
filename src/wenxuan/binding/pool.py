"""Jobs done in parallel: processes of this machine, or any executor of `concurrent.futures`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from multiprocessing import get_context
from sys import platform
from typing import cast

from wenxuan.binding.jobs import Imposition
from wenxuan.binding.task import Outcome, Task
from wenxuan.binding.worker import begin, work
from wenxuan.gate import reason
from wenxuan.isolation import Bounds, Stopped, bounds_for, verdict
from wenxuan.output import scratch

FINAL = ("LIM001", "LIM004")
"""Codes of what would fail again; every other failure is tried once more, alone."""
HEAVY = ("wenxuan.binding.haste", "wenxuan.binding.signature", "wenxuan.composer")
"""Modules that lay out and draw: half a second of reading."""
Make = Callable[[], AbstractContextManager[Executor]]


@contextmanager
def local(workers: int) -> Iterator[Executor]:
    """A pool of processes; copies of this one, where the system makes that cheap and safe.

    Copies of one that has read WeasyPrint need not read it, each for itself.
    """
    forks = platform == "linux"
    if forks and workers > 1:
        for name in HEAVY:
            import_module(name)
    context = get_context("fork" if forks else "spawn")
    with (
        scratch() as folder,
        ProcessPoolExecutor(workers, context, initializer=begin, initargs=(folder,)) as pool,
    ):
        yield pool


@contextmanager
def remote(address: str) -> Iterator[Executor]:
    """The executor of a dask cluster at `dask://host:port`.

    Raises Stopped without the extra `cluster`, and when nobody answers.
    """
    try:
        client = import_module("distributed").Client(address.replace("dask://", "tcp://", 1))
    except (ImportError, OSError, ValueError) as error:
        raise Stopped("OUT004", name=address, why=f"{type(error).__name__}: {error}") from error
    try:
        yield cast(Executor, client.get_executor(retries=2))
    finally:
        client.close()


@contextmanager
def early(workers: int, errand: Callable[..., object] = int, *words: object) -> Iterator[Make]:
    """Processes made before this one reads, one of them at work at once; others when it is lost.

    They are copies of a process that holds no publication, so that none grows with its length.
    """
    with local(workers) as executor:
        executor.submit(errand, *words)
        first: list[AbstractContextManager[Executor]] = [executor]
        yield lambda: first.pop() if first else local(1)


def run(
    tasks: Sequence[tuple[int, Task]],
    shared: Imposition,
    make: Make,
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[tuple[int, Outcome | Stopped]]:
    """Do all tasks; yields each one's number with what came of it, or why it failed.

    `meanwhile` is done here while the first of them are done elsewhere.
    """
    failed: dict[int, Stopped] = {}
    with make() as executor:
        for number, outcome in _attempt(tasks, shared, executor, meanwhile):
            if isinstance(outcome, Stopped) and outcome.code not in FINAL:
                failed[number] = outcome
            else:
                yield number, outcome
    for number, task in tasks:
        if number in failed:
            # Alone, so that a job that kills its worker takes no other with it.
            with make() as executor:
                yield from _attempt([(number, task)], shared, executor)


def _attempt(
    tasks: Iterable[tuple[int, Task]],
    shared: Imposition,
    executor: Executor,
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[tuple[int, Outcome | Stopped]]:
    waiting: dict[Future[Outcome], tuple[int, float]] = {}
    lost: list[int] = []
    for number, task in tasks:
        try:
            future = executor.submit(work, task, shared.sheet, shared.css, shared.fonts)
        except Exception:
            lost.append(number)
        else:
            waiting[future] = number, bounds_for(len(task.source.html)).seconds
    meanwhile()
    for future in as_completed(waiting):
        # Kept here until the end, all signatures of the book would be in memory at once.
        number, seconds = waiting.pop(future)
        yield number, _result(future, seconds)
    for number in lost:
        yield number, Stopped("LIM003", why="no worker")


def _result(future: Future[Outcome], seconds: float) -> Outcome | Stopped:
    try:
        return future.result()
    except BrokenExecutor:
        return Stopped("LIM003", why="worker")
    except OSError as error:
        # TimeoutError is one too; of the others a worker only meets those of its temporary folder.
        late = verdict(error, Bounds(seconds=seconds))
        return late or Stopped("OUT001", name="TMPDIR", why=reason(error))
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
        return verdict(error, Bounds(seconds=seconds)) or Stopped("PDF001", problem=problem)
