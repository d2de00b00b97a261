"""Rules about a publication: words, numbers, paragraphs and titles across its articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from wenxuan.desk.edits import HAN
from wenxuan.desk.facts import Facts
from wenxuan.desk.findings import Placed, arguments_of

_COUNTING = frozenset("〇零一二三四五六七八九十百千上中下前后东南西北左右大小新旧甲乙丙丁")
"""Han in which the names of different things differ: 卷上 and 卷下, 第一册 and 第二册."""
_NUMBERS = {"grouped": "12,345", "spaced": "12 345", "plain": "12345"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of a word or number with its count and first place."""

    form: str
    count: int
    path: str
    line: int
    column: int


def examine_sheaf(articles: Mapping[str, Facts]) -> Iterator[Placed]:
    """Every finding that needs more than one article; path to facts, in order."""
    yield from repeated_paragraphs(articles)
    yield from repeated_titles(articles)
    yield from inconsistent_words(articles)
    yield from inconsistent_names(articles)
    yield from inconsistent_people(articles)
    yield from inconsistent_numbers(articles)


def repeated_paragraphs(articles: Mapping[str, Facts]) -> Iterator[Placed]:
    """STR005 A paragraph stands once in a publication (the same Han in the same order)."""
    seen: dict[str, tuple[str, int]] = {}
    for path, facts in articles.items():
        for key, line, column, size in facts.paragraphs:
            if key in seen:
                other = f"{seen[key][0]}:{seen[key][1]}"
                yield _placed("STR005", path, line, column, size, other=other)
            seen.setdefault(key, (path, line))


def repeated_titles(articles: Mapping[str, Facts]) -> Iterator[Placed]:
    """STR006 Two articles of a publication have different titles."""
    seen: dict[str, str] = {}
    for path, facts in articles.items():
        if facts.title and facts.title in seen:
            yield _placed(
                "STR006", path, *facts.title_place, len(facts.title), other=seen[facts.title]
            )
        seen.setdefault(facts.title, path)


def inconsistent_words(articles: Mapping[str, Facts]) -> Iterator[Placed]:
    """WRD005 One Latin name is written one way: GitHub and Github (with counts)."""
    families: dict[str, dict[str, Form]] = defaultdict(dict)
    for path, facts in articles.items():
        for family, form, count, line, column in facts.forms:
            if family == "latin" and _cased(form):
                _count(families[form.lower()], form, count, path, line, column)
    for forms in families.values():
        if len(forms) > 1:
            ranked = sorted(forms.values(), key=lambda f: (-f.count, f.form))
            for less in ranked[1:]:
                yield _against(less, ranked[0])


def inconsistent_names(articles: Mapping[str, Facts]) -> Iterator[Placed]:
    """WRD005 Transcribed names and titles in 《》 do not differ by one Han alone (with counts)."""
    families: dict[str, dict[str, Form]] = {"name": {}, "work": {}}
    for path, facts in articles.items():
        for family, form, count, line, column in facts.forms:
            if family in families:
                _count(families[family], form, count, path, line, column)
    for forms in families.values():
        for one, other in sorted(_alike(forms)):
            yield _against(*sorted((forms[one], forms[other]), key=lambda f: (f.count, f.form)))


def inconsistent_people(articles: Mapping[str, Facts]) -> Iterator[Placed]:
    """WRD005 A person's name is spelt one way: 聂施恒 and 聂施衡 beside one title (with counts)."""
    forms: dict[str, Form] = {}
    roles: dict[str, set[str]] = defaultdict(set)
    for path, facts in articles.items():
        for family, form, count, line, column in facts.forms:
            if family.startswith("person:"):
                _count(forms, form, count, path, line, column)
                roles[form].add(family)
    for one, other in sorted(_alike(forms)):
        less, more = sorted((forms[one], forms[other]), key=lambda f: (f.count, f.form))
        near = one[0] == other[0] and less.count < more.count
        if near and (roles[one] & roles[other] or less.count >= OFTEN):
            yield _against(less, more)


OFTEN = 3
"""Places from which a name is compared with one that bears another title."""


def _alike(forms: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs of forms of one length that differ in one Han, which is not a number's."""
    holed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for form in sorted(forms):
        for at, char in enumerate(form):
            if HAN.fullmatch(char) and char not in _COUNTING:
                holed[form[:at], form[at + 1 :]].append(form)
    return {pair for group in holed.values() for pair in pairwise(group)}


def _cased(form: str) -> bool:
    """True for a word whose capitals mean something: not `The` beside `the`."""
    return form[1:] != form[1:].lower() or form[0].isupper()


def _count(
    forms: dict[str, Form], form: str, count: int, path: str, line: int, column: int
) -> None:
    old = forms.get(form)
    total = count + (old.count if old else 0)
    first = (old.path, old.line, old.column) if old else (path, line, column)
    forms[form] = Form(form=form, count=total, path=first[0], line=first[1], column=first[2])


def _against(less: Form, more: Form) -> Placed:
    values: dict[str, object] = {"less": less.count, "more": more.count}
    values |= {"old": less.form, "new": more.form}
    return Placed(
        code="WRD005",
        path=less.path,
        line=less.line,
        column=less.column,
        width=len(less.form),
        text="",
        arguments=arguments_of(values),
    )


def inconsistent_numbers(articles: Mapping[str, Facts]) -> Iterator[Placed]:
    """NUM002 Long numbers are grouped throughout or not at all (GB/T 15835 5.1)."""
    ways: dict[str, list[Form]] = defaultdict(list)
    for path, facts in articles.items():
        for family, form, count, line, column in facts.forms:
            if family in _NUMBERS:
                ways[family].append(
                    Form(form=form, count=count, path=path, line=line, column=column)
                )
    if len(ways) < 2:
        return
    totals = {way: sum(f.count for f in forms) for way, forms in ways.items()}
    usual = max(sorted(totals), key=lambda way: totals[way])
    counts = ", ".join(f"{_NUMBERS[way]}: {totals[way]}" for way in sorted(totals))
    for way in sorted(set(ways) - {usual}):
        for f in ways[way]:
            yield _placed(
                "NUM002", f.path, f.line, f.column, len(f.form), old=f.form, counts=counts
            )


def _placed(code: str, path: str, line: int, column: int, width: int, **values: object) -> Placed:
    return Placed(
        code=code,
        path=path,
        line=line,
        column=column,
        width=width,
        text="",
        arguments=arguments_of(values),
    )
