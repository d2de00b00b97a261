"""One publication at the printer's: its order, and every file of the hand-off."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pikepdf

from wenxuan.diagnostics import Report
from wenxuan.finishing import Facts
from wenxuan.fonts import FontSet
from wenxuan.layout.imprint import FONTS
from wenxuan.layout.loader import Layout
from wenxuan.layout.sizes import Geometry
from wenxuan.metadata import points
from wenxuan.model import Publication
from wenxuan.printkit.boxes import MM
from wenxuan.printkit.copy import Job
from wenxuan.printkit.cover import Wrap, Wrapper, cover_remarks, wrap_of
from wenxuan.printkit.dist import Ticket, make_dist
from wenxuan.printkit.forme import slip_of
from wenxuan.printkit.imposition import Binding, Paper, impose
from wenxuan.printkit.imprint_numbers import (
    ImprintNumbers,
    imprint_faults,
    imprint_numbers,
    number_rows,
)
from wenxuan.printkit.inks import Plates
from wenxuan.printkit.interior import Slip, to_pdfx
from wenxuan.printkit.letters import Known, letters_inside
from wenxuan.printkit.likeness import folios, unlike
from wenxuan.printkit.places import picture_places
from wenxuan.printkit.preflight import Proof, preflight
from wenxuan.printkit.price import barcode_numbers
from wenxuan.printkit.profile import Profile, known_profile
from wenxuan.printkit.proofing import contact_sheet, proof_html, proof_page
from wenxuan.printkit.rules import Finding
from wenxuan.printkit.specs import Specs, specs_of
from wenxuan.printkit.spine import CALIPER

PRELIMINARIES = 12
"""The imprint page is looked for among so many first and last pages."""

FOLDED = 4
"""Pages of the smallest sheet that is folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A publication with what its printer was told."""

    publication: Publication
    layout: Layout
    geometry: Geometry
    fonts: FontSet
    facts: Facts
    specs: Specs
    profile: Profile

    def interior(self, data: bytes) -> bytes:
        """`<slug>-print.pdf` from the pages that the press or the binder drew without tags."""
        name = f"{self.publication.slug}-print.pdf"
        text = slip_of(name, self.facts.title, self.profile, self.specs)
        slip = Slip(text=text, fonts=self.fonts)
        return to_pdfx(
            data, self.facts, self.geometry, self.profile,
            palette=self.specs.palette, slip=slip, whole=self.specs.whole,
        )  # fmt: skip

    def numbers(self, data: bytes) -> ImprintNumbers:
        """What the imprint states of the pages that the press drew or the kit finished."""
        page = imprint_page(data, self.geometry)
        return imprint_numbers(data, self.geometry, page, self.specs.whole)

    def imprint(self, data: bytes) -> dict[str, str]:
        """The rows 开本, 印张, 字数… for `imprint_rows`, from the built pages."""
        return number_rows(self.numbers(data), self.geometry, self.publication.head.language)

    def wrap(self, pages: int) -> Wrap:
        """The cover's sizes for so many pages."""
        return wrap_of(self.publication, self.geometry, pages, self.specs.flap)

    def cover(self, pages: int, report: Report) -> bytes | None:
        """`<slug>-cover.pdf`, or None where the layout has none."""
        return self.wrapper(pages).made(report)

    def wrapper(self, pages: int) -> Wrapper:
        """What the cover of so many pages is made of."""
        return Wrapper(
            publication=self.publication, slug=self.publication.slug, layout=self.layout,
            fonts=self.fonts, wrap=self.wrap(pages), facts=self.facts, profile=self.profile,
            specs=self.specs,
        )  # fmt: skip

    def judge(self, data: bytes, report: Report, screen: bytes | None = None) -> Proof:
        """The preflight of the interior, against the screen edition where there is one."""
        job = Job(
            name=f"{self.publication.slug}-print.pdf",
            trim=(self.geometry.width, self.geometry.height),
            bleed=self.geometry.bleed,
            plates=self.specs.plates,
            signature=self.specs.signature,
            pictures=picture_places(self.publication, self.profile),
        )
        proof = preflight(data, job, report, lambda: self._compared(data, screen))
        self._unfilled(proof.pages, report)
        return proof

    def _unfilled(self, pages: int, report: Report) -> None:
        """PRT511: pages that make whole leaves but no whole sheets, where nobody asked for any."""
        left = -pages % FOLDED
        if left and pages % 2 == 0 and self.specs.signature is None:
            place = self.publication.place("options")
            report.add("PRT511", place, pages=pages, unit=FOLDED, left=left)

    def _compared(self, data: bytes, screen: bytes | None) -> Iterator[Finding]:
        """The imprint, the folios, and the pages as they look on a screen."""
        yield from folios(data, self.geometry)
        yield from self._imprint_faults(data)
        if screen is not None:
            yield from unlike(data, screen, self.geometry)

    def _imprint_faults(self, data: bytes) -> Iterator[Finding]:
        page, head = imprint_page(data, self.geometry), self.publication.head
        if page is None:
            return
        rows = number_rows(self.numbers(data), self.geometry, head.language)
        labels = {key: self.layout.word(key, head.language) for key in rows}
        with pikepdf.open(io.BytesIO(data)) as pdf:
            text = letters_inside(pdf.pages[page], self.geometry, {}, left=page % 2 == 1).text
        for what, printed, true in imprint_faults(text, rows, labels):
            arguments = {"what": what, "printed": printed, "found": true}
            pairs = tuple(sorted(arguments.items()))
            yield Finding(code="PRT503", page=page + 1, arguments=pairs)

    def judge_cover(self, data: bytes, wrap: Wrap, report: Report) -> Proof:
        """The preflight of the cover, and what it lacks."""
        cover_remarks(self.publication, self.layout, wrap, report)
        job = Job(
            name=f"{self.publication.slug}-cover.pdf",
            trim=(wrap.total, wrap.height),
            bleed=wrap.bleed,
            plates=Plates.PROCESS,
            sum=_sum(wrap),
            folds=wrap.folds,
            barcode=barcode_numbers(self.publication),
            leaves=False,
        )
        return preflight(data, job, report)

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
        screen = others.get(f"{slug}.pdf")
        pairs = [(interior, self.judge(interior, report, screen))]
        files = {f"{slug}-print.pdf": interior, **others}
        if cover is not None:
            files[f"{slug}-cover.pdf"] = cover
            pairs.append((cover, self.judge_cover(cover, wrap, report)))
        sections = "".join(proof_html(data, proof) for data, proof in pairs)
        files["preflight.html"] = proof_page(sections, self.facts.title).encode()
        files |= contact(interior)
        ticket = Ticket(
            publication=self.publication, geometry=self.geometry, numbers=numbers, wrap=wrap,
            profile=self.profile, plates=self.specs.plates, files=files,
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
    """What publication.yaml asks of the printer; None, with findings, for a bad option."""
    specs = specs_of(publication.head, publication.folder, layout, report, publication.place)
    if specs is None:
        return None
    return Order(
        publication=publication,
        layout=layout,
        geometry=geometry,
        fonts=fonts,
        facts=facts,
        specs=specs,
        profile=known_profile(specs.profile, specs.digest),
    )


def contact(interior: bytes) -> dict[str, bytes]:
    """`contact-sheet.png` (缩样): all pages of the print edition, small."""
    return {"contact-sheet.png": contact_sheet(interior)}


def _sum(wrap: Wrap) -> str:
    """What the width of a cover is made of, in mm: flaps, covers, spine (书脊)."""
    flaps = f" + 2 × {wrap.flap / MM:.1f}" if wrap.flap else ""
    return f"2 × {wrap.width / MM:.1f}{flaps} + spine 书脊 {wrap.spine / MM:.1f}"


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
