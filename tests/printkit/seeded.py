"""Faults that printing houses send files back for, put into a good file one at a time.

Written from the trade's own complaints, before any rule of the preflight: a fault knows nothing of
the check that should find it. Each changes an open PDF in place; coordinates are points from the
lower left corner of the trim.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from press_tools import altered
from wenxuan.checks.embedded import mapped

MM = 72 / 25.4
Fault = Callable[[Pdf], None]
FAULTS: dict[str, Fault] = {}


def fault(make: Fault) -> Fault:
    """Enter a fault under the name of its function."""
    FAULTS[make.__name__] = make
    return make


# --- tools ----------------------------------------------------------------------------------


def target(pdf: Pdf) -> pikepdf.Page:
    """The page that is spoiled: the third, or the last of a shorter file."""
    return pdf.pages[min(2, len(pdf.pages) - 1)]


def trim(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """The trim box of a page."""
    x0, y0, x1, y1 = (float(v) for v in page.obj.TrimBox)
    return x0, y0, x1, y1


def paint(pdf: Pdf, code: str, page: pikepdf.Page | None = None) -> None:
    """Draw on a page after all else, the origin at the lower left corner of the trim."""
    page = page or target(pdf)
    x, y, _, _ = trim(page)
    page.contents_add(pdf.make_stream(f"q 1 0 0 1 {x} {y} cm {code} Q\n".encode()), prepend=False)


def resource(page: pikepdf.Page, kind: str, name: str, value: object) -> None:
    """Enter a resource of a page."""
    resources = page.obj.Resources
    if kind not in resources:
        resources[kind] = Dictionary()
    resources[kind][name] = value


def picture(
    pdf: Pdf, *, side: int, space: Name | Array, channels: int, at: str, bits: int = 8
) -> None:
    """Place a square picture of so many pixels; `at` is its matrix."""
    row = (side * channels * bits + 7) // 8
    data = bytes((7 * i + 11 * j) % 200 for j in range(side) for i in range(row))
    image = pdf.make_stream(
        zlib.compress(data),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=side,
        Height=side,
        ColorSpace=space,
        BitsPerComponent=bits,
        Filter=Name.FlateDecode,
    )
    resource(target(pdf), "/XObject", "/Spoiled", image)
    paint(pdf, f"{at} cm /Spoiled Do")


def mask(pdf: Pdf, code: bytes, side: int, space: Name) -> Dictionary:
    """A graphics state that fades by a square drawing, whose colors mix in a space."""
    light = pdf.make_stream(
        code,
        Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, side, side]),
        Group=Dictionary(Type=Name.Group, S=Name.Transparency, CS=space),
    )  # fmt: skip
    return Dictionary(SMask=Dictionary(Type=Name.Mask, S=Name.Luminosity, G=light))


def some_font(pdf: Pdf) -> tuple[Name, pikepdf.Object]:
    """A composite font that the spoiled page or another names."""
    for page in (target(pdf), *pdf.pages):
        for name, font in page.obj.Resources.get("/Font", {}).items():
            if font.get("/Subtype") == "/Type0":
                resource(target(pdf), "/Font", name, font)
                return Name(name), font
    raise LookupError("no composite font")


def some_glyph(font: pikepdf.Object) -> int:
    """A glyph of a font that leaves ink."""
    return next(glyph for glyph, said in mapped(font).items() if said.strip())


def text(pdf: Pdf, state: str, place: str) -> None:
    """Show two glyphs at 10 pt."""
    name, font = some_font(pdf)
    glyph = f"{some_glyph(font):04x}"
    paint(pdf, f"{state} BT {name} 10 Tf {place} Td <{glyph}{glyph}> Tj ET")


def xmp(pdf: Pdf, old: bytes, new: bytes) -> None:
    """Change the metadata; the fault is void when there is nothing to change."""
    data = pdf.Root.Metadata.read_bytes()
    assert old in data
    pdf.Root.Metadata = pdf.make_stream(
        data.replace(old, new), Type=Name.Metadata, Subtype=Name.XML
    )


def annotation(pdf: Pdf, rect: tuple[float, ...], **more: object) -> None:
    """Add an annotation; the rectangle counts from the trim."""
    page = target(pdf)
    x, y, _, _ = trim(page)
    box = Array([rect[0] + x, rect[1] + y, rect[2] + x, rect[3] + y])
    page.obj.Annots = Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=box, F=4, **more))])


# --- color ----------------------------------------------------------------------------------


@fault
def red_rule_in_rgb(pdf: Pdf) -> None:
    """A designer's rule in screen red."""
    paint(pdf, "1 0 0 RG 1 w 100 100 m 200 100 l S")


@fault
def black_text_in_rgb(pdf: Pdf) -> None:
    """Text in the black of a word processor: four plates of it."""
    text(pdf, "0 0 0 rg", "120 200")


@fault
def rgb_inside_a_form(pdf: Pdf) -> None:
    """RGB hidden in a form that a form calls."""
    inner = pdf.make_stream(
        b"0.2 0.4 0.6 rg 0 0 20 20 re f",
        Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 20, 20]),
    )  # fmt: skip
    outer = pdf.make_stream(
        b"/In Do",
        Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 20, 20]),
        Resources=Dictionary(XObject=Dictionary(In=inner)),
    )  # fmt: skip
    resource(target(pdf), "/XObject", "/Out", outer)
    paint(pdf, "1 0 0 1 100 300 cm /Out Do")


@fault
def rgb_photograph(pdf: Pdf) -> None:
    """A picture straight from the camera."""
    picture(pdf, side=300, space=Name.DeviceRGB, channels=3, at="60 0 0 60 100 100")


@fault
def calibrated_rgb_by_name(pdf: Pdf) -> None:
    """RGB under another name."""
    space = Array([Name.CalRGB, Dictionary(WhitePoint=Array([0.95, 1, 1.09]))])
    resource(target(pdf), "/ColorSpace", "/Cal", space)
    paint(pdf, "/Cal cs 0.5 0.1 0.1 sc 100 100 30 30 re f")


@fault
def rgb_shading(pdf: Pdf) -> None:
    """A gradient that nobody converted."""
    function = Dictionary(
        FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 0, 0]), C1=Array([0, 0, 1]), N=1
    )
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 50, 0]), Function=function
    )
    resource(target(pdf), "/Shading", "/Sh", shading)
    paint(pdf, "100 100 50 50 re W n 1 0 0 1 100 100 cm /Sh sh")


@fault
def rich_black_text(pdf: Pdf) -> None:
    """Small text on four plates: it will never register."""
    text(pdf, "0.6 0.5 0.4 1 k", "120 200")


@fault
def too_much_ink(pdf: Pdf) -> None:
    """A ground of 360 %: it will not dry."""
    paint(pdf, "0.9 0.9 0.9 0.9 k 100 100 60 60 re f")


@fault
def too_much_ink_in_a_picture(pdf: Pdf) -> None:
    """A picture separated for another press."""
    data = zlib.compress(bytes([250, 250, 250, 250]) * 90_000)
    image = pdf.make_stream(
        data, Type=Name.XObject, Subtype=Name.Image, Width=300, Height=300,
        ColorSpace=Name.DeviceCMYK, BitsPerComponent=8, Filter=Name.FlateDecode,
    )  # fmt: skip
    resource(target(pdf), "/XObject", "/Inky", image)
    paint(pdf, "60 0 0 60 100 100 cm /Inky Do")


@fault
def color_in_a_black_book(pdf: Pdf) -> None:
    """One cyan rule in a book that is paid for as black."""
    paint(pdf, "1 0 0 0 K 1 w 100 120 m 200 120 l S")


@fault
def a_spot_color_nobody_ordered(pdf: Pdf) -> None:
    """A fifth plate."""
    tint = Dictionary(
        FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([0, 1, 1, 0]), N=1
    )
    space = Array([Name.Separation, Name("/PANTONE#20185#20C"), Name.DeviceCMYK, tint])
    resource(target(pdf), "/ColorSpace", "/Spot", space)
    paint(pdf, "/Spot cs 1 scn 100 100 30 30 re f")


@fault
def white_text_that_overprints(pdf: Pdf) -> None:
    """White that overprints: the proof shows it, the sheet does not."""
    resource(target(pdf), "/ExtGState", "/Over", Dictionary(op=True, OP=True, OPM=1))
    text(pdf, "0 0 0 0.8 k 110 190 60 30 re f /Over gs 0 0 0 0 k", "120 200")


@fault
def black_text_that_knocks_out(pdf: Pdf) -> None:
    """Black text cut out of a colored ground: white flashes beside each stroke."""
    resource(target(pdf), "/ExtGState", "/Knock", Dictionary(op=False, OP=False))
    text(pdf, "0 0 0 0.1 k 110 190 60 30 re f /Knock gs 0 0 0 1 k", "120 200")


@fault
def pale_small_text(pdf: Pdf) -> None:
    """A caption in half a black: the screen eats its strokes."""
    text(pdf, "0 0 0 0.5 k", "120 200")


# --- pictures and lines ---------------------------------------------------------------------


@fault
def picture_from_the_web(pdf: Pdf) -> None:
    """72 pixels an inch."""
    picture(pdf, side=72, space=Name.DeviceGray, channels=1, at="72 0 0 72 100 100")


@fault
def turned_picture_from_the_web(pdf: Pdf) -> None:
    """150 pixels an inch, hidden by a turn of 90 degrees."""
    picture(pdf, side=150, space=Name.DeviceGray, channels=1, at="0 72 -72 0 200 100")


@fault
def coarse_line_art(pdf: Pdf) -> None:
    """A scanned drawing of 1 bit at 300 dpi."""
    picture(pdf, side=304, space=Name.DeviceGray, channels=1, bits=1, at="73 0 0 73 100 100")


@fault
def hairline(pdf: Pdf) -> None:
    """A rule of 0.1 pt."""
    paint(pdf, "0 0 0 1 K 0.1 w 100 100 m 200 100 l S")


@fault
def hairline_by_scaling(pdf: Pdf) -> None:
    """A rule of 1 pt in a drawing scaled to a tenth."""
    paint(pdf, "0.1 0 0 0.1 100 100 cm 0 0 0 1 K 1 w 0 0 m 1000 0 l S")


@fault
def zero_width_line(pdf: Pdf) -> None:
    """The thinnest line a device can draw: nothing, on a platesetter."""
    paint(pdf, "0 0 0 1 K 0 w 100 100 m 200 100 l S")


@fault
def hairline_as_a_box(pdf: Pdf) -> None:
    """A rule drawn as a filled box 0.1 pt high."""
    paint(pdf, "0 0 0 1 k 100 100 100 0.1 re f")


# --- place ----------------------------------------------------------------------------------


@fault
def text_at_the_knife(pdf: Pdf) -> None:
    """A line 1 mm from the fore-edge."""
    text(pdf, "0 0 0 1 k", f"{1 * MM} 200")


@fault
def ground_that_stops_at_the_trim(pdf: Pdf) -> None:
    """A tint to the very edge and not over it."""
    _, _, x1, _ = trim(target(pdf))
    x0 = trim(target(pdf))[0]
    paint(pdf, f"0 0 0 0.2 k {x1 - x0 - 50} 100 50 60 re f")


@fault
def no_trim_box(pdf: Pdf) -> None:
    """A page that does not say where to cut."""
    del target(pdf).obj["/TrimBox"]


@fault
def page_of_another_size(pdf: Pdf) -> None:
    """One page trimmed 5 mm narrower."""
    x0, y0, x1, y1 = trim(target(pdf))
    target(pdf).obj.TrimBox = Array([x0, y0, x1 - 5 * MM, y1])


@fault
def bleed_of_one_millimeter(pdf: Pdf) -> None:
    """Too little bleed for any knife."""
    x0, y0, x1, y1 = trim(target(pdf))
    target(pdf).obj.BleedBox = Array([x0 - MM, y0 - MM, x1 + MM, y1 + MM])


@fault
def bleed_beyond_the_sheet(pdf: Pdf) -> None:
    """A bleed box larger than the media box."""
    target(pdf).obj.MediaBox = target(pdf).obj.TrimBox
    if "/CropBox" in target(pdf).obj:
        del target(pdf).obj["/CropBox"]


@fault
def turned_page(pdf: Pdf) -> None:
    """A page that only a screen turns upright."""
    target(pdf).obj.Rotate = 90


@fault
def page_in_double_units(pdf: Pdf) -> None:
    """A page whose points are two points long."""
    target(pdf).obj.UserUnit = 2


@fault
def cropped_to_the_trim(pdf: Pdf) -> None:
    """A crop box left by whoever looked at the page without its bleed."""
    target(pdf).obj.CropBox = target(pdf).obj.TrimBox


@fault
def art_box_beside_the_trim_box(pdf: Pdf) -> None:
    """Two answers to the question where to cut."""
    target(pdf).obj.ArtBox = target(pdf).obj.TrimBox


@fault
def blank_recto(pdf: Pdf) -> None:
    """A right-hand page without anything, and the next one behind it."""
    source = pdf.pages[0]
    for _ in range(2):
        page = Dictionary(
            Type=Name.Page, Resources=Dictionary(),
            MediaBox=source.obj.MediaBox, TrimBox=source.obj.TrimBox,
            BleedBox=source.obj.BleedBox, Contents=pdf.make_stream(b""),
        )  # fmt: skip
        pdf.pages.insert(2, pikepdf.Page(pdf.make_indirect(page)))


@fault
def odd_number_of_pages(pdf: Pdf) -> None:
    """A leaf with one page."""
    del pdf.pages[-1]


# --- fonts ----------------------------------------------------------------------------------


@fault
def font_not_embedded(pdf: Pdf) -> None:
    """The printer's computer will choose a face."""
    descriptor = some_font(pdf)[1].DescendantFonts[0].FontDescriptor
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


@fault
def helvetica_by_name(pdf: Pdf) -> None:
    """One of the fourteen faces that every reader was said to have."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    resource(target(pdf), "/Font", "/Helv", font)
    paint(pdf, "0 0 0 1 k BT /Helv 10 Tf 120 200 Td (Folio) Tj ET")


@fault
def glyphs_remapped(pdf: Pdf) -> None:
    """A table between codes and glyphs that old RIPs get wrong."""
    descendant = some_font(pdf)[1].DescendantFonts[0]
    descendant.CIDToGIDMap = pdf.make_stream(bytes(512))


@fault
def box_for_a_missing_glyph(pdf: Pdf) -> None:
    """Tofu: the face has no such character."""
    name, _ = some_font(pdf)
    paint(pdf, f"0 0 0 1 k BT {name} 10 Tf 120 200 Td <0000> Tj ET")


@fault
def glyphs_as_programs(pdf: Pdf) -> None:
    """A face drawn by small programs, as old typesetting systems made them."""
    glyph = pdf.make_stream(b"500 0 0 0 400 700 d1 0 0 400 700 re f")
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 500, 700]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary(a=glyph),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([97, Name.a])),
        FirstChar=97, LastChar=97, Widths=Array([500]), Resources=Dictionary(),
    )  # fmt: skip
    resource(target(pdf), "/Font", "/Prog", pdf.make_indirect(font))
    paint(pdf, "0 0 0 1 k BT /Prog 10 Tf 120 200 Td (a) Tj ET")


# --- the file -------------------------------------------------------------------------------


@fault
def no_output_intent(pdf: Pdf) -> None:
    """For which press? Nobody says."""
    del pdf.Root["/OutputIntents"]


@fault
def intent_without_a_profile(pdf: Pdf) -> None:
    """The press by name only."""
    del pdf.Root.OutputIntents[0]["/DestOutputProfile"]


@fault
def intent_of_a_screen(pdf: Pdf) -> None:
    """The profile of a monitor."""
    from PIL import ImageCms

    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    pdf.Root.OutputIntents[0].DestOutputProfile = pdf.make_stream(data, N=3)


@fault
def link_on_the_page(pdf: Pdf) -> None:
    """A link left from the screen edition."""
    action = Dictionary(S=Name.URI, URI=String("https://example.org/"))
    annotation(pdf, (100, 100, 160, 112), Subtype=Name.Link, A=action)


@fault
def sticky_note(pdf: Pdf) -> None:
    """A reviewer's remark that would print."""
    annotation(pdf, (100, 100, 120, 120), Subtype=Name.Text, Contents=String("?"))


@fault
def script(pdf: Pdf) -> None:
    """JavaScript when the file is opened."""
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


@fault
def no_version_of_the_standard(pdf: Pdf) -> None:
    """A file that does not say that it is PDF/X."""
    xmp(pdf, b"PDF/X-4", b"nothing")


@fault
def title_only_in_one_place(pdf: Pdf) -> None:
    """Information dictionary and metadata disagree."""
    pdf.docinfo["/Title"] = "another book"


@fault
def trapping_unknown(pdf: Pdf) -> None:
    """Trapped or not? X-4 wants to know."""
    pdf.docinfo["/Trapped"] = Name.Unknown
    xmp(pdf, b"<pdf:Trapped>False</pdf:Trapped>", b"")


@fault
def blend_mode(pdf: Pdf) -> None:
    """A shadow that multiplies: another color on every RIP."""
    resource(target(pdf), "/ExtGState", "/Mul", Dictionary(BM=Name.Multiply))
    paint(pdf, "/Mul gs 0 0 0 0.3 k 100 100 60 60 re f")


@fault
def transparency_mixed_in_rgb(pdf: Pdf) -> None:
    """A group that mixes its colors on a screen."""
    target(pdf).obj.Group = Dictionary(
        Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB, I=True
    )
    resource(target(pdf), "/ExtGState", "/Half", Dictionary(ca=0.5))
    paint(pdf, "/Half gs 0 0 0 1 k 100 100 60 60 re f")


@fault
def soft_mask_mixed_in_rgb_inside_a_form(pdf: Pdf) -> None:
    """The same, two forms down."""
    fade = mask(pdf, b"1 g 0 0 20 20 re f", 20, Name.DeviceRGB)
    outer = pdf.make_stream(
        b"/Fade gs 0 0 0 1 k 0 0 20 20 re f",
        Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 20, 20]),
        Resources=Dictionary(ExtGState=Dictionary(Fade=fade)),
    )  # fmt: skip
    resource(target(pdf), "/XObject", "/Faded", outer)
    paint(pdf, "1 0 0 1 100 300 cm /Faded Do")


@fault
def transfer_curve(pdf: Pdf) -> None:
    """A curve that belongs to somebody else's press."""
    curve = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1]), C1=Array([0]), N=1)
    resource(target(pdf), "/ExtGState", "/Curve", Dictionary(TR=curve))
    paint(pdf, "/Curve gs 0 0 0 1 k 100 100 60 60 re f")


@fault
def postscript_inside(pdf: Pdf) -> None:
    """A piece of PostScript that a RIP may or may not run."""
    form = pdf.make_stream(b"showpage", Type=Name.XObject, Subtype=Name.PS)
    resource(target(pdf), "/XObject", "/Ps", form)
    paint(pdf, "/Ps Do")


@fault
def hidden_layer(pdf: Pdf) -> None:
    """A layer that is off on screen: on paper it may be on."""
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("draft")))
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
    )


@fault
def attachment(pdf: Pdf) -> None:
    """The manuscript, traveling along."""
    pdf.attachments["draft.txt"] = b"not for print"


@fault
def attachment_pinned_to_a_page(pdf: Pdf) -> None:
    """A file that hangs on a paper clip in the slug."""
    packed = pdf.make_stream(b"not for print", Type=Name.EmbeddedFile)
    file = Dictionary(Type=Name.Filespec, F=String("a.txt"), EF=Dictionary(F=packed))
    annotation(pdf, (-30, -30, -20, -20), Subtype=Name.FileAttachment, FS=pdf.make_indirect(file))


@fault
def script_under_a_name(pdf: Pdf) -> None:
    """JavaScript that runs when the names are read."""
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    names = pdf.Root.get("/Names", Dictionary())
    names["/JavaScript"] = Dictionary(Names=Array([String("a"), action]))
    pdf.Root.Names = names


@fault
def program_started_from_the_slug(pdf: Pdf) -> None:
    """A button outside the bleed that starts a program."""
    action = Dictionary(S=Name.Launch, F=String("a.exe"))
    annotation(pdf, (-30, -30, -20, -20), Subtype=Name.Link, A=action)


@fault
def picture_by_opi(pdf: Pdf) -> None:
    """A stand-in: the server of another house has the picture."""
    picture(pdf, side=300, space=Name.DeviceGray, channels=1, at="60 0 0 60 100 100")
    target(pdf).obj.Resources.XObject["/Spoiled"].OPI = Dictionary(
        {"/1.3": Dictionary(Type=Name.OPI, Version=1.3, F=String("a.tif"))}
    )


@fault
def picture_with_an_alternate(pdf: Pdf) -> None:
    """One picture for the screen, another for print."""
    picture(pdf, side=300, space=Name.DeviceGray, channels=1, at="60 0 0 60 100 100")
    image = target(pdf).obj.Resources.XObject["/Spoiled"]
    other = pdf.make_stream(
        image.read_raw_bytes(), Type=Name.XObject, Subtype=Name.Image, Width=300, Height=300,
        ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.FlateDecode,
    )  # fmt: skip
    image.Alternates = Array([Dictionary(Image=other, DefaultForPrinting=True)])


@fault
def rgb_picture_in_the_stream(pdf: Pdf) -> None:
    """A few pixels of the screen between BI and EI."""
    paint(pdf, "1 0 0 1 100 100 cm BI /W 1 /H 1 /BPC 8 /CS /RGB /F /AHx ID ff0000> EI")


@fault
def rgb_in_a_tile(pdf: Pdf) -> None:
    """A ground of tiles, each red of the screen."""
    tile = pdf.make_stream(
        b"1 0 0 rg 0 0 5 5 re f",
        Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, XStep=10, YStep=10,
        BBox=Array([0, 0, 10, 10]), Resources=Dictionary(),
    )  # fmt: skip
    resource(target(pdf), "/Pattern", "/Tile", tile)
    paint(pdf, "/Pattern cs /Tile scn 100 100 60 60 re f")


@fault
def rgb_in_a_soft_mask(pdf: Pdf) -> None:
    """A mask that mixes in gray and is painted in red of the screen."""
    fade = mask(pdf, b"1 0 0 rg 90 90 100 100 re f", 300, Name.DeviceGray)
    resource(target(pdf), "/ExtGState", "/Fade", fade)
    paint(pdf, "/Fade gs 0 0 0 1 k 100 100 60 60 re f")


@fault
def black_over_a_heavy_ground(pdf: Pdf) -> None:
    """Black that overprints adds to the inks below it."""
    ground_and_black(pdf, 0.9)


def ground_and_black(pdf: Pdf, ink: float) -> None:
    """Black that overprints a ground of three colored inks."""
    over = Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1)
    resource(target(pdf), "/ExtGState", "/Over", over)
    code = f"{ink} {ink} {ink} 0 k 100 100 60 60 re f /Over gs 0 0 0 1 k 110 110 40 40 re f"
    paint(pdf, code)


@fault
def intent_without_a_condition(pdf: Pdf) -> None:
    """An output intent that does not say which press it is about."""
    del pdf.Root.OutputIntents[0]["/OutputConditionIdentifier"]


# --- faults that only show in the saved bytes -----------------------------------------------

SAVING: dict[str, Callable[[Pdf, BytesIO], None]] = {
    "encrypted": lambda pdf, out: pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="")),
    "pdf_of_tomorrow": lambda pdf, out: pdf.save(out, force_version="2.0"),
}


def spoiled(data: bytes, name: str) -> bytes:
    """A good file with one fault in it."""
    if name in FAULTS:
        return altered(data, FAULTS[name])
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        SAVING[name](pdf, out)
    return out.getvalue()


NAMES = (*FAULTS, *SAVING)
