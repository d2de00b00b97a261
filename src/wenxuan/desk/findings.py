"""What a rule finds: a code, a place in the source, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass

from wenxuan.code_table import single
from wenxuan.desk.edits import Edit

Arguments = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding in one source; places are offsets in characters."""

    code: str
    start: int
    end: int
    arguments: Arguments = ()
    edits: tuple[Edit, ...] = ()
    sure: bool = False
    """True: `--fix` makes the edits; false: they wait for `--accept`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A finding with its place as an editor counts, ready to be printed, cached or filtered."""

    code: str
    path: str
    line: int
    column: int
    width: int
    """Characters of the line that the finding is about."""
    text: str
    """The line."""
    arguments: Arguments = ()
    edits: tuple[Edit, ...] = ()
    sure: bool = False


def arguments_of(values: dict[str, object]) -> Arguments:
    """Arguments of a message, sorted by name."""
    return tuple(sorted((key, str(value)) for key, value in single(values)))


def place(finding: Finding, path: str, text: str) -> Placed:
    """The line, column and width of a finding."""
    begin = text.rfind("\n", 0, finding.start) + 1
    stop = text.find("\n", begin)
    line = text[begin : stop if stop >= 0 else len(text)]
    return Placed(
        code=finding.code,
        path=path,
        line=text.count("\n", 0, finding.start) + 1,
        column=finding.start - begin + 1,
        width=max(1, min(finding.end - finding.start, len(line) - (finding.start - begin))),
        text=line,
        arguments=finding.arguments,
        edits=finding.edits,
        sure=finding.sure,
    )
