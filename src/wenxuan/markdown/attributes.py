"""Which attributes are known where, and those at the end of headings and captions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span
from wenxuan.markdown.braces import BRACES, attributes_of
from wenxuan.model import Runs, Text
from wenxuan.schema import near

_WIDTH = re.compile(r"\d{1,3}(?:\.\d+)?(?:mm|cm|pt|em|%)")
_MEANT = re.compile(r"\{\s*(?:[.#][\w-]|[.#]?\s*\}|[A-Za-z]+=)")
"""How braces begin that are surely meant as attributes."""

BRACED = Phrase(
    "in braces stand #name without a space, .class and key=value",
    "花括号里写 #名字（中间不空格）、.类 或 键=值",
)


def heading_attributes(runs: Runs, report: Report) -> tuple[Runs, dict[str, str]]:
    """Runs without the `{#id}` at their end, and its attributes.

    Braces that are no attributes stay in the text; those that look like some are reported.
    """
    last = runs[-1] if runs else None
    if not isinstance(last, Text) or not last.text.rstrip().endswith("}"):
        return runs, {}
    start = last.text.rfind("{")
    braces = BRACES.fullmatch(last.text[start:].rstrip()) if start >= 0 else None
    if braces is None:
        return runs, {}
    found = attributes_of(braces[0])
    if found is None:
        if _MEANT.match(braces[0]):
            report.add("MD011", last.span.right(start), key=braces[0], near=BRACED)
        return runs, {}
    kept, head = last.text[:start].rstrip(), runs[:-1]
    return ((*head, replace(last, text=kept)) if kept else head), found


def known_attributes(
    attributes: Mapping[str, str], known: Iterable[str], span: Span, report: Report
) -> None:
    """Report attributes that mean nothing here."""
    known = tuple(known)
    for key, value in attributes.items():
        if key in known:
            continue
        if key == "class":
            for name in value.split():
                report.add("MD007", span, name=name, near="")
        else:
            report.add("MD011", span, key=key, near=near(key, known))


def width_of(attributes: Mapping[str, str], span: Span, report: Report) -> str | None:
    """The width of a picture such as `80mm` or `50%`."""
    width = attributes.get("width")
    if width is None:
        return None
    if not _WIDTH.fullmatch(width):
        report.add("MD017", span, value=width)
        return None
    return width
