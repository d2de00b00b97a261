"""What a book designer looks at: gaps at numbers and dashes, leaders, poems, notes, tables."""

from __future__ import annotations

import re

import pytest

from press_tools import BOOKS, Char, Page, article, built
from small_books import Small, set_article, set_book, shape
from wenxuan.diagnostics import Report
from wenxuan.layout.expected import Stretch, slot_widths
from wenxuan.layout.sizes import Geometry

REFERENCE = re.compile(r"第([0-9]+|[ivxl]+)页")
FULL = "春天来了江水涨了船开了人到了"
pytestmark = pytest.mark.slow


def inked(chars: tuple[Char, ...]) -> list[Char]:
    """The characters of a line that are no blanks."""
    return [c for c in chars if c.text.strip()]


def drawn(line: list[Char], at: int) -> float:
    """Where a Han is drawn (pt): one read with the blank before it stands an em before the next."""
    char, after = line[at], line[at + 1] if at + 1 < len(line) else None
    blank = after is not None and char.size > after.size + 0.005
    return after.x - after.size if after is not None and blank else char.x


def texts(pages: tuple[Page, ...]) -> list[str]:
    """The lines of pages without blanks."""
    return ["".join(c.text for c in inked(chars)) for page in pages for _, chars in page.lines]


def gaps(page: Page) -> list[tuple[float, float]]:
    """Blank before and after the number of each reference of a page, in em."""
    found = []
    for _, chars in page.lines:
        line = inked(chars)
        for match in REFERENCE.finditer("".join(c.text for c in line)):
            first, last = match.span(1)
            em = line[first - 1].size
            before = line[first].x - line[first - 1].right
            found.append((before / em, (drawn(line, last) - line[last - 1].right) / em))
    return found


def grid(trim: str = "170mm 240mm") -> Geometry:
    """The grid of anthology at a trim size."""
    found = shape(trim, Report())
    assert found is not None
    return found


# --- numbers of pages in the text ------------------------------------------------------------


@pytest.mark.parametrize("slug", BOOKS)
def test_a_page_number_stands_a_quarter_em_from_its_neighbors(slug):
    """第7页 and 第31页 alike: 0.13 to 0.4 em on either side, and the same on both; most 1/4 em."""
    found = [gap for page in built(slug).pages for gap in gaps(page)]
    assert len(found) > 15
    assert all(0.13 <= gap <= 0.4 for pair in found for gap in pair), found
    assert all(abs(before - after) < 0.02 for before, after in found)
    near = [pair for pair in found if abs(pair[0] - 0.25) < 0.06]
    assert len(near) > 0.8 * len(found)


@pytest.mark.parametrize("slug", BOOKS)
def test_no_line_begins_or_ends_inside_a_reference(slug):
    """第, the number and 页 are on one line; a line neither begins with 7页 nor ends in 第."""
    lines = texts(built(slug).pages)
    assert not [line for line in lines if re.match(r"([0-9]+|[ivxl]+)?页[）)]", line)]
    assert not [line for line in lines if line.endswith("（第")]


def test_a_number_has_the_room_of_its_figures():
    """One figure takes 1.06 em, two 1.62 em, three 2.18 em; near 10 and 100 it lies between."""
    page_grid = grid()
    page = 3 * page_grid.measure * page_grid.lines
    book = [Stretch(kind="body", key=f"a{i}", size=page) for i in range(70)]
    widths = slot_widths(book, page_grid)
    assert (widths["a1"], widths["a8"], widths["a69"]) == (1.06, 1.62, 2.18)
    assert widths["a4"] == 1.34
    assert list(widths.values()) == sorted(widths.values())


def test_a_small_edit_leaves_every_slot_as_it_was():
    """A sentence more in each article changes no width; ten pages more do."""
    page_grid = grid()

    def book(more: int) -> list[Stretch]:
        return [Stretch(kind="body", key=f"a{i}", size=5000 + more) for i in range(30)]

    before = slot_widths(book(0), page_grid)
    assert slot_widths(book(20), page_grid) == before
    assert slot_widths(book(10 * 3 * 960), page_grid) != before


def test_front_matter_is_referred_to_in_its_own_numerals():
    """The opening of the first article of the front is page v: a quarter em about one letter."""
    book = [Stretch(kind="front", key="f", size=4000), Stretch(kind="body", key="b", size=4000)]
    assert slot_widths(book, grid())["f"] == pytest.approx(0.55 + 0.5)


# --- strokes and dots ------------------------------------------------------------------------


def dash_gap(subtitle: str) -> float:
    """Blank between the dash before a subtitle and its first character, in em."""
    book = set_book({"a.md": article("正文。", subtitle=subtitle)})
    for page in book.pages:
        for _, chars in page.lines:
            line = inked(chars)
            if len(line) > 2 and line[0].text == line[1].text == "—":
                return (drawn(line, 2) - line[1].right) / line[1].size
    raise AssertionError("no subtitle")


def test_a_dash_does_not_run_into_the_numeral_one():
    """——一页纸 has a fifth of an em after the dash, ——半个字 has none."""
    assert dash_gap("一页纸") == pytest.approx(0.2, abs=0.02)
    assert dash_gap("半个字") == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("slug", BOOKS)
def test_leaders_keep_clear_of_names(slug):
    """The first dot of a leader stands 0.4 to 1.2 em after the name; all end at one place."""
    book = built(slug)
    ends, clear = set(), []
    for _, chars in book.pages[book.starts()["contents"]].lines:
        line = inked(chars)
        dots = [i for i, c in enumerate(line) if c.text == "·"]
        if len(dots) > 5:
            name = line[dots[0] - 1]
            clear.append((line[dots[0]].x - name.right) / name.size)
            ends.add(round(line[dots[-1]].x, 1))
    assert len(clear) > 10
    assert all(0.4 <= gap <= 1.2 for gap in clear), clear
    assert len(ends) == 1


# --- the grid --------------------------------------------------------------------------------


def baselines(page: Page, page_grid: Geometry, text: str) -> list[float]:
    """Lines of the grid, counted from 0, on which lines with this text stand."""
    first = page_grid.top + page_grid.body * 0.88
    return [
        (y - first) / page_grid.leading
        for y, chars in page.lines
        if text in "".join(c.text for c in chars)
    ]


def poem(stanzas: int) -> str:
    """A poem of stanzas of four lines between two paragraphs."""
    verses = "\n\n".join("\n".join([f"行{i}甲乙丙丁"] * 4) for i in range(stanzas))
    return f"前文。\n\n::: poem\n{verses}\n:::\n\n后文。\n"


def test_a_poem_that_goes_on_begins_on_the_first_line_of_the_page():
    """No gap of a stanza is left at the head of a page; after the poem the grid goes on."""
    page_grid, book = grid(), set_article(poem(8), page="{size: 170mm 240mm}")
    verses = [(page, n) for page in book.pages for n in baselines(page, page_grid, "甲乙丙丁")]
    later = [n for page, n in verses if page.label == "2"]
    assert later
    assert abs(later[0]) < 0.1
    assert all(abs(n - later[0] - round(n - later[0])) < 0.02 for n in later)
    (after,) = (n for page in book.pages for n in baselines(page, page_grid, "后文。"))
    assert abs(after - later[0] - round(after - later[0])) < 0.02


@pytest.mark.parametrize("lead", range(10, 14))
def test_a_stanza_is_not_divided(lead):
    """All four lines of a stanza stand on one page, wherever the page ends."""
    book = set_article(f"{FULL}\n\n" * lead + poem(4), page="{size: 170mm 240mm}")
    for number in range(4):
        assert {page.text.count(f"行{number}甲") for page in book.pages} <= {0, 4}


def test_a_signature_stands_close_to_its_letter_and_apart_from_what_follows():
    """The letter's half line stands below its signature, not above it."""
    body = "::: letter\n信里的话。\n:::\n\n::: signature\n小马\n:::\n\n后文。\n"
    page_grid, book = grid(), set_article(body, page="{size: 170mm 240mm}")
    where = [
        n for words in ("信里的话", "小马", "后文。") for p in book.pages
        for n in baselines(p, page_grid, words)
    ]  # fmt: skip
    letter, signature, after = where
    assert signature - letter == pytest.approx(1, abs=0.02)
    assert after - signature == pytest.approx(1.5, abs=0.02)


# --- what stays together ---------------------------------------------------------------------


def notes_after(lines: int) -> Small:
    """A page of so many lines of text with a note of about 13 lines at its end."""
    note = "注文" + FULL * 33
    body = f"起[^1]\n\n{FULL}\n\n" + f"{FULL}\n\n" * lines + f"\n[^1]: {note}\n"
    return set_article(body, page="{size: 170mm 240mm}")


def small_lines(page: Page) -> list[float]:
    """Baselines of the type area that are set in the size of notes."""
    return [y for y, cs in page.lines if 80 < y < 610 and all(c.size == 9 for c in inked(cs))]


@pytest.mark.parametrize("lines", range(9, 23, 2))
def test_no_page_holds_the_end_of_a_note_alone_in_less_than_six_lines(lines):
    """Where an end note is divided, at least six lines of it go over."""
    book = notes_after(lines)
    last = book.pages[-1]
    body = [y for y, cs in last.lines if 80 < y < 610 and any(c.size == 10.5 for c in cs)]
    assert body or len(small_lines(last)) >= 6


def test_a_short_table_is_not_divided():
    """A table of ten rows stands on one page with its caption; one of forty is divided."""

    def labels(rows: int) -> list[str]:
        table = "\n".join(f"| 格{i} | 数{i} |" for i in range(rows))
        body = f"{FULL}\n\n" * 18 + f"Table: 题\n\n| 甲 | 乙 |\n|---|---|\n{table}\n"
        book = set_article(body, page="{size: 170mm 240mm}")
        return [p.label for p in book.pages if "格" in p.text]

    assert labels(10) == ["2"]
    assert labels(40) == ["1", "2", "3"]


def test_the_imprint_stands_at_the_foot_of_its_page():
    """The last line of the imprint is the last line of the type area."""
    book, page_grid = set_article("正文。", page="{size: 170mm 240mm}"), grid()
    page = next(p for p in book.pages if "版权所有" in p.text)
    last = max(c.y for c in page.chars)
    assert page_grid.top + page_grid.area_height - last < page_grid.leading


def test_a_figure_or_table_is_not_parted_from_its_number():
    """图 and 1 of a reference stand on one line wherever the line ends."""
    lines = []
    for lead in range(26, 33):
        table = "Table: 题 {#tbl-a}\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"
        book = set_article(f"{'字' * lead}见[](#tbl-a)。\n\n{table}", page="{size: 170mm 240mm}")
        lines += texts(book.pages)
    assert sum("表1" in line for line in lines) >= 14
    assert not [line for line in lines if line.endswith("表")]
