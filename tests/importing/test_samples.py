"""Two articles as web pages give them: run where they lie beside the repository."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from wenxuan.desk.edits import han
from wenxuan.diagnostics import Report
from wenxuan.importing.commands import import_sources
from wenxuan.pipeline import build
from wenxuan.yamltree import parse_yaml

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
NAMES = ("000_4aab24f9a450d245", "002_7f900c0cf74f8dc0")
COMMAS = dict(zip(NAMES, (94, 265), strict=True))

pytestmark = pytest.mark.skipif(
    not all((SAMPLES / f"{name}.txt").is_file() for name in NAMES),
    reason="the sample articles do not lie beside the repository",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both samples, each imported with one command."""
    into = tmp_path_factory.mktemp("samples") / "book"
    for name in NAMES:
        outcome = import_sources([SAMPLES / f"{name}.txt"], into)
        assert (outcome.status, outcome.err) == (0, "")
    return into


def head(folder: Path, name: str) -> dict:
    """The head of an imported article as plain data."""
    text = (folder / f"{name}.md").read_text("utf-8").split("---\n")[1]
    tree = parse_yaml(text, "head", Report())
    assert tree is not None
    return tree.data


def body(folder: Path, name: str) -> str:
    """The body of an imported article."""
    return (folder / f"{name}.md").read_text("utf-8").split("---\n", 2)[2]


def record(folder: Path, name: str) -> dict:
    """The record beside an imported article."""
    return json.loads((folder / f"{name}.import.json").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_every_comma_is_counted(folder, name):
    """The record counts as many changed commas as the sample has."""
    raw = (SAMPLES / f"{name}.txt").read_text("utf-8")
    assert raw.count(",") == COMMAS[name]
    assert record(folder, name)["changes"]["counts"]["PUN001"] == COMMAS[name]


@pytest.mark.parametrize("name", NAMES)
def test_no_ascii_comma_is_left(folder, name):
    """No half-width mark is left beside Chinese, and every comma became a full-width one."""
    text = body(folder, name) + head(folder, name)["title"]
    assert not re.search(r"[\u4e00-\u9fff”》][,;:?!]|[,;:?!(][\u4e00-\u9fff“]", text)
    assert body(folder, name).count("，") == COMMAS[name]


@pytest.mark.parametrize("name", NAMES)
def test_numbers_stay(folder, name):
    """Figures, percentages and full-width marks of a sample are those of its article and record."""
    raw = (SAMPLES / f"{name}.txt").read_text("utf-8")
    kept = body(folder, name) + "".join(
        left["text"] for key in ("lifted", "removed") for left in record(folder, name)[key]
    )
    assert sorted(re.findall(r"\d+%?", raw)) == sorted(re.findall(r"\d+%?", kept))
    for mark in "。、“”《》":
        assert raw.count(mark) == kept.count(mark)


@pytest.mark.parametrize("name", NAMES)
def test_no_han_of_a_sample_is_lost(folder, name):
    """The body, what was lifted and what was removed make up the sample."""
    raw = (SAMPLES / f"{name}.txt").read_text("utf-8")
    kept = body(folder, name) + "".join(
        left["text"] for key in ("lifted", "removed") for left in record(folder, name)[key]
    )
    assert sorted(han(raw)) == sorted(han(kept))


def test_the_first_sample_is_understood(folder):
    """Title, subtitle, section, source and the five headings of the first sample are found."""
    facts = head(folder, NAMES[0])
    raw = (SAMPLES / f"{NAMES[0]}.txt").read_text("utf-8").split("\n")
    title, subtitle = raw[2].split(" ——")
    assert (facts["title"], facts["subtitle"]) == (title, subtitle)
    assert facts["section"] == raw[0]
    assert facts["source"] == {"name": next(line for line in raw if line.endswith("长安网"))}
    headings = re.findall("^## (.+)$", body(folder, NAMES[0]), re.MULTILINE)
    lines = [line.strip("\u2002 ") for line in raw]
    assert headings == [line.replace(",", "，") for line in lines if len(line) < 20 and "," in line]
    assert len(headings) == 5
    removed = [left["text"] for left in record(folder, NAMES[0])["removed"]]
    assert [text[:4] for text in removed] == [
        "当前位置",
        "地方动态",
        "分享到:",
        "主办单位",
        "通化市长",
    ]


def test_the_second_sample_is_understood(folder):
    """Byline, source, four headings and six captions of the second sample are found."""
    facts = head(folder, NAMES[1])
    raw = (SAMPLES / f"{NAMES[1]}.txt").read_text("utf-8").split("\n")
    byline = raw[-2].strip("()").removeprefix("撰稿:")
    assert facts["authors"] == [
        {"name": byline[-3:], "role": "全媒体记者", "affiliation": byline[:4]}
    ]
    assert facts["source"] == {"name": raw[-1].split()[0]}
    assert raw[0].startswith(facts["title"].replace("，", ",").replace("！", "!"))
    assert len(re.findall("^## ", body(folder, NAMES[1]), re.MULTILINE)) == 4
    captions = re.findall(r"^::: note\n(.+)\n:::$", body(folder, NAMES[1]), re.MULTILINE)
    assert len(captions) == 6
    guesses = {guess["what"] for guess in record(folder, NAMES[1])["guesses"]}
    assert guesses == {"title", "source", "heading", "caption"}


@pytest.mark.slow
def test_the_imported_publication_builds(folder, tmp_path):
    """Both samples become two PDFs and an EPUB without an error."""
    result = build(folder, tmp_path, ())
    assert [str(d) for d in result.report if d.severity == "error"] == []
    assert {a.edition for a in result.artifacts} >= {"screen", "print", "epub"}
