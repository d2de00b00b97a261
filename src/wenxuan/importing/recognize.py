"""What the blocks of a draft are: the head, whose lines are lifted, and what remains."""

from __future__ import annotations

import re
from dataclasses import replace

from wenxuan.importing.chrome import remove_chrome
from wenxuan.importing.credits import (
    lift_bylines,
    lift_credits,
    lift_scholars,
    lift_single_name,
    lift_source,
    merged,
)
from wenxuan.importing.dates import day_in, is_dateline
from wenxuan.importing.draft import Block, Draft, Person, guard
from wenxuan.importing.headings import mark_captions, mark_headings
from wenxuan.importing.patterns import ENDING, LABEL
from wenxuan.importing.people import labelled
from wenxuan.importing.titles import lift_title

_ABSTRACT = re.compile(
    r"[\[【［]?\s*(?:内容)?(?:摘\s*要|提\s*要|导\s*语|核心提示|内容简介)\s*[\]】］]?\s*[:：]?\s*(?P<text>.{10,})",
    re.DOTALL,
)
_KEYWORDS = re.compile(r"[\[【［]?\s*关\s*键\s*[词字]\s*[\]】］]?\s*[:：]?\s*(?P<words>.{2,})")
_NOTE = re.compile(r"[\[【［]?\s*(?:编者按|编者的话|编者注|按语)\s*[\]】］]?\s*[:：]?.*", re.DOTALL)
_ORIGINAL = re.compile(
    r"原创\s*[:：]?\s*(?P<name>[\u4e00-\u9fff]{2,4})\s+(?P<site>\S{2,12}?)(?:\s+(?:今天|昨天|\d{4}-.*))?"
)


def recognize(draft: Draft, fallback: str) -> Draft:
    """Lift the head out of the blocks and name what remains; `fallback` is a last title."""
    remove_chrome(draft)
    lift_title(draft, fallback)
    for lift in (
        lift_facts,
        lift_credits,
        lift_bylines,
        lift_single_name,
        lift_scholars,
        lift_source,
        lift_abstract,
    ):
        lift(draft)
    draft.authors = merged(draft.authors)
    mark_captions(draft)
    mark_closing(draft)
    mark_headings(draft)
    mark_editors_notes(draft)
    return draft


def lift_facts(draft: Draft) -> None:
    """Lines of labels near the title: `2020-03-10 09:12 来源:检察日报 作者:…`."""
    for block in list(draft.blocks[:8]):
        if block.kind != "paragraph" or len(block.text) > 120 or ENDING.search(block.text):
            continue
        if original := _ORIGINAL.fullmatch(block.text):
            _take_original(draft, block, original)
            continue
        if block is draft.blocks[-1] and _signed(draft):
            continue
        day, labels = day_in(block.text), list(LABEL.finditer(block.text))
        if labels and (labels[0].start() == 0 or day):
            _take_labels(draft, block, labels)
        elif not (day and is_dateline(block.text)):
            continue
        if day and not draft.date:
            draft.date = day
        draft.lift(block, "date, source, author")


def _take_labels(draft: Draft, block: Block, labels: list[re.Match[str]]) -> None:
    ends = [match.start() for match in labels[1:]] + [len(block.text)]
    for match, end in zip(labels, ends, strict=True):
        value = block.text[match.end() : end].strip(" \t\u3000|｜/")
        if match["key"].endswith(("源", "出处", "出處", "自")) and value and not draft.source:
            draft.source = re.split(r"[\s\u3000|｜]|\d{4}", value)[0]
        elif match["key"] in ("作者", "记者", "摄影"):
            people = labelled(match["key"], value)
            draft.credit(people)
            if not people and value:
                draft.guess("byline", f"{match['key']}:{value}", block.line)


def _take_original(draft: Draft, block: Block, original: re.Match[str]) -> None:
    """`原创 某某 某某发布 2020-03-05 08:00`, as accounts of WeChat begin."""
    draft.authors = draft.authors or [Person(name=original["name"])]
    draft.source = draft.source or original["site"]
    draft.date = draft.date or day_in(block.text)
    draft.guess("byline", block.text, block.line)
    draft.lift(block, "date, source, author")


def _signed(draft: Draft) -> bool:
    """True when the last line is the day below the name of who signs."""
    if len(draft.blocks) < 3:
        return False
    name, day = draft.blocks[-2:]
    signed = name.kind == day.kind == "paragraph" and len(name.text) <= 30
    return signed and is_dateline(day.text) and not ENDING.search(name.text)


def lift_abstract(draft: Draft) -> None:
    """`摘要:` and `关键词:` near the head."""
    for block in list(draft.blocks[:6]):
        if block.kind != "paragraph":
            continue
        if (
            (words := _KEYWORDS.fullmatch(block.text))
            and len(block.text) < 100
            and not draft.keywords
        ):
            draft.keywords = [
                w for w in re.split(r"[;；,，、\s\u3000]+", words["words"].strip("。")) if w
            ]
            draft.lift(block, "keywords")
        elif (
            (abstract := _ABSTRACT.fullmatch(block.text))
            and not draft.abstract
            and len(block.text) < 800
        ):
            draft.abstract = abstract["text"].strip()
            draft.lift(block, "abstract")


def mark_closing(draft: Draft) -> None:
    """Who signs, and the day below: the two last lines of a notice or a letter, at the right."""
    if _signed(draft):
        name, day = draft.blocks[-2:]
        text, markup = f"{name.text}\n{day.text}", f"{guard(name.markup)}\n{guard(day.markup)}"
        draft.blocks[-2:] = [replace(name, kind="signature", text=text, markup=markup)]
        draft.guess("signature", text, name.line)


def mark_editors_notes(draft: Draft) -> None:
    """`编者按:` stands in a box."""
    for i, block in enumerate(draft.blocks):
        if block.kind == "paragraph" and i < 4 and _NOTE.fullmatch(block.text):
            draft.blocks[i] = replace(block, kind="note")
