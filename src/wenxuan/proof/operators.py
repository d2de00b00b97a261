"""Content streams as the press writes them: which operator does what to a drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from wenxuan.proof.drawing import Drawing

_SHOWS: Final = frozenset((b"TJ", b"Tj"))
Handler = Callable[[Drawing, Sequence[bytes]], None]
HANDLERS: Final[dict[bytes, Handler]] = {
    b"q": Drawing.save, b"Q": Drawing.restore, b"cm": Drawing.concatenate, b"gs": Drawing.graphics,
    b"rg": Drawing.rgb, b"g": Drawing.rgb, b"k": Drawing.rgb, b"sc": Drawing.rgb,
    b"scn": Drawing.rgb, b"Tr": Drawing.mode, b"BDC": Drawing.begin_mark,
    b"BMC": Drawing.begin_mark, b"EMC": Drawing.end_mark, b"re": Drawing.rectangle,
    b"m": Drawing.point, b"l": Drawing.point, b"c": Drawing.point, b"v": Drawing.point,
    b"y": Drawing.point, b"W": Drawing.clip,
    b"W*": Drawing.clip, b"f": Drawing.fill, b"f*": Drawing.fill, b"F": Drawing.fill,
    b"B": Drawing.fill, b"B*": Drawing.fill, b"b": Drawing.fill, b"b*": Drawing.fill,
    b"n": Drawing.end_path, b"S": Drawing.end_path, b"s": Drawing.end_path, b"sh": Drawing.shade,
    b"Do": Drawing.paint, b"BT": Drawing.begin_text, b"Tm": Drawing.set_matrix,
    b"Td": Drawing.move, b"Tf": Drawing.select, b"Ts": Drawing.rise,
}  # fmt: skip
"""Operators that move, color, hide or mark glyphs; ISO 32000-2, annex A."""


def read_lines(data: bytes, drawing: Drawing) -> None:
    """Read a stream as the press writes it: one operator, or one operand of marks, on a line."""
    before: list[bytes] = []
    handlers = HANDLERS
    for line in data.split(b"\n"):
        if line[-2:] in _SHOWS:
            drawing.show(line[:-2])
            before = []
            continue
        alone = handlers.get(line)
        if alone is not None:
            alone(drawing, before)
            before = []
            continue
        words = line.split()
        if not words:
            continue
        handler = handlers.get(words[-1])
        if handler is not None:
            handler(drawing, before + words[:-1] if before else words[:-1])
            before = []
        elif words[-1][-1:].isalpha() and not words[-1].startswith((b"/", b"<")):
            before = []
        else:
            before += words
