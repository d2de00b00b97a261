"""A small book in which much can go wrong, and ways to make it go wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from press_tools import ROOT, article, write_book

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10" width="300" height="100">'
    '<rect width="30" height="10" fill="#777"/></svg>'
)
RIVER = (
    "河面上的冰一夜之间全开了，上游的声音先到，水后到。岸边的人站着看，谁也没有说话，"
    "只有孩子们顺着堤跑，一直跑到看不见的地方去。"
)
BODY = f"""
{RIVER}[^a]{RIVER}见[](two.md)和[](#deep)。

## 渡口 {{#deep}}

{{汉字|hàn zì}}旁注，[着重的话]{{.dots}}，[林则徐]{{.name}}，[论语]{{.work}}，
夹注[夹在行里的两行小字]{{.warichu}}在此。
An English sentence, set — with PDF and 2020. **重要。**后文；`code` 也在。

1. 第一条
2. 第二条
   - 里面的一条
   - 里面的另一条
3. 第三条

术语
: 解释一句话。

| 日期 | 水位 |
|---|---:|
| 三月 | 1.5 |
| 四月 | 2.5 |

![河](images/a.svg "一条河"){{width=40mm #fig}}

::: poem
白日依山尽

黄河入海流
:::

```
def f(): return 1
```

{RIVER}{RIVER}[^b]

[^a]: 第一个注，说的是河。
[^b]: 第二个注，分两段。

    这是第二段。
"""


def book(home: Path, layout: str = "", **changed: str) -> Path:
    """Write the book below a folder; `layout` names one of `house`."""
    head = {"abstract": "一句提要。", "kicker": "引题", "subtitle": "副题"}
    head |= {"authors": "[李四, 王五]"}
    files: dict[str, str | bytes] = {
        "one.md": article(BODY, "春江水暖", **head),
        "two.md": article(RIVER * 30 + "\n\n回到[](one.md#fig)。", "夜航船"),
        "images/a.svg": SVG,
    }
    files |= {f"{name}.md": text for name, text in changed.items()}
    more = {"layout": layout} if layout else {}
    return write_book(home / "content" / "river", files, page="{size: 148mm 210mm}", **more)


def house(home: Path, name: str, css: str = "", change: Callable[[str], str] | None = None) -> str:
    """Write a layout that adds to the style sheet, or changes the template of articles."""
    folder = home / "layouts" / name
    base = ROOT / "layouts" / "anthology"
    (folder / "print").mkdir(parents=True)
    (folder / "layout.yaml").write_text("title: 试\nextends: anthology\n", encoding="utf-8")
    sheet = (base / "print.css").read_text(encoding="utf-8")
    (folder / "print.css").write_text(sheet + css, encoding="utf-8")
    if change is not None:
        text = (base / "print" / "article.html").read_text(encoding="utf-8")
        (folder / "print" / "article.html").write_text(change(text), encoding="utf-8")
    return name


def codes(stderr: str) -> list[str]:
    """Codes of errors and warnings in what the command line said."""
    return re.findall(r": (?:error|warning) ([A-Z]+\d+):", stderr)
