"""Glyphs of a page whose shapes shall be looked at once the page is painted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from wenxuan.proof.drawing import Shown
from wenxuan.proof.faces import Face

Sample = tuple[str, str, float, float, float]
"""Name of the font file, character, where it begins, its baseline, its size, in pt on a recto."""
EACH: Final = 2
"""Glyphs of each font on a page."""


def samples(shown: Sequence[Shown], faces: Mapping[str, Face]) -> list[Sample]:
    """Glyphs of each font that a page shows, two at most, chosen by what else it shows.

    They are the first ones of what an operator shows, because their places are known; letters or
    Han with more than one stroke; and such as the font file has for the character in any setting.
    """
    known: dict[str, list[Shown]] = {}
    turn = 0
    for one in shown:
        if one.glyphs:
            known.setdefault(one.font, []).append(one)
            turn += one.glyphs[0]
    return [
        sample
        for font, all_of_it in known.items()
        if (face := faces.get(font)) is not None
        for sample in _some(all_of_it, face, turn)
    ]


def _sample(one: Shown, face: Face) -> Sample | None:
    if one.fault or not one.upright:
        return None
    glyph = one.glyphs[0]
    character = face.bare.get(glyph, "")
    if len(character) != 1 or not character.isalnum():
        return None
    if not face.draws(character, glyph) or not face.broad(glyph):
        return None
    return face.name, character, round(one.x, 2), round(one.y, 2), round(one.size, 2)


def _some(shown: Sequence[Shown], face: Face, turn: int) -> Iterator[Sample]:
    """Samples of one font that stand far from each other; each is the next that will do."""
    count = len(shown)
    for part in range(EACH):
        begin, end = part * count // EACH, (part + 1) * count // EACH
        for step in range(end - begin):
            found = _sample(shown[begin + (turn + step) % (end - begin)], face)
            if found:
                yield found
                break
