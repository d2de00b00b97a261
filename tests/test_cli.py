"""The command line as an editor meets it: words in, status out."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from editors import findings, small
from press_tools import ENGLISH, article, call, pages, wenxuan, write_book


@pytest.mark.slow
def test_a_good_build_is_status_0():
    """A build without errors leaves with 0, says what it made and where, and nothing on stderr."""
    folder = small()
    run = call("build", "small", "--edition", "print", "--out", "out", cwd=folder.parent)
    assert run.returncode == 0
    assert run.stderr == ""
    assert "out/small/small-print.pdf" in run.stdout
    assert len(pages(folder.parent / "out" / "small" / "small-print.pdf")) >= 8


def test_content_with_errors_is_status_1(broken):
    """Errors in the content leave with 1."""
    assert call("lint", "broken", cwd=broken).returncode == 1
    assert call("build", "broken", cwd=broken).returncode == 1


@pytest.mark.parametrize(
    "words",
    [
        ["build"],
        ["build", "x", "--edition", "paper"],
        ["build", "x", "--format", "xml"],
        ["bild", "x"],
        ["lint"],
        ["new"],
        ["--nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2(words, tmp_path):
    """Words that the command line does not know leave with 2 and without a traceback."""
    run = call(*words, cwd=tmp_path)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert run.stderr


def test_a_fault_of_ours_is_status_3(tmp_path):
    """An exception that nobody foresaw leaves with 3, in one line, never as a traceback."""
    code = (
        "import wenxuan.reader, wenxuan.cli as cli, sys\n"
        "import wenxuan.pipeline as p\n"
        "def fail(*a, **k): raise RuntimeError('boom')\n"
        "p.assemble = fail\n"
        "sys.argv = ['wenxuan', 'lint', '.']\n"
        "cli.main()\n"
    )
    write_book(tmp_path, {"a.md": article("甲。")})
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=os.environ | ENGLISH,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 3
    assert "RuntimeError: boom" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_folder_without_publication_is_an_error_of_content(tmp_path):
    """A folder that is no publication is ASM007, status 1, with the command that begins one."""
    (tmp_path / "empty").mkdir()
    run = call("build", "empty", cwd=tmp_path)
    assert run.returncode == 1
    assert [m["code"] for m in findings(run.stderr)] == ["ASM007"]
    assert "hint: wenxuan new empty" in run.stderr


@pytest.mark.slow
def test_a_process_of_its_own_says_the_same(broken):
    """`python -m wenxuan` in a new process prints and returns what the tests see in theirs."""
    words = ("lint", "broken")
    apart, here = wenxuan(*words, cwd=broken), call(*words, cwd=broken)
    assert (apart.returncode, apart.stdout, apart.stderr) == (
        here.returncode,
        here.stdout,
        here.stderr,
    )


@pytest.mark.parametrize("verb", ["build", "lint"])
def test_a_path_that_does_not_exist_is_an_error(verb, tmp_path):
    """A folder that is not there is named, not passed over."""
    run = call(verb, "nothing-here", cwd=tmp_path)
    assert run.returncode in (1, 2)
    assert "nothing-here" in run.stderr
    assert not (tmp_path / "build" / "nothing-here" / "nothing-here.pdf").exists()


def test_a_missing_article_is_an_error_of_lint(tmp_path):
    """`lint` of a single file that is not there is an error."""
    run = call("lint", "nothing.md", cwd=tmp_path)
    assert run.returncode in (1, 2)
    assert "nothing.md" in run.stderr


def test_a_single_article_is_linted(broken):
    """`lint` of one article reports that article only."""
    run = call("lint", "broken/b.md", cwd=broken)
    assert run.returncode == 1
    assert [(m["path"], m["line"], m["code"]) for m in findings(run.stderr)] == [
        ("broken/b.md", "3", "MET001")
    ]


BOOM = """
import wenxuan.reader as r

read = r.salvaged_article

def article(file, *rest):
    if file.name == "bad.md":
        raise RuntimeError("boom")
    return read(file, *rest)

r.salvaged_article = article  # before the modules that take it from there

import wenxuan.desk.lint as d

examine = d._examined

def examined(job):
    if job.path.name == "worse.md":
        raise KeyError("bang")
    return examine(job)

d._examined = examined
"""


def test_a_fault_of_ours_hides_no_finding_of_other_files(tmp_path):
    """A crash in one publication and one in an article are told at their files; lint goes on."""
    write_book(tmp_path / "one", {"bad.md": article("甲。")})
    write_book(tmp_path / "two", {"a.md": article("见[](gone.md)。"), "worse.md": article("乙.")})
    run = wenxuan("lint", "one", "two", cwd=tmp_path, first=BOOM)
    assert run.returncode == 3
    assert {(m["path"], m["code"]) for m in findings(run.stderr)} >= {
        ("one/publication.yaml", "LIM005"),
        ("two/a.md", "ASM003"),
        ("two/worse.md", "LIM005"),
    }
    assert "RuntimeError: boom" in run.stderr
    assert "KeyError: 'bang'" in run.stderr


CRASH = """
import wenxuan.pipeline as p

assemble = p.assemble

def assembled(folder, *rest):
    if folder.name == "one":
        raise RuntimeError("boom")
    return assemble(folder, *rest)

p.assemble = assembled
"""


def test_a_publication_may_be_named_by_its_file(broken):
    """`lint x/publication.yaml` finds what `lint x` finds, and `build` takes it too."""
    names = ("broken", "broken/publication.yaml")
    folder, file = (call("lint", name, cwd=broken) for name in names)
    assert findings(folder.stderr)
    assert (file.returncode, file.stderr) == (folder.returncode, folder.stderr)
    built = call("build", "broken/publication.yaml", cwd=broken)
    assert {m["path"] for m in findings(built.stderr)} == {"broken/a.md", "broken/b.md"}


def test_a_fault_of_ours_in_one_publication_builds_the_others(tmp_path):
    """A crash in the first of two publications is LIM005 there, the second is built, status 3."""
    for name in ("one", "two"):
        write_book(tmp_path / name, {"a.md": article("甲。")})
    run = wenxuan(
        "build", "one", "two", "-e", "epub", "-e", "print", cwd=tmp_path, first=CRASH
    )
    assert run.returncode == 3
    told = {(m["path"], m["code"]) for m in findings(run.stderr) if m["severity"] == "error"}
    assert told == {("one/publication.yaml", "LIM005")}
    assert "RuntimeError: boom" in run.stderr
    assert "Traceback" not in run.stderr
    assert re.search(r"^one +not built", run.stdout, re.MULTILINE)
    assert (tmp_path / "build" / "two" / "two.epub").is_file()


@pytest.mark.parametrize("text", ["- a\n- b\n", "乙\n", "[[甲]]\n"])
def test_a_head_that_is_a_list_is_a_finding_of_lint(text, tmp_path):
    """A publication.yaml or a head without keys is MET003 at its place, and no fault of ours."""
    write_book(tmp_path / "book", {"a.md": f"---\n{text}---\n\n正文。\n"})
    (tmp_path / "list").mkdir()
    (tmp_path / "list" / "publication.yaml").write_text(text, encoding="utf-8")
    run = call("lint", "book", "list", cwd=tmp_path)
    assert run.returncode == 1, run.stderr
    found = {(m["path"], m["line"], m["code"]) for m in findings(run.stderr)}
    assert {("book/a.md", "2", "MET003"), ("list/publication.yaml", "1", "MET003")} <= found
