"""The hand-off: a zip that a printing house can print from, with its job ticket (委印单)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

import pikepdf

from wenxuan.diagnostics import Report
from wenxuan.fonts import FontSet
from wenxuan.layout.beside import beside
from wenxuan.layout.loader import Layout
from wenxuan.layout.sizes import Geometry
from wenxuan.layout.templates import whole
from wenxuan.model import Publication
from wenxuan.press import draw, lay_out
from wenxuan.printkit.boxes import MM
from wenxuan.printkit.cover import Wrap
from wenxuan.printkit.imprint_numbers import ImprintNumbers, decimal
from wenxuan.printkit.inks import Plates
from wenxuan.printkit.preflight import Proof
from wenxuan.printkit.profile import Profile
from wenxuan.printkit.spine import spine_width

_STAMP = (1980, 1, 1, 0, 0, 0)
"""The date of every member: the archive depends on its contents alone."""
SUMS = "SHA256SUMS"
PLATES = {Plates.BLACK: "单黑（K）", Plates.SECOND: "黑＋第二色（四色叠）", Plates.PROCESS: "四色"}
"""How a job ticket calls the plates of the inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What the printing house is asked to do."""

    publication: Publication
    geometry: Geometry
    numbers: ImprintNumbers
    wrap: Wrap
    profile: Profile
    plates: Plates
    proofs: tuple[Proof, ...]
    files: Mapping[str, bytes]
    """Name to content of what is handed off, the ticket aside."""

    def rows(self) -> list[tuple[str, str]]:
        """Label and value, in the order of a printer's form."""
        head, n = self.publication.head, self.numbers
        imprint, paper = head.imprint, head.paper
        condition = self.profile.condition
        color = sorted({page for proof in self.proofs[:1] for page in proof.color})
        rows = [
            ("书名", whole(head.title) + (f"——{whole(head.subtitle)}" if head.subtitle else "")),
            ("委印单位", head.publisher.name if head.publisher else None),
            ("书号", imprint and imprint.isbn),
            ("成品尺寸", f"{self.geometry.width / MM:.0f}×{self.geometry.height / MM:.0f} 毫米"),
            ("开本", f"{n.sheet}　1/{n.division}" if n.sheet else None),
            ("出血", f"{self.geometry.bleed / MM:g} 毫米，裁切线在出血之外"),
            ("正文", f"{n.pages} 面（{n.pages // 2} 张），其中白页 {n.pages - n.filled} 面"),
            ("印张", None if n.sheets is None else decimal(n.sheets)),
            ("正文用色", PLATES[self.plates]),
            ("彩色页", "、".join(map(str, color)) or "无"),
            ("正文用纸", (imprint and imprint.paper) or None),
            ("单张厚度", f"{paper.caliper}" if paper else None),
            ("书脊", f"{self.wrap.spine / MM:.1f} 毫米"),
            ("封面展开", self.spread()),
            ("封面用色", "四色"),
            ("印数", f"{imprint.print_run} 册" if imprint and imprint.print_run else None),
            ("版次", imprint and imprint.edition),
            ("印次", imprint and imprint.printing),
            ("文件标准", f"PDF/X-4，输出条件 {condition[0]}（{condition[1]}）"),
            ("印前检查", self.verdict()),
        ]  # fmt: skip
        return [(label, str(value)) for label, value in rows if value]

    def spread(self) -> str:
        """Size of the cover sheet, and of its flaps."""
        flap = f"，勒口 {self.wrap.flap / MM:.0f} 毫米" if self.wrap.flap else ""
        return f"{self.wrap.total / MM:.1f}×{self.wrap.height / MM:.0f} 毫米{flap}"

    def verdict(self) -> str:
        """One line for each file that was judged."""
        lines = [
            f"{p.name} {'无问题' if not p.findings else f'{len(p.findings)} 处待看'}"
            for p in self.proofs
        ]
        return "；".join(lines)

    def spines(self) -> list[tuple[int, str]]:
        """Page counts around this book's and the spine that each would have, in mm."""
        caliper = self.wrap.spine / MM / max(1, (self.numbers.pages + 1) // 2)
        counts = sorted({self.numbers.pages + step for step in (-32, -16, 0, 16, 32)})
        return [(n, f"{spine_width(n, caliper):.1f}") for n in counts if n > 0]

    def sums(self) -> list[tuple[str, str, int]]:
        """Name, SHA-256 and bytes of every file."""
        return [
            (name, hashlib.sha256(data).hexdigest(), len(data))
            for name, data in sorted(self.files.items())
        ]


def ticket_documents(
    ticket: Ticket, layout: Layout, fonts: FontSet, report: Report
) -> dict[str, bytes]:
    """`委印单` as HTML that stands alone and as PDF; empty when a template fails."""
    source = beside(
        "ticket", ticket.publication, layout, fonts, report,
        rows=ticket.rows(), spines=ticket.spines(), sums=ticket.sums(),
    )  # fmt: skip
    if source is None:
        return {}
    laid = lay_out(source, report)
    pdf = draw(laid, ticket.publication.slug, report, tagged=True) if laid else b""
    return {"委印单.html": source.html.encode(), "委印单.pdf": pdf}


def make_dist(ticket: Ticket, layout: Layout, fonts: FontSet, report: Report) -> bytes:
    """A zip of all files, the ticket and their SHA-256 sums; same input, same bytes."""
    slug = ticket.publication.slug
    files = dict(ticket.files) | ticket_documents(ticket, layout, fonts, report)
    sums = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items())
    )
    return packed(
        {f"{slug}/{name}": data for name, data in (files | {SUMS: sums.encode()}).items()}
    )


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip with members in order of name and no date but 1980-01-01."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in sorted(files.items()):
            member = zipfile.ZipInfo(name, _STAMP)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, data)
    return buffer.getvalue()


def linearized(data: bytes) -> bytes:
    """The same PDF, whose first page shows before the rest has come (ISO 32000-1 Annex F)."""
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            buffer,
            linearize=True,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.preserve,
        )
    return buffer.getvalue()
