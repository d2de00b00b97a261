"""How notes are numbered: by article, by page, or through the book."""

from __future__ import annotations

from wenxuan.layout.loader import Layout, chosen
from wenxuan.markup.base import mark
from wenxuan.metadata import PublicationHead
from wenxuan.model import Publication

OPTION = "note_numbers"


def note_numbers(head: PublicationHead, layout: Layout) -> str:
    """`article`, `page` or `book`."""
    return chosen(layout, head, OPTION) or "article"


def note_mark(publication: Publication, layout: Layout) -> str:
    """What stands for the mark of a note until its number is known; empty: it is known.

    The circled numbers of a page are all as wide; numbers of a book have room for its last one.
    """
    how = note_numbers(publication.head, layout)
    notes = sum(len(article.notes) for article in publication.articles)
    places = {"page": mark(1), "book": "0" * max(2, len(str(notes)))}
    return places.get(how, "")
