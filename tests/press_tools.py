"""What the tests of the press share: the command line, and PDF pages read back."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache, cached_property
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import mkdtemp
from unittest import mock

import pikepdf
import pymupdf
import pytest

from wenxuan import cli
from wenxuan.assemble import assemble
from wenxuan.diagnostics import Report, Span
from wenxuan.layout.loader import geometry, load_layout
from wenxuan.layout.sizes import Geometry
from wenxuan.model import Publication

ROOT = Path(__file__).resolve().parents[1]
BOOKS = ("spring-tide", "typesetter")
ENGLISH = {"LC_ALL": "C.UTF-8"}
TAGS = ("LC_ALL", "LC_MESSAGES", "LANG", "SOURCE_DATE_EPOCH", "WENXUAN_DEBUG", "FONTCONFIG_FILE")
"""Variables of this process that no build of a test may inherit."""


# --- the command line -----------------------------------------------------------------------


LINUX = pytest.mark.skipif(
    sys.platform != "linux", reason="asks /proc or the limits of Linux: runs in CI and on any Linux"
)
"""For tests of what only one system tells or bounds."""


@cache
def workshop() -> Path:
    """A folder for artifacts that is removed when the tests end."""
    folder = Path(mkdtemp(prefix="wenxuan-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


MAIN = 'import sys, wenxuan.cli\nsys.argv[0] = "wenxuan"\nwenxuan.cli.main()'


def wenxuan(
    *words: str | Path, cwd: Path = ROOT, env: Mapping[str, str] = ENGLISH, first: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a new process, with nothing of this one's locale.

    `first` is code that the process runs before, to make something of the press fail.
    """
    kept = {key: value for key, value in os.environ.items() if key not in TAGS}
    start = ["-c", f"{first}\n{MAIN}"] if first else ["-m", "wenxuan"]
    return subprocess.run(
        [sys.executable, *start, *map(str, words)],
        cwd=cwd,
        env=kept | dict(env),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def call(
    *words: str | Path, cwd: Path = ROOT, env: Mapping[str, str] = ENGLISH
) -> subprocess.CompletedProcess[str]:
    """Run the command line in this process: the same as `wenxuan` and thirty times as fast."""
    kept = {key: value for key, value in os.environ.items() if key not in TAGS}
    out, err, home = StringIO(), StringIO(), Path.cwd()
    status: object = 0
    os.chdir(cwd)
    try:
        with (
            mock.patch.dict(os.environ, kept | dict(env), clear=True),
            mock.patch.object(sys, "argv", ["wenxuan", *map(str, words)]),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            cli.main()
    except SystemExit as end:
        status = end.code
    finally:
        os.chdir(home)
    code = int(status) if isinstance(status, int) else 0 if status is None else 1
    return subprocess.CompletedProcess(list(map(str, words)), code, out.getvalue(), err.getvalue())


def write_book(folder: Path, files: Mapping[str, str | bytes], **head: str) -> Path:
    """Write a publication of the articles in `files`; `head` are more lines of its YAML."""
    articles = [name for name in files if name.endswith(".md")]
    lines = [
        "title: 小书",
        "language: zh-Hans",
        *(f"{key}: {value}" for key, value in head.items()),
    ]
    if "contents" not in head:
        lines += ["contents:", *(f"  - {name}" for name in articles)]
    everything = {"publication.yaml": "\n".join(lines) + "\n"} | dict(files)
    for name, content in everything.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def article(body: str, title: str = "甲", **head: str) -> str:
    """An article: a title, other lines of its head, a body that begins below them."""
    lines = [f"title: {title}", *(f"{key}: {value}" for key, value in head.items())]
    return "\n".join(["---", *lines, "---", body])


# --- pages read back ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Char:
    """A character of a page; origin from the top left corner of the trim in points."""

    text: str
    font: str
    size: float
    x: float
    y: float
    right: float


@dataclass(frozen=True)
class Page:
    """One page of a PDF."""

    index: int
    label: str
    chars: tuple[Char, ...]

    @property
    def recto(self) -> bool:
        """A right-hand page."""
        return self.index % 2 == 0

    @property
    def text(self) -> str:
        """Characters without white space, in content order."""
        return bare("".join(c.text for c in self.chars))

    @cached_property
    def lines(self) -> tuple[tuple[float, tuple[Char, ...]], ...]:
        """Baselines from the top with their characters from left to right."""
        found: dict[float, list[Char]] = {}
        for char in self.chars:
            found.setdefault(round(char.y, 1), []).append(char)
        return tuple((y, tuple(sorted(found[y], key=lambda c: c.x))) for y in sorted(found))

    def line(self, y: float) -> str:
        """The text of a baseline."""
        return bare("".join(c.text for at, cs in self.lines if abs(at - y) < 0.2 for c in cs))


def bare(text: str) -> str:
    """Text without white space, which a PDF keeps in no certain way."""
    return re.sub(r"\s+", "", text)


def pages(pdf: Path | bytes) -> tuple[Page, ...]:
    """Every page, its characters in content order, those outside the page too."""
    return _pages(pdf.read_bytes() if isinstance(pdf, Path) else pdf)


@cache
def _pages(data: bytes) -> tuple[Page, ...]:
    with pymupdf.open(stream=data) as document:
        return tuple(Page(i, p.get_label(), tuple(_chars(p))) for i, p in enumerate(document))


def _chars(page: pymupdf.Page) -> Iterator[Char]:
    flags = pymupdf.TEXT_PRESERVE_WHITESPACE
    for block in page.get_text("rawdict", flags=flags, clip=pymupdf.INFINITE_RECT())["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                font = span["font"]
                for char in span["chars"]:
                    (x, y), right = char["origin"], char["bbox"][2]
                    yield Char(char["c"], font, round(span["size"], 2), x, y, right)


# --- the publications of content/ -----------------------------------------------------------


@dataclass(frozen=True)
class Built:
    """A publication of content/ with its artifacts."""

    slug: str
    publication: Publication
    geometry: Geometry
    folder: Path
    log: subprocess.CompletedProcess[str]

    @property
    def screen(self) -> Path:
        """The PDF to read."""
        return self.folder / f"{self.slug}.pdf"

    @property
    def print(self) -> Path:
        """The PDF for the printer."""
        return self.folder / f"{self.slug}-print.pdf"

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the screen edition."""
        return pages(self.screen)

    def starts(self) -> dict[str, int]:
        """Id of an article or part to the 0-based page that its destination names."""
        with pikepdf.open(self.screen) as pdf:
            numbers = {page.objgen: i for i, page in enumerate(pdf.pages)}
            return {name: numbers[target[0].objgen] for name, target in destinations(pdf).items()}


def altered(data: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    """A PDF after something was done to it."""
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def is_pdfx(data: bytes) -> bool:
    """True when the metadata of a file says that it is PDF/X-4."""
    with pikepdf.open(BytesIO(data)) as pdf:
        metadata = pdf.Root.get("/Metadata")
        return isinstance(metadata, pikepdf.Stream) and b"PDF/X-4" in metadata.read_bytes()


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """Every structure element below a node, in order."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def destinations(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Array]:
    """Name of each destination to its array, out of the name tree (ISO 32000-2, 12.3.2.4)."""
    tree = pikepdf.NameTree(pdf.Root.Names.Dests)
    return {
        name: target.D if isinstance(target, pikepdf.Dictionary) else target
        for name, target in tree.items()
    }


@cache
def built(slug: str) -> Built:
    """Build both PDF editions of a publication of content/ once for all tests of this process."""
    return build_folder(ROOT / "content" / slug)


def build_folder(folder: Path) -> Built:
    """Build both PDF editions of a publication and describe it."""
    out = workshop() / f"of-{folder.parent.name}-{folder.name}"
    log = wenxuan("build", folder, "--out", out, "--edition", "screen", "--edition", "print")
    report = Report()
    publication = assemble(folder, report)
    assert publication is not None, log.stderr
    layout = load_layout(publication.head.layout, folder, Span("publication.yaml"), report)
    assert layout is not None
    shape = geometry(layout, publication.head, Span("publication.yaml"), report)
    assert shape is not None
    return Built(publication.slug, publication, shape, out / publication.slug, log)
