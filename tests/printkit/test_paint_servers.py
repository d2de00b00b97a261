"""Gradients and patterns of drawings stay in their frames when a page is moved onto its sheet."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from press_tools import altered
from wenxuan.diagnostics import Report
from wenxuan.fonts import load_fonts, prepare_fontconfig
from wenxuan.press import PrintDocument, draw, lay_out
from wenxuan.printkit.boxes import Sheet, put_on_sheet

PAGE = 120.0
"""Points of a side of the page."""
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="80pt" height="40pt" viewBox="0 0 80 40">'
GRADIENT = f"""{_SVG}<defs><linearGradient id="p"><stop offset="0" stop-color="#000"/>
<stop offset="1" stop-color="#fff"/></linearGradient></defs>
<rect width="80" height="40" fill="url(#p)"/></svg>"""
PATTERN = f"""{_SVG}<defs><pattern id="p" width="40" height="40" patternUnits="userSpaceOnUse">
<rect width="20" height="40"/></pattern></defs>
<rect width="80" height="40" fill="url(#p)"/></svg>"""
TILES = f"""{_SVG}<rect width="40" height="40"/></svg>"""


def drawn(svg: str, folder: Path, *, behind: bool = False, composed: bool = True) -> bytes:
    """A page with the drawing 20 pt from its upper left corner."""
    prepare_fontconfig(load_fonts("zh-Hans"), folder / "fonts")
    (folder / "p.svg").write_text(svg, encoding="utf-8")
    box = "position: absolute; left: 20pt; top: 20pt; width: 80pt; height: 40pt"
    inner = (
        f'<p style="{box}; margin: 0; background: url(book:///p.svg) repeat"></p>'
        if behind
        else f'<img style="{box}" src="book:///p.svg"/>'
    )
    source = PrintDocument(
        name="p.md",
        html=f"<html><body>{inner}</body></html>",
        css=f"@page {{ size: {PAGE}pt {PAGE}pt; margin: 0 }}",
        files={"book:///p.svg": folder / "p.svg"},
    )
    report = Report()
    laid = lay_out(source, report, composed=composed)
    assert laid is not None, list(report)
    return draw(laid, "p", report, tagged=False, composed=composed)


def moved(data: bytes) -> bytes:
    """The page on a sheet."""
    sheet = Sheet(width=PAGE, height=PAGE, bleed=9.0)
    return altered(data, lambda pdf: put_on_sheet(pdf, pdf.pages[0], sheet))


def seen(data: bytes) -> Image.Image:
    """The place of the drawing in grays, a pixel a point."""
    page = pypdfium2.PdfDocument(data)[0]
    left, _, _, head = (round(side) for side in page.get_trimbox())
    top = round(page.get_height()) - head
    picture = page.render(scale=1, grayscale=True).to_pil().convert("L")
    return picture.crop((left + 22, top + 22, left + 98, top + 58))


def apart(data: bytes) -> float:
    """Mean difference, 0 to 255, of the drawing on the page and on the sheet."""
    return ImageStat.Stat(ImageChops.difference(seen(data), seen(moved(data)))).mean[0]


@pytest.mark.parametrize(
    ("svg", "behind"), [(GRADIENT, False), (PATTERN, False), (TILES, True)],
    ids=["gradient", "pattern", "tiles"],
)  # fmt: skip
def test_a_moved_page_takes_its_patterns_along(svg: str, behind: bool, tmp_path: Path):
    """What is painted with a pattern looks on the sheet as on the page; left alone it would not."""
    data = drawn(svg, tmp_path, behind=behind)
    darkest, lightest = seen(data).getextrema()
    assert lightest - darkest > 200
    assert apart(data) < 2
    assert apart(drawn(svg, tmp_path, behind=behind, composed=False)) > 20
