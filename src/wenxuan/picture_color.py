"""The colors of pictures: whatever a file is in becomes sRGB or gray of 8 bits, upright.

What every edition is made from: screen and e-book show sRGB, print separates it for its press.
"""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageCms, ImageOps

from wenxuan.gate import read_whole

PRESS = Path(__file__).resolve().parent / "profiles" / "FOGRA39L_coated.icc"
"""What CMYK means in a picture that does not say."""
_ORIENTATION = 0x0112
_NEAR = 3
"""Steps of 255: a profile that moves no color further is sRGB."""
_PLAIN = ("1", "L", "P", "RGB", "RGBA", "LA")
_QUALITY = 92


def plain(data: bytes) -> bytes:
    """A PNG or JPEG in sRGB or gray of 8 bits and upright; its own bytes where it is that already.

    Colors are taken over by the picture's own profile, relative to paper white, blacks aligned.
    """
    with Image.open(io.BytesIO(data)) as image:
        if is_plain(image):
            return data
        made, kind = in_srgb(image), image.format or "PNG"
    target = io.BytesIO()
    if kind == "PNG":
        made.save(target, "PNG")
    else:
        made.save(target, "JPEG", quality=_QUALITY, subsampling=0)
    return target.getvalue()


def is_plain(image: Image.Image) -> bool:
    """True when the numbers of a picture are sRGB or gray, as every program would take them."""
    return (
        image.mode in _PLAIN
        and not turned(image)
        and _own(image.info.get("icc_profile") or b"", image.mode) is None
    )


def turned(image: Image.Image) -> int:
    """How the camera was held: 0 upright, 5 to 8 lie on a side (EXIF 2.3 §4.6.4)."""
    orientation = int(image.getexif().get(_ORIENTATION, 1))
    return orientation if 1 < orientation <= 8 else 0


def in_srgb(image: Image.Image) -> Image.Image:
    """The picture upright in L, LA, RGB or RGBA, its colors in sRGB."""
    upright = ImageOps.exif_transpose(image)
    profile: bytes = upright.info.get("icc_profile") or b""
    clear = "A" in upright.getbands() or "transparency" in upright.info
    colors = _eight_bits(upright)
    way = _own(profile, colors.mode)
    if way is not None:
        gray = colors.mode == "L"
        colors = ImageCms.applyTransform(colors, way) or colors
        colors = colors.convert("L") if gray else colors
    if clear:
        colors.putalpha(upright.convert("RGBA").getchannel("A"))
    colors.info = {}
    return colors


def _eight_bits(image: Image.Image) -> Image.Image:
    """L, RGB or CMYK without alpha."""
    if image.mode.startswith("I;16"):
        return image.point(lambda v: v / 256).convert("L")
    if image.mode == "I":
        return image.point(lambda v: v / 256, "L")
    if image.mode == "CMYK":
        return image
    gray = image.mode in ("1", "L", "LA")
    return image.convert("RGBA" if "transparency" in image.info else image.mode).convert(
        "L" if gray else "RGB"
    )


@lru_cache(maxsize=8)
def _own(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """The way from the numbers of a picture to sRGB; None where they are sRGB or gray already.

    A profile that cannot be read, or is for other colors, is taken for none.
    """
    kind = {"1": "L", "L": "L", "LA": "L", "CMYK": "CMYK"}.get(mode, "RGB")
    way = _way(profile, kind) if profile else None
    if kind == "CMYK":
        return way or _way(read_whole(PRESS, 1 << 22), kind)
    return way if way and _moves(way, kind) else None


def _way(profile: bytes, kind: str) -> ImageCms.ImageCmsTransform | None:
    try:
        return ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"),
            kind, "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )  # fmt: skip
    except (ImageCms.PyCMSError, OSError):
        return None


def _moves(way: ImageCms.ImageCmsTransform, kind: str) -> bool:
    """True when some of 27 colors, or of 9 grays, becomes another."""
    steps = (0, 128, 255)
    if kind == "L":
        probe = Image.new("L", (9, 1))
        probe.putdata([32 * i for i in range(8)] + [255])
    else:
        probe = Image.new("RGB", (27, 1))
        probe.putdata([(r, g, b) for r in steps for g in steps for b in steps])
    made = ImageCms.applyTransform(probe, way)
    assert made is not None
    bands = ImageChops.difference(probe.convert("RGB"), made).split()
    return any(band.getextrema()[1] > _NEAR for band in bands)  # type: ignore[operator]


def opacities(data: bytes) -> bytes:
    """Mean opacity, of 255, of each cell of a PNG or JPEG, upright; raises OSError."""
    with Image.open(io.BytesIO(data)) as image:
        return opacities_of(ImageOps.exif_transpose(image).convert("RGBA").getchannel("A"))


def opacities_of(mask: Image.Image) -> bytes:
    """The same of a mask in gray."""
    return bytes(mask.convert("L").resize((CELLS, CELLS), Image.Resampling.BOX).tobytes())


CELLS = 24
"""Cells across and down in which pictures are compared."""
SOLID = b"\xff" * CELLS * CELLS
"""What hides all that lies under it."""
