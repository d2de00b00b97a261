"""What the press has to say to an editor: located, coded, never thrown away."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from wenxuan.code_table import single, spoken
from wenxuan.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops the build between stages."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a source file."""

    path: str
    """As the editor named it, with forward slashes."""
    line: int = 1
    """1-based line of the file."""
    column: int = 1
    """1-based character (not byte) of the line."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"

    def right(self, columns: int) -> Span:
        """The place so many characters further on the same line."""
        return Span(self.path, self.line, self.column + columns)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding; `code` is permanent and described in `codes.CODES`."""

    code: str
    span: Span
    arguments: tuple[tuple[str, str], ...] = ()

    @property
    def severity(self) -> Severity:
        """The weight that the table of codes gives."""
        return Severity(CODES[self.code].severity)

    def message(self, language: str = "en") -> str:
        """What is wrong, in English or Chinese (`zh`)."""
        return CODES[self.code].message(language).format_map(spoken(self.arguments, language))

    @property
    def message_pair(self) -> dict[str, str]:
        """What is wrong, in both languages."""
        return {"en": self.message("en"), "zh": self.message("zh")}

    def hint(self, language: str = "en") -> str:
        """What to do about it; empty where the message says it all."""
        return CODES[self.code].hint(language).format_map(spoken(self.arguments, language))


@dataclass(slots=True)
class Report:
    """Collects what the stages find; the only mutable thing that travels with the data."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    plates: list[tuple[str, int, bytes]] = field(default_factory=list)
    """Pictures of pages with something wrong, the spots marked: file, page from 1, PNG."""
    _seen: set[Diagnostic] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._seen = set(self.diagnostics)

    def add(self, code: str, span: Span, /, **arguments: object) -> None:
        """Record a finding once; the same finding at the same place is not repeated.

        A `Phrase` among the arguments is said in the language of the message.
        """
        pairs = tuple(sorted((k, _printable(v)) for k, v in single(arguments)))
        found = Diagnostic(code, span, pairs)
        if found not in self._seen:
            self._seen.add(found)
            self.diagnostics.append(found)

    def extend(self, found: Iterable[Diagnostic]) -> None:
        """Record findings of another report."""
        for one in found:
            self.add(one.code, one.span, **dict(one.arguments))

    def shortened(self, most: int) -> Report:
        """The same with so many findings of each code at most, and how many more there are."""
        kept, more = Report(plates=self.plates), dict[str, int]()
        counted = dict.fromkeys((d.code for d in self), 0)
        for found in self:
            counted[found.code] += 1
            if counted[found.code] <= most:
                kept.extend([found])
            else:
                more[found.code] = more.get(found.code, 0) + 1
        last = {found.code: found.span for found in kept}
        for code, count in more.items():
            kept.add("PRF040", last[code], code=code, count=count)
        return kept

    @property
    def failed(self) -> bool:
        """True when any finding is an error."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)

    def count(self, severity: Severity) -> int:
        """How many findings weigh so much."""
        return sum(d.severity is severity for d in self.diagnostics)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Findings in the order of files, lines and columns."""
        return iter(sorted(self.diagnostics, key=lambda d: (d.span, d.code, d.arguments)))


Row = tuple[str, str, int, int, tuple[tuple[str, str], ...]]
"""A finding as plain data: code, path, line, column, arguments."""


def findings(report: Report) -> list[Row]:
    """What a report has, to be kept."""
    return [(d.code, d.span.path, d.span.line, d.span.column, d.arguments) for d in report]


def tell(found: Iterable[Row], report: Report) -> None:
    """Say again what was kept."""
    for code, path, line, column, arguments in found:
        report.add(code, Span(path, line, column), **dict(arguments))


def _printable(value: object) -> str:
    """Text that every terminal and file can hold: lone surrogates become escapes."""
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")
