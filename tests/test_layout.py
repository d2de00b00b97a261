"""Layouts: found, inherited, refused with a place; and small books laid out by anthology."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from press_tools import ROOT, Page, article, bare, call, pages, workshop, write_book
from wenxuan.diagnostics import Report, Span
from wenxuan.layout.loader import geometry, load_layout
from wenxuan.layout.sizes import SIZES, Geometry, size_in_points
from wenxuan.layout.templates import broken, chinese, whole
from wenxuan.metadata import points
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
FULL = "春天来了江水涨了船开了人到了" * 20
"""Han without punctuation: lines of it are full."""


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


# --- finding and inheriting -----------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A content folder with room for layouts of its own beside it."""
    write_book(tmp_path / "content" / "b", {"a.md": article("正文。")})
    return tmp_path


def house_layout(home: Path, name: str, **files: str) -> None:
    """Write a layout beside the content; `__` in a name stands for a dot."""
    folder = home / "layouts" / name
    folder.mkdir(parents=True)
    for file, text in files.items():
        (folder / file.replace("__", ".")).write_text(text, encoding="utf-8")


def build(home: Path, layout: str, edition: str = "print") -> tuple[int, str]:
    """Status and messages of a build in a layout."""
    write_book(home / "content" / "b", {"a.md": article("正文。")}, layout=layout)
    run = call("build", "content/b", "--edition", edition, cwd=home)
    return run.returncode, run.stderr


def test_an_unknown_layout_is_refused(house):
    """A layout that does not exist is LAY001, with the name that was likely meant."""
    status, said = build(house, "antology")
    assert status == 1
    assert "error LAY001: no layout antology" in said
    assert "anthology" in said.split("hint:")[1]


@pytest.mark.slow
def test_what_means_nothing_in_a_style_sheet_is_told_at_its_line(house):
    """PDF003 stands at the line of print.css as its designer wrote it, built either way."""
    sheet = (ROOT / "layouts" / "anthology" / "print.css").read_text(encoding="utf-8")
    line = len(sheet.splitlines()) + 2
    css = f"{sheet}\n.title {{ colour: red }}\n"
    house_layout(house, "ours", layout__yaml="extends: anthology\n", print__css=css)
    write_book(house / "content" / "b", {"a.md": article("正文。")}, layout="ours")
    for way in ((), ("--whole",)):
        run = call("build", "content/b", "-e", "screen", *way, cwd=house)
        assert f"layouts/ours/print.css:{line}:1: warning PDF003" in run.stderr, run.stderr


def test_a_layout_that_extends_itself_is_refused(house):
    """A circle of layouts is LAY007, not a hang."""
    house_layout(house, "one", layout__yaml="extends: two\n")
    house_layout(house, "two", layout__yaml="extends: one\n")
    status, said = build(house, "one")
    assert status == 1
    assert "LAY007" in said


def test_a_house_style_is_a_small_folder(house):
    """A layout that extends another changes what it names and inherits the rest."""
    house_layout(
        house,
        "ours",
        layout__yaml=(
            "extends: anthology\nsizes: {title: 小一}\nwords: {zh-Hans: {contents: 目次}}\n"
        ),
    )
    status, said = build(house, "ours", "screen")
    assert status == 0, said
    text = [(c.text, c.size) for p in pages(house / "build" / "b" / "b.pdf") for c in p.chars]
    assert ("甲", 24.0) in text
    assert "目次" in bare("".join(c for c, _ in text))


@pytest.mark.slow
def test_a_publication_chooses_how_lines_are_set(house):
    """Of its own options or of its layout's defaults: with strict no line begins with a dash."""
    strict = "options: {line_prohibition: {choices: [strict], default: strict, about: 严}}\n"
    house_layout(house, "ours", layout__yaml=f"extends: anthology\n{strict}")
    text = "春天来了——江水涨了——船开了——" * 30
    for chosen, dashed in (
        ({}, True),
        ({"options": {"line_prohibition": "strict"}}, False),
        ({"layout": "ours"}, False),
    ):
        write_book(house / "content" / "b", {"a.md": article(text)}, **chosen)
        run = call("build", "content/b", "--edition", "screen", cwd=house)
        assert run.returncode == 0, run.stderr
        found = pages(house / "build" / "b" / "b.pdf")
        starts = [row[0].text for page in found for _, row in page.lines if len(row) > 9]
        assert ("—" in starts) is dashed


@pytest.mark.slow
def test_the_end_of_a_float_is_never_lost_in_silence(house):
    """WeasyPrint drops what of a float is longer than the pages of its text: the build fails."""
    css = (ROOT / "layouts/anthology/print.css").read_text(encoding="utf-8")
    css += "blockquote { float: right; width: 5em }"
    house_layout(house, "ours", layout__yaml="extends: anthology\n", print__css=css)
    text = "春天来了。\n\n> " + "江水涨了船开了" * 60 + "终。\n\n江水。\n"
    write_book(house / "content" / "b", {"a.md": article(text)}, layout="ours")
    run = call("build", "content/b", "--edition", "screen", cwd=house)
    assert run.returncode == 1
    assert "error PRF001" in run.stderr
    assert not (house / "build" / "b" / "b.pdf").exists()


def test_a_folder_of_the_house_comes_first(house):
    """A layout beside the content is found before one of the press."""
    house_layout(house, "anthology", layout__yaml="title: 空\n")
    status, said = build(house, "anthology")
    assert status == 1
    assert "LAY003" in said, "the empty layout has no grid"


@pytest.mark.parametrize(
    ("name", "file", "text", "place"),
    [
        (
            "undefined",
            "print__html",
            "<html>\n<body>\n{{ no_such_name }}\n",
            "layouts/ours/print.html:3:",
        ),
        (
            "attribute",
            "print__html",
            "<html>\n{{ head.no_such_key }}\n",
            "layouts/ours/print.html:2:",
        ),
        ("syntax", "print__html", "<html>\n\n{% if %}\n", "layouts/ours/print.html:3:"),
        ("unclosed", "print__css", "a {}\n{% for x in [1] %}\n", "layouts/ours/print.css:"),
        ("filter", "print__css", "a {}\n{{ 'x'|no_such_filter }}\n", "layouts/ours/print.css:2:"),
        ("role", "print__css", "a {}\nb {}\n{{ face('gothic') }}\n", "layouts/ours/print.css:3:"),
        ("division", "print__css", "a {}\n{{ 1 // 0 }}\n", "layouts/ours/print.css:2:"),
        ("unsafe", "print__css", "a {}\n{{ ''.__class__.__mro__ }}\n", "layouts/ours/print.css:2:"),
        ("type", "print__css", "a {}\n{{ lines('x') }}\n", "layouts/ours/print.css:2:"),
    ],
)
def test_a_fault_of_a_template_has_its_line(house, name, file, text, place):
    """A template that cannot be rendered is LAY002 at its line, never a fault of ours."""
    house_layout(house, "ours", layout__yaml="extends: anthology\n", **{file: text})
    status, said = build(house, "ours")
    assert status == 1, said
    (line,) = [x for x in said.splitlines() if " LAY002: " in x]
    assert line.startswith(place), line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p>\n{{ titel }}</p>\n", ":2:1: error LAY002: template: titel is not defined"),
        ("{% include 'no.html' %}\n", ":1:1: error LAY002: template: there is no template no.html"),
    ],
)
def test_a_fault_of_a_piece_is_told_in_its_own_file(house, text, said):
    """LAY002 of a piece names the file of the layout that has it, not the one that calls it."""
    house_layout(house, "ours", layout__yaml="extends: anthology\n")
    (house / "layouts" / "ours" / "print").mkdir()
    (house / "layouts" / "ours" / "print" / "half.html").write_text(text, encoding="utf-8")
    status, log = build(house, "ours")
    assert status == 1
    assert f"layouts/ours/print/half.html{said}" in log, log


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("extends: anthology\ncolours: {}\n", "MET001"),
        ("extends: anthology\nsizes: {title: 巨号}\n", "MET"),
        ("extends: anthology\ngrids: {170mm 240mm: {body: 五号}}\n", "MET"),
        ("extends: [a]\n", "MET"),
        ("extends: anthology\nextends: anthology\n", "YML002"),
        ("extends: nowhere\n", "LAY001"),
    ],
)
def test_a_fault_of_layout_yaml_is_located(house, text, code):
    """Unknown keys and wrong values of layout.yaml are errors with a place."""
    house_layout(house, "ours", layout__yaml=text)
    status, said = build(house, "ours")
    assert status == 1, said
    assert code in said
    assert "layouts/ours/layout.yaml:" in said or code == "LAY001"


# --- geometry -------------------------------------------------------------------------------


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


@pytest.mark.parametrize("size", GRIDS)
def test_type_areas_are_whole(size):
    """Every trim size has a type area of whole characters and lines with fair margins."""
    report = Report()
    g = shape(size, report)
    assert g is not None
    assert list(report) == []
    assert g.area_width == pytest.approx(g.measure * g.body)
    assert g.inner + g.area_width + g.outer == pytest.approx(g.width)
    assert g.box_top + g.lines * g.leading + g.box_bottom == pytest.approx(g.height)
    millimeter = 72 / 25.4
    assert g.outer > 15 * millimeter
    assert g.bottom > g.top - 5 * millimeter
    assert 1.5 <= g.leading / g.body <= 1.9


@pytest.mark.parametrize("size", ["130mm 184mm", "160mm 230mm", "190mm 265mm", "6in 9in"])
def test_an_unknown_size_is_fitted_with_a_warning(size):
    """A trim size that the layout does not know gets a fitted grid and LAY004."""
    report = Report()
    g = shape(size, report)
    assert g is not None
    assert g.fits
    assert [d.code for d in report] == ["LAY004"]


def test_an_impossible_page_is_refused():
    """A type area that does not fit on the page is LAY003."""
    report = Report()
    assert (
        shape(
            "60mm 90mm",
            report,
            grid="{body: 五号, leading: 18pt, measure: 32, lines: 30, inner: 20mm, top: 20mm}",
        )
        is None
    )
    assert "LAY003" in [d.code for d in report]


def test_sizes_are_points():
    """字号 and lengths become points."""
    assert size_in_points("五号") == 10.5
    assert size_in_points("10.5pt") == 10.5
    assert size_in_points("10mm") == pytest.approx(28.346, abs=0.001)
    assert all(a > b for a, b in zip(SIZES.values(), list(SIZES.values())[1:], strict=False))
    assert points("1in") == 72


def test_numerals_are_chinese():
    """Parts are counted in Chinese numerals."""
    numbers = (1, 9, 10, 11, 20, 21, 99, 100)
    assert [chinese(n) for n in numbers] == [
        "一",
        "九",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
        "100",
    ]


def test_titles_break_where_their_author_wants():
    r"""`\\` breaks a title and is nothing where it stands on one line; markup is escaped."""
    assert str(broken(r"春 \\ 汛 <b>")) == "春<br/>汛 &lt;b&gt;"
    assert whole(r"春 \\ 汛") == "春汛"


# --- small books ----------------------------------------------------------------------------


@pytest.mark.slow
def test_a_book_of_one_article():
    """Without parts and front matter page 1 is the article's own, on a recto."""
    book = set_article("正文。")
    (label,) = book.labels("正文。")
    assert label == "1"
    assert [p.recto for p in book.pages if p.label == "1"] == [True]


@pytest.mark.slow
def test_zhuyin_stands_beside_its_character():
    """Each syllable is a column of three tenths at the right of its Han, in the line of text."""
    chars = [c for page in set_article("這是{國字|ㄍㄨㄛˊ ㄗˋ}。").pages for c in page.chars]
    base = next(c for c in chars if c.text == "國")
    column = [c for c in chars if c.text in "ㄍㄨㄛ"]
    assert len(column) == 3
    for c in column:
        assert c.size == pytest.approx(0.3 * base.size, abs=0.01)
        assert base.x + base.size <= c.x < base.x + 1.2 * base.size
        assert abs(c.y - base.y) < base.size


def test_titles_of_articles_break_lines():
    r"""A title with `\\` stands on two lines in the article and on one in the contents."""
    book = set_book({"a.md": article("正文。", title=r"春天来了 \\ 江水涨了")})
    (opening,) = [p for p in book.pages if p.label == "1"]
    lines = [bare("".join(c.text for c in cs)) for _, cs in opening.lines]
    assert "春天来了" in lines
    assert "江水涨了" in lines
    assert any(
        line.startswith("春天来了江水涨了·")
        for p in book.pages
        for line in [p.line(y) for y, _ in p.lines]
    )


@pytest.mark.slow
def test_markup_characters_are_characters():
    """`<`, `&` and quotes in titles, names and text are printed, not obeyed."""
    body = "a < b && c > d “引” <"
    book = set_book(
        {
            "a.md": article(
                body.replace("<", r"\<"), title="'甲 & <b>乙</b>'", authors="['A & B <c>']"
            )
        },
        publisher="{name: 'X & <Y>'}",
    )
    assert "甲&<b>乙</b>" in book.text
    assert "A&B<c>" in book.text
    assert "X&<Y>" in book.text
    assert bare(body) in book.text


def grid_of(book: Small) -> set[float]:
    """Phases of the baselines of body type (8 characters or more), modulo the leading of A5."""
    found = set()
    for page in book.pages:
        if page.label.isdigit():
            for y, chars in page.lines:
                if sum(c.font == "Wenxuan-Song" and abs(c.size - 10.5) < 0.02 for c in chars) >= 8:
                    found.add(round(y % 17.5, 1) % 17.5)
    return found


A5 = "{size: 148mm 210mm}"
TEXT = f"{FULL}\n\n" * 2
BLOCKS = {
    "heading": "## 小标题\n\n{TEXT}### 小小标题\n\n",
    "list": "- 甲\n- 乙\n  - 丙\n\n1. 丁\n2. 戊\n",
    "definition": "术语\n: 解释。\n",
    "divider": "---\n",
    "quote": "::: quote\n引文一段。\n:::\n",
    "poem": "::: poem\n第一行\n第二行\n:::\n",
    "letter": "::: letter\n某某：\n\n见字如面。\n:::\n",
    "note": "::: note\n按语一段。\n:::\n",
    "code": "```\nx = 1\n```\n",
    "table": "| 甲 | 乙 |\n|---|---|\n| 丙 | 丁 |\n",
    "ruby": "注音{汉字|hàn zì}在此，[着重]{.dots}，[夹注的文字]{.warichu}，`代码`，A5。\n",
    "warichu": "[这一条夹注很长，长得要排成好几段，每段两行小字，夹在正文的一行里。]{.warichu}\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BLOCKS)
def test_the_grid_outlives_every_block(name):
    """After each kind of block the text goes on at a whole number of lines."""
    body = (TEXT + BLOCKS[name].replace("{TEXT}", TEXT) + "\n" + TEXT) * 2
    phases = grid_of(set_article(body, page=A5))
    assert len(phases) == 1 or max(phases) - min(phases) <= 0.11, phases


BREAKING = {
    "quote": "::: quote\n" + f"{FULL}\n\n" * 5 + ":::\n",
    "poem": "::: poem\n" + "一行诗句\n" * 40 + ":::\n",
    "letter": "::: letter\n" + f"{FULL}\n\n" * 5 + ":::\n",
    "note": "::: note\n" + f"{FULL}\n\n" * 8 + ":::\n",
    "code": "```\n" + "x = 1\n" * 40 + "```\n",
    "table": "| 甲 | 乙 |\n|---|---|\n" + "| 丙 | 丁 |\n" * 40,
    "list": "".join(f"{n}. {FULL}\n" for n in range(1, 9)),
    "definition": "".join(f"词{n}\n: {FULL}\n\n" for n in range(1, 9)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BREAKING)
def test_the_grid_outlives_every_block_that_breaks(name):
    """A block that goes over a page leaves the text of the next page on the grid."""
    book = set_article(TEXT + BREAKING[name] + "\n" + TEXT * 3, page=A5)
    after = [p for p in book.pages if p.label.isdigit()][1:]
    assert len(after) >= 2
    phases = grid_of(book)
    assert len(phases) == 1 or max(phases) - min(phases) <= 0.11, phases


@pytest.mark.slow
def test_short_cells_stay_on_a_line_beside_long_ones():
    """Short words of a table are not broken where a long column asks for room; long ones are."""
    rows = "".join(f"| 第{n}行 | {n * 7} | {'说明的文字很长，' * 6} |\n" for n in (10, 11))
    book = set_article(f"| 名称 | 数目 | 说明 |\n|---|---:|---|\n{rows}", page=A5)
    lines = ["".join(c.text for c in line) for p in book.pages for _, line in p.lines]
    heads = [bare(line) for line in lines]
    assert "名称数目说明" in heads
    assert all(any(head.startswith(f"第{n}行{n * 7}说明") for head in heads) for n in (10, 11))
    assert sum("说明的文字很长" in head for head in heads) > 2


@pytest.mark.slow
def test_a_long_table_repeats_its_head():
    """A table of eighty rows covers pages with the head each, later ones say （续表）; all rows."""
    rows = "".join(f"| 第{n}行 | {n * 7} |\n" for n in range(80))
    body = f"表题：各村的数目\n\n| 名称 | 数目 |\n|:---|---:|\n{rows}"
    book = set_article(body, page=A5)
    with_rows = [p for p in book.pages if "行" in p.text and p.label.isdigit()]
    assert len(with_rows) >= 3
    said = [bare(p.text).count("表1（续表）") for p in with_rows]
    assert said == [0] + [1] * (len(said) - 1)
    assert all(
        "名称数目" in bare("".join(c.text for _, cs in p.lines for c in cs)) for p in with_rows
    )
    assert [n for n in range(80) if f"第{n}行{n * 7}" not in book.text] == []


@pytest.mark.slow
@pytest.mark.parametrize("count", [12, 45])
def test_many_notes_on_one_page_are_all_printed(count):
    """Many notes called from one paragraph are printed whole, each text exactly once."""
    calls = "".join(f"第{n}处[^n{n}]，" for n in range(count))
    notes = "\n\n".join(
        f"[^n{n}]: 注文第{n}条，说明一个出处，长短适中，足有一行多一点的样子才好。完{n}尾"
        for n in range(count)
    )
    book = set_article(f"{calls}到此为止。\n\n{notes}\n\n{FULL}", page=A5)
    assert [n for n in range(count) if book.text.count(f"完{n}尾") != 1] == []


@pytest.mark.slow
def test_notes_stand_on_the_page_of_their_call():
    """Short notes spread over several pages stand on the pages of their calls."""
    body = "\n\n".join(f"{FULL}记号{n}号[^n{n}]。" for n in range(8))
    notes = "\n\n".join(f"[^n{n}]: 脚注文字{n}条。" for n in range(8))
    book = set_article(f"{body}\n\n{notes}", page=A5)
    for n in range(8):
        assert book.labels(f"记号{n}号") == book.labels(f"脚注文字{n}条"), n


@pytest.mark.slow
def test_a_note_called_twice_is_printed_once():
    """The second call of a note has its mark and no second text."""
    book = set_article("甲[^1]，乙[^1]。\n\n[^1]: 只此一条。")
    assert book.text.count("只此一条") == 1
    assert sum(c.text == "①" for p in book.pages for c in p.chars) == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        "| 甲[^1] | 乙 |\n|---|---|\n| 丙 | 丁 |\n\n[^1]: 表中注。",
        "## 标题[^1]\n\n正文。\n\n[^1]: 标题注。",
        "正文[^1]。\n\n[^1]: 第一段。\n\n    第二段。",
        "正文[^1]。\n\n[^1]: " + "长注" * 200,
        "- 列表[^1]\n\n[^1]: 列表里的注。",
        "::: quote\n引文[^1]。\n:::\n\n[^1]: 引文里的注。",
        "词\n: 解释[^1]。\n\n[^1]: 释义里的注。",
        '![线](a.png "图注[^1]")\n\n正文[^1]。\n\n[^1]: 图里的注。',
        "**强调[^1]**。\n\n[^1]: 强调里的注。",
    ],
    ids=["table", "heading", "blocks", "long", "list", "quote", "definition", "caption", "strong"],
)
def test_notes_from_awkward_places_are_printed(body):
    """A note called from an awkward place, a long one and one of two blocks are printed whole."""
    book = set_book({"a.md": article(body), "a.png": png(30, 30)})
    text = body[body.rindex("[^1]: ") + 6 :].replace("\n\n    ", "")
    assert bare(text)[-12:] in book.text
    assert bare(text)[:12] in book.text


@pytest.mark.slow
def test_a_note_that_begins_with_a_number_hangs_like_others():
    """No space of Han and Latin comes between the mark and the note: both lines begin alike."""
    pages = set_article(f"字[^1]。\n\n[^1]: 83人{FULL[:60]}").pages
    lines = [chars for page in pages for _, chars in page.lines]
    at = next(i for i, chars in enumerate(lines) if "83人" in bare("".join(c.text for c in chars)))
    eight = next(c for c in lines[at] if c.text == "8")
    assert eight.x == pytest.approx(lines[at + 1][0].x, abs=0.6)


@pytest.mark.slow
def test_footnotes_of_two_articles_are_their_own():
    """Two articles may both have [^1]; each note is numbered ① on its own page."""
    book = set_book(
        {n: article(f"正文[^1]。\n\n[^1]: 注在{n[0]}。", title=n[0]) for n in ("a.md", "b.md")}
    )
    for name in "ab":
        (label,) = book.labels(f"注在{name}。")
        (page,) = [p for p in book.pages if p.label == label]
        assert "①注在" in bare("".join(c.text for _, cs in page.lines for c in cs))


# --- overflow -------------------------------------------------------------------------------

OVERFLOWING = {
    "word": "字" + "x" * 200 + "字",
    "address": "见 <https://example.org/" + "path/" * 40 + "> 。",
    "code": "```\n" + "y" * 300 + "\n```",
    "inline code": "`" + "z" * 200 + "`",
    "dashes": "甲" + "—" * 120 + "乙",
    "table": "| "
    + " | ".join(f"列{n}WWWWWWWWWW" for n in range(12))
    + " |\n"
    + "|---" * 12
    + "|\n"
    + "| 值 " * 12
    + "|\n",
    "ruby": "{汉|" + "zhuang" * 30 + "}",
    "heading": "## " + "标" * 90,
    "formula of code": "> `" + "w" * 150 + "`",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OVERFLOWING)
def test_nothing_runs_off_the_page_in_silence(name):
    """What is too wide is broken into lines, or the build says PDF002 and fails."""
    book = set_article(OVERFLOWING[name], page=A5)
    if book.status:
        assert "PDF002" in book.log, book.log
        return
    wide = points("148mm")
    off = [
        (p.label, c.text, round(c.right))
        for p in book.pages
        for c in p.chars
        if c.right > wide - 20 or c.x < 20
    ]
    assert off == []


def test_a_long_title_and_many_authors_fit():
    """A long title, a long subtitle and twenty authors stay on the page."""
    names = [f"作者{n}号" for n in range(20)]
    book = set_book(
        {
            "a.md": article(
                "正文。", title="长" * 60, subtitle="副" * 80, authors="[" + ", ".join(names) + "]"
            )
        },
        page=A5,
    )
    wide = points("148mm")
    assert [c for p in book.pages for c in p.chars if c.right > wide - 20 or c.x < 20] == []
    assert all(n in book.text for n in names)


# --- pictures -------------------------------------------------------------------------------


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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "height"), [(3000, 3000), (300, 6000), (6000, 300), (30, 30), (1200, 1500)]
)
def test_pictures_fit_the_type_area(width, height):
    """A picture of any shape is drawn whole within the type area in its own proportions."""
    book = set_book(
        {"a.md": article(f'{TEXT}![灰块](a.png "图注")\n\n{TEXT}'), "a.png": png(width, height)},
        page=A5,
    )
    assert book.status == 0, book.log
    ((x0, y0, x1, y1),) = placed(book)
    assert x1 - x0 <= 28 * 10.5 + 0.1
    assert y1 - y0 <= 27 * 17.5
    assert (x1 - x0) / (y1 - y0) == pytest.approx(width / height, rel=0.02)
    assert "图注" in book.text
    assert len(grid_of(book)) == 1


@pytest.mark.slow
def test_the_description_of_a_picture_is_in_the_tree():
    """The alternative text of a figure and of a picture in a line is in the structure tree."""
    book = set_book(
        {
            "a.md": article('![大图的说明](a.png "图注")\n\n行内![小图的说明](a.png)图。'),
            "a.png": png(60, 60),
        }
    )
    assert book.status == 0, book.log
    with pikepdf.open(book.pdf) as pdf:
        alts = [
            str(o.Alt) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        ]
    assert sorted(alts) == ["大图的说明", "小图的说明"]


@pytest.mark.slow
def test_a_width_is_obeyed():
    """`width=40mm` and `width=50%` give pictures of that width."""
    files = {
        "a.md": article('![灰块](a.png "图一"){width=40mm}\n\n![灰块](a.png "图二"){width=50%}'),
        "a.png": png(900, 900),
    }
    book = set_book(files, page=A5)
    assert book.status == 0, book.log
    assert [x1 - x0 for x0, _, x1, _ in placed(book)] == pytest.approx(
        [points("40mm"), 14 * 10.5], abs=0.2
    )


# --- structure of the book ------------------------------------------------------------------

PARTED = (
    "[{article: f.md, matter: front}, {part: 上, articles: [a.md]}, "
    "{part: 下, articles: [b.md]}, {article: z.md, matter: back}]"
)


@pytest.mark.slow
def test_front_parts_and_back():
    """Front matter is in roman, page 1 is the first part's, parts are rectos, the back follows."""
    files = {
        n: article(f"正文在{n[0]}。", title=f"题{n[0]}") for n in ("f.md", "a.md", "b.md", "z.md")
    }
    book = set_book(files, contents=PARTED)
    labels = {n: book.labels(f"正文在{n}。")[0] for n in "fabz"}
    assert labels == {"f": "v", "a": "3", "b": "7", "z": "9"}
    assert len(book.pages) % 2 in (0, 1)
    assert "第一辑" in book.text


@pytest.mark.slow
def test_a_book_without_body_or_with_untitled_parts():
    """Articles that belong to no part are numbered on; the first of the body is page 1."""
    files = {n: article(f"正文在{n[0]}。", title=f"题{n[0]}") for n in ("a.md", "b.md", "c.md")}
    book = set_book(files, contents="[a.md, {part: 中, articles: [b.md]}, c.md]")
    labels = [book.labels(f"正文在{n}。")[0] for n in "abc"]
    assert labels[0] == "1"
    assert [int(x) for x in labels] == sorted(int(x) for x in labels)


@pytest.mark.slow
def test_the_imprint_names_each_role():
    """An author is 著者 in the imprint, an editor 编者, another role what publication.yaml says."""
    people = (
        "[{name: 甲作, role: author}, {name: 乙编, role: editor}, {name: 丙译, role: 译者}, 丁编]"
    )
    text = set_article("正文。", contributors=people).text
    assert "著者甲作编者乙编丁编译者丙译" in text


@pytest.mark.slow
def test_a_part_that_numbers_itself_gets_no_number():
    """第二卷 is no 第一辑, but 第三只眼 is a title like others."""
    files = {n: article("正文。", title=f"题{n[0]}") for n in ("a.md", "b.md")}
    parts = "[{part: 第二卷　水, articles: [a.md]}, {part: 第三只眼, articles: [b.md]}]"
    text = set_book(files, contents=parts).text
    assert "第一辑" not in text
    assert "第二辑" in text


def test_only_front_matter_is_no_book():
    """A publication with front matter only is an error of the content, not a fault of ours."""
    book = set_book({"a.md": article("正文。")}, contents="[{article: a.md, matter: front}]")
    assert book.status == 1
    assert "ASM006" in book.log


@pytest.mark.slow
def test_a_turned_title_of_the_contents_keeps_clear_of_the_folios():
    """Its lines end 2 em before the folio's figure or more, and no character stands alone."""
    files = {
        f"{n}.md": article("正文。", title=("关于春季防汛抗旱与安全生产工作的意见和说明" * 2)[:n])
        for n in range(22, 28)
    }
    book = set_book(files, contents=f"[{', '.join(files)}]", page=A5)
    listed = next(p for p in book.pages if "目录" in bare(p.text))
    lines = [chars for _, chars in listed.lines if len(chars) > 2 and chars[0].size > 9][1:]
    edge = max(c.right for chars in lines for c in chars)
    turned = [chars for chars in lines if not chars[-1].text.isdigit()]
    assert turned
    for chars in turned:
        assert chars[-1].right <= edge - 2 * chars[-1].size
    hung = [chars for chars in lines if chars[0].x > min(c[0].x for c in lines) + 5]
    assert len(hung) == len(turned)
    assert all(sum("\u4e00" <= c.text <= "\u9fff" for c in chars) > 1 for chars in hung)


@pytest.mark.slow
def test_a_name_does_not_turn_in_the_contents():
    """A Western name stands on one line, and the line above it is not torn to fill the measure."""
    head = "title: 案子没有停\nauthors: [许怀真, 周小满, Jean-Baptiste Grenouille von Osten]"
    files = {"a.md": f"---\n{head}\n---\n文。", "b.md": article("文。")}
    listed = next(p for p in set_book(files, page=A5).pages if "目录" in bare(p.text))
    lines = {bare("".join(c.text for c in chars)): chars for _, chars in listed.lines}
    assert [line for line in lines if line.startswith("Jean-BaptisteGrenouillevonOsten·")]
    above = lines["案子没有停许怀真周小满"]
    assert above[4].x - above[0].x == pytest.approx(4 * above[0].size, abs=0.1)


@pytest.mark.slow
def test_an_article_whose_name_is_contents():
    """A file called contents.md or part-1.md does not collide with the layout's own places."""
    files = {n: article("正文。", title=n[:4]) for n in ("contents.md", "part-1.md")}
    book = set_book(files, contents="[{part: 上, articles: [contents.md, part-1.md]}]")
    assert book.status == 0, book.log
    first = [p for p in book.pages if p.label == "3"]
    assert "cont" in first[0].text
    (line,) = [p.line(y) for p in book.pages for y, _ in p.lines if p.line(y).startswith("cont·")]
    assert line.endswith("3")


@pytest.mark.slow
@pytest.mark.parametrize("size", GRIDS)
def test_every_grid_is_set(size):
    """On every trim size full lines fill the measure from the margin of their side."""
    body = "".join(f"{FULL}\n\n" for _ in range(12))
    book = set_article(body, page="{size: " + size + "}")
    g = shape(size, Report())
    assert g is not None
    full = 0
    for page in book.pages:
        if page.label.isdigit():
            left = g.inner if page.recto else g.outer
            for _, chars in page.lines:
                if len(chars) >= g.measure - 1:
                    assert chars[0].x == pytest.approx(left, abs=0.3) or chars[
                        0
                    ].x == pytest.approx(left + 2 * g.body, abs=0.3)
                    assert chars[-1].right == pytest.approx(left + g.area_width, abs=0.3)
                    full += 1
    assert full > 40
