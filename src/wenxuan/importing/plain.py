"""Plain text to blocks: paragraphs by line or blank line or hard-wrapped; tables by tabs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from wenxuan.folds import joint
from wenxuan.importing.draft import Block, Draft, escape, guard

_INDENT = re.compile("^(?:[\u3000\u2000-\u200a\u00a0]| {2,}|\t)")
_EDGES = " \t\u3000\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\ufeff"
_ENDING = re.compile("[。！？…!?:：.;；][”’」』）)》\"']*$")
_BULLET = re.compile(r"^(?:[·•●○■□◆◇▪►*-]|(?P<number>\d{1,2})[.、)）])[ \t\u3000]*(?=\S)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the input."""

    number: int
    text: str
    """Without spaces at its ends."""
    indented: bool
    gap: int
    """Empty lines before it."""
    cells: tuple[str, ...] = ()


def read_plain(text: str) -> Draft:
    """The blocks of a text: nothing is recognized yet, nothing is lost."""
    draft = Draft()
    lines = _lines(text)
    for group in _groups(lines, _wrap_width(lines)):
        if len(group) > 1 and all(len(line.cells) > 1 for line in group):
            draft.blocks.append(_table(group))
        else:
            draft.blocks.append(_paragraph(group))
    draft.blocks = _lists(draft.blocks)
    return draft


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    gap = 0
    for number, raw in enumerate(text.split("\n"), 1):
        stripped = raw.strip(_EDGES + "\x85\u2028\u2029")
        if not stripped:
            gap += 1
            continue
        cells = tuple(cell.strip(_EDGES) for cell in raw.strip(" \u3000\n").split("\t"))
        cells = cells if "\t" in stripped else ()
        flat = re.sub(r"[\t\u2028\u2029\x85]+", " ", stripped)
        lines.append(Line(number, flat, _INDENT.match(raw) is not None, gap, cells))
        gap = 0
    return lines


def width(text: str) -> int:
    """Columns of a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _wrap_width(lines: list[Line]) -> int:
    """The width at which a text was wrapped by force; 0 when it was not."""
    widths = sorted(width(line.text) for line in lines if not line.cells)
    if len(widths) < 6:
        return 0
    widest = widths[-max(1, len(widths) // 20)]
    full = [w for w in widths if widest - 8 <= w <= widest + 4]
    open_ends = [
        line for line in lines if width(line.text) >= widest - 8 and not _ENDING.search(line.text)
    ]
    wrapped = (
        30 <= widest <= 120 and len(full) * 5 >= len(widths) * 2 and len(open_ends) * 2 >= len(full)
    )
    return widest if wrapped else 0


def _groups(lines: list[Line], wrap: int) -> list[list[Line]]:
    """Lines that belong to one block."""
    groups: list[list[Line]] = []
    for line in lines:
        last = groups[-1][-1] if groups else None
        if last is not None and line.gap == 0 and _goes_on(last, line, wrap):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _goes_on(last: Line, line: Line, wrap: int) -> bool:
    if len(last.cells) > 1 or len(line.cells) > 1:
        return len(last.cells) == len(line.cells)
    if not wrap or line.indented or _BULLET.match(line.text):
        return False
    return width(last.text) >= wrap - 8


def _paragraph(group: list[Line]) -> Block:
    text = group[0].text
    for line in group[1:]:
        text += joint(text[-1], line.text[0]) + line.text
    return Block(
        kind="paragraph", text=text, markup=escape(text), line=group[0].number, gap=group[0].gap
    )


def _table(group: list[Line]) -> Block:
    rows = [[escape(cell).replace("|", "\\|") for cell in line.cells] for line in group]
    text = " ".join(cell for line in group for cell in line.cells)
    return Block(
        kind="table", text=text, markup=table_markup(rows), line=group[0].number, gap=group[0].gap
    )


def table_markup(rows: list[list[str]]) -> str:
    """A pipe table whose first row is its head."""
    count = max(len(row) for row in rows)
    full = [row + [""] * (count - len(row)) for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in full]
    return "\n".join([lines[0], "|" + " --- |" * count, *lines[1:]])


def _lists(blocks: list[Block]) -> list[Block]:
    """Neighbors that begin with a bullet, or with 1, 2, 3, become a list."""
    result: list[Block] = []
    run: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and block.kind == "paragraph" and _follows(run, block):
            run.append(block)
            continue
        result += _list(run) if run else []
        run = []
        if block is not None and block.kind == "paragraph" and _follows(run, block):
            run.append(block)
        elif block is not None:
            result.append(block)
    return result


def _follows(run: list[Block], block: Block) -> bool:
    mark = _BULLET.match(block.text)
    if mark is None or _ENDING.search(block.text[:-1]) or (run and block.gap > run[0].gap + 1):
        return False
    if mark["number"]:
        return int(mark["number"]) == len(run) + 1
    first = _BULLET.match(run[0].text) if run else None
    return first is None or (first[0][0] == mark[0][0])


def _list(run: list[Block]) -> list[Block]:
    if len(run) < 2:
        return run
    items = []
    for number, block in enumerate(run, 1):
        mark = _BULLET.match(block.text)
        body = block.text[mark.end() :] if mark else block.text
        sign = f"{number}. " if mark and mark["number"] else "- "
        items.append(sign + guard(escape(body)))
    text = "\n".join(block.text for block in run)
    return [replace(run[0], kind="list", text=text, markup="\n".join(items))]
