"""Which characters are Traditional only or Simplified only, from OpenCC's data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import opencc

_RESTORED = frozenset("昇喆堃淼甦犇鎏祎燊媺皙")
"""Former variants that 通用规范汉字表 (2013) gives back as standard characters."""
_ALSO_TRADITIONAL = frozenset("後於")
"""In GB 2312, yet out of place in Simplified text."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Characters that do not belong, with what would."""

    pattern: re.Pattern[str]
    table: Mapping[str, str]


@cache
def foreign_forms(language: str) -> Forms | None:
    """The forms that a text in this language does not use; None for other languages than Chinese.

    A Traditional character of GB 2312 has a use in Simplified text, a Simplified one of Big5 in
    Traditional text: those are left alone.
    """
    if language.startswith("zh-Hans"):
        table = _changed("t2s", "gb2312", _ALSO_TRADITIONAL)
    elif language.startswith("zh-Hant"):
        table = _changed("s2t", "big5", frozenset())
    else:
        return None
    return Forms(re.compile("[" + "".join(sorted(table)) + "]+"), table)


def _changed(way: str, spared: str, kept: frozenset[str]) -> dict[str, str]:
    characters = [chr(point) for point in range(0x3400, 0xA000)]
    converted = opencc.OpenCC(way).convert("\n".join(characters)).split("\n")
    return {
        old: new
        for old, new in zip(characters, converted, strict=True)
        if new != old and old not in _RESTORED and (old in kept or not _encodes(old, spared))
    }


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
