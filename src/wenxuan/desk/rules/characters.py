"""Characters that are not what they look like (Unicode ch. 18, UAX #15; GB 18030)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from wenxuan.desk.findings import Finding
from wenxuan.desk.passages import Passage
from wenxuan.desk.scripts import foreign_forms
from wenxuan.desk.tables import RADICALS

_WIDE = re.compile(
    "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+(?:[．／％][\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+)*[％]?"
)
_RADICAL = re.compile("[\u2e80-\u2fd5]")
_COMPATIBLE = re.compile(
    "[\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufad9\U0002f800-\U0002fa1d]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_OLD = re.compile("[\ufe10-\ufe19\ufe30-\ufe44\ufe47-\ufe48\ufe50-\ufe6b\uff61-\uff9f]+")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f\ufeff\ufff9]"
)
_OLD_NAME = re.compile("於菟|樊於期|商於|於陵|於潜|於戏|於期")
"""Words in which 於 is right in Simplified text, too."""
_MOJIBAKE = re.compile("锟斤拷|烫烫烫|屯屯屯|锘|\ufffd+|ï»¿|鈥[斺溿濄揰]|â€[œ\u009d™“”]|Ã[©¨ª¤¶¼]")


def wide_letters(passage: Passage) -> Iterator[Finding]:
    """CHR001 Letters and digits are half-width in horizontal text (CLREQ §3.2.2)."""
    for match in _WIDE.finditer(passage.text):
        new = unicodedata.normalize("NFKC", match[0])
        yield passage.finding("CHR001", match.start(), match.end(), new)


def radicals(passage: Passage) -> Iterator[Finding]:
    """CHR002 A radical stands for a character only by mistake (Unicode §18.2)."""
    for match in _RADICAL.finditer(passage.text):
        new = RADICALS.get(match[0], unicodedata.normalize("NFKC", match[0]))
        yield _form(passage, "CHR002", match, new if new != match[0] else None)


def compatibility(passage: Passage) -> Iterator[Finding]:
    """CHR003 A compatibility ideograph becomes its unified character (UAX #15, NFC)."""
    for match in _COMPATIBLE.finditer(passage.text):
        new = unicodedata.normalize("NFC", match[0])
        yield _form(passage, "CHR003", match, new if new != match[0] else None)


def _form(passage: Passage, code: str, match: re.Match[str], new: str | None) -> Finding:
    point = f"{ord(match[0]):04X}"
    to = f"{ord(new):04X}" if new else "?"
    return passage.finding(code, match.start(), match.end(), new, point=point, to=to)


def private(passage: Passage) -> Iterator[Finding]:
    """CHR004 No private-use characters: nobody agrees on their shape (GB 18030-2022)."""
    for match in _PRIVATE.finditer(passage.text):
        yield passage.finding("CHR004", match.start(), match.end(), point=f"{ord(match[0]):04X}")


def old_forms(passage: Passage) -> Iterator[Finding]:
    """CHR005 Half-width kana, small and vertical forms become the normal ones (UAX #15 NFKC)."""
    for match in _OLD.finditer(passage.text):
        new = unicodedata.normalize("NFKC", match[0])
        yield passage.finding(
            "CHR005",
            match.start(),
            match.end(),
            new,
            point=f"{ord(match[0][0]):04X}",
            sure=new.isprintable(),
        )


def invisible(passage: Passage) -> Iterator[Finding]:
    """CHR006 Zero-width and directional characters left by other programs go (UAX #9, #14)."""
    for match in _INVISIBLE.finditer(passage.text):
        yield passage.finding(
            "CHR006", match.start(), match.end(), "", point=f"{ord(match[0]):04X}"
        )


def scripts(passage: Passage) -> Iterator[Finding]:
    """CHR007 A text keeps to Simplified or to Traditional forms (OpenCC data)."""
    forms = foreign_forms(passage.language)
    if forms is None:
        return
    script = "Traditional" if passage.language.startswith("zh-Hans") else "Simplified"
    names = {i for m in _OLD_NAME.finditer(passage.text) for i in range(*m.span())}
    for match in forms.pattern.finditer(passage.text):
        if names.issuperset(range(*match.span())):
            continue
        new = "".join(forms.table[character] for character in match[0])
        yield passage.finding("CHR007", match.start(), match.end(), new, sure=False, script=script)


def mojibake(passage: Passage) -> Iterator[Finding]:
    """CHR008 Remains of a wrong decoding, such as 锟斤拷 and U+FFFD."""
    for match in _MOJIBAKE.finditer(passage.text):
        yield passage.finding("CHR008", match.start(), match.end())
