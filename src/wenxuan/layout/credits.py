"""Who made a publication and what its parts are called, as title page and imprint say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wenxuan.layout.loader import Layout
from wenxuan.layout.roles import words_of
from wenxuan.layout.templates import chinese, whole
from wenxuan.model import Part, Publication

_NUMBERED = re.compile(r"第.{1,4}[辑輯编編部卷章]|제")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """The people of one role."""

    names: str
    role: str
    """As a title page says it, behind the names: 编."""
    label: str
    """As an imprint says it, before them: 编者."""


def credits_of(publication: Publication, layout: Layout) -> tuple[Credit, ...]:
    """Contributors grouped by what a title page calls their role, as publication.yaml has them."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for person in publication.head.contributors:
        words = words_of(person.role, layout, publication.head.language)
        grouped.setdefault(words, []).append(person.name)
    return tuple(
        Credit(names="\u3000".join(names), role=behind, label=before)
        for (behind, before), names in grouped.items()
    )


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
