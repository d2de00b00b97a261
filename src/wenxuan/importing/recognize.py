"""What the blocks of a draft are: chrome, title, byline, date, source, abstract."""

from __future__ import annotations

import re
from dataclasses import replace

from wenxuan.desk.tables import CHROME, SURNAMES
from wenxuan.importing.dates import day_in, is_dateline
from wenxuan.importing.draft import Block, Draft, Left, Person, guard
from wenxuan.importing.headings import mark_captions, mark_headings
from wenxuan.importing.people import byline, labelled

_CRUMBS = re.compile(
    r"(?:.*位置\s*[:：]|.*栏目\s*[:：])?\s*(?P<path>[^。]*?(?:首页|主页)\s*[>›»＞/→-].*)"
)
_EMPTY_CRUMBS = ("正文", "内容", "列表", "文章", "详情", "浏览")
_SITE = re.compile(r"[\u4e00-\u9fffA-Za-z·]{2,16}(?:网|在线|日报|晚报|新闻|频道|门户|之窗|客户端)")
_OWNED = re.compile(rf"(?P<site>{_SITE.pattern})\s*(?:版权所有|.*ICP)")
_ENDING = re.compile("[。！？…!?][”’」』）)\"']*$")
_LABEL = re.compile(
    r"(?P<key>来源|來源|稿源|文章来源|信息来源|出处|出處|转自|轉自|发布时间|發佈時間|发布日期|日期|时间|发表时间|作者|记者|摄影|编辑|浏览|阅读|点击|字号|责任编辑|责编)\s*[:：]\s*"
)
_SOURCE = re.compile(
    r"[(（\[【]?\s*(?:文章|信息|本文|稿件)?(?:来源|來源|稿源|出处|出處|转自|轉自|原载|原載|摘自|选自|選自)\s*[:：于自]?\s*(?P<name>[^。()（）]{2,40})[)）\]】]?。?"
)
_ABSTRACT = re.compile(
    r"[\[【［]?\s*(?:内容)?(?:摘\s*要|提\s*要|导\s*语|核心提示|内容简介)\s*[\]】］]?\s*[:：]?\s*(?P<text>.{10,})",
    re.DOTALL,
)
_KEYWORDS = re.compile(r"[\[【［]?\s*关\s*键\s*[词字]\s*[\]】］]?\s*[:：]?\s*(?P<words>.{2,})")
_NAMES_ALONE = re.compile(r"[\u4e00-\u9fff]{2,4}(?:[ \u3000]+[\u4e00-\u9fff]{2,4}){1,5}")
_INSTITUTION = re.compile(
    r"[(（](?!.{0,4}作者)(?:\d[.、]?)?(?P<name>[^,，()（）;；]*(?:大学|学院|研究[院所]|中心|实验室|学校|中学|检察院|法院|局|厅|部)[^,，()（）;；]*)[^()（）]*[)）]"
)
_NOTE = re.compile(r"[\[【［]?\s*(?:编者按|编者的话|编者注|按语)\s*[\]】］]?\s*[:：]?.*", re.DOTALL)
_HOME = {"首页", "主页", "网站首页", "登录", "注册", "Home", "联系我们", "关于我们"}
_ORNAMENT = re.compile(r"0[1-9]|[-—·\s]*(?:END|The End|完)[-—·\s]*", re.IGNORECASE)
"""Numbers and ends that a page draws between sections."""
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{2,12}[〔\[［(（]\s*\d{4}\s*[〕\]］)）]\s*(?:第\s*)?\d{1,5}\s*号"
)
"""The number of an official document: 白政发〔2020〕12号."""
_ORIGINAL = re.compile(
    r"原创\s*[:：]?\s*(?P<name>[\u4e00-\u9fff]{2,4})\s+(?P<site>\S{2,12}?)(?:\s+(?:今天|昨天|\d{4}-.*))?"
)
_ALONE = re.compile(f"(?:{'|'.join(SURNAMES)})[\u4e00-\u9fff]{{1,2}}")
_CREDIT = re.compile(
    r"(?P<key>文字|图片|摄影|编辑|审核|校对|排版|制作|监制|统筹|编审|初审|终审|责编)\s*[:：]\s*(?P<names>\S.{1,30})"
)
_DASH = re.compile(r"\s*(?:——+|－－+|--+|—(?=\S)|─{2,})\s*")


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
    draft.authors = _merged(draft.authors)
    mark_captions(draft)
    mark_closing(draft)
    mark_headings(draft)
    mark_editors_notes(draft)
    return draft


def _merged(people: list[Person]) -> list[Person]:
    """Everybody once, with what any line says of them."""
    found: dict[str, Person] = {}
    for person in people:
        old = found.get(person.name, person)
        role, house = old.role or person.role, old.affiliation or person.affiliation
        found[person.name] = replace(old, role=role, affiliation=house)
    return list(found.values())


# --- chrome -------------------------------------------------------------------------------------


def remove_chrome(draft: Draft) -> None:
    """Take bread crumbs, share buttons, licence lines out; a site's name becomes the source."""
    for block in list(draft.blocks):
        if block.kind not in ("paragraph", "heading", "list") or len(block.text) > 200:
            continue
        if crumbs := _CRUMBS.fullmatch(block.text):
            _lift_crumbs(draft, block, crumbs["path"])
        elif _ORNAMENT.fullmatch(block.text):
            draft.remove(block, "ornament")
        elif is_chrome(block.text) or _is_navigation(block.text):
            if owned := _OWNED.search(block.text):
                _site(draft, owned["site"], block)
            draft.remove(block, "chrome")
    _remove_tail(draft)


def _is_navigation(text: str) -> bool:
    """True for a bar of links: `首页 | 新闻 | 政务`."""
    steps = [step.strip() for step in re.split("[|｜]", text)]
    return len(steps) > 2 and all(0 < len(s) <= 8 for s in steps) and bool(_HOME & set(steps))


def is_chrome(text: str) -> bool:
    """True for a line that a web page brings along."""
    return any(pattern.fullmatch(text.strip()) for pattern in CHROME)


def _site(draft: Draft, name: str, block: Block) -> None:
    if not draft.source:
        draft.source = name
        draft.guess("source", name, block.line)


def _lift_crumbs(draft: Draft, block: Block, path: str) -> None:
    steps = [
        step.strip() for step in re.split(r"[>›»＞→]+|-+>|(?<=\S)/(?=\S)", path) if step.strip()
    ]
    steps = [step for step in steps if step not in _EMPTY_CRUMBS]
    if len(steps) > 1:
        draft.section = steps[-1]
        draft.guess("section", steps[-1], block.line)
    draft.remove(block, "chrome")
    for other in list(draft.blocks):
        if other.text in steps and other.line <= block.line + 2:
            draft.remove(other, "chrome")


def _remove_tail(draft: Draft) -> None:
    """Short lines behind the first chrome of the foot belong to it; one may name the source."""
    feet = [left.line for left in draft.removed if left.why == "chrome"]
    prose = [b.line for b in draft.blocks if _ENDING.search(b.text) or len(b.text) > 60]
    feet = [line for line in feet if prose and line > prose[-1]]
    for block in list(draft.blocks):
        if feet and block.line > min(feet) and len(block.text) <= 40 and not byline(block.text):
            if _SITE.fullmatch(block.text):
                _site(draft, block.text, block)
            draft.remove(block, "chrome")


# --- head ---------------------------------------------------------------------------------------


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
            _ENDING.search(b.text) and len(b.text) > 40
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
        and not _LABEL.match(block.text)
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


def lift_facts(draft: Draft) -> None:
    """Lines of labels near the title: `2020-03-10 09:12 来源:检察日报 作者:…`."""
    for block in list(draft.blocks[:8]):
        if block.kind != "paragraph" or len(block.text) > 120 or _ENDING.search(block.text):
            continue
        if original := _ORIGINAL.fullmatch(block.text):
            _take_original(draft, block, original)
            continue
        if block is draft.blocks[-1] and _signed(draft):
            continue
        day, labels = day_in(block.text), list(_LABEL.finditer(block.text))
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
            draft.authors += [p for p in people if p not in draft.authors]
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
    return signed and is_dateline(day.text) and not _ENDING.search(name.text)


def lift_credits(draft: Draft) -> None:
    """Who wrote, photographed, edited, below the text of an account: `文字：某某`."""
    for block in list(draft.blocks[-8:]):
        match = _CREDIT.fullmatch(block.text) if block.kind == "paragraph" else None
        if match is None:
            continue
        key = {"文字": "作者", "图片": "摄影"}.get(match["key"], match["key"])
        people = byline(f"{key}:{match['names']}") if key in ("作者", "摄影") else []
        if people:
            draft.authors += [person for person in people if person not in draft.authors]
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
            draft.authors += [person for person in people if person not in draft.authors]
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
    draft.authors += [person for person in people if person not in draft.authors]
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


def lift_source(draft: Draft) -> None:
    """`(来源:新华社)` on a line of its own."""
    for block in [*draft.blocks[:4], *draft.blocks[-4:]]:
        match = _SOURCE.fullmatch(block.text.strip()) if block in draft.blocks else None
        if match and block.kind == "paragraph" and len(block.text) < 60:
            if not draft.source or any(g.what == "source" for g in draft.guesses):
                draft.source = match["name"].strip()
                draft.guesses = [g for g in draft.guesses if g.what != "source"]
            draft.lift(block, "source")


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
