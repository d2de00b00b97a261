"""Classes of characters for line composition (CLREQ 3.1.1-3.1.6, JLREQ appendix A, KLREQ 4)."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import cache
from typing import Final


class Kind(IntEnum):
    """What a character is to the compositor."""

    HAN = 0
    KANA = 1
    SMALL_KANA = 2
    HANGUL = 3
    OPEN = 4
    CLOSE = 5
    COMMA = 6
    COLON = 7
    STOP = 8
    EXCLAMATION = 9
    INTERPUNCT = 10
    CONNECTOR = 11
    SOLIDUS = 12
    DASH = 13
    ELLIPSIS = 14
    PREFIX = 15
    SUFFIX = 16
    LETTER = 17
    DIGIT = 18
    NARROW_OPEN = 19
    NARROW_CLOSE = 20
    NARROW = 21
    SPACE = 22
    WIDE_SPACE = 23
    OBJECT = 24
    CALL = 25
    ZERO = 26
    WIDE_DIGIT = 27
    EXCITED = 28


# One row per class: the characters, and where the class comes from.
TABLE: Final[tuple[tuple[Kind, str, str], ...]] = (
    (Kind.OPEN, "「『“‘（《〈【〖〔［｛〝", "CLREQ 3.1.2 brackets, opening"),
    (Kind.CLOSE, "」』”’）》〉】〗〕］｝〞〟", "CLREQ 3.1.2 brackets, closing"),
    (Kind.COMMA, "、，；", "CLREQ 3.1.1 pause marks"),
    (Kind.COLON, "：", "CLREQ 3.1.1 pause marks"),
    (Kind.STOP, "。．", "CLREQ 3.1.1 stop marks"),
    (Kind.EXCLAMATION, "！？‼⁇⁈⁉", "CLREQ 3.1.1 stop marks"),
    (Kind.INTERPUNCT, "·‧・", "CLREQ 3.1.3 interpunct"),
    (Kind.CONNECTOR, "～—–〜~-‐", "CLREQ 3.1.3 connector marks"),
    (Kind.SOLIDUS, "／/", "CLREQ 3.1.3 solidus"),
    (Kind.DASH, "⸺⸻", "CLREQ 3.1.3 two-em dash"),
    (Kind.ELLIPSIS, "…⋯", "CLREQ 3.1.3 ellipsis"),
    (Kind.PREFIX, "￥＄￡＃№￦", "JLREQ cl-12 prefixed abbreviations"),
    (Kind.SUFFIX, "％‰℃℉°′″￠", "JLREQ cl-13 postfixed abbreviations"),
    (Kind.SMALL_KANA, "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ", "JLREQ cl-11 small kana"),
    (Kind.SMALL_KANA, "ㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ", "JLREQ cl-11 small kana of Ainu"),
    (Kind.SMALL_KANA, "々〻ヽヾゝゞー", "JLREQ cl-09, cl-10 iteration and prolonged marks"),
    (Kind.WIDE_DIGIT, "０１２３４５６７８９", "CLREQ 3.1.3 digits; never split"),
    (Kind.WIDE_SPACE, "\u3000", "CLREQ ideographic space"),
    (Kind.SPACE, " \u00a0\u2002\u2003\u2009\u202f", "word spaces"),
    (Kind.ZERO, "\u200b\u2060\ufeff\u200c\u200d\u00ad", "format characters without width"),
    (Kind.NARROW_OPEN, "([{<«‹¿¡", "UAX 14 OP"),
    (Kind.NARROW_CLOSE, ",.!?:;)]}>»›%", "UAX 14 CL, CP, EX, IS, PO"),
    (Kind.PREFIX, "$£€¥₩", "UAX 14 PR"),
)

# Runs that are one sort of two ems, never split (CLREQ, unbreakable marks).
PAIRS: Final = {"——": Kind.DASH, "……": Kind.ELLIPSIS, "⋯⋯": Kind.ELLIPSIS}

_RANGES: Final[tuple[tuple[int, int, Kind], ...]] = (
    (0x3040, 0x30FF, Kind.KANA),
    (0x31F0, 0x31FF, Kind.KANA),
    (0x1100, 0x11FF, Kind.HANGUL),
    (0x3130, 0x318F, Kind.HANGUL),
    (0xA960, 0xA97F, Kind.HANGUL),
    (0xAC00, 0xD7FF, Kind.HANGUL),
    (0x2E80, 0x9FFF, Kind.HAN),
    (0xF900, 0xFAFF, Kind.HAN),
    (0xFE30, 0xFE4F, Kind.HAN),
    (0xFF01, 0xFFEF, Kind.HAN),
    (0x20000, 0x3FFFF, Kind.HAN),
    # Circled and parenthesized numbers, geometric and CJK symbols are set as one em.
    (0x2460, 0x24FF, Kind.HAN),
    (0x25A0, 0x26FF, Kind.HAN),
    (0x2776, 0x2793, Kind.HAN),
)

_LISTED: Final = {character: kind for kind, characters, _ in TABLE for character in characters}

FULL_WIDTH_MARKS: Final = frozenset(
    {Kind.OPEN, Kind.CLOSE, Kind.COMMA, Kind.COLON, Kind.STOP, Kind.EXCLAMATION}
)
IDEOGRAPHIC: Final = frozenset({Kind.HAN, Kind.KANA, Kind.SMALL_KANA})
ALPHANUMERIC: Final = frozenset({Kind.LETTER, Kind.DIGIT})

# Marks that Latin and Chinese write with the same code point: the font follows the language.
AMBIGUOUS: Final = frozenset("“”‘’—–…⋯·°′″")


@cache
def kind_of(character: str) -> Kind:
    """Class of one character; letters of any script that is not CJK are LETTER."""
    listed = _LISTED.get(character)
    if listed is not None:
        return listed
    code = ord(character[0])
    for first, last, kind in _RANGES:
        if first <= code <= last:
            return kind
    if character.isdigit():
        return Kind.DIGIT
    return Kind.LETTER if character.isalpha() else Kind.NARROW


_WIDE = (
    "\u1100-\u11ff\u2460-\u24ff\u25a0-\u26ff\u2776-\u2793\u2e80-\u3098\u309b-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff02-\uff1e\uff20-\uffef\U00020000-\U0003ffff"
    "“”‘–·‧‼⁇⁈⁉⸺⸻℃℉№‰°′″"
)
# Wide characters that may begin more than themselves, so that each of them is looked at.
_BEGINS = "！？—…⋯’\u3099\u309a"

_VARIED = "(?![\ufe00-\ufe0f\U000e0100-\U000e01ef\u3099\u309a])"
_UNIT = "——|……|⋯⋯|(?<![！？])[！？]{2,3}(?![！？])"
_LATIN = "0-9A-Za-z\u00c0-\u024f"
# Between letters; before a word that lost its beginning (’90s, ’n’), where a space shows it.
_APOSTROPHE = f"(?<=[{_LATIN}])’(?=[{_LATIN}])|(?<=[{_LATIN}] )’(?=[{_LATIN}])|(?<= ’n)’(?= )"

APOSTROPHE: Final = re.compile(_APOSTROPHE)

# Pieces: two-em units, runs of wide characters, line feeds, spaces, format characters, words.
PIECES: Final = re.compile(
    "(?P<pair>——|……|⋯⋯)|(?P<excited>(?<![！？])[！？]{2,3}(?![！？]))"
    f"|(?P<wide>(?:[{_WIDE}]+{_VARIED}|(?!{_UNIT}|{_APOSTROPHE})[{_BEGINS}]{_VARIED})+)"
    "|(?P<feed>\n)|(?P<space>[ \u00a0\u2002\u2003\u2009\u202f])"
    "|(?P<zero>[\u200b\u2060\ufeff\u200c\u200d\u00ad])"
    f"|(?P<joined>[{_WIDE}{_BEGINS}][\ufe00-\ufe0f\U000e0100-\U000e01ef\u3099\u309a]+)"
    # An apostrophe belongs to its Latin word.
    f"|(?P<word>(?:[^\n {_WIDE}{_BEGINS}"
    f"\u00a0\u2002\u2003\u2009\u202f\u200b\u2060\ufeff\u200c\u200d\u00ad]|{_APOSTROPHE})+)"
)

# Scripts that this composition does not cover: right to left, or broken by dictionary.
FOREIGN: Final = re.compile(
    "[\u0590-\u08ff\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff\u1900-\u1aaf"
    "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefe"
    "\U00010800-\U00010fff\U0001e800-\U0001efff\U0001f000-\U0001faff\ufffc\t\r\f\v\u2028\u2029]"
)
