"""What is left of the last file that was bound: runs of bytes that the next one can take over.

All that a signature's objects depend on beside the signature itself (object numbers, page numbers,
labels, places of shared objects) makes the key of its run. Where the key is as it was, so are the
bytes; nothing of the signature needs to be read.
"""

from __future__ import annotations

import hashlib
import marshal
from array import array
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any
from zlib import ZLIB_RUNTIME_VERSION

from wenxuan.binding.cache import Store
from wenxuan.binding.frozen import FORMAT, Data
from wenxuan.binding.objects import Table

_NOTHING = Table(array("B"), array("Q"), array("I"))


@dataclass(frozen=True, slots=True)
class Run:
    """The objects of one signature in a file."""

    first: int
    last: int
    """Object numbers, the last excluded."""
    start: int
    end: int
    """Bytes, the end excluded."""
    shared: tuple[tuple[str, int], ...] = ()
    """Images and heads that were written with it: digest and number."""


@dataclass(slots=True)
class Kept:
    """The last file at one place, and what this build adds for the next one."""

    name: str
    """Of the record in the store."""
    runs: dict[str, Run] = field(default_factory=dict)
    table: Table = _NOTHING
    data: Any = b""
    """The old file's bytes."""
    facts: dict[str, Data] = field(default_factory=dict)
    """Of its signatures, by their keys in the store."""
    made: dict[str, Run] = field(default_factory=dict)
    """The runs of the new file."""

    def run(self, key: str, first: int) -> Run | None:
        """The run of a key, if its numbers begin where they must."""
        found = self.runs.get(key)
        return found if found is not None and found.first == first else None

    def release(self) -> None:
        """Let go of the old file, which will be replaced."""
        if isinstance(self.data, mmap):
            self.data.close()
        self.data = b""


def kept(store: Store, target: Path) -> Kept:
    """What is known of the file at a place; empty unless it is there byte for byte."""
    made = Kept(name=Store.key("bound", _press(), str(target.resolve())))
    record = store.get(made.name)
    if record is None:
        return made
    digest, runs, table, facts = marshal.loads(record)  # noqa: S302 -- sealed, and no code
    with suppress(OSError, ValueError), target.open("rb") as file:
        data = mmap(file.fileno(), 0, access=ACCESS_READ)
        if hashlib.sha256(data).hexdigest() == digest:
            made.data, made.facts = data, facts
            made.runs = {key: Run(*run) for key, run in runs.items()}
            made.table = Table(*(array(t, part) for t, part in zip("BQI", table, strict=True)))
    return made


_FORME = ("boxes", "forme", "lettering", "marks", "slugline")
"""Modules of the print kit that draw what stands around a page."""


@lru_cache(maxsize=1)
def _press() -> str:
    """Digest of the modules that write files."""
    homes = (Path(__file__).parent, Path(__file__).parents[1])
    kit = [homes[1] / "printkit" / f"{name}.py" for name in _FORME]
    names = [*homes[0].glob("*.py"), homes[1] / "ua_identification.py", *kit]
    return Store.key(str(FORMAT), ZLIB_RUNTIME_VERSION, *(p.read_bytes() for p in sorted(names)))


def keep(store: Store, made: Kept, digest: str, table: Table, facts: dict[str, Data]) -> None:
    """Write down the file that was bound; raises OSError."""
    runs = {
        key: (run.first, run.last, run.start, run.end, run.shared)
        for key, run in made.made.items()
    }
    parts = tuple(part.tobytes() for part in (table.kinds, table.places, table.seats))
    store.put(made.name, marshal.dumps((digest, runs, parts, facts), 4))
