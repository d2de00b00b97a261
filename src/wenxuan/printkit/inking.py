"""What WeasyPrint drew for one job, in ink: a page is separated once, when it is laid out.

The pydyf objects of a drawing are rewritten where they are, so it can be used for nothing else
afterwards. The rules are those of `color`; pictures go through `separate`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pikepdf
from pikepdf import Name

from wenxuan.binding.content import written
from wenxuan.binding.stub import Drawn
from wenxuan.binding.template import Template
from wenxuan.printkit.color import OVERPRINTS, Instruction, Rewriter, grays
from wenxuan.printkit.forme import ALL_PLATES
from wenxuan.printkit.inks import Palette, Plates
from wenxuan.printkit.profile import known_profile
from wenxuan.printkit.separate import convert_picture
from wenxuan.printkit.spaces import Kind, kind_of_named, to_rgb
from wenxuan.printkit.specs import Specs

_COLORS = frozenset(
    (b"rg", b"RG", b"g", b"G", b"k", b"K", b"cs", b"CS", b"sc", b"SC", b"scn", b"SCN",
     b"q", b"Q", b"BT", b"ET"),
)  # fmt: skip
"""Operators that the rewriting must see."""
_REFERENCE = re.compile(rb"(\d+) 0 R")
_SCREEN = ("lab-d50", "lab-d65")
"""Color spaces that every resource dictionary of WeasyPrint names."""


def ink_drawn(drawn: Drawn, specs: Specs) -> Drawn:
    """The same pages in the inks of the press; tags stay, colors of the screen do not."""
    work = _Inking(drawn.objects, specs)
    work.resources(drawn.resources)
    if specs.plates is not Plates.BLACK:
        work.spaces(drawn.resources)["WxAll"] = ALL_PLATES
    pages = [replace(page, content=work.content(page.content)) for page in drawn.pages]
    return replace(drawn, pages=pages)


def _state(name: str) -> bytes:
    fill, stroke = (b"true" if sign == "1" else b"false" for sign in name[-2:])
    return b"<</Type/ExtGState/OP %b/op %b/OPM 1>>" % (stroke, fill)


class _Inking:
    """Walks the resources of a drawing; each object is met once."""

    def __init__(self, objects: Any, specs: Specs) -> None:
        self.objects, self.specs, self.palette = objects, specs, specs.palette
        self.met: set[int] = set()

    def content(self, items: Iterable[Any]) -> list[Any]:
        """The content of a page; what is painted before any color is named is full black."""
        rewriter = Rewriter(self.palette, _named)
        return [*map(_text, rewriter.opening()), *_rewritten(items, rewriter)]

    def resolve(self, value: Any) -> Any:
        """An object behind a reference, the first time; None later."""
        found = _REFERENCE.fullmatch(value) if isinstance(value, bytes) else None
        if found and int(found[1]) >= len(self.objects):
            return None  # a running head of the tagged edition
        thing = self.objects[int(found[1])] if found else value
        if id(thing) in self.met:
            return None
        self.met.add(id(thing))
        return thing

    def resources(self, resources: Any) -> None:
        """Everything that a resource dictionary names."""
        held = self.resolve(resources)
        if held is None:
            return
        for state in list(held.get("ExtGState", {}).values()):
            self.mask(state)
        for thing in held.get("XObject", {}).values():
            self.xobject(thing)
        for pattern in held.get("Pattern", {}).values():
            self.inside(self.resolve(pattern))
        for shading in held.get("Shading", {}).values():
            self.shading(self.resolve(shading))
        for name in OVERPRINTS:
            held["ExtGState"][name.lstrip("/")] = _state(name)
        for name in _SCREEN:
            self.spaces(held).pop(name, None)

    def spaces(self, resources: Any) -> Any:
        """The color spaces that a resource dictionary names, which others may share."""
        value = resources.get("ColorSpace", {})
        found = _REFERENCE.fullmatch(value) if isinstance(value, bytes) else None
        return self.objects[int(found[1])] if found else value

    def xobject(self, value: Any) -> None:
        """A form or a picture."""
        thing = self.resolve(value)
        if thing is None:
            return
        if thing.extra.get("Subtype") == "/Image":
            _picture(thing, self.palette, self.specs)
        else:
            self.inside(thing)

    def inside(self, form: Any) -> None:
        """A form or a tiling pattern."""
        if form is None or not hasattr(form, "stream"):
            return
        if "Resources" in form.extra:
            self.resources(form.extra["Resources"])
        form.stream = list(_rewritten(form.stream, Rewriter(self.palette, _named)))
        _mix(form, "/DeviceCMYK")

    def mask(self, state: Any) -> None:
        """A soft mask of a graphics state keeps its light and shade."""
        mask = state.get("SMask") if isinstance(state, Mapping) else None
        form = self.resolve(mask["G"]) if isinstance(mask, Mapping) else None
        if form is None:
            return
        if mask and mask["S"] == "/Luminosity":
            form.stream = [
                _text(made) if isinstance(made, tuple) else made
                for item in form.stream
                for made in _one(item, lambda one: grays([one], _named))
            ]
            _mix(form, "/DeviceGray")
        else:
            self.inside(form)

    def shading(self, shading: Any) -> None:
        """A gradient between screen colors becomes one between inks."""
        if shading is None or shading.get("ColorSpace") != "/DeviceRGB":
            return
        for function in _leaves(shading["Function"]):
            for key in ("C0", "C1"):
                color = to_rgb(Kind.RGB, [float(v) for v in function[key]])
                function[key][:] = self.palette.ink(color)
        shading["ColorSpace"] = "/DeviceCMYK"


def _named(name: object) -> Kind:
    return kind_of_named(name, {})  # type: ignore[arg-type]


def _leaves(function: Any) -> Iterator[Any]:
    """The exponential functions that a stitching function is made of (ISO 32000-1 §7.10.4)."""
    if function["FunctionType"] == 3:
        for piece in function["Functions"]:
            yield from _leaves(piece)
    else:
        yield function


def _mix(form: Any, space: str) -> None:
    """A transparency group mixes in the inks of the press, a mask in gray."""
    if "Group" in form.extra:
        form.extra["Group"]["CS"] = space


def _rewritten(items: Iterable[Any], rewriter: Rewriter) -> Iterator[Any]:
    for item in items:
        for made in _one(item, lambda one: rewriter.rewrite([one])):
            yield _text(made) if isinstance(made, tuple) else made


def _one(item: Any, rewrite: Callable[[Instruction], Iterator[Instruction]]) -> Iterator[Any]:
    """An operator through the rewriting when it is one of color; all else as it is."""
    code = item.encode("ascii") if isinstance(item, str) else item
    if not isinstance(code, bytes) or code.rsplit(b" ", 1)[-1] not in _COLORS:
        yield item
        return
    *operands, operator = code.decode("ascii").split()
    yield from rewrite((operands, operator))


def _text(instruction: Instruction) -> bytes:
    """An instruction as it stands in a content stream."""
    operands, operator = instruction
    return " ".join(map(str, (*operands, operator))).encode("ascii")


def _picture(image: Any, palette: Palette, specs: Specs) -> None:
    """A picture in place; its mask, which is gray, stays."""
    if image.extra.get("ColorSpace") not in ("/DeviceRGB", "/DeviceGray"):
        return
    head = Template()
    head.value({k: v for k, v in image.extra.items() if k != "SMask"}, lambda n: n)
    scratch = pikepdf.new()
    entries: Any = pikepdf.Object.parse(head.data.replace(b"%%", b"%"))
    stream = scratch.make_stream(b"\n".join(map(written, image.stream)))
    for key in entries.keys():  # noqa: SIM118 -- not a mapping
        stream[key] = entries[key]
    convert_picture(stream, palette, known_profile(specs.profile, specs.digest))
    for key in ("DecodeParms", "Decode", "Filter"):
        image.extra.pop(key, None)
    for key in ("DecodeParms", "Filter", "ColorSpace", "BitsPerComponent"):
        if Name("/" + key) in stream:
            value: Any = stream["/" + key]
            image.extra[key] = value.unparse() if hasattr(value, "unparse") else value
    image.stream, image.compress = [stream.read_raw_bytes()], False
