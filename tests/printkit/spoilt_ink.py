"""Ink and pictures that a press does not print as they were meant."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Pdf, String
from spoilt import (
    BLACK,
    PICTURE,
    PLAIN,
    TEXT,
    draw,
    edit,
    fault,
    leaf,
    picture,
    power,
    resource,
)

# Ink


@fault(TEXT)
def rgb_text(pdf: Pdf) -> None:
    """The text of one page is red of the screen."""
    edit(leaf(pdf, TEXT), BLACK, b"0.8 0 0 rg")


@fault(TEXT)
def rich_black_text(pdf: Pdf) -> None:
    """The text of one page is built of four inks, which no press holds in register."""
    edit(leaf(pdf, TEXT), BLACK, b"0.6 0.5 0.4 1 k")


@fault(TEXT)
def registration_text(pdf: Pdf) -> None:
    """The text of one page is in the color All, which prints on every plate."""
    tint = power(1, [0, 0, 0, 0], [1, 1, 1, 1])
    space = Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])
    resource(leaf(pdf, TEXT), "ColorSpace", "Marks", space)
    edit(leaf(pdf, TEXT), BLACK, b"/Marks cs 1 scn")


@fault(TEXT)
def spot_text(pdf: Pdf) -> None:
    """The text of one page is in a spot color that nobody ordered."""
    tint = power(1, [0, 0, 0, 0], [0, 0.9, 0.8, 0])
    space = Array([Name.Separation, Name("/PANTONE 485 C"), Name.DeviceCMYK, tint])
    resource(leaf(pdf, TEXT), "ColorSpace", "Spot", space)
    edit(leaf(pdf, TEXT), BLACK, b"/Spot cs 1 scn")


@fault(TEXT)
def knocked_out_text(pdf: Pdf) -> None:
    """The black text of one page knocks out what is below it."""
    edit(leaf(pdf, TEXT), b"/WxOver10 gs\n0 0 0 1 K\n/WxOver11 gs", b"0 0 0 1 K\n/WxOver00 gs")


@fault(1, file="cover")
def white_overprint(pdf: Pdf) -> None:
    """A white label on the red band overprints, so that it will not be seen."""
    draw(leaf(pdf, 1), "0 0 0 0 k /WxOver10 gs 530 300 30 80 re f")


@fault(1, file="cover")
def ground_of_350_percent(pdf: Pdf) -> None:
    """The band of the cover carries 350 % of ink."""
    edit(leaf(pdf, 1), b"0 0.9 0.75 0.45 k", b"1 0.9 0.8 0.8 k")


@fault(TEXT)
def hairline(pdf: Pdf) -> None:
    """A rule of 0.1 pt stands among the text."""
    draw(leaf(pdf, TEXT), "0 0 0 1 K 0.1 w 150 400 m 350 400 l S")


@fault(PLAIN)
def rgb_group(pdf: Pdf) -> None:
    """A page is blended in the colors of the screen."""
    leaf(pdf, PLAIN).obj.Group = Dictionary(
        Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB, I=True
    )


@fault(TEXT)
def transfer_function(pdf: Pdf) -> None:
    """A graphics state of one page inverts the tones."""
    state = Dictionary(Type=Name.ExtGState, TR=power(1, [1], [0]))
    resource(leaf(pdf, TEXT), "ExtGState", "Tones", state)
    edit(leaf(pdf, TEXT), BLACK, b"/Tones gs\n" + BLACK)


@fault(TEXT)
def halftone(pdf: Pdf) -> None:
    """A graphics state of one page brings a named halftone, 20 lines an inch."""
    screen = Dictionary(
        Type=Name.Halftone,
        HalftoneType=1,
        HalftoneName=String("coarse"),
        Frequency=20,
        Angle=0,
        SpotFunction=Name.Round,
    )
    resource(leaf(pdf, TEXT), "ExtGState", "Dots", Dictionary(Type=Name.ExtGState, HT=screen))
    edit(leaf(pdf, TEXT), BLACK, b"/Dots gs\n" + BLACK)


# Pictures


@fault(PICTURE)
def coarse_picture(pdf: Pdf) -> None:
    """The picture has a quarter of its pixels each way: 82 to the inch."""
    item, width = picture(pdf), int(picture(pdf).Width)
    data = item.read_bytes()
    rows = [data[y * width : (y + 1) * width : 4] for y in range(0, int(item.Height), 4)]
    item.Width, item.Height = len(rows[0]), len(rows)
    item.write(b"".join(rows))


@fault(PICTURE)
def rgb_picture(pdf: Pdf) -> None:
    """The picture is in the colors of the screen."""
    item = picture(pdf)
    data = item.read_bytes()
    item.ColorSpace = Name.DeviceRGB
    item.write(bytes(v for gray in data for v in (gray, gray, gray)))


@fault(PICTURE)
def overinked_picture(pdf: Pdf) -> None:
    """The shadows of the picture carry 326 % of ink."""
    item = picture(pdf)
    ink = [255 - gray for gray in item.read_bytes()]
    item.ColorSpace = Name.DeviceCMYK
    item.write(bytes(v for k in ink for v in (k * 5 // 6, k * 5 // 6, k * 5 // 6, k)))


@fault(PICTURE)
def alternate_picture(pdf: Pdf) -> None:
    """The picture has an alternate for printing."""
    other = pdf.make_stream(b"\x80", Dictionary(dict(picture(pdf).stream_dict.items())))
    other.Width, other.Height, other.Type = 1, 1, Name.XObject
    other.write(b"\x80")
    picture(pdf).Alternates = Array([Dictionary(Image=other, DefaultForPrinting=True)])


@fault(PICTURE)
def mirrored_picture(pdf: Pdf) -> None:
    """Left is right in the picture."""
    upright = b"408.189333 0 0 -256.576 0 256.576 cm"
    edit(leaf(pdf, PICTURE), upright, b"-408.189333 0 0 -256.576 408.189333 256.576 cm")


@fault(PICTURE)
def negative_picture(pdf: Pdf) -> None:
    """What is light in the picture is printed dark."""
    picture(pdf).Decode = Array([1, 0])
