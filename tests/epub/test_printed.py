"""The page-list against the editions that are built: print, screen, both, none."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from unittest import mock

import pytest

from press_tools import article, call, workshop, write_book
from wenxuan.checks.ebook_reading import Ebook, H
from wenxuan.diagnostics import Report
from wenxuan.epub.sheets import read_pages
from wenxuan.pipeline import prepare
from wenxuan.proving import Proof, prove

LINE = "江水涨了又落，岸边的人站在那里，谁也没有说话，只听见冰在响。" * 6
BODY = "\n\n".join(f"第{n}段，{LINE}" for n in range(1, 14))
EDITIONS = ("screen", "print")


@cache
def built(*editions: str) -> tuple[Path, Path]:
    """A small publication and the folder of its artifacts, the e-book built with these."""
    place = workshop() / "-".join(("printed", *editions))
    folder = write_book(place / "book", {"a.md": article(BODY)})
    words = [word for one in (*editions, "epub") for word in ("--edition", one)]
    done = call("build", *words, "--out", place / "out", folder)
    assert done.returncode == 0, done.stderr
    return folder, place / "out"


def labels(out: Path) -> list[str]:
    """The lines of the page-list."""
    listed = Ebook.read((out / "book/book.epub").read_bytes()).list_of("page-list")
    return ["".join(a.itertext()) for a in listed.iter(f"{H}a")] if listed is not None else []


@pytest.mark.slow
def test_print_has_the_pages_of_the_screen() -> None:
    """Label and body of each page are the same in both editions: marks and slug are no text."""
    folder, out = built(*EDITIONS)
    ready = prepare(folder, Report())
    assert ready is not None
    screen, printed = (
        read_pages(out / "book" / name, ready.geometry) for name in ("book.pdf", "book-print.pdf")
    )
    assert printed[: len(screen)] == screen
    assert sum(bool(page.text) for page in screen) > 5


def test_the_page_list_has_the_blank_pages_at_the_end_of_print() -> None:
    """Print fills its last leaf; each page of it has its line, the labels going on."""
    folder, out = built(*EDITIONS)
    ready = prepare(folder, Report())
    assert ready is not None
    printed = read_pages(out / "book/book-print.pdf", ready.geometry)
    screen = read_pages(out / "book/book.pdf", ready.geometry)
    assert len(printed) > len(screen)
    assert labels(out) == [page.label for page in printed]
    assert labels(out)[-1] == str(int(screen[-1].label) + len(printed) - len(screen))


@pytest.mark.slow
def test_print_alone_makes_the_same_ebook() -> None:
    """The e-book built beside print alone is that built beside both."""
    one, both = (built(*names)[1] / "book/book.epub" for names in (("print",), EDITIONS))
    assert one.read_bytes() == both.read_bytes()


@pytest.mark.parametrize("missing", [(), ("book.pdf",), ("book-print.pdf",)])
def test_check_compares_with_what_there_is(missing: tuple[str, ...]) -> None:
    """The page-list is compared with print, with the screen where there is no print, with both."""
    folder, out = built(*EDITIONS)
    proof, report = proved(folder, out, missing)
    assert proof.compared > 2
    assert not {"EPB008", "EPB016"} & {d.code for d in report}


def test_check_says_that_nothing_was_compared() -> None:
    """Without a PDF a notice says that the page-list was not compared."""
    folder, out = built(*EDITIONS)
    proof, report = proved(folder, out, ("book.pdf", "book-print.pdf"))
    assert proof.compared == 0
    assert "EPB016" in {d.code for d in report}


@pytest.mark.parametrize("missing", ["book.pdf", "book-print.pdf"])
def test_check_finds_other_text_by_either_pdf(missing: str) -> None:
    """A character that differs from the page is told by print alone as by the screen alone."""
    folder, out = built(*EDITIONS)
    file = out / "book/book.epub"
    kept = file.read_bytes()
    with zipfile.ZipFile(io.BytesIO(kept)) as old, zipfile.ZipFile(file, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            text = item.filename.endswith("a001.xhtml")
            new.writestr(item, data.replace("第".encode(), "其".encode()) if text else data)
    try:
        _, report = proved(folder, out, (missing,))
    finally:
        file.write_bytes(kept)
    assert "EPB008" in {d.code for d in report}


def proved(folder: Path, out: Path, missing: tuple[str, ...]) -> tuple[Proof, Report]:
    """What `check` finds while some files are away."""
    report = Report()
    away = {name: out / "book" / name for name in missing}
    for path in away.values():
        path.rename(path.with_suffix(".away"))
    try:
        with mock.patch("wenxuan.checks.ebook.missing", return_value="a test"):
            proof = prove(folder, out, report)
    finally:
        for path in away.values():
            path.with_suffix(".away").rename(path)
    assert proof is not None
    return proof, report


@pytest.mark.slow
def test_a_long_table_with_cells_of_several_lines() -> None:
    """Each page that begins inside a table is marked at its first row, and `check` agrees."""
    rows = "\n".join(f"| 第{n}年 | {LINE[n % 9 : 40]} | {LINE[n % 7 : 50]} |" for n in range(50))
    head = f"| 年份 | {LINE[:16]}{LINE[40:50]} | {LINE[9:31]}都写在这一栏里 |\n|---|---|---|\n"
    place = workshop() / "table"
    folder = write_book(place / "book", {"a.md": article(f"{LINE}\n\n{head}{rows}\n\n{LINE}")})
    words = ("--edition", "screen", "--edition", "epub", "--out", place / "out", folder)
    done = call("build", *words)
    assert done.returncode == 0, done.stderr
    proof, report = proved(folder, place / "out", ())
    assert "EPB008" not in {d.code for d in report}, [d.message() for d in report]
    assert len(proof.others["table"]) > 2
    assert "plate" not in proof.others
