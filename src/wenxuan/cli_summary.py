"""The one-screen summary of a build, and the words for its steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from wenxuan.cli_say import say
from wenxuan.diagnostics import Severity
from wenxuan.gate import shown

if TYPE_CHECKING:
    from wenxuan.outcome import Result

STEP_WORDS = {
    "read": "读稿",
    "lay out": "排版",
    "screen": "阅读版",
    "print": "印刷版",
    "epub": "电子书",
    "cover": "封面",
}
"""Steps and editions, in Chinese."""
_COLUMNS = (
    ("汇编", "publication"),
    ("版本", "edition"),
    ("页", "pages"),
    ("KB", "KB"),
    ("警告", "warnings"),
    ("文件", "file"),
)
_NUMBERS = ("pages", "KB", "warnings")


def summary(results: list[Result]) -> None:
    """Print what was built, pages, size, warnings, where it lies, and seconds."""
    table = Table(box=None, pad_edge=False)
    for zh, en in _COLUMNS:
        table.add_column(say(zh, en), justify="right" if en in _NUMBERS else "left")
    for result in results:
        for row in _rows(result):
            table.add_row(*row)
    console = Console(soft_wrap=True, highlight=False)
    if not console.is_terminal:
        console.width = 200
    console.print(table)
    seconds = sum(result.seconds for result in results)
    console.print(say(f"用时 {seconds:.1f} 秒", f"{seconds:.1f} s"))


def _rows(result: Result) -> list[tuple[str, ...]]:
    """A row for each file; the warnings of a publication stand in its first."""
    warnings = str(result.report.count(Severity.WARNING))
    if not result.artifacts:
        return [(result.slug, say("未建成", "not built"), "", "", warnings, "")]
    return [
        (
            result.title,
            say(STEP_WORDS.get(made.edition, made.edition), made.edition),
            str(made.pages) if made.pages else "",
            f"{made.size / 1000:.0f}",
            "" if i else warnings,
            shown(made.path),
        )
        for i, made in enumerate(result.artifacts)
    ]
