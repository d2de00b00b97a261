"""Measure the press against others on one corpus, in one run, and write docs/benchmarks.md.

    python tools/bench.py [--articles 10 100] [--edits 5] [--folder FOLDER] [--write]

Every case is a process of its own. CPU is user + system of the process and all that it started;
memory the largest sum of resident sizes in its process tree (sampled; shared pages count in each).
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from compileall import compile_dir
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import pymupdf

ROOT = Path(__file__).resolve().parents[1]
STOP = "，。“”《》、：；（）—…"


@dataclass(frozen=True, slots=True)
class Measure:
    """What one process took."""

    cpu: float
    wall: float
    memory: float
    """MB."""


# --- the corpus -------------------------------------------------------------------------------


def sentences() -> list[str]:
    """Plain sentences of the publications in content/."""
    found = []
    for path in sorted((ROOT / "content").glob("*/*.md")):
        for line in path.read_text(encoding="utf-8").split("---", 2)[2].splitlines():
            plain = not re.search(r"[\[{`*|<#:>!]", line) and not line.startswith(("-", " "))
            if plain and len(line) > 60:
                found += [s + "。" for s in line.split("。") if 12 < len(s) < 90]
    return found


class Corpus:
    """Seeded articles of about 3,000 characters with notes, figures and references."""

    def __init__(self, folder: Path, count: int, length: int = 3000) -> None:
        self.folder, self.count, self.length = folder, count, length
        self.sentences, self.rare = sentences(), _level_one()

    def write(self) -> None:
        """Write the publication."""
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "images").mkdir(parents=True)
        for k in range(5):
            (self.folder / f"images/f{k}.svg").write_text(_drawing(k), encoding="utf-8")
        grid = "{body: 12pt, leading: 21.6pt, measure: 25, lines: 21, inner: 20mm, top: 20mm}"
        rows = [
            "title: 基准",
            "language: zh-Hans",
            "layout: bench",
            f"page: {{size: 148mm 210mm, grid: {grid}}}",
            "contents:",
        ]
        for i in range(self.count):
            if i % 50 == 0:
                rows += [f"  - part: 部分{i // 50 + 1}", "    articles:"]
            rows.append(f"      - {self.name(i)}")
            (self.folder / self.name(i)).write_text(self.article(i), encoding="utf-8")
        (self.folder / "publication.yaml").write_text("\n".join(rows) + "\n", encoding="utf-8")
        self.look("/* as it is */")

    def look(self, css: str) -> None:
        """Add to the style sheet of the publication's layout, which else is the anthology's."""
        sheet = (ROOT / "layouts/anthology/print.css").read_text(encoding="utf-8")
        layout = self.folder.parents[1] / "layouts" / "bench"
        layout.mkdir(parents=True, exist_ok=True)
        (layout / "layout.yaml").write_text("extends: anthology\n", encoding="utf-8")
        (layout / "print.css").write_text(f"{sheet}{css}\n", encoding="utf-8")

    def name(self, i: int) -> str:
        """File of an article."""
        return f"a{i:05d}.md"

    def article(self, i: int) -> str:
        """The text of an article."""
        chance = random.Random(1000 + i)
        body, notes, size = [], list[str](), 0
        while size < self.length:
            text = "".join(self.sentence(chance) for _ in range(chance.randint(3, 7)))
            if chance.random() < 0.03:
                notes.append(self.sentence(chance))
                text = f"{text[:-1]}[^{len(notes)}]。"
            body.append(text)
            size += len(text)
        if chance.random() < 0.4:
            picture = f'![示意图](images/f{chance.randrange(5)}.svg "图注"){{width=60mm}}'
            body.insert(len(body) // 2, picture)
        if i and chance.random() < 0.3:
            body.append(f"参见[]({self.name(chance.randrange(i))})。")
        body += [f"[^{k}]: {text}" for k, text in enumerate(notes, 1)]
        title = f"第{i + 1}篇{self.sentence(chance)[:8].strip(STOP)}"
        return f"---\ntitle: {title}\nauthors: [作者{i % 37}]\n---\n\n" + "\n\n".join(body) + "\n"

    def sentence(self, chance: random.Random) -> str:
        """A sentence of which three Han in a hundred are replaced by random ones."""
        text = chance.choice(self.sentences)
        return "".join(
            chance.choice(self.rare) if "一" <= c <= "鿿" and chance.random() < 0.03 else c
            for c in text
        )


def _level_one() -> list[str]:
    """The 3,755 characters of GB 2312 level 1."""
    rows = ((a, b) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
    return [bytes(row).decode("gb2312") for row in rows if row < (0xD7, 0xFA)]


def _drawing(seed: int) -> str:
    chance = random.Random(seed)
    dots = "".join(
        f'<circle cx="{chance.randint(20, 280)}" cy="{chance.randint(20, 100)}" r="5" fill="#888"/>'
        for _ in range(20)
    )
    size = 'viewBox="0 0 300 120" width="300" height="120"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{dots}</svg>'


# --- measuring --------------------------------------------------------------------------------


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * resource.getpagesize() / 1e6


def measured(*words: str | Path) -> Measure:
    """Run a command; raises CalledProcessError when it fails."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen(
        list(map(str, words)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    peak, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], sum(map(_resident, _family(process.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, said = process.communicate()
    done.set()
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(map(str, words)), stderr=said)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measure(cpu, time.perf_counter() - began, peak[0])


# --- the contestants --------------------------------------------------------------------------

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
TYPST_HEAD = """#set page(width: 148mm, height: 210mm,
  margin: (inside: 20mm, outside: 22mm, y: 22mm), numbering: "1", header: context {
    let h = query(selector(heading.where(level: 1)).before(here()))
    if h.len() > 0 { align(right, text(9pt, h.last().body)) } })
#set text(font: ("Wenxuan Serif", "Wenxuan Song"), size: 12pt, lang: "zh", region: "cn")
#set par(justify: true, first-line-indent: (amount: 2em, all: true),
  leading: 9.6pt, spacing: 9.6pt)
#show heading.where(level: 1): it => { pagebreak(weak: true); align(center, text(22pt, it.body)) }
#outline(depth: 1)
"""


def press(folder: Path, out: Path, *more: str) -> Measure:
    """One build of the screen edition."""
    words = (sys.executable, "-m", "wenxuan", "build", str(folder), "--out", str(out))
    return measured(*words, "-e", "screen", *more)


def typst_source(folder: Path) -> Path:
    """The same text as one Typst document."""
    parts = [TYPST_HEAD]
    for path in sorted(folder.glob("a*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("---", 2)
        notes = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", body, re.M))
        title = re.search("title: (.*)", head)
        parts.append(f"= {_typst(title[1] if title else '')}")
        blocks = re.sub(r"^\[\^\d+\]:.*$", "", body, flags=re.M).split("\n\n")
        parts += [_typst_block(block.strip(), notes) for block in blocks]
    target = folder / "all.typ"
    target.write_text("\n\n".join(filter(None, parts)), encoding="utf-8")
    return target


def _typst_block(block: str, notes: dict[str, str]) -> str:
    if found := re.match(r"!\[.*?\]\((\S+)", block):
        return f'#figure(image("/{found[1]}", width: 60mm), caption: [图注])'
    if block.startswith("参见"):
        return "参见另一篇。"
    bits = re.split(r"\[\^(\d+)\]", block)
    return "".join(
        f"#footnote[{_typst(notes.get(bit, ''))}];" if i % 2 else _typst(bit)
        for i, bit in enumerate(bits)
    )


def _typst(text: str) -> str:
    return re.sub(r"([#$*_@<>`\\\[\]~])", r"\\\1", text)


@dataclass(frozen=True, slots=True)
class Row:
    """A case with its figures."""

    case: str
    measure: Measure
    pages: int | None = None
    size: float | None = None
    """MB."""


def rows(count: int, edits: int, home: Path) -> Iterator[Row]:
    """All cases at one size, one after another."""
    corpus = Corpus(home / "content" / f"n{count}", count)
    corpus.write()
    folder, out = corpus.folder, home / f"out{count}"
    shutil.rmtree(out, ignore_errors=True)
    yield Row("wenxuan, cold", press(folder, out), *_pdf(out / folder.name / f"{folder.name}.pdf"))
    if count <= 300:
        target = home / "plain.pdf"
        yield Row(
            "plain WeasyPrint, tagged",
            measured(sys.executable, "-c", PLAIN, folder, target),
            *_pdf(target),
        )
    if _has("typst"):
        target = home / "typst.pdf"
        source = typst_source(folder)
        took = measured(sys.executable, "-c", TYPST, source, target, ROOT / "fonts", folder)
        source.unlink()
        press(folder, out)
        yield Row("Typst", took, *_pdf(target))
    yield Row("nothing changed", press(folder, out))
    yield from _edits(corpus, out, edits)
    corpus.look("h2 { letter-spacing: 0.05em }")
    yield Row("layout CSS", press(folder, out))
    yield Row("one worker, cold", press(folder, home / f"single{count}", "--jobs", "1"))


def _edits(corpus: Corpus, out: Path, count: int) -> Iterator[Row]:
    """One word, a page more, a heading; the first in a different article each time."""
    chance = random.Random(5)
    took: list[Measure] = []
    for i in range(count):
        _change(corpus, chance.randrange(corpus.count), partial(_one_word, number=i))
        took.append(press(corpus.folder, out))
    middle = sorted(took, key=lambda m: m.cpu)[len(took) // 2]
    yield Row(f"one word (median of {count})", middle)
    yield Row(f"one word (worst of {count})", max(took, key=lambda m: m.wall))
    more = "\n\n" + "\n\n".join(corpus.sentence(chance) * 8 for _ in range(4)) + "\n"
    _change(corpus, corpus.count // 2, lambda text: text + more)
    yield Row("a page more", press(corpus.folder, out))
    _change(corpus, corpus.count // 3, lambda text: text.replace("title: ", "title: 新", 1))
    yield Row("a title", press(corpus.folder, out))


def _one_word(text: str, number: int) -> str:
    return text.replace("。", f"第{number}。", 1)


def _change(corpus: Corpus, i: int, change: Callable[[str], str]) -> None:
    path = corpus.folder / corpus.name(i)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def _has(module: str) -> bool:
    return (
        subprocess.run(
            [sys.executable, "-c", f"import {module}"], capture_output=True, check=False
        ).returncode
        == 0
    )


def _pdf(path: Path) -> tuple[int, float]:
    with pymupdf.open(path) as document:  # type: ignore[no-untyped-call]
        return len(document), path.stat().st_size / 1e6


# --- the page ---------------------------------------------------------------------------------


def table(count: int, found: list[Row]) -> str:
    """A Markdown table, with ratios to Typst's CPU and to the cold build's."""
    typst = next((row.measure.cpu for row in found if row.case == "Typst"), None)
    lines = [
        f"## {count} articles\n",
        "| case | CPU s | × Typst | wall s | peak MB | pages | PDF MB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in found:
        m = row.measure
        ratio = f"{m.cpu / typst:.2f}" if typst else ""
        pages = str(row.pages or "")
        size = f"{row.size:.1f}" if row.size else ""
        figures = f"{m.cpu:.2f} | {ratio} | {m.wall:.1f} | {m.memory:.0f} | {pages} | {size}"
        lines.append(f"| {row.case} | {figures} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run the bench and print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[10, 100])
    parser.add_argument("--edits", type=int, default=5)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--write", type=Path, help="the page to write; else the tables are printed")
    given = parser.parse_args()
    # What is installed is compiled.
    compile_dir(ROOT / "src", quiet=1)
    home = given.folder or Path(mkdtemp(prefix="wenxuan-bench-"))
    home.mkdir(parents=True, exist_ok=True)
    tables = [table(count, list(rows(count, given.edits, home))) for count in given.articles]
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    text = "\n".join([*tables, f"Load per processor at the end: {load:.1f}. Medians are of CPU."])
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
