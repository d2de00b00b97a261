"""Bylines in their many forms: who, in what role, of which house."""

from __future__ import annotations

import re
from dataclasses import replace

from wenxuan.desk.tables import SURNAMES
from wenxuan.importing.draft import Person

_ROLE = (
    r"(?:全媒体|融媒体|特约|见习|实习|首席|高级|资深|本报|本刊|本网|本社|驻[\u4e00-\u9fff]{1,4})*"
    r"(?:记者|通讯员|撰稿人|摄影师|摄影记者|评论员|特派员|报道员|编辑|编译|研究员|副教授|教授|讲师|博士|主任|院长)"
)
_LABELS = {
    "作者": "",
    "文": "",
    "文字": "",
    "图文": "",
    "文图": "",
    "文/图": "",
    "图/文": "",
    "撰文": "",
    "撰稿": "撰稿",
    "采写": "",
    "执笔": "执笔",
    "整理": "整理",
    "编写": "编写",
    "供稿": "供稿",
    "摄影": "摄影",
    "图": "摄影",
    "图片": "摄影",
    "摄": "摄影",
    "译": "译",
    "翻译": "译",
    "记者": "记者",
    "本报记者": "本报记者",
    "本刊记者": "本刊记者",
    "本网记者": "本网记者",
    "通讯员": "通讯员",
    "编译": "编译",
    "口述": "口述",
}
"""Words before a name to the role that they mean."""
_LABEL = "|".join(sorted(map(re.escape, _LABELS), key=lambda word: (-len(word), word)))
_NAME = (
    r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8})+"
    r"|[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*)*"
)
_NAMES = rf"(?:{_NAME})(?:[、,，;；\s\u3000/]+(?:{_NAME}))*"
_WHOLE = re.compile(rf"(?P<label>{_LABEL})\s*(?P<mark>[:：/／|｜]|[ \u3000]+)?\s*(?P<rest>.+)")
_PART = re.compile(
    rf"(?P<affiliation>[\u4e00-\u9fffA-Za-z]{{0,20}}?)[\s\u3000]*(?P<role>{_ROLE})?[\s\u3000:：]*(?P<names>{_NAMES})"
)
_SPLIT = re.compile(
    rf"[\s\u3000]+(?={_ROLE}[\s\u3000])|[;；|｜]|[\s\u3000]+(?=(?:{_LABEL})[:：/／])"
)
_REPORTED = re.compile(
    r"(?:本報|本报|本刊)?(?P<role>記者|记者)[\s\u3000]*(?P<name>[\u4e00-\u9fff]{2,4})[／/][\u4e00-\u9fff]{2,8}(?:報導|報道|报道|专电|專電|电|電)"
)
_KOREAN = re.compile(r"(?P<name>[\uac00-\ud7a3]{2,4})\s+(?P<role>기자|특파원|논설위원|선임기자)")
_CREDITED = re.compile(
    rf"(?P<names>(?:{_NAME})(?:[、,，\s\u3000]+(?:{_NAME}))*)[\s\u3000]+(?P<role>文/图|图/文|文图|图文|文|图|摄|摄影|撰文|整理)"
)
_SPREAD = re.compile(
    rf"(?<![\u4e00-\u9fff])({'|'.join(s for s in SURNAMES if len(s) > 1)}|[\u4e00-\u9fff])"
    r"[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])"
)
"""A name of few characters that a gap spreads: 李　白, 欧阳　修."""
_HOUSED = re.compile(r"(?P<names>[^()（）]{2,40}?)\s*[(（](?P<house>[^()（）\d]{3,24})[)）]")
_BRACKETS = "()（）【】[]〔〕"
_HOUSES = (
    "报社",
    "日报",
    "晚报",
    "时报",
    "杂志社",
    "杂志",
    "电视台",
    "通讯社",
    "新华社",
    "周刊",
    "新闻网",
    "出版社",
    "网",
    "报",
    "社",
)
_WRITERS = ("记者", "通讯员", "撰稿人", "评论员", "摄影师")
"""Roles that announce a name without a space: 记者柳若云, but not 教授讲座."""
_OWN = ("本报", "本刊", "本网", "本社", "本台")


def byline(text: str) -> list[Person]:
    """The people whom a line names; none when it is no byline: `(撰稿:白沙晚报记者柳若云)`."""
    bare = text.strip().strip(_BRACKETS).strip()
    if len(bare) > 60 or re.search("[。！？!?]", bare):
        return []
    if known := _whole_line(bare):
        return known
    people: list[Person] = []
    for part in _SPLIT.split(bare):
        found = _one(part.strip(), loose=bool(people) or text.strip()[:1] in "(（【[〔")
        if not found:
            return []
        people += found
    return people


def _whole_line(bare: str) -> list[Person]:
    """Forms that are no label and names: 記者某某／臺北報導, 某某 某某 文/图, 홍길동 기자."""
    if match := _REPORTED.fullmatch(bare) or _KOREAN.fullmatch(bare):
        return [Person(name=match["name"], role=match["role"])]
    if match := _CREDITED.fullmatch(bare):
        names = re.split(r"[、,，;；\s\u3000/]+", match["names"])
        return [Person(name=name, role=_LABELS.get(match["role"], "")) for name in names]
    return []


def labelled(key: str, value: str) -> list[Person]:
    """The people behind a label; brackets behind their names hold their house."""
    match = _HOUSED.fullmatch(value)
    if match is None:
        return byline(f"{key}:{value}")
    house = match["house"].strip()
    return [replace(p, affiliation=house) for p in byline(f"{key}:{match['names']}")]


def _one(part: str, *, loose: bool) -> list[Person]:
    """The people of one part; `loose` lets a role alone introduce them."""
    role = ""
    labelled = _WHOLE.fullmatch(part)
    if labelled and (labelled["mark"] or labelled["label"].endswith(("记者", "通讯员"))):
        role, part, loose = _LABELS[labelled["label"]], labelled["rest"], True
    match = _PART.fullmatch(_SPREAD.sub(r"\1\2", part).strip())
    if match is None or not (match["role"] or role or loose):
        return []
    bare = not (role or loose or match["affiliation"] or re.search(r"[\s:：]", part))
    if bare and not match["role"].endswith(_WRITERS):
        return []
    names = (
        [n for n in re.split(r"[、,，;；\s\u3000/]+", match["names"]) if n]
        if _spaced(match["names"])
        else [match["names"]]
    )
    affiliation = match["affiliation"]
    if affiliation and not match["role"] and not affiliation.endswith(_HOUSES):
        return []
    own = affiliation in _OWN
    found = (affiliation if own else "") + (match["role"] or "")
    return [
        Person(name=name, role=found or role, affiliation="" if own else affiliation)
        for name in names
    ]


def _spaced(names: str) -> bool:
    """False for a Latin name, whose spaces do not part people."""
    return not re.fullmatch(r"[A-Za-z.' -]+", names)
