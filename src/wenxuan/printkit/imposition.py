"""Imposition: which page lies where on a sheet that is to be folded; booklets in PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pikepdf

from wenxuan.printkit.boxes import MM, Box, box_of, rectangle

Binding = Literal["saddle", "perfect"]
Paper = Literal["A4", "A3", "flat"]

PAPERS: dict[str, tuple[float, float]] = {"A4": (297 * MM, 210 * MM), "A3": (420 * MM, 297 * MM)}
"""Landscape, in points; `flat` is as large as its pages need."""

_FOLDS: dict[int, tuple[str, ...]] = {
    4: ("v",),
    8: ("h", "v"),
    16: ("v", "h", "v"),
    32: ("h", "v", "h", "v"),
}
"""Pages a sheet to its folds in order; `v` folds the left half over, `h` the upper half down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A place on one side of a sheet."""

    page: int | None
    """0-based; None is a blank that fills up."""
    column: int
    row: int
    """From the head of the sheet."""
    turned: bool
    """Head down."""
    creep: float = 0.0
    """Points towards the spine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a sheet, as it is seen."""

    columns: int
    rows: int
    cells: tuple[Cell, ...]


def spreads(
    pages: int, binding: Binding, signature: int = 16, creep: float = 0.0
) -> tuple[Side, ...]:
    """Sides of two pages, front and back in turn, for sheets folded once and laid into each other.

    Saddle stitch: one nest of all sheets; perfect binding: nests of `signature` pages. `creep` is
    the thickness of a leaf in points: each inner sheet moves by so much towards the spine.
    """
    nest = _full(pages, 4) if binding == "saddle" else signature
    sides: list[Side] = []
    for start in range(0, _full(pages, nest), nest):
        for i in range(nest // 4):
            shift = i * creep
            outer = (start + nest - 1 - 2 * i, start + 2 * i)
            inner = (start + 2 * i + 1, start + nest - 2 - 2 * i)
            sides += (_pair(outer, pages, shift), _pair(inner, pages, shift))
    return tuple(sides)


def _full(pages: int, unit: int) -> int:
    return -(-pages // unit) * unit


def _pair(numbers: tuple[int, int], pages: int, creep: float) -> Side:
    cells = tuple(
        Cell(page=n if n < pages else None, column=i, row=0, turned=False, creep=creep)
        for i, n in enumerate(numbers)
    )
    return Side(columns=2, rows=1, cells=cells)


# --- sheets that are folded more than once --------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Face:
    """A place on the flat sheet, and how it lies in the folded stack."""

    column: int
    row: int
    back: bool
    turned: bool = False

    def turn(self, *, head: bool) -> _Face:
        """The face after the paper below it was folded over."""
        return _Face(self.column, self.row, self.back, self.turned != head)


_Stack = tuple[tuple[_Face, _Face], ...]
"""Leaves from the top; each shows its upper face first."""


def folded(pages: int) -> tuple[_Face, ...]:
    """The faces of a sheet of 4, 8, 16 or 32 pages in the order in which the folded sheet is read.

    Raises KeyError for another number.
    """
    folds = _FOLDS[pages]
    columns, rows = 2 ** folds.count("v"), 2 ** folds.count("h")
    grid: list[list[_Stack]] = [
        [((_Face(c, r, back=False), _Face(c, r, back=True)),) for c in range(columns)]
        for r in range(rows)
    ]
    for fold in folds:
        grid = _fold_left_over(grid) if fold == "v" else _fold_head_down(grid)
    return tuple(face for leaf in grid[0][0] for face in leaf)


def _fold_left_over(grid: list[list[_Stack]]) -> list[list[_Stack]]:
    """The left half comes to lie on the right one, its back up; heads stay up."""
    half = len(grid[0]) // 2
    return [
        [_flipped(row[half - 1 - i], head=False) + row[half + i] for i in range(half)]
        for row in grid
    ]


def _fold_head_down(grid: list[list[_Stack]]) -> list[list[_Stack]]:
    """The upper half comes to lie on the lower one, heads down."""
    half = len(grid) // 2
    return [
        [
            _flipped(up, head=True) + low
            for up, low in zip(grid[half - 1 - i], grid[half + i], strict=True)
        ]
        for i in range(half)
    ]


def _flipped(stack: _Stack, *, head: bool) -> _Stack:
    return tuple((under.turn(head=head), upper.turn(head=head)) for upper, under in reversed(stack))


def flat_sheets(
    pages: int, signature: int, binding: Binding = "perfect", creep: float = 0.0
) -> tuple[Side, ...]:
    """Front and back of each flat sheet of 4, 8, 16 or 32 pages, turned over sidewise.

    Perfect binding: folded sheets follow each other. Saddle stitch: each lies in the fold of the
    one before, and each leaf moves by `creep` points more towards the spine.
    """
    faces = folded(signature)
    columns = 1 + max(face.column for face in faces)
    rows = 1 + max(face.row for face in faces)
    # The last fold brings the left half over: page 1 lies uppermost, its spine at the left.
    upright = faces[0].turned
    sides: list[Side] = []
    for numbers, depths in _sheets(_full(pages, signature), signature, binding):
        for back in (False, True):
            cells = tuple(
                Cell(
                    page=number if number < pages else None,
                    column=columns - 1 - face.column if back else face.column,
                    row=face.row,
                    turned=face.turned != upright,
                    creep=depth * creep,
                )
                for face, number, depth in zip(faces, numbers, depths, strict=True)
                if face.back is back
            )
            sides.append(Side(columns=columns, rows=rows, cells=cells))
    return tuple(sides)


def _sheets(
    total: int, signature: int, binding: Binding
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Pages of each folded sheet as it is read, and how many leaves lie around each in the nest."""
    half = signature // 2
    for start in range(0, total, signature):
        if binding == "perfect":
            yield tuple(range(start, start + signature)), (0,) * signature
        else:
            first = start // 2
            numbers = (*range(first, first + half), *range(total - first - half, total - first))
            yield numbers, tuple(min(n, total - 1 - n) // 2 for n in numbers)


# --- drawing --------------------------------------------------------------------------------


def impose(
    data: bytes,
    *,
    binding: Binding = "saddle",
    signature: int = 16,
    paper: Paper = "A4",
    leaf: float = 0.0,
) -> bytes:
    """A booklet: the pages of a print PDF laid on sheets, with marks; same input, same bytes.

    `leaf` is the thickness of a leaf in points and moves inner leaves of a saddle-stitched booklet.
    `paper` `flat` makes sheets of `signature` pages, folded up to 4 times, at full size with bleed.
    On A4 and A3 sheets are folded once: saddle stitch lays all of them into one another, perfect
    binding so many that they make `signature` pages.
    """
    with pikepdf.open(io.BytesIO(data)) as source, pikepdf.new() as made:
        pages, creep = len(source.pages), leaf if binding == "saddle" else 0.0
        if paper == "flat":
            sides = flat_sheets(pages, signature, binding, creep)
        else:
            sides = spreads(pages, binding, signature, creep)
        table = _Table(source, made)
        for side in sides:
            table.lay(side, PAPERS.get(paper))
        buffer = io.BytesIO()
        if "/OutputIntents" in source.Root:
            intents = source.make_indirect(source.Root.OutputIntents)
            made.Root.OutputIntents = made.copy_foreign(intents)
        made.save(buffer, deterministic_id=True, force_version="1.6")
        return buffer.getvalue()


class _Table:
    """Lays pages of one file on sheets of another."""

    def __init__(self, source: pikepdf.Pdf, made: pikepdf.Pdf) -> None:
        self.made = made
        first = source.pages[0].obj
        self.trim: Box = box_of(first, "/TrimBox") or box_of(first, "/MediaBox") or (0, 0, 0, 0)
        bleed = box_of(first, "/BleedBox") or self.trim
        self.bleed = self.trim[0] - bleed[0]
        self.forms = [made.copy_foreign(page.as_form_xobject()) for page in source.pages]
        for form in self.forms:
            form.BBox = rectangle(bleed)

    def lay(self, side: Side, paper: tuple[float, float] | None) -> None:
        """One side of a sheet as a page."""
        width, height = self.trim[2] - self.trim[0], self.trim[3] - self.trim[1]
        gap = 0.0 if paper else 2 * self.bleed
        across = side.columns * width + (side.columns // 2 - 1) * gap
        down = side.rows * height + (side.rows - 1) * gap
        edge = 0.0 if paper else self.bleed + 12
        sheet = paper or (across + 2 * edge, down + 2 * edge)
        scale = min(1.0, sheet[0] / across, sheet[1] / down)
        left, foot = (sheet[0] - across * scale) / 2, (sheet[1] - down * scale) / 2
        page = self.made.add_blank_page(page_size=sheet)
        page.obj.MediaBox = rectangle((0, 0, *sheet))
        edges = _edges(side, left, foot, width * scale, height * scale, gap)
        area = (left, foot, left + across * scale, foot + down * scale)
        # On given paper nothing bleeds, and ticks may begin near the trim.
        code = [_ticks(edges, sheet, area, 0.0 if paper else self.bleed)]
        for cell in side.cells:
            x = left + (cell.column * width + (cell.column // 2) * gap) * scale
            y = foot + ((side.rows - 1 - cell.row) * (height + gap)) * scale
            if cell.page is not None:
                name = pikepdf.Name(f"/Page{cell.page + 1}")
                page.add_resource(self.forms[cell.page], pikepdf.Name.XObject, name)
                code.append(self._place(str(name), cell, (x, y), scale, bled=gap > 0))
        page.contents_add(self.made.make_stream("".join(code).encode()))

    def _place(
        self, name: str, cell: Cell, at: tuple[float, float], scale: float, *, bled: bool
    ) -> str:
        """A page on its cell, cut at the spine, and at the trim or the bleed elsewhere."""
        width, height = self.trim[2] - self.trim[0], self.trim[3] - self.trim[1]
        spine_right = cell.column % 2 == 0
        push = cell.creep * (1 if spine_right else -1)
        over = self.bleed if bled else 0.0
        x0 = at[0] - (0 if not spine_right else over * scale)
        wide = (width + over) * scale
        y0, high = at[1] - over * scale, (height + 2 * over) * scale
        turn = (-scale, -scale) if cell.turned else (scale, scale)
        origin = (self.trim[2], self.trim[3]) if cell.turned else (self.trim[0], self.trim[1])
        x = at[0] + push - turn[0] * origin[0]
        y = at[1] - turn[1] * origin[1]
        return (
            f"q {x0:.3f} {y0:.3f} {wide:.3f} {high:.3f} re W n "
            f"{turn[0]:.6f} 0 0 {turn[1]:.6f} {x:.3f} {y:.3f} cm {name} Do Q\n"
        )


Edges = tuple[tuple[float, ...], tuple[float, ...]]


def _edges(side: Side, left: float, foot: float, width: float, height: float, gap: float) -> Edges:
    """Where a sheet is cut or folded: x of every page's sides, y of its head and foot."""
    xs = {left + (c.column * width + (c.column // 2) * gap) for c in side.cells}
    ys = {foot + (side.rows - 1 - c.row) * (height + gap) for c in side.cells}
    both = sorted({round(v, 3) for x in xs for v in (x, x + width)})
    return tuple(both), tuple(sorted({round(v, 3) for y in ys for v in (y, y + height)}))


def _ticks(edges: Edges, sheet: tuple[float, float], area: Box, bleed: float) -> str:
    """Short lines in the margins, as far as there is margin."""
    lines: list[str] = []
    near, far = bleed + 2, bleed + 11
    for x in edges[0]:
        for y0, y1 in ((area[1] - near, area[1] - far), (area[3] + near, area[3] + far)):
            if 0 <= y0 <= sheet[1]:
                lines.append(f"{x:.3f} {y0:.3f} m {x:.3f} {min(max(y1, 0), sheet[1]):.3f} l S ")
    for y in edges[1]:
        for x0, x1 in ((area[0] - near, area[0] - far), (area[2] + near, area[2] + far)):
            if 0 <= x0 <= sheet[0]:
                lines.append(f"{x0:.3f} {y:.3f} m {min(max(x1, 0), sheet[0]):.3f} {y:.3f} l S ")
    return "q 0 0 0 1 K 0.25 w " + "".join(lines) + "Q\n"
