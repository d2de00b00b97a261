"""Drawings that are too heavy for e-readers, as pixels: what is small stays SVG."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from wenxuan.diagnostics import Report
from wenxuan.epub.images import SIDE, reduced
from wenxuan.epub.keeping import Keeper, kept, key
from wenxuan.fonts import FontSet, font_faces_css, font_places
from wenxuan.gate import read_whole
from wenxuan.pictures import MAX_BYTES, extent, media_type, svg_text
from wenxuan.press import PrintDocument, draw, lay_out

BYTES = 300_000
"""Bytes above which a drawing is heavy: as much as a document may have."""
ELEMENTS = 4_000
"""Elements above which it is: small devices take seconds over each."""
_LONG = 2000
"""Longest side in pixels: half as many again as a page of a tablet is wide."""
_URL = "book:///drawing.svg"
assert _LONG <= SIDE


def is_heavy(file: Path) -> bool:
    """True for an SVG that e-readers would take long over. Raises OSError."""
    if media_type(file.name) != "image/svg+xml":
        return False
    data = read_whole(file, MAX_BYTES)
    return len(data) > BYTES or data.count(b"<") - data.count(b"</") > ELEMENTS


def raster(file: Path, fonts: FontSet, keeper: Keeper | None = None) -> bytes:
    """A PNG of an SVG, set in our fonts on white, its text in the PNG's description.

    Within the budget of pictures; same file, same bytes. Must run after `prepare_fontconfig`.
    Raises OSError when the file cannot be read or drawn.
    """
    faces = (f.head.sha256 for f in fonts.files)
    name = key("raster", read_whole(file, MAX_BYTES), fonts.language, *faces)
    return kept(keeper, name, lambda: _raster(file, fonts))


def _raster(file: Path, fonts: FontSet) -> bytes:
    size = extent(file)
    width, height = size.width, size.height
    box = f"width: {width}px; height: {height}px"
    css = f"@page {{ size: {width}px {height}px; margin: 0 }} body {{ margin: 0 }}"
    source = PrintDocument(
        name=file.name,
        html=f'<html lang="{fonts.language}"><body><img src="{_URL}" alt="" '
        f'style="display: block; {box}"/></body></html>',
        css=font_faces_css(fonts) + css,
        files={_URL: file} | font_places(fonts),
    )
    report = Report()
    laid = lay_out(source, report, composed=False)
    pdf = draw(laid, file.name, report, tagged=False, composed=False) if laid else b""
    if not pdf:
        raise OSError("; ".join(d.message() for d in report))
    return _described(reduced(_pixels(pdf), "PNG"), svg_text(read_whole(file, MAX_BYTES)))


def _pixels(pdf: bytes) -> Image.Image:
    page = pypdfium2.PdfDocument(pdf)[0]
    scale = _LONG / max(page.get_width(), page.get_height())
    image: Image.Image = page.render(scale=scale).to_pil()
    return image.convert("RGB")


def _described(data: bytes, text: str) -> bytes:
    """The picture with the drawing's text, for those who search or check it."""
    info, target = PngInfo(), io.BytesIO()
    info.add_itxt("Description", text)
    with Image.open(io.BytesIO(data)) as image:
        image.save(target, "PNG", optimize=True, pnginfo=info)
    return target.getvalue()
