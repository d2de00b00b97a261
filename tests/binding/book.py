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
