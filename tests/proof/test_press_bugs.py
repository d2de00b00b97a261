"""Bugs of the press itself: each is patched in, and a build or a check with it says what is wrong.

No build anew can find them, because it makes the same mistake again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from proof_book import codes

from press_tools import call
from wenxuan.binding import plan
from wenxuan.diagnostics import Report, Severity
from wenxuan.fonts import prepare_fontconfig
from wenxuan.markup.printed import PrintMarkup
from wenxuan.pipeline import prepare
from wenxuan.proving import prove, prove_pdfs

pytestmark = pytest.mark.slow

BOOK = Path(__file__).parent / "harbor"
Bug = Callable[[pytest.MonkeyPatch], None]


def patched(owner: Any, name: str, make: Callable[[Any], Any]) -> Bug:
    """The bug by which a function is what `make` makes of it."""

    def put(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(owner, name, make(getattr(owner, name)))

    return put


def turned(patch: pytest.MonkeyPatch) -> None:
    """Rasters are painted upside down."""
    from weasyprint.images import RasterImage

    draw = RasterImage.draw

    def upside_down(self: Any, stream: Any, width: float, height: float, *rest: Any) -> None:
        stream.transform(a=-1, d=-1, e=width, f=height)
        draw(self, stream, width, height, *rest)

    patch.setattr(RasterImage, "draw", upside_down)


def drawing(change: Callable[..., None]) -> Bug:
    """Drawings are painted after their stream was changed."""

    def put(patch: pytest.MonkeyPatch) -> None:
        from wenxuan.composer.drawings import Drawing

        draw = Drawing.draw

        def changed(self: Any, stream: Any, width: float, height: float, style: Any) -> None:
            change(stream, width, height)
            draw(self, stream, width, height, style)

        patch.setattr(Drawing, "draw", changed)

    return put


def closed(order: Any) -> Any:
    """Nothing opens on a recto."""

    def ordered(made: Any, book: Any, *rest: Any) -> None:
        leaves = tuple(replace(leaf, opens=False) for leaf in book.leaves)
        order(made, replace(book, leaves=leaves), *rest)

    return ordered


def low(placed: Any) -> Any:
    """Pictures have two fifths of their height."""

    def squeezed(self: Any, picture: Any) -> tuple[float, float]:
        width, height = placed(self, picture)
        return width, height * 0.4

    return squeezed


def other(one: str, two: str) -> Callable[[Any], Any]:
    """One picture is set in place of another."""
    return lambda url: lambda self, picture: url(self, picture).replace(one, two)


# Name: bug, code of what is found, edition in which it is.
BUGS: dict[str, tuple[Bug, str, str]] = {
    "photograph for drawing": (
        patched(PrintMarkup, "_url", other("plan.svg", "fog.png")), "PRF041", "screen"
    ),
    "drawing for photograph": (
        patched(PrintMarkup, "_url", other("fog.png", "plan.svg")), "PRF041", "screen"
    ),
    "figures squeezed": (patched(PrintMarkup, "_placed", low), "PRF056", "screen"),
    "photograph upside down": (turned, "PRF056", "screen"),
    "drawing upside down": (
        drawing(lambda stream, w, h: stream.transform(a=-1, d=-1, e=w, f=h)), "PRF041", "screen"
    ),
    "drawing at half its size": (
        drawing(lambda stream, w, h: stream.transform(a=0.5, d=0.5)), "PRF041", "screen"
    ),
    "parts open on versos": (patched(plan, "_order", closed), "PRF057", "screen"),
}  # fmt: skip


@pytest.mark.parametrize("name", BUGS)
def test_bugs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build, or the plain check of what it wrote, finds the bug though it is still there."""
    bug, code, edition = BUGS[name]
    assert code in found(tmp_path, monkeypatch, bug, edition)


@pytest.mark.parametrize("edition", ["screen", "epub"])
def test_no_bug(edition: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a bug nothing is found."""
    assert found(tmp_path, monkeypatch, lambda _: None, edition) == set()


def found(out: Path, patch: pytest.MonkeyPatch, bug: Bug, edition: str) -> set[str]:
    """Codes of what a build of one edition with a bug says, and a check with it."""
    ready = prepare(BOOK, Report())
    assert ready is not None
    prepare_fontconfig(ready.fonts, out / ".cache")
    bug(patch)
    built = call("build", BOOK, "--out", out, "--jobs", "1", "--edition", edition)
    report = Report()
    if edition == "epub":
        prove(BOOK, out, report, outside=False)
    else:
        prove_pdfs(BOOK, out, report, full=False, outside=False)
    told = {one.code for one in report if one.severity is not Severity.NOTE}
    return told | set(codes(built.stderr))
