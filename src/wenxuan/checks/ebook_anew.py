"""A finished EPUB against the one that the sources give now: documents by meaning, rest by bytes.

White space of formatting, the order of attributes, comments and prefixes may be another program's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

import tinycss2
from lxml import etree

from wenxuan.checks.anew import apart
from wenxuan.checks.ebook_reading import Ebook, Fault, H

_XML: Final = (".xhtml", ".opf", ".ncx", ".xml", ".svg")
_MODIFIED: Final = "dcterms:modified"
"""When the file was made, which may be the machine's to say (SOURCE_DATE_EPOCH)."""
_PRE: Final = f"{H}pre"


def changes(book: Ebook, model: Ebook) -> Iterator[Fault]:
    """The first thing in each member that is not what the sources give."""
    names = [name for name in sorted({*book.members, *model.members}) if not name.endswith("/")]
    for name in names:
        found = _member(name, book, model)
        if found is not None:
            ours, theirs = apart(*found[1:])
            yield "EPB022", name, {"name": found[0], "found": ours, "wanted": theirs}


Difference = tuple[str, str, str]
"""Where, what is found, what is wanted."""


def _member(name: str, book: Ebook, model: Ebook) -> Difference | None:
    ours, theirs = book.members.get(name), model.members.get(name)
    if ours == theirs:
        return None
    if ours is None or theirs is None:
        return name, _there(ours), _there(theirs)
    if name.endswith(_XML):
        return _elements(book.xml(name), model.xml(name), "")
    if name.endswith(".css"):
        rules = zip_longest(_rules(ours), _rules(theirs), fillvalue="")
        return next(((name, one, two) for one, two in rules if one != two), None)
    return name, f"{len(ours)} bytes", f"{len(theirs)} bytes"


def _there(data: bytes | None) -> str:
    return "—" if data is None else f"{len(data)} bytes"


# --- documents ------------------------------------------------------------------------------


def _elements(one: etree._Element, two: etree._Element, path: str) -> Difference | None:
    """The first difference of two elements with all that they hold."""
    place = f"{path}/{_tag(two)}"
    if one.tag != two.tag:
        return place, _tag(one), _tag(two)
    for key in sorted({*map(str, one.attrib), *map(str, two.attrib)}):
        if one.get(key) != two.get(key):
            name = f"{place}@{etree.QName(key).localname}"
            return name, str(one.get(key, "—")), str(two.get(key, "—"))
    if two.get("property") == _MODIFIED:
        return None
    exact = one.tag == _PRE or any(a.tag == _PRE for a in one.iterancestors())
    texts = zip_longest(_pieces(one, exact=exact), _pieces(two, exact=exact))
    for n, (ours, theirs) in enumerate(texts):
        if ours is None or theirs is None or isinstance(ours, str) or isinstance(theirs, str):
            found = None if ours == theirs else (place, _piece(ours), _piece(theirs))
        else:
            found = _elements(ours, theirs, f"{place}[{n}]")
        if found is not None:
            return found
    return None


def _pieces(element: etree._Element, *, exact: bool) -> list[str | etree._Element]:
    """Text and elements in turn, without comments and without the white space of formatting."""
    found: list[str | etree._Element] = []
    text = str(element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            found += [text, child]
            text = ""
        text += str(child.tail or "")
    found.append(text)
    return [one if exact or not isinstance(one, str) else _set(one) for one in found]


def _set(text: str) -> str:
    """Text as it is set: a line end beside an element is formatting, other white space is one."""
    return re.sub(r"[ \t\n\r]+", " ", re.sub(r"^\s*\n\s*|\s*\n\s*$", "", text))


def _piece(piece: str | etree._Element | None) -> str:
    return piece or "—" if piece is None or isinstance(piece, str) else _tag(piece)


def _tag(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


# --- style sheets ---------------------------------------------------------------------------


def _rules(data: bytes) -> list[str]:
    """The rules of a style sheet without comments and formatting."""
    rules, _ = tinycss2.parse_stylesheet_bytes(data, skip_comments=True, skip_whitespace=True)
    return [_packed(rule.serialize()) for rule in rules]


def _packed(rule: str) -> str:
    bare = re.sub(r"/\*.*?\*/", " ", rule, flags=re.DOTALL)
    packed = re.sub(r"\s*([{};,])\s*|(?<=:)\s+", r"\1", re.sub(r"\s+", " ", bare))
    return packed.replace(";}", "}").strip()
