"""A long list of contents: several jobs, the same pages as in one document."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from binding.book import river
from binding.test_binding import make
from press_tools import bare
from wenxuan.layout import contents
from wenxuan.layout.contents import divided


def part(title: str | None, count: int) -> contents.Group:
    """A part of the list with numbered entries."""
    return {"title": title, "entries": list(range(count))}


def test_a_list_is_one_piece_until_it_is_long():
    """No piece has 600 entries, none is empty, and none is lost; few entries are one piece."""
    assert divided([part(None, 0), part("甲", 150), part(None, 0)]) == [
        [part(None, 0), part("甲", 150), part(None, 0)]
    ]
    long = [part(None, 3), *(part("乙", 50) for _ in range(5)), part("丙", 900), part(None, 0)]
    pieces = divided(long)
    counts = [sum(len(group["entries"]) for group in piece) for piece in pieces]
    assert counts == [203, 450, 400, 100]
    assert [piece[0]["title"] for piece in pieces] == [None, "乙", None, None]


@pytest.mark.slow
def test_pieces_of_the_list_are_set_as_the_oracle_sets_them(tmp_path: Path, monkeypatch):
    """Each goes on upon a fresh page, under one title, with its entries, numbers and links."""
    monkeypatch.setattr(contents, "ENOUGH", 1)
    monkeypatch.setattr(contents, "MOST", 2)
    source = river(tmp_path / "content" / "river")
    books = [
        pymupdf.open(make(source, tmp_path / kind, whole=whole).artifacts[0].path)
        for kind, whole in (("jobs", False), ("whole", True))
    ]
    bound, oracle = ([bare(page.get_text()) for page in book] for book in books)
    assert bound == oracle
    listed = [text for text in bound if text.count("…") + text.count("·") > 8]
    # Foreword; two of 上游, the third; 下游.
    assert len(listed) == 4
    assert sum(text.startswith("目录") for text in listed) == 1
    assert books[0].get_toc() == books[1].get_toc()
