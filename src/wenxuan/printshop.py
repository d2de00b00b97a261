"""The PDF editions of a publication: what the binder is told, the press's forme, the cover."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import TYPE_CHECKING

from wenxuan.binding.build import Bound, bind_file, reader
from wenxuan.binding.cache import Store
from wenxuan.binding.jobs import Imposition
from wenxuan.binding.kept import Kept
from wenxuan.binding.plan import Book
from wenxuan.diagnostics import Report
from wenxuan.finishing import Facts
from wenxuan.fonts import FontSet
from wenxuan.layout.loader import Layout
from wenxuan.layout.notes import note_numbers
from wenxuan.layout.printing import print_document
from wenxuan.layout.sheets import tell_at_template
from wenxuan.layout.sizes import Geometry
from wenxuan.layout.templates import whole
from wenxuan.metadata import PublicationHead
from wenxuan.model import Publication
from wenxuan.press import Laid, draw, lay_out
from wenxuan.printkit.imprint_numbers import number_rows, numbers_of, stamped
from wenxuan.printkit.specs import Specs

if TYPE_CHECKING:
    from pathlib import Path

    from wenxuan.printkit.forme import Forme

# What only the print edition needs is imported where it is used: a screen edition should not wait.


@dataclass(frozen=True, kw_only=True)
class Shop:
    """A publication, whole or as far as an edit has read it, at the press."""

    publication: Publication
    slug: str
    layout: Layout
    geometry: Geometry
    fonts: FontSet
    specs: Specs

    @cached_property
    def facts(self) -> Facts:
        """What the publication says about its files; the labels of pages are the binder's."""
        head = self.publication.head
        return Facts(
            title=whole(head.title),
            language=head.language,
            authors=tuple(c.name for c in head.contributors),
            body_page=0,
            day=day_of(head),
        )

    @cached_property
    def forme(self) -> Forme:
        """What surrounds the pages of `<slug>-print.pdf`."""
        from wenxuan.printkit.boxes import Sheet  # noqa: PLC0415
        from wenxuan.printkit.forme import Forme, slip_of  # noqa: PLC0415
        from wenxuan.printkit.profile import known_profile  # noqa: PLC0415

        g, specs = self.geometry, self.specs
        profile = known_profile(specs.profile, specs.digest)
        return Forme(
            sheet=Sheet(width=g.width, height=g.height, bleed=g.bleed),
            facts=self.facts,
            fonts=self.fonts,
            specs=specs,
            profile=profile,
            slip=slip_of(f"{self.slug}-print.pdf", self.facts.title, profile, specs),
        )

    def bound(
        self,
        shared: Imposition,
        folder: Path,
        store: Store,
        report: Report,
        *,
        tagged: bool,
        last: Kept,
    ) -> Bound | None:
        """Bind one edition beside its target; None when a link leads nowhere.

        `last` is the file of the last build. Raises OSError.
        """
        head = self.publication.head
        facts, objects = reader(shared, store, last.facts, tagged=tagged)
        numbers = partial(
            stamped, geometry=self.geometry, language=head.language, whole=self.specs.whole
        )
        book = Book(
            title=self.facts.title,
            language=head.language,
            authors=self.facts.authors,
            description=head.description or "",
            day=self.facts.day,
            geometry=self.geometry,
            fonts=self.fonts,
            leaves=shared.leaves,
            facts=facts,
            objects=objects,
            jobs=len(shared.jobs),
            forme=None if tagged else self.forme,
            numbers=numbers,
            notes=note_numbers(head, self.layout),
            keys=tuple(shared.key(job, tagged=tagged) for job in range(len(shared.jobs))),
            kept=last,
        )
        return bind_file(book, shared, folder, store, report)

    def cover(self, pages: int, base: str, store: Store, report: Report) -> bytes | None:
        """`<slug>-cover.pdf` for so many pages; None where the layout has none.

        `base` is the digest of what shapes a page. Raises OSError when the cache cannot be written.
        """
        from wenxuan.printkit.cover import Wrapper, wrap_of  # noqa: PLC0415

        wrap = wrap_of(self.publication, self.geometry, pages, self.specs.flap)
        return Wrapper(
            publication=self.publication, slug=self.slug, layout=self.layout, fonts=self.fonts,
            wrap=wrap, facts=self.facts, profile=self.forme.profile, specs=self.specs,
            base=base,
        ).made(report, store)  # fmt: skip


def blank_numbers(geometry: Geometry, language: str) -> dict[str, str]:
    """The rows that an imprint will have, before anything is counted."""
    return number_rows(numbers_of(0, 0, 0, geometry), geometry, language)


def make_whole(shop: Shop, wanted: tuple[str, ...], report: Report) -> dict[str, tuple[bytes, int]]:
    """The PDF editions laid out as one document: what the binder is measured against.

    Laid out twice, because the imprint states what only the laid-out pages tell. The screen edition
    is proved, wanted or not.
    """
    from wenxuan.checks.pdf_full import Source, prove_whole  # noqa: PLC0415
    from wenxuan.finishing import finish_screen  # noqa: PLC0415
    from wenxuan.printkit.kit import order_of  # noqa: PLC0415

    publication, layout, shape = shop.publication, shop.layout, shop.geometry
    language, quiet = publication.head.language, Report()
    laid = _laid(shop, blank_numbers(shape, language), quiet)
    if laid is None:
        report.extend(quiet)
        return {}
    facts = _with_body(shop, laid)
    order = order_of(publication, layout, shape, shop.fonts, facts, quiet)
    assert order is not None
    numbers = order.imprint(draw(laid, shop.slug, quiet, tagged=False))
    laid = _laid(shop, numbers, report)
    assert laid is not None
    made = {}
    screen = finish_screen(draw(laid, shop.slug, report, tagged=True), facts)
    source = Source(publication=publication, layout=layout, geometry=shape, fonts=shop.fonts)
    prove_whole(screen, source, report, f"{shop.slug}.pdf")
    if "screen" in wanted:
        made["screen"] = (screen, laid.pages)
    if "print" in wanted:
        interior = order.interior(draw(laid, shop.slug, report, tagged=False))
        made["print"] = (interior, -(-laid.pages // shop.specs.whole) * shop.specs.whole)
    return made


def _laid(shop: Shop, numbers: dict[str, str], report: Report) -> Laid | None:
    source = print_document(
        shop.publication, shop.layout, shop.geometry, shop.fonts, report, numbers
    )
    if source is None:
        return None
    told = Report()
    laid = lay_out(source, told)
    tell_at_template(told, shop.layout, source.css)
    report.extend(told)
    return laid


def _with_body(shop: Shop, laid: Laid) -> Facts:
    parts = shop.publication.parts
    first = next(p.key if p.title else p.articles[0].key for p in parts if p.articles)
    return replace(shop.facts, body_page=laid.anchors[first])


def day_of(head: PublicationHead) -> datetime | None:
    """When a PDF says it was made: the publication's date, else SOURCE_DATE_EPOCH, else never."""
    day = head.date
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else epoch()


def epoch() -> datetime | None:
    """SOURCE_DATE_EPOCH (reproducible-builds.org), when it is set and sane."""
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(value), UTC) if value.isdigit() and len(value) < 12 else None
