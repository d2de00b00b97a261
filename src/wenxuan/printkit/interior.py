"""The inside of the book as PDF/X-4: ink, boxes, marks, identification."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from wenxuan.finishing import Facts
from wenxuan.fonts import FontSet
from wenxuan.layout.sizes import Geometry
from wenxuan.printkit.boxes import SLUG_TAG, Sheet, put_on_sheet, rectangle
from wenxuan.printkit.inks import Palette, Plates
from wenxuan.printkit.intent import identify, set_intent
from wenxuan.printkit.marks import ALL_MARKS, BLACK_MARKS, color_bar, marks
from wenxuan.printkit.profile import Profile
from wenxuan.printkit.separate import separate
from wenxuan.printkit.slugline import SlugLine

_SCREEN_ONLY = (
    "/Outlines", "/PageMode", "/Names", "/Dests", "/OpenAction", "/AA", "/AcroForm",
    "/StructTreeRoot", "/MarkInfo", "/ViewerPreferences", "/Threads", "/Metadata",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What the slug line of every sheet says, and the faces it is lettered in."""

    text: str
    fonts: FontSet


def to_pdfx(
    data: bytes,
    facts: Facts,
    geometry: Geometry,
    profile: Profile,
    *,
    palette: Palette | None = None,
    slip: Slip | None = None,
    whole: int = 2,
) -> bytes:
    """Pages as PDF/X-4; they have a trim box or trim size, and blank ones fill up to `whole`.

    Whatever lies outside the bleed, such as marks from elsewhere, is cut off.
    """
    palette = palette or Palette(through=profile.ink)
    sheet = Sheet(width=geometry.width, height=geometry.height, bleed=geometry.bleed)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _label(pdf, facts.body_page)
        separate(pdf, palette, profile)
        _fill_up(pdf, whole, geometry)
        for page in pdf.pages:
            put_on_sheet(pdf, page, sheet)
        dress(pdf, sheet, slip, colored=palette.plates is not Plates.BLACK)
        return as_pdfx(pdf, facts, profile, data)


def as_pdfx(pdf: pikepdf.Pdf, facts: Facts, profile: Profile, salt: bytes) -> bytes:
    """Leave out what belongs to the screen, say what the file is, save; same input, same bytes."""
    for key in _SCREEN_ONLY:
        if key in pdf.Root:
            del pdf.Root[key]
    set_intent(pdf, profile)
    identify(pdf, facts, hashlib.sha256(salt).digest())
    pdf.remove_unreferenced_resources()
    if "/ID" in pdf.trailer:
        del pdf.trailer.ID  # the press gives one to all files
    buffer = io.BytesIO()
    pdf.save(
        buffer,
        deterministic_id=True,
        force_version="1.6",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        recompress_flate=False,
    )
    return buffer.getvalue()


def dress(
    pdf: pikepdf.Pdf,
    sheet: Sheet,
    slip: Slip | None,
    *,
    colored: bool,
    folds: tuple[float, ...] = (),
) -> None:
    """Marks and slug line on every page, in black or, where color is printed, in all inks."""
    common = marks(sheet, ALL_MARKS if colored else BLACK_MARKS, folds)
    if colored:
        common += color_bar(sheet)
    line = SlugLine(sheet=sheet, fonts=slip.fonts, text=slip.text) if slip else None
    if line:
        common += line.shared(len(pdf.pages)).encode()
    form = pdf.make_indirect(_form(pdf, sheet, common))
    for number, page in enumerate(pdf.pages, start=1):
        name = page.add_resource(form, Name.XObject, Name.WxMarks)
        own = line.own(number) if line else ""
        code = f"{SLUG_TAG} BMC q {name} Do Q\n{own}EMC\n"
        page.contents_add(pdf.make_stream(code.encode()), prepend=False)


def _form(pdf: pikepdf.Pdf, sheet: Sheet, code: bytes) -> pikepdf.Stream:
    """The marks as a form that all pages share; a separation named All prints on every plate."""
    tint = Dictionary(
        FunctionType=2,
        Domain=Array([0, 1]),
        C0=Array([0, 0, 0, 0]),
        C1=Array([1, 1, 1, 1]),
        N=1,
    )
    spaces = Dictionary(WxAll=Array([Name.Separation, Name.All, Name.DeviceCMYK, tint]))
    return pdf.make_stream(
        code,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=rectangle(sheet.media),
        Resources=Dictionary(ColorSpace=spaces) if b"/WxAll" in code else Dictionary(),
    )


def _label(pdf: pikepdf.Pdf, body_page: int) -> None:
    """Front matter i, ii…; from the first page of the body 1, 2…."""
    if "/PageLabels" not in pdf.Root:
        ranges: list[object] = [0, Dictionary(S=Name.r)] if body_page else []
        ranges += [body_page, Dictionary(S=Name.D, St=1)]
        pdf.Root.PageLabels = Dictionary(Nums=Array(ranges))


def _fill_up(pdf: pikepdf.Pdf, whole: int, geometry: Geometry) -> None:
    """Blank pages at the end, until leaves or signatures are whole."""
    while len(pdf.pages) % max(whole, 1):
        pdf.add_blank_page(page_size=(geometry.width, geometry.height))
