"""Layouts: found, inherited, refused with a place; the geometry and the structure of books."""

from __future__ import annotations

from pathlib import Path

import pytest

from press_tools import ROOT, article, bare, call, pages, write_book
from small_books import A5, FULL, GRIDS, set_article, set_book, shape
from wenxuan.diagnostics import Report
from wenxuan.layout.sizes import SIZES, size_in_points
from wenxuan.layout.templates import broken, chinese, whole
from wenxuan.metadata import points

# --- finding and inheriting -----------------------------------------------------------------


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A content folder with room for layouts of its own beside it."""
    write_book(tmp_path / "content" / "b", {"a.md": article("正文。")})
    return tmp_path


def house_layout(home: Path, name: str, **files: str) -> None:
    """Write a layout beside the content; `__` in a name stands for a dot."""
    folder = home / "layouts" / name
    folder.mkdir(parents=True)
    for file, text in files.items():
        (folder / file.replace("__", ".")).write_text(text, encoding="utf-8")


def build(home: Path, layout: str, edition: str = "print") -> tuple[int, str]:
    """Status and messages of a build in a layout."""
    write_book(home / "content" / "b", {"a.md": article("正文。")}, layout=layout)
    run = call("build", "content/b", "--edition", edition, cwd=home)
    return run.returncode, run.stderr


def test_an_unknown_layout_is_refused(house):
    """A layout that does not exist is LAY001, with the name that was likely meant."""
    status, said = build(house, "antology")
    assert status == 1
    assert "error LAY001: no layout antology" in said
    assert "anthology" in said.split("hint:")[1]


@pytest.mark.slow
def test_what_means_nothing_in_a_style_sheet_is_told_at_its_line(house):
    """PDF003 stands at the line of print.css as its designer wrote it, built either way."""
    sheet = (ROOT / "layouts" / "anthology" / "print.css").read_text(encoding="utf-8")
    line = len(sheet.splitlines()) + 2
    css = f"{sheet}\n.title {{ colour: red }}\n"
    house_layout(house, "ours", layout__yaml="extends: anthology\n", print__css=css)
    write_book(house / "content" / "b", {"a.md": article("正文。")}, layout="ours")
    for way in ((), ("--whole",)):
        run = call("build", "content/b", "-e", "screen", *way, cwd=house)
        assert f"layouts/ours/print.css:{line}:1: warning PDF003" in run.stderr, run.stderr


def test_a_layout_that_extends_itself_is_refused(house):
    """A circle of layouts is LAY007, not a hang."""
    house_layout(house, "one", layout__yaml="extends: two\n")
    house_layout(house, "two", layout__yaml="extends: one\n")
    status, said = build(house, "one")
    assert status == 1
    assert "LAY007" in said


def test_a_house_style_is_a_small_folder(house):
    """A layout that extends another changes what it names and inherits the rest."""
    house_layout(
        house,
        "ours",
        layout__yaml=(
            "extends: anthology\nsizes: {title: 小一}\nwords: {zh-Hans: {contents: 目次}}\n"
        ),
    )
    status, said = build(house, "ours", "screen")
    assert status == 0, said
    text = [(c.text, c.size) for p in pages(house / "build" / "b" / "b.pdf") for c in p.chars]
    assert ("甲", 24.0) in text
    assert "目次" in bare("".join(c for c, _ in text))


@pytest.mark.slow
def test_a_publication_chooses_how_lines_are_set(house):
    """Of its own options or of its layout's defaults: with strict no line begins with a dash."""
    strict = "options: {line_prohibition: {choices: [strict], default: strict, about: 严}}\n"
    house_layout(house, "ours", layout__yaml=f"extends: anthology\n{strict}")
    text = "春天来了——江水涨了——船开了——" * 30
    for chosen, dashed in (
        ({}, True),
        ({"options": {"line_prohibition": "strict"}}, False),
        ({"layout": "ours"}, False),
    ):
        write_book(house / "content" / "b", {"a.md": article(text)}, **chosen)
        run = call("build", "content/b", "--edition", "screen", cwd=house)
        assert run.returncode == 0, run.stderr
        found = pages(house / "build" / "b" / "b.pdf")
        starts = [row[0].text for page in found for _, row in page.lines if len(row) > 9]
        assert ("—" in starts) is dashed


@pytest.mark.slow
def test_the_end_of_a_float_is_never_lost_in_silence(house):
    """WeasyPrint drops what of a float is longer than the pages of its text: the build fails."""
    css = (ROOT / "layouts/anthology/print.css").read_text(encoding="utf-8")
    css += "blockquote { float: right; width: 5em }"
    house_layout(house, "ours", layout__yaml="extends: anthology\n", print__css=css)
    text = "春天来了。\n\n> " + "江水涨了船开了" * 60 + "终。\n\n江水。\n"
    write_book(house / "content" / "b", {"a.md": article(text)}, layout="ours")
    run = call("build", "content/b", "--edition", "screen", cwd=house)
    assert run.returncode == 1
    assert "error PRF001" in run.stderr
    assert not (house / "build" / "b" / "b.pdf").exists()


def test_a_folder_of_the_house_comes_first(house):
    """A layout beside the content is found before one of the press."""
    house_layout(house, "anthology", layout__yaml="title: 空\n")
    status, said = build(house, "anthology")
    assert status == 1
    assert "LAY003" in said, "the empty layout has no grid"


@pytest.mark.parametrize(
    ("name", "file", "text", "place"),
    [
        (
            "undefined",
            "print__html",
            "<html>\n<body>\n{{ no_such_name }}\n",
            "layouts/ours/print.html:3:",
        ),
        (
            "attribute",
            "print__html",
            "<html>\n{{ head.no_such_key }}\n",
            "layouts/ours/print.html:2:",
        ),
        ("syntax", "print__html", "<html>\n\n{% if %}\n", "layouts/ours/print.html:3:"),
        ("unclosed", "print__css", "a {}\n{% for x in [1] %}\n", "layouts/ours/print.css:"),
        ("filter", "print__css", "a {}\n{{ 'x'|no_such_filter }}\n", "layouts/ours/print.css:2:"),
        ("role", "print__css", "a {}\nb {}\n{{ face('gothic') }}\n", "layouts/ours/print.css:3:"),
        ("division", "print__css", "a {}\n{{ 1 // 0 }}\n", "layouts/ours/print.css:2:"),
        ("unsafe", "print__css", "a {}\n{{ ''.__class__.__mro__ }}\n", "layouts/ours/print.css:2:"),
        ("type", "print__css", "a {}\n{{ lines('x') }}\n", "layouts/ours/print.css:2:"),
    ],
)
def test_a_fault_of_a_template_has_its_line(house, name, file, text, place):
    """A template that cannot be rendered is LAY002 at its line, never a fault of ours."""
    house_layout(house, "ours", layout__yaml="extends: anthology\n", **{file: text})
    status, said = build(house, "ours")
    assert status == 1, said
    (line,) = [x for x in said.splitlines() if " LAY002: " in x]
    assert line.startswith(place), line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<p>\n{{ titel }}</p>\n", ":2:1: error LAY002: template: titel is not defined"),
        ("{% include 'no.html' %}\n", ":1:1: error LAY002: template: there is no template no.html"),
    ],
)
def test_a_fault_of_a_piece_is_told_in_its_own_file(house, text, said):
    """LAY002 of a piece names the file of the layout that has it, not the one that calls it."""
    house_layout(house, "ours", layout__yaml="extends: anthology\n")
    (house / "layouts" / "ours" / "print").mkdir()
    (house / "layouts" / "ours" / "print" / "half.html").write_text(text, encoding="utf-8")
    status, log = build(house, "ours")
    assert status == 1
    assert f"layouts/ours/print/half.html{said}" in log, log


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("extends: anthology\ncolours: {}\n", "MET001"),
        ("extends: anthology\nsizes: {title: 巨号}\n", "MET"),
        ("extends: anthology\ngrids: {170mm 240mm: {body: 五号}}\n", "MET"),
        ("extends: [a]\n", "MET"),
        ("extends: anthology\nextends: anthology\n", "YML002"),
        ("extends: nowhere\n", "LAY001"),
    ],
)
def test_a_fault_of_layout_yaml_is_located(house, text, code):
    """Unknown keys and wrong values of layout.yaml are errors with a place."""
    house_layout(house, "ours", layout__yaml=text)
    status, said = build(house, "ours")
    assert status == 1, said
    assert code in said
    assert "layouts/ours/layout.yaml:" in said or code == "LAY001"


# --- geometry -------------------------------------------------------------------------------




@pytest.mark.parametrize("size", GRIDS)
def test_type_areas_are_whole(size):
    """Every trim size has a type area of whole characters and lines with fair margins."""
    report = Report()
    g = shape(size, report)
    assert g is not None
    assert list(report) == []
    assert g.area_width == pytest.approx(g.measure * g.body)
    assert g.inner + g.area_width + g.outer == pytest.approx(g.width)
    assert g.box_top + g.lines * g.leading + g.box_bottom == pytest.approx(g.height)
    millimeter = 72 / 25.4
    assert g.outer > 15 * millimeter
    assert g.bottom > g.top - 5 * millimeter
    assert 1.5 <= g.leading / g.body <= 1.9


@pytest.mark.parametrize("size", ["130mm 184mm", "160mm 230mm", "190mm 265mm", "6in 9in"])
def test_an_unknown_size_is_fitted_with_a_warning(size):
    """A trim size that the layout does not know gets a fitted grid and LAY004."""
    report = Report()
    g = shape(size, report)
    assert g is not None
    assert g.fits
    assert [d.code for d in report] == ["LAY004"]


def test_an_impossible_page_is_refused():
    """A type area that does not fit on the page is LAY003."""
    report = Report()
    assert (
        shape(
            "60mm 90mm",
            report,
            grid="{body: 五号, leading: 18pt, measure: 32, lines: 30, inner: 20mm, top: 20mm}",
        )
        is None
    )
    assert "LAY003" in [d.code for d in report]


def test_sizes_are_points():
    """字号 and lengths become points."""
    assert size_in_points("五号") == 10.5
    assert size_in_points("10.5pt") == 10.5
    assert size_in_points("10mm") == pytest.approx(28.346, abs=0.001)
    assert all(a > b for a, b in zip(SIZES.values(), list(SIZES.values())[1:], strict=False))
    assert points("1in") == 72


def test_numerals_are_chinese():
    """Parts are counted in Chinese numerals."""
    numbers = (1, 9, 10, 11, 20, 21, 99, 100)
    assert [chinese(n) for n in numbers] == [
        "一",
        "九",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
        "100",
    ]


def test_titles_break_where_their_author_wants():
    r"""`\\` breaks a title and is nothing where it stands on one line; markup is escaped."""
    assert str(broken(r"春 \\ 汛 <b>")) == "春<br/>汛 &lt;b&gt;"
    assert whole(r"春 \\ 汛") == "春汛"


# --- structure of the book ------------------------------------------------------------------

PARTED = (
    "[{article: f.md, matter: front}, {part: 上, articles: [a.md]}, "
    "{part: 下, articles: [b.md]}, {article: z.md, matter: back}]"
)


@pytest.mark.slow
def test_front_parts_and_back():
    """Front matter is in roman, page 1 is the first part's, parts are rectos, the back follows."""
    files = {
        n: article(f"正文在{n[0]}。", title=f"题{n[0]}") for n in ("f.md", "a.md", "b.md", "z.md")
    }
    book = set_book(files, contents=PARTED)
    labels = {n: book.labels(f"正文在{n}。")[0] for n in "fabz"}
    assert labels == {"f": "v", "a": "3", "b": "7", "z": "9"}
    assert len(book.pages) % 2 in (0, 1)
    assert "第一辑" in book.text


@pytest.mark.slow
def test_a_book_without_body_or_with_untitled_parts():
    """Articles that belong to no part are numbered on; the first of the body is page 1."""
    files = {n: article(f"正文在{n[0]}。", title=f"题{n[0]}") for n in ("a.md", "b.md", "c.md")}
    book = set_book(files, contents="[a.md, {part: 中, articles: [b.md]}, c.md]")
    labels = [book.labels(f"正文在{n}。")[0] for n in "abc"]
    assert labels[0] == "1"
    assert [int(x) for x in labels] == sorted(int(x) for x in labels)


@pytest.mark.slow
def test_the_imprint_names_each_role():
    """An author is 著者 in the imprint, an editor 编者, another role what publication.yaml says."""
    people = (
        "[{name: 甲作, role: author}, {name: 乙编, role: editor}, {name: 丙译, role: 译者}, 丁编]"
    )
    text = set_article("正文。", contributors=people).text
    assert "著者甲作编者乙编丁编译者丙译" in text


@pytest.mark.slow
def test_a_part_that_numbers_itself_gets_no_number():
    """第二卷 is no 第一辑, but 第三只眼 is a title like others."""
    files = {n: article("正文。", title=f"题{n[0]}") for n in ("a.md", "b.md")}
    parts = "[{part: 第二卷　水, articles: [a.md]}, {part: 第三只眼, articles: [b.md]}]"
    text = set_book(files, contents=parts).text
    assert "第一辑" not in text
    assert "第二辑" in text


def test_only_front_matter_is_no_book():
    """A publication with front matter only is an error of the content, not a fault of ours."""
    book = set_book({"a.md": article("正文。")}, contents="[{article: a.md, matter: front}]")
    assert book.status == 1
    assert "ASM006" in book.log


@pytest.mark.slow
def test_a_turned_title_of_the_contents_keeps_clear_of_the_folios():
    """Its lines end 2 em before the folio's figure or more, and no character stands alone."""
    files = {
        f"{n}.md": article("正文。", title=("关于春季防汛抗旱与安全生产工作的意见和说明" * 2)[:n])
        for n in range(22, 28)
    }
    book = set_book(files, contents=f"[{', '.join(files)}]", page=A5)
    listed = next(p for p in book.pages if "目录" in bare(p.text))
    lines = [chars for _, chars in listed.lines if len(chars) > 2 and chars[0].size > 9][1:]
    edge = max(c.right for chars in lines for c in chars)
    turned = [chars for chars in lines if not chars[-1].text.isdigit()]
    assert turned
    for chars in turned:
        assert chars[-1].right <= edge - 2 * chars[-1].size
    hung = [chars for chars in lines if chars[0].x > min(c[0].x for c in lines) + 5]
    assert len(hung) == len(turned)
    assert all(sum("\u4e00" <= c.text <= "\u9fff" for c in chars) > 1 for chars in hung)


@pytest.mark.slow
def test_a_name_does_not_turn_in_the_contents():
    """A Western name stands on one line, and the line above it is not torn to fill the measure."""
    head = "title: 案子没有停\nauthors: [许怀真, 周小满, Jean-Baptiste Grenouille von Osten]"
    files = {"a.md": f"---\n{head}\n---\n文。", "b.md": article("文。")}
    listed = next(p for p in set_book(files, page=A5).pages if "目录" in bare(p.text))
    lines = {bare("".join(c.text for c in chars)): chars for _, chars in listed.lines}
    assert [line for line in lines if line.startswith("Jean-BaptisteGrenouillevonOsten·")]
    above = lines["案子没有停许怀真周小满"]
    assert above[4].x - above[0].x == pytest.approx(4 * above[0].size, abs=0.1)


@pytest.mark.slow
def test_an_article_whose_name_is_contents():
    """A file called contents.md or part-1.md does not collide with the layout's own places."""
    files = {n: article("正文。", title=n[:4]) for n in ("contents.md", "part-1.md")}
    book = set_book(files, contents="[{part: 上, articles: [contents.md, part-1.md]}]")
    assert book.status == 0, book.log
    first = [p for p in book.pages if p.label == "3"]
    assert "cont" in first[0].text
    (line,) = [p.line(y) for p in book.pages for y, _ in p.lines if p.line(y).startswith("cont·")]
    assert line.endswith("3")


@pytest.mark.slow
@pytest.mark.parametrize("size", GRIDS)
def test_every_grid_is_set(size):
    """On every trim size full lines fill the measure from the margin of their side."""
    body = "".join(f"{FULL}\n\n" for _ in range(12))
    book = set_article(body, page="{size: " + size + "}")
    g = shape(size, Report())
    assert g is not None
    full = 0
    for page in book.pages:
        if page.label.isdigit():
            left = g.inner if page.recto else g.outer
            for _, chars in page.lines:
                if len(chars) >= g.measure - 1:
                    assert chars[0].x == pytest.approx(left, abs=0.3) or chars[
                        0
                    ].x == pytest.approx(left + 2 * g.body, abs=0.3)
                    assert chars[-1].right == pytest.approx(left + g.area_width, abs=0.3)
                    full += 1
    assert full > 40
