"""The binder: signatures in order become one PDF, numbered, headed, outlined, tagged.

Signatures are read one at a time, and the file is written as a stream: memory holds the plan
of the book (a few hundred bytes a page), never its pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from wenxuan.binding import metadata, trees
from wenxuan.binding.cache import Store
from wenxuan.binding.fontsets import Use, gather, write_fonts
from wenxuan.binding.frozen import FONTS, PARENT, SHARED, SPOTS, Data
from wenxuan.binding.objects import Writer
from wenxuan.binding.slots import filled, folio, roman
from wenxuan.binding.template import number
from wenxuan.fonts import FontSet
from wenxuan.layout.sizes import Geometry
from wenxuan.sheetmarks import SLUG, crop_marks


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A piece in its place in the book."""

    key: str
    style: str
    """plain (no folio), front, contents, body or back."""
    opens: bool
    first: bool
    job: int
    """Index of the signature that holds it."""


@dataclass(frozen=True, kw_only=True)
class Book:
    """What is to be bound."""

    title: str
    language: str
    authors: tuple[str, ...]
    description: str
    day: datetime | None
    """Nothing else may date a file."""
    geometry: Geometry
    fonts: FontSet
    leaves: tuple[Leaf, ...]
    facts: Callable[[int], Data]
    """Facts of a signature by its index."""
    objects: Callable[[int], Data]
    jobs: int
    tagged: bool
    """Screen; else for the printer: boxes, crop marks, no links."""


@dataclass(slots=True)
class Plan:
    """Which page is where."""

    pages: list[tuple[int, int, int] | None] = field(default_factory=list)
    """Leaf, signature and page in it of each page of the book; None is blank."""
    starts: list[int] = field(default_factory=list)
    """First page of each leaf."""
    body: int = 0
    """0-based page that carries folio 1."""
    anchors: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    bookmarks: list[tuple[int, str, int, float, float]] = field(default_factory=list)
    """Level, label, page, x, y."""
    unions: dict[str, Use] = field(default_factory=dict)
    folios: list[Data] = field(default_factory=list)
    dead: list[tuple[int, str]] = field(default_factory=list)
    """Signatures and the ids that they cite in vain."""
    headed: list[bool] = field(default_factory=list)
    """Whether a signature has running heads."""

    def label(self, page: int) -> str:
        """What stands at the foot of a page: i, ii… before the body, then 1, 2…."""
        return roman(page + 1) if page < self.body else str(page - self.body + 1)

    def label_of(self, target: str) -> str:
        """The label of the page where an id stands."""
        return self.label(self.anchors[target][0])


def plan(book: Book) -> Plan:
    """Order the pages, open parts on rectos, find every id; reads the facts of each signature."""
    made, ranges = Plan(), []
    shift = book.geometry.inner - book.geometry.outer
    places: list[dict[int, int]] = []
    places_of: list[Data] = []
    for job in range(book.jobs):
        facts = book.facts(job)
        places_of.append({key: facts[key] for key in ("anchors", "bookmarks", "cited")})
        gather(made.unions, facts["fonts"])
        made.folios = made.folios or facts["folios"]
        made.headed.append(bool(facts["heads"]))
        ranges.append(_ranges(facts))
        places.append({})
    for i, leaf in enumerate(book.leaves):
        if leaf.opens and len(made.pages) % 2:
            made.pages.append(None)
        if leaf.first:
            made.body = len(made.pages)
        made.starts.append(len(made.pages))
        for page in ranges[leaf.job][leaf.key]:
            places[leaf.job][page] = len(made.pages)
            made.pages.append((i, leaf.job, page))
    for facts, place in zip(places_of, places, strict=True):
        moved = {page: shift if place[page] % 2 else 0.0 for page in place}
        for name, (page, x, y) in facts["anchors"].items():
            if page in place:
                made.anchors.setdefault(name, (place[page], x - moved[page], y))
        made.bookmarks += [
            (level, label, place[page], x - moved[page], y)
            for page, level, label, x, y, _ in facts["bookmarks"]
        ]
    for job, facts in enumerate(places_of):
        made.dead += [(job, name) for name in facts["cited"] if name not in made.anchors]
    made.bookmarks.sort(key=lambda mark: (mark[2], -mark[4]))
    return made


def _ranges(facts: Data) -> dict[str, range]:
    """The pages of each piece of a signature."""
    starts = sorted(facts["starts"].items(), key=lambda item: item[1])
    ends = [*(start for _, start in starts[1:]), facts["count"]]
    return {key: range(start, end) for (key, start), end in zip(starts, ends, strict=True)}


def bind(writer: Writer, book: Book, made: Plan, store: Store) -> None:
    """Write the whole book."""
    _Binding(writer, book, made).run(store)


class _Binding:
    """One book being written."""

    def __init__(self, writer: Writer, book: Book, made: Plan) -> None:
        self.writer, self.book, self.plan = writer, book, made
        self.fonts, self.document, self.root, self.info = (writer.reserve() for _ in range(4))
        self.leaves = trees.PageTree(writer, len(made.pages))
        self.numbers = [0] * len(made.pages)
        """Object number of each page."""
        self.shared: dict[str, int] = {}
        """Digest of an image or form to its object."""
        self.tops: dict[int, list[int]] = {}
        """Leaf to its topmost structure elements."""
        self.parents: list[tuple[int, int, int]] = []
        """Nodes of the parent tree with their least and greatest key."""
        self.names: list[tuple[bytes, int]] = []
        geometry = book.geometry
        self.shift = geometry.inner - geometry.outer
        """How far a verso's type area stands too far right: jobs are laid out on rectos."""
        self.crops: dict[float, int] = {}
        self.mover = 0

    def run(self, store: Store) -> None:
        """Signatures, blanks, then all that spans the book."""
        by_job: dict[int, list[int]] = {}
        for page, place in enumerate(self.plan.pages):
            if place is not None:
                by_job.setdefault(place[1], []).append(page)
        for job, pages in by_job.items():
            self.signature(job, pages)
        for page, place in enumerate(self.plan.pages):
            if place is None:
                self.blank(page)
        self.leaves.write(self.numbers)
        write_fonts(self.writer, self.fonts, self.plan.unions, self.book.fonts, store)
        self.catalog()

    # --- pages ------------------------------------------------------------------------------

    def signature(self, job: int, pages: list[int]) -> None:
        """Write the objects of a signature under new numbers."""
        held = self.book.objects(job)
        base = self.writer.reserve(held["count"])
        codes = {FONTS: self.fonts, PARENT: self.document}
        for i, image in enumerate(held["images"]):
            codes[SHARED - i] = self.image(image, codes)
        sides = self.sides(pages)
        for i, (page, left) in enumerate(held["spots"]):
            codes[SPOTS - i] = round(left - sides[page])

        def place(holes: list[int]) -> tuple[int, ...]:
            return tuple([base + h if h >= 0 else codes[h] for h in holes])

        for index, head, holes, data in held["streams"]:
            self.writer.stream(base + index, head % place(holes) if holes else head, data)
        packed = held["packed"]
        numbers = [base + index for index in packed["objects"]]
        self.writer.pack(numbers, packed["first"], packed["text"] % place(packed["holes"]))
        for page in pages:
            self.page(page, held, base)
        for link in held["links"]:
            left, bottom, right, top = link["rectangle"]
            shift = sides[link["page"]]
            corners = map(number, (left - shift, bottom, right - shift, top))
            text = link["text"] % place(link["holes"])
            rectangle = b"/Rect[%b]>>" % b" ".join(corners)
            self.writer.small(base + link["index"], text + rectangle)
        if self.book.tagged:
            self.tag(held, pages, base)

    def sides(self, pages: list[int]) -> dict[int, float]:
        """Page of a signature to how far left its content is moved in the book."""
        found = {}
        for page in pages:
            place = self.plan.pages[page]
            assert place is not None
            found[place[2]] = self.shift if page % 2 else 0.0
        return found

    def image(self, image: Data, codes: dict[int, int]) -> int:
        """Number of an image or running head, which is written when it is first met."""
        digest = image["digest"]
        if digest not in self.shared:
            self.shared[digest] = home = self.writer.reserve()
            head = image["head"] % tuple(codes[hole] for hole in image["holes"])
            self.writer.stream(home, head, image["data"])
        return self.shared[digest]

    def page(self, page: int, held: Data, base: int) -> None:
        """Write a page dictionary, and streams for what is known only now."""
        place = self.plan.pages[page]
        assert place is not None
        raw = held["pages"][place[2]]
        self.numbers[page] = base + raw["index"]
        content = []
        for part in raw["content"]:
            if isinstance(part, int):
                content.append(base + part)
            else:
                content.append(self.text(filled(part, self.plan.label_of(part["target"]))))
        if stamp := self.stamp(page, place[0], headed=self.plan.headed[place[1]]):
            content.append(self.text(stamp))
        annotations = b" ".join(b"%d 0 R" % (base + i) for i in raw["annotations"])
        rest = b"/Resources %d 0 R" % (base + held["resources"])
        if annotations:
            rest += b"/Annots[" + annotations + b"]"
        if self.book.tagged:
            rest += b"/Tabs/S/StructParents %d" % self.numbers[page]
        self.leaf(page, content, rest)

    def text(self, data: bytes) -> int:
        """A short stream of content."""
        home = self.writer.reserve()
        self.writer.text(home, data)
        return home

    def blank(self, page: int) -> None:
        """An empty verso before an opening."""
        self.numbers[page] = self.writer.reserve()
        self.leaf(page, [], b"/Resources<<>>")

    def leaf(self, page: int, content: list[int], rest: bytes) -> None:
        """A page dictionary with its boxes."""
        shift = self.shift if page % 2 else 0.0
        content = [*self.moved(shift), *content]
        if not self.book.tagged:
            content.append(self.crop(shift))
        streams = b" ".join(b"%d 0 R" % home for home in content)
        body = b"<</Type/Page/Parent %d 0 R%b/Contents[%b]%b>>" % (
            self.leaves.parent(page), self.boxes, streams, rest,
        )  # fmt: skip
        self.writer.small(self.numbers[page], body)

    @cached_property
    def boxes(self) -> bytes:
        """Page boxes (ISO 32000-2, 14.11.2): the trim's lower left corner is 0, 0."""
        g = self.book.geometry

        def box(name: bytes, edge: float) -> bytes:
            sides = (-edge, -edge, g.width + edge, g.height + edge)
            # As exact as WeasyPrint's: rasterizers round glyphs to a grid that hangs on the box.
            return b"/%bBox[%b]" % (name, b" ".join(number(side, 6) for side in sides))

        if self.book.tagged:
            return box(b"Media", 0) + box(b"Trim", 0)
        media = g.bleed + SLUG
        outer = box(b"Media", media) + box(b"Crop", media)
        return outer + box(b"Bleed", g.bleed) + box(b"Trim", 0)

    def moved(self, shift: float) -> list[int]:
        """A stream that moves what follows to the left, for versos."""
        if not shift:
            return []
        if not self.mover:
            self.mover = self.text(b"1 0 0 1 %b 0 cm\n" % number(-shift, 6))
        return [self.mover]

    def crop(self, shift: float) -> int:
        """The crop marks of rectos or versos."""
        if shift not in self.crops:
            g = self.book.geometry
            marks = crop_marks(g.width, g.height, g.bleed)
            move = b"q 1 0 0 1 %b 0 cm " % number(shift, 6)
            self.crops[shift] = self.text(move + marks + b"Q\n" if shift else marks)
        return self.crops[shift]

    def stamp(self, page: int, leaf: int, *, headed: bool) -> bytes:
        """Running head and folio: artifacts (ISO 32000-2, 14.8.2.2), no part of the text."""
        style, verso = self.book.leaves[leaf].style, page % 2
        if style == "plain":
            return b""
        shift = self.shift if verso else 0.0
        stamps = b""
        if headed and page != self.plan.starts[leaf]:
            form = b"WxV" if verso else b"WxR"
            move = b"1 0 0 1 %b 0 cm" % number(shift) if verso else b""
            stamps = self.artifact(b"Header", b"q %b/%b Do Q" % (move, form))
        if self.plan.folios:
            shown = folio(self.plan.folios[0 if verso else 1], self.plan.label(page), shift)
            stamps += self.artifact(b"Footer", shown)
        return stamps

    def artifact(self, kind: bytes, drawing: bytes) -> bytes:
        """Drawing outside the structure, for tagged books."""
        if not self.book.tagged:
            return drawing + b"\n"
        return b"/Artifact<</Type/Pagination/Subtype/%b>>BDC %b EMC\n" % (kind, drawing)

    # --- what spans the book ----------------------------------------------------------------

    def tag(self, held: Data, pages: list[int], base: int) -> None:
        """Remember the structure of a signature for its leaves."""
        leaves = {}
        for page in pages:
            place = self.plan.pages[page]
            assert place is not None
            leaves[place[2]] = place[0]
        for index, page in held["tops"]:
            self.tops.setdefault(leaves[page], []).append(base + index)
        self.parents.append((base + held["parents"], base, base + held["count"] - 1))
        self.names += [(name, base + index) for name, index in held["names"]]

    @cached_property
    def kids(self) -> list[int]:
        """Topmost structure elements in the order of the book."""
        return [top for leaf in sorted(self.tops) for top in self.tops[leaf]]

    def catalog(self) -> None:
        """The catalog, the information dictionary, and all trees."""
        writer, book = self.writer, self.book
        entries = b"/Type/Catalog/Pages %d 0 R" % self.leaves.root
        entries += trees.labels(self.plan.body)
        if book.tagged:
            entries += trees.structure(writer, self.document, self.kids, self.parents, self.names)
            entries += trees.outline(writer, self.plan.bookmarks, self.numbers)
            entries += trees.destinations(writer, self.plan.anchors, self.numbers)
            entries += b"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>"
            entries += b"/PageMode/UseOutlines"
            entries += metadata.identification(
                writer, book.title, book.language, book.authors, book.description, book.day
            )
        entries += b"/Lang(%b)" % book.language.encode()
        writer.small(self.root, b"<<" + entries + b">>")
        writer.small(
            self.info, metadata.information(book.title, book.authors, book.description, book.day)
        )
        writer.finish(self.root, self.info)
