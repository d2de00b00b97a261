"""The press profile: an ICC file of a printing condition, and colors taken through it."""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

from PIL import Image, ImageCms, ImageFilter

from wenxuan.printkit.icc import STANDARD, profile_fault
from wenxuan.printkit.inks import CMYK, INK_LIMIT, RGB, limited

CONDITIONS: tuple[tuple[str, str, str], ...] = (
    ("FOGRA39", "FOGRA39", "Offset, coated paper, ISO 12647-2:2004/Amd 1"),
    ("FOGRA51", "FOGRA51", "Offset, coated paper, ISO 12647-2:2013"),
    ("FOGRA52", "FOGRA52", "Offset, uncoated paper, ISO 12647-2:2013"),
    ("FOGRA47", "FOGRA47", "Offset, uncoated paper, ISO 12647-2:2004/Amd 1"),
    ("Japan Color 2001 Coated", "JC200103", "Offset, coated paper, Japan Color 2001"),
    ("Japan Color 2011", "JC201103", "Offset, coated paper, Japan Color 2011"),
    ("SWOP", "CGATS TR 001", "Web offset, SWOP"),
    ("GRACoL", "CGATS TR 006", "Offset, GRACoL 2006"),
)
"""A piece of a description, the name of the condition in the ICC registry, and what it is."""

_GRID = 17
"""Nodes a side of the table that takes pictures from RGB to CMYK."""


@dataclass(frozen=True)
class Profile:
    """A CMYK output profile; equal to another with the same bytes."""

    data: bytes

    @cached_property
    def _opened(self) -> ImageCms.ImageCmsProfile:
        return ImageCms.ImageCmsProfile(io.BytesIO(self.data))

    @cached_property
    def description(self) -> str:
        """What the profile calls itself."""
        return ImageCms.getProfileDescription(self._opened).strip()

    @property
    def condition(self) -> tuple[str, str]:
        """Identifier of the printing condition and what it is, for the output intent."""
        for piece, identifier, what in CONDITIONS:
            if piece.lower() in self.description.lower():
                return identifier, what
        return "Custom", self.description

    @cached_property
    def _from_screen(self) -> ImageCms.ImageCmsTransform:
        return ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"),
            self._opened,
            "RGB",
            "CMYK",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )

    def ink(self, color: RGB) -> CMYK:
        """An sRGB color in the inks of this press, at most 300 % of them."""
        dot = Image.new("RGB", (1, 1), tuple(round(255 * v) for v in color))
        values = ImageCms.applyTransform(dot, self._from_screen)
        assert values is not None
        c, m, y, k = (v / 255 for v in values.getpixel((0, 0)))  # type: ignore[union-attr]
        return limited((c, m, y, k), INK_LIMIT)

    @cached_property
    def _table(self) -> ImageFilter.Color3DLUT:
        """Between its nodes the table interpolates, so no pixel has more ink than a node has."""
        steps = [round(255 * i / (_GRID - 1)) for i in range(_GRID)]
        cube = Image.new("RGB", (_GRID**3, 1))
        cube.putdata([(r, g, b) for b in steps for g in steps for r in steps])
        through = ImageCms.applyTransform(cube, self._from_screen)
        assert through is not None
        raw = through.tobytes()
        # A little under the limit: the filter rounds each of four channels.
        nodes = [
            limited(
                (raw[i] / 255, raw[i + 1] / 255, raw[i + 2] / 255, raw[i + 3] / 255),
                INK_LIMIT - 0.01,
            )
            for i in range(0, len(raw), 4)
        ]
        flat = [value for node in nodes for value in node]
        return ImageFilter.Color3DLUT(_GRID, flat, channels=4, target_mode="CMYK")

    @cached_property
    def shades(self) -> list[int]:
        """For 256 sRGB grays, device gray whose dots of black ink look so: dot gain is taken out.

        Light is measured between that of paper (0 % of black) and of full black (100 %).
        """
        none, ramp = Image.new("L", (256, 1)), Image.new("L", (256, 1))
        ramp.putdata(range(255, -1, -1))
        dots = Image.merge("CMYK", (none, none, none, ramp))
        way = ImageCms.buildTransform(
            self._opened, ImageCms.createProfile("LAB"), "CMYK", "LAB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        )  # fmt: skip
        seen = ImageCms.applyTransform(dots, way)
        assert seen is not None
        light = [_light(value / 2.55) for value in seen.getchannel("L").tobytes()]
        black, paper = light[0], light[255]
        shown = [(value - black) / (paper - black) for value in accumulate(light, max)]
        return [_level(shown, _linear(gray / 255)) for gray in range(256)]

    def black(self, image: Image.Image) -> Image.Image:
        """An sRGB or gray picture as device gray for the black plate alone."""
        return image.convert("L").point(self.shades)

    def separate(self, image: Image.Image) -> Image.Image:
        """An sRGB picture as CMYK, at most 300 % of ink in any pixel."""
        return image.convert("RGB").filter(self._table)


def _light(lightness: float) -> float:
    """Y of L*, 1 for white (CIE 15)."""
    return ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness * 27 / 24389


def _linear(value: float) -> float:
    """Light of an sRGB number (IEC 61966-2-1)."""
    return ((value + 0.055) / 1.055) ** 2.4 if value > 0.04045 else value / 12.92


def _level(shown: Sequence[float], wanted: float) -> int:
    """The level of a rising curve that is nearest to what is wanted."""
    above = min(bisect_left(shown, wanted), len(shown) - 1)
    below = max(above - 1, 0)
    return above if shown[above] - wanted <= wanted - shown[below] else below


def read_profile(path: Path | None = None) -> Profile:
    """The profile of a file, or the vendored one.

    Raises OSError for a file that is not there, ValueError for one that is no CMYK printer's.
    """
    profile = Profile((path or STANDARD).read_bytes())
    if fault := profile_fault(profile.data):
        raise ValueError(fault)
    return profile


@lru_cache(maxsize=4)
def known_profile(path: Path, digest: str) -> Profile:
    """The profile of a file whose SHA-256 is known, opened once; raises OSError and ValueError."""
    assert digest
    return read_profile(path)
