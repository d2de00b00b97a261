"""The structure tree of one job, from WeasyPrint's: fewer elements, and none broken by a page.

WeasyPrint builds the tree page by page: what crosses a page becomes two elements, and every line
has a Span of its own. Here lines belong to their paragraph, and the halves are joined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wenxuan.binding.tagging import Entry
from wenxuan.binding.template import Template, string


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked content of a page (ISO 32000-2, 14.7.5.2)."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Link:
    """An annotation as a kid: object number in WeasyPrint's file, and its page."""

    annotation: int
    page: int


@dataclass(slots=True, eq=False)
class Element:
    """One structure element; `origin` names the element of the document that it stands for."""

    tag: str
    page: int
    origin: object = None
    kids: list[Element | Mark | Link] = field(default_factory=list)
    alt: str = ""
    name: str = ""
    """Identifier of a table header, unique in the publication."""
    box: tuple[float, ...] = ()
    """Bounding box of a figure in points from the lower left corner."""
    cell: Mapping[str, Any] = field(default_factory=dict)
    """Attributes of a table cell."""
    language: str = ""
    """Of its words, where it is not that of the element around it."""
    index: int = -1
    divided: Element | None = None
    """The last row of an earlier part of this table, when it goes on behind this part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What `read` needs to know of the pages."""

    language: str
    """Of the document."""
    prefix: str
    """Makes identifiers unique in the publication."""
    height: float
    """In points."""


_UNJOINED = frozenset({"Table", "TR", "TH", "TD", "Figure"})
"""Parts of a table stay apart where a page divides it, each with its repeated head; a row that is
divided is whole in the first part."""
_BARE = frozenset({"Span", "NonStruct"})


def read(root: Entry, pages: Pages) -> list[Element]:
    """The elements below the document element, halves joined and bare spans dissolved."""
    top: list[Element] = []
    for raw in root["K"]:
        element = _element(pages, raw, pages.language)
        before = next((e for e in reversed(top) if _same(e, element)), None)
        if before is None:
            top.append(element)
        else:
            _join(before, element)
    for parent in walk(top):
        _gather(parent)
    return top


def _gather(parent: Element) -> None:
    """Join parts of a table of which one has no head: a page had no room for it."""
    last: dict[object, Element] = {}
    for table in [kid for kid in _elements(parent) if kid.tag == "Table" and kid.origin]:
        before, head = last.get(table.origin), _head(table)
        if before is None or (head and _head(before)):
            last[table.origin] = table
            continue
        captions = [kid for kid in _elements(before) if kid.tag == "Caption"]
        first = [*captions, *head]
        before.kids = [*first, *(k for k in (*before.kids, *table.kids) if k not in first)]
        parent.kids.remove(table)


def _head(table: Element) -> list[Element]:
    """The rows of a table's head, or what holds them."""
    below = {id(row) for _, row in _rows(table)}
    groups = [(kid, [kid] if kid.tag == "TR" else _elements(kid)) for kid in _elements(table)]
    return [
        kid for kid, rows in groups
        if kid.tag != "Caption" and rows and all(r.tag == "TR" and id(r) not in below for r in rows)
    ]  # fmt: skip


def _same(first: Element | Mark | Link, second: Element | Mark | Link) -> bool:
    return (
        isinstance(first, Element)
        and isinstance(second, Element)
        and first.origin is not None
        and first.origin == second.origin
        and first.tag == second.tag
        and first.tag not in _UNJOINED
    )


def _join(first: Element, second: Element) -> None:
    """Give the kids of the second half to the first; what is broken below them is joined too."""
    rest = second.kids
    if first.kids and rest and _same(first.kids[-1], rest[0]):
        _join(first.kids[-1], rest[0])  # type: ignore[arg-type]
        rest = rest[1:]
    elif first.kids and rest:
        _mend_row(first.kids[-1], rest[0])
    first.kids += rest


def _mend_row(first: Element | Mark | Link, second: Element | Mark | Link) -> None:
    """Where a page divides a row of a table, give its cells what they hold on the next page."""
    if not (isinstance(first, Element) and isinstance(second, Element)):
        return
    if not first.tag == second.tag == "Table" or first.origin != second.origin:
        return
    row = first.divided or next((row for _, row in reversed(_rows(first))), None)
    below = _rows(second)
    if row is None or not below or row.origin is None or row.origin != below[0][1].origin:
        return
    parent, rest = below[0]
    for cell, more in zip(_elements(row), _elements(rest), strict=True):
        _join(cell, more)
    parent.kids.remove(rest)
    if len(below) == 1:
        second.divided = row


def _rows(table: Element) -> list[tuple[Element, Element]]:
    """The rows of a table below its head, each with what holds it."""
    holders = [table, *(e for e in _elements(table) if e.tag != "TR")]
    found = [(holder, row) for holder in holders for row in _elements(holder) if row.tag == "TR"]
    return [(holder, row) for holder, row in found if all(c.tag == "TD" for c in _elements(row))]


def _elements(parent: Element) -> list[Element]:
    return [kid for kid in parent.kids if isinstance(kid, Element)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _element(pages: Pages, raw: Entry, around: str) -> Element:
    """An element and what it holds; `around` is the language of what it stands in."""
    tag = raw["S"][1:]
    made = Element(tag=tag, page=raw["Pg"], origin=raw.origin)
    language = raw.language or around
    if language != around:
        made.language = language
        made.tag = "Span" if tag in _BARE else tag
    if "Alt" in raw:
        made.alt = raw["Alt"].string
    if "ID" in raw:
        made.name = f"{pages.prefix}-{raw['ID'].string}"
    if attributes := raw.get("A"):
        if "BBox" in attributes:
            left, top, right, bottom = (side * 0.75 for side in attributes["BBox"])
            made.box = (left, pages.height - bottom, right, pages.height - top)
        else:
            made.cell = attributes
    for entry in raw["K"]:
        for kid in _kids(pages, entry, raw["Pg"], language):
            if _goes_on(made, kid):
                _join(made.kids[-1], kid)  # type: ignore[arg-type]
            else:
                made.kids.append(kid)
    return made


def _goes_on(parent: Element, kid: Element | Mark | Link) -> bool:
    """Whether words of another language were only broken into lines."""
    return (
        isinstance(kid, Element) and bool(kid.language) and bool(parent.kids)
        and _same(parent.kids[-1], kid)
    )  # fmt: skip


def _kids(pages: Pages, kid: Any, page: int, around: str) -> list[Element | Mark | Link]:
    if isinstance(kid, int):
        return [Mark(page, kid)]
    if kid["Type"] == "/OBJR":
        return [Link(_number(kid["Obj"]), page)]
    element = _element(pages, kid, around)
    captioned = any(isinstance(k, Element) and k.tag == "Caption" for k in element.kids)
    bare = element.tag in _BARE and not (
        element.alt or element.name or element.cell or element.language or captioned
    )
    return element.kids if bare else [element]


def walk(elements: Sequence[Element]) -> list[Element]:
    """Every element, parents first."""
    found: list[Element] = []
    for element in elements:
        found.append(element)
        found += walk([kid for kid in element.kids if isinstance(kid, Element)])
    return found


def write(
    template: Template,
    element: Element,
    parent: int,
    prefix: str,
    places: tuple[Callable[[int], int], Callable[[int], int]],
) -> None:
    """Add the dictionary of an element but for its end.

    `places` give the indices of pages and annotations.
    """
    page_index, annotation_index = places
    template.text(b"<</Type/StructElem/S/" + element.tag.encode() + b"/P ")
    template.reference(parent)
    template.text(b"/Pg ")
    template.reference(page_index(element.page))
    if element.alt:
        template.text(b"/Alt " + string(element.alt))
    if element.name:
        template.text(b"/ID " + string(element.name))
    if element.language:
        template.text(b"/Lang " + string(element.language))
    template.text(_attributes(element, prefix) + b"/K[")
    for kid in element.kids:
        if isinstance(kid, Element):
            template.reference(kid.index)
        elif isinstance(kid, Link):
            template.text(b"<</Type/OBJR/Obj ")
            template.reference(annotation_index(kid.annotation))
            template.text(b"/Pg ")
            template.reference(page_index(kid.page))
            template.text(b">>")
        elif kid.page == element.page:
            template.text(b"%d" % kid.mcid)
        else:
            template.text(b"<</Type/MCR/Pg ")
            template.reference(page_index(kid.page))
            template.text(b"/MCID %d>>" % kid.mcid)
        template.text(b" ")
    template.text(b"]")


def _attributes(element: Element, prefix: str) -> bytes:
    if not element.cell:
        return b""
    # A page without the head gives its cells no headers: the scope of the head says it.
    data = b"/A<</O/Table" + (b"/Scope/Column" if element.tag == "TH" else b"")
    for key, value in element.cell.items():
        if key == "Headers":
            names = b" ".join(string(f"{prefix}-{name.string}") for name in value)
            data += b"/Headers[" + names + b"]" if names else b""
        elif key != "O":
            data += f"/{key} {value}".encode()
    return data + b">>"
