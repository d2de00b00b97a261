"""Tables of a page: their own rows, what spans, what only lays the page out."""

from __future__ import annotations

from collections.abc import Callable

from lxml import html


def rows(node: html.HtmlElement) -> list[list[html.HtmlElement]]:
    """The cells of a table, row by row."""
    found = [[cell for cell in row if cell.tag in ("td", "th")] for row in _own_rows(node)]
    return [row for row in found if row]


def _own_rows(table: html.HtmlElement) -> list[html.HtmlElement]:
    """The rows of a table that are not those of a table in it."""
    return [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]


def lays_out(node: html.HtmlElement, rows: list[list[html.HtmlElement]]) -> bool:
    """True for a table of one row or column, or with tables or several paragraphs in its cells."""
    wide = max((len(row) for row in rows), default=0)
    crowded = any(len(cell.findall(".//p")) > 3 for row in rows for cell in row)
    return wide < 2 or len(rows) < 2 or node.find(".//table") is not None or crowded


def _span(cell: html.HtmlElement, way: str) -> int:
    """How many columns or rows a cell takes."""
    span = cell.get(way) or "1"
    return max(1, min(int(span), 50)) if span.isdecimal() else 1


def is_merged(node: html.HtmlElement) -> bool:
    """True for a table in which cells span, or hold several paragraphs."""
    return any(
        _span(cell, "colspan") > 1 or _span(cell, "rowspan") > 1 or len(cell.findall(".//p")) > 1
        for cell in node.iter("td", "th")
    )


def grid(
    rows: list[list[html.HtmlElement]], words: Callable[[html.HtmlElement], str]
) -> list[list[str]]:
    """The words of the cells in their columns, empty ones where others span columns or rows."""
    found: list[list[str]] = []
    below: dict[int, int] = {}
    for row in rows:
        cells: list[str] = []
        waiting = list(row)
        while waiting or any(at >= len(cells) and left for at, left in below.items()):
            if below.get(len(cells), 0):
                below[len(cells)] -= 1
                cells.append("")
                continue
            if not waiting:
                cells.append("")
                continue
            cell = waiting.pop(0)
            for i in range(_span(cell, "colspan")):
                below[len(cells)] = _span(cell, "rowspan") - 1
                cells.append("" if i else words(cell))
        found.append(cells)
    return found
