"""C declarations kept as tables do what the parsed ones do."""

from __future__ import annotations

from pathlib import Path

import cffi
import pytest

from wenxuan.declarations import Declared, _recall

C = """
    typedef ... Opaque;
    typedef struct { int first; double second; } Pair;
    typedef enum { LEFT, RIGHT } Side;
    size_t strlen(const char *text);
"""


def declared(folder: Path, text: str = C) -> Declared:
    """Declarations made once in a folder."""
    made = Declared(folder)
    made.cdef(text)
    return made


def test_kept_declarations_are_the_parsed_ones(tmp_path):
    """Tables, made or kept, have the types, sizes and functions of what is parsed each time."""
    parsed = cffi.FFI()
    parsed.cdef(C)
    made, kept = declared(tmp_path), declared(tmp_path)
    assert type(parsed) is not type(made.made) is type(kept.made)
    for one in (parsed, made, kept):
        assert one.dlopen(None).strlen(b"abc") == 3
        assert one.sizeof("Pair") == 16
        assert one.new("Pair *", {"second": 0.5}).second == 0.5
        assert one.cast("Side", 1) == one.cast("int", 1)
        assert one.cast("Opaque *", 0) == one.NULL


def test_other_declarations_have_other_tables(tmp_path):
    """Tables are named by the text that made them."""
    declared(tmp_path)
    with pytest.raises(Exception, match="Triple"):
        declared(tmp_path, C.replace("Pair", "Couple")).new("Triple *")
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: data[:-1] + b"!"])
def test_damaged_tables_are_not_used(tmp_path, spoil):
    """Tables that are cut off or changed are made again."""
    declared(tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    assert _recall(file) is None
    assert declared(tmp_path).dlopen(None).strlen(b"abc") == 3
    assert file.read_bytes() == whole


def test_tables_that_others_may_write_are_not_used(tmp_path):
    """Tables say how memory is read: nobody else may have made them."""
    declared(tmp_path)
    (file,) = tmp_path.iterdir()
    assert _recall(file) is not None
    file.chmod(0o664)
    assert _recall(file) is None


def test_more_declarations_are_parsed(tmp_path):
    """Tables hold the first declarations: with more of them, all are parsed."""
    declared(tmp_path)
    made = declared(tmp_path)
    made.cdef("int abs(int number);")
    assert made.dlopen(None).abs(-2) == 2
    assert made.dlopen(None).strlen(b"abc") == 3
