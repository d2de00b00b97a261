"""The documents say what the code does."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from pydantic import BaseModel

from press_tools import article, call, write_book
from wenxuan.codes import CODES
from wenxuan.diagnostics import Report
from wenxuan.markdown import build_body
from wenxuan.metadata import ArticleHead, Grid, Imprint, Page, PublicationHead, Selection
from wenxuan.model import BOXES, MARKS
from wenxuan.reader import read_article
from wenxuan.schema import SCHEMAS, json_schema, validate
from wenxuan.yamltree import parse_yaml

ROOT = Path(__file__).resolve().parents[1]
WRITING = (ROOT / "docs" / "writing.md").read_text(encoding="utf-8")
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]

BLOCK = re.compile(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FINDING = re.compile(r"^[\w./-]+:\d+:\d+: (error|warning|note) ([A-Z]+\d+): (.+)$", re.MULTILINE)


def blocks(page: str, language: str, kind: str | None = None) -> Iterator[tuple[int, str]]:
    """Fenced blocks of a page with the line on which their text begins."""
    for match in BLOCK.finditer(page):
        if match[1] == language and (kind is None or match[2] == kind):
            yield page.count("\n", 0, match.start(3)) + 1, match[3]


def found(report: Report) -> list[str]:
    """Findings as text."""
    return [f"{d.span}: {d.code} {d.message()}" for d in report]


@pytest.fixture(scope="module")
def make_docs() -> ModuleType:
    """tools/make_docs.py as a module."""
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "tools" / "make_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_docs"] = module
    spec.loader.exec_module(module)
    return module


# --- made documents -------------------------------------------------------------------------


def test_made_documents_are_current(make_docs):
    """docs/diagnostics.md and docs/schema hold what tools/make_docs.py writes."""
    assert [p.name for p in make_docs.stale(make_docs.documents())] == []


def test_a_changed_code_makes_the_page_stale(make_docs):
    """A new wording of a code changes the page of diagnostics."""
    changed = dict(CODES, MD015=replace(CODES["MD015"], en="a heading with nothing in it"))
    assert make_docs.diagnostics_page(changed) != make_docs.diagnostics_page(CODES)


def test_a_code_of_no_family_is_refused(make_docs):
    """A code whose letters have no section cannot go undocumented."""
    with pytest.raises(KeyError):
        make_docs.diagnostics_page({"XYZ001": CODES["MD015"]})


def test_every_code_has_its_section():
    """Each code stands once as a heading of docs/diagnostics.md."""
    page = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^### (\w+)$", page, re.MULTILINE)) == sorted(CODES)


@pytest.mark.parametrize("kind", sorted(SCHEMAS))
def test_schema_files_close_every_object(kind):
    """An unknown key is an error for editors' tools too."""
    text = (ROOT / "docs" / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert text == json_schema(kind)
    assert '"additionalProperties": false' in text


# --- docs/writing.md ------------------------------------------------------------------------


@pytest.mark.parametrize(("line", "text"), list(blocks(WRITING, "markdown")))
def test_markup_examples_are_set_without_complaint(line, text):
    """Every Markdown example of docs/writing.md is read without a finding."""
    report = Report()
    body = build_body(text, "docs/writing.md", line, report)
    assert found(report) == []
    assert body.blocks


@pytest.mark.slow
def test_markup_examples_are_built(tmp_path):
    """The Markdown examples of docs/writing.md are one book with the fonts of the repository."""
    figure = "\n\n![图](images/cases.svg \"图\"){#fig-cases}\n"
    files: dict[str, str | bytes] = {
        "tonghua.md": article("## 一处 {#checkpoint}\n\n正文。\n"),
        "images/cases.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"/>',
    }
    for line, text in blocks(WRITING, "markdown"):
        more = "\n\n## 一月 {#january-18}\n\n正文。\n" if "](#january-18)" in text else ""
        more += figure if "](#fig-cases)" in text else ""
        files[f"line-{line}.md"] = article(f"{text}{more}")
    done = call("build", write_book(tmp_path / "manual", files), "--out", tmp_path / "build")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("model", "kind"), [(PublicationHead, "publication"), (ArticleHead, "article")]
)
def test_yaml_examples_are_valid(model, kind):
    """The examples of both file kinds pass their schema."""
    examples = list(blocks(WRITING, "yaml", kind))
    assert examples
    for line, text in examples:
        report = Report()
        tree = parse_yaml(text, "docs/writing.md", report, first_line=line)
        assert tree is not None, found(report)
        assert validate(model, tree, report) is not None, found(report)


def test_a_wrong_example_would_be_found():
    """The check of the examples sees an unknown box and an unknown key."""
    report = Report()
    build_body("::: sonnet\n行\n:::\n", "a.md", 1, report)
    tree = parse_yaml("titel: 春\n", "a.md", report)
    assert tree is not None
    assert validate(ArticleHead, tree, report) is None
    assert {"MD003", "MET001", "MET002"} <= {d.code for d in report}


@pytest.mark.parametrize("model", [PublicationHead, ArticleHead, Page, Grid, Imprint, Selection])
def test_every_key_is_described(model: type[BaseModel]):
    """docs/writing.md names every key that an editor may write."""
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert {key for key in keys if f"`{key}`" not in WRITING} == set()


def test_every_box_and_mark_is_described():
    """docs/writing.md names every box and every mark."""
    missing = {name for name in BOXES if f"`{name}`" not in WRITING}
    missing |= {name for name in MARKS if f"{{.{name}}}" not in WRITING}
    assert missing == set()


@pytest.mark.parametrize(
    "page", ["README.md", "README.zh-CN.md", "docs/writing.md", "docs/diagnostics.md"]
)
def test_printed_findings_are_those_of_the_press(page):
    """Findings quoted in the documents have the severity and the wording of their code."""
    for severity, name, message in FINDING.findall((ROOT / page).read_text(encoding="utf-8")):
        code = CODES[name]
        forms = (
            # Where a picture has the character, its name follows.
            re.sub(r"\\\{\w+\\\}", ".+", re.escape(text.removesuffix("{place}")))
            for text in (code.en, code.zh)
        )
        assert severity == code.severity
        assert any(re.fullmatch(form, message) for form in forms), f"{page}: {name}: {message}"


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_examples_of_the_readme_are_good(readme, tmp_path):
    """The publication and the article of a README are read without a finding."""
    text, report = readme.read_text(encoding="utf-8"), Report()
    ((line, publication),) = blocks(text, "yaml", "publication")
    tree = parse_yaml(publication, "publication.yaml", report, first_line=line)
    ((_, article),) = blocks(text, "markdown", "article")
    (tmp_path / "harvest.md").write_text(article, encoding="utf-8")
    assert tree is not None
    assert validate(PublicationHead, tree, report) is not None, found(report)
    assert read_article(tmp_path / "harvest.md", "harvest", "zh-Hans", report) is not None
    assert found(report) == []


@pytest.mark.parametrize(("readme", "locale"), [*zip(READMES, ["en_US", "zh_CN"], strict=True)])
def test_the_error_of_the_readme_is_what_the_press_prints(readme, locale, tmp_path):
    """The sample of a README is what lint prints for its article with that slip."""
    text = readme.read_text(encoding="utf-8")
    ((_, publication),) = blocks(text, "yaml", "publication")
    ((_, harvest),) = blocks(text, "markdown", "article")
    (sample,) = (body for _, body in blocks(text, "text") if "error" in body)
    plain = "---\ntitle: {}\nsection: {}\ndate: 2020-11-08\n---\n\n雪落下来。\n"
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    files = {
        "publication.yaml": publication,
        "foreword.md": plain.format("前言", "卷首"),
        "winter.md": plain.format("冬", "乡野"),
        "harvest.md": harvest.replace("[](#fig-field)", "[](#fig-feld)"),
        "images/field.svg": svg,
    }
    write_book(tmp_path / "content" / "autumn", files)
    language = {"LC_ALL": f"{locale}.UTF-8"}
    run = call("lint", "content/autumn", cwd=tmp_path, env=language)
    assert run.returncode == 1
    lines = run.stderr.splitlines()
    assert lines[: sample.count("\n")] == sample.splitlines()
    assert sum(" error " in line for line in lines) == 1


# --- README and Makefile --------------------------------------------------------------------


def targets() -> set[str]:
    """The targets that `make help` lists."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_readme_names_only_targets_that_exist(readme):
    """Every `make x` of a README is a line of the menu, and every line is in the README."""
    text = readme.read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)(?=[ `\n]|$)", "\n".join(code_of(text))))
    assert named - targets() == set()
    assert targets() - named - {"all"} == set()


def code_of(text: str) -> list[str]:
    """What stands in backquotes or fences of a page."""
    fences = [match[3] for match in BLOCK.finditer(text)]
    return fences + re.findall(r"`([^`\n]+)`", BLOCK.sub("", text))


def test_menu_calls_only_verbs_that_exist():
    """Every verb that the Makefile calls is listed by `wenxuan --help`."""
    pytest.importorskip("wenxuan.cli", reason="the command line is not there")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = set(re.findall(r"(?:\$\(WENXUAN\)|bin/wenxuan) ([a-z]+)", makefile))
    command = [sys.executable, "-m", "wenxuan", "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert {"build", "lint", "new"} <= verbs
    assert verbs - set(re.findall(r"[a-z]+", shown.stdout)) == set()


def test_ci_runs_the_test_command_of_the_readme():
    """CI runs `make test`, as the README says, and `make check-code`."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "make test" in script
    assert "make check-code" in script
    assert "make test" in READMES[0].read_text(encoding="utf-8")


def test_readmes_link_to_files_that_exist():
    """Relative links of the documents lead to files of the repository."""
    pages = [*READMES, ROOT / "docs" / "writing.md"]
    missing = [
        f"{page.name}: {link}"
        for page in pages
        for link in re.findall(
            r"\]\(([\w./-]+)\)", re.sub(r"`[^`\n]+`", "", BLOCK.sub("", page.read_text("utf-8")))
        )
        if not (page.parent / link).exists()
    ]
    assert missing == []


def test_lock_pins_every_declared_dependency():
    """requirements.lock has one exact version for each dependency of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    wanted += project["project"]["optional-dependencies"]["dev"]
    declared = {re.split(r"[><=]", line)[0].lower().replace("_", "-") for line in wanted}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    pinned = re.findall(r"^([\w-]+)==[\w.]+$", lock, re.MULTILINE)
    assert len(declared) > 20
    assert declared - {name.replace("_", "-") for name in pinned} == set()
    assert len(pinned) == len(set(pinned))
