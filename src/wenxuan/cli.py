"""The command line: parses words, calls the pipeline, prints; the only module that prints."""

from __future__ import annotations

import gc
import io
import json
import os
import shutil
import sys
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from wenxuan import __version__
from wenxuan.cli_desk import add_desk_verbs
from wenxuan.cli_help import explained
from wenxuan.cli_print import add_print_verbs
from wenxuan.cli_summary import STEP_WORDS, summary
from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Diagnostic, Report, Severity, Span
from wenxuan.gate import folder_of, reason, shown
from wenxuan.mishaps import ours

if TYPE_CHECKING:
    from wenxuan.outcome import Result

app = typer.Typer(
    name="wenxuan",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
Format = Literal["text", "json"]
STEPS = 6
"""What a build of three editions says: read, lay out, screen, print, epub, write."""
SELDOM = 50_000
"""New objects after which garbage is looked for: trees of sources are large and have little."""


class EditionName(StrEnum):
    """What can be built."""

    SCREEN = "screen"
    PRINT = "print"
    EPUB = "epub"


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


def _say(zh: str, en: str) -> str:
    return zh if message_language() == "zh" else en


def _said(words: str | Phrase) -> str:
    return words if isinstance(words, str) else _say(words.zh, words.en)


@app.command()
def build(
    folders: list[Path],
    *,
    edition: Annotated[list[EditionName] | None, typer.Option("--edition", "-e")] = None,
    out: Path = Path("build"),
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=0)] = 0,
    whole: Annotated[bool, typer.Option("--whole")] = False,
    executor: str = "",
    cache: str = "",
    output_format: Annotated[Format, typer.Option("--format")] = "text",
) -> None:
    """Build the editions of publications."""
    from wenxuan.output import Busy, locked  # noqa: PLC0415

    chosen = publications(folders)
    if (clash := _clashes(chosen)).failed:
        _finish(clash, output_format)
    asked = Asked(
        editions=tuple(str(e) for e in edition or ()),
        out=out,
        jobs=jobs,
        whole=whole,
        executor=executor,
        cache=cache,
        quiet=output_format != "text",
    )
    results: list[Result] = []
    try:
        with locked(out), _progress() as progress:
            results += [_build(folder, asked, progress) for folder in chosen]
    except Busy:
        _finish(_one("OUT002", out), output_format)
    except OSError as error:
        _finish(_one("OUT001", out, why=reason(error)), output_format)
    merged = Report([d for result in results for d in result.report])
    if output_format == "text":
        summary(results, _say)
    _finish(merged, output_format)


def _one(code: str, folder: Path, **arguments: object) -> Report:
    """A report of one finding about a folder."""
    report = Report()
    report.add(code, Span(shown(folder)), name=shown(folder), **arguments)
    return report


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the words of a `build` ask for."""

    editions: tuple[str, ...]
    out: Path
    jobs: int
    whole: bool
    executor: str
    cache: str
    quiet: bool


def _build(folder: Path, asked: Asked, progress: Progress) -> Result:
    """One publication; a fault of ours in it is a finding, and the others are built."""
    try:
        return _built(folder, asked, progress)
    except OSError:
        raise
    except Exception as error:
        from wenxuan.pressroom import unbuilt  # noqa: PLC0415 -- seldom needed

        return unbuilt(folder, error)


def _built(folder: Path, asked: Asked, progress: Progress) -> Result:
    """What is kept of a publication when nothing changed, else a build and its reports."""
    from wenxuan.binding.again import again  # noqa: PLC0415

    kept = again(folder, asked.out, asked.editions, whole=asked.whole)
    if kept is not None:
        return kept
    from wenxuan.pressroom import build_apart  # noqa: PLC0415 -- seldom needed

    task = progress.add_task(folder.name, total=STEPS)
    say = partial(_step, progress, task, folder.name, asked.quiet)
    try:
        return build_apart(folder, asked, say)
    finally:
        progress.remove_task(task)


@app.command()
def check(
    folders: list[Path],
    out: Path = Path("build"),
    full: Annotated[bool, typer.Option("--full")] = False,
    output_format: Annotated[Format, typer.Option("--format")] = "text",
) -> None:
    """Check finished files against sources and each other; print files by the preflight."""
    from wenxuan.pressroom import apart, checked  # noqa: PLC0415

    report = Report()
    try:
        for folder in publications(folders):
            lines, found = apart(folder, out, partial(checked, full=full))
            report.extend(found)
            print(*(f"{x}\n" for x in lines if output_format == "text"), sep="", end="")
    except OSError as error:
        report.add("OUT001", Span(shown(out)), name=shown(out), why=reason(error))
    _finish(report, output_format)


@app.command()
def new(
    folder: Path,
) -> None:
    """Begin a publication: publication.yaml, two articles, a picture."""
    from wenxuan.scaffold import scaffold  # noqa: PLC0415

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        _err().print(
            _say(f"{folder} 已有内容", f"{folder} is not empty"), markup=False, highlight=False
        )
        raise typer.Exit(Exit.USAGE)
    report = Report()
    try:
        for path in scaffold(folder):
            print(shown(path))
        print(_say(f"接着：wenxuan build {folder}", f"next: wenxuan build {folder}"))
    except OSError as error:
        report.add("OUT001", Span(shown(folder)), name=folder, why=reason(error))
    _finish(report, "text")


@app.command()
def doctor() -> None:
    """Say what this installation has and what it lacks."""
    from wenxuan.doctor import examine  # noqa: PLC0415

    findings = examine()
    for finding in findings:
        sign = "ok  " if finding.good else "MISS" if finding.needed else "none"
        print(f"{sign}  {finding.name}: {_said(finding.state)}")
        if not finding.good and finding.cure:
            print(f"      {_said(finding.cure)}")
    raise typer.Exit(Exit.WELL if all(f.good or not f.needed for f in findings) else Exit.CONTENT)


@app.command()
def clean(
    out: Path = Path("build"),
    cache: Annotated[bool, typer.Option("--cache")] = False,
    book: str = "",
) -> None:
    """Remove what build made: the output folder and its cache."""
    from wenxuan.output import MARKER  # noqa: PLC0415

    if out.is_dir() and not (out / MARKER).exists():
        _err().print(
            _say(f"{out} 不是 wenxuan 建的，未删", f"{out} was not made by wenxuan: left alone"),
            markup=False,
        )
        raise typer.Exit(Exit.USAGE)
    if book and (Path(book).name != book or book.startswith(".")):
        raise typer.BadParameter(book, param_hint="--book")
    chosen = out / ".cache" if cache else out / book if book else out
    shutil.rmtree(chosen, ignore_errors=True)


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version")] = False,
) -> None:
    if version:
        print(f"wenxuan {__version__}")
        raise typer.Exit(Exit.WELL)


def publications(paths: list[Path]) -> list[Path]:
    """The publications that paths mean: themselves, or those right below a folder that is none."""
    found: list[Path] = []
    for path in map(folder_of, paths):
        below = sorted(p.parent for p in path.glob("*/publication.yaml")) if path.is_dir() else []
        found += [path] if (path / "publication.yaml").exists() or not below else below
    return list(dict.fromkeys(found))


def _clashes(folders: list[Path]) -> Report:
    """Publications that would be written to one place."""
    from wenxuan.assemble import slug_of  # noqa: PLC0415

    report, taken = Report(), dict[str, Path]()
    for folder in folders:
        slug = slug_of(folder.resolve().name)
        if slug in taken:
            name, other = shown(folder), shown(taken[slug])
            report.add("ASM009", Span(name), name=name, other=other)
        taken.setdefault(slug, folder)
    return report


# --- printing ---------------------------------------------------------------------------


def _err() -> Console:
    return Console(stderr=True, soft_wrap=True)


def _progress() -> Progress:
    """Moves on a terminal; elsewhere `_step` says what is done."""
    console = _err()
    columns = (BarColumn(20), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _step(progress: Progress, task: TaskID, name: str, quiet: bool, step: str) -> None:
    """Show what a build is doing: moving on a terminal, a plain line elsewhere."""
    step = _say(STEP_WORDS.get(step, step), step)
    if progress.disable and not quiet:
        print(f"{name}: {step}", file=sys.stderr)
    progress.update(task, advance=1, description=f"{name}: {step}")


_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def _finish(report: Report, output_format: str) -> None:
    """Print all findings and leave with the status that they deserve."""
    if output_format == "json":
        print(json.dumps([as_data(d) for d in report], ensure_ascii=False, indent=2))
    else:
        _print_text(report)
    raise typer.Exit(Exit.FAULT if ours(report) else Exit.CONTENT if report.failed else Exit.WELL)


def _print_text(report: Report) -> None:
    console, language = _err(), message_language()
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
        text = _say(
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


add_desk_verbs(app, publications, _finish, message_language)
add_print_verbs(app, publications, _finish)


def main() -> None:
    """Run the command line; an unforeseen exception is our fault (status 3), never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    gc.freeze()  # the modules stay, and processes that are copied from this one share them
    gc.set_threshold(SELDOM)
    gc.enable()
    try:
        explained(app, message_language())()
    except Exception as error:
        if os.environ.get("WENXUAN_DEBUG"):
            raise
        print(
            _say(
                f"wenxuan 自身出错：{type(error).__name__}: {error}",
                f"a fault of wenxuan: {type(error).__name__}: {error}",
            ),
            file=sys.stderr,
        )
        print(
            _say("设 WENXUAN_DEBUG=1 可见详情", "set WENXUAN_DEBUG=1 to see where"), file=sys.stderr
        )
        sys.exit(Exit.FAULT)


if __name__ == "__main__":
    main()
