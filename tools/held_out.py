"""Text for the comparison of engines that nobody has tuned anything on.

The rule was fixed, and the text frozen by its SHA-256, before any engine was measured on it:
- prose: two books of Lu Xun (died 1936), in this order, hard line ends joined, notes left out;
- manual: the Python tutorial in Chinese (CC0), files by name, translated entries in order,
  reStructuredText markup taken off;
- of both, paragraphs of 20 characters or more that hold a Han and only characters that the
  font of the comparison has, in order, until a part has 60,000 characters;
- typed spaces beside a character that is not ASCII are taken out, as in the other texts.
The text is read when the comparison runs and is no part of this repository.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from fontTools.ttLib import TTFont

SOURCES = {
    "prose": (
        "github.com/tallusil/luxun-novel-analysis", "432ecfaa721f3f8a08268dabfc0a301ea3ffa50e",
        ("data/combined/呐喊.txt", "data/combined/朝花夕拾.txt"),
    ),
    "manual": (
        "github.com/python/python-docs-zh-cn", "693cf6be2bc17f3d50ee21fe207c6964f3fab130",
        ("tutorial/*.po",),
    ),
}
"""By part: repository, commit, files."""
LEAST = 60_000
NOTE = """\
What was mended after the first reading is the ruler and the settings of the rivals, not the
composer: full-width letters, which Typst spaces as Latin, are no Han; ASCII signs at line starts
(`>>>` in code) are no prohibited marks; forms of a glyph that the cmap does not list are read;
Typst hangs no marks; Chromium no longer shrinks its pages to their widest line. At the first
reading the mean deviations at 25.5 and 26 em were 0.0066 and 0.0064 (wenxuan) and 0.0093 and
0.0090 (Typst). Since then two rules of the composer were changed. A line is left ragged where an
unbreakable run longer than two ems would put more than half an em between its Han: at 25.5 em 34
full lines, all of them listed in the composer's report: 12 of a dotted table of contents, 20 beside
code, 2 numbers longer than the measure; before, 0.2% of the full lines were not flush. And no
single Han is left on a last line by the marks behind it. The 35th line that the table counts ends
in the solidus of an address and is flush: the ruler was mended after this reading.
XeLaTeX leaves one full line in seven short, so its Han move less in 26 em.
"""
"""What was changed after the first reading, and what the figures say beside that."""
FROZEN = "62522ea12285de4836abefc8ba2ab2c44fac2e232d8a83a8d6ea55f6dd7e96f1"
_NOTE = re.compile("[\u2460-\u249b]|〔[0-9０-９]+〕|\\[[0-9]+\\]")
_MARKUP = (
    (re.compile(r":[\w:-]+:`([^`<]*)<[^`>]*>`"), r"\1"),
    (re.compile(r":[\w:-]+:`~?([^`]*)`"), r"\1"),
    (re.compile(r"`([^`<]*)<[^`>]*>`__?"), r"\1"),
    (re.compile(r"``([^`]*)``"), r"\1"),
    (re.compile(r"`([^`]*)`_?"), r"\1"),
    (re.compile(r"\*{1,2}([^*\s][^*]*)\*{1,2}"), r"\1"),
    (re.compile(r"\\ |\\|\[#?\w*\]_"), ""),
    (re.compile(r":+\s*$"), "："),
)


def _prose(text: str) -> Iterator[str]:
    """Paragraphs of a book whose lines end hard and whose paragraphs are indented."""
    paragraph = ""
    for line in text.splitlines():
        if line.startswith("\u3000\u3000") or not line.strip():
            yield paragraph
            paragraph = ""
        paragraph += line.strip()
    yield paragraph


def _manual(text: str) -> Iterator[str]:
    """Translations of a message catalog, in order."""
    for entry in re.split(r"\n\s*\n", text):
        if "#, fuzzy" in entry or "msgstr" not in entry:
            continue
        strings = re.findall(r'(?m)^"(?:.*)"$|(?<=^msgstr )"(?:.*)"$', entry.split("msgstr", 1)[1])
        joined = "".join(ast.literal_eval(string) for string in strings)
        for pattern, replacement in _MARKUP:
            joined = pattern.sub(replacement, joined)
        yield joined


def _tidy(text: str) -> str:
    """Text without note marks and without spaces beside characters that are not ASCII."""
    text = re.sub(r"\s+", " ", _NOTE.sub("", text))
    return re.sub(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])", "", text).strip()


def _part(name: str, folder: Path, characters: frozenset[str]) -> list[str]:
    """Paragraphs of one part by the rule above."""
    split = _prose if name == "prose" else _manual
    found: list[str] = []
    for pattern in SOURCES[name][2]:
        for path in sorted(folder.glob(pattern)):
            for raw in split(path.read_text("utf-8", errors="replace")):
                if sum(map(len, found)) >= LEAST:
                    return found
                text = _tidy(raw)
                noted = name == "prose" and _NOTE.match(raw.strip())
                if len(text) >= 20 and not noted and re.search("[一-鿿]", text) and (
                    characters.issuperset(text)
                ):
                    found.append(text)
    return found


def held_out(folder: Path, font: Path) -> tuple[list[str], dict[str, int]]:
    """Paragraphs and the count of characters by part; ValueError if they are not the frozen ones.

    ``folder`` holds a folder ``prose`` and a folder ``manual`` with the files of ``SOURCES``.
    """
    with TTFont(font, lazy=True) as opened:
        characters = frozenset(map(chr, opened.getBestCmap()))
    parts = {name: _part(name, folder / name, characters) for name in SOURCES}
    texts = [text for part in parts.values() for text in part]
    found = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    if found != FROZEN:
        raise ValueError(f"the held-out text is not the frozen one: {found}")
    return texts, {name: sum(map(len, part)) for name, part in parts.items()}
