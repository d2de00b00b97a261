"""Each defect that somebody seeded who had not read the checks is found in the finished files."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from types import ModuleType

import pytest
import seeded_epub
import seeded_pdf
from spoiled import Damage, errors

from press_tools import ROOT

pytestmark = pytest.mark.slow

BOOK = ROOT / "content" / "spring-tide"


def damages(module: ModuleType) -> Iterator[Damage]:
    """The damages of a module, controls among them, in their order: what takes a folder alone."""
    for function in vars(module).values():
        own = inspect.isfunction(function) and function.__module__ == module.__name__
        if own and [*inspect.signature(function).parameters] == ["folder"]:
            yield function


ALL = {d.__name__: d for module in (seeded_pdf, seeded_epub) for d in damages(module)}
DEFECTS = [name for name in ALL if not name.startswith("control")]
CONTROLS = [name for name in ALL if name.startswith("control")]


def test_there_are_more_than_forty():
    """The promise is about forty defects at least, and no function is one of them by mistake."""
    assert len(DEFECTS) == 47
    assert len(CONTROLS) == 2


@pytest.mark.parametrize("name", DEFECTS)
def test_a_seeded_defect_is_found(tmp_path, name):
    """Status 0 means complete: the damaged file is an error."""
    assert errors(BOOK, tmp_path, ALL[name])


@pytest.mark.parametrize("name", CONTROLS)
def test_what_is_no_damage_raises_no_alarm(tmp_path, name):
    """Files that another program wrote again, with the same contents, have no error."""
    assert errors(BOOK, tmp_path, ALL[name]) == set()
