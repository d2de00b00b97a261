"""Files rewritten in place: bytes outside the changed spans stay as they are, line ends and all."""

from __future__ import annotations

import codecs
from pathlib import Path

from wenxuan.output import write_atomic

Spans = tuple[tuple[int, int, str], ...]


def rewritten(data: bytes, spans: Spans) -> bytes:
    """The bytes of a UTF-8 file with spans of its text (line ends counted as one) replaced."""
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    raw = data[len(mark) :].decode("utf-8")
    places = _places(raw)
    pieces: list[str] = []
    at = 0
    for start, end, new in spans:
        pieces += (raw[at : places[start]], new)
        at = places[end]
    return mark + "".join((*pieces, raw[at:])).encode("utf-8")


def _places(raw: str) -> list[int]:
    """Where in the raw text each character of the text with plain line ends stands, and its end."""
    if "\r" not in raw:
        return list(range(len(raw) + 1))
    places = [i for i, c in enumerate(raw) if not (c == "\n" and raw[i - 1 : i] == "\r")]
    return [*places, len(raw)]


def replace_file(path: Path, data: bytes) -> None:
    """Put bytes in place of a file, whole or not at all, with its permissions.

    Raises OSError.
    """
    write_atomic(path, data, path.stat().st_mode)
