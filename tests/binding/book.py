"""A small book in which everything crosses a page: what the tests of the binder are made of."""

from __future__ import annotations

from pathlib import Path

from press_tools import article, write_book

PARAGRAPH = (
    "河面上的冰一夜之间全开了，上游的声音先到，水后到。岸边的人站着看，谁也没有说话，"
    "只有孩子们顺着堤跑，一直跑到看不见的地方去。"
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def long(name: str, count: int = 12) -> str:
    """Paragraphs, every third with a note, so that text, notes and links cross pages."""
    rows = []
    for i in range(count):
        call = f"[^{i}]" if i % 3 == 0 else ""
        rows.append(f"{name}{i}：{PARAGRAPH * 3}{call}")
    notes = [f"[^{i}]: {name}的注{i}，说的是河与岸的事。" for i in range(0, count, 3)]
    return "\n\n".join(rows + notes)


TABLE = "\n".join(
    ["| 日期 | 水位 |", "|---|---:|", *(f"| 3月{i}日 | {i}.5 |" for i in range(1, 40))]
)
LIST = "\n".join(f"- 第{i}条：{PARAGRAPH}" for i in range(12))


def river(folder: Path, **changed: str) -> Path:
    """Six articles in two parts, with a foreword; `changed` replaces the text of some."""
    files: dict[str, str | bytes] = {
        "foreword.md": article(long("序", 4) + "\n\n见[](two.md)。", "序"),
        "one.md": article(
            long("一") + "\n\n## 小节 {#deep}\n\n见[](#deep)和[](four.md#tab)。", "一"
        ),
        "two.md": article(long("二", 7) + '\n\n![河](images/a.png "河"){width=40mm}', "二"),
        "three.md": article("短文一则。", "三"),
        "four.md": article(f"Table: 水位 {{#tab}}\n\n{TABLE}\n\n{long('四', 3)}", "四"),
        "five.md": article(LIST + "\n\n::: quote\n" + PARAGRAPH * 6 + "\n:::", "五"),
        "images/a.png": PNG,
    }
    files |= {f"{name}.md": text for name, text in changed.items()}
    contents = (
        "\n  - {article: foreword.md, matter: front}"
        "\n  - {part: 上游, articles: [one.md, two.md, three.md]}"
        "\n  - {part: 下游, articles: [four.md, five.md]}"
    )
    return write_book(folder, files, contents=contents, page="{size: 148mm 210mm}")


RICH = (
    "**重要。**河面{汉字|hàn zì}上的[冰]{.dots}一夜之间全开了，[林则徐]{.name}与[论语]{.work}"
    "都说过，[夹注是双行的小字，排在一行之中]{.warichu}上游的`code`先到，*水*后到[^r]。岸边的人站着看，"
    "[网址](https://example.org/)谁也没有说话，[](s-anchor.md#deep)只有孩子们顺着堤跑，一直跑到看不见的地方去。"
)
"""A paragraph with everything that a line may have."""
SHAPES = {
    "rich": RICH * 9 + "\n\n[^r]: 一条注，叫了九次。",
    "spans": "[" + PARAGRAPH * 9 + "]{.dots}",
    "ruby": "{汉字|hàn zì}{漢字|かん|じ}的河，" * 90,
    "definitions": "\n\n".join(f"词{i}\n: {PARAGRAPH}\n: {PARAGRAPH}" for i in range(9)),
    "nested": "\n".join(
        f"{i}. {PARAGRAPH}\n   - {PARAGRAPH}\n   - {PARAGRAPH * 2}" for i in range(1, 9)
    ),
    "code": "```python\n" + "\n".join(f"line_{i} = {i}" for i in range(45)) + "\n```",
    **{
        kind: f"::: {kind}\n" + "\n\n".join([PARAGRAPH * 4] * 4) + "\n:::"
        for kind in ("note", "quote", "letter")
    },
    "poem": "::: poem\n" + "\n".join(f"第{i}行，河在岸边。" for i in range(45)) + "\n:::",
    "table": TABLE.replace("水位 |\n", "[水]{.dots}位[^t] |\n", 1) + "\n\n[^t]: 表里的注。",
    "figure": "\n\n".join([PARAGRAPH * 6, '![河](images/a.png "河"){width=90mm}'] * 3),
    "foot": f"{PARAGRAPH * 3}[^n]\n\n{PARAGRAPH * 9}\n\n[^n]: {PARAGRAPH * 3}",
}
"""Everything that a text may have, each so long that a page divides it."""


def crossing(folder: Path) -> Path:
    """Articles of one shape each, after so much text that they begin in the middle of a page."""
    files: dict[str, str | bytes] = {
        f"s-{name}.md": article(f"{PARAGRAPH * 3}\n\n{text}\n\n{PARAGRAPH}", f"形{name}")
        for name, text in SHAPES.items()
    }
    files["s-anchor.md"] = article(f"## 小节 {{#deep}}\n\n{PARAGRAPH}", "岸")
    contents = "".join(f"\n  - {name}" for name in sorted(files))
    files["images/a.png"] = PNG
    return write_book(folder, files, contents=contents, page="{size: 148mm 210mm}")
