"""The command line: parses words, calls the pipeline, prints."""

from __future__ import annotations

import io
import os
import shutil
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from wenxuan import __version__
from wenxuan.cli_desk import import_, lint
from wenxuan.cli_help import explained, run_in_chinese
from wenxuan.cli_print import dist, impose, preflight
from wenxuan.cli_say import (
    Exit,
    about,
    err,
    finish,
    message_language,
    moving,
    said,
    say,
    unwritten,
)
from wenxuan.cli_summary import STEP_WORDS, summary
from wenxuan.diagnostics import Report, Span
from wenxuan.gate import publications, shown
from wenxuan.outcome import Asked, Result

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


class EditionName(StrEnum):
    """What can be built."""

    SCREEN = "screen"
    PRINT = "print"
    EPUB = "epub"


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
        finish(clash, output_format)
    asked = Asked(
        editions=tuple(str(e) for e in edition or ()),
        out=out,
        jobs=jobs,
        whole=whole,
        executor=executor,
        cache=cache,
    )
    quiet = output_format != "text"
    columns = (BarColumn(20), TextColumn("{task.description}"), TimeElapsedColumn())
    results: list[Result] = []
    try:
        with locked(out), moving(*columns) as progress:
            results += [_build(folder, asked, progress, quiet=quiet) for folder in chosen]
    except Busy:
        finish(about("OUT002", out), output_format)
    except OSError as error:
        finish(unwritten(out, error), output_format)
    merged = Report([d for result in results for d in result.report])
    if not quiet:
        summary(results)
    finish(merged, output_format)


def _build(folder: Path, asked: Asked, progress: Progress, *, quiet: bool) -> Result:
    """One publication; a fault of ours in it is a finding, and the others are built."""
    try:
        return _built(folder, asked, progress, quiet=quiet)
    except OSError:
        raise
    except Exception as error:
        from wenxuan.pressroom import unbuilt  # noqa: PLC0415 -- seldom needed

        return unbuilt(folder, error)


def _built(folder: Path, asked: Asked, progress: Progress, *, quiet: bool) -> Result:
    """What is kept of a publication when nothing changed, else a build and its reports."""
    from wenxuan.binding.again import again  # noqa: PLC0415

    kept = again(folder, asked.out, asked.editions, whole=asked.whole)
    if kept is not None:
        return kept
    from wenxuan.pressroom import build_apart  # noqa: PLC0415 -- seldom needed

    task = progress.add_task(folder.name, total=STEPS)
    step = partial(_step, progress, task, folder.name, quiet)
    try:
        return build_apart(folder, asked, step)
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
        report.extend(unwritten(out, error))
    finish(report, output_format)


@app.command()
def new(
    folder: Path,
) -> None:
    """Begin a publication: publication.yaml, two articles, a picture."""
    from wenxuan.scaffold import scaffold  # noqa: PLC0415

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        err().print(
            say(f"{folder} 已有内容", f"{folder} is not empty"), markup=False, highlight=False
        )
        raise typer.Exit(Exit.USAGE)
    report = Report()
    try:
        for path in scaffold(folder):
            print(shown(path))
        name = f'"{folder}"' if " " in str(folder) else str(folder)
        print(say(f"接着：wenxuan build {name}", f"next: wenxuan build {name}"))
    except OSError as error:
        report.extend(unwritten(folder, error))
    finish(report)


@app.command()
def doctor() -> None:
    """Say what this installation has and what it lacks."""
    from wenxuan.doctor import examine  # noqa: PLC0415

    findings = examine()
    for finding in findings:
        sign = "ok  " if finding.good else "MISS" if finding.needed else "none"
        print(f"{sign}  {finding.name}: {said(finding.state)}")
        if not finding.good and finding.cure:
            print(f"      {said(finding.cure)}")
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
        err().print(
            say(f"{out} 不是 wenxuan 建的，未删", f"{out} was not made by wenxuan: left alone"),
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


def _step(progress: Progress, task: TaskID, name: str, quiet: bool, step: str) -> None:
    """Show what a build is doing: moving on a terminal, a plain line elsewhere."""
    step = say(STEP_WORDS.get(step, step), step)
    if progress.disable and not quiet:
        print(f"{name}: {step}", file=sys.stderr)
    progress.update(task, advance=1, description=f"{name}: {step}")


app.command(name="import")(import_)
for verb in (lint, preflight, impose, dist):
    app.command()(verb)


def main() -> None:
    """Run the command line; an unforeseen exception is our fault (status 3), never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        command = explained(app, message_language())
        if message_language() == "zh":
            run_in_chinese(command)
        command()
    except Exception as error:
        if os.environ.get("WENXUAN_DEBUG"):
            raise
        print(
            say(
                f"wenxuan 自身出错：{type(error).__name__}: {error}",
                f"a fault of wenxuan: {type(error).__name__}: {error}",
            ),
            file=sys.stderr,
        )
        print(
            say("设 WENXUAN_DEBUG=1 可见详情", "set WENXUAN_DEBUG=1 to see where"), file=sys.stderr
        )
        sys.exit(Exit.FAULT)


if __name__ == "__main__":
    main()
