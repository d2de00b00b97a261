"""What the machine has: libraries, fonts, the checkers that are optional."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass

from wenxuan.code_table import Phrase
from wenxuan.fonts import load_fonts
from wenxuan.versions import native_versions, versions


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor."""

    name: str
    state: str | Phrase
    good: bool
    needed: bool = True
    cure: str | Phrase = ""


def examine() -> list[Finding]:
    """Everything that a build needs, then what checks would use."""
    return [_python(), *_packages(), _pango(), _fonts(), *_tools()]


_PYTHON = Phrase("install Python 3.11 or later", "请安装 Python 3.11 或更新的版本")
_DAMAGED = Phrase(
    "reinstall wenxuan: its fonts/ folder is damaged", "请重装 wenxuan：fonts/ 已损坏"
)
_MISSING = Phrase("missing", "缺少")


def _python() -> Finding:
    good = sys.version_info >= (3, 11)
    return Finding("Python", sys.version.split()[0], good, cure=_PYTHON)


def _packages() -> list[Finding]:
    cure = "pip install --force-reinstall wenxuan"
    return [
        Finding(name, _MISSING if found == "missing" else found, found != "missing", cure=cure)
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
    good = not state.startswith("missing")
    zh = state if good else state.replace("missing", _MISSING.zh, 1)
    return Finding("Pango", Phrase(state, zh), good, cure=cure)


def _fonts() -> Finding:
    try:
        fonts = load_fonts("zh-Hans")
        size = sum(len(font.data) for font in fonts.files)
    except (OSError, ValueError) as error:
        return Finding("fonts", str(error), good=False, cure=_DAMAGED)
    count, megabytes = len(fonts.files), f"{size / 1e6:.1f} MB"
    state = Phrase(
        f"{count} faces, {megabytes}, all as in the manifest",
        f"{count} 个字体，{megabytes}，都与清单相符",
    )
    return Finding("fonts", state, good=True)


def _tools() -> list[Finding]:
    """Checkers outside of Python; builds work without them."""
    wanted = {
        "java": Phrase("EPUBCheck and veraPDF", "EPUBCheck 与 veraPDF"),
        "qpdf": Phrase("structure of PDF files", "检查 PDF 的结构"),
        "pdftoppm": Phrase("rasters", "页面成像"),
    }
    return [
        Finding(name, _state(name, use), good=shutil.which(name) is not None, needed=False)
        for name, use in wanted.items()
    ]


def _state(name: str, use: Phrase) -> Phrase:
    found = shutil.which(name) is not None
    en, zh = ("found", "有") if found else ("not found", "没有")
    return Phrase(f"{en} ({use.en})", f"{zh}（{use.zh}）")
