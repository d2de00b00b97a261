"""Notes numbered by page or through the book, by the binder: no page is laid out for it again."""

from __future__ import annotations

import re
from pathlib import Path

import pymupdf
import pytest

from binding.book import river
from binding.test_binding import data, make

pytestmark = pytest.mark.slow


def numbered(folder: Path, how: str) -> Path:
    """The book whose notes are numbered so."""
    source = river(folder / "river")
    manifest = source / "publication.yaml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(f"{text}\noptions: {{note_numbers: {how}}}\n", encoding="utf-8")
    return source


def marks(path: Path) -> list[list[str]]:
    """The marks at the notes of each page that has notes."""
    with pymupdf.open(path) as document:
        found = [re.findall(r"([①-⑳]|\d+)\s*.的注\d", page.get_text()) for page in document]
    return [page for page in found if page]


def test_notes_of_a_page_begin_anew(tmp_path):
    """Each page's notes are ①, ②…, at the foot as in the text, and nothing else moves."""
    plain = make(river(tmp_path / "plain" / "river"), tmp_path / "a").artifacts[0].path
    paged = make(numbered(tmp_path, "page"), tmp_path / "b").artifacts[0].path
    assert marks(plain) != marks(paged)
    assert all(page == [chr(0x2460 + i) for i in range(len(page))] for page in marks(paged))
    same = 0
    with pymupdf.open(plain) as one, pymupdf.open(paged) as two:
        assert len(one) == len(two)
        for a, b in zip(one, two, strict=True):
            calls = [re.findall("[①-⑳]", page.get_text()) for page in (a, b)]
            assert sorted(calls[1]) == sorted(calls[1][: len(calls[1]) // 2] * 2)
            if calls[0] == calls[1]:
                same += 1
                assert a.get_pixmap(dpi=72).samples == b.get_pixmap(dpi=72).samples
    assert same > 10


def test_numbers_go_on_through_the_book(tmp_path):
    """Numbers rise through all articles; a note more in the first moves those of the last."""
    source = numbered(tmp_path, "book")
    first = marks(make(source, tmp_path / "a").artifacts[0].path)
    numbers = [int(number) for page in first for number in page]
    assert numbers == list(range(1, len(numbers) + 1))
    path = source / "one.md"
    text = path.read_text(encoding="utf-8").replace("一1：", "一1[^new]：", 1)
    path.write_text(text + "\n\n[^new]: 一的注1，新添的。\n", encoding="utf-8")
    after = make(source, tmp_path / "a")
    assert after.jobs == 1
    assert sum(map(len, marks(after.artifacts[0].path))) == len(numbers) + 1
    assert data(after) == data(make(source, tmp_path / "new"))
