"""report.html: a page that stands alone, opens offline and can be printed; a part is a function."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

_STYLE = """
body { font: 16px/1.7 serif; max-width: 64em; margin: 2em auto; padding: 0 1em; color: #111 }
h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 2em; break-after: avoid }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .2em .8em .2em 0; vertical-align: top }
th, td { border-bottom: 1px solid #ccc }
td.n { text-align: right; font-variant-numeric: tabular-nums }
.error { color: #a11 } .warning { color: #850 } .note { color: #246 } .well { color: #163 }
.hint { color: #555; font-size: .9em } .small { font-size: .85em; word-break: break-all }
.plates { display: flex; flex-wrap: wrap; gap: 1em } figure { margin: 0 }
figure img { border: 1px solid #999; max-width: 22em } figcaption { font-size: .85em }
.summary { font-size: 1.05em } tr, figure { break-inside: avoid }
@media print { body { margin: 0; max-width: none; font-size: 10.5pt } }
"""
_FIXED: Final = "note"
"""Findings of this weight say what the press settled by itself."""

Data = Mapping[str, Any]
Part = Callable[[Data, Sequence["Picture"]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page with what is wrong marked on it."""

    name: str
    page: int
    """From 1."""
    png: bytes


def report_html(data: Data, pictures: Sequence[Picture] = (), extra: Sequence[str] = ()) -> str:
    """All parts in order, then what others add; no script, nothing from elsewhere."""
    title = escape(data["title"] or data["slug"])
    state = "已建成 built" if data["built"] else "未建成 not built"
    body = "".join(part(data, pictures) for part in PARTS) + "".join(extra)
    return (
        "<!DOCTYPE html>\n<html lang='zh-Hans'><head><meta charset='utf-8'/>"
        f"<title>{title}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{title}：{state}</h1>\n{body}</body></html>\n"
    )


# --- parts ----------------------------------------------------------------------------------


def summary(data: Data, _: Sequence[Picture]) -> str:
    """Counts, and what was proved."""
    counts = "　".join(f"{key} {value}" for key, value in data["counts"].items())
    articles = data.get("articles", ())
    characters = sum(article["characters"] for article in articles)
    proof = data.get("proof")
    lines = [counts]
    if articles:
        lines.append(
            f"{len(articles)} 篇 articles，{characters:,} 字 characters："
            "每一字按字形与稿件核对 every one compared with its source by its glyph"
        )
    if proof:
        faults = sum(file["faults"] for file in proof["files"])
        pages = sum(file["pages"] for file in proof["files"])
        lines.append(f"成品复核 full check：{pages} 页 pages，{faults} 处不符 faults")
    return "".join(f"<p class='summary'>{escape(line)}</p>\n" for line in lines)


def artifacts(data: Data, _: Sequence[Picture]) -> str:
    """Files with their hashes."""
    head = ("edition", "file", "pages", "bytes", "SHA-256")
    rows = [
        row((a["edition"], a["file"], a["pages"], a["bytes"], a["sha256"][:16]))
        for a in data["artifacts"]
    ]
    return section("成品 Artifacts", table(rows, head))


def articles(data: Data, _: Sequence[Picture]) -> str:
    """A row for each article."""
    head = (
        "文章 article", "页 pages", "字 characters", "图 figures", "表 tables", "注 notes",
        "校样 proof",
    )  # fmt: skip
    rows = [
        row((
            f"{a['title']}（{a['path']}）", _range(a), a["characters"], a["figures"], a["tables"],
            a["notes"], "逐字相符 proved" if a["proved"] else "未校 not proved",
        ))
        for a in data.get("articles", ())
    ]  # fmt: skip
    return section("各篇 Articles", table(rows, head)) if rows else ""


def _range(article: Data) -> str:
    first, last = article["first"], article["last"]
    return first if first == last else f"{first}–{last}"


def problems(data: Data, pictures: Sequence[Picture]) -> str:
    """Errors and warnings of the build and of the check, and the pages with the spots marked."""
    found = [d for d in _every(data) if d["severity"] != _FIXED]
    told = table([_finding(d) for d in found]) if found else "<p class='well'>无 none</p>"
    plates = "".join(map(_plate, pictures))
    shown = f"<div class='plates'>{plates}</div>" if plates else ""
    return section("问题 Problems", told + shown)


def settled(data: Data, _: Sequence[Picture]) -> str:
    """What the press decided by itself."""
    found = [d for d in _every(data) if d["severity"] == _FIXED]
    return section("已自行处理 Settled by the press", table(map(_finding, found))) if found else ""


def unchecked(data: Data, _: Sequence[Picture]) -> str:
    """What nobody looked at, and why."""
    rows = [row((told["zh"], told["en"])) for told in data.get("unchecked", ())]
    return section("未检查 Not checked", table(rows)) if rows else ""


def makers(data: Data, _: Sequence[Picture]) -> str:
    """Versions and fonts: all that shapes the output beside the sources."""
    rows = [row((name, version)) for name, version in data["versions"].items()]
    rows += [row((name, f"SHA-256 {sha}"), "small") for name, sha in data.get("fonts", {}).items()]
    return section("工具与字体 Versions", table(rows))


PARTS: Final[tuple[Part, ...]] = (
    summary, artifacts, articles, problems, settled, unchecked, makers,
)  # fmt: skip
"""The parts of the page in order."""


# --- pieces ---------------------------------------------------------------------------------


def _every(data: Data) -> list[Data]:
    proof = data.get("proof") or {"diagnostics": []}
    return [*data["diagnostics"], *proof["diagnostics"]]


def _finding(d: Data) -> str:
    place = f"{d['path']}:{d['line']}:{d['column']}"
    hint = f"<br/><span class='hint'>{escape(d['hint']['zh'])}</span>" if d["hint"]["zh"] else ""
    cells = [place, f"{d['severity']} {d['code']}", d["message"]["zh"], d["message"]["en"]]
    texts = [escape(cell) for cell in cells]
    texts[2] += hint
    return f"<tr class='{d['severity']}'>{''.join(f'<td>{text}</td>' for text in texts)}</tr>\n"


def _plate(picture: Picture) -> str:
    code = base64.b64encode(picture.png).decode()
    about = escape(f"{picture.name} p. {picture.page}")
    return (
        f"<figure><img alt='{about}' src='data:image/png;base64,{code}'/>"
        f"<figcaption>{about}</figcaption></figure>\n"
    )


def section(name: str, content: str) -> str:
    """A part with its heading."""
    return f"<h2>{name}</h2>\n{content}\n"


def row(cells: tuple[object, ...], kind: str = "", tag: str = "td") -> str:
    """A table row; numbers are set flush right."""
    made = "".join(
        f"<{tag} class='n'>{cell:,}</{tag}>"
        if isinstance(cell, int)
        else f"<{tag}>{escape('' if cell is None else str(cell))}</{tag}>"
        for cell in cells
    )
    return f"<tr class='{kind}'>{made}</tr>\n"


def table(rows: Iterable[str], head: tuple[str, ...] = ()) -> str:
    """Rows under a head."""
    top = row(head, tag="th") if head else ""
    return f"<table>{top}{''.join(rows)}</table>"
