"""The same text set by wenxuan, Typst, Chromium and XeLaTeX, measured by one ruler from the PDFs.

Usage: python tools/bench_typography.py [--out FILE] [--keep FOLDER] [--characters N]
                                        [--held-out FOLDER]
Text: with --held-out, first a text that nothing was tuned on (see held_out.py); then the
paragraphs of content/ and of the samples, if present, and seeded text up to N characters, on
which the composer was developed. Every engine sets it in WenxuanSong 12 pt, justified, 2 em
indent, in columns of 25.5 em and of 26 em. Glyphs are read from the content streams: glyph,
font file, position.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import Path
from statistics import mean, pstdev
from unicodedata import east_asian_width

import pikepdf
from bench_compose import sentence
from held_out import NOTE, SOURCES, held_out

from wenxuan.checks.glyphs import Glyph, glyphs_of, lines_of
from wenxuan.checks.lines import Area, end_of, ends_paragraph, is_squeezable, pitch_of
from wenxuan.typography.classes import ALPHANUMERIC, FULL_WIDTH_MARKS, Kind, kind_of
from wenxuan.typography.conventions import GB
from wenxuan.typography.spacing import no_end, no_start

ROOT = Path(__file__).resolve().parent.parent
FONT = ROOT / "fonts" / "WenxuanSong-Regular.ttf"
SIZE, LEADING = 12.0, 20.0
# Whole CSS pixels, so that no engine rounds them.
PAGE = (420.0, 594.0)
LEFT, TOP = 48.0, 42.0
MEASURES = (25.5, 26.0)
_WIDE = str.maketrans(",;:?!()", "，；：？！（）")


# --- text ---------------------------------------------------------------------------------


def paragraphs(least: int) -> tuple[list[str], dict[str, int]]:
    """Paragraphs of at least that many characters in all, and how many come from where."""
    found: list[str] = []
    counts: dict[str, int] = {}
    for name, texts in (("content", _content()), ("samples", _samples()), ("seeded", _seeded())):
        own = 0
        for text in texts:
            if name == "seeded" and sum(counts.values()) + own >= least:
                break
            found.append(text)
            own += len(text)
        counts[name] = own
    return found, counts


def _content() -> list[str]:
    """Paragraphs of the publications without markup, notes, lists and tables."""
    made = []
    for path in sorted((ROOT / "content").glob("*/*.md")):
        text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text("utf-8"), flags=re.DOTALL)
        blocks = re.split(r"\n\s*\n", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
        made += [
            _bare(re.sub(r"(?m)^\s*(>|-|\d+\.)\s*|^:::.*$", "", block))
            for block in blocks if not re.match(r"\s*([#|:!`<]|\[\^)", block)
        ]
    return [text for text in made if len(text) > 20]


def _bare(block: str) -> str:
    """Text of one Markdown paragraph."""
    text = re.sub(r"\[\^[^\]]*\]|<[^>]*>", "", block)
    text = re.sub(r"\{([^|{}]*)\|[^{}]*\}", r"\1", text)
    text = re.sub(r"!?\[([^\]]*)\](\([^)]*\)|\{[^}]*\})", r"\1", text)
    text = re.sub(r"[*`\\]|\{[^}]*\}", "", text)
    text = re.sub(r"(?<=[\x21-\x7e])\n(?=[\x21-\x7e])", " ", text).replace("\n", "")
    return re.sub(r"(?<=[^\x00-\x7f]) +| +(?=[^\x00-\x7f])", "", text).strip()


def _samples() -> list[str]:
    """Paragraphs of the imported samples, their ASCII marks beside Han made full-width."""
    made = []
    for path in sorted((ROOT.parent / "shared" / "samples").glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            text = re.sub(r"[\u2002\u3000\s]+", " ", line).strip()
            text = re.sub(r"(?<=[^\x00-\x7f])[,;:?!()]|[()](?=[^\x00-\x7f])",
                          lambda match: match.group().translate(_WIDE), text)
            text = re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", text)
            if len(text) > 40:
                made.append(text)
    return made


def _seeded() -> list[str]:
    chance = random.Random(20261121)
    return ["".join(sentence(chance) for _ in range(chance.randint(2, 9))) for _ in range(600)]


# --- engines ------------------------------------------------------------------------------


def _html(texts: list[str], measure: float, extra: str = "") -> str:
    right = PAGE[0] - LEFT - measure * SIZE
    body = "".join(f"<p>{escape(text)}</p>" for text in texts)
    return (
        f'<html lang="zh-Hans"><meta charset="utf-8"><style>@page {{ size: {PAGE[0]}pt {PAGE[1]}pt;'
        f"margin: {TOP}pt {right}pt {TOP}pt {LEFT}pt }}"
        f"@font-face {{ font-family: Song; src: url({FONT.as_uri()}) }}"
        f"html {{ font: {SIZE}pt/{LEADING}pt Song; text-align: justify }} body {{ margin: 0 }}"
        f"p {{ margin: 0; text-indent: 2em; orphans: 1; widows: 1 }}{extra}</style>{body}</html>"
    )


def wenxuan(texts: list[str], measure: float, folder: Path, *, total_fit: bool = True) -> Path:
    """WeasyPrint with the composer."""
    from weasyprint import HTML  # noqa: PLC0415

    from wenxuan.composer import ComposerSettings, composing  # noqa: PLC0415

    path = folder / f"{'wenxuan' if total_fit else 'greedy'}-{measure}.pdf"
    with composing(ComposerSettings(total_fit=total_fit)):
        HTML(string=_html(texts, measure)).write_pdf(path)
    return path


def greedy(texts: list[str], measure: float, folder: Path) -> Path:
    """The composer with each line taken by itself: what the plan of a paragraph gains."""
    return wenxuan(texts, measure, folder, total_fit=False)


def weasyprint(texts: list[str], measure: float, folder: Path) -> Path:
    """WeasyPrint as it is."""
    from weasyprint import HTML  # noqa: PLC0415

    path = folder / f"weasyprint-{measure}.pdf"
    HTML(string=_html(texts, measure)).write_pdf(path)
    return path


def typst(texts: list[str], measure: float, folder: Path) -> Path:
    """Typst with its settings for Simplified Chinese."""
    import typst as engine  # noqa: PLC0415

    right = PAGE[0] - LEFT - measure * SIZE
    head = (
        f"#set page(width: {PAGE[0]}pt, height: {PAGE[1]}pt, margin: (left: {LEFT}pt, "
        f"right: {right}pt, top: {TOP}pt, bottom: {TOP}pt))\n"
        f'#set text(font: "Wenxuan Song", size: {SIZE}pt, lang: "zh", region: "cn", '
        'overhang: false, top-edge: "ascender", bottom-edge: "descender")\n'
        "#set smartquote(enabled: false)\n"
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 8pt, "
        "spacing: 8pt)\n"
    )
    body = "\n\n".join(
        '#text("' + text.replace("\\", "\\\\").replace('"', '\\"') + '")' for text in texts
    )
    source, path = folder / f"typst-{measure}.typ", folder / f"typst-{measure}.pdf"
    source.write_text(head + body, "utf-8")
    engine.compile(str(source), output=str(path), font_paths=[str(FONT.parent)])
    return path


def chromium(texts: list[str], measure: float, folder: Path) -> Path:
    """Headless Chromium with its CSS for Chinese switched on."""
    page, path = folder / f"chromium-{measure}.html", folder / f"chromium-{measure}.pdf"
    # Unless its text is clipped the whole document shrinks to its widest line.
    extra = "html { line-break: strict; text-autospace: normal } p { overflow: clip }"
    page.write_text(_html(texts, measure, extra), "utf-8")
    command = [
        shutil.which("chromium") or "chromium", "--headless", "--no-sandbox", "--disable-gpu",
        "--no-pdf-header-footer", f"--user-data-dir={folder / 'profile'}",
        f"--print-to-pdf={path}", page.as_uri(),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return path


def xelatex(texts: list[str], measure: float, folder: Path) -> Path:
    """XeLaTeX with ctex and its default punctuation style."""
    special = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    special |= {character: "\\" + character for character in "#$%&_{}"}
    body = "\n\n".join("".join(special.get(c, c) for c in text) for text in texts)
    source = folder / f"xelatex-{measure}.tex"
    source.write_text(
        r"\documentclass[UTF8,fontset=none,zihao=false]{ctexart}\usepackage{geometry}"
        f"\\geometry{{paperwidth={PAGE[0]}bp,paperheight={PAGE[1]}bp,left={LEFT}bp,top={TOP}bp,"
        f"bottom={TOP}bp,textwidth={measure * SIZE}bp}}"
        f"\\setCJKmainfont{{{FONT.name}}}[Path={FONT.parent}/]\\setmainfont{{{FONT.name}}}"
        f"[Path={FONT.parent}/]\\pagestyle{{empty}}\\begin{{document}}"
        f"\\fontsize{{{SIZE}bp}}{{{LEADING}bp}}\\selectfont\n{body}\n\\end{{document}}", "utf-8",
    )
    subprocess.run(["xelatex", "-interaction=batchmode", source.name], cwd=folder, check=False,
                   capture_output=True, timeout=600)
    return source.with_suffix(".pdf")


ENGINES: dict[str, Callable[[list[str], float, Path], Path]] = {
    "wenxuan": wenxuan, "line by line": greedy, "Typst": typst, "Chromium": chromium,
    "XeLaTeX": xelatex, "WeasyPrint": weasyprint,
}


# --- ruler --------------------------------------------------------------------------------


@dataclass
class Figures:
    """What is counted; pitches and gaps are in em, beyond the natural advance."""

    lines: int = 0
    full: int = 0
    ragged: int = 0
    starts: int = 0
    ends: int = 0
    pairs: int = 0
    wide: int = 0
    short: int = 0
    lasts: int = 0
    pitches: list[float] = field(default_factory=list)
    gaps: list[tuple[float, float]] = field(default_factory=list)


def columns(path: Path) -> list[list[Glyph]]:
    """Lines of all pages in order, spaces left out."""
    lines: list[list[Glyph]] = []
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            inked = [glyph for glyph in glyphs_of(page) if glyph.char.strip()]
            lines += lines_of(inked)
    return lines


def measure_pdf(path: Path, measure: float) -> Figures:
    """Figures of one PDF."""
    lines, figures = columns(path), Figures()
    area = _own_area(lines, measure)
    first = True
    for index, line in enumerate(lines):
        last = ends_paragraph(lines, index, area)
        figures.lines += 1
        _edges(figures, line, area, first=first, last=last)
        _insides(figures, line, last=last)
        first = last
    return figures


def _own_area(lines: list[list[Glyph]], measure: float) -> Area:
    """Column of an engine: its right edge is where most of its lines end, near the measure."""
    right = LEFT + measure * SIZE
    ends = [round(end_of(line), 1) for line in lines if abs(end_of(line) - right) < SIZE / 4]
    own = max(sorted(set(ends)), key=ends.count, default=right)
    near = [end_of(line) for line in lines if abs(end_of(line) - own) < 0.1]
    return Area(left=LEFT, right=mean(near or [right]), size=SIZE, leading=LEADING)


def _edges(figures: Figures, line: list[Glyph], area: Area, *, first: bool, last: bool) -> None:
    head, tail = line[0], line[-1]
    double = len(line) > 1 and line[1].char == head.char and head.char in "—…"
    starts = kind_of(head.char) in no_start(GB) and not head.char.isascii()
    figures.starts += not first and not double and starts
    if last:
        figures.lasts += 1
        held = [glyph for glyph in line if kind_of(glyph.char) not in FULL_WIDTH_MARKS]
        figures.short += not first and len(held) < 2
        return
    figures.ends += kind_of(tail.char) in no_end(GB) and not tail.char.isascii()
    figures.full += 1
    slack = 0.6 if tail.char in "—…" else 0.1
    figures.ragged += abs(end_of(line) - area.right) > slack


def _insides(figures: Figures, line: list[Glyph], *, last: bool) -> None:
    pitch = pitch_of(line)
    before = Kind.OBJECT
    for a, b in pairwise(line):
        several, before = before is Kind.EXCLAMATION, kind_of(a.char)
        kinds, gap = {kind_of(a.char), kind_of(b.char)}, (b.x - a.right) / a.size
        if kinds == {Kind.HAN}:
            # Typst spaces full-width letters as Latin: no pitch of Han.
            if not last and not {*map(east_asian_width, a.char + b.char)} & {"F"}:
                figures.pitches.append(gap)
        elif Kind.HAN in kinds and kinds & ALPHANUMERIC:
            figures.gaps.append((gap, pitch))
        elif is_squeezable(a, b) and kinds != {Kind.EXCLAMATION} and not several:
            figures.pairs += 1
            figures.wide += 2 + gap - pitch > 1.5 + 0.03


ROWS: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("lines", lambda f: f"{f.lines:,}"),
    ("full lines not flush (0.1 pt)", lambda f: f"{f.ragged / f.full:.2%}"),
    ("prohibited starts", lambda f: f"{f.starts}"),
    ("prohibited ends", lambda f: f"{f.ends}"),
    ("adjacent marks", lambda f: f"{f.pairs}"),
    ("of them wider than 1.5 em before stretch", lambda f: f"{f.wide / (f.pairs or 1):.1%}"),
    ("Han–Latin gap, mean (em)", lambda f: f"{mean([g for g, _ in f.gaps] or [0]):.3f}"),
    ("gaps outside 1/8–1/2 em (plus pitch)", lambda f: f"{_outside(f):.1%}"),
    ("Han pitch, mean deviation (em)", lambda f: f"{mean(map(abs, f.pitches)):.5f}"),
    ("Han pitch, standard deviation (em)", lambda f: f"{pstdev(f.pitches):.4f}"),
    ("Han pitch, largest (em)", lambda f: f"{max(f.pitches):.3f}"),
    ("last lines of one character", lambda f: f"{f.short} of {f.lasts}"),
)


def _outside(figures: Figures) -> float:
    off = [not 0.12 < gap < 0.51 + pitch for gap, pitch in figures.gaps]
    return sum(off) / (len(off) or 1)


def table(measure: float, found: dict[str, Figures]) -> str:
    """One Markdown table."""
    head = [f"### {measure} em", "", f"| | {' | '.join(found)} |", f"|---|{'---:|' * len(found)}"]
    rows = [
        f"| {name} | {' | '.join(show(figures) for figures in found.values())} |"
        for name, show in ROWS
    ]
    return "\n".join([*head, *rows, ""])


def versions() -> dict[str, str]:
    """Engines that are installed, with their versions."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    found = {"wenxuan": "this tree", "line by line": "(without the plan)",
             "WeasyPrint": version("weasyprint")}
    try:
        found["Typst"] = version("typst")
    except PackageNotFoundError:
        print("Typst is not installed: pip install typst", file=sys.stderr)
    for name, command in (("Chromium", "chromium"), ("XeLaTeX", "xelatex")):
        if shutil.which(command):
            out = subprocess.run([command, "--version"], capture_output=True, text=True,
                                 check=False).stdout
            match = re.search(r"\d+\.[\d.]+", out)
            found[name] = match.group() if match else "?"
    return {name: found[name] for name in ENGINES if name in found}


def report(engines: dict[str, str], parts: list[str]) -> str:
    """The whole page."""
    names = ", ".join(f"{name} {version}" for name, version in engines.items())
    return "\n".join([
        "# The same text set by other engines", "",
        "Written by `make bench-typography`. All engines set the same paragraphs in one font at",
        "12 pt, justified, and one script measures all PDFs from their content streams.", "",
        f"Engines: {names}.", "",
        "The column `line by line` shows what the plan of whole paragraphs gains: it is wenxuan",
        "with each line taken by itself.", "", *parts,
    ])


HEADS = {
    "held out": "# Text held out\n\nChosen by a rule and frozen before any engine was measured on "
    "it (`tools/held_out.py`): " + "; ".join(
        f"{part} from {place}, commit {commit[:10]}" for part, (place, commit, _) in SOURCES.items()
    ) + ".\nCode samples in the manual give lines that no engine can fill.",
    "development": "# Text of development\n\nThe publications, the imported samples and seeded "
    "text: what the composer was tried and mended on.",
}


def compare(
    corpus: str, texts: list[str], counts: dict[str, int], engines: dict[str, str], folder: Path
) -> list[str]:
    """Heading and tables of one text."""
    origin = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    parts = [f"#{HEADS[corpus]}\nCharacters: {sum(counts.values()):,} ({origin}).", ""]
    parts += [NOTE, ""] * (corpus == "held out")
    (own := folder / corpus.replace(" ", "-")).mkdir(parents=True, exist_ok=True)
    for measure in MEASURES:
        found = {
            name: measure_pdf(ENGINES[name](texts, measure, own), measure) for name in engines
        }
        parts.append(table(measure, found))
    return parts


def main() -> None:
    """Set, measure, print and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks-typography.md")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--characters", type=int, default=100_000)
    parser.add_argument("--held-out", type=Path)
    options = parser.parse_args()
    engines, parts = versions(), []
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.keep or Path(scratch)).resolve()
        if options.held_out:
            parts += compare("held out", *held_out(options.held_out, FONT), engines, folder)
        parts += compare("development", *paragraphs(options.characters), engines, folder)
    text = report(engines, parts)
    options.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
