"""Trees that span the book: pages, structure, outline, destinations, page labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from wenxuan.binding.objects import Writer
from wenxuan.binding.template import number, string

FAN = 64
"""Kids of a node at most."""
Item = TypeVar("Item")


def batches(items: Sequence[Item], size: int = FAN) -> Iterator[Sequence[Item]]:
    """Runs of so many items."""
    return (items[start : start + size] for start in range(0, len(items), size))


class PageTree:
    """A balanced tree of pages (ISO 32000-2, 7.7.3)."""

    def __init__(self, writer: Writer, count: int) -> None:
        self.writer, self.count = writer, count
        self.root = writer.reserve()
        self.nodes = (
            [writer.reserve() for _ in range(0, count, FAN)] if count > FAN else [self.root]
        )

    def parent(self, page: int) -> int:
        """The node that holds a page."""
        return self.nodes[page // FAN]

    def write(self, pages: Sequence[int]) -> None:
        """Write all nodes."""
        level = [
            (node, kids, len(kids)) for node, kids in zip(self.nodes, batches(pages), strict=True)
        ]
        while len(level) > 1:
            level = self._above(level)

        for node, kids, count in level:
            self._node(node, kids, count, 0)

    def _above(
        self, level: list[tuple[int, Sequence[int], int]]
    ) -> list[tuple[int, Sequence[int], int]]:
        above: list[tuple[int, Sequence[int], int]] = []
        groups = list(batches(level))
        for group in groups:
            home = self.root if len(groups) == 1 else self.writer.reserve()
            for node, kids, count in group:
                self._node(node, kids, count, home)
            above.append((home, [node for node, *_ in group], sum(c for *_, c in group)))
        return above

    def _node(self, home: int, kids: Sequence[int], count: int, parent: int) -> None:
        over = b"/Parent %d 0 R" % parent if parent else b""
        body = b"<</Type/Pages/Count %d%b/Kids[%b]>>" % (count, over, references(kids))
        self.writer.small(home, body)


def references(numbers: Sequence[int]) -> bytes:
    """References in a row."""
    return b" ".join(b"%d 0 R" % n for n in numbers)


def labels(body: int) -> bytes:
    """Page labels: i, ii… before the body, then 1, 2… (ISO 32000-2, 12.4.2)."""
    front = b"0<</S/r>>" if body else b""
    return b"/PageLabels<</Nums[%b%d<</S/D/St 1>>]>>" % (front, body)


def structure(
    writer: Writer,
    document: int,
    kids: Sequence[int],
    parents: Sequence[tuple[int, int, int]],
    names: Sequence[tuple[bytes, int]],
) -> bytes:
    """The structure tree's root, document element, parent tree and tree of identifiers."""
    root, tree = writer.reserve(), writer.reserve()
    writer.small(
        document, b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (root, references(kids))
    )
    nodes = [node for node, *_ in sorted(parents, key=lambda item: item[1])]
    writer.small(tree, b"<</Kids[%b]>>" % references(nodes))
    identifiers = _names(writer, [(name, b"%d 0 R" % element) for name, element in names])
    table = b"/IDTree %d 0 R" % identifiers if identifiers else b""
    writer.small(
        root,
        b"<</Type/StructTreeRoot/K[%d 0 R]/ParentTree %d 0 R%b>>" % (document, tree, table),
    )
    return b"/StructTreeRoot %d 0 R" % root


def _names(writer: Writer, items: list[tuple[bytes, bytes]]) -> int:
    """A name tree (ISO 32000-2, 7.9.6) of written strings and values; 0 when it is empty."""
    if not items:
        return 0
    ordered = sorted((_raw(name), name, value) for name, value in items)
    kids = []
    for run in batches(ordered, 200):
        pairs = b" ".join(name + value for _, name, value in run)
        kids.append(writer.reserve())
        limits = run[0][1] + run[-1][1]
        writer.small(kids[-1], b"<</Limits[%b]/Names[%b]>>" % (limits, pairs))
    home = writer.reserve()
    writer.small(home, b"<</Kids[%b]>>" % references(kids))
    return home


def _raw(name: bytes) -> bytes:
    """The bytes that a written string stands for, by which a tree is ordered."""
    if name.startswith(b"<"):
        return bytes.fromhex(name[1:-1].decode())
    return name[1:-1].replace(b"\\(", b"(").replace(b"\\)", b")").replace(b"\\\\", b"\\")


def destinations(
    writer: Writer, anchors: Mapping[str, tuple[int, float, float]], pages: Sequence[int]
) -> bytes:
    """Named places (ISO 32000-2, 12.3.2.4)."""
    items = [
        (string(name), b"[%d 0 R/XYZ %b %b 0]" % (pages[page], number(x), number(y)))
        for name, (page, x, y) in anchors.items()
    ]
    home = _names(writer, items)
    return b"/Names<</Dests %d 0 R>>" % home if home else b""


@dataclass(slots=True)
class _Entry:
    label: str
    place: bytes
    depth: int
    home: int
    kids: list[_Entry] = field(default_factory=list)

    @property
    def open(self) -> int:
        """Entries below this one that a viewer shows."""
        return sum(1 + kid.open for kid in self.kids)


def outline(
    writer: Writer, marks: Sequence[tuple[int, str, int, float, float]], pages: Sequence[int]
) -> bytes:
    """Bookmarks nested by their levels (ISO 32000-2, 12.3.3)."""
    if not marks:
        return b""
    top = _Entry("", b"", 0, writer.reserve())
    path = [top]
    for level, label, page, x, y in marks:
        while path[-1].depth >= level:
            path.pop()
        place = b"[%d 0 R/XYZ %b %b 0]" % (pages[page], number(x), number(y))
        entry = _Entry(label, place, level, writer.reserve())
        path[-1].kids.append(entry)
        path.append(entry)
    _write_entries(writer, top)
    writer.small(top.home, b"<</Type/Outlines" + _family(top) + b">>")
    return b"/Outlines %d 0 R" % top.home


def _write_entries(writer: Writer, parent: _Entry) -> None:
    homes = [kid.home for kid in parent.kids]
    for i, kid in enumerate(parent.kids):
        body = b"<</Title " + string(kid.label) + b"/Dest" + kid.place
        body += b"/Parent %d 0 R" % parent.home
        if i:
            body += b"/Prev %d 0 R" % homes[i - 1]
        if i + 1 < len(homes):
            body += b"/Next %d 0 R" % homes[i + 1]
        writer.small(kid.home, body + _family(kid) + b">>")
        _write_entries(writer, kid)


def _family(entry: _Entry) -> bytes:
    if not entry.kids:
        return b""
    first, last = entry.kids[0].home, entry.kids[-1].home
    return b"/First %d 0 R/Last %d 0 R/Count %d" % (first, last, entry.open)
