"""Zhuyin at the right of a character in horizontal text (CLREQ, zhuyin annotation)."""

from __future__ import annotations

import re
from typing import Final

_SYLLABLE: Final = re.compile("(˙?)([\u3105-\u312f\u31a0-\u31bf]{1,3})([ˉˊˇˋ˙]?)")


def zhuyin(reading: str) -> str:
    """A column of the symbols of one syllable with its tone mark; empty where it is none.

    The light tone stands on the column, the others beside its last symbol.
    """
    match = _SYLLABLE.fullmatch(reading)
    if match is None or (match[1] and match[3]):
        return ""
    light, symbols, tone = match.groups()
    column = "".join(f"<span>{symbol}</span>" for symbol in symbols)
    before = f'<span class="light">{light}</span>' if light else ""
    kind = "light" if tone == "˙" else "tone"
    after = f'<span class="{kind}">{tone}</span>' if tone else ""
    return f'<span class="column of{len(symbols)}">{before}{column}{after}</span>'
