"""What linting one file came to, and how it is kept between runs."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from wenxuan.desk.edits import Edit
from wenxuan.desk.facts import Facts
from wenxuan.desk.findings import Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What linting one file came to."""

    name: str
    findings: tuple[Placed, ...]
    facts: Facts | None


def digest(text: str | bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


@cache
def desk_version() -> str:
    """Hash of the desk itself: its code and its tables."""
    return digest("".join(_contents(files("wenxuan.desk"))))


def _contents(folder: Traversable) -> Iterator[str]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and not entry.name.startswith("__"):
            yield from _contents(entry)
        elif entry.name.endswith((".py", ".tsv")):
            yield entry.read_text(encoding="utf-8")


def load(file: Path | None) -> Record | None:
    """The record kept in a file; None when there is none that can be read."""
    try:
        return _record(json.loads(file.read_text(encoding="utf-8"))) if file else None
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def keep(file: Path | None, record: Record) -> None:
    """Keep a record for the next run; where nothing can be written it is made anew then."""
    if file is None:
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(_data(record), ensure_ascii=False), encoding="utf-8")
        draft.replace(file)
    except OSError:
        return


def _data(record: Record) -> dict[str, Any]:
    """Plain data; a line that many findings quote stands once."""
    facts = record.facts
    return {
        "name": record.name,
        "lines": {f.line: f.text for f in record.findings},
        "findings": [
            [f.code, f.line, f.column, f.width, f.arguments, [_edit(e) for e in f.edits], f.sure]
            for f in record.findings
        ],
        "facts": astuple(facts) if facts else None,
    }


def _edit(edit: Edit) -> list[object]:
    return [edit.start, edit.end, edit.old, edit.new, edit.code]


def _record(data: dict[str, Any]) -> Record:
    name, lines, facts = data["name"], data["lines"], data["facts"]
    findings = (
        Placed(
            code=code,
            path=name,
            line=line,
            column=column,
            width=width,
            text=lines[str(line)],
            arguments=tuple((key, value) for key, value in arguments),
            edits=tuple(Edit(*edit) for edit in edits),
            sure=sure,
        )
        for code, line, column, width, arguments, edits, sure in data["findings"]
    )
    return Record(name=name, findings=tuple(findings), facts=_facts(facts) if facts else None)


def _facts(data: list[Any]) -> Facts:
    title, place, date, paragraphs, forms = data
    return Facts(
        title=title,
        title_place=(place[0], place[1]),
        date=date,
        paragraphs=tuple(tuple(row) for row in paragraphs),
        forms=tuple(tuple(row) for row in forms),
    )
