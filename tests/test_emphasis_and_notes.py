"""Upright emphasis and notes at the foot: measured on a book, and on one that breaks each rule."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from press_tools import Char, Page, article, bare, call, pages, workshop, write_book
from wenxuan.resources import resource_folder

pytestmark = pytest.mark.slow

FULL = "春天来了，江水涨了，船也就开了，岸上的人都来看热闹。" * 14
NOTES = "\n\n".join(f"[^{n}]: 注文第{n}条的话。" for n in (1, 2, 3))
ONE = f"""\
这里*强调*，这里**着重**。{FULL}甲处[^1]，乙处[^2]。

{FULL}{FULL}丙处[^3]。

{NOTES}
"""
TWO = f"{FULL}丁处[^1]。\n\n[^1]: 注文第4条的话。\n"
SPOILED = (
    ("font: {{ size.note }}/{{ lines(0.75) }}", "font: {{ g.body }}pt/{{ lines(0.75) }}"),
    ("{{ g.measure // 4 * g.body }}pt 0.5pt", "0 0"),
    ("em { font-family: {{ face('kai') }}; font-style: normal }",
     "em { display: inline-block; transform: skewX(-12deg) }"),
    ("strong { font-family: {{ face('hei') }}; font-weight: normal }", ""),
)


@cache
def book(*, spoiled: bool) -> Path:
    """Two articles with emphasis and notes, set by our layout, or by one without its rules."""
    home = workshop() / f"emphasis-{spoiled}"
    sheet = (resource_folder("layouts") / "anthology" / "print.css").read_text(encoding="utf-8")
    head = {}
    if spoiled:
        for rule, other in SPOILED:
            assert rule in sheet
            sheet = sheet.replace(rule, other)
        (home / "layouts" / "ours").mkdir(parents=True)
        (home / "layouts" / "ours" / "layout.yaml").write_text("extends: anthology\n")
        (home / "layouts" / "ours" / "print.css").write_text(sheet, encoding="utf-8")
        head = {"layout": "ours", "options": "{note_numbers: book}"}
    # A note of two paragraphs stands at the end of its article.
    one = ONE.replace("第1条的话。", "第1条的话。\n\n    又一段。") if spoiled else ONE
    files = {"a.md": article(one, title="题一"), "b.md": article(TWO, title="题二")}
    write_book(home / "content" / "b", files, **head)
    run = call("build", "content/b", "--edition", "screen", cwd=home)
    assert run.returncode == 0, run.stderr
    return home / "build" / "b" / "b.pdf"


def _line(page: Page, words: str) -> tuple[Char, ...] | None:
    """The line that holds these words."""
    return next((cs for _, cs in page.lines if words in bare("".join(c.text for c in cs))), None)


def slanted(path: Path) -> int:
    """Matrices of text or of the page that shear what follows."""
    found = 0
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) in ("cm", "Tm"):
                    found += abs(float(operands[1])) + abs(float(operands[2])) > 1e-6
    return found


def faces(path: Path, words: str) -> set[str]:
    """Fonts of some words of the text."""
    found = {c.font.split("+")[-1] for page in pages(path) if (line := _line(page, words))
             for c in line if c.text in words}  # fmt: skip
    assert found
    return found


def test_j3_emphasis_is_upright_in_another_face() -> None:
    """Emphasis is Kai, strong is Hei, and nothing on the pages is slanted."""
    assert slanted(book(spoiled=False)) == 0
    assert faces(book(spoiled=False), "强调") == {"Wenxuan-Kai"}
    assert faces(book(spoiled=False), "着重") == {"Wenxuan-Hei"}


def test_j3_control_emphasis_is_slanted() -> None:
    """With a sheet that slants emphasis and leaves strong as it is the same measures fail."""
    assert slanted(book(spoiled=True)) > 0
    assert faces(book(spoiled=True), "强调") == {"Wenxuan-Song"}
    assert faces(book(spoiled=True), "着重") != {"Wenxuan-Hei"}


def astray(path: Path) -> list[str]:
    """What is wrong with notes: not on the page of their call, not smaller, not below a rule."""
    wrong = []
    with pymupdf.open(path) as document:
        for page, drawn in zip(pages(path), document, strict=True):
            for n, place in enumerate("甲乙丙丁", 1):
                call_line, note = _line(page, f"{place}处"), _line(page, f"注文第{n}条的话")
                if (call_line is None) != (note is None):
                    wrong.append(f"{n} page")
                if call_line is None or note is None:
                    continue
                if note[-2].size > 0.9 * call_line[0].size:
                    wrong.append(f"{n} size")
                rules = [d["rect"].y0 for d in drawn.get_drawings() if d["rect"].height < 1]
                if not any(call_line[0].y < y < note[0].y for y in rules):
                    wrong.append(f"{n} rule")
    return wrong


def test_l1_note_stands_below_a_rule_on_the_page_of_its_call() -> None:
    """Every note is smaller than the text and stands under a rule at the foot of its page."""
    assert astray(book(spoiled=False)) == []


def test_l1_control_notes_are_astray() -> None:
    """A note at the end of its article, notes as large as the text and a missing rule are seen."""
    found = {what.split()[1] for what in astray(book(spoiled=True))}
    assert found == {"page", "size", "rule"}


def calls(path: Path) -> list[tuple[str, str]]:
    """The character before each call and the call: what is smaller than 7 pt."""
    found = []
    for page in pages(path):
        chars = [c for c in page.chars if c.text.strip()]
        found += [(a.text, b.text) for a, b in pairwise(chars) if b.size < 7]
    return found


def test_l4_calls_are_numbered_by_article_and_follow_their_word() -> None:
    """① ② ③ in the first article, ① in the second, each behind the word and before the mark."""
    assert calls(book(spoiled=False)) == [("处", mark) for mark in "①②③①"]


def test_l4_control_numbers_that_go_on_are_seen() -> None:
    """Where notes are numbered through the book the second article does not begin anew."""
    assert calls(book(spoiled=True))[-1] == ("处", "3")
