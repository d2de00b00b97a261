"""Drawn pages to editions with pikepdf: page labels, boxes, crop marks, identification."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pikepdf
from pikepdf import Array, Dictionary, Name

from wenxuan.layout.sizes import Geometry

SLUG = 24.0
"""Room for crop marks outside the trim, in points, beyond the bleed."""
_MARK = 15.0
"""Length of a crop mark in points."""


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


def crop_marks(width: float, height: float, bleed: float) -> bytes:
    """Two marks at each corner, 0.25 pt in registration black, beginning outside the bleed."""
    lines = []
    near, far = bleed + 3, bleed + 3 + _MARK
    for x in (0.0, width):
        out = -1 if x == 0 else 1
        for y in (0.0, height):
            down = -1 if y == 0 else 1
            lines.append((x + out * near, y, x + out * far, y))
            lines.append((x, y + down * near, x, y + down * far))
    strokes = " ".join(f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S" for a, b, c, d in lines)
    return f"q 0.25 w 0 0 0 1 K {strokes} Q\n".encode()


UA_IDENTIFICATION = """
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
 <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
  <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
  <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
  <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
  <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
   <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
   <pdfaProperty:category>internal</pdfaProperty:category>
   <pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
  </rdf:li></rdf:Seq></pdfaSchema:property>
 </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""XMP of PDF/UA-1 (ISO 14289-1 §5), with the extension schema of ISO 19005-2 §6.6.2.3."""


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
