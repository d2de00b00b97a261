"""A content-addressed store: entries are named by what made them, and check themselves.

Several builds may use it at once: an entry is moved into its place whole. A damaged entry is no
entry. Nothing in it is code.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

LIMIT = 4 << 30
"""Bytes above which the entries that were not used for longest are removed."""
_SEAL = 32


class Store:
    """Entries below one folder."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder, self.limit = folder, limit

    @staticmethod
    def key(*parts: str | bytes) -> str:
        """Name of the entry that these parts make: their lengths count, so none can run over."""
        digest = hashlib.sha256()
        for part in parts:
            data = part.encode() if isinstance(part, str) else part
            digest.update(len(data).to_bytes(8, "big") + data)
        return digest.hexdigest()

    def path(self, key: str) -> Path:
        """Where an entry lies, or would."""
        return self.folder / key[:2] / key[2:]

    def get(self, key: str) -> bytes | None:
        """An entry; None when there is none, or none that is whole."""
        path = self.path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        entry = opened(key, data)
        if entry is None:
            path.unlink(missing_ok=True)
        return entry

    def has(self, key: str) -> bool:
        """True when there is a whole entry."""
        return self.get(key) is not None

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry; raises OSError."""
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".tmp-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(sealed(key, data))
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def drop(self, key: str) -> None:
        """Let an entry be made anew."""
        self.path(key).unlink(missing_ok=True)

    def touch(self, key: str) -> None:
        """Note that an entry was of use."""
        with suppress(OSError):
            os.utime(self.path(key))

    def evict(self) -> int:
        """Remove the entries used longest ago until the store fits its limit; how many."""
        entries = []
        for path in self.folder.glob("??/*"):
            with suppress(OSError):
                about = path.stat()
                entries.append((about.st_mtime_ns, str(path), about.st_size))
        surplus, removed = sum(size for *_, size in entries) - self.limit, 0
        for _, oldest, size in sorted(entries):
            if surplus <= 0:
                break
            with suppress(OSError):
                Path(oldest).unlink()
            surplus, removed = surplus - size, removed + 1
        return removed


def sealed(key: str, data: bytes) -> bytes:
    """An entry as it lies in a file."""
    return _seal(key, data) + data


def opened(key: str, data: bytes) -> bytes | None:
    """The entry in a file; None when it is not whole, or another one."""
    return data[_SEAL:] if data[:_SEAL] == _seal(key, data[_SEAL:]) else None


def _seal(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + data).digest()
