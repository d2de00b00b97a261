"""The verbs of the editor's desk: import, lint; `cli` takes them in."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn

from wenxuan.cli_say import finish, message_language, moving, said, unwritten
from wenxuan.diagnostics import Report
from wenxuan.gate import MAX_BYTES, folder_of, is_file, publications, shown
from wenxuan.isolation import Stopped, bounds_for, confined
from wenxuan.mishaps import over, told

if TYPE_CHECKING:
    from wenxuan.desk.commands import Outcome

LintFormat = Literal["text", "json", "sarif", "github"]


def import_(
    files: list[Path],
    into: Annotated[Path, typer.Option()],
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    encoding: str = "",
) -> None:
    """Make clean articles of web pages, Word files, mail and text; record every change."""
    from wenxuan.importing.commands import import_sources  # noqa: PLC0415

    if encoding and not _is_encoding(encoding):
        sys.stderr.write(f"--encoding {encoding}: gb18030, big5, shift_jis, euc_kr, utf-8 …\n")
        raise typer.Exit(2)
    try:
        outcome = confined(
            partial(
                _quietly,
                import_sources,
                files,
                into,
                dry_run=dry_run,
                encoding=encoding,
                language=message_language(),
            ),
            bounds=bounds_for(_size(files)),
        )
    except Stopped as stop:
        finish(over(stop, shown(into)))
    except OSError as error:
        finish(unwritten(into, error))
    else:
        _leave(outcome)


def _is_encoding(name: str) -> bool:
    try:
        return bool(codecs.lookup(name).name)
    except (LookupError, ValueError):
        return False


def lint(
    paths: list[Path],
    fix: Annotated[bool, typer.Option("--fix")] = False,
    diff: Annotated[bool, typer.Option("--diff")] = False,
    accept: list[str] | None = None,
    output_format: Annotated[LintFormat, typer.Option("--format")] = "text",
) -> None:
    """Check sources and house style without building; --fix mends what is sure."""
    from wenxuan.desk.commands import Misuse, cache_in, lint_sources  # noqa: PLC0415

    paths = [folder_of(path) for path in paths]
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    try:
        with moving(*columns) as progress:
            task = progress.add_task("lint", total=None)
            work = partial(
                _telling,
                lint_sources,
                paths,
                mend=fix,
                diff=diff,
                accept=accept or (),
                output_format=output_format,
                language=message_language(),
                cache=cache_in(Path("build")),
                press=pressed,
            )
            outcome = confined(
                work,
                bounds=bounds_for(_size(paths)),
                told=lambda done: progress.update(task, completed=done[0], total=done[1]),
            )
    except Stopped as stop:
        finish(over(stop, shown(paths[0])))
    except Misuse as error:
        sys.stderr.write(f"{said(error.args[0])}\n")
        raise typer.Exit(2) from error
    except OSError as error:
        finish(unwritten(Path(error.filename or "."), error))
    else:
        _leave(outcome)


def pressed(paths: Sequence[Path]) -> Report:
    """What the press itself finds in sources; runs in a process of its own."""
    from wenxuan.pipeline import prepare  # noqa: PLC0415
    from wenxuan.reader import read_article  # noqa: PLC0415

    report = Report()
    for path in paths:
        single = path.suffix == ".md" and not path.is_dir()
        for one in [path] if single else publications([path]):
            own = Report()  # one publication's errors decide nothing about another
            try:
                if single:
                    read_article(one, "article", "zh-Hans", own)
                else:
                    prepare(one, own)
            except Exception as error:
                report.extend(told(error, shown(one if single else one / "publication.yaml")))
            report.extend(own)
    return report


def _telling(work: Callable[..., Outcome], *words: Any, **ways: Any) -> Outcome:
    """Work in a process of its own that says how far it is; the last word is the ear."""
    *words_, ear = words
    return work(*words_, progress=lambda done, all_: ear((done, all_)), **ways)


def _quietly(work: Callable[..., Outcome], *words: Any, **ways: Any) -> Outcome:
    """Work in a process of its own that says nothing."""
    return work(*words[:-1], **ways)


def _size(paths: Sequence[Path]) -> int:
    """Bytes of the texts that paths mean; a file counts as an article at most."""
    files = (f for p in paths for f in (p.rglob("*") if p.is_dir() else (p,)))
    texts = (f for f in files if f.suffix not in (".png", ".jpg", ".jpeg") and is_file(f))
    return sum(min(f.stat().st_size, MAX_BYTES) for f in texts)


def _leave(outcome: Outcome) -> NoReturn:
    """Print what a verb came to and leave with its status."""
    sys.stdout.write(outcome.out)
    sys.stderr.write(outcome.err)
    raise typer.Exit(outcome.status)
