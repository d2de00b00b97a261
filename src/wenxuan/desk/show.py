"""Findings for people and tools: text with line and caret, JSON, SARIF 2.1.0, GitHub."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from wenxuan.code_table import Code, spoken
from wenxuan.desk.findings import Placed
from wenxuan.desk.house import House

WIDTH = 88
"""Columns of a quoted line; a Han character takes two."""

SHOWN = 3
"""Findings of one code and file that are quoted, where `--fix` mends them all."""

_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
_WEIGHTS = {"error": ("错误", "errors"), "warning": ("警告", "warnings"), "note": ("说明", "notes")}

Codes = Mapping[str, Code]
Houses = Mapping[str, House]


def weight(found: Placed, houses: Houses) -> str:
    """error, warning or note, as the house weighs it."""
    house = houses.get(found.path)
    return (house or House()).weight(found.code)


def message(found: Placed, codes: Codes, language: str) -> str:
    """What is wrong."""
    return codes[found.code].message(language).format_map(spoken(found.arguments, language))


def hint(found: Placed, codes: Codes, language: str) -> str:
    """What to do."""
    return codes[found.code].hint(language).format_map(spoken(found.arguments, language))


# --- text ---------------------------------------------------------------------------------------


def text(findings: Sequence[Placed], houses: Houses, codes: Codes, language: str) -> Iterator[str]:
    """Findings by file, each with its line and a caret, then the counts.

    Of what `--fix` mends by itself a file shows `SHOWN` of a code and counts the rest.
    """
    for path, group in groupby(findings, key=lambda f: f.path):
        seen: Counter[str] = Counter()
        for found in group:
            seen[found.code] += found.sure
            if not found.sure or seen[found.code] <= SHOWN:
                yield from _told(found, houses, codes, language)
        for code, count in sorted(seen.items()):
            if count > SHOWN:
                more = count - SHOWN
                yield f"{path}: {code}: " + (
                    f"另有 {more} 处" if language == "zh" else f"{more} more"
                )
    yield from counts(findings, houses, codes, language)


def _told(found: Placed, houses: Houses, codes: Codes, language: str) -> Iterator[str]:
    place = f"{found.path}:{found.line}:{found.column}"
    yield f"{place}: {weight(found, houses)} {found.code}: {message(found, codes, language)}"
    yield from quoted(found)
    if help_ := hint(found, codes, language):
        yield f"  hint: {help_}" + accepting(found, language)


def accepting(found: Placed, language: str) -> str:
    """How a suggestion is taken, for those that `--fix` leaves alone."""
    if not found.edits or found.sure:
        return ""
    return (
        " 接受：" if language == "zh" else "  accept: "
    ) + f"--accept {found.code}@{found.path}:{found.line}:{found.column}"


def quoted(found: Placed) -> Iterator[str]:
    """The part of the line around a finding and a caret below it, in columns of a terminal."""
    if not found.text.strip():
        return
    begin = found.column - 1
    left = begin
    while left and columns(found.text[left - 1 : begin]) < WIDTH // 2:
        left -= 1
    right = min(begin + found.width, len(found.text))
    while right < len(found.text) and columns(found.text[left : right + 1]) < WIDTH:
        right += 1
    head, tail = "…" if left else "", "…" if right < len(found.text) else ""
    line = visible(head + found.text[left:right] + tail)
    caret = " " * columns(visible(head + found.text[left:begin]))
    marks = "^" * max(1, min(columns(visible(found.text[begin : begin + found.width])), WIDTH))
    yield "    " + line
    yield "    " + caret + marks


def visible(line: str) -> str:
    """A line without tabs and control characters, which would move the caret."""
    return "".join(c if c.isprintable() or c == "\u3000" else " " for c in line)


def columns(line: str) -> int:
    """Columns that a terminal gives a text (UAX #11)."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in line)
    none = sum(unicodedata.combining(c) > 0 for c in line)
    return len(line) + wide - none


def counts(
    findings: Sequence[Placed], houses: Houses, codes: Codes, language: str
) -> Iterator[str]:
    """How many findings of each code, the most frequent first, and how many `--fix` would mend."""
    if not findings:
        return
    yield ""
    number = Counter(found.code for found in findings)
    sure = Counter(found.code for found in findings if found.sure)
    for code, count in sorted(number.items(), key=lambda item: (-item[1], item[0])):
        example = next(f for f in findings if f.code == code)
        fixes = f"  --fix {sure[code]}" if sure[code] else ""
        yield f"{count:6}  {code}  {message(example, codes, language)}{fixes}"
    weights = Counter(weight(found, houses) for found in findings)
    parts = [
        f"{weights[w]} 个{zh}" if language == "zh" else _many(weights[w], en)
        for w, (zh, en) in _WEIGHTS.items()
        if weights[w]
    ]
    yield ("，" if language == "zh" else ", ").join(parts)


def _many(count: int, words: str) -> str:
    return f"{count} {words.removesuffix('s') if count == 1 else words}"


# --- for tools ----------------------------------------------------------------------------------


def as_json(findings: Sequence[Placed], houses: Houses, codes: Codes, language: str) -> str:
    """A list of objects; `edits` give offsets in characters of the file's text."""
    data = [
        {
            "path": f.path,
            "line": f.line,
            "column": f.column,
            "severity": weight(f, houses),
            "code": f.code,
            "message": message(f, codes, language),
            "hint": hint(f, codes, language),
            "fixable": f.sure,
            "edits": [
                {"start": e.start, "end": e.end, "old": e.old, "new": e.new} for e in f.edits
            ],
        }
        for f in findings
    ]
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_sarif(findings: Sequence[Placed], houses: Houses, codes: Codes, language: str) -> str:
    """SARIF 2.1.0 (OASIS), columns in Unicode code points."""
    used = sorted({f.code for f in findings})
    rules = [
        {"id": code, "shortDescription": {"text": codes[code].message(language)}} for code in used
    ]
    results = [
        {
            "ruleId": f.code,
            "level": weight(f, houses),
            "message": {"text": message(f, codes, language)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": f.path},
                        "region": {
                            "startLine": f.line,
                            "startColumn": f.column,
                            "endColumn": f.column + f.width,
                        },
                    }
                }
            ],
        }
        for f in findings
    ]
    run = {
        "tool": {"driver": {"name": "wenxuan", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def as_github(findings: Sequence[Placed], houses: Houses, codes: Codes, language: str) -> str:
    """Workflow commands, one a line."""
    return "\n".join(
        f"::{_LEVELS[weight(f, houses)]} file={_escaped(f.path)},line={f.line},col={f.column},"
        f"title={f.code}::{_escaped(message(f, codes, language))}"
        for f in findings
    )


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace(",", "%2C")
