"""What another reader makes of a finished PDF: text layer, ink and shapes that PDFium sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

import pypdfium2

from wenxuan.checks.pdf_proof import Prover
from wenxuan.checks.pdf_reading import Leaf, family_of
from wenxuan.checks.shapes import Sampler
from wenxuan.diagnostics import Span
from wenxuan.proof.comparing import spot
from wenxuan.proof.drawing import Shown
from wenxuan.proof.job import short
from wenxuan.proof.wanted import bare

_SCALE: Final = 3.0
"""Pixels of a point in the pictures that are looked at."""
_INK: Final = 40
"""Difference of gray that an eye sees, of 255."""


def foreign(prover: Prover, data: bytes, pages: Iterable[int]) -> int:
    """Compare pages with what PDFium reads and paints; how many were looked at."""
    document = pypdfium2.PdfDocument(data)
    families = {name: family_of(font) for name, font in prover.file.fonts.items()}
    files = {name: prover.file.files.get(family) for name, family in families.items()}
    known = {name: path for name, path in files.items() if path is not None}
    sampler = Sampler(known, prover.file.widths)
    try:
        count = 0
        for page in pages:
            _text(prover, document[page], page)
            _look(prover, document[page], page, sampler)
            count += 1
        _strange(prover, sampler.never())
        return count
    finally:
        document.close()


def _text(prover: Prover, sheet: pypdfium2.PdfPage, page: int) -> None:
    """The same characters, each as often; order is what the structure says."""
    layer = sheet.get_textpage()
    read = Counter(bare(layer.get_text_range()).replace("\ufffe", "").replace("\x02", ""))
    layer.close()
    leaf = prover.file.leaves[page]
    case = prover.file.case
    drawn = Counter("".join(case.text(s) for s in (*leaf.shown, *leaf.furniture)))
    lost, more = drawn - read, read - drawn
    if _beyond_hyphens(lost) or _beyond_hyphens(more):
        problem = f"−{_row(lost)} +{_row(more)}"
        prover.add("PRF034", Span(prover.name), page, (0, 0, 0, 0), problem=problem)


def _beyond_hyphens(counted: Counter[str]) -> bool:
    """Whether anything but hyphens is in it: PDFium takes those at line ends away."""
    return any(character not in "-\u2010\u00ad" for character in counted)


def _row(counted: Counter[str]) -> str:
    return short("".join(sorted(counted.elements())))


def _look(prover: Prover, sheet: pypdfium2.PdfPage, page: int, sampler: Sampler) -> None:
    """Where text is drawn, something can be seen, and it is what the font draws."""
    leaf: Leaf = prover.file.leaves[page]
    texts = [(s, prover.file.case.text(s)) for s in (*leaf.shown, *leaf.furniture)]
    texts = [(shown, text) for shown, text in texts if text]
    if not texts:
        return
    bitmap = sheet.render(scale=_SCALE, grayscale=True)
    picture: Any = bitmap.to_pil()
    left, _, _, high = sheet.get_mediabox()
    for shown, text in texts:
        if not _seen(picture, shown, left, high):
            prover.add("PRF035", prover.span_of(text, page), page, spot([shown]),
                       text=short(text))  # fmt: skip
    _strange(prover, sampler.look(picture, page, [s for s, _ in texts], (left, high), _SCALE))
    bitmap.close()


def _strange(prover: Prover, found: Iterable[tuple[int, Shown, str]]) -> None:
    for page, shown, character in found:
        text = character or prover.file.case.text(shown)
        prover.add("PRF044", prover.span_of(text, page), page, spot([shown]),
                   text=short(text))  # fmt: skip


def _seen(picture: Any, shown: Shown, left: float, high: float) -> bool:
    """Ink in every quarter of what is shown, so that half a line cannot be missing."""
    width = max(shown.right - shown.x, 1.0)
    parts = max(1, min(4, len(shown.glyphs) // 3))
    for part in range(parts):
        box = (
            (shown.x + width * part / parts - left) * _SCALE - 1,
            (high - shown.y - 0.9 * shown.size) * _SCALE,
            (shown.x + width * (part + 1) / parts - left) * _SCALE + 1,
            (high - shown.y + 0.2 * shown.size) * _SCALE,
        )
        inside = _within(box, picture.size)
        if inside is None:
            return False
        darkest, lightest = picture.crop(inside).getextrema()
        if lightest - darkest < _INK:
            return False
    return True


def _within(
    box: Sequence[float], size: tuple[int, int]
) -> tuple[int, int, int, int] | None:
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    right, bottom = min(size[0], int(box[2]) + 1), min(size[1], int(box[3]) + 1)
    return (left, top, right, bottom) if right > left and bottom > top else None
