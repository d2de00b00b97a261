"""Two finished files that show the same: glyph for glyph, picture for picture."""

from __future__ import annotations

from collections.abc import Sequence

from wenxuan.checks.pdf_pictures import alike
from wenxuan.checks.pdf_reading import Finished, family_of


def differ(one: Finished, two: Finished, page: int) -> bool:
    """Whether two files show other glyphs or pictures on a page, or glyphs 0.2 pt away."""
    if not _pictures_alike(one, two, page):
        return True
    ours, theirs = _glyphs(one, page), _glyphs(two, page)
    if ours.keys() != theirs.keys():
        return True
    for key, places in ours.items():
        for a, b in zip(_sides(places), _sides(theirs[key]), strict=True):
            if len(a) != len(b) or any(abs(x - y) > 0.2 for x, y in zip(a, b, strict=True)):
                return True
    return False


def _pictures_alike(one: Finished, two: Finished, page: int) -> bool:
    if page >= min(len(one.leaves), len(two.leaves)):
        return True
    pairs = list(zip(one.leaves[page].images, two.leaves[page].images, strict=False))
    equal = len(one.leaves[page].images) == len(two.leaves[page].images)
    return equal and all(alike(a, b) for a, b in pairs)


def _sides(places: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return sorted(x for x, _ in places), sorted(y for _, y in places)


Key = tuple[str, int, str, int]
"""Family, glyph, what is wrong with it, and its place in its text box."""


def _glyphs(file: Finished, page: int) -> dict[Key, list[tuple[float, float]]]:
    """Where the text box of each glyph stands inside the trim."""
    found: dict[Key, list[tuple[float, float]]] = {}
    if page >= len(file.leaves):
        return found
    leaf, sheet = file.leaves[page], file.pdf.pages[page]
    left, low, right, high = (float(side) for side in sheet.trimbox)
    for one in (*leaf.shown, *leaf.furniture):
        if left <= one.x <= right and low <= one.y <= high:
            family = family_of(file.fonts[one.font]) if one.font in file.fonts else ""
            place = (one.x - left, one.y - low)
            for i, glyph in enumerate(one.glyphs):
                found.setdefault((family, glyph, one.fault, i), []).append(place)
    return found
