"""版权页: 字数, 印张, 开本 from the built pages; forms for Japanese and Korean."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from wenxuan.binding.plan import Extent
from wenxuan.layout.imprint import STAMPED, counted
from wenxuan.layout.sizes import Geometry
from wenxuan.printkit.boxes import MM

if TYPE_CHECKING:
    from wenxuan.printkit.letters import Known

SHEETS: tuple[tuple[int, int, str, int], ...] = (
    (130, 184, "787mm×1092mm", 32),
    (140, 203, "850mm×1168mm", 32),
    (145, 210, "880mm×1230mm", 32),
    (148, 210, "890mm×1240mm", 32),
    (170, 240, "710mm×1000mm", 16),
    (185, 260, "787mm×1092mm", 16),
    (210, 285, "889mm×1194mm", 16),
    (210, 297, "890mm×1240mm", 16),
)
"""Trim in mm, its sheet, and the leaves that a sheet gives (开数; GB/T 788 and trade use)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprintNumbers:
    """What an imprint says of the size of a book; `None` where the trade has no number."""

    pages: int
    """All pages of the inside, blanks too (面数)."""
    filled: int
    """Those that bear something."""
    set_characters: int
    """版面字数: characters a line × lines a page × filled pages."""
    real_characters: int
    """Characters in the type areas, white space, leaders and the imprint page aside."""
    sheet: str | None
    division: int | None
    """开数: leaves of one sheet."""

    @property
    def sheets(self) -> Fraction | None:
        """印张: a printing sheet is half a full one, printed on both sides; pages ÷ 开数."""
        return Fraction(self.pages, self.division) if self.division else None


def imprint_numbers(
    data: bytes, geometry: Geometry, imprint_page: int | None, whole: int = 2
) -> ImprintNumbers:
    """Numbers of an inside whose pages were drawn at trim size or put on a sheet.

    `imprint_page` is the 0-based page that will bear the numbers; its text is not counted, so that
    printing them changes nothing. Pages are counted with the blanks that fill up to `whole`.
    """
    # A build that binds reads no finished page, and does not wait for pikepdf.
    import pikepdf  # noqa: PLC0415

    from wenxuan.printkit.letters import letters_inside  # noqa: PLC0415

    known: Known = {}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        texts = [
            letters_inside(page, geometry, known, left=i % 2 == 1)
            for i, page in enumerate(pdf.pages)
        ]
    filled = sum(bool(text.marks) for text in texts)
    real = sum(counted(t.text) for i, t in enumerate(texts) if i != imprint_page)
    return numbers_of(len(texts), filled, real, geometry, whole)


def numbers_of(
    pages: int, filled: int, real: int, geometry: Geometry, whole: int = 2
) -> ImprintNumbers:
    """Numbers of so many pages, of which some bear something, and of so many characters."""
    sheet = next((row for row in SHEETS if _is_size(geometry, row[0], row[1])), None)
    return ImprintNumbers(
        pages=-(-pages // whole) * whole,
        filled=filled,
        set_characters=geometry.measure * geometry.lines * filled,
        real_characters=real,
        sheet=sheet[2] if sheet else None,
        division=sheet[3] if sheet else None,
    )


def stamped(extent: Extent, geometry: Geometry, language: str, whole: int = 2) -> dict[str, str]:
    """Slot of the imprint to what the binder fills it with, for a book that came out so."""
    numbers = numbers_of(extent.pages, extent.filled, extent.letters, geometry, whole)
    rows = number_rows(numbers, geometry, language)
    return {f"number-{key}": text for key, text in rows.items() if key in STAMPED}


def _is_size(geometry: Geometry, width: int, height: int) -> bool:
    return abs(geometry.width / MM - width) < 0.5 and abs(geometry.height / MM - height) < 0.5


# --- as printed -----------------------------------------------------------------------------

_CHINESE = {
    "format": "{sheet}　1/{division}", "sheets": "{sheets}",
    "words": "{set}", "real_words": "{real}", "pages": "{pages}",
}  # fmt: skip
FORMS: dict[str, dict[str, str]] = {
    "zh-Hans": _CHINESE,
    "zh-Hant": _CHINESE,
    "ja": {"format": "{trim}", "pages": "{pages}"},
    "ko": {"format": "{trim}", "pages": "{pages}"},
}
"""Language to what its trade prints: 版权页 states sheets and characters, 奥付, 판권 do not.

Numbers stand alone, the unit in the label: the binder writes them when all pages are known.
"""

NAMES = {
    "format": "开本", "sheets": "印张", "words": "字数", "real_words": "实排字数", "pages": "面数",
}  # fmt: skip
"""What a finding calls a row."""


def number_rows(numbers: ImprintNumbers, geometry: Geometry, language: str) -> dict[str, str]:
    """Row to its text in the form of a language; a row without a number is left out."""
    form = _of(FORMS, language)
    sheets = numbers.sheets
    values = {
        "sheet": numbers.sheet,
        "division": numbers.division,
        "sheets": None if sheets is None else decimal(sheets),
        "set": thousands(numbers.set_characters),
        "real": numbers.real_characters,
        "pages": numbers.pages,
        "trim": f"{geometry.width / MM:.0f}mm×{geometry.height / MM:.0f}mm",
    }
    rows = {}
    for key, template in form.items():
        names = re.findall(r"{(\w+)}", template)
        if all(values[name] is not None for name in names):
            rows[key] = template.format_map(values)
    return rows


def _of(table: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    return table.get(language) or table.get(language.rsplit("-", 1)[0]) or table["zh-Hans"]


def decimal(value: Fraction) -> str:
    """3.125 for 50/16: sheets to four places, halves rounded up, without zeros at the end."""
    tenth = (value * 10_000 + Fraction(1, 2)).__floor__()
    whole, rest = divmod(tenth, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


def thousands(count: int) -> str:
    """48 for 47,520: whole thousands, at least 1 (千字)."""
    return str(max(1, (count + 500) // 1000))


def imprint_faults(
    printed: str, rows: Mapping[str, str], labels: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Rows whose number an imprint page lacks or states wrong: name, what it says, what is true.

    `rows` are those of `number_rows`, `labels` what the page calls them.
    """
    plain = re.sub(r"\s", "", printed)
    for key, text in rows.items():
        number = r"[\d.]+" if key in STAMPED else r"\d+mm×\d+mm(?:1/\d+)?"
        stated = re.findall(re.escape(re.sub(r"\s", "", labels[key])) + f"({number})", plain)
        if stated != [re.sub(r"\s", "", text)]:
            yield NAMES[key], "、".join(stated) or "—", text
