"""What is copied from the PDF is the source text, and nothing but it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pypdfium2
import pytest

from ruler import set_text
from wenxuan.composer import ComposerSettings

SOURCE = (
    "中国文字Python排版12国永，“中国”文字A排版。（中国）文字、排版B国永——中国……文字12%排版一二三，"
    "国永AB中国2024年中文字C排版国永D中国E文字F排版国永中国文字"
)
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
]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("measure", [8.3, 12.7, 25.5])
def test_no_space_is_read_where_none_was_written(
    reader: Callable[[bytes, Path], str], measure: float, tmp_path: Path
) -> None:
    """Gaps between Han and Latin, and stretched lines, are not taken for spaces."""
    text = reader(set_text(f"<p>{BODY}</p>", measure=measure).data, tmp_path)
    assert " " not in re.sub(r"[\r\n\f]+", "", text)


def test_control_gaps_are_read_as_spaces_without_actual_text(tmp_path: Path) -> None:
    """Without ActualText PDFium reads spaces at the same gaps."""
    off = ComposerSettings(actual_text=False)
    text = pdfium(set_text(f"<p>{BODY}</p>", measure=25.5, settings=off).data, tmp_path)
    assert " " in text.strip()


@pytest.mark.parametrize("reader", [*READERS, mupdf])
@pytest.mark.parametrize("composed", [True, False])
def test_text_is_the_source_composed_or_not(
    reader: Callable[[bytes, Path], str], composed: bool, tmp_path: Path
) -> None:
    """White space aside, every reader finds the source, whether the composer is on or off."""
    data = set_text(f"<p>{BODY}</p>", measure=12.7, plain=not composed).data
    assert re.sub(r"\s", "", reader(data, tmp_path)) == SOURCE


def test_typed_space_is_kept(tmp_path: Path) -> None:
    """A space typed between Han and Latin is copied as typed, though it is set as a gap."""
    data = set_text("中国 Python 文字", measure=40).data
    assert pdfium(data, tmp_path).strip() == "中国 Python 文字"


def test_radicals_are_not_read_for_ideographs(tmp_path: Path) -> None:
    """一 stays U+4E00 and — stays U+2014."""
    text = pdfium(set_text("一二——三", measure=40).data, tmp_path).strip()
    assert text == "一二——三"
