"""The command line as an editor meets it: words in, status and messages out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest
from typer import Context

from press_tools import ENGLISH, article, call, pages, wenxuan, workshop, write_book
from wenxuan.cli import app
from wenxuan.cli_help import HELP, explained
from wenxuan.output import MARKER, Busy, locked, sweep, write_atomic

HAN = re.compile(r"[一-鿿]")
CHINESE = {"LANG": "zh_CN.UTF-8"}
LINE = re.compile(
    r"^(?P<path>[^:\n]+):(?P<line>\d+):(?P<column>\d+): "
    r"(?P<severity>error|warning|note) (?P<code>[A-Z]+\d{3}): .+$"
)


@cache
def small() -> Path:
    """A publication of two articles, built as a print PDF, for tests that only look."""
    files = {
        "a.md": article("春天来了。\n\n见[](b.md)。"),
        "b.md": article("夏天也来了。", title="乙"),
    }
    folder = write_book(workshop() / "cli" / "small", files)
    run = call("build", "small", "--edition", "print", "--out", "out", cwd=folder.parent)
    assert run.returncode == 0, run.stderr
    return folder


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A publication with an error in each of two articles."""
    files = {
        "a.md": article("见[](nowhere.md)。"),
        "b.md": article("正文。", title="乙", colour="red"),
    }
    write_book(tmp_path / "broken", files)
    return tmp_path


def findings(text: str) -> list[re.Match[str]]:
    """The lines of diagnostics in what was printed."""
    return [found for line in text.splitlines() if (found := LINE.match(line))]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every visible file of a folder with its bytes, caches and locks apart."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and not any(part.startswith(".") for part in p.relative_to(folder).parts)
    }


# --- status ---------------------------------------------------------------------------------


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


# --- diagnostics ----------------------------------------------------------------------------


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


# --- artifacts ------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_failed_build_leaves_the_old_artifacts(tmp_path):
    """After an error the artifacts of the last good build are byte for byte what they were."""
    folder = write_book(tmp_path / "b", {"a.md": article("正文。")})
    assert call("build", "b", "-e", "print", "-e", "screen", cwd=tmp_path).returncode == 0
    before = {n: d for n, d in files_of(tmp_path / "build").items() if n.endswith(".pdf")}
    assert sorted(before) == ["b/b-cover.pdf", "b/b-print.pdf", "b/b.pdf"]
    (folder / "a.md").write_text(article("见[](nowhere.md)。"), encoding="utf-8")
    run = call("build", "b", cwd=tmp_path)
    assert run.returncode == 1
    assert {
        n: d for n, d in files_of(tmp_path / "build").items() if n.endswith((".pdf", ".epub"))
    } == before
    report = json.loads((tmp_path / "build" / "b" / "report.json").read_text(encoding="utf-8"))
    assert report["built"] is False
    assert [d["code"] for d in report["diagnostics"]] == ["ASM003"]


def test_the_report_says_what_was_built():
    """report.json says true pages, bytes and hashes; report.html stands alone."""
    import hashlib

    folder = small().parent / "out" / "small"
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert [made["edition"] for made in data["artifacts"]] == ["print", "cover"]
    for made in data["artifacts"]:
        pdf = (folder / made["file"]).read_bytes()
        assert made["bytes"] == len(pdf)
        assert made["sha256"] == hashlib.sha256(pdf).hexdigest()
        assert made["pages"] == len(pages(pdf))
        assert made["file"] in html
    assert data["built"] is True
    assert "missing" not in data["versions"].values()
    assert "<script" not in html
    assert "http" not in html


def test_reports_hold_no_place_of_the_machine(tmp_path):
    """Built by its absolute path, a publication's report and PDF name no folder of the machine."""
    folder = write_book(
        tmp_path / "secret-place" / "b", {"a.md": article("正文[^1]。\n\n[^1]: " + "长注。" * 100)}
    )
    out = tmp_path / "o"
    run = call("build", folder, "-e", "print", "--out", out, cwd=Path(sys.prefix))
    assert run.returncode == 0, run.stderr
    for name, data in files_of(out).items():
        assert b"secret-place" not in data, name


def test_reports_do_not_depend_on_the_working_folder(tmp_path):
    """Paths in a report begin with the publication's folder, wherever it was built from."""
    folder = write_book(tmp_path / "books" / "b", {"a.md": article("见[](gone.md)。")})
    made = set()
    for number, (cwd, name) in enumerate(
        [(tmp_path, "books/b"), (folder.parent, "b"), (folder, "."), (tmp_path, folder)]
    ):
        out = tmp_path / f"out{number}"
        assert call("build", name, "--out", out, cwd=cwd).returncode == 1
        made.add((out / "b" / "report.json").read_text(encoding="utf-8"))
    assert len(made) == 1
    (found,) = json.loads(made.pop())["diagnostics"]
    assert found["path"] == "b/a.md"


def test_an_unwritable_output_is_reported(tmp_path):
    """An output folder that cannot be made is OUT001 with the reason, status 1, no traceback."""
    write_book(tmp_path / "b", {"a.md": article("正文。")})
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    run = call("build", "b", "--out", "file/out", cwd=tmp_path)
    assert run.returncode == 1
    assert [m["code"] for m in findings(run.stderr)] == ["OUT001"]


@pytest.mark.slow
def test_a_taken_target_is_reported(tmp_path):
    """A folder in the place of an artifact is OUT001; the next publication is still built."""
    write_book(tmp_path / "b", {"a.md": article("正文。")})
    write_book(tmp_path / "c", {"a.md": article("正文。")})
    (tmp_path / "build" / "b" / "b-print.pdf" / "x").mkdir(parents=True)
    run = call("build", "b", "c", "-e", "print", cwd=tmp_path)
    assert run.returncode == 1
    assert "OUT001" in [m["code"] for m in findings(run.stderr)]
    assert (tmp_path / "build" / "c" / "c-print.pdf").is_file()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_output_is_reported(tmp_path):
    """A folder without write permission is OUT001."""
    write_book(tmp_path / "b", {"a.md": article("正文。")})
    (tmp_path / "o").mkdir(mode=0o555)
    run = call("build", "b", "--out", "o", cwd=tmp_path)
    assert run.returncode == 1
    assert [m["code"] for m in findings(run.stderr)] == ["OUT001"]


@pytest.mark.slow
def test_two_publications_of_one_name_do_not_overwrite_each_other(tmp_path):
    """Two folders with the same name in one run are an error, not one artifact for both."""
    write_book(tmp_path / "x" / "b", {"a.md": article("正文甲。")})
    write_book(tmp_path / "y" / "b", {"a.md": article("正文乙。")})
    run = call("build", "x/b", "y/b", "-e", "print", cwd=tmp_path)
    assert run.returncode in (1, 2), "the second replaced the first without a word"


def test_a_second_build_waits_its_turn(tmp_path):
    """While one build holds the output folder another is OUT002, status 1, and writes nothing."""
    write_book(tmp_path / "b", {"a.md": article("正文。")})
    with locked(tmp_path / "build"):
        run = call("build", "b", cwd=tmp_path)
    assert run.returncode == 1
    assert [m["code"] for m in findings(run.stderr)] == ["OUT002"]
    assert not (tmp_path / "build" / "b").exists()


def test_a_build_waits_for_the_orphans_of_a_killed_one(tmp_path):
    """A lock whose owner is dead is waited for: its last process is ending."""
    # The owner leaves a child that holds the lock a second longer, as a worker does.
    words = f"""
import os, time
from pathlib import Path
from wenxuan.output import locked
with locked(Path({str(tmp_path)!r})):
    if os.fork():
        os._exit(0)
    time.sleep(1)
"""
    subprocess.run([sys.executable, "-c", words], check=True)
    before = time.monotonic()
    with locked(tmp_path):
        assert time.monotonic() - before > 0.3


@pytest.mark.slow
def test_two_builds_at_once_leave_whole_files(tmp_path):
    """Of two builds at once one succeeds, the other may say OUT002, the artifact is whole."""
    write_book(tmp_path / "b", {"a.md": article("正文。\n\n" * 300)})
    words = [sys.executable, "-m", "wenxuan", "build", "b", "-e", "print"]
    both = [
        subprocess.Popen(words, cwd=tmp_path, stderr=subprocess.PIPE, env=os.environ | ENGLISH)
        for _ in range(2)
    ]
    ends = [(p.communicate()[1].decode(), p.returncode) for p in both]
    assert 0 in [status for _, status in ends]
    assert all(status == 0 or "OUT002" in text for text, status in ends)
    assert len(pages(tmp_path / "build" / "b" / "b-print.pdf")) > 5


@pytest.mark.slow
def test_a_killed_build_leaves_the_old_artifact(tmp_path):
    """Killed at ten moments, a build never leaves a file that is neither old nor new."""
    folder = write_book(tmp_path / "b", {"a.md": article("正文。")})
    target = tmp_path / "build" / "b" / "b-print.pdf"
    whole = set()
    for text in ("正文。", "改过的正文。"):
        (folder / "a.md").write_text(article(text), encoding="utf-8")
        assert call("build", "b", "-e", "print", cwd=tmp_path).returncode == 0
        whole.add(target.read_bytes())
    (folder / "a.md").write_text(article("正文。"), encoding="utf-8")
    words = [sys.executable, "-m", "wenxuan", "build", "b", "-e", "print"]
    for step in range(10):
        process = subprocess.Popen(
            words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(0.2 + step * 0.12)
        process.kill()
        process.wait()
        assert target.read_bytes() in whole
    assert call("build", "b", "-e", "print", cwd=tmp_path).returncode == 0
    assert not list(target.parent.glob(".tmp-*")), "strays are swept"


# --- output.py ------------------------------------------------------------------------------


def test_writing_is_whole_or_not_at_all(tmp_path, monkeypatch):
    """When the disk fails in the middle, the old file is as it was and no stray is left."""
    target = tmp_path / "a.pdf"
    write_atomic(target, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(target, b"new")
    assert target.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_files_are_readable_whatever_the_umask(tmp_path, mask):
    """Artifacts have mode 644 under any umask."""
    old = os.umask(mask)
    try:
        write_atomic(tmp_path / "a.pdf", b"x")
    finally:
        os.umask(old)
    assert (tmp_path / "a.pdf").stat().st_mode & 0o777 == 0o644


def test_sweeping_takes_strays_only(tmp_path):
    """Only the temporary files of killed builds are removed."""
    for name in (".tmp-abc.part", "a.pdf", ".tmp-note.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    sweep(tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".tmp-note.md", "a.pdf"]


def test_the_lock_is_given_back(tmp_path):
    """A lock is held once, refused twice, and free again after its block, an exception included."""
    with locked(tmp_path), pytest.raises(Busy), locked(tmp_path):
        pass
    with pytest.raises(KeyError), locked(tmp_path):
        raise KeyError
    with locked(tmp_path):
        pass


# --- new ------------------------------------------------------------------------------------


def test_new_begins_a_publication_that_lints_clean(tmp_path):
    """`new` writes a publication, names its files and the next step; `lint` finds nothing in it."""
    run = call("new", "my book", cwd=tmp_path)
    assert run.returncode == 0
    assert "publication.yaml" in run.stdout
    linted = call("lint", "my book", cwd=tmp_path)
    assert (linted.returncode, linted.stderr) == (0, "")


@pytest.mark.slow
def test_what_new_begins_can_be_built(tmp_path):
    """The first build of a new publication makes all three editions without a finding."""
    assert call("new", "x", cwd=tmp_path).returncode == 0
    run = call("build", "x", cwd=tmp_path)
    said = [line for line in run.stderr.splitlines() if not line.startswith("x: ")]
    assert (run.returncode, said) == (0, [])
    made = sorted(files_of(tmp_path / "build" / "x"))
    assert made == ["report.html", "report.json", "x-cover.pdf", "x-print.pdf", "x.epub", "x.pdf"]


@pytest.mark.parametrize("name", ['a"b', "a: b", "a\\b", "# a", "{a}"])
def test_new_accepts_awkward_names(tmp_path, name):
    """A folder whose name is special in YAML still gets a publication that lints clean."""
    assert call("new", name, cwd=tmp_path).returncode == 0
    run = call("lint", name, cwd=tmp_path)
    assert (run.returncode, run.stderr) == (0, "")


def test_new_overwrites_nothing(tmp_path):
    """`new` into a folder with a file, or onto a file, leaves with 2 and changes nothing."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.md").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    before = files_of(tmp_path)
    for name in ("full", "file"):
        run = call("new", name, cwd=tmp_path)
        assert run.returncode == 2
        assert name in run.stderr
    assert files_of(tmp_path) == before


def test_new_into_an_empty_folder(tmp_path):
    """An empty folder is as good as none; hidden leftovers count as content."""
    (tmp_path / "empty").mkdir()
    assert call("new", "empty", cwd=tmp_path).returncode == 0


def test_new_where_nothing_can_be_written(tmp_path):
    """`new` below a file is an error of usage or content in one line, not a fault of ours."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    run = call("new", "file/x", cwd=tmp_path)
    assert run.returncode in (1, 2), run.stderr


# --- clean, doctor, help --------------------------------------------------------------------


def test_clean_removes_its_own_folder_only(tmp_path):
    """`clean` removes a folder that build made, accepts none, and refuses any other with 2."""
    with locked(tmp_path / "build"):
        pass
    assert call("clean", cwd=tmp_path).returncode == 0
    assert not (tmp_path / "build").exists()
    assert call("clean", cwd=tmp_path).returncode == 0
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_text("x", encoding="utf-8")
    run = call("clean", "--out", "photos", cwd=tmp_path)
    assert run.returncode == 2
    assert "photos" in run.stderr
    assert (tmp_path / "photos" / "a.jpg").is_file()


def test_clean_of_one_publication_leaves_the_others(tmp_path):
    """`clean --book` deletes the outputs of one publication; a path is wrong usage."""
    out = tmp_path / "build"
    for name in ("one", "two"):
        (out / name).mkdir(parents=True)
    (out / MARKER).touch()
    (tmp_path / "three").mkdir()
    assert call("clean", "--book", "one", cwd=tmp_path).returncode == 0
    assert call("clean", "--book", "../three", cwd=tmp_path).returncode == 2
    assert not (out / "one").exists()
    assert (out / "two").is_dir()
    assert (tmp_path / "three").is_dir()


def test_building_into_a_foreign_folder_does_not_make_it_ours(tmp_path):
    """`clean` spares the user's own files in a folder that once served as `--out`."""
    write_book(tmp_path / "b", {"a.md": article("见[](no.md)。")})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine", encoding="utf-8")
    call("build", "b", "--out", "mine", cwd=tmp_path)
    call("clean", "--out", "mine", cwd=tmp_path)
    assert (tmp_path / "mine" / "letter.txt").is_file()


def test_doctor_knows_this_machine():
    """`doctor` leaves with 0 where builds work and names what they need."""
    run = call("doctor")
    assert run.returncode == 0, run.stdout
    for name in ("Python", "weasyprint", "Pango", "fonts"):
        assert re.search(rf"^ok    {name}: ", run.stdout, re.MULTILINE), name
    assert "MISS" not in run.stdout


VERBS = sorted(
    ["build", "check", "clean", "dist", "doctor", "import", "impose", "lint", "new", "preflight"]
)


def test_the_doctor_speaks_chinese(monkeypatch):
    """In a Chinese locale the doctor's states and cures are Chinese."""
    monkeypatch.setattr("wenxuan.doctor.shutil.which", lambda _name: None)
    monkeypatch.setattr("wenxuan.doctor.native_versions", lambda: {"pango": "missing (x)"})
    zh, en = (call("doctor", env=env).stdout for env in (CHINESE, ENGLISH))
    assert "都与清单相符" in zh
    assert "没有（页面成像）" in zh
    assert "Pango: 缺少" in zh
    assert "faces" not in zh
    assert "Pango: missing" in en
    assert not re.search("[\u4e00-\u9fff]", en)


def test_the_summary_counts_warnings_and_speaks_the_locale():
    """The summary has the warnings of a publication, and in Chinese its words are Chinese."""
    from wenxuan.cli_summary import STEP_WORDS

    folder = small().parent
    words = ("build", "small", "--edition", "print", "--out", "out")
    zh, en = (call(*words, cwd=folder, env=env).stdout for env in (CHINESE, ENGLISH))
    assert "警告" in zh
    assert STEP_WORDS["print"] in zh
    assert re.search(r"^publication +edition +pages +KB +warnings +file", en, re.MULTILINE)
    assert re.search(r" print +\d+ +\d+ +0 +out/", en)


def test_help_lists_what_works():
    """`--help` lists exactly the verbs that do something."""
    run = call("--help")
    assert run.returncode == 0
    block = run.stdout[run.stdout.index("Commands:") :]
    verbs = re.findall(r"^  ([a-z]+)  ", block, re.MULTILINE)
    assert sorted(verbs) == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself(verb):
    """Each verb has a help that leaves with 0."""
    run = call(verb, "--help")
    assert run.returncode == 0
    assert "Usage:" in run.stdout


def test_help_has_both_languages_for_every_verb_and_option():
    """Each verb and parameter has a row of its own in both languages, and each row is of one."""
    command = explained(app, "en")
    verbs = {"": command, **command.commands}
    names = {f"{v} {p.name}" for v, verb in verbs.items() for p in verb.params}
    assert set(HELP) == names | set(verbs)
    for key, row in HELP.items():
        assert HAN.search(row.zh), key
        assert not HAN.search(row.en.removeprefix("文选：")), key


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_is_of_one_language(verb):
    """In a Chinese locale help has no English sentence or heading, in English no Chinese one."""
    for language in ("zh", "en"):
        command = explained(app, language)
        chosen = command.commands[verb] if verb else command
        text = chosen.get_help(Context(chosen, info_name="wenxuan"))
        assert HELP[verb].zh[:8] in text or language == "en"
        english = re.search(r"Usage|Options|Arguments|Commands|OPTIONS|ARGS|required|default", text)
        assert (english is None) == (language == "zh"), text
        assert bool(HAN.search(text.replace("文选", ""))) == (language == "zh"), text


def test_help_follows_the_locale():
    """The environment's language decides, as for all messages."""
    assert "选项：" in call("build", "--help", env=CHINESE).stdout
    assert "Options:" in call("build", "--help", env=ENGLISH).stdout


def test_the_version_is_said():
    """`--version` says name and version and leaves with 0."""
    from wenxuan import __version__

    run = call("--version")
    assert (run.returncode, run.stdout) == (0, f"wenxuan {__version__}\n")
