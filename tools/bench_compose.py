"""CPU of plain WeasyPrint and of the composer on the same seeded book, in the same run.

Usage: python tools/bench_compose.py [--articles N] [--only plain|composed]
Each side runs in a process of its own, so that peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONT = ROOT / "fonts" / "WenxuanSong-Regular.ttf"
LATIN = ROOT / "fonts" / "WenxuanSerif-Regular.ttf"
COMMON = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去"
    "能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又"
    "行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感见明问力理尔"
    "点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却"
    "加电主界门利海受听表德少克代员许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场"
)
WORDS = ("PDF", "Python", "2020", "3.14", "AI", "DNA", "5G", "12", "100", "WeasyPrint", "2021")
PAGE = """
@page { size: 148mm 210mm; margin: 22mm 17mm 20mm 17mm;
  @top-center { content: string(title); font-size: 9pt } @bottom-center { content: counter(page) }
  @footnote { border-top: .5pt solid } }
@font-face { font-family: Song; src: url(%s) }
@font-face { font-family: Roman; src: url(%s); unicode-range: U+20-7E }
html { font: 12pt/1.8 Roman, Song; text-align: justify }
body { margin: 0 } p { margin: 0; text-indent: 2em; orphans: 2; widows: 2 }
h1 { font-size: 18pt; line-height: 43.2pt; margin: 0; text-align: center;
  string-set: title content(); break-before: page; bookmark-level: 1; font-weight: 400 }
.note { float: footnote; font-size: 9pt; line-height: 14pt; text-indent: 0 }
li a::after { content: target-counter(attr(href), page) }
ol { margin: 0; padding-left: 2em }
::footnote-call { font-size: 7pt; line-height: 0 }
"""


def sentence(chance: random.Random) -> str:
    """One sentence of 8 to 60 characters with its marks."""
    clauses = []
    for _ in range(chance.randint(1, 4)):
        clause = "".join(chance.choice(COMMON) for _ in range(chance.randint(4, 14)))
        if chance.random() < 0.15:
            clause += chance.choice(WORDS) + chance.choice(COMMON)
        if chance.random() < 0.1:
            clause = f"“{clause}”"
        if chance.random() < 0.05:
            clause += f"（{clause[:4]}）"
        clauses.append(clause)
    return "，".join(clauses) + chance.choice("。。。。。！？")


def paragraph(chance: random.Random, *, note: bool) -> str:
    """One paragraph of 40 to 300 characters."""
    text = "".join(sentence(chance) for _ in range(chance.randint(2, 9)))
    if note:
        text = f"{text[:-1]}<span class=note>{sentence(chance)}</span>{text[-1]}"
    return f"<p>{text}</p>"


def book(articles: int, seed: int = 20201121) -> str:
    """HTML of a book of ``articles`` articles of about 3,000 characters."""
    chance = random.Random(seed)
    contents, bodies = [], []
    for number in range(articles):
        title = sentence(chance)[:18].strip("，。！？“（")
        contents.append(f'<li><a href="#a{number}">{title}</a></li>')
        body, length = [], 0
        while length < 3000:
            body.append(paragraph(chance, note=chance.random() < 0.06))
            length += len(re.sub("<.*?>", "", body[-1]))
        bodies.append(f'<h1 id="a{number}">{title}</h1>{"".join(body)}')
    style = PAGE % (FONT.as_uri(), LATIN.as_uri())
    return (
        f'<html lang="zh-Hans"><style>{style}</style><ol>{"".join(contents)}</ol>'
        f'{"".join(bodies)}</html>'
    )


def measure(side: str, articles: int) -> dict[str, float | int | str]:
    """CPU seconds, pages and peak memory of one side, in this process."""
    from weasyprint import HTML  # noqa: PLC0415

    from wenxuan.composer import composing  # noqa: PLC0415

    html = book(articles)
    begin = time.process_time()
    result: dict[str, float | int | str] = {"side": side}
    if side == "composed":
        with composing() as report:
            document = HTML(string=html).render()
            laid = time.process_time()
            data = document.write_pdf()
        assert data is not None
        result |= {"lines": report.lines, "left": str(dict(report.left))}
    else:
        document = HTML(string=html).render()
        laid = time.process_time()
        data = document.write_pdf()
        assert data is not None
    end = time.process_time()
    return result | {
        "cpu": round(end - begin, 2), "layout": round(laid - begin, 2),
        "pages": len(document.pages), "bytes": len(data),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> None:
    """Print both sides and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--only", choices=("plain", "composed"))
    options = parser.parse_args()
    if options.only:
        print(json.dumps(measure(options.only, options.articles)))
        return
    sides = {}
    for side in ("plain", "composed"):
        command = [sys.executable, __file__, "--only", side, "--articles", str(options.articles)]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        sides[side] = json.loads(out.splitlines()[-1])
        print(f"{side:9} {sides[side]}")
    plain, composed = sides["plain"], sides["composed"]
    print(f"ratio     {composed['cpu'] / plain['cpu']:.2f}")
    print(f"pages/CPU s: plain {plain['pages'] / plain['cpu']:.0f}, "
          f"composed {composed['pages'] / composed['cpu']:.0f}")


if __name__ == "__main__":
    main()
