"""The sandbox of templates: a layout is data, and data does not compute for ever.

Names and attributes are those of Jinja's immutable sandbox; loops, sequences and output are
counted besides.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from contextvars import ContextVar
from pathlib import Path, PurePosixPath
from typing import Any, cast

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from wenxuan.gate import read_whole
from wenxuan.isolation import here
from wenxuan.layout.loader import own_file

MAX_ROUNDS = 2_000_000
"""Rounds of all loops of one template together."""
MAX_OUTPUT = 128_000_000
"""Characters that one template may write."""
MAX_SEQUENCE = 1_000_000
"""Characters or items that `*` may make of a string or a list."""
MAX_TEMPLATE = 1 << 20
"""Bytes of a template."""

# They make much of little, or something else each time.
_FILTERS = ("batch", "center", "format", "indent", "random", "replace", "slice", "wordwrap")
_METHODS = frozenset(
    ("center", "expandtabs", "format", "ljust", "replace", "rjust", "translate", "zfill")
)
_ROUNDS: ContextVar[list[int]] = ContextVar("_ROUNDS")


class Loader(BaseLoader):
    """Templates of a layout's folders, the nearest first; no name and no link leads outside."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Text and file of a template; raises TemplateNotFound."""
        del environment
        inside = ".." not in PurePosixPath(template).parts and not template.startswith("/")
        for folder in self.folders if inside else ():
            file = folder / template
            if own_file(folder, template):
                here(f"layouts/{folder.name}/{template}")
                return _text(file, template), str(file), _Same(file)
            if os.path.lexists(file):
                raise TemplateNotFound(template, f"{template}: no file of the layout")
        raise TemplateNotFound(template)


class _Same:
    """Says whether a file is still the one that was read."""

    def __init__(self, file: Path) -> None:
        self.file, self.stamp = file, file.stat().st_mtime_ns

    def __call__(self) -> bool:
        return self.file.stat().st_mtime_ns == self.stamp


def _text(file: Path, template: str) -> str:
    try:
        return read_whole(file, MAX_TEMPLATE).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateNotFound(template, f"{template}: {error}") from error


class Sandbox(ImmutableSandboxedEnvironment):
    """Renders templates that nobody vouches for."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, folders: tuple[Path, ...], *, autoescape: bool) -> None:
        super().__init__(
            loader=Loader(folders),
            undefined=StrictUndefined,
            autoescape=autoescape,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        for name in _FILTERS:
            self.filters.pop(name)
        self.globals.pop("lipsum")
        self.filters["counted"] = counted

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Send what every loop runs through by way of `counted`."""
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(
                loop.iter, "counted", [], [], None, None, lineno=loop.lineno, environment=self
            )
        return tree

    def wrap_str_format(self, value: Any) -> None:
        """Leave `format` of text to `is_safe_attribute`, which refuses it."""
        del value

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Methods that make much of little are no attributes of text."""
        many = isinstance(obj, str | bytes) and attr in _METHODS
        return not many and super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic of small numbers, and sequences of bounded length."""
        _check_operands(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def written(self, name: str, context: Mapping[str, Any]) -> str:
        """The text of a template; raises whatever it does, and SecurityError for too much."""
        token = _ROUNDS.set([0])
        try:
            text = "".join(_bounded(self.get_template(name).generate(context)))
            text.encode()  # a template may write half a character
            return text
        finally:
            _ROUNDS.reset(token)


def counted(items: Iterable[Any]) -> Iterable[Any]:
    """The items of a loop, taken off the rounds that a template has."""
    found = items if hasattr(items, "__len__") else list(items)
    rounds = _ROUNDS.get()
    rounds[0] += len(cast(Sized, found))
    if rounds[0] > MAX_ROUNDS:
        raise SecurityError(f"more than {MAX_ROUNDS} rounds of loops")
    return found


def _check_operands(operator: str, left: Any, right: Any) -> None:
    if operator == "%" and isinstance(left, str | bytes):
        raise SecurityError("% of text")
    if operator == "**" and not (abs(left) <= 1000 and abs(right) <= 10):
        raise SecurityError("a power of large numbers")
    if operator == "*":
        lengths = [len(side) if hasattr(side, "__len__") else abs(side) for side in (left, right)]
        plain = not any(hasattr(side, "__len__") for side in (left, right))
        if not plain and lengths[0] * lengths[1] > MAX_SEQUENCE:
            raise SecurityError(f"a sequence of more than {MAX_SEQUENCE}")


def _bounded(pieces: Iterator[str]) -> Iterator[str]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MAX_OUTPUT:
            raise SecurityError(f"more than {MAX_OUTPUT} characters of output")
        yield piece
