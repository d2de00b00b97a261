"""Who made a publication and what its parts are called, as title page and imprint say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wenxuan.layout.loader import Layout
from wenxuan.layout.templates import chinese, whole
from wenxuan.model import Part, Publication

_NUMBERED = re.compile(r"第.{1,4}[辑輯编編部卷章]|제")
_MADE = {"author": "written_by", "editor": "edited_by"}
"""Roles whose label in an imprint is another word than the one behind a name: 著 and 著者."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """The people of one role."""

    names: str
    role: str
    """As a title page says it, behind the names: 编."""
    label: str
    """As an imprint says it, before them: 编者."""


def credits_of(publication: Publication, layout: Layout) -> tuple[Credit, ...]:
    """Contributors grouped by role, in the order of publication.yaml."""
    grouped: dict[str, list[str]] = {}
    for person in publication.head.contributors:
        grouped.setdefault(person.role, []).append(person.name)
    language = publication.head.language
    return tuple(
        Credit(
            names="\u3000".join(names),
            role=_word(role, layout, language),
            label=_word(_MADE.get(role, role), layout, language),
        )
        for role, names in grouped.items()
    )


def _word(role: str, layout: Layout, language: str) -> str:
    """The layout's word for a role, else the editor's own."""
    try:
        return layout.word(role, language)
    except KeyError:
        return role


def part_label(part: Part, layout: Layout, language: str) -> str:
    """第一辑; empty when the title numbers itself, or there is but one part."""
    if part.number is None or part.title is None or _NUMBERED.match(part.title):
        return ""
    number = str(part.number) if language == "ko" else chinese(part.number)
    return layout.word("part", language).format(number)


def part_head(part: Part, layout: Layout, language: str) -> str:
    """What the running head and the outline call a part; empty for one without title."""
    if part.title is None:
        return ""
    return "\u3000".join(filter(None, (part_label(part, layout, language), whole(part.title))))
