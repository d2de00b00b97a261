"""The press: HTML and CSS to laid-out pages and PDF.

With the composer, the only importer of WeasyPrint.

`lay_out` once, `draw` twice: tagged for the screen, plain for the printer. Nothing is fetched but
the files that the caller names; whatever WeasyPrint says in its log becomes a diagnostic.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from wenxuan.bounds import runs_off
from wenxuan.diagnostics import Report, Span

MEDIA = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
"""Suffix to media type of what a document may load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintDocument:
    """What a layout made of a publication."""

    name: str
    """Shown in diagnostics that have no better place."""
    html: str
    css: str
    files: Mapping[str, Path]
    """URL (`book:///…`) to file: all that exists for this document."""


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
        for found in self.report:
            report.add(found.code, found.span, **dict(found.arguments))
        if report.failed:
            return None
        with pressing(source.name, report, composed=composed):
            document = self._render(source)
            anchors = {
                name: i
                for i, page in reversed([*enumerate(document.pages)])
                for name in page.anchors
            }
            for number, text in runs_off(document):
                if text != exempt:
                    report.add("PDF002", Span(source.name), page=number, text=text)
            return None if report.failed else Laid(document, anchors)
        return None

    def _render(self, source: PrintDocument) -> Any:
        from weasyprint import HTML  # noqa: PLC0415

        fetcher = _fetcher(source.files)
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
    press = Press(source.name, source.css, source.files)
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
def pressing(name: str, report: Report, *, composed: bool) -> Iterator[None]:
    """The composer at work, the log listened to; a refused file ends the work with a diagnostic."""
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    from wenxuan.composer import composing  # noqa: PLC0415 -- imports WeasyPrint

    try:
        with _listening(name, report), composing(_settings()) if composed else nullcontext():
            yield
    except FatalURLFetchingError as error:
        report.add("PDF001", Span(name), problem=str(error))


@lru_cache(maxsize=1)
def _settings() -> Any:
    """One for all documents: what the composer learns of a style is kept with them."""
    from wenxuan.composer import ComposerSettings  # noqa: PLC0415 -- imports WeasyPrint

    return ComposerSettings()


def _fetcher(files: Mapping[str, Path]) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class OnlyThese(URLFetcher):  # type: ignore[misc]
        """Serves the named files; anything else ends the layout."""

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002
            file = files.get(unquote(url))
            if file is None:
                raise FatalURLFetchingError(f"refused: {url}")
            kind = MEDIA[file.suffix.lower()]
            return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": kind})

    return OnlyThese()


class _Listener(logging.Handler):
    """Turns log records into diagnostics."""

    def __init__(self, name: str, report: Report) -> None:
        super().__init__(logging.WARNING)
        self.name_, self.report = name, report

    def emit(self, record: logging.LogRecord) -> None:
        """Warnings about style are warnings; all else is an error."""
        text = record.getMessage()
        style = record.levelno < logging.ERROR and ("gnored" in text or "nvalid" in text)
        self.report.add("PDF003" if style else "PDF001", Span(self.name_), problem=text)


@contextmanager
def _listening(name: str, report: Report) -> Iterator[None]:
    logger = logging.getLogger("weasyprint")
    listener = _Listener(name, report)
    old, propagate = logger.handlers[:], logger.propagate
    logger.handlers, logger.propagate = [listener], False
    try:
        yield
    finally:
        logger.handlers, logger.propagate = old, propagate
