"""One publication at the printer's: its order, and every file of the hand-off."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pikepdf

from wenxuan.diagnostics import Report, Span
from wenxuan.finishing import Facts
from wenxuan.fonts import FontSet
from wenxuan.layout.imprint import FONTS
from wenxuan.layout.loader import Layout
from wenxuan.layout.sizes import Geometry
from wenxuan.metadata import points
from wenxuan.model import Publication
from wenxuan.printkit.boxes import MM
from wenxuan.printkit.copy import Job
from wenxuan.printkit.cover import Wrap, cover_wrap, wrap_of
from wenxuan.printkit.dist import Ticket, make_dist
from wenxuan.printkit.imposition import Binding, Paper, impose
from wenxuan.printkit.imprint_numbers import ImprintNumbers, imprint_numbers, number_rows
from wenxuan.printkit.inks import CMYK, TWINS, Palette, Plates, from_percent
from wenxuan.printkit.interior import Slip, to_pdfx
from wenxuan.printkit.letters import Known, letters_inside
from wenxuan.printkit.places import picture_places
from wenxuan.printkit.preflight import Proof, preflight
from wenxuan.printkit.profile import Profile, read_profile
from wenxuan.printkit.proofing import contact_sheet, proof_html, proof_page
from wenxuan.printkit.spine import CALIPER

PRELIMINARIES = 12
"""The imprint page is looked for among so many first and last pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A publication with what its printer was told."""

    publication: Publication
    layout: Layout
    geometry: Geometry
    fonts: FontSet
    facts: Facts
    profile: Profile
    plates: Plates = Plates.BLACK
    twins: Mapping[str, CMYK]
    signature: int | None = None
    flap: float = 0.0
    """Width of the flaps in points."""

    @property
    def whole(self) -> int:
        """Pages come in multiples of this."""
        return self.signature or 2

    @property
    def palette(self) -> Palette:
        """How its screen colors become ink."""
        return Palette(plates=self.plates, twins=self.twins, through=self.profile.ink)

    def interior(self, data: bytes) -> bytes:
        """`<slug>-print.pdf` from the pages that the press or the binder drew without tags."""
        name = f"{self.publication.slug}-print.pdf"
        inks = {Plates.BLACK: "K", Plates.SECOND: "K+1", Plates.PROCESS: "CMYK"}[self.plates]
        text = f"{name}　{self.facts.title}　{self.profile.condition[0]}　{inks}"
        slip = Slip(text=text, fonts=self.fonts)
        return to_pdfx(
            data, self.facts, self.geometry, self.profile,
            palette=self.palette, slip=slip, whole=self.whole,
        )  # fmt: skip

    def numbers(self, data: bytes) -> ImprintNumbers:
        """What the imprint states of the pages that the press drew or the kit finished."""
        page = imprint_page(data, self.geometry)
        return imprint_numbers(data, self.geometry, page, self.whole)

    def imprint(self, data: bytes) -> dict[str, str]:
        """The rows 开本, 印张, 字数… for `imprint_rows`, from the built pages."""
        return number_rows(self.numbers(data), self.geometry, self.publication.head.language)

    def wrap(self, pages: int) -> Wrap:
        """The cover's sizes for so many pages."""
        return wrap_of(self.publication, self.geometry, pages, self.flap)

    def cover(self, pages: int, report: Report) -> bytes | None:
        """`<slug>-cover.pdf`, or None where the layout has none."""
        return cover_wrap(
            self.publication,
            self.layout,
            self.fonts,
            self.wrap(pages),
            self.facts,
            self.profile,
            report,
        )

    def judge(self, data: bytes, report: Report) -> Proof:
        """The preflight of the interior."""
        job = Job(
            name=f"{self.publication.slug}-print.pdf",
            trim=(self.geometry.width, self.geometry.height),
            bleed=self.geometry.bleed,
            plates=self.plates,
            signature=self.signature,
            pictures=picture_places(self.publication),
        )
        return preflight(data, job, report)

    def judge_cover(self, data: bytes, wrap: Wrap, report: Report) -> Proof:
        """The preflight of the cover."""
        job = Job(
            name=f"{self.publication.slug}-cover.pdf",
            trim=(wrap.total, wrap.height),
            bleed=wrap.bleed,
            plates=Plates.PROCESS,
            leaves=False,
        )
        return preflight(data, job, report)

    def edition(self, data: bytes, report: Report) -> dict[str, tuple[str, bytes, int]]:
        """Edition to file name, content and pages: `print`, `cover` where the layout has one."""
        slug, interior = self.publication.slug, self.interior(data)
        pages = self.numbers(interior).pages
        made = {"print": (f"{slug}-print.pdf", interior, pages)}
        cover = self.cover(pages, report)
        if cover is not None:
            made["cover"] = (f"{slug}-cover.pdf", cover, 1)
        return made

    def booklet(self, data: bytes, binding: Binding, signature: int, paper: Paper) -> bytes:
        """`<slug>-booklet.pdf` from the interior."""
        stock = self.publication.head.paper
        leaf = points(stock.caliper) if stock else CALIPER * MM
        return impose(data, binding=binding, signature=signature, paper=paper, leaf=leaf)

    def handoff(
        self, interior: bytes, cover: bytes | None, others: Mapping[str, bytes], report: Report
    ) -> bytes:
        """`<slug>-dist.zip`: interior, cover, `others`, preflight, contact sheet, ticket, sums."""
        slug, numbers = self.publication.slug, self.numbers(interior)
        wrap = self.wrap(numbers.pages)
        pairs = [(interior, self.judge(interior, report))]
        files = {f"{slug}-print.pdf": interior, **others}
        if cover is not None:
            files[f"{slug}-cover.pdf"] = cover
            pairs.append((cover, self.judge_cover(cover, wrap, report)))
        sections = "".join(proof_html(data, proof) for data, proof in pairs)
        files["preflight.html"] = proof_page(sections, self.facts.title).encode()
        files["contact-sheet.png"] = contact_sheet(interior)
        ticket = Ticket(
            publication=self.publication, geometry=self.geometry, numbers=numbers, wrap=wrap,
            profile=self.profile, plates=self.plates, files=files,
            proofs=tuple(proof for _, proof in pairs),
        )  # fmt: skip
        return make_dist(ticket, self.layout, self.fonts, report)


def order_of(
    publication: Publication,
    layout: Layout,
    geometry: Geometry,
    fonts: FontSet,
    facts: Facts,
    report: Report,
) -> Order | None:
    """What publication.yaml asks of the printer; None, with a finding, for a bad profile.

    Under `options`: `print_colors` 1, 2 or 4 · `print_profile` a file beside publication.yaml ·
    `signature` 4, 8, 16 or 32 pages · `flaps` a width · `ink_<name>` C/M/Y/K in percent for a
    color of the layout. A value that is none of these is a finding (PRT506).
    """
    span = Span(f"{publication.slug}/publication.yaml")
    options = publication.head.options
    if not _sound(options, layout, span, report):
        return None
    profile = _profile(publication, options.get("print_profile"), span, report)
    if profile is None:
        return None
    return Order(
        publication=publication,
        layout=layout,
        geometry=geometry,
        fonts=fonts,
        facts=facts,
        profile=profile,
        plates=Plates(int(options.get("print_colors", "1"))),
        twins=_twins(layout, options),
        signature=int(options["signature"]) if "signature" in options else None,
        flap=points(options["flaps"]) if "flaps" in options else 0.0,
    )


_CHOICES = {"print_colors": ("1", "2", "4"), "signature": ("4", "8", "16", "32")}
"""Options with few values."""


def _sound(options: Mapping[str, str], layout: Layout, span: Span, report: Report) -> bool:
    """True when every option of the printer has a value that means something."""
    faults = [
        (name, options[name], " ".join(choices))
        for name, choices in _CHOICES.items()
        if name in options and options[name] not in choices
    ]
    for name, value in options.items():
        if name == "flaps" and not _means(points, value):
            faults.append((name, value, "70mm"))
        if name.startswith("ink_"):
            known = name.removeprefix("ink_") in layout.head.colors
            if not known or not _means(from_percent, value):
                faults.append((name, value, "ink_accent: 0/90/75/45"))
    for name, value, near in faults:
        report.add("PRT506", span, name=name, value=value, near=near)
    return not faults


def _means(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


def _profile(
    publication: Publication, name: str | None, span: Span, report: Report
) -> Profile | None:
    try:
        return read_profile(publication.folder / name if name else None)
    except OSError as error:
        report.add("PRT504", span, name=name, why=error.strerror or str(error))
    except ValueError as error:
        report.add("PRT504", span, name=name, why=str(error))
    return None


def _twins(layout: Layout, options: Mapping[str, str]) -> dict[str, CMYK]:
    """The table of inks with those that the publication gives for the layout's colors."""
    own = {
        layout.head.colors[key.removeprefix("ink_")]: from_percent(value)
        for key, value in options.items()
        if key.startswith("ink_") and key.removeprefix("ink_") in layout.head.colors
    }
    return {**TWINS, **own}


def imprint_page(data: bytes, geometry: Geometry) -> int | None:
    """The 0-based page of the imprint: the one that names the press's faces."""
    wanted = re.sub(r"\s", "", FONTS)
    known: Known = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        total = len(pdf.pages)
        first = list(range(min(PRELIMINARIES, total)))
        last = list(range(max(len(first), total - PRELIMINARIES), total))
        for i in first + last:
            text = letters_inside(pdf.pages[i], geometry, known, left=i % 2 == 1).text
            if wanted in re.sub(r"\s", "", text):
                return i
    return None
