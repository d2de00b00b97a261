"""Reads pages back: a small interpreter of content streams (ISO 32000-1 §8, §9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from wenxuan.matrices import IDENTITY, Matrix, matrix_of, times
from wenxuan.printkit.boxes import Box
from wenxuan.printkit.painted import (
    Paint,
    Painted,
    Point,
    Raster,
    around,
    cut,
    moved,
    scale_of,
)
from wenxuan.printkit.rasters import inline_raster, raster, space_of
from wenxuan.printkit.swatches import ink_of, kind_name, space_name
from wenxuan.printkit.typefaces import Typeface, typeface

_DEEPEST = 16
"""Forms within forms."""
_ASCENT, _DESCENT = 0.88, -0.12
"""The em box of a CJK face."""
_BLACK = Paint()
"""What a page paints with before it names a color."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    ctm: Matrix = IDENTITY
    clip: Box | None = None
    fill: Paint = _BLACK
    stroke: Paint = _BLACK
    line: float = 1.0
    face: Typeface | None = None
    size: float = 0.0
    spacing: float = 0.0
    stretch: float = 1.0
    rise: float = 0.0
    leading: float = 0.0
    render: int = 0
    fill_over: bool = False
    stroke_over: bool = False
    alpha: float = 1.0
    blend: str = "Normal"
    mixes: bool = False
    """Overprinting leaves what a color has none of (OPM 1)."""


class Reader:
    """Reads the pages of one file; pictures and fonts are looked at once."""

    def __init__(self) -> None:
        self.faces: dict[tuple[int, int], Typeface] = {}
        self.fonts: list[tuple[Object, Typeface]] = []
        self.rasters: dict[tuple[int, int], Raster] = {}

    def page(self, page: pikepdf.Page) -> tuple[Painted, ...]:
        """All that a page paints, in order."""
        resources = page.obj.get("/Resources", Dictionary())
        return tuple(_Sheet(self, resources, _State(), 0).read(page))

    def face(self, font: Object) -> Typeface:
        """A font, remembered."""
        if font.objgen not in self.faces or not font.is_indirect:
            self.faces[font.objgen] = typeface(font)
            self.fonts.append((font, self.faces[font.objgen]))
        return self.faces[font.objgen]

    def raster(self, image: Stream, matrix: Matrix) -> Raster:
        """A picture; its pixels are remembered, its resolution depends on the place."""
        known = self.rasters.get(image.objgen)
        if known is None:
            known = self.rasters[image.objgen] = raster(image, matrix)
        wide, high = (scale or 1e-9 for scale in scale_of(matrix))
        return replace(known, dpi=min(known.pixels[0] / wide, known.pixels[1] / high) * 72)


class _Sheet:
    """One content stream at work."""

    def __init__(self, reader: Reader, resources: Object, state: _State, depth: int) -> None:
        self.reader, self.resources, self.depth = reader, resources, depth
        self.state, self.stack, self.base = state, list[_State](), state.ctm
        self.tiles: dict[str, Object | None] = {}
        self.points: list[Point] = []
        self.thin: float | None = None
        self.start: Point = (0, 0)
        self.clipping = False
        self.matrix, self.line_matrix = IDENTITY, IDENTITY

    def read(self, source: Object | pikepdf.Page) -> Iterator[Painted]:
        """Everything that the stream paints."""
        for instruction in pikepdf.parse_content_stream(source):
            name = str(instruction.operator)
            if name in _SILENT:
                _SILENT[name](self, list(instruction.operands))
            elif name in _LOUD:
                yield from _LOUD[name](self, list(instruction.operands))

    def set(self, **changes: object) -> None:
        """Change the graphics state."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]

    # --- state ------------------------------------------------------------------------------

    def save(self, _: list[Object]) -> None:
        self.stack.append(self.state)

    def restore(self, _: list[Object]) -> None:
        if self.stack:
            self.state = self.stack.pop()

    def concat(self, v: list[Object]) -> None:
        self.set(ctm=times(matrix_of(v), self.state.ctm))

    def extended(self, v: list[Object]) -> Iterator[Painted]:
        """An ExtGState; what it does not name stays. A mask shows what no press can print."""
        named = self.resources.get("/ExtGState", Dictionary()).get(str(v[0]), Dictionary())
        changes: dict[str, object] = {}
        if "/OPM" in named:
            changes["mixes"] = int(named.OPM) == 1
        if "/OP" in named:
            changes["stroke_over"] = changes["fill_over"] = bool(named.OP)
        if "/op" in named:
            changes["fill_over"] = bool(named.op)
        if "/ca" in named or "/CA" in named:
            changes["alpha"] = min(float(named.get("/ca", 1)), float(named.get("/CA", 1)))
        if "/BM" in named:
            mode = named.BM[0] if isinstance(named.BM, Array) else named.BM
            changes["blend"] = str(mode).lstrip("/")
        if "/LW" in named:
            changes["line"] = float(named.LW)
        self.set(**changes)
        mask = named.get("/SMask")
        group = mask.get("/G") if isinstance(mask, Dictionary) else None
        if isinstance(group, Stream):
            yield from (t for t in self._form(group) if t.paint.space in ("rgb", "lab", "other"))

    def color(self, side: str, kind: str, v: list[Object]) -> None:
        values = [float(x) for x in v if not isinstance(x, Name)]
        self.set(**{side: Paint(space=kind, ink=ink_of(kind, values))})

    def color_space(self, side: str, v: list[Object]) -> None:
        space = space_name(v[0], self.resources)
        initial = [0.0, 0.0, 0.0, 1.0] if space == "cmyk" else [0.0]
        self.set(**{side: Paint(space=space, ink=ink_of(space, initial))})

    def color_values(self, side: str, v: list[Object]) -> None:
        paint = self.state.fill if side == "fill" else self.state.stroke
        self.color(side, paint.space, v)
        named = v and isinstance(v[-1], Name)
        patterns = self.resources.get("/Pattern", Dictionary())
        self.tiles[side] = patterns.get(str(v[-1])) if named else None

    # --- paths ------------------------------------------------------------------------------

    def add(self, *points: Point) -> None:
        self.points += [moved(point, self.state.ctm) for point in points]

    def path_to(self, v: list[Object]) -> None:
        numbers = [float(x) for x in v]
        self.add(*zip(numbers[::2], numbers[1::2], strict=True))

    def rectangle(self, v: list[Object]) -> None:
        x, y, w, h = (float(n) for n in v)
        self.add((x, y), (x + w, y), (x + w, y + h), (x, y + h))
        wide, high = scale_of(self.state.ctm)
        thin = min(abs(w) * wide, abs(h) * high)
        self.thin = thin if self.thin is None else min(thin, self.thin)

    def clip(self, _: list[Object]) -> None:
        self.clipping = True

    def end(self, _: list[Object] | None = None) -> None:
        """After painting: the clip takes effect, the path is gone."""
        if self.clipping and self.points:
            box = cut(around(self.points), self.state.clip)
            self.set(clip=box or (0.0, 0.0, -1.0, -1.0))
        self.points, self.thin, self.clipping = [], None, False

    def painted(self, kind: str, box: Box, **more: object) -> Iterator[Painted]:
        """One thing, if the clip leaves anything of it."""
        seen, s = cut(box, self.state.clip), self.state
        stroke = kind == "stroke"
        if seen is not None:
            facts: dict[str, object] = {
                "kind": kind, "box": seen, "paint": s.stroke if stroke else s.fill,
                "over": s.stroke_over if stroke else s.fill_over,
                "blend": s.blend, "alpha": s.alpha, "mixes": s.mixes,
            }  # fmt: skip
            thing = Painted(**(facts | more))  # type: ignore[arg-type]
            yield thing
            if thing.paint.space == "pattern":
                yield from self._tiled(self.tiles.get("stroke" if stroke else "fill"), seen)

    def _tiled(self, pattern: Object | None, box: Box) -> Iterator[Painted]:
        """What a pattern paints in a place (ISO 32000-1 §8.7.3); one without colors has ours."""
        if pattern is None or self.depth >= _DEEPEST:
            return
        if "/Shading" in pattern:
            space = kind_name(pattern.Shading.get("/ColorSpace"), self.resources)
            yield Painted(kind="shading", box=box, paint=Paint(space=space, ink=None))
        elif isinstance(pattern, Stream) and pattern.get("/PaintType") == 1:
            matrix = matrix_of(pattern.get("/Matrix", Array(IDENTITY)))
            state = _State(ctm=times(matrix, self.base))
            resources = pattern.get("/Resources", self.resources)
            inner = _Sheet(self.reader, resources, state, self.depth + 1)
            yield from (replace(t, box=box, thin=None) for t in inner.read(pattern))

    def fill_path(self, _: list[Object]) -> Iterator[Painted]:
        yield from self._fill()
        self.end()

    def stroke_path(self, _: list[Object]) -> Iterator[Painted]:
        yield from self._stroke()
        self.end()

    def both(self, _: list[Object]) -> Iterator[Painted]:
        yield from self._fill()
        yield from self._stroke()
        self.end()

    def _fill(self) -> Iterator[Painted]:
        if self.points:
            yield from self.painted("fill", around(self.points), thin=self.thin)

    def _stroke(self) -> Iterator[Painted]:
        if self.points:
            width = self.state.line * min(scale_of(self.state.ctm))
            x0, y0, x1, y1 = around(self.points)
            half = width / 2
            box = (x0 - half, y0 - half, x1 + half, y1 + half)
            yield from self.painted("stroke", box, thin=width)

    def shade(self, v: list[Object]) -> Iterator[Painted]:
        shading = self.resources.get("/Shading", Dictionary()).get(str(v[0]))
        if shading is not None:
            paint = Paint(space=kind_name(shading.get("/ColorSpace"), self.resources), ink=None)
            yield from self.painted("shading", self.state.clip or (0, 0, 0, 0), paint=paint)

    # --- text -------------------------------------------------------------------------------

    def begin_text(self, _: list[Object]) -> None:
        self.matrix = self.line_matrix = IDENTITY

    def font(self, v: list[Object]) -> None:
        font = self.resources.get("/Font", Dictionary()).get(str(v[0]))
        self.set(face=self.reader.face(font) if font is not None else None, size=float(v[1]))

    def move_text(self, v: list[Object]) -> None:
        shift = (1.0, 0.0, 0.0, 1.0, float(v[0]), float(v[1]))
        self.matrix = self.line_matrix = times(shift, self.line_matrix)

    def move_and_lead(self, v: list[Object]) -> None:
        self.set(leading=-float(v[1]))
        self.move_text(v)

    def text_matrix(self, v: list[Object]) -> None:
        self.matrix = self.line_matrix = matrix_of(v)

    def next_line(self, _: list[Object] | None = None) -> None:
        shift = (1.0, 0.0, 0.0, 1.0, 0.0, -self.state.leading)
        self.matrix = self.line_matrix = times(shift, self.line_matrix)

    def show(self, v: list[Object]) -> Iterator[Painted]:
        yield from self.show_pieces([Array([v[-1]])])

    def show_next(self, v: list[Object]) -> Iterator[Painted]:
        self.next_line()
        yield from self.show(v)

    def show_pieces(self, v: list[Object]) -> Iterator[Painted]:
        """A line piece: strings, and kerns in thousandths of the type size."""
        s, at, missing = self.state, 0.0, False
        if s.face is None:
            return
        for piece in v[0]:
            if isinstance(piece, pikepdf.String):
                s.face.shown.add(bytes(piece))
                advances = s.face.advances(bytes(piece))
                missing = missing or s.face.lacks(bytes(piece))
                at += (sum(advances) * s.size + s.spacing * len(advances)) * s.stretch
            else:
                at -= float(piece) / 1000 * s.size * s.stretch
        matrix = times(self.matrix, s.ctm)
        low, high = (s.rise + edge * s.size for edge in (_DESCENT, _ASCENT))
        corners = [moved(p, matrix) for p in ((0, low), (at, low), (at, high), (0, high))]
        self.matrix = times((1.0, 0.0, 0.0, 1.0, at, 0.0), self.matrix)
        if s.render in (0, 2, 4, 6) and at:
            size = s.size * scale_of(matrix)[1]
            more = {"size": size, "face": s.face.name, "missing": missing}
            yield from self.painted("text", around(corners), **more)

    # --- forms and pictures -----------------------------------------------------------------

    def do(self, v: list[Object]) -> Iterator[Painted]:
        thing = self.resources.get("/XObject", Dictionary()).get(str(v[0]))
        if isinstance(thing, Stream) and thing.get("/Subtype") == Name.Image:
            yield from self._picture(thing)
        elif isinstance(thing, Stream) and thing.get("/Subtype") == Name.Form:
            yield from self._form(thing)

    def _picture(self, image: Stream) -> Iterator[Painted]:
        ctm = self.state.ctm
        box = around([moved(p, ctm) for p in ((0, 0), (1, 0), (1, 1), (0, 1))])
        placed = self.reader.raster(image, ctm)
        mask = bool(image.get("/ImageMask", False))
        paint = self.state.fill if mask else Paint(space=space_of(image), ink=None)
        yield from self.painted("picture", box, raster=placed, paint=paint)

    def inline(self, v: list[Object]) -> Iterator[Painted]:
        """A picture in the stream itself."""
        image: Any = v[0]
        box = around([moved(p, self.state.ctm) for p in ((0, 0), (1, 0), (1, 1), (0, 1))])
        entries = image.obj
        space = space_name(entries.get("/ColorSpace", Name.DeviceGray), self.resources)
        mask = bool(entries.get("/ImageMask", False))
        paint = self.state.fill if mask else Paint(space=space, ink=None)
        placed = inline_raster(image, self.state.ctm, space)
        yield from self.painted("picture", box, raster=placed, paint=paint)

    def _form(self, form: Stream) -> Iterator[Painted]:
        if self.depth >= _DEEPEST:
            return
        ctm = times(matrix_of(form.get("/Matrix", Array(IDENTITY))), self.state.ctm)
        x0, y0, x1, y1 = (float(n) for n in form.BBox)
        box = around([moved(p, ctm) for p in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))])
        clip = cut(box, self.state.clip) or (0.0, 0.0, -1.0, -1.0)
        state = replace(self.state, ctm=ctm, clip=clip)
        resources = form.get("/Resources", self.resources)
        yield from _Sheet(self.reader, resources, state, self.depth + 1).read(form)


def _one(
    field: str, kind: Callable[[Object], object] = float
) -> Callable[[_Sheet, list[Object]], None]:
    return lambda sheet, v: sheet.set(**{field: kind(v[0])})


_SILENT: dict[str, Callable[[_Sheet, list[Object]], None]] = {
    "q": _Sheet.save, "Q": _Sheet.restore, "cm": _Sheet.concat,
    "w": _one("line"), "Tc": _one("spacing"), "TL": _one("leading"), "Ts": _one("rise"),
    "Tr": _one("render", int), "Tz": lambda s, v: s.set(stretch=float(v[0]) / 100),
    "m": _Sheet.path_to, "l": _Sheet.path_to, "c": _Sheet.path_to, "v": _Sheet.path_to,
    "y": _Sheet.path_to, "re": _Sheet.rectangle, "W": _Sheet.clip, "W*": _Sheet.clip,
    "n": _Sheet.end,
    "BT": _Sheet.begin_text, "Tf": _Sheet.font, "Td": _Sheet.move_text, "TD": _Sheet.move_and_lead,
    "Tm": _Sheet.text_matrix, "T*": _Sheet.next_line,
    "cs": lambda s, v: s.color_space("fill", v), "CS": lambda s, v: s.color_space("stroke", v),
    "sc": lambda s, v: s.color_values("fill", v), "scn": lambda s, v: s.color_values("fill", v),
    "SC": lambda s, v: s.color_values("stroke", v), "SCN": lambda s, v: s.color_values("stroke", v),
    "g": lambda s, v: s.color("fill", "gray", v), "G": lambda s, v: s.color("stroke", "gray", v),
    "rg": lambda s, v: s.color("fill", "rgb", v), "RG": lambda s, v: s.color("stroke", "rgb", v),
    "k": lambda s, v: s.color("fill", "cmyk", v), "K": lambda s, v: s.color("stroke", "cmyk", v),
}  # fmt: skip

_LOUD: dict[str, Callable[[_Sheet, list[Object]], Iterator[Painted]]] = {
    **dict.fromkeys(("f", "F", "f*"), _Sheet.fill_path),
    **dict.fromkeys(("S", "s"), _Sheet.stroke_path),
    **dict.fromkeys(("B", "B*", "b", "b*"), _Sheet.both),
    "gs": _Sheet.extended, "sh": _Sheet.shade, "Do": _Sheet.do, "INLINE IMAGE": _Sheet.inline,
    "Tj": _Sheet.show, "'": _Sheet.show_next, '"': _Sheet.show_next, "TJ": _Sheet.show_pieces,
}  # fmt: skip
