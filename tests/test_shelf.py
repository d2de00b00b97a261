"""Articles that were read before: the same in every respect as when they are read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from press_tools import ROOT, article, write_book
from wenxuan import model, shelf
from wenxuan.binding.cache import Store
from wenxuan.diagnostics import Report
from wenxuan.model import Article
from wenxuan.pipeline import prepare
from wenxuan.reader import salvaged_article
from wenxuan.shelf import KINDS, Shelf, packed, unpacked

FILES = sorted(p for p in (ROOT / "content").glob("*/*.md") if p.name != "README.md")


@pytest.mark.parametrize("file", FILES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_articles_come_back_as_they_were(file: Path):
    """Every article of the publications is the same from plain data, to the last place."""
    read = salvaged_article(file, "key", "zh-Hans", Report())
    back = unpacked(packed(read))
    assert repr(back).replace("PosixPath('.')", repr(file)) == repr(read)


@pytest.fixture
def book(tmp_path) -> Path:
    """A publication of two articles, of which one is told something."""
    texts = {"a.md": article("文，  文。\n\n有(半角)。"), "b.md": article("另一篇。", "乙")}
    return write_book(tmp_path / "book", texts)


def prepared(book: Path, monkeypatch) -> tuple[object, list[str], list[str]]:
    """A publication from the shelf, what was said, and which files were read."""
    files: list[str] = []

    def read(file: Path, *rest: object) -> Article:
        files.append(file.name)
        return salvaged_article(file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(shelf, "salvaged_article", read)
    report = Report()
    ready = prepare(book, report, Shelf(Store(book.parent / "cache")).article)
    return ready and ready.publication, [repr(found) for found in report], files


def test_only_what_changed_is_read(book, monkeypatch):
    """Unchanged files are not read again; the publication and the findings are the same."""
    first = prepared(book, monkeypatch)
    again = prepared(book, monkeypatch)
    assert (first[2], again[2]) == (["a.md", "b.md"], [])
    assert again[:2] == first[:2]
    (book / "b.md").write_text(article("又一篇。", "乙"), encoding="utf-8")
    assert prepared(book, monkeypatch)[2] == ["b.md"]


def test_what_is_damaged_or_faulty_is_read(book, monkeypatch):
    """A damaged entry is none, and an article with a faulty head is never kept."""
    prepared(book, monkeypatch)
    for entry in (book.parent / "cache").glob("??/*"):
        entry.write_bytes(entry.read_bytes()[:-1] + b"\0")
    assert prepared(book, monkeypatch)[2] == ["a.md", "b.md"]
    (book / "a.md").write_text("---\ntitel: 甲\n---\n文\n", encoding="utf-8")
    said = prepared(book, monkeypatch)[1]
    assert prepared(book, monkeypatch)[1:] == (said, ["a.md"])
    assert said


def test_every_kind_of_node_has_a_place():
    """Nothing that an article may consist of is missing among the kinds."""
    kinds = {kind for kind in vars(model).values() if isinstance(kind, type)}
    nodes = {kind for kind in kinds if issubclass(kind, model.Node)} - {model.Node}
    assert nodes <= set(KINDS)
