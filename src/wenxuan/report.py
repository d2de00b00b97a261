"""report.json and report.html: what was built and what was found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wenxuan.diagnostics import Diagnostic, Report, Severity
from wenxuan.fonts import load_fonts
from wenxuan.output import write_atomic
from wenxuan.report_page import Picture, report_html
from wenxuan.versions import versions

if TYPE_CHECKING:
    from wenxuan.outcome import Result


UNCHECKED: Final = frozenset({"PRF039", "EPB004"})
"""Codes that say what was not checked, and why."""
ONLY_FULL: Final = {
    "en": "each page as PDFium reads and paints it, the claims of the metadata by veraPDF: "
    "`wenxuan check --full`",
    "zh": "PDFium 读出和画出的每一页、veraPDF 对元数据声明的检验：wenxuan check --full",
}
"""What a check leaves to a full one."""
ONLY_CHECK: Final = (
    {
        "en": "links, outline, fonts and pictures of the finished PDFs: `wenxuan check`",
        "zh": "成品 PDF 的链接、书签、字体与图：wenxuan check",
    },
    {
        "en": "the EPUB by EPUBCheck: `wenxuan check`",
        "zh": "EPUBCheck 对 EPUB 的检验：wenxuan check",
    },
)
"""What a build leaves to any check."""


def write_reports(result: Result, out: Path) -> None:
    """Write both reports beside the artifacts; they hold no time and no absolute path.

    Raises OSError.
    """
    _write(out / result.slug, report_data(result), pictures_of(result.report))


def _write(
    folder: Path, data: dict[str, Any], pictures: Sequence[Picture], extra: Sequence[str] = ()
) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    write_atomic(folder / "report.json", text.encode())
    write_atomic(folder / "report.html", report_html(data, pictures, extra).encode())


def add_proof(
    folder: Path,
    files: Sequence[dict[str, Any]],
    report: Report,
    pictures: Sequence[Picture],
    publication: Path,
    *,
    full: bool,
) -> None:
    """Add a check, full or not, to the reports of the last build; nothing where there is none.

    The sections of the preflight stay. Raises OSError.
    """
    path = folder / "report.json"
    if not path.is_file():
        return
    data = json.loads(path.read_text(encoding="utf-8"))
    found = [told(d, publication) for d in report]
    data["proof"] = {"files": list(files), "diagnostics": found}
    left = [d["message"] for d in found if d["code"] in UNCHECKED]
    data["unchecked"] = [*left, *([] if full else [ONLY_FULL])]
    _write(folder, data, pictures, _preflight(folder / "report.html"))


def _preflight(page: Path) -> list[str]:
    """The sections that the preflight put into a page, with their marks."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    parts = text.split(_PREFLIGHT)
    return [f"{_PREFLIGHT}{parts[1]}{_PREFLIGHT}"] if len(parts) == 3 else []


def pictures_of(report: Report) -> list[Picture]:
    """Pages on which something was found while they were made, with the spots marked."""
    return [Picture(name=name, page=page, png=png) for name, page, png in report.plates]


def report_data(result: Result) -> dict[str, Any]:
    """The report as plain data."""
    return {
        "title": result.title,
        "slug": result.slug,
        "built": not result.report.failed,
        "artifacts": [
            {
                "edition": a.edition,
                "file": a.path.name,
                "bytes": a.size,
                "pages": a.pages,
                "sha256": hashlib.sha256(a.path.read_bytes()).hexdigest(),
            }
            for a in result.artifacts
        ],
        "counts": {str(s): result.report.count(s) for s in Severity},
        "articles": [a | {"path": _place(a["path"], result.folder)} for a in result.articles],
        "diagnostics": [told(d, result.folder) for d in result.report],
        "proof": None,
        "unchecked": [
            *(d.message_pair for d in result.report if d.code in UNCHECKED),
            *ONLY_CHECK, ONLY_FULL,
        ],
        "versions": versions(),
        "fonts": {face.head.file: face.head.sha256 for face in load_fonts("zh-Hans").files},
    }  # fmt: skip


def told(d: Diagnostic, folder: Path) -> dict[str, Any]:
    """A diagnostic as plain data."""
    return {
        "path": _place(d.span.path, folder),
        "line": d.span.line,
        "column": d.span.column,
        "severity": str(d.severity),
        "code": d.code,
        "message": d.message_pair,
        "hint": {"en": d.hint("en"), "zh": d.hint("zh")},
    }


_PREFLIGHT = "<!-- preflight -->"


def add_preflight(folder: Path, sections: str, proofs: list[dict[str, object]]) -> None:
    """Put the preflight into both reports of a build, in the place of an older one.

    Raises OSError.
    """
    page, data = folder / "report.html", folder / "report.json"
    if page.is_file():
        before, _, rest = page.read_text(encoding="utf-8").partition(_PREFLIGHT)
        end = rest.rpartition(_PREFLIGHT)[2] if rest else ""
        if not rest:
            before, _, tail = before.rpartition("</body>")
            end = "</body>" + tail
        write_atomic(page, f"{before}{_PREFLIGHT}{sections}{_PREFLIGHT}{end}".encode())
    if data.is_file():
        whole = json.loads(data.read_text(encoding="utf-8")) | {"preflight": proofs}
        text = json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        write_atomic(data, text.encode())


def _place(path: str, folder: Path) -> str:
    """A path that says nothing of the machine nor of the working folder.

    A file of the publication begins with the publication's folder; others keep their name.
    """
    place, base = Path(path), folder.resolve()
    with suppress(OSError, RuntimeError, ValueError):
        return (base.name / (Path.cwd() / place).resolve().relative_to(base)).as_posix()
    return place.name if place.is_absolute() else path
