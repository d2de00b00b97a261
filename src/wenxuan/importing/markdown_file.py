"""Markdown from elsewhere: its head is translated where it can be, its body stays as it is."""

from __future__ import annotations

import re

from wenxuan.diagnostics import Report
from wenxuan.importing.dates import day_in
from wenxuan.importing.draft import Block, Draft, Left, Person
from wenxuan.importing.people import byline
from wenxuan.yamltree import Tree, parse_yaml

_HEAD = re.compile(r"---[ \t]*\n(?P<head>.*?)\n---[ \t]*(?:\n|$)", re.DOTALL)
_FENCE = re.compile(r"^(?:```|~~~)")
_TITLE = re.compile(r"#[ \t]+(?P<title>.+?)[ \t]*#*[ \t]*$")
_PLAIN_KEYS = {
    "title": "title",
    "subtitle": "subtitle",
    "section": "section",
    "category": "section",
}
_ABSTRACT_KEYS = ("abstract", "description", "summary")


def read_markdown(text: str) -> Draft:
    """A draft whose one block is the body, verbatim but for a title that moves to the head."""
    draft = Draft()
    match = _HEAD.match(text)
    body = text[match.end() :] if match else text
    if match:
        tree = parse_yaml(match["head"], "head", Report())
        data = tree.data if tree else None
        for key, value in data.items() if isinstance(data, dict) else ():
            _take(draft, key, value)
        if not isinstance(data, dict):
            draft.removed.append(Left(line=1, text=match["head"], why="a head that is no YAML"))
    body = _lift_title(draft, body)
    line = text.count("\n", 0, match.end()) + 1 if match else 1
    draft.blocks = [Block(kind="markdown", text=body.strip(), markup=body.strip("\n"), line=line)]
    return draft


def _take(draft: Draft, key: str, value: Tree) -> None:
    words = value if isinstance(value, str) else ""
    if key in _PLAIN_KEYS and words and not getattr(draft, _PLAIN_KEYS[key]):
        setattr(draft, _PLAIN_KEYS[key], words)
    elif key in _ABSTRACT_KEYS and words and not draft.abstract:
        draft.abstract = words
    elif key == "date" and day_in(words):
        draft.date = day_in(words)
    elif key in ("tags", "keywords") and isinstance(value, list):
        draft.keywords = [word for word in value if isinstance(word, str)]
    elif key in ("author", "authors"):
        names = value if isinstance(value, list) else [value]
        draft.authors = [_person(name) for name in names if name]
    else:
        draft.removed.append(
            Left(line=1, text=f"{key}: {value}", why="a key that means nothing here")
        )


def _person(value: Tree) -> Person:
    if isinstance(value, dict):
        return Person(
            **{k: v for k in ("name", "role", "affiliation") if isinstance(v := value.get(k), str)}
        )
    people = byline(f"作者:{value}")
    return people[0] if len(people) == 1 else Person(name=str(value))


def _lift_title(draft: Draft, body: str) -> str:
    """`# …` is the article's title: one becomes the head's, several go one level down."""
    lines, firsts, fenced = body.split("\n"), [], False
    for i, line in enumerate(lines):
        fenced ^= _FENCE.match(line) is not None
        if not fenced and _TITLE.match(line):
            firsts.append(i)
    if not firsts:
        return body
    title = _TITLE.match(lines[firsts[0]])
    if (
        title
        and (len(firsts) == 1 or not draft.title)
        and not any(line.strip() for line in lines[: firsts[0]])
    ):
        draft.lifted.append(Left(line=firsts[0] + 1, text=title["title"], why="title"))
        draft.title = draft.title or title["title"]
        lines[firsts.pop(0)] = ""
    return "\n".join(_lowered(lines) if firsts else lines)


def _lowered(lines: list[str]) -> list[str]:
    """All headings one level down, outside of fences."""
    fenced, result = False, []
    for line in lines:
        fenced ^= _FENCE.match(line) is not None
        result.append("#" + line if not fenced and re.match("#{1,5}[ \t]", line) else line)
    return result
