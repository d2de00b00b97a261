"""The XML parts of a Word file, made ready for mammoth: what it would drop is put into words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from lxml import etree

from wenxuan.importing.draft import Draft, Left

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MAX_PARTS = 256 * 1024 * 1024
"""Bytes that a Word file may unfold to."""
DOCUMENT = "word/document.xml"
_BODIES = (DOCUMENT, "word/footnotes.xml", "word/endnotes.xml")
_COMMENTS = "word/comments.xml"
_MARGINS = re.compile(r"word/(?:(?P<page>header|footer)\d*|diagrams/data\d*|charts/chart\d*)\.xml")
_UNWRAPPED = ("fldSimple", "smartTag", "customXml", "dir", "bdo", "moveTo")
RUBY = ("\ufdd0", "\ufdd1", "\ufdd2")
"""Stand before a base, between it and its reading, and behind that until HTML is made."""
BOX = "WenxuanBox"
"""Style of paragraphs that stood in a text box."""


class NotWord(ValueError):
    """The bytes are no Word file that can be read."""


Parts = dict[str, bytes]


def read_parts(data: bytes) -> Parts:
    """All parts of the package by name; raises NotWord."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(info.file_size for info in package.infolist()) > MAX_PARTS:
                raise NotWord("too large")
            parts = {name: package.read(name) for name in dict.fromkeys(package.namelist())}
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise NotWord(str(error)) from error
    if DOCUMENT not in parts:
        raise NotWord(f"no {DOCUMENT}")
    return parts


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def said(parts: Mapping[str, bytes]) -> str:
    """Every word of a Word file, a paragraph a line, by a reader that knows only text elements."""
    lines: list[str] = []
    for name in sorted(parts):
        if name in (*_BODIES, _COMMENTS) or _MARGINS.fullmatch(name):
            text = parts[name].decode("utf-8", "replace")
            text = re.sub(r"<mc:Fallback\b.*?</mc:Fallback>", "", text, flags=re.DOTALL)
            for paragraph in re.split(r"</\w+:p>", text):
                words = re.findall(r"<\w+:(?:t|delText)(?:\s[^>]*)?>([^<]*)<", paragraph)
                lines.append(unescape("".join(words)))
    return "\n".join(line for line in lines if line)


def prepare(parts: Parts, draft: Draft) -> Parts:
    """The parts with readings, formulas, fields and text boxes as plain runs; the record kept."""
    made = dict(parts)
    for name in _BODIES:
        if name not in parts:
            continue
        root = _xml(parts[name])
        _record_changes(root, draft)
        _choose(root)
        _flatten(root, draft)
        made[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    if _COMMENTS in parts:
        for comment in _xml(parts[_COMMENTS]).iter(f"{_W}comment"):
            draft.removed.append(Left(line=1, text=_words(comment), why=_who("comment", comment)))
    for name in sorted(parts):
        if margin := _MARGINS.fullmatch(name):
            _record_margin(_xml(parts[name]), margin["page"] or "drawing", draft)
    return made


def _xml(data: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotWord(str(error)) from error


def _words(node: Any, *tags: str) -> str:
    """The text in an element."""
    return "".join(t.text or "" for t in node.iter(*(tags or (f"{_W}t", f"{_W}delText"))))


def _who(what: str, node: Any) -> str:
    author = node.get(f"{_W}author")
    return f"{what} ({author})" if author else what


# --- the record ---------------------------------------------------------------------------------


def _record_changes(root: Any, draft: Draft) -> None:
    """Deleted and moved words, in the record; insertions, as guesses."""
    for number, paragraph in enumerate(root.iter(f"{_W}p"), 1):
        for tag, why in (("del", "tracked deletion"), ("moveFrom", "moved away")):
            for change in paragraph.iter(f"{_W}{tag}"):
                if words := _words(change):
                    left = Left(line=number, text=words, why=_who(why, change))
                    draft.removed.append(left)
        for change in paragraph.iter(f"{_W}ins"):
            if words := _words(change, f"{_W}t"):
                draft.guess("tracked insertion", words, number)


def _record_margin(root: Any, why: str, draft: Draft) -> None:
    """Running heads and feet, words of diagrams and charts: no part of an article."""
    texts = (_words(p, f"{_W}t", f"{_A}t") for p in root.iter(f"{_W}p", f"{_A}p"))
    for words in dict.fromkeys(text for text in texts if text.strip()):
        draft.removed.append(Left(line=1, text=words, why=why))


# --- what mammoth does not know -----------------------------------------------------------------


def _choose(root: Any) -> None:
    """A text box that is stored twice is read once."""
    for both in root.iter(f"{_MC}AlternateContent"):
        choice = both.find(f"{_MC}Choice")
        if choice is not None and next(choice.iter(f"{_W}txbxContent"), None) is not None:
            for fallback in both.iter(f"{_MC}Fallback"):
                for box in list(fallback.iter(f"{_W}txbxContent")):
                    box.getparent().remove(box)


def _flatten(root: Any, draft: Draft) -> None:
    for box in list(root.iter(f"{_W}txbxContent")):
        _take_out(box)
    for tag in _UNWRAPPED:
        for node in list(root.iter(f"{_W}{tag}")):
            _unwrap(node)
    for node in list(root.iter(f"{_W}sdt")):
        content = node.find(f"{_W}sdtContent")
        if content is not None and "checkbox" not in etree.tostring(node, encoding="unicode"):
            node[:] = list(content)
            _unwrap(node)
    numbers = {p: i for i, p in enumerate(root.iter(f"{_W}p"), 1)}
    for node in list(root.iter(f"{_M}oMath")):
        words = _words(node, f"{_M}t", f"{_W}t")
        line = next((numbers[p] for p in node.iterancestors(f"{_W}p")), 1)
        draft.guess("formula", words, line)
        _replace(node, words)
    for node in list(root.iter(f"{_M}oMathPara")):
        _unwrap(node)
    for ruby in list(root.iter(f"{_W}ruby")):
        base, reading = (_in(ruby, "rubyBase"), _in(ruby, "rt"))
        _replace(ruby, f"{RUBY[0]}{base}{RUBY[1]}{reading}{RUBY[2]}")


def _in(node: Any, tag: str) -> str:
    return "".join(_words(child) for child in node.iter(f"{_W}{tag}"))


def _replace(node: Any, words: str) -> None:
    """Put a run of words, or its text inside of a run, for an element."""
    text = etree.Element(f"{_W}t")
    text.text = words
    text.set(_SPACE, "preserve")
    text.tail = node.tail
    if node.getparent().tag != f"{_W}r":
        run = etree.Element(f"{_W}r")
        text.tail, run.tail = None, node.tail
        run.append(text)
        text = run
    node.getparent().replace(node, text)


def _unwrap(node: Any) -> None:
    parent = node.getparent()
    at = parent.index(node)
    parent[at : at + 1] = list(node)


def _take_out(box: Any) -> None:
    """The paragraphs of a text box behind the one that holds it, in a style of their own."""
    holders = list(box.iterancestors(f"{_W}p"))
    if not holders:
        return
    for paragraph in _styled(box):
        holders[-1].addnext(paragraph)
    box.getparent().remove(box)


def _styled(box: Any) -> Iterator[Any]:
    for child in reversed(list(box)):
        if child.tag == f"{_W}p":
            for old in child.findall(f"{_W}pPr"):
                child.remove(old)
            style = etree.SubElement(etree.Element(f"{_W}pPr"), f"{_W}pStyle")
            style.set(f"{_W}val", BOX)
            child.insert(0, style.getparent())
        yield child
