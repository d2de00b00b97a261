"""The case of a style: its sorts, made when first asked for and shared by every paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import pyphen

from wenxuan.typography.classes import FULL_WIDTH_MARKS, PAIRS, PIECES, Kind, kind_of
from wenxuan.typography.conventions import Convention

from .faces import Chain, Face
from .settings import Unsettable
from .sorts import (
    EMERGENCY,
    HYPHEN,
    PLAIN,
    STUCK,
    WRAP,
    Place,
    Sort,
    box,
    fill,
    ink,
    join_dashes,
    kern,
    kind_in_word,
    with_narrow_apostrophes,
)

_NARROWED: Final = {Kind.OPEN: Kind.NARROW_OPEN}
_SCRIPTS: Final = {Kind.KANA: "Kana", Kind.SMALL_KANA: "Kana", Kind.HANGUL: "Hang"}
_URL: Final = re.compile(r"://|www\.|@.+\.|\.(?:com|org|net|cn|edu|gov)\b", re.IGNORECASE)
_URL_BREAK: Final = re.compile(r"(?<=[/?&=._#-])(?=[^/?&=._#-])")
_HYPHEN_BREAK: Final = re.compile(r"(?<=[^\W\d_]-)(?=[^\W\d_]{2})")


class SortCase(dict[str, Sort]):
    """Sorts of one style: wide characters by themselves, filled when first asked for."""

    def __init__(self, chain: Chain, convention: Convention, style: Any, *, cjk: bool) -> None:
        super().__init__()
        self.chain = chain
        self.convention = convention
        self.cjk = cjk
        self.words: dict[str, tuple[Sort, ...]] = {}
        self.breaks_words = (
            style["overflow_wrap"] in ("anywhere", "break-word")
            or style["word_break"] == "break-all"
        )
        self.hyphens: str = style["hyphens"]
        self.hyphen_character: str = style["hyphenate_character"]
        self.dictionary = self._dictionary(style) if self.hyphens == "auto" else None
        self.least: int = style["hyphenate_limit_chars"][0]

    @staticmethod
    def _dictionary(style: Any) -> pyphen.Pyphen | None:
        language = style["lang"] and pyphen.language_fallback(style["lang"])
        _total, left, right = style["hyphenate_limit_chars"]
        return pyphen.Pyphen(lang=language, left=left, right=right) if language else None

    def _face(self, character: str) -> Face:
        face = self.chain.face_for(character, cjk=self.cjk)
        if face is None:
            raise Unsettable("missing glyph")
        if face.variable:
            raise Unsettable("variable font")
        if face.color:
            raise Unsettable("color font")
        return face

    def _shaped(self, face: Face, text: str, script: str = "") -> list[Place]:
        return face.shape(text, script, self.chain.language, self.chain.features)

    def __missing__(self, text: str) -> Sort:
        kind = PAIRS.get(text) or kind_of(text)
        face = self._face(text[0])
        sort = Sort(text, face, (kind, kind))
        script = _SCRIPTS.get(kind, "Hani" if self.cjk else "")
        fill(sort, self._shaped(face, text, script))
        self._finish(sort, kind)
        self[text] = sort
        return sort

    def _finish(self, sort: Sort, kind: Kind) -> None:
        if kind is Kind.DASH and sort.text == "——":
            join_dashes(sort)
        if kind in FULL_WIDTH_MARKS and sort.advance < 0.9:
            sort.head = sort.tail = _NARROWED.get(kind, Kind.NARROW_CLOSE)
        elif self.cjk and sort.text in self.convention.half_em:
            self._halve(sort)

    def _halve(self, sort: Sort) -> None:
        """Set a mark in half an em, in its narrow form if its ink is wider; else it stays."""
        if ink(sort) > 0.5 and sort.face is not None:
            features = (*self.chain.features, ("hwid", 1))
            narrow = Sort(sort.text, sort.face, (sort.head, sort.tail))
            fill(narrow, sort.face.shape(sort.text, "Hani", self.chain.language, features))
            if ink(narrow) > 0.5:
                return
            sort.body, sort.advance, sort.glyphs = narrow.body, narrow.advance, narrow.glyphs
        box(sort, 0.5)

    def excited(self, text: str) -> tuple[Sort, ...]:
        """Sorts of ``？！`` or ``！！！``: one of 1 em or 2 em where the convention has it."""
        single = [self[character] for character in text]
        if not self.convention.excited_pairs or any(
            sort.head is not Kind.EXCLAMATION for sort in single
        ):
            return tuple(single)
        if text not in self:
            width = 1.0 if len(text) == 2 else 2.0
            sort = Sort(text, single[0].face, (Kind.EXCITED, Kind.EXCITED))
            back = kern(width * 1000 / len(text) - 1000)
            sort.body = "".join(one.body + back for one in single)
            sort.advance = width
            sort.glyphs = tuple(glyph for one in single for glyph in one.glyphs)
            self[text] = sort
        return (self[text],)

    def space(self, text: str) -> Sort:
        """Sort of a word space, or of a character without width."""
        found = self.get(text)
        if found is None:
            kind = kind_of(text)
            face = None if kind is Kind.ZERO else self._face(" " if text == "\u00a0" else text)
            found = Sort(text, face, (kind, kind))
            if face is not None:
                shaped = " " if text == "\u00a0" else text
                fill(found, self._shaped(face, shaped))
            self[text] = found
        return found

    @property
    def hyphen(self) -> Sort:
        """Sort that ends a line inside a word."""
        (sort,) = self.word(self.hyphen_character)[:1]
        return sort

    def word(self, text: str) -> tuple[Sort, ...]:
        """Sorts of a Latin word, one for each piece between places where it may be broken."""
        found = self.words.get(text)
        if found is None:
            found = self.words[text] = tuple(self._word(text))
        return found

    def letters(self, text: str) -> tuple[Sort, ...]:
        """Sorts of a letter-spaced word, one for each letter, kept on one line."""
        made: list[Sort] = []
        for letter in text:
            (sort,) = self.word(letter)
            stuck = Sort(letter, sort.face, (sort.head, sort.tail))
            stuck.body, stuck.advance, stuck.glyphs = sort.body, sort.advance, sort.glyphs
            stuck.wrap = STUCK
            made.append(stuck)
        made[-1].wrap = PLAIN
        return tuple(made)

    def _word(self, text: str) -> Iterator[Sort]:
        cuts = self._cuts(text)
        runs: list[tuple[Face, int, int]] = []
        for index, character in enumerate(text):
            face = self._letter_face(text, index) if character == "’" else self._face(character)
            if runs and runs[-1][0] is face and index not in cuts:
                runs[-1] = (face, runs[-1][1], index + 1)
            else:
                runs.append((face, index, index + 1))
        for face, start, end in runs:
            piece = text[start:end]
            sort = Sort(piece, face, (kind_in_word(piece[0]), kind_in_word(piece[-1])))
            fill(sort, with_narrow_apostrophes(piece, face, self._shaped(face, piece)))
            sort.wrap = cuts.get(end, STUCK) if end < len(text) else PLAIN
            if len(text) == 1 and self.cjk and text in self.convention.half_em:
                box(sort, 0.5)
            yield sort

    def _letter_face(self, text: str, index: int) -> Face:
        """Face of an apostrophe in a word: that of a letter beside it, in Chinese text, too."""
        face = self._face(text[index - 1] if index else text[1:2] or text)
        return face if face.covers(text[index]) else self._face(text[index])

    def _cuts(self, text: str) -> dict[int, int]:
        """Places inside a word where a line may end, with how it ends there."""
        cuts: dict[int, int] = {}
        if _URL.search(text):
            cuts = dict.fromkeys((m.start() for m in _URL_BREAK.finditer(text)), WRAP)
        else:
            cuts = dict.fromkeys((m.start() for m in _HYPHEN_BREAK.finditer(text)), WRAP)
            if self.dictionary is not None and len(text) >= self.least and text.isalpha():
                cuts |= dict.fromkeys(self.dictionary.positions(text), HYPHEN)
        if self.breaks_words and len(text) > 8:
            cuts = dict.fromkeys(range(1, len(text)), EMERGENCY) | cuts
        cuts.pop(0, None)
        cuts.pop(len(text), None)
        return cuts


def pieces(text: str) -> list[tuple[str, str]]:
    """Text as (name of the group, piece) in order; see ``classes.PIECES``."""
    return [(match.lastgroup or "", match.group()) for match in PIECES.finditer(text)]
