"""report.json and report.html: what was built and what was found."""

from __future__ import annotations

import hashlib
import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wenxuan.diagnostics import Severity
from wenxuan.output import write_atomic
from wenxuan.versions import versions

if TYPE_CHECKING:
    from wenxuan.pipeline import Result


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
                "path": d.span.path,
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


_STYLE = """
body { font: 16px/1.7 serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #111; background: #fff }
h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 2em }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .2em .8em .2em 0; border-bottom: 1px solid #ccc; vertical-align: top }
td.n { text-align: right } .error { color: #a11 } .warning { color: #850 } .note { color: #246 }
code { font-size: .9em }
@media print { body { margin: 0 } }
"""


def report_html(data: dict[str, Any]) -> str:
    """A page that stands alone: no script, nothing from elsewhere."""
    state = "已建成 built" if data["built"] else "未建成 not built"
    artifacts = "".join(
        f"<tr><td>{a['edition']}</td><td><a href='{escape(a['file'])}'>{escape(a['file'])}</a></td>"
        f"<td class='n'>{a['pages'] or ''}</td><td class='n'>{a['bytes']:,}</td><td><code>{a['sha256'][:16]}</code></td></tr>"
        for a in data["artifacts"]
    )
    found = "".join(
        f"<tr class='{d['severity']}'><td><code>{escape(d['path'])}:{d['line']}:{d['column']}</code></td>"
        f"<td>{d['severity']} {d['code']}</td><td>{escape(d['message']['zh'])}<br/>{escape(d['message']['en'])}</td></tr>"
        for d in data["diagnostics"]
    )
    made = "".join(f"<tr><td>{escape(k)}</td><td>{escape(v)}</td></tr>" for k, v in data["versions"].items())
    counts = "　".join(f"{k} {v}" for k, v in data["counts"].items())
    return (
        f"<!DOCTYPE html>\n<html lang='zh-Hans'><head><meta charset='utf-8'/><title>{escape(data['title'] or data['slug'])}</title>"
        f"<style>{_STYLE}</style></head><body><h1>{escape(data['title'] or data['slug'])}：{state}</h1><p>{counts}</p>"
        f"<h2>成品 Artifacts</h2><table><tr><th>edition</th><th>file</th><th>pages</th><th>bytes</th><th>SHA-256</th></tr>{artifacts}</table>"
        f"<h2>发现 Findings</h2><table>{found or '<tr><td>无 none</td></tr>'}</table>"
        f"<h2>工具 Versions</h2><table>{made}</table></body></html>\n"
    )
