"""Sorts: shaped pieces of type, cached per style and shared by every paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import pyphen

from wenxuan.typography.classes import FULL_WIDTH_MARKS, PAIRS, PIECES, Kind, kind_of
from wenxuan.typography.conventions import Convention

from .faces import Chain, Face
from .settings import Unsettable

# How a line may end after a sort, beyond what the kinds of its neighbors say.
PLAIN, WRAP, HYPHEN, EMERGENCY, STUCK = range(5)

_NARROWED: Final = {Kind.OPEN: Kind.NARROW_OPEN}
_SCRIPTS: Final = {Kind.KANA: "Kana", Kind.SMALL_KANA: "Kana", Kind.HANGUL: "Hang"}
_URL: Final = re.compile(r"://|www\.|@.+\.|\.(?:com|org|net|cn|edu|gov)\b", re.IGNORECASE)
_URL_BREAK: Final = re.compile(r"(?<=[/?&=._#-])(?=[^/?&=._#-])")
_HYPHEN_BREAK: Final = re.compile(r"(?<=[^\W\d_]-)(?=[^\W\d_]{2})")

_BESIDE: Final = 60.0
"""Blank on either side of an apostrophe that a face draws an em wide, in 1/1000 em."""
Place = tuple[int, int, float, float, float]
"""Glyph, cluster, advance and offsets, as a face shapes them."""


class Sort:
    """One unbreakable piece of shaped text; lengths in em of its own size.

    ``body`` is the inside of a PDF hexadecimal string, with kerns as ``>n<``; ``glyphs`` are
    (glyph id, PDF width, text) for the font's tables.
    """

    __slots__ = ("advance", "body", "face", "glyphs", "head", "tail", "text", "wrap")

    def __init__(self, text: str, face: Face | None, kinds: tuple[Kind, Kind]) -> None:
        self.text = text
        self.face = face
        self.head, self.tail = kinds
        self.advance = 0.0
        self.body = ""
        self.glyphs: tuple[tuple[int, int, str], ...] = ()
        self.wrap = PLAIN


def _kern(amount: float) -> str:
    """TJ fragment that moves the pen right by ``amount`` of 1/1000 em."""
    return f">{-amount:.4g}<" if abs(amount) >= 0.005 else ""


def fill(sort: Sort, shaped: list[Place]) -> None:
    """Give a sort its glyphs; Unsettable if one is missing or must be raised."""
    body, total, glyphs = [], 0.0, []
    starts = sorted({cluster for _, cluster, *_ in shaped} | {len(sort.text)})
    text_of = {a: sort.text[a:b] for a, b in pairwise(starts)}
    assert sort.face is not None
    for glyph, cluster, advance, dx, dy in shaped:
        if glyph == 0:
            raise Unsettable("missing glyph")
        if abs(dy) > 1:
            raise Unsettable("raised glyph")
        width = sort.face.width(glyph)
        rest = round(advance) - width - round(dx)
        body += [_kern(round(dx)), f"{glyph:04x}", _kern(rest)]
        total += round(advance)
        glyphs.append((glyph, width, text_of.get(cluster, "")))
    sort.body = "".join(body)
    sort.advance = total / 1000
    sort.glyphs = tuple(glyphs)


def box(sort: Sort, width: float) -> None:
    """Center the glyphs of a sort in a box of ``width`` em."""
    side = (width - sort.advance) * 500
    sort.body = f"{_kern(side)}{sort.body}{_kern(side)}"
    sort.advance = width


def _kind_in_word(character: str) -> Kind:
    """Class of a character of a Latin word; its apostrophe is a letter, no quote."""
    return Kind.LETTER if character == "’" else kind_of(character)


def _with_narrow_apostrophes(text: str, face: Face, shaped: list[Place]) -> list[Place]:
    """A shaped word whose apostrophes are not an em wide, as a Han face draws them."""
    if "’" not in text:
        return shaped
    made = []
    for glyph, cluster, advance, dx, dy in shaped:
        sides = face.bearings(glyph) if text[cluster] == "’" and advance > 900 else None
        if sides is not None:
            width, offset = advance - sum(sides) + 2 * _BESIDE, _BESIDE - sides[0]
            made.append((glyph, cluster, width, offset, dy))
        else:
            made.append((glyph, cluster, advance, dx, dy))
    return made


def _ink(sort: Sort) -> float:
    """Width in em of the ink of a sort of one glyph."""
    assert sort.face is not None
    glyph, width, _ = sort.glyphs[0]
    return (width - sum(sort.face.bearings(glyph) or (width,))) / 1000


def join_dashes(sort: Sort) -> None:
    """Close the gap between two dashes and center the joined line in its two ems."""
    if len(sort.glyphs) != 2 or sort.face is None:
        return
    glyph = sort.glyphs[0][0]
    bearings = sort.face.bearings(glyph)
    if bearings is None or sum(bearings) <= 0 or sort.glyphs[1][0] != glyph:
        return
    gap = sum(bearings) + 10
    sort.body = f"{_kern(gap / 2)}{glyph:04x}{_kern(-gap)}{glyph:04x}{_kern(gap / 2)}"


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

    def __missing__(self, text: str) -> Sort:
        kind = PAIRS.get(text) or kind_of(text)
        face = self._face(text[0])
        sort = Sort(text, face, (kind, kind))
        script = _SCRIPTS.get(kind, "Hani" if self.cjk else "")
        fill(sort, face.shape(text, script, self.chain.language, self.chain.features))
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
        if _ink(sort) > 0.5 and sort.face is not None:
            features = (*self.chain.features, ("hwid", 1))
            narrow = Sort(sort.text, sort.face, (sort.head, sort.tail))
            fill(narrow, sort.face.shape(sort.text, "Hani", self.chain.language, features))
            if _ink(narrow) > 0.5:
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
            back = _kern(width * 1000 / len(text) - 1000)
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
                fill(found, face.shape(shaped, "", self.chain.language, self.chain.features))
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
            sort = Sort(piece, face, (_kind_in_word(piece[0]), _kind_in_word(piece[-1])))
            shaped = face.shape(piece, "", self.chain.language, self.chain.features)
            fill(sort, _with_narrow_apostrophes(piece, face, shaped))
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
