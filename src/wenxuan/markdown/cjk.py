"""What CommonMark gets wrong between Han characters: flanking of emphasis."""

from __future__ import annotations

import unicodedata

from wenxuan.folds import SHARED, is_cjk


def is_mark(character: str) -> bool:
    """True for punctuation and symbols of any script."""
    return unicodedata.category(character)[0] in "PS"


def flanking(before: str, after: str) -> tuple[bool, bool]:
    """Whether a run of `*` between two characters may open and may close emphasis.

    CommonMark 0.31 §6.2, but a Han character or CJK mark on either side counts like the
    space that Chinese does not write: `**重要。**后文` closes.
    """
    space_before, space_after = before.isspace(), after.isspace()
    loose = any(is_cjk(c) or c in SHARED for c in (before, after))
    opens = not space_after and (not is_mark(after) or space_before or is_mark(before) or loose)
    closes = not space_before and (not is_mark(before) or space_after or is_mark(after) or loose)
    return opens, closes
