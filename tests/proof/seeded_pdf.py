"""Damage to finished PDFs of spring-tide, each of one kind, as a disk, a tool or a bug may do it.

Written by somebody who had not read the checks. Lines are found by their words, so that the
damage does not depend on where a page begins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf

Damage = Callable[[Path], None]

SCREEN, PRINT = "spring-tide.pdf", "spring-tide-print.pdf"
BLOCK = re.compile(rb"BT\n.*?\nET", re.DOTALL)
NOTE = "员核酸检测"
"""Words of the first note, on the first page of its article but for its title."""
LAST = "也可以先翻到"
"""Words on the last page of the foreword, which has a reference."""


# --- lines ----------------------------------------------------------------------------------


@contextmanager
def opened(path: Path) -> Iterator[pikepdf.Pdf]:
    """The PDF at the path, saved in its place when the block ends."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        yield pdf
        pdf.save(path, static_id=True)


def streams(page: pikepdf.Page) -> list[pikepdf.Stream]:
    """The content streams of a page in order."""
    contents = page.obj.Contents
    return list(contents) if isinstance(contents, pikepdf.Array) else [contents]


def song(page: pikepdf.Page) -> pikepdf.Dictionary:
    """The regular Song font of a page."""
    fonts = page.obj.Resources.Font
    return next(f for f in fonts.values() if str(f.BaseFont).endswith("+Wenxuan-Song"))


def coded(page: pikepdf.Page, text: str) -> bytes:
    """Glyph numbers of the text in the Song font, as they stand between < and >."""
    table = song(page).ToUnicode.read_bytes()
    pairs = re.findall(rb"<([0-9a-f]{4})><([0-9a-f]{4})>", table)
    glyphs = {target: glyph for glyph, target in reversed(pairs)}
    return b"".join(glyphs[b"%04x" % ord(c)] for c in text)


def photograph(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    """The first picture of a PDF that is more than a mark."""
    return next(o for o in pdf.objects if isinstance(o, pikepdf.Stream)
                and o.get("/Subtype") == "/Image" and o.Width > 100)  # fmt: skip


def number_of(pdf: pikepdf.Pdf, text: str) -> int:
    """The 0-based page with a line that shows the text; raises LookupError without one."""
    for number, page in enumerate(pdf.pages):
        names = [str(f.BaseFont) for f in page.obj.Resources.get("/Font", {}).values()]
        if any(name.endswith("+Wenxuan-Song") for name in names):
            wanted = coded(page, text)
            if any(wanted in stream.read_bytes() for stream in streams(page)):
                return number
    raise LookupError(text)


def change_line(pdf: pikepdf.Pdf, text: str, change: Callable[[bytes], bytes]) -> None:
    """Change the first text object that shows the text; raises LookupError without one.

    It is a line, or the lines of plain text that follow one another in a paragraph.
    """
    page = pdf.pages[number_of(pdf, text)]
    wanted = coded(page, text)
    for stream in streams(page):
        data = stream.read_bytes()
        for found in BLOCK.finditer(data):
            if wanted in found[0]:
                changed = change(found[0])
                assert changed != found[0]
                stream.write(data[: found.start()] + changed + data[found.end() :])
                return
    raise LookupError(text)


def drop_lines(path: Path, *lines: str) -> None:
    """Take the lines that show these texts away."""
    with opened(path) as pdf:
        for text in lines:
            change_line(pdf, text, lambda _: b"")


def wrap_line(path: Path, text: str, before: bytes, after: bytes) -> None:
    """Put operators before and after the line that shows the text."""
    with opened(path) as pdf:
        change_line(pdf, text, lambda line: before + line + after)


def change_bytes(page: pikepdf.Page, old: bytes, new: bytes) -> None:
    """Change the first match of a pattern in the streams of a page; LookupError without one."""
    for stream in streams(page):
        data, count = re.subn(old, new, stream.read_bytes(), count=1)
        if count:
            stream.write(data)
            return
    raise LookupError(old)


def substitute(path: Path, old: str, new: str) -> None:
    """Show other glyphs in place of these; the marked content stays."""
    with opened(path) as pdf:
        page = pdf.pages[number_of(pdf, old)]
        change_line(pdf, old, lambda line: line.replace(coded(page, old), coded(page, new), 1))


def contents_of(pdf: pikepdf.Pdf) -> int:
    """The page of the contents: the one with the most links."""
    return max(range(len(pdf.pages)), key=lambda n: len(pdf.pages[n].obj.get("/Annots", [])))


def control_pdf_saved_again(folder: Path) -> None:
    """Both PDFs written again by another program with the same contents: no damage."""
    for name in (SCREEN, PRINT):
        with opened(folder / name):
            pass


# --- text ----------------------------------------------------------------------------------

SECOND_PARAGRAPH = "集子就借"
"""Text of a paragraph without notes or emphasis: its lines are one text object."""


def screen_paragraph_dropped(folder: Path) -> None:
    """A paragraph is gone from the screen edition."""
    drop_lines(folder / SCREEN, SECOND_PARAGRAPH)


def print_paragraph_dropped(folder: Path) -> None:
    """A paragraph is gone from the print edition."""
    drop_lines(folder / PRINT, SECOND_PARAGRAPH)


def glyph_deleted_under_actual_text(folder: Path) -> None:
    """One glyph is gone, the ActualText about it still says it."""
    with opened(folder / SCREEN) as pdf:
        page = pdf.pages[number_of(pdf, LAST)]
        whole = re.compile(rb"<" + coded(page, "。") + rb">([-0-9.]+)<" + coded(page, "“") + rb">")
        data = b"".join(s.read_bytes() for s in streams(page))
        found = whole.search(data)
        if found is None:
            raise LookupError("。“")
        change_bytes(page, re.escape(found[0]), b"<" + coded(page, "“") + b">")


def line_emptied_under_actual_text(folder: Path) -> None:
    """All glyphs of a line are gone, an ActualText says its words."""
    words = "一篇；也可以先翻到末尾的"
    said = b"feff" + words.encode("utf-16-be").hex().encode()
    kept = b"BT\n/Span\n<</ActualText <" + said + b">>>\nBDC\nEMC\nET"
    with opened(folder / SCREEN) as pdf:
        change_line(pdf, "也可以先翻到", lambda _: kept)


def to_unicode_altered(folder: Path) -> None:
    """The ToUnicode of a font gives two glyphs each other's character."""
    with opened(folder / SCREEN) as pdf:
        page = pdf.pages[number_of(pdf, LAST)]
        one, two = (b"<%s>" % coded(page, c) for c in "水江")
        table = song(page).ToUnicode
        data = table.read_bytes()
        data = data.replace(one + b"<6c34>", one + b"<6c5f>")
        data = data.replace(two + b"<6c5f>", two + b"<6c34>")
        table.write(data)


def glyph_swapped(folder: Path) -> None:
    """One glyph of the screen edition is another."""
    substitute(folder / SCREEN, "集子就借", "集人就借")


def glyphs_exchanged(folder: Path) -> None:
    """Two neighbors of the print edition changed places."""
    substitute(folder / PRINT, "夜会怎样", "会夜怎样")


def line_off_the_page(folder: Path) -> None:
    """A line stands left of the page."""
    place = re.compile(rb"(1 0 0 -1) [\d.]+")
    with opened(folder / SCREEN) as pdf:
        change_line(pdf, "夜会怎样", lambda line: place.sub(rb"\1 -2090", line, count=1))


def line_clipped(folder: Path) -> None:
    """A line is clipped by a rectangle that shows nothing of it."""
    wrap_line(folder / SCREEN, "岸边的老人", b"q 0 0 1 1 re W n\n", b"\nQ")


def line_in_white(folder: Path) -> None:
    """A line is painted white on white."""
    wrap_line(folder / SCREEN, "被顶得立起", b"1 1 1 rg\n", b"\n0 0 0 rg")


def box_over_text(folder: Path) -> None:
    """A white box lies over some lines of the print edition."""
    with opened(folder / PRINT) as pdf:
        page = pdf.pages[number_of(pdf, NOTE)]
        page.contents_add(b"q 0 0 0 0 k 100 300 300 60 re f Q")


def line_of_size_zero(folder: Path) -> None:
    """A line of the print edition is set at no size."""
    with opened(folder / PRINT) as pdf:
        change_line(pdf, "也可以先翻到", lambda line: re.sub(rb" [\d.]+ Tf", b" 0 Tf", line)
        )


def line_invisible(folder: Path) -> None:
    """A line has the render mode that paints nothing."""
    wrap_line(folder / SCREEN, "里写了两段", b"3 Tr\n", b"\n0 Tr")


def text_doubled(folder: Path) -> None:
    """A line is shown twice, the second time a line's height above."""
    with opened(folder / PRINT) as pdf:
        change_line(
            pdf,
            "里这些人当",
            lambda line: line + b"\n" + re.sub(rb"(Tm)", rb"Tm 0 300 Td", line, count=1),
        )


# --- notes, folios, heads, numbers -----------------------------------------------------------


def note_removed(folder: Path) -> None:
    """The text of a note is gone from the foot of its page."""
    drop_lines(folder / SCREEN, NOTE)


def note_cut_short(folder: Path) -> None:
    """A note of the print edition ends before its end."""
    with opened(folder / PRINT) as pdf:

        def cut(line: bytes) -> bytes:
            """The line without what follows its first comma."""
            return line[: line.rindex(b"/Span")] + b"ET"

        change_line(pdf, NOTE, cut)


def note_mark_changed(folder: Path) -> None:
    """The mark at a note's call is another number."""
    with opened(folder / SCREEN) as pdf:
        page = pdf.pages[number_of(pdf, NOTE)]
        one, two = coded(page, "①"), coded(page, "②")
        change_bytes(page, rb"(8\.6\d* Tf\n\[<)" + one, rb"\g<1>" + two)


def pages_swapped(folder: Path) -> None:
    """Two pages of an article changed places in the print edition."""
    with opened(folder / PRINT) as pdf:
        pages, first = list(pdf.pages), number_of(pdf, NOTE)
        pages[first + 1], pages[first + 2] = pages[first + 2], pages[first + 1]
        pdf.Root.Pages.Kids = pikepdf.Array([page.obj for page in pages])


def page_missing(folder: Path) -> None:
    """A page is gone from the print edition."""
    with opened(folder / PRINT) as pdf:
        del pdf.pages[number_of(pdf, NOTE) + 2]


def page_doubled(folder: Path) -> None:
    """A page of the print edition comes twice."""
    with opened(folder / PRINT) as pdf:
        number = number_of(pdf, NOTE) + 2
        pdf.pages.insert(number + 1, pdf.pages[number])


def folio_changed(folder: Path) -> None:
    """The folio of a page of the print edition is another number."""
    with opened(folder / PRINT) as pdf:
        page = pdf.pages[number_of(pdf, NOTE) + 5]
        found = [re.findall(rb"<(\w{4})>Tj", s.read_bytes()) for s in streams(page)]
        code = next(codes[-1] for codes in found if codes)
        other = b"<%04x>Tj" % (int(code, 16) - 2)
        change_bytes(page, b"<" + code + b">Tj", other)


def head_of_another(folder: Path) -> None:
    """A page has the running head of another article."""
    with opened(folder / SCREEN) as pdf:
        heads = [p.obj for p in pdf.pages if any(b"/WxR" in s.read_bytes() for s in streams(p))]
        mine = heads[-1]
        theirs = mine.Resources.XObject.WxR.objgen
        other = next(h for h in heads if h.Resources.XObject.WxR.objgen != theirs)
        own = pikepdf.Dictionary(mine.Resources.XObject)
        own["/WxR"], own["/WxV"] = other.Resources.XObject.WxR, other.Resources.XObject.WxV
        resources = pikepdf.Dictionary(mine.Resources)
        resources.XObject = own
        mine.Resources = resources


def contents_number_wrong(folder: Path) -> None:
    """The contents name another page for an article."""
    with opened(folder / SCREEN) as pdf:
        restamp(pdf.pages[contents_of(pdf)])


def contents_entry_missing(folder: Path) -> None:
    """The words of an entry are gone from the contents of the print edition."""
    drop_lines(folder / PRINT, "检测")


def reference_number_wrong(folder: Path) -> None:
    """A reference names another page."""
    with opened(folder / SCREEN) as pdf:
        restamp(pdf.pages[number_of(pdf, LAST)])


def restamp(page: pikepdf.Page) -> None:
    """Count the last figure of the first number that was stamped on a page one further."""
    zero = int(coded(page, "1"), 16) - 1
    stamp = re.compile(rb"(\n\[-[\d.]+<(?:\w{4})*)(\w{4})>\]TJ")
    found = next(m for s in streams(page) for m in stamp.finditer(s.read_bytes()))
    figure = (int(found[2], 16) - zero + 1) % 10
    change_bytes(page, re.escape(found[0]), found[1] + b"%04x>]TJ" % (zero + figure))


# --- links, outline, labels, pictures, tags, fonts -------------------------------------------


def link_dead(folder: Path) -> None:
    """A link leads to a name that is not there."""
    with opened(folder / SCREEN) as pdf:
        pdf.pages[number_of(pdf, LAST)].obj.Annots[0].Dest = pikepdf.String("nowhere")


def link_to_another(folder: Path) -> None:
    """A link leads to another article."""
    with opened(folder / SCREEN) as pdf:
        pdf.pages[number_of(pdf, LAST)].obj.Annots[0].Dest = pikepdf.String("letters")


def outline_wrong(folder: Path) -> None:
    """An entry of the outline leads to another page."""
    with opened(folder / SCREEN) as pdf:
        pdf.Root.Outlines.First.Next.Dest[0] = pdf.pages[20].obj


def labels_wrong(folder: Path) -> None:
    """The labels of the body begin with 2."""
    with opened(folder / SCREEN) as pdf:
        pdf.Root.PageLabels.Nums[3].St = 2


def figure_missing(folder: Path) -> None:
    """A drawing is not painted in the print edition."""
    with opened(folder / PRINT) as pdf:
        drawn = (p for p in pdf.pages if any(b"/x1 Do" in s.read_bytes() for s in streams(p)))
        page = next(drawn)
        change_bytes(page, rb"/x1 Do", b"")


def picture_replaced(folder: Path) -> None:
    """A photograph has other pixels of the same size."""
    with opened(folder / SCREEN) as pdf:
        image = next(
            found for page in pdf.pages for found in page.obj.Resources.get("/XObject", {}).values()
            if found.Subtype == "/Image"
        )  # fmt: skip
        plain = bytes(255 - value for value in image.read_bytes())
        del image["/DecodeParms"]
        image.write(plain)


def alternative_missing(folder: Path) -> None:
    """A figure has no alternative text."""
    with opened(folder / SCREEN) as pdf:
        figure = next(figures(pdf))
        del figure["/Alt"]


def figures(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """The figures of the structure tree."""
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure":
            yield item


def language_changed(folder: Path) -> None:
    """The screen edition says that it is English."""
    with opened(folder / SCREEN) as pdf:
        pdf.Root.Lang = pikepdf.String("en")


def font_replaced(folder: Path) -> None:
    """The Song font holds the program of another face."""
    with opened(folder / SCREEN) as pdf:
        fonts = pdf.pages[number_of(pdf, NOTE)].obj.Resources.Font
        other = next(f for f in fonts.values() if str(f.BaseFont).endswith("-Kai"))
        mine = song(pdf.pages[number_of(pdf, NOTE)]).DescendantFonts[0].FontDescriptor
        mine.FontFile2 = other.DescendantFonts[0].FontDescriptor.FontFile2


def font_removed(folder: Path) -> None:
    """The Song font of the print edition has no program."""
    with opened(folder / PRINT) as pdf:
        del song(pdf.pages[number_of(pdf, NOTE)]).DescendantFonts[0].FontDescriptor["/FontFile2"]


def tags_removed(folder: Path) -> None:
    """The screen edition claims PDF/UA and has no structure."""
    with opened(folder / SCREEN) as pdf:
        del pdf.Root["/StructTreeRoot"]
        del pdf.Root["/MarkInfo"]


def element_dropped(folder: Path) -> None:
    """A paragraph is gone from the structure; its glyphs stay."""
    with opened(folder / SCREEN) as pdf:
        document = pdf.Root.StructTreeRoot.K
        document = document[0] if isinstance(document, pikepdf.Array) else document
        article = next(e for e in document.K if e.S == "/Art")
        del article.K[5]
