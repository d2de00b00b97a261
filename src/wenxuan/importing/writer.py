"""A draft as an article: the head in YAML, the body in Markdown, guesses as `#?` lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from wenxuan.importing.draft import Block, Draft, Person, guard

_PLAIN = re.compile(
    r"(?![-?:,\[\]{}#&*!|>'\"%@`~\s])(?!(?:null|true|false|yes|no)$)(?:(?!: |:$| #)[^\n])+(?<!\s)",
    re.IGNORECASE,
)
_FLOW = re.compile(r"[^,\[\]{}:]+")
_WHAT = {
    "title": ("标题", "title"),
    "section": ("栏目", "section"),
    "source": ("出处", "source"),
    "byline": ("署名", "byline"),
    "heading": ("小标题", "heading"),
    "caption": ("图注", "caption"),
    "date": ("日期", "date"),
    "picture": ("图片", "picture"),
    "author": ("作者", "author"),
    "signature": ("落款", "signature"),
    "formula": ("公式", "formula"),
    "table": ("合并的单元格", "merged cells"),
    "enclosure": ("附件", "enclosure"),
    "kicker": ("文号", "number"),
    "tracked insertion": ("修订插入", "tracked insertion"),
}


def article(draft: Draft) -> str:
    """The text of the article's file."""
    return "---\n" + "".join(f"{line}\n" for line in _head(draft)) + "---\n\n" + body(draft)


def scalar(value: str, *, flow: bool = False) -> str:
    """A YAML scalar that reads back as this text."""
    value = re.sub(r"\s*\n\s*", " ", value).strip()
    plain = _PLAIN.fullmatch(value) and (not flow or _FLOW.fullmatch(value))
    return value if plain else json.dumps(value, ensure_ascii=False)


def _head(draft: Draft) -> list[str]:
    lines = [f"title: {scalar(draft.title)}"]
    lines += [f"{k}: {scalar(v)}" for k in ("subtitle", "kicker") if (v := getattr(draft, k))]
    if draft.authors:
        lines += ["authors:", *(f"  - {_person(person)}" for person in draft.authors)]
    if draft.source:
        url = f", url: {scalar(draft.url)}" if draft.url else ""
        lines.append(f"source: {{name: {scalar(draft.source, flow=True)}{url}}}")
    for key in ("section", "date", "abstract"):
        if value := getattr(draft, key):
            lines.append(f"{key}: {scalar(value)}")
    if draft.keywords:
        lines.append(
            "keywords: [" + ", ".join(scalar(word, flow=True) for word in draft.keywords) + "]"
        )
    if draft.language:
        lines.append(f"language: {draft.language}")
    lines += [f"{key}: {scalar(value)}" for key, value in draft.extra.items()]
    return lines + [f"#? {_guess(g.what)}：{_flat(g.value)}" for g in draft.guesses]


def _guess(what: str) -> str:
    return " ".join(_WHAT.get(what, (what, what)))


def _flat(value: str) -> str:
    return re.sub(r"\s+", " ", value)[:60]


def _person(person: Person) -> str:
    pairs = [("name", person.name), ("role", person.role), ("affiliation", person.affiliation)]
    return (
        "{" + ", ".join(f"{key}: {scalar(value, flow=True)}" for key, value in pairs if value) + "}"
    )


def body(draft: Draft) -> str:
    """Blocks one blank line apart, then the notes."""
    parts = [_block(block) for block in draft.blocks]
    parts += [f"[^{label}]: {text}" for label, text in draft.notes.items()]
    return "\n\n".join(part for part in parts if part.strip()) + "\n"


def _block(block: Block) -> str:
    rule = _RULES.get(block.kind)
    return rule(block) if rule else block.markup


def _quote(block: Block) -> str:
    return "\n".join("> " + line if line else ">" for line in block.markup.split("\n"))


def _figure(block: Block) -> str:
    caption = block.markup.replace('"', "”")
    return f"![{block.alt}]({block.image}" + (f' "{caption}")' if caption else ")")


def _box(block: Block) -> str:
    return f"::: note\n{guard(block.markup)}\n:::"


def _signature(block: Block) -> str:
    return f"::: signature\n{block.markup}\n:::"


_RULES: dict[str, Callable[[Block], str]] = {
    "heading": lambda block: "#" * max(2, block.level) + " " + block.markup.replace("\n", " "),
    "paragraph": lambda block: guard(block.markup),
    "caption": _box,
    "note": _box,
    "signature": _signature,
    "quote": _quote,
    "figure": _figure,
    "divider": lambda _: "* * *",
}
