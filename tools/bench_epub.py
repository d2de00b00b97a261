"""CPU seconds, peak memory and size of a big EPUB, beside Pandoc's on the same text.

    python tools/bench_epub.py [ARTICLES]

The text is made of the sentences of the publications in content/, always the same.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LENGTH = 5000
"""Characters of an article, about seven pages of A5."""
_STEP = 7919
"""A prime: walks through the sentences in a fixed disorder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one program needed."""

    name: str
    cpu: float
    """Seconds, user and system, of all its processes."""
    memory: int
    """Peak of the largest process in bytes."""
    size: int
    """Bytes of the EPUB."""
    largest: int
    """Bytes of its largest document."""


def sentences() -> list[str]:
    """Plain sentences of the articles in content/, without markup."""
    texts = (p.read_text(encoding="utf-8") for p in sorted(ROOT.glob("content/*/*.md")))
    found: dict[str, None] = {}
    for text in texts:
        for sentence in re.findall(r"[^。！？\n]{8,80}[。！？]", text):
            if not re.search(r"[\[\]{}()|`*_#<>:\\\"!“”‘’（）《》]", sentence):
                found.setdefault(sentence.strip())
    return list(found)


def articles(count: int) -> Iterator[str]:
    """Articles with four sections, a table and two notes each."""
    stock = sentences()
    at = 0
    for n in range(1, count + 1):
        lines = ["---", f"title: 第{n}篇", "date: 2020-03-01", "authors: [编者]", "---", ""]
        for section in range(1, 5):
            lines += [f"## 第{n}篇第{section}节", ""]
            written = 0
            while written < LENGTH // 4:
                paragraph = "".join(stock[(at + i) * _STEP % len(stock)] for i in range(5))
                at, written = at + 5, written + len(paragraph)
                lines += [paragraph, ""]
            if section in (2, 3):
                lines[-2] += f"[^{section}]"
        lines += ["| 项目 | 数量 |", "|---|---|", f"| 甲 | {n} |", f"| 乙 | {n * 2} |", ""]
        lines += [f"[^{mark}]: {stock[(at + mark) % len(stock)]}\n" for mark in (2, 3)]
        yield "\n".join(lines)


def write(folder: Path, count: int) -> list[Path]:
    """The publication in ten parts."""
    folder.mkdir()
    width = len(str(count))
    files = [folder / f"a{n:0{width}}.md" for n in range(1, count + 1)]
    for file, text in zip(files, articles(count), strict=True):
        file.write_text(text, encoding="utf-8")
    head = ["title: 千篇", "language: zh-Hans", "date: 2026-10-01", "editions: [epub]", "contents:"]
    size = max(1, count // 10)
    for part, start in enumerate(range(0, count, size), start=1):
        head += [f"  - part: 第{part}辑", "    articles:"]
        head += [f"      - {file.name}" for file in files[start : start + size]]
    (folder / "publication.yaml").write_text("\n".join(head) + "\n", encoding="utf-8")
    return files


def measured(name: str, command: list[str], target: Path) -> Run:
    """Run a program to its end; raises subprocess.CalledProcessError when it fails."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    errors = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=errors)
    unit = 1 if sys.platform == "darwin" else 1024
    with zipfile.ZipFile(target) as archive:
        largest = max(i.file_size for i in archive.infolist() if i.filename.endswith(".xhtml"))
    return Run(
        name=name,
        cpu=used.ru_utime + used.ru_stime,
        memory=used.ru_maxrss * unit,
        size=target.stat().st_size,
        largest=largest,
    )


def main() -> None:
    """Print one line for each program."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = write(folder / "book", count)
        characters = sum(len(file.read_text(encoding="utf-8")) for file in files)
        print(f"{count} articles, {characters:,} characters")
        book, out = folder / "book", folder / "build"
        press = [sys.executable, "-m", "wenxuan", "build", str(book), "--out", str(out)]
        runs = [measured("wenxuan", press, out / "book" / "book.epub")]
        edited = files[len(files) // 2]
        edited.write_text(edited.read_text(encoding="utf-8") + "\n江水涨了。\n", encoding="utf-8")
        runs.append(measured("edited", press, out / "book" / "book.epub"))
        if pandoc := shutil.which("pandoc"):
            target = folder / "pandoc.epub"
            for file in files:
                text = file.read_text(encoding="utf-8")
                plain = re.sub(r"^---\ntitle: (.*)\n(?:.*\n)*?---\n", r"# \1\n", text)
                file.write_text(plain, encoding="utf-8")
            command = [pandoc, "-f", "markdown", "--toc", "-M", "lang=zh-Hans", "-M", "title=千篇"]
            command += ["--file-scope", "-o", str(target), *map(str, files)]
            runs.append(measured("pandoc", command, target))
        for run in runs:
            print(
                f"{run.name:8}  {run.cpu:6.1f} s CPU  {run.memory / 1e6:6.0f} MB  "
                f"{run.size / 1e6:5.1f} MB file  largest document {run.largest / 1e3:5.0f} kB"
            )


if __name__ == "__main__":
    main()
