"""The page-list: pure search, markers at the exact character, and the finished files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from press_tools import article, call, workshop, write_book
from wenxuan.checks.ebook import area, check_ebook
from wenxuan.checks.ebook_pages import Outcome, Sheet, _among_drawings, pages, sheets
from wenxuan.checks.ebook_reading import Ebook
from wenxuan.diagnostics import Report
from wenxuan.epub import make_epub
from wenxuan.epub.copies import Copy, PrintPage
from wenxuan.epub.markers import insert, text_nodes
from wenxuan.epub.pagelist import Mark, paginate
from wenxuan.epub.sheets import read_pages
from wenxuan.pipeline import modified, prepare

ROOT = Path(__file__).resolve().parents[2]
BOOKS = ("spring-tide", "typesetter")
ONE = "江水涨了又落，岸边的人站在那里，谁也没有说话，只听见冰在响。"
TWO = "第二天清晨，队伍沿着堤走，脚印留在雪上，很快又被新雪盖住了。"
FRONT = Copy.of("title.xhtml", ["江水集", "编辑部编"], "title")


def places(texts: list[str], *copies: Copy, kinds: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Kind, document, run and offset of pages with these texts."""
    kinds = kinds or ("",) * len(texts)
    printed = [
        PrintPage(label=str(n), text=t, kind=k)
        for n, (t, k) in enumerate(zip(texts, kinds, strict=True), start=1)
    ]
    return [(m.kind, m.file, m.run, m.offset) for m in paginate(printed, copies)]


# --- the search ---------------------------------------------------------------------------


def test_a_page_begins_where_its_text_stands() -> None:
    """A page is marked at the run and character with which its body begins."""
    copy = Copy.of("a.xhtml", ["题目", ONE, TWO])
    found = places(["题目" + ONE[:20], ONE[20:] + TWO[:10], TWO[10:]], copy)
    assert [place[2:] for place in found] == [(0, 0), (1, 20), (2, 10)]
    assert {place[:2] for place in found} == {("text", "a.xhtml")}


def test_repeated_text_is_told_apart_by_its_place() -> None:
    """Of equal passages the one is meant that stands where the page before ends."""
    copy = Copy.of("a.xhtml", [ONE, ONE, ONE])
    assert [p[2] for p in places([ONE, ONE, ONE], copy)] == [0, 1, 2]


def test_white_space_and_page_numbers_of_references_do_not_count() -> None:
    """Spaces of print, and （第12页） after a reference, hide nothing."""
    copy = Copy.of("a.xhtml", ["见《江水》里的话，", ONE])
    assert places(["见《江水》（第12页）里的 话，" + ONE], copy) == [("text", "a.xhtml", 0, 0)]


def test_columns_are_found_by_their_first_line() -> None:
    """Of a page in two columns, read across both, the first line of the left tells the place."""
    copy = Copy.of("a.xhtml", [ONE, TWO, ONE[::-1], TWO[::-1]])
    left, right = [ONE[:15], ONE[15:]], [TWO[:15], TWO[15:]]
    first = "".join(a + b for a, b in zip(left, right, strict=True))
    turned = ONE[::-1][:15] + TWO[::-1][:15] + ONE[::-1][15:] + TWO[::-1][15:]
    assert places([first, turned], copy) == [("text", "a.xhtml", 0, 0), ("text", "a.xhtml", 2, 0)]


def test_what_print_adds_between_is_skipped() -> None:
    """Readings and numbers of items that stand among the first characters do not mislead."""
    copy = Copy.of("a.xhtml", [ONE, TWO])
    assert places([ONE, "2." + TWO[:4] + "xun" + TWO[4:]], copy)[1] == ("text", "a.xhtml", 1, 0)


def test_pages_of_other_kinds_get_the_next_place() -> None:
    """Blank pages, plates and contents are marked where the next page's text begins."""
    copies = (FRONT, Copy.of("a.xhtml", [ONE]), Copy.of("b.xhtml", [TWO]))
    texts = ["江水集", "", "目录江水··········1", ONE, "", "", TWO, ""]
    found = places(texts, *copies, kinds=("", "", "contents", "", "", "plate", "", ""))
    assert [kind for kind, *_ in found] == [
        "title", "blank", "contents", "text", "blank", "plate", "text", "blank"
    ]  # fmt: skip
    assert [file for _, file, *_ in found] == [
        "title.xhtml", "a.xhtml", "a.xhtml", "a.xhtml", "b.xhtml", "b.xhtml", "b.xhtml", "b.xhtml"
    ]  # fmt: skip
    assert found[-1][3] == len(TWO)


def test_a_repeated_table_head_is_no_text() -> None:
    """A page that repeats the head of a table is marked at the first row that it has."""
    first, second = "一甲乙丙丁戊己庚辛壬癸一", "二甲乙丙丁戊己庚辛壬癸二"
    copy = Copy.of("a.xhtml", [ONE, "名称", "数量", first, second], "", "名称数量")
    found = places([f"{ONE}名称数量{first}", f"名称数量{second}"], copy)
    assert found[1] == ("table", "a.xhtml", 4, 0)
    again = places([f"{ONE}名称数量{first}", f"表 1（续表）名称数量{second}"], copy)
    assert again == found


CELLS = ["年份与月份", "各村上报的户数", "一九五八年春", "三千二百一十户"]
CELLS += ["次年又上报了", "四千零二十户"]
HEAD_LINES = "年份各村上与月份报的户数"
FIRST, SECOND = "一九五三千二百八年春一十户", "次年又四千零上报了二十户"
TABLE = Copy.of(
    "a.xhtml", [ONE, "表一", *CELLS, TWO], "", "".join(CELLS[:2]), [0, 0, 1, 1, 2, 2, 3, 3, 0]
)


@pytest.mark.parametrize(
    ("page", "run"),
    [
        (f"{HEAD_LINES}{SECOND}{TWO}", 6),
        (f"{''.join(CELLS[:2])}{SECOND}{TWO}", 6),
        (f"{SECOND}{TWO}", 6),
        (f"{HEAD_LINES}{FIRST}{SECOND}{TWO}", 2),
        (f"表一{HEAD_LINES}{FIRST}{SECOND}{TWO}", 1),
    ],
)
def test_cells_of_several_lines_are_told_by_row(page: str, run: int) -> None:
    """Cells that stand beside one another line by line are the row that has their characters."""
    assert places([ONE, page], TABLE)[1] == ("table", "a.xhtml", run, 0)


def test_a_row_with_other_characters_is_no_place() -> None:
    """A page is not marked at a row that lacks one of its characters."""
    page = f"{HEAD_LINES}{SECOND}".replace("零", "两")
    assert places([ONE, page], TABLE)[1][0] != "table"


def test_a_row_taller_than_its_page_is_marked_at_its_start() -> None:
    """A page that has only the first lines of a row is marked there; what follows is found."""
    copy = Copy.of("a.xhtml", [ONE, "次年又上报", TWO + ONE[::-1], TWO[::-1]], rows=[0, 1, 1, 0])
    page, after = f"次年{TWO[:9]}又上报{TWO[9:]}{ONE[:13:-1]}", ONE[13::-1] + TWO[::-1]
    found = places([ONE, page, after], copy)
    assert found[1] == ("table", "a.xhtml", 1, 0)
    assert found[2] == ("text", "a.xhtml", 2, len(TWO) + len(ONE) - 14)
    assert places([ONE, page.replace("又", "再")], copy)[1][0] != "table"


def test_a_continued_note_is_named() -> None:
    """A page that goes on with a note of the article's end is no page of the text."""
    note = "注文很长很长，一直排到下一面去，读者翻过来才能读完它。"
    copies = (Copy.of("a.xhtml", [ONE], "", note), Copy.of("b.xhtml", [TWO]))
    found = places([ONE, note[8:], TWO], *copies)
    assert [kind for kind, *_ in found] == ["text", "note", "text"]
    assert found[1][1:] == ("b.xhtml", 0, 0)


def test_the_last_words_above_the_notes_are_the_place() -> None:
    """An article's last words on a page of their own are its place, whatever notes follow."""
    note = "注文很长很长，一直排到下一面去，读者翻过来才能读完它。"
    copies = (Copy.of("a.xhtml", [ONE], "", note), Copy.of("b.xhtml", [TWO]))
    found = places([ONE[:-4], f"{ONE[-4:]}注释{note}", TWO], *copies)
    assert found[1] == ("text", "a.xhtml", 0, len(ONE) - 4)
    assert places([ONE[:-4], f"别的话。{note}", TWO], *copies)[1][0] == "note"


def test_strange_text_is_placed_nowhere() -> None:
    """Text that the e-book does not have makes no place, and a book without any has no list."""
    copy = Copy.of("a.xhtml", [ONE])
    assert places(["完全不相干的一段文字，书里从来没有出现过它。", ONE], copy)[0][0] == "other"
    assert places(["完全不相干的一段文字，书里从来没有出现过它。"], copy) == []


CAPTIONS = ["图1一张照片", "图2二", "图3二", "图4图样"]
PLATES = Copy.of("a.xhtml", [ONE, *CAPTIONS, TWO])


def test_pages_with_few_characters_are_found_between_their_neighbors() -> None:
    """Short pages in a row stand at their own text in rising order; a blank one at the next."""
    assert [p[2:] for p in places([ONE, *CAPTIONS, TWO], PLATES)] == [(n, 0) for n in range(6)]
    found = places([ONE, "图1一张照片", "", "图3二", "方框图4图样", TWO], PLATES)
    assert [p[0] for p in found] == ["text", "text", "blank", "text", "plate", "text"]
    assert [p[2] for p in found] == [0, 1, 3, 3, 4, 5]
    strange = places([ONE, "图9", TWO], PLATES)
    assert strange[1] == ("other", "a.xhtml", 5, 0)


def test_a_caption_between_two_drawings_is_the_place() -> None:
    """A page of a drawing, its caption and another drawing stands at the caption, not below."""
    drawn = f"方框Box图4图样方框Box{TWO}"
    assert places([ONE, drawn], Copy.of("a.xhtml", [ONE, "图4图样", TWO]))[1] == (
        "plate", "a.xhtml", 1, 0
    )  # fmt: skip
    assert places([ONE, drawn], Copy.of("a.xhtml", [ONE, TWO]))[1] == ("plate", "a.xhtml", 1, 0)
    assert _among_drawings(drawn, f"图4图样{TWO[:8]}", "方框Box")
    assert not _among_drawings(drawn, f"图4图样{TWO[1:9]}", "方框Box")
    assert not _among_drawings(drawn, f"图4图样{TWO[:8]}", "方框")


def test_a_short_first_page_of_an_article_is_no_table() -> None:
    """An article's title and one short line are found; what stands before is marked there, too."""
    copy = Copy.of("a.xhtml", ["长格", "开头一段。", "表一", "甲乙丙丁戊己庚辛壬癸", TWO],
                   rows=[0, 0, 0, 1, 0])  # fmt: skip
    texts = ["", "长格开头一段。", f"表一甲乙丙丁戊己庚辛壬癸{TWO}"]
    found = places(texts, FRONT, copy)
    assert [p[2:] for p in found] == [(0, 0), (0, 0), (2, 0)]
    assert places(["", "长格开尾", texts[2]], FRONT, copy)[0][2:] == (2, 0)


def test_ids_are_unique_and_plain() -> None:
    """Two pages of one label, and labels that make no id, get ids of their own."""
    printed = [PrintPage(label=label, text=ONE) for label in ("1", "1", "第一", "iv")]
    ids = [m.id for m in paginate(printed, [Copy.of("a.xhtml", [ONE] * 4)])]
    assert ids == ["page-1", "page--2", "page--3", "page-iv"]


# --- markers ------------------------------------------------------------------------------

H = "http://www.w3.org/1999/xhtml"
DOCUMENT = f"""<html xmlns="{H}" xmlns:epub="http://www.idpf.org/2007/ops"><body><section>
<h1>题</h1><p>甲乙<em>丙丁</em>戊<ruby>己<rt>jǐ</rt></ruby></p><figure><img src="a.png" alt="图"/>
<figcaption>图题</figcaption></figure><p>庚<a epub:type="noteref" href="#n">①</a>辛</p>
<section class="notes"><p>注</p></section></section></body></html>"""


def marked(run: int, offset: int) -> str:
    """The document with a marker, its tags shortened."""
    root = etree.fromstring(DOCUMENT)
    insert(root, [Mark(label="7", id="page-7", kind="text", file="", run=run, offset=offset)])
    text = etree.tostring(root, encoding="unicode")
    assert "".join(root.itertext()) == "".join(etree.fromstring(DOCUMENT).itertext())
    return re.sub(r"<span[^>]*pagebreak[^>]*></span>", "|", text)


def test_runs_are_what_stands_in_the_line() -> None:
    """Readings, calls and notes are no text of a page."""
    found = [node.text for node in text_nodes(etree.fromstring(DOCUMENT))]
    assert found == ["题", "甲乙", "丙丁", "戊", "己", "图题", "庚", "辛"]


@pytest.mark.parametrize(
    ("run", "offset", "wanted"),
    [
        (0, 0, "<h1>|题</h1>"),
        (1, 0, "<p>|甲乙<em>"),
        (1, 1, "甲|乙<em>"),
        (2, 0, "甲乙<em>|丙丁</em>"),
        (2, 1, "<em>丙|丁</em>"),
        (3, 0, "</em>|戊<ruby>"),
        (4, 0, "戊<ruby>|己"),
        (5, 0, "|<figure>"),
        (5, 1, "<figcaption>图|题"),
        (7, 0, "</a>|辛</p>"),
        (7, 1, "</a>辛|</p>"),
    ],
)
def test_a_marker_stands_before_its_character(run: int, offset: int, wanted: str) -> None:
    """A marker goes to the very character; before a figure whose caption is the first text."""
    assert wanted in marked(run, offset)


def test_markers_before_one_figure_stand_in_order() -> None:
    """Several pages that begin at one figure have their markers in the order of pages."""
    root = etree.fromstring(DOCUMENT)
    marks = [Mark(label=n, id=n, kind="", file="", run=5, offset=0) for n in "678"]
    insert(root, marks)
    found = [e.get("id") for e in root.iter(f"{{{H}}}span")]
    assert found == ["6", "7", "8"]


def test_a_marker_says_what_it_is() -> None:
    """Markers have type, role, id and label, and stand empty."""
    root = etree.fromstring(DOCUMENT)
    insert(root, [Mark(label="iv", id="page-iv", kind="text", file="", run=1, offset=1)])
    (span,) = root.iter(f"{{{H}}}span")
    assert dict(span.attrib) == {
        "{http://www.idpf.org/2007/ops}type": "pagebreak",
        "role": "doc-pagebreak",
        "id": "page-iv",
        "aria-label": "iv",
    }
    assert not span.text
    assert b"</span>" in etree.tostring(root)


# --- the finished files -------------------------------------------------------------------


@cache
def finished(slug: str) -> tuple[Path, Path]:
    """EPUB and PDF of one build, the EPUB made with that PDF's pages."""
    out = workshop() / "pagelist"
    done = call("build", "--edition", "screen", "--out", out, ROOT / "content" / slug)
    assert done.returncode == 0, done.stderr
    pdf, report = out / slug / f"{slug}.pdf", Report()
    ready = prepare(ROOT / "content" / slug, report)
    assert ready is not None
    printed = read_pages(pdf, ready.geometry)
    day = modified(ready.publication)
    data = make_epub(
        ready.publication, ready.layout, ready.fonts, None, day, report, printed
    )
    assert data is not None
    assert {d.code for d in report if d.code.startswith("EPB")} <= {"EPB002"}
    epub = out / slug / f"{slug}.epub"
    epub.write_bytes(data)
    return epub, pdf


@cache
def compared(slug: str) -> tuple[Outcome, tuple[Sheet, ...], Ebook]:
    """The two files against each other, and what they have."""
    epub, pdf = finished(slug)
    ready = prepare(ROOT / "content" / slug, Report())
    assert ready is not None
    printed = sheets(pdf.read_bytes(), area(ready.geometry))
    book = Ebook.read(epub.read_bytes())
    return pages(book, printed), printed, book


@pytest.mark.slow
@pytest.mark.parametrize("slug", BOOKS)
def test_every_page_has_its_first_characters(slug: str) -> None:
    """Of each page that begins with source text the first 12 characters stand at its marker."""
    outcome, printed, _ = compared(slug)
    assert outcome.faults == ()
    others = sum(len(labels) for labels in outcome.others.values())
    assert outcome.compared + others == len(printed)
    assert outcome.compared > len(printed) * 0.65
    assert set(outcome.others) <= {"front", "blank", "contents", "note", "table", "plate"}


@pytest.mark.slow
def test_a_moved_marker_is_found() -> None:
    """The comparison fails for a marker one character off, a missing one, and a wrong label."""
    _, printed, book = compared("spring-tide")
    path = next(p for p in book.spine if p.endswith("a002.xhtml"))
    source = book.members[path].decode()
    moved = re.sub(r"(<span[^>]*page-5\"[^>]*></span>)(.)", r"\2\1", source, count=1)
    assert moved != source
    assert len(pages(Ebook(book.members | {path: moved.encode()}), printed).faults) == 1
    lost = re.sub(r"<span[^>]*page-5\"[^>]*></span>", "", source, count=1)
    assert pages(Ebook(book.members | {path: lost.encode()}), printed).faults
    outcome = pages(Ebook(book.members | {path: moved.encode()}), printed)
    assert outcome.others["other"] == ("5",)
    nav = book.members[book.nav].replace(b">iv</a>", b">iiii</a>")
    assert pages(Ebook(book.members | {book.nav: nav}), printed).faults


@pytest.mark.slow
def test_a_white_leaf_at_the_end_needs_no_line() -> None:
    """Print may have white leaves after the last page of the list, but no page with text."""
    _, printed, book = compared("spring-tide")
    blank = Sheet(label="99", text="")
    assert pages(book, (*printed, blank, blank)).faults == ()
    assert pages(book, (*printed, Sheet(label="99", text="余下的话"))).faults


@pytest.mark.slow
@pytest.mark.parametrize("slug", BOOKS)
def test_finished_books_pass_the_oracle(slug: str) -> None:
    """`check` finds nothing in either publication: files, links, notes, text, looks, pages."""
    epub, pdf = finished(slug)
    ready, report = prepare(ROOT / "content" / slug, Report()), Report()
    assert ready is not None
    check_ebook(
        epub,
        report,
        publication=ready.publication,
        pdfs=[pdf],
        geometry=ready.geometry,
        outside=False,
    )
    assert [d.message() for d in report] == []
    package = Ebook.read(epub.read_bytes()).opf
    stated = {m.get("property"): m.text for m in package.iter("{*}meta")}
    assert stated["pageBreakSource"].startswith("urn:")
    features = [m.text for m in package.iter("{*}meta")]
    assert {"pageBreakMarkers", "pageNavigation"} <= set(features)


@pytest.mark.slow
@pytest.mark.parametrize("fonts", ["embed", "headings", "none"])
def test_short_mixed_books_raise_no_alarm(tmp_path: Path, fonts: str) -> None:
    """Articles beside parts, a rare character at the head of a page, fonts for headings only."""
    body = "正文𬭳在此，说几句话。\n\n## 小节\n\n再说几句。\n"
    write_book(
        tmp_path / "b", {f"{name}.md": article(body, title=f"篇{name}") for name in "abcd"},
        contents="[a.md, {part: 甲部, articles: [b.md]}, c.md, {part: 乙部, articles: [d.md]}]",
        options=f"{{epub_fonts: {fonts}}}",
    )  # fmt: skip
    assert call("build", "b", "--out", "o", cwd=tmp_path).returncode == 0
    done = call("check", "b", "--out", "o", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_without_print_there_is_no_page_list() -> None:
    """An EPUB made without pages has no page-list, no source of page breaks, no such claim."""
    ready, report = prepare(ROOT / "content" / "spring-tide", Report()), Report()
    assert ready is not None
    data = make_epub(
        ready.publication, ready.layout, ready.fonts, None, modified(ready.publication), report
    )
    assert data is not None
    book = Ebook.read(data)
    assert book.list_of("page-list") is None
    assert b"pageBreak" not in book.members[book.package]
    assert b"pageTarget" not in book.members["OEBPS/toc.ncx"]
