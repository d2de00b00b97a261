"""The shape of an article: headings, pictures, short titles, dates, what the web left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from wenxuan import model as m
from wenxuan.desk.document import Document
from wenxuan.desk.exempt import IDEOGRAPH
from wenxuan.desk.findings import Finding, arguments_of
from wenxuan.desk.tables import CHROME
from wenxuan.diagnostics import Span

SHORT_TITLE = 18
"""Characters that a running head of 24 em holds beside the folio."""
_GUESS = re.compile(r"^#\?[ \t]*(?P<guess>.+)$", re.MULTILINE)
_SCREEN_NAME = re.compile(
    r"(?:img|image|dsc|pic|photo|图片|图像|截图|未命名|screenshot)?[\s_-]*\d*", re.IGNORECASE
)
_FILE_NAME = re.compile(r"[\w .-]+\.(?:jpe?g|png|gif|svg|webp|bmp|tiff?)", re.IGNORECASE)
_FILE_DATE = re.compile(r"(?<!\d)(20\d\d)-?(\d\d)-?(\d\d)(?!\d)")

_WEEKDAY = re.compile(
    r"(?P<date>(?P<year>(?:19|20)\d\d)年(?P<month>\d{1,2})月(?P<day>\d{1,2})日)[，,]?\s?[（(]?"
    r"(?P<word>星期|礼拜|周)(?P<name>[一二三四五六日天])(?![至到—～、一-鿿])"
)
_WEEK = "一二三四五六日"
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _finding(
    document: Document, code: str, span: Span, width: int = 1, **values: object
) -> Finding:
    start = document.offset(span)
    return Finding(code=code, start=start, end=start + width, arguments=arguments_of(values))


def bare_headings(document: Document) -> Iterator[Finding]:
    """STR001 A heading is followed by text, or by a heading below it."""
    for block, following in zip(document.blocks, (*document.blocks[1:], None), strict=False):
        if isinstance(block, m.Heading) and (
            following is None
            or (isinstance(following, m.Heading) and following.level <= block.level)
        ):
            title = m.plain(block.runs)
            if title.strip():
                yield _finding(
                    document, "STR001", block.span, len(title) + block.level + 1, title=title
                )


def descriptions(document: Document) -> Iterator[Finding]:
    """STR002 A description says what a picture shows; a file name does not (WCAG 1.1.1)."""
    for node in m.walk(document.blocks):
        if isinstance(node, m.Picture) and node.alt:
            stem = PurePosixPath(node.source).stem
            if (
                node.alt == stem
                or _FILE_NAME.fullmatch(node.alt)
                or _SCREEN_NAME.fullmatch(node.alt)
            ):
                yield _finding(document, "STR002", node.span, old=node.alt)


def short_titles(document: Document) -> Iterator[Finding]:
    """STR003 What stands in a running head fits there."""
    short = document.value("short_title")
    if short is not None and len(short) > SHORT_TITLE and document.head:
        span = document.head.at("short_title")
        yield _finding(document, "STR003", span, len(short), size=len(short), limit=SHORT_TITLE)


def dates(document: Document) -> Iterator[Finding]:
    """STR004 The date of an article agrees with its source's, its file's name, its weekday."""
    yield from _weekdays(document)
    day, printed = document.value("date"), document.value("source", "date")
    if document.head is None or day is None:
        return
    span = document.head.at("date")
    if printed is not None and printed < day:
        what = {
            "what": "the source cannot be older than the article",
            "what_zh": "出处不会早于文章",
        }
        yield _finding(document, "STR004", span, len(day), first=day, second=printed, **what)
    named = _FILE_DATE.search(PurePosixPath(document.path).stem)
    if named and "-".join(named.groups()) != day:
        what = {"what": "compare the file's name", "what_zh": "请核对文件名"}
        second = "-".join(named.groups())
        yield _finding(document, "STR004", span, len(day), first=day, second=second, **what)


def _weekdays(document: Document) -> Iterator[Finding]:
    """Days of the week that are not those of the date before them; one without a year is spared."""
    for passage in document.passages:
        if "星期" not in passage.text and "周" not in passage.text:
            continue
        for match in _WEEKDAY.finditer(passage.text):
            try:
                day = date(*(int(match[key]) for key in ("year", "month", "day")))
            except ValueError:
                continue  # NUM005 says so
            said, right = match["name"].replace("天", "日"), _WEEK[day.weekday()]
            if said != right:
                yield passage.finding(
                    "STR004",
                    match.start(),
                    match.end(),
                    first=match["date"],
                    second=match["word"] + match["name"],
                    what=f"that day was a {_ENGLISH[day.weekday()]}",
                    what_zh=f"那天是星期{right}",
                )


def chrome(document: Document) -> Iterator[Finding]:
    """STR007 No bread crumbs, share buttons, licence lines of a web page in the text."""
    for passage in document.passages:
        if passage.kind != "paragraph" or len(passage.text) > 120:
            continue
        text = passage.text.strip()
        if any(pattern.fullmatch(text) for pattern in CHROME):
            yield passage.finding("STR007", 0, len(passage.text), old=text)


def guesses(document: Document) -> Iterator[Finding]:
    """STR008 What an import guessed waits for an editor: a line `#? …` in the head."""
    for match in _GUESS.finditer(document.text, 0, document.head_end):
        values = arguments_of({"guess": match["guess"].strip()})
        yield Finding(code="STR008", start=match.start(), end=match.end(), arguments=values)


def names(document: Document) -> Iterator[Finding]:
    """STR009 Each name and keyword is a value of its own, and a name of few Han has no gap."""
    for passage in document.passages:
        if passage.kind != "name" or not passage.language.startswith("zh"):
            continue
        text = passage.text
        person = _PERSON_KEY.fullmatch(passage.key) is not None
        gap = _GAP.fullmatch(text) if person else None
        apart = _SEVERAL if person else _MARKS
        new = gap[1] + gap[2] if gap else ""
        if 0 < len(new) <= FEW:
            how = {"what": "take the gap out", "what_zh": "请去掉中间的空"}
            yield passage.finding("STR009", 0, len(text), new, sure=False, **how)
        elif (person or passage.key.startswith("keywords.")) and apart.search(text):
            how = {"what": "write [one, two]", "what_zh": "请写成 [甲, 乙]"}
            yield passage.finding("STR009", 0, len(text), None, sure=False, **how)


FEW = 3
"""Han of a name that is spread by a gap: 李　白, 欧阳　修."""
_PERSON_KEY = re.compile(r"(?:authors|contributors)\.\d+(?:\.name)?")
_GAP = re.compile(f"([{IDEOGRAPH}]{{1,2}})[ \u3000]+([{IDEOGRAPH}]{{1,2}})")
_MARKS = re.compile(f"[{IDEOGRAPH}][，、；;,][ \u3000]?[{IDEOGRAPH}]")
_SEVERAL = re.compile(f"[{IDEOGRAPH}](?:[，、；;,/／|][ \u3000]?|[ \u3000]+)[{IDEOGRAPH}]")
