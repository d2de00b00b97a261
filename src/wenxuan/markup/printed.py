"""Markup for WeasyPrint: notes at the foot, ruby and dots as positioned spans, figures on the grid.

WeasyPrint 70 has no ruby, no text-emphasis and no line grid; each is built of what it has.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report
from wenxuan.layout.sizes import Geometry
from wenxuan.markup.base import Markup, attribute, language_attributes, mark
from wenxuan.markup.zhuyin import zhuyin
from wenxuan.metadata import points
from wenxuan.model import (
    Article,
    Block,
    Blocks,
    Figure,
    Heading,
    List,
    Marked,
    Note,
    NoteCall,
    Paragraph,
    Picture,
    Reference,
    Ruby,
    Runs,
    Table,
    Target,
    Text,
    plain,
    walk,
)
from wenxuan.pictures import extent

LONG_NOTE = 240
"""Characters above which a note stands at the end of its article: WeasyPrint never splits one."""
SHORT_TABLE = 10
"""Rows up to which a table is kept on one page."""
_WORDS, _INDENTS = 6, 4
"""Characters of a cell that are kept on a line, and characters by which a box may be narrower."""
PRINT_DPI = 300
"""Resolution of a halftone at its placed size below which a printer asks back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What is known of page numbers before there are pages, by the key of an article."""

    widths: Mapping[str, float]
    """Width in em of a number that refers into the article."""
    roman: frozenset[str]
    """Articles whose folios are roman."""
    notes: str = ""
    """What stands for the mark of a note that is numbered when the book is bound."""


class PrintMarkup(Markup):
    """One article for print."""

    def __init__(
        self,
        article: Article,
        targets: Mapping[str, Target],
        *,
        level: int,
        folder: Path,
        geometry: Geometry,
        report: Report,
        numbers: Numbers,
    ) -> None:
        super().__init__(article, targets, level)
        self.folder, self.geometry, self.report = folder, geometry, report
        self.numbers = numbers
        self.texts = {note.label: note for note in article.notes}
        self.ends = end_notes(article, report)
        self.called: set[str] = set()

    # --- places ---------------------------------------------------------------------------

    def block(self, block: Block) -> str:
        """One block, whose element names its line: what is wrong on the page is told there."""
        return re.sub(r"^<\w+", rf"\g<0>{self.line((block,))}", super().block(block))

    def line(self, blocks: Blocks) -> str:
        """The line of the source where blocks begin."""
        return f' data-line="{blocks[0].span.line}"' if blocks else ""

    # --- notes --------------------------------------------------------------------------

    def call(self, run: NoteCall) -> str:
        """A footnote where it is first called, else a mark; end notes are linked."""
        sign, held = self.numbers.notes or mark(run.number), ""
        if self.numbers.notes:
            held = f' data-note="{attribute(self._note_id(run.number))}"'
        if run.label in self.ends:
            sign = self._end_mark(run.number)
            back = "" if run.label in self.called else f' id="{self._call_id(run.label)}"'
            self.called.add(run.label)
            href = f"#{self._note_id(run.number)}"
            return f'<a class="call"{back} href="{attribute(href)}">{sign}</a>'
        if run.label in self.called or run.label not in self.texts:
            return f'<span class="call"{held}>{sign}</span>'
        self.called.add(run.label)
        note = self.texts[run.label]
        text = self._inline(note)
        line = self.line(note.blocks)
        return f'<span class="footnote"{line}{held} data-mark="{sign}">{text}</span>'

    def end_notes(self) -> str:
        """The notes that stand at the end of the article."""
        notes = [note for note in self.article.notes if note.label in self.ends]
        return "".join(
            f'<div class="endnote" id="{attribute(self._note_id(n.number))}">'
            f'<span class="mark">{self._end_mark(n.number)}</span>{self.blocks(n.blocks)}</div>\n'
            for n in notes
        )

    def _end_mark(self, number: int) -> str:
        """The mark of a note at the end; no circle where those at the foot have other numbers."""
        return f"[{number}]" if self.numbers.notes else mark(number)

    def _inline(self, note: Note) -> str:
        return "".join(self.runs(b.runs) for b in note.blocks if isinstance(b, Paragraph))

    def _note_id(self, number: int) -> str:
        return f"{self.article.key}--note-{number}"

    def _call_id(self, label: str) -> str:
        return f"{self.article.key}--call-{self.texts[label].number}" if label in self.texts else ""

    # --- lists --------------------------------------------------------------------------

    def list(self, block: List) -> str:
        """A list; WeasyPrint heeds `start` only among its presentational hints, which are off."""
        made = super().list(block)
        if block.start in (None, 1):
            return made
        count = f'<ol style="counter-reset: list-item {block.start - 1}"'
        return made.replace("<ol", count, 1)

    # --- references ---------------------------------------------------------------------

    def reference(self, run: Reference) -> str:
        """The target's name and its page, whose number is filled into a slot of fixed width."""
        if not run.brackets:
            return f'<a class="reference" href="#{attribute(run.key)}">{self._named(run)}</a>'
        before, _, after = self.words["page"].partition("{}")
        target, article = f"#{attribute(run.key)}", self.targets[run.key].article
        numerals = " roman" if article in self.numbers.roman else ""
        width = f' style="width: {self.numbers.widths[article]}em"'
        slot = f'<span class="slot{numerals}" data-target="{target}"{width}></span>'
        number = f'<span class="unbroken">{before}{slot}{after}</span>'
        page = number.join(run.brackets)
        return f'<a class="reference" href="{target}">{self._named(run)}{page}</a>'

    def _named(self, run: Reference) -> str:
        """What a reference shows; 图 and 表 stay with their numbers."""
        text = self.reference_text(run)
        kept = not run.runs and self.targets[run.key].kind in ("figure", "table")
        return f'<span class="unbroken">{text}</span>' if kept else text

    # --- pictures -----------------------------------------------------------------------

    def figure(self, block: Figure) -> str:
        """A figure whose picture takes whole lines, so that the text after it is on the grid."""
        width, height = self._placed(block.picture)
        lines = math.ceil(height / self.geometry.leading - 0.05)
        room = lines * self.geometry.leading
        caption = self.caption("figure", block.number, block.caption) if block.caption else ""
        below = f"<figcaption>{caption}</figcaption>\n" if caption else ""
        image = self._image(block.picture, width, height, (room - height) / 2)
        plate = f'<div class="plate" style="height: {room:.3f}pt">{image}</div>'
        return f"<figure{self.id(block.id)}>\n{plate}\n{below}</figure>\n"

    def _placed(self, picture: Picture) -> tuple[float, float]:
        """Width and height in points, at most the type area less two lines of caption."""
        size = extent(self.folder / picture.file)
        area = self.geometry.area_width
        width = _width(picture.width, area, size.width * (72 / 300 if size.raster else 0.75))
        ratio = size.height / size.width
        tallest = (self.geometry.lines - 3) * self.geometry.leading
        width = min(width, area, tallest / ratio)
        if size.raster and (dpi := size.width / width * 72) < PRINT_DPI - 1:
            self.report.add(
                "IMG005", picture.span, name=picture.file, dpi=round(dpi), wanted=PRINT_DPI
            )
        return width, width * ratio

    def _image(self, picture: Picture, width: float, height: float, lift: float) -> str:
        style = f"width: {width:.3f}pt; height: {height:.3f}pt; margin-top: {lift:.3f}pt"
        return f'<img src="{self._url(picture)}" alt="{attribute(picture.alt)}" style="{style}"/>'

    def _url(self, picture: Picture) -> str:
        return attribute(picture_address(picture.file))

    def picture(self, picture: Picture) -> str:
        """A picture inside a line, at most as high as the line's characters."""
        return f'<img class="inline" src="{self._url(picture)}" alt="{attribute(picture.alt)}"/>'

    # --- tables -------------------------------------------------------------------------

    def table(self, block: Table) -> str:
        """A table; a short one is kept on one page."""
        table = super().table(block)
        return f'<div class="kept">\n{table}</div>\n' if len(block.rows) <= SHORT_TABLE else table

    def manner(self, runs: Runs, align: str, table: Table) -> str:
        """Short text of a cell is not broken: a column is never narrower than its words."""
        room = (self.geometry.measure - _INDENTS) / len(table.align) - 1
        short = 0 < len(plain(runs)) <= min(_WORDS, room)
        return f"{align} unbroken".strip() if short else align

    def continued(self, block: Table) -> str:
        """`表2（续表）` in a row of the head that the composer leaves out of the first page."""
        label = self.caption("table", block.number, ()) if block.caption else ""
        text = f"{label}{self.words['continued']}"
        return (
            f'<tr class="continued"><th scope="col" colspan="{len(block.align)}">{text}</th></tr>\n'
        )

    # --- interlinear --------------------------------------------------------------------

    def ruby(self, run: Ruby) -> str:
        """Each reading centered over its base by positioned spans: the grid stays as it is.

        Zhuyin of one character stands at its right.
        """
        return "".join(self._pair(base, reading) for base, reading in run.pairs)

    def _pair(self, base: str, reading: str) -> str:
        if len(base) == 1 and (beside := zhuyin(reading)):
            return f'<span class="zhuyin">{escape(base, quote=False)}{beside}</span>'
        text, above = escape(base, quote=False), escape(reading, quote=False)
        return f'<span class="ruby">{text}<span class="rt"><span>{above}</span></span></span>'

    def marked(self, run: Marked) -> str:
        """Dots go under each character; an inline note is one run that the composer stacks."""
        if run.kind == "dots":
            return (
                f'<span class="dots"{language_attributes(run.language)}>{self._dotted(run)}</span>'
            )
        if run.kind == "warichu" and all(isinstance(r, Text) for r in run.runs):
            return f'<span class="warichu">{escape(plain(run.runs), quote=False)}</span>'
        return super().marked(run)

    def _dotted(self, run: Marked) -> str:
        pieces = []
        for item in run.runs:
            if isinstance(item, Text):
                pieces += [_dot(c) for c in item.text]
            else:
                pieces.append(self.run(item))
        return "".join(pieces)


def picture_address(file: str) -> str:
    """The URL under which the press finds a picture of the publication."""
    return "book:///images/" + quote(file)


def end_notes(article: Article, report: Report) -> frozenset[str]:
    """Labels of the notes that cannot stand at the foot of a page, each reported.

    A note is never split over pages: long ones, those of several blocks and those called from
    a table, a heading or a caption go to the end of the article.
    """
    found: dict[str, None] = {}
    for place, runs in _awkward(article):
        for node in walk(runs):
            if isinstance(node, NoteCall):
                found.setdefault(node.label)
                report.add("NTE002", node.span, label=node.label, place=place)
    for note in article.notes:
        size = sum(len(node.text) for node in walk(note.blocks) if isinstance(node, Text))
        simple = all(isinstance(b, Paragraph) for b in note.blocks) and len(note.blocks) == 1
        if note.label not in found and (size > LONG_NOTE or not simple):
            found.setdefault(note.label)
            long = Phrase(f"{size} characters", f" {size} 字")
            why = long if simple else Phrase("several paragraphs or blocks", "几段或几块")
            report.add("NTE001", note.span, label=note.label, why=why)
    return frozenset(found)


def _awkward(article: Article) -> list[tuple[Phrase, object]]:
    places: list[tuple[Phrase, object]] = []
    for node in walk(article.blocks):
        if isinstance(node, Table):
            places.append((Phrase("a table", "表"), (node.head, node.rows, node.caption)))
        elif isinstance(node, Heading):
            places.append((Phrase("a heading", "标题"), node.runs))
    return places


def _width(text: str | None, area: float, natural: float) -> float:
    if text is None:
        return min(natural, area)
    if text.endswith("%"):
        return area * float(text[:-1]) / 100
    return float(text[:-2]) * 10.5 if text.endswith("em") else points(text)


def _dot(character: str) -> str:
    """A character with its dot; marks of punctuation carry none (CLREQ §2.5.3)."""
    text = escape(character, quote=False)
    if unicodedata.category(character)[0] not in "LN":
        return text
    return f'<span class="dot">{text}</span>'
