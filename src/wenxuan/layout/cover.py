"""The cover picture of an e-book, drawn by the layout's own template."""

from __future__ import annotations

import io

import pypdfium2

from wenxuan.diagnostics import Report
from wenxuan.fonts import FontSet
from wenxuan.layout.beside import beside
from wenxuan.layout.loader import Layout
from wenxuan.model import Publication
from wenxuan.press import draw, lay_out

WIDTH, HEIGHT = 1600, 2560
"""Pixels: what the stores ask for."""


def draw_cover(
    publication: Publication, layout: Layout, fonts: FontSet, report: Report
) -> bytes | None:
    """A PNG of 1600 × 2560 pixels; None when there is no page to draw."""
    page = cover_page(publication, layout, fonts, report)
    return _raster(page) if page else None


def cover_page(
    publication: Publication, layout: Layout, fonts: FontSet, report: Report
) -> bytes | None:
    """The cover as a PDF; None when the layout has no cover or a template fails.

    Nor is there one for a language without faces whose words could not be drawn (FNT008).
    """
    source = beside("cover", publication, layout, fonts, report)
    if source is None:
        return None
    unusual = {ord(c) for c in source.html if not c.isascii()}
    if not fonts.own and not unusual <= fonts.covered("song"):
        return None
    found = Report()
    laid = lay_out(source, found)
    drawn = None if laid is None else draw(laid, publication.slug, found, tagged=False)
    tell_of_cover(found, publication, report)
    return drawn or None


def tell_of_cover(found: Report, publication: Publication, report: Report) -> None:
    """Pass on what was found when a cover was laid out: its text stands in publication.yaml."""
    for said in found:
        if said.code == "PDF002":
            report.add("PDF005", publication.place("title"), **dict(said.arguments))
        else:
            report.extend([said])


def _raster(pdf: bytes) -> bytes:
    """The first page as a PNG of exactly the cover's pixels."""
    page = pypdfium2.PdfDocument(pdf)[0]
    image = page.render(scale=WIDTH / page.get_width()).to_pil().resize((WIDTH, HEIGHT))
    buffer = io.BytesIO()
    image.quantize(64).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
