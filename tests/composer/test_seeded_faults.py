"""Twenty faults seeded into a finished PDF: the line ruler must find each, and none before."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import median

import pikepdf
import pytest

from ruler import LEFT, SIZE, fonts, page, set_text
from wenxuan.checks.glyphs import Glyph, glyphs_of, lines_of
from wenxuan.checks.lines import Area, Fault, end_of, line_faults

MEASURE = 12.3
AREA = Area(left=LEFT, right=LEFT + MEASURE * SIZE, size=SIZE, leading=2 * SIZE)
FIRST = (
    "中国文字，排版国永。“中国”文字Python排版12国永（中国）文字、《排版》国永中国——文字排版，"
    "国永2024年中国文字排版国永中国文字，排版……国永（中国《文字》）排版国永A中国文字。"
)
SECOND = "段落测试中国文字排版国永，中国文字排版国永中国文字排版国永文字测试段落排版国永。"
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>"

HAN = "中国文字排版永"

Lines = list[list[Glyph]]


SONG = Path(__file__).resolve().parents[2] / "fonts" / "WenxuanSong-Regular.ttf"
KEPT = Path(__file__).parent / "chromium.pdf"
CSS = "p { text-indent: 2em }"


@cache
def finished(engine: str = "wenxuan") -> bytes:
    """The PDF that is spoiled, by this engine in the same column and font."""
    return ENGINES[engine]()


def by_wenxuan() -> bytes:
    """Our own."""
    return set_text(BODY, measure=MEASURE, css=CSS).data


def by_typst() -> bytes:
    """Typst's; its lines are as far apart as ours."""
    import typst

    head = (
        f"#set page(width: 800pt, height: 800pt, margin: (left: {LEFT}pt, top: 20pt, bottom: 20pt,"
        f"right: {800 - AREA.right}pt))\n#set smartquote(enabled: false)\n"
        f'#set text(font: "Grid", size: {SIZE}pt, lang: "zh", region: "cn",'
        "top-edge: 0.88em, bottom-edge: -0.12em)\n"
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 10pt,"
        "spacing: 10pt)\n"
    )
    body = f'#text("{FIRST}")\n\n#text("{SECOND}")'
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "page.typ"
        source.write_text(head + body, "utf-8")
        return bytes(typst.compile(str(source), font_paths=[str(fonts())]))


def by_chromium() -> bytes:
    """Chromium's, with its CSS for Chinese, in a font whose features it squeezes by.

    Where it is not installed, the page that version 156 made of the same text.
    """
    program = shutil.which("chromium")
    if program is None:
        return KEPT.read_bytes()
    face = f"@font-face {{ font-family: grid; src: url({SONG.as_uri()}) }}"
    extra = (
        "html { font-feature-settings: 'liga' 0, 'ccmp' 0; line-break: strict;"
        "text-spacing-trim: normal; text-autospace: normal }"
    )
    html = page(BODY, measure=MEASURE, lang="zh-Hans", css=CSS + face + extra)
    with tempfile.TemporaryDirectory() as folder:
        source, path = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(html.replace("<html", "<!doctype html><html"), "utf-8")
        subprocess.run(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
             f"--user-data-dir={folder}/profile", f"--print-to-pdf={path}", source.as_uri()],
            check=True, capture_output=True, timeout=120,
        )
        return path.read_bytes()


ENGINES = {"wenxuan": by_wenxuan, "typst": by_typst, "chromium": by_chromium}


def rewritten(data: bytes, spoil: Callable[[Lines], Lines]) -> Lines:
    """Lines read back from a page whose content stream draws the spoiled glyphs one by one."""
    with pikepdf.open(BytesIO(data)) as pdf:
        sheet = pdf.pages[0]
        inked = [glyph for glyph in glyphs_of(sheet) if glyph.char.strip()]
        resources = sheet.resources.Font.items()
        names = {str(font.get("/BaseFont", "")).lstrip("/"): name for name, font in resources}
        parts = [
            f"{names[g.font]} {g.size:.4f} Tf 1 0 0 1 {g.x:.4f} {g.y:.4f} Tm <{g.gid:04x}> Tj"
            for line in spoil(lines_of(inked)) for g in line
        ]
        sheet.Contents = pdf.make_stream(f"BT {' '.join(parts)} ET".encode())
        return lines_of(glyphs_of(sheet))


def faults(
    spoil: Callable[[Lines], Lines] = lambda lines: lines, engine: str = "wenxuan"
) -> list[Fault]:
    """Faults of the spoiled page."""
    return line_faults(rewritten(finished(engine), spoil), area_of(engine), FIRST + SECOND)


@cache
def area_of(engine: str) -> Area:
    """The column as the engine has it: edges, size and leading of most of its lines."""
    lines = rewritten(finished(engine), lambda lines: lines)
    ends = [end for end in map(end_of, lines) if abs(end - AREA.right) < SIZE / 5]
    starts = [line[0].x for line in lines if abs(line[0].x - LEFT) < SIZE / 5]
    steps = [one[0].y - two[0].y for one, two in pairwise(lines)]
    return replace(
        AREA, left=median(starts), right=median(ends), size=lines[0][0].size,
        leading=median(steps),
    )


def find(lines: Lines, text: str) -> tuple[int, int]:
    """Line and place of the first occurrence of some characters."""
    for row, line in enumerate(lines):
        at = "".join(glyph.char for glyph in line).find(text)
        if at >= 0:
            return row, at
    raise AssertionError(text)


def moved(line: list[Glyph], start: int, stop: int | None, dx: float, dy: float = 0.0) -> None:
    """Move the glyphs of a line from ``start`` to ``stop`` by so many em."""
    for index in range(start, len(line) if stop is None else stop):
        glyph = line[index]
        line[index] = replace(glyph, x=glyph.x + dx * SIZE, y=glyph.y + dy * SIZE)


def shift(text: str, dx: float, dy: float = 0.0, *, after: int = 0, rest: bool = False):
    """Mutation: the glyph ``after`` the beginning of ``text``, or all from there, is moved."""

    def spoil(lines: Lines) -> Lines:
        row, at = find(lines, text)
        start = at + after
        moved(lines[row], start, None if rest else start + 1, dx, dy)
        return lines

    return spoil


def at_border(dx: float, *, after: bool = False) -> Callable[[Lines], Lines]:
    """Mutation: all from the first Latin letter after a Han, or Han after one, is moved."""

    def spoil(lines: Lines) -> Lines:
        for line in lines:
            for at, (a, b) in enumerate(pairwise(line)):
                if (b if after else a).char in HAN and (a if after else b).char.isascii():
                    moved(line, at + 1, None, dx)
                    return lines
        raise AssertionError

    return spoil


def carried(count: int, *, down: bool) -> Callable[[Lines], Lines]:
    """Mutation: characters at the turn of the first two lines change to the other line."""

    def spoil(lines: Lines) -> Lines:
        one, two = lines[0], lines[1]
        if down:
            taken = [one.pop() for _ in range(count)][::-1]
            moved(two, 0, None, count)
            placed = [replace(g, x=LEFT + i * SIZE, y=two[0].y) for i, g in enumerate(taken)]
            lines[1] = placed + two
        else:
            taken = [two.pop(0) for _ in range(count)]
            right = one[-1].right
            one += [replace(g, x=right + i * SIZE, y=one[0].y) for i, g in enumerate(taken)]
            moved(two, 0, None, -count)
        return lines

    return spoil


def turned(mark: str, *, end: bool) -> Callable[[Lines], Lines]:
    """Mutation: the glyph at the turn of two lines is exchanged for a mark of the page."""

    def spoil(lines: Lines) -> Lines:
        row, at = find(lines, mark)
        glyph = lines[row][at]
        old = lines[1][-1] if end else lines[2][0]
        new = replace(glyph, x=old.x, y=old.y)
        if end:
            lines[1][-1] = new
        else:
            lines[2][0] = new
        return lines

    return spoil


def gone(text: str) -> Callable[[Lines], Lines]:
    """Mutation: a glyph is missing."""

    def spoil(lines: Lines) -> Lines:
        row, at = find(lines, text)
        del lines[row][at]
        return lines

    return spoil


def line_moved(dy: float) -> Callable[[Lines], Lines]:
    """Mutation: the third line leaves the grid."""

    def spoil(lines: Lines) -> Lines:
        moved(lines[2], 0, None, 0.0, dy)
        return lines

    return spoil


def no_glyph(lines: Lines) -> Lines:
    """Mutation: a character is drawn as .notdef."""
    row, at = find(lines, "排版")
    lines[row][at] = replace(lines[row][at], gid=0)
    return lines


def parted_dash(lines: Lines) -> Lines:
    """Mutation: the second half of a dash begins the next line."""
    row, at = find(lines, "——")
    half = lines[row][at + 1]
    below = lines[row + 1]
    lines[row] = lines[row][:at + 1]
    lines[row + 1] = [replace(half, x=LEFT, y=below[0].y), *below]
    return lines


def stretched_last(lines: Lines) -> Lines:
    """Mutation: the last line is justified."""
    line = lines[-1]
    for index in range(len(line)):
        moved(line, index, index + 1, 0.05 * index)
    return lines


def lonely(lines: Lines) -> Lines:
    """Mutation: the last line keeps one Han and its stop."""
    lines[-1] = [replace(g, x=LEFT + i * SIZE) for i, g in enumerate(lines[-1][-2:])]
    return lines


def swapped(lines: Lines) -> Lines:
    """Mutation: two neighbors change places."""
    row, at = find(lines, "测试")
    a, b = lines[row][at], lines[row][at + 1]
    lines[row][at], lines[row][at + 1] = replace(b, x=a.x), replace(a, x=b.x)
    return lines


SEEDED = {
    "glyph 0.02 em to the right": (shift("文字，", 0.02), "pitch"),
    "glyph 0.1 em to the left": (shift("段落", -0.1, after=1), "pitch"),
    "glyph 0.05 em too high": (shift("段落测", 0, 0.01, after=1), "baseline"),
    "squeeze missing between comma and bracket": (shift("、《", 0.5, after=1, rest=True), "pair"),
    "squeeze missing between closing brackets": (shift("》）", 0.5, after=1, rest=True), "pair"),
    "line too short by 0.1 pt": (shift("测试中国", -0.01, after=2, rest=True), "right edge"),
    "line beyond the measure": (shift("测试中国", 0.06, after=3, rest=True), "right edge"),
    "closing mark begins a line": (turned("。", end=False), "start"),
    "comma begins a line": (turned("，", end=False), "start"),
    "opening bracket ends a line": (turned("（", end=True), "end"),
    "dash with a gap": (shift("——", 0.2, after=1, rest=True), "dash"),
    "dash over two lines": (parted_dash, "dash"),
    "no space between Han and Latin": (at_border(-0.25), "Han-Latin"),
    "space of 0.8 em between Han and Latin": (at_border(0.8, after=True), "Han-Latin"),
    "space before a comma": (shift("字，", 0.25, after=1), "mark"),
    "letter gap inside a word": (shift("thon", 0.1, after=1, rest=True), "word"),
    "line off the grid by 0.5 pt": (line_moved(0.05), "grid"),
    "first line without its indent": (shift("段落", -2, rest=True), "right edge"),
    "first line with half its indent": (shift("段落", -0.7, rest=True), "left edge"),
    "missing glyph": (gone("文字，"), "text"),
    "glyph .notdef": (no_glyph, "no glyph"),
    "last line of one Han": (lonely, "last line"),
    "last line stretched": (stretched_last, "stretched"),
    "characters in another order": (swapped, "text"),
    "character of the next line on this one": (carried(1, down=False), "right edge"),
    "character of this line on the next": (carried(1, down=True), "right edge"),
}


def test_control_finished_page_has_no_fault() -> None:
    """Redrawn glyph by glyph, and as it was written, the page is without fault."""
    assert faults() == []
    setting = set_text(BODY, measure=MEASURE, css="p { text-indent: 2em }")
    assert line_faults(setting.lines, AREA) == []


def test_there_are_at_least_twenty_seeds() -> None:
    """No two seeds give the same list of faults, so each tells the ruler something else."""
    assert len(SEEDED) >= 20
    found = [tuple(faults(spoil)) for spoil, _ in SEEDED.values()]
    assert len(set(found)) == len(found)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_seeded_faults_are_found(engine: str) -> None:
    """In the output of each engine the ruler names every seed, beside what was there before."""
    before = Counter(faults(engine=engine))
    missed = [
        name for name, (spoil, kind) in SEEDED.items()
        if kind not in {fault.kind for fault in Counter(faults(spoil, engine)) - before}
    ]
    assert missed == []
