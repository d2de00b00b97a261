"""Pictures for e-readers: bounded in pixels and bytes, in sRGB, upright."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from wenxuan.epub.keeping import Keeper, kept, key
from wenxuan.gate import read_whole
from wenxuan.picture_color import in_srgb, is_plain
from wenxuan.pictures import MAX_BYTES

SIDE = 2560
"""Longest side in pixels: the screens of the largest e-readers."""
PIXELS = 4_000_000
"""Most pixels (Kindle and Apple Books reduce larger pictures themselves)."""
BYTES = 1_500_000
"""Most bytes of a picture (a limit of Standard Ebooks)."""
_QUALITY = (85, 78, 70)
_RASTER = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}


def fitted(file: Path, keeper: Keeper | None = None) -> bytes:
    """The bytes of a picture for the e-book: as they are when they fit, else reduced (and kept).

    SVG stays as it is; `drawings` has what is too heavy. Same file, same bytes. Raises OSError
    when it cannot be read.
    """
    data = read_whole(file, MAX_BYTES)
    kind = _RASTER.get(file.suffix.lower())
    if kind is None:
        return data
    with Image.open(io.BytesIO(data)) as image:
        if _fits(image, data):
            return data
        return kept(keeper, key(kind, data), lambda: reduced(in_srgb(image), kind))


def _fits(image: Image.Image, data: bytes) -> bool:
    """True when nothing has to be done: size, color and orientation are what readers expect."""
    small = max(image.size) <= SIDE and image.width * image.height <= PIXELS
    return small and len(data) <= BYTES and is_plain(image) and not _misnamed(image)


def _misnamed(image: Image.Image) -> bool:
    """True when a profile that is not of sRGB is left: one that does not fit its picture."""
    profile: bytes = image.info.get("icc_profile") or b""
    return bool(profile) and b"sRGB" not in profile and b"s\0R\0G\0B" not in profile


def reduced(image: Image.Image, kind: str) -> bytes:
    """Smaller until it fits; a picture never grows."""
    scale = min(1.0, SIDE / max(image.size), (PIXELS / (image.width * image.height)) ** 0.5)
    while True:
        size = tuple(max(1, round(side * scale)) for side in image.size)
        small = (
            image
            if size == image.size
            else image.resize((size[0], size[1]), Image.Resampling.LANCZOS)
        )
        for quality in _QUALITY if kind == "JPEG" else (0,):
            data = _saved(small, kind, quality)
            if len(data) <= BYTES:
                return data
        scale *= 0.8


def _saved(image: Image.Image, kind: str, quality: int) -> bytes:
    target = io.BytesIO()
    if kind == "JPEG":
        plain = image if image.mode in ("L", "RGB") else image.convert("RGB")
        plain.save(target, "JPEG", quality=quality, optimize=True, progressive=True)
    else:
        image.save(target, "PNG", optimize=True, icc_profile=None)
    return target.getvalue()
