"""A usual build paints what it changed: text without ink and false glyphs stop it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from proof_book import book, house

from press_tools import article, call, workshop, write_book
from wenxuan.binding import binder, fontsets
from wenxuan.fonts import FontFile

BANDS = """
h2 { background: #234; color: #fff; padding: 2pt }
td { background: #fe8; color: #a00 }
"""
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200" width="300" height="200">'
    '<rect width="300" height="200" fill="#123"/><text x="20" y="60" font-size="24" fill="#fff">'
    '河水</text><text x="40" y="150" font-size="16" fill="#fd0" transform="rotate(-40 40 150)">'
    "Upper reaches 上游</text></svg>"
)
PICTURE = "data:image/png"
"""What a report has only where a page is shown on which something is wrong."""
Defect = Callable[[], AbstractContextManager[Any]]


# --- defects --------------------------------------------------------------------------------


def reshaped(change: Callable[[TTFont], None]) -> Defect:
    """Every subset that is made is changed before it is written."""
    make = fontsets.make_subset

    def made(font: FontFile, wanted: list[int]) -> bytes:
        data = make(font, wanted)
        face = TTFont(BytesIO(fontsets.zlib.decompress(data[4:])))
        change(face)
        file = BytesIO()
        face.save(file)
        whole = file.getvalue()
        return len(whole).to_bytes(4, "big") + fontsets.zlib.compress(whole)

    return lambda: mock.patch.object(fontsets, "make_subset", made)


def emptied(face: TTFont) -> None:
    """No glyph has an outline."""
    for name in face.getGlyphOrder():
        face["glyf"][name] = Glyph()


def one_emptied(face: TTFont) -> None:
    """A single character has no outline."""
    face["glyf"][face.getBestCmap().get(ord("跑"), ".notdef")] = Glyph()


def turned(face: TTFont) -> None:
    """Each glyph has the outline of the one after it."""
    glyphs = face["glyf"]
    names = [name for name in face.getGlyphOrder() if glyphs[name].numberOfContours > 0]
    outlines = [glyphs[name] for name in names]
    for name, outline in zip(names, outlines[1:] + outlines[:1], strict=True):
        glyphs[name] = outline


def framed(before: bytes, after: bytes = b"") -> Defect:
    """Streams that no proof knows stand about the content of each page."""
    around = binder._Binding.around

    def spoiled(self: Any, shift: float) -> tuple[list[int], list[int]]:
        first, last = around(self, shift)
        return [self.text(before), *first], [*last, self.text(after)]

    return lambda: mock.patch.object(binder._Binding, "around", spoiled)


DEFECTS: dict[str, tuple[Defect, str]] = {
    "subsets are empty": (reshaped(emptied), "PRF035"),
    "a subset lacks one outline": (reshaped(one_emptied), "PRF035"),
    "outlines have changed places": (reshaped(turned), "PRF044"),
    "text is not painted": (framed(b"3 Tr\n"), "PRF035"),
    "pages are covered with white": (framed(b"q\n", b"Q 1 g 0 0 900 900 re f\n"), "PRF035"),
    "a strip is covered": (framed(b"q\n", b"Q 1 g 90 0 20 900 re f\n"), "PRF035"),
    "pages are squeezed": (framed(b"q .8 0 0 1 0 0 cm\n", b"Q\n"), "PRF044"),
}


# --- books ----------------------------------------------------------------------------------


def built(folder: Path, out: Path, edition: str = "screen") -> Any:
    """What a build said."""
    return call("build", folder, "--out", out, "-e", edition)


@cache
def made() -> Path:
    """A folder with the small book in colors, and its build."""
    home = workshop() / "painted"
    folder = book(home, house(home, "bands", BANDS))
    (folder / "images" / "a.svg").write_text(DRAWING, encoding="utf-8")
    done = built(folder, home / "build")
    assert done.returncode == 0, done.stderr
    assert PICTURE not in (home / "build" / "river" / "report.html").read_text(encoding="utf-8")
    return home


def changed(home: Path) -> Path:
    """A copy of it in which an article has got a sentence with characters of its own."""
    shutil.copytree(made(), home, dirs_exist_ok=True)
    text = home / "content" / "river" / "two.md"
    text.write_text(text.read_text(encoding="utf-8") + "\n\n鼋鼍出没。\n", encoding="utf-8")
    return text.parent


# --- tests ----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", DEFECTS)
def test_what_is_not_painted_stops_a_build(tmp_path, name):
    """Each defect that the glyph proof cannot see is found by a build, and the old file stays."""
    defect, code = DEFECTS[name]
    folder = changed(tmp_path)
    pdf = tmp_path / "build" / "river" / "river.pdf"
    before = pdf.read_bytes()
    with defect():
        done = built(folder, tmp_path / "build")
    assert done.returncode == 1
    assert f"error {code}" in done.stderr, done.stderr
    assert "two.md:" in done.stderr
    assert pdf.read_bytes() == before
    assert PICTURE in (pdf.parent / "report.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_was_not_painted_is_looked_at_again(tmp_path):
    """A build that failed is no reason to trust its pages: the next one finds the same."""
    folder = changed(tmp_path)
    with framed(b"3 Tr\n")():
        for _ in range(2):
            assert built(folder, tmp_path / "build").returncode == 1
    assert built(folder, tmp_path / "build").returncode == 0


@pytest.mark.slow
def test_pages_that_were_in_no_file_are_looked_at(tmp_path):
    """What only the cache knows, because a build was stopped or its file is gone, is painted."""
    home = shutil.copytree(made(), tmp_path, dirs_exist_ok=True)
    (home / "build" / "river" / "river.pdf").unlink()
    with framed(b"3 Tr\n")():
        done = built(home / "content" / "river", home / "build")
    assert done.returncode == 1
    assert "error PRF035" in done.stderr


@pytest.mark.slow
def test_a_print_edition_alone_is_painted(tmp_path):
    """Of a print edition, with bleed and marks about its pages, the same is seen."""
    folder = made() / "content" / "river"
    assert built(folder, tmp_path / "build", "print").returncode == 0
    with reshaped(turned)():
        done = built(folder, tmp_path / "spoiled", "print")
    assert done.returncode == 1
    assert "error PRF044" in done.stderr


@pytest.mark.slow
def test_a_traditional_book_raises_no_alarm(tmp_path):
    """Fonts of another language, kana, figures and ligatures are painted as they must be."""
    text = (
        "河面上的冰一夜之間全開了，骨角直門，{漢字|ㄏㄢˋ ㄗˋ}旁注，[著重]{.dots}「說」，"
        "[林則徐]{.name}先生說《論語》。さくら、カタカナ。It broke — “fi, fl” in 2020, *he said*, "
        "**and** `x = 1`。"
    )
    body = f"{text * 12}[^a]\n\n## 骨角直門\n\n{text * 30}\n\n[^a]: {text}"
    folder = write_book(tmp_path / "b", {"a.md": article(body)}, page="{size: 148mm 210mm}")
    about = folder / "publication.yaml"
    about.write_text(about.read_text(encoding="utf-8").replace("zh-Hans", "zh-Hant-TW"), "utf-8")
    done = built(folder, tmp_path / "build")
    assert done.returncode == 0, done.stderr
