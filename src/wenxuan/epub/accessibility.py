"""Accessibility metadata that is true: each property is derived from the content.

EPUB Accessibility 1.1 §2; vocabulary of schema.org. A claim of conformance is the publisher's
statement and is never made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from wenxuan.epub.facts import Survey

_MOVING = {".svg": (b"<animate", b"animation", b"@keyframes"), ".png": (b"acTL",)}

# Sentences of the summary: what every edition has, what one with pictures has besides.
_SUMMARY: Mapping[str, tuple[str, str]] = {
    "zh-Hans": ("全文为可重排文字，有目录导航、标题层级与双向注释链接。", "图均有替代文字。"),
    "zh-Hant": ("全文為可重排文字，有目錄導航、標題層級與雙向註釋連結。", "圖均有替代文字。"),
    "ja": (
        "本文はリフロー可能で、目次、見出し階層、注の相互リンクがあります。",
        "図には代替テキストがあります。",
    ),
    "ko": (
        "본문은 리플로우 텍스트이며 차례, 제목 계층, 주석 상호 링크가 있습니다.",
        "그림에는 대체 텍스트가 있습니다.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Accessibility:
    """What the package document says, as pairs of schema.org property and value."""

    properties: tuple[tuple[str, str], ...]


def accessibility(
    language: str,
    found: Survey,
    pictures: Mapping[str, Callable[[], bytes]],
    *,
    cover: bool,
    pages: bool = False,
) -> Accessibility:
    """The properties of a publication; `pictures` gives the bytes of each of its picture files.

    `pages` is true when the pages of a print edition are marked.
    """
    rows = [("accessMode", "textual")]
    rows += [("accessMode", "visual")] if found.pictures or cover else []
    rows += [("accessModeSufficient", "textual")] if found.described else []
    rows += [("accessibilityFeature", name) for name in _features(found, pages=pages)]
    rows.append(("accessibilityHazard", "unknown" if _moves(pictures) else "none"))
    rows.append(("accessibilitySummary", _summary(language, found)))
    return Accessibility(properties=tuple(rows))


def _features(found: Survey, *, pages: bool) -> Iterable[str]:
    if found.pictures and found.described:
        yield "alternativeText"
    yield from ("ARIA", "displayTransformability")
    if pages:
        yield from ("pageBreakMarkers", "pageNavigation")
    yield "readingOrder"
    if found.ruby:
        yield "rubyAnnotations"
    yield from ("structuralNavigation", "tableOfContents")


def _moves(pictures: Mapping[str, Callable[[], bytes]]) -> bool:
    """True when a picture may move or flash."""
    signs = {name: _MOVING.get(PurePosixPath(name).suffix.lower(), ()) for name in pictures}
    return any(
        any(sign in data for sign in signs[name])
        for name, read in pictures.items()
        if signs[name] and (data := read())
    )


def _summary(language: str, found: Survey) -> str:
    text, images = next(
        (row for tag, row in _SUMMARY.items() if language.startswith(tag)), _SUMMARY["zh-Hans"]
    )
    return text + images if found.pictures and found.described else text
