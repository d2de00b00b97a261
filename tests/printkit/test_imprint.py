"""版权页: numbers from built pages, recomputed by another program; forms of four languages."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pymupdf
import pytest
import specimen

from press_tools import ROOT
from wenxuan.diagnostics import Report, Span
from wenxuan.layout.imprint import imprint_rows
from wenxuan.layout.loader import load_layout
from wenxuan.layout.sizes import Geometry
from wenxuan.layout.templates import render
from wenxuan.printkit.boxes import MM
from wenxuan.printkit.imprint_numbers import (
    ImprintNumbers,
    counted,
    decimal,
    imprint_faults,
    imprint_numbers,
    number_rows,
    thousands,
)


def recount(data: bytes, geometry: Geometry, without: int | None) -> tuple[int, int, int]:
    """Pages, filled pages, and characters in the type areas, as MuPDF reads the file."""
    filled = characters = 0
    with pymupdf.open(stream=data) as document:
        for i, page in enumerate(document):
            box = page.trimbox
            x = box.x0 + (geometry.outer if i % 2 else geometry.inner)
            y = box.y0 + geometry.box_top
            area = pymupdf.Rect(
                x, y, x + geometry.area_width, y + geometry.lines * geometry.leading
            )
            drawn = [
                d for d in page.get_drawings() if box.intersects(d["rect"]) and d["rect"] in box
            ]
            filled += bool(page.get_text().strip() or drawn)
            if i != without:
                aside = pymupdf.Rect(-geometry.body, -1, geometry.body, 1)
                characters += counted(_text(page, area + aside))
        return document.page_count, filled, characters


def _text(page: pymupdf.Page, area: pymupdf.Rect) -> str:
    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_PRESERVE_LIGATURES
    return "".join(
        char["c"]
        for block in page.get_text("rawdict", flags=flags)["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for char in span["chars"]
        if area.contains(pymupdf.Point(char["origin"]))
    )


def test_numbers_of_the_small_book():
    """Six pages, five filled, 28 × 27 characters each; a sheet of A5 gives 32 leaves."""
    found = imprint_numbers(specimen.printed(), specimen.GEOMETRY, None)
    assert found == ImprintNumbers(
        pages=6,
        filled=5,
        set_characters=28 * 27 * 5,
        real_characters=5 * 20,
        sheet="890mm×1240mm",
        division=32,
    )
    assert found.sheets == Fraction(6, 32)
    assert recount(specimen.printed(), specimen.GEOMETRY, None) == (6, 5, 100)


def test_marks_in_the_slug_do_not_count():
    """The numbers of the finished file are those of the pages as they were drawn."""
    drawn = imprint_numbers(specimen.drawn(), specimen.GEOMETRY, None)
    assert drawn == imprint_numbers(specimen.printed(), specimen.GEOMETRY, None)


def test_the_imprint_itself_is_not_counted():
    """The page that bears the numbers does not change them."""
    whole = imprint_numbers(specimen.drawn(), specimen.GEOMETRY, None).real_characters
    assert imprint_numbers(specimen.drawn(), specimen.GEOMETRY, 0).real_characters == whole - 20


def test_pages_are_counted_as_they_are_printed():
    """Blank pages that fill up a leaf or a signature are pages of the book."""
    assert imprint_numbers(specimen.drawn(5), specimen.GEOMETRY, None).pages == 6
    assert imprint_numbers(specimen.drawn(5), specimen.GEOMETRY, None, 16).pages == 16


@pytest.mark.parametrize(
    ("text", "count"),
    [("天地 玄黄。\n", 5), ("目录······12", 4), ("a.b", 3), ("……", 2), ("甲…………乙", 2), ("", 0)],
)
def test_what_counts_as_a_character(text, count):
    """White space and leaders of three dots and more do not count; marks do."""
    assert counted(text) == count


@pytest.mark.parametrize(
    ("pages", "division", "sheets"),
    [(50, 16, "3.125"), (66, 32, "2.0625"), (160, 16, "10"), (10, 32, "0.3125"), (1, 32, "0.0313")],
)
def test_sheets(pages, division, sheets):
    """印张 is pages ÷ 开数, to four places, halves up."""
    assert decimal(Fraction(pages, division)) == sheets


def test_thousands():
    """字数 is given in whole thousands."""
    assert [thousands(n) for n in (41280, 47520, 499, 500, 1500)] == ["41", "48", "1", "1", "2"]


def test_four_forms():
    """版权页 states sheet, sheets and characters; 奥付 and 판권 the trim and the pages."""
    found = imprint_numbers(specimen.printed(), specimen.GEOMETRY, None)
    rows = {
        language: number_rows(found, specimen.GEOMETRY, language)
        for language in ("zh-Hans", "zh-Hant-TW", "ja", "ko")
    }
    assert rows["zh-Hans"] == {
        "format": "890mm×1240mm　1/32",
        "sheets": "0.1875",
        "words": "4",
        "real_words": "100",
        "pages": "6",
    }
    assert rows["zh-Hant-TW"] == rows["zh-Hans"]
    assert rows["ja"] == {"format": "148mm×210mm", "pages": "6"}
    assert rows["ko"] == {"format": "148mm×210mm", "pages": "6"}


@pytest.mark.parametrize(
    ("language", "labels", "rights"),
    [
        ("zh-Hans", ["开本", "印张", "字数（千）", "实排字数", "面数"], "侵权必究"),
        ("zh-Hant-TW", ["開本", "印張", "字數（千）", "實排字數", "頁數"], "翻印必究"),
        ("ja", ["判型", "頁数"], "無断転載"),
        ("ko", ["판형", "면수"], "무단 전재"),
    ],
)
def test_the_imprint_page_bears_the_numbers(book, language, labels, rights):
    """The rows have the words of the language; without numbers only the size is stated."""
    head = f"title: 书\nlanguage: {language}\npage: {{size: 148mm 210mm}}\ncontents:\n"
    publication = book({"a.md": "---\ntitle: 甲\n---\n文\n"}, head=head).book
    layout = load_layout("anthology", publication.folder, Span("a"), Report())
    found = imprint_numbers(specimen.printed(), specimen.GEOMETRY, None)
    numbers = number_rows(found, specimen.GEOMETRY, language)
    with_numbers = imprint_rows(publication, layout, numbers)
    rows = {row["label"]: row["value"] for row in with_numbers["rows"]}
    assert [label for label in rows if label in labels] == labels
    assert [rows[label] for label in labels] == list(numbers.values())
    assert rights in with_numbers["rights"]
    plain = {row["label"] for row in imprint_rows(publication, layout)["rows"]}
    assert plain & set(labels) == {labels[0]}


def test_an_odd_size_has_no_sheet():
    """A size that no standard sheet gives leaves 开本 and 印张 out."""
    odd = replace(specimen.GEOMETRY, width=111 * MM)
    found = imprint_numbers(specimen.drawn(), odd, None)
    assert (found.sheet, found.sheets) == (None, None)
    assert set(number_rows(found, odd, "zh-Hans")) == {"words", "real_words", "pages"}


LABELS = {
    "format": "开本",
    "sheets": "印张",
    "words": "字数（千）",
    "real_words": "实排字数",
    "pages": "面数",
}


def test_a_wrong_imprint_is_found():
    """PRT503 names each number that the page does not state, states wrong, or states twice."""
    found = imprint_numbers(specimen.printed(), specimen.GEOMETRY, None)
    rows = number_rows(found, specimen.GEOMETRY, "zh-Hans")
    printed = "".join(f"{LABELS[key]}\n{text}\n" for key, text in rows.items())
    cases = (
        (printed, []),
        (printed.replace("0.1875", "9.9"), [("印张", "9.9")]),
        (printed.replace("0.1875", "0.18751"), [("印张", "0.18751")]),
        (printed.replace("100", "101"), [("实排字数", "101")]),
        (printed + "面数 8", [("面数", "6、8")]),
        ("", [(name, "—") for name in ("开本", "印张", "字数", "实排字数", "面数")]),
    )
    for text, faults in cases:
        said = [(name, stated) for name, stated, _ in imprint_faults(text, rows, LABELS)]
        assert said == faults


@pytest.mark.parametrize(("cip", "lines"), [("甲\n乙\n丙", 3), ("甲 乙 丙", 1)])
def test_a_cip_block_keeps_its_lines(cip, lines):
    """Each line of `imprint.cip` is a line of the imprint page; a space divides none."""
    context = {
        "piece": {"key": "k"}, "view": {"cip": cip, "rows": (), "rights": None}, "title": "题",
        "head": {"subtitle": None}, "word": lambda key: key, "language": "zh-Hans",
    }  # fmt: skip
    report = Report()
    layout = load_layout("anthology", ROOT / "content", Span("a"), report)
    assert layout is not None
    html = render(layout, "print/imprint.html", context, report)
    assert html is not None, list(report)
    assert html.partition("<dl>")[0].count("<br/>") == lines - 1
