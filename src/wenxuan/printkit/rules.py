"""The rules of the preflight: each a small function with a permanent code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wenxuan.printkit.boxes import MM, Box, contains
from wenxuan.printkit.copy import Copy, Job, Leaf
from wenxuan.printkit.inks import BLACK, INK_LIMIT, Plates, total
from wenxuan.printkit.painted import Painted

PICTURE_DPI = 300
LINE_ART_DPI = 600
HAIRLINE = 0.25
"""Points: the thinnest line that a plate holds."""
SAFE = 3 * MM
"""No text nearer to the trim."""
_SLACK = 0.006
"""Points: what is written in thousandths may be so much off."""
_AT_TRIM = 1.5
"""Points: art that ends so near to the trim was meant to bleed."""


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
    """PRT002: no color of more than 300 % (marks in the slug print on every plate and may)."""
    for leaf, thing in each(copy):
        if thing.paint.ink is not None and total(thing.paint.ink) > INK_LIMIT + _SLACK:
            percent = round(100 * total(thing.paint.ink))
            yield found(
                "PRT002", leaf.number, thing.box, percent=percent, limit=round(100 * INK_LIMIT)
            )


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
    """PRT005: no plates beyond the four inks."""
    for leaf, thing in each(copy):
        if thing.paint.space.startswith("spot:"):
            name = thing.paint.space.removeprefix("spot:").lstrip("/")
            yield found("PRT005", leaf.number, thing.box, name=name)


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
        if thin is not None and thin < HAIRLINE - _SLACK and _visible(thing):
            yield found("PRT103", leaf.number, thing.box, width=f"{thin:.2f}", least=HAIRLINE)


def _visible(thing: Painted) -> bool:
    return thing.paint.ink is None or total(thing.paint.ink) > 0


# --- place ----------------------------------------------------------------------------------


def trimmed(copy: Copy, job: Job) -> Findings:
    """PRT201, PRT202: every page says where it is cut, all to one size (ISO 15930-7 §6.12)."""
    first = next((leaf.trim for leaf in copy.leaves if "TrimBox" in leaf.boxes), None)
    wanted = job.trim or (first and (first[2] - first[0], first[3] - first[1]))
    for leaf in copy.leaves:
        if "TrimBox" not in leaf.boxes:
            yield found("PRT201", leaf.number)
        elif wanted:
            x0, y0, x1, y1 = leaf.trim
            if max(abs(x1 - x0 - wanted[0]), abs(y1 - y0 - wanted[1])) > 0.011:
                sizes = (_millimeters(x1 - x0, y1 - y0), _millimeters(*wanted))
                yield found("PRT202", leaf.number, leaf.trim, found=sizes[0], wanted=sizes[1])


def _millimeters(width: float, height: float) -> str:
    return f"{width / MM:.1f}×{height / MM:.1f} mm"


def bled(copy: Copy, job: Job) -> Findings:
    """PRT203: the bleed box is as much larger than the trim as was ordered."""
    for leaf in copy.leaves:
        if "TrimBox" not in leaf.boxes:
            continue
        t, b = leaf.trim, leaf.bleed
        least = min(t[0] - b[0], t[1] - b[1], b[2] - t[2], b[3] - t[3])
        if least < job.bleed - 0.01:
            yield found(
                "PRT203", leaf.number, t, found=f"{least / MM:.1f}", wanted=f"{job.bleed / MM:.1f}"
            )


def boxes_nest(copy: Copy, _: Job) -> Findings:
    """PRT204: trim and bleed lie within the media box (ISO 32000-1 §14.11.2)."""
    for leaf in copy.leaves:
        media = leaf.boxes.get("MediaBox")
        for name in ("BleedBox", "TrimBox"):
            box = leaf.boxes.get(name)
            if media is not None and box is not None and not contains(media, box):
                yield found("PRT204", leaf.number, media, what=name)


def upright(copy: Copy, _: Job) -> Findings:
    """PRT205: no page is turned or scaled by Rotate or UserUnit."""
    return (found("PRT205", leaf.number) for leaf in copy.leaves if leaf.turned)


def safe_text(copy: Copy, _: Job) -> Findings:
    """PRT206: text keeps 3 mm from the trim."""
    for leaf, thing in each(copy):
        x0, y0, x1, y1 = leaf.trim
        safe = (x0 + SAFE, y0 + SAFE, x1 - SAFE, y1 - SAFE)
        if thing.kind == "text" and not contains(safe, thing.box):
            yield found("PRT206", leaf.number, thing.box, distance=round(SAFE / MM))


def full_bleed(copy: Copy, job: Job) -> Findings:
    """PRT207: what reaches the trim runs on to the bleed."""
    for leaf, thing in each(copy):
        if thing.kind != "text" and _visible(thing) and _stops_short(thing.box, leaf):
            yield found("PRT207", leaf.number, thing.box, bleed=f"{job.bleed / MM:g}")


def _stops_short(box: Box, leaf: Leaf) -> bool:
    trim, bleed = leaf.trim, leaf.bleed
    for i, out in ((0, -1), (1, -1), (2, 1), (3, 1)):
        over = (box[i] - trim[i]) * out
        room = (bleed[i] - trim[i]) * out
        if -_AT_TRIM <= over < room - 0.3:
            return True
    return False


def blank_pages(copy: Copy, job: Job) -> Findings:
    """PRT208: blank pages are versos before an opening, or the last of the book."""
    last = max((leaf.number for leaf in copy.leaves if any(leaf.inside)), default=0)
    for leaf in copy.leaves:
        blank = not any(True for _ in leaf.inside)
        if job.leaves and blank and leaf.number % 2 == 1 and leaf.number < last:
            yield found("PRT208", leaf.number)


def whole_signatures(copy: Copy, job: Job) -> Findings:
    """PRT209, PRT210: pages make leaves; leaves make signatures where those are asked for."""
    pages = len(copy.leaves)
    if job.leaves and pages % 2:
        yield found("PRT209", pages=pages)
    elif job.signature and pages % job.signature:
        left = job.signature - pages % job.signature
        yield found("PRT210", pages=pages, signature=job.signature, left=left)
