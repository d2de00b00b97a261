"""Versions of everything that shapes an output."""

from __future__ import annotations

import platform
import zlib
from contextlib import suppress
from ctypes import CDLL
from importlib.metadata import PackageNotFoundError, version

from wenxuan.fonts import harfbuzz_version

PACKAGES = (
    "wenxuan", "weasyprint", "pydyf", "ebooklib", "jinja2", "markdown-it-py", "mdit-py-plugins",
    "pydantic", "pyyaml", "pikepdf", "uharfbuzz", "lxml", "pillow", "pypdfium2",
)  # fmt: skip


def versions() -> dict[str, str]:
    """Package name to version, with Python, Pango and HarfBuzz as loaded."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return found | native_versions()


PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")
"""Names of the library on Linux, macOS and Windows."""
FONTCONFIG = ("libfontconfig.so.1", "libfontconfig.1.dylib")


def native_versions() -> dict[str, str]:
    """The system libraries that WeasyPrint loads, or why it cannot."""
    try:
        number = _pango_version()
    except OSError as error:
        return {"pango": f"missing ({str(error).splitlines()[0]})"}
    return {
        "pango": _dotted(number),
        "harfbuzz": harfbuzz_version(),
        "fontconfig": _fontconfig_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }


def _dotted(number: int) -> str:
    """`15012` is 1.50.12."""
    major, rest = divmod(number, 10_000)
    return f"{major}.{rest // 100}.{rest % 100}"


def _fontconfig_version() -> str:
    """Version of the library that Pango finds fonts by; `?` where it hides."""
    for name in FONTCONFIG:
        with suppress(OSError):
            return _dotted(int(CDLL(name).FcGetVersion()))
    return "?"


def _pango_version() -> int:
    """Pango's number, asked of the library itself where it can be: WeasyPrint loads slowly.

    Raises OSError where there is none.
    """
    for name in PANGO:
        with suppress(OSError):
            return int(CDLL(name).pango_version())
    from weasyprint.text.ffi import pango  # noqa: PLC0415 -- fontconfig must be set up first

    return int(pango.pango_version())
