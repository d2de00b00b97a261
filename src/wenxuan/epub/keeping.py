"""What earlier builds made, kept under keys that name all it was made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from wenxuan.versions import versions

_MORE = ("cssselect2", "tinycss2")
"""Packages that decide what an e-book has, beside those that decide a page."""


class Keeper(Protocol):
    """A cache: what was put under a key, or None."""

    def get(self, key: str) -> bytes | None:
        """An entry; None when there is none."""

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry; raises OSError."""

    def touch(self, key: str) -> None:
        """Note that an entry was of use."""


def kept(keeper: Keeper | None, key: str, make: Callable[[], bytes]) -> bytes:
    """What an earlier build made under this key, else what `make` makes now."""
    found = keeper.get(key) if keeper is not None else None
    if keeper is None or found is None:
        found = make()
        if keeper is not None:
            keeper.put(key, found)
    else:
        keeper.touch(key)
    return found


def key(*parts: str | bytes) -> str:
    """Digest of the program and of these parts: their lengths count, so none can run over."""
    digest = hashlib.sha256()
    for part in (*_program(), *parts):
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()


@cache
def _program() -> tuple[str, ...]:
    """All our modules, which is more than enough, and the versions of what they use."""
    home, own = Path(__file__).parents[1], hashlib.sha256()
    for file in sorted(home.rglob("*.py")):
        own.update(hashlib.sha256(file.read_bytes()).digest())
    numbers = versions() | {name: version(name) for name in _MORE}
    return (own.hexdigest(), *(f"{name} {number}" for name, number in sorted(numbers.items())))
