"""Pictures as odd as the formats allow stand upright, whole and in their proportions."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from press_tools import article, call, write_book
from wenxuan.checks.drawn import sketch
from wenxuan.diagnostics import Report
from wenxuan.proving import prove_pdfs

# Name: attributes of the root, content.
DRAWINGS = {
    "gradient": (
        'viewBox="0 0 300 200" width="300" height="200"',
        '<linearGradient id="g"><stop/></linearGradient><path d="M1 1h5v5z" fill="url(#g)"/>',
    ),
    "centered": (
        'viewBox="-50 20 100 100" width="400" height="100"',
        '<path d="m-50 20 l 100 100" stroke="red"/><polygon points="0,20 10,30 0,40"/>',
    ),
    "cut": (
        'viewBox="0 0 9 9" preserveAspectRatio="xMinYMin slice" width="40" height="10"',
        '<rect width="9" height="9"/>',
    ),
    "without box": ('width="40mm" height="20mm"', '<rect width="40" height="20"/>'),
    "in mm": ('viewBox="0 0 100 50"', '<rect x="1mm" y="2mm" width="10mm" height="5mm"/>'),
    "turned": ('viewBox="0 0 90 50"', '<rect transform="rotate(30)" width="10" height="5"/>'),
    "nested": (
        'viewBox="0 0 100 50"',
        '<svg x="9" width="20" height="20" viewBox="0 0 5 5"><rect width="5" height="5"/></svg>',
    ),
    "unpainted": (
        'viewBox="0 0 100 50"', '<rect width="99" height="5" fill="none"/><path d="M9,9l5 5 0 0z"/>'
    ),
}  # fmt: skip


def svg(name: str) -> str:
    """One of the drawings."""
    root, inside = DRAWINGS[name]
    return f'<svg xmlns="http://www.w3.org/2000/svg" {root}>{inside}</svg>'


def raster(width: int, height: int, mode: str, kind: str = "PNG", turned: int = 1) -> bytes:
    """A picture in which no two corners are alike."""
    exif, data = Image.Exif(), BytesIO()
    exif[0x0112] = turned
    picture = Image.linear_gradient("L").rotate(30).resize((width, height)).convert(mode)
    picture.save(data, kind, exif=exif)
    return data.getvalue()


@pytest.mark.slow
def test_odd_pictures(tmp_path: Path) -> None:
    """Nothing is found in a book of them, as figures and in lines, in both editions."""
    files: dict[str, str | bytes] = {
        f"images/d{n}.svg": svg(name) for n, name in enumerate(DRAWINGS)
    }
    files |= {
        "images/tall.png": raster(40, 1500, "RGB"), "images/wide.png": raster(1500, 20, "P"),
        "images/clear.png": raster(300, 200, "LA"),
        "images/side.jpg": raster(400, 200, "RGB", "JPEG", 6),
    }  # fmt: skip
    figures = "\n\n".join(f'![图{n}]({n} "题"){{width=45.5mm}}' for n in files)
    lines = "河".join(f"![小{n}]({n})" for n in files)
    files["one.md"] = article(f"{figures}\n\n河水{lines}。", "图")
    book = write_book(tmp_path / "river", files, page="{size: 148mm 210mm, bleed: 3mm}")
    built = call("build", book, "--out", tmp_path, "-e", "screen", "-e", "print")
    assert built.returncode == 0, built.stderr
    report = Report()
    proved = prove_pdfs(book, tmp_path, report, full=False, outside=False)
    assert (len(proved), [str(one) for one in report]) == (2, [])


@pytest.mark.parametrize(
    ("name", "starts"), [("centered", 2), ("turned", None), ("nested", None), ("unpainted", 1)]
)
def test_sketch(name: str, starts: int | None) -> None:
    """Only shapes that surely have ink, in drawings of one scale, are said to begin somewhere."""
    found = sketch(svg(name).encode())
    assert (found and len(found.starts)) == starts
