"""Faults of ours: told at the file that was being worked on, while the other files go on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from wenxuan.diagnostics import Report, Span
from wenxuan.isolation import Bounds, Stopped, verdict

OURS = "LIM005"
"""The code of a fault of ours; a run that tells one leaves with status 3."""


def told(error: Exception, place: str) -> Report:
    """The finding that an unforeseen exception becomes; raises it again for those who debug."""
    if os.environ.get("WENXUAN_DEBUG"):
        raise error
    stopped = verdict(error, Bounds())
    if stopped is not None:
        return over(stopped, place)
    report = Report()
    report.add(OURS, Span(place), what=said(error))
    return report


def over(stop: Stopped, place: str) -> Report:
    """The finding that work becomes which went over its bounds, at its place or at this one."""
    report = Report()
    report.add(stop.code, Span(stop.place or place), **stop.arguments)
    return report


@contextmanager
def going_on(report: Report, place: str) -> Iterator[None]:
    """Work on one of many files: a fault of ours is told at it, and the caller goes on."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        report.extend(told(error, place))


def said(error: BaseException) -> str:
    """An exception in one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]


def ours(report: Report) -> bool:
    """True when a report tells a fault of ours."""
    return any(found.code == OURS for found in report)
