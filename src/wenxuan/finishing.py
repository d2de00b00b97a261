"""Drawn pages to editions with pikepdf: page labels, boxes, crop marks, identification."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pikepdf
from pikepdf import Array, Dictionary, Name

from wenxuan.layout.sizes import Geometry
from wenxuan.sheetmarks import SLUG, UA_IDENTIFICATION, crop_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the publication says about its PDF."""

    title: str
    language: str
    authors: tuple[str, ...]
    body_page: int
    """0-based page that carries folio 1."""
    day: datetime | None
    """Publication date; nothing else may date a file."""


def finish_screen(data: bytes, facts: Facts) -> bytes:
    """Page labels, dates, and the PDF/UA-1 identification beside PDF/A's."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _label(pdf, facts.body_page)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = Name.UseOutlines
        _identify(pdf, facts)
        return _saved(pdf)


def finish_print(data: bytes, facts: Facts, geometry: Geometry) -> bytes:
    """Trim, bleed and media boxes with crop marks outside the bleed; no links, no outline."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _label(pdf, facts.body_page)
        for page in pdf.pages:
            _box(pdf, page, geometry)
        for key in ("/Outlines", "/PageMode", "/Names", "/Dests"):
            if key in pdf.Root:
                del pdf.Root[key]
        _describe(pdf, facts)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    buffer = io.BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(
        buffer,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        recompress_flate=False,
    )
    return buffer.getvalue()


def _label(pdf: pikepdf.Pdf, body_page: int) -> None:
    """Front matter i, ii…; from the first page of the body 1, 2…."""
    ranges: list[object] = [0, Dictionary(S=Name.r)] if body_page else []
    ranges += [body_page, Dictionary(S=Name.D, St=1)]
    pdf.Root.PageLabels = Dictionary(Nums=Array(ranges))


def _describe(pdf: pikepdf.Pdf, facts: Facts) -> None:
    """The information dictionary, dated by the publication or not at all."""
    info = pdf.docinfo
    for key in ("/CreationDate", "/ModDate"):
        if key in info:
            del info[key]
    info["/Title"], info["/Producer"] = facts.title, "wenxuan"
    if facts.authors:
        info["/Author"] = "; ".join(facts.authors)
    if facts.day is not None:
        info["/CreationDate"] = info["/ModDate"] = facts.day.astimezone(UTC).strftime(
            "D:%Y%m%d%H%M%SZ"
        )


def _box(pdf: pikepdf.Pdf, page: pikepdf.Page, geometry: Geometry) -> None:
    """Put trim and bleed on a page and crop marks outside the bleed.

    The page was drawn at trim size with its lower left corner at 0, 0.
    """
    width, height, bleed = geometry.width, geometry.height, geometry.bleed
    edge = bleed + SLUG
    page.obj.MediaBox = _rectangle(-edge, -edge, width + edge, height + edge)
    page.obj.CropBox = page.obj.MediaBox
    page.obj.BleedBox = _rectangle(-bleed, -bleed, width + bleed, height + bleed)
    page.obj.TrimBox = _rectangle(0, 0, width, height)
    if "/Annots" in page.obj:
        del page.obj.Annots
    page.contents_add(pdf.make_stream(crop_marks(width, height, bleed)), prepend=False)


def _rectangle(*corners: float) -> Array:
    return Array([Decimal(f"{x:.4f}") for x in corners])


def _identify(pdf: pikepdf.Pdf, facts: Facts) -> None:
    """Add PDF/UA-1 to the XMP that the press wrote; the information dictionary says the same."""
    _describe(pdf, facts)
    xmp = bytes(pdf.Root.Metadata.read_bytes()).decode("utf-8")
    end = xmp.rindex("</rdf:RDF>")
    dates = ""
    if facts.day is not None:
        stamp = facts.day.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
        dates = (
            '<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="" '
            f'xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>{stamp}</xmp:CreateDate>'
            f"<xmp:ModifyDate>{stamp}</xmp:ModifyDate></rdf:Description>"
        )
    pdf.Root.Metadata.write((xmp[:end] + UA_IDENTIFICATION + dates + xmp[end:]).encode("utf-8"))


__all__ = ["SLUG", "Facts", "finish_print", "finish_screen"]
