"""Structure elements as WeasyPrint makes them, never to be written: a seam to WeasyPrint 70.

An entry has those below it in itself, where a file would have references, and knows for which
element of the document it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any, Final

import pydyf
from weasyprint import pdf as weasy_pdf
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags as weasy_tags

from wenxuan.composer.seams import Change

_build: Final[Callable[..., Any]] = weasy_tags._build_box_tree  # noqa: SLF001 -- no public name
_add_tags: Final[Callable[..., None]] = weasy_tags.add_tags


class Entry(dict[str, Any]):
    """A dictionary of the structure tree; `Pg` is the index of its page."""

    __slots__ = ("language", "number", "origin")
    number: int
    origin: tuple[int, str] | None
    """Identity and tag of the element of the document that it was made for."""
    language: str
    """What that element names."""

    @property
    def reference(self) -> Entry:
        """What stands for it in others: itself."""
        return self


class _Numbers:
    """Stands in for the file: counts what is made."""

    def __init__(self, first: int, pages: int) -> None:
        self.next = first
        self.page_references = range(pages)

    def add_object(self, entry: Entry) -> None:
        entry.number, entry.origin, entry.language = self.next, None, ""
        self.next += 1


def add_tags(
    count: int, pdf: Any, document: Any, version: Any, streams: Sequence[Any]
) -> None:
    """Make the structure elements of the first pages, which the document element then holds.

    Raises ValueError when something that was drawn is in none.
    """
    _add_tags(pdf, SimpleNamespace(pages=()), version, ())
    top = document_element(pdf)
    numbers = _Numbers(len(pdf.objects), count)
    for page, laid in enumerate(document.pages[:count]):
        tags = streams[page]._tags  # noqa: SLF001
        top["K"] += _build_box_tree(laid._page_box, top, numbers, page, {}, [], tags)  # noqa: SLF001
        if tags:
            raise ValueError("what is drawn on a page is in no structure element")


def document_element(pdf: Any) -> Any:
    """The entry that holds all others."""
    return pdf.catalog["StructTreeRoot"]["K"][0]


def _build_box_tree(box: Any, *rest: Any) -> Iterator[Entry]:
    """The entries of a box, which know for which element of the document they were made."""
    inner = box._box if isinstance(box, AbsolutePlaceholder) else box  # noqa: SLF001
    element = inner.element
    for made in _build(box, *rest):
        if element is not None and made.origin is None:
            made.origin = id(element), inner.element_tag
            made.language = element.get("lang") or ""
        yield made


def drawing(count: int) -> tuple[Change, ...]:
    """What is put in the place of WeasyPrint's functions to tag so many pages."""
    names = SimpleNamespace(Dictionary=Entry, Array=list, String=pydyf.String)
    return (
        (weasy_pdf, "add_tags", partial(add_tags, count)),
        (weasy_tags, "_build_box_tree", _build_box_tree),
        (weasy_tags, "pydyf", names),
    )
