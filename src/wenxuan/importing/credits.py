"""Who made an article: bylines, names alone, institutions, the credits of an account."""

from __future__ import annotations

import re
from dataclasses import replace

from wenxuan.desk.tables import SURNAMES
from wenxuan.importing.draft import Block, Draft, Left, Person
from wenxuan.importing.people import byline

_SOURCE = re.compile(
    r"[(（\[【]?\s*(?:文章|信息|本文|稿件)?(?:来源|來源|稿源|出处|出處|转自|轉自|原载|原載|摘自|选自|選自)\s*[:：于自]?\s*(?P<name>[^。()（）]{2,40})[)）\]】]?。?"
)
_NAMES_ALONE = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[ \u3000]+[\u4e00-\u9fff]{2,4}){1,5}")
_INSTITUTION = re.compile(
    r"[(（](?!.{0,4}作者)(?:\d[.、]?)?(?P<name>[^,，()（）;；]*(?:大学|学院|研究[院所]|中心|实验室|学校|中学|检察院|法院|局|厅|部)[^,，()（）;；]*)[^()（）]*[)）]"
)
_ALONE = re.compile(f"(?:{'|'.join(SURNAMES)})[\u4e00-\u9fff]{{1,2}}")
_CREDIT = re.compile(
    r"(?P<key>文字|图片|摄影|编辑|审核|校对|排版|制作|监制|统筹|编审|初审|终审|责编)\s*[:：]\s*(?P<names>\S.{1,30})"
)


def lift_credits(draft: Draft) -> None:
    """Who wrote, photographed, edited, below the text of an account: `文字：某某`."""
    for block in list(draft.blocks[-8:]):
        match = _CREDIT.fullmatch(block.text) if block.kind == "paragraph" else None
        if match is None:
            continue
        key = {"文字": "作者", "图片": "摄影"}.get(match["key"], match["key"])
        people = byline(f"{key}:{match['names']}") if key in ("作者", "摄影") else []
        if people:
            draft.credit(people)
            draft.lift(block, "byline")
        elif key in ("作者", "摄影"):
            draft.guess("byline", block.text, block.line)
        else:
            draft.remove(block, "credits")


def lift_single_name(draft: Draft) -> None:
    """A name alone right below the title, of a known surname or in Japanese."""
    block = draft.blocks[0] if len(draft.blocks) > 1 else None
    if block is None or draft.authors or block.kind != "paragraph":
        return
    japanese = draft.language == "ja" and re.fullmatch("[\u4e00-\u9fff々]{3,5}", block.text)
    if japanese or (draft.language != "ja" and _ALONE.fullmatch(block.text)):
        draft.authors = [Person(name=block.text)]
        draft.guess("author", block.text, block.line)
        draft.lift(block, "byline")


def lift_bylines(draft: Draft) -> None:
    """Bylines: a line of its own near the head or the foot, or the last brackets of the text."""
    near = [*draft.blocks[:4], *draft.blocks[-3:]]
    for block in list(dict.fromkeys(near)):
        if block in draft.blocks and block.kind == "paragraph" and (people := byline(block.text)):
            draft.credit(people)
            draft.lift(block, "byline")
    _lift_last_brackets(draft)


def _lift_last_brackets(draft: Draft) -> None:
    last = next((b for b in reversed(draft.blocks) if b.kind == "paragraph"), None)
    match = re.search(r"[（(](?P<inside>[^（）()]{2,40})[)）]\s*$", last.text) if last else None
    if last is None or match is None or match.start() == 0:
        return
    people, source = byline(match[0]), _SOURCE.fullmatch(match[0])
    if source and not draft.source:
        draft.source = source["name"].strip()
    elif not people or not re.search("记者|通讯员|作者|撰|文|摄", match["inside"]):
        return
    draft.credit(people)
    draft.guess("byline", match[0], last.line)
    _shorten(draft, last, match.start(), "byline")


def _shorten(draft: Draft, block: Block, end: int, why: str) -> None:
    """Take the end of a paragraph into the record."""
    tail = block.text[end:]
    kept = block.text[:end].rstrip()
    at = block.markup.rfind(tail[:1])
    draft.lifted.append(Left(line=block.line, text=tail, why=why))
    draft.blocks[draft.blocks.index(block)] = replace(
        block, text=kept, markup=block.markup[:at].rstrip()
    )


def lift_scholars(draft: Draft) -> None:
    """Names alone below a title, and the institution in brackets below the names."""
    for block in list(draft.blocks[:3]):
        if block.kind != "paragraph" or not (draft.authors or _NAMES_ALONE.fullmatch(block.text)):
            continue
        if not draft.authors:
            draft.authors = [Person(name=name) for name in block.text.split()]
            draft.guess("author", block.text, block.line)
            draft.lift(block, "byline")
        elif institution := _INSTITUTION.fullmatch(block.text):
            name = institution["name"].strip()
            draft.authors = [replace(p, affiliation=p.affiliation or name) for p in draft.authors]
            draft.lift(block, "affiliation")


def merged(people: list[Person]) -> list[Person]:
    """Everybody once, with what any line says of them."""
    found: dict[str, Person] = {}
    for person in people:
        old = found.get(person.name, person)
        role, house = old.role or person.role, old.affiliation or person.affiliation
        found[person.name] = replace(old, role=role, affiliation=house)
    return list(found.values())


def lift_source(draft: Draft) -> None:
    """`(来源:新华社)` on a line of its own."""
    for block in [*draft.blocks[:4], *draft.blocks[-4:]]:
        match = _SOURCE.fullmatch(block.text.strip()) if block in draft.blocks else None
        if match and block.kind == "paragraph" and len(block.text) < 60:
            if not draft.source or any(g.what == "source" for g in draft.guesses):
                draft.source = match["name"].strip()
                draft.guesses = [g for g in draft.guesses if g.what != "source"]
            draft.lift(block, "source")
