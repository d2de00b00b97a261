"""Findings about the style sheet as rendered, told at the lines that its designer wrote."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher

from wenxuan.diagnostics import Report, Span
from wenxuan.layout.loader import Layout


def sheet_name(layout: Layout) -> str:
    """The style sheet of a layout, or of the one that it extends, as its designer names it."""
    file = layout.file("print.css")
    return f"layouts/{file.parent.name if file else layout.name}/print.css"


def tell_at_template(report: Report, layout: Layout, css: str) -> None:
    """Move findings from lines of the rendered style sheet to those of its template."""
    name, file = sheet_name(layout), layout.file("print.css")
    for i, found in enumerate(report.diagnostics):
        if found.code == "PDF003" and found.span.path == name and file is not None:
            line = line_in_template(file.read_text(encoding="utf-8"), css, found.span.line)
            report.diagnostics[i] = replace(found, span=Span(name, line))


def line_in_template(template: str, rendered: str, line: int) -> int:
    """The line, from 1, of a template that became a line of what was rendered of it."""
    matcher = SequenceMatcher(None, template.splitlines(), rendered.splitlines(), autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        if c < line <= d:
            return a + line - c if b - a == d - c else a + 1
    return 1
