"""Harm builds at random moments, build again, and compare the bytes with those of a new build.

    python tools/kill_rounds.py [--rounds 200] [--seed 1] [--folder FOLDER]

In each round a small publication is edited and its build is killed (`kill -9`), given a disk that
is soon full, or left alone; then entries of the cache are flipped or cut, and it is built again.
Prints what went wrong; the status is 1 when anything did.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

book = import_module("binding.book")
"""The publication of the tests."""
article = import_module("press_tools").article
VARIANTS: tuple[dict[str, str], ...] = (
    {},
    {"two": article(book.long("二", 8), "二") + '\n\n![河](images/a.png "河"){width=40mm}\n'},
    {"three": article("短文一则，改过。" + book.PARAGRAPH * 9, "另一篇三")},
)
"""Texts that an edit leads to: nothing, a paragraph more, a title and a page more."""
HARMS = ("kill", "kill", "full", "none")


def write(folder: Path, variant: int) -> None:
    """The publication as one of its variants; files that stay keep their bytes."""
    book.river(folder, **VARIANTS[variant])


def start(source: Path, out: Path, room: int = 0) -> subprocess.Popen[bytes]:
    """A build of the screen edition; `room` bounds the kB of a file that it may write."""
    words = [sys.executable, "-m", "wenxuan", "build", source, "--out", out, "-e", "screen"]
    bound = ["sh", "-c", 'ulimit -f "$0"; exec "$@"', str(room * 2)] if room else []
    everything = list(map(str, (*bound, *words)))
    return subprocess.Popen(everything, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def harm(source: Path, out: Path, chance: random.Random, longest: float) -> str:
    """Begin a build and spoil it; what was done."""
    kind = chance.choice(HARMS)
    started = start(source, out, chance.randrange(1, 90) if kind == "full" else 0)
    if kind == "kill":
        time.sleep(chance.uniform(0.05, longest))
        os.kill(started.pid, signal.SIGKILL)
    started.wait()
    return kind


def spoil(out: Path, chance: random.Random) -> int:
    """Flip or cut a few entries of the cache; how many."""
    entries = sorted((out / ".cache").glob("??/*")) if chance.random() < 0.3 else []
    chosen = chance.sample(entries, min(len(entries), 3))
    for path in chosen:
        data = bytearray(path.read_bytes())
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data if chance.random() < 0.5 else data[: len(data) // 2])
    return len(chosen)


def judged(source: Path, out: Path, expected: bytes) -> str:
    """Build once more: empty when the bytes are right and nothing strays."""
    status = start(source, out).wait()
    path = out / source.name / f"{source.name}.pdf"
    if status or not path.exists():
        return f"status {status}"
    if path.read_bytes() != expected:
        return "other bytes"
    strays = [p.name for p in path.parent.glob(".tmp-*")]
    return f"left behind: {strays}" if strays else ""


def main() -> None:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    home = given.folder or Path(mkdtemp(prefix="wenxuan-rounds-"))
    source, chance, expected = home / "content" / "river", random.Random(given.seed), []
    longest = 0.0
    for variant in range(len(VARIANTS)):
        write(source, variant)
        began = time.perf_counter()
        assert start(source, home / f"good{variant}").wait() == 0
        longest = max(longest, time.perf_counter() - began)
        expected.append((home / f"good{variant}" / "river" / "river.pdf").read_bytes())
    done, wrong = Counter[str](), 0
    for number in range(given.rounds):
        variant = chance.randrange(len(VARIANTS))
        write(source, variant)
        kind = harm(source, home / "out", chance, longest)
        spoilt = spoil(home / "out", chance)
        fault = judged(source, home / "out", expected[variant])
        done[kind] += 1
        done["spoilt entries"] += spoilt
        if fault:
            wrong += 1
            print(f"round {number}: {kind}, {spoilt} entries, variant {variant}: {fault}")
    print(f"{given.rounds} rounds, {wrong} wrong:", ", ".join(f"{k} {n}" for k, n in done.items()))
    if not given.folder:
        shutil.rmtree(home, ignore_errors=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
