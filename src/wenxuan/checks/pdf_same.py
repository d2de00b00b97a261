"""Two finished files that show the same: glyph for glyph, picture for picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from wenxuan.checks.painting import FILLS, STROKES, Painted, Value, rgb
from wenxuan.checks.pdf_pictures import alike
from wenxuan.checks.pdf_reading import Finished, family_of
from wenxuan.matrices import Matrix
from wenxuan.proof.drawing import Color

_FAR: Final = 0.2
"""Distance in pt from which two places are not the same."""
_OTHER: Final = 0.03
"""Distance, of 1, from which two colors or opacities are not the same."""
Ink = Callable[[Color], Color]
"""What a color becomes in the inks of the press."""


def differ(one: Finished, two: Finished, page: int, ink: Ink) -> bool:
    """Whether a file shows other glyphs, pictures or drawings on a page than one to read, `two`.

    Each may be 0.2 pt away; `ink` is what the colors of the latter become.
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


def _strange_paths(one: Finished, two: Finished, page: int, ink: Ink) -> bool:
    """Whether a path of a drawing in `two` is not in `one`, which need not be tagged."""
    if page >= min(len(one.leaves), len(two.leaves)):
        return False
    figures = [path for path in two.leaves[page].paths if (page, path.mark) in two.figures]
    return bool(missing(figures, one.leaves[page].paths, _shift(two, one, page), ink))


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


# --- paths ----------------------------------------------------------------------------------


def missing(
    drawn: Sequence[Painted], others: Sequence[Painted], shift: tuple[float, float], ink: Ink
) -> list[Painted]:
    """Paths that are not among others, `shift` pt away and in the color that `ink` makes of it."""
    waiting: dict[tuple[Value, ...], list[Painted]] = {}
    for one in others:
        waiting.setdefault(_outline(one), []).append(one)
    return [one for one in drawn if not _taken(one, waiting, shift, ink)]


def _outline(one: Painted) -> tuple[Value, ...]:
    """The shape of a path; what a shading is, is not asked."""
    return tuple(part for part in one.shape if isinstance(part, str | float))


def _taken(
    one: Painted, waiting: Mapping[tuple[Value, ...], list[Painted]],
    shift: tuple[float, float], ink: Ink,
) -> bool:  # fmt: skip
    found = waiting.get(_outline(one), [])
    for n, other in enumerate(found):
        if placed_alike(one.matrix, other.matrix, shift) and _alike(one, other, ink):
            del found[n]
            return True
    return False


def placed_alike(one: Matrix, two: Matrix, shift: tuple[float, float]) -> bool:
    """Whether two matrices place the same, `shift` pt aside, within 0.2 pt and 1 % of the size."""
    size = max(map(abs, one[:4]))
    near = max(abs(a - b) for a, b in zip(one[:4], two[:4], strict=True)) <= 0.01 * size
    away = max(abs(b - a - s) for a, b, s in zip(one[4:], two[4:], shift, strict=True))
    return near and away <= _FAR


def _alike(one: Painted, two: Painted, ink: Ink) -> bool:
    """Whether two paths are painted with like brushes."""
    ours, theirs, operator = one.brush, two.brush, one.shape[-1]
    pairs = [(ours.fill, theirs.fill, 0)] if operator in FILLS else []
    pairs += [(ours.stroke, theirs.stroke, 1)] if operator in STROKES else []
    return (
        ours.masked == theirs.masked
        and (operator not in STROKES or abs(ours.width - theirs.width) <= _FAR)
        and all(
            abs(ours.opacity[n] - theirs.opacity[n]) <= _OTHER and _near(ink(rgb(a)), rgb(b))
            for a, b, n in pairs
        )
    )


def _near(one: Color, two: Color) -> bool:
    """Colors of which nobody knows that they differ."""
    if one is None or two is None or len(one) != len(two):
        return True
    return max(abs(a - b) for a, b in zip(one, two, strict=True)) <= _OTHER
