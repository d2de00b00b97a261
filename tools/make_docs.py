"""Writes the documents that are made from the code: docs/diagnostics.md and docs/schema/*.json.

`python tools/make_docs.py` writes them; with `--check` the status is 1 when one is not current.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from wenxuan.codes import CODES, Code
from wenxuan.report_schema import report_schema
from wenxuan.schema import SCHEMAS, json_schema

DOCS = Path(__file__).resolve().parents[1] / "docs"

FAMILIES: dict[str, tuple[str, str]] = {
    "SRC": ("Files and characters", "文件与字符"),
    "YML": ("YAML", "YAML"),
    "MET": ("Heads of articles, publication.yaml", "文章头部与 publication.yaml"),
    "MD": ("Text of articles", "文章正文"),
    "ASM": ("Assembly", "汇编"),
    "IMG": ("Pictures", "图片"),
    "FNT": ("Fonts", "字体"),
    "LAY": ("Layouts", "版式"),
    "NTE": ("Notes", "注"),
    "PDF": ("PDF", "PDF"),
    "EPB": ("EPUB", "EPUB"),
    "OUT": ("Output", "输出"),
    "LIM": ("Limits", "限度"),
    "PUN": ("House style: punctuation", "文风：标点"),
    "SPC": ("House style: spaces", "文风：空格"),
    "CHR": ("House style: characters", "文风：字符"),
    "NUM": ("House style: numerals", "文风：数字"),
    "WRD": ("House style: words", "文风：用词"),
    "STR": ("House style: the shape of articles", "文风：文章结构"),
    "HSE": ("house.yaml and waivers", "house.yaml 与豁免"),
    "IMP": ("Import", "导入"),
    "PRT": ("Print kit", "印前"),
    "PRF": ("Proof", "校样"),
}
"""Letters of a code to the title of its section, in the order of the page."""

SEVERITIES = {"error": "错误", "warning": "警告", "note": "说明"}

HEAD = """# Diagnostics 诊断

<!-- Made by tools/make_docs.py from the tables in src/wenxuan/codes and printkit/codes. -->

Every finding is one line, with its file, line and column; a hint below it says what to do:

每条诊断占一行，写明文件、行、列；有办法可想的，下面另有一行提示：

```text
content/spring-tide/cases.md:12:3: error MD015: an empty heading
content/spring-tide/cases.md:12:3: error MD015: 空标题
```

| severity | | means |
|---|---|---|
| error | 错误 | nothing is built, the old files stay 不生成文件，旧文件不动 |
| warning | 警告 | built, but somebody should look 照常生成，但应有人过目 |
| note | 说明 | built; what the press decided by itself 照常生成，告知机器的处理 |

A code keeps its meaning for ever. ‹…› stands for what the message names.
编号的含义永不改变。‹…› 处是具体的内容。
"""


def diagnostics_page(codes: Mapping[str, Code]) -> str:
    """The page of all codes; raises KeyError for a code of an unknown family."""
    sections: dict[str, list[str]] = {family: [] for family in FAMILIES}
    for name, code in codes.items():
        sections[name.rstrip("0123456789")].append(entry(name, code))
    filled = [_section(family, entries) for family, entries in sections.items() if entries]
    return "\n".join([HEAD, *filled])


def _section(family: str, entries: list[str]) -> str:
    en, zh = FAMILIES[family]
    title = en if en == zh else f"{en} {zh}"
    return "\n".join([f"## {family}: {title}\n", *entries])


def entry(name: str, code: Code) -> str:
    """One code: severity, then message and hint in both languages."""
    lines = [f"### {name}", "", f"*{code.severity} {SEVERITIES[code.severity]}*", ""]
    for message, hint in ((code.en, code.hint_en), (code.zh, code.hint_zh)):
        tail = f"  \n  → {_shown(hint)}" if _says_something(hint) else ""
        lines.append(f"- {_shown(message)}{tail}")
    return "\n".join([*lines, ""])


def _says_something(hint: str) -> bool:
    """False for a hint that only names what is near the wrong word."""
    return bool(hint) and not re.fullmatch(r"\{\w+\}", hint)


def _shown(template: str) -> str:
    """A message template as text of the page, safe for Markdown."""
    named = re.sub(r"(?<!\{)\{(\w+)\}(?!\})", r"‹\1›", template)
    plain = named.replace("{{", "{").replace("}}", "}")
    return re.sub(r"([\\`*_\[\]<|$])", r"\\\1", plain)


def documents() -> dict[Path, str]:
    """Every made document and what it should hold."""
    pages = {DOCS / "diagnostics.md": diagnostics_page(CODES)}
    for kind in SCHEMAS:
        pages[DOCS / "schema" / f"{kind}.schema.json"] = json_schema(kind)
    pages[DOCS / "schema" / "report.schema.json"] = report_schema()
    return pages


def stale(pages: Mapping[Path, str]) -> list[Path]:
    """The documents that are missing or hold something else."""
    return [
        path
        for path, text in pages.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def main() -> int:
    """Write the documents, or with `--check` only name those that are not current."""
    parser = argparse.ArgumentParser(description="make docs/diagnostics.md and docs/schema/*.json")
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 when stale")
    pages = documents()
    wanted = stale(pages)
    if parser.parse_args().check:
        for path in wanted:
            print(f"{path.relative_to(DOCS.parent)} is not current: run tools/make_docs.py")
        return 1 if wanted else 0
    for path in wanted:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path], encoding="utf-8", newline="\n")
        print(path.relative_to(DOCS.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
