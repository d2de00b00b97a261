"""The verbs of the printing house: preflight, impose, offprints, dist; `cli` takes them in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Literal

import typer

from wenxuan.diagnostics import Report, Span
from wenxuan.gate import reason, shown
from wenxuan.mishaps import going_on

Finish = Callable[[Report, str], None]
Named = Callable[[list[Path]], list[Path]]


def add_print_verbs(app: typer.Typer, publications: Named, finish: Finish) -> None:
    """Give `app` the verbs; `publications` finds folders, `finish` prints findings and leaves."""

    @app.command()
    def preflight(folders: list[Path], out: Path = Path("build")) -> None:
        """Judge the print files of publications; the pages with faults go to preflight.html."""
        from wenxuan.delivery import proof_print  # noqa: PLC0415

        def work(folder: Path, report: Report) -> Iterable[str]:
            return map(str, proof_print(folder, out, report))

        _each(publications(folders), out, work, finish)

    @app.command()
    def impose(
        folders: list[Path],
        out: Path = Path("build"),
        binding: Literal["saddle", "perfect"] = "saddle",
        signature: int | None = None,
        paper: Literal["A4", "A3", "flat"] = "A4",
    ) -> None:
        """Lay the pages of a print file on sheets: <slug>-booklet.pdf."""
        from wenxuan.delivery import bind_booklet  # noqa: PLC0415

        if signature not in (None, 4, 8, 16, 32):
            raise typer.BadParameter("4, 8, 16, 32", param_hint="--signature")
        if signature and binding == "saddle" and paper != "flat":
            why = "saddle stitch on A4 and A3 is one nest: leave it out, or take --paper flat"
            raise typer.BadParameter(why, param_hint="--signature")

        def work(folder: Path, report: Report) -> Iterable[str]:
            path = bind_booklet(folder, out, binding, signature or 16, paper, report)
            return [shown(path)] if path else []

        _each(publications(folders), out, work, finish)

    @app.command()
    def dist(
        folders: list[Path],
        out: Path = Path("build"),
        offprints: Annotated[  # noqa: FBT002 -- typer makes it a flag
            bool, typer.Option("--offprints")
        ] = False,
    ) -> None:
        """Pack what the printer gets: <slug>-dist.zip with a job ticket and SHA-256 sums."""
        from wenxuan.delivery import deliver, print_offprints  # noqa: PLC0415

        def work(folder: Path, report: Report) -> Iterable[str]:
            path = deliver(folder, out, report)
            pieces = print_offprints(folder, out, report) if offprints and path else []
            return [shown(p) for p in ([path] if path else []) + pieces]

        _each(publications(folders), out, work, finish)


def _each(
    folders: list[Path],
    out: Path,
    work: Callable[[Path, Report], Iterable[str]],
    finish: Finish,
) -> None:
    """Do the work for every folder, say what came of it, leave with the status it deserves."""
    report = Report()
    try:
        for folder in folders:
            with going_on(report, shown(folder / "publication.yaml")):
                for line in work(folder, report):
                    typer.echo(line)
    except OSError as error:
        report.add("OUT001", Span(shown(out)), name=shown(out), why=reason(error))
    finish(report, "text")
