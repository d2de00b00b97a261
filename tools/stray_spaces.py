"""Spaces that readers of a PDF guess where the source has none, by reader.

Usage: python tools/stray_spaces.py FILE.pdf...
For texts without typed spaces beside Han: counted are spaces between two Han, after a Latin
letter or digit before a Han, and before a Latin letter or digit after a Han; and the lines that
MuPDF breaks, as lines on the page that it gives as several.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

HAN = "\u3400-\u9fff"
PATTERNS = (
    f"(?<=[{HAN}])[ \u3000]+(?=[{HAN}])", f"(?<=[0-9A-Za-z])[ \u3000]+(?=[{HAN}])",
    f"(?<=[{HAN}])[ \u3000]+(?=[0-9A-Za-z])",
)


def poppler(path: Path) -> str:
    """Text by pdftotext."""
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def pdfium(path: Path) -> str:
    """Text by PDFium."""
    import pypdfium2  # noqa: PLC0415

    pages: Any = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def mupdf(path: Path) -> str:
    """Text by MuPDF."""
    with import_module("pymupdf").open(path) as document:
        return "\n".join(page.get_text() for page in document)


def pdfminer(path: Path) -> str:
    """Text by pdfminer.six, which is no dependency: it is installed for this measurement alone."""
    return str(import_module("pdfminer.high_level").extract_text(path))


READERS: dict[str, Callable[[Path], str]] = {
    "Poppler": poppler, "PDFium": pdfium, "MuPDF": mupdf, "pdfminer.six": pdfminer,
}


def stray(text: str) -> tuple[int, ...]:
    """Counts of the three kinds of spaces."""
    return tuple(len(re.findall(pattern, text)) for pattern in PATTERNS)


def main() -> None:
    """Print a row for each reader and file."""
    for name in sys.argv[1:]:
        for reader, read in READERS.items():
            text = read(Path(name))
            lines = sum(bool(line.strip()) for line in text.splitlines())
            print(f"{name}: {reader}: {', '.join(map(str, stray(text)))}; {lines} lines")


if __name__ == "__main__":
    main()
