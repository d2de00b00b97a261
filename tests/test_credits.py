"""What stands by a name and below a byline: roles, sources, dates, links; in print and EPUB."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from press_tools import article, bare, call, pages, write_book
from wenxuan.diagnostics import Report
from wenxuan.layout.origin import Origin, origin_of
from wenxuan.reader import read_article

URL = "https://example.org/2021/cases"
DATED = f'{{name: 北岸通讯, url: "{URL}", date: 2021-02-04}}'


@dataclass(frozen=True)
class Made:
    """A small book in both forms."""

    said: str
    lines: list[str]
    """Lines of the screen edition without spaces."""
    links: list[str]
    first: str
    """The first article of the EPUB."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """An article with all that a head can say of its origin."""
    home = tmp_path_factory.mktemp("credits")
    head = {"source": DATED, "date": "2021-01-05"}
    write_book(home / "b", {"a.md": article("正文。", **head)})
    run = call("build", "b", "--edition", "screen", "--edition", "epub", cwd=home)
    assert run.returncode == 0, run.stderr
    pdf = home / "build" / "b" / "b.pdf"
    lines = [bare("".join(c.text for c in row)) for p in pages(pdf) for _, row in p.lines]
    with pikepdf.open(pdf) as opened:
        notes = [n for p in opened.pages for n in p.get("/Annots", ())]
        links = [str(n.A.URI) for n in notes if "/A" in n and "/URI" in n.A]
    with zipfile.ZipFile(home / "build" / "b" / "b.epub") as book:
        first = book.read("OEBPS/text/a001.xhtml").decode()
    return Made(run.stderr, lines, links, first)


def origin(tmp_path: Path, **head: str) -> Origin:
    """Where an article with such a head appeared."""
    (tmp_path / "a.md").write_text(article("正文。", **head), encoding="utf-8")
    read = read_article(tmp_path / "a.md", "a", head.get("language", "zh-Hans"), Report())
    assert read is not None
    return origin_of(read)


@pytest.mark.parametrize(
    ("head", "line", "apart"),
    [
        ({"source": DATED, "date": "2021-01-05"}, "北岸通讯　2021年2月4日", "2021年1月5日"),
        ({"source": DATED, "date": "2021-02-04"}, "北岸通讯　2021年2月4日", ""),
        ({"source": DATED}, "北岸通讯　2021年2月4日", ""),
        ({"source": "北岸通讯", "date": "2021-01-05"}, "北岸通讯　2021年1月5日", ""),
        ({"date": "2021-01-05", "language": "ko"}, "2021년 1월 5일", ""),
        ({}, "", ""),
    ],
)
def test_a_source_bears_its_own_date(
    tmp_path: Path, head: dict[str, str], line: str, apart: str
) -> None:
    """The source's date stands with it; the article's apart where the two differ."""
    found = origin(tmp_path, **head)
    assert found.line == line
    assert (found.apart.text if found.apart else "") == apart


@pytest.mark.slow
def test_source_and_dates_are_printed(made: Made) -> None:
    """The article's date stands above the line of the source, which leads to its address."""
    start = made.lines.index("2021年1月5日")
    assert made.lines[start + 1] == "北岸通讯2021年2月4日"
    assert made.links == [URL]


@pytest.mark.slow
def test_source_and_dates_in_the_ebook(made: Made) -> None:
    """The EPUB says the same, with dates that machines read."""
    own, source = made.first.index('datetime="2021-01-05"'), made.first.index(f'href="{URL}"')
    assert own < source < made.first.index('datetime="2021-02-04"')
