"""The seeded corpus of the benches, and the same text as other engines want it."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pymupdf

ROOT = Path(__file__).resolve().parents[1]
STOP = "，。“”《》、：；（）—…"



def sentences() -> list[str]:
    """Plain sentences of the publications in content/."""
    found = []
    for path in sorted((ROOT / "content").glob("*/*.md")):
        for line in path.read_text(encoding="utf-8").split("---", 2)[2].splitlines():
            plain = not re.search(r"[\[{`*|<#:>!]", line) and not line.startswith(("-", " "))
            if plain and len(line) > 60:
                found += [s + "。" for s in line.split("。") if 12 < len(s) < 90]
    return found


class Corpus:
    """Seeded articles of about 3,000 characters with notes, figures and references."""

    def __init__(self, folder: Path, count: int, length: int = 3000) -> None:
        self.folder, self.count, self.length = folder, count, length
        self.sentences, self.rare = sentences(), _level_one()

    def write(self) -> None:
        """Write the publication."""
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "images").mkdir(parents=True)
        for k in range(5):
            (self.folder / f"images/f{k}.svg").write_text(_drawing(k), encoding="utf-8")
        grid = "{body: 12pt, leading: 21.6pt, measure: 25, lines: 21, inner: 20mm, top: 20mm}"
        rows = [
            "title: 基准",
            "language: zh-Hans",
            "layout: bench",
            f"page: {{size: 148mm 210mm, grid: {grid}}}",
            "contents:",
        ]
        for i in range(self.count):
            if i % 50 == 0:
                rows += [f"  - part: 部分{i // 50 + 1}", "    articles:"]
            rows.append(f"      - {self.name(i)}")
            (self.folder / self.name(i)).write_text(self.article(i), encoding="utf-8")
        (self.folder / "publication.yaml").write_text("\n".join(rows) + "\n", encoding="utf-8")
        self.look("/* as it is */")

    def look(self, css: str) -> None:
        """Add to the style sheet of the publication's layout, which else is the anthology's."""
        sheet = (ROOT / "layouts/anthology/print.css").read_text(encoding="utf-8")
        layout = self.folder.parents[1] / "layouts" / "bench"
        layout.mkdir(parents=True, exist_ok=True)
        (layout / "layout.yaml").write_text("extends: anthology\n", encoding="utf-8")
        (layout / "print.css").write_text(f"{sheet}{css}\n", encoding="utf-8")

    def name(self, i: int) -> str:
        """File of an article."""
        return f"a{i:05d}.md"

    def article(self, i: int) -> str:
        """The text of an article."""
        chance = random.Random(1000 + i)
        body, notes, size = [], list[str](), 0
        while size < self.length:
            text = "".join(self.sentence(chance) for _ in range(chance.randint(3, 7)))
            if chance.random() < 0.03:
                notes.append(self.sentence(chance))
                text = f"{text[:-1]}[^{len(notes)}]。"
            body.append(text)
            size += len(text)
        if chance.random() < 0.4:
            picture = f'![示意图](images/f{chance.randrange(5)}.svg "图注"){{width=60mm}}'
            body.insert(len(body) // 2, picture)
        if i and chance.random() < 0.3:
            body.append(f"参见[]({self.name(chance.randrange(i))})。")
        body += [f"[^{k}]: {text}" for k, text in enumerate(notes, 1)]
        title = f"第{i + 1}篇{self.sentence(chance)[:8].strip(STOP)}"
        return f"---\ntitle: {title}\nauthors: [作者{i % 37}]\n---\n\n" + "\n\n".join(body) + "\n"

    def sentence(self, chance: random.Random) -> str:
        """A sentence of which three Han in a hundred are replaced by random ones."""
        text = chance.choice(self.sentences)
        return "".join(
            chance.choice(self.rare) if "一" <= c <= "鿿" and chance.random() < 0.03 else c
            for c in text
        )


def _level_one() -> list[str]:
    """The 3,755 characters of GB 2312 level 1."""
    rows = ((a, b) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
    return [bytes(row).decode("gb2312") for row in rows if row < (0xD7, 0xFA)]


def _drawing(seed: int) -> str:
    chance = random.Random(seed)
    dots = "".join(
        f'<circle cx="{chance.randint(20, 280)}" cy="{chance.randint(20, 100)}" r="5" fill="#888"/>'
        for _ in range(20)
    )
    size = 'viewBox="0 0 300 120" width="300" height="120"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{dots}</svg>'


# --- the same text for others -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tongue:
    """How an engine wants a document: each function gets text that is escaped already."""

    escape: Callable[[str], str]
    head: str
    foot: str
    title: Callable[[str], str]
    paragraph: Callable[[str], str]
    note: Callable[[str], str]
    figure: Callable[[str], str]
    """Of a picture's name without its ending."""


def told(folder: Path, tongue: Tongue) -> str:
    """The publication in a folder as one document."""
    parts = [tongue.head]
    for path in sorted(folder.glob("a*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("---", 2)
        found = re.search("title: (.*)", head)
        parts += [tongue.title(tongue.escape(found[1] if found else "")), *_blocks(body, tongue)]
    return "\n\n".join([*parts, tongue.foot])


def _blocks(body: str, tongue: Tongue) -> Iterator[str]:
    notes = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", body, re.M))
    text = re.sub(r"^\[\^\d+\]:.*$", "", body, flags=re.M)
    for block in filter(None, map(str.strip, text.split("\n\n"))):
        if found := re.match(r"!\[.*?\]\(images/(\w+)\.svg", block):
            yield tongue.figure(found[1])
            continue
        bits = re.split(r"\[\^(\d+)\]", "参见另一篇。" if block.startswith("参见") else block)
        yield tongue.paragraph("".join(
            tongue.note(tongue.escape(notes[bit])) if i % 2 else tongue.escape(bit)
            for i, bit in enumerate(bits)
        ))  # fmt: skip


def pictures_as_pdf(folder: Path, target: Path) -> None:
    """The publication's drawings as XeLaTeX wants them."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted((folder / "images").glob("*.svg")):
        with pymupdf.open(path) as drawing:  # type: ignore[no-untyped-call]
            (target / f"{path.stem}.pdf").write_bytes(drawing.convert_to_pdf())


def typst(images: str) -> Tongue:
    """Typst, with contents, a running head, folios and notes."""
    return Tongue(
        escape=lambda text: re.sub(r"([#$*_@<>`\\\[\]~])", r"\\\1", text),
        head="""#set page(width: 148mm, height: 210mm,
  margin: (inside: 20mm, outside: 22mm, y: 22mm), numbering: "1", header: context {
    let h = query(selector(heading.where(level: 1)).before(here()))
    if h.len() > 0 { align(right, text(9pt, h.last().body)) } })
#set text(font: ("Wenxuan Serif", "Wenxuan Song"), size: 12pt, lang: "zh", region: "cn")
#set par(justify: true, first-line-indent: (amount: 2em, all: true),
  leading: 9.6pt, spacing: 9.6pt)
#show heading.where(level: 1): it => { pagebreak(weak: true); align(center, text(22pt, it.body)) }
#outline(depth: 1)""",
        foot="",
        title=lambda text: f"= {text}",
        paragraph=lambda text: text,
        note=lambda text: f"#footnote[{text}];",
        figure=lambda name: f'#figure(image("/{images}/{name}.svg", width: 60mm), caption: [图注])',
    )


def chromium(images: str) -> Tongue:
    """HTML for a browser: no contents numbers and no running heads; notes stand in the text."""
    fonts = ROOT / "fonts"
    return Tongue(
        escape=escape,
        head=f"""<!doctype html><html lang="zh-Hans"><meta charset="utf-8">
<title>基准</title><style>
@font-face {{ font-family: S; src: url({(fonts / "WenxuanSong-Regular.ttf").as_uri()}) }}
@font-face {{ font-family: L; src: url({(fonts / "WenxuanSerif-Regular.ttf").as_uri()});
  unicode-range: U+20-7E }}
@page {{ size: 148mm 210mm; margin: 22mm 22mm 22mm 20mm }}
html {{ font: 12pt/21.6pt L, S; text-align: justify; line-break: strict }} body {{ margin: 0 }}
h1 {{ break-before: page; text-align: center; font-size: 22pt; line-height: 32pt }}
p {{ margin: 0; text-indent: 2em; overflow: clip }} figure {{ text-align: center; margin: 1em 0 }}
small {{ font-size: 9pt }} img {{ width: 60mm }}</style>""",
        foot="</html>",
        title=lambda text: f"<h1>{text}</h1>",
        paragraph=lambda text: f"<p>{text}</p>",
        note=lambda text: f"<small>（{text}）</small>",
        figure=lambda name: f'<figure><img src="{images}/{name}.svg"><br>图注</figure>',
    )


def xelatex(images: str) -> Tongue:
    """XeLaTeX with ctex, contents, a running head, folios and notes: two passes."""
    special: dict[str, str | int | None] = {c: f"\\{c}" for c in "#$%&_{}"}
    special |= {"\\": "", "~": "", "^": ""}
    path = f"[Path={ROOT / 'fonts'}/]"
    return Tongue(
        escape=lambda text: text.translate(str.maketrans(special)),
        head=rf"""\documentclass[UTF8,fontset=none,zihao=false,twoside]{{ctexart}}
\usepackage{{geometry,graphicx}}
\geometry{{paperwidth=148mm,paperheight=210mm,inner=20mm,outer=22mm,top=22mm,bottom=22mm}}
\setCJKmainfont{{WenxuanSong-Regular.ttf}}{path}
\setmainfont{{WenxuanSerif-Regular.ttf}}{path}
\pagestyle{{headings}}\begin{{document}}\fontsize{{12bp}}{{21.6bp}}\selectfont\tableofcontents""",
        foot=r"\end{document}",
        title=lambda text: rf"\clearpage\section{{{text}}}",
        paragraph=lambda text: text,
        note=lambda text: rf"\footnote{{{text}}}",
        figure=lambda name: rf"\begin{{center}}\includegraphics[width=60mm]{{{images}/{name}.pdf}}"
        r"\\图注\end{center}",
    )
