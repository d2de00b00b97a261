"""What the promises of docs/security.md are worth: `make torture` prints the table of figures.

Inputs, escapes, bounds and seeded defects are tests of their own, which are run and counted. A
small publication is built over and over while it is killed, starved of disk, robbed of fonts,
edited, run twice at once. After each round the artifacts must be those of a build that went well,
byte for byte: the old ones, or the new ones.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SUITES: dict[str, tuple[str, str]] = {
    "hostile": ("hostile inputs: no traceback, no hang", "tests/hostile/test_corpus.py"),
    "strangers": ("a stranger's PDF or EPUB is checked", "tests/hostile/test_artifacts.py"),
    "escapes": ("forms of escape: no canary, no visit", "tests/hostile/test_canaries.py"),
    "bounds": ("60 s + 0.3 s a page, 2 GiB", "tests/test_isolation.py"),
    "defects": ("seeded defects found, controls silent", "tests/proof/test_seeded.py"),
    "others": ("defects of other kinds found, control silent", "tests/proof/test_harbor.py"),
    "anew": ("defects that no other check finds, controls silent", "tests/proof/test_anew.py"),
}
"""Promises that tests try: what the row is called, and where they are."""
EDITIONS = ("book.pdf", "book-print.pdf", "book.epub")
ARTICLE = "---\ntitle: 春汛\n---\n{}水面涨了三寸，渡口的木桩只露出一截。船工说，明天还要涨。\n"
ENVIRONMENTS: tuple[Mapping[str, str], ...] = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
    {"TZ": "Asia/Kolkata", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "America/New_York", "LC_ALL": "C", "PYTHONHASHSEED": "4242"},
    {"TZ": "Pacific/Chatham", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"},
    {"TZ": "Asia/Shanghai", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "99", "COLUMNS": "20"},
    {"umask": "077"},
    {"umask": "000"},
    {"folder": "深处 the place/第二层"},
    {"folder": "x" * 120},
    {"HOME": "/nonexistent", "TMPDIR": "own"},
    {"jobs": "1"},
    {"user": "4711"},
)
"""Time zones, locales, hash seeds, widths, masks, folders, homes, workers, user."""


@dataclass
class Table:
    """The figures: what was tried, how often, how often it failed."""

    rows: list[tuple[str, int, int]] = field(default_factory=list)

    def add(self, what: str, rounds: int, failures: int) -> None:
        """Keep a row and print it."""
        self.rows.append((what, rounds, failures))
        print(f"| {what} | {rounds} | {failures} |", flush=True)

    @property
    def failures(self) -> int:
        """Of all rows."""
        return sum(row[2] for row in self.rows)


@dataclass
class Book:
    """A small publication in a folder of its own and the command that builds it."""

    home: Path
    fonts: Path | None = None

    @property
    def folder(self) -> Path:
        """Its sources."""
        return self.home / "content" / "book"

    @property
    def out(self) -> Path:
        """The artifacts of the publication."""
        return self.home / "build" / "book"

    def write(self, word: str = "") -> None:
        """Write the sources; `word` makes the article another one."""
        self.folder.mkdir(parents=True, exist_ok=True)
        head = "title: 书\nlanguage: zh-Hans\ncontents:\n  - a.md\n  - b.md\n"
        (self.folder / "publication.yaml").write_text(head, "utf-8")
        (self.folder / "a.md").write_text(ARTICLE.format(word), "utf-8")
        (self.folder / "b.md").write_text(ARTICLE.format("又，"), "utf-8")

    def start(self, *, jobs: int = 2, before: Callable[[], None] | None = None,
              env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:  # fmt: skip
        """Begin a build."""
        words = [sys.executable, "-m", "wenxuan", "build", "content/book", "--jobs", str(jobs)]
        kept = {k: v for k, v in os.environ.items() if k not in ("SOURCE_DATE_EPOCH", "TZ")}
        source = str(ROOT / "src") if self.fonts is None else str(self.fonts / "src")
        return subprocess.Popen(
            words, cwd=self.home, env=kept | {"PYTHONPATH": source} | dict(env or {}),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=before,  # noqa: PLW1509
        )  # fmt: skip

    def build(self, **ways: object) -> tuple[int, str]:
        """Build to the end: status and what was said."""
        process = self.start(**ways)  # type: ignore[arg-type]
        said, _ = process.communicate(timeout=600)
        return process.returncode, said.decode("utf-8", "replace")

    def state(self) -> tuple[str, ...]:
        """Hash of each artifact, empty where there is none."""
        return tuple(_hash(self.out / name) for name in EDITIONS)

    def strays(self) -> int:
        """Unfinished files in sight of the editor."""
        return len(list(self.out.glob(".tmp-*")))


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


@contextmanager
def workshop() -> Iterator[Book]:
    """A publication that was built once."""
    with tempfile.TemporaryDirectory(prefix="wenxuan-torture-") as place:
        book = Book(Path(place))
        book.write()
        status, said = book.build()
        if status:
            raise SystemExit(f"the small publication does not build:\n{said}")
        yield book


# --- rounds -------------------------------------------------------------------------------------


def killed(book: Book, table: Table, rounds: int, seed: int) -> None:
    """Kill -9 at random moments; each artifact is then wholly the old or wholly the new one."""
    chance = random.Random(seed)
    good = {0: book.state()}
    book.write("新，")
    began = time.monotonic()
    book.build()
    length = time.monotonic() - began
    good[1] = book.state()
    broken = strays = finished = 0
    for i in range(rounds):
        book.write("新，" if i % 2 else "")
        if i % 5 == 0:
            shutil.rmtree(book.home / "build" / ".cache", ignore_errors=True)
        process = book.start()
        time.sleep(chance.uniform(0, length * 1.1))
        finished += process.poll() is not None
        process.kill()
        process.communicate()
        whole = [h in (good[0][n], good[1][n]) for n, h in enumerate(book.state())]
        broken += not all(whole)
    status, _ = book.build()
    strays = book.strays()
    table.add(f"kill -9 at a random moment ({finished} had finished)", rounds, broken)
    table.add("unfinished files after the next build", 1, int(bool(strays) or status != 0))


def interrupted(book: Book, table: Table, rounds: int) -> None:
    """Ctrl-C leaves the old files and nothing unfinished."""
    bad = 0
    book.write()
    book.build()
    good = book.state()
    for i in range(rounds):
        book.write(f"第{i}次，")
        process = book.start()
        time.sleep(0.4 + 0.1 * i)
        process.send_signal(signal.SIGINT)
        process.communicate()
        bad += (process.returncode != 0 and book.state() != good) or book.strays() > 0
        good = book.state()
    table.add("Ctrl-C", rounds, bad)


def full(book: Book, table: Table) -> None:
    """Files that may not grow (RLIMIT_FSIZE) and a small tmpfs: a finding, the old files stay."""
    book.write()
    book.build()
    good, bad, sizes = book.state(), 0, (0, 1_000, 10_000, 30_000)
    for size in sizes:
        book.write(f"满{size}，")

        def limit(size: int = size) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        status, said = book.build(before=limit)
        bad += status != 1 or book.state() != good or "Traceback" in said or "OUT001" not in said
    table.add("files may not grow (RLIMIT_FSIZE)", len(sizes), bad)
    book.write()
    tmpfs(book, table)


def tmpfs(book: Book, table: Table) -> None:
    """A disk of 300 kB."""
    place = book.home / "build"
    shutil.rmtree(place)
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        return table.add("a full tmpfs (not permitted here)", 0, 0)
    try:
        status, said = book.build()
        bad = status != 1 or "Traceback" in said or any(book.state()) or "OUT001" not in said
    finally:
        subprocess.run(["umount", str(place)], check=True)
    book.build()
    return table.add("a full tmpfs", 1, int(bad))


def unwritable(book: Book, table: Table) -> None:
    """An output folder that cannot be written to, as a file in its place."""
    place = book.home / "build"
    shutil.rmtree(place)
    place.write_text("not a folder")
    status, said = book.build()
    bad = int(status != 1 or "Traceback" in said or "OUT001" not in said)
    place.unlink()
    for mode in (0o555, 0o755):
        place.mkdir(exist_ok=True)
        book.build()
        good = book.state()
        book.write(f"不可写{mode}，")
        with read_only(place, mode) as locked:
            status, said = book.build()
            bad += locked and (status != 1 or "Traceback" in said or book.state() != good)
        shutil.rmtree(place)
    book.build()
    table.add("output that cannot be written: a file, a mode, a read-only mount", 3, bad)


@contextmanager
def read_only(place: Path, mode: int) -> Iterator[bool]:
    """A folder nobody may write to, by mode or mount; False where root may all the same."""
    if mode == 0o555:
        place.chmod(mode)
        yield os.geteuid() != 0
        place.chmod(0o755)
        return
    bind = ["mount", "--bind", str(place), str(place)]
    mounted = subprocess.run(bind, capture_output=True, check=False).returncode == 0
    again = ["mount", "-o", "remount,bind,ro", str(place)]
    done = mounted and subprocess.run(again, capture_output=True, check=False).returncode == 0
    yield done
    if mounted:
        subprocess.run(["umount", str(place)], check=True)


def fontless(book: Book, table: Table) -> None:
    """A font that is missing, one that was changed: a finding, nothing is set in another."""
    press = book.home / "press"
    for name in ("src", "layouts", "fonts"):
        shutil.copytree(ROOT / name, press / name)
    bad, good = 0, book.state()
    font = max((press / "fonts").rglob("*.ttf"), key=lambda p: p.stat().st_size)
    data = font.read_bytes()
    for code, spoil in (
        ("FNT005", font.unlink),
        ("FNT002", lambda: font.write_bytes(data[:-1] + b"\0\0")),
    ):
        spoil()
        book.write(f"{code}，")
        status, said = Book(book.home, press).build()
        bad += status != 1 or code not in said or book.state() != good
    shutil.rmtree(press)
    table.add("a font is missing, or another", 2, bad)


def corrupted(book: Book, table: Table, rounds: int, seed: int) -> None:
    """Any byte of the cache changed, cut, emptied: the same artifacts."""
    chance, bad = random.Random(seed), 0
    book.write()
    book.build()
    good = book.state()
    for i in range(rounds):
        for file in (book.home / "build" / ".cache").glob("??/*"):
            data = bytearray(file.read_bytes())
            spot = chance.randrange(len(data))
            data[spot] ^= 1 << chance.randrange(8)
            file.write_bytes(data if i % 3 == 0 else data[:spot] if i % 3 == 1 else b"")
        status, said = book.build()
        bad += status != 0 or book.state() != good or "Traceback" in said
    table.add("every entry of the cache damaged", rounds, bad)


def edited(book: Book, table: Table, rounds: int, seed: int) -> None:
    """Sources changed during a build: what is built is one state of them, or nothing."""
    chance, bad = random.Random(seed), 0
    book.write("早，")
    book.build()
    early = book.state()
    book.write("晚，")
    began = time.monotonic()
    book.build()
    length, late = time.monotonic() - began, book.state()
    for _ in range(rounds):
        book.write("早，")
        shutil.rmtree(book.home / "build" / ".cache", ignore_errors=True)
        process = book.start()
        time.sleep(chance.uniform(0, length * 2))
        book.write("晚，")
        process.communicate()
        bad += book.state() not in (early, late)
    table.add("sources edited during a build", rounds, bad)


def twice(book: Book, table: Table, rounds: int) -> None:
    """Two builds at once: one is told to wait, the artifacts are whole."""
    bad = 0
    for i in range(rounds):
        book.write(f"双{i}，")
        pair = [book.start(), book.start()]
        said = [p.communicate()[0].decode("utf-8", "replace") for p in pair]
        codes = sorted(p.returncode for p in pair)
        bad += codes not in ([0, 0], [0, 1]) or (codes[1] == 1 and "OUT002" not in "".join(said))
        before = book.state()
        book.build()
        bad += book.state() != before
    table.add("two builds at once", rounds, bad)


def clocks(book: Book, table: Table) -> None:
    """Clocks that jump: dates of files in 1970 and 2100, SOURCE_DATE_EPOCH there and back."""
    bad = 0
    book.write()
    book.build()
    good = book.state()
    for when in (0, 4_102_444_800):
        for file in (*book.folder.iterdir(), *(book.home / "build" / ".cache").glob("??/*")):
            os.utime(file, (when, when))
        status, _ = book.build()
        bad += status != 0 or book.state() != good
    book.build(env={"SOURCE_DATE_EPOCH": "1000000000"})
    dated = book.state()
    bad += dated == good
    book.build()
    bad += book.state() != good
    table.add("dates of files and SOURCE_DATE_EPOCH jump", 4, bad)


def suite(table: Table, name: str) -> None:
    """The tests of a promise, each a round."""
    what, file = SUITES[name]
    words = [sys.executable, "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider", file]
    run = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    counted = {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|error)", run.stdout)}
    bad = counted.get("failed", 0) + counted.get("error", 0)
    table.add(what, counted.get("passed", 0) + bad, bad if counted else 1)


def generated(table: Table, count: int, seed: int) -> None:
    """Inputs made from others, given to all readers."""
    words = [sys.executable, "tests/fuzz/readers.py", "--count", str(count), "--seed", str(seed)]
    path = {"PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run(
        words, cwd=ROOT, env=os.environ | path, capture_output=True, text=True, check=False
    )
    told = {word: int(n) for word, n in re.findall(r"'(\w+)': (\d+)", run.stdout)}
    bad = told.get("crash", 0) + told.get("hang", 0)
    refused = told.get("refused", 0)
    table.add(f"generated inputs ({refused} refused)", count, bad if told else 1)


def environments(table: Table, slugs: tuple[str, ...], chosen: Sequence[int]) -> None:
    """The publications of content/ in all editions, in each environment: one hash for each file."""
    for slug in slugs:
        found: dict[str, set[str]] = {}
        for environment in (ENVIRONMENTS[i] for i in chosen):
            with tempfile.TemporaryDirectory(prefix="wenxuan-torture-") as place:
                for name, digest in _in_environment(slug, Path(place), dict(environment)).items():
                    found.setdefault(name, set()).add(digest)
        several = sum(len(hashes) > 1 for hashes in found.values())
        table.add(f"{slug}: {len(found)} files, one hash each", len(chosen), several)


def _in_environment(slug: str, place: Path, env: dict[str, str]) -> dict[str, str]:
    home = place / env.pop("folder", "x")
    umask, user = env.pop("umask", ""), env.pop("user", "")
    jobs = env.pop("jobs", "2")
    shutil.copytree(ROOT / "content" / slug, home / "content" / slug)
    if env.get("TMPDIR"):
        env["TMPDIR"] = str(home)

    def before() -> None:
        if umask:
            os.umask(int(umask, 8))

    words = [sys.executable, "-m", "wenxuan", "build", f"content/{slug}", "--jobs", jobs]
    if user and shutil.which("unshare"):  # the same files, seen by another user
        words = ["unshare", "--user", f"--map-user={user}", *words]
    kept = {k: v for k, v in os.environ.items() if k not in ("SOURCE_DATE_EPOCH", "TZ", "LANG")}
    run = subprocess.run(
        words, cwd=home, env=kept | {"PYTHONPATH": str(ROOT / "src")} | env,
        preexec_fn=before, capture_output=True, check=False,
    )  # fmt: skip
    if user and run.returncode and b"unshare" in run.stderr:
        return {}  # not permitted here
    if run.returncode:
        return {"build": run.stderr.decode("utf-8", "replace")[-300:]}
    files = [*(home / "build" / slug).iterdir()]
    return {p.name: _hash(p) for p in files if p.is_file()}


def main() -> int:
    """Run all rounds; status 1 when one of them failed."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--rounds", type=int, default=200, help="of kill -9")
    words.add_argument("--few", type=int, default=9, help="of most others")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--books", nargs="*", default=["spring-tide", "typesetter"])
    words.add_argument("--json", type=Path, help="write the figures there too")
    words.add_argument("--only", nargs="*", default=[], help="names of rows")
    words.add_argument("--quick", action="store_true", help="a tenth of everything")
    asked = words.parse_args()
    places = range(len(ENVIRONMENTS))
    if asked.quick:
        asked.rounds, asked.few, asked.books, places = 20, 2, asked.books[:1], range(0, 12, 4)
    table = Table()
    print("| what | rounds | failures |\n|---|---:|---:|")
    tests: dict[str, Callable[[Book], None]] = {
        "killed": lambda b: killed(b, table, asked.rounds, asked.seed),
        "interrupted": lambda b: interrupted(b, table, asked.few),
        "full": lambda b: full(b, table),
        "unwritable": lambda b: unwritable(b, table),
        "fontless": lambda b: fontless(b, table),
        "corrupted": lambda b: corrupted(b, table, asked.few, asked.seed),
        "edited": lambda b: edited(b, table, asked.few, asked.seed),
        "twice": lambda b: twice(b, table, asked.few),
        "clocks": lambda b: clocks(b, table),
    }
    for name, test in tests.items():
        if not asked.only or name in asked.only:
            with workshop() as book:
                test(book)
    others: dict[str, Callable[[], None]] = {
        "environments": lambda: environments(table, tuple(asked.books), places),
        "generated": lambda: generated(table, 2_000 if asked.quick else 20_000, asked.seed),
    } | {name: partial(suite, table, name) for name in SUITES}
    for name, row in others.items():
        if not asked.only or name in asked.only:
            row()
    if asked.json:
        asked.json.write_text(json.dumps(table.rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return int(table.failures > 0)


if __name__ == "__main__":
    sys.exit(main())
