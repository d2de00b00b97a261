"""CPU of the proofs beside the build that it is part of, in one run of one process.

Usage: python tools/bench_proof.py [--articles N]
The corpus is that of `make bench`. All jobs are done here, one after the other, as a worker does
them; what the proof takes is counted where it is called.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench_corpus import Corpus

from wenxuan.binding import build, jobs, proved
from wenxuan.binding.cache import Store
from wenxuan.binding.kept import Kept
from wenxuan.binding.task import Outcome
from wenxuan.binding.worker import work
from wenxuan.diagnostics import Report
from wenxuan.fonts import prepare_fontconfig
from wenxuan.layout.printing import printing
from wenxuan.order import Order
from wenxuan.pipeline import Prepared, prepare
from wenxuan.printkit.specs import specs_of

PROMISE = 0.15
"""Largest part of the CPU of a cold build that the proof may take."""
PARTS: tuple[tuple[Any, str], ...] = (
    (jobs, "wanted_of"), (proved, "proved"), (build, "lost"), (build, "reread"),
)  # fmt: skip
"""Where proofs are called: what must be drawn, what is drawn, what arrived, what PDFium reads."""


class Watch:
    """CPU seconds spent in a few functions."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys((name for _, name in PARTS), 0.0)
        for module, name in PARTS:
            setattr(module, name, self.timed(name, getattr(module, name)))

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, watched."""

        def run(*words: Any, **more: Any) -> Any:
            start = time.process_time()
            try:
                return function(*words, **more)
            finally:
                self.spent[name] += time.process_time() - start

        return run


def bind(ready: Prepared, shared: jobs.Imposition, order: Order, store: Store) -> int:
    """Bind both editions; pages of one."""
    from wenxuan.pipeline import shop_of  # noqa: PLC0415

    pages, shop = 0, shop_of(ready, ready.publication.slug, shared.specs)
    for tagged in (True, False):
        report = Report()
        last = Kept(name=Store.key("bench", str(tagged)))
        bound = shop.bound(shared, order.out, store, report, tagged=tagged, last=last)
        assert bound is not None, list(report)
        pages = len(bound.plan.pages)
        if tagged:
            jobs_run = range(len(shared.jobs))
            build.reread(bound, jobs_run, (shared, store), report, tagged=True)
            assert not report.failed, list(report)
    return pages


def run(folder: Path, out: Path) -> int:
    """A cold build of both PDF editions in this process; pages of one."""
    report, store = Report(), Store(out / ".cache")
    ready = prepare(folder, report)
    assert ready is not None, list(report)
    prepare_fontconfig(ready.fonts, out / ".cache")
    made = printing(ready.publication, ready.layout, ready.geometry, ready.fonts, report)
    book = ready.publication
    specs = specs_of(book.head, book.folder, ready.layout, report)
    assert specs is not None, list(report)
    shared = jobs.impose(made, report, specs)
    assert shared is not None, list(report)
    for number, job in enumerate(shared.jobs):
        task = build.task_of(job, (True, False), specs)
        outcome: Outcome = work(task, shared.name, shared.css, shared.fonts)
        build._keep(shared, number, outcome, store, report)  # noqa: SLF001
    assert not report.failed, list(report)
    return bind(ready, shared, Order(out=out), store)


def main() -> None:
    """Build, measure, print the parts and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=60)
    count = parser.parse_args().articles
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "content" / "bench"
        Corpus(folder, count).write()
        watch = Watch()
        gc.disable()
        start = time.process_time()
        pages = run(folder, Path(home) / "build")
        total = time.process_time() - start
    proof = sum(watch.spent.values())
    print(f"{count} articles, {pages} pages: {total:.1f} CPU s, of which the proof {proof:.2f}")
    for name, seconds in watch.spent.items():
        print(f"  {name:10} {seconds:6.2f} s  {1000 * seconds / pages:5.2f} ms a page")
    print(f"share of the cold build: {proof / total:.1%} (promise: at most {PROMISE:.0%})")
    raise SystemExit(proof / total > PROMISE)


if __name__ == "__main__":
    main()
