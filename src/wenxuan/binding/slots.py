"""Numbers put into the slots that were kept for them while pages were laid out."""

from __future__ import annotations

from typing import Any

from wenxuan.binding.template import number
from wenxuan.layout.printing import NUMERALS

_PLACE = {numeral: i for i, numeral in enumerate(NUMERALS)}
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def roman(value: int) -> str:
    """A number from 1 in small roman numerals."""
    text = ""
    for size, sign in _ROMAN:
        count, value = divmod(value, size)
        text += sign * count
    return text


def _set(slot: dict[str, Any], text: str) -> tuple[bytes, float]:
    """Glyph codes of a number, and where it begins: from the text's origin, in the slot's unit."""
    places = [_PLACE[character] for character in text]
    codes = b"".join(b"%04x" % slot["glyphs"][place] for place in places)
    room = slot["width"] - sum(slot["advances"][place] for place in places) * slot["size"] / 1000
    share = {"right": 1.0, "end": 1.0, "center": 0.5}.get(slot["align"], 0.0)
    return codes, slot["lead"] + room * share


def filled(slot: dict[str, Any], text: str) -> bytes:
    """The operator that shows a number in its slot, inside the text object that holds it."""
    codes, begin = _set(slot, text)
    move = number(-begin * 1000 / slot["size"])
    return b"\n[%b<%b>]TJ\n" % (b"" if move == b"0" else move, codes)


def noted(text: str, signs: dict[str, int]) -> bytes:
    """The operator that shows the mark of a note where its slot begins."""
    return b"\n<%b>Tj\n" % b"".join(b"%04x" % signs[sign] for sign in text)


def folio(slot: dict[str, Any], text: str, shift: float) -> bytes:
    """A text object that shows a folio; `shift` in points to the right."""
    codes, begin = _set(slot, text)
    a, _, _, _, e, f = slot["matrix"]
    place = number(e + begin * a + shift) + b" " + number(f)
    size = number(slot["size"] * a)
    return b"%b BT/%b %b Tf %b Td<%b>Tj ET" % (
        slot["color"],
        slot["font"].encode(),
        size,
        place,
        codes,
    )
