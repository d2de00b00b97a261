"""The verbs of the editor's desk: import, lint; `cli` takes them in."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from wenxuan.diagnostics import Report, Span
from wenxuan.gate import MAX_BYTES, folder_of, is_file, reason, shown
from wenxuan.isolation import Stopped, bounds_for, confined

if TYPE_CHECKING:
    from wenxuan.desk.commands import Outcome

LintFormat = Literal["text", "json", "sarif", "github"]
Finish = Callable[[Report, str], None]
Named = Callable[[list[Path]], list[Path]]


def add_desk_verbs(
    app: typer.Typer, publications: Named, finish: Finish, language: Callable[[], str]
) -> None:
    """Give `app` the verbs; `publications` finds folders, `finish` prints findings and leaves."""
    _add_import(app, finish, language)
    _add_lint(app, publications, finish, language)


def _add_import(app: typer.Typer, finish: Finish, language: Callable[[], str]) -> None:
    @app.command(name="import")
    def import_(
        files: list[Path],
        into: Annotated[Path, typer.Option()],
        dry_run: Annotated[  # noqa: FBT002 -- typer makes it a flag
            bool, typer.Option("--dry-run")
        ] = False,
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
                    language=language(),
                ),
                bounds=bounds_for(_size(files)),
            )
        except Stopped as stop:
            finish(_stopped(stop, into), "text")
        except OSError as error:
            finish(_unwritten(error, into), "text")
        else:
            _leave(outcome)


def _is_encoding(name: str) -> bool:
    try:
        return bool(codecs.lookup(name).name)
    except (LookupError, ValueError):
        return False


def _add_lint(
    app: typer.Typer, publications: Named, finish: Finish, language: Callable[[], str]
) -> None:
    @app.command()
    def lint(
        paths: list[Path],
        fix: Annotated[  # noqa: FBT002 -- typer makes it a flag
            bool, typer.Option("--fix")
        ] = False,
        diff: Annotated[  # noqa: FBT002 -- typer makes it a flag
            bool, typer.Option("--diff")
        ] = False,
        accept: list[str] | None = None,
        output_format: Annotated[LintFormat, typer.Option("--format")] = "text",
    ) -> None:
        """Check sources and house style without building; --fix mends what is sure."""
        from wenxuan.desk.commands import Misuse, cache_in, lint_sources  # noqa: PLC0415

        paths = [folder_of(path) for path in paths]
        try:
            with _bar() as progress:
                task = progress.add_task("lint", total=None)
                work = partial(
                    _telling,
                    lint_sources,
                    paths,
                    mend=fix,
                    diff=diff,
                    accept=accept or (),
                    output_format=output_format,
                    language=language(),
                    cache=cache_in(Path("build")),
                    press=partial(pressed, publications),
                )
                outcome = confined(
                    work,
                    bounds=bounds_for(_size(paths)),
                    told=lambda done: progress.update(task, completed=done[0], total=done[1]),
                )
        except Stopped as stop:
            finish(_stopped(stop, paths[0]), "text")
        except Misuse as error:
            sys.stderr.write(f"{error}\n")
            raise typer.Exit(2) from error
        except OSError as error:
            finish(_unwritten(error, Path(error.filename or ".")), "text")
        else:
            _leave(outcome)


def pressed(publications: Named, paths: Sequence[Path]) -> Report:
    """What the press itself finds in sources; runs in a process of its own."""
    from wenxuan.mishaps import told  # noqa: PLC0415
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
    *words_, told = words
    return work(*words_, progress=lambda done, all_: told((done, all_)), **ways)


def _quietly(work: Callable[..., Outcome], *words: Any, **ways: Any) -> Outcome:
    """Work in a process of its own that says nothing."""
    return work(*words[:-1], **ways)


def _size(paths: Sequence[Path]) -> int:
    """Bytes of the texts that paths mean; a file counts as an article at most."""
    files = (f for p in paths for f in (p.rglob("*") if p.is_dir() else (p,)))
    texts = (f for f in files if f.suffix not in (".png", ".jpg", ".jpeg") and is_file(f))
    return sum(min(f.stat().st_size, MAX_BYTES) for f in texts)


def _stopped(stop: Stopped, path: Path) -> Report:
    report = Report()
    report.add(stop.code, Span(stop.place or shown(path)), **stop.arguments)
    return report


def _bar() -> Progress:
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _unwritten(error: OSError, path: Path) -> Report:
    report = Report()
    report.add("OUT001", Span(shown(path)), name=shown(path), why=reason(error))
    return report


def _leave(outcome: Outcome) -> NoReturn:
    """Print what a verb came to and leave with its status."""
    sys.stdout.write(outcome.out)
    sys.stderr.write(outcome.err)
    raise typer.Exit(outcome.status)
