"""Screen colors to ink, operator by operator, through pages, forms, patterns and glyphs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Object, Operator

from wenxuan.printkit.inks import BLACK, CMYK, Palette
from wenxuan.printkit.spaces import Kind, kind_of_named, to_rgb

Operands = list[Any]
"""Objects of pikepdf, numbers, or the text of either."""
Instruction = tuple[Operands, Any]

_DEVICE = {"rg": Kind.RGB, "g": Kind.GRAY, "k": Kind.CMYK}
_OVERPRINT = "/WxOver{fill}{stroke}"
OVERPRINTS = tuple(_OVERPRINT.format(fill=f, stroke=s) for f in (0, 1) for s in (0, 1))
"""Names of the graphics states that let filling or stroking overprint."""
_TEXT_IS_BLACK = 0.5
"""Text of at least this much black is set full black: a screen of dots has no sharp edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pen:
    """What painting uses: one for filling, one for stroking."""

    ink: CMYK | None = None
    """None: not known here, the caller of the form chose it."""
    kind: Kind = Kind.GRAY
    over: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    fill: _Pen = _Pen()
    stroke: _Pen = _Pen()


class Separation:
    """Rewrites content streams; one for a whole file, so that a shared form is met once."""

    def __init__(self, pdf: pikepdf.Pdf, palette: Palette) -> None:
        self.pdf, self.palette = pdf, palette

    def page(self, page: pikepdf.Page) -> None:
        """Rewrite the content of a page as one stream."""
        code = self._code(page.obj, page.obj.get("/Resources", Dictionary()), first=True)
        page.obj.Contents = self.pdf.make_stream(code)

    def form(self, form: pikepdf.Stream, resources: Object) -> None:
        """Rewrite a form, a tiling pattern or a glyph of Type 3 in place."""
        form.write(self._code(form, resources, first=False))

    def mask(self, form: pikepdf.Stream, resources: Object) -> None:
        """Rewrite the form of a luminosity mask: it keeps its light and shade as device gray."""
        named = partial(kind_of_named, resources=resources)
        form.write(pikepdf.unparse_content_stream(list(grays(_parsed(form), named))))

    def _code(self, source: Object, resources: Object, *, first: bool) -> bytes:
        stream = Rewriter(self.palette, partial(kind_of_named, resources=resources))
        made = [*(stream.opening() if first else ()), *stream.rewrite(_parsed(source))]
        for name in sorted(stream.used):
            if "/ExtGState" not in resources:
                resources.ExtGState = Dictionary()
            resources.ExtGState[name] = overprint(name)
        return pikepdf.unparse_content_stream(made)


def _parsed(source: Object) -> list[Instruction]:
    """Operands and operators; an inline image keeps its own kind of instruction."""
    return [
        (list(i.operands), i.operator)
        for i in pikepdf.parse_content_stream(pikepdf.Page(source) if _is_page(source) else source)
    ]


def _is_page(source: Object) -> bool:
    return source.get("/Type") == Name.Page


class Rewriter:
    """One content stream on its way from screen to ink.

    Operands may be objects of pikepdf or their text; `kind_named` knows the color spaces.
    """

    def __init__(self, palette: Palette, kind_named: Callable[[object], Kind]) -> None:
        self.palette, self.kind_named = palette, kind_named
        self.state = _State()
        self.stack: list[_State] = []
        self.used: set[str] = set()
        self.lettering = False

    def opening(self) -> Iterator[Instruction]:
        """What is painted before any color is named is full black."""
        yield from self._put("fill", BLACK)
        yield from self._put("stroke", BLACK)

    def rewrite(self, instructions: Iterable[Instruction]) -> Iterator[Instruction]:
        """The stream in ink."""
        for operands, operator in instructions:
            name = str(operator)
            side = "stroke" if name.isupper() else "fill"
            if name in ("q", "Q"):
                self._nest(name)
            elif name.lower() in _DEVICE:
                yield from self._set(side, _DEVICE[name.lower()], operands)
                continue
            elif name in ("cs", "CS"):
                kind = self.kind_named(operands[0])
                self._pen(side, kind=kind)
                if kind is not Kind.OTHER:
                    initial = [0, 0, 0, 1] if kind is Kind.CMYK else [0] * kind.value
                    yield from self._set(side, kind, initial)
                    continue
                self._pen(side, ink=None)
            elif name in ("sc", "SC", "scn", "SCN") and self._now(side).kind is not Kind.OTHER:
                yield from self._set(side, self._now(side).kind, operands)
                continue
            yield operands, operator
            if name in ("BT", "ET"):
                yield from self._letter(begins=name == "BT")

    def _nest(self, name: str) -> None:
        if name == "q":
            self.stack.append(self.state)
        elif self.stack:
            self.state = self.stack.pop()

    def _now(self, side: str) -> _Pen:
        return self.state.fill if side == "fill" else self.state.stroke

    def _pen(self, side: str, **changes: object) -> None:
        pen = replace(self._now(side), **changes)  # type: ignore[arg-type]
        self.state = replace(self.state, **{side: pen})

    def _set(self, side: str, kind: Kind, operands: Iterable[object]) -> Iterator[Instruction]:
        values = [float(v) for v in operands]  # type: ignore[arg-type]
        ink = (
            (values[0], values[1], values[2], values[3])
            if kind is Kind.CMYK
            else self.palette.ink(to_rgb(kind, values))
        )
        if self._now(side).ink == ink:
            self._pen(side, kind=kind)
            return
        self._pen(side, kind=kind)
        yield from self._put(side, ink)

    def _put(self, side: str, ink: CMYK) -> Iterator[Instruction]:
        """Set an ink; full black overprints what lies below, any other knocks it out."""
        self._pen(side, ink=ink)
        if side == "fill" and self.lettering:
            ink = _letter_ink(ink)
        yield [_number(v) for v in ink], Operator("K" if side == "stroke" else "k")
        if self._now(side).over is not (ink == BLACK):
            self._pen(side, over=ink == BLACK)
            yield self._overprint()

    def _overprint(self) -> Instruction:
        fill, stroke = bool(self.state.fill.over), bool(self.state.stroke.over)
        name = _OVERPRINT.format(fill=int(fill), stroke=int(stroke))
        self.used.add(name)
        return [Name(name)], Operator("gs")

    def _letter(self, *, begins: bool) -> Iterator[Instruction]:
        """Inside a text object dark gray is black; after it the gray comes back."""
        ink = self._now("fill").ink
        self.lettering = begins
        if ink is not None and _letter_ink(ink) != ink:
            yield from self._put("fill", ink)


def overprint(name: str) -> Dictionary:
    """The graphics state of a name of `OVERPRINTS` (ISO 32000-1 §8.6.7)."""
    fill, stroke = (sign == "1" for sign in name[-2:])
    return Dictionary(Type=Name.ExtGState, OP=stroke, op=fill, OPM=1)


def _letter_ink(ink: CMYK) -> CMYK:
    gray = ink[:3] == (0.0, 0.0, 0.0)
    return BLACK if gray and _TEXT_IS_BLACK <= ink[3] < 1 else ink


def grays(
    instructions: Iterable[Instruction], kind_named: Callable[[object], Kind]
) -> Iterator[Instruction]:
    """A stream whose colors are their light, as device gray (luma of ITU-R BT.601)."""
    kinds = {"fill": Kind.GRAY, "stroke": Kind.GRAY}
    for operands, operator in instructions:
        name = str(operator)
        side = "stroke" if name.isupper() else "fill"
        if name in ("cs", "CS"):
            kinds[side] = kind_named(operands[0])
            if kinds[side] is not Kind.OTHER:
                continue
        kind = _DEVICE.get(name.lower(), kinds[side] if name.lower() in ("sc", "scn") else None)
        if kind is None or kind is Kind.OTHER:
            yield operands, operator
            continue
        red, green, blue = to_rgb(kind, [float(v) for v in operands])
        light = 0.3 * red + 0.59 * green + 0.11 * blue
        yield [_number(light)], Operator("G" if side == "stroke" else "g")


def _number(value: float) -> float | int:
    """Short in the file: 1, not 1.0."""
    short = round(value, 4)
    return int(short) if short == int(short) else short
