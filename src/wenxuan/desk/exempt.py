"""What rules about punctuation leave alone: addresses, numbers, times, Latin sentences."""

from __future__ import annotations

import re

OBJECT = "\ufffb"
"""Stands for a reference or a picture, which read as Chinese."""
LATIN_OBJECT = "\ufffa"
"""Stands for code and for text in another language."""

CJK = (
    "\u2e80-\u2fdf\u3001-\u303f\u3040-\u30ff\u3105-\u312f\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff64"
    "\U00020000-\U0003ffff“”‘’—…" + OBJECT
)
"""For a character class: Han, kana, Hangul and full-width marks."""
IDEOGRAPH = (
    "\u2e80-\u2fd5\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
"""For a character class: Han and kana."""
LATIN = "A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
"""For a character class: letters of alphabets."""

_URL = (
    r"(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*[A-Za-z0-9_~/#=%-]"
)
_MAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
# Files, hosts, versions, decimals, times, ratios.
_NAME = r"[A-Za-z0-9_+-]+(?:[./\\:@][A-Za-z0-9_+-]+)+"
_PATH = (
    r"(?:~|\.{1,2})?/[A-Za-z0-9._/-]+|[A-Za-z]:\\[\w.\\-]+"
    r"|\*\.[A-Za-z0-9]+|(?<![\w.])\.[a-z][a-z0-9]{0,9}\b"
)
_GROUPED = r"\d{1,3}(?:,\d{3})+(?!\d)"
_LIST = r"(?<=\d),(?=\d)"
_ENTITY = r"&#?\w+;"
# f(x), print("甲, 乙"); not GDP(国内生产总值).
_CALL = (
    r"[A-Za-z_][\w.]*\("
    r"(?:[\x20-\x27\x2a-\x7e]*|[\"'][^()\n]*[\"'][\x20-\x27\x2a-\x7e]*)\)"
)
_OPTION = r"(?<![\w-])--?[A-Za-z%][A-Za-z0-9%-]*|::+"
_QUOTED = r"(?<=[\"'“‘`])[,.:;?!()=<>+&-]{1,3}(?=[\"'”’`])"  # a sign that is spoken of
_FACE = r"[:;]-[()DP]"
_TAG = r"<[!/]?[a-zA-Z][^<>\n]*>|\{[^{}\n]*\}|%\([a-z_]+\)[sd]"
_ABBREVIATION = (
    r"\b(?:[A-Za-z]\.){2,}"
    r"|\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Vol|vol|pp|p|Fig|Inc|Ltd|Co|Jr|Sr|vs|etc|al|cf)\."
)
# Markup that came to nothing is an editor's to mend: the press names it, MD025, MD028.
_DEAD = (
    r"!?\[[^\[\]\n]*\][(（][^()（）\n]*[/#.][^()（）\n]*[)）]"
    r"|(?<=[|｜:：])-{2,}|-{2,}(?=[|｜:：])"
)
_SPARED = re.compile(
    "|".join(
        (
            _DEAD,
            _URL,
            _MAIL,
            _PATH,
            _CALL,
            _GROUPED,
            _NAME,
            _LIST,
            _ENTITY,
            _OPTION,
            _QUOTED,
            _FACE,
            _TAG,
            _ABBREVIATION,
        )
    ),
    re.ASCII,
)
_SYNOPSIS = re.compile(
    r"\[(?!\d+\])[^\[\]，。]{1,20}\](?:\.{3})?(?:\s|$)|\[ |<[^<>，。]{1,20}>(?:[\s.]|$)"
    r"|用法[:：]|; (?:do|then)\b|\(\( "
)
"""What a command takes, as manuals write it."""
_REFERENCE = re.compile(r"\[(?:[JMCDRNPSZGA]|(?:EB|DB|CP|J|M|N|C|R)/OL)\]")
_SENTENCE = re.compile(r"[^。！？\n]+[。！？\n]?")
_WORD = re.compile(rf"[{LATIN}][{LATIN}'’-]+")
_HAN = re.compile(f"[{IDEOGRAPH}]")
_PHRASE = re.compile(
    rf"[{LATIN}]['’{LATIN}-]*(?:[ ,.;:!?()\"'-]+[{LATIN}0-9][\w'’-]*){{2,}}", re.ASCII
)
_NEEDED = re.compile(r"[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]")


def exempt(text: str) -> bytes:
    """One byte a character: 1 where ASCII marks are right as they are.

    GB/T 7714 gives references their own punctuation; CLREQ §3.1.6 keeps Western text Western.
    """
    mask = bytearray(len(text))
    if _NEEDED.search(text) is None:
        return bytes(mask)
    if _REFERENCE.search(text) or (_SYNOPSIS.search(text) and not re.search("[，。]", text)):
        return b"\x01" * len(text)
    for match in _SPARED.finditer(text):
        _fill(mask, match.start(), match.end())
    if _WORD.search(text):
        _spare_latin(text, mask)
    return bytes(mask)


def _spare_latin(text: str, mask: bytearray) -> None:
    for sentence in _SENTENCE.finditer(text):
        words = len(_WORD.findall(sentence[0]))
        if words >= 4 and words > len(_HAN.findall(sentence[0])):
            _fill(mask, sentence.start(), sentence.end())
    for phrase in _PHRASE.finditer(text):
        _fill(mask, phrase.start(), phrase.end())


def _fill(mask: bytearray, start: int, end: int) -> None:
    mask[start:end] = b"\x01" * (end - start)
