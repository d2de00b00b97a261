"""C declarations of WeasyPrint and the composer as the tables that cffi makes: a seam to cffi.

To parse them takes a tenth of a second in each process. The tables are plain data, kept under the
hash of the text; where there are none, none that are whole, or some that another could have
written (they say how memory is read), the text is parsed as ever.
"""

from __future__ import annotations

import ast
import hashlib
import io
import marshal
import os
import stat
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import cffi

from wenxuan.output import write_atomic

_SEAL: Final = 32
"""Bytes of the SHA-256 that tables begin with."""
_FFI: Final = cffi.FFI


def keep_declarations(folder: Path) -> None:
    """Have every `cffi.FFI` from now on look for the tables of its declarations in a folder."""
    cffi.FFI = lambda: Declared(folder)


class Declared:
    """A `cffi.FFI` whose first declarations may have been parsed by an earlier process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: Any = None
        self.texts: list[str] = []

    def cdef(self, text: str) -> None:
        """Declare C types and functions; those of a second call are parsed, with the first."""
        self.texts.append(text)
        if len(self.texts) == 1:
            self._first(text)
            return
        self.made = _FFI()
        for each in self.texts:
            self.made.cdef(each)

    def _first(self, text: str) -> None:
        parts = (text, cffi.__version__, sys.version, sys.maxsize, sys.platform)
        path = self.folder / hashlib.sha256(repr(parts).encode()).hexdigest()
        tables = _recall(path) or self._parsed(text, path)
        if tables:
            # With tables cffi need not read all names of types again for each that is asked for.
            self.made = import_module("_cffi_backend").FFI("declared", **tables)

    def _parsed(self, text: str, path: Path) -> dict[str, Any]:
        """Tables made and kept; none of what cffi cannot say without a compiler."""
        self.made, tables = _FFI(), {}
        self.made.cdef(text)
        with suppress(Exception):
            tables = _tables(self.made)
            data = marshal.dumps(tables)
            write_atomic(path, hashlib.sha256(data).digest() + data)
        return tables

    def __getattr__(self, name: str) -> Any:
        """Whatever else a `cffi.FFI` has."""
        return getattr(self.made, name)


def _recall(path: Path) -> dict[str, Any] | None:
    """Tables as they were kept; None when there are none, none that are whole, or not our own."""
    with suppress(OSError), path.open("rb") as file:
        about, data = os.fstat(file.fileno()), file.read()
        own = about.st_uid == os.getuid() and not about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if own and hashlib.sha256(data[_SEAL:]).digest() == data[:_SEAL]:
            return dict(marshal.loads(data[_SEAL:]))  # noqa: S302 -- sealed, and no code
    return None


def _tables(made: Any) -> dict[str, Any]:
    """What cffi writes into a module without C code: the arguments of one call, all plain data."""
    from cffi.recompiler import Recompiler  # noqa: PLC0415 -- hardly ever needed

    writer, file = Recompiler(made, "declared", target_is_python=True), io.StringIO()
    writer.collect_type_table()
    writer.collect_step_tables()
    writer.write_py_source_to_f(file)
    call: Any = ast.parse(file.getvalue()).body[-1]
    return {word.arg: ast.literal_eval(word.value) for word in call.value.keywords}
