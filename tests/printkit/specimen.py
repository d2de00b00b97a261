"""A small book of six pages as the press draws: screen colors, a picture, a drawing, real fonts."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import pikepdf
import uharfbuzz as hb
from pikepdf import Array, Dictionary, Name

from wenxuan.finishing import Facts
from wenxuan.fonts import load_fonts, subset
from wenxuan.layout.sizes import Geometry
from wenxuan.printkit.boxes import MM
from wenxuan.printkit.inks import Palette, Plates
from wenxuan.printkit.interior import Slip, to_pdfx
from wenxuan.printkit.profile import Profile, read_profile

FACTS = Facts(
    title="小书 & <样张>",
    language="zh-Hans",
    authors=("甲", "乙"),
    body_page=2,
    day=datetime(2020, 3, 10, tzinfo=UTC),
)
GEOMETRY = Geometry(
    width=148 * MM,
    height=210 * MM,
    bleed=3 * MM,
    body=10.5,
    leading=17.5,
    measure=28,
    lines=27,
    inner=21 * MM,
    top=23 * MM,
)
WORDS = ("天地玄黄，宇宙洪荒。", "日月盈昃，辰宿列张。")


@cache
def profile() -> Profile:
    """The vendored profile."""
    return read_profile()


def font(pdf: pikepdf.Pdf) -> tuple[pikepdf.Object, dict[str, int]]:
    """A subset of the press's song as a composite font, and its glyphs by character."""
    data = subset(load_fonts("zh-Hans").family("Wenxuan Song"), "".join(WORDS) + "一二三四五六")
    face = hb.Font(hb.Face(data))
    glyphs = {
        c: face.get_nominal_glyph(ord(c)) for c in sorted(set("".join(WORDS) + "一二三四五六"))
    }
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/AAAAAA+Song"),
        Flags=4,
        FontBBox=Array([0, -200, 1000, 900]),
        ItalicAngle=0,
        Ascent=880,
        Descent=-120,
        CapHeight=700,
        StemV=80,
        FontFile2=pdf.make_stream(data),
    )
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/AAAAAA+Song"),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=descriptor,
        DW=1000,
        W=Array([v for g in sorted(glyphs.values()) for v in (g, Array([1000]))]),
        CIDToGIDMap=Name.Identity,
    )
    pairs = "".join(f"<{g:04x}> <{ord(c):04x}>\n" for c, g in glyphs.items())
    cmap = f"{len(glyphs)} beginbfchar\n{pairs}endbfchar\n".encode()
    made = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name("/AAAAAA+Song"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(inner)]),
        ToUnicode=pdf.make_stream(cmap),
    )
    return pdf.make_indirect(made), glyphs


def photograph(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    """A colored picture of 240 × 160 pixels: 400 dpi at 0.6 in."""
    row = bytes(v for x in range(240) for v in (x, 255 - x, 40))
    return pdf.make_stream(
        zlib.compress(row * 160),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=240,
        Height=160,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.FlateDecode,
    )


def drawing(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    """A form in screen colors that calls a form, fills with a gradient and fades by a mask."""
    inner = pdf.make_stream(
        b"0.55 0.11 0.106 rg 0 0 30 12 re f 1 g 2 2 8 8 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 30, 12]),
    )
    ramp = Dictionary(
        FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 1, 1]), C1=Array([0.2, 0.4, 0.8]), N=1
    )
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 60, 0]), Function=ramp
    )
    light = pdf.make_stream(
        b"0.5 0.5 0.5 rg 0 0 100 100 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 100, 100]),
        Group=Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB),
    )
    mask = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=light)
    return pdf.make_stream(
        b"q 0 0 60 30 re W n /Ramp sh Q q /Fade gs 0 0 1 RG 1 w 0 40 m 60 40 l S Q /In Do",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 100, 100]),
        Group=Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceRGB),
        Resources=Dictionary(
            XObject=Dictionary(In=inner),
            Shading=Dictionary(Ramp=shading),
            ExtGState=Dictionary(Fade=Dictionary(SMask=mask)),
        ),
    )


@cache
def drawn(pages: int = 6) -> bytes:
    """Pages at trim size, the axes turned over and never turned back, as by the press."""
    with pikepdf.new() as pdf:
        face, glyphs = font(pdf)
        pictures = Dictionary(Photo=photograph(pdf), Art=drawing(pdf))
        resources = pdf.make_indirect(
            Dictionary(
                Font=Dictionary(F=face),
                XObject=pictures,
                ExtGState=Dictionary({"/A1.0": Dictionary(ca=1, CA=1)}),
            )
        )
        for number in range(pages):
            page = pdf.add_blank_page(page_size=(GEOMETRY.width, GEOMETRY.height))
            page.obj.Resources = resources
            page.obj.Contents = pdf.make_stream(_content(number, glyphs).encode())
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _content(number: int, glyphs: dict[str, int]) -> str:
    """A line of each gray, a rule; on the fourth page the picture and the drawing."""
    if number == 1:
        return ""
    h = GEOMETRY.height
    lines = [f"1 0 0 -1 0 {h:.4f} cm /A1.0 gs 0 0 0 RG 0.25 w 60 60 m 300 60 l S"]
    for i, (words, gray) in enumerate(zip(WORDS, ("0 0 0", "0.35 0.35 0.35"), strict=True)):
        shown = "".join(f"{glyphs[c]:04x}" for c in words)
        lines.append(
            f"{gray} rg BT /F 10.5 Tf 1 0 0 -1 {100 + 10.5 * i} {100 + 35 * i} Tm <{shown}> Tj ET"
        )
    if number == 3:
        lines.append("q 43.2 0 0 -28.8 120 300 cm /Photo Do Q q 1 0 0 1 120 320 cm /Art Do Q")
    return "\n".join(lines)


@cache
def printed(plates: Plates = Plates.BLACK, pages: int = 6) -> bytes:
    """The small book as PDF/X-4."""
    palette = Palette(plates=plates, through=profile().ink)
    slip = Slip(text="small-print.pdf　小书", fonts=load_fonts("zh-Hans"))
    return to_pdfx(drawn(pages), FACTS, GEOMETRY, profile(), palette=palette, slip=slip)
