"""Measure the press against others on one corpus, in one run, and write docs/benchmarks.md.

    python tools/bench.py [--articles 10 100 300] [--quick] [--folder FOLDER] [--write PAGE]

Every run of a case is a process of its own; those of all cases take turns, so that what else the
machine does falls on all. CPU is user + system of the process and all that it started. Memory is
the largest sum of resident sizes in its process tree (sampled; shared pages count in each), the
most that one worker came to, and the most of any other process.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from compileall import compile_dir
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

import pymupdf
from bench_corpus import Corpus, chromium, pictures_as_pdf, told, typst, xelatex

ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measure:
    """What one process took; memory in MB."""

    cpu: float
    wall: float
    tree: float
    worker: float
    main: float


# --- measuring --------------------------------------------------------------------------------


class Tree:
    """A process and all below it, looked at 20 times a second."""

    def __init__(self, pid: int) -> None:
        self.pid, self.peak = pid, 0.0
        self.seconds: dict[int, float] = {}
        self.largest: dict[bool, float] = {True: 0.0, False: 0.0}

    def look(self) -> None:
        """Note what the tree holds now."""
        self.peak = max(self.peak, sum(self._held(*member) for member in _family(self.pid)))

    def _held(self, pid: int, depth: int) -> float:
        """MB of a process; the press is two processes, one in the other, workers are below."""
        # A process that has ended, or is about to, tells nothing.
        with suppress(OSError, IndexError, KeyError, ValueError):
            folder = Path(f"/proc/{pid}")
            status = dict(
                line.split(":", 1) for line in (folder / "status").read_text("utf-8").splitlines()
            )
            times = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
            self.seconds[pid] = (int(times[11]) + int(times[12])) / TICK
            now, most = (int(status[key].split()[0]) * 1024 / 1e6 for key in ("VmRSS", "VmHWM"))
            self.largest[depth > 1] = max(self.largest[depth > 1], most)
            return now
        return 0.0


def _family(pid: int, depth: int = 0) -> Iterator[tuple[int, int]]:
    yield pid, depth
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in thread.read_text("ascii").split():
                yield from _family(int(child), depth + 1)


def measured(*words: str | Path, folder: Path | None = None, status: int = 0) -> Measure:
    """Run a command; raises CalledProcessError when it fails."""
    command = list(map(str, words))
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    tree, done = Tree(process.pid), threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            tree.look()

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, said = process.communicate()
    done.set()
    watcher.join()
    if process.returncode not in (0, status):
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wall = time.perf_counter() - began
    # Not every browser waits for what it started: what was last seen counts then.
    cpu = max(cpu, sum(tree.seconds.values()))
    return Measure(cpu, wall, tree.peak, tree.largest[True], tree.largest[False])


# --- the cases --------------------------------------------------------------------------------

PLAIN = """
import sys
from pathlib import Path
from wenxuan.diagnostics import Report
from wenxuan.pipeline import prepare
from wenxuan.fonts import prepare_fontconfig
from wenxuan.layout.printing import print_document
from wenxuan.press import draw, lay_out
folder, out = map(Path, sys.argv[1:])
report = Report()
ready = prepare(folder, report)
prepare_fontconfig(ready.fonts, out.parent / "fonts-cache")
source = print_document(ready.publication, ready.layout, ready.geometry, ready.fonts, report)
laid = lay_out(source, report, composed=False)
out.write_bytes(draw(laid, "plain", report, tagged=True, composed=False))
"""
TYPST = """
import sys, typst
typst.compile(sys.argv[1], output=sys.argv[2], font_paths=[sys.argv[3]], root=sys.argv[4])
"""


@dataclass(slots=True)
class Case:
    """Something to be measured so many times."""

    name: str
    run: Callable[[], Measure]
    times: int
    pdf: Path | None = None
    found: list[Measure] = field(default_factory=list)

    def middle(self, name: str) -> float:
        """The median of a figure."""
        return float(median(getattr(measure, name) for measure in self.found))

    def worst(self, name: str) -> float:
        """The largest of a figure."""
        return float(max(getattr(measure, name) for measure in self.found))


class Desk:
    """The press at work on a corpus: built anew, built again, edited."""

    def __init__(self, corpus: Corpus, home: Path) -> None:
        self.corpus, self.home = corpus, home
        self.out = home / f"out{corpus.count}"
        self.pdf = self.out / corpus.folder.name / f"{corpus.folder.name}.pdf"
        self.chance, self.edits = random.Random(5), 0

    def build(self, *more: str) -> Measure:
        """One build of the screen edition."""
        words = (sys.executable, "-m", "wenxuan", "build", str(self.corpus.folder))
        return measured(*words, "--out", self.out, "-e", "screen", *more)

    def cold(self, *more: str) -> Measure:
        """A build from nothing."""
        shutil.rmtree(self.out, ignore_errors=True)
        return self.build(*more)

    def edit(self, change: Callable[[str, int], str]) -> Measure:
        """A build after an article, another one each time, was changed."""
        self.edits += 1
        path = self.corpus.folder / self.corpus.name(self.chance.randrange(self.corpus.count))
        path.write_text(change(path.read_text("utf-8"), self.edits), encoding="utf-8")
        return self.build()

    def page_more(self, text: str, number: int) -> str:
        """An article that is longer by a page."""
        chance = random.Random(number)
        return f"{text}\n\n" + "\n\n".join(self.corpus.sentence(chance) * 8 for _ in range(4))

    def css(self) -> Measure:
        """A build after the style sheet of the layout was changed."""
        self.edits += 1
        self.corpus.look(f"h2 {{ letter-spacing: {self.edits / 1000}em }}")
        return self.build()


def _one_word(text: str, number: int) -> str:
    return text.replace("。", f"第{number}。", 1)


def _heading(text: str, number: int) -> str:
    return text.replace("title: ", f"title: 新{number}", 1)


def own_cases(desk: Desk, *, quick: bool) -> Iterator[Case]:
    """What the press is asked to do."""
    whole = 1 if quick or desk.corpus.count > 100 else 3
    few = 1 if quick else 3
    yield Case("wenxuan, cold", desk.cold, whole, desk.pdf)
    if desk.corpus.count <= 300:
        yield Case("the same, one worker", partial(desk.cold, "--jobs", "1"), whole)
    yield Case("layout CSS changed", desk.css, whole)
    yield Case("nothing changed", desk.build, 3 if quick else 10)
    yield Case("one word", partial(desk.edit, _one_word), 3 if quick else 20)
    yield Case("a page more", partial(desk.edit, desk.page_more), few)
    yield Case("a title changed", partial(desk.edit, _heading), few)


def other_cases(corpus: Corpus, home: Path, *, quick: bool) -> Iterator[Case]:
    """The same text by others, as far as they are installed."""
    count, folder = corpus.count, corpus.folder
    whole = 1 if quick or count > 100 else 3
    target = home / f"plain{count}.pdf"
    words: tuple[str | Path, ...] = (sys.executable, "-c", PLAIN, folder, target)
    yield Case("plain WeasyPrint, tagged", partial(measured, *words), whole, target)
    if _has("typst"):
        source = _written(home / f"typst{count}.typ", told(folder, typst(_images(folder, home))))
        target = source.with_suffix(".pdf")
        words = (sys.executable, "-c", TYPST, source, target, ROOT / "fonts", home)
        yield Case("Typst", partial(measured, *words), min(whole + 1, 3), target)
    if shutil.which("xelatex"):
        pictures_as_pdf(folder, home / "drawings")
        source = _written(home / f"tex{count}.tex", told(folder, xelatex("drawings")))
        words = ("xelatex", "-interaction=batchmode", source.name)
        twice = partial(_twice, partial(measured, *words, folder=home, status=1))
        yield Case("XeLaTeX, two passes", twice, whole, source.with_suffix(".pdf"))
    # A browser holds all pages at once: 1,000 articles are not for every machine.
    if (browser := shutil.which("chromium")) and count <= 300:
        source = _written(home / f"web{count}.html", told(folder, chromium(_images(folder, home))))
        target = source.with_suffix(".pdf")
        words = (
            browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
            f"--user-data-dir={home / 'profile'}", f"--print-to-pdf={target}", source.as_uri(),
        )  # fmt: skip
        yield Case("headless Chromium", partial(measured, *words), whole, target)


def _twice(run: Callable[[], Measure]) -> Measure:
    a, b = run(), run()
    memory = max(a.tree, b.tree), max(a.worker, b.worker), max(a.main, b.main)
    return Measure(a.cpu + b.cpu, a.wall + b.wall, *memory)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _images(folder: Path, home: Path) -> str:
    return str((folder / "images").relative_to(home))


def _has(module: str) -> bool:
    words = [sys.executable, "-c", f"import {module}"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def taken(count: int, home: Path, *, quick: bool, alone: bool) -> list[Case]:
    """All cases at one size, in turns: each one's runs are spread over the whole run."""
    corpus = Corpus(home / "content" / f"n{count}", count)
    corpus.write()
    cases = list(own_cases(Desk(corpus, home), quick=quick))
    if not alone:
        at = next(i for i, case in enumerate(cases) if case.name == "nothing changed")
        cases[at:at] = other_cases(corpus, home, quick=quick)
    turns = [(i / case.times, at) for at, case in enumerate(cases) for i in range(case.times)]
    for _, at in sorted(turns):
        cases[at].found.append(cases[at].run())
        print(count, cases[at].name, cases[at].found[-1], file=sys.stderr, flush=True)
    return cases


# --- the page ---------------------------------------------------------------------------------

HEAD = """| case | runs | CPU s | worst | × Typst | × plain | wall s | worst | \
tree MB | worker | main | pages | PDF MB |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"""


def table(count: int, cases: list[Case]) -> str:
    """A Markdown table, with ratios to the CPU of Typst and of plain WeasyPrint."""
    others = {case.name.split()[0]: case.middle("cpu") for case in cases}
    rows = [f"## {count:,} articles\n\n{HEAD}"]
    for case in cases:
        cpu = case.middle("cpu")
        ratios = [f"{cpu / others[n]:.2f}" if n in others else "" for n in ("Typst", "plain")]
        memory = [f"{case.worst(n):.0f}" for n in ("tree", "worker", "main")]
        speed = [f"{cpu:.2f}", f"{case.worst('cpu'):.2f}", *ratios]
        walls = [f"{case.middle('wall'):.1f}", f"{case.worst('wall'):.1f}"]
        if not case.name.startswith(("wenxuan", "the same")) and case.pdf:
            memory[1:] = "", ""
        cells = [case.name, str(case.times), *speed, *walls, *memory, *_pdf(case.pdf)]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _pdf(path: Path | None) -> tuple[str, str]:
    if path is None:
        return "", ""
    with pymupdf.open(path) as document:  # type: ignore[no-untyped-call]
        return f"{len(document):,}", f"{path.stat().st_size / 1e6:.1f}"


def main() -> None:
    """Run the bench and print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[10, 100, 300])
    parser.add_argument("--quick", action="store_true", help="each case once, ten articles")
    parser.add_argument("--alone", action="store_true", help="the press without the others")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--write", type=Path, help="the page to write; else the tables are printed")
    given = parser.parse_args()
    # What is installed is compiled.
    compile_dir(ROOT / "src", quiet=1)
    home = given.folder or Path(mkdtemp(prefix="wenxuan-bench-"))
    home.mkdir(parents=True, exist_ok=True)
    sizes = [10] if given.quick else given.articles
    tables = [table(n, taken(n, home, quick=given.quick, alone=given.alone)) for n in sizes]
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    text = "\n".join([*tables, f"Medians and worst. Load per processor at the end: {load:.1f}."])
    if given.write:
        page = given.write.read_text(encoding="utf-8")
        before, mark, _ = page.partition("<!-- measured -->")
        given.write.write_text(before + mark + "\n\n" + text + "\n", encoding="utf-8")
    else:
        print(text)
    if not given.folder:
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
