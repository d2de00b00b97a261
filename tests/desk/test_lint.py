"""`wenxuan lint`: files, houses, waivers, records, suggestions, what is printed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from wenxuan.cli_desk import pressed
from wenxuan.codes import CODES
from wenxuan.desk import show
from wenxuan.desk.codes import DESK_CODES, FIXABLE
from wenxuan.desk.commands import Misuse, cache_in, lint_sources
from wenxuan.desk.house import House, find_house
from wenxuan.desk.lint import lint
from wenxuan.desk.rules import CHARACTER_RULES, DOCUMENT_RULES, SENTENCE_RULES, WORD_RULES
from wenxuan.desk.scripts import foreign_forms
from wenxuan.diagnostics import Report, Span

CONTENT = Path(__file__).resolve().parents[2] / "content"
HEAD = "---\ntitle: 渡口的灯\n---\n\n"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, body: str, head: str = HEAD) -> Path:
    """An article in the working folder."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + body + "\n", encoding="utf-8")
    return path


def codes(paths: list[Path], **options: object) -> list[str]:
    """`path:line CODE` of what is found."""
    return [f"{f.path}:{f.line} {f.code}" for f in lint(paths, **options).findings]


# --- precision ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["spring-tide", "typesetter"])
def test_our_own_publications_are_right(name):
    """The two publications of the repository, some 43,000 characters, raise no alarm."""
    found = [f"{f.path}:{f.line}:{f.column} {f.code}" for f in lint([CONTENT / name]).findings]
    assert found == []


def test_a_spoilt_publication_is_found(desk):
    """The same text with half-width commas raises one alarm for each of them."""
    shutil.copytree(CONTENT / "spring-tide", "book")
    text = Path("book/window.md").read_text("utf-8")
    body = text.split("---\n", 2)[2]
    Path("book/window.md").write_text(text.replace(body, body.replace("，", ",")), encoding="utf-8")
    found = [f.code for f in lint([Path("book/window.md")]).findings]
    assert found.count("PUN001") >= body.count("，") * 0.98 > 20


# --- houses and waivers -------------------------------------------------------------------------


def test_a_house_lies_beside_or_above(desk):
    """house.yaml is looked for beside the article and above it, up to the folder `content`."""
    write("content/book/sub/a.md", "灯。")
    Path("content/house.yaml").write_text("han_latin: any\n", encoding="utf-8")
    assert find_house(Path("content/book/sub")) == Path("content/house.yaml").resolve()
    Path("content/house.yaml").rename("house.yaml")
    assert find_house(Path("content/book/sub")) is None


def test_a_faulty_house_is_reported(desk):
    """Unknown keys and codes of house.yaml are errors at their places; the plain house is used."""
    write("a.md", "灯,亮。")
    Path("house.yaml").write_text("rules: {PUN999: off}\n", encoding="utf-8")
    assert [f"{d.span} {d.code}" for d in lint([Path()]).report] == ["house.yaml:1:9 HSE001"]
    Path("house.yaml").write_text("nmaes: [甲]\n", encoding="utf-8")
    linted = lint([Path()])
    assert [d.code for d in linted.report] == ["MET001"]
    assert [f.code for f in linted.findings] == ["PUN001"]


def test_a_house_weighs_rules(desk):
    """`rules` makes a finding an error, and the status 1."""
    write("a.md", "灯,亮。")
    assert lint_sources([Path("a.md")]).status == 0
    Path("house.yaml").write_text("rules: {PUN001: error}\n", encoding="utf-8")
    outcome = lint_sources([Path("a.md")])
    assert (outcome.status, "error PUN001" in outcome.err) == (1, True)


def test_a_house_waives(desk):
    """`waive` in house.yaml covers the words that it names, in the file that it names."""
    write("a.md", "灯,亮。河,宽。")
    write("b.md", "灯,亮。", "---\ntitle: 河\n---\n\n")
    Path("house.yaml").write_text(
        'waive:\n  - {code: PUN001, text: "灯,亮", path: a.md, reason: 原文}\n', encoding="utf-8"
    )
    assert codes([Path("a.md"), Path("b.md")]) == ["a.md:5 PUN001", "b.md:5 PUN001"]


def test_an_inline_waiver_covers_its_words_only(desk):
    """A waiver covers the words that it quotes, not their whole line; `--fix` obeys it."""
    head = '---\ntitle: 灯\n# allow PUN001 "灯,亮": 原文\n---\n\n'
    path = write("a.md", "灯,亮。河,宽。", head)
    assert codes([path]) == ["a.md:6 PUN001"]
    lint_sources([path], mend=True)
    assert path.read_text("utf-8").endswith("灯,亮。河，宽。\n")


# --- languages ----------------------------------------------------------------------------------


def test_people_are_spelt_one_way(desk):
    """A name that differs by one Han from a more frequent one of the same title is noted."""
    for i, name in enumerate(("聂施恒", "聂施恒", "聂施衡")):
        write(
            f"{i}.md",
            f"检察长{name}出席会议。{name}检察长指出，检察长{name}强调。",
            f"---\ntitle: 题{i}\n---\n\n",
        )
    Path("publication.yaml").write_text("title: 集\n", encoding="utf-8")
    found = [f for f in lint([Path()]).findings if f.code == "WRD005"]
    values = [dict(f.arguments) for f in found]
    assert [(f.path, f.line, f.column) for f in found] == [("2.md", 5, 4)]
    assert [(v["old"], v["less"], v["new"], v["more"]) for v in values] == [
        ("聂施衡", "3", "聂施恒", "6")
    ]


def test_people_of_equal_number_or_other_surname_are_left_alone(desk):
    """Names that stand equally often, or have other surnames or titles, are different people."""
    write("a.md", "记者聂施恒报道。记者王施恒说。院长聂施衡说。", "---\ntitle: 甲\n---\n\n")
    write("b.md", "记者李建国说。记者李建军说。张军检察长指出。", "---\ntitle: 乙\n---\n\n")
    Path("publication.yaml").write_text("title: 集\n", encoding="utf-8")
    assert [f for f in lint([Path()]).findings if f.code == "WRD005"] == []


def test_other_languages_are_left_alone(desk):
    """Japanese and Korean text keep their marks; only wrong characters are found."""
    for language in ("ja", "ko"):
        head = f"---\ntitle: {language}\nlanguage: {language}\n---\n\n"
        write(f"{language}.md", "川のほとり, 灯.⼈", head)
    assert codes([Path("ja.md"), Path("ko.md")]) == ["ja.md:6 CHR002", "ko.md:6 CHR002"]


def test_traditional_text_has_its_own_forms(desk):
    """In a Traditional publication Simplified forms are found, and straight quotes become 「」."""
    Path("publication.yaml").write_text(
        "title: 書\nlanguage: zh-Hant-TW\ncontents: [a.md]\n", "utf-8"
    )
    path = write("a.md", '門前的灯亮了,他說"走"。', "---\ntitle: 燈\n---\n\n")
    assert [c.split()[1] for c in codes([path])] == ["CHR007", "PUN001", "PUN008", "PUN008"]
    lint_sources([path], mend=True)
    assert path.read_text("utf-8").endswith("門前的灯亮了，他說「走」。\n")


def test_script_tables_spare_what_both_use():
    """Characters of both scripts, and names given back in 2013, are no foreign forms."""
    simplified, traditional = foreign_forms("zh-Hans"), foreign_forms("zh-Hant-TW")
    assert not any(c in simplified.table for c in "乾著藉昇喆")
    assert not any(c in traditional.table for c in "后里台只")
    assert (simplified.table["燈"], traditional.table["灯"]) == ("灯", "燈")
    assert foreign_forms("ja") is None


# --- records ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_records_are_kept_by_file(desk):
    """A second run reads records; a changed file, house or language makes its record anew."""
    for i in range(30):
        write(f"a{i}.md", f"灯{i},亮。")
    cache = cache_in(Path("build"))
    first = lint([Path()], cache)
    again = lint([Path()], cache)
    assert (first.cached, again.cached, again.findings) == (0, 30, first.findings)
    write("a7.md", "河,宽。")
    assert lint([Path()], cache).cached == 29
    Path("house.yaml").write_text("han_latin: any\n", encoding="utf-8")
    assert lint([Path()], cache).cached == 0


def test_a_broken_record_is_made_anew(desk):
    """A record that cannot be read is no error."""
    path = write("a.md", "灯,亮。")
    lint([path], Path("cache"))
    (record,) = Path("cache").iterdir()
    record.write_text("{", encoding="utf-8")
    assert [f.code for f in lint([path], Path("cache")).findings] == ["PUN001"]


def test_what_the_press_finds_is_told_too(desk):
    """Findings of the press stand beside those of the desk, with their own weight."""
    write("a.md", "灯,亮。")

    def press(_paths):
        report = Report()
        report.add("ASM003", Span("a.md", 5, 1), target="x", near="")
        return report

    outcome = lint_sources([Path("a.md")], press=press, output_format="json")
    assert [(d["code"], d["severity"]) for d in json.loads(outcome.out)] == [
        ("ASM003", "error"),
        ("PUN001", "warning"),
    ]
    assert outcome.status == 1


# --- mending ------------------------------------------------------------------------------------


def test_fix_writes_and_diff_shows(desk):
    """`--diff` shows and leaves the file; `--fix` writes it, keeping CRLF, mode and mark."""
    path = Path("a.md")
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + "灯,亮。\n").replace("\n", "\r\n").encode())
    path.chmod(0o640)
    before = path.read_bytes()
    diff = lint_sources([path], diff=True)
    assert "-灯,亮。\n+灯，亮。\n" in diff.out
    assert path.read_bytes() == before
    said = lint_sources([path], mend=True, language="zh").out
    assert "改了 1 个文件，1 处" in said
    assert path.read_bytes() == before.replace("灯,".encode(), "灯，".encode())
    assert path.stat().st_mode & 0o777 == 0o640


def test_accept_takes_one_suggestion(desk):
    """`--accept CODE@path:line` makes that suggestion and no other."""
    path = write("a.md", "登录帐号。\n\n部份人。")
    said = lint_sources([path], accept=["WRD001@a.md:5"], language="zh").out
    assert said == "a.md: WRD001: 帐号 改为 账号\n"
    assert path.read_text("utf-8") == HEAD + "登录账号。\n\n部份人。\n"


def test_accept_of_several_is_misuse(desk):
    """Where a line has several suggestions of a code, `--accept` needs the column."""
    path = write("a.md", "登录帐号，又帐号。")
    with pytest.raises(Misuse, match=r"WRD001@a\.md:5:3 WRD001@a\.md:5:7"):
        lint_sources([path], accept=["WRD001@a.md:5"])
    lint_sources([path], accept=["WRD001@a.md:5:7"])
    assert path.read_text("utf-8") == HEAD + "登录帐号，又账号。\n"


def test_a_faulty_house_stops_fix_and_accept(desk):
    """With a house.yaml that cannot be read nothing is written, and its fault is told."""
    path = write("a.md", "登录,帐号。")
    Path("house.yaml").write_text("nmaes: [甲]\n", encoding="utf-8")
    for options in ({"mend": True}, {"accept": ["WRD001@a.md:5:4"]}, {"diff": True}):
        outcome = lint_sources([path], **options)
        assert (outcome.status, "MET001" in outcome.err) == (1, True)
    assert path.read_text("utf-8") == HEAD + "登录,帐号。\n"


def test_a_missing_article_is_named(desk):
    """`lint` of an article that is not there says so; it is no publication to begin."""
    found = list(pressed([Path("gone.md")]))
    assert [d.code for d in found] == ["SRC006"]


@pytest.mark.parametrize("word", ["WRD001", "WRD001@a.md", "WRD001@a.md:99", "PUN001@a.md:5"])
def test_accept_of_nothing_is_misuse(desk, word):
    """An `--accept` of a wrong form, or where nothing is suggested, changes nothing."""
    path = write("a.md", "登录帐号。")
    with pytest.raises(Misuse):
        lint_sources([path], accept=[word])
    assert path.read_text("utf-8") == HEAD + "登录帐号。\n"


# --- output -------------------------------------------------------------------------------------


def test_text_has_line_and_caret(desk):
    """The caret stands under the mark, two columns a Han; suggestions say how to take them."""
    path = write("a.md", "登录帐号,好。")
    lines = lint_sources([path], language="zh").err.splitlines()
    assert lines[:7] == [
        "a.md:5:3: warning WRD001: 帐号 多半是错别字",
        "    登录帐号,好。",
        "        ^^^^",
        "  hint: 是否为 账号？ 接受：--accept WRD001@a.md:5:3",
        "a.md:5:5: warning PUN001: 中文里用了半角逗号 ,",
        "    登录帐号,好。",
        "            ^",
    ]
    assert lines[-3:] == [
        "     1  PUN001  中文里用了半角逗号 ,  --fix 1",
        "     1  WRD001  帐号 多半是错别字",
        "2 个警告",
    ]


def test_text_groups_what_fix_mends(desk):
    """Of many alike in one file three are shown and the rest counted."""
    path = write("a.md", "灯,亮,着,呢,啊。")
    lines = lint_sources([path], language="zh").err.splitlines()
    assert sum("PUN001: 中文" in line for line in lines) == 3
    assert "a.md: PUN001: 另有 1 处" in lines


def test_long_lines_are_cut_around_the_finding(desk):
    """A line of a thousand characters is quoted in part, the caret under its mark."""
    path = write("a.md", "灯" * 500 + "," + "河" * 500)
    line, caret = lint_sources([path]).err.splitlines()[1:3]
    assert show.columns(line) < 100
    at = line.index(",")
    assert show.columns(line[:at]) == caret.index("^")


def test_json_gives_edits(desk):
    """JSON has place, weight, message and edits with offsets."""
    path = write("a.md", "灯,亮。")
    (found,) = json.loads(lint_sources([path], output_format="json").out)
    assert found["edits"] == [
        {"start": len(HEAD) + 1, "end": len(HEAD) + 2, "old": ",", "new": "，"}
    ]
    assert (found["path"], found["line"], found["column"], found["fixable"]) == ("a.md", 5, 2, True)


def test_sarif_and_github(desk):
    """SARIF 2.1.0 counts code points; GitHub's commands escape what would end them."""
    path = write("a,b.md", "灯,亮。")
    sarif = json.loads(lint_sources([path], output_format="sarif").out)
    (result,) = sarif["runs"][0]["results"]
    assert (sarif["version"], result["ruleId"]) == ("2.1.0", "PUN001")
    assert result["locations"][0]["physicalLocation"]["region"] == {
        "startLine": 5,
        "startColumn": 2,
        "endColumn": 3,
    }
    github = lint_sources([path], output_format="github").out
    assert github.startswith("::warning file=a%2Cb.md,line=5,col=2,title=PUN001::")


# --- the table ----------------------------------------------------------------------------------


def test_codes_are_in_the_one_table():
    """Every code of the desk is in the table that diagnostics use."""
    assert {code: CODES[code] for code in DESK_CODES} == DESK_CODES
    assert DESK_CODES.keys() >= FIXABLE


def test_every_rule_names_its_code_and_reason():
    """The docstring of a rule begins with its code, which exists."""
    for rule in (*SENTENCE_RULES, *WORD_RULES, *CHARACTER_RULES, *DOCUMENT_RULES):
        words = (rule.__doc__ or "").split()
        assert words[0].strip(",") in DESK_CODES, rule.__name__


def test_the_plain_house_has_the_weights_of_the_table():
    """Without house.yaml a finding weighs what its code says."""
    assert {House().weight(code) for code in DESK_CODES} == {"error", "warning", "note"}
    assert House().weight("CHR004") == "error"
