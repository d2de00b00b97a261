"""A whole file to ink: every page, form, pattern, mask, shading and picture, each once."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream
from PIL import Image, ImageChops

from wenxuan.printkit.color import Separation
from wenxuan.printkit.inks import Palette, Plates
from wenxuan.printkit.profile import Profile
from wenxuan.printkit.spaces import Kind, kind_of, to_rgb


def separate(pdf: pikepdf.Pdf, palette: Palette, profile: Profile) -> None:
    """Turn every color of a file into ink; what cannot be turned is left for the preflight."""
    work = _Work(pdf, palette, profile)
    for page in pdf.pages:
        resources = page.obj.get("/Resources")
        if resources is None:
            resources = page.obj.Resources = Dictionary()
        work.resources(resources)
        work.writer.page(page)
        _mix_in_ink(page.obj)
    for spaces in work.spaces:
        for name in [n for n in spaces.keys() if _is_screen(spaces[n])]:  # noqa: SIM118
            del spaces[name]


class _Work:
    """Walks the resources; objects that were met are known by their number."""

    def __init__(self, pdf: pikepdf.Pdf, palette: Palette, profile: Profile) -> None:
        self.pdf, self.palette, self.profile = pdf, palette, profile
        self.writer = Separation(pdf, palette)
        self.met: set[tuple[int, int]] = set()
        self.spaces: list[Object] = []

    def new(self, thing: Object) -> bool:
        """True the first time; direct objects are always new."""
        if not thing.is_indirect:
            return True
        first = thing.objgen not in self.met
        self.met.add(thing.objgen)
        return first

    def resources(self, resources: Object) -> None:
        """Everything that a resource dictionary names."""
        if not self.new(resources):
            return
        for state in _values(resources, "/ExtGState"):
            self.mask(state.get("/SMask"))
        for thing in _values(resources, "/XObject"):
            self.xobject(thing, resources)
        for pattern in _values(resources, "/Pattern"):
            self.pattern(pattern, resources)
        for shading in _values(resources, "/Shading"):
            self.shading(shading)
        for font in _values(resources, "/Font"):
            self.glyphs(font, resources)
        if "/ColorSpace" in resources:
            self.spaces.append(resources.ColorSpace)

    def xobject(self, thing: Object, outer: Object) -> None:
        """A form or a picture."""
        if not self.new(thing):
            return
        if thing.get("/Subtype") == Name.Form:
            self.inside(thing, outer)
        elif thing.get("/Subtype") == Name.Image:
            convert_picture(thing, self.palette, self.profile)

    def inside(self, form: Object, outer: Object) -> None:
        """A stream; one without resources gets those of its caller."""
        if "/Resources" not in form:
            # Without its own, what the rewriting needs would not be found by every reader.
            form.Resources = Dictionary({key: outer[key] for key in outer.keys()})  # noqa: SIM118
        own = form.Resources
        self.resources(own)
        assert isinstance(form, Stream)
        self.writer.form(form, own)
        _mix_in_ink(form)

    def mask(self, mask: Object | None) -> None:
        """A soft mask of an extended graphics state."""
        if not isinstance(mask, Dictionary) or "/G" not in mask or not self.new(mask.G):
            return
        form = mask.G
        own = form.get("/Resources", Dictionary())
        assert isinstance(form, Stream)
        if mask.get("/S") == Name.Luminosity:
            self.writer.mask(form, own)
            if "/Group" in form:
                form.Group.CS = Name.DeviceGray
            if "/BC" in mask:
                values = [float(v) for v in mask.BC]
                mask.BC = Array([sum(values) / len(values)])
        else:
            self.inside(form, own)

    def pattern(self, pattern: Object, outer: Object) -> None:
        """A tiling or a shading pattern."""
        if not self.new(pattern):
            return
        if "/Shading" in pattern:
            self.shading(pattern.Shading)
        elif isinstance(pattern, Stream):
            self.inside(pattern, outer)

    def shading(self, shading: Object) -> None:
        """A gradient between screen colors becomes one between inks."""
        kind = kind_of(shading.get("/ColorSpace", Name.Pattern))
        if kind is not Kind.RGB or not self.new(shading) or "/Function" not in shading:
            return
        functions = list(_leaves(shading.Function))
        if not functions or any(int(f.FunctionType) != 2 for f in functions):
            return
        for function in functions:
            self.ends(function)
        for key in ("/Background",):
            if key in shading:
                shading[key] = Array(
                    self.palette.ink(to_rgb(kind, [float(v) for v in shading[key]]))
                )
        shading.ColorSpace = Name.DeviceCMYK

    def ends(self, function: Object) -> None:
        """Both ends of an exponential function (ISO 32000-1 §7.10.3)."""
        for key in ("/C0", "/C1"):
            values = [float(v) for v in function[key]]
            if len(values) == 3:
                function[key] = Array(self.palette.ink(to_rgb(Kind.RGB, values)))

    def glyphs(self, font: Object, outer: Object) -> None:
        """The drawings of a Type 3 font."""
        if font.get("/Subtype") == Name.Type3 and self.new(font):
            for glyph in _values(font, "/CharProcs"):
                self.inside(glyph, font.get("/Resources", outer))


def _values(resources: Object, kind: str) -> Iterator[Object]:
    entries = resources.get(kind)
    if entries is not None:
        yield from (entries[name] for name in sorted(entries.keys()))


def _leaves(function: Object) -> Iterator[Object]:
    """The functions that a stitching function is made of."""
    if isinstance(function, Array):
        return
    if int(function.FunctionType) == 3:
        for piece in function.Functions:
            yield from _leaves(piece)
    else:
        yield function


def _is_screen(space: Object) -> bool:
    """True for RGB in any form, and Lab."""
    return kind_of(space) is Kind.RGB or (isinstance(space, Array) and str(space[0]) == "/Lab")


def _mix_in_ink(thing: Object) -> None:
    """A transparency group mixes in the inks of the press."""
    group = thing.get("/Group")
    if group is not None and "/CS" in group and kind_of(group.CS) is not Kind.CMYK:
        group.CS = Name.DeviceCMYK


def convert_picture(image: Object, palette: Palette, profile: Profile) -> None:
    """A picture of the screen to black ink or CMYK, pixel for pixel; one in CMYK stays as it is.

    So does a gray one of one bit, whose black and white are those of ink.
    """
    space = image.get("/ColorSpace")
    base = space[1] if isinstance(space, Array) and str(space[0]) == "/Indexed" else space
    kind = Kind.OTHER if base is None or "/ImageMask" in image else kind_of(base)
    line_art = kind is Kind.GRAY and int(image.get("/BitsPerComponent", 8)) == 1
    if kind not in (Kind.RGB, Kind.GRAY) or line_art:
        return
    assert isinstance(image, Stream)
    seen = pikepdf.PdfImage(image).as_pil_image(apply_mask=False).convert("RGB")
    gray = kind is Kind.GRAY or palette.plates is not Plates.PROCESS or _colorless(seen)
    made = profile.black(seen) if gray else profile.separate(seen)
    for key in ("/Decode", "/DecodeParms", "/Mask"):
        if key in image and (key != "/Mask" or isinstance(image.Mask, Array)):
            del image[key]
    image.ColorSpace = Name.DeviceGray if gray else Name.DeviceCMYK
    image.BitsPerComponent = 8
    _pack(image, made)


def _colorless(image: Image.Image) -> bool:
    """True when no pixel of a small copy has a hue."""
    small = image.copy()
    small.thumbnail((256, 256))
    return all(high <= 8 for _, high in _spread(small))


def _spread(image: Image.Image) -> list[tuple[int, int]]:
    """Extremes of how far the channels of a picture differ."""
    red, green, blue = image.split()
    pairs = ((red, green), (green, blue), (red, blue))
    return [ImageChops.difference(a, b).getextrema() for a, b in pairs]  # type: ignore[misc]


def _pack(image: Stream, pixels: Image.Image) -> None:
    """Write pixels compressed; grays through PNG's row filters, which are PDF's predictor 15."""
    if pixels.mode != "L":
        image.write(zlib.compress(pixels.tobytes(), 9), filter=Name.FlateDecode)
        return
    buffer = io.BytesIO()
    pixels.save(buffer, "PNG", compress_level=9)
    parameters = Dictionary(Predictor=15, Colors=1, BitsPerComponent=8, Columns=pixels.width)
    image.write(_png_data(buffer.getvalue()), filter=Name.FlateDecode, decode_parms=parameters)


def _png_data(png: bytes) -> bytes:
    """The joined IDAT chunks (PNG §5.3)."""
    at, pieces = 8, []
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            pieces.append(png[at + 8 : at + 8 + size])
        at += size + 12
    return b"".join(pieces)
