"""Every hostile input is answered with the diagnostic beside it: no traceback, no hang."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from corpus import SECONDS, Trick, answered, codes, expected, judged, tricks

from wenxuan.isolation import Bounds, confined

EXPECTED = expected()


@pytest.fixture(scope="module", autouse=True)
def _warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Fonts and templates are read once: the processes of the tricks are copies of this one."""
    good = Trick("image", "whole.png").lay(tmp_path_factory.mktemp("good"))
    assert codes(judged(good)) == "-"


@pytest.mark.slow
@pytest.mark.parametrize("trick", tricks(), ids=str)
def test_a_trick_is_answered(trick: Trick, tmp_path: Path) -> None:
    """A hostile input ends within its time in exactly the findings that it deserves."""
    assert answered(trick, tmp_path / "work") == EXPECTED[str(trick)]


def test_the_corpus_is_whole() -> None:
    """Each trick has its answer and each answer its trick; there are 300 of all kinds."""
    names = [str(trick) for trick in tricks()]
    assert sorted(names) == sorted(EXPECTED)
    kinds = Counter(trick.kind for trick in tricks())
    assert sum(kinds.values()) >= 300
    assert min(kinds.values()) >= 15
    assert SECONDS <= 20


def test_a_crash_would_be_seen(tmp_path: Path) -> None:
    """A negative control: an exception in the process of a trick reaches its test."""
    with pytest.raises(ZeroDivisionError):
        confined(_crash, bounds=Bounds(seconds=SECONDS))


def _crash(told: object) -> None:
    raise ZeroDivisionError
