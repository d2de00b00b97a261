"""Pictures of every color and depth: what a screen shows of them, and what the press prints."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pikepdf
import pytest
from PIL import Image, ImageCms

from press_tools import article, call, workshop, write_book
from wenxuan.diagnostics import Report
from wenxuan.matrices import IDENTITY
from wenxuan.picture_color import is_plain, plain
from wenxuan.pictures import grid, grid_of
from wenxuan.pipeline import prepare
from wenxuan.printkit.icc import STANDARD
from wenxuan.printkit.places import picture_places
from wenxuan.printkit.profile import read_profile
from wenxuan.printkit.rasters import fingerprint, raster

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
LAB = ImageCms.createProfile("LAB")
COLORS = ((200, 120, 110), (110, 160, 120), (90, 120, 170), (210, 190, 120), (128, 128, 128))
"""Patches in sRGB, all of them colors that FOGRA39 can print."""
GRAYS = ((64,) * 3, (128,) * 3, (160,) * 3, (200,) * 3, (224,) * 3)
SIDE = 40
"""Pixels of a patch."""
ON_SCREEN, IN_PRINT, IN_BLACK = 2.0, 4.0, 4.0
"""Tolerances in ΔE*ab: sRGB; four inks and black ink alone, blacks aligned."""


# --- profiles -------------------------------------------------------------------------------


def icc(kind: bytes, tags: dict[bytes, bytes]) -> bytes:
    """A display profile of ICC version 2.1 with these tags."""
    about = {
        b"desc": b"desc" + struct.pack(">4xI", 2) + b"x\0" + bytes(78),
        b"cprt": b"text" + bytes(4) + b"-\0",
    }
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    body, table, at = b"", b"", 132 + 12 * (len(tags) + 3)
    for name, data in {**about, b"wtpt": white, **tags}.items():
        padded = data + bytes(-len(data) % 4)
        table += name + struct.pack(">2I", at + len(body), len(data))
        body += padded
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"lcms", 0x02100000, b"mntr", kind, b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061) + bytes(48)
    return head + struct.pack(">I", len(tags) + 3) + table + body


def gamma(value: float) -> bytes:
    """A tone curve."""
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256))


def matrix(red: tuple, green: tuple, blue: tuple, power: float) -> bytes:
    """A profile of three lights, adapted to D50."""
    lights = {
        name: b"XYZ " + bytes(4) + struct.pack(">3i", *(round(v * 65536) for v in light))
        for name, light in ((b"rXYZ", red), (b"gXYZ", green), (b"bXYZ", blue))
    }
    return icc(b"RGB ", lights | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), gamma(power)))


ADOBE = matrix((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446), 2.2)
P3 = matrix((0.5151, 0.2412, -0.0011), (0.292, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841), 2.2)
"""The lights of Adobe RGB (1998) and of Display P3."""
GRAY = icc(b"GRAY", {b"kTRC": gamma(1.0)})
"""A gray of linear light."""


# --- pictures -------------------------------------------------------------------------------


def patches(colors: tuple = COLORS) -> Image.Image:
    """Patches side by side, in sRGB."""
    image = Image.new("RGB", (SIDE * len(colors), SIDE))
    for i, color in enumerate(colors):
        image.paste(color, (SIDE * i, 0, SIDE * (i + 1), SIDE))
    return image


def within(image: Image.Image, profile: bytes, mode: str) -> Image.Image:
    """The same colors as numbers of another profile."""
    way = ImageCms.buildTransform(
        SRGB, ImageCms.ImageCmsProfile(io.BytesIO(profile)), "RGB", mode,
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    return ImageCms.applyTransform(image, way)


def saved(image: Image.Image, kind: str, **more: object) -> bytes:
    """A file of the picture, JPEG as good as it gets."""
    target = io.BytesIO()
    best = {"quality": 98, "subsampling": 0} if kind == "JPEG" else {}
    image.save(target, kind, **best, **more)
    return target.getvalue()


def deep(image: Image.Image) -> bytes:
    """A PNG of 16 bits a channel, written by hand."""
    gray = image.mode == "L"
    raw, row = image.tobytes(), image.width * (1 if gray else 3)
    lines = b"".join(
        b"\0" + bytes(v for b in raw[i : i + row] for v in (b, b)) for i in range(0, len(raw), row)
    )
    head = struct.pack(">2I5B", image.width, image.height, 16, 0 if gray else 2, 0, 0, 0)
    pieces = ((b"IHDR", head), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in pieces
    )


def clear(image: Image.Image) -> Image.Image:
    """The picture with its last row of pixels transparent."""
    made = image.convert("RGBA")
    made.paste((0, 0, 0, 0), (0, SIDE - 1, made.width, SIDE))
    return made


def turned(image: Image.Image) -> bytes:
    """A JPEG that lies on its side and says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(image.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)


KINDS = {
    "srgb.png": lambda: saved(patches(), "PNG"),
    "adobe.jpg": lambda: saved(within(patches(), ADOBE, "RGB"), "JPEG", icc_profile=ADOBE),
    "adobe.png": lambda: saved(within(patches(), ADOBE, "RGB"), "PNG", icc_profile=ADOBE),
    "p3.jpg": lambda: saved(within(patches(), P3, "RGB"), "JPEG", icc_profile=P3),
    "cmyk.jpg": lambda: saved(
        within(patches(), STANDARD.read_bytes(), "CMYK"), "JPEG", icc_profile=STANDARD.read_bytes()
    ),
    "bare-cmyk.jpg": lambda: saved(within(patches(), STANDARD.read_bytes(), "CMYK"), "JPEG"),
    "gray.jpg": lambda: saved(within(patches(GRAYS), GRAY, "L"), "JPEG", icc_profile=GRAY),
    "indexed.png": lambda: saved(
        within(patches(), ADOBE, "RGB").quantize(16), "PNG", icc_profile=ADOBE
    ),
    "alpha.png": lambda: saved(clear(within(patches(), P3, "RGB")), "PNG", icc_profile=P3),
    "deep.png": lambda: deep(patches()),
    "deep-gray.png": lambda: deep(patches(GRAYS).convert("L")),
    "turned.jpg": lambda: turned(patches()),
}
"""File to what is in it: always the same patches to the eye."""
MISREAD = ("adobe.jpg", "adobe.png", "p3.jpg", "gray.jpg", "indexed.png", "alpha.png")
"""Those whose numbers, taken as sRGB, are other colors."""


# --- the editions ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Placed:
    """A picture of a PDF."""

    space: str
    image: Image.Image
    masked: bool


@cache
def editions() -> dict[str, dict[str, Placed]]:
    """Edition to file to the picture that its PDF has, in the order of the article."""
    home = workshop() / "pictures-in-ink"
    files: dict[str, str | bytes] = {f"images/{name}": make() for name, make in KINDS.items()}
    calls = "\n\n".join(f'![图](images/{name} "图"){{width=12mm}}' for name in KINDS)
    write_book(
        home / "b", {"a.md": article(calls), **files}, options='{print_colors: "4"}',
        page="{size: 148mm 210mm}",
    )  # fmt: skip
    run = call("build", "b", "-e", "screen", "-e", "print", cwd=home)
    assert run.returncode == 0, run.stderr
    made = {}
    for edition, name in (("screen", "b.pdf"), ("print", "b-print.pdf")):
        with pikepdf.open(home / "build" / "b" / name) as pdf:
            placed = [picture for page in pdf.pages for picture in _placed(page)]
        made[edition] = dict(zip(KINDS, placed, strict=True))
    return made


def _placed(page: pikepdf.Page) -> Iterator[Placed]:
    """Pictures of a page in the order in which they are drawn."""
    for step in pikepdf.parse_content_stream(page):
        if str(step.operator) == "Do":
            thing = page.obj.Resources.XObject[str(step.operands[0])]
            if thing.Subtype == "/Image":
                image = pikepdf.PdfImage(thing).as_pil_image(apply_mask=False).copy()
                yield Placed(str(thing.ColorSpace), image, "/SMask" in thing)


def lab(image: Image.Image, profile: bytes | None = None) -> list[tuple[float, float, float]]:
    """L*a*b* in the middle of each patch; CMYK by the press profile, all else as sRGB."""
    own = SRGB if profile is None else ImageCms.ImageCmsProfile(io.BytesIO(profile))
    mode = "CMYK" if image.mode == "CMYK" else "RGB"
    way = ImageCms.buildTransform(
        own, LAB, mode, "LAB", renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    seen = ImageCms.applyTransform(image.convert(mode), way)
    across = seen.width // len(COLORS)
    dots = (seen.getpixel((across * i + across // 2, SIDE // 2)) for i in range(len(COLORS)))
    return [(d[0] / 2.55, d[1] - 128.0, d[2] - 128.0) for d in dots]


def apart(one: Image.Image, name: str) -> float:
    """The largest ΔE*ab between the patches of a picture and what they should look like."""
    gray = "gray" in name
    wanted = lab(patches(GRAYS if gray else COLORS))
    profile = STANDARD.read_bytes() if one.mode == "CMYK" else None
    pairs = zip(lab(one, profile), wanted, strict=True)
    return max(sum((a - b) ** 2 for a, b in zip(p, w, strict=True)) ** 0.5 for p, w in pairs)


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_pictures_keep_their_colors(name):
    """Screen: sRGB or gray within ΔE 2. Print: CMYK of the output intent within 4, gray as K."""
    screen, printed = (editions()[edition][name] for edition in ("screen", "print"))
    gray = "gray" in name
    assert screen.space == ("/DeviceGray" if gray else "/DeviceRGB")
    assert printed.space == ("/DeviceGray" if gray else "/DeviceCMYK")
    assert screen.image.size == printed.image.size == (SIDE * len(COLORS), SIDE), "upright"
    assert apart(screen.image, name) < ON_SCREEN
    assert apart(as_ink(printed.image), name) < (IN_BLACK if gray else IN_PRINT)
    assert printed.masked is screen.masked is (name == "alpha.png")


def test_black_ink_alone_looks_like_the_gray():
    """Dot gain is taken out: 50 % of light is 62 % of black; the numbers as they are miss by 10."""
    shades, grays = read_profile().shades, patches(GRAYS).convert("L")
    assert shades == sorted(shades)
    assert (shades[0], shades[128], shades[255]) == (0, 97, 255)
    assert apart(as_ink(grays.point(shades)), "gray") < IN_BLACK
    assert apart(as_ink(grays), "gray") > IN_BLACK + 6


def test_a_gray_picture_is_found_by_either_fingerprint(tmp_path):
    """What the preflight finds in a picture is told at its call, in color or in black ink."""
    write_book(tmp_path / "b", {
        "a.md": article("![甲](images/a.png)\n\n![乙](images/b.png)"),
        "images/a.png": saved(patches(), "PNG"), "images/b.png": saved(patches(GRAYS), "PNG"),
    })  # fmt: skip
    ready = prepare(tmp_path / "b", Report())
    profile = read_profile()
    found = picture_places(ready.publication, profile)
    assert len(found) == 4, "of equal size, so no size stands alone"
    for name, image in (("images/a.png", patches()), ("images/b.png", patches(GRAYS))):
        assert {found[fingerprint(i)].file for i in (image, profile.black(image))} == {name}


def as_ink(image: Image.Image) -> Image.Image:
    """Device gray is what black ink leaves of the paper."""
    none = Image.new("L", image.size)
    black = image.convert("L").point(lambda v: 255 - v)
    return image if image.mode == "CMYK" else Image.merge("CMYK", [none] * 3 + [black])


@pytest.mark.parametrize("name", MISREAD)
def test_numbers_alone_are_other_colors(name):
    """Read without their profile the same files miss the tolerance: the profile is what helps."""
    with Image.open(io.BytesIO(KINDS[name]())) as image:
        assert not is_plain(image)
        assert apart(image.convert("RGB"), name) > IN_PRINT


def test_plain_pictures_stay_byte_for_byte():
    """What is sRGB already is handed on as it is, with a profile that says so or without."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for data in (
        saved(patches(), "PNG"),
        saved(patches(), "JPEG"),
        saved(patches(), "JPEG", icc_profile=srgb),
    ):
        assert plain(data) is data
    for name in ("adobe.jpg", "cmyk.jpg", "deep-gray.png", "turned.jpg"):
        once = plain(KINDS[name]())
        assert plain(once) is once, "done once, done for good"


# --- pictures in the checks -------------------------------------------------------------------


def test_a_cmyk_picture_is_compared_through_its_profile(tmp_path):
    """Its grid is that of what the screen shows, 20 levels from its numbers taken as they are."""
    file, press = tmp_path / "c.jpg", STANDARD.read_bytes()
    within(patches(), press, "CMYK").save(file, quality=95, icc_profile=press)
    shown = grid_of(Image.open(io.BytesIO(plain(file.read_bytes()))))
    naive = grid_of(Image.open(file))
    assert max(abs(a - b) for a, b in zip(grid(file), shown, strict=True)) <= 2
    assert max(abs(a - b) for a, b in zip(naive, shown, strict=True)) > 20


@pytest.mark.filterwarnings("error")
def test_the_ink_of_a_masked_picture_is_counted():
    """A mask does not hide that a picture has 350 % of ink, and pikepdf does not complain."""
    pdf = pikepdf.new()
    for ink, most in ((254, 3.5), (102, 1.4)):
        head = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "Width": 2,
                "Height": 2, "BitsPerComponent": 8}  # fmt: skip
        mask = pdf.make_stream(b"\x80" * 4, ColorSpace=pikepdf.Name.DeviceGray, **head)
        pixels = bytes((ink, ink, ink, ink // 2)) * 4
        image = pdf.make_stream(pixels, ColorSpace=pikepdf.Name.DeviceCMYK, **head)
        image.SMask = pdf.make_indirect(mask)
        assert raster(image, IDENTITY).most_ink == pytest.approx(most, abs=0.02)
