"""What publication.yaml asks of the printer: plates, profile, signatures, flaps, inks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wenxuan.diagnostics import Report, Span
from wenxuan.layout.loader import Layout
from wenxuan.metadata import PublicationHead, points
from wenxuan.printkit.icc import STANDARD, profile_fault
from wenxuan.printkit.inks import (
    CMYK,
    INK_LIMIT,
    RGB,
    TWINS,
    Palette,
    Plates,
    from_percent,
    total,
)

_CHOICES = {"print_colors": ("1", "2", "4"), "signature": ("4", "8", "16", "32")}
"""Options with few values."""
_MOST_FLAP = 200 * 72 / 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Specs:
    """What the printer was told; plain data, small enough to go with every job."""

    plates: Plates = Plates.BLACK
    twins: tuple[tuple[str, CMYK], ...] = tuple(TWINS.items())
    """Screen colors with the ink that their designer chose."""
    profile: Path = STANDARD
    digest: str = ""
    """SHA-256 of the profile."""
    signature: int | None = None
    flap: float = 0.0
    """Width of the flaps in points."""

    @property
    def whole(self) -> int:
        """Pages come in multiples of this."""
        return self.signature or 2

    @property
    def inks(self) -> str:
        """All that decides how a screen color becomes ink, as a part of a key."""
        return repr((int(self.plates), self.twins, self.digest))

    @property
    def palette(self) -> Palette:
        """How screen colors become ink; the profile is opened when a color needs it."""
        return Palette(plates=self.plates, twins=dict(self.twins), through=self._through)

    def _through(self, color: RGB) -> CMYK:
        from wenxuan.printkit.profile import known_profile  # noqa: PLC0415 -- imports Pillow

        return known_profile(self.profile, self.digest).ink(color)


def specs_of(
    head: PublicationHead,
    folder: Path,
    layout: Layout,
    report: Report,
    place: Callable[..., Span] | None = None,
) -> Specs | None:
    """The printer's options of a publication; None, with findings, when one means nothing.

    `place` finds a key of publication.yaml. Under `options`: `print_colors` 1, 2 or 4 ·
    `print_profile` a file beside publication.yaml · `signature` 4, 8, 16 or 32 pages · `flaps` a
    width · `ink_<name>` C/M/Y/K in percent for a color of the layout. A value that is none of
    these is a finding (PRT504, PRT506, PRT507).
    """
    here = place or (lambda *_: Span(f"{folder.name}/publication.yaml"))
    options = head.options
    if not _sound(options, layout, here, report):
        return None
    name = options.get("print_profile")
    profile = folder / name if name else STANDARD
    digest = _checked(profile, name, here("options", "print_profile"), report)
    if digest is None:
        return None
    own = {
        layout.head.colors[color]: from_percent(value)
        for key, value in options.items()
        if (color := key.removeprefix("ink_")) != key and color in layout.head.colors
    }
    return Specs(
        plates=Plates(int(options.get("print_colors", "1"))),
        twins=tuple({**TWINS, **own}.items()),
        profile=profile,
        digest=digest,
        signature=int(options["signature"]) if "signature" in options else None,
        flap=points(options["flaps"]) if "flaps" in options else 0.0,
    )


def _sound(
    options: Mapping[str, str], layout: Layout, here: Callable[..., Span], report: Report
) -> bool:
    """True when every option of the printer has a value that means something."""
    faults = [
        (name, options[name], " ".join(choices))
        for name, choices in _CHOICES.items()
        if name in options and options[name] not in choices
    ]
    for name, value in options.items():
        if name == "flaps" and not _means(_flap, value):
            faults.append((name, value, "70mm"))
        if name.startswith("ink_"):
            known = name.removeprefix("ink_") in layout.head.colors
            if not known or not _means(from_percent, value):
                faults.append((name, value, "ink_accent: 0/90/75/45"))
    for name, value, near in faults:
        report.add("PRT506", here("options", name), name=name, value=value, near=near)
    return not faults and _dries(options, here, report)


def _dries(options: Mapping[str, str], here: Callable[..., Span], report: Report) -> bool:
    """True when no color of the layout has more ink than paper bears (PRT507)."""
    heavy = [
        (name, ink)
        for name, value in options.items()
        if name.startswith("ink_") and (ink := total(from_percent(value))) > INK_LIMIT + 1e-9
    ]
    for name, ink in heavy:
        percents = {"percent": f"{ink * 100:g}", "limit": f"{INK_LIMIT * 100:g}"}
        report.add("PRT507", here("options", name), name=name, **percents)
    return not heavy


def _flap(value: str) -> float:
    """Points of a width that a flap may have; raises ValueError."""
    width = points(value)
    if not 0 <= width <= _MOST_FLAP:
        raise ValueError(value)
    return width


def _means(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except ValueError:
        return False
    return True


def _checked(profile: Path, name: str | None, span: Span, report: Report) -> str | None:
    """SHA-256 of a profile that a printer can use; None, with a finding, of any other file."""
    try:
        data = profile.read_bytes()
        if fault := profile_fault(data):
            report.add("PRT504", span, name=name, why=fault)
            return None
    except OSError as error:
        report.add("PRT504", span, name=name, why=error.strerror or str(error))
        return None
    return hashlib.sha256(data).hexdigest()
