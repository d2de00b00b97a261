"""The print file against the screen edition of the same build: same words, same drawing."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest
from math import dist

import pikepdf

from wenxuan.layout.sizes import Geometry
from wenxuan.printkit.boxes import MM
from wenxuan.printkit.letters import Known, Letters, letters_inside
from wenxuan.printkit.painted import Point
from wenxuan.printkit.rules import Finding, found


def _pages(
    data: bytes, geometry: Geometry, known: Known | None = None
) -> Iterator[tuple[Letters, str]]:
    """What each page says and shows, and its label."""
    known = {} if known is None else known
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for i, page in enumerate(pdf.pages):
            yield letters_inside(page, geometry, known, left=i % 2 == 1), str(page.label)


def unlike(interior: bytes, screen: bytes, geometry: Geometry) -> Iterator[Finding]:
    """PRT211, PRT212: pages that differ; blank ones may fill up the end of the print file."""
    names: tuple[Known, Known] = ({}, {})
    sides = zip_longest(_pages(interior, geometry, names[0]), _pages(screen, geometry, names[1]))
    counts, beyond = [0, 0], False
    for number, (printed, shown) in enumerate(sides, start=1):
        counts = [counts[0] + (printed is not None), counts[1] + (shown is not None)]
        if printed is None or (shown is None and not printed[0].marks):
            continue
        if shown is None:
            beyond = True
            continue
        other = set(_misnamed(*names)) if printed[0].text != shown[0].text else set()
        yield from _page_unlike(number, printed[0], shown[0], {c for _, *two in other for c in two})
    for name, one, two in sorted(set(_misnamed(*names))):
        yield found("PRT307", name=name, found=one, wanted=two)
    if beyond or counts[0] < counts[1]:
        yield found("PRT212", found=counts[0], wanted=counts[1])


def _misnamed(printed: Known, shown: Known) -> Iterator[tuple[str, str, str]]:
    """Fonts that both files have and that call a glyph by another character in print (PRT307)."""
    tables = {font.name: font.table for font in shown.values()}
    for font in printed.values():
        other = tables.get(font.name, {})
        for code in sorted(font.table.keys() & other.keys()):
            if font.table[code] != other[code]:
                yield font.name, font.table[code], other[code]


def _page_unlike(
    number: int, printed: Letters, shown: Letters, misnamed: set[str]
) -> Iterator[Finding]:
    """PRT211, PRT216, PRT219: other words, other drawing, another place, a picture turned over.

    Characters that a font of the print file misnames are that font's fault, not the page's.
    """
    far = _displaced(printed.places, shown.places)
    if far and printed.whole == shown.whole:
        yield found("PRT216", number, what="text", what_zh="文字", distance=far)
    elif _bare(printed.text, misnamed) != _bare(shown.text, misnamed):
        yield found("PRT211", number, None, **_first(printed.text, shown.text))
    elif printed.marks != shown.marks:
        what = f"{shown.marks} drawn objects on screen, {printed.marks} in print"
        what_zh = f"屏幕版 {shown.marks} 个图元，印刷版 {printed.marks} 个"
        yield found("PRT211", number, what=what, what_zh=what_zh)
    else:
        yield from _pictures_unlike(number, printed, shown)


def _pictures_unlike(number: int, printed: Letters, shown: Letters) -> Iterator[Finding]:
    for (one, dark), (other, light) in zip(printed.pictures, shown.pictures, strict=False):
        if dark and not light:
            yield found("PRT219", number, what="a negative", what_zh="成了负像")
        elif any(a * b < -_NEAR for a, b in zip(one[:4], other[:4], strict=True)):
            yield found("PRT219", number, what="turned over", what_zh="被翻转")
        elif far := _displaced((one[4:],), (other[4:],)):
            yield found("PRT216", number, what="a picture", what_zh="图片", distance=far)


_NEAR = 0.1 * MM
"""What moves less is in the same place."""


def _displaced(printed: Sequence[Point], shown: Sequence[Point]) -> str:
    """How many mm the farthest thing is from its place on the screen page; empty within 0.1 mm."""
    far = max((dist(one, other) for one, other in zip(printed, shown, strict=False)), default=0.0)
    return f"{far / MM:.1f}" if far > _NEAR else ""


def folios(interior: bytes, geometry: Geometry) -> Iterator[Finding]:
    """PRT213: a number at the foot of a page that is not the page's own."""
    for number, (letters, label) in enumerate(_pages(interior, geometry), start=1):
        shown = _bare(letters.foot)
        if re.fullmatch(r"[0-9]+|[ivxlcdm]+", shown) and shown != label:
            yield found("PRT213", number, found=shown, wanted=label)


def _bare(text: str, aside: Collection[str] = ()) -> str:
    bare = re.sub(r"\s", "", text)
    return "".join(c for c in bare if c not in aside) if aside else bare


def _first(one: str, other: str) -> dict[str, str]:
    """Where two texts part, in a few characters of each."""
    a, b = _bare(one), _bare(other)
    shorter = min(len(a), len(b))
    at = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    said, wanted = a[at : at + 6] or "—", b[at : at + 6] or "—"
    return {
        "what": f"“{said}” in print, “{wanted}” on screen",
        "what_zh": f"印刷版“{said}”，屏幕版“{wanted}”",
    }
