"""Templates: the only module that imports jinja2.

A layout is data: its templates run in a sandbox, see nothing but what they are given, and an
undefined name is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from wenxuan.diagnostics import Report, Span
from wenxuan.layout.loader import Layout

_BREAK = re.compile(r"\s*\\\\\s*")
_DIGITS = "零一二三四五六七八九"


def render(layout: Layout, name: str, context: Mapping[str, Any], report: Report) -> str | None:
    """A template of the layout (or of one that it extends) as text; None with a diagnostic."""
    try:
        environment = _environment(layout.folders, plain=name.endswith(".css"))
        return environment.get_template(name).render(context)
    except Exception as error:  # a template may do anything that its sandbox allows
        line = getattr(error, "lineno", None) or _line(error)
        file = error.name if isinstance(error, TemplateSyntaxError) and error.name else name
        problem = getattr(error, "message", None) or f"{type(error).__name__}: {error}"
        report.add("LAY002", Span(f"layouts/{layout.name}/{file}", line), problem=problem)
        return None


@lru_cache(maxsize=16)
def _environment(folders: tuple[Path, ...], *, plain: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        undefined=StrictUndefined,
        autoescape=not plain,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(broken=broken, whole=whole, chinese=chinese, xml=Markup)
    return environment


def _line(error: Exception) -> int:
    """The template line of an error raised while rendering."""
    trace, line = error.__traceback__, 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith((".html", ".xhtml", ".css", ".svg")):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def broken(title: str) -> Markup:
    r"""A title with the line breaks that its author asked for by `\\`."""
    return Markup("<br/>").join(escape(line) for line in _BREAK.split(title))


def whole(title: str) -> str:
    r"""A title on one line, without `\\`."""
    return _BREAK.sub("", title)


def chinese(number: int) -> str:
    """1 to 99 in Chinese numerals: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    if number <= 0 or tens > 9:
        return str(number)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or number < 10 else "")
