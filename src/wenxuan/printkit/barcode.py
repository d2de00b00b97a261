"""ISBN as an EAN-13 symbol with a five-digit add-on, as vectors (ISO/IEC 15420, GB/T 12906).

Drawn for a cover, and read back from the bars of a finished one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from wenxuan.metadata import isbn_fits

MODULE = 0.33
"""Width of the narrowest bar in mm at 100 % (ISO/IEC 15420 §4.5)."""
HEIGHT = 22.85
"""Of the bars in mm at 100 %."""
QUIET = (11, 7)
"""Empty modules left and right of an EAN-13."""
ADDON_GAP = 9
"""Modules between symbol and add-on."""
ADDON_QUIET = 5

_LEFT = (
    "0001101", "0011001", "0010011", "0111101", "0100011",
    "0110001", "0101111", "0111011", "0110111", "0001011",
)  # fmt: skip
"""Number set A: 1 is a dark module."""
_PARITY = (
    "AAAAAA", "AABABB", "AABBAB", "AABBBA", "ABAABB",
    "ABBAAB", "ABBBAA", "ABABAB", "ABABBA", "ABBABA",
)  # fmt: skip
"""First digit to the number sets of the six that follow."""
_ADDON = ("BBAAA", "BABAA", "BAABA", "BAAAB", "ABBAA", "AABBA", "AAABB", "ABABA", "ABAAB", "AABAB")
"""Check value of an add-on of five digits to its number sets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One dark bar, in mm from the left edge of the symbol and down from its top."""

    x: float
    width: float
    y: float
    height: float


def _digit(digit: str, number_set: str) -> str:
    code = _LEFT[int(digit)]
    if number_set == "A":
        return code
    turned = "".join("1" if m == "0" else "0" for m in code)
    return turned if number_set == "C" else turned[::-1]


def ean13(digits: str) -> str:
    """The 95 modules of thirteen digits; raises ValueError when the last does not check them."""
    if not isbn_fits(digits):
        raise ValueError(f"check digit: {digits}")
    sets = _PARITY[int(digits[0])]
    left = "".join(_digit(d, s) for d, s in zip(digits[1:7], sets, strict=True))
    right = "".join(_digit(d, "C") for d in digits[7:])
    return f"101{left}01010{right}101"


def addon5(digits: str) -> str:
    """The 47 modules of an add-on of five digits; raises ValueError for anything else."""
    if not re.fullmatch(r"\d{5}", digits):
        raise ValueError(f"five digits: {digits}")
    value = sum(int(d) * (3, 9)[i % 2] for i, d in enumerate(digits)) % 10
    coded = [_digit(d, s) for d, s in zip(digits, _ADDON[value], strict=True)]
    return "1011" + "01".join(coded)


def bars(digits: str, addon: str | None = None) -> tuple[Bar, ...]:
    """The bars of a symbol at 100 %; guard bars reach 1.65 mm lower."""
    modules = ean13(digits)
    guards = {*range(3), *range(45, 50), *range(92, 95)}
    found = [
        Bar(
            x=(QUIET[0] + at) * MODULE,
            width=run * MODULE,
            y=0,
            height=HEIGHT + (1.65 if at in guards else 0),
        )
        for at, run in _runs(modules)
    ]
    if addon is not None:
        start = QUIET[0] + len(modules) + ADDON_GAP
        found += [
            Bar(x=(start + at) * MODULE, width=run * MODULE, y=3.2, height=HEIGHT - 1.55)
            for at, run in _runs(addon5(addon))
        ]
    return tuple(found)


def _runs(modules: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer("1+", modules):
        yield match.start(), len(match[0])


def barcode_svg(isbn: str, addon: str | None, family: str) -> str:
    """The symbol with its digits below, the ISBN above, as SVG in mm.

    Text is set in `family`; every bar is a rectangle of its own. Raises ValueError as `ean13` does.
    """
    digits = re.sub(r"\D", "", isbn)
    modules = QUIET[0] + 95 + (ADDON_GAP + 47 + ADDON_QUIET if addon else QUIET[1])
    width, top = modules * MODULE, 4.2
    height = top + HEIGHT + 4.4
    shown = escape(isbn)
    style = f'font-family="{escape(family)}" fill="#000000"'
    shapes = [
        f'<rect x="{b.x:.4f}" y="{top + b.y:.4f}" width="{b.width:.4f}" height="{b.height:.4f}"/>'
        for b in bars(digits, addon)
    ]
    letters = [
        f'<text x="{QUIET[0] * MODULE:.3f}" y="2.9" font-size="3.1" {style}>ISBN {shown}</text>'
    ]
    letters += [_figure(d, x, top + HEIGHT + 3.2, style) for d, x in _places(digits)]
    if addon:
        start = (QUIET[0] + 95 + ADDON_GAP + 5) * MODULE
        letters += [
            _figure(d, start + i * 9 * MODULE, top + 2.5, style) for i, d in enumerate(addon)
        ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.3f}mm" height="{height:.3f}mm" '
        f'viewBox="0 0 {width:.4f} {height:.4f}"><g fill="#000000">{"".join(shapes)}</g>'
        f"{''.join(letters)}</svg>"
    )


def _places(digits: str) -> Iterator[tuple[str, float]]:
    """The first digit stands before the symbol, six under each half."""
    yield digits[0], 1.2
    for i, digit in enumerate(digits[1:7]):
        yield digit, (QUIET[0] + 3.6 + 7 * i) * MODULE
    for i, digit in enumerate(digits[7:]):
        yield digit, (QUIET[0] + 50.6 + 7 * i) * MODULE


def _figure(digit: str, x: float, y: float, style: str) -> str:
    return f'<text x="{x:.3f}" y="{y:.3f}" font-size="3.4" {style}>{digit}</text>'


# --- read back ------------------------------------------------------------------------------

_SETS = {
    _digit(str(d), number_set): (str(d), number_set) for d in range(10) for number_set in "ABC"
}
_WIDEST_SPACE = 5
"""Modules: within a symbol no space is wider than four."""


def read_bars(drawn: Iterable[tuple[float, float]]) -> tuple[str, ...]:
    """The numbers of symbols and add-ons from left to right, by left edge and width of each bar.

    What is no EAN-13 and no add-on of five digits is left out.
    """
    groups: list[list[tuple[float, float]]] = []
    module = end = 0.0
    for x, width in sorted(drawn):
        if not groups or x - end > _WIDEST_SPACE * module:
            groups.append([])
            module = width  # a symbol and an add-on begin with a bar of one module
        groups[-1].append((x, width))
        end = x + width
    return tuple(filter(None, map(_number, groups)))


def _number(bars_: list[tuple[float, float]]) -> str:
    """The digits of a symbol of 95 modules or an add-on of 47; empty for anything else."""
    start, module = bars_[0]
    size = round((sum(bars_[-1]) - start) / module)
    dark = {
        round((x - start) / module) + i for x, width in bars_ for i in range(round(width / module))
    }
    modules = "".join("1" if i in dark else "0" for i in range(size))
    places = {95: (*range(3, 45, 7), *range(50, 92, 7)), 47: range(4, 47, 9)}.get(size, ())
    pairs = [_SETS.get(modules[i : i + 7], ("", "")) for i in places]
    digits, sets = ("".join(pair[i] for pair in pairs) for i in (0, 1))
    if size == 95:
        return f"{_PARITY.index(sets[:6])}{digits}" if sets[:6] in _PARITY else ""
    return digits
