"""Which files an import takes, and how their articles are called."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from wenxuan.importing.word import is_picture

SUFFIXES = (".txt", ".text", ".html", ".htm", ".docx", ".md", ".markdown", ".eml")
MAX_INPUT = 64 * 1024 * 1024
"""Largest input in bytes: a Word file with its pictures."""


def inputs(paths: Iterable[Path]) -> list[Path]:
    """The files that paths mean: themselves, or those of a folder that can be imported."""
    return _files(paths, SUFFIXES, all_named=True)


def passed_over(paths: Iterable[Path]) -> list[Path]:
    """Files of folders that no import knows, pictures apart: those go with their pages."""
    known = {*inputs(paths)}
    found = (p for p in _files(paths, ("",), all_named=False) if p.is_file() and p not in known)
    return [p for p in found if not is_picture(p.name)]


def _files(paths: Iterable[Path], suffixes: tuple[str, ...], *, all_named: bool) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = (p.relative_to(path) for p in sorted(path.rglob("*")))
            found += [
                path / p
                for p in below
                if p.name.lower().endswith(suffixes)
                and not any(part.startswith((".", "~$")) for part in p.parts)
            ]
        elif all_named:
            found.append(path)
    return list(dict.fromkeys(found))


def stems(paths: Iterable[Path]) -> dict[Path, str]:
    """The name of each article; files of one name in several folders get that of their folder."""
    names: dict[Path, str] = {}
    for path in paths:
        stem = article_stem(path.stem)
        if stem in names.values():
            stem = article_stem(f"{path.parent.name}-{path.stem}")
        number, first = 2, stem
        while stem in names.values():
            stem, number = f"{first}-{number}", number + 1
        names[path] = stem
    return names


def article_stem(stem: str) -> str:
    """A file name that every system takes: letters, digits, Han and hyphens."""
    flat = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", stem)).strip("-_").lower()
    return (flat or "article")[:80]


_KINDS = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Word 97–2003 (.doc)"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
)
_ARCHIVES = {".odt": "OpenDocument", ".epub": "EPUB", ".pptx": "PowerPoint", ".xlsx": "Excel"}


def foreign(data: bytes, suffix: str) -> str:
    """What a file is that cannot be imported; empty for text, pages and Word files."""
    if data.startswith(b"PK\x03\x04") and suffix.lower() != ".docx":
        return _ARCHIVES.get(suffix.lower(), "ZIP")
    return next((kind for sign, kind in _KINDS if data.startswith(sign)), "")
