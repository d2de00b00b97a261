"""Pictures of pages with the spots marked on which something is wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image, ImageDraw

from wenxuan.proof.drawing import Rectangle

_SCALE: Final = 0.9
_RED: Final = (190, 20, 20)
MOST: Final = 12
"""Pages shown at most."""


def plates(
    data: bytes | Path, spots: Sequence[tuple[int, Rectangle]]
) -> Iterator[tuple[int, bytes]]:
    """0-based page and PNG of each page on which something is wrong, the first ones."""
    pages: dict[int, list[Rectangle]] = {}
    for page, box in spots:
        if page >= 0:
            pages.setdefault(page, []).append(box)
    document = pypdfium2.PdfDocument(data)
    try:
        for page in sorted(pages)[:MOST]:
            if page < len(document):
                yield page, _plate(document[page], pages[page])
    finally:
        document.close()


def _plate(sheet: pypdfium2.PdfPage, boxes: Sequence[Rectangle]) -> bytes:
    left, _, _, high = sheet.get_mediabox()
    picture: Image.Image = sheet.render(scale=_SCALE).to_pil().convert("RGB")
    pen = ImageDraw.Draw(picture)
    for box in boxes:
        if box[2] > box[0] and box[3] > box[1]:
            corners = (box[0] - left, high - box[3], box[2] - left, high - box[1])
            a, b, c, d = (side * _SCALE for side in corners)
            pen.rectangle((a - 2, b - 2, c + 2, d + 2), outline=_RED, width=2)
    out = io.BytesIO()
    picture.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()
