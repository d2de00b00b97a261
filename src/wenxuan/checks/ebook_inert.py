"""Nothing in an EPUB acts, hides or asks for something outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import tinycss2
from lxml import etree

from wenxuan.checks.ebook_reading import Ebook, Fault, H

_ACTIVE: Final = frozenset(
    f"{H}{name}" for name in (
        "script", "iframe", "object", "embed", "form", "input", "button", "link", "base", "audio",
        "video", "canvas", "style", "template", "noscript", "bdo",
    )
)  # fmt: skip
_STYLE: Final = re.compile(r"width: [\d.]+(?:em|%)")
"""All that an element may say of its looks by itself."""
_OUTSIDE: Final = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
_SIGNS: Final = re.compile(r"[〔〕（）()\[\]「」“”·—…\s]*")
"""What a style sheet may add to the text: brackets and points."""
_FIRST: Final = b"mimetypeapplication/epub+zip"


def first(data: bytes) -> Iterator[Fault]:
    """The first member is the media type, stored (OCF 3.3 §4.2.2)."""
    if data[30:58] != _FIRST:
        yield "EPB005", "mimetype", {"problem": "mimetype is not first and stored"}


def inert(book: Ebook) -> Iterator[Fault]:
    """No scripts, handlers, hidden text, outside resources; style sheets show all text."""
    for path, root in book.documents.items():
        for element in root.iter():
            if isinstance(element.tag, str):
                for problem in _wrong(element, nav=path == book.nav):
                    yield "EPB018", path, {"problem": problem}
    for path in book.of_type("text/css"):
        for problem in _hiding(book.members[path].decode("utf-8", "replace")):
            yield "EPB018", path, {"problem": problem}
    for reference in book.opf.iter("{http://www.idpf.org/2007/opf}itemref"):
        if reference.get("linear") == "no":
            yield "EPB018", book.package, {"problem": f"linear=no {reference.get('idref')}"}


def _wrong(element: etree._Element, *, nav: bool) -> Iterator[str]:
    name = str(element.tag).removeprefix(H)
    if element.tag in _ACTIVE and element.get("rel") != "stylesheet":
        yield f"<{name}>"
    for key, value in element.attrib.items():
        if _attribute(name, str(key), str(value)) and not (nav and (name, key) == _LISTS):
            yield f"{key!s}={value!s}"


_LISTS: Final = ("nav", "hidden")
"""Lists for programs, which the navigation document hides from readers."""


def _attribute(name: str, key: str, value: str) -> bool:
    """Whether an attribute hides, acts or leads outside."""
    if key.startswith("on") or key in ("hidden", "aria-hidden"):
        return True
    if key == "style":
        return not _STYLE.fullmatch(value.rstrip(";"))
    if key == "dir":
        return value.lower() == "rtl"
    if key in ("src", "srcset", "data", "poster") or (key == "href" and name != "a"):
        return bool(_OUTSIDE.match(value))
    return key == "href" and bool(_SCRIPT.match(value))


_SCRIPT: Final = re.compile(r"\s*(?:javascript|data|file|vbscript):", re.IGNORECASE)


# --- style sheets ---------------------------------------------------------------------------


def _hiding(source: str) -> Iterator[str]:
    for rule in tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            yield "@import"
        if rule.type != "qualified-rule":
            continue
        selector = tinycss2.serialize(rule.prelude).strip()
        for item in tinycss2.parse_blocks_contents(rule.content):
            if item.type == "declaration":
                value = tinycss2.serialize(item.value).strip().lower()
                if _hides(item.lower_name, value, selector):
                    yield f"{selector} {{ {item.lower_name}: {value} }}"
    if re.search(r"url\(\s*[\"']?(?:[a-z]+:|//)", source, re.IGNORECASE):
        yield "url()"


def _hides(name: str, value: str, selector: str) -> bool:
    """Whether a declaration makes text vanish, moves it away, or adds words."""
    if name == "display" and selector == "nav[hidden]":
        return False
    if name == "content":
        return not _SIGNS.fullmatch(value.strip("\"'")) and value not in ("none", "normal")
    return any(name in names and sign.match(value) for names, sign in _HIDING)


_HIDING: Final = (
    (("display",), re.compile("none")),
    (("visibility",), re.compile("(?!visible)")),
    (("position",), re.compile("absolute|fixed")),
    (
        ("opacity", "font-size", "height", "width", "max-height", "max-width", "zoom"),
        re.compile(r"(?:0+\.?0*|\.0+)(?![\d.])"),
    ),
    (
        ("text-indent", "left", "top", "margin-left", "letter-spacing"),
        re.compile(r"-(?:\d\d|[6-9])"),
    ),
    (
        ("clip", "clip-path", "transform", "behavior", "mask", "filter"),
        re.compile("(?!none)"),
    ),
    (("unicode-bidi",), re.compile(".*override")),
    (("color",), re.compile(r"transparent|rgba\(.*,\s*0\)")),
)
"""Declarations, and the values by which they hide text or move it away by six units and more."""
