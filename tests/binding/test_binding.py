"""Whole publications bound from jobs: against the oracle, after edits, after faults."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pikepdf
import pymupdf
import pytest

from binding.book import SHAPES, crossing, long, river
from press_tools import BOOKS, ROOT, article, bare, wenxuan, workshop
from wenxuan.binding import pool
from wenxuan.binding.objects import Writer
from wenxuan.binding.worker import work
from wenxuan.order import Order
from wenxuan.pipeline import Result, build

pytestmark = pytest.mark.slow


def make(folder: Path, out: Path, **how: object) -> Result:
    """Build the screen edition in this process."""
    before = os.environ.get("FONTCONFIG_FILE")
    try:
        return build(folder, out, ("screen",), order=Order(out=out, **how))
    finally:
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


def data(result: Result) -> bytes:
    """The artifact's bytes."""
    assert not result.report.failed, [d.message() for d in result.report]
    return result.artifacts[0].path.read_bytes()


# --- the oracle -----------------------------------------------------------------------------


@cache
def twice(name: str) -> tuple[Path, Path]:
    """A publication bound from jobs, and laid out as one document."""
    made = {"river": river, "crossing": crossing}.get(name)
    folder = made(workshop() / f"{name}-source" / name) if made else ROOT / "content" / name
    jobs, whole = (workshop() / f"oracle-{name}-{kind}" for kind in ("jobs", "whole"))
    return make(folder, jobs).artifacts[0].path, make(folder, whole, whole=True).artifacts[0].path


NAMES = (*BOOKS, "river", "crossing")


@pytest.mark.parametrize("name", NAMES)
def test_bound_pages_say_what_the_oracle_says(name):
    """Same pages, labels and text in the same order, outline and links, as laid out whole."""
    bound, whole = map(pymupdf.open, twice(name))
    assert len(bound) == len(whole) > 8
    for ours, theirs in zip(bound, whole, strict=True):
        assert ours.get_label() == theirs.get_label()
        assert bare(ours.get_text()) == bare(theirs.get_text())
        assert places(ours) == places(theirs)
    assert bound.get_toc() == whole.get_toc()


def places(page: pymupdf.Page) -> list[tuple[object, ...]]:
    """Where a page's links lie and lead, to a point and a half."""
    return sorted(
        (
            round(link["from"].x0 / 3),
            round(link["from"].y0 / 3),
            link.get("uri") or "",
            link.get("nameddest") or "",
            link.get("page", -1),
        )
        for link in page.links()
    )


@pytest.mark.parametrize("name", NAMES)
def test_bound_pages_look_as_the_oracle_does(name):
    """No pixel differs by more than anti-aliasing (versos are moved by a fraction of a pixel)."""
    bound, whole = map(pymupdf.open, twice(name))
    for ours, theirs in zip(bound, whole, strict=True):
        a, b = (page.get_pixmap(dpi=72, colorspace=pymupdf.csGRAY) for page in (ours, theirs))
        assert (a.width, a.height) == (b.width, b.height)
        worst = max((abs(x - y) for x, y in zip(a.samples, b.samples, strict=True)), default=0)
        assert worst <= 96, f"page {ours.number}: {worst}"


def test_every_shape_crosses_a_page():
    """In the book of everything that a text may have, each article but the anchor's has pages."""
    with pymupdf.open(twice("crossing")[0]) as bound:
        starts = [(title, page) for _, title, page in bound.get_toc()] + [("", len(bound) + 1)]
    counts = {
        title: end - page
        for (title, page), (_, end) in pairwise(starts)
        if title.startswith("形")
    }
    assert len(counts) == len(SHAPES)
    assert min(counts.values()) >= 2


def test_a_difference_is_seen():
    """The comparison of pixels is not blind: two neighboring text pages differ by far more."""
    bound, _ = map(pymupdf.open, twice("river"))
    a, b = (bound[i].get_pixmap(dpi=72, colorspace=pymupdf.csGRAY).samples for i in (6, 7))
    assert max(abs(x - y) for x, y in zip(a, b, strict=True)) > 200


DIVIDED = {"/Art", "/Sect", "/P", "/L", "/LI", "/LBody", "/BlockQuote", "/Div", "/Link"}
"""Elements that are two in the oracle where a page divides them."""


def areas(path: Path) -> list[list[float]]:
    """Where figures are said to be, in points from below, sorted."""
    with pikepdf.open(path) as pdf:
        elements = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)]
        figures = [element for element in elements if element.get("/S") == "/Figure"]
        return sorted([float(side) for side in figure.A.BBox] for figure in figures)


def test_figures_are_where_the_oracle_s_are():
    """The areas of figures are the same, whoever writes them."""
    bound, whole = map(areas, twice("spring-tide"))
    assert len(bound) > 3
    for one, other in zip(bound, whole, strict=True):
        assert one == pytest.approx(other, abs=0.51)  # the binder writes whole points


@pytest.mark.parametrize("name", NAMES)
def test_the_structure_is_the_oracle_s(name):
    """The same elements in the same order, but for halves, which only the oracle has.

    Notes, of which links alone are seen here, follow their article, in the oracle their page.
    """
    bound, whole = ([tag for tag in structure(path) if tag not in BARE] for path in twice(name))
    whole_ones = [
        [tag for tag in tags if tag not in DIVIDED and tag != "link"] for tags in (bound, whole)
    ]
    assert whole_ones[0] == whole_ones[1]
    assert bound.count("link") == whole.count("link")
    for tag in DIVIDED:
        assert bound.count(tag) <= whole.count(tag)
    assert bound.count("/P") < whole.count("/P")


BARE = {"/Span", "/NonStruct"}


def structure(path: Path) -> list[str]:
    """Tags of all structure elements in the order of reading; links by where they are."""
    with pikepdf.open(path) as pdf:
        return list(below(pdf.Root.StructTreeRoot.K))


def below(kids: pikepdf.Object) -> Iterator[str]:
    """Tags of elements and of all in them."""
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S)
            yield from below(kid.get("/K", pikepdf.Array()))
        elif isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
            yield "link"


def elements(pdf: pikepdf.Pdf, tag: str) -> list[pikepdf.Object]:
    """All structure elements with a tag."""
    found = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o]
    return [o for o in found if o.get("/Type") == "/StructElem" and tag == o.S]


def test_a_paragraph_over_two_pages_is_one_element():
    """Some P holds marked content of two pages; no two table heads share an identifier."""
    with pikepdf.open(twice("river")[0]) as pdf:
        crossing = [
            p
            for p in elements(pdf, "/P")
            if any("/MCID" in k for k in p.K if isinstance(k, pikepdf.Dictionary))
        ]
        assert len(crossing) > 3
        names = [bytes(th.ID) for th in elements(pdf, "/TH")]
        assert len(names) > 2
        assert len(set(names)) == len(names)


def test_each_face_is_embedded_once():
    """However many jobs drew with a face, the book holds one subset of it."""
    with pikepdf.open(twice("typesetter")[0]) as pdf:
        files = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/FontFile2" in o]
        assert len({o.FontFile2.objgen for o in files}) == len({str(o.FontFamily) for o in files})
        assert len(files) > 3


# --- edits ----------------------------------------------------------------------------------


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A book that may be edited."""
    return river(tmp_path / "content" / "river")


def test_workers_and_cache_leave_no_trace(source, tmp_path):
    """The same bytes from one worker, three, and a warm cache in a new folder of artifacts."""
    first = data(make(source, tmp_path / "a", jobs=1))
    assert data(make(source, tmp_path / "b", jobs=3)) == first
    shutil.rmtree(tmp_path / "b" / "river")
    again = make(source, tmp_path / "b", jobs=2)
    assert again.jobs == 0
    assert data(again) == first


def test_one_word_is_one_job(source, tmp_path):
    """An edit inside an article runs its job only, and gives the bytes of a build from nothing."""
    make(source, tmp_path / "a")
    text = (source / "two.md").read_text(encoding="utf-8")
    (source / "two.md").write_text(text.replace("孩子们", "大人们", 1), encoding="utf-8")
    after = make(source, tmp_path / "a")
    assert after.jobs == 1
    assert data(after) == data(make(source, tmp_path / "new"))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("one", "title: 一", "title: 另一"),
        ("one", "## 小节 {#deep}", "## 别的小节 {#deep}"),
        ("four", "短", "短"),
        ("three", "短文一则。", long("三", 9)),
    ],
    ids=["title", "heading", "nothing", "a page more"],
)
def test_an_edit_gives_the_bytes_of_a_new_build(source, tmp_path, name, old, new):
    """Whatever an edit changes for the other articles, nothing stale is bound."""
    make(source, tmp_path / "a")
    path = source / f"{name}.md"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert data(make(source, tmp_path / "a")) == data(make(source, tmp_path / "new"))


def test_nothing_changed_is_nothing_done(source, tmp_path):
    """A second build reads, compares and says so; a touched artifact is made again."""
    words = ("build", source, "--out", tmp_path / "a", "--edition", "screen")
    wenxuan(*words)
    path = tmp_path / "a" / "river" / "river.pdf"
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    assert wenxuan(*words).returncode == 0
    assert path.stat().st_mtime_ns == stamp
    path.write_bytes(before[:-1])
    assert wenxuan(*words).returncode == 0
    assert path.read_bytes() == before


# --- faults ---------------------------------------------------------------------------------


def dies_once(task, *shared):
    """A job whose worker is killed the first time."""
    mark = Path(os.environ["WENXUAN_TEST_MARK"])
    if task.keys == ("three",) and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return work(task, *shared)


def dies_always(task, *shared):
    """A job that no worker survives."""
    if task.keys == ("three",):
        os.kill(os.getpid(), signal.SIGKILL)
    return work(task, *shared)


def test_a_killed_worker_is_replaced(source, tmp_path, monkeypatch):
    """A worker that dies once costs nothing but time: the bytes are the same."""
    expected = data(make(source, tmp_path / "a"))
    monkeypatch.setenv("WENXUAN_TEST_MARK", str(tmp_path / "mark"))
    monkeypatch.setattr(pool, "work", dies_once)
    assert data(make(source, tmp_path / "b", jobs=2)) == expected
    assert (tmp_path / "mark").exists()


def test_a_failing_article_is_named_and_the_others_are_done(source, tmp_path, monkeypatch):
    """The error names the file; the other articles are in the cache for the next build."""
    monkeypatch.setattr(pool, "work", dies_always)
    result = make(source, tmp_path / "a", jobs=2)
    errors = [d for d in result.report if d.severity == "error"]
    assert [(d.code, Path(d.span.path).name) for d in errors] == [("LIM003", "three.md")]
    assert not result.artifacts
    monkeypatch.setattr(pool, "work", work)
    assert make(source, tmp_path / "a").jobs == 1


def test_damaged_signatures_are_made_again(source, tmp_path):
    """Flipped bits and cut files in the cache are found out, and the bytes are right."""
    expected, chance = data(make(source, tmp_path / "a")), random.Random(7)
    for path in (tmp_path / "a" / ".cache").glob("??/*"):
        text = bytearray(path.read_bytes())
        text[chance.randrange(len(text))] ^= 4
        path.write_bytes(text if chance.random() < 0.5 else text[: len(text) // 2])
    assert data(make(source, tmp_path / "a")) == expected


@pytest.mark.parametrize("room", [0, 20_000, 80_000])
def test_a_full_disk_leaves_the_old_book(source, tmp_path, monkeypatch, room):
    """When the disk is full the build fails with OUT001, and the old PDF is untouched."""
    expected = data(make(source, tmp_path / "a"))
    (source / "three.md").write_text(article(long("三", 30), "三"), encoding="utf-8")
    write = Writer._write

    def until_full(writer: Writer, text: bytes) -> None:
        if writer.place + len(text) > room:
            raise OSError(errno.ENOSPC, "no space left")
        write(writer, text)

    monkeypatch.setattr(Writer, "_write", until_full)
    result = make(source, tmp_path / "a")
    assert [d.code for d in result.report if d.severity == "error"] == ["OUT001"]
    folder = tmp_path / "a" / "river"
    assert (folder / "river.pdf").read_bytes() == expected
    assert not list(folder.glob(".tmp-*"))


def test_two_builds_at_once_do_not_mix(source, tmp_path):
    """Of two builds in one folder one waits its turn or is refused; what is there is right."""
    expected = data(make(source, tmp_path / "good"))
    words = [sys.executable, "-m", "wenxuan", "build", source, "--out", tmp_path / "a", "-e"]
    both = [subprocess.Popen([*words, "screen"], stderr=subprocess.PIPE) for _ in range(2)]
    codes = sorted(process.wait() for process in both if process.communicate())
    assert codes in ([0, 0], [0, 1])
    assert (tmp_path / "a" / "river" / "river.pdf").read_bytes() == expected


@pytest.mark.parametrize("seed", range(4))
def test_a_build_killed_at_any_moment_does_no_harm(source, tmp_path, seed):
    """After `kill -9` the next build gives the right bytes and leaves no strays."""
    expected = data(make(source, tmp_path / "good"))
    words = [
        sys.executable,
        "-m",
        "wenxuan",
        "build",
        source,
        "--out",
        tmp_path / "a",
        "-e",
        "screen",
    ]
    started = subprocess.Popen(
        words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(random.Random(seed).uniform(0.3, 4))
    os.killpg(started.pid, signal.SIGKILL)
    started.wait()
    assert wenxuan("build", source, "--out", tmp_path / "a", "-e", "screen").returncode == 0
    assert (tmp_path / "a" / "river" / "river.pdf").read_bytes() == expected
    assert not list((tmp_path / "a" / "river").glob(".tmp-*"))
