"""The title of a draft: found among its first lines, or guessed."""

from __future__ import annotations

import re

from wenxuan.importing.dates import is_dateline
from wenxuan.importing.draft import Block, Draft
from wenxuan.importing.patterns import ENDING, LABEL
from wenxuan.importing.people import byline

_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{2,12}[〔\[［(（]\s*\d{4}\s*[〕\]］)）]\s*(?:第\s*)?\d{1,5}\s*号"
)
"""The number of an official document: 白政发〔2020〕12号."""
_DASH = re.compile(r"\s*(?:——+|－－+|--+|—(?=\S)|─{2,})\s*")


def lift_title(draft: Draft, fallback: str) -> None:
    """The title: the first short line that is no sentence; behind a dash stands the subtitle."""
    first = draft.blocks[0] if draft.blocks else None
    if first and not draft.title and len(draft.blocks) > 1 and _NUMBER.fullmatch(first.text):
        draft.kicker = first.text
        draft.guess("kicker", first.text, first.line)
        draft.lift(first, "number of the document")
    if not draft.title:
        block = next((b for b in draft.blocks[:4] if _is_title(b)), None)
        if block is None or any(
            ENDING.search(b.text) and len(b.text) > 40
            for b in draft.blocks[: draft.blocks.index(block)]
        ):
            _guess_title(draft, fallback)
        else:
            draft.title = block.text
            if block is not draft.blocks[0]:  # what stands before it may be the title
                draft.guess("title", block.text, block.line)
            draft.lift(block, "title")
    else:
        for block in [b for b in draft.blocks[:6] if b.text == draft.title]:
            draft.lift(block, "title")
    parts = _DASH.split(draft.title, maxsplit=1)
    if len(parts) == 2 and all(len(part) > 1 for part in parts) and not draft.subtitle:
        draft.title, draft.subtitle = parts
    first = draft.blocks[0] if draft.blocks else None
    if first and not draft.subtitle and len(first.text) < 50 and re.match("——|--|－－", first.text):
        draft.subtitle = _DASH.sub("", first.text, count=1)
        draft.lift(first, "subtitle")


def _is_title(block: Block) -> bool:
    if block.kind == "heading":
        return True
    short = 2 <= len(block.text) <= 60 and not re.search("[。；;]$|[。].", block.text)
    return (
        block.kind == "paragraph"
        and short
        and not byline(block.text)
        and not LABEL.match(block.text)
        and not is_dateline(block.text)
        and len(re.findall("[|｜]", block.text)) < 2
    )


def _guess_title(draft: Draft, fallback: str) -> None:
    """For a text without one: what it quotes first, or its first clause."""
    first = next((b for b in draft.blocks if b.kind == "paragraph"), None)
    quoted = re.match('[“"「](?P<words>[^”"」]{4,30})[”"」]', first.text) if first else None
    clause = re.match("[^。！？!?，,；;：:]{4,30}", first.text) if first else None
    draft.title = quoted[0] if quoted else clause[0] if clause else fallback
    draft.guess("title", draft.title, first.line if first else 1)
