"""Jobs done in parallel: processes of this machine, or any executor of `concurrent.futures`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import import_module
from multiprocessing import get_context
from sys import platform
from typing import cast

from wenxuan.binding.jobs import Imposition
from wenxuan.binding.worker import Outcome, Task, begin, work

Make = Callable[[], AbstractContextManager[Executor]]


def local(workers: int) -> Executor:
    """A pool of processes; a copy of this one, where the system makes that cheap and safe."""
    context = get_context("fork" if platform == "linux" else "spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=begin)


@contextmanager
def remote(address: str) -> Iterator[Executor]:
    """The executor of a dask cluster at `dask://host:port`.

    Raises ImportError without the extra `cluster`, and OSError when nobody answers.
    """
    client = import_module("distributed").Client(address.replace("dask://", "tcp://", 1))
    try:
        yield cast(Executor, client.get_executor(retries=2))
    finally:
        client.close()


def run(
    tasks: Sequence[tuple[int, Task]], shared: Imposition, make: Make
) -> Iterator[tuple[int, Outcome | str]]:
    """Do all tasks; yields each one's number with what came of it, or why it failed twice."""
    failed: dict[int, str] = {}
    with make() as executor:
        for number, outcome in _attempt(tasks, shared, executor):
            if isinstance(outcome, str):
                failed[number] = outcome
            else:
                yield number, outcome
    for number, task in tasks:
        if number in failed:
            # Alone, so that a job that kills its worker takes no other with it.
            with make() as executor:
                yield from _attempt([(number, task)], shared, executor)


def _attempt(
    tasks: Iterable[tuple[int, Task]], shared: Imposition, executor: Executor
) -> Iterator[tuple[int, Outcome | str]]:
    waiting: dict[Future[Outcome], int] = {}
    lost: list[int] = []
    for number, task in tasks:
        try:
            future = executor.submit(work, task, shared.name, shared.css, shared.fonts)
        except Exception:
            lost.append(number)
        else:
            waiting[future] = number
    for future in as_completed(waiting):
        yield waiting[future], _result(future)
    for number in lost:
        yield number, "the worker died"


def _result(future: Future[Outcome]) -> Outcome | str:
    with suppress(Exception):
        return future.result()
    error = future.exception()
    return f"{type(error).__name__}: {error}"
