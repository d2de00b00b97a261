"""Lines of both publications as printed: flush, unprohibited, squeezed, spaced, copied."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pikepdf
import pytest

from press_tools import BOOKS, Built, built
from wenxuan.checks.glyphs import Glyph, glyphs_of, lines_of
from wenxuan.checks.lines import FLUSH, end_of, is_squeezable, pitch_of
from wenxuan.typography.classes import ALPHANUMERIC, FULL_WIDTH_MARKS, Kind, kind_of
from wenxuan.typography.conventions import GB
from wenxuan.typography.spacing import no_end, no_start

pytestmark = pytest.mark.slow

Line = list[Glyph]


@cache
def body_lines(slug: str) -> tuple[tuple[float, list[Line]], ...]:
    """For each page the left edge of its type area and its lines of body type."""
    book = built(slug)
    found = []
    with pikepdf.open(book.screen) as pdf:
        for index, page in enumerate(pdf.pages):
            left = book.geometry.inner if index % 2 == 0 else book.geometry.outer
            inked = [glyph for glyph in glyphs_of(page) if glyph.char.strip()]
            lines = [line for line in lines_of(inked) if _is_body(line, left, book)]
            found.append((left, lines))
    return tuple(found)


def _is_body(line: Line, left: float, book: Built) -> bool:
    """Tell whether a line is running text: body size, from an edge or an indent of two ems."""
    size = book.geometry.body
    start = (line[0].x - left) / size
    plain = all(abs(glyph.size - size) < 0.02 for glyph in line)
    return plain and any(abs(start - at) < 0.02 for at in (-0.5, 0.0, 1.5, 2.0))


def full_lines(slug: str) -> Iterator[tuple[float, Line, Line]]:
    """Left edge, line and next line where a paragraph goes on for certain: one leading below."""
    book = built(slug)
    size, leading = book.geometry.body, book.geometry.leading
    for left, lines in body_lines(slug):
        for one, two in pairwise(lines):
            goes_on = two[0].x - left < 0.6 * size
            if goes_on and abs(one[0].y - two[0].y - leading) < 0.01 and len(one) > 4:
                yield left, one, two


@pytest.mark.parametrize("slug", BOOKS)
def test_full_lines_are_flush(slug: str) -> None:
    """All full lines end at the edge of the type area, but for one in a thousand.

    One that is shorter by two ems, or by half an em and ends a sentence, is the last of an item
    of a list below which the next one begins at the same edge.
    """
    book = built(slug)
    width, size = book.geometry.area_width, book.geometry.body
    seen, off = 0, []
    for left, line, _ in full_lines(slug):
        rest = left + width - end_of(line)
        ends = kind_of(line[-1].char) is Kind.STOP and rest > size / 2
        if rest < 2 * size and not ends:
            seen += 1
            slack = 0.6 if line[-1].char in "—…" else FLUSH
            if abs(rest) > slack:
                off.append(("".join(glyph.char for glyph in line), round(rest, 2)))
    assert seen > 200
    assert len(off) <= seen / 1000, off


@pytest.mark.parametrize("slug", BOOKS)
def test_no_prohibited_edge(slug: str) -> None:
    """No line of body type begins with a mark of the basic table or ends with an opening one."""
    found = []
    for _, line, following in full_lines(slug):
        head, second = following[0].char, following[1].char if len(following) > 1 else ""
        if kind_of(head) in no_start(GB) and head != second:
            found.append(head)
        if kind_of(line[-1].char) in no_end(GB):
            found.append(line[-1].char)
    assert found == []


@pytest.mark.parametrize("slug", BOOKS)
def test_pairs_gaps_and_baselines(slug: str) -> None:
    """Adjacent marks share 1.5 em, Han and Latin are 1/8 to 1/2 em apart, before the pitch."""
    pairs = gaps = 0
    wrong = []
    for _, lines in body_lines(slug):
        for line in lines:
            pitch = _pitch(line)
            wrong += ["baseline"] * (len({round(glyph.y, 2) for glyph in line}) > 1)
            before = Kind.HAN
            for a, b in pairwise(line):
                gap = (b.x - a.right) / a.size
                kinds = {kind_of(a.char), kind_of(b.char)}
                several, before = before is Kind.EXCLAMATION, kind_of(a.char)
                if is_squeezable(a, b) and kinds != {Kind.EXCLAMATION} and not several:
                    pairs += 1
                    wrong += [a.char + b.char] * (2 + gap > 1.5 + pitch + 0.01)
                elif Kind.HAN in kinds and kinds & ALPHANUMERIC:
                    gaps += 1
                    wrong += [a.char + b.char] * (not 0.12 < gap < 0.505 + pitch)
    assert pairs > 20
    assert gaps > 20
    assert wrong == []


def _pitch(line: Line) -> float:
    """Pitch of a line, beside marks where no two Han meet."""
    others = [
        (b.x - a.right) / a.size for a, b in pairwise(line)
        if {kind_of(a.char), kind_of(b.char)} <= FULL_WIDTH_MARKS | {Kind.HAN}
    ]
    return max(0.0, pitch_of(line), *others) if others else max(0.0, pitch_of(line))


def _words(line: Line) -> str:
    """Characters of a line, with a space where two words of Latin are apart."""
    parts = [line[0].char]
    for a, b in pairwise(line):
        narrow = a.char.isascii() and b.char.isascii()
        parts += [" "] * (narrow and (b.x - a.right) / a.size > 0.12) + [b.char]
    return "".join(parts)


@pytest.mark.parametrize("slug", BOOKS)
def test_copied_lines_are_the_lines_set(slug: str) -> None:
    """Poppler, PDFium and MuPDF find each line of body type as it was set, without spaces.

    Left out are lines between whose characters a reader finds others (calls, readings), lines
    with leaders, and references to pages: a number is stamped into a slot wider than it is.
    """
    import pymupdf
    import pypdfium2

    book = built(slug)
    command = ["pdftotext", "-enc", "UTF-8", str(book.screen), "-"]
    with pymupdf.open(book.screen) as document:
        texts = {"MuPDF": "".join(page.get_text() for page in document)}
    texts["PDFium"] = "\n".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(book.screen)
    )
    texts["Poppler"] = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    lines = [_words(line) for _, line, _ in full_lines(slug)]
    lines = [line for line in lines if re.search("[一-鿿]", line) and "···" not in line]
    found = {
        name: re.sub(r"[\r\n\f\ufffe]", "", text).replace("——", "⸺")
        for name, text in texts.items()
    }
    lost = {}
    for name, text in found.items():
        bare = text.replace(" ", "")
        whole = [line for line in lines if line.replace(" ", "") in bare]
        assert len(whole) > 200
        lost[name] = [
            line for line in whole if line not in text and not re.search("第[0-9ivx]+页", line)
        ]
    assert lost == {name: [] for name in texts}
