"""Ways to spoil a print file as printing houses see them: one small function for each fault.

Every function takes an open PDF of the print edition of spring-tide and makes one thing wrong in
it; FAULTS says which file it is for and which page the preflight must name (0: the whole file).
A function raises LookupError where what it wants to spoil is not there, so that no test passes on
a file left whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pikepdf import (
    Array,
    Dictionary,
    Encryption,
    Name,
    Object,
    Page,
    Pdf,
    Stream,
    StreamDecodeLevel,
)

MM = Decimal(72) / Decimal("25.4")
IMPRINT, TEXT, PLAIN, PICTURE = 4, 13, 20, 49
"""Pages of the inside (1 is the first): the imprint, one of text and tables, text, a picture."""
BLACK = b"0 0 0 1 k"
BAND = b"653.858268 0 77.480315 929.76378 re"
"""The red band of the cover in CSS pixels from the top left of the bleed: x y width height."""

Spoiler = Callable[[Pdf], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault of a print file and where it lies."""

    spoil: Spoiler
    file: str
    """print or cover."""
    page: int
    """The page that a finding must name; 0 for the whole file."""
    locked: bool
    version: str


FAULTS: dict[str, Fault] = {}


def fault(
    page: int = 0, *, file: str = "print", locked: bool = False, version: str = "1.6"
) -> Callable[[Spoiler], Spoiler]:
    """Enter a spoiler into FAULTS under its name."""

    def enter(spoil: Spoiler) -> Spoiler:
        FAULTS[spoil.__name__] = Fault(
            spoil=spoil, file=file, page=page, locked=locked, version=version
        )
        return spoil

    return enter


def spoilt(name: str, source: Path, target: Path) -> None:
    """Write the print file `source` with the fault `name` to `target`; filters stay as they are."""
    found = FAULTS[name]
    with Pdf.open(source) as pdf:
        found.spoil(pdf)
        if found.locked:
            pdf.save(target, encryption=Encryption(owner="owner", user=""))
            return
        pdf.save(
            target,
            force_version=found.version,
            compress_streams=False,
            stream_decode_level=StreamDecodeLevel.none,
            deterministic_id=True,
        )


def leaf(pdf: Pdf, number: int) -> Page:
    """The page of that number, 1 being the first."""
    return pdf.pages[number - 1]


def edit(page: Page, old: bytes, new: bytes) -> None:
    """Replace `old` wherever it stands in the first content stream of the page that has it."""
    for stream in page.Contents.as_list():
        words = stream.read_bytes()
        if old in words:
            stream.write(words.replace(old, new))
            return
    raise LookupError(old)


def draw(page: Page, words: str) -> None:
    """Paint more on the finished page, in points from the lower left corner of its media box."""
    page.contents_add(f"q {words} Q".encode())


def move(page: Page, boxes: str, **by: Decimal) -> None:
    """Move edges of the named boxes of a page by points: left, bottom, right, top."""
    sides = ("left", "bottom", "right", "top")
    for box in boxes.split():
        edges = [Decimal(str(edge)) for edge in page.obj[f"/{box}"].as_list()]
        page.obj[f"/{box}"] = Array(
            [edge + by.get(side, Decimal(0)) for side, edge in zip(sides, edges, strict=True)]
        )


def resource(page: Page, kind: str, name: str, value: Object) -> None:
    """Give one page alone a resource of a kind such as ColorSpace."""
    shelves = Dictionary(dict(page.obj.Resources.items()))
    shelves[f"/{kind}"] = Dictionary(
        {**dict(shelves.get(f"/{kind}", Dictionary()).items()), f"/{name}": value}
    )
    page.obj.Resources = shelves


def picture(pdf: Pdf) -> Stream:
    """The gray picture on the page PICTURE."""
    for item in leaf(pdf, PICTURE).obj.Resources.XObject.values():
        if item.get("/Subtype") == Name.Image and isinstance(item, Stream):
            return item
    raise LookupError("picture")


def song(pdf: Pdf) -> Iterator[Object]:
    """The composite fonts of the Song text face."""
    found = [
        item
        for item in pdf.objects
        if isinstance(item, Dictionary)
        and str(item.get("/BaseFont", "")).endswith("+Wenxuan-Song")
        and item.get("/Subtype") == Name.Type0
    ]
    if not found:
        raise LookupError("Song")
    yield from found


def power(exponent: float, first: list[float], last: list[float]) -> Dictionary:
    """A PDF function of one input that runs from `first` to `last`."""
    return Dictionary(FunctionType=2, Domain=[0, 1], C0=first, C1=last, N=exponent)


def lzw(data: bytes) -> bytes:
    """LZW code of nine-bit literals, cleared before the code would have to widen."""
    codes: list[int] = []
    for start in range(0, len(data), 200):
        codes += [256, *data[start : start + 200]]
    bits = "".join(f"{code:09b}" for code in [*codes, 257])
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")
