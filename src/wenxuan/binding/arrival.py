"""What was proved arrives: the streams of each page, read back from the file that was written."""

from __future__ import annotations

import hashlib
import mmap
import re
from collections.abc import Sequence
from pathlib import Path

Sealed = tuple[int, int, bytes]
"""Page of the book, number of the stream's object, digest of what was proved."""
_HEAD = re.compile(rb"(\d+) 0 obj\n[^\n]*?/Length (\d+)>>\nstream\n")


def lost(path: Path, places: Sequence[int], sealed: Sequence[Sealed]) -> list[int]:
    """Pages of a written file one of whose streams is not what was proved. Raises OSError."""
    if not sealed:
        return []
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return sorted({
            page for page, number, seal in sealed if _digest(data, number, places[number]) != seal
        })  # fmt: skip


def _digest(data: mmap.mmap, number: int, place: int) -> bytes:
    head = _HEAD.match(data, place)
    if head is None or int(head[1]) != number:
        return b""
    return hashlib.sha256(data[head.end() : head.end() + int(head[2])]).digest()
