"""Where things are in a built file: destinations by name, and the page of folio 1."""

from __future__ import annotations

import io
from typing import Any

import pikepdf


def anchors(data: bytes) -> dict[str, int]:
    """Id of each destination of a PDF to its 0-based page."""
    found: dict[str, int] = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        numbers = {page.objgen: i for i, page in enumerate(pdf.pages)}
        names = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
        if names is None:
            return found
        for name, target in pikepdf.NameTree(names).items():
            place: Any = target.D if isinstance(target, pikepdf.Dictionary) else target
            found[str(name)] = numbers[place[0].objgen]
    return found


def body_page(data: bytes) -> int:
    """The 0-based page whose label is 1; 0 where there is none."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        labels = [str(page.label) for page in pdf.pages]
    return labels.index("1") if "1" in labels else 0
