"""The normalizer, for any text: idempotent, nothing lost, nothing touched that was not reported."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenxuan.desk.codes import FIXABLE, HAN_CHANGING
from wenxuan.desk.document import read_document
from wenxuan.desk.edits import Edit, HanChanged, apply, conserves, disjoint, han, unified_diff
from wenxuan.desk.fix import findings, fix, shape
from wenxuan.desk.house import House
from wenxuan.desk.rewrite import rewritten

WORDS = st.sampled_from(
    [
        "灯",
        "渡口",
        "一段话",
        "第3章",
        "Word",
        "a.b",
        "6:30",
        "3.5",
        "1,280",
        "2010-2015年",
        "10~20个",
        "GDP",
        "https://example.org/a,b?x=1",
        "f(x, y)",
        "１２",
        "⼈",
        "\uf9d1",
        "\u200b",
        "ｱ",
        "帐号",
        "见 https://a.example/c 后文",
        "(a+b)²",
        "（甲［乙）丙］",
        "9:00-11:30",
        "记者 柳若云",
        "对岸的集市上 去卖菜补网",
        "The old bridge, they said.",
    ]
)
MARKS = st.sampled_from(
    [
        *",.:;?!()'\"",
        "，",
        "。",
        "：",
        "“",
        "”",
        "‘",
        "’",
        "（",
        "）",
        "《",
        "》",
        "...",
        "……",
        "--",
        "——",
        "、",
        "~",
        "-",
        " ",
        "  ",
        "　",
        "\u2002",
        "\u00a0",
        "\t",
        "·",
        "•",
        "\\",
        "*",
        "_",
        "`",
        "[",
        "]",
        "|",
        "#",
        ">",
        "{",
        "}",
        "<",
        "$",
    ]
)
MARKUP = st.sampled_from(
    [
        "**重,点**",
        "*a*",
        "`a,b`",
        "[文,字](a,b.md)",
        "[](x.md)",
        "{汉|hàn}",
        "[点,心]{.dots}",
        "[a, 甲]{lang=en}",
        "[^1]",
        '![图,甲](images/a,b.png "注,文")',
        "\\*",
        "&amp;",
        "<https://example.org/,>",
    ]
)
INLINE = st.lists(st.one_of(WORDS, MARKS, MARKUP), min_size=1, max_size=14).map("".join)
PREFIX = st.sampled_from(
    [
        "",
        "",
        "",
        "　　",
        "\u2002\u2002",
        "## ",
        "- ",
        "1. ",
        "> ",
        "１. ",
        "::: note\n",
        "::: poem\n",
        "    ",
        "| ",
    ]
)
LINES = st.tuples(PREFIX, INLINE).map("".join)
BODY = st.lists(LINES, min_size=1, max_size=6).flatmap(
    lambda lines: st.lists(
        st.sampled_from(["\n", "\n\n"]), min_size=len(lines), max_size=len(lines)
    ).map(lambda ends: "".join(line + end for line, end in zip(lines, ends, strict=True)))
)
ARTICLES = BODY.map(lambda body: "---\ntitle: 渡口,灯\n---\n\n" + body + "\n[^1]: 注,文\n")
HOUSES = st.sampled_from([House(), House(han_latin="any"), House(han_latin="space")])


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(ARTICLES, HOUSES)
def test_fix_is_idempotent(text, house):
    """What was fixed once needs no second fix."""
    once = fix(text, "a.md", house=house).text
    assert fix(once, "a.md", house=house).text == once


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(ARTICLES, HOUSES)
def test_fix_conserves_han(text, house):
    """No Han character is lost, added or moved, but by the codes that may change one."""
    fixed = fix(text, "a.md", house=house)
    assert all(conserves(e) or e.code in HAN_CHANGING for e in fixed.edits)
    if not any(e.code in HAN_CHANGING for e in fixed.edits):
        assert han(fixed.text) == han(text)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(ARTICLES, HOUSES)
def test_nothing_outside_the_spans_changes(text, house):
    """The text between the reported spans is the same, character by character."""
    fixed = fix(text, "a.md", house=house)
    edits = [Edit(start, end, text[start:end], new, "") for start, end, new in fixed.spans]
    assert apply(text, edits) == fixed.text
    assert bool(edits) == (text != fixed.text)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(ARTICLES, HOUSES)
def test_structure_is_conserved(text, house):
    """The fixed text has the same blocks, links, notes, code and readings."""
    fixed = fix(text, "a.md", house=house)
    assert shape(read_document(fixed.text, "a.md")) == shape(read_document(text, "a.md"))


@settings(max_examples=50, deadline=None)
@given(ARTICLES)
def test_every_finding_lies_in_the_file(text):
    """Lines and columns of findings are places of the text; edits fit it."""
    lines = text.split("\n")
    for found in findings(read_document(text, "a.md"), House()):
        assert 1 <= found.line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1
        assert all(text[e.start : e.end] == e.old for e in found.edits)


@settings(max_examples=50, deadline=None)
@given(ARTICLES)
def test_line_ends_and_mark_stay(text):
    """In a file with CRLF and a byte order mark only the spans change."""
    fixed = fix(text, "a.md")
    data = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    again = rewritten(data, fixed.spans)
    assert again == b"\xef\xbb\xbf" + fixed.text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    "text",
    [
        "`a,b`甲",
        "[甲](a,b.md)",
        "{汉|a,b}",
        "[甲]{lang=zh-Hans}",
        "```\n甲,乙\n```",
        "    甲,乙",
        "[x, 甲, y]{lang=en}",
    ],
)
def test_code_addresses_readings_are_never_touched(text):
    """Code, addresses, readings, attributes and other languages stay as they are."""
    assert fix(text + "\n", "a.md").text == text + "\n"


def test_a_fix_that_would_make_a_list_is_not_made():
    """`１. 甲` is no list; a half-width figure would make one, so it stays."""
    assert fix("１. 甲\n", "a.md").text == "１. 甲\n"
    assert fix("甲１. 乙\n", "a.md").text == "甲1. 乙\n"


def test_an_indent_that_hides_a_heading_stays():
    """Taking the spaces before `# 甲` away would make a heading of it."""
    assert fix("　　## 甲\n", "a.md").text == "　　## 甲\n"
    assert fix("　　甲\n", "a.md").text == "甲\n"


@pytest.mark.parametrize(
    "text",
    [
        "（记者 柳若云 通讯员 秦望舒）三月四日，灯亮了。",
        "张三　李四　王五",
        "::: poem\n　　床前明月光　　疑是地上霜\n:::",
        "见 https://a.example/c 后文。",
        "公式(a+b)²=a²+2ab，坐标(3,4)，灯亮了。",
        "灯 亮了，早 晨出发。",
        "好。。对，第一班渡船离岸.船上有煤，到岸了。",
    ],
)
def test_what_may_mean_something_stays(text):
    """Gaps between names and in verse, spaces beside addresses, formulas are not mended."""
    assert fix(text + "\n", "a.md").text == text + "\n"


def test_an_edit_that_loses_han_is_refused(monkeypatch):
    """A rule that would drop a Han character raises instead."""
    from wenxuan.desk import fix as module
    from wenxuan.desk import rules

    def careless(passage):
        yield passage.finding("PUN001", 0, 1, "")

    monkeypatch.setattr(rules, "WORD_RULES", (careless,))
    with pytest.raises(HanChanged):
        module.fix("甲乙\n", "a.md")


def test_edits_that_do_not_fit_are_refused():
    """An edit about another text, or over another edit, raises."""
    with pytest.raises(ValueError, match="does not fit"):
        apply("甲,乙", [Edit(1, 2, "，", "。", "PUN001")])
    with pytest.raises(ValueError, match="does not fit"):
        apply("甲,乙", [Edit(0, 2, "甲,", "甲，", "A"), Edit(1, 2, ",", "，", "B")])
    assert disjoint([Edit(0, 2, "甲,", "甲，", "A"), Edit(1, 2, ",", "，", "B")]) == [
        Edit(0, 2, "甲,", "甲，", "A")
    ]


def test_wording_is_only_suggested():
    """Misspellings and scripts are found, and left to the editor."""
    text = "登录帐号，燈亮了。\n"
    assert fix(text, "a.md").text == text
    assert {f.code for f in findings(read_document(text, "a.md"), House())} == {"WRD001", "CHR007"}
    assert {"WRD001", "CHR007"} & FIXABLE == set()


def test_diff_is_unified():
    """A diff names the file on both sides and shows the changed line."""
    diff = unified_diff("甲,乙\n", "甲，乙\n", "c/a.md")
    assert diff.splitlines() == ["--- a/c/a.md", "+++ b/c/a.md", "@@ -1 +1 @@", "-甲,乙", "+甲，乙"]
    assert unified_diff("甲\n", "甲\n", "a.md") == ""


@pytest.mark.parametrize(
    ("head", "fixed"),
    [
        ("abstract: |\n  灯亮了,渡口静.\n  船来", "abstract: |\n  灯亮了，渡口静。\n  船来"),
        ("abstract: >-\n  灯亮了,渡口\n  静,船来", "abstract: >-\n  灯亮了，渡口\n  静，船来"),
        ('abstract: "灯亮了,渡口\n  静,船来"', 'abstract: "灯亮了，渡口\n  静，船来"'),
    ],
)
def test_values_of_several_lines_are_mended(head, fixed):
    """The marks of a value that goes over several lines are mended where they stand."""
    text = "---\ntitle: 渡口\n{}\n---\n\n灯。\n"
    assert fix(text.format(head), "a.md", "zh-Hans", House()).text == text.format(fixed)
