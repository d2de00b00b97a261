"""Words: misspellings, variant forms, the house's own list; these rules only suggest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from wenxuan.desk.exempt import IDEOGRAPH
from wenxuan.desk.findings import Finding
from wenxuan.desk.house import House, Name
from wenxuan.desk.passages import Passage
from wenxuan.desk.tables import MISSPELLINGS, TITLES, VARIANTS, Word, any_of

PassageRule = Callable[[Passage], Iterator[Finding]]
_ANY_MISSPELLING, _ANY_VARIANT = any_of(MISSPELLINGS), any_of(VARIANTS)
_TITLE = "|".join(sorted(TITLES, key=lambda title: (-len(title), title)))


def misspellings(passage: Passage) -> Iterator[Finding]:
    """WRD001 Common misspellings (现代汉语词典; 帐号 for 账号)."""
    return _from_table(passage, "WRD001", MISSPELLINGS, _ANY_MISSPELLING)


def variants(passage: Passage) -> Iterator[Finding]:
    """WRD002 Variant word forms yield to the recommended one (GF 1001-2001 第一批异形词整理表)."""
    return _from_table(passage, "WRD002", VARIANTS, _ANY_VARIANT)


def _from_table(
    passage: Passage, code: str, table: tuple[Word, ...], any_form: re.Pattern[str]
) -> Iterator[Finding]:
    if not passage.language.startswith("zh-Hans") or any_form.search(passage.text) is None:
        return
    for word in table:
        if word.old in passage.text:
            for match in word.pattern.finditer(passage.text):
                yield passage.finding(code, match.start(), match.end(), word.new, sure=False)


# --- house.yaml --------------------------------------------------------------------------------


def house_rules(house: House) -> tuple[PassageRule, ...]:
    """The rules that a house.yaml adds."""
    rules: list[PassageRule] = []
    if house.terms or house.forbidden:
        rules.append(lambda passage: terms(passage, house))
    if house.names:
        rules.append(lambda passage: names(passage, house))
    return tuple(rules)


def terms(passage: Passage, house: House) -> Iterator[Finding]:
    """WRD003, WRD004 The house's preferred and forbidden forms (house.yaml)."""
    for term in house.terms:
        for old in term.instead_of:
            for start in _places(passage.text, old, term.prefer):
                end = start + len(old)
                yield passage.finding(
                    "WRD003", start, end, term.prefer, sure=False, why=term.why or ""
                )
    for entry in house.forbidden:
        for start in _places(passage.text, entry.form, entry.instead or ""):
            end = start + len(entry.form)
            yield passage.finding(
                "WRD004", start, end, entry.instead, sure=False, why=entry.why or ""
            )


def _places(text: str, old: str, new: str) -> Iterator[int]:
    """Where a form stands, but not inside the form that is preferred."""
    inside = [(m.start(), m.end()) for m in re.finditer(re.escape(new), text)] if old in new else []
    at = text.find(old)
    while at >= 0:
        if not any(a <= at and at + len(old) <= b for a, b in inside):
            yield at
        at = text.find(old, at + len(old))


def names(passage: Passage, house: House) -> Iterator[Finding]:
    """WRD006, WRD007 Names are spelt, and their bearers called, as house.yaml says."""
    for name in house.names:
        if len(name.name) > 2:
            yield from _near_misses(passage, name, house)
        if name.title and name.name in passage.text:
            yield from _wrong_titles(passage, name)


_FUNCTION = "的了在是和与也都说对把被从向这那有来去就还又将为等及并同给让很不要会能"
"""Words of one character that follow a name cut short; no part of one."""


@cache
def _near(name: str) -> re.Pattern[str]:
    """A name of three or more characters with one of them, not the first, another Han."""
    forms = [
        re.escape(name[:i]) + f"[{IDEOGRAPH}]" + re.escape(name[i + 1 :])
        for i in range(1, len(name))
    ]
    return re.compile("|".join(forms))


def _near_misses(passage: Passage, name: Name, house: House) -> Iterator[Finding]:
    known = {entry.name for entry in house.names}
    for match in _near(name.name).finditer(passage.text):
        if match[0] not in known and match[0][-1] not in _FUNCTION:
            yield passage.finding("WRD006", match.start(), match.end(), name.name, sure=False)


def _wrong_titles(passage: Passage, name: Name) -> Iterator[Finding]:
    pattern = rf"(?P<before>{_TITLE})?{re.escape(name.name)}(?P<after>{_TITLE})?"
    for match in re.finditer(pattern, passage.text):
        title = match["after"] or match["before"]
        wanted = name.title or ""
        if title and title not in wanted and not wanted.endswith(title):
            start, end = match.span("after" if match["after"] else "before")
            yield passage.finding("WRD007", start, end, wanted, sure=False, name=name.name)
