"""The gate for bytes: a file becomes text only when every character of it can be set.

Strict UTF-8 (a byte order mark is accepted). GB18030 and other encodings never fail to
decode as something, so they are named and refused, not guessed.
"""

from __future__ import annotations

import codecs
import hashlib
import re
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from wenxuan.diagnostics import Report, Span

MAX_BYTES = 4 * 1024 * 1024
"""Largest source file in bytes: an article of more than a million characters is a book."""

# C0 but tab, line feed and carriage return; DEL; C1 but NEL is refused too: no font has them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NONCHARACTER = re.compile(
    "[\ufdd0-\ufdef" + "".join(f"{chr(p + 0xFFFE)}{chr(p + 0xFFFF)}" for p in range(0, 0x110000, 0x10000)) + "]"
)
# Embedding and override controls reorder what is read against what is stored (UAX #9).
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_REFUSED = (("SRC002", _CONTROL), ("SRC002", _BIDI), ("SRC003", _SURROGATE), ("SRC004", _NONCHARACTER))


@dataclass(frozen=True, slots=True)
class Source:
    """A file that passed the gate."""

    path: str
    """As shown to the editor, with forward slashes."""
    text: str
    """Decoded, without byte order mark, line ends as U+000A."""
    digest: str
    """SHA-256 of the bytes, in hexadecimal."""
    file: Path

    def span(self, offset: int) -> Span:
        """The place of a character offset of `text`."""
        line = self.text.count("\n", 0, offset) + 1
        return Span(self.path, line, offset - self.text.rfind("\n", 0, offset))


def shown(path: Path, base: Path | None = None) -> str:
    """A path as an editor would name it: relative to `base` (default: the working folder)."""
    base = (base or Path.cwd()).resolve()
    absolute = path if path.is_absolute() else base / path
    try:
        return PurePosixPath(absolute.relative_to(base)).as_posix()
    except ValueError:
        return PurePosixPath(path).as_posix()


def read_bytes(path: Path, name: str, report: Report, limit: int = MAX_BYTES) -> bytes | None:
    """The bytes of a regular file of at most `limit` bytes, or None with a diagnostic.

    Devices, pipes and folders are refused before they are opened.
    """
    span = Span(name)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            report.add("SRC008", span, name=name)
            return None
        if status.st_size > limit:
            report.add("SRC007", span, size=status.st_size, limit=limit)
            return None
        return path.read_bytes()
    except FileNotFoundError:
        report.add("SRC006", span, name=name, near="")
    except OSError as error:
        report.add("SRC011", span, name=name, why=error.strerror or "?")
    return None


def read_source(path: Path, report: Report, name: str | None = None) -> Source | None:
    """The text of a file, or None with a located diagnostic for every fault of its bytes."""
    name = name or shown(path)
    data = read_bytes(path, name, report)
    if data is None:
        return None
    text = _decode(data, name, report)
    if text is None:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        report.add("SRC005", Span(name))
        return None
    source = Source(name, text, hashlib.sha256(data).hexdigest(), path)
    return None if _refuse(source, report) else source


def _decode(data: bytes, name: str, report: Report) -> str | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        report.add("SRC001", Span(name), encoding="UTF-16")
        return None
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        report.add("SRC001", Span(name, line, column), encoding=_guess(data))
        return None


def _guess(data: bytes) -> str:
    """Name the likeliest encoding of bytes that are not UTF-8, for the message only."""
    if data[:4096].count(0) > len(data[:4096]) // 5:
        return "UTF-16"
    for encoding in ("gb18030", "big5", "shift_jis", "euc_kr"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        common = sum("一" <= c <= "鿿" or c in "，。、的" for c in text)
        if common * 3 > sum(c > "\x7f" for c in text):
            return encoding.upper()
    return "unknown"


def _refuse(source: Source, report: Report) -> bool:
    """Report each refused character; true when there is any."""
    found = False
    for code, pattern in _REFUSED:
        for match in pattern.finditer(source.text):
            found = True
            report.add(code, source.span(match.start()), code=f"{ord(match[0]):04X}")
    return found
