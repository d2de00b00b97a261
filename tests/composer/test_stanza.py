"""Lines of straight matter joined to one text: one marked content, the same glyphs and places."""

from __future__ import annotations

import re

import pytest
from weasyprint import HTML

import ruler
from wenxuan.composer import composing, join_lines

HAN = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"
LATIN = "internationalization of typesetting conventions for hyphenation"


def drawn(body: str, css: str = "", *, joined: bool) -> bytes:
    """The pages of a body, tagged, their lines joined or not."""
    html = ruler.page(body, measure=8, lang="zh-Hans", css=f"p {{ hyphens: auto }} {css}")
    with composing():
        document = HTML(string=html).render(font_config=ruler.faces())
        for page in document.pages if joined else ():
            join_lines(page._page_box)
        return bytes(document.write_pdf(uncompressed_pdf=True, pdf_tags=True))


def shown(pdf: bytes) -> list[tuple[bytes, bytes]]:
    """Text matrices and what is shown at them, in order."""
    found, at = [], b""
    for line in pdf.split(b"\n"):
        if line.endswith(b" Tm"):
            at = line
        elif line.endswith(b" TJ"):
            found.append((at, line))
    return found


def marks(pdf: bytes) -> int:
    """Marked contents that belong to the structure."""
    return len(re.findall(rb"<</MCID \d+>>", pdf))


@pytest.mark.parametrize(("body", "texts"), [
    (f"<p>{HAN}{HAN}</p>", 1),
    (f"<p>{HAN}</p><p>{HAN}</p>", 2),
    (f"<p>{HAN}，<b>{HAN}</b></p>", None),
    (f"<p style='text-decoration: underline'>{HAN}</p>", 3),
])  # fmt: skip
def test_a_stanza_is_one_text_of_the_same_glyphs(body: str, texts: int | None) -> None:
    """Every glyph is shown at its place; plain paragraphs have one mark, others one a line."""
    lines, stanzas = drawn(body, joined=False), drawn(body, joined=True)
    assert shown(stanzas) == shown(lines)
    assert marks(stanzas) == (texts or marks(lines))
    assert marks(lines) >= 3


def test_a_hyphen_ends_a_stanza() -> None:
    """A text has a hyphen that is not in its source at its end only."""
    body = f"<p>中<span lang=en>{LATIN}</span></p><p lang=en>中{LATIN}</p>"
    lines, stanzas = drawn(body, joined=False), drawn(body, joined=True)
    assert shown(stanzas) == shown(lines)
    assert 1 < marks(stanzas) <= marks(lines)


def test_a_page_ends_a_stanza() -> None:
    """What stands on two pages is two texts, each on its own."""
    css = "@page { size: 8em 60px; margin: 0 }"
    lines = drawn(f"<p>{HAN}{HAN}{HAN}</p>", css, joined=False)
    stanzas = drawn(f"<p>{HAN}{HAN}{HAN}</p>", css, joined=True)
    assert shown(stanzas) == shown(lines)
    assert 1 < marks(stanzas) < marks(lines)
