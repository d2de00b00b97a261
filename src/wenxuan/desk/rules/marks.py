"""Ellipses, dashes, doubled marks, interpuncts and ranges (GB/T 15834 4.10, 4.11, 4.13, 4.14)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenxuan.desk.exempt import IDEOGRAPH
from wenxuan.desk.findings import Finding
from wenxuan.desk.passages import Passage
from wenxuan.desk.rules.ascii_marks import after, before, chinese, ideograph, transcribed

_DOTS = re.compile(r"(?:\.{3,}|。{3,}|·{3,}|・{3,}|…+|⋯+)+")
_DASHES = re.compile(r"-{2,}|－{2,}|–{2,}|─{2,}|━{2,}|——{2,}|―{1,}|ー{2,}|﹣{2,}")
_LONELY_DASH = re.compile(
    f"(?<=[”）》。！？，])—(?=[{IDEOGRAPH}“《（])|(?<=[{IDEOGRAPH}]{{2}}[了的着过吗呢吧啊])—(?=[{IDEOGRAPH}])"
    f"|(?<=[{IDEOGRAPH}])—(?=[这那他她它我你您但却即])"
)
_DOUBLED = re.compile(
    r"(?<!。)。。(?!。)|，{2,}|、{2,}|；{2,}|：{2,}|[，、；：][，、；：。]|。[，、；：]|[！？]{4,}|！。|？。|。！|。？"
)
_POINT = re.compile(f"(?<=[{IDEOGRAPH}])[•・･‧∙⋅●．.](?=[{IDEOGRAPH}])")
_NUMBER = r"\d+(?:\.\d+)?"
_TILDE = re.compile(
    rf"(?<![\w/.~=-]){_NUMBER}[%％℃°]?\s?(?P<mark>[~∼〜])\s?{_NUMBER}(?![\w/.~-])", re.ASCII
)
_YEARS = re.compile(
    r"(?<![\w-])(?:1[5-9]|20)\d\d年?(?P<mark>-|–|~|～)(?:(?:1[5-9]|20)\d\d)年", re.ASCII
)
_AMOUNTS = re.compile(
    rf"(?<![\w.-]){_NUMBER}(?P<unit>[%％℃])?(?P<mark>-|–){_NUMBER}"
    r"(?(unit)(?P=unit)|(?=[个名人位天岁次倍元万亿米吨公千克小分秒周页字户台辆件篇种条处家平]))",
    re.ASCII,
)

_CLOCK = re.compile(
    r"(?<![\d:.])(?:[01]?\d|2[0-4])[:：][0-5]\d(?P<mark>[-–~])(?:[01]?\d|2[0-4])[:：][0-5]\d(?![\d:])",
    re.ASCII,
)
_TWICE = re.compile(
    r"(?<![\w.-])\d+(?P<unit>公里|小时|分钟|万元|[天个名人位岁次倍元年月日周秒页米吨])(?P<mark>[-–~])\d+(?P=unit)",
    re.ASCII,
)
_TOWNS = (
    "北京|上海|天津|重庆|广州|深圳|香港|澳门|台北|哈尔滨|长春|沈阳|大连|石家庄|太原|济南|青岛|郑州|西安|兰州|西宁|银川"
    "|乌鲁木齐|呼和浩特|成都|昆明|贵阳|拉萨|南宁|海口|武汉|长沙|南昌|合肥|南京|苏州|杭州|宁波|福州|厦门"
)
_PLACES = re.compile(f"(?:{_TOWNS})(?P<mark>[-–~])(?:{_TOWNS})")


def ellipsis(passage: Passage) -> Iterator[Finding]:
    """PUN011 An ellipsis is six dots in two cells, `……` (GB/T 15834 4.11)."""
    text = passage.text
    for match in _DOTS.finditer(text):
        start, old = match.start(), match[0]
        if passage.spared[start] or old in ("……", "⋯⋯", "…………", "⋯⋯⋯⋯"):
            continue
        left, right = before(text, start), after(text, match.end())
        if old[0] in ".·・" and not (chinese(left) or chinese(right)):
            continue
        if _leader(text, start, match.end()) or not _adjoins(text, start, match.end()):
            continue
        yield passage.finding("PUN011", start, match.end(), "……")


def _adjoins(text: str, start: int, end: int) -> bool:
    """True when Chinese stands right before dots, or right behind those that nothing precedes."""
    left, right = text[start - 1 : start], text[end : end + 1]
    return chinese(before(text, start)) or (chinese(right) and left in ("", '"', "'", "“"))


def _leader(text: str, start: int, end: int) -> bool:
    """True for dots that lead to a page number, as in a copied table of contents."""
    return end - start > 6 and text[end:].strip().isdigit()


def dash(passage: Passage) -> Iterator[Finding]:
    """PUN012 A dash is one line of two cells, `——` (GB/T 15834 4.10)."""
    text = passage.text
    for pattern in (_DASHES, _LONELY_DASH):
        for match in pattern.finditer(text):
            start, end = match.span()
            if passage.spared[start] or match[0] == "——" or text[end : end + 1] in ("（", "[", "%"):
                continue
            if not _joins(text, start, end):
                continue
            yield passage.finding("PUN012", start, end, "——", sure=pattern is _DASHES)


def _joins(text: str, start: int, end: int) -> bool:
    """True when Chinese stands on a side, and not on a line of dashes alone."""
    return chinese(before(text, start)) or (chinese(after(text, end)) and end - start <= 4)


def doubled(passage: Passage) -> Iterator[Finding]:
    """PUN013 A mark stands once; `！` and `？` at most three times (GB/T 15834 4.2.3, 4.3.3)."""
    text = passage.text
    for match in _DOUBLED.finditer(text):
        old = match[0]
        if passage.spared[match.start()] or _listed(text, match.start(), match.end()):
            continue
        if old == "：：：":  # the fence of a box, which the press asks for in ASCII: MD003
            continue
        same = len(set(old)) == 1 and old[0] not in "！？"
        new = old[0] if same else None
        what = f"write {new}" if same else "keep one of them"
        what_zh = f"应为 {new}" if same else "请只留一个"
        sure = old != "。。"  # it may have been meant for an ellipsis
        yield passage.finding(
            "PUN013", match.start(), match.end(), new, sure=sure, what=what, what_zh=what_zh
        )


def _listed(text: str, start: int, end: int) -> bool:
    """True where marks are listed or quoted as marks: `，、；：`, `“，。”`."""
    left, right = text[start - 1 : start], text[end : end + 1]
    marks = "，、；：。！？“”‘’（）《》…—"
    return bool(left and right) and left in marks and right in marks


def interpunct(passage: Passage) -> Iterator[Finding]:
    """PUN014 Parts of a foreign name are joined by `·`, U+00B7 (GB/T 15834 4.14, CLREQ §3.1.5)."""
    if passage.language.startswith("ja"):
        return
    text = passage.text
    for match in _POINT.finditer(text):
        at = match.start()
        if match[0] in ".．":
            ends = match[0] == "." and "。" not in text and text.rstrip()[-1:] == "."
            if (
                passage.spared[at]
                or ends
                or (match[0] == "." and not transcribed(text, at))
                or re.fullmatch(r"\s*[一二三四五六七八九十]{1,3}", text[:at])
            ):
                continue
        yield passage.finding("PUN014", at, at + 1, "·", sure=match[0] not in ".．●")


_RANGES = (
    (_CLOCK, "—", False),
    (_YEARS, "—", True),
    (_TILDE, "～", True),
    (_AMOUNTS, "～", False),
    (_TWICE, "", False),
    (_PLACES, "—", False),
)
"""Pattern, what should stand there, whether that is sure."""


def ranges(passage: Passage) -> Iterator[Finding]:
    """PUN015 A range of times or places has `—`, of quantities `～` (GB/T 15834 4.13.3)."""
    text, done = passage.text, set[int]()
    for pattern, new, sure in _RANGES:
        for match in pattern.finditer(text):
            at = match.start("mark")
            if at in done or (pattern in (_TILDE, _AMOUNTS) and not _prose(passage, match)):
                continue
            if pattern is _CLOCK and not _beside_chinese(text, match):
                continue
            done.add(at)
            right = new or ("—" if match["unit"] in "年月日" else "～")
            if match["mark"] != right and not (pattern is _YEARS and match["mark"] == "～"):
                yield passage.finding("PUN015", at, at + 1, right, sure=sure)


def _beside_chinese(text: str, match: re.Match[str]) -> bool:
    return chinese(before(text, match.start())) or chinese(after(text, match.end()))


def _prose(passage: Passage, match: re.Match[str]) -> bool:
    """True when a range stands beside Chinese and inside no address or code."""
    left, right = before(passage.text, match.start()), after(passage.text, match.end())
    spared = passage.spared[match.start("mark")]
    return not spared and (ideograph(left) or ideograph(right))
