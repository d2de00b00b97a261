"""Fonts, what belongs to a screen, and the file as such."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Pdf, String
from spoilt import (
    PLAIN,
    TEXT,
    draw,
    fault,
    leaf,
    lzw,
    resource,
    song,
)

# Fonts


@fault()
def font_not_embedded(pdf: Pdf) -> None:
    """The text face is named, but not in the file."""
    for font in song(pdf):
        del font.DescendantFonts[0].FontDescriptor.FontFile2


@fault()
def font_cut_short(pdf: Pdf) -> None:
    """The file of the text face ends in its middle."""
    for font in song(pdf):
        data = font.DescendantFonts[0].FontDescriptor.FontFile2
        whole = data.read_bytes()
        data.write(whole[: len(whole) // 2])


@fault()
def false_unicode(pdf: Pdf) -> None:
    """The text face says 1 where it draws 0, and 0 where it draws 1."""
    for font in song(pdf):
        words = font.ToUnicode.read_bytes()
        zero, one = b"<0011><0030>", b"<0012><0031>"
        if zero not in words or one not in words:
            raise LookupError(zero)
        words = words.replace(zero, b"<0011><0031>").replace(one, b"<0012><0030>")
        font.ToUnicode.write(words)


@fault()
def false_glyphs(pdf: Pdf) -> None:
    """The text face draws 1 where it says 0, and 0 where it says 1."""
    glyphs = list(range(0x10000))
    glyphs[0x11], glyphs[0x12] = 0x12, 0x11
    table = b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)
    for font in song(pdf):
        font.DescendantFonts[0].CIDToGIDMap = pdf.make_stream(table)


# What belongs to a screen


@fault(PLAIN)
def link_in_bleed(pdf: Pdf) -> None:
    """A link lies between trim and bleed."""
    leaf(pdf, PLAIN).obj.Annots = Array(
        [
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=[26, 300, 31, 320],
                A=Dictionary(S=Name.URI, URI=String("https://example.org")),
            )
        ]
    )


@fault(PLAIN)
def form_field(pdf: Pdf) -> None:
    """A page asks to be filled in."""
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("name"),
        Rect=[100, 300, 200, 320],
    )
    widget = pdf.make_indirect(field)
    leaf(pdf, PLAIN).obj.Annots = Array([widget])
    pdf.Root.AcroForm = Dictionary(Fields=Array([widget]))


@fault()
def javascript(pdf: Pdf) -> None:
    """The file runs a program when it is opened."""
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


@fault(locked=True)
def encrypted(pdf: Pdf) -> None:
    """The file is locked by its owner; whoever opens it needs no password."""
    pdf.docinfo["/Keywords"] = "locked"


@fault()
def attachment(pdf: Pdf) -> None:
    """The file carries another file."""
    pdf.attachments["order.txt"] = b"1000"


@fault(TEXT)
def layer_off(pdf: Pdf) -> None:
    """The text of one page is on a layer that is switched off."""
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("proof")))
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]), Order=Array([layer]))
    )
    page = leaf(pdf, TEXT)
    resource(page, "Properties", "Proof", layer)
    page.contents_add(b"/OC /Proof BDC", prepend=True)
    page.contents_add(b"EMC")


@fault(TEXT)
def postscript(pdf: Pdf) -> None:
    """A page calls a piece of PostScript."""
    program = pdf.make_stream(b"showpage", Type=Name.XObject, Subtype=Name.PS)
    resource(leaf(pdf, TEXT), "XObject", "Program", program)
    draw(leaf(pdf, TEXT), "/Program Do")


# The file as such


@fault()
def no_output_intent(pdf: Pdf) -> None:
    """The file does not say for which press it is."""
    del pdf.Root.OutputIntents


@fault()
def profile_of_three_colors(pdf: Pdf) -> None:
    """The output profile is declared with three components."""
    pdf.Root.OutputIntents[0].DestOutputProfile.N = 3


@fault()
def called_x1a(pdf: Pdf) -> None:
    """The metadata call the file PDF/X-1a."""
    words = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(words.replace(b"PDF/X-4", b"PDF/X-1a:2003"))
    pdf.docinfo["/GTS_PDFXVersion"] = "PDF/X-1a:2003"


@fault(version="2.0")
def pdf_two(pdf: Pdf) -> None:
    """The file is PDF 2.0, which PDF/X-4 is not."""
    del pdf.trailer["/Info"]["/GTS_PDFXVersion"]


@fault()
def trapping_unknown(pdf: Pdf) -> None:
    """The file does not say whether it is trapped."""
    words = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(words.replace(b"<pdf:Trapped>False</pdf:Trapped>", b""))
    del pdf.docinfo["/Trapped"]


@fault(TEXT)
def lzw_filter(pdf: Pdf) -> None:
    """The contents of one page are packed with LZW."""
    stream = leaf(pdf, TEXT).Contents[1]
    stream.write(lzw(stream.read_bytes()), filter=Name.LZWDecode)
