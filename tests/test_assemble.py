"""From files to a publication: order, parts, queries, ids, references; and every broken one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from wenxuan import model as m
from wenxuan.assemble import article_key, assemble
from wenxuan.cli_desk import pressed
from wenxuan.codes import CODES
from wenxuan.diagnostics import Report, Severity
from wenxuan.pipeline import prepare
from wenxuan.references import rebuild

BROKEN = Path(__file__).parent / "broken"
FOLDERS = sorted(folder for folder in BROKEN.iterdir() if folder.is_dir())


# --- broken publications ------------------------------------------------------------------


def expected(folder: Path, stage: str) -> set[str]:
    """Lines `path:line:column CODE` of a folder that a stage (`read`, `build`) reports.

    A line ends with the name of the stage when it is not `read`.
    """
    lines = [line.split() for line in (folder / "expected.txt").read_text("utf-8").splitlines()]
    return {" ".join(words[:2]) for words in lines if (words[2:] or ["read"]) == [stage]}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_broken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Assembly reports exactly the faults of expected.txt, says them in words, and then fails."""
    monkeypatch.chdir(folder)
    report = Report()
    assemble(folder, report)
    assert {f"{d.span} {d.code}" for d in report} == expected(folder, "read")
    for diagnostic in report:
        for language in ("en", "zh"):
            assert diagnostic.message(language)
            assert not re.search(r"\{\w+\}", diagnostic.hint(language))
    codes = {line.split()[1] for line in expected(folder, "read")}
    assert report.failed is any(CODES[code].severity == Severity.ERROR for code in codes)


def test_all_faults_of_sources_layout_and_fonts_in_one_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No fault hides another: faulty keys, a missing file, a wrong layout, tofu, dead references.

    References to an article whose head is faulty lead to it all the same.
    """
    folder = BROKEN / "all-at-once"
    monkeypatch.chdir(folder)
    report = Report()
    prepare(folder, report)
    wanted = expected(folder, "read") | expected(folder, "build")
    assert sorted(f"{d.span} {d.code}" for d in report) == sorted(wanted)


def test_faults_are_those_of_the_publication_alone(tmp_path: Path) -> None:
    """Lint of two publications finds in each what lint of one finds."""
    for name in ("a", "b"):
        shutil.copytree(BROKEN / "all-at-once", tmp_path / name)
    (tmp_path / "a" / "publication.yaml").write_text(
        "title: 书\nlanguage: zh-Hans\n"
        "contents: [{part: 甲, articles: [{select: {section: 无}}]}]\n",
        "utf-8",
    )

    def told(*names: str) -> set[str]:
        folders = [tmp_path / name for name in names]
        return {f"{d.span} {d.code}" for d in pressed(folders)}

    assert told("b", "a") == told("a", "b") == told("a") | told("b")


def test_an_empty_part_is_told_beside_another_error(book: Callable) -> None:
    """A part whose query finds nothing is an error, whatever else is wrong."""
    made = book(
        {"a.md": dated("甲") + "[](#no)\n"},
        "  - a.md\n  - part: 部\n    articles: [{select: {section: 无}}]\n",
    )
    assert [line.split()[1] for line in made.found] == ["ASM003", "ASM010", "ASM004"]


def test_a_misnamed_manifest_is_named_in_the_hint(tmp_path: Path) -> None:
    """A folder with publication.yml is told to rename it; an empty publication.yaml, to fill it."""
    (tmp_path / "publication.yml").write_text("title: 书\n", "utf-8")
    report = Report()
    assemble(tmp_path, report)
    (tmp_path / "publication.yaml").write_text("\n", "utf-8")
    assemble(tmp_path, report)
    hints = {d.code: d.hint() for d in report}
    assert hints["ASM007"] == "rename publication.yml to publication.yaml"
    assert "title, language and contents" in hints["SRC005"]


HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
ENGLISH = re.compile(r"(?:[A-Za-z]{2,}[ ,]+){2,}[A-Za-z]{2,}")


def written(folder: Path) -> str:
    """All that an editor wrote in a folder: the texts and the names of the files."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    texts = (path.read_bytes().decode("utf-8", "replace") for path in files)
    return "\n".join([*texts, *map(str, files), f"wenxuan new {folder.name}"])


def strangers(text: str, language: str, own: str) -> list[str]:
    """Han in English, or an English sentence in Chinese, that the editor did not write."""
    found = (HAN if language == "en" else ENGLISH).findall(text)
    return [words for words in found if words not in own]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_messages_keep_to_one_language(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """English output has no Han but what it quotes; Chinese output has no English sentence."""
    monkeypatch.chdir(folder)
    report, own = Report(), written(folder)
    assemble(folder, report)
    for found in report:
        for language in ("en", "zh"):
            said = f"{found.message(language)}\n{found.hint(language)}"
            assert strangers(said, language, own) == [], f"{found.code}: {said}"


def test_texts_of_codes_keep_to_one_language() -> None:
    """The templates of all codes are in one language each; a mixed one would be seen."""
    for name, code in CODES.items():
        for language in ("en", "zh"):
            said = f"{code.message(language)}\n{code.hint(language)}"
            assert strangers(said, language, "wenxuan new {name}") == [], f"{name}: {said}"
    assert strangers("this is empty 是空的", "en", "") == ["是空的"]
    assert strangers("应是 a whole number", "zh", "") == []
    assert strangers("this should be text 应是文字", "zh", "") == ["this should be text"]


NOT_HERE = {
    "SRC012": "takes more control characters than a list should name; see test_gate",
    "SRC007": "takes a file of four megabytes; see test_gate",
    "SRC010": "takes a paragraph of 50,000 characters; see test_markdown",
    "SRC011": "takes a file that the user may not read, and the user of the tests may be root",
    "MD014": "kept for lint; the reader does not say it",
    "ASM009": "takes two publications; see test_cli",
    "IMG005": "takes the width on the page; the build says it",
}
"""Codes of the reading families that no folder shows, and why."""


def test_every_code_has_a_folder() -> None:
    """Each code that the reading stages can emit is shown by a broken publication."""
    families = ("SRC", "YML", "MET", "MD", "ASM", "IMG")
    reading = {code for code in CODES if code.rstrip("0123456789") in families}
    shown = {line.split()[1] for folder in FOLDERS for line in expected(folder, "read")}
    assert reading - shown == set(NOT_HERE)


def test_every_expectation_is_a_code() -> None:
    """No folder expects a code that the table does not have."""
    stages = ("read", "build")
    shown = {line.split()[1] for f in FOLDERS for stage in stages for line in expected(f, stage)}
    assert shown <= set(CODES)


def test_broken_publications_do_not_depend_on_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen from the folder above, the same faults stand at the same lines, under longer paths."""
    shutil.copytree(BROKEN / "many-faults", tmp_path / "book")
    monkeypatch.chdir(tmp_path)
    report = Report()
    assemble(Path("book"), report)
    assert {f"{d.span} {d.code}" for d in report} == {
        f"book/{line}" for line in expected(BROKEN / "many-faults", "read")
    }


# --- whole publications -------------------------------------------------------------------


def titles(articles: tuple[m.Article, ...]) -> list[str]:
    """The titles of articles in their order."""
    return [article.head.title for article in articles]


def dated(title: str, **head: str) -> str:
    """An article with more in its head."""
    more = "".join(f"{key}: {value}\n" for key, value in head.items())
    return f"---\ntitle: {title}\n{more}---\n正文\n"


def test_matter_and_parts(book: Callable) -> None:
    """Front, parts and back come in the order of the contents; parts are numbered."""
    names = ["foreword", "one", "two", "three", "after"]
    made = book(
        {f"{name}.md": dated(name) for name in names},
        "  - {article: foreword.md, matter: front}\n"
        "  - one.md\n"
        "  - part: 上编\n    articles: [two.md]\n"
        "  - part: 下编\n    articles: [three.md]\n"
        "  - {article: after.md, matter: back}\n",
    )
    assert made.found == []
    publication = made.book
    assert titles(publication.front) == ["foreword"]
    assert [(p.title, p.number, titles(p.articles)) for p in publication.parts] == [
        (None, None, ["one"]),
        ("上编", 1, ["two"]),
        ("下编", 2, ["three"]),
    ]
    assert titles(publication.back) == ["after"]
    assert titles(publication.articles) == names
    assert [publication.matter(a) for a in publication.articles] == ["front", *["body"] * 3, "back"]


def test_the_only_part_has_no_number(book: Callable) -> None:
    """One titled part is no first of several, whatever stands outside it."""
    contents = "  - one.md\n  - part: 上编\n    articles: [two.md]\n"
    made = book({f"{name}.md": dated(name) for name in ("one", "two")}, contents)
    assert [(p.title, p.number) for p in made.book.parts] == [(None, None), ("上编", None)]


DATED = {
    "a.md": dated("丙", section="要闻", date="2020-02-01", authors="[{name: 张, sort: Z}]"),
    "b.md": dated("甲", section="要闻", date="2020-01-01", authors="[{name: 阿, sort: A}]"),
    "c.md": dated("乙", section="言论", date="2020-03-01", keywords="[防疫]"),
    "d.md": dated("丁"),
}


@pytest.mark.parametrize(
    ("query", "expected_titles"),
    [
        ("{select: {section: 要闻}}", ["甲", "丙"]),
        ("{select: {section: 要闻}, order: file}", ["丙", "甲"]),
        ("{select: {section: 要闻}, order: author}", ["甲", "丙"]),
        ("{select: {from: 2020-01-15}}", ["丙", "乙"]),
        ("{select: {to: 2020-01-31}}", ["甲"]),
        ("{select: {from: 2020-02-01, to: 2020-02-01}}", ["丙"]),
        ("{select: {keyword: 防疫}}", ["乙"]),
        ("{select: {author: 张}}", ["丙"]),
        ("{select: {}}", ["丁", "甲", "丙", "乙"]),
        ("{select: {}, order: title}", ["丁", "丙", "乙", "甲"]),
    ],
)
def test_select(book: Callable, query: str, expected_titles: list[str]) -> None:
    """A query selects by section, date, keyword and author, in the order asked for."""
    made = book(DATED, f"  - part: 部\n    articles: [{query}]\n")
    assert titles(made.book.parts[0].articles) == expected_titles


def test_select_leaves_out_what_is_listed(book: Callable) -> None:
    """An article listed by name, before or after, is not selected; nor is one selected twice."""
    made = book(
        DATED,
        "  - part: 一\n    articles: [{select: {section: 要闻}}]\n"
        "  - part: 二\n    articles: [{select: {}}, b.md]\n",
    )
    assert made.found == []
    assert [titles(p.articles) for p in made.book.parts] == [["丙"], ["丁", "乙", "甲"]]


def test_order_does_not_depend_on_the_folder(book: Callable) -> None:
    """Files come in the order of dates, then of names, whatever the file system gives."""
    files = {f"{name}.md": dated(name, date="2020-01-01") for name in "cab"}
    made = book(files, "  - part: 部\n    articles: [{select: {}}]\n")
    assert titles(made.book.parts[0].articles) == ["a", "b", "c"]


def test_drafts_are_left_out(book: Callable, article: Callable[[str], str]) -> None:
    """Hidden files, names that begin with an underscore and READMEs are neither read nor missed."""
    files = {name: article("正文") for name in ("a.md", "_b.md", ".c.md", "README.md", "_d/e.md")}
    assert book(files).found == []


def test_subfolders(book: Callable, article: Callable[[str], str]) -> None:
    """Articles in folders have keys of their own, and references between them are relative."""
    made = book(
        {
            "a.md": article("[](子/b.md)"),
            "子/b.md": article("[](../a.md)[](c.md#x)[](子/c.md)"),
            "子/c.md": article("## 节 {#x}\n\n文"),
        },
        "  - a.md\n  - 子/b.md\n  - 子/c.md\n",
    )
    assert made.found == []
    found = [
        n.key for a in made.book.articles for n in m.walk(a.blocks) if isinstance(n, m.Reference)
    ]
    assert found == ["子-b", "a", "子-c--x", "子-c"]


def test_same_ids_in_two_articles(book: Callable, article: Callable[[str], str]) -> None:
    """Two articles may both have #intro and [^1]: their keys differ."""
    text = article("## 节 {#intro}\n\n见[](#intro)[^1]\n\n[^1]: 注")
    made = book({"a.md": text, "b.md": text}, "  - a.md\n  - b.md\n")
    assert made.found == []
    assert {"a", "b", "a--intro", "b--intro"} <= set(made.book.targets)
    found = [
        n.key for a in made.book.articles for n in m.walk(a.blocks) if isinstance(n, m.Reference)
    ]
    assert found == ["a--intro", "b--intro"]


def test_targets(book: Callable, article: Callable[[str], str]) -> None:
    """Articles, sections, figures and tables can be referred to, with title and number."""
    made = book(
        {
            "a.md": article(
                '## 节*一* {#s}\n\n![图](p.svg "图注"){#f}\n\nTable: 表注 {#t}\n\n| 甲 |\n|---|\n'
            ),
            "p.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        }
    )
    assert made.found == []
    targets = made.book.targets
    assert [
        (targets[k].kind, targets[k].title, targets[k].number)
        for k in ("a", "a--s", "a--f", "a--t")
    ] == [
        ("article", "甲", None),
        ("section", "节一", None),
        ("figure", "图注", 1),
        ("table", "表注", 1),
    ]


def test_brackets_about_the_page_of_a_reference(
    book: Callable, article: Callable[[str], str]
) -> None:
    """Not nested in like ones, and no page for a figure or table beside the paragraph."""
    body = (
        "## 节 {#s}\n\n远处：[](#t)。\n\n见[](#f)与[](#s)。\n\n![图](p.svg){#f}\n\n"
        "后（见**此**[](#f)与[](#t)）。\n\n（括号）之外[](#f)，（甲（乙[](#s)）丙[](#s)）\n\n"
        "Table: 表 {#t}\n\n| 甲 |\n|---|\n"
    )
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    made = book({"a.md": article(body), "p.svg": svg})
    found = [
        (n.target, n.brackets)
        for n in m.walk(made.book.articles[0].blocks)
        if isinstance(n, m.Reference)
    ]
    assert found == [
        ("#t", "（）"),
        ("#f", ""),
        ("#s", "（）"),
        ("#f", ""),
        ("#t", "〔〕"),
        ("#f", "（）"),
        ("#s", "〔〕"),
        ("#s", "〔〕"),
    ]


def test_file_names_are_no_text_of_the_book(
    book: Callable, article: Callable[[str], str]
) -> None:
    """Fonts need not have the characters of a file's name, but those of a part's title."""
    made = book({"\U0001f600.md": article("文")}, '  - part: 部\n    articles: ["\U0001f600.md"]\n')
    texts = [text for _, text in made.book.head_texts]
    assert "\U0001f600.md" not in texts
    assert "部" in texts


def test_ids_in_notes_are_targets(book: Callable, article: Callable[[str], str]) -> None:
    """A figure in a note can be referred to, and its id counts against another."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    note = article("见[](#f)[^1]\n\n[^1]: 注\n\n    ![图](p.svg){#f}")
    assert book({"a.md": note, "p.svg": svg}).found == []


def test_given_id_beside_automatic_ones(book: Callable, article: Callable[[str], str]) -> None:
    """An id that looks like an automatic one is the editor's, and no fault."""
    made = book({"a.md": article("## 一 {#h2}\n\n文\n\n## 二\n\n文[](#h2)")})
    assert made.found == []


def test_pictures_in_order_of_use(book: Callable, article: Callable[[str], str]) -> None:
    """A publication knows its pictures once each, as paths within it, those of notes too."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    made = book(
        {
            "a.md": article("![甲](images/b.svg)\n\n![乙](images/a.svg)\n\n![丙](images/b.svg)"),
            "x/b.md": article("字![丁](../images/c.svg)[^1]\n\n[^1]: ![戊](p.svg)"),
            **{f"images/{name}.svg": svg for name in "abc"},
            "x/p.svg": svg,
        },
        "  - a.md\n  - x/b.md\n",
    )
    assert made.found == []
    assert made.book.pictures == ("images/b.svg", "images/a.svg", "images/c.svg", "x/p.svg")


def test_language_of_an_article(book: Callable) -> None:
    """An article has its own language or that of the publication."""
    made = book({"a.md": dated("甲"), "b.md": dated("乙", language="ja")}, "  - a.md\n  - b.md\n")
    assert [a.language for a in made.book.articles] == ["zh-Hans", "ja"]


def test_identifier(book: Callable) -> None:
    """A publication without an identifier gets one from its folder's name, the same every time."""
    first = book({"a.md": dated("甲")}).book.identifier
    assert first.startswith("urn:uuid:")
    assert book({"a.md": dated("乙")}).book.identifier == first
    given = book(
        {"a.md": dated("甲")}, head="title: 书\nlanguage: ja\nidentifier: urn:x:y\ncontents:\n"
    )
    assert given.book.identifier == "urn:x:y"


def test_written_otherwise(book: Callable, article: Callable[[str], str]) -> None:
    """`./a.md` is a.md: it is found, it is referred to, it is not missed."""
    made = book({"a.md": article("见[](a.md)")}, "  - ./a.md\n")
    assert made.found == []


@pytest.mark.parametrize("listing", ["  - a.md\n", "  - part: 部\n    articles: [{select: {}}]\n"])
def test_link_out_of_the_folder(book: Callable, tmp_path: Path, listing: str) -> None:
    """An article that is a link out of the folder is refused, listed or selected."""
    (tmp_path / "secret.md").write_text(dated("密"), "utf-8")
    (tmp_path / "book" / "a.md").symlink_to(tmp_path / "secret.md")
    made = book({"b.md": dated("乙")}, listing + "  - b.md\n")
    assert any(line.endswith("SRC009") for line in made.found)
    assert made.publication is None or "密" not in titles(made.publication.articles)


def test_link_to_itself(book: Callable, tmp_path: Path) -> None:
    """An article that is a link to itself is a finding."""
    (tmp_path / "book" / "a.md").symlink_to("a.md")
    assert book().report.failed


def test_folder_named_like_an_article(book: Callable, tmp_path: Path) -> None:
    """A folder that is listed as an article is a finding."""
    (tmp_path / "book" / "a.md").mkdir()
    assert book().report.failed


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("a.md", "a"),
        ("2020/通化.md", "2020-通化"),
        ("A b.md", "a-b"),
        ("e\u0301.md", "é"),
        ("---.md", "article"),
        ("a.md.md", "a-md"),
    ],
)
def test_article_key(name: str, key: str) -> None:
    """A key is made of the letters and digits of the file's name."""
    assert article_key(name) == key


def test_rebuild_shares_what_did_not_change(book: Callable, article: Callable[[str], str]) -> None:
    """A pass over the model that changes nothing gives the same objects back."""
    blocks = book({"a.md": article("甲*乙*\n\n- 丙\n\n| 丁 |\n|---|\n")}).book.articles[0].blocks
    assert rebuild(blocks, lambda node: node) is blocks


def test_walk_sees_every_text(book: Callable, article: Callable[[str], str]) -> None:
    """Every text of every kind of block is met once, in reading order."""
    text = (
        "一\n\n## 二\n\n> 三\n\n- 四\n\n五\n: 六\n\n"
        "Table: 七\n\n| 八 |\n|---|\n| 九 |\n\n::: note\n*十*\n:::"
    )
    blocks = book({"a.md": article(text)}).book.articles[0].blocks
    assert sorted(n.text for n in m.walk(blocks) if isinstance(n, m.Text)) == sorted(
        "一二三四五六七八九十"
    )


def test_faults_of_head_and_body_in_one_run(book: Callable) -> None:
    """A faulty head does not hide the faults of the body."""
    made = book({"a.md": "---\ntitle: 甲\ndate: x\n---\n甲<b>"})
    assert made.found == ["a.md:3:7 MET004", "a.md:5:2 MD001"]


def test_crlf(book: Callable) -> None:
    """Files of Windows give the same lines and columns."""
    made = book({"a.md": "---\r\ntitle: 甲\r\n---\r\n乙\r\n\r\n丙<b>\r\n"})
    assert made.found == ["a.md:6:2 MD001"]


def test_divider_in_the_body_does_not_end_the_head(book: Callable) -> None:
    """The head ends with the first line ---; a later one is a divider of the text."""
    made = book({"a.md": "---\ntitle: 甲\n---\n乙\n\n---\n\n丙\n"})
    assert made.found == []
    assert [type(b) for b in made.book.articles[0].blocks] == [m.Paragraph, m.Divider, m.Paragraph]
