"""Objects of a PDF whose numbers are not yet known: text with holes for references.

A hole is as wide whatever number fills it, so that the place of every object inside an object
stream (ISO 32000-2, 7.5.7) is known before the numbers are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

WIDTH = 7
"""Figures of an object number: PDF/A-2 allows 8 388 607 objects (ISO 19005-2, 6.1.13)."""
HOLE = b"%7d"
_TO = HOLE + b" 0 R"
_REFERENCE = re.compile(rb"(\d+) 0 R")

Resolve = Callable[[int], int]
"""Number of an object in the file that is taken apart to index in the signature; below zero: one
that all signatures share."""


class Template:
    """Bytes with holes; `holes` are indices of objects in their order."""

    __slots__ = ("holes", "parts", "size")

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.holes: list[int] = []
        self.size = 0

    def text(self, data: bytes) -> None:
        """Add bytes that are the same in every book."""
        self.parts.append(data.replace(b"%", b"%%"))
        self.size += len(data)

    def number(self, index: int) -> None:
        """Add the number of an object, as a key of the parent tree wants it."""
        self.parts.append(HOLE)
        self.holes.append(index)
        self.size += WIDTH

    def reference(self, index: int) -> None:
        """Add a reference to an object."""
        self.parts.append(_TO)
        self.holes.append(index)
        self.size += WIDTH + 4

    @property
    def data(self) -> bytes:
        """The format string: `data % numbers` is the text."""
        return b"".join(self.parts)

    def value(self, value: Any, resolve: Resolve) -> None:
        """Add a value of pydyf: dictionaries, arrays, strings, names, numbers, references."""
        if isinstance(value, dict):
            self.text(b"<<")
            for key, item in value.items():
                self.text(b"/" + _atom(key) + b" ")
                self.value(item, resolve)
            self.text(b">>")
        elif isinstance(value, list):
            self.text(b"[")
            for i, item in enumerate(value):
                if i:
                    self.text(b" ")
                self.value(item, resolve)
            self.text(b"]")
        elif isinstance(value, bytes) and (found := _REFERENCE.fullmatch(value)):
            self.reference(resolve(int(found[1])))
        else:
            self.text(_atom(value))


def _atom(value: Any) -> bytes:
    """A number, name or string as PDF writes it."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, float):
        return number(value)
    if hasattr(value, "data"):
        return bytes(value.data)
    return str(value).encode("ascii")


def number(value: float, places: int = 4) -> bytes:
    """A number with so many decimals at most: 0.0001 pt is finer than any device."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".")
    return b"0" if text in ("-0", "") else text.encode("ascii")


def string(text: str) -> bytes:
    """A text string (ISO 32000-2, 7.9.2.2): ASCII as it is, else UTF-16 with its mark."""
    if text.isascii() and text.isprintable():
        escaped = re.sub(r"([\\()])", r"\\\1", text)
        return f"({escaped})".encode("ascii")
    return b"<FEFF" + text.encode("utf-16-be").hex().encode("ascii") + b">"
