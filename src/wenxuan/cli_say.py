"""What the command line says, in the language of its environment, and how it leaves."""

from __future__ import annotations

import json
import os
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import Progress, ProgressColumn

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Diagnostic, Report, Severity, Span
from wenxuan.gate import reason, shown
from wenxuan.mishaps import ours


class Exit(IntEnum):
    """Exit status."""

    WELL = 0
    CONTENT = 1
    USAGE = 2
    FAULT = 3


def message_language() -> str:
    """`zh` or `en`, by the locale of the environment."""
    for key in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(key, "")
        if value:
            return "zh" if value.startswith("zh") else "en"
    return "en"


def say(zh: str, en: str) -> str:
    """The one of two texts that the reader understands."""
    return zh if message_language() == "zh" else en


def said(words: str | Phrase) -> str:
    """A text that may be in both languages."""
    return words if isinstance(words, str) else say(words.zh, words.en)


def err() -> Console:
    """Standard error."""
    return Console(stderr=True, soft_wrap=True)


def moving(*columns: ProgressColumn) -> Progress:
    """What moves on a terminal while work is done, and is nothing elsewhere."""
    console = err()
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def about(code: str, path: Path, **arguments: object) -> Report:
    """A report of one finding about a file or folder."""
    report = Report()
    report.add(code, Span(shown(path)), name=shown(path), **arguments)
    return report


def unwritten(path: Path, error: OSError) -> Report:
    """OUT001: what the system has against a file or folder."""
    return about("OUT001", path, why=reason(error))


def finish(report: Report, output_format: str = "text") -> NoReturn:
    """Print all findings and leave with the status that they deserve."""
    if output_format == "json":
        print(json.dumps([as_data(d) for d in report], ensure_ascii=False, indent=2))
    else:
        _print_text(report)
    raise typer.Exit(Exit.FAULT if ours(report) else Exit.CONTENT if report.failed else Exit.WELL)


_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def _print_text(report: Report) -> None:
    console, language = err(), message_language()
    for found in report:
        console.print(str(found.span) + ": ", end="", markup=False, highlight=False)
        console.print(
            f"{found.severity} {found.code}",
            style=_COLORS[found.severity],
            end=": ",
            highlight=False,
        )
        console.print(found.message(language), markup=False, highlight=False)
        if hint := found.hint(language):
            console.print(f"  hint: {hint}", markup=False, highlight=False)
    errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
    if errors or warnings:
        text = say(
            f"{errors} 个错误，{warnings} 个警告",
            f"{_many(errors, 'error')}, {_many(warnings, 'warning')}",
        )
        console.print(text, highlight=False)


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def as_data(found: Diagnostic) -> dict[str, object]:
    """A diagnostic for tools."""
    return {
        "path": found.span.path,
        "line": found.span.line,
        "column": found.span.column,
        "severity": str(found.severity),
        "code": found.code,
        "message": found.message(message_language()),
        "hint": found.hint(message_language()),
    }
