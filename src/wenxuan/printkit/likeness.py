"""The print file against the screen edition of the same build: same words, same drawing."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import zip_longest

import pikepdf

from wenxuan.layout.sizes import Geometry
from wenxuan.printkit.letters import Known, Letters, letters_inside
from wenxuan.printkit.rules import Finding, found


def _pages(data: bytes, geometry: Geometry) -> Iterator[tuple[Letters, str]]:
    """What each page says and shows, and its label."""
    known: Known = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for i, page in enumerate(pdf.pages):
            yield letters_inside(page, geometry, known, left=i % 2 == 1), str(page.label)


def unlike(interior: bytes, screen: bytes, geometry: Geometry) -> Iterator[Finding]:
    """PRT211, PRT212: pages that differ; blank ones may fill up the end of the print file."""
    sides = zip_longest(_pages(interior, geometry), _pages(screen, geometry))
    counts, beyond = [0, 0], False
    for number, (printed, shown) in enumerate(sides, start=1):
        counts = [counts[0] + (printed is not None), counts[1] + (shown is not None)]
        if printed is None or (shown is None and not printed[0].marks):
            continue
        if shown is None:
            beyond = True
        elif _bare(printed[0].text) != _bare(shown[0].text):
            yield found("PRT211", number, what=_first(printed[0].text, shown[0].text))
        elif printed[0].marks != shown[0].marks:
            yield found("PRT211", number, what=f"{printed[0].marks} ≠ {shown[0].marks}")
    if beyond or counts[0] < counts[1]:
        yield found("PRT212", found=counts[0], wanted=counts[1])


def folios(interior: bytes, geometry: Geometry) -> Iterator[Finding]:
    """PRT213: a number at the foot of a page that is not the page's own."""
    for number, (letters, label) in enumerate(_pages(interior, geometry), start=1):
        shown = _bare(letters.foot)
        if re.fullmatch(r"[0-9]+|[ivxlcdm]+", shown) and shown != label:
            yield found("PRT213", number, found=shown, wanted=label)


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _first(one: str, other: str) -> str:
    """Where two texts part, in a few characters of each."""
    a, b = _bare(one), _bare(other)
    shorter = min(len(a), len(b))
    at = next((i for i in range(shorter) if a[i] != b[i]), shorter)
    return f"{a[at : at + 6] or '—'} ≠ {b[at : at + 6] or '—'}"
