"""Two finished files that show the same: glyph for glyph, picture for picture."""

from __future__ import annotations

from collections.abc import Sequence

from wenxuan.checks.painting import Ink, missing, placed_alike
from wenxuan.checks.pdf_pictures import alike
from wenxuan.checks.pdf_reading import Finished, family_of


def differ(one: Finished, two: Finished, page: int, ink: Ink | None = None) -> bool:
    """Whether a file shows other glyphs, pictures or drawings on a page than one to read, `two`.

    Each may be 0.2 pt away; `ink` is what the colors of the latter become. Without it all paths are
    compared, not those of drawings alone.
    """
    if not _pictures_alike(one, two, page) or _strange_paths(one, two, page, ink):
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
    shift = _shift(two, one, page)
    return equal and all(
        alike(a, b) and placed_alike(b.matrix, a.matrix, shift) for a, b in pairs
    )


def _shift(one: Finished, two: Finished, page: int) -> tuple[float, float]:
    """From the corner of a page's trim in one file to that in another."""
    here, there = one.pdf.pages[page].trimbox, two.pdf.pages[page].trimbox
    return float(there[0]) - float(here[0]), float(there[1]) - float(here[1])


def _strange_paths(one: Finished, two: Finished, page: int, ink: Ink | None) -> bool:
    """Whether a path of a drawing in `two` is not in `one`, which need not be tagged."""
    if page >= min(len(one.leaves), len(two.leaves)):
        return False
    drawn, others, shift = two.leaves[page].paths, one.leaves[page].paths, _shift(two, one, page)
    if ink is None:
        return bool(missing(drawn, others, shift, lambda color: color))
    figures = [path for path in drawn if (page, path.mark) in two.figures]
    return bool(missing(figures, others, shift, ink))


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
