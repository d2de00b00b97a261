"""Articles longer than a document may be: parted, with nothing lost and nothing broken."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from epub_oracle import epubcheck
from lxml import etree

from wenxuan.assemble import assemble
from wenxuan.checks import ebook_structure as structure
from wenxuan.checks.ebook_reading import Ebook, has
from wenxuan.checks.ebook_text import texts
from wenxuan.diagnostics import Report, Span
from wenxuan.epub import make_epub
from wenxuan.epub.chunks import LIMIT
from wenxuan.fonts import load_fonts
from wenxuan.layout.loader import load_layout
from wenxuan.model import Publication

pytestmark = pytest.mark.slow
DAY = datetime(2026, 10, 1, tzinfo=UTC)
ROWS = 2400
WORDS = "江水涨了又落，岸边的人站在那里，谁也没有说话。" * 3


def long_article() -> str:
    """A table, a list with numbers from 7, bullets, a box and terms: each too long by itself."""
    calls = {0: "[^first]", ROWS // 2: "[^first][^mid]", ROWS - 1: "[^end]"}
    rows = [f"| {n} | {WORDS}{calls.get(n, '')} |" for n in range(ROWS)]
    numbered = [f"{n + 7}. {n}{WORDS}{calls.get(n, '')}" for n in range(ROWS)]
    bullets = [f"- {n}{WORDS}" for n in range(ROWS)]
    box = [f"{n}{WORDS}\n" for n in range(ROWS)]
    terms = [f"词{n}\n: {WORDS}\n" for n in range(ROWS)]
    return "\n".join([
        "---\ntitle: 长\n---\n",
        "见[](#census)。\n",
        "Table: 户口表 {#census}\n", "| 号 | 文[^head] |", "|---|---|", *rows, "",
        "间。\n", *numbered, "\n间。\n", *bullets, "\n::: quote", *box, ":::\n", *terms,
        "\n[^first]: 注甲\n\n[^mid]: 注乙\n\n[^end]: 注丙\n\n[^head]: 注丁\n",
    ])  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, Ebook, Path]:
    """The article as a publication, and its EPUB, made without a word."""
    folder, report = tmp_path_factory.mktemp("long"), Report()
    (folder / "a.md").write_text(long_article(), encoding="utf-8")
    head = "title: 书\nlanguage: zh-Hans\noptions: {epub_fonts: none}\ncontents: [a.md]\n"
    (folder / "publication.yaml").write_text(head, encoding="utf-8")
    publication = assemble(folder, report)
    assert publication is not None
    layout = load_layout("anthology", folder, Span("x"), report)
    assert layout is not None
    data = make_epub(publication, layout, load_fonts("zh-Hans"), None, DAY, report)
    assert [d.message() for d in report] == []
    assert data is not None
    file = folder / "a.epub"
    file.write_bytes(data)
    return publication, Ebook.read(data), file


def parts(book: Ebook, tag: str) -> list[etree._Element]:
    """The first element of a name in each document of the article that begins with one."""
    return [e for path in book.spine if "/a001" in path for e in book.documents[path].iter(tag)]


def test_no_document_is_longer_than_a_reader_takes(made: tuple[Publication, Ebook, Path]) -> None:
    """Every document stays below 300 kB, and none is a mere scrap."""
    _, book, _ = made
    sizes = [len(book.members[path]) for path in book.spine if "/a001" in path]
    assert len(sizes) > 10
    assert max(sizes) < LIMIT
    assert sum(sizes) / len(sizes) > LIMIT / 3


def test_the_parts_have_the_text_of_the_source(made: tuple[Publication, Ebook, Path]) -> None:
    """Text, notes, links and ids hold over the parts of a table, of lists, boxes and terms."""
    publication, book, _ = made
    assert list(texts(book, publication)) == []
    checks = (structure.files, structure.ids, structure.links, structure.notes, structure.contents)
    assert [fault for check in checks for fault in check(book)] == []


def test_each_part_of_a_table_has_its_head(made: tuple[Publication, Ebook, Path]) -> None:
    """The head is repeated and said to be so; caption and id stand once, then name the part."""
    _, book, _ = made
    tables = parts(book, "{*}table")
    heads = [table.find("{*}thead") for table in tables]
    assert len(tables) > 2
    assert [has(head, "repeated") for head in heads] == [False] + [True] * (len(tables) - 1)
    assert len({"".join(head.itertext()) for head in heads}) == 1
    assert [t.get("id") for t in tables] == ["census"] + [None] * (len(tables) - 1)
    assert {t.get("aria-label") for t in tables[1:]} == {"表1（续表） 户口表"}
    rows = [len(table.findall("{*}tbody/{*}tr")) for table in tables]
    assert sum(rows) == ROWS


def test_the_numbers_of_a_list_go_on(made: tuple[Publication, Ebook, Path]) -> None:
    """Each part of a numbered list starts with the number that its first item has."""
    _, book, _ = made
    lists = parts(book, "{*}ol")
    assert len(lists) > 2
    for one in lists:
        first = "".join(one[0].itertext())
        assert first.startswith(str(int(one.get("start", "1")) - 7))


def test_a_repeated_head_that_is_another_is_found(made: tuple[Publication, Ebook, Path]) -> None:
    """A head that says it is repeated but is not the table's own is text that nobody wrote."""
    publication, book, _ = made
    path = next(p for p in book.spine if b'class="repeated"' in book.members[p])
    broken = book.members[path].replace('"col">号'.encode(), '"col">另'.encode())
    assert broken != book.members[path]
    assert list(texts(Ebook(book.members | {path: broken}), publication)) != []


def test_epubcheck_accepts_the_parts(
    made: tuple[Publication, Ebook, Path], tmp_path: Path
) -> None:
    """EPUBCheck finds no error and no warning in a parted article."""
    assert epubcheck(made[2].read_bytes(), tmp_path) == []
