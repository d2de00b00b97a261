"""Small books laid out by anthology, and what is asked about them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

from press_tools import Page, article, bare, call, pages, workshop, write_book
from wenxuan.diagnostics import Report, Span
from wenxuan.layout.loader import geometry, load_layout
from wenxuan.layout.sizes import Geometry
from wenxuan.reader import salvaged_manifest

SAID = Span("publication.yaml")
GRIDS = (
    "170mm 240mm",
    "148mm 210mm",
    "145mm 210mm",
    "140mm 203mm",
    "185mm 260mm",
    "210mm 285mm",
    "210mm 297mm",
)
A5 = "{size: 148mm 210mm}"
FULL = "春天来了江水涨了船开了人到了" * 20
"""Han without punctuation: lines of it are full."""
TEXT = f"{FULL}\n\n" * 2


@dataclass(frozen=True)
class Small:
    """A small publication that was built for the screen."""

    status: int
    log: str
    pdf: Path

    @property
    def pages(self) -> tuple[Page, ...]:
        """Its pages."""
        assert self.status == 0, self.log
        return pages(self.pdf)

    @property
    def text(self) -> str:
        """All characters in reading order of each page: by line, from left to right."""
        return bare("".join(c.text for p in self.pages for _, cs in p.lines for c in cs))

    def labels(self, words: str) -> list[str]:
        """Labels of the pages on which words stand."""
        return [
            p.label
            for p in self.pages
            if words in bare("".join(c.text for _, cs in p.lines for c in cs))
        ]


@cache
def _set(files: tuple[tuple[str, str | bytes], ...], head: tuple[tuple[str, str], ...]) -> Small:
    home = workshop() / "layout" / f"{_set.cache_info().currsize}"
    write_book(home / "b", dict(files), **dict(head))
    run = call("build", "b", "--edition", "screen", cwd=home)
    return Small(run.returncode, run.stderr, home / "build" / "b" / "b.pdf")


def set_book(files: dict[str, str | bytes], **head: str) -> Small:
    """Build a small publication for the screen; the same sources are built once."""
    return _set(tuple(files.items()), tuple(head.items()))


def set_article(body: str, **head: str) -> Small:
    """Build a publication of one article."""
    return set_book({"a.md": article(body)}, **head)


def shape(size: str | None, report: Report, **page: str) -> Geometry | None:
    """The geometry of anthology for a page."""
    entries = ([f"size: {size}"] if size else []) + [f"{k}: {v}" for k, v in page.items()]
    head = {"page": "{" + ", ".join(entries) + "}"} if entries else {}
    folder = write_book(
        workshop() / "shapes" / bare(str(entries)), {"a.md": article("甲。")}, **head
    )
    manifest = salvaged_manifest(folder, report)
    assert not report.failed, [d.message() for d in report]
    layout = load_layout("anthology", folder, SAID, report)
    assert layout is not None
    return geometry(layout, manifest.head, SAID, report)


def png(width: int, height: int) -> bytes:
    """A gray picture."""
    buffer = io.BytesIO()
    Image.new("L", (width, height), 128).save(buffer, "PNG")
    return buffer.getvalue()


def placed(book: Small) -> Iterator[tuple[float, float, float, float]]:
    """Rectangles of the pictures drawn, as x0, y0, x1, y1 from the top left."""
    import pymupdf

    with pymupdf.open(book.pdf) as pdf:
        for page in pdf:
            for image in page.get_image_info():
                yield image["bbox"]
