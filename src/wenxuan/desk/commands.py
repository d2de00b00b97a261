"""`wenxuan lint`, without the command line: what it prints and with which status it leaves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wenxuan.code_table import Phrase
from wenxuan.codes import CODES
from wenxuan.desk import show
from wenxuan.desk.edits import Edit, unified_diff
from wenxuan.desk.findings import Placed
from wenxuan.desk.fix import fix
from wenxuan.desk.house import House, find_house, read_house
from wenxuan.desk.lint import Linted, lint
from wenxuan.desk.rewrite import replace_file, rewritten
from wenxuan.desk.sources import language_of, sources
from wenxuan.diagnostics import Report, Severity
from wenxuan.gate import read_source, shown
from wenxuan.mishaps import ours
from wenxuan.output import MARKER

ALL_CODES = CODES
_ACCEPT = re.compile(r"(?P<code>[A-Z]{2,4}\d{3})@(?P<path>.+?):(?P<line>\d+)(?::(?P<column>\d+))?")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a verb prints to standard output and standard error, and its exit status."""

    out: str = ""
    err: str = ""
    status: int = 0


class Misuse(ValueError):
    """Words of the command line that mean nothing, told by a Phrase; exit status 2."""


def lint_sources(  # noqa: PLR0913 -- the options of a verb
    paths: Sequence[Path],
    *,
    mend: bool = False,
    diff: bool = False,
    accept: Sequence[str] = (),
    output_format: str = "text",
    language: str = "en",
    cache: Path | None = None,
    progress: Progress = lambda _done, _all: None,
    press: Callable[[Sequence[Path]], Report] | None = None,
) -> Outcome:
    """Lint, after mending what is asked for; `press` adds what the press itself finds.

    Raises Misuse for an `--accept` that names nothing, OSError when a file cannot be written.
    """
    said: list[str] = []
    if accept:
        said += take(paths, accept, language)
    if mend or diff:
        said += mend_files(paths, write=mend, diff=diff, language=language)
        if not mend and not any(_faulty(path) for path in sources(paths)):
            return Outcome(out="".join(said))
    linted = lint(paths, cache, progress, press)
    return _outcome(linted, linted.report, said, output_format, language)


def _outcome(
    linted: Linted, report: Report, said: list[str], output_format: str, language: str
) -> Outcome:
    known = {(f.code, f.path, f.line, f.column) for f in linted.findings}
    pressed = (f for f in _as_placed(report) if (f.code, f.path, f.line, f.column) not in known)
    findings = (*pressed, *linted.findings)
    houses = dict(linted.houses)
    failed = report.failed or any(show.weight(f, houses) == "error" for f in linted.findings)
    status = 3 if ours(report) else int(failed)
    makers = {"json": show.as_json, "sarif": show.as_sarif, "github": show.as_github}
    if output_format in makers:
        out = makers[output_format](findings, _weighed(houses, report), ALL_CODES, language)
        return Outcome(out=out + "\n", err="".join(said), status=status)
    lines = list(show.text(findings, _weighed(houses, report), ALL_CODES, language))
    return Outcome(
        out="".join(said), err="".join(f"{line}\n" for line in lines), status=status
    )


def _weighed(houses: dict[str, House], report: Report) -> dict[str, House]:
    """The houses of all paths; what the press finds weighs what its own table says."""
    press = {
        code: str(Severity(CODES[code].severity))
        for code in {d.code for d in report}
        if code in CODES
    }
    plain = House().model_copy(update={"rules": press})
    merged = {
        path: house.model_copy(update={"rules": {**press, **house.rules}})
        for path, house in houses.items()
    }
    return {**{d.span.path: plain for d in report}, **merged}


def _as_placed(report: Report) -> list[Placed]:
    return [
        Placed(
            code=d.code,
            path=d.span.path,
            line=d.span.line,
            column=d.span.column,
            width=1,
            text="",
            arguments=d.arguments,
        )
        for d in report
    ]


def cache_in(out: Path) -> Path | None:
    """The folder of kept records below the folder of builds; None where it cannot be."""
    try:
        if not out.exists():
            out.mkdir(parents=True)
            (out / MARKER).touch()
    except OSError:
        return None
    return out / ".cache" / "lint"


# --- mending ------------------------------------------------------------------------------------


def mend_files(paths: Sequence[Path], *, write: bool, diff: bool, language: str) -> list[str]:
    """Fix every file that paths mean whose house.yaml is sound; diffs if asked for, counts."""
    said: list[str] = []
    number: Counter[str] = Counter()
    changed = 0
    for path in sources(paths):
        source = read_source(path, Report())
        faults = Report()
        house = read_house(find_house(path.parent), faults)
        if source is None or faults.failed:  # lint says what is wrong with house.yaml
            continue
        fixed = fix(source.text, source.path, language_of(path), house)
        if not fixed.spans:
            continue
        changed += 1
        number.update(edit.code for edit in fixed.edits)
        if diff:
            said.append(unified_diff(source.text, fixed.text, source.path))
        if write:
            replace_file(path, rewritten(path.read_bytes(), fixed.spans))
    if write:
        said += _counted(number, changed, language)
    return said


def _faulty(path: Path) -> bool:
    """True when the house.yaml of a file cannot be trusted."""
    report = Report()
    read_house(find_house(path.parent), report)
    return report.failed


def _counted(number: Counter[str], changed: int, language: str) -> list[str]:
    lines = [
        f"{count:6}  {code}\n"
        for code, count in sorted(number.items(), key=lambda i: (-i[1], i[0]))
    ]
    total = sum(number.values())
    zh, en = f"改了 {changed} 个文件，{total} 处\n", f"{total} edits in {changed} files\n"
    return [*lines, zh if language == "zh" else en]


# --- accepting ----------------------------------------------------------------------------------


def take(paths: Sequence[Path], accept: Sequence[str], language: str) -> list[str]:
    """Make the suggested edits that are named `CODE@path:line:column`; the column may lack.

    None with a faulty house.yaml. Raises Misuse for a name of another form, for one that names
    no suggestion, and for one without a column that names several.
    """
    wanted = {word: _parsed(word) for word in accept}
    names = dict.fromkeys(shown(Path(found["path"])) for found in wanted.values())
    files = [*sources(paths), *(Path(name) for name in names)]
    linted = lint(list(dict.fromkeys(p for p in files if shown(p) in names)))
    if linted.report.failed:
        return []
    findings = linted.findings
    said: list[str] = []
    for name in names:
        edits: list[Edit] = []
        for word, form in wanted.items():
            if shown(Path(form["path"])) == name:
                edits += _named(word, form, name, findings)
        said += _write(Path(name), edits, language)
    return said


def _parsed(word: str) -> re.Match[str]:
    form = _ACCEPT.fullmatch(word)
    if form is None:
        raise Misuse(
            Phrase(
                f"{word}: write --accept CODE@path:line:column, as lint prints it",
                f"{word}：应写 --accept 代码@路径:行:列，照 lint 所显示的",
            )
        )
    return form


def _named(word: str, form: re.Match[str], name: str, findings: Sequence[Placed]) -> list[Edit]:
    found = [
        f
        for f in findings
        if (f.code, f.path, f.line) == (form["code"], name, int(form["line"]))
        and (form["column"] is None or f.column == int(form["column"]))
        and f.edits
    ]
    if not found:
        raise Misuse(Phrase(f"{word}: no suggestion there", f"{word}：那里没有可接受的建议"))
    if len(found) > 1 and form["column"] is None:
        each = " ".join(f"{word}:{f.column}" for f in found)
        raise Misuse(
            Phrase(
                f"{word}: {len(found)} suggestions, name one: {each}",
                f"{word}：有 {len(found)} 处建议，请指明哪一处：{each}",
            )
        )
    return [edit for f in found for edit in f.edits]


def _write(path: Path, edits: Sequence[Edit], language: str) -> list[str]:
    ordered = sorted(set(edits))
    replace_file(
        path, rewritten(path.read_bytes(), tuple((e.start, e.end, e.new) for e in ordered))
    )
    arrow = "改为" if language == "zh" else "becomes"
    return [f"{shown(path)}: {e.code}: {e.old} {arrow} {e.new}\n" for e in ordered]
