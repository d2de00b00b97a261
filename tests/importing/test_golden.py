"""Imports of text in the ways it comes, each against the article and the account kept beside it."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.importing.cases import CASES, lay

from wenxuan.desk.edits import han
from wenxuan.diagnostics import Report
from wenxuan.importing.importer import Imported, import_file
from wenxuan.reader import read_article

NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())
UPDATE = os.environ.get("WENXUAN_UPDATE_GOLDEN") == "1"


@pytest.fixture
def imported(tmp_path: Path, request: pytest.FixtureRequest) -> Imported:
    """The import of the case that the test names."""
    report = Report()
    found = import_file(lay(CASES / request.param, tmp_path), tmp_path / "out", report)
    assert found is not None, list(report)
    return found


def account(imported: Imported) -> str:
    """What the record says, one line each."""
    record = imported.record
    lines = [f"encoding {record['input']['encoding']}"]
    for key in ("lifted", "removed"):
        lines += [f"{key} {left['line']} [{left['why']}] {left['text']}" for left in record[key]]
    lines += [f"guess {g['line']} [{g['what']}] {g['value']}" for g in record["guesses"]]
    lines += [f"{code} {count}" for code, count in record["changes"]["counts"].items()]
    lines += [f"file {name}" for name in imported.images]
    return "\n".join(lines) + "\n"


def test_there_are_thirty_cases():
    """At least thirty ways in which text comes are kept as cases."""
    assert len(NAMES) >= 30


@pytest.mark.parametrize(
    ("imported", "name"), [(n, n) for n in NAMES], ids=NAMES, indirect=["imported"]
)
def test_import_is_as_kept(imported, name):
    """The article and the account of an import are those that were looked at and kept."""
    found = {"expected.md": imported.text, "expected.txt": account(imported)}
    for file, text in found.items():
        kept = CASES / name / file
        if UPDATE:
            kept.write_text(text, encoding="utf-8", newline="\n")
        assert text == kept.read_text("utf-8"), file


@pytest.mark.parametrize("imported", NAMES, indirect=True)
def test_import_can_be_set(imported, tmp_path):
    """The press reads every imported article without an error."""
    for name, data in imported.images.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / imported.name).write_text(imported.text, encoding="utf-8")
    report = Report()
    assert read_article(tmp_path / imported.name, "a", "zh-Hans", report) is not None
    assert [f"{d.span.line} {d.code}" for d in report if d.severity == "error"] == []


@pytest.mark.parametrize(
    ("imported", "name"), [(n, n) for n in NAMES], ids=NAMES, indirect=["imported"]
)
def test_no_han_is_lost(imported, name):
    """Every Han character of an input is in the article or in the record of what was taken out."""
    case = CASES / name
    text = "".join(p.read_text("utf-8") for p in case.glob("in.*"))
    text += "".join(re.sub("<[^>]*>", "", p.read_text("utf-8")) for p in case.glob("*.xml"))
    text = re.sub("<script.*?</script>", "", text, flags=re.DOTALL)
    if name == "controls-and-invisibles":  # two compatibility characters become unified ones there
        text = text.replace("⼈", "人").replace("⽅", "方").replace("⾯", "面")
    record = imported.record
    kept = imported.text + "".join(
        left["text"] for key in ("lifted", "removed") for left in record[key]
    )
    assert Counter(han(text)) - Counter(han(kept)) == Counter()


FIXTURE = HealthCheck.function_scoped_fixture
PIECES = st.sampled_from(
    (
        *("灯亮了,", "。", "\n", "\n\n", "　　", "\t", " ", "(记者 柳若云)", "一、", "- ", "1. "),
        *(
            "# ",
            "> ",
            "| ",
            "——",
            '"',
            "*",
            "_",
            "`",
            "[a](b)",
            "{x|y}",
            "<b>",
            "</b>",
            "<p>",
            "</p>",
        ),
        *("<ul><li>", "</li></ul>", "<table><tr><td>", "</td></tr></table>", "<br>", "&amp;", "$"),
        *("来源:某报", "2020-03-10", "\x07", "表题：", "Table: ", "[^1]", "\\", "首页>新闻"),
        *("摘要:一二三四五六七八九十", "<pre>", "</pre>"),
    )
)


@settings(max_examples=60, deadline=None, suppress_health_check=[FIXTURE])
@given(pieces=st.lists(PIECES, min_size=1, max_size=40), suffix=st.sampled_from(["txt", "html"]))
def test_any_text_becomes_an_article_or_an_error(pieces, suffix, tmp_path):
    """Whatever is imported cannot be, with a code, or loses no Han and is read without error."""
    source = tmp_path / f"in.{suffix}"
    source.write_text("".join(pieces), encoding="utf-8")
    report = Report()
    found = import_file(source, tmp_path, report)
    if found is None:
        assert report.failed
        return
    assert [d.code for d in report] == []
    (tmp_path / "o.md").write_text(found.text, encoding="utf-8", newline="\n")
    report = Report()
    assert read_article(tmp_path / "o.md", "o", "zh-Hans", report) is not None
    assert [d for d in report if d.severity == "error"] == []
