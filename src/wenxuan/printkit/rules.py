"""The rules of the preflight: each a small function with a permanent code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wenxuan.printkit.boxes import MM, Box, holds
from wenxuan.printkit.copy import Copy, Job, Leaf
from wenxuan.printkit.inks import BLACK, CMYK, INK_LIMIT, Plates, total
from wenxuan.printkit.painted import Painted

PICTURE_DPI = 300
LINE_ART_DPI = 600
TINTED_FROM = 12.0
"""Points: smaller text is not screened."""
HAIRLINE = 0.25
"""Points: the thinnest line that a plate holds."""
_SLACK = 0.006
"""Points: what is written in thousandths may be so much off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault of a print file."""

    code: str
    page: int | None = None
    """1 for the first; None: the file as a whole."""
    box: Box | None = None
    """In points of the page."""
    arguments: tuple[tuple[str, str], ...] = ()
    source: str = ""
    """Fingerprint of the picture that it is about."""


Findings = Iterator[Finding]
Rule = Callable[[Copy, Job], Findings]
KINDS = {"text": "文字", "fill": "色块", "stroke": "线", "picture": "图片", "shading": "渐变"}


def found(
    code: str, page: int | None = None, box: Box | None = None, **arguments: object
) -> Finding:
    """A finding; the page is an argument of its message too."""
    if page is not None:
        arguments["page"] = page
    pairs = tuple(sorted((key, str(value)) for key, value in arguments.items()))
    return Finding(code=code, page=page, box=box, arguments=pairs)


def each(copy: Copy) -> Iterator[tuple[Leaf, Painted]]:
    """Everything painted inside the bleed of any page."""
    return ((leaf, thing) for leaf in copy.leaves for thing in leaf.inside)


# --- ink ------------------------------------------------------------------------------------


def screen_colors(copy: Copy, _: Job) -> Findings:
    """PRT001: nothing is painted in RGB or Lab, under whatever name."""
    for leaf in copy.leaves:
        for thing in leaf.painted:
            if thing.paint.space in ("rgb", "lab", "other"):
                yield found(
                    "PRT001", leaf.number, thing.box,
                    what=thing.kind, what_zh=KINDS[thing.kind], space=thing.paint.space,
                )  # fmt: skip


def ink_limit(copy: Copy, _: Job) -> Findings:
    """PRT002: no color of more than 300 % (marks in the slug print on every plate and may).

    What overprints adds to a rectangle of plain ink below it; under pictures, gradients, curves
    and transparency nothing is known, and nothing is added.
    """
    for leaf in copy.leaves:
        grounds: list[tuple[Box, CMYK | None]] = []
        for thing in leaf.inside:
            inks = tuple(_inks_with(thing, grounds))
            most = max(map(total, inks), default=0.0)
            if most > INK_LIMIT + _SLACK:
                percent, limit = round(100 * most), round(100 * INK_LIMIT)
                yield found("PRT002", leaf.number, thing.box, percent=percent, limit=limit)
            if thing.kind != "text":
                even = thing.kind == "fill" and thing.thin is not None and thing.alpha == 1
                known = inks[0] if even and len(set(inks)) == 1 else None
                grounds.append((thing.box, known))


def _inks_with(thing: Painted, grounds: list[tuple[Box, CMYK | None]]) -> Iterator[CMYK]:
    """The inks of a thing at its middle and near its corners, with what it overprints."""
    ink = thing.paint.ink
    if ink is None:
        return
    if not (thing.over and thing.mixes and grounds):
        yield ink
        return
    x0, y0, x1, y1 = thing.box
    for part, rise in ((0.5, 0.5), (0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)):
        below = _at(x0 + part * (x1 - x0), y0 + rise * (y1 - y0), grounds)
        c, m, y, k = (a or b for a, b in zip(ink, below or ink, strict=True))
        yield c, m, y, k


def _at(x: float, y: float, grounds: list[tuple[Box, CMYK | None]]) -> CMYK | None:
    """The topmost ink at a point; None where there is none, or an unknown one."""
    for box, ink in reversed(grounds):
        if holds(box, x, y):
            return ink
    return None


def picture_ink(copy: Copy, _: Job) -> Findings:
    """PRT003: no pixel of more than 300 %."""
    for leaf, thing in each(copy):
        if thing.raster is not None and thing.raster.most_ink > INK_LIMIT + _SLACK:
            percent = round(100 * thing.raster.most_ink)
            yield found(
                "PRT003", leaf.number, thing.box, percent=percent, limit=round(100 * INK_LIMIT)
            )


def colored(thing: Painted) -> bool:
    """True for what needs another ink than black."""
    if thing.raster is not None and thing.raster.colored:
        return True
    return thing.paint.ink is not None and any(thing.paint.ink[:3])


def color_pages(copy: Copy) -> tuple[int, ...]:
    """Numbers of the pages that need colored inks."""
    return tuple(leaf.number for leaf in copy.leaves if any(colored(t) for t in leaf.inside))


def ordered_plates(copy: Copy, job: Job) -> Findings:
    """PRT004: a book paid for as black has no color."""
    if job.plates is not Plates.BLACK:
        return
    for leaf in copy.leaves:
        for thing in leaf.painted:
            if colored(thing):
                yield found("PRT004", leaf.number, thing.box)


def spot_colors(copy: Copy, _: Job) -> Findings:
    """PRT005: no plates beyond the four inks; PRT010: nothing but marks on every plate."""
    for leaf, thing in each(copy):
        if thing.paint.space.startswith("spot:"):
            name = thing.paint.space.removeprefix("spot:").lstrip("/")
            if name == "All":
                yield found("PRT010", leaf.number, thing.box, **_what(thing))
            else:
                yield found("PRT005", leaf.number, thing.box, name=name)


def _what(thing: Painted) -> dict[str, str]:
    return {"what": thing.kind, "what_zh": KINDS[thing.kind]}


def white_overprint(copy: Copy, _: Job) -> Findings:
    """PRT006: white knocks out; overprinted it is nothing."""
    for leaf, thing in each(copy):
        if thing.over and thing.paint.ink is not None and total(thing.paint.ink) == 0:
            yield found("PRT006", leaf.number, thing.box)


def black_overprint(copy: Copy, _: Job) -> Findings:
    """PRT007: black text overprints."""
    for leaf, thing in each(copy):
        if thing.kind == "text" and thing.paint.ink == BLACK and not thing.over:
            yield found("PRT007", leaf.number, thing.box)


def rich_black(copy: Copy, _: Job) -> Findings:
    """PRT008: text that is nearly black is black ink alone."""
    for leaf, thing in each(copy):
        ink = thing.paint.ink
        if thing.kind == "text" and ink is not None and ink[3] >= 0.85 and sum(ink[:3]) > 0.05:
            names = " ".join(f"{n}{round(100 * v)}" for n, v in zip("CMYK", ink, strict=True))
            yield found("PRT008", leaf.number, thing.box, ink=names)


def tinted_text(copy: Copy, _: Job) -> Findings:
    """PRT009: small text is full black ink: a screen of dots has no sharp edge."""
    for leaf, thing in each(copy):
        ink = thing.paint.ink
        if thing.kind == "text" and ink is not None and thing.size < TINTED_FROM:
            black = ink[3]
            if not any(ink[:3]) and 0 < black < 1 - _SLACK:
                yield found(
                    "PRT009", leaf.number, thing.box,
                    percent=round(100 * black), size=f"{thing.size:.1f}", least=f"{TINTED_FROM:g}",
                )  # fmt: skip


def white_text(copy: Copy, _: Job) -> Findings:
    """PRT011: white text has a color below it; a ground must lie under its middle."""
    for leaf in copy.leaves:
        grounds: list[Box] = []
        for thing in leaf.inside:
            if thing.kind != "text":
                grounds += [thing.box] if visible(thing) else []
            elif not visible(thing) and not thing.over and not _on(thing.box, grounds):
                yield found("PRT011", leaf.number, thing.box)


def _on(box: Box, grounds: list[Box]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(holds(ground, x, y) for ground in grounds)


# --- pictures and lines ---------------------------------------------------------------------


def resolution(copy: Copy, job: Job) -> Findings:
    """PRT101, PRT102: pictures of 300 pixels an inch at placed size, line art of 600."""
    for leaf, thing in each(copy):
        raster = thing.raster
        if raster is None:
            continue
        line_art = raster.bits == 1
        wanted = LINE_ART_DPI if line_art else PICTURE_DPI
        if raster.dpi < wanted - 0.5:
            place = job.called(raster.digest)
            width = (thing.box[2] - thing.box[0]) / MM * raster.dpi / wanted
            made = found(
                "PRT102" if line_art else "PRT101", leaf.number, thing.box,
                name="{}×{}".format(*raster.pixels) if place is None else place.file,
                dpi=int(raster.dpi), wanted=wanted, width=int(width),
            )  # fmt: skip
            yield Finding(
                code=made.code,
                page=made.page,
                box=made.box,
                arguments=made.arguments,
                source=raster.digest,
            )


def hairlines(copy: Copy, _: Job) -> Findings:
    """PRT103: no line under 0.25 pt, stroked or filled."""
    for leaf, thing in each(copy):
        thin = thing.thin
        if thin is not None and thin < HAIRLINE - _SLACK and visible(thing):
            yield found("PRT103", leaf.number, thing.box, width=f"{thin:.2f}", least=HAIRLINE)


def visible(thing: Painted) -> bool:
    """True for what leaves ink on the paper."""
    return thing.paint.ink is None or total(thing.paint.ink) > 0
