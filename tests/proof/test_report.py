"""report.json keeps to its published schema; report.html stands alone and shows what is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from proof_book import book, house

from press_tools import ROOT, call
from wenxuan.report_page import Picture, report_html

SCHEMA = json.loads((ROOT / "docs" / "schema" / "report.schema.json").read_text(encoding="utf-8"))
TYPES = {
    "string": str, "integer": int, "object": dict, "array": list, "boolean": bool,
    "null": type(None),
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], place: str = "$") -> list[str]:
    """Where a value departs from a schema, by the words of JSON Schema that ours uses."""
    found: list[str] = []
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(type(value) is TYPES[kind] for kind in kinds):
        return [f"{place}: {type(value).__name__}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value}")
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        found.append(f"{place}: {value}")
    if isinstance(value, dict):
        found += entries(value, schema, place)
    if isinstance(value, list):
        for i, item in enumerate(value):
            found += faults(item, schema.get("items", {}), f"{place}[{i}]")
    return found


def entries(value: dict[str, Any], schema: dict[str, Any], place: str) -> list[str]:
    """The same of the entries of an object."""
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{place}.{key} is missing" for key in set(schema.get("required", ())) - set(value)]
    for key, item in value.items():
        if key in known:
            found += faults(item, known[key], f"{place}.{key}")
        elif others is False:
            found.append(f"{place}.{key} is surplus")
        elif isinstance(others, dict):
            found += faults(item, others, f"{place}.{key}")
    return found


def reports(folder: Path) -> tuple[dict[str, Any], str]:
    """Both reports of the small book."""
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return data, (folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_build_and_its_full_check_are_reported(tmp_path):
    """Each article has its row; the full check adds its files, and what nobody checked is told."""
    folder, out = book(tmp_path), tmp_path / "build"
    assert call("build", folder, "--out", out, "-e", "screen", "-e", "print").returncode == 0
    data, html = reports(out / "river")
    assert faults(data, SCHEMA) == []
    assert [(a["title"], a["proved"]) for a in data["articles"]] == [
        ("春江水暖", True),
        ("夜航船", True),
    ]
    assert data["articles"][0]["notes"] == 2
    assert data["articles"][0]["figures"] == 1
    assert data["unchecked"]
    assert str(tmp_path) not in json.dumps(data)
    assert "春江水暖" in html
    call("check", "--full", folder, "--out", out)
    data, html = reports(out / "river")
    assert faults(data, SCHEMA) == []
    assert [(f["file"], f["faults"]) for f in data["proof"]["files"]] == [
        ("river.pdf", 0),
        ("river-print.pdf", 0),
    ]
    assert data["proof"]["files"][0]["foreign"] == data["artifacts"][0]["pages"]
    assert "full check" in html


@pytest.mark.slow
def test_a_failed_proof_shows_the_page(tmp_path):
    """A build that loses text has no PDF, but a report with the page and the spot on it."""
    folder = book(tmp_path, house(tmp_path, "bad", ".byline { color: white }"))
    out = tmp_path / "build"
    assert call("build", folder, "--out", out, "-e", "screen").returncode == 1
    data, html = reports(out / "river")
    assert faults(data, SCHEMA) == []
    assert data["built"] is False
    assert "PRF006" in {d["code"] for d in data["diagnostics"]}
    assert html.count("data:image/png;base64,") >= 1
    assert "<script" not in html
    assert "http" not in html


@pytest.mark.parametrize(
    "change", [{"built": "yes"}, {"slug": None}, {"surplus": 1}, {"counts": {"error": -1}}]
)
def test_the_schema_can_say_no(change):
    """A negative control: other types, unknown and missing entries are refused."""
    assert faults({"title": "书", **change}, SCHEMA)


def test_parts_of_others_stand_at_the_end():
    """A section that another step makes is added as it is, and pictures are inside the file."""
    data = {
        "title": "书", "slug": "b", "built": True, "artifacts": [], "counts": {"error": 0},
        "diagnostics": [], "versions": {},
    }  # fmt: skip
    html = report_html(data, [Picture(name="b.pdf", page=3, png=b"x")], ["<h2>印前</h2>"])
    assert html.endswith("<h2>印前</h2></body></html>\n")
    assert "b.pdf p. 3" in html
