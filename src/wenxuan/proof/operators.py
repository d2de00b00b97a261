"""Content streams as the press writes them: which operator does what to a drawing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
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
    before: tuple[bytes, ...] = ()
    for line in data.split(b"\n"):
        if line[-2:] in _SHOWS:
            drawing.show(line[:-2])
            before = ()
            continue
        handler, words, ends = _parsed(line)
        if not ends:
            before += words
            continue
        if handler is not None:
            handler(drawing, before + words if before else words)
        before = ()


@lru_cache(maxsize=4096)
def _parsed(line: bytes) -> tuple[Handler | None, tuple[bytes, ...], bool]:
    """What reads the operator of a line, if anything does; its operands; whether there is one."""
    *words, last = line.split() or [b""]
    handler = HANDLERS.get(last)
    if handler is not None:
        return handler, tuple(words), True
    if last[-1:].isalpha() and not last.startswith((b"/", b"<")):
        return None, (), True
    return None, (*words, last) if last else (), False
