"""The gate for bytes: a file becomes text only when every character of it can be set.

Strict UTF-8 (a byte order mark is accepted). GB18030 and other encodings never fail to
decode as something, so they are named and refused, not guessed.
"""

from __future__ import annotations

import codecs
import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span
from wenxuan.isolation import here

MAX_BYTES = 4 * 1024 * 1024
"""Largest source file in bytes: an article of more than a million characters is a book."""

MAX_REFUSED = 50
"""Most refused characters of a file that are reported one by one."""

# C0 but tab, line feed and carriage return; DEL; C1; the separators U+2028 and U+2029: no font
# has them, and some programs break lines at them. Embedding and override controls reorder what
# is read against what is stored (UAX #9).
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_SURROGATE = "\ud800-\udfff"
_NONCHARACTER = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_REFUSED = re.compile(f"([{_CONTROL}])|([{_SURROGATE}])|([{_NONCHARACTER}])")
_SPACES = re.compile("[\n\t\u3000]+")
"""What is not printable and yet allowed; nothing refused is printable."""
_CODES = ("SRC002", "SRC003", "SRC004")
_BLANK = "〓"


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


def shown(path: Path) -> str:
    """A path as an editor would name it: relative to the working folder."""
    base = Path.cwd().resolve()
    absolute = path if path.is_absolute() else base / path
    try:
        return PurePosixPath(absolute.relative_to(base)).as_posix()
    except ValueError:
        return PurePosixPath(path).as_posix()


def refused(text: str) -> Iterator[tuple[str, int]]:
    """Code of the diagnostic and offset of each character that can not be set."""
    if _SPACES.sub("", text).isprintable():  # ten times as fast as to look for each
        return
    for match in _REFUSED.finditer(text):
        yield _CODES[(match.lastindex or 1) - 1], match.start()


def lies_inside(path: Path, folder: Path) -> bool:
    """True when a path, links followed, stays in a folder; one that cannot be followed does not."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def folder_of(path: Path) -> Path:
    """The folder of a publication that is named by its publication.yaml; else the path itself."""
    return path.parent if path.name == "publication.yaml" and not path.is_dir() else path


def publications(paths: Iterable[Path]) -> list[Path]:
    """The publications that paths mean: themselves, or those right below a folder that is none."""
    found: list[Path] = []
    for path in map(folder_of, paths):
        below = sorted(p.parent for p in path.glob("*/publication.yaml")) if path.is_dir() else []
        found += [path] if (path / "publication.yaml").exists() or not below else below
    return list(dict.fromkeys(found))


def is_file(path: Path) -> bool:
    """True for a regular file; false, and no error, for a name that no file system can hold."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


_WRITE = Phrase(
    "write the article or take it out of the publication", "请写入内容，或从汇编中去掉它"
)
_FILL = Phrase(
    "write at least title, language and contents, one in a line as key: value",
    "至少要有 title、language、contents，每行一个，写成 key: value",
)
_REASONS: dict[int, Phrase] = {
    errno.EACCES: Phrase("you have no right to do so", "没有权限"),
    errno.EPERM: Phrase("you have no right to do so", "没有权限"),
    errno.EROFS: Phrase("the disk is read-only", "磁盘只读"),
    errno.ENOSPC: Phrase("the disk is full", "磁盘已满"),
    errno.EFBIG: Phrase("files may not be so large", "文件大小受限"),
    errno.EDQUOT: Phrase("your share of the disk is full", "磁盘配额已满"),
    errno.ENOTDIR: Phrase(
        "a part of the path is a file, not a folder", "路径中有一段是文件而不是文件夹"
    ),
    errno.EISDIR: Phrase("it is a folder", "它是文件夹"),
    errno.EEXIST: Phrase("there is a file of that name", "已有同名的文件"),
    errno.ENOENT: Phrase("there is no such folder", "没有这个文件夹"),
    errno.ENAMETOOLONG: Phrase("the name is too long", "名字太长"),
    errno.ELOOP: Phrase("links lead in a circle", "链接绕成了圈"),
    errno.EIO: Phrase("the disk does not answer", "磁盘读写出错"),
}


def reason(error: OSError) -> Phrase:
    """Why the system refused, in both languages."""
    number = error.errno or 0
    return _REASONS.get(number, Phrase(f"system error {number}", f"系统错误 {number}"))


def is_folder(path: Path) -> bool:
    """True for a folder; false, and no error, for a name that no file system can hold."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def read_bytes(
    path: Path, name: str, report: Report, limit: int = MAX_BYTES, span: Span | None = None
) -> bytes | None:
    """The bytes of a regular file of at most `limit` bytes, or None with a diagnostic at `span`.

    Devices, pipes and folders are refused before they are opened. Without `span` the diagnostic
    stands at the beginning of the file itself.
    """
    span = span or Span(name)
    here(span.path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            report.add("SRC008", span, name=name)
            return None
        if status.st_size > limit:
            report.add("SRC007", span, size=status.st_size, limit=limit)
            return None
        return read_whole(path, limit)
    except FileNotFoundError:
        report.add("SRC006", span, name=name, near="")
    except OSError as error:
        report.add("SRC011", span, name=name, why=reason(error))
    return None


def read_whole(path: Path | str, limit: int) -> bytes:
    """The bytes of a regular file of at most `limit` bytes; raises OSError for anything else.

    A pipe that took a file's place is not waited for, and what grows is not read to its end.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
        return file.read(min(limit, status.st_size + 1))


def read_source(
    path: Path, report: Report, name: str | None = None, *, salvage: bool = False
) -> Source | None:
    """The text of a file, or None with a located diagnostic for every fault of its bytes.

    What can be salvaged has a geta mark for each refused character: one run tells the rest, too.
    """
    name = name or shown(path)
    data = read_bytes(path, name, report)
    if data is None:
        return None
    text = _decode(data, name, report)
    if text is None:
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        report.add("SRC005", Span(name), cure=_FILL if path.name == "publication.yaml" else _WRITE)
        return None
    source = Source(name, text, hashlib.sha256(data).hexdigest(), path)
    if _refuse(source, report):
        return replace(source, text=_REFUSED.sub(_BLANK, text)) if salvage else None
    return source


def _decode(data: bytes, name: str, report: Report) -> str | None:
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        report.add("SRC001", Span(name), encoding="UTF-32")
        return None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _is_utf16(data):
        report.add("SRC001", Span(name), encoding="UTF-16")
        return None
    try:
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        report.add("SRC001", Span(name, line, column), encoding=_guess(data))
        return None


def _is_utf16(data: bytes) -> bool:
    """True when NULs stand at places of one parity only: UTF-16 without mark, mostly Latin."""
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    return max(even, odd) > len(data[:4096]) // 5 and min(even, odd) * 8 < max(even, odd)


def _guess(data: bytes) -> str | Phrase:
    """Name the likeliest encoding of bytes that are not UTF-8, for the message only."""
    if _is_utf16(data):
        return "UTF-16"
    likely = {name: _commonness(data, name) for name in ("gb18030", "big5", "shift_jis", "euc_kr")}
    best = max(likely, key=lambda name: likely[name])
    if likely[best] == 0:
        return Phrase("none that is known here", "不认识的编码")
    return best.upper()


# The most frequent characters and marks of Chinese in both scripts, of Japanese and of Korean.
_COMMON = frozenset(
    "，。、的一是了不在有人我他这這中来來国國和为為之"  # Chinese
    "にのはをたがでと"  # Japanese
    "이다는을를에의가"  # Korean
)


def _commonness(data: bytes, encoding: str) -> float:
    """Share of the commonest characters among what an encoding makes of bytes; 0 if it cannot."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    wide = [c for c in text if c > "\x7f"]
    return sum(c in _COMMON for c in wide) / len(wide) if wide else 0.0


def _refuse(source: Source, report: Report) -> bool:
    """Report the refused characters, the first ones each at its place; true when there is any."""
    found = list(refused(source.text))
    for code, offset in found[:MAX_REFUSED]:
        report.add(code, source.span(offset), code=f"{ord(source.text[offset]):04X}")
    if len(found) > MAX_REFUSED:
        rest = source.span(found[MAX_REFUSED][1])
        report.add("SRC012", rest, count=len(found) - MAX_REFUSED)
    return bool(found)
