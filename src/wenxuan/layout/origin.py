"""Where an article appeared first, and when: what stands below its byline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wenxuan.model import Article

_DATES: Mapping[str, str] = {"ko": "{}년 {}월 {}일"}


def long_date(day: date | None, language: str) -> str:
    """2021年1月22日, 2021년 1월 22일; empty without a day."""
    if day is None:
        return ""
    return _DATES.get(language, "{}年{}月{}日").format(day.year, day.month, day.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A day as a machine and as a reader has it."""

    day: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The source of an article and its dates."""

    name: str
    """The source; empty without one."""
    url: str
    date: Dated | None
    """What stands behind the source: its own date, else the article's."""
    apart: Dated | None
    """The article's date where the source has another: a line of its own above the source."""

    @property
    def line(self) -> str:
        """Source and date: `《…日报》　2020年2月27日`."""
        return "　".join(filter(None, (self.name, self.date.text if self.date else "")))


def origin_of(article: Article) -> Origin:
    """Where and when an article appeared, in the words of its language."""
    source, own = article.head.source, article.head.date
    printed = (source and source.date) or own
    return Origin(
        name=source.name if source else "",
        url=(source and source.url) or "",
        date=_dated(printed, article.language),
        apart=_dated(own, article.language) if own != printed else None,
    )


def _dated(day: date | None, language: str) -> Dated | None:
    return Dated(day=day, text=long_date(day, language)) if day else None
