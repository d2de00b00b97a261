"""The head of a table that a page divides: its first row may be for the later pages alone."""

from __future__ import annotations

from typing import Any, Final

CONTINUED: Final = "continued"
"""Class of a row in the head that says （续表）: the first page of a table does without it."""


def first_part(table: Any) -> Any:
    """The table as its first page has it: the head without rows that say that it goes on."""
    head = table.children[0] if table.children else None
    if head is None or not head.is_header or not any(map(_says_so, head.children)):
        return table
    rows = [row for row in head.children if not _says_so(row)]
    return table.copy_with_children([head.copy_with_children(rows), *table.children[1:]])


def _says_so(row: Any) -> bool:
    return row.element is not None and row.element.get("class") == CONTINUED
