"""What CommonMark gets wrong between Han characters: flanking of emphasis, soft line breaks."""

from __future__ import annotations

import re
import unicodedata

# Scripts set without word spaces, their marks and full-width forms; Hangul keeps its spaces.
_CJK = re.compile(
    "[\u2e80-\u303f\u3040-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
_SHARED = "“”‘’…—·"
"""Marks that Chinese shares with Latin and Korean: alone they say nothing about the script."""


def is_cjk(character: str) -> bool:
    """True for a character of a script set without word spaces, and for the marks it owns."""
    return bool(character) and _CJK.match(character) is not None


def is_mark(character: str) -> bool:
    """True for punctuation and symbols of any script."""
    return unicodedata.category(character)[0] in "PS"


def flanking(before: str, after: str) -> tuple[bool, bool]:
    """Whether a run of `*` between two characters may open and may close emphasis.

    CommonMark 0.31 §6.2, but a Han character or CJK mark on either side counts like the
    space that Chinese does not write: `**重要。**后文` closes.
    """
    space_before, space_after = before.isspace(), after.isspace()
    loose = any(is_cjk(c) or c in _SHARED for c in (before, after))
    opens = not space_after and (not is_mark(after) or space_before or is_mark(before) or loose)
    closes = not space_before and (not is_mark(before) or space_after or is_mark(after) or loose)
    return opens, closes


def joint(before: str, after: str) -> str:
    """What stands for a line break of the source: nothing beside Han, else a space.

    Between two marks that scripts share it is nothing too; an edge of the text is no mark.
    """
    if is_cjk(before) or is_cjk(after):
        return ""
    shared = before and after and before in _SHARED and after in _SHARED
    return "" if shared else " "
