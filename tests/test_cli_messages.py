"""What the command line says: findings, hints, languages, JSON."""

from __future__ import annotations

import json

import pytest

from editors import CHINESE, findings, small
from press_tools import ENGLISH, article, call, wenxuan, write_book


def test_all_faults_come_in_one_run(broken):
    """Two errors in two files are both reported, each as path:line:column: severity CODE."""
    run = call("lint", "broken", cwd=broken)
    assert [
        (m["path"], m["line"], m["column"], m["severity"], m["code"]) for m in findings(run.stderr)
    ] == [
        ("broken/a.md", "4", "2", "error", "ASM003"),
        ("broken/b.md", "3", "1", "error", "MET001"),
    ]
    assert "2 errors" in run.stderr
    assert run.stdout == ""


def test_faults_of_two_publications_come_in_one_run(broken):
    """Two broken publications are both reported."""
    write_book(broken / "other", {"c.md": article("见[](gone.md)。")})
    run = call("lint", "broken", "other", cwd=broken)
    assert {m["path"] for m in findings(run.stderr)} == {"broken/a.md", "broken/b.md", "other/c.md"}


@pytest.mark.slow
def test_a_good_publication_is_built_beside_a_broken_one(broken):
    """One broken publication does not keep another from being built; the status is 1."""
    write_book(broken / "good", {"c.md": article("正文。")})
    run = call("build", "broken", "good", "--edition", "print", cwd=broken)
    assert run.returncode == 1
    assert (broken / "build" / "good" / "good-print.pdf").is_file()
    assert not (broken / "build" / "broken" / "broken-print.pdf").exists()


def test_every_finding_has_a_hint_below_it(broken):
    """The hint stands on the line below its finding, indented."""
    lines = call("lint", "broken", cwd=broken).stderr.splitlines()
    after = [lines[i + 1] for i, line in enumerate(lines) if ": error MET001" in line]
    assert len(after) == 1
    assert after[0].startswith("  hint: ")


@pytest.mark.parametrize("verb", ["lint", "build"])
def test_json_is_for_tools(broken, verb):
    """`--format json` prints one JSON list on stdout and nothing else on it."""
    run = call(verb, "broken", "--format", "json", cwd=broken)
    assert run.returncode == 1
    found = json.loads(run.stdout)
    assert [(d["path"], d["line"], d["column"], d["severity"], d["code"]) for d in found] == [
        ("broken/a.md", 4, 2, "error", "ASM003"),
        ("broken/b.md", 3, 1, "error", "MET001"),
    ]
    assert all(d["message"] and isinstance(d["hint"], str) for d in found)
    assert run.stderr == ""


def test_json_of_a_good_publication_is_an_empty_list():
    """Nothing found is `[]`."""
    run = call("lint", "small", "--format", "json", cwd=small().parent)
    assert json.loads(run.stdout) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("bild",), "没有命令 bild（是不是 'build'？）"),
        (("lint",), "缺参数 paths"),
        (("import", "a.txt"), "缺选项 --into"),
        (("import", "a.txt", "--intoo", "b"), "没有选项 --intoo（是不是 --into？）"),
        (("build", "a", "--edition", "pdf"), "--edition 的值不对：pdf 不在 "),
        (("build", "a", "--jobs", "x"), "--jobs 的值不对：应是整数"),
        (("new", "a", "b"), "多出的参数：b"),
        (("lint", "a", "--format"), "选项 --format 后面要有值"),
        (("lint", ".", "--accept", "WRD001@a"), "WRD001@a：应写 --accept 代码@路径:行:列"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_is_told_in_chinese(words, told, tmp_path):
    """In a Chinese locale what is wrong in the words of a command is said in Chinese; status 2."""
    run = call(*words, cwd=tmp_path, env=CHINESE)
    assert run.returncode == 2
    assert told in run.stderr
    assert "Error" not in run.stderr


@pytest.mark.parametrize(
    ("env", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({"LC_ALL": "C"}, False),
        ({}, False),
        ({"LC_MESSAGES": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, False),
    ],
    ids=str,
)
def test_messages_are_in_the_language_of_the_locale(env, chinese, broken):
    """Messages are Chinese in a Chinese locale, else English; codes are the same."""
    run = call("lint", "broken", cwd=broken, env=env | {"PYTHONUTF8": "1"})
    assert ("不认识的键" in run.stderr) is chinese
    assert ("unknown key" in run.stderr) is not chinese
    assert [m["code"] for m in findings(run.stderr)] == ["ASM003", "MET001"]


@pytest.mark.parametrize("words", [["lint", "书"], ["--help"], ["new", "新书"]], ids=" ".join)
def test_an_ascii_terminal_gets_escapes(tmp_path, words):
    """Where the terminal cannot show Han the output is escaped, never a fault of ours."""
    write_book(tmp_path / "书", {"甲.md": article("正文。")})
    run = wenxuan(*words, cwd=tmp_path, env=ENGLISH | {"PYTHONIOENCODING": "ascii"})
    assert run.returncode == 0, run.stderr


def test_long_lines_are_not_folded(tmp_path):
    """A diagnostic is one line, however narrow the terminal: tools match on it."""
    name = "很长的文件名" * 8 + ".md"
    write_book(tmp_path / "b", {name: article("见[](没有这篇文章这篇文章没有.md)。")})
    run = call("lint", "b", cwd=tmp_path, env=ENGLISH | {"COLUMNS": "40"})
    assert [(m["path"], m["code"]) for m in findings(run.stderr)] == [(f"b/{name}", "ASM003")]


def test_brackets_are_printed_as_they_are(tmp_path):
    """Square brackets in names are no markup of the console."""
    contents = '["[red]a.md"]'
    write_book(tmp_path / "b", {"[red]a.md": article("见[](没有.md)。")}, contents=contents)
    run = call("lint", "b", cwd=tmp_path)
    assert "b/[red]a.md:4:2: error ASM003" in run.stderr
