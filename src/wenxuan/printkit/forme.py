"""The forme: what the binder locks around every page for the press, as bytes of the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from functools import cached_property

from wenxuan.binding.objects import Writer
from wenxuan.binding.template import number, string
from wenxuan.finishing import Facts
from wenxuan.fonts import FontSet
from wenxuan.printkit.boxes import SLUG_TAG, Box, Sheet
from wenxuan.printkit.inks import Plates
from wenxuan.printkit.intent import PRODUCER, UNDATED, VERSION, packet, uuid_of
from wenxuan.printkit.marks import ALL_MARKS, BLACK_MARKS, color_bar, marks
from wenxuan.printkit.profile import Profile
from wenxuan.printkit.slugline import SlugLine
from wenxuan.printkit.specs import Specs

_TINT = b"<</FunctionType 2/Domain[0 1]/C0[0 0 0 0]/C1[1 1 1 1]/N 1>>"
ALL_PLATES = b"[/Separation/All/DeviceCMYK" + _TINT + b"]"
"""The color space of marks that print on every plate."""
_END = b"EMC\n"


@dataclass(frozen=True, kw_only=True)
class Forme:
    """Boxes, marks, slug line, output intent and identity of one print file."""

    sheet: Sheet
    facts: Facts
    fonts: FontSet
    specs: Specs
    profile: Profile
    slip: str
    """What the slug line of every sheet says."""

    @property
    def colored(self) -> bool:
        """True when there are more plates than black."""
        return self.specs.plates is not Plates.BLACK

    @cached_property
    def boxes(self) -> bytes:
        """Entries of a page dictionary (ISO 32000-1 §14.11.2); the media box begins at 0, 0."""
        s = self.sheet
        boxes = {b"Media": s.media, b"Crop": s.media, b"Bleed": s.bleed_box, b"Trim": s.trim}
        return b"".join(b"/%bBox[%b]" % (name, _sides(box)) for name, box in boxes.items())

    @property
    def spaces(self) -> bytes:
        """Resources of a page that bears marks alone."""
        return b"<</ColorSpace<</WxAll%b>>>>" % ALL_PLATES if self.colored else b"<<>>"

    @cached_property
    def opening(self) -> bytes:
        """What comes before a page: cut to the bleed, moved to the trim, black ink."""
        x0, y0, x1, y1 = self.sheet.bleed_box
        clip = _sides((x0, y0, x1 - x0, y1 - y0))
        left, foot = self.sheet.trim[:2]
        return b"q %b re W n 1 0 0 1 %b %b cm\n" % (clip, number(left), number(foot))

    @cached_property
    def _line(self) -> SlugLine:
        return SlugLine(sheet=self.sheet, fonts=self.fonts, text=self.slip)

    def closing(self, total: int) -> bytes:
        """What comes after a page of so many, all but its number."""
        common = marks(self.sheet, ALL_MARKS if self.colored else BLACK_MARKS)
        if self.colored:
            common += color_bar(self.sheet)
        return f"Q\n{SLUG_TAG} BMC\n".encode() + common + self._line.shared(total).encode() + _END

    def slug(self, page: int) -> bytes:
        """The number of a page (1 for the first), in outlines."""
        return f"{SLUG_TAG} BMC {self._line.own(page)}".encode() + _END

    def catalog(self, writer: Writer) -> bytes:
        """Write metadata and output intent; the entries of the catalog that lead to them."""
        home, profile = writer.reserve(), writer.reserve()
        day = (self.facts.day or UNDATED).astimezone(UTC)
        text = packet(self.facts, day, uuid_of(writer.digest.digest()))
        writer.stream(home, b"<</Type/Metadata/Subtype/XML/Length %d>>" % len(text), text)
        writer.deflated(profile, self.profile.data, b"/N 4")
        identifier, what = self.profile.condition
        intent = b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFX/OutputConditionIdentifier%b"
        intent += b"/OutputCondition%b/RegistryName(http://www.color.org)/Info%b"
        intent %= (string(identifier), string(what), string(self.profile.description))
        return b"/Metadata %d 0 R" % home + intent + b"/DestOutputProfile %d 0 R>>]" % profile

    @cached_property
    def information(self) -> bytes:
        """The information dictionary, which says what the metadata say (ISO 15930-7 §6.7)."""
        day = (self.facts.day or UNDATED).astimezone(UTC).strftime("(D:%Y%m%d%H%M%SZ)").encode()
        maker = string(PRODUCER)
        entries = b"/Title%b/Producer%b/Creator%b" % (string(self.facts.title), maker, maker)
        if self.facts.authors:
            entries += b"/Author" + string("; ".join(self.facts.authors))
        entries += b"/CreationDate" + day + b"/ModDate" + day
        return b"<<%b/Trapped/False/GTS_PDFXVersion(%b)>>" % (entries, VERSION.encode())


def _sides(box: Box) -> bytes:
    return b" ".join(number(side) for side in box)


def slip_of(name: str, title: str, profile: Profile, specs: Specs) -> str:
    """The slug line: file, title, printing condition, inks."""
    inks = {Plates.BLACK: "K", Plates.SECOND: "K+1", Plates.PROCESS: "CMYK"}[specs.plates]
    return f"{name}　{title}　{profile.condition[0]}　{inks}"
