"""The rules of the preflight for where things stand: boxes, bleed, trim, leaves, signatures."""

from __future__ import annotations

from wenxuan.printkit.barcode import read_bars
from wenxuan.printkit.boxes import MM, Box, contains
from wenxuan.printkit.copy import Copy, Job, Leaf
from wenxuan.printkit.rules import Finding, Findings, each, found, visible

SAFE = 3 * MM
"""No text nearer to the trim."""
_AT_TRIM = 1.5
"""Points: art that ends so near to the trim was meant to bleed."""

_BAR = (2 * MM, 15 * MM)
"""A filled box narrower and higher than that is a bar."""


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
                sizes = _millimeters((x1 - x0, y1 - y0), wanted)
                made = f" ({job.sum})" if job.sum else ""
                yield found(
                    "PRT202", leaf.number, leaf.trim, found=sizes[0], wanted=sizes[1] + made
                )


def _millimeters(*sizes: tuple[float, float]) -> tuple[str, ...]:
    """Widths and heights, with as many digits as tell them apart."""
    for digits in (2, 3):
        told = tuple(f"{w / MM:.{digits}f}×{h / MM:.{digits}f} mm" for w, h in sizes)
        if len(set(told)) == len(told):
            break
    return told


def bled(copy: Copy, job: Job) -> Findings:
    """PRT203: the bleed box is as much larger than the trim as was ordered."""
    for leaf in copy.leaves:
        if "TrimBox" not in leaf.boxes:
            continue
        t, b = leaf.trim, leaf.bleed
        edges = (t[0] - b[0], t[1] - b[1], b[2] - t[2], b[3] - t[3])
        least = min(edges)
        if least < job.bleed - 0.01:
            what, what_zh = _why_short(leaf, edges)
            yield found(
                "PRT203", leaf.number, t,
                what=what, what_zh=what_zh, wanted=f"{job.bleed / MM:.1f}",
            )  # fmt: skip


_EDGES = (("left", "左"), ("foot", "下"), ("right", "右"), ("head", "上"))


def _why_short(leaf: Leaf, edges: tuple[float, ...]) -> tuple[str, str]:
    """What is wrong with a bleed box, in English and Chinese."""
    if "BleedBox" not in leaf.boxes:
        return "no bleed box", "没有出血框（BleedBox）"
    if max(edges) < 0.01:
        return "a bleed box no larger than the trim box", "出血框与成品框一样大"
    side = edges.index(min(edges))
    width = f"{min(edges) / MM:.1f}"
    return f"{width} mm of bleed at the {_EDGES[side][0]}", f"{_EDGES[side][1]}边出血 {width} 毫米"


def boxes_nest(copy: Copy, _: Job) -> Findings:
    """PRT204: trim and bleed lie within the media box (ISO 32000-1 §14.11.2)."""
    for leaf in copy.leaves:
        media = leaf.boxes.get("MediaBox")
        for name in ("BleedBox", "TrimBox"):
            box = leaf.boxes.get(name)
            if media is not None and box is not None and not contains(media, box):
                yield found("PRT204", leaf.number, media, what=name)


def cropped(copy: Copy, _: Job) -> Findings:
    """PRT214: no crop box hides a part of the bleed from whoever opens or places the page."""
    for leaf in copy.leaves:
        crop = leaf.boxes.get("CropBox")
        if crop is not None and not contains(crop, leaf.bleed):
            yield found("PRT214", leaf.number, crop)


def one_trim(copy: Copy, _: Job) -> Findings:
    """PRT215: a page has a trim box or an art box, never both (ISO 15930-7 §6.12)."""
    for leaf in copy.leaves:
        if "ArtBox" in leaf.boxes:
            yield found("PRT215", leaf.number, leaf.boxes["ArtBox"])


def upright(copy: Copy, _: Job) -> Findings:
    """PRT205: no page is turned or scaled by Rotate or UserUnit."""
    for leaf in copy.leaves:
        if leaf.turn:
            what, what_zh = f"turned by {leaf.turn}° (Rotate)", f"旋转了 {leaf.turn}°（Rotate）"
            yield found("PRT205", leaf.number, what=what, what_zh=what_zh)
        if leaf.scale != 1:
            times = f"{leaf.scale:g}"
            what, what_zh = f"scaled {times} times (UserUnit)", f"放缩为 {times} 倍（UserUnit）"
            yield found("PRT205", leaf.number, what=what, what_zh=what_zh)


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
        if thing.kind != "text" and visible(thing) and _stops_short(thing.box, leaf):
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


def on_its_marks(copy: Copy, _: Job) -> Findings:
    """PRT217: the trim box lies on the crop marks that are drawn around it, to 0.1 pt.

    Where all pages are off by the same, that is one finding about the file.
    """
    off = {leaf.number: shift for leaf in copy.leaves if (shift := _off_marks(leaf))}
    if len(off) == len(copy.leaves) > 1 and len(set(off.values())) == 1:
        yield _off_by(next(iter(off.values())), None)
        return
    for number, shift in off.items():
        yield _off_by(shift, number)


def _off_by(shift: tuple[str, str], page: int | None) -> Finding:
    at = ("every page", "各页") if page is None else (f"page {page}", f"第 {page} 页")
    return found("PRT217", page, which=at[0], which_zh=at[1], across=shift[0], up=shift[1])


def _off_marks(leaf: Leaf) -> tuple[str, str] | None:
    """How far right and up the trim lies from its marks in mm; None where it fits or has none."""
    upright, level = _marks_of(leaf)
    if len(upright) < 2 or len(level) < 2:
        return None
    x0, y0, x1, y1 = leaf.trim
    across = max((x0 - min(upright), x1 - max(upright)), key=abs)
    up = max((y0 - min(level), y1 - max(level)), key=abs)
    if max(abs(across), abs(up)) <= 0.1:
        return None
    right, above = (round(v / MM, 1) + 0.0 for v in (across, up))
    return f"{right:.1f}", f"{above:.1f}"


def _marks_of(leaf: Leaf) -> tuple[list[float], list[float]]:
    """Middles of upright lines above and below the trim, and of level ones beside it."""
    upright, level = [], []
    x0, y0, x1, y1 = leaf.trim
    for thing in leaf.painted:
        a, b, c, d = thing.box
        if thing.kind != "stroke":
            continue
        if c - a < 1 and d - b > 5 and (d < y0 or b > y1):
            upright.append((a + c) / 2)
        elif d - b < 1 and c - a > 5 and (c < x0 or a > x1):
            level.append((b + d) / 2)
    return upright, level


def clear_of_folds(copy: Copy, job: Job) -> Findings:
    """PRT218: no line of a cover's text runs over a fold."""
    for leaf, thing in each(copy):
        for fold in job.folds:
            x = leaf.trim[0] + fold
            if thing.kind == "text" and thing.box[0] + 0.5 < x < thing.box[2] - 0.5:
                yield found("PRT218", leaf.number, thing.box)


def readable(copy: Copy, job: Job) -> Findings:
    """PRT510: the bars of a cover, read back, say the ISBN and the price of the imprint."""
    if job.barcode is None:
        return
    for leaf in copy.leaves:
        fills = (thing.box for thing in leaf.inside if thing.kind == "fill" and visible(thing))
        bars = [
            (b[0], b[2] - b[0]) for b in fills if b[2] - b[0] < _BAR[0] and b[3] - b[1] > _BAR[1]
        ]
        said = read_bars(bars)
        if said != job.barcode:
            yield found(
                "PRT510", leaf.number,
                said=" ".join(said) or "—", wanted=" ".join(job.barcode) or "—",
            )  # fmt: skip
