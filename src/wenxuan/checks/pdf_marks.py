"""Marks and alignment of a finished PDF as the sources ask for them.

Emphasis dots, lines of names and titles, rows of inline notes, columns of tables set to the right:
the text is all there without them. Lengths are pt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, Final
from unicodedata import category

from wenxuan.checks.asked import Asked
from wenxuan.checks.painting import Painted, points_of
from wenxuan.checks.pdf_proof import Prover
from wenxuan.checks.pdf_reading import Leaf
from wenxuan.checks.pdf_wanted import Expected
from wenxuan.code_table import Phrase
from wenxuan.matrices import bounds
from wenxuan.proof.comparing import Word
from wenxuan.proof.drawing import Rectangle
from wenxuan.proof.job import short
from wenxuan.proof.typecase import by_mark
from wenxuan.proof.wanted import SLOT

_WHAT: Final = {
    "dot": Phrase("an emphasis dot", "着重号"),
    "straight": Phrase("a straight line", "专名号直线"),
    "wavy": Phrase("a wavy line", "书名号浪线"),
    "rows": Phrase("the upper row before the lower", "夹注先上后下的两行"),
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A character as it stands on its page."""

    char: str
    page: int
    x: float
    right: float
    y: float
    """The baseline."""
    size: float

    @property
    def box(self) -> Rectangle:
        """The em that it stands in."""
        return self.x, self.y - 0.12 * self.size, self.right, self.y + 0.88 * self.size


@dataclass(frozen=True, slots=True)
class _Path:
    box: Rectangle
    curved: bool


Letters = Sequence[Letter | None]


def marks(prover: Prover) -> None:
    """All that is asked of pieces in whose text nothing else was found."""
    paths: dict[int, list[_Path]] = {}
    for expected in prover.pieces:
        key = expected.piece.key
        if not expected.asked or prover.verdicts.get(key, 1):
            continue
        found = {name: _letters(prover, *prover.strands[key, name]) for name in ("main", "notes")}
        moved = _shifts(prover, expected)
        columns: dict[tuple[int, int, int], list[tuple[Asked, list[Letter]]]] = {}
        for one in expected.asked:
            start, stop = moved[one.strand][one.start], moved[one.strand][one.stop]
            letters = [letter for letter in found[one.strand][start:stop] if letter]
            if one.form == "right":
                if letters and not _trimmed(letters):
                    columns.setdefault((letters[0].page, *one.column), []).append((one, letters))
            elif wrong := _wrong(prover, one, letters, paths):
                _add(prover, one, wrong)
        for cells in columns.values():
            _column(prover, cells)


def _add(prover: Prover, one: Asked, letters: Sequence[Letter]) -> None:
    text = short("".join(letter.char for letter in letters))
    prover.add("PRF058", one.span, letters[0].page, letters[0].box, text=text,
               what=_WHAT[one.form])  # fmt: skip


# --- letters --------------------------------------------------------------------------------


def _shifts(prover: Prover, expected: Expected) -> Mapping[str, Sequence[int]]:
    """Of each place in a strand its place when page numbers are filled in."""
    targets = iter(expected.wanted.targets)
    found = {}
    for name, strand in (("main", expected.wanted.main), ("notes", expected.wanted.notes)):
        places = [0]
        for character in strand.text:
            wide = 1
            if character == SLOT:
                wide = len(prover.label(prover.file.destinations.get(next(targets, ""), -1)))
            places.append(places[-1] + wide)
        found[name] = places
    return found


def _letters(prover: Prover, text: str, words: Sequence[Word]) -> Letters:
    """Where each character of a strand stands; words are allowed what `compare` allows them."""
    found: list[Letter | None] = [None] * len(text)
    drawn = _drawn(prover, {word.page for word in words})
    at = 0
    for word in words:
        exact = text.startswith(word.text, at)
        if word.optional and not exact:
            continue
        for i, letter in enumerate(x for one in word.shown for x in drawn.get(id(one), ())):
            same = at < len(text) and (
                text[at] == letter.char or prover.file.case.same(text[at], word, i)
            )
            if exact or same:
                found[at] = letter
                at += 1
    return found


def _drawn(prover: Prover, pages: set[int]) -> dict[int, list[Letter]]:
    """Letters of all that is shown on some pages."""
    found: dict[int, list[Letter]] = {}
    for page in sorted(pages):
        leaf = prover.file.leaves[page]
        painted: dict[int, list[Painted]] = {}
        for one in leaf.items:
            if one.kind == "text":
                painted.setdefault(one.mark, []).append(one)
        for mark, row in by_mark(leaf.shown).items():
            for shown, item in zip(row, painted.get(mark, ()), strict=False):
                if item.shape[3] == tuple(shown.glyphs):
                    found[id(shown)] = list(_set(prover, page, shown, item))
    return found


def _set(prover: Prover, page: int, shown: Any, item: Painted) -> Iterator[Letter]:
    widths = prover.file.widths.get(shown.font, {})
    scale, _, _, _, left, y = item.matrix
    _, size, _, glyphs, places, _ = item.shape
    for glyph, place, text in zip(glyphs, places, prover.file.case.texts(shown), strict=True):
        x = left + scale * place
        right = x + scale * widths.get(glyph, 1000.0) * size / 1000
        for character in text:
            yield Letter(character, page, x, right, y, shown.size)


# --- marks ----------------------------------------------------------------------------------


def _wrong(
    prover: Prover, one: Asked, letters: Sequence[Letter], paths: dict[int, list[_Path]]
) -> Sequence[Letter]:
    """The letters that lack what is asked for them."""
    for letter in letters:
        if letter.page not in paths:
            paths[letter.page] = list(_paths(prover.file.leaves[letter.page]))
    if one.form == "rows":
        return next(([a, b] for a, b in pairwise(letters) if _back(a, b)), ())
    if one.form == "dot":
        return [a for a in letters if not _is_dotted(a, paths[a.page], prover.file.leaves[a.page])]
    lines = groupby(letters, key=lambda a: (a.page, round(a.y, 1)))
    for (page, _), line in lines:
        whole = list(line)
        if not _is_lined(whole, paths[page], curved=one.form == "wavy"):
            return whole
    return ()


def _back(one: Letter, two: Letter) -> bool:
    """Whether what follows stands a row above, and no column of the page is between."""
    rise = (two.y - one.y) / one.size
    return one.page == two.page and 0.5 < rise < 2 and two.x < one.right


def _is_dotted(letter: Letter, paths: Sequence[_Path], leaf: Leaf) -> bool:
    """Whether a small thing is painted over or under a letter; marks and spaces need none."""
    if category(letter.char)[0] not in "LN":
        return True
    size = letter.size
    boxes = [path.box for path in paths]
    boxes += [
        (one.x, one.y, one.right, one.y + 0.5 * one.size) for one in (*leaf.shown, *leaf.furniture)
        if len(one.glyphs) == 1 and abs(one.y - letter.y) > 0.1 * size
    ]  # fmt: skip
    return any(
        right - left < 1.3 * size and high - low < 0.7 * size
        and letter.x < (left + right) / 2 < letter.right
        and -0.9 * size < (low + high) / 2 - letter.y < 1.6 * size
        for left, low, right, high in boxes
    )  # fmt: skip


def _is_lined(letters: Sequence[Letter], paths: Sequence[_Path], *, curved: bool) -> bool:
    """Whether lines of a kind follow at least half of letters that stand side by side."""
    size, y = letters[0].size, letters[0].y
    start, end = min(a.x for a in letters), max(a.right for a in letters)
    if end - start < 0.5 * size:
        return True
    covered = sum(
        right - left
        for path in paths
        for left, low, right, high in (path.box,)
        if path.curved == curved and high - low < 0.5 * size
        and start - 0.6 * size < left and right < end + 0.6 * size
        and start < (left + right) / 2 < end
        and -0.9 * size < (low + high) / 2 - y < 1.6 * size
    )  # fmt: skip
    return covered > 0.5 * (end - start - 0.3 * size)


def _paths(leaf: Leaf) -> Iterator[_Path]:
    for item in leaf.paths:
        points = [*points_of(item.shape)]
        if points:
            curved = any(part in ("c", "v", "y") for part in item.shape)
            yield _Path(bounds(item.matrix, points), curved)


# --- columns --------------------------------------------------------------------------------


def _trimmed(letters: Sequence[Letter]) -> bool:
    """Whether a cell ends with a mark, which may lose its blank half."""
    return category(letters[-1].char)[0] not in "LN"


def _column(prover: Prover, cells: Sequence[tuple[Asked, list[Letter]]]) -> None:
    """The cells of a column end where they all do; its head may stand otherwise."""
    body = [letters for one, letters in cells if not one.head]
    every = [letters for _, letters in cells]
    uneven = _spread(body, left=False) > 1
    begun = _spread(every, left=True) < 0.5 and _spread(every, left=False) > 1
    if uneven or begun:
        one, letters = cells[0]
        text = short("".join(letter.char for letter in letters))
        prover.add("PRF059", one.span, letters[0].page, letters[0].box, text=text)


def _spread(cells: Sequence[Sequence[Letter]], *, left: bool) -> float:
    """How far the sides of cells lie apart."""
    sides = [min(a.x for a in cell) if left else max(a.right for a in cell) for cell in cells]
    return max(sides) - min(sides) if sides else 0.0
