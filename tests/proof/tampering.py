"""Ways to spoil a finished PDF by hand: each changes one thing that a reader would notice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pikepdf

Spoil = Callable[[pikepdf.Pdf], None]


def streams(pdf: pikepdf.Pdf, page: int) -> list[Any]:
    """The content streams of a page."""
    contents = pdf.pages[page].obj.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def rewrite(pattern: bytes, new: bytes, *, page: int, count: int = 1) -> Spoil:
    """Replace what a pattern finds in the longest stream of a page."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        stream = max(streams(pdf, page), key=lambda s: len(s.read_bytes()))
        data, changed = re.subn(pattern, new, stream.read_bytes(), count=count, flags=re.DOTALL)
        assert changed, pattern
        stream.write(data)

    return spoil


def anywhere(pattern: bytes, new: bytes) -> Spoil:
    """Replace in the first stream of any page in which a pattern is found."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        for page in range(len(pdf.pages)):
            for stream in streams(pdf, page):
                data, changed = re.subn(pattern, new, stream.read_bytes(), count=1)
                if changed:
                    stream.write(data)
                    return
        raise AssertionError(pattern)

    return spoil


def last_stream(pattern: bytes, new: bytes, *, page: int) -> Spoil:
    """Replace in the stream that the binder stamped."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        stream = streams(pdf, page)[-1]
        data, changed = re.subn(pattern, new, stream.read_bytes(), count=1)
        assert changed, pattern
        stream.write(data)

    return spoil


def swap_pages(one: int, two: int) -> Spoil:
    """Exchange two pages."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        first, second = pdf.pages[one].obj, pdf.pages[two].obj
        a, b = pikepdf.Dictionary(first), pikepdf.Dictionary(second)
        for key in ("/Contents", "/Annots"):
            for home, other in ((first, b), (second, a)):
                if key in other:
                    home[key] = other[key]
                elif key in home:
                    del home[key]

    return spoil


def drop_page(page: int) -> Spoil:
    """Take a page out."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[page]

    return spoil


def links(pdf: pikepdf.Pdf) -> list[Any]:
    """All link annotations."""
    return [note for page in pdf.pages for note in page.obj.get("/Annots", [])]


def aim(target: str) -> Spoil:
    """Let the last internal link lead elsewhere."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        note = next(n for n in reversed(links(pdf)) if "/Dest" in n or "/D" in n.get("/A", {}))
        if "/Dest" in note:
            note.Dest = pikepdf.String(target)
        else:
            note.A.D = pikepdf.String(target)

    return spoil


def unlink(pdf: pikepdf.Pdf) -> None:
    """Take the links of the contents away."""
    for page in pdf.pages:
        if len(page.obj.get("/Annots", [])) > 1:
            del page.obj["/Annots"]
            return


def move_destination(pdf: pikepdf.Pdf) -> None:
    """Let a named place be on another page."""
    names = pikepdf.NameTree(pdf.Root.Names.Dests)
    places = dict(names.items())
    place = places["two"]
    place[0] = pdf.pages[0].obj


def relabel(pdf: pikepdf.Pdf) -> None:
    """Begin the numbers at 5."""
    pdf.Root.PageLabels.Nums[-1].St = 5


def retitle(pdf: pikepdf.Pdf) -> None:
    """Let the outline lead to the first page."""
    with pdf.open_outline() as outline:
        for item in list(outline.root):
            item.destination = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])


def speak_no_language(pdf: pikepdf.Pdf) -> None:
    """Claim another language."""
    pdf.Root.Lang = pikepdf.String("en")


def unmark(pdf: pikepdf.Pdf) -> None:
    """Claim no structure, but PDF/UA all the same."""
    del pdf.Root["/MarkInfo"]


def fonts(pdf: pikepdf.Pdf) -> list[Any]:
    """The fonts of the file."""
    return [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)
            and o.get("/Type") == "/Font" and "/ToUnicode" in o]  # fmt: skip


def lie_in_text_layer(pdf: pikepdf.Pdf) -> None:
    """Let the text layer say another character."""
    font = max(fonts(pdf), key=lambda f: len(f.ToUnicode.read_bytes()))
    data = font.ToUnicode.read_bytes()
    font.ToUnicode.write(re.sub(rb"(<\w{4}>)<\w{4}>", rb"\1<4e11>", data, count=3))


def lie_everywhere(pdf: pikepdf.Pdf) -> None:
    """Let the text layer call every glyph of the largest font by one character."""
    font = max(fonts(pdf), key=lambda f: len(f.ToUnicode.read_bytes()))
    data = font.ToUnicode.read_bytes()
    font.ToUnicode.write(re.sub(rb"(<\w{4}>)<\w{4}>", rb"\1<4e11>", data))


def swap_outlines(pdf: pikepdf.Pdf) -> None:
    """Change a font program: one byte of its outlines."""
    font = max(fonts(pdf), key=lambda f: len(f.ToUnicode.read_bytes()))
    program = font.DescendantFonts[0].FontDescriptor.FontFile2
    data = bytearray(program.read_bytes())
    data[len(data) // 2] ^= 0xFF
    program.write(bytes(data))


def describe_nothing(pdf: pikepdf.Pdf) -> None:
    """Take the description of a picture away."""
    for element in pdf.objects:
        if isinstance(element, pikepdf.Dictionary) and element.get("/S") == "/Figure":
            del element["/Alt"]
            return
