"""The JSON Schema of report.json, published as docs/schema/report.schema.json."""

from __future__ import annotations

import json
from typing import Any, Final

_TEXT: Final[dict[str, Any]] = {"type": "string"}
_COUNT: Final[dict[str, Any]] = {"type": "integer", "minimum": 0}
_BOTH: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"en": _TEXT, "zh": _TEXT},
    "required": ["en", "zh"],
    "additionalProperties": False,
}


def _all(**properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has just these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_DIAGNOSTIC: Final = _all(
    path=_TEXT, line=_COUNT, column=_COUNT,
    severity={"enum": ["error", "warning", "note"]},
    code={"type": "string", "pattern": "^[A-Z]+[0-9]+$"},
    message=_BOTH, hint=_BOTH,
)  # fmt: skip
_NAMES: Final[dict[str, Any]] = {"type": "object", "additionalProperties": _TEXT}

SCHEMA: Final[dict[str, Any]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "report.json",
    "description": "What one build of a publication came to, and what was checked of it.",
    **_all(
        title=_TEXT,
        slug=_TEXT,
        built={"type": "boolean"},
        artifacts=_many(
            _all(
                edition={"enum": ["screen", "print", "cover", "epub"]},
                file=_TEXT, bytes=_COUNT, sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
                pages={"type": ["integer", "null"]},
            )
        ),
        counts=_all(error=_COUNT, warning=_COUNT, note=_COUNT),
        articles=_many(
            _all(
                key=_TEXT, title=_TEXT, path=_TEXT, first=_TEXT, last=_TEXT, pages=_COUNT,
                characters=_COUNT, figures=_COUNT, tables=_COUNT, notes=_COUNT,
                proved={"type": "boolean"},
            )
        ),
        diagnostics=_many(_DIAGNOSTIC),
        proof={
            "type": ["object", "null"],
            "properties": {
                "files": _many(
                    _all(file=_TEXT, pages=_COUNT, characters=_COUNT, foreign=_COUNT, faults=_COUNT)
                ),
                "diagnostics": _many(_DIAGNOSTIC),
            },
            "required": ["diagnostics", "files"],
            "additionalProperties": False,
        },
        unchecked=_many(_BOTH),
        versions=_NAMES,
        fonts=_NAMES,
    ),
}  # fmt: skip
SCHEMA["properties"]["preflight"] = _many({"type": "object"})


def report_schema() -> str:
    """The schema as text."""
    return json.dumps(SCHEMA, ensure_ascii=False, indent=2) + "\n"
