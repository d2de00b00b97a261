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
    """A few glyphs of each font that a page shows, chosen by what else it shows.

    They are the first ones of what an operator shows, because their places are known; letters or
    Han with more than one stroke; and such as the font file has for the character in any setting.
    """
    known: dict[str, list[Sample]] = {}
    for one in shown:
        face = faces.get(one.font)
        if face is not None and (found := _sample(one, face)):
            known.setdefault(found[0], []).append(found)
    turn = sum(one.glyphs[0] for one in shown if one.glyphs)
    return [sample for name in sorted(known) for sample in _some(known[name], turn)]


def _sample(one: Shown, face: Face) -> Sample | None:
    if not one.glyphs or one.fault or not one.upright:
        return None
    glyph = one.glyphs[0]
    character = face.bare.get(glyph, "")
    if len(character) != 1 or not character.isalnum():
        return None
    if not face.draws(character, glyph) or not face.broad(glyph):
        return None
    return face.name, character, round(one.x, 2), round(one.y, 2), round(one.size, 2)


def _some(found: Sequence[Sample], turn: int) -> Iterator[Sample]:
    """Samples that stand far from each other."""
    count = min(EACH, len(found))
    for part in range(count):
        yield found[(turn + part * len(found) // count) % len(found)]
