"""The gate for bytes: what becomes text, and where the rest is refused."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from wenxuan.diagnostics import Report, Span
from wenxuan.gate import MAX_BYTES, Source, read_bytes, read_source, refused, shown

Read = Callable[[bytes], Source | None]


@pytest.fixture
def read(tmp_path: Path, report: Report) -> Read:
    """A function that puts bytes through the gate under the name a.md."""

    def gate(data: bytes) -> Source | None:
        file = tmp_path / "a.md"
        file.write_bytes(data)
        return read_source(file, report, "a.md")

    return gate


def found(report: Report) -> list[tuple[str, int, int]]:
    """Code, line and column of each finding."""
    return [(d.code, d.span.line, d.span.column) for d in report]


def test_utf8(read: Read, report: Report) -> None:
    """UTF-8 of all planes passes unchanged, with the digest of its bytes."""
    data = "甲𠀀é\n\t乙".encode()
    source = read(data)
    assert source is not None
    assert source.text == "甲𠀀é\n\t乙"
    assert source.digest == hashlib.sha256(data).hexdigest()
    assert not list(report)


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
def test_line_ends(read: Read, ends: bytes) -> None:
    """Line ends of all systems become U+000A."""
    source = read(b"a" + ends + b"b")
    assert source is not None
    assert source.text == "a\nb"


def test_byte_order_mark(read: Read) -> None:
    """A byte order mark of UTF-8 is accepted and taken off."""
    source = read(b"\xef\xbb\xbf---")
    assert source is not None
    assert source.text == "---"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("gb18030", "GB18030"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_other_encodings_are_named(read: Read, report: Report, encoding: str, name: str) -> None:
    """Text of another encoding is refused once, by name, never guessed into characters."""
    assert read("title: abc\n春汛来了，大家都去河边看水。\nplain text\n".encode(encoding)) is None
    (diagnostic,) = report
    assert diagnostic.code == "SRC001"
    assert name in diagnostic.message("en")
    assert name in diagnostic.message("zh")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_latin_utf16_is_named(read: Read, report: Report, encoding: str) -> None:
    """UTF-16 of Latin text, which is valid UTF-8 full of NULs, gives one finding, not hundreds."""
    assert read("title: a plain text\n".encode(encoding)) is None
    assert [d.code for d in report] == ["SRC001"]


def test_place_of_the_first_bad_byte(read: Read, report: Report) -> None:
    """The place of a bad byte is a line and a character, not a byte."""
    assert read("甲\n乙丙".encode() + b"\xff\xfe") is None
    assert found(report) == [("SRC001", 2, 3)]


def test_place_of_a_bad_byte_after_old_line_ends(read: Read, report: Report) -> None:
    """A bare carriage return ends a line for places too."""
    assert read(b"a\rb\xff") is None
    assert found(report) == [("SRC001", 2, 2)]


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\x00", "SRC002"),
        ("\x08", "SRC002"),
        ("\x0b", "SRC002"),
        ("\x0c", "SRC002"),
        ("\x1b", "SRC002"),
        ("\x7f", "SRC002"),
        ("\x85", "SRC002"),
        ("\x9f", "SRC002"),
        ("\u2028", "SRC002"),
        ("\u2029", "SRC002"),
        ("\u202e", "SRC002"),
        ("\u2066", "SRC002"),
        ("\ufdd0", "SRC004"),
        ("\ufffe", "SRC004"),
        ("\uffff", "SRC004"),
        ("\U0001ffff", "SRC004"),
        ("\U0010fffe", "SRC004"),
    ],
)
def test_refused_characters(read: Read, report: Report, character: str, code: str) -> None:
    """What no font can set, or what reorders the text, is refused at its place."""
    assert read(f"甲\n乙{character}丙".encode()) is None
    assert found(report) == [(code, 2, 2)]
    (diagnostic,) = report
    assert f"U+{ord(character):04X}" in diagnostic.message("en")


@pytest.mark.parametrize(
    "character", ["\t", "\u3000", "\u00a0", "\ue000", "\u200b", "\U000e0100", "𫠠"]
)
def test_accepted_characters(read: Read, report: Report, character: str) -> None:
    """Tabs, spaces, private use, variation selectors and rare Han are the fonts' business."""
    assert read(f"甲{character}".encode()) is not None
    assert not list(report)


def test_surrogates_do_not_decode(read: Read, report: Report) -> None:
    """A surrogate written as bytes (CESU-8) is no UTF-8."""
    assert read(b"a\xed\xa0\x80") is None
    assert found(report) == [("SRC001", 1, 2)]


@pytest.mark.slow
def test_the_short_way_refuses_what_the_long_way_does() -> None:
    """Of all of Unicode just controls, surrogates and noncharacters are refused."""
    found = [ord(c) for c in map(chr, range(0x110000)) if list(refused(f"甲\n\u3000{c}"))]
    assert len(found) == 29 + 33 + 2 + 5 + 4 + 2048 + 66
    assert [c for c in (0x9, 0xA, 0x20, 0x3000, 0x4E00, 0xAD, 0xE000, 0x2060) if c in found] == []


def test_every_refused_character_is_reported(read: Read, report: Report) -> None:
    """All faults of a file come in one run."""
    assert read(b"a\x01b\nc\x02\x01") is None
    assert found(report) == [("SRC002", 1, 2), ("SRC002", 2, 2), ("SRC002", 2, 3)]


def test_a_file_of_control_characters_is_soon_refused(read: Read, report: Report) -> None:
    """Three thousand control characters are refused with a list that a person can read."""
    assert read(b"\x01" * 3_000) is None
    assert 0 < len(list(report)) <= 1000
    assert [d.code for d in report][-1] == "SRC012"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", " \u3000\n".encode()])
def test_empty(read: Read, report: Report, data: bytes) -> None:
    """A file without a visible character is empty."""
    assert read(data) is None
    assert found(report) == [("SRC005", 1, 1)]


def test_missing(tmp_path: Path, report: Report) -> None:
    """A file that is not there is reported by name."""
    assert read_source(tmp_path / "b.md", report, "b.md") is None
    assert found(report) == [("SRC006", 1, 1)]


def test_size(tmp_path: Path, report: Report) -> None:
    """A file above the limit is not read; one at the limit is."""
    file = tmp_path / "a.bin"
    file.write_bytes(b"x" * 11)
    assert read_bytes(file, "a.bin", report, limit=10) is None
    assert found(report) == [("SRC007", 1, 1)]
    assert read_bytes(file, "a.bin", Report(), limit=11) == b"x" * 11
    assert MAX_BYTES >= 4_000_000


def test_folder_and_pipe(tmp_path: Path, report: Report) -> None:
    """A folder and a pipe are refused before they are opened: a pipe would hang."""
    os.mkfifo(tmp_path / "pipe")
    assert read_bytes(tmp_path / "pipe", "pipe", report) is None
    assert read_bytes(tmp_path, "folder", report) is None
    assert [d.code for d in report] == ["SRC008", "SRC008"]


def test_name_too_long(tmp_path: Path, report: Report) -> None:
    """A name that the file system cannot hold is a diagnostic."""
    assert read_bytes(tmp_path / ("x" * 300), "x", report) is None
    assert report.failed


def test_span() -> None:
    """An offset of the text is a line and a column of it."""
    source = Source("a.md", "甲\n乙丙\n", "", Path("a.md"))
    assert [source.span(i) for i in (0, 1, 2, 3, 5)] == [
        Span("a.md", 1, 1),
        Span("a.md", 1, 2),
        Span("a.md", 2, 1),
        Span("a.md", 2, 2),
        Span("a.md", 3, 1),
    ]


def test_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path is shown from the working folder, and whole where it lies elsewhere."""
    monkeypatch.chdir(tmp_path)
    assert shown(Path("a/b.md")) == "a/b.md"
    assert shown(tmp_path / "a" / "b.md") == "a/b.md"
    assert shown(Path("/elsewhere/b.md")) == "/elsewhere/b.md"
