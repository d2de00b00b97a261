"""Roles of people: their MARC codes, what a layout prints for them, and those that it misses."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wenxuan.diagnostics import Report
from wenxuan.layout.loader import Layout
from wenxuan.model import Publication
from wenxuan.schema import near

# Relator terms and words of the trade to MARC codes (id.loc.gov/vocabulary/relators).
RELATORS: Mapping[str, str] = {
    "author": "aut", "著": "aut", "作者": "aut", "编著": "aut", "撰": "aut", "文": "aut",
    "지음": "aut",
    "editor": "edt", "编": "edt", "编者": "edt", "主编": "edt", "编辑": "edt", "副主编": "edt",
    "chief editor": "edt", "編": "edt", "主編": "edt", "編者": "edt", "編輯": "edt", "엮음": "edt",
    "compiler": "com", "辑": "com", "汇编": "com", "选编": "com", "整理": "com", "選編": "com",
    "translator": "trl", "译": "trl", "译者": "trl", "翻译": "trl", "譯": "trl", "譯者": "trl",
    "翻譯": "trl", "訳": "trl", "訳者": "trl", "옮김": "trl",
    "annotator": "ann", "注": "ann", "注释": "ann",
    "illustrator": "ill", "插图": "ill", "绘": "ill", "插圖": "ill", "繪": "ill", "絵": "ill",
    "photographer": "pht", "摄影": "pht", "攝影": "pht", "写真": "pht",
    "designer": "bkd", "设计": "bkd", "装帧设计": "bkd", "装帧": "bkd", "設計": "bkd",
    "proofreader": "pfr", "校": "pfr", "校对": "pfr", "校對": "pfr",
    "reviewer": "rev", "审": "rev", "审校": "rev", "审读": "rev",
}  # fmt: skip
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z .'-]*")
_TERMS: Mapping[str, str] = {
    code: term for term, code in reversed(list(RELATORS.items())) if _ENGLISH.fullmatch(term)
}
"""A code's usual term."""


def relator(role: str) -> str | None:
    """The MARC code of a role, or None for a word that has none."""
    word = role.lower()
    return RELATORS.get(word) or (word if word in _TERMS else None)


def words_of(role: str, layout: Layout, language: str) -> tuple[str, str]:
    """What stands behind a name (译) and before it (译者); the editor's own word is both."""
    word = role.lower()
    known = layout.roles(language)
    return known.get(_TERMS.get(word, word), (role, role))


def check_roles(layout: Layout, publication: Publication, report: Report) -> None:
    """LAY009: an English role without a word in the layout would be printed as it is."""
    known = layout.roles(publication.head.language)
    for i, person in enumerate(publication.head.contributors):
        word = person.role.lower()
        if _ENGLISH.fullmatch(word) and _TERMS.get(word, word) not in known:
            span = publication.place("contributors", i, "role")
            report.add("LAY009", span, role=person.role, near=near(word, known))
