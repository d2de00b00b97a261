"""The cover picture of an EPUB is what its template says, all over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pypdfium2

from wenxuan.checks.ebook_reading import Ebook, Fault
from wenxuan.pictures import grid_of, grid_of_bytes

_SCALE: Final = 2.0
"""Pixels of a point in the picture that the finished one is compared with."""
_FAR: Final = 10
"""Levels, of 255, from which a cell is another: those of small type differ from paper by 20."""


def cover_pictures(book: Ebook, page: bytes) -> Iterator[Fault]:
    """Each cell of the cover looks as it is drawn on the `page`, a PDF, by PDFium here."""
    document = pypdfium2.PdfDocument(page)
    wanted = grid_of(document[0].render(scale=_SCALE).to_pil())
    document.close()
    covers = [p for p, i in book.manifest.items() if "cover-image" in str(i.get("properties"))]
    for member in covers or [book.package]:
        have = grid_of_bytes(book.members.get(member, b""))
        if not have or max(abs(a - b) for a, b in zip(wanted, have, strict=True)) > _FAR:
            yield "EPB021", member, {"name": member if covers else "-", "wanted": "cover.html"}
