"""From built files to the printer: preflight, booklet, offprints and hand-off of a publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wenxuan.anew import Anew
from wenxuan.assemble import slug_of
from wenxuan.checks.pdf_cover import prove_cover
from wenxuan.checks.pdf_full import readable
from wenxuan.diagnostics import Report, Span
from wenxuan.finishing import Facts
from wenxuan.fonts import prepare_fontconfig
from wenxuan.gate import shown
from wenxuan.layout.templates import whole
from wenxuan.output import write_atomic
from wenxuan.pipeline import Prepared, prepare
from wenxuan.printkit.dist import linearized
from wenxuan.printkit.imposition import Binding, Paper
from wenxuan.printkit.kit import Order, contact, order_of
from wenxuan.printkit.landmarks import anchors, body_page
from wenxuan.printkit.offprints import offprints
from wenxuan.printkit.preflight import Proof
from wenxuan.printkit.proofing import proof_html, proof_page
from wenxuan.proving import MOST, prove, prove_pdfs
from wenxuan.report import add_preflight


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A publication with its order and the folder of its built files."""

    ready: Prepared
    order: Order
    folder: Path

    @property
    def slug(self) -> str:
        """Name of the publication."""
        return self.ready.publication.slug

    def read(self, ending: str) -> bytes | None:
        """A built file by its ending, such as `-print.pdf`; None where it was not built."""
        path = self.folder / f"{self.slug}{ending}"
        return path.read_bytes() if path.is_file() else None

    def write(self, name: str, data: bytes) -> Path:
        """Write a file beside the built ones; raises OSError."""
        path = self.folder / name
        write_atomic(path, data)
        return path


def open_desk(folder: Path, out: Path, report: Report) -> Desk | None:
    """Read a publication and look for its built files; None, with findings, when either fails.

    Findings about sources that can be built are the build's. Raises OSError.
    """
    quiet = Report()
    ready = prepare(folder, quiet)
    if ready is None:
        report.extend(quiet)
        return None
    prepare_fontconfig(ready.fonts, out / ".cache")
    place = out / ready.publication.slug
    built = place / f"{ready.publication.slug}-print.pdf"
    if not built.is_file():
        report.add("PRT505", Span(shown(built)), name=built.name)
        return None
    facts = _facts(ready, built.read_bytes())
    order = order_of(ready.publication, ready.layout, ready.geometry, ready.fonts, facts, report)
    if order is None:
        return None
    return Desk(ready=ready, order=order, folder=place)


def _facts(ready: Prepared, data: bytes) -> Facts:
    """What the built file and the publication say; the body begins where the label is 1."""
    head = ready.publication.head
    day = head.date
    return Facts(
        title=whole(head.title),
        language=head.language,
        authors=tuple(c.name for c in head.contributors),
        body_page=body_page(data),
        day=datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None,
    )


def print_file(folder: Path, out: Path) -> Path:
    """Where a publication's print edition is, if it was built."""
    slug = slug_of(folder.resolve().name)
    return out / slug / f"{slug}-print.pdf"


def proof_print(
    folder: Path, out: Path, report: Report, *, needed: bool = True
) -> tuple[Proof, ...]:
    """Judge the print files that were built; `preflight.html` and report.html show the faults.

    Where none were built that is a finding, if they are needed. Raises OSError.
    """
    if not needed and not print_file(folder, out).is_file():
        return ()
    desk = open_desk(folder, out, report)
    data = desk.read("-print.pdf") if desk else None
    if desk is None or data is None:
        return ()
    order, pairs = desk.order, [(data, desk.order.judge(data, report, _screen(desk, report)))]
    cover = desk.read("-cover.pdf")
    if cover is not None:
        wrap = order.wrap(pairs[0][1].pages)
        pairs.append((cover, order.judge_cover(cover, wrap, report)))
        _proved_cover(desk, cover, pairs[0][1].pages, Anew(folder, out).elsewhere, report)
    sections = "".join(proof_html(page, proof) for page, proof in pairs)
    desk.write("preflight.html", proof_page(sections, order.facts.title).encode())
    proofs = tuple(proof for _, proof in pairs)
    add_preflight(desk.folder, sections, [_plain(proof) for proof in proofs])
    return proofs


def _proved_cover(
    desk: Desk, cover: bytes, pages: int, elsewhere: str, report: Report
) -> None:
    """The cover against its words, and against one that is drawn anew."""
    name = f"{desk.slug}-cover.pdf"
    wrapper = desk.order.wrapper(pages)
    with readable(desk.folder / name, report):
        anew = wrapper.made(Report())
        if anew is not None:
            place = shown(desk.folder / name)
            dated = desk.ready.publication.head.date is not None
            prove_cover(place, cover, anew, wrapper.html(), desk.ready.fonts, report,
                        dated=dated, elsewhere=elsewhere)  # fmt: skip


def _screen(desk: Desk, report: Report) -> bytes | None:
    """The screen edition, if it was built and can be read."""
    data = desk.read(".pdf")
    with readable(desk.folder / f"{desk.slug}.pdf", report):
        return data if data is None or anchors(data) is not None else None
    return None


def _plain(proof: Proof) -> dict[str, object]:
    """A proof for report.json."""
    return {
        "file": proof.name,
        "pages": proof.pages,
        "color": list(proof.color),
        "findings": [
            {"code": f.code, "page": f.page} | dict(f.arguments) for f in proof.findings
        ],
    }


def bind_booklet(
    folder: Path, out: Path, binding: Binding, signature: int, paper: Paper, report: Report
) -> Path | None:
    """Write `<slug>-booklet.pdf`; raises OSError."""
    desk = open_desk(folder, out, report)
    data = desk.read("-print.pdf") if desk else None
    if desk is None or data is None:
        return None
    return desk.write(
        f"{desk.slug}-booklet.pdf", desk.order.booklet(data, binding, signature, paper)
    )


def print_offprints(folder: Path, out: Path, report: Report) -> list[Path]:
    """Write each article as a PDF under `offprints/`, and all pages as `contact-sheet.png`.

    They are cut from the screen edition; the sheet is that of the hand-off. Raises OSError.
    """
    desk = open_desk(folder, out, report)
    data = desk.read(".pdf") if desk else None
    interior = desk.read("-print.pdf") if desk else None
    if desk is None or data is None or interior is None:
        if desk is not None:
            report.add("PRT505", Span(shown(desk.folder)), name=f"{desk.slug}.pdf")
        return []
    order = desk.order
    made = offprints(
        data, order.publication, order.layout, order.geometry, order.fonts,
        anchors(data), order.facts, report,
    )  # fmt: skip
    files = {f"offprints/{name}": page for name, page in made.items()} | contact(interior)
    return [desk.write(name, content) for name, content in files.items()]


def deliver(folder: Path, out: Path, report: Report) -> Path | None:
    """Write `<slug>-dist.zip` from the built editions, every page proved once more.

    None, with findings, when one is missing or the proof fails. Raises OSError.
    """
    desk = open_desk(folder, out, report)
    data = desk.read("-print.pdf") if desk else None
    if desk is None or data is None:
        return None
    found, anew = Report(), Anew(folder, out)
    prove_pdfs(folder, out, found, outside=False, anew=anew)
    prove(folder, out, found, alone=False, outside=False, anew=anew)
    report.extend(found.shortened(MOST))
    if report.failed:
        return None
    cover = desk.read("-cover.pdf")
    if cover is None and desk.ready.layout.file("wrap.html") is not None:
        name = f"{desk.slug}-cover.pdf"
        report.add("PRT505", Span(shown(desk.folder / name)), name=name)
        return None
    book = desk.read(".epub")
    screen = desk.read(".pdf")
    others = {f"{desk.slug}.epub": book} if book else {}
    if screen:
        others[f"{desk.slug}.pdf"] = linearized(screen)
    made = desk.order.handoff(data, cover, others, report)
    return None if report.failed else desk.write(f"{desk.slug}-dist.zip", made)


# --- the verbs: what each says ------------------------------------------------------------------


def judged(folder: Path, out: Path, report: Report, *, needed: bool = True) -> list[str]:
    """Lines of `wenxuan preflight`; raises OSError."""
    with readable(print_file(folder, out), report):
        return [str(proof) for proof in proof_print(folder, out, report, needed=needed)]
    return []


def imposed(
    folder: Path, out: Path, report: Report, *, binding: Binding, signature: int, paper: Paper
) -> list[str]:
    """Lines of `wenxuan impose`; raises OSError."""
    with readable(print_file(folder, out), report):
        path = bind_booklet(folder, out, binding, signature, paper, report)
        return [shown(path)] if path else []
    return []


def delivered(folder: Path, out: Path, report: Report, *, pieces: bool) -> list[str]:
    """Lines of `wenxuan dist`, with offprints when `pieces` are wanted; raises OSError."""
    with readable(print_file(folder, out), report):
        path = deliver(folder, out, report)
        more = print_offprints(folder, out, report) if pieces and path else []
        return [shown(p) for p in ([path] if path else []) + more]
    return []
