"""What a PDF says about itself: information dictionary, XMP, output intent."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from importlib.util import find_spec
from pathlib import Path

from wenxuan.binding.objects import Writer
from wenxuan.binding.template import string
from wenxuan.ua_identification import UA_IDENTIFICATION

PROFILE = "sRGB2014.icc"
"""The ICC profile that every PDF/A of WeasyPrint has."""
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def information(
    title: str, authors: tuple[str, ...], description: str, day: datetime | None
) -> bytes:
    """The information dictionary, dated by the publication or not at all."""
    entries = b"/Title" + string(title) + b"/Creator(wenxuan)/Producer(wenxuan)"
    if authors:
        entries += b"/Author" + string("; ".join(authors))
    if description:
        entries += b"/Subject" + string(description)
    if day is not None:
        stamp = day.astimezone(UTC).strftime("(D:%Y%m%d%H%M%SZ)").encode()
        entries += b"/CreationDate" + stamp + b"/ModDate" + stamp
    return b"<<" + entries + b">>"


def identification(
    writer: Writer,
    title: str,
    language: str,
    authors: tuple[str, ...],
    description: str,
    day: datetime | None,
) -> bytes:
    """Metadata that say PDF/A-2a and PDF/UA-1, and the output intent that PDF/A wants."""
    home, profile = writer.reserve(), writer.reserve()
    text = _xmp(title, language, authors, description, day).encode()
    writer.stream(home, b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(text), text)
    writer.deflated(profile, _profile(), b"/N 3")
    intent = (
        b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB2014.icc)"
        b"/Info(sRGB2014.icc)/DestOutputProfile %d 0 R>>]" % profile
    )
    return b"/Metadata %d 0 R" % home + intent


def _profile() -> bytes:
    """The profile's bytes; WeasyPrint itself, which takes half a second, is not imported."""
    spec = find_spec("weasyprint")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "pdf" / PROFILE).read_bytes()


def _xmp(
    title: str, language: str, authors: tuple[str, ...], description: str, day: datetime | None
) -> str:
    """The packet (ISO 16684-1); it says the same as the information dictionary."""
    identity = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
    maker = "<xmp:CreatorTool>wenxuan</xmp:CreatorTool>" + _dates(day)
    about = _dublin(title, language, authors, description)
    rows = [
        _row("pdfaid", "http://www.aiim.org/pdfa/ns/id/", identity),
        _row("pdf", "http://ns.adobe.com/pdf/1.3/", "<pdf:Producer>wenxuan</pdf:Producer>"),
        _row("xmp", "http://ns.adobe.com/xap/1.0/", maker),
        _row("dc", "http://purl.org/dc/elements/1.1/", about),
    ]
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        + "".join(rows)
        + UA_IDENTIFICATION
        + '</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    )


def _row(prefix: str, space: str, inside: str) -> str:
    return f'<rdf:Description rdf:about="" xmlns:{prefix}="{space}">{inside}</rdf:Description>\n'


def _dates(day: datetime | None) -> str:
    if day is None:
        return ""
    stamp = day.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    return f"<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>"


def _dublin(title: str, language: str, authors: tuple[str, ...], description: str) -> str:
    def text(value: str) -> str:
        return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(value)}</rdf:li></rdf:Alt>'

    found = f"<dc:title>{text(title)}</dc:title>"
    found += f"<dc:language><rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language>"
    if authors:
        # The information dictionary holds one string: XMP has to say the same (ISO 19005-2 6.6.3).
        one = escape("; ".join(authors))
        found += f"<dc:creator><rdf:Seq><rdf:li>{one}</rdf:li></rdf:Seq></dc:creator>"
    if description:
        found += f"<dc:description>{text(description)}</dc:description>"
    return found
