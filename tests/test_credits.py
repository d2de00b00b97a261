"""What stands by a name and below a byline: roles, sources, dates, links; in print and EPUB."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from press_tools import article, bare, call, pages, write_book
from wenxuan.diagnostics import Report, Span
from wenxuan.layout.loader import load_layout
from wenxuan.layout.origin import Origin, origin_of
from wenxuan.layout.roles import relator, words_of
from wenxuan.reader import read_article

URL = "https://example.org/2021/cases"
DATED = f'{{name: 北岸通讯, url: "{URL}", date: 2021-02-04}}'

PEOPLE = {
    "张三": "author",
    "李四": "Translator",
    "王五": "trl",
    "赵六": "口述",
    "钱七": "translater",
}

AUTHORS = ("John Smith", "Mary Ann Johnson-Williams", "William Makepeace Thackeray", "Jane Austen")


@dataclass(frozen=True)
class Made:
    """A small book in both forms."""

    said: str
    lines: list[str]
    """Lines of the screen edition without spaces."""
    links: list[str]
    first: str
    """The first article of the EPUB."""
    title: str
    """Its title page."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """An article with all that a head can say of its origin."""
    home = tmp_path_factory.mktemp("credits")
    head = {"source": DATED, "date": "2021-01-05", "authors": f"[{', '.join(AUTHORS)}]"}
    people = [{"name": name, "role": role} for name, role in PEOPLE.items()]
    write_book(home / "b", {"a.md": article("正文。", **head)}, contributors=people)
    run = call("build", "b", "--edition", "screen", "--edition", "epub", cwd=home)
    assert run.returncode == 0, run.stderr
    pdf = home / "build" / "b" / "b.pdf"
    lines = [bare("".join(c.text for c in row)) for p in pages(pdf) for _, row in p.lines]
    with pikepdf.open(pdf) as opened:
        notes = [n for p in opened.pages for n in p.get("/Annots", ())]
        links = [str(n.A.URI) for n in notes if "/A" in n and "/URI" in n.A]
    with zipfile.ZipFile(home / "build" / "b" / "b.epub") as book:
        first, title = (book.read(f"OEBPS/text/{n}.xhtml").decode() for n in ("a001", "title"))
    return Made(run.stderr, lines, links, first, title)


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


def test_every_role_has_a_code_and_words_in_each_language() -> None:
    """The languages name the same roles, all with MARC codes; a code says what its role says."""
    layout = load_layout("anthology", Path("b"), Span("publication.yaml"), Report())
    assert layout is not None
    roles = layout.head.roles
    assert len({tuple(sorted(words)) for words in roles.values()}) == 1
    assert all(relator(role) for role in roles["zh-Hans"])
    assert {words_of(r, layout, "zh-Hant-TW") for r in ("translator", "trl", "TRL")} == {
        ("譯", "譯者")
    }
    assert words_of("口述", layout, "ja") == ("口述", "口述")


@pytest.mark.slow
def test_roles_are_printed_in_the_language_of_the_book(made: Made) -> None:
    """Title page and imprint say 译 and 译者 once for all translators; a Chinese word stays."""
    assert {"张三著", "李四王五译", "赵六口述"} <= set(made.lines)
    assert {"著者张三", "译者李四王五", "口述赵六"} <= set(made.lines)
    assert '<p class="credit">李四　王五 <span class="role">译</span></p>' in made.title


@pytest.mark.slow
def test_an_unknown_english_role_is_told(made: Made) -> None:
    """LAY009 stands at the role, says what was likely meant, and nothing of the known ones."""
    (line,) = [x for x in made.said.splitlines() if "LAY009" in x]
    assert line.startswith("b/publication.yaml:")
    assert "translater" in line
    assert "did you mean translator?" in made.said


@pytest.mark.slow
def test_a_name_stands_in_one_line_of_the_byline(made: Made) -> None:
    """A byline of two lines turns between names, never within one."""
    names = [bare(name) for name in AUTHORS]
    start = made.lines.index("2021年1月5日")
    assert made.lines[start - 2 : start] == ["".join(names[:2]), "".join(names[2:])]
