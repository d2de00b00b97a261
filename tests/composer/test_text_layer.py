"""What is copied from the PDF is the source text, and nothing but it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pymupdf
import pypdfium2
import pytest
from weasyprint import CSS

from ruler import faces, set_text
from wenxuan.checks.glyphs import glyphs_of
from wenxuan.composer import ComposerSettings

SOURCE = (
    "中国文字Python排版12国永，“中国”文字A排版。（中国）文字、排版B国永——中国……文字12%排版一二三，"
    "国永AB中国2024年中文字C排版国永D中国E文字F排版国永中国文字"
)
FONTS = Path(__file__).resolve().parents[2] / "fonts"
BODY = SOURCE.replace("Python", "<b>Python</b>").replace("12%", "<em>12</em>%")


def poppler(data: bytes, folder: Path) -> str:
    """Text by pdftotext."""
    path = folder / "text.pdf"
    path.write_bytes(data)
    run = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
    )
    return run.stdout.decode()


def pdfium(data: bytes, folder: Path) -> str:
    """Text by PDFium."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def mupdf(data: bytes, folder: Path) -> str:
    """Text by MuPDF."""
    with pymupdf.open(stream=data) as document:
        return "\n".join(page.get_text() for page in document)


READERS = [
    pytest.param(poppler, marks=pytest.mark.skipif(
        shutil.which("pdftotext") is None, reason="pdftotext is not installed")),
    pdfium,
    mupdf,
]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("measure", [5.4, 6.7, 8.3, 12.7, 25.5])
def test_no_space_is_read_where_none_was_written(
    reader: Callable[[bytes, Path], str], measure: float, tmp_path: Path
) -> None:
    """Gaps between Han and Latin, and stretched lines, are not taken for spaces."""
    text = reader(set_text(f"<p>{BODY}</p>", measure=measure).data, tmp_path)
    assert " " not in re.sub(r"[\r\n\f]+", "", text)


@pytest.mark.parametrize("reader", READERS[:2])
def test_a_line_on_the_page_is_a_line_of_text(
    reader: Callable[[bytes, Path], str], tmp_path: Path
) -> None:
    """Marks squeezed together end no line, nor do wide gaps: readers find the lines as set."""
    body = "<p>" + "国永，“中国”、《文字》排版。（中国）" * 4 + "</p>"
    setting = set_text(body, measure=12.3)
    lines = [line.strip() for line in reader(setting.data, tmp_path).splitlines()]
    assert [line for line in lines if line] == setting.texts


@pytest.mark.parametrize("reader", READERS)
def test_control_gaps_are_read_as_spaces_without_actual_text(
    reader: Callable[[bytes, Path], str], tmp_path: Path
) -> None:
    """Without ActualText every reader guesses spaces at the same gaps."""
    off = ComposerSettings(actual_text=False)
    text = reader(set_text(f"<p>{BODY}</p>", measure=25.5, settings=off).data, tmp_path)
    assert " " in text.strip()


def test_control_squeezed_marks_end_lines_without_actual_text(tmp_path: Path) -> None:
    """Without ActualText Poppler breaks lines where marks are squeezed together."""
    off = ComposerSettings(actual_text=False)
    body = "<p>" + "国永，“中国”、《文字》排版。（中国）" * 4 + "</p>"
    setting = set_text(body, measure=12.3, settings=off)
    lines = [line for line in poppler(setting.data, tmp_path).splitlines() if line.strip()]
    assert len(lines) > len(setting.texts)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("css", ["", "b { margin: 0 .3em }", "b { font-size: 80% }"])
def test_two_faces_and_boxes_have_no_spaces(
    reader: Callable[[bytes, Path], str], css: str, tmp_path: Path
) -> None:
    """Han and Latin from two files, at the edges of boxes, are read without spaces."""
    latin, song = (FONTS / f"Wenxuan{name}-Regular.ttf" for name in ("Serif", "Song"))
    face = (
        f"@font-face {{ font-family: latin; src: url({latin.as_uri()}); unicode-range: U+20-7E }}"
        f"@font-face {{ font-family: song; src: url({song.as_uri()}) }}"
    )
    CSS(string=face, font_config=faces())
    setting = set_text(f"<p>{BODY}</p>", measure=11.6, css=css, font="latin, song")
    text = reader(setting.data, tmp_path)
    assert " " not in re.sub(r"[\r\n\f]+", "", text)
    assert re.sub(r"\s", "", text) == SOURCE


@pytest.mark.parametrize("gap", ["0", "1em"])
def test_a_gap_after_a_face_without_a_space_draws_nothing(gap: str) -> None:
    """A face of rare characters has no blank: the gap after one is left, not filled by a box."""
    rare, song = (FONTS / f"Wenxuan{name}-Regular.ttf" for name in ("Rare", "Song"))
    face = (
        f"@font-face {{ font-family: own-song; src: url({song.as_uri()}) }}"
        f"@font-face {{ font-family: own-rare; src: url({rare.as_uri()}) }}"
    )
    CSS(string=face, font_config=faces())
    css = f"b {{ font-weight: normal; margin-right: {gap} }}"
    setting = set_text("<p>柳若<b>雲</b>者</p>", measure=12, css=css, font="own-song, own-rare")
    with pikepdf.open(BytesIO(setting.data)) as pdf:
        assert 0 not in {glyph.gid for page in pdf.pages for glyph in glyphs_of(page)}
    assert setting.texts == ["柳若雲者"]
    assert setting.pitches() == [1, 1, 1 + (gap != "0")]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("composed", [True, False])
def test_text_is_the_source_composed_or_not(
    reader: Callable[[bytes, Path], str], composed: bool, tmp_path: Path
) -> None:
    """White space aside, every reader finds the source, whether the composer is on or off."""
    data = set_text(f"<p>{BODY}</p>", measure=12.7, plain=not composed).data
    assert re.sub(r"\s", "", reader(data, tmp_path)) == SOURCE


@pytest.mark.parametrize("reader", READERS)
def test_wide_gap_before_a_number_keeps_its_digits(
    reader: Callable[[bytes, Path], str], tmp_path: Path
) -> None:
    """Digits after the margin of a label come once each and in order."""
    css = "b { margin-right: 1em }"
    data = set_text("<p><b>图1</b>2021年1月</p>", measure=40, css=css).data
    assert re.sub(r"\s", "", reader(data, tmp_path)) == "图12021年1月"


def test_typed_space_is_kept(tmp_path: Path) -> None:
    """A space typed between Han and Latin is copied as typed, though it is set as a gap."""
    data = set_text("中国 Python 文字", measure=40).data
    assert pdfium(data, tmp_path).strip() == "中国 Python 文字"


def test_radicals_are_not_read_for_ideographs(tmp_path: Path) -> None:
    """一 stays U+4E00 and — stays U+2014."""
    text = pdfium(set_text("一二——三", measure=40).data, tmp_path).strip()
    assert text == "一二——三"


@pytest.mark.parametrize("face", ["WenxuanSong", "WenxuanKai"])
@pytest.mark.parametrize("reader", READERS)
def test_narrowed_apostrophe_breaks_no_word(
    reader: Callable[[bytes, Path], str], face: str, tmp_path: Path
) -> None:
    """An apostrophe that a Han face draws an em wide, and we narrow, is read in its word."""
    css = f"@font-face {{ font-family: {face}; src: url({(FONTS / face).as_uri()}-Regular.ttf) }}"
    body = "他说I’m here，又说don’t，读O’Brien的书"
    data = set_text(body, measure=40, css=css, font=face).data
    assert reader(data, tmp_path).strip() == body
    if reader is poppler:
        unspoken = ComposerSettings(actual_text=False)
        data = set_text(body, measure=40, css=css, font=face, settings=unspoken).data
        assert reader(data, tmp_path).strip() != body


@pytest.mark.parametrize("reader", READERS)
def test_pair_squeezed_across_a_tag_is_read_on_one_line(
    reader: Callable[[bytes, Path], str], tmp_path: Path
) -> None:
    """Marks that are squeezed into each other over the edge of a tag end no line of text."""
    body = "第二项，<a>“引号”</a>开头，<a>《书名》</a>，中“<a>（国）</a>”文<b>字。</b>”排版"
    source = re.sub("<[^>]*>", "", body)
    data = set_text(f"<p>{body}</p>", measure=40).data
    assert reader(data, tmp_path).strip() == source
    if reader is poppler:
        half = ComposerSettings(marks="kaiming")
        data = set_text(f"<p>{body}</p>", measure=40, settings=half).data
        assert reader(data, tmp_path).strip() == source
        unspoken = ComposerSettings(actual_text=False, marks="kaiming")
        data = set_text(f"<p>{body}</p>", measure=40, settings=unspoken).data
        assert reader(data, tmp_path).strip() != source


@pytest.mark.parametrize("reader", READERS)
def test_marks_of_surprise_are_read_on_one_line(
    reader: Callable[[bytes, Path], str], tmp_path: Path
) -> None:
    """？！ and ！！！ are drawn into each other and end no line, at a bracket or a tag too."""
    body = "真？！“是的！！”问<b>是谁？？</b>（他）后<b>走！</b>！没！！！《完》了！！<b>《书》</b>"
    source = re.sub("<[^>]*>", "", body)
    assert reader(set_text(f"<p>{body}</p>", measure=40).data, tmp_path).strip() == source
    if reader is poppler:
        unspoken = ComposerSettings(actual_text=False)
        data = set_text(f"<p>{body}</p>", measure=40, settings=unspoken).data
        assert reader(data, tmp_path).strip() != source


@pytest.mark.parametrize("reader", READERS)
def test_pair_of_a_short_line_is_read_on_one_line(
    reader: Callable[[bytes, Path], str], tmp_path: Path
) -> None:
    """Two marks that share an em, squeezed and shrunk, end no line of text."""
    body = "<p>国永，“中国”文字，《排版》国永中国文字</p>"
    for half in (ComposerSettings(marks="kaiming"), None):
        setting = set_text(body, measure=8, settings=half)
        lines = reader(setting.data, tmp_path).split()
        assert lines == setting.texts
