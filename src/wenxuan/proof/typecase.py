"""Shown glyphs as text: which font of a document is which file of the manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wenxuan.proof.comparing import Word
from wenxuan.proof.drawing import Shown
from wenxuan.proof.faces import Face
from wenxuan.proof.wanted import bare


@dataclass(slots=True)
class TypeCase:
    """The faces of a document by the names of its fonts."""

    faces: Mapping[str, Face]
    claims: Mapping[str, Mapping[int, str]]
    """What the document says that its glyphs are: where to look first, never believed."""
    unknown: dict[tuple[str, int], Shown] = field(default_factory=dict)
    """Glyphs for which their file has no character."""
    foreign: dict[str, Shown] = field(default_factory=dict)
    """Fonts that are not in the manifest."""

    def text(self, shown: Shown) -> str:
        """The characters of shown glyphs without white space."""
        face = self.faces.get(shown.font)
        if face is not None:
            try:
                return "".join(map(face.bare.__getitem__, shown.glyphs))
            except KeyError:
                pass
        return "".join(self.texts(shown))

    def texts(self, shown: Shown) -> list[str]:
        """The characters of each of the shown glyphs."""
        face = self.faces.get(shown.font)
        return [self._one(shown, glyph, face) for glyph in shown.glyphs]

    def ink(self, shown: Shown) -> tuple[float, float]:
        """From where to where a text leaves ink; blanks that fill a gap are no wider than an em."""
        face, glyphs = self.faces.get(shown.font), shown.glyphs
        if face is None:
            return shown.x, shown.right
        count = len(glyphs)
        while count and face.bare.get(glyphs[count - 1]) == "":
            count -= 1
        if not count:
            return shown.x, shown.x
        left = shown.x + max(0.0, face.sides(glyphs[0])[0]) * shown.size
        if count < len(glyphs):
            return left, min(shown.right, shown.x + count * shown.size)
        return left, shown.right - max(0.0, face.sides(glyphs[-1])[1]) * shown.size

    def _one(self, shown: Shown, glyph: int, face: Face | None) -> str:
        if face is not None and glyph in face.bare:
            return face.bare[glyph]
        found = bare(self._read(shown, glyph))
        if face is not None and found != "\ufffd":
            face.bare[glyph] = found
        return found

    def _read(self, shown: Shown, glyph: int) -> str:
        face = self.faces.get(shown.font)
        if face is None:
            self.foreign.setdefault(shown.font, shown)
            return "\ufffd"
        text = face.text(glyph, self.claims.get(shown.font, {}).get(glyph, ""))
        if not text:
            self.unknown.setdefault((shown.font, glyph), shown)
            return "\ufffd"
        return text

    def same(self, character: str, word: Word, index: int) -> bool:
        """Whether a character may be drawn by the glyph at an index of a word's text."""
        for shown in word.shown:
            for glyph in shown.glyphs:
                face = self.faces.get(shown.font)
                text = self._one(shown, glyph, face)
                if index < len(text):
                    return len(text) == 1 and face is not None and face.draws(character, glyph)
                index -= len(text)
        return False


def by_mark(shown: Sequence[Shown]) -> dict[int, list[Shown]]:
    """What is shown on a page by its marked content."""
    found: dict[int, list[Shown]] = {}
    for one in shown:
        found.setdefault(one.mark, []).append(one)
    return found
