"""Booklets: sheets printed on both sides are folded by the test and read from page 1 on."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pikepdf
import pymupdf
import pytest
import specimen

from wenxuan.printkit.imposition import Cell, Side, flat_sheets, impose, spreads

# --- folding paper --------------------------------------------------------------------------


def fold(front: Side, back: Side, folds: str) -> list[tuple[int | None, bool]]:
    """Pages of a sheet in reading order with their heads up or not, by folding its leaves in space.

    A leaf is a square of paper at x, y with a height z; each fold reflects half of the leaves and
    puts them, in reversed order, on the others.
    """
    under = {(c.column, c.row): c for c in back.cells}
    width, height = front.columns, front.rows
    leaves = []
    for cell in front.cells:
        behind = under[width - 1 - cell.column, cell.row]
        leaves.append(
            {"x": cell.column + 0.5, "y": cell.row + 0.5, "z": 0, "up": (cell.page, cell.turned),
             "down": (behind.page, behind.turned)}
        )  # fmt: skip
    for direction in folds:
        axis, size = ("x", width) if direction == "v" else ("y", height)
        middle, top = size / 2, max(leaf["z"] for leaf in leaves)
        for leaf in leaves:
            if leaf[axis] < middle:
                leaf[axis] = size - leaf[axis]
                leaf["z"] = 2 * top + 1 - leaf["z"]
                leaf["up"], leaf["down"] = leaf["down"], leaf["up"]
                if direction == "h":
                    leaf["up"] = (leaf["up"][0], not leaf["up"][1])
                    leaf["down"] = (leaf["down"][0], not leaf["down"][1])
            leaf[axis] -= middle
        width, height = (width // 2, height) if direction == "v" else (width, height // 2)
    stack = sorted(leaves, key=lambda leaf: -leaf["z"])
    return [side for leaf in stack for side in (leaf["up"], leaf["down"])]


FOLDS = {4: "v", 8: "hv", 16: "vhv", 32: "hvhv"}


@pytest.mark.parametrize("signature", FOLDS)
@pytest.mark.parametrize("pages", [4, 30, 64])
def test_flat_sheets_fold_into_signatures(signature, pages):
    """Sheets of 4, 8, 16 and 32 pages, folded and stacked, read 1, 2, 3… with all heads up."""
    sides = flat_sheets(pages, signature)
    read = []
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        read += fold(front, back, FOLDS[signature])
    numbers = [page for page, _ in read]
    assert numbers[:pages] == list(range(pages))
    assert set(numbers[pages:]) <= {None}
    assert len({turned for _, turned in read}) == 1


def test_a_wrong_sheet_is_seen_by_folding():
    """Two pages exchanged on a sheet of 16 do not read on when folded."""
    front, back = flat_sheets(16, 16)
    cells = list(front.cells)
    a, b = cells[0], cells[3]
    from dataclasses import replace

    cells[0], cells[3] = replace(a, page=b.page), replace(b, page=a.page)
    wrong = Side(columns=front.columns, rows=front.rows, cells=tuple(cells))
    assert [p for p, _ in fold(wrong, back, "vhv")] != list(range(16))


def nested(sides: tuple[Side, ...], per_nest: int) -> list[int | None]:
    """Pages in reading order of sheets folded once and laid into each other, nest after nest."""
    read: list[int | None] = []
    sheets = [(f.cells, b.cells) for f, b in zip(sides[::2], sides[1::2], strict=True)]
    for start in range(0, len(sheets), per_nest):
        first: list[int | None] = []
        last: list[int | None] = []
        for front, back in sheets[start : start + per_nest]:
            first += [front[1].page, back[0].page]
            last = [back[1].page, front[0].page, *last]
        read += first + last
    return read


def sheets_nested(sides: tuple[Side, ...], signature: int) -> list[tuple[int | None, bool]]:
    """Pages with their heads, of sheets folded one by one, each laid into the one before."""
    first, last = [], []
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        read = fold(front, back, FOLDS[signature])
        first += read[: signature // 2]
        last = read[signature // 2 :] + last
    return first + last


@pytest.mark.parametrize("signature", FOLDS)
@pytest.mark.parametrize("pages", [4, 30, 64])
def test_flat_sheets_nest_for_saddle_stitch(signature, pages):
    """Sheets of 4 to 32 pages, folded and laid into each other, read on with all heads up."""
    sides = flat_sheets(pages, signature, "saddle")
    read = sheets_nested(sides, signature)
    numbers = [page for page, _ in read]
    assert numbers[:pages] == list(range(pages))
    assert numbers[pages:] == [None] * (len(numbers) - pages)
    assert len({turned for _, turned in read}) == 1
    if pages > signature:
        gathered = sheets_nested(flat_sheets(pages, signature), signature)
        assert [page for page, _ in gathered][:pages] != list(range(pages))


@pytest.mark.parametrize("signature", FOLDS)
def test_creep_of_nested_sheets_grows_leaf_by_leaf(signature):
    """In the nest each leaf has one more around it than the one outside it; gathered ones none."""
    sides = flat_sheets(64, signature, "saddle", creep=0.5)
    moved = {cell.page: cell.creep for side in sides for cell in side.cells}
    assert [moved[page] for page in range(64)] == [min(p, 63 - p) // 2 * 0.5 for p in range(64)]
    assert {c.creep for s in flat_sheets(64, signature) for c in s.cells} == {0.0}


@pytest.mark.parametrize("pages", [1, 4, 10, 50, 66])
def test_saddle_stitch_reads_on(pages):
    """All sheets of a saddle-stitched booklet in one nest read from the first page to the last."""
    sides = spreads(pages, "saddle")
    read = nested(sides, len(sides) // 2)
    assert read[:pages] == list(range(pages))
    assert read[pages:] == [None] * (len(read) - pages)
    assert len(read) % 4 == 0


@pytest.mark.parametrize("signature", [8, 16, 32])
def test_perfect_binding_reads_on(signature):
    """Nests of 8, 16 or 32 pages, gathered, read on."""
    sides = spreads(50, "perfect", signature)
    read = nested(sides, signature // 4)
    assert read[:50] == list(range(50))
    assert len(read) % signature == 0


def page_order(sides: Iterable[Side]) -> Iterator[tuple[int | None, ...]]:
    """The pages of each side in rows from the head: 1-based, None for a blank."""
    for side in sides:
        cells = sorted(side.cells, key=lambda c: (c.row, c.column))
        yield tuple(None if c.page is None else c.page + 1 for c in cells)


def test_the_page_order_of_eight():
    """The sheets of eight pages are those of the trade: 8 1, 2 7, 6 3, 4 5."""
    assert list(page_order(spreads(8, "saddle"))) == [(8, 1), (2, 7), (6, 3), (4, 5)]


def test_creep_grows_inwards():
    """Each inner sheet moves by one more leaf towards the spine; perfect binding has no creep."""
    sides = spreads(16, "saddle", creep=0.3)
    assert [side.cells[0].creep for side in sides] == pytest.approx(
        [0, 0, 0.3, 0.3, 0.6, 0.6, 0.9, 0.9]
    )
    assert {c.creep for s in spreads(16, "perfect", 16) for c in s.cells} == {0.0}


# --- in PDF ---------------------------------------------------------------------------------


def numbered(pages: int) -> bytes:
    """A6 pages that bear their number at one place."""
    with pymupdf.open() as document:
        for number in range(pages):
            page = document.new_page(width=297.6, height=419.5)
            page.insert_text((100, 100), f"p{number + 1}", fontsize=20)
        return document.tobytes()


def test_the_booklet_bears_its_pages_where_they_belong():
    """On each side of the PDF the left and the right page are those of the plan."""
    with pymupdf.open(stream=impose(numbered(10), paper="A4")) as booklet:
        found = []
        for sheet in booklet:
            words = sorted((w[0], int(w[4][1:])) for w in sheet.get_text("words"))
            left = [n for x, n in words if x < sheet.rect.width / 2]
            right = [n for x, n in words if x > sheet.rect.width / 2]
            found.append(tuple(n[0] if n else None for n in (left, right)))
        assert (booklet[0].rect.width, booklet[0].rect.height) == pytest.approx(
            (841.9, 595.3), abs=0.1
        )
    assert found == list(page_order(spreads(10, "saddle")))


def test_creep_moves_the_page_towards_the_spine():
    """On the innermost sheet of 16 pages the right page stands three leaves further left."""
    shifts = []
    for leaf in (0.0, 2.0):
        with pymupdf.open(stream=impose(numbered(16), paper="A4", leaf=leaf)) as booklet:
            shifts.append(max(w[0] for w in booklet[6].get_text("words")))
    assert shifts[0] - shifts[1] == pytest.approx(6.0, abs=0.01)


def test_upside_down_pages_are_upside_down():
    """On a flat sheet of eight the upper row stands on its head, the lower one does not."""
    with pymupdf.open(stream=impose(numbered(8), paper="flat", signature=8)) as sheets:
        spans = [
            (span["text"], line["dir"])
            for block in sheets[0].get_text("dict")["blocks"]
            for line in block["lines"]
            for span in line["spans"]
        ]
    assert {text: round(direction[0]) for text, direction in spans} == {
        "p3": -1,
        "p6": -1,
        "p2": 1,
        "p7": 1,
    }


def sides_of(data: bytes, columns: int, rows: int) -> tuple[Side, ...]:
    """The sheets of a PDF as they are seen: where each numbered page lies, and its head."""
    sides = []
    with pymupdf.open(stream=data) as sheets:
        for sheet in sheets:
            seen = {}
            for block in sheet.get_text("dict")["blocks"]:
                for line in block["lines"]:
                    x, y = line["spans"][0]["origin"]
                    at = int(x / sheet.rect.width * columns), int(y / sheet.rect.height * rows)
                    seen[at] = int(line["spans"][0]["text"][1:]) - 1, line["dir"][0] < 0
            blank = (None, False)
            sides.append(Side(columns=columns, rows=rows, cells=tuple(
                Cell(page=seen.get((c, r), blank)[0], column=c, row=r,
                     turned=seen.get((c, r), blank)[1])
                for c in range(columns) for r in range(rows)
            )))  # fmt: skip
    return tuple(sides)


SHAPES = {4: (2, 1), 8: (2, 2), 16: (4, 2), 32: (4, 4)}


@pytest.mark.parametrize("signature", SHAPES)
@pytest.mark.parametrize("binding", ["saddle", "perfect"])
def test_the_flat_sheets_of_a_pdf_are_folded(signature, binding):
    """Pages read off the PDF's own sheets, folded and bound as asked, are 1, 2, 3…; else not."""
    data = impose(numbered(40), binding=binding, paper="flat", signature=signature, leaf=0.28)
    sides = sides_of(data, *SHAPES[signature])
    gathered = [
        page
        for front, back in zip(sides[::2], sides[1::2], strict=True)
        for page, _ in fold(front, back, FOLDS[signature])
    ]
    nest = [page for page, _ in sheets_nested(sides, signature)]
    right, wrong = (nest, gathered) if binding == "saddle" else (gathered, nest)
    assert right[:40] == list(range(40))
    assert wrong[:40] != list(range(40))


def test_creep_moves_pages_of_a_flat_sheet():
    """On nested flat sheets of 16 the innermost pages stand towards the spine by 7 leaves."""
    places = []
    for leaf in (0.0, 1.0):
        with pymupdf.open(
            stream=impose(numbered(32), paper="flat", signature=16, leaf=leaf)
        ) as sheets:
            places.append({w[4]: w[0] for sheet in sheets for w in sheet.get_text("words")})
    moved = {int(k[1:]): round(abs(places[1][k] - places[0][k]), 2) for k in places[0]}
    assert moved == {page: min(page - 1, 32 - page) // 2 for page in range(1, 33)}


def test_a_booklet_is_the_same_twice():
    """Same pages, same bytes; pages too large for the sheet are made smaller, none larger."""
    data = specimen.printed()
    assert impose(data, paper="A4") == impose(data, paper="A4")
    with pikepdf.open(io.BytesIO(impose(data, paper="A3"))) as booklet:
        booklet.pages[0].contents_coalesce()
        code = booklet.pages[0].Contents.read_bytes().decode()
        intents = booklet.Root.OutputIntents
        assert str(intents[0].OutputConditionIdentifier) == "FOGRA39"
    assert "n 1.000000 0 0 1.000000" in code


@pytest.mark.parametrize(("height", "ticks"), [(203, True), (210, False)])
def test_ticks_need_a_little_margin(height, ticks):
    """203 mm high pages leave 3.5 mm on A4: ticks stand there, bleed or not; 210 mm leave none."""
    pdf = pikepdf.new()
    for _ in range(4):
        page = pdf.add_blank_page(page_size=(600, 800))
        x, y, wide, high = 30.0, 30.0, 148.5 * 72 / 25.4, height * 72 / 25.4
        page.obj.TrimBox = pikepdf.Array([x, y, x + wide, y + high])
        page.obj.BleedBox = pikepdf.Array([x - 9, y - 9, x + wide + 9, y + high + 9])
    buffer = io.BytesIO()
    pdf.save(buffer)
    with pikepdf.open(io.BytesIO(impose(buffer.getvalue(), paper="A4"))) as booklet:
        names = [str(i.operator) for i in pikepdf.parse_content_stream(booklet.pages[0])]
    assert ("l" in names) is ticks
