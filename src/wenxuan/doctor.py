"""What the machine has: libraries, fonts, the checkers that are optional."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass

from wenxuan.fonts import load_fonts
from wenxuan.versions import native_versions, versions


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor."""

    name: str
    state: str
    good: bool
    needed: bool = True
    cure: str = ""


def examine() -> list[Finding]:
    """Everything that a build needs, then what checks would use."""
    return [_python(), *_packages(), _pango(), _fonts(), *_tools()]


def _python() -> Finding:
    good = sys.version_info >= (3, 11)
    return Finding("Python", sys.version.split()[0], good, cure="install Python 3.11 or later")


def _packages() -> list[Finding]:
    cure = "pip install --force-reinstall wenxuan"
    return [
        Finding(name, found, found != "missing", cure=cure)
        for name, found in versions().items()
        if name not in ("python", "pango", "harfbuzz")
    ]


def _pango() -> Finding:
    state = native_versions()["pango"]
    cure = (
        "brew install pango"
        if sys.platform == "darwin"
        else "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )
    return Finding("Pango", state, not state.startswith("missing"), cure=cure)


def _fonts() -> Finding:
    cure = "reinstall wenxuan: its fonts/ folder is damaged"
    try:
        fonts = load_fonts("zh-Hans")
        size = sum(len(font.data) for font in fonts.files)
    except (OSError, ValueError) as error:
        return Finding("fonts", str(error), good=False, cure=cure)
    return Finding(
        "fonts", f"{len(fonts.files)} faces, {size / 1e6:.1f} MB, all as in the manifest", good=True
    )


def _tools() -> list[Finding]:
    """Checkers outside of Python; builds work without them."""
    wanted = {
        "java": "EPUBCheck and veraPDF",
        "qpdf": "structure of PDF files",
        "pdftoppm": "rasters",
    }
    return [
        Finding(name, f"{'found' if shutil.which(name) else 'not found'} ({what})",
                good=shutil.which(name) is not None, needed=False)
        for name, what in wanted.items()
    ]  # fmt: skip
