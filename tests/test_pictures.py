"""Pictures: inside the publication, whole, inert and of bounded size."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from wenxuan.diagnostics import Report, Span
from wenxuan.pictures import MAX_PIXELS, check_picture, extent, media_type

HERE = Span("a.md", 4, 1)
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = f'<svg xmlns="http://www.w3.org/2000/svg" {XLINK} width="9" height="9">'

Check = Callable[..., list[str]]


def raster(kind: str, mode: str = "RGB", size: tuple[int, int] = (16, 12)) -> bytes:
    """A picture with something in it."""
    data = io.BytesIO()
    image = Image.linear_gradient("L").resize(size).convert(mode)
    image.save(data, kind)
    return data.getvalue()


def huge(width: int, height: int) -> bytes:
    """The head of a PNG that says it has so many pixels."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = (head, b"IDAT")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks
    )


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """A function that writes a picture, checks it, and gives the codes of what was found."""

    def checked(name: str, data: bytes | str | None) -> list[str]:
        if data is not None:
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data.encode() if isinstance(data, str) else data)
        report = Report()
        fine = check_picture(tmp_path, name, HERE, report)
        assert fine is not report.failed
        return [d.code for d in report]

    return checked


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png(check: Check, mode: str) -> None:
    """PNG of every common kind is set."""
    assert check("a.png", raster("PNG", mode)) == []


@pytest.mark.parametrize(
    ("mode", "name"), [("L", "a.jpg"), ("RGB", "a.JPEG"), ("CMYK", "图/a.jpg")]
)
def test_jpeg(check: Check, mode: str, name: str) -> None:
    """JPEG of every common kind is set, whatever the case of its suffix."""
    assert check(name, raster("JPEG", mode)) == []


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("part", [0, 0.1, 0.5, 0.7])
def test_truncated(check: Check, kind: str, part: float) -> None:
    """A picture that ends early is refused: other programs draw the half of it without a word."""
    data = raster(kind, size=(64, 64))
    assert check(f"a.{kind.lower()}", data[: int(len(data) * part)]) == ["IMG002"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", "<!doctype html><p>404"),
        ("a.png", raster("JPEG")),
        ("a.jpg", raster("PNG")),
        ("a.png", SVG + "</svg>"),
        ("a.gif", raster("GIF")),
        ("a.webp", b"RIFF"),
        ("a", raster("PNG")),
        ("a.svg", "<svg"),
        ("a.svg", ""),
        ("a.svg", "<html xmlns='http://www.w3.org/1999/xhtml'/>"),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="0" height="9"/>'),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9e9" height="90000"/>'),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 x y"/>'),
        ("a.svg", '<?xml version="1.0" encoding="nonsense"?>' + SVG + "</svg>"),
        ("a.svg", SVG + "<g>" * 2000 + "</g>" * 2000 + "</svg>"),
    ],
)
def test_not_a_picture(check: Check, name: str, data: bytes | str) -> None:
    """What is not the kind of picture that its name says is refused."""
    assert check(name, data) == ["IMG002"]


@pytest.mark.parametrize("size", [(20_000, 6_000), (14_000, 14_000), (60_000, 60_000)])
def test_too_many_pixels(check: Check, size: tuple[int, int]) -> None:
    """A picture of more pixels than a page can use is refused by its size, unread."""
    assert size[0] * size[1] > MAX_PIXELS
    assert check("a.png", huge(*size)) == ["IMG003"]


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x</script>",
        '<rect onclick="x"/>',
        '<rect ONLOAD="x"/>',
        "<foreignObject/>",
        '<image href="http://x.cn/a.png"/>',
        '<image xlink:href="a.png"/>',
        '<image href="data:image/png;base64,AA=="/>',
        '<use href="b.svg#a"/>',
        '<a href="javascript:x"><rect/></a>',
        '<rect style="fill:url(http://x.cn/)"/>',
        "<rect fill=\"url( 'http://x.cn/')\"/>",
        "<style>@import 'http://x.cn/a.css';</style>",
        "<style>a{b:url(http://x.cn/)}</style>",
        "<style><![CDATA[@import 'x']]></style>",
        "<set/>",
        "<animate/>",
        "<g>" * 150 + "</g>" * 150,
    ],
)
def test_svg_that_acts_or_reaches_out(check: Check, inside: str) -> None:
    """An SVG with scripts, handlers, animation or outside references is refused."""
    assert check("a.svg", f"{SVG}{inside}</svg>") == ["IMG006"]


@pytest.mark.parametrize(
    "before",
    [
        '<?xml-stylesheet href="http://x.cn/a.css"?>',
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>',
    ],
)
def test_svg_prologue(check: Check, before: str) -> None:
    """What stands before the root element may not reach out or multiply either."""
    assert check("a.svg", f"{before}{SVG}</svg>") == ["IMG006"]


@pytest.mark.parametrize(
    "inside",
    [
        '<defs><linearGradient id="g"/></defs><rect fill="url(#g)"/>',
        '<use xlink:href="#g"/>',
        "<text>春汛 online</text>",
        "<style>rect{fill:url(#g)}</style>",
        '<path d="M0 0"/><!-- http://x.cn/ -->',
    ],
)
def test_plain_svg(check: Check, inside: str) -> None:
    """An SVG that refers only to itself is set."""
    assert check("a.svg", f'<?xml version="1.0"?>\n<!-- x -->\n{SVG}{inside}</svg>') == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("b.png", "IMG001"),
        ("A.PNG", "IMG001"),
        ("images", "IMG001"),
        ("../a.png", "SRC009"),
        ("/etc/passwd.png", "SRC009"),
        ("..", "SRC009"),
        ("a\x00.png", "IMG001"),
        ("x" * 300 + ".png", "IMG001"),
        ("http:/x.cn/a.png", "IMG001"),
        ("a.png/b.png", "IMG001"),
    ],
)
def test_names(check: Check, tmp_path: Path, name: str, code: str) -> None:
    """A picture is found under its exact name inside the publication, or not at all."""
    (tmp_path / "a.png").write_bytes(raster("PNG"))
    assert check(name, None) == [code]


def test_near_name(tmp_path: Path) -> None:
    """A picture that is not there is answered with the nearest that is."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "flood.png").write_bytes(raster("PNG"))
    report = Report()
    check_picture(tmp_path, "images/flod.png", HERE, report)
    (diagnostic,) = report
    assert diagnostic.span == HERE
    assert "images/flood.png" in diagnostic.hint()


def test_links_and_pipes(check: Check, tmp_path: Path) -> None:
    """Links out of the folder and to themselves, pipes and devices are refused without a hang."""
    outside = tmp_path.parent / "outside.png"
    outside.write_bytes(raster("PNG"))
    (tmp_path / "a.png").symlink_to(outside)
    (tmp_path / "b.png").symlink_to("b.png")
    os.mkfifo(tmp_path / "c.png")
    (tmp_path / "d.png").symlink_to("/dev/zero")
    (tmp_path / "e.png").mkdir()
    codes = [check(f"{name}.png", None) for name in "abcde"]
    assert all(len(found) == 1 for found in codes)
    assert codes[0] == codes[3] == ["SRC009"]
    assert codes[2] == codes[4] == ["SRC008"]


@pytest.mark.parametrize(
    ("name", "data", "size"),
    [
        ("a.png", raster("PNG", size=(30, 20)), (30, 20)),
        (
            "a.svg",
            '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20.5px"/>',
            (30, 20.5),
        ),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"/>', (30, 20)),
        (
            "a.svg",
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0,0,30,20" width="100%"/>',
            (30, 20),
        ),
    ],
)
def test_extent(
    check: Check, tmp_path: Path, name: str, data: bytes | str, size: tuple[float, float]
) -> None:
    """The extent is that of the pixels, or of width and height, or of the view box."""
    assert check(name, data) == []
    found = extent(tmp_path / name)
    assert (found.width, found.height) == size
    assert found.raster is (name == "a.png")


def test_extent_of_mixed_units(check: Check, tmp_path: Path) -> None:
    """Width and height in different units keep the shape of the picture."""
    data = '<svg xmlns="http://www.w3.org/2000/svg" width="2in" height="25.4mm"/>'
    assert check("a.svg", data) == []
    found = extent(tmp_path / "a.svg")
    assert found.width / found.height == pytest.approx(2)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.PNG", "image/png"),
        ("x/a.jpeg", "image/jpeg"),
        ("a.svg", "image/svg+xml"),
        ("a.tif", None),
        ("a", None),
    ],
)
def test_media_type(name: str, expected: str | None) -> None:
    """The kinds of picture are those that all e-readers show."""
    assert media_type(name) == expected
