"""What an EPUB's readers meet: descriptions of pictures, contrast, style sheets, sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tinycss2
import tinycss2.color3

from wenxuan.checks.ebook_reading import Ebook, Fault, H

DOCUMENT, PICTURE, BOOK, PLAIN = 300_000, 1_500_000, 20_000_000, 10_000_000
"""Most bytes of a document, of a picture, of a whole book, and of one without its photographs."""
CONTRAST = 4.5
"""Least contrast of text (WCAG 2.1, 1.4.3 AA)."""
_WHITE, _BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
_FATAL = re.compile(
    r"\b(?:calc|min|max|clamp|var|env)\(|display:\s*(?:inline-)?(?:flex|grid)\b|\d(?:vh|vw)\b"
)
"""What RMSDK, the engine of Kobo and Adobe, drops a style sheet for or cannot measure."""
_FIXED = re.compile(r"font-size:\s*[\d.]+(?:px|pt)|line-height:\s*[\d.]+(?:px|pt|em|%)")
_PRINT_ONLY = "\u2060\ufeff"
"""Characters of print only; a no-break space may be the author's, and is compared as text."""


def pictures(book: Ebook) -> Iterator[Fault]:
    """Every picture has a description."""
    for path, root in book.documents.items():
        for image in root.iter(f"{H}img"):
            if not (image.get("alt") or "").strip():
                yield "EPB010", path, {"name": image.get("src")}


def characters(book: Ebook) -> Iterator[Fault]:
    """No character of print only stands in the text."""
    for path, root in book.documents.items():
        found = {c for piece in root.itertext() for c in str(piece) if c in _PRINT_ONLY}
        for character in sorted(found):
            yield "EPB005", path, {"problem": f"U+{ord(character):04X}"}


def sizes(book: Ebook, whole: int) -> Iterator[Fault]:
    """Documents, pictures and the whole keep to what e-readers take well."""
    raster = 0
    for path, item in book.manifest.items():
        kind, size = str(item.get("media-type")), len(book.members.get(path, b""))
        limit = DOCUMENT if "xhtml" in kind else PICTURE if kind.startswith("image/") else 0
        raster += size if kind in ("image/png", "image/jpeg") else 0
        if limit and size > limit:
            yield "EPB012", path, _size(path, size, limit)
    if whole > BOOK:
        yield "EPB012", book.package, _size("EPUB", whole, BOOK)
    elif whole - raster > PLAIN:
        yield "EPB012", book.package, _size("EPUB", whole - raster, PLAIN)


def _size(name: str, size: int, limit: int) -> dict[str, object]:
    return {"name": name, "size": size // 1000, "limit": limit // 1000}


# --- style sheets -------------------------------------------------------------------------


def styles(book: Ebook) -> Iterator[Fault]:
    """Style sheets keep to what every engine reads, and leave colors to the reader."""
    for path in book.of_type("text/css"):
        source = re.sub(r"/\*.*?\*/", "", book.members[path].decode(), flags=re.DOTALL)
        for found in _FATAL.findall(source) + _FIXED.findall(source):
            yield "EPB014", path, {"problem": found}
        yield from _contrasts(path, source)


Color = tuple[float, float, float]


def _contrasts(path: str, source: str) -> Iterator[Fault]:
    for selector, declared in _rules(source):
        front, ground = declared.get("color"), declared.get("background-color")
        if front is None:
            continue
        # Without a ground of its own the text must be seen on a white page and on a black one.
        grounds = [ground] if ground else [_WHITE, _BLACK]
        for one in grounds:
            if (ratio := contrast(front, one)) < CONTRAST:
                yield (
                    "EPB011",
                    path,
                    {
                        "ratio": f"{ratio:.1f}",
                        "color": "#" + "".join(f"{round(c * 255):02x}" for c in front),
                        "selector": selector,
                        "wanted": CONTRAST,
                    },
                )


def _rules(source: str) -> Iterator[tuple[str, dict[str, Color]]]:
    for rule in tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        found: dict[str, Color] = {}
        for item in tinycss2.parse_blocks_contents(rule.content):
            if item.type == "declaration" and item.lower_name in ("color", "background-color"):
                values = [t for t in item.value if t.type != "whitespace"]
                color = tinycss2.color3.parse_color(values[0]) if len(values) == 1 else None
                if color is not None and color != "currentColor":
                    found[item.lower_name] = (color.red, color.green, color.blue)
        yield tinycss2.serialize(rule.prelude).strip(), found


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio of two sRGB colors, 1 to 21 (WCAG 2.1)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: Color) -> float:
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
