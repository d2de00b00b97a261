"""The press: HTML and CSS to laid-out pages and PDF.

With the composer, the only importer of WeasyPrint.

`lay_out` once, `draw` twice: tagged for the screen, plain for the printer. Nothing is fetched but
the files that the caller names; whatever WeasyPrint says in its log becomes a diagnostic.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from wenxuan.bounds import runs_off
from wenxuan.code_table import Phrase
from wenxuan.diagnostics import Report, Span
from wenxuan.gate import read_whole
from wenxuan.markup_tree import tree_of

MEDIA = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
"""Suffix to media type of what a document may load."""
RASTER = ("image/png", "image/jpeg")
LARGEST = 64 << 20
"""Bytes of a file that a document may load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintDocument:
    """What a layout made of a publication."""

    name: str
    """Shown in diagnostics that have no better place."""
    html: str
    css: str
    files: Mapping[str, Path]
    """URL (`book:///…`) to file: all that exists for this document."""
    sheet: str = ""
    """Shown in diagnostics about the style sheet: its file in the layout."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Pages, laid out and not yet drawn."""

    document: Any
    anchors: Mapping[str, int]
    """Id to 0-based page."""

    @property
    def pages(self) -> int:
        """How many."""
        return len(self.document.pages)


class Press:
    """A style sheet and its fonts, loaded once for many documents.

    What the log said of the style sheet is in `report`. Must be made after
    `fonts.prepare_fontconfig`.
    """

    def __init__(self, name: str, css: str, files: Mapping[str, Path]) -> None:
        from weasyprint import CSS  # noqa: PLC0415 -- fontconfig must be set up first
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        self.report = Report()
        self.fonts = FontConfiguration()
        common = {"url_fetcher": _fetcher(files), "base_url": "book:///"}
        with pressing(name, self.report, composed=False):
            self.sheet = CSS(string=css, font_config=self.fonts, **common)

    def lay_out(
        self, source: PrintDocument, report: Report, *, composed: bool = True, exempt: str = ""
    ) -> Laid | None:
        """Break a document into pages; None when something it needs is missing.

        Text that says `exempt` stands for something else and may run off the page.
        """
        report.extend(self.report)
        if report.failed:
            return None
        with pressing(source.name, report, composed=composed, html=source.html):
            document = self._render(source, composed=composed)
            anchors = {
                name: i
                for i, page in reversed([*enumerate(document.pages)])
                for name in page.anchors
            }
            for found in runs_off(document, exempt):
                span = Span(source.name, found.line)
                report.add("PDF002", span, text=found.text)
            return None if report.failed else Laid(document, anchors)
        return None

    def _render(self, source: PrintDocument, *, composed: bool) -> Any:
        from weasyprint import HTML, tinyhtml5  # noqa: PLC0415

        from wenxuan.composer.seams import exchanged  # noqa: PLC0415 -- imports WeasyPrint

        fetcher = _fetcher(source.files)
        ours = [(tinyhtml5, "parse", lambda *_, **__: tree_of(source.html))] if composed else []
        with exchanged(ours):
            html = HTML(string=source.html, url_fetcher=fetcher, base_url="book:///")
        document = html.render(stylesheets=[self.sheet], font_config=self.fonts)
        for page in document.pages:
            # Every inline box below an `a` got a link of its own; ISO 14289-1 §7.18.5 wants one.
            page.links = [link for link in page.links if link[3].link]
        return document


def lay_out(source: PrintDocument, report: Report, *, composed: bool = True) -> Laid | None:
    """Break a document into pages; None when something it needs is missing.

    Must run after `fonts.prepare_fontconfig`.
    """
    press = Press(source.sheet or source.name, source.css, source.files)
    return press.lay_out(source, report, composed=composed)


def draw(laid: Laid, name: str, report: Report, *, tagged: bool, composed: bool = True) -> bytes:
    """The pages as PDF: tagged PDF/A-2a for the screen, else without structure.

    Empty when something that a page draws is missing.
    """
    options: dict[str, Any] = {"pdf_identifier": b"wenxuan"}
    if tagged:
        options |= {"pdf_variant": "pdf/a-2a", "pdf_tags": True}
    laid.document.metadata.generator = "wenxuan"
    with pressing(name, report, composed=composed):
        return bytes(laid.document.write_pdf(**options))
    return b""


@contextmanager
def pressing(name: str, report: Report, *, composed: bool, html: str = "") -> Iterator[None]:
    """The composer at work, the log listened to; a refused file ends the work with a diagnostic.

    `html` is what is set: it knows the lines of the source `name`.
    """
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    from wenxuan.composer import composing  # noqa: PLC0415 -- imports WeasyPrint

    try:
        with _listening(name, report, html), composing(_settings()) if composed else nullcontext():
            yield
    except FatalURLFetchingError as error:
        report.add("PDF001", place_of(str(error), html, name), problem=_said(str(error)))


@lru_cache(maxsize=1)
def _settings() -> Any:
    """One for all documents: what the composer learns of a style is kept with them."""
    from wenxuan.composer import ComposerSettings  # noqa: PLC0415 -- imports WeasyPrint

    return ComposerSettings()


def _fetcher(files: Mapping[str, Path]) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OnlyThese(URLFetcher):  # type: ignore[misc]
        """Serves the named files, and has no handlers for others: those end the layout."""

        def __init__(self) -> None:
            self._fail_on_errors = False

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            file = files.get(unquote(url))
            if file is None:
                raise FatalURLFetchingError(f"refused: {url}")
            kind = MEDIA[file.suffix.lower()]
            data = read_whole(file, LARGEST)
            if kind in RASTER:
                from wenxuan.picture_color import plain  # noqa: PLC0415 -- imports Pillow

                data = plain(data)
            return URLFetcherResponse(url, data, {"Content-Type": kind})

    return OnlyThese()


class _Listener(logging.Handler):
    """Turns log records into diagnostics."""

    def __init__(self, name: str, report: Report, html: str) -> None:
        super().__init__(logging.WARNING)
        self.name_, self.report, self.html = name, report, html

    def emit(self, record: logging.LogRecord) -> None:
        """Warnings about style are warnings; all else is an error."""
        text = record.getMessage()
        style = record.levelno < logging.ERROR and ("gnored" in text or "nvalid" in text)
        if style:
            line = re.search(r" at (\d+):\d+", text)
            span = Span(self.name_, int(line[1]) if line else 1)
            self.report.add("PDF003", span, problem=_of_style(text))
        else:
            span = place_of(text, self.html, self.name_)
            self.report.add("PDF001", span, problem=_said(text))


_NAMED = re.compile(r"(?:book:///|#)[^\s'\":]+|\"(.)\"")
"""An address, an id or a character that a message is about."""


def place_of(text: str, html: str, name: str) -> Span:
    """Where in the source `name` stands what a message is about: the block that has it."""
    for match in _NAMED.finditer(text):
        at = html.find(f'{match[0]}"') if match[1] is None else html.find(match[1])
        lines = re.findall(r' data-line="(\d+)"', html[:at]) if at >= 0 else ()
        if lines:
            return Span(name, int(lines[-1]))
    return Span(name)


def _of_style(text: str) -> Phrase:
    """What a style sheet has that means nothing."""
    match = re.match(r"(Ignored|Invalid).*?[`'\"](.+)[`'\"]", re.sub(r" at \d+:\d+", "", text))
    if match is None:
        return _said(text)
    return Phrase(f"{match[2]} means nothing here", f"{match[2]} 在这里没有意义")


# The beginning of what WeasyPrint logs, and the same in the editor's words.
_SAID: tuple[tuple[str, str, str], ...] = (
    (r"refused: (\S+)", "{} is not a file of the book", "{} 不是本书的文件"),
    (r"Failed to load image at '([^']+)'", "{} cannot be drawn", "画不出 {}"),
    (r"No anchor (#\S+)", "no anchor {} for a reference", "引用 {} 没有着落"),
    (r"\.notdef.*?\"(.)\"", "no font for {}", "没有字体含 {}"),
)


def _said(text: str) -> Phrase:
    """What WeasyPrint said; words that are not known here are quoted."""
    for pattern, en, zh in _SAID:
        if match := re.search(pattern, text):
            return Phrase(en.format(match[1]), zh.format(match[1]))
    return Phrase(text, f"排版引擎报告“{text}”")


@contextmanager
def _listening(name: str, report: Report, html: str) -> Iterator[None]:
    logger = logging.getLogger("weasyprint")
    listener = _Listener(name, report, html)
    old, propagate = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [listener], False
    try:
        yield
    finally:
        logger.handlers, logger.propagate = old, propagate
