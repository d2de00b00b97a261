"""Dates as web pages and letters write them."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)\s*(?:[-/.]|年)\s*(?P<m>\d{1,2})\s*(?:[-/.]|月)\s*(?P<d>\d{1,2})(?!\d)\s*日?"
)
_HAN_DAY = re.compile(
    r"(?P<y>[一二三四五六七八九〇○零]{4})年(?P<m>[一二三四五六七八九十]{1,3})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_HAN = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"○": 0, "零": 0}
_TIME = r"(?:\s*(?:星期|周)[一二三四五六日天])?(?:[T\s]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_WORDS = r"(?:(?:发布|发表|更新|刊发|成稿|写作|投稿)?(?:时间|日期|于)?\s*[:：]?\s*)?"
_ALONE = re.compile(rf"[(（\[【]?\s*{_WORDS}(?:{_DAY.pattern})\s*{_TIME}\s*[)）\]】]?", re.ASCII)


def day_in(text: str) -> str:
    """The first date of a text as ISO 8601, or nothing."""
    for match in _DAY.finditer(text):
        if found := _iso(int(match["y"]), int(match["m"]), int(match["d"])):
            return found
    for match in _HAN_DAY.finditer(text):
        year = int("".join(str(_HAN[c]) for c in match["y"]))
        if found := _iso(year, _number(match["m"]), _number(match["d"])):
            return found
    return ""


def is_dateline(text: str) -> bool:
    """True when a text is a date and nothing else."""
    bare = text.strip()
    return (
        _ALONE.fullmatch(bare) is not None or _HAN_DAY.fullmatch(bare.strip("()（）")) is not None
    )


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _number(text: str) -> int:
    """二十三 is 23."""
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return _HAN.get(text, 0)
    return (_HAN.get(tens, 1) if tens else 1) * 10 + (_HAN.get(ones, 0) if ones else 0)
