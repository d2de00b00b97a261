"""Heads against their schema: every complaint at its place, in the editor's terms."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from wenxuan.code_table import Phrase
from wenxuan.codes import CODES
from wenxuan.diagnostics import Report, Span
from wenxuan.metadata import ArticleHead, PublicationHead, isbn_fits, points
from wenxuan.schema import SCHEMAS, json_schema, near, validate
from wenxuan.yamltree import parse_yaml

SCHEMA_FOLDER = Path(__file__).parents[1] / "docs" / "schema"
PUBLICATION = "title: 书\nlanguage: zh-Hans\ncontents: [a.md]\n"


def checked(kind: str, text: str) -> tuple[Any, list[str]]:
    """The model of a head, and its complaints as `line:column CODE`."""
    report = Report()
    tree = parse_yaml(text, "p.yaml", report)
    assert tree is not None
    model = validate(SCHEMAS[kind], tree, report)
    for diagnostic in report:
        assert diagnostic.message("zh")
        diagnostic.hint("en")
    return model, [f"{d.span.line}:{d.span.column} {d.code}" for d in report]


def test_full_article() -> None:
    """Every key of an article's head arrives with its type."""
    model, found = checked(
        "article",
        "title: 甲\nsubtitle: 乙\nkicker: 丙\nshort_title: 丁\n"
        "authors: [张三, {name: 李四, role: 记者, affiliation: 报社, sort: Li Si}]\n"
        "source: {name: 报, url: 'https://x.cn/', date: 2020-02-27}\n"
        "section: 地方动态\ndate: 2020-02-27\nabstract: 摘\nkeywords: [疫情]\nlanguage: ja\n",
    )
    assert found == []
    assert isinstance(model, ArticleHead)
    assert [author.name for author in model.authors] == ["张三", "李四"]
    assert model.authors[1].affiliation == "报社"
    assert model.date == date(2020, 2, 27)
    assert model.source is not None
    assert model.source.url == "https://x.cn/"


def test_full_publication() -> None:
    """Every key of publication.yaml in the contract arrives with its type."""
    model, found = checked(
        "publication",
        "title: 春汛\nsubtitle: 通讯选\nlanguage: zh-Hans\nlayout: anthology\n"
        "identifier: urn:isbn:9787000000002\ncontributors:\n"
        "  - {name: 编辑部, role: editor, sort: B}\n"
        "publisher: {name: 社, place: 长春}\ndate: 2020-03-10\nseries: {title: 丛书, number: 3}\n"
        "rights: 版权\npage: {size: 170mm 240mm, bleed: 3mm}\n"
        "imprint: {edition: 第1版, printing: 第1次, print_run: 1000, "
        "price: 38.00元, isbn: x, cip: y}\n"
        "paper: {caliper: 0.1mm}\ncontents:\n  - {article: foreword.md, matter: front}\n"
        "  - part: 地方动态\n    articles: [tonghua.md, "
        "{select: {section: 地方动态, from: 2020-01-01,"
        " to: 2020-03-31}, order: date}]\neditions: [screen, print, epub]\n",
    )
    assert found == []
    assert isinstance(model, PublicationHead)
    assert model.contents[0].matter == "front"
    assert model.contents[1].articles is not None
    selection = model.contents[1].articles[1].select
    assert selection is not None
    assert (selection.begin, selection.end) == (date(2020, 1, 1), date(2020, 3, 31))
    assert model.series is not None
    assert model.series.number == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("titel: 甲", ["1:1 MET001", "1:1 MET002"]),
        ("title: 甲\nauthors:\n  - {nmae: 乙}", ["3:5 MET002", "3:6 MET001"]),
        ("title:", ["1:7 MET003"]),
        ("title: ''", ["1:8 MET003"]),
        ("title: ' '", ["1:8 MET003"]),
        ("title: [甲]", ["1:8 MET003"]),
        ("title: 甲\nauthors: 乙", ["2:10 MET003"]),
        ("title: 甲\nkeywords: 乙", ["2:11 MET003"]),
        ("title: 甲\ndate: 2020年3月", ["2:7 MET004"]),
        ("title: 甲\ndate: 2020-02-30", ["2:7 MET004"]),
        ("title: 甲\ndate: 2020-2-3", ["2:7 MET004"]),
        ("title: 甲\nsource: {name: 报, date: x}", ["2:25 MET004"]),
        ("title: 甲\nsource: {name: 报, url: x.cn}", ["2:24 MET003"]),
        ("title: 甲\nsource: 报", []),
        ("title: 甲\nlanguage: zh", ["2:11 MET006"]),
        ("title: 甲\nabstract: " + "字" * 2001, ["2:11 MET003"]),
        ("- title", ["1:1 MET003"]),
        ("甲", ["1:1 MET003"]),
        ("", ["1:1 MET003"]),
    ],
)
def test_article_complaints(text: str, expected: list[str]) -> None:
    """Each fault of an article's head is reported at its key or value."""
    _, found = checked("article", text)
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("page: {size: 170 240}", ["4:14 MET005"]),
        ("page: {size: 170mm}", ["4:14 MET005"]),
        ("page: {size: 1mm 1mm}", ["4:14 MET005"]),
        ("page: {size: A5}", []),
        ("page: {size: 大32开}", []),
        ("page: {bleed: 3 毫米}", ["4:15 MET005"]),
        ("page: {grid: {measure: 5, lines: 30}}", ["4:24 MET003"]),
        ("page: {grid: {measure: x, lines: 30}}", ["4:24 MET003"]),
        ("page: 甲", ["4:7 MET003"]),
        ("paper: {caliper: thin}", ["4:18 MET005"]),
        ("imprint: {print_run: 0}", ["4:22 MET003"]),
        ("identifier: a b", ["4:13 MET003"]),
        ("identifier: [a]", ["4:13 MET003"]),
        ("layout: ../x", ["4:9 MET003"]),
        ("editions: [pdf]", ["4:12 MET006"]),
        ("editions: []", ["4:11 MET003"]),
        ("series: {title: 甲, number: 三}", ["4:28 MET003"]),
        ("series: {title: 甲, number: " + "9" * 5000 + "}", ["4:28 MET003"]),
        ("publisher: 社", []),
        ("contributors: [{role: x}]", ["4:16 MET002"]),
        ("options: {a: [b]}", ["4:14 MET003"]),
        ("languge: ja", ["4:1 MET001"]),
    ],
)
def test_publication_complaints(text: str, expected: list[str]) -> None:
    """Each fault of publication.yaml is reported at its key or value."""
    _, found = checked("publication", PUBLICATION + text)
    assert found == expected


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        ("[]", "MET003"),
        ("[{part: 甲}]", "MET003"),
        ("[{part: 甲, articles: []}]", "MET003"),
        ("[{article: a.md, part: 甲}]", "MET003"),
        ("[{articles: [a.md]}]", "MET003"),
        ("[{matter: front}]", "MET003"),
        ("[{article: a.md, matter: middle}]", "MET006"),
        ("[{part: 甲, articles: [{select: {from: 2020-02-02, to: 2020-01-01}}]}]", "MET008"),
        ("[{part: 甲, articles: [{order: date}]}]", "MET003"),
        ("[{part: 甲, articles: [{select: {sektion: x}}]}]", "MET001"),
        ("[{part: 甲, matter: back, articles: [a.md]}]", "MET003"),
        ("[{part: 甲, articles: [{article: a.md, order: title}]}]", "MET003"),
    ],
)
def test_contents_complaints(contents: str, code: str) -> None:
    """An entry of the contents says one thing, which is heeded: one fault, one finding."""
    _, found = checked("publication", f"title: 书\nlanguage: ja\ncontents: {contents}\n")
    assert [line.split()[1] for line in found] == [code]
    assert found[0].startswith("3:")


def test_all_complaints_in_one_run() -> None:
    """Four faults of one head are four findings."""
    _, found = checked("article", "title:\ndate: x\nlanguage: y\nz: 1")
    assert [f.split()[1] for f in found] == ["MET003", "MET004", "MET006", "MET001"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("titel: 甲", "title"),
        ("title: 甲\nauthers: []", "authors"),
        ("title: 甲\nsource: {nam: x}", "name"),
    ],
)
def test_did_you_mean(written: str, meant: str) -> None:
    """An unknown key is answered with the nearest known one, at any depth."""
    report = Report()
    tree = parse_yaml(written, "p.yaml", report)
    assert tree is not None
    validate(ArticleHead, tree, report)
    hints = [d.hint() for d in report if d.code == "MET001"]
    assert len(hints) == 1
    assert f"did you mean {meant}?" in hints[0]


def test_near() -> None:
    """A close word is named, else the known ones, else nothing."""
    assert "quote" in near("qoute", ["quote", "poem"]).zh
    assert near("zzz", ["quote", "poem"]) == Phrase("known: poem, quote", "可用：poem、quote")
    assert not near("zzz", [])


def test_near_knows_names_that_only_look_alike() -> None:
    """A name that is there in the other normal form is no typing error, and the hint says so."""
    assert "编码方式不同" in near("cafe\u0301.md", ["caf\u00e9.md", "tea.md"]).zh
    assert "是不是" in near("cafee.md", ["caf\u00e9.md"]).zh


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
def test_schema_file_is_current(kind: str) -> None:
    """The JSON Schema in the repository is the one that the models give."""
    assert (SCHEMA_FOLDER / f"{kind}.schema.json").read_text("utf-8") == json_schema(kind)


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
def test_schema_is_closed(kind: str) -> None:
    """Editors' tools see the same strictness: unknown keys are refused, and title is required."""
    schema = json.loads(json_schema(kind))
    assert schema["additionalProperties"] is False
    assert "title" in schema["required"]
    assert schema["$schema"].startswith("https://json-schema.org/")


def test_schema_names_keys_as_editors_write_them() -> None:
    """The schema says from and to, not the names of the program."""
    selection = json.loads(json_schema("publication"))["$defs"]["Selection"]["properties"]
    assert {"from", "to"} <= set(selection)


@pytest.mark.parametrize(
    ("isbn", "fits"),
    [
        ("9787000000001", True),
        ("978-7-00-000000-1", True),
        ("urn:isbn:9787000000001", True),
        ("9787000000003", False),
        ("787000000002", False),
        ("x", False),
    ],
)
def test_isbn(isbn: str, fits: bool) -> None:
    """The check digit of an ISBN is the weighted sum of ISO 2108."""
    assert isbn_fits(isbn) is fits


@pytest.mark.parametrize(
    ("length", "expected"), [("72pt", 72), ("1in", 72), ("25.4mm", 72), ("2.54cm", 72)]
)
def test_points(length: str, expected: float) -> None:
    """Lengths of all units are points."""
    assert points(length) == pytest.approx(expected)


@pytest.mark.parametrize("code", sorted(CODES))
def test_codes_are_complete(code: str) -> None:
    """Each code has a severity and a message in both languages with the same blanks."""
    row = CODES[code]
    assert row.severity in ("error", "warning", "note")
    assert row.en
    assert row.zh
    assert _blanks(row.en) == _blanks(row.zh)
    assert _blanks(row.hint_en) == _blanks(row.hint_zh) or "near" in row.hint_en


def _blanks(template: str) -> set[str]:
    """Blanks of a template; `what_zh` is the Chinese twin of `what`."""
    names = (name for _, name, _, _ in Formatter().parse(template) if name)
    return {name.removesuffix("_zh") for name in names}


def test_a_finding_is_recorded_once() -> None:
    """The same finding at the same place does not fill the report; another place counts."""
    report = Report()
    for line in (1, 1, 2):
        report.add("MET002", Span("a", line), key="title")
    assert len(report.diagnostics) == 2
    assert report.failed


def test_findings_come_in_the_order_of_the_files() -> None:
    """A report reads from the first line of the first file on, whatever was found first."""
    report = Report()
    report.add("MET002", Span("b", 1), key="title")
    report.add("MET002", Span("a", 10), key="title")
    report.add("MET002", Span("a", 9, 2), key="title")
    assert [str(d.span) for d in report] == ["a:9:2", "a:10:1", "b:1:1"]
