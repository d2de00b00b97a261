"""Pictures inside a PDF: fingerprints, ink, color."""

from __future__ import annotations

import hashlib
from typing import Any

import pikepdf
from pikepdf import Array, Name, Object, Stream
from PIL import Image, ImageChops, ImageMath

from wenxuan.matrices import Matrix
from wenxuan.printkit.painted import Raster, scale_of
from wenxuan.printkit.spaces import Kind, kind_of


def raster(image: Stream, matrix: Matrix) -> Raster:
    """A picture XObject placed by a matrix that maps the unit square onto the page."""
    wide, high = (scale or 1e-9 for scale in scale_of(matrix))
    pixels = int(image.Width), int(image.Height)
    mask = bool(image.get("/ImageMask", False))
    seen = None if mask else _opened(image)
    return Raster(
        dpi=min(pixels[0] / wide, pixels[1] / high) * 72,
        bits=1 if mask else int(image.get("/BitsPerComponent", 8)),
        pixels=pixels,
        digest=fingerprint(seen) if seen else "",
        most_ink=_most_ink(seen) if seen and seen.mode == "CMYK" else 0.0,
        colored=seen is not None and _colored(seen),
    )


_PLAIN = {"rgb": Name.DeviceRGB, "cmyk": Name.DeviceCMYK}


def inline_raster(image: Any, matrix: Matrix, space: str) -> Raster:
    """A picture that stands in a content stream; `space` is what the name of its space means."""
    entries = image.obj
    scratch = pikepdf.new()  # a stream lives as long as its file
    copy = scratch.make_stream(image.read_raw_bytes(), Subtype=Name.Image)
    for key in set(entries.keys()) - {"/ColorSpace", "/Length"}:
        copy[key] = entries[key]
    if "/ImageMask" not in entries:
        copy.ColorSpace = _PLAIN.get(space, Name.DeviceGray)
    return raster(copy, matrix)


def space_of(image: Object) -> str:
    """The color space of a picture as `Paint.space` has it."""
    space = image.get("/ColorSpace", Name.DeviceGray)
    if isinstance(space, Array) and str(space[0]) == "/Indexed":
        space = space[1]
    if isinstance(space, Array) and str(space[0]) in ("/Separation", "/DeviceN"):
        return f"spot:{space[1]}"
    if isinstance(space, Array) and str(space[0]) == "/Lab":
        return "lab"
    return {Kind.GRAY: "gray", Kind.RGB: "rgb", Kind.CMYK: "cmyk", Kind.OTHER: "other"}[
        kind_of(space)
    ]


def _opened(image: Stream) -> Image.Image | None:
    try:
        return pikepdf.PdfImage(image).as_pil_image(apply_mask=False)
    except (ValueError, NotImplementedError, OSError, pikepdf.PdfError, RuntimeError):
        return None


def fingerprint(image: Image.Image) -> str:
    """Size and light of a picture in 8 × 8 fields: the same before and after it lost its color."""
    fields = image.convert("RGB").convert("L").resize((8, 8), Image.Resampling.BOX)
    coarse = bytes(round(v / 32) for v in fields.tobytes())
    return f"{image.width}x{image.height}:{hashlib.sha256(coarse).hexdigest()[:12]}"


def _most_ink(image: Image.Image) -> float:
    """The heaviest pixel of a CMYK picture; 4 is 400 %."""
    whole = ImageMath.lambda_eval(
        lambda a: a["c"] + a["m"] + a["y"] + a["k"],
        **{name: band.convert("I") for name, band in zip("cmyk", image.split(), strict=True)},
    )
    return float(whole.getextrema()[1]) / 255


def _colored(image: Image.Image) -> bool:
    """True when some pixel needs another ink than black."""
    if image.mode == "CMYK":
        return any(band.getextrema()[1] for band in image.split()[:3])
    if image.mode in ("1", "L", "I;16"):
        return False
    red, green, blue = image.convert("RGB").split()
    pairs = ((red, green), (green, blue))
    return any(ImageChops.difference(a, b).getextrema()[1] > 8 for a, b in pairs)  # type: ignore[operator]
