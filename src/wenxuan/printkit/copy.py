"""A finished print file as the preflight sees it: what its pages paint and what it claims."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pikepdf
from pikepdf import Dictionary, Name

from wenxuan.printkit import baggage
from wenxuan.printkit.boxes import MM, Box, box_of
from wenxuan.printkit.inks import Plates
from wenxuan.printkit.outlines import font_faults
from wenxuan.printkit.painted import Painted
from wenxuan.printkit.places import Called
from wenxuan.printkit.reading import Reader
from wenxuan.printkit.typefaces import Typeface


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What was ordered."""

    name: str = "print.pdf"
    """The file, as findings call it."""
    trim: tuple[float, float] | None = None
    """Width and height in points; None: that of the first page."""
    bleed: float = 3 * MM
    plates: Plates = Plates.BLACK
    signature: int | None = None
    """Pages a signature, when whole ones are wanted."""
    sum: str = ""
    """What the width of the trim is made of, such as `2 × 170.0 + 2.5 mm`."""
    folds: tuple[float, ...] = ()
    """Where a cover is folded, in points from the left edge of the trim."""
    barcode: tuple[str, ...] | None = None
    """The numbers that a cover's barcode says, ISBN and price; None: nobody asks."""
    leaves: bool = True
    """True for the inside of a book: pages come in pairs, and blank ones are looked at."""
    pictures: Mapping[str, Called] = field(default_factory=dict)
    """Fingerprint or size of a picture to the place in the sources that calls it."""

    def called(self, digest: str) -> Called | None:
        """Where a picture is called, by its fingerprint or, when no other has it, its size."""
        return self.pictures.get(digest) or self.pictures.get(digest.split(":", maxsplit=1)[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page."""

    number: int
    """1 for the first."""
    boxes: Mapping[str, Box]
    turn: int
    """Degrees clockwise by which its entry turns it."""
    scale: float
    """How much its entry enlarges it (UserUnit)."""
    painted: tuple[Painted, ...]
    annotations: tuple[tuple[str, Box], ...]

    @property
    def trim(self) -> Box:
        """Where it is cut; the media box where it does not say."""
        return self.boxes.get("TrimBox") or self.boxes.get("MediaBox") or (0, 0, 0, 0)

    @property
    def bleed(self) -> Box:
        """How far color may run; the trim where it does not say."""
        return self.boxes.get("BleedBox") or self.trim

    @property
    def inside(self) -> Iterator[Painted]:
        """What touches the area that is printed and kept."""
        return (p for p in self.painted if _meet(p.box, self.bleed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A whole file."""

    leaves: tuple[Leaf, ...]
    faces: tuple[Typeface, ...]
    version: str
    encrypted: bool
    identified: bool
    intents: tuple[tuple[bytes, int] | None, ...]
    """The profile of each PDF/X output intent and its number of inks; None for one without."""
    condition: bool
    """True when each of these names its printing condition."""
    info: Mapping[str, str]
    xmp: str
    actions: tuple[str, ...]
    layers: tuple[baggage.Placed, ...]
    off: frozenset[str]
    """Layers that are switched off."""
    attached: tuple[str, ...]
    postscript: tuple[baggage.Placed, ...]
    packed: tuple[baggage.Placed, ...]
    """Streams behind LZW."""
    curves: tuple[baggage.Placed, ...]
    """Transfer functions and halftones."""
    groups: tuple[tuple[int, str], ...]
    """Page and color space of transparency groups that do not mix in CMYK or gray."""
    elsewhere: tuple[baggage.Placed, ...]
    """OPI, alternate images, references: what another file or a switch would put in a place."""
    spoilt: tuple[tuple[str, str, str], ...]
    """Font programs that are damaged: the code of the finding, the font, what is wrong."""


def read_copy(data: bytes) -> Copy:
    """Read a file whole; raises pikepdf.PdfError for bytes that are no PDF or need a password."""
    reader = Reader()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        leaves = tuple(_leaf(page, n, reader) for n, page in enumerate(pdf.pages, start=1))
        things = [o for o in pdf.objects if isinstance(o, Dictionary | pikepdf.Stream)]
        states = [*baggage.states(pdf), *things]
        return Copy(
            leaves=leaves,
            faces=tuple(reader.faces.values()),
            version=pdf.pdf_version,
            encrypted=pdf.is_encrypted,
            identified="/ID" in pdf.trailer,
            intents=tuple(_intents(pdf)),
            condition=all(
                str(intent.get("/OutputConditionIdentifier", "")).strip()
                for intent in pdf.Root.get("/OutputIntents", ())
                if intent.get("/S") == Name.GTS_PDFX
            ),
            info={str(k).lstrip("/"): str(v).lstrip("/") for k, v in pdf.docinfo.items()},
            xmp=_xmp(pdf),
            actions=tuple(sorted(baggage.actions(pdf, things))),
            layers=baggage.placed(pdf, things, baggage.layer),
            off=frozenset(baggage.switched_off(pdf)),
            attached=tuple(sorted(baggage.attached(pdf, things))),
            postscript=baggage.placed(pdf, things, baggage.postscript),
            packed=baggage.placed(pdf, things, baggage.packed),
            curves=baggage.placed(pdf, states, baggage.curves),
            groups=tuple(baggage.groups(pdf)),
            elsewhere=baggage.placed(pdf, things, baggage.elsewhere),
            spoilt=tuple(
                (code, face.name, what)
                for font, face in reader.fonts
                for code, what in font_faults(font, face)
            ),
        )


_BOXES = ("MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox")


def _leaf(page: pikepdf.Page, number: int, reader: Reader) -> Leaf:
    found = {name: box_of(page.obj, "/" + name) for name in _BOXES}
    notes = [n for n in page.obj.get("/Annots", ()) if isinstance(n, Dictionary)]
    return Leaf(
        number=number,
        boxes={name: box for name, box in found.items() if box is not None},
        turn=int(page.obj.get("/Rotate", 0)) % 360,
        scale=float(page.obj.get("/UserUnit", 1)),
        painted=reader.page(page),
        annotations=tuple(
            (str(n.get("/Subtype", "")).lstrip("/"), box_of(n, "/Rect") or (0, 0, 0, 0))
            for n in notes
        ),
    )


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and one[2] >= other[0] and one[1] <= other[3] and one[3] >= other[1]


def _intents(pdf: pikepdf.Pdf) -> Iterator[tuple[bytes, int] | None]:
    for intent in pdf.Root.get("/OutputIntents", ()):
        if intent.get("/S") == Name.GTS_PDFX:
            profile = intent.get("/DestOutputProfile")
            if isinstance(profile, pikepdf.Stream):
                yield bytes(profile.read_bytes()), int(profile.get("/N", 0))
            else:
                yield None


def _xmp(pdf: pikepdf.Pdf) -> str:
    metadata = pdf.Root.get("/Metadata")
    return (
        metadata.read_bytes().decode("utf-8", "replace")
        if isinstance(metadata, pikepdf.Stream)
        else ""
    )


_PDF_DATE = "D:%Y%m%d%H%M%SZ"


def pdf_date(text: str) -> datetime | None:
    """A date of an information dictionary in UTC, or None when it is none that we write."""
    try:
        return datetime.strptime(text, _PDF_DATE).replace(tzinfo=UTC)
    except ValueError:
        return None
