"""The verbs of the printing house: preflight, impose, offprints, dist; `cli` takes them in."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from wenxuan.cli_say import finish, unwritten
from wenxuan.diagnostics import Report
from wenxuan.gate import publications

if TYPE_CHECKING:
    from wenxuan.pressroom import Work


def preflight(folders: list[Path], out: Path = Path("build")) -> None:
    """Judge the print files of publications; the pages with faults go to preflight.html."""
    from wenxuan.delivery import judged  # noqa: PLC0415

    _each(folders, out, judged)


def impose(
    folders: list[Path],
    out: Path = Path("build"),
    binding: Literal["saddle", "perfect"] = "saddle",
    signature: int | None = None,
    paper: Literal["A4", "A3", "flat"] = "A4",
) -> None:
    """Lay the pages of a print file on sheets: <slug>-booklet.pdf."""
    from wenxuan.delivery import imposed  # noqa: PLC0415

    if signature not in (None, 4, 8, 16, 32):
        raise typer.BadParameter("4, 8, 16, 32", param_hint="--signature")
    if signature and binding == "saddle" and paper != "flat":
        why = "saddle stitch on A4 and A3 is one nest: leave it out, or take --paper flat"
        raise typer.BadParameter(why, param_hint="--signature")

    work = partial(imposed, binding=binding, signature=signature or 16, paper=paper)
    _each(folders, out, work)


def dist(
    folders: list[Path],
    out: Path = Path("build"),
    offprints: Annotated[bool, typer.Option("--offprints")] = False,
) -> None:
    """Pack what the printer gets: <slug>-dist.zip with a job ticket and SHA-256 sums."""
    from wenxuan.delivery import delivered  # noqa: PLC0415

    _each(folders, out, partial(delivered, pieces=offprints))


def _each(folders: list[Path], out: Path, work: Work) -> NoReturn:
    """Do the work for every folder, say what came of it, leave with the status it deserves."""
    from wenxuan.pressroom import apart  # noqa: PLC0415

    report = Report()
    try:
        for folder in publications(folders):
            lines, found = apart(folder, out, work)
            report.extend(found)
            for line in lines:
                typer.echo(line)
    except OSError as error:
        report.extend(unwritten(out, error))
    finish(report)
