"""The text of a finished page, read through the fonts' own tables (ISO 32000-1 §9.10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from wenxuan.layout.sizes import Geometry
from wenxuan.matrices import IDENTITY, Matrix, matrix_of, times
from wenxuan.printkit.boxes import SLUG_TAG, Box, box_of, holds
from wenxuan.printkit.painted import Point, moved
from wenxuan.printkit.typefaces import typeface


@dataclass(frozen=True, slots=True, kw_only=True)
class Letters:
    """What a page says in its type area."""

    text: str
    marks: int
    """Operators that paint anything within the trim."""
    foot: str = ""
    """The text below it."""
    whole: str = ""
    """All of the page, in order."""
    places: tuple[Point, ...] = ()
    """Origin of every character in order, in points from the lower left corner of the trim."""
    pictures: tuple[tuple[Matrix, bool], ...] = ()
    """Matrix of every picture from there, and whether light and dark are exchanged."""


@dataclass(frozen=True, slots=True)
class _Font:
    """Codes to characters."""

    name: str
    table: dict[int, str]
    widths: dict[int, float]
    default: float
    step: int


Known = dict[tuple[int, int], _Font]
"""Fonts that were read, by their object."""


def letters_inside(page: pikepdf.Page, geometry: Geometry, known: Known, *, left: bool) -> Letters:
    """The text whose origin lies in the type area; `left` for a left-hand page (verso)."""
    trim = box_of(page.obj, "/TrimBox") or box_of(page.obj, "/MediaBox") or (0, 0, 0, 0)
    x = trim[0] + (geometry.outer if left else geometry.inner)
    top = trim[1] + geometry.height - geometry.box_top
    # An opening mark that is trimmed at the edge of a line has its origin outside the measure.
    aside = geometry.body
    area = (
        x - aside,
        top - geometry.lines * geometry.leading - 1,
        x + geometry.area_width + aside,
        top + 1,
    )
    walk = _Walk(page.obj.get("/Resources", Dictionary()), IDENTITY, known, trim)
    walk.read(page)
    inside = (c for c, point in walk.found if holds(area, *point))
    foot = (c for c, (_, py) in walk.found if trim[1] <= py < area[1])
    return Letters(
        text="".join(inside),
        marks=walk.marks,
        foot="".join(foot),
        whole="".join(c for c, _ in walk.found),
        places=tuple((px - trim[0], py - trim[1]) for _, (px, py) in walk.found),
        pictures=tuple(
            ((a, b, c, d, e - trim[0], f - trim[1]), turned)
            for (a, b, c, d, e, f), turned in walk.pictures
        ),
    )


_PAINT = {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*"}
_PATH = {"m": 1, "l": 1, "c": 3, "v": 2, "y": 2, "re": 1}
"""Path operators and how many points each names."""

_EDGE = 0.01
"""Points: what ends at the trim is inside it, however the numbers of two files were rounded."""


class _Walk:
    """Text operators of a stream and of the forms that it calls; marks in the slug do not count."""

    def __init__(self, resources: Object, ctm: Matrix, known: Known, trim: Box) -> None:
        self.resources, self.ctm, self.known, self.trim = resources, ctm, known, trim
        self.inside = False
        self.stack: list[tuple[Matrix, _Font | None, float]] = []
        self.font: _Font | None = None
        self.size, self.leading = 0.0, 0.0
        self.matrix = self.line = IDENTITY
        self.found: list[tuple[str, Point]] = []
        self.pictures: list[tuple[Matrix, bool]] = []
        self.marks = 0

    def read(self, source: Object | pikepdf.Page) -> None:
        """Collect the characters with their origins."""
        slug = False
        for instruction in pikepdf.parse_content_stream(source):
            name, v = str(instruction.operator), list(instruction.operands)
            if name in ("BMC", "EMC"):
                slug = name == "BMC" and str(v[0]) == SLUG_TAG
            if slug:
                continue
            if name in _PATH:
                self._trace(v, _PATH[name])
            elif name in _PAINT or name == "n":
                self.marks += self.inside and name != "n"
                self.inside = False
            step = getattr(self, _STEPS.get(name, ""), None)
            if step is not None:
                step(v)

    def _trace(self, v: list[Object], points: int) -> None:
        """Notes whether a path touches the page as it is kept."""
        numbers = [float(x) for x in v[: 2 * points]]
        for point in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = moved(point, self.ctm)
            x0, y0, x1, y1 = self.trim
            near = x0 - _EDGE <= x <= x1 + _EDGE and y0 - _EDGE <= y <= y1 + _EDGE
            self.inside = self.inside or near

    def save(self, _: list[Object]) -> None:
        self.stack.append((self.ctm, self.font, self.size))

    def restore(self, _: list[Object]) -> None:
        if self.stack:
            self.ctm, self.font, self.size = self.stack.pop()

    def concat(self, v: list[Object]) -> None:
        self.ctm = times(matrix_of(v), self.ctm)

    def begin(self, _: list[Object]) -> None:
        self.matrix = self.line = IDENTITY

    def choose(self, v: list[Object]) -> None:
        font = self.resources.get("/Font", Dictionary()).get(str(v[0]))
        if font is not None and font.objgen not in self.known:
            self.known[font.objgen] = _font(font)
        self.font, self.size = (None if font is None else self.known[font.objgen]), float(v[1])

    def move(self, v: list[Object]) -> None:
        self.matrix = self.line = times((1, 0, 0, 1, float(v[0]), float(v[1])), self.line)

    def place(self, v: list[Object]) -> None:
        self.matrix = self.line = matrix_of(v)

    def show(self, v: list[Object]) -> None:
        self.show_pieces([Array([v[-1]])])

    def show_pieces(self, v: list[Object]) -> None:
        for piece in v[0]:
            if not isinstance(piece, pikepdf.String):
                self._advance(-float(piece) / 1000 * self.size)
            elif self.font is not None:
                self._string(bytes(piece), self.font)

    def _string(self, data: bytes, font: _Font) -> None:
        for i in range(0, len(data), font.step):
            code = int.from_bytes(data[i : i + font.step], "big")
            at = moved((self.matrix[4], self.matrix[5]), self.ctm)
            self.found.append((font.table.get(code, "\ufffd"), at))
            self.marks += 1
            self._advance(font.widths.get(code, font.default) * self.size)

    def _advance(self, distance: float) -> None:
        self.matrix = times((1, 0, 0, 1, distance, 0), self.matrix)

    def call(self, v: list[Object]) -> None:
        form = self.resources.get("/XObject", Dictionary()).get(str(v[0]))
        if isinstance(form, Stream):
            if form.get("/Subtype") != Name.Form:
                self.marks += 1
                self.pictures.append((self.ctm, _negative(form)))
                return
            ctm = times(matrix_of(form.get("/Matrix", Array(IDENTITY))), self.ctm)
            inner = _Walk(form.get("/Resources", self.resources), ctm, self.known, self.trim)
            inner.font, inner.size = self.font, self.size
            inner.read(form)
            self.found += inner.found
            self.marks += inner.marks
            self.pictures += inner.pictures


_STEPS = {
    "q": "save", "Q": "restore", "cm": "concat", "BT": "begin", "Tf": "choose", "Td": "move",
    "Tm": "place", "Tj": "show", "TJ": "show_pieces", "Do": "call",
}  # fmt: skip


def _negative(image: Stream) -> bool:
    """True when a Decode array exchanges light and dark (ISO 32000-1 §8.9.5.2)."""
    decode = [float(v) for v in image.get("/Decode", ())]
    return len(decode) > 1 and decode[0] > decode[1]


def _font(font: Object) -> _Font:
    face = typeface(font)
    table = characters_of(font)
    return _Font(face.name, table, face.widths, face.default, 2 if face.wide else 1)


def characters_of(font: Object) -> dict[int, str]:
    """Code to character as the font itself says (ToUnicode); empty where it does not."""
    cmap = font.get("/ToUnicode")
    return _to_unicode(cmap.read_bytes().decode("latin-1")) if isinstance(cmap, Stream) else {}


def _to_unicode(text: str) -> dict[int, str]:
    """A ToUnicode CMap: `bfchar` pairs and `bfrange` rows."""
    table: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        codes = re.findall(r"<([0-9A-Fa-f\s]*)>", block)
        table |= {int(a, 16): _utf16(b) for a, b in list(pairwise(codes))[::2]}
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for low, high, first in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = _utf16(first)
            for i in range(int(high, 16) - int(low, 16) + 1):
                table[int(low, 16) + i] = start[:-1] + chr(ord(start[-1]) + i)
    return table


def _utf16(digits: str) -> str:
    return bytes.fromhex(re.sub(r"\s", "", digits)).decode("utf-16-be", "replace")
