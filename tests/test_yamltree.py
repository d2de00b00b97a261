"""Located YAML: every value knows its place, and what is not plain is refused."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wenxuan import yamlevents
from wenxuan.diagnostics import Report, Span
from wenxuan.yamltree import MAX_DEPTH, Located, parse_yaml


def parsed(text: str, first_line: int = 1) -> Located:
    """The tree of a text without faults."""
    report = Report()
    tree = parse_yaml(text, "p.yaml", report, first_line)
    assert not list(report)
    assert tree is not None
    return tree


def faults(text: str, first_line: int = 1) -> list[tuple[str, int, int]]:
    """Code, line and column of each fault of a text that is refused."""
    report = Report()
    assert parse_yaml(text, "p.yaml", report, first_line) is None
    return [(d.code, d.span.line, d.span.column) for d in report]


def test_values_and_places() -> None:
    """Values, keys and items stand at the line and column of their first character."""
    tree = parsed("a: 甲\nb:\n  - c: 乙\n  - [丙, d]\n")
    assert tree.data == {"a": "甲", "b": [{"c": "乙"}, ["丙", "d"]]}
    assert tree.at("a") == Span("p.yaml", 1, 4)
    assert tree.keys[("b",)] == Span("p.yaml", 2, 1)
    assert tree.at("b", 0, "c") == Span("p.yaml", 3, 8)
    assert tree.at("b", 1, 1) == Span("p.yaml", 4, 9)


def test_place_of_what_is_missing() -> None:
    """A value that is not there stands where its nearest ancestor stands."""
    tree = parsed("a:\n  b: 1\n")
    assert tree.at("a", "x", "y") == Span("p.yaml", 2, 3)
    assert tree.at("z") == Span("p.yaml", 1, 1)


def test_first_line() -> None:
    """The head of an article begins on line 2 of its file."""
    assert parsed("a: 1\nb: 2", first_line=2).at("b") == Span("p.yaml", 3, 4)
    assert faults("a: 1\nb: [", first_line=2) == [("YML001", 3, 5)]


@pytest.mark.parametrize(
    "value", ["NO", "yes", "1.10", "0123", "1e3", "2020-03-10", "12:30", "0x1F", "=", "<<"]
)
def test_scalars_stay_text(value: str) -> None:
    """No value turns into a number, a date or a truth under the editor's hands."""
    assert parsed(f"a: {value}").data == {"a": value}


@pytest.mark.parametrize("value", ["", "~", "null"])
def test_nothing(value: str) -> None:
    """An empty value is none; in quotes it is text."""
    assert parsed(f"a: {value}").data == {"a": None}
    assert parsed(f"a: '{value}'").data == {"a": value}


def test_folded_and_literal_text() -> None:
    """Block scalars keep and fold their lines as YAML says."""
    assert parsed("a: |\n  甲\n  乙\nb: >\n  c\n  d\n").data == {"a": "甲\n乙\n", "b": "c d\n"}


@pytest.mark.parametrize("text", ["", "# 只有注释\n", "---\n"])
def test_empty(text: str) -> None:
    """A document of nothing is none, at its first line."""
    tree = parsed(text, first_line=2)
    assert tree.data is None
    assert tree.at("title").line >= 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2", [("YML002", 2, 1)]),
        ("a: 1\nb:\n  c: 1\n  c: 2", [("YML002", 4, 3)]),
        ("a: &x 1\nb: *x", [("YML003", 1, 4), ("YML003", 2, 4)]),
        ("a: &x {b: 1}\nc: {<<: *x}", [("YML003", 1, 4), ("YML003", 2, 9)]),
        ("a: !!python/object:os.system x", [("YML005", 1, 4)]),
        ("a: !x 1", [("YML005", 1, 4)]),
        ("? [a]\n: b", [("YML006", 1, 3)]),
        ("a: b: c", [("YML001", 1, 5)]),
        ("a:\n\t- b", [("YML001", 2, 1)]),
        ("a: 1\n---\nb: 2", [("YML001", 2, 1)]),
        ('a: "b', [("YML001", 1, 6)]),
        ("- a\nb: c", [("YML001", 2, 1)]),
    ],
)
def test_faults(text: str, expected: list[tuple[str, int, int]]) -> None:
    """What is not plain YAML is refused at its place."""
    assert faults(text) == expected


def test_first_of_two_keys_is_named() -> None:
    """The message on a duplicate key names the line of the first."""
    report = Report()
    parse_yaml("a: 1\nb: 2\na: 3", "p.yaml", report, first_line=2)
    (diagnostic,) = report
    assert "2" in diagnostic.message()
    assert diagnostic.span == Span("p.yaml", 4, 1)


def test_all_faults_in_one_run() -> None:
    """Two duplicate keys are two findings."""
    assert [code for code, _, _ in faults("a: 1\na: 2\nb: 1\nb: 2")] == ["YML002", "YML002"]


def test_depth() -> None:
    """Twelve levels pass, thirteen do not; twenty thousand are refused at once."""
    assert parsed("[" * MAX_DEPTH + "]" * MAX_DEPTH).data
    assert [code for code, _, _ in faults("[" * (MAX_DEPTH + 1))] == ["YML004"]
    assert [code for code, _, _ in faults("[" * 20_000)] == ["YML004"]


def test_alias_bomb() -> None:
    """A bomb of aliases is refused by its first anchor, before anything is built."""
    lines = ["a0: &a0 [x]"] + [
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)
    ]
    assert {code for code, _, _ in faults("\n".join(lines))} == {"YML003"}


@pytest.mark.parametrize(
    ("escape", "code"),
    [
        ("\\ud800", "SRC003"),
        ("\\x07", "SRC002"),
        ("\\x7f", "SRC002"),
        ("\\x85", "SRC002"),
        ("\\u202e", "SRC002"),
        ("\\u2028", "SRC002"),
        ("\\ufffe", "SRC004"),
        ("\\ufdd0", "SRC004"),
        ("\\U0001ffff", "SRC004"),
    ],
)
def test_escapes_do_not_pass_the_gate(escape: str, code: str) -> None:
    """A character that a file may not hold may not come in as an escape either."""
    assert [found for found, _, _ in faults(f'a: "甲{escape}"')] == [code]


@pytest.mark.parametrize(
    "text",
    [
        'a: "\\U00110000"',
        'a: "\\UFFFFFFFF"',
        "%YAML 1." + "9" * 5000 + "\n--- a",
        "%TAG ! tag:%ff\n---\n!x a",
    ],
)
def test_parser_faults_are_findings(text: str) -> None:
    """What makes the YAML library itself stumble is a finding, never a traceback."""
    assert [code for code, _, _ in faults(text)] in (["YML001"], ["YML005"])


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("a: >\n  甲乙，\n  丙丁\n", "甲乙，丙丁\n"),
        ("a: >-\n  one\n  two 甲\n  乙 丙\n", "one two 甲乙 丙"),
        ('a: "甲\n  乙"\n', "甲乙"),
        ("a: 甲乙\n  丙丁\n", "甲乙丙丁"),
        ("a: 甲乙\n  cd\n", "甲乙cd"),
        ("a: |\n  甲 乙\n  丙\n", "甲 乙\n丙\n"),
        ('a: "甲\\u4e59 丙\n  丁"\n', "甲乙 丙 丁"),
    ],
)
def test_folds_between_han_are_no_spaces(source: str, value: str) -> None:
    """A break of lines inside a value is a space between words only; other spaces stay."""
    assert parsed(source).data == {"a": value}


HEADS = (
    "title: 书\nauthors:\n  - {name: 甲, role: 记者}\ndate: 2026-01-02\nkeywords: [甲, 乙]\n",
    "title: \"甲\\u4e00😀\"\nabstract: |\n  一行\n  二行\nnote: >-\n  甲\n  乙\n# 注\nb: 'c''d'\n",
    "a: {b: {c: [d, 'e', \"f\"]}}\ng:\n- h\n-   i\n",
)
SIGNS = st.sampled_from(
    [*"'\"{}[]:,-#|>@`\\~=<. \n", "- ", ": ", "：", "\x85", "\u2028", "---\n", "😀"]
)


@given(st.sampled_from(HEADS), st.lists(st.tuples(st.integers(0, 90), SIGNS), max_size=4))
def test_both_parsers_give_one_tree(head: str, slips: list[tuple[int, str]]) -> None:
    """With libyaml and without it a text has the same values, places and faults."""
    for at, sign in slips:
        head = head[:at] + sign + head[at:]
    found = []
    for loader in (yaml.CSafeLoader, yaml.SafeLoader):
        report = Report()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yamlevents.yaml, "CSafeLoader", loader)
            found.append((parse_yaml(head + "\n", "p.yaml", report), list(report)))
    assert found[0] == found[1]


def test_libyaml_reads_what_editors_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """A usual head never comes to the slow parser."""
    monkeypatch.setattr(yamlevents.yaml, "SafeLoader", None)
    for head in HEADS:
        parsed(head)
