"""All readers of a stranger's bytes, one entry for a fuzzer: they report and never raise.

`python tests/fuzz/readers.py --count 20000` feeds them inputs made from the hostile corpus and the
publications of content/; `python tests/fuzz/readers.py -max_total_time=600` gives the same entry to
atheris, where that is installed, with all of these as seeds.
"""

from __future__ import annotations

import argparse
import importlib
import io
import random
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from wenxuan.assemble import assemble
from wenxuan.diagnostics import Report, Span
from wenxuan.importing.importer import import_file
from wenxuan.layout.loader import load_layout
from wenxuan.pictures import check_picture
from wenxuan.reader import read_article

ROOT = Path(__file__).resolve().parents[2]
SLOW = 10.0
"""Seconds of computing from which an input counts as a hang."""


def _article(folder: Path, data: bytes) -> Report:
    report = Report()
    (folder / "a.md").write_bytes(data)
    read_article(folder / "a.md", "a", "zh-Hans", report)
    return report


def _body(folder: Path, data: bytes) -> Report:
    return _article(folder, "---\ntitle: 甲\n---\n".encode() + data)


def _head(folder: Path, data: bytes) -> Report:
    return _article(folder, b"---\n" + data + "\n---\n甲。\n".encode())


def _manifest(folder: Path, data: bytes) -> Report:
    report = Report()
    (folder / "a.md").write_text("---\ntitle: 甲\n---\n甲。\n", "utf-8")
    (folder / "publication.yaml").write_bytes(data)
    assemble(folder, report)
    return report


def _layout(folder: Path, data: bytes) -> Report:
    report = Report()
    house = folder / "layouts" / "house"
    house.mkdir(parents=True, exist_ok=True)
    (house / "layout.yaml").write_bytes(data)
    load_layout("house", folder / "content" / "book", Span("publication.yaml"), report)
    return report


def _picture(suffix: str) -> Callable[[Path, bytes], Report]:
    def read(folder: Path, data: bytes) -> Report:
        report = Report()
        (folder / f"x{suffix}").write_bytes(data)
        check_picture(folder, f"x{suffix}", Span("a.md"), report)
        return report

    return read


def _import(suffix: str) -> Callable[[Path, bytes], Report]:
    def read(folder: Path, data: bytes) -> Report:
        report = Report()
        (folder / f"in{suffix}").write_bytes(data)
        import_file(folder / f"in{suffix}", folder / "into", report)
        return report

    return read


def _word(folder: Path, data: bytes) -> Report:
    """Bytes as the document of a Word file that is whole otherwise."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/document.xml", data)
    return _import(".docx")(folder, stream.getvalue())


READERS: dict[str, Callable[[Path, bytes], Report]] = {
    "article": _article,
    "body": _body,
    "head": _head,
    "manifest": _manifest,
    "layout": _layout,
    "png": _picture(".png"),
    "jpg": _picture(".jpg"),
    "svg": _picture(".svg"),
    "txt": _import(".txt"),
    "html": _import(".html"),
    "markdown": _import(".md"),
    "docx": _import(".docx"),
    "word": _word,
}


def feed(data: bytes) -> tuple[str, Report]:
    """Give bytes to the reader that their first byte names; its name and what it found."""
    names = sorted(READERS)
    name = names[data[0] % len(names)] if data else names[0]
    with tempfile.TemporaryDirectory() as place, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        report = READERS[name](Path(place), data[1:])
    for found in report:
        found.message("en"), found.message("zh"), found.hint("en"), found.hint("zh")
        assert found.span.line >= 1
        assert found.span.column >= 1
    return name, report


# --- inputs made from others --------------------------------------------------------------------


def seeds() -> list[tuple[str, bytes]]:
    """Reader and bytes of everything that there is to begin with."""
    found: list[tuple[str, bytes]] = []
    kinds = {"article": "article", "publication": "manifest", "layout": "layout"}
    for file in sorted((ROOT / "tests" / "hostile" / "files").glob("*/*")):
        suffix = file.suffix.lstrip(".").replace("md", "markdown")
        kind = kinds.get(file.parent.name, suffix)
        if kind in READERS:
            found.append((kind, file.read_bytes()[:20_000]))
    found += [("article", p.read_bytes()) for p in sorted((ROOT / "content").glob("*/*.md"))]
    return found + [("body", data) for kind, data in found if kind == "article"]


_PIECES = (
    b"\0", b"\xff", b"\xed\xa0\x80", b"\r", b"\n\n", b"---\n", b"[", b"](", b"![", b"{", b"}", b"|",
    b"<", b"&#0;", b"*", b"`", b"> ", b"- ", b"[^1]", b": ", b"!!", b"&a ", b"*a", b"%",
    b"::: note\n",
    "\u202e".encode(), "甲".encode(), "\u2028".encode(), b"<!ENTITY", b"url(", b"\\",
)  # fmt: skip


def changed(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """Bytes with a few things done to them: flipped, cut, repeated, crossed, spiked."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        match chance.randrange(6):
            case 0 if made:
                made[at % len(made)] ^= 1 << chance.randrange(8)
            case 1:
                del made[at : at + chance.randint(1, 60)]
            case 2:
                made[at:at] = made[at : at + chance.randint(1, 60)] * chance.randint(1, 30)
            case 3:
                made[at:] = other[chance.randrange(len(other) + 1) :]
            case 4:
                made[at:at] = chance.choice(_PIECES) * chance.choice((1, 1, 2, 40))
            case _:
                made[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 8)))
    return bytes(made[:20_000])


def inputs(count: int, seed: int) -> Iterator[bytes]:
    """So many inputs, the same ones for the same seed; the first byte names the reader."""
    chance, known, names = random.Random(seed), seeds(), sorted(READERS)
    for _ in range(count):
        kind, data = chance.choice(known)
        if chance.randrange(8) == 0:
            kind = chance.choice(names)
        yield bytes([names.index(kind)]) + changed(chance, data, chance.choice(known)[1])


def run(count: int, seed: int) -> Counter[str]:
    """Feed so many inputs: how many each reader took, `crash` and `hang` among them."""
    told: Counter[str] = Counter()
    for i, data in enumerate(inputs(count, seed)):
        began = time.process_time()
        try:
            name, report = feed(data)
            told[name] += 1
            told["refused"] += report.failed
        except Exception as error:
            told["crash"] += 1
            Path(tempfile.gettempdir(), f"wenxuan-crash-{seed}-{i}").write_bytes(data)
            sys.stderr.write(f"{i}: {type(error).__name__}: {error}"[:300] + "\n")
        if time.process_time() - began > SLOW:
            told["hang"] += 1
            Path(tempfile.gettempdir(), f"wenxuan-hang-{seed}-{i}").write_bytes(data)
    return told


def watched(words: list[str]) -> None:
    """Hand the entry to atheris, which watches the code that inputs reach; it ends the process."""
    atheris = importlib.import_module("atheris")
    names = sorted(READERS)
    with tempfile.TemporaryDirectory() as place:
        for i, (kind, data) in enumerate(seeds()):
            Path(place, f"{i:04}").write_bytes(bytes([names.index(kind)]) + data)
        atheris.instrument_all()
        atheris.Setup([*words, "-max_len=20000", "-timeout=100", place], _fed)
        atheris.Fuzz()


def _fed(data: bytes) -> None:
    feed(data)


def main() -> int:
    """Feed made inputs, or hand the entry to atheris; status 1 when something was raised."""
    if any(word.startswith(("-runs", "-max_total_time")) for word in sys.argv[1:]):
        watched(sys.argv)
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=20_000)
    words.add_argument("--seed", type=int, default=1)
    asked = words.parse_args()
    told = run(asked.count, asked.seed)
    sys.stdout.write(f"{dict(sorted(told.items()))}\n")
    return int(told["crash"] + told["hang"] > 0)


if __name__ == "__main__":
    sys.exit(main())
