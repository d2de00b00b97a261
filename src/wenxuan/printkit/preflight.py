"""The preflight: every rule over a finished file, one finding for each code and page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from wenxuan.diagnostics import Report, Span
from wenxuan.printkit import placing, rules, standard
from wenxuan.printkit.boxes import Box
from wenxuan.printkit.copy import Job, read_copy
from wenxuan.printkit.echoes import without_echoes
from wenxuan.printkit.rules import Finding, Rule, color_pages, found

RULES: tuple[Rule, ...] = (
    rules.screen_colors, rules.ink_limit, rules.picture_ink, rules.ordered_plates,
    rules.spot_colors, rules.white_overprint, rules.black_overprint, rules.rich_black,
    rules.tinted_text, rules.white_text, rules.resolution, rules.hairlines,
    placing.trimmed, placing.bled, placing.boxes_nest, placing.cropped, placing.one_trim,
    placing.upright, placing.safe_text, placing.full_bleed, placing.blank_pages,
    placing.whole_signatures, placing.on_its_marks, placing.clear_of_folds,
    placing.readable,
    standard.embedded, standard.straight, standard.no_missing_glyphs, standard.outlined,
    standard.output_intent, standard.annotated, standard.actions, standard.metadata,
    standard.agreement, standard.trapped, standard.blend_modes, standard.groups, standard.curves,
    standard.postscript, standard.layers, standard.attachments, standard.encryption,
    standard.version, standard.identifier, standard.final_pictures,
    standard.packed, standard.sound_fonts,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the preflight found in a file."""

    name: str
    pages: int
    findings: tuple[Finding, ...]
    color: tuple[int, ...]
    """Pages that need colored inks."""
    boxes: tuple[tuple[Finding, tuple[Box, ...]], ...]
    """Each finding with every place on its page."""

    def __str__(self) -> str:
        """One line for the terminal."""
        color = f", {len(self.color)} in color" if self.color else ""
        pages = "1 page" if self.pages == 1 else f"{self.pages} pages"
        count = len(self.findings)
        findings = "1 finding" if count == 1 else f"{count} findings"
        return f"{self.name}: {pages}{color}, {findings}"


def preflight(
    source: Path | bytes, job: Job, report: Report, more: Callable[[], Iterable[Finding]] = tuple
) -> Proof:
    """Judge a print file by every rule; findings go to the report too, at `name:page`.

    `more` finds what needs other files than this one. A file that cannot be read is a finding
    (PRT418), never an exception.
    """
    data = source.read_bytes() if isinstance(source, Path) else source
    try:
        copy = read_copy(data)
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        unread = found("PRT418", why=str(error).splitlines()[0][:80])
        _tell((unread,), job, report)
        return Proof(name=job.name, pages=0, findings=(unread,), color=(), boxes=((unread, ()),))
    ruled = [finding for rule in RULES for finding in rule(copy, job)]
    together = _together(without_echoes([*ruled, *more()]))
    findings = tuple(finding for finding, _ in together)
    _tell(findings, job, report)
    return Proof(
        name=job.name,
        pages=len(copy.leaves),
        findings=findings,
        color=color_pages(copy),
        boxes=together,
    )


def _together(findings: Iterable[Finding]) -> tuple[tuple[Finding, tuple[Box, ...]], ...]:
    """One finding for each code, page and message, with all its places; in the order of pages."""
    places: dict[tuple[str, int | None, str, object], tuple[Finding, list[Box]]] = {}
    for finding in findings:
        key = (finding.code, finding.page, finding.source, finding.arguments)
        _, boxes = places.setdefault(key, (finding, []))
        if finding.box is not None:
            boxes.append(finding.box)
    ordered = sorted(places.values(), key=lambda x: (x[0].page or 0, x[0].code, x[0].arguments))
    return tuple((finding, tuple(boxes)) for finding, boxes in ordered)


def _tell(findings: tuple[Finding, ...], job: Job, report: Report) -> None:
    """Into the report, at the source of a picture where it is known, else at the page."""
    for finding in findings:
        called = job.called(finding.source) if finding.source else None
        span = called.span if called else Span(job.name, finding.page or 1)
        report.add(finding.code, span, **dict(finding.arguments))
