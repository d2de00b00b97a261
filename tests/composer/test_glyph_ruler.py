"""The ruler itself: it reads positions right, and sees glyphs that a text extractor misses."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from ruler import set_text
from wenxuan.checks.glyphs import glyphs_of, lines_of


def drawn(content: bytes) -> list[tuple[str, float, float, float]]:
    """Glyphs of a page of the grid font whose content is replaced: char, x, y, size."""
    data = set_text("中国文", measure=20).data
    with pikepdf.open(BytesIO(data)) as pdf:
        page = pdf.pages[0]
        name = next(iter(page.resources.Font.keys()))
        gids = {glyph.char: glyph.gid for glyph in glyphs_of(page)}
        for char, gid in gids.items():
            content = content.replace(char.encode(), f"{gid:04x}".encode())
        page.Contents = pdf.make_stream(content.replace(b"/F", name.encode()))
        return [(g.char, round(g.x, 4), round(g.y, 4), round(g.size, 4)) for g in glyphs_of(page)]


@pytest.mark.parametrize(("content", "expected"), [
    ("BT /F 10 Tf 5 7 Td <中国> Tj ET", [("中", 5, 7, 10), ("国", 15, 7, 10)]),
    ("BT /F 10 Tf 1 0 0 1 5 7 Tm [<中> -250 <国>] TJ ET", [("中", 5, 7, 10), ("国", 17.5, 7, 10)]),
    ("2 0 0 2 0 0 cm BT /F 10 Tf 5 7 Td <中国> Tj ET", [("中", 10, 14, 20), ("国", 30, 14, 20)]),
    ("BT /F 10 Tf 50 Tz 5 7 Td <中国> Tj ET", [("中", 5, 7, 10), ("国", 10, 7, 10)]),
    ("BT /F 10 Tf 1 Tc 3 Ts 5 7 Td <中国> Tj ET", [("中", 5, 10, 10), ("国", 16, 10, 10)]),
    ("BT /F 10 Tf 12 TL 5 7 Td <中> Tj T* <国> Tj <文> ' ET",
     [("中", 5, 7, 10), ("国", 5, -5, 10), ("文", 5, -17, 10)]),
    ("q 1 0 0 1 9 0 cm Q BT /F 10 Tf 5 7 Td <中> Tj ET", [("中", 5, 7, 10)]),
    ("BT /F 10 Tf 5 7 Td /Span <</ActualText (x)>> BDC <中> Tj EMC ET", [("中", 5, 7, 10)]),
])
def test_every_operator_that_moves_glyphs_is_followed(
    content: str, expected: list[tuple[str, float, float, float]]
) -> None:
    """Tm, Td, TJ, Tf, Tz, Tc, Ts, T*, ', cm, q/Q and marked content give the right origins."""
    assert drawn(content.encode()) == expected


def test_glyphs_in_a_form_are_found() -> None:
    """A Form XObject is read where it is drawn, through its matrix."""
    data = set_text("中国", measure=20).data
    with pikepdf.open(BytesIO(data)) as pdf:
        page = pdf.pages[0]
        before = [(g.char, g.x) for g in glyphs_of(page)]
        form = pdf.make_stream(page.Contents.read_bytes())
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox, form.Matrix = [0, 0, 800, 800], [1, 0, 0, 1, 30, 0]
        form.Resources = page.Resources
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Fm=form))
        page.Contents = pdf.make_stream(b"/Fm Do")
        assert [(g.char, round(g.x - 30, 4)) for g in glyphs_of(page)] == [
            (char, round(x, 4)) for char, x in before
        ]


def test_character_is_the_font_s_not_the_text_layer_s() -> None:
    """A glyph spoken as something else by ActualText is still what the font draws."""
    assert drawn("BT /F 10 Tf 0 0 Td /Span <</ActualText (国)>> BDC <中> Tj EMC ET".encode())[0][
        0
    ] == "中"


def test_lines_are_ordered_from_the_top() -> None:
    """Glyphs group by baseline, top line first, each from left to right."""
    setting = set_text("中国文字排版", measure=3)
    with pikepdf.open(BytesIO(setting.data)) as pdf:
        lines = lines_of(reversed(glyphs_of(pdf.pages[0])))
    assert ["".join(g.char for g in line) for line in lines] == ["中国文", "字排版"]
