"""The glyph proof of a job as it is made: what its streams draw against what it must say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wenxuan.binding.content import written
from wenxuan.binding.frozen import Data
from wenxuan.binding.stub import PIXEL, Drawn, Slot
from wenxuan.binding.task import Task
from wenxuan.diagnostics import Report
from wenxuan.press import pressing
from wenxuan.proof.drawing import Rectangle, Surface
from wenxuan.proof.faces import Face, face_of, family_of
from wenxuan.proof.job import Sheet, prove
from wenxuan.proof.order import order
from wenxuan.proof.plates import MOST, plates
from wenxuan.proof.samples import Sample
from wenxuan.proof.typecase import TypeCase

_SHOWS = re.compile(rb"^.*T[Jj]$", re.MULTILINE)
Parts = Sequence[Sequence[bytes | str]]


@dataclass(frozen=True, slots=True)
class Proved:
    """The verdict, and the operators that show text, which every edition must have."""

    facts: Data
    shows: tuple[bytes, ...]
    samples: tuple[list[Sample], ...] = ()
    """Of each page glyphs to look at when it is painted."""


def proved(
    document: Any,
    drawn: Drawn,
    task: Task,
    sheets: Parts,
    fonts: tuple[tuple[str, Path], ...],
    report: Report,
    before: Proved | None,
) -> Proved:
    """Prove the first edition of a job; the second must show what the first does.

    What is wrong is in the report. Raises ValueError when the editions differ.
    """
    # What one edition shows need not be remembered for another.
    shows = tuple(_shows(sheets)) if len(task.editions) > 1 or not task.editions[0] else ()
    if before is not None:
        if shows != before.shows:
            raise ValueError("the editions of a page do not show the same text")
        return before
    if task.wanted is None:
        return Proved({}, shows)
    tagged = sheets if task.editions[0] else _tagged(drawn, len(sheets))
    if not task.editions[0] and shows != tuple(_shows(tagged)):
        raise ValueError("a page does not show what was drawn")
    pages = [
        Sheet(parts=parts, area=_area(page._page_box, drawn.pages[i].height))  # noqa: SLF001
        for i, (parts, page) in enumerate(zip(tagged, document.pages, strict=False))
    ]
    verdict = prove(pages, _surface(drawn), order(drawn.root), _case(drawn, fonts), task.wanted)
    report.extend(verdict.found)
    if report.failed:
        report.plates += _plates(document, task, verdict.spots)
    facts = {"characters": verdict.characters, "counts": dict(task.wanted.counts)}
    return Proved(facts, shows, verdict.samples)


def _plates(
    document: Any, task: Task, spots: Sequence[tuple[int, Rectangle]]
) -> list[tuple[str, int, bytes]]:
    """Pictures of the pages on which something is wrong."""
    wrong = sorted({page for page, _ in spots if page >= 0})[:MOST]
    if not wrong:
        return []
    with pressing(task.source.name, Report(), composed=True):
        data = document.copy([document.pages[page] for page in wrong]).write_pdf()
    moved = [(wrong.index(page), box) for page, box in spots if page in wrong]
    return [(task.source.name, wrong[page] + 1, png) for page, png in plates(data, moved)]


def _shows(sheets: Parts) -> list[bytes]:
    return [
        line
        for parts in sheets
        for part in parts
        if isinstance(part, bytes)
        for line in _SHOWS.findall(part)
    ]


def _tagged(drawn: Drawn, count: int) -> Parts:
    """The pages with their marks, when no edition has them."""
    found: list[list[bytes | str]] = []
    for page in drawn.pages[:count]:
        parts: list[bytes | str] = []
        run: list[bytes] = []
        for item in page.content:
            if isinstance(item, Slot):
                parts += [b"\n".join(run), item.target]
                run = []
            else:
                run.append(written(item))
        found.append([*parts, b"\n".join(run)])
    return found


def _area(page: Any, height: float) -> Rectangle:
    """The content box of a page in pt from the lower left corner."""
    left, top = page.content_box_x() * PIXEL, height - page.content_box_y() * PIXEL
    return left, top - page.height * PIXEL, left + page.width * PIXEL, top


def _surface(drawn: Drawn) -> Surface:
    states = drawn.resources["ExtGState"]
    return Surface(
        widths={font.hash: font.widths for font in drawn.fonts},
        # States of overprint are bytes, ready to be written: they say nothing of opacity.
        opacity={
            name: float(state["ca"])
            for name, state in states.items()
            if not isinstance(state, bytes) and "ca" in state
        },
        height=drawn.pages[0].height,
        width=drawn.pages[0].width,
    )


def _case(drawn: Drawn, fonts: tuple[tuple[str, Path], ...]) -> TypeCase:
    files = {family_of(path): path for _, path in fonts}
    faces: dict[str, Face] = {
        font.hash: face_of(files[font.family]) for font in drawn.fonts if font.family in files
    }
    return TypeCase(faces, {font.hash: font.to_unicode for font in drawn.fonts})
