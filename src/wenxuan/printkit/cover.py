"""The cover as one sheet: flap, back, spine, front, flap, drawn by the layout and made PDF/X-4."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf

from wenxuan.binding.cache import Store
from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report
from wenxuan.finishing import Facts
from wenxuan.fonts import FontSet
from wenxuan.layout.beside import beside
from wenxuan.layout.cover import tell_of_cover
from wenxuan.layout.credits import credits_of
from wenxuan.layout.downward import SpineLines, spine_lines
from wenxuan.layout.loader import Layout
from wenxuan.layout.sizes import Geometry
from wenxuan.layout.templates import whole
from wenxuan.metadata import points
from wenxuan.model import Publication
from wenxuan.press import PrintDocument, draw, lay_out
from wenxuan.printkit.barcode import barcode_svg
from wenxuan.printkit.boxes import MM, Sheet, put_on_sheet
from wenxuan.printkit.inks import Plates
from wenxuan.printkit.interior import Slip, as_pdfx, dress
from wenxuan.printkit.price import barcode_parts, price_remarks
from wenxuan.printkit.profile import Profile
from wenxuan.printkit.separate import separate
from wenxuan.printkit.specs import Specs
from wenxuan.printkit.spine import (
    CALIPER,
    TITLE_FROM,
    bears_title,
    spine_size,
    spine_width,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrap:
    """Sizes of a cover sheet in points."""

    width: float
    """Of the front, as of the book's pages."""
    height: float
    spine: float
    flap: float
    bleed: float

    @property
    def total(self) -> float:
        """Width of the whole sheet, trimmed."""
        return 2 * (self.width + self.flap) + self.spine

    @property
    def folds(self) -> tuple[float, ...]:
        """Where it is folded, from the left edge of the trim."""
        spine = self.flap + self.width
        inner = (spine, spine + self.spine)
        return (self.flap, *inner, self.total - self.flap) if self.flap else inner


def wrap_of(publication: Publication, geometry: Geometry, pages: int, flap: float = 0.0) -> Wrap:
    """The sheet for a book of so many pages; `flap` in points, 0 for none."""
    paper = publication.head.paper
    caliper = points(paper.caliper) / MM if paper else CALIPER
    return Wrap(
        width=geometry.width,
        height=geometry.height,
        spine=spine_width(pages, caliper) * MM,
        flap=flap,
        bleed=geometry.bleed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapper:
    """What the cover of a publication is made of."""

    publication: Publication
    slug: str
    layout: Layout
    fonts: FontSet
    wrap: Wrap
    facts: Facts
    profile: Profile
    specs: Specs
    base: str = ""
    """Digest of what shapes a page: press, composer, libraries."""

    def made(self, report: Report, store: Store | None = None) -> bytes | None:
        """`<slug>-cover.pdf`; None when the layout has no wrap.html or a template fails.

        The templates draw the sheet with its bleed: their page is trim and bleed. A store keeps
        the sheet until something that it is made of changes.
        """
        source = self._source(report)
        if source is None:
            return None
        key = self._key(source)
        kept = store.get(key) if store else None
        if kept is not None:
            return kept
        found = Report()
        laid = lay_out(source, found)
        drawn = draw(laid, self.slug, found, tagged=False) if laid else None
        sheet = None if drawn is None else self._sheet(drawn)
        if store is not None and sheet is not None and not list(found):
            store.put(key, sheet)
        tell_of_cover(found, self.publication, report)
        return sheet

    def html(self) -> str:
        """What the templates make of the sheet; empty without them."""
        source = self._source(Report())
        return source.html if source else ""

    def _source(self, report: Report) -> PrintDocument | None:
        names = _names(self.publication, self.layout, self.fonts, self.wrap)
        return beside("wrap", self.publication, self.layout, self.fonts, report, **names)

    def _sheet(self, drawn: bytes) -> bytes:
        wrap, profile = self.wrap, self.profile
        sheet = Sheet(width=wrap.total, height=wrap.height, bleed=wrap.bleed)
        # A cover has four inks, whatever the inside has.
        palette = replace(self.specs.palette, plates=Plates.PROCESS)
        title = f"{self.slug}-cover.pdf　{self.facts.title}　{profile.condition[0]}　CMYK"
        slip = Slip(text=f"{title}　spine {wrap.spine / MM:.1f} mm", fonts=self.fonts)
        with pikepdf.open(io.BytesIO(drawn)) as pdf:
            separate(pdf, palette, profile)
            put_on_sheet(pdf, pdf.pages[0], sheet, wrap.bleed)
            dress(pdf, sheet, slip, colored=True, folds=wrap.folds)
            return as_pdfx(pdf, self.facts, profile, drawn)

    def _key(self, source: PrintDocument) -> str:
        about = (self.slug, self.wrap, self.facts, self.specs.inks)
        faces = (f.head.sha256 for f in self.fonts.files)
        parts = (source.html, source.css, repr(about), *faces, self.base, _making())
        return Store.key("cover", *parts)


@lru_cache(maxsize=1)
def _making() -> str:
    """Digest of the modules that make a cover."""
    own = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        own.update(path.name.encode() + path.read_bytes())
    return own.hexdigest()


def _names(
    publication: Publication, layout: Layout, fonts: FontSet, wrap: Wrap
) -> dict[str, Any]:
    """Names of wrap.html and wrap.css alone, in points, `x` from the left edge of the bleed."""
    back = wrap.bleed + wrap.flap
    return {
        "wrap": wrap,
        "mm": MM,
        "x": {"back": back, "spine": back + wrap.width, "front": back + wrap.width + wrap.spine,
              "left_flap": wrap.bleed, "right_flap": wrap.bleed + wrap.total - wrap.flap},
        "sheet": {"width": wrap.total + 2 * wrap.bleed, "height": wrap.height + 2 * wrap.bleed},
        "spine": spine_of(publication, layout, wrap),
        "barcode": _barcode(publication, fonts),
    }  # fmt: skip


def spine_of(publication: Publication, layout: Layout, wrap: Wrap) -> SpineLines | None:
    """What stands on the spine, 14 mm from its head and 12 from its foot; None when too narrow."""
    width = wrap.spine / MM
    if not bears_title(width):
        return None
    head = publication.head
    names = (f"{line.names} {line.role}" for line in credits_of(publication, layout)[:1])
    texts = {
        "title": whole(head.title),
        "names": "　".join(names),
        "publisher": head.publisher.name if head.publisher else "",
    }
    return spine_lines(texts, wrap.height, spine_size(width), (14 * MM, 12 * MM))


def _barcode(publication: Publication, fonts: FontSet) -> str | None:
    parts = barcode_parts(publication)
    return None if parts is None else barcode_svg(*parts, fonts.chain("latin-sans")[0])


def cover_remarks(
    publication: Publication, layout: Layout, wrap: Wrap, report: Report
) -> None:
    """PRT501, 502, 508, 509, 512: what a cover lacks, for whoever sends it to the printer."""
    spine = spine_of(publication, layout, wrap)
    if spine is None:
        place, width = publication.place("paper"), f"{wrap.spine / MM:.1f}"
        report.add("PRT501", place, width=width, least=f"{TITLE_FROM:g}")
    else:
        _left_out(publication, spine, report)
    imprint = publication.head.imprint
    sold = imprint is not None and (imprint.isbn or imprint.price)
    if imprint is not None and sold and barcode_parts(publication) is None:
        wrong = f"{imprint.isbn} is no ISBN", f"书号 {imprint.isbn} 有误"
        why = Phrase(*wrong) if imprint.isbn else Phrase("no ISBN", "没有书号")
        report.add("PRT502", publication.place("imprint", "isbn"), why=why)
    price_remarks(publication, report)


def _left_out(publication: Publication, spine: SpineLines, report: Report) -> None:
    """PRT512: what has no room on the spine."""
    head = publication.head
    wanted = (
        (spine.title, Phrase("the title", "书名"), head.title, "title"),
        (spine.names, Phrase("the names", "署名"), head.contributors, "contributors"),
        (spine.publisher, Phrase("the publisher", "出版者"), head.publisher, "publisher"),
    )
    for line, what, there, key in wanted:
        if line is None and there:
            report.add("PRT512", publication.place(key), what=what)
