"""Markdown to the model: every case of tests/text, and what a table of cases cannot say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wenxuan import model as m
from wenxuan.diagnostics import Report, Span
from wenxuan.folds import is_cjk, joint
from wenxuan.markdown import build_body
from wenxuan.markdown.cjk import flanking
from wenxuan.markup.base import words
from wenxuan.model import plain

Tree = Callable[[str], str]


def test_text_case(text_case: tuple[str, str], tree_of: Tree) -> None:
    """A Markdown text gives the tree and the diagnostics written below it."""
    source, expected = text_case
    assert tree_of(source) == expected


def runs_of(text: str) -> m.Runs:
    """The runs of a text that is one paragraph."""
    (block,) = build_body(text, "a.md", 1, Report()).blocks
    assert isinstance(block, m.Paragraph)
    return block.runs


@pytest.mark.parametrize(
    ("text", "kind", "column"),
    [
        ("甲*乙*", m.Emphasis, 2),
        ("甲**乙**", m.Emphasis, 2),
        ("甲`乙`", m.Code, 2),
        ("甲[乙](http://x.cn/)", m.Link, 2),
        ("甲<http://x.cn/>", m.Link, 2),
        ("甲[](#a)", m.Reference, 2),
        ("甲[乙]{.dots}", m.Marked, 2),
        ("甲{乙|yǐ}", m.Ruby, 2),
        ("甲[^1]", m.NoteCall, 2),
        ("甲![乙](b.png)丙", m.Picture, 2),
        ("甲\\\n乙", m.LineBreak, 2),
    ],
)
def test_run_column(text: str, kind: type[m.Node], column: int) -> None:
    """A run stands where its first mark of markup stands."""
    (found,) = [run for run in runs_of(text) if isinstance(run, kind)]
    assert found.span == Span("a.md", 1, column)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("甲\n乙<b>", 2, 2),
        ("> 甲\n> 乙<b>", 2, 4),
        ("- 甲\n  - 乙<b>", 2, 6),
        ("甲\n: 乙<b>", 2, 4),
        ("| 甲 | 乙 |\n|---|---|\n| 丙 | 丁<b> |", 3, 8),
        ("## 甲<b>", 1, 5),
        ("::: note\n甲<b>\n:::", 2, 2),
        ("甲 甲 甲<b>", 1, 6),
        ("甲&amp;乙<b>", 1, 8),
        ("甲*乙*丙<b>", 1, 6),
    ],
)
def test_fault_is_at_its_character(text: str, line: int, column: int) -> None:
    """A fault inside any block is reported at its own line and column."""
    report = Report()
    build_body(text, "a.md", 1, report)
    assert [(d.code, d.span) for d in report] == [("MD001", Span("a.md", line, column))]


def test_lines_are_lines_of_the_file() -> None:
    """Spans count from the first line of the body in its file."""
    report = Report()
    body = build_body("甲\n\n乙<b>", "a.md", 12, report)
    assert [block.span.line for block in body.blocks] == [12, 14]
    assert [d.span for d in report] == [Span("a.md", 14, 2)]


@pytest.mark.parametrize("depth", [10, 400, 3000])
def test_deep_emphasis_does_not_raise(depth: int) -> None:
    """Emphasis nested beyond any sense is reported or set, never a crash."""
    report = Report()
    body = build_body("*甲 " * depth + " 乙*" * depth, "a.md", 1, report)
    assert body.blocks or report.failed


@pytest.mark.parametrize("text", [">" * 150 + "甲", "- " * 150 + "甲", "::: note\n" * 150 + "甲"])
def test_deep_blocks_are_reported(text: str) -> None:
    """Blocks nested deeper than the parser goes are an error: their text would vanish."""
    report = Report()
    build_body(text, "a.md", 1, report)
    assert "MD004" in {d.code for d in report}


def test_nesting_that_an_editor_writes_is_whole() -> None:
    """Twenty nested quotations keep their text and give no diagnostic."""
    report = Report()
    body = build_body("> " * 20 + "甲", "a.md", 1, report)
    assert [n.text for n in m.walk(body.blocks) if isinstance(n, m.Text)] == ["甲"]
    assert not list(report)


@pytest.mark.parametrize("wrap", ["", "*", "**"])
def test_long_paragraph(wrap: str) -> None:
    """A paragraph of more than 50,000 characters is refused, however it is marked up."""
    report = Report()
    build_body(wrap + "甲" * 50_001 + wrap, "a.md", 1, report)
    assert [d.code for d in report] == ["SRC010"]


def test_long_article_of_paragraphs() -> None:
    """The limit is the paragraph's, not the article's."""
    report = Report()
    build_body(("甲" * 30_000 + "\n\n") * 3, "a.md", 1, report)
    assert not list(report)


def test_plain_text_leaves_out_what_is_no_text() -> None:
    """Titles in contents and running heads carry no readings, notes, pictures or markup."""
    runs = runs_of("甲*乙*`丙`{丁|dīng}[戊]{.dots}[己](http://x.cn/)![庚](g.png)[^1]辛")
    assert m.plain(runs) == "甲乙丙丁戊己辛"


@pytest.mark.parametrize(
    ("before", "after", "between"),
    [
        ("汉", "字", ""),
        ("汉", "a", ""),
        ("a", "汉", ""),
        ("。", "汉", ""),
        ("…", "汉", ""),
        ("か", "な", ""),
        ("a", "b", " "),
        (".", "B", " "),
        ("”", "a", " "),
        ("—", "a", " "),
        ("”", "가", " "),
        ("가", "나", " "),
        ("”", "“", ""),
        ("a", "", " "),
    ],
)
def test_joint(before: str, after: str, between: str) -> None:
    """A line break of the source is a space between words, nothing beside Han and kana."""
    assert joint(before, after) == between


@pytest.mark.parametrize(
    ("before", "after", "opens", "closes"),
    [
        ("这", "重", True, True),
        ("。", "后", True, True),
        ("是", "“", True, True),
        (" ", "a", True, False),
        ("a", " ", False, True),
        (" ", " ", False, False),
        ("a", ".", False, True),
        (".", "a", True, False),
    ],
)
def test_flanking(before: str, after: str, opens: bool, closes: bool) -> None:
    """Emphasis opens and closes beside CJK marks as beside spaces, and by CommonMark elsewhere."""
    assert flanking(before, after) == (opens, closes)


@pytest.mark.parametrize("character", "汉㐀𠀀豈。、「（！～々〇かナㄅ")
def test_is_cjk(character: str) -> None:
    """Han of all planes, kana, bopomofo and their full-width marks are set without word spaces."""
    assert is_cjk(character)


@pytest.mark.parametrize("character", ["a", "1", "é", ".", " ", "가", "я", ""])
def test_is_not_cjk(character: str) -> None:
    """Latin, Cyrillic, Hangul, spaces and the edge of a text are not."""
    assert not is_cjk(character)


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ('[文](http://x.cn/ "题名")', "题名"),
        ('[文][x]\n\n[x]: http://x.cn/ "题名"', "题名"),
        ('[文](b.md "题名")', "题名"),
        ("[x]\n\n[x]: http://x.cn/\n[x]: http://y.cn/", "y.cn"),
        ("[x]: http://x.cn/", "x.cn"),
        ("`a`{.dots}", "dots"),
        ("[甲]{onclick=x}", "onclick"),
        ("![甲](a.png){onload=x}", "onload"),
        ("[甲]{%乙}", "乙"),
        ("[甲]{#a #b lang=en}", "#a"),
        ("## 甲 {%乙}", "乙"),
        ("## 甲 {#a #b}", "#a"),
        ('字![甲](a.png "图注")字', "图注"),
        ("字![甲](a.png){#tu}字", "tu"),
        ("![**甲**](a.png)", "甲"),
        ("![甲](a.png){width=50%}", "50%"),
        ("![甲](a.png){alt=乙}", "乙"),
        ("```python 甲 乙\nx\n```", "甲"),
        ("| 一 | 二 |\n|---|---|\n| 1 | 2 | 三\\", "三"),
        ("| 一 | 二 |\n|---|---|\n| 1 | 2 | 三 |", "三"),
        ("甲[^2]乙[^1]\n\n[^1]: 一\n\n    [^2]: 二", "二"),
        ("甲[^1]\n\n[^1]: 一\n\n[^1]: 二", "二"),
        ("甲[^1]\n\n- [^1]: 一\n\n  二", "二"),
        ("> 甲[^1]\n>\n> [^1]: 一", "一"),
        ("::: note\n甲[^1]\n\n[^1]: 一\n:::", "一"),
        ("甲\n: 乙[^1]\n\n  [^1]: 一", "一"),
        ("1. 甲\n3. 乙\n99. 丙", "99"),
        ("甲&#7;乙", "\x07"),
        ("甲&#xD800;乙", "\ud800"),
        ("{汉字|a|b|c}", "c"),
        ("圆$\\pi$面", "pi"),
        ("$$\nx\n$$ (eq)", "eq"),
        ("甲\n: 乙\n丙\n\n丁", "丙"),
        ("Table: 甲\n\n| 一 |\n|---|\n\n乙", "乙"),
        ("表题：甲\n乙\n\n| 一 |\n|---|", "乙"),
        ("::: note\n甲\n::: 乙", "乙"),
        ("::: note :::\n甲\n:::", "甲"),
        ("- 甲\n\n      乙", "乙"),
        ("甲\n===", "甲"),
        ("甲 乙\n---", "乙"),
        ("![甲\n乙](a.png)", "乙"),
        ("<甲>", "<甲>"),
        ("甲^[乙]", "乙"),
        ("[甲][乙]", "乙"),
        ("{甲|乙", "乙"),
        ("[^ 甲]: 乙", "乙"),
    ],
)
def test_nothing_is_lost_silently(text: str, needle: str) -> None:
    """What an editor wrote is in the model, or there is a diagnostic: it never just vanishes."""
    report = Report()
    body = build_body(text, "a.md", 1, report)
    assert needle in repr(body) or list(report)


@pytest.mark.parametrize(
    ("entity", "code"),
    [("&#12;", "SRC002"), ("&#7;", "SRC002"), ("&#x202e;", "SRC002"), ("&#xFFFE;", "SRC004")],
)
def test_entities_do_not_pass_the_gate(entity: str, code: str) -> None:
    """A character that a file may not hold may not come in as an entity either."""
    report = Report()
    build_body(f"甲{entity}乙", "a.md", 1, report)
    assert [(d.code, d.span) for d in report] == [(code, Span("a.md", 1, 2))]


def test_automatic_ids_avoid_given_ones() -> None:
    """A heading without an id never takes one that the editor gave to another."""
    body = build_body("## 甲 {#h2}\n\n## 乙\n\n## 丙", "a.md", 1, Report())
    ids = [block.id for block in body.blocks if isinstance(block, m.Heading)]
    assert len(set(ids)) == 3
    assert ids[0] == "h2"


def test_automatic_ids_do_not_change_with_later_text() -> None:
    """The id of a heading depends on what stands before it, so that links into EPUBs last."""
    short = build_body("## 甲\n\n## 乙", "a.md", 1, Report())
    long = build_body("## 甲\n\n## 乙\n\n## 丙", "a.md", 1, Report())
    assert [b.id for b in short.blocks if isinstance(b, m.Heading)] == [
        b.id for b in long.blocks if isinstance(b, m.Heading)
    ][:2]


@pytest.mark.parametrize(
    "text",
    [
        "[甲[^1]](https://x.cn/)\n\n[^1]: 注",
        "[甲[乙](b.md)](c.md)",
        "[甲](乙 丙.md)",
    ],
)
def test_what_looks_like_a_link_is_one_or_is_reported(text: str) -> None:
    """Brackets and an address are never printed as text without a word."""
    report = Report()
    body = build_body(text, "a.md", 1, report)
    printed = "".join(n.text for n in m.walk(body.blocks) if isinstance(n, m.Text))
    assert "](" not in printed or "MD025" in {d.code for d in report}


@pytest.mark.parametrize("word", ["Table: ", "表题：", "表題：", "표제: "])
def test_a_table_has_its_title_in_each_language(word):
    """The word before the title of a table may be that of each language of the press."""
    report = Report()
    (table,) = build_body(f"{word}甲\n\n| 一 |\n|---|\n| 二 |\n", "a.md", 1, report).blocks
    assert list(report) == []
    assert plain(table.caption) == "甲"


def test_sections_are_quoted_as_their_language_does():
    """A cross reference to a section has corner brackets in traditional Chinese and Japanese."""
    quotes = {tag: words(tag)["quotes"] for tag in ("zh-Hans", "zh-Hant-TW", "ja", "ko")}
    assert quotes == {"zh-Hans": "“”", "zh-Hant-TW": "「」", "ja": "「」", "ko": "“”"}
