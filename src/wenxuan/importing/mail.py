"""Mail saved as text: the newest letter is the article, older ones follow under their senders."""

from __future__ import annotations

import re

from wenxuan.importing.dates import day_in
from wenxuan.importing.draft import Block, Draft, Left, Person, escape
from wenxuan.importing.plain import read_plain

_HEADER = re.compile(
    r"(?P<key>发件人|寄件人|收件人|抄送|主题|主旨|发送时间|日期|时间|附件|From|To|Cc|Subject|Date|Sent|Reply-To|Message-ID|MIME-Version|Content-Type|X-[\w-]+)\s*[:：]\s*(?P<value>.*)",
    re.IGNORECASE,
)
_PARTING = re.compile(
    r"[-_=]{3,}\s*"
    r"(?:原始邮件|转发邮件|回复的原邮件|转发邮件信息|Original Message|Forwarded message)"
    r"\s*[-_=]*"
    r"|(?:On .{6,80} wrote|.{0,12}\d{4}[-年/].{4,60}(?:写道|wrote))\s*[:：]?",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\d{4}[-年/.]\s?\d{1,2}[-月/.]\s?\d{1,2}日?[,，]?\s*(?:(?:星期|周).)?\s*(?:[上下]午)?\s*(?:\d{1,2}:\d{2}(?::\d{2})?)?"
)
_REPLY = re.compile(r"^(?:(?:Re|Fw|Fwd|回复|答复|转发|回覆)\s*[:：]\s*)+", re.IGNORECASE)
_SUBJECT = ("主题", "主旨", "subject")
_SENDER = ("发件人", "寄件人", "from")
_TIME = ("发送时间", "日期", "时间", "date", "sent")


def is_mail(text: str) -> bool:
    """True when the first lines are the headers of a letter."""
    head = [line.strip() for line in text.split("\n")[:12] if line.strip()]
    keys = {m["key"].lower() for line in head if (m := _HEADER.fullmatch(line))}
    return len(keys) >= 2 and bool(keys & {*_SUBJECT, *_SENDER})


def read_mail(text: str) -> Draft:
    """A thread as one article."""
    draft = Draft()
    for number, (start, lines) in enumerate(_letters(text.split("\n"))):
        facts = _headers(lines, start, draft)
        if number == 0:
            draft.title = clean_subject(facts.get("subject", ""))
            draft.date = day_in(facts.get("time", ""))
            draft.authors = (
                [Person(name=sender(facts["sender"]))] if sender(facts.get("sender", "")) else []
            )
        elif facts:
            words = "，".join(
                w for w in (sender(facts.get("sender", "")), day_in(facts.get("time", ""))) if w
            )
            draft.blocks.append(
                Block(kind="heading", text=words, markup=escape(words), line=start, level=1)
            )
            draft.guess("heading", words, start)
        _body(lines, start, draft)
    return draft


def _letters(lines: list[str]) -> list[tuple[int, list[str]]]:
    """The letters of a thread with the lines on which they begin; quoting signs taken off."""
    letters: list[tuple[int, list[str]]] = [(1, [])]
    for number, line in enumerate(lines, 1):
        bare = re.sub(r"^(?:>\s?)+", "", line)
        if _PARTING.fullmatch(bare.strip()):
            letters.append((number, [bare]))
        else:
            letters[-1][1].append(bare)
    return letters


def _headers(lines: list[str], start: int, draft: Draft) -> dict[str, str]:
    """Take the headers off the top of a letter."""
    facts: dict[str, str] = {}
    for i, line in enumerate(lines):
        match = _HEADER.fullmatch(line.strip())
        parting = _PARTING.fullmatch(line.strip())
        if not match and not parting and line.strip():
            break
        if parting:
            who = re.sub(r"(?:写道|wrote)\s*[:：]?|^(?:On\s|在|于)|[-_=]{3,}.*", "", line.strip())
            if day_in(who):
                facts["time"] = who
                facts["sender"] = _DAY.sub("", who).strip(" ,，")
        elif match:
            key = match["key"].lower()
            name = (
                "subject"
                if key in _SUBJECT
                else "sender"
                if key in _SENDER
                else "time"
                if key in _TIME
                else key
            )
            facts.setdefault(name, match["value"])
        if line.strip():
            draft.lifted.append(Left(line=start + i, text=line.strip(), why="mail header"))
            lines[i] = ""
    return facts


def clean_subject(subject: str) -> str:
    """A subject without its `Re:`."""
    return _REPLY.sub("", subject).strip()


def sender(value: str) -> str:
    """A name without its address."""
    bare = re.sub(r"[<\[(（]?\s*[\w.+-]+@[\w.-]+\s*[>\])）]?", "", value)
    return bare.strip(" \"'“”<>,，")


def _body(lines: list[str], start: int, draft: Draft) -> None:
    """The blocks of a letter; what stands below `-- ` is its signature."""
    for i, line in enumerate(lines):
        if re.fullmatch(r"--\s?|—{2}|_{5,}", line.rstrip("\n")) and i > 0:
            draft.removed += [
                Left(line=start + i + j, text=rest.strip(), why="signature")
                for j, rest in enumerate(lines[i:])
                if rest.strip()
            ]
            lines = lines[:i]
            break
    found = read_plain("\n" * (start - 1) + "\n".join(lines))
    draft.removed += found.removed
    draft.blocks += found.blocks
