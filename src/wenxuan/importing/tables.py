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
    """True for one row or column, long texts in cells, and tables in cells without heads."""
    wide = max((len(row) for row in rows), default=0)
    cells = [cell for row in rows for cell in row]
    crowded = any(len(cell.findall(".//p")) > 3 for cell in cells)
    nested = node.find(".//table") is not None and all(cell.tag == "td" for cell in cells)
    return wide < 2 or len(rows) < 2 or nested or crowded


def _span(cell: html.HtmlElement, way: str) -> int:
    """How many columns or rows a cell takes."""
    span = cell.get(way) or "1"
    return max(1, min(int(span), 50)) if span.isdecimal() else 1


def is_merged(node: html.HtmlElement) -> bool:
    """True for a table in which cells span, or hold tables or several paragraphs."""
    return node.find(".//table") is not None or any(
        _span(cell, "colspan") > 1 or _span(cell, "rowspan") > 1 or len(cell.findall(".//p")) > 1
        for cell in node.iter("td", "th")
    )


def leaves(cell: html.HtmlElement) -> list[str]:
    """The words of a cell with tables in it: its own, then those of each cell in it, in order."""
    found: list[tuple[html.HtmlElement, list[str]]] = []
    for text in cell.xpath(".//text()"):
        parent = text.getparent()
        around = (parent.getparent() if text.is_tail else parent,)
        home = next(n for n in (*around, *around[0].iterancestors()) if n.tag in ("td", "th"))
        if not found or found[-1][0] is not home:
            found.append((home, []))
        found[-1][1].append(str(text))
    return [words for _, texts in found if (words := " ".join("".join(texts).split()))]


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
