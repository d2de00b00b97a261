"""Signatures (书帖): the pages of one job as objects of a PDF without fonts, and their facts.

A signature is plain data (dictionaries, lists, numbers, strings, bytes), so that reading one
from a cache runs no code.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wenxuan.binding import structure
from wenxuan.binding.content import described, folio_of, letters, unmarked, unwritten, used, written
from wenxuan.binding.frozen import FONTS, FORMAT, PARENT, SHARED, SPOTS, Data
from wenxuan.binding.stub import PIXEL, Drawn, DrawnPage, Slot
from wenxuan.binding.template import Template, number, string
from wenxuan.markup.base import NOTE

LEVEL = 6
"""Of deflate: 9 takes twice the time for one part in a hundred."""


@dataclass(slots=True)
class _Maker:
    """Collects the objects of one job in the order of their discovery."""

    drawn: Drawn
    prefix: str
    indices: dict[int, int] = field(default_factory=dict)
    queue: list[tuple[int, Any]] = field(default_factory=list)
    images: list[Data] = field(default_factory=list)
    image_codes: dict[int, int] = field(default_factory=dict)
    packed: list[tuple[int, Template]] = field(default_factory=list)
    streams: list[tuple[int, bytes, list[int], bytes]] = field(default_factory=list)
    sheets: list[list[bytes | str]] = field(default_factory=list)
    """What each page draws, uncompressed; the targets of slots between."""
    seals: list[list[tuple[int, bytes]]] = field(default_factory=list)
    """Index and digest of the streams of each page."""
    spots: list[tuple[int, float]] = field(default_factory=list)
    """Page and place from the left of what a verso moves."""
    count: int = 0

    def take(self) -> int:
        """A new index."""
        self.count += 1
        return self.count - 1

    def resolve(self, old: int) -> int:
        """Index of an object of WeasyPrint's file, which is put in line to be written."""
        if old == self.drawn.fonts_number:
            return FONTS
        if old in self.image_codes:
            return self.image_codes[old]
        if old not in self.indices:
            found = self.drawn.objects[old]
            if getattr(found, "extra", {}).get("Subtype") == "/Image":
                return self._image(old, found)
            self.indices[old] = self.take()
            self.queue.append((self.indices[old], found))
        return self.indices[old]

    def _image(self, old: int, image: Any) -> int:
        head, data = Template(), _deflated(image)
        head.value(_head(image, data), self.resolve)
        self.image_codes[old] = self.share(head, data)
        return self.image_codes[old]

    def share(self, head: Template, data: bytes) -> int:
        """Code of a stream that may be in other signatures, too, and is bound once."""
        same = [self.images[SHARED - hole]["digest"] for hole in head.holes if hole <= SHARED]
        digest = hashlib.sha256(head.data + repr(same).encode() + data).hexdigest()[:32]
        self.images.append({"digest": digest, "head": head.data, "holes": head.holes, "data": data})
        return SHARED - len(self.images) + 1

    def flush(self) -> None:
        """Write what is in line, and what that leads to."""
        while self.queue:
            index, found = self.queue.pop(0)
            template = Template()
            if hasattr(found, "stream"):
                data = _deflated(found)
                template.value(_head(found, data), self.resolve)
                self.streams.append((index, template.data, template.holes, data))
            else:
                template.value(found, self.resolve)
                self.packed.append((index, template))

    def object(self, template: Template, index: int | None = None) -> int:
        """A small object of our own."""
        place = self.take() if index is None else index
        self.packed.append((place, template))
        return place


def _head(stream: Any, data: bytes) -> Data:
    flate = {"Filter": "/FlateDecode"} if stream.compress else {}
    return {**stream.extra, **flate, "Length": len(data)}


def _deflated(stream: Any) -> bytes:
    data = b"\n".join(written(item) for item in stream.stream)
    return zlib.compress(data, 9) if stream.compress else data


# --- content ----------------------------------------------------------------------------------


def _content(maker: _Maker, items: Sequence[Any], widths: Mapping[str, Any]) -> list[Any]:
    """A page's content as compressed streams and slots between them."""
    parts: list[Any] = []
    run = [b"q"]
    maker.sheets.append([])
    maker.seals.append([])
    lines, begin = [*items], 0
    for place in unwritten(items):
        slot = items[place]
        if type(slot) is not Slot:
            lines[place] = written(slot)
            continue
        parts.append(_stream(maker, run + lines[begin:place]))
        parts.append(described(slot, widths))
        maker.sheets[-1].append(slot.target)
        run, begin = [], place + 1
    parts.append(_stream(maker, [*run, *lines[begin:], b"Q"]))
    return parts


def _stream(maker: _Maker, run: list[bytes]) -> int:
    plain = b"\n".join(run) + b"\n"
    data = zlib.compress(plain, LEVEL)
    maker.sheets[-1].append(plain)
    index = maker.take()
    maker.seals[-1].append((index, hashlib.sha256(data).digest()))
    maker.streams.append((index, b"<</Filter/FlateDecode/Length %d>>" % len(data), [], data))
    return index


# --- making -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a signature is made of beside the drawn pages."""

    prefix: str
    """Unique in the publication."""
    keys: tuple[str, ...]
    """Ids of the pieces, in order."""
    samples: int
    """Pages at the end that show the running heads: verso and recto by turns."""
    tagged: bool


def make(document: Any, drawn: Drawn, ask: Ask) -> tuple[Data, Data, list[list[bytes | str]]]:
    """A signature of the drawn pages: its objects, the facts that others need, what is drawn."""
    maker = _Maker(drawn, ask.prefix)
    real = drawn.pages[: len(drawn.pages) - ask.samples]
    widths = {font.hash: font.widths for font in drawn.fonts}
    heads = _heads(maker, drawn, drawn.pages[len(real) :])
    resources = Template()
    resources.value(drawn.resources, maker.resolve)
    root = maker.object(resources)
    places = [maker.take() for _ in real]
    notes = {id(a): maker.take() for page in real for a in page.annotations} if ask.tagged else {}
    by_number = {
        a.number: notes[id(a)] for page in real for a in page.annotations if id(a) in notes
    }
    pages: list[Data] = []
    for page, place in zip(real, places, strict=True):
        items = page.content if ask.tagged else unmarked(page.content)
        pages.append({
            "index": place,
            "content": _content(maker, items, widths),
            "annotations": [notes[id(a)] for a in page.annotations] if ask.tagged else [],
            "width": page.width,
            "height": page.height,
        })  # fmt: skip
    folios = [f for page in drawn.pages[len(real) :] if (f := folio_of(page, widths)) is not None]
    links = [
        _annotation(maker, annotation, notes[id(annotation)], page)
        for page, drawn_page in enumerate(real)
        for annotation in (drawn_page.annotations if ask.tagged else ())
    ]
    slots = [part for page in pages for part in page["content"] if isinstance(part, dict)]
    tops = _structure(maker, real, places, by_number, ask) if ask.tagged else ([], -1, [])
    maker.flush()
    return {
        "resources": root,
        "pages": pages,
        "links": links,
        "spots": maker.spots,
        "packed": _pack(maker.packed),
        "streams": maker.streams,
        "images": maker.images,
    }, {
        "format": FORMAT,
        "count": len(real),
        "heads": heads,
        "folios": folios,
        "fonts": [used(font) for font in drawn.fonts],
        "letters": list(letters(drawn, real)),
        "objects": maker.count,
        "places": places,
        "tops": tops[0],
        "parents": tops[1],
        "names": tops[2],
        "shared": [image["digest"] for image in maker.images],
        "slots": [slot["target"] for slot in slots],
        "notes": [(i, note) for i, page in enumerate(real) for note in page.notes],
        "marked": sorted({s["font"] for s in slots if s["target"].startswith(NOTE)}),
        "seals": maker.seals,
        **_facts(document, real, ask),
    }, maker.sheets


def _heads(maker: _Maker, drawn: Drawn, pages: Sequence[DrawnPage]) -> list[str]:
    """Put what sample pages show among the resources, as forms WxV and WxR; their names."""
    names: list[str] = []
    for name, page in zip(("WxV", "WxR"), pages, strict=False):
        if Slot in map(type, page.content):
            continue
        items = unmarked(page.content)
        data = zlib.compress(b"\n".join(map(written, items)), 9)
        head = Template()
        head.text(b"<</Type/XObject/Subtype/Form/BBox[0 0 ")
        head.text(number(page.width) + b" " + number(page.height) + b"]/Resources<</Font ")
        head.reference(FONTS)
        head.text(b"/ExtGState")
        head.value(drawn.resources["ExtGState"], maker.resolve)
        head.text(b">>/Filter/FlateDecode/Length %d>>" % len(data))
        fake = len(drawn.objects) + len(names)
        maker.image_codes[fake] = maker.share(head, data)
        drawn.resources["XObject"][name] = b"%d 0 R" % fake
        names.append(name)
    return names


def _annotation(maker: _Maker, annotation: Any, index: int, page: int) -> Data:
    """A link but for its rectangle, which lies elsewhere on a verso."""
    template = Template()
    given = ("StructParent", "Dest", "Contents", "Rect")
    template.text(b"<</StructParent ")
    template.number(index)
    for key in ("Dest", "Contents"):
        if key in annotation:
            template.text(f"/{key} ".encode() + string(annotation[key].string))
    template.text(b"/F 4")
    for key, value in annotation.items():
        if key not in given:
            template.text(f"/{key} ".encode())
            template.value(value, maker.resolve)
    rectangle = [float(side) for side in annotation["Rect"]]
    return {
        "index": index,
        "page": page,
        "text": template.data,
        "holes": template.holes,
        "rectangle": rectangle,
    }


def _structure(
    maker: _Maker,
    pages: Sequence[DrawnPage],
    places: list[int],
    annotations: Mapping[int, int],
    ask: Ask,
) -> tuple[list[tuple[int, int]], int, list[tuple[bytes, int]]]:
    """Indices of the topmost elements and of the node of the parent tree; named elements."""
    drawn = maker.drawn
    prefix = hashlib.sha256(ask.prefix.encode()).hexdigest()[:8]
    count = len(pages)
    told = structure.Pages(language=drawn.language, prefix=prefix, height=pages[0].height)
    top = structure.read(drawn.root, told)
    every = structure.walk(top)
    for element in every:
        element.index = maker.take()
    owners: dict[int, list[tuple[int, int]]] = {i: [] for i in range(count)}
    links: dict[int, int] = {}
    templates: dict[int, int] = {id(e): PARENT for e in top}
    for element in every:
        for kid in element.kids:
            if isinstance(kid, structure.Element):
                templates[id(kid)] = element.index
            elif isinstance(kid, structure.Mark):
                owners[kid.page].append((kid.mcid, element.index))
            else:
                links[annotations[kid.annotation]] = element.index
    for element in every:
        template = Template()
        at = (places.__getitem__, annotations.__getitem__)
        structure.write(template, element, templates[id(element)], prefix, at)
        if element.box:
            _box(maker, template, element)
        template.text(b">>")
        maker.object(template, element.index)
    node = _parent_node(maker, places, owners, links)
    names = [(string(e.name), e.index) for e in every if e.name]
    return [(e.index, e.page) for e in top], node, names


def _box(maker: _Maker, template: Template, element: structure.Element) -> None:
    """Where a figure lies, in whole points; further left on a verso."""
    left, bottom, right, top = element.box
    template.text(b"/A<</O/Layout/BBox[")
    for side, height in ((left, bottom), (right, top)):
        template.number(SPOTS - len(maker.spots))
        maker.spots.append((element.page, side))
        template.text(b" %d " % round(height))
    template.text(b"]>>")


def _parent_node(
    maker: _Maker,
    places: list[int],
    owners: Mapping[int, list[tuple[int, int]]],
    links: Mapping[int, int],
) -> int:
    """A leaf of the parent tree; the key of a page or annotation is its own object number."""
    template = Template()
    keys = [*places, *sorted(links)]
    template.text(b"<</Limits[")
    template.number(keys[0])
    template.text(b" ")
    template.number(keys[-1])
    template.text(b"]/Nums[")
    for page, place in enumerate(places):
        template.number(place)
        template.text(b"[")
        at = dict(owners[page])
        for mcid in range(max(at, default=-1) + 1):
            if mcid in at:
                template.reference(at[mcid])
            else:
                template.text(b"null")
            template.text(b" ")
        template.text(b"]")
    for link in sorted(links):
        template.number(link)
        template.text(b" ")
        template.reference(links[link])
    template.text(b"]>>")
    return maker.object(template)


def _pack(packed: list[tuple[int, Template]]) -> Data:
    """All small objects as the inside of one object stream."""
    head, body = Template(), Template()
    for index, template in packed:
        head.number(index)
        head.text(b" %d " % body.size)
        body.parts += template.parts
        body.holes += template.holes
        body.size += template.size
        body.text(b"\n")
    return {
        "objects": [index for index, _ in packed],
        "first": head.size,
        "text": head.data + body.data,
        "holes": head.holes + body.holes,
    }


def _facts(document: Any, pages: Sequence[DrawnPage], ask: Ask) -> Data:
    """Where things are: ids, bookmarks, cited ids. Points from the lower left corner."""
    anchors: dict[str, tuple[int, float, float]] = {}
    bookmarks: list[tuple[int, int, str, float, float, str]] = []
    cited: dict[str, None] = {}
    for i, page in enumerate(document.pages[: len(pages)]):
        height = pages[i].height
        for name, (x, y, *_) in page.anchors.items():
            anchors.setdefault(name, (i, x * PIXEL, height - y * PIXEL))
        for level, label, (x, y), state in page.bookmarks:
            bookmarks.append((i, level, label, x * PIXEL, height - y * PIXEL, state))
        cited |= {target: None for kind, target, *_ in page.links if kind == "internal"}
    starts = [anchors[key][0] for key in ask.keys]
    return {
        "anchors": dict(anchors),
        "bookmarks": bookmarks,
        "cited": sorted(cited),
        "starts": dict(zip(ask.keys, starts, strict=True)),
    }
