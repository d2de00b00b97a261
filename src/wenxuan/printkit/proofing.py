"""What the preflight found, drawn on the pages: contact sheets as PNG and the report as HTML."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from html import escape

import pikepdf
import pypdfium2
from PIL import Image, ImageDraw

from wenxuan.diagnostics import Severity
from wenxuan.printkit.boxes import Box, box_of
from wenxuan.printkit.codes import PRINT_CODES
from wenxuan.printkit.preflight import Proof
from wenxuan.printkit.rules import Finding

_SMALL = 110
"""Width of a page on the contact sheet in pixels."""
_LARGE = 420
"""Width of a page with faults in pixels."""
_COLUMNS = 10
_GAP = 10
_COLORS = {"error": "#d11a1a", "warning": "#c77700", "note": "#1a5fd1"}


def contact_sheet(data: bytes) -> bytes:
    """All pages of a PDF, small, side by side as spreads lie: a PNG; same input, same bytes."""
    pages = [image for image, _, _ in _pages(data, _SMALL)]
    width, height = max(p.width for p in pages), max(p.height for p in pages)
    # A book opens with a recto: its verso is the wall.
    cells = [None, *pages] if len(pages) > 1 else [*pages]
    rows = -(-len(cells) // _COLUMNS)
    across = min(_COLUMNS, len(cells))
    sheet = Image.new(
        "RGB",
        (across * width + (across // 2 + 1) * _GAP, rows * (height + _GAP) + _GAP),
        "#8a8a8a",
    )
    for i, page in enumerate(cells):
        column, row = i % _COLUMNS, i // _COLUMNS
        if page is not None:
            x = column * width + (column // 2 + 1) * _GAP
            sheet.paste(page, (x, row * (height + _GAP) + _GAP))
    return _png(sheet)


def _pages(data: bytes, width: int) -> Iterator[tuple[Image.Image, Box, float]]:
    """Each page within its trim as an image, with the trim and the scale."""
    document = pypdfium2.PdfDocument(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for i, page in enumerate(pdf.pages):
            media = box_of(page.obj, "/MediaBox") or (0, 0, 1, 1)
            trim = box_of(page.obj, "/TrimBox") or media
            yield _rendered(document, i, trim, media, width), trim, width / (trim[2] - trim[0])


def _rendered(
    document: pypdfium2.PdfDocument, number: int, box: Box, media: Box, width: int
) -> Image.Image:
    """A page cut to a box."""
    scale = width / (box[2] - box[0])
    crop = (box[0] - media[0], box[1] - media[1], media[2] - box[2], media[3] - box[3])
    image = document[number].render(scale=scale, crop=crop).to_pil()
    assert isinstance(image, Image.Image)
    return image.convert("RGB")


def _png(image: Image.Image, colors: int = 64) -> bytes:
    buffer = io.BytesIO()
    image.quantize(colors).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def faults_drawn(data: bytes, proof: Proof) -> dict[int, bytes]:
    """Page to its whole sheet as a PNG, each fault framed in the color of its weight."""
    document = pypdfium2.PdfDocument(data)
    drawn: dict[int, bytes] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, found in _by_page(proof).items():
            page = pdf.pages[number - 1].obj
            media = box_of(page, "/MediaBox") or (0, 0, 1, 1)
            image = _rendered(document, number - 1, media, media, _LARGE)
            scale = _LARGE / (media[2] - media[0])
            for name, width in (("/BleedBox", 1), ("/TrimBox", 1)):
                _frame(image, box_of(page, name), media, scale, "#40a0ff", width)
            for finding, boxes in found:
                color = _COLORS[PRINT_CODES[finding.code].severity]
                for box in boxes:
                    _frame(image, box, media, scale, color, 2)
            drawn[number] = _png(image)
    return drawn


def _by_page(proof: Proof) -> dict[int, list[tuple[Finding, tuple[Box, ...]]]]:
    pages: dict[int, list[tuple[Finding, tuple[Box, ...]]]] = {}
    for finding, boxes in proof.boxes:
        if finding.page is not None:
            pages.setdefault(finding.page, []).append((finding, boxes))
    return pages


def _frame(
    image: Image.Image, box: Box | None, media: Box, scale: float, color: str, width: int
) -> None:
    """A rectangle around a place, at least 8 pixels wide and high."""
    if box is None:
        return
    x0, x1 = ((box[i] - media[0]) * scale for i in (0, 2))
    y0, y1 = ((media[3] - box[i]) * scale for i in (3, 1))
    more_x, more_y = max(0.0, 8 - (x1 - x0)) / 2, max(0.0, 8 - (y1 - y0)) / 2
    corners = (x0 - more_x, y0 - more_y, x1 + more_x, y1 + more_y)
    ImageDraw.Draw(image).rectangle(corners, outline=color, width=width)


# --- the report -----------------------------------------------------------------------------

_STYLE = """
.proof { font: 16px/1.7 serif; color: #111 }
.proof .sheet { display: flex; gap: 1.5em; margin: 1.5em 0; flex-wrap: wrap }
.proof img { border: 1px solid #999; max-width: 100%; box-sizing: border-box }
.proof .error { color: #a11 } .proof .warning { color: #850 } .proof .note { color: #246 }
.proof ul { margin: 0; padding-left: 1.2em } .proof li { max-width: 34em }
"""


def proof_html(data: bytes, proof: Proof) -> str:
    """A section for report.html: the verdict, each page with faults, all pages small."""
    errors = sum(_weight(f) is Severity.ERROR for f in proof.findings)
    warnings = len(proof.findings) - errors
    verdict = "可付印 ready for print" if not errors else "不可付印 not for print"
    color = "、".join(map(str, proof.color)) or "无 none"
    images = faults_drawn(data, proof) if proof.pages else {}
    pages = _by_page(proof)
    sheets = "".join(_sheet(n, images[n], [f for f, _ in pages[n]]) for n in sorted(images))
    whole = "".join(_item(f) for f in proof.findings if f.page is None)
    contact = f"<p>{_image(contact_sheet(data), 'all pages')}</p>" if proof.pages else ""
    return (
        f"<style>{_STYLE}</style><div class='proof'>"
        f"<h2>印前检查 Preflight：{escape(proof.name)}</h2>\n"
        f"<p>{verdict}；{proof.pages} 面 pages，{errors} 错误 errors，{warnings} 警告 warnings；"
        f"彩色页 color pages：{color}</p>\n"
        + (f"<ul>{whole}</ul>\n" if whole else "")
        + sheets
        + f"{contact}</div>\n"
    )


def proof_page(sections: str, title: str) -> str:
    """Sections as a page that stands alone."""
    return (
        "<!DOCTYPE html>\n<html lang='zh-Hans'><head><meta charset='utf-8'/>"
        f"<title>{escape(title)}</title></head>\n"
        "<body style='max-width: 72em; margin: 2em auto; padding: 0 1.5em'>\n"
        f"<h1>{escape(title)}</h1>\n{sections}</body></html>\n"
    )


def _weight(finding: Finding) -> Severity:
    return Severity(PRINT_CODES[finding.code].severity)


def _sheet(number: int, png: bytes, findings: list[Finding]) -> str:
    items = "".join(_item(finding) for finding in findings)
    return f"<div class='sheet'>{_image(png, f'page {number}')}<ul>{items}</ul></div>\n"


def _item(finding: Finding) -> str:
    code, values = PRINT_CODES[finding.code], dict(finding.arguments)
    texts = (escape(code.message(language).format_map(values)) for language in ("zh", "en"))
    hint = escape(code.hint("zh").format_map(values))
    return f"<li class='{code.severity}'>{finding.code}　{'<br/>'.join(texts)}<br/>{hint}</li>"


def _image(png: bytes, alt: str) -> str:
    return (
        f"<img alt='{escape(alt)}' src='data:image/png;base64,{base64.b64encode(png).decode()}'/>"
    )
