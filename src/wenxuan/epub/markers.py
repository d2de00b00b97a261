"""Page markers in a document: its text as runs, and a marker before any character of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from wenxuan.epub.pagelist import Mark

_H = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_UNSEEN = frozenset({f"{_H}{name}" for name in ("rt", "rp", "head", "script", "style")})
_APART = frozenset({"notes", "warichu", "repeated"})
"""Classes whose text does not stand in the line: in print it is elsewhere or half as large.

The head of a table is repeated in each document that has rows of it.
"""
_INLINE = frozenset(
    {f"{_H}{n}" for n in ("a", "em", "strong", "span", "ruby", "cite", "code", "time")}
)


@dataclass(frozen=True, slots=True)
class TextNode:
    """A text node: the text of an element, or what follows it."""

    element: etree._Element
    tail: bool

    @property
    def text(self) -> str:
        """Its characters."""
        return str((self.element.tail if self.tail else self.element.text) or "")


def text_nodes(root: etree._Element) -> list[TextNode]:
    """The text that stands on pages in reading order; the same nodes whenever asked."""
    return [node for node in _nodes(root) if node.text.strip()]


def _nodes(element: etree._Element) -> Iterator[TextNode]:
    if isinstance(element.tag, str) and not _apart(element):
        yield TextNode(element, tail=False)
        for child in element:
            yield from _nodes(child)
            yield TextNode(child, tail=True)


def row_numbers(nodes: Iterable[TextNode]) -> list[int]:
    """For each text the number of its row, counted through all tables; 0 outside of them."""
    numbers: dict[etree._Element, int] = {}
    return [_row_number(node, numbers) for node in nodes]


def _row_number(node: TextNode, numbers: dict[etree._Element, int]) -> int:
    home = node.element.getparent() if node.tail else node.element
    row = None if home is None else next(home.iterancestors(f"{_H}tr"), None)
    return 0 if row is None else numbers.setdefault(row, len(numbers) + 1)


def apart_text(root: etree._Element) -> str:
    """The notes and the heads of tables, a line for each: print may begin a page with them."""
    apart = (
        e for e in root.iter() if e.tag == f"{_H}thead" or "notes" in (e.get("class") or "").split()
    )
    return "\n".join("".join(map(str, e.itertext())).replace("\n", "") for e in apart)


def _apart(element: etree._Element) -> bool:
    return (
        element.tag in _UNSEEN
        or element.get(_TYPE) in ("noteref", "pagebreak")
        or not _APART.isdisjoint((element.get("class") or "").split())
        or element.get("hidden") is not None
    )


def insert(root: etree._Element, marks: Iterable[Mark]) -> None:
    """Put the markers of a document in; changes the tree."""
    nodes = text_nodes(root)
    for mark in reversed(tuple(marks)):
        marker = _marker(mark)
        if not nodes:
            _first_section(root).insert(0, marker)
        elif mark.offset == 0:
            _before(nodes[mark.run], marker)
        else:
            _inside(nodes[mark.run], mark.offset, marker)


def _marker(mark: Mark) -> etree._Element:
    attributes = {
        _TYPE: "pagebreak", "role": "doc-pagebreak", "id": mark.id, "aria-label": mark.label
    }  # fmt: skip
    marker = etree.Element(f"{_H}span", attributes)
    # An end tag of its own: parsers of HTML take <span/> for an open element.
    marker.text = ""
    return marker


def _first_section(root: etree._Element) -> etree._Element:
    body = root.find(f"{_H}body")
    assert body is not None
    section = body.find(f"{_H}section")
    return body if section is None else section


def _before(node: TextNode, marker: etree._Element) -> None:
    """Before a run's first character, and before the inline elements and figure that it opens."""
    element = node.element
    if node.tail:
        text, element.tail = element.tail, None
        space = len(text or "") - len((text or "").lstrip())
        element.addnext(marker)
        element.tail, marker.tail = (text or "")[:space] or None, (text or "")[space:]
        return
    target: etree._Element | None = None
    while _opens(element) and (parent := element.getparent()) is not None:
        target, element = element, parent
    if target is None:
        marker.tail, element.text = element.text, None
        element.insert(0, marker)
    else:
        _put_before(target, marker)


def _opens(element: etree._Element) -> bool:
    """True when an element is inline or a figure, and its parent has no text before it."""
    parent = element.getparent()
    if parent is None or _apart(element):
        return False
    if element.tag == f"{_H}figure":
        return True
    inside = element.tag in _INLINE or element.tag == f"{_H}figcaption"
    if element.tag == f"{_H}figcaption":
        return parent.tag == f"{_H}figure" and inside
    return inside and not (parent.text or "").strip() and parent.index(element) == 0


def _put_before(target: etree._Element, marker: etree._Element) -> None:
    """Before an element and the markers of later pages that stand there."""
    while (before := target.getprevious()) is not None and before.get(_TYPE) == "pagebreak":
        if (before.tail or "").strip():
            break
        target = before
    target.addprevious(marker)


def _inside(node: TextNode, count: int, marker: etree._Element) -> None:
    """After so many characters of a run, white space not counted."""
    at = _position(node.text, count)
    before, after = node.text[:at], node.text[at:]
    element = node.element
    if node.tail:
        element.tail = None
        element.addnext(marker)
        element.tail, marker.tail = before, after
    else:
        element.text, marker.tail = before, after
        element.insert(0, marker)


def _position(text: str, count: int) -> int:
    """Index of the character that has so many before it."""
    seen = 0
    for i, character in enumerate(text):
        if seen == count and not _void(character):
            return i
        seen += not _void(character)
    return len(text)


def _void(character: str) -> bool:
    return character.isspace() or character in "\u2060\u200b\u00ad"
