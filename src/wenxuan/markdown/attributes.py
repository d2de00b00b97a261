"""Attributes in braces: which are known, and those at the end of headings and captions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from mdit_py_plugins.attrs.parse import ParseError, parse

from wenxuan.diagnostics import Report, Span
from wenxuan.model import Runs, Text
from wenxuan.schema import near

_TAIL = re.compile(r"\s*(\{[^{}|]*\})\s*$")
_WIDTH = re.compile(r"\d{1,3}(?:\.\d+)?(?:mm|cm|pt|em|%)")


def heading_attributes(runs: Runs) -> tuple[Runs, dict[str, str]]:
    """Runs without the `{#id}` at their end, and its attributes."""
    if not runs or not isinstance(runs[-1], Text):
        return runs, {}
    last = runs[-1]
    match = _TAIL.search(last.text)
    if match is None:
        return runs, {}
    try:
        _, attributes = parse(match[1])
    except ParseError:
        return runs, {}
    kept = last.text[: match.start()]
    head = runs[:-1]
    return ((*head, replace(last, text=kept)) if kept else head), attributes


def known_attributes(
    attributes: Mapping[str, object], known: Iterable[str], span: Span, report: Report
) -> None:
    """Report attributes that mean nothing here."""
    known = tuple(known)
    for key in attributes:
        if key not in known:
            code, name = ("MD007", str(attributes[key])) if key == "class" else ("MD011", key)
            arguments = {"name" if key == "class" else "key": name}
            report.add(code, span, near=near(name, known), **arguments)


def width_of(attributes: Mapping[str, object], span: Span, report: Report) -> str | None:
    """The width of a picture such as `80mm` or `50%`."""
    width = attributes.get("width")
    if width is None:
        return None
    if not _WIDTH.fullmatch(str(width)):
        report.add("MD017", span, value=width)
        return None
    return str(width)
