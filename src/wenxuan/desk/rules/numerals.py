"""Numerals, units, dates (GB/T 15835-2011; GB 3100-1993 for units)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenxuan.desk.exempt import IDEOGRAPH
from wenxuan.desk.findings import Finding
from wenxuan.desk.passages import Passage
from wenxuan.desk.tables import UNITS

_GROUPED = re.compile(r"(?<![\d.,，])\d{1,}(?P<mark>[,，])\d+(?:(?P=mark)\d+)*(?![\d.])", re.ASCII)
_RIGHT = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)
_UNIT = re.compile(
    r"(?<=\d)\s?(?P<unit>" + "|".join(map(re.escape, UNITS)) + r")(?![A-Za-z0-9])", re.ASCII
)
_ZERO = re.compile(
    "(?<![一-鿿])[一二三四五六七八九〇○Ｏ0零◯Oo]{4}(?=年)|[二一][○Ｏ0◯Oo][一二三四五六七八九〇○Ｏ0◯Oo]{1,2}(?=[年级届])"
)
_DATE = re.compile(
    r"(?<![\d.第])(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]", re.ASCII
)
_TIME = re.compile(
    rf"(?<![\d:.：])(?P<hour>\d{{1,2}})[:：](?P<minute>\d\d)(?![\d:：])(?=[{IDEOGRAPH}，。；、）—～至到-]|$)",
    re.ASCII,
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def grouping(passage: Passage) -> Iterator[Finding]:
    """NUM001 Groups of a long number have three digits (GB/T 15835 5.1, GB/T 15834 4.17)."""
    for match in _GROUPED.finditer(passage.text):
        number, mark = match[0], match["mark"]
        groups = number.split(mark)
        counted = passage.text[match.end() : match.end() + 1] in tuple("元人名万亿吨个户台辆件")
        by_fours = counted and _by_fours(groups, mark)
        if _RIGHT.fullmatch(number) or not (by_fours or _looks_grouped(groups, mark)):
            continue
        yield passage.finding("NUM001", match.start(), match.end())


def _looks_grouped(groups: list[str], mark: str) -> bool:
    """True for one number with faulty groups rather than numbers in a list."""
    sizes = [len(group) for group in groups]
    if mark == "，":
        return sizes[0] <= 3 and len(sizes) > 2 and all(size == 3 for size in sizes[1:])
    return (
        sizes[0] <= 3
        and groups[0] != "0"
        and max(sizes[1:]) >= 3
        and any(size != 3 for size in sizes[1:])
    )


def _by_fours(groups: list[str], mark: str) -> bool:
    """True for groups of four that are no years."""
    fours = len(groups[0]) <= 4 and all(len(group) == 4 for group in groups[1:])
    return mark == "," and fours and not all(re.fullmatch("(?:19|20)..", g) for g in groups)


def units(passage: Passage) -> Iterator[Finding]:
    """NUM003 Unit symbols have their own capitals: kg, km, MHz, ℃ (GB 3100 6.2)."""
    for match in _UNIT.finditer(passage.text):
        unit = match["unit"]
        start = match.start("unit")
        yield passage.finding("NUM003", start, match.end("unit"), UNITS[unit], sure=False)


def zeros(passage: Passage) -> Iterator[Finding]:
    """NUM004 The Han zero of a year is `〇` (GB/T 15835 5.3)."""
    for match in _ZERO.finditer(passage.text):
        new = re.sub("[○Ｏ0◯Oo]", "〇", match[0])
        if new != match[0] and re.search("[一二三四五六七八九]", match[0]):
            yield passage.finding("NUM004", match.start(), match.end(), new, sure=False)


def days(passage: Passage) -> Iterator[Finding]:
    """NUM005 A date is in the calendar, a time on the clock (GB/T 7408.1)."""
    for match in _DATE.finditer(passage.text):
        month, day = int(match["month"]), int(match["day"])
        if not _exists(int(match["year"] or 2000), month, day):
            yield passage.finding("NUM005", match.start(), match.end())
    for match in _TIME.finditer(passage.text):
        hour, minute = int(match["hour"]), int(match["minute"])
        left = passage.text[: match.start()]
        if hour <= 24 and minute >= 60 and re.search(r"[日午晨晚夜早]\s?$", left):
            yield passage.finding("NUM005", match.start(), match.end())


def _exists(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return leap or (month, day) != (2, 29)
