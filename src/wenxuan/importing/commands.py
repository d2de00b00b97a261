"""`wenxuan import`, without the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wenxuan.desk.commands import ALL_CODES, Outcome
from wenxuan.desk.house import find_house, read_house
from wenxuan.diagnostics import Diagnostic, Report, Span
from wenxuan.gate import shown
from wenxuan.importing.importer import Imported, import_file, manifest, record_text
from wenxuan.importing.inputs import inputs, passed_over, stems
from wenxuan.output import write_atomic

RECORD = ".import.json"
"""End of the name of an import's record."""
_NAMES = {
    "title": ("标题", "title"),
    "subtitle": ("副题", "subtitle"),
    "section": ("栏目", "section"),
    "source": ("出处", "source"),
    "date": ("日期", "date"),
}


def import_sources(
    files: Sequence[Path],
    into: Path,
    *,
    dry_run: bool = False,
    encoding: str | None = None,
    language: str = "en",
) -> Outcome:
    """Import files into a publication's folder; it gets a publication.yaml if it has none.

    Nothing that is there is overwritten. Raises OSError.
    """
    report = Report()
    house = read_house(find_house(into), report)
    if report.failed:  # with other rules than the house's the articles would be wrong
        return Outcome(err="".join(_line(found, language) for found in report), status=1)
    made: list[Imported] = []
    said = [_passed(path, language) for path in passed_over(files)]
    taken: set[str] = set()
    for path, stem in stems(inputs(files)).items():
        imported = import_file(path, into, report, encoding, stem=stem, house=house)
        if imported is None or _refused(imported, into, taken, path, report):
            continue
        taken |= set(_targets(imported))
        made.append(imported)
        said += _told(imported, path, into, language, written=not dry_run)
        if dry_run:
            said.append(imported.text)
        else:
            _write(imported, into)
    if made and not dry_run:
        said += _listed(made, into, language)
    errors = "".join(_line(found, language) for found in report)
    return Outcome(out="".join(said), err=errors, status=int(report.failed))


def _passed(path: Path, language: str) -> str:
    zh, en = f"未导入 {shown(path)}：不认得这种文件\n", f"passed over {shown(path)}: unknown kind\n"
    return zh if language == "zh" else en


def _targets(imported: Imported) -> list[str]:
    """The files that an import writes."""
    return [imported.name, Path(imported.name).stem + RECORD, *imported.images]


def _refused(imported: Imported, into: Path, taken: set[str], path: Path, report: Report) -> bool:
    """True, with diagnostics, when a file that would be written is there already."""
    there = [name for name in _targets(imported) if (into / name).exists() or name in taken]
    for name in there:
        report.add("IMP002", Span(shown(path)), name=shown(into / name))
    return bool(there)


def _line(found: Diagnostic, language: str) -> str:
    said = f"{found.span}: {found.severity} {found.code}: {found.message(language)}\n"
    return said + (f"  hint: {hint}\n" if (hint := found.hint(language)) else "")


def _write(imported: Imported, into: Path) -> None:
    for name, data in imported.images.items():
        write_atomic(into / name, data)
    write_atomic(into / imported.name, imported.text.encode())
    record = into / (Path(imported.name).stem + RECORD)
    write_atomic(record, record_text(imported).encode())


def _listed(made: Sequence[Imported], into: Path, language: str) -> list[str]:
    """Begin a publication, or say which lines it lacks."""
    names = [imported.name for imported in made]
    target = into / "publication.yaml"
    if not target.exists():
        write_atomic(target, manifest(into.resolve().name, names).encode())
        return [f"{shown(target)}\n"]
    lines = "".join(f"  - {name}\n" for name in names)
    said = (
        "请列入 publication.yaml 的 contents："
        if language == "zh"
        else "list in contents of publication.yaml:"
    )
    return [f"{said}\n{lines}"]


def _told(imported: Imported, path: Path, into: Path, language: str, *, written: bool) -> list[str]:
    """What an editor should know of one import."""
    draft = imported.draft
    lines = [f"{shown(path)} → {shown(into / imported.name)}"]
    index = 0 if language == "zh" else 1
    for key, names in _NAMES.items():
        if value := getattr(draft, key):
            lines.append(f"  {names[index]}: {value}")
    for person in draft.authors:
        words = " · ".join(w for w in (person.affiliation, person.role) if w)
        lines.append(
            f"  {('作者', 'author')[index]}: {person.name}" + (f" ({words})" if words else "")
        )
    for kind, (zh, en) in {
        "heading": ("小标题", "headings"),
        "caption": ("图注", "captions"),
    }.items():
        if found := [b for b in draft.blocks if b.kind == kind]:
            lines.append(f"  {(zh, en)[index]}: {len(found)}")
    for code, count in sorted(imported.counts.items()):
        arguments = dict.fromkeys(("old", "new", "count", "mark", "point", "to"), "…")
        lines.append(
            f"  {count:5}  {code}  {ALL_CODES[code].message(language).format_map(_Any(arguments))}"
        )
    gone, open_ = len(draft.removed), len(draft.guesses)
    said = (
        f"  移出 {gone} 处，待核 {open_} 处"
        if language == "zh"
        else f"  {gone} removed, {open_} to check"
    )
    if written:
        record = Path(imported.name).stem + RECORD
        said += f"，详见 {record}" if language == "zh" else f": see {record}"
    return [line + "\n" for line in [*lines, said]]


class _Any(dict[str, str]):
    """Arguments of a message that speaks of no one place."""

    def __missing__(self, key: str) -> str:
        return "…"
