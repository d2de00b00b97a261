"""Generated inputs: no reader raises, whatever it is given."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import readers

SETTINGS = settings(
    max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize("name", sorted(readers.READERS))
@SETTINGS
@given(data=st.binary(max_size=300))
def test_any_bytes_are_answered(name: str, data: bytes) -> None:
    """Arbitrary bytes end in findings at places of a file, never in an exception."""
    readers.feed(bytes([sorted(readers.READERS).index(name)]) + data)


@pytest.mark.slow
def test_changed_inputs_are_answered() -> None:
    """Inputs made from the hostile corpus and the publications: none raises, none hangs."""
    told = readers.run(400, seed=7)
    assert (told["crash"], told["hang"]) == (0, 0)
    assert 100 < told["refused"] < 400
    assert len(told) > 10


def test_inputs_are_the_same_for_the_same_seed() -> None:
    """What a seed found can be found again."""
    assert list(readers.inputs(20, 3)) == list(readers.inputs(20, 3))
    assert list(readers.inputs(20, 3)) != list(readers.inputs(20, 4))


def test_a_crash_is_counted(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """A negative control: a reader that raises is seen."""
    monkeypatch.setattr(readers.tempfile, "tempdir", str(tmp_path))
    broken = dict.fromkeys(readers.READERS, lambda *_: 1 / 0)
    monkeypatch.setattr(readers, "READERS", broken)
    assert readers.run(5, seed=1)["crash"] == 5
    assert readers.changed(random.Random(1), b"abc", b"xyz") != b"abc"
