"""A new publication to begin with: small, complete, building to all three editions."""

from __future__ import annotations

import json
from pathlib import Path

_PUBLICATION = """\
title: {title}
language: zh-Hans
layout: anthology
contributors:
  - {{name: 编者姓名, role: editor}}
publisher: {{name: 出版者}}
date: 2026-01-01
page: {{size: 148mm 210mm, bleed: 3mm}}
contents:
  - {{article: preface.md, matter: front}}
  - part: 第一部分
    articles:
      - first.md
editions: [screen, print, epub]
"""

_PREFACE = """\
---
title: 前言
authors: [编者姓名]
---

这里写前言。每个段落之间空一行，首行缩进由版式来做，不必打空格。

文章在`publication.yaml`的`contents`里列出，次序就是书里的次序。
"""

_FIRST = """\
---
title: 第一篇文章
subtitle: 一个可以照着写的样子
authors:
  - {name: 作者姓名, role: 记者}
section: 栏目
date: 2026-01-01
abstract: 导语写在这里，一两句话即可。
---

正文从这里开始。**要紧的话。**可以加粗，也可以加[着重号]{.dots}。注[^1]写在文末，自动排到页脚。

## 小标题 {#first-section}

图片放在`images/`里，单独成段就是插图：

![一条起伏的线](images/line.svg "插图的说明"){width=60mm}

还可以引用别处，比如[](preface.md)。

[^1]: 注文。
"""

_PICTURE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 90" width="240" height="90">
  <path d="M10 60 C50 10 80 10 120 45 S190 80 230 30" fill="none" stroke="#8c1c1b"
    stroke-width="2"/>
  <path d="M10 76 H230" stroke="#000" stroke-width="0.75"/>
</svg>
"""


def scaffold(folder: Path) -> list[Path]:
    """Write a publication into a new or empty folder and name its files.

    Raises OSError.
    """
    title = folder.resolve().name
    files = {
        "publication.yaml": _PUBLICATION.format(title=json.dumps(title, ensure_ascii=False)),
        "preface.md": _PREFACE,
        "first.md": _FIRST,
        "images/line.svg": _PICTURE,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [folder / name for name in files]
