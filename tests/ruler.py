"""Setting a snippet in the grid font and reading its glyphs back from the PDF."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from itertools import groupby, pairwise
from pathlib import Path
from tempfile import mkdtemp

import pikepdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

import gridfont
from wenxuan.checks.glyphs import Glyph, glyphs_of, lines_of
from wenxuan.composer import ComposerReport, ComposerSettings, composing

SIZE = 10.0
LEFT = 20.0
TOLERANCE = 0.05


@cache
def fonts() -> Path:
    """Folder that holds the grid fonts for this run."""
    folder = Path(mkdtemp(prefix="gridfont"))
    for centered in (False, True):
        gridfont.write(folder, centered=centered)
    gridfont.write(folder, chws=True)
    gridfont.write(folder, locl=True)
    return folder


@cache
def faces() -> FontConfiguration:
    """The grid fonts under the family names grid, grid-tc and grid-chws, loaded once."""
    configuration = FontConfiguration()
    for path in sorted(fonts().iterdir()):
        face = f"@font-face {{ font-family: {path.stem}; src: url({path.as_uri()}) }}"
        CSS(string=face, font_config=configuration)
    return configuration


def page(body: str, *, measure: float, lang: str, css: str = "", font: str = "grid") -> str:
    """HTML whose type area is ``measure`` em wide at 10 pt, its left edge at 20 pt."""
    return (
        f'<html lang="{lang}"><style>'
        "@page { size: 800pt 800pt; margin: 20pt }"
        f"html {{ font: {SIZE}pt/2 {font}; text-align: justify }} body {{ margin: 0 }}"
        f"main {{ width: {measure * SIZE}pt }} p {{ margin: 0 }}{css}"
        f"</style><main>{body}</main></html>"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """A snippet that was set: its lines of glyphs, the measure (em), the PDF and the report.

    ``lines`` go from left to right, ``glyphs`` in the order in which they are drawn: a trimmed
    mark may begin left of the one before it.
    """

    lines: list[list[Glyph]]
    measure: float
    data: bytes
    report: ComposerReport | None
    glyphs: list[Glyph]

    @property
    def drawn(self) -> str:
        """Characters in the order in which they are drawn."""
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def rows(self) -> list[list[Glyph]]:
        """Lines from top to bottom, each in the order in which it is drawn."""
        return [list(row) for _, row in groupby(self.glyphs, key=lambda glyph: round(glyph.y, 1))]

    @property
    def texts(self) -> list[str]:
        """Text of each line by the glyphs' cmap characters."""
        return ["".join(glyph.char for glyph in line) for line in self.lines]

    def em(self, points: float) -> float:
        """Distance from the left edge of the type area, in em."""
        return (points - LEFT) / SIZE

    def starts(self, line: int = 0) -> list[float]:
        """Origins of a line's glyphs in em from the left edge."""
        return [round(self.em(glyph.x), 3) for glyph in self.lines[line]]

    def pitches(self, line: int = 0) -> list[float]:
        """Distances between successive origins of a line, in em."""
        starts = [glyph.x / SIZE for glyph in self.lines[line]]
        return [round(b - a, 3) for a, b in pairwise(starts)]


def set_sheets(html: str, *, measure: float, settings: ComposerSettings | None = None,
               plain: bool = False) -> list[Set]:
    """Set a document with the composer, or without it: one result per page."""
    report = None
    if plain:
        data = HTML(string=html).write_pdf(font_config=faces())
    else:
        with composing(settings) as report:
            data = HTML(string=html).write_pdf(font_config=faces())
    assert data is not None
    with pikepdf.open(BytesIO(data)) as pdf:
        # Blanks are no ink: spaces, and what fills a gap that a reader would take for a space.
        inked = [[g for g in glyphs_of(sheet) if g.char.strip()] for sheet in pdf.pages]
    return [
        Set(lines=lines_of(glyphs), measure=measure, data=data, report=report,
            glyphs=glyphs)
        for glyphs in inked
    ]


def set_html(html: str, *, measure: float, settings: ComposerSettings | None = None,
             plain: bool = False) -> Set:
    """Set a document with the composer, or without it; its pages are read as one."""
    sheets = set_sheets(html, measure=measure, settings=settings, plain=plain)
    lines = [line for sheet in sheets for line in sheet.lines]
    return replace(sheets[0], lines=lines, glyphs=[g for sheet in sheets for g in sheet.glyphs])


def set_text(body: str, *, measure: float = 10, lang: str = "zh-Hans", css: str = "",
             font: str = "grid", settings: ComposerSettings | None = None,
             plain: bool = False) -> Set:
    """Set a paragraph (or HTML body) in a measure given in em of 10 pt."""
    body = body if body.startswith("<") and body.endswith(">") else f"<p>{body}</p>"
    html = page(body, measure=measure, lang=lang, css=css, font=font)
    return set_html(html, measure=measure, settings=settings, plain=plain)
