"""The binder: signatures in order become one PDF, numbered, headed, outlined, tagged.

Signatures are read one at a time, and the file is written as a stream: memory holds the plan
of the book (a few hundred bytes a page), never its pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from wenxuan.binding import metadata, trees
from wenxuan.binding.arrival import Sealed
from wenxuan.binding.cache import Store
from wenxuan.binding.fontsets import write_fonts
from wenxuan.binding.frozen import FONTS, PARENT, SHARED, SPOTS, Data
from wenxuan.binding.kept import Run
from wenxuan.binding.objects import Writer
from wenxuan.binding.plan import Book, Plan
from wenxuan.binding.slots import filled, folio, noted
from wenxuan.binding.template import number
from wenxuan.markup.base import NOTE


def bind(writer: Writer, book: Book, made: Plan, store: Store) -> list[Sealed]:
    """Write the whole book; the streams that must be in it."""
    binding = _Binding(writer, book, made)
    binding.run(store)
    return list(binding.sealed())


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
        self.mover = 0

    def run(self, store: Store) -> None:
        """Signatures, blanks, then all that spans the book."""
        by_job: dict[int, list[int]] = {}
        for page, place in enumerate(self.plan.pages):
            if place is not None:
                by_job.setdefault(place[1], []).append(page)
        for shift in (0.0, self.shift):
            self.around(shift)
        common = self.common()
        for job, pages in by_job.items():
            self.signature(job, pages, common)
        for page, place in enumerate(self.plan.pages):
            if place is None:
                self.blank(page)
        self.leaves.write(self.numbers)
        write_fonts(self.writer, self.fonts, self.plan.unions, self.book.fonts, store)
        self.catalog()

    # --- pages ------------------------------------------------------------------------------

    def common(self) -> str:
        """Key of what all runs of signatures depend on."""
        book = self.book
        facts = (
            book.tagged, book.geometry, self.plan.body, self.plan.folios, self.mover,
            self.fonts, self.document, self.leaves.nodes, *self.printed,
        )  # fmt: skip
        return Store.key(repr(facts))

    @property
    def printed(self) -> tuple[object, ...]:
        """What the runs of a print file depend on beside that."""
        forme = self.book.forme
        return (forme.slip, self.frame) if forme else ()

    def signature(self, job: int, pages: list[int], common: str) -> None:
        """Write the objects of a signature, or take over those of the last file."""
        writer, kept, facts = self.writer, self.book.kept, self.book.facts(job)
        base, start = writer.next, writer.place
        key = self.run_key(job, pages, common) if self.book.keys else ""
        old = kept.run(key, base)
        if old is None:
            known = len(self.shared)
            self.fresh(job, pages)
            new = tuple(list(self.shared.items())[known:])
            kept.made[key] = Run(base, writer.next, start, writer.place, new)
        else:
            writer.copy(kept.table, base, old.last, kept.data[old.start : old.end], old.start)
            self.shared.update(old.shared)
            kept.made[key] = Run(base, old.last, start, writer.place, old.shared)
        for page, place in self.places(pages):
            self.numbers[page] = base + facts["places"][place]
        if self.book.tagged:
            self.tag(facts, pages, base)

    def run_key(self, job: int, pages: list[int], common: str) -> str:
        """Key of a signature's bytes: all that they depend on."""
        facts, made = self.book.facts(job), self.plan
        leaves = [made.pages[page] for page in pages]
        styles = [
            (self.book.leaves[leaf[0]].style, made.starts[leaf[0]]) for leaf in leaves if leaf
        ]
        labels = [made.label_of(target) for target in facts["slots"]]
        shared = [self.shared.get(digest) for digest in facts["shared"]]
        where = (self.writer.next, pages, leaves, styles, labels, shared)
        return Store.key(common, self.book.keys[job], repr(where))

    def places(self, pages: list[int]) -> list[tuple[int, int]]:
        """Pages of the book with their places in their signature."""
        found = [(page, self.plan.pages[page]) for page in pages]
        return [(page, place[2]) for page, place in found if place is not None]

    def fresh(self, job: int, pages: list[int]) -> None:
        """Write the objects of a signature, the small ones as one object stream."""
        held = self.book.objects(job)
        base = self.writer.reserve(self.book.facts(job)["objects"])
        codes = {FONTS: self.fonts, PARENT: self.document}
        for i, image in enumerate(held["images"]):
            codes[SHARED - i] = self.image(image, codes)
        sides = {place: self.shift if page % 2 else 0.0 for page, place in self.places(pages)}
        for i, (page, left) in enumerate(held["spots"]):
            codes[SPOTS - i] = round(left - sides[page])

        def place(holes: list[int]) -> tuple[int, ...]:
            return tuple([base + h if h >= 0 else codes[h] for h in holes])

        for index, head, holes, data in held["streams"]:
            self.writer.stream(base + index, head % place(holes) if holes else head, data)
        packed = held["packed"]
        more = [self.page(page, held, base) for page in pages]
        for link in held["links"]:
            left, bottom, right, top = link["rectangle"]
            shift = sides[link["page"]]
            corners = map(number, (left - shift, bottom, right - shift, top))
            text = link["text"] % place(link["holes"])
            rectangle = b"/Rect[%b]>>" % b" ".join(corners)
            more.append((base + link["index"], text + rectangle))
        numbers = [base + index for index in packed["objects"]]
        text = packed["text"] % place(packed["holes"])
        self.writer.pack(numbers, packed["first"], text, more)

    def image(self, image: Data, codes: dict[int, int]) -> int:
        """Number of an image or running head, which is written when it is first met."""
        digest = image["digest"]
        if digest not in self.shared:
            self.shared[digest] = home = self.writer.reserve()
            head = image["head"] % tuple(codes[hole] for hole in image["holes"])
            self.writer.stream(home, head, image["data"])
        return self.shared[digest]

    def page(self, page: int, held: Data, base: int) -> tuple[int, bytes]:
        """Number and text of a page; writes streams for what is known only now."""
        place = self.plan.pages[page]
        assert place is not None
        raw = held["pages"][place[2]]
        home = base + raw["index"]
        content = []
        for part in raw["content"]:
            if isinstance(part, int):
                content.append(base + part)
            else:
                content.append(self.text(self.shown(part)))
        if stamp := self.stamp(page, place[0], headed=self.plan.headed[place[1]]):
            content.append(self.text(stamp))
        annotations = b" ".join(b"%d 0 R" % (base + i) for i in raw["annotations"])
        rest = b"/Resources %d 0 R" % (base + held["resources"])
        if annotations:
            rest += b"/Annots[" + annotations + b"]"
        if self.book.tagged:
            rest += b"/Tabs/S/StructParents %d" % home
        return home, self.leaf(page, content, rest)

    def sealed(self) -> Iterator[Sealed]:
        """The streams of all pages with what they were when they were proved."""
        for page, place in enumerate(self.plan.pages):
            if place is not None:
                facts = self.book.facts(place[1])
                base = self.numbers[page] - facts["places"][place[2]]
                for index, seal in facts["seals"][place[2]]:
                    yield page, base + index, seal

    def shown(self, slot: Data) -> bytes:
        """The operator that shows a page number, or the mark of a note, in its slot."""
        label = self.plan.label_of(slot["target"])
        if slot["target"].startswith(NOTE):
            return noted(label, self.plan.signs[slot["font"]])
        return filled(slot, label)

    def text(self, data: bytes) -> int:
        """A short stream of content."""
        home = self.writer.reserve()
        self.writer.text(home, data)
        return home

    def blank(self, page: int) -> None:
        """An empty verso before an opening, or a page that fills up the last leaf."""
        self.numbers[page] = self.writer.reserve()
        forme = self.book.forme
        rest = b"/Resources" + (forme.spaces if forme else b"<<>>")
        self.writer.small(self.numbers[page], self.leaf(page, [], rest))

    def leaf(self, page: int, content: list[int], rest: bytes) -> bytes:
        """A page dictionary with its boxes."""
        before, after = self.around(self.shift if page % 2 else 0.0)
        forme = self.book.forme
        if forme is not None:
            after = [*after, self.text(forme.slug(page + 1))]
        streams = b" ".join(b"%d 0 R" % home for home in (*before, *content, *after))
        return b"<</Type/Page/Parent %d 0 R%b/Contents[%b]%b>>" % (
            self.leaves.parent(page), self.boxes, streams, rest,
        )  # fmt: skip

    def around(self, shift: float) -> tuple[list[int], list[int]]:
        """What stands before and after the content of a page, the same on all of its side."""
        if self.book.tagged:
            return self.moved(shift), []
        return [self.frame[0], *self.moved(shift)], [self.frame[1]]

    @cached_property
    def frame(self) -> tuple[int, int]:
        """Streams that all pages begin and end with: for the printer."""
        forme = self.book.forme
        assert forme is not None
        ends = self.writer.reserve(), self.writer.reserve()
        self.writer.deflated(ends[0], forme.opening)
        self.writer.deflated(ends[1], forme.closing(len(self.plan.pages)))
        return ends

    @cached_property
    def boxes(self) -> bytes:
        """Page boxes (ISO 32000-2, 14.11.2): on a screen the trim's lower left corner is 0, 0."""
        if self.book.forme is not None:
            return self.book.forme.boxes
        # As exact as WeasyPrint's: rasterizers round glyphs to a grid that hangs on the box.
        sides = b" ".join(number(v, 6) for v in (0, 0, *self.size))
        return b"/MediaBox[%b]/TrimBox[%b]" % (sides, sides)

    @property
    def size(self) -> tuple[float, float]:
        """Trimmed width and height in points."""
        return self.book.geometry.width, self.book.geometry.height

    def moved(self, shift: float) -> list[int]:
        """A stream that moves what follows to the left, for versos."""
        if not shift:
            return []
        if not self.mover:
            self.mover = self.text(b"1 0 0 1 %b 0 cm\n" % number(-shift, 6))
        return [self.mover]

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

    def tag(self, facts: Data, pages: list[int], base: int) -> None:
        """Remember the structure of a signature for its leaves."""
        leaves = {}
        for page in pages:
            place = self.plan.pages[page]
            assert place is not None
            leaves[place[2]] = place[0]
        for index, page in facts["tops"]:
            self.tops.setdefault(leaves[page], []).append(base + index)
        self.parents.append((base + facts["parents"], base, base + facts["objects"] - 1))
        self.names += [(name, base + index) for name, index in facts["names"]]

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
        elif book.forme is not None:
            entries += book.forme.catalog(writer)
        entries += b"/Lang(%b)" % book.language.encode()
        writer.small(self.root, b"<<" + entries + b">>")
        about = (book.title, book.authors, book.description, book.day)
        said = book.forme.information if book.forme else metadata.information(*about)
        writer.small(self.info, said)
        writer.finish(self.root, self.info)
