"""Which short lines are headings, and which are captions of photographs."""

from __future__ import annotations

import re
from dataclasses import replace
from statistics import median

from wenxuan.importing.dates import is_dateline
from wenxuan.importing.draft import Block, Draft

_NUMBERED = (
    (1, re.compile(r"第[一二三四五六七八九十百\d]{1,4}[编部分章节]")),
    (1, re.compile(r"[一二三四五六七八九十]{1,3}[、.．]")),
    (2, re.compile(r"[（(][一二三四五六七八九十]{1,3}[)）]")),
    (3, re.compile(r"\d{1,2}[、.．](?!\d)")),
    (1, re.compile(r"(?:结语|结束语|引言|前言|导言|后记|余论|附录|参考文献)$")),
)
_STOP = re.compile("[。；;：:，,、！!…][”’」』）)\"']*$")
_SENTENCE_END = re.compile(r"(?:[。！？!?…]|(?<=[\u4e00-\u9fff])[.．]|\.{2,})[”’」』）)\"']*$")
_TYPED_SIGN = re.compile(r":{3}|[#>*+-]+(?:\s|$)|[|]")
_SCENE = re.compile(
    r"正在|图为|合影|现场|留念|一角|回信|资料图|摄$|[（(].{0,6}摄.{0,6}[)）]|主持并发言|揭牌|签约|合照"
    r"|(?:召开|举行|举办|参加|出席|开展).{0,30}(?:会|活动|仪式|培训|检查|慰问|讲座)"
)
_SPEECH = re.compile("表示|时说|指出|强调|提出|认为|介绍|要求|据悉|了解到|报道|记者|说[,，:：]")
_CAPTION = re.compile(
    r"[（(\[【]?(?:图[\d一二三四五六七八九十]{0,2}|图为|图注|照片|上图|下图|左图|右图)\s*[:：为]?.{4,}"
)
_CREDIT = re.compile(
    r"(?P<stop>[。，,]?)[\s\u3000]*[（(]?(?:(?:本报)?记者|通讯员)?[\s\u3000]*[\u4e00-\u9fff]{2,4}[\s\u3000]*[/／]?[\s\u3000]*摄[)）]?$"
)
"""Who took a photograph, behind its caption."""
_LETTER = re.compile(
    r"此致|敬礼|致礼|谨启|敬上|祝好|(?:顺|即|敬|谨)(?:颂|祝|请).{0,4}|\d{4}[-年/.].{0,12}"
)
"""Lines of a letter that are no headings: its close, its day."""
CAPTION_LIMIT = 72
HEADING_LIMIT = 32


def mark_captions(draft: Draft) -> None:
    """A single scene in one line between long paragraphs is what stood below a photograph."""
    for i, block in enumerate(draft.blocks):
        if (
            block.kind == "paragraph"
            and (i > 0 or block.text[0] in "▲△▼↑")
            and is_caption(block.text)
            and not _is_numbered(block.text)
        ):
            if _beside_figure(draft.blocks, i):
                continue
            draft.blocks[i] = replace(block, kind="caption")
            draft.guess("caption", block.text, block.line)


def is_caption(text: str) -> bool:
    """True for one sentence that describes a scene and reports nobody's words."""
    if _CAPTION.match(text) and (credit := _CREDIT.search(text)):
        text = text[: credit.start()]
        return "。" not in text
    if len(text) > CAPTION_LIMIT or len(text) < 8 or _SENTENCE_END.search(text[:-1]):
        return False
    if re.search("[。！？!?].", text) or text[0] in '“"「':
        return False
    return _CAPTION.fullmatch(text) is not None or (
        bool(_SCENE.search(text)) and not _SPEECH.search(text)
    )


def _beside_figure(blocks: list[Block], i: int) -> bool:
    return any(b.kind == "figure" for b in blocks[max(0, i - 1) : i + 2])


def mark_headings(draft: Draft) -> None:
    """Short lines without a stop: numbered, set off by blank lines, bold, or alike."""
    blocks = draft.blocks
    found = [i for i, block in enumerate(blocks) if _could_be(blocks, i)]
    usual = median([b.gap for b in blocks]) if blocks else 0
    plain = [i for i in found if not _is_numbered(blocks[i].text)]
    alike = len(plain) > 1
    for i in found:
        block = blocks[i]
        numbered = _level(block.text)
        set_off = block.gap > usual or (block.gap > 0 and usual == 0)
        if numbered or block.strong or (set_off and alike) or alike:
            blocks[i] = replace(
                block, kind="heading", level=numbered or 1, markup=_unbold(block.markup)
            )
            draft.guess("heading", block.text, block.line)
    _level_out(draft)


def _could_be(blocks: list[Block], i: int) -> bool:
    block = blocks[i]
    if block.kind != "paragraph" or block.kept or not 2 <= len(block.text) <= HEADING_LIMIT:
        return False
    if re.search("。.", block.text) or _LETTER.fullmatch(block.text) or is_dateline(block.text):
        return False
    following = blocks[i + 1] if i + 1 < len(blocks) else None
    prose = following is not None and (
        len(following.text) > len(block.text) or _could_be(blocks, i + 1)
    )
    ends = _STOP.search(block.text) or _SENTENCE_END.search(block.text)
    return prose and not ends and not _TYPED_SIGN.match(block.text)


def _is_numbered(text: str) -> bool:
    return _level(text) > 0


def _level(text: str) -> int:
    return next((level for level, pattern in _NUMBERED if pattern.match(text)), 0)


def _unbold(markup: str) -> str:
    match = re.fullmatch(r"\*\*(.+)\*\*", markup)
    return match[1] if match and "**" not in match[1] else markup


def _level_out(draft: Draft) -> None:
    """Levels from 2 down, none skipped (MD009)."""
    used = sorted({b.level for b in draft.blocks if b.kind == "heading"})
    rank = {level: min(i + 2, 6) for i, level in enumerate(used)}
    last = 1
    for i, block in enumerate(draft.blocks):
        if block.kind == "heading":
            last = min(rank[block.level], last + 1)
            draft.blocks[i] = replace(block, level=last)
