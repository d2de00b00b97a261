"""A PDF written as a stream: each object when it is known, none kept in memory.

Small objects go into object streams, the table of all into a cross-reference stream
(ISO 32000-2, 7.5.7 and 7.5.8). The same objects in the same order give the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zlib
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LEVEL = 6
"""Of deflate."""
BATCH = 200
"""Objects of one object stream."""


@dataclass(frozen=True, slots=True)
class Table:
    """Where the objects of a file are: kind, byte or object stream, seat in the stream."""

    kinds: array[int]
    places: array[int]
    seats: array[int]


class Writer:
    """Writes one file; numbers are reserved first and may be written in any order."""

    def __init__(self, file: BinaryIO, version: str = "1.7") -> None:
        self.file = file
        self.digest = hashlib.sha256()
        self.place = 0
        self.kinds = array("B", [0])
        self.places = array("Q", [0])
        self.seats = array("I", [0])
        self.waiting: list[tuple[int, bytes]] = []
        self._write(b"%%PDF-%b\n%%\xe6\x96\x87\xe9\x80\x89\n" % version.encode())

    def _write(self, data: bytes | memoryview) -> None:
        self.file.write(data)
        self.digest.update(data)
        self.place += len(data)

    def reserve(self, count: int = 1) -> int:
        """The first of so many new object numbers."""
        first = len(self.kinds)
        self.kinds.frombytes(bytes(count))
        self.places.frombytes(bytes(8 * count))
        self.seats.frombytes(bytes(self.seats.itemsize * count))
        return first

    @property
    def next(self) -> int:
        """The number that will be reserved next."""
        return len(self.kinds)

    def copy(self, old: Table, first: int, last: int, data: bytes | memoryview, start: int) -> None:
        """Objects `first` up to `last`, excluded, as they stood in a file from byte `start` on.

        They must be the next numbers.
        """
        moved = self.place - start
        self.kinds += old.kinds[first:last]
        self.seats += old.seats[first:last]
        places = old.places[first:last]
        if moved:
            pairs = zip(places, old.kinds[first:last], strict=True)
            places = array("Q", [place + moved if kind == 1 else place for place, kind in pairs])
        self.places += places
        self._write(data)

    @property
    def table(self) -> Table:
        """Where every object is."""
        return Table(self.kinds, self.places, self.seats)

    def stream(self, number: int, head: bytes, data: bytes) -> None:
        """A stream; its dictionary gives the length."""
        self.kinds[number], self.places[number] = 1, self.place
        self._write(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, head, data))

    def text(self, number: int, data: bytes) -> None:
        """A short stream as it is."""
        self.stream(number, b"<</Length %d>>" % len(data), data)

    def deflated(self, number: int, data: bytes, head: bytes = b"") -> None:
        """A stream to be compressed; `head` are more entries of its dictionary."""
        packed = zlib.compress(data, LEVEL)
        self.stream(number, b"<<%b/Filter/FlateDecode/Length %d>>" % (head, len(packed)), packed)

    def small(self, number: int, data: bytes) -> None:
        """An object that is no stream; it waits for company."""
        self.waiting.append((number, data))
        if len(self.waiting) == BATCH:
            self.flush()

    def flush(self) -> None:
        """Write the small objects that wait as one object stream."""
        if not self.waiting:
            return
        self.pack([], 0, b"", self.waiting)
        self.waiting = []

    def pack(
        self, numbers: list[int], first: int, text: bytes, more: Sequence[tuple[int, bytes]] = ()
    ) -> None:
        """An object stream whose inside is ready, with more objects at its end."""
        home, head, place = self.reserve(), b"", len(text) - first
        for number, data in more:
            head += b"%d %d " % (number, place)
            place += len(data) + 1
        bodies = [data + b"\n" for _, data in more]
        every = [*numbers, *(number for number, _ in more)]
        for seat, number in enumerate(every):
            self.kinds[number], self.places[number], self.seats[number] = 2, home, seat
        entries = b"/Type/ObjStm/N %d/First %d" % (len(every), first + len(head))
        self.deflated(home, b"".join((text[:first], head, text[first:], *bodies)), entries)

    def finish(self, root: int, info: int) -> None:
        """The cross-reference stream and the end; the identifier is a hash of all before."""
        self.flush()
        own, start = self.reserve(), self.place
        self.kinds[own], self.places[own] = 1, start
        width = (max(self.places).bit_length() + 7) // 8
        # A contents of ten thousand entries has more elements than two bytes can count.
        wide = max(2, (max(self.seats).bit_length() + 7) // 8)
        rows = b"".join(
            b"%c%b%b" % (kind, place.to_bytes(width, "big"), seat.to_bytes(wide, "big"))
            for kind, place, seat in zip(self.kinds, self.places, self.seats, strict=True)
        )
        name = self.digest.hexdigest()[:32].encode()
        head = b"/Type/XRef/W[1 %d %d]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (
            width, wide, len(self.kinds), root, info, name, name,
        )  # fmt: skip
        self.deflated(own, rows, head)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)


@contextmanager
def staged(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A file beside its later target, synced when the block ends; removed when it fails.

    Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".tmp-", suffix=".part", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb", buffering=1 << 18) as file:
            yield path, file
            file.flush()
            os.fsync(file.fileno())
        path.chmod(0o644)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
