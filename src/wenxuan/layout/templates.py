"""Templates, and what a layout may ask of a text.

A layout is data: its templates run in a sandbox, see nothing but what they are given, and an
undefined name is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from markupsafe import Markup, escape

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span
from wenxuan.layout.downward import Column, front_title
from wenxuan.layout.loader import Layout
from wenxuan.layout.sandbox import Sandbox

_BREAK = re.compile(r"\s*\\\\\s*")
_DIGITS = "零一二三四五六七八九"


def render(layout: Layout, name: str, context: Mapping[str, Any], report: Report) -> str | None:
    """A template of the layout (or of one that it extends) as text; None with a diagnostic."""
    try:
        environment = _environment(layout.folders, plain=name.endswith(".css"))
        return environment.written(name, context)
    except Exception as error:  # a template may do anything that its sandbox allows
        report.add("LAY002", _place(error, layout, name), problem=_problem(error))
        return None


@lru_cache(maxsize=16)
def _environment(folders: tuple[Path, ...], *, plain: bool) -> Sandbox:
    environment = Sandbox(folders, autoescape=not plain)
    environment.filters.update(
        broken=broken, whole=whole, chinese=chinese, downward=downward, xml=Markup
    )
    return environment


def _place(error: Exception, layout: Layout, name: str) -> Span:
    """File and line of the piece that failed, in the layout that has it."""
    if isinstance(error, TemplateSyntaxError):
        return _shown(layout, Path(error.filename or error.name or name), error.lineno)
    trace, span = error.__traceback__, _shown(layout, Path(name), 1)
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if any(file.is_relative_to(folder) for folder in layout.folders):
            span = _shown(layout, file, trace.tb_lineno)
        trace = trace.tb_next
    return span


def _shown(layout: Layout, file: Path, line: int) -> Span:
    """A template as the designer names it: `layouts/house/print/half.html`."""
    for folder in layout.folders:
        path = folder / file  # which is `file` itself when that is absolute
        if path.is_file() and path.is_relative_to(folder):
            rest = path.relative_to(folder)
            return Span(f"layouts/{folder.name}/{rest.as_posix()}", line)
    return Span(f"layouts/{layout.name}/{file.as_posix()}", line)


def _problem(error: Exception) -> Phrase:
    """What Jinja said, in both languages."""
    said = getattr(error, "message", None) or f"{type(error).__name__}: {error}"
    if isinstance(error, TemplateNotFound):
        return Phrase(f"there is no template {error.name}", f"没有模板 {error.name}")
    if isinstance(error, UndefinedError):
        name = said.split("'")[-2] if said.count("'") > 1 else said
        return Phrase(f"{name} is not defined", f"{name} 没有定义")
    if isinstance(error, TemplateSyntaxError):
        return Phrase(f"it is not well-formed: {said}", f"写法有误（{said}）")
    return Phrase(f"it fails: {said}", f"运行出错（{said}）")


def broken(title: str) -> Markup:
    r"""A title with the line breaks that its author asked for by `\\`."""
    return Markup("<br/>").join(escape(line) for line in _BREAK.split(title))


def whole(title: str) -> str:
    r"""A title on one line, without `\\`."""
    return _BREAK.sub("", title)


def lines_of(title: str) -> list[str]:
    r"""The lines of a title that its author broke by `\\`."""
    return [line for line in _BREAK.split(title) if line]


def downward(title: str, room: float, largest: float) -> tuple[Column, ...]:
    """A title in columns of at most `room` points, in type of at most `largest`."""
    return front_title(lines_of(title), room, largest)


def chinese(number: int) -> str:
    """1 to 99 in Chinese numerals: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    if number <= 0 or tens > 9:
        return str(number)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or number < 10 else "")
