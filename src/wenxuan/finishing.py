"""Drawn pages to the screen edition with pikepdf: page labels, dates, identification."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wenxuan.ua_identification import UA_IDENTIFICATION

if TYPE_CHECKING:
    import pikepdf

# A build that binds asks for the facts alone and does not wait for pikepdf.


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
    """Page labels, dates, places of figures, and the PDF/UA-1 identification beside PDF/A's."""
    import pikepdf  # noqa: PLC0415
    from pikepdf import Dictionary, Name  # noqa: PLC0415

    with pikepdf.open(io.BytesIO(data)) as pdf:
        _label(pdf, facts.body_page)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        pdf.Root.PageMode = Name.UseOutlines
        _place_figures(pdf)
        _identify(pdf, facts)
        return _saved(pdf)


def _place_figures(pdf: pikepdf.Pdf) -> None:
    """Give the areas of figures in points from below: WeasyPrint writes px from above."""
    from pikepdf import Array, Dictionary, Name  # noqa: PLC0415

    for element in pdf.objects:
        if not isinstance(element, Dictionary) or element.get("/S") != Name.Figure:
            continue
        if "/A" not in element or "/BBox" not in element.A:
            continue
        height = float(element.Pg.MediaBox[3])
        left, top, right, bottom = (0.75 * float(side) for side in element.A.BBox)
        element.A.BBox = Array([left, height - bottom, right, height - top])


def _saved(pdf: pikepdf.Pdf) -> bytes:
    from pikepdf import ObjectStreamMode  # noqa: PLC0415

    buffer = io.BytesIO()
    pdf.remove_unreferenced_resources()
    pdf.save(
        buffer,
        deterministic_id=True,
        object_stream_mode=ObjectStreamMode.generate,
        recompress_flate=False,
    )
    return buffer.getvalue()


def _label(pdf: pikepdf.Pdf, body_page: int) -> None:
    """Front matter i, ii…; from the first page of the body 1, 2…."""
    from pikepdf import Array, Dictionary, Name  # noqa: PLC0415

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
