"""Heavy drawings are pixels in the e-book: small ones stay SVG, both as in print."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from press_tools import article, call, workshop, write_book
from wenxuan.checks.ebook_reading import Ebook
from wenxuan.epub.drawings import BYTES, ELEMENTS, is_heavy
from wenxuan.epub.images import PIXELS, SIDE

pytestmark = pytest.mark.slow
ALT = "许多点，上面写着江水两字"
DOT = '<circle cx="{}" cy="{}" r="1.5" fill="#a00"/>'
HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="400" height="300">'
    '<text x="20" y="60" font-size="40" font-family="Wenxuan Song">江水</text>'
)


def drawing(dots: int) -> str:
    """A drawing with text and so many dots."""
    places = (DOT.format(10 + n % 80 * 5, 100 + n // 80 * 3 % 190) for n in range(dots))
    return HEAD + "".join(places) + "</svg>"


@cache
def built() -> tuple[Path, Ebook]:
    """A publication with a heavy drawing at the top of a page and a small one, and its EPUB."""
    place = workshop() / "drawings"
    line = "江水涨了又落，岸边的人站在那里，谁也没有说话，只听见冰在响。\n\n"
    body = f"{line * 11}![{ALT}](big.svg){{width=100%}}\n\n{line * 9}![小图](small.svg)\n\n{line}"
    folder = write_book(place / "book", {
        "a.md": article(body), "big.svg": drawing(ELEMENTS + 1), "small.svg": drawing(5),
    })  # fmt: skip
    done = call("build", "-e", "screen", "-e", "epub", "--out", place / "out", folder)
    assert done.returncode == 0, done.stderr
    file = place / "out/book/book.epub"
    return file, Ebook.read(file.read_bytes())


def images() -> dict[str, str]:
    """Descriptions of the pictures of the article to their members."""
    _, book = built()
    found = [
        (path, img)
        for path in book.spine
        if "/a0" in path
        for img in book.documents[path].iter("{*}img")
    ]
    return {img.get("alt"): book.path(img.get("src"), path) for path, img in found}


@pytest.mark.parametrize(
    ("data", "heavy"),
    [
        (drawing(ELEMENTS + 1), True),
        (drawing(5), False),
        (drawing(5) + "<!--" + "x" * BYTES + "-->", True),
    ],
)
def test_what_is_heavy(tmp_path: Path, data: str, *, heavy: bool) -> None:
    """A drawing is heavy by its elements or by its bytes; a PNG never is."""
    for name, wanted in (("a.svg", heavy), ("a.png", False)):
        (tmp_path / name).write_text(data, encoding="utf-8")
        assert is_heavy(tmp_path / name) is wanted


def test_a_heavy_drawing_is_pixels_within_the_budget() -> None:
    """The heavy one is a PNG with its dots, its text and its alt text; the small one is SVG."""
    _, book = built()
    found = images()
    assert found["小图"].endswith(".svg")
    assert book.manifest[found[ALT]].get("media-type") == "image/png"
    with Image.open(io.BytesIO(book.members[found[ALT]])) as image:
        assert max(image.size) <= SIDE
        assert image.width * image.height <= PIXELS
        assert abs(image.width / image.height - 4 / 3) < 0.01
        assert image.text["Description"] == "江水"
        ink = image.convert("RGB").crop((0, 0, image.width // 2, image.height // 4))
        shades = {color for _, color in ink.getcolors(1 << 20)}
    assert (0, 0, 0) in shades, "the text is set"
    assert (255, 255, 255) in shades


def test_pages_and_checkers_know_it() -> None:
    """`check` finds nothing: a page that begins with the drawing is a plate; EPUBCheck agrees."""
    file, _ = built()
    done = call("check", "--out", file.parents[1], file.parents[2] / "book")
    assert done.returncode == 0, done.stderr
    assert "EPUBCheck + oracle" in done.stdout + done.stderr
    assert "EPB" not in done.stderr.replace("EPB002", "").replace("EPB004", ""), done.stderr
