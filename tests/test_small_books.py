"""Small books: the grid, notes, overflow and pictures."""

from __future__ import annotations

import pikepdf
import pytest

from press_tools import article, bare
from small_books import A5, FULL, TEXT, Small, placed, png, set_article, set_book
from wenxuan.metadata import points


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
