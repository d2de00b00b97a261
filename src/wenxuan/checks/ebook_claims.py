"""What an EPUB claims about its accessibility, borne out by what is in it.

EPUB Accessibility 1.1 §2; a claim that nothing here can bear out is not to be made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from wenxuan.checks.ebook_reading import SPACES, TYPE, Ebook, Fault, H

_MOVING: Final = {
    "image/svg+xml": (b"<animate", b"animation", b"@keyframes"),
    "image/png": (b"acTL",),
    "image/gif": (b"NETSCAPE",),
}
"""Signs of what moves, by media type."""
Bearer = Callable[[Ebook], bool]


def _has(*names: str) -> Bearer:
    """Elements of these names are in a document."""
    return lambda book: any(
        next(root.iter(*(f"{H}{name}" for name in names)), None) is not None
        for root in book.documents.values()
    )


def _roles(book: Ebook) -> bool:
    return any(e.get("role") for root in book.documents.values() for e in root.iter())


def _breaks(book: Ebook) -> bool:
    marks = (e.get(TYPE) for root in book.documents.values() for e in root.iter())
    return any(kind == "pagebreak" for kind in marks)


def _lists(kind: str) -> Bearer:
    """The navigation document has such a list."""
    return lambda book: book.list_of(kind) is not None


def _described(book: Ebook) -> bool:
    """Every picture of the text has a description."""
    images = (e for root in book.documents.values() for e in root.iter(f"{H}img"))
    return all((image.get("alt") or "").strip() for image in images)


def _kinds(kind: str) -> Bearer:
    """Some item has such a media type."""
    return lambda book: any(
        str(item.get("media-type")).startswith(kind) for item in book.manifest.values()
    )


def _flows(book: Ebook) -> bool:
    layouts = book.opf.iterfind(".//o:meta[@property='rendition:layout']", SPACES)
    return all((e.text or "").strip() != "pre-paginated" for e in layouts)


def _still(book: Ebook) -> bool:
    """Nothing moves or sounds."""
    if _has("audio", "video", "script", "canvas")(book):
        return False
    return not any(
        sign in book.members.get(path, b"")
        for path, item in book.manifest.items()
        for sign in _MOVING.get(str(item.get("media-type")), ())
    )


_BORNE: Final[Mapping[str, Mapping[str, Bearer]]] = {
    "accessMode": {
        "textual": lambda book: bool(book.documents), "visual": _kinds("image/"),
        "auditory": _kinds("audio/"),
    },
    "accessModeSufficient": {"textual": _described},
    "accessibilityFeature": {
        "ARIA": _roles,
        "alternativeText": lambda book: _has("img", "svg")(book) and _described(book),
        "displayTransformability": _flows,
        "pageBreakMarkers": _breaks,
        "pageNavigation": _lists("page-list"),
        "readingOrder": lambda book: bool(book.spine),
        "rubyAnnotations": _has("ruby"),
        "structuralNavigation": _has("h1", "h2"),
        "tableOfContents": _lists("toc"),
    },
    "accessibilityHazard": {"none": _still, "unknown": lambda _: True},
}  # fmt: skip
"""Property of schema.org and value, and what bears it out."""
_FREE: Final = ("accessibilitySummary",)
"""Words that claim nothing that could be looked for."""


def claims(book: Ebook, *, stated: bool) -> Iterator[Fault]:
    """Every claim of the package document holds; one that nobody can prove is not made.

    Conformance is the publisher's word: it may stand there where the publisher `stated` it.
    """
    for meta in book.opf.iterfind("o:metadata/o:meta", SPACES):
        prefix, _, name = str(meta.get("property", "")).rpartition(":")
        value = (meta.text or "").strip()
        if prefix == "schema" and name not in _FREE:
            holds = _holds(book, name, value)
        else:
            holds = stated or not (prefix == "a11y" or name == "conformsTo")
        if not holds:
            yield "EPB017", book.package, {"claim": f"{name} {value}"}
    for link in book.opf.iterfind("o:metadata/o:link", SPACES):
        if "conformsTo" in str(link.get("rel")) and not stated:
            yield "EPB017", book.package, {"claim": f"conformsTo {link.get('href')}"}


def _holds(book: Ebook, name: str, value: str) -> bool:
    """Whether what the book has bears a claim out; `textual,visual` claims each of its parts."""
    known = _BORNE.get(name, {})
    return all(part in known and known[part](book) for part in value.split(","))
