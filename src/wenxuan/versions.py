"""Versions of everything that shapes an output."""

from __future__ import annotations

import platform
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


def native_versions() -> dict[str, str]:
    """The system libraries that WeasyPrint loaded, or why it could not."""
    try:
        from weasyprint.text.ffi import pango  # noqa: PLC0415 -- fontconfig must be set up first
    except OSError as error:
        return {"pango": f"missing ({str(error).splitlines()[0]})"}
    major, rest = divmod(pango.pango_version(), 10_000)
    return {"pango": f"{major}.{rest // 100}.{rest % 100}", "harfbuzz": harfbuzz_version()}
