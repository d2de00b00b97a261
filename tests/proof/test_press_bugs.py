"""Bugs of the press itself: each is patched in, and a build or a check with it says what is wrong.

No build anew can find them, because it makes the same mistake again.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from proof_book import codes

from press_tools import call
from wenxuan.binding import plan
from wenxuan.composer import decoration, rows, session
from wenxuan.composer.placed import Placed
from wenxuan.diagnostics import Report, Severity
from wenxuan.epub import edition as ebook
from wenxuan.epub import embedding, navigation, package
from wenxuan.fonts import prepare_fontconfig
from wenxuan.layout import cover
from wenxuan.markup import printed, reflowed
from wenxuan.markup.base import Markup
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


def half_white(raster: Any) -> Any:
    """The cover picture of the e-book has an empty lower half."""

    def rastered(pdf: bytes) -> bytes:
        image, made = Image.open(io.BytesIO(raster(pdf))).convert("RGB"), io.BytesIO()
        width, height = image.size
        image.paste(image.getpixel((width - 8, 8)), (0, height // 2, width, height))
        image.save(made, "PNG")
        return made.getvalue()

    return rastered


def undotted(style: Any) -> Any:
    """The style sheet of the e-book has no rule for dots of emphasis."""
    return lambda *rest: style(*rest).replace(".dots", ".points")


def straight(_: Any) -> Any:
    """Titles have the line of names."""
    return lambda stream, ends, y, size: stream.line_to(ends[1], y)


def leftward(cell: Any) -> Any:
    """Cells set to the right are set to the left."""
    return lambda self, tag, runs, manner: cell(self, tag, runs, manner.replace("right", "left"))


def crowded(x: Any) -> Any:
    """What comes late on a line stands ten pixels too far left."""
    return lambda self, at: x(self, at) - (10 if at > self.first + 20 else 0)


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
    "fonts lack characters": (
        patched(embedding, "_subset", lambda cut: lambda f, c, k: cut(f, c[:-6], k)),
        "EPB023", "epub",
    ),
    "cover half empty": (patched(cover, "_raster", half_white), "EPB021", "epub"),
    "names sorted by another": (
        patched(package, "name_key", lambda _: lambda _: "Wu, Ming"), "EPB020", "epub"
    ),
    "people of another role": (
        patched(package, "relator", lambda _: lambda _: "trl"), "EPB020", "epub"
    ),
    "emphasis without dots": (patched(ebook, "style", undotted), "EPB024", "epub"),
    "contents lead to one place": (
        patched(navigation, "anchor", lambda _: lambda _: "title"), "EPB006", "epub"
    ),
    "pictures small in the e-book": (
        patched(reflowed, "_width", lambda _: lambda _: "1.9em"), "EPB020", "epub"
    ),
    "emphasis dots lost": (patched(printed, "_dot", lambda _: escape), "PRF058", "screen"),
    "lines of names lost": (
        patched(session, "draw_underline", lambda _: lambda *_: None), "PRF058", "screen"
    ),
    "lines of titles straight": (patched(decoration, "_wave", straight), "PRF058", "screen"),
    "rows of notes exchanged": (
        patched(rows, "_BELOW", lambda below: below[::-1]), "PRF058", "screen"
    ),
    "columns set to the left": (patched(Markup, "cell", leftward), "PRF059", "screen"),
    "text over text": (patched(Placed, "x", crowded), "PRF007", "screen"),
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
