"""Screen colors to ink: black alone, twins, limits, overprint, and not one RGB operator left."""

from __future__ import annotations

import hashlib
import io
from collections import Counter

import pikepdf
import pytest
import specimen
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from wenxuan.printkit.icc import STANDARD, profile_fault
from wenxuan.printkit.inks import (
    BLACK,
    INK_LIMIT,
    TWINS,
    Palette,
    Plates,
    from_hex,
    from_percent,
    gray_ink,
    limited,
    total,
)
from wenxuan.printkit.profile import read_profile
from wenxuan.printkit.reading import Reader

channel = st.floats(0, 1)
colors = st.tuples(channel, channel, channel)
SCREEN = {"rg", "RG", "sc", "SC", "scn", "SCN", "cs", "CS", "g", "G"}


def operators(data: bytes) -> Counter[str]:
    """Operators of every page, form and pattern of a file."""
    found: Counter[str] = Counter()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        forms = [
            o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form"
        ]
        for source in (*pdf.pages, *forms):
            found.update(str(i.operator) for i in pikepdf.parse_content_stream(source))
    return found


def heaviest(image: Image.Image) -> int:
    """Most ink of a pixel; 255 is 100 %."""
    raw = image.tobytes()
    return max(sum(raw[i : i + 4]) for i in range(0, len(raw), 4))


def painted(data: bytes, page: int) -> list:
    """What a page paints."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(Reader().page(pdf.pages[page]))


@pytest.mark.parametrize("plates", Plates)
def test_no_screen_color_is_left(plates):
    """No operator names RGB; before there were some."""
    assert operators(specimen.drawn())["rg"] > 0
    left = operators(specimen.printed(plates))
    assert left["rg"] + left["RG"] + left["sc"] + left["scn"] == 0


def test_a_black_book_paints_black_alone():
    """Every thing on every page of a black book is black ink or gray."""
    for page in range(6):
        for thing in painted(specimen.printed(), page):
            assert thing.paint.space in ("cmyk", "gray")
            assert thing.paint.ink is None or thing.paint.ink[:3] == (0, 0, 0)
            assert thing.raster is None or not thing.raster.colored


def test_text_is_full_black_and_overprints():
    """Black and dark gray text are 100 % black and overprint; they were RGB and did not."""
    text = [t for t in painted(specimen.printed(), 0) if t.kind == "text"]
    assert len(text) == 2
    assert {(t.paint.ink, t.over) for t in text} == {(BLACK, True)}


def test_white_knocks_out():
    """White inside the drawing does not overprint."""
    white = [t for t in painted(specimen.printed(), 3) if t.paint.ink == (0, 0, 0, 0)]
    assert white
    assert not any(t.over for t in white)


def test_a_twin_keeps_its_ink():
    """In color the layout's accent has the ink of the table, and tints of it have tints of that."""
    palette = Palette(plates=Plates.SECOND)
    accent = from_hex("#8c1c1b")
    assert palette.ink(accent) == TWINS["#8c1c1b"]
    half = tuple(1 - (1 - v) / 2 for v in accent)
    assert palette.ink(half) == (0, 0.45, 0.375, 0.225)
    assert palette.ink((0, 0, 1))[:3] == (0, 0, 0), "blue is no tint of the second color"
    assert Palette().ink(accent) == BLACK


def test_the_drawing_keeps_its_accent_in_color():
    """The second color of the drawing is printed in its twin when it is ordered."""
    inks = {t.paint.ink for t in painted(specimen.printed(Plates.SECOND), 3)}
    assert any(ink and ink[1] > 0.85 and ink[0] == 0 for ink in inks)


@given(colors)
def test_grays_are_black_ink_alone(color):
    """A color without hue needs no other ink, whatever is ordered."""
    gray = (color[0],) * 3
    palette = Palette(plates=Plates.PROCESS, through=specimen.profile().ink)
    assert palette.ink(gray)[:3] == (0, 0, 0)
    assert palette.ink(gray)[3] == pytest.approx(1 - color[0], abs=1e-4)
    assert gray_ink(color)[:3] == (0, 0, 0)


@pytest.mark.slow
@given(colors)
def test_no_color_needs_more_than_the_limit(color):
    """Through the profile no screen color comes to more than 300 %."""
    ink = Palette(plates=Plates.PROCESS, through=specimen.profile().ink).ink(color)
    assert total(ink) <= INK_LIMIT + 1e-3
    assert all(0 <= v <= 1 for v in ink)


@given(st.tuples(channel, channel, channel, channel))
def test_the_limit_takes_color_not_black(ink):
    """Too much ink loses cyan, magenta and yellow; black stays."""
    made = limited(ink, INK_LIMIT)
    assert total(made) <= INK_LIMIT + 1e-9
    assert made[3] == ink[3]
    assert total(ink) > INK_LIMIT or made == ink


def test_pictures_keep_to_the_limit():
    """No pixel of a separated picture has more than 300 %; without the limit black has 316 %."""
    cube = Image.new("RGB", (64, 64))
    cube.putdata([(4 * (i % 64), 4 * (i // 64), (7 * i) % 256) for i in range(64 * 64)])
    made = specimen.profile().separate(cube)
    assert made.mode == "CMYK"
    assert heaviest(made) <= 255 * INK_LIMIT
    dark = specimen.profile().separate(Image.new("RGB", (4, 4), (0, 0, 0)))
    assert heaviest(dark) > 255 * 2.5


def test_a_photograph_is_gray_or_separated():
    """The photograph becomes gray in a black book and CMYK in color, pixel for pixel."""
    for plates, space in (
        (Plates.BLACK, "gray"),
        (Plates.SECOND, "gray"),
        (Plates.PROCESS, "cmyk"),
    ):
        (picture,) = (t for t in painted(specimen.printed(plates), 3) if t.kind == "picture")
        assert picture.paint.space == space
        assert picture.raster.pixels == (240, 160)
        assert picture.raster.dpi == pytest.approx(400, abs=0.5)


def test_gray_pixels_are_the_picture():
    """What is packed into the file is the picture in black ink, pixel for pixel."""
    with pikepdf.open(io.BytesIO(specimen.printed())) as pdf:
        (image,) = (
            o
            for o in pdf.objects
            if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"
        )
        seen = pikepdf.PdfImage(image).as_pil_image()
    row = [(x, 255 - x, 40) for x in range(240)]
    wanted = Image.new("RGB", (240, 160))
    wanted.putdata(row * 160)
    assert seen.tobytes() == read_profile().black(wanted).tobytes()


def test_gradients_and_masks_are_ink():
    """The gradient runs between inks, the mask stays a gray one."""
    with pikepdf.open(io.BytesIO(specimen.printed(Plates.PROCESS))) as pdf:
        shadings = [
            o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/ShadingType" in o
        ]
        forms = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Group" in o]
        direct = [
            f.Resources.Shading.Ramp
            for f in forms
            if "/Resources" in f and "/Shading" in f.Resources
        ]
        (ramp,) = [*shadings, *direct]
        assert ramp.ColorSpace == pikepdf.Name.DeviceCMYK
        assert [len(ramp.Function[key]) for key in ("/C0", "/C1")] == [4, 4]
        assert {str(f.Group.CS) for f in forms} == {"/DeviceCMYK", "/DeviceGray"}


def test_the_vendored_profile_is_whole():
    """The profile is the file of the provenance: FOGRA39, CMYK, for a printer."""
    provenance = (STANDARD.parent / "PROVENANCE.md").read_text(encoding="utf-8")
    assert hashlib.sha256(STANDARD.read_bytes()).hexdigest() in provenance
    assert profile_fault(specimen.profile().data) is None
    assert specimen.profile().condition[0] == "FOGRA39"


def test_other_profiles_are_refused(tmp_path):
    """A screen's profile, or no profile, cannot stand in an output intent."""
    from PIL import ImageCms

    screen = tmp_path / "screen.icc"
    screen.write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    with pytest.raises(ValueError, match="mntr"):
        read_profile(screen)
    screen.write_bytes(b"no profile")
    with pytest.raises(ValueError, match="not an ICC"):
        read_profile(screen)


def test_inks_are_written_in_percent():
    """`0/90/75/45` is an ink; anything else is refused."""
    assert from_percent("0/90/75/45") == (0, 0.9, 0.75, 0.45)
    for wrong in ("0/90/75", "0/90/75/145", "a/b/c/d"):
        with pytest.raises(ValueError, match=r"ink|convert"):
            from_percent(wrong)
