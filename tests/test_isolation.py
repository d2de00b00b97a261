"""Work in a process of its own: what it may use, and what is said when it wants more."""

from __future__ import annotations

import mmap
import os
import re
import signal
import time
from pathlib import Path

import pytest

from press_tools import LINUX, article, call, write_book
from wenxuan import cli, isolation, pressroom
from wenxuan.isolation import Bounds, Stopped, confined, here

BRIEF = Bounds(seconds=1.0, memory=4 << 30, file=1 << 20)


def give(value, told):
    """Say two things and give a third."""
    told("one")
    told("two")
    return value


def spin(told):
    """Compute for ever, in Python."""
    here("a.md")
    while True:
        pass


def grind(told):
    """Compute for ever in C, where no exception is raised: a regular expression gone wild."""
    here("b.md")
    re.match(r"(a+)+$", "a" * 64 + "b")


def sleep(told):
    """Neither compute nor end."""
    here("pipe")
    time.sleep(600)


def eat(told):
    """Want six gigabytes."""
    here("c.png")
    return len(bytearray(6 << 30))


def write(path, told):
    """Write a file of two megabytes."""
    Path(path).write_bytes(bytes(2 << 20))


def dig(told):
    """Go too deep."""
    here("d.svg")
    return deeper(told)


def deeper(told):
    """Go on."""
    return deeper(told)


def die(told):
    """Be killed."""
    here("e.md")
    os.kill(os.getpid(), signal.SIGKILL)


def fail(told):
    """Raise something of no interest to bounds."""
    raise ZeroDivisionError("5/0")


def test_a_result_comes_back_with_what_was_said():
    """The work is done elsewhere; its words and its result arrive."""
    said = []
    found = confined(give, {"a": (1, 2)}, bounds=BRIEF, told=said.append)
    assert (found, said) == ({"a": (1, 2)}, ["one", "two"])
    assert confined(_pid, bounds=BRIEF) != os.getpid()


def _pid(told):
    return os.getpid()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("work", "code", "place"),
    [
        (spin, "LIM001", "a.md"),
        (grind, "LIM001", "b.md"),
        (sleep, "LIM001", "pipe"),
        (eat, "LIM002", "c.png"),
        (dig, "LIM004", "d.svg"),
        (die, "LIM003", "e.md"),
    ],
)
def test_what_goes_over_its_bounds_is_stopped(work, code, place, monkeypatch):
    """Time, memory, depth and sudden death each have a code, and the place of the work."""
    monkeypatch.setattr(isolation, "GRACE", 1)
    began = time.monotonic()
    with pytest.raises(Stopped) as found:
        confined(work, bounds=BRIEF)
    assert (found.value.code, found.value.place) == (code, place)
    assert time.monotonic() - began < 60


@LINUX
@pytest.mark.parametrize(("share", "enough"), [(1 << 30, True), (1 << 28, False)])
def test_memory_that_the_caller_holds_is_not_the_work_s(share, enough):
    """Work may take its share of memory, whole and no more, however much its caller holds."""
    wanted = 1 << 29
    with mmap.mmap(-1, 3 << 30):
        if enough:
            assert confined(_take, wanted, bounds=Bounds(memory=share)) == wanted
        else:
            with pytest.raises(Stopped) as found:
                confined(_take, wanted, bounds=Bounds(memory=share))
            assert found.value.code == "LIM002"


def _take(size, told):
    return len(bytearray(size))


def test_files_are_bounded(tmp_path):
    """A file over its limit is an OSError, as on a full disk."""
    with pytest.raises(OSError, match="too large"):
        confined(write, str(tmp_path / "x"), bounds=BRIEF)
    confined(write, str(tmp_path / "x"), bounds=Bounds())


def test_other_faults_arrive_as_they_are():
    """An exception that is not about bounds is raised here, with its trace as a note."""
    with pytest.raises(ZeroDivisionError) as found:
        confined(fail, bounds=BRIEF)
    assert "in fail" in found.value.__notes__[0]


@pytest.mark.slow
@LINUX
def test_nothing_outlives_the_work():
    """A process that was stopped is gone, and so is what it started."""
    with pytest.raises(Stopped):
        confined(_fork_and_sleep, bounds=Bounds(seconds=0.5))
    state = Path(f"/proc/{isolation.place_now()}/stat")
    time.sleep(0.2)
    # Dead, whether or not somebody has asked for its status yet.
    assert not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] in "ZX"


def _fork_and_sleep(told):
    if (child := os.fork()) == 0:
        time.sleep(600)
    here(str(child))
    time.sleep(600)


def test_the_bound_grows_with_the_pages():
    """60 s, and 0.3 s for each page that the sources may fill: 600 bytes are one."""
    assert isolation.bounds_for(0).seconds == 60
    assert isolation.bounds_for(600 * 700).seconds == 60 + 0.3 * 700


@pytest.mark.slow
def test_a_build_that_is_stopped_is_a_finding(tmp_path, monkeypatch):
    """A build over its bounds ends with a located diagnostic, status 1, and no stray file."""
    monkeypatch.setattr(pressroom, "_build", _endless)
    monkeypatch.setattr(pressroom, "bounds_for", lambda _: Bounds(seconds=0.5))
    book = write_book(tmp_path / "book", {"a.md": article("甲。\n")})
    done = call("build", book, "--out", tmp_path / "out")
    assert done.returncode == cli.Exit.CONTENT
    assert "a.md:1:1: error LIM001" in done.stderr
    assert list((tmp_path / "out" / "book").iterdir()) == []


def _endless(folder, asked, told):
    (asked.out / "book").mkdir(parents=True)
    (asked.out / "book" / ".tmp-x.part").touch()
    here(f"{folder}/a.md")
    while True:
        pass
