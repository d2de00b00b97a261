"""report.json and report.html: what was built and what was found."""

from __future__ import annotations

import hashlib
import json
from html import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from wenxuan.diagnostics import Severity
from wenxuan.output import write_atomic
from wenxuan.versions import versions

if TYPE_CHECKING:
    from wenxuan.outcome import Result


def write_reports(result: Result, out: Path) -> None:
    """Write both reports beside the artifacts; they hold no time and no absolute path.

    Raises OSError.
    """
    folder = out / result.slug
    data = report_data(result)
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    write_atomic(folder / "report.json", text.encode())
    write_atomic(folder / "report.html", report_html(data).encode())


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
        "diagnostics": [
            {
                "path": _place(d.span.path, result.folder),
                "line": d.span.line,
                "column": d.span.column,
                "severity": str(d.severity),
                "code": d.code,
                "message": {"en": d.message("en"), "zh": d.message("zh")},
                "hint": {"en": d.hint("en"), "zh": d.hint("zh")},
            }
            for d in result.report
        ],
        "versions": versions(),
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
    """A path that says nothing of the machine: an absolute one begins at the book."""
    place = PurePosixPath(path)
    base = folder.resolve().parent
    if not place.is_absolute():
        return path
    return place.relative_to(base).as_posix() if place.is_relative_to(base) else place.name


_STYLE = """
body { font: 16px/1.7 serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 2em }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .2em .8em .2em 0; vertical-align: top }
th, td { border-bottom: 1px solid #ccc }
td.n { text-align: right } .error { color: #a11 } .warning { color: #850 } .note { color: #246 }
code { font-size: .9em }
@media print { body { margin: 0 } }
"""


def report_html(data: dict[str, Any]) -> str:
    """A page that stands alone: no script, nothing from elsewhere."""
    state = "已建成 built" if data["built"] else "未建成 not built"
    title = escape(data["title"] or data["slug"])
    counts = "　".join(f"{k} {v}" for k, v in data["counts"].items())
    head = ("edition", "file", "pages", "bytes", "SHA-256")
    sections = (
        ("成品 Artifacts", _table(_artifact_rows(data), head)),
        ("发现 Findings", _table(_finding_rows(data)) if data["diagnostics"] else "<p>无 none</p>"),
        ("工具 Versions", _table([_row((k, v)) for k, v in data["versions"].items()])),
    )
    body = "".join(f"<h2>{name}</h2>\n{content}\n" for name, content in sections)
    return (
        "<!DOCTYPE html>\n<html lang='zh-Hans'><head><meta charset='utf-8'/>"
        f"<title>{title}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{title}：{state}</h1>\n<p>{counts}</p>\n{body}</body></html>\n"
    )


def _row(cells: tuple[object, ...], kind: str = "", tag: str = "td") -> str:
    """A table row; numbers are set flush right."""
    made = "".join(
        f"<{tag} class='n'>{cell:,}</{tag}>"
        if isinstance(cell, int)
        else f"<{tag}>{escape(str(cell or ''))}</{tag}>"
        for cell in cells
    )
    return f"<tr class='{kind}'>{made}</tr>\n"


def _table(rows: list[str], head: tuple[str, ...] = ()) -> str:
    top = _row(head, tag="th") if head else ""
    return f"<table>{top}{''.join(rows)}</table>"


def _artifact_rows(data: dict[str, Any]) -> list[str]:
    return [
        _row((a["edition"], a["file"], a["pages"], a["bytes"], a["sha256"][:16]))
        for a in data["artifacts"]
    ]


def _finding_rows(data: dict[str, Any]) -> list[str]:
    return [
        _row(
            (
                f"{d['path']}:{d['line']}:{d['column']}",
                f"{d['severity']} {d['code']}",
                d["message"]["zh"],
                d["message"]["en"],
            ),
            d["severity"],
        )
        for d in data["diagnostics"]
    ]
