"""Marks in pairs: straight ones, lonely ones, wrongly nested ones (GB/T 15834 4.8, 4.9, 4.15)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wenxuan.desk.document import Document
from wenxuan.desk.exempt import IDEOGRAPH, LATIN
from wenxuan.desk.findings import Finding
from wenxuan.desk.passages import Passage
from wenxuan.desk.rules.ascii_marks import chinese

PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "（": "）",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "〔": "〕",
    "〖": "〗",
    "［": "］",
}
"""Opening mark to its closing mark."""
_CLOSING = {close: opening for opening, close in PAIRS.items()}
_RUNNING = ("paragraph", "verse")
_QUOTES = ("“", "「")
_INNER = {"“": "‘’", "《": "〈〉", "「": "『』"}
_MARKS = re.compile("[" + "".join((*PAIRS, *_CLOSING)) + "()]")
_HAN = re.compile(f"[{IDEOGRAPH}]")
_APOSTROPHE = re.compile(rf"[{LATIN}0-9]’(?=[{LATIN}])|(?<=[sS])’(?= )|’(?=\d0s)")
_ENUMERATED = re.compile(
    r"(?:^|[\s，。；：、！？“（])[（(]?[0-9A-Za-z①-⑳一二三四五六七八九十甲乙丙丁]{1,3}[）)]"
)


def straight(passage: Passage) -> Iterator[Finding]:
    """PUN008 Straight marks around Chinese are `“”`, inside them `‘’` (GB/T 15834 4.8)."""
    text = passage.text
    if '"' not in text and "'" not in text:
        return
    curly = "「」" if passage.language.startswith("zh-Hant") else "“”"
    inner = "『』" if passage.language.startswith("zh-Hant") else "‘’"
    doubles = _straight_pairs(passage, '"')
    for left, right in doubles:
        yield passage.finding("PUN008", left, left + 1, curly[0])
        yield passage.finding("PUN008", right, right + 1, curly[1])
    for left, right in _straight_pairs(passage, "'"):
        nested = any(a < left < b for a, b in doubles) or _within(text, left, "“", "”")
        marks = inner if nested else curly
        yield passage.finding("PUN008", left, left + 1, marks[0])
        yield passage.finding("PUN008", right, right + 1, marks[1])


def _straight_pairs(passage: Passage, mark: str) -> list[tuple[int, int]]:
    """Straight marks in twos, when none is left over and Chinese stands in or around them."""
    text = passage.text
    at = [
        i
        for i, c in enumerate(text)
        if c == mark and not passage.spared[i] and not _inch_or_apostrophe(text, i)
    ]
    if len(at) % 2:
        return []
    twos = list(zip(at[::2], at[1::2], strict=True))
    return [(a, b) for a, b in twos if b > a + 1 and _around(text, a, b)]


def _inch_or_apostrophe(text: str, at: int) -> bool:
    left, right = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == "'":
        return bool(re.match(rf"[{LATIN}0-9]", left)) and not chinese(right)
    return left.isdigit() and text.count('"') % 2 == 1


def _around(text: str, left: int, right: int) -> bool:
    return _HAN.search(text, left, right) is not None or (
        chinese(text[left - 1 : left]) or chinese(text[right + 1 : right + 2])
    )


def _within(text: str, at: int, opening: str, close: str) -> bool:
    return text.count(opening, 0, at) > text.count(close, 0, at)


# --- balance and nesting -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Open:
    """An opening mark that waits for its partner."""

    mark: str
    passage: Passage
    at: int


def balance(document: Document) -> Iterator[Finding]:
    """PUN009 A mark has its partner; a quotation opens each paragraph (GB/T 15834 4.8.3.5)."""
    carried: _Open | None = None
    for passage in document.passages:
        if passage.kind == "name":
            continue
        opened, lonely, crossed = _scan(passage)
        yield from _crossings(passage, crossed)
        if carried is not None and not _continues(carried, passage, opened):
            yield _lonely(carried)
            lonely = [at for at in lonely if _CLOSING[passage.text[at]] != carried.mark]
        carried = next((o for o in opened if o.mark in _QUOTES and passage.kind in _RUNNING), None)
        yield from (_lonely(o) for o in opened if o is not carried)
        yield from (passage.finding("PUN009", at, at + 1, mark=passage.text[at]) for at in lonely)
    if carried is not None:
        yield _lonely(carried)


def _lonely(opening: _Open) -> Finding:
    return opening.passage.finding("PUN009", opening.at, opening.at + 1, mark=opening.mark)


def _continues(carried: _Open, passage: Passage, opened: list[_Open]) -> bool:
    """True when a paragraph opens a quotation again, and leaves it open or ends with it."""
    text = passage.text.strip()
    if passage.kind not in _RUNNING or not text.startswith(carried.mark):
        return False
    first = passage.text.index(carried.mark)
    return any(o.at == first for o in opened) or PAIRS[carried.mark] in text[-2:]


def _crossings(passage: Passage, crossed: list[tuple[int, int]]) -> Iterator[Finding]:
    """PUN016 A mark inside a pair is closed inside it (GB/T 15834 4.8, 4.9)."""
    for opening, closing in crossed:
        mark = passage.text[closing]
        yield passage.finding("PUN016", opening, opening + 1, other=mark)


def _scan(passage: Passage) -> tuple[list[_Open], list[int], list[tuple[int, int]]]:
    """Marks left open in a passage, closing ones without partner, and pairs that cross.

    Of these the place of the inner opening mark, and that of the mark which closes over it.
    """
    text = passage.text
    enumerated = {m.end() - 1 for m in _ENUMERATED.finditer(text)}
    apostrophes = {m.start() + m[0].index("’") for m in _APOSTROPHE.finditer(text)}
    stack: list[_Open] = []
    lonely: list[int] = []
    over: dict[int, int] = {}
    crossed: list[tuple[int, int]] = []
    for match in _MARKS.finditer(text):
        mark, at = {"(": "（", ")": "）"}.get(match[0], match[0]), match.start()
        if (
            (at in apostrophes and not _opened(stack, "‘", text, at))
            or (match[0] in "()" and passage.spared[at])
            or _literal(text, at)
        ):
            continue
        if mark in PAIRS:
            stack.append(_Open(mark, passage, at))
        elif stack and (found := _latest(stack, _CLOSING[mark])) is not None:
            inner = stack.pop(found)
            if inner.at in over:
                crossed.append((inner.at, over[inner.at]))
            over.update({o.at: at for o in stack[found:] if o.at not in over})
        elif match[0] not in "()" and at not in enumerated:
            lonely.append(at)
    return [o for o in stack if text[o.at] not in "()"], lonely, crossed


def _opened(stack: list[_Open], mark: str, text: str, at: int) -> bool:
    """True when a mark waits for the one at `at`, which stands behind a word."""
    return _latest(stack, mark) is not None and not text[at + 1 : at + 2].isalpha()


def _latest(stack: list[_Open], mark: str) -> int | None:
    return next((i for i in range(len(stack) - 1, -1, -1) if stack[i].mark == mark), None)


def _literal(text: str, at: int) -> bool:
    """True when a mark is itself what the text speaks of: `“《”`, `、（、`."""
    left, right = text[at - 1 : at], text[at + 1 : at + 2]
    quoted = (left, right) in (
        ("“", "”"),
        ("‘", "’"),
        ("「", "」"),
        ("（", "）"),
        ("《", "》"),
        ("【", "】"),
    )
    return (quoted and text[at] not in ("”", "’", "」")) or (left == "、" and right in ("、", "等"))


def nesting(passage: Passage) -> Iterator[Finding]:
    """PUN010 In `“”` stands `‘’`, in `《》` stands `〈〉` (GB/T 15834 4.8.3.3, 4.15.3.6)."""
    text = passage.text
    for opening, inner in _INNER.items():
        if text.count(opening) < 2:
            continue
        stack: list[int] = []
        for match in re.finditer(f"[{opening}{PAIRS[opening]}]", text):
            if match[0] == opening:
                stack.append(match.start())
            elif stack:
                left = stack.pop()
                if len(stack) % 2 == 1 and _whole(text, stack[-1], opening):
                    yield passage.finding("PUN010", left, left + 1, inner[0])
                    yield passage.finding("PUN010", match.start(), match.end(), inner[1])


_SINGLES = re.compile("‘(?P<inside>[^‘’]*“[^“”‘’]*”[^‘’]*)’")


def outermost(passage: Passage) -> Iterator[Finding]:
    """PUN017 In Simplified Chinese `“”` stands outside, `‘’` inside (GB/T 15834 4.8.3.3)."""
    if not passage.language.startswith("zh-Hans"):
        return
    text = passage.text
    for match in _SINGLES.finditer(text):
        if _within(text, match.start(), "“", "”") or not _HAN.search(match["inside"]):
            continue
        new = "“" + match["inside"].translate(str.maketrans("“”", "‘’")) + "”"
        yield passage.finding("PUN017", match.start(), match.end(), new, sure=False)


def _whole(text: str, at: int, opening: str) -> bool:
    """True when the outer mark that stands at `at` is closed later."""
    depth = 0
    for match in re.finditer(f"[{opening}{PAIRS[opening]}]", text[at:]):
        depth += 1 if match[0] == opening else -1
        if depth == 0:
            return True
    return False
