"""The fonts of a PDF as the reader of pages needs them: widths, codes, embedding."""

from __future__ import annotations

from dataclasses import dataclass, field

from pikepdf import Array, Name, Object, Stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """A font resource."""

    name: str
    wide: bool
    """Two bytes a character."""
    widths: dict[int, float] = field(default_factory=dict)
    """Code to advance in em."""
    default: float = 1.0
    embedded: bool = True
    straight: bool = True
    """Codes are glyph numbers (CID = GID), or the font is a simple one."""
    programmed: bool = False
    """Type 3: each glyph is a content stream."""
    shown: set[bytes] = field(default_factory=set, compare=False)
    """Strings that pages show in it; whoever reads pages enters them."""

    def advances(self, data: bytes) -> list[float]:
        """Advances in em of a shown string."""
        step = 2 if self.wide else 1
        codes = (int.from_bytes(data[i : i + step], "big") for i in range(0, len(data), step))
        return [self.widths.get(code, self.default) for code in codes]

    def lacks(self, data: bytes) -> bool:
        """True when a shown string has glyph 0, where codes are known to be glyph numbers."""
        pairs = zip(data[::2], data[1::2], strict=False)
        return self.wide and self.straight and any(pair == (0, 0) for pair in pairs)


def typeface(font: Object) -> Typeface:
    """What a font dictionary says (ISO 32000-1 §9.6, §9.7)."""
    name = str(font.get("/BaseFont", "/unnamed")).lstrip("/")
    if font.get("/Subtype") == Name.Type0:
        inner = font.DescendantFonts[0]
        return Typeface(
            name=name,
            wide=True,
            widths=_composite_widths(inner.get("/W", Array())),
            default=float(inner.get("/DW", 1000)) / 1000,
            embedded=_embedded(inner.get("/FontDescriptor")),
            straight=_straight(font, inner),
        )
    if font.get("/Subtype") == Name.Type3:
        return Typeface(name="Type 3", wide=False, default=0.5, programmed=True)
    first = int(font.get("/FirstChar", 0))
    widths = {first + i: float(w) / 1000 for i, w in enumerate(font.get("/Widths", ()))}
    embedded = _embedded(font.get("/FontDescriptor"))
    return Typeface(name=name, wide=False, widths=widths, default=0.5, embedded=embedded)


def _embedded(descriptor: Object | None) -> bool:
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    return descriptor is not None and any(key in descriptor for key in files)


def _straight(font: Object, inner: Object) -> bool:
    """True for Identity encodings without a table between CID and glyph."""
    encoding, table = font.get("/Encoding"), inner.get("/CIDToGIDMap")
    named = encoding in (Name("/Identity-H"), Name("/Identity-V"))
    return named and not isinstance(table, Stream) and table in (None, Name.Identity)


def _composite_widths(entries: Object) -> dict[int, float]:
    """`first [w …]` and `first last w` as one table (ISO 32000-1 §9.7.4.3)."""
    widths: dict[int, float] = {}
    items, i = list(entries), 0
    while i < len(items):
        first, second = int(items[i]), items[i + 1]
        if isinstance(second, Array):
            widths |= {first + n: float(w) / 1000 for n, w in enumerate(second)}
            i += 2
        else:
            width = float(items[i + 2]) / 1000
            widths |= dict.fromkeys(range(first, int(second) + 1), width)
            i += 3
    return widths
