"""What a PDF/X-4 file says of itself: output intent, metadata, dates (ISO 15930-7 §6.2, §6.7)."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from wenxuan.finishing import Facts
from wenxuan.printkit.profile import Profile

VERSION = "PDF/X-4"
PRODUCER = "wenxuan"
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of a publication that has none: PDF/X wants one, and a clock may not give it."""


def set_intent(pdf: pikepdf.Pdf, profile: Profile) -> None:
    """The one output intent, its profile embedded."""
    identifier, what = profile.condition
    stream = pdf.make_stream(profile.data, N=4)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(identifier),
        OutputCondition=String(what),
        RegistryName=String("http://www.color.org"),
        Info=String(profile.description),
        DestOutputProfile=stream,
    )
    pdf.Root.OutputIntents = Array([intent])


def identify(pdf: pikepdf.Pdf, facts: Facts, salt: bytes) -> None:
    """Information dictionary and XMP that say the same; the document's id is a hash of `salt`."""
    day = (facts.day or UNDATED).astimezone(UTC)
    info = pdf.docinfo
    for key in list(info.keys()):
        del info[key]
    info["/Title"], info["/Producer"], info["/Creator"] = facts.title, PRODUCER, PRODUCER
    if facts.authors:
        info["/Author"] = "; ".join(facts.authors)
    info["/CreationDate"] = info["/ModDate"] = day.strftime("D:%Y%m%d%H%M%SZ")
    info["/Trapped"] = Name("/False")
    info["/GTS_PDFXVersion"] = VERSION
    data = packet(facts, day, uuid_of(salt))
    pdf.Root.Metadata = pdf.make_stream(data, Type=Name.Metadata, Subtype=Name.XML)


def uuid_of(salt: bytes) -> str:
    """A UUID of version 8 (RFC 9562 §5.8) from a hash."""
    digits = hashlib.sha256(salt).hexdigest()[:32]
    digits = digits[:12] + "8" + digits[13:16] + "8" + digits[17:]
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq>{authors}</rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
<xmp:MetadataDate>{date}</xmp:MetadataDate><xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmpMM:DocumentID>uuid:{uuid}</xmpMM:DocumentID><xmpMM:InstanceID>uuid:{uuid}</xmpMM:InstanceID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass><xmpMM:VersionID>1</xmpMM:VersionID>
<pdf:Producer>{producer}</pdf:Producer><pdf:Trapped>False</pdf:Trapped>
<pdfxid:GTS_PDFXVersion>{version}</pdfxid:GTS_PDFXVersion>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def packet(facts: Facts, day: datetime, uuid: str) -> bytes:
    """The XMP packet."""
    authors = "".join(f"<rdf:li>{escape(name)}</rdf:li>" for name in facts.authors)
    return _PACKET.format(
        title=escape(facts.title),
        authors=authors,
        language=escape(facts.language),
        date=day.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        producer=PRODUCER,
        uuid=uuid,
        version=VERSION,
    ).encode()
