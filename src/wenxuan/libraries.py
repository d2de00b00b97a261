"""Reading WeasyPrint without what it hardly ever needs: a seam to ctypes, cffi and fontTools.

WeasyPrint asks for each shared library by several names, and for each that does not fit Python
runs ldconfig, gcc and ld. It also reads all of fontTools for fonts that HarfBuzz cannot subset.
Together these are half of the time that it takes to be read. And for each type that is asked for
by its name cffi reads all names of types again that it was ever told.
"""

from __future__ import annotations

import ctypes.util
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any, Final

LATE: Final = ("fontTools.subset", "fontTools.ttLib.woff2", "fontTools.varLib.instancer")
"""Modules of which WeasyPrint calls functions only: read when one of them is first called."""
NEVER: Final = "harfbuzz-vector"
"""Library for color fonts in outlines, of which there are none here; most machines lack it."""
_STEM: Final = re.compile(r"(?:lib)?(.+?)(?:-\d)?")
"""`libgobject-2.0-0`, `gobject-2.0-0` and `gobject-2.0` are names of one library."""
Find = Callable[[str], str | None]


def read_swiftly() -> None:
    """See to it that WeasyPrint, which must not have been read before, is read in half the time."""
    before: Find = ctypes.util.find_library
    if sys.platform == "linux" and not isinstance(before, partial):
        ctypes.util.find_library = partial(_found, before)
    for name in LATE:
        sys.modules.setdefault(name, _Late(name))


def _found(before: Find, name: str) -> str | None:
    """What the loader knows by a name; where it knows nothing all is as it was."""
    stem = _STEM.fullmatch(name)
    for version in (0, 1) if stem else ():
        soname = f"lib{stem[1]}.so.{version}" if stem else ""
        with suppress(OSError):
            ctypes.CDLL(soname)
            return soname
    return None if NEVER in name else before(name)


class _Late(ModuleType):
    """Stands for a module until one of its functions is called."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return partial(self._call, name)

    def _call(self, name: str, *given: Any, **named: Any) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)(*given, **named)
