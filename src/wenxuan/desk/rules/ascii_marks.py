"""ASCII marks in Chinese prose (GB/T 15834-2011; CLREQ §3.1: full-width marks in Chinese text)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wenxuan.desk.exempt import CJK, IDEOGRAPH, LATIN_OBJECT, OBJECT
from wenxuan.desk.findings import Finding
from wenxuan.desk.passages import Passage

_CJK = re.compile(f"[{CJK}]")
_HAN = re.compile(f"[{IDEOGRAPH}{OBJECT}]")
TRANSCRIBING = frozenset(
    "阿埃艾安昂奥巴柏班邦保鲍贝本比彼别宾波伯勃博布查茨达戴丹道德登邓迪蒂丁顿多厄恩尔法凡范菲费芬夫弗福盖冈戈格根古瓜"
    "哈海汉赫亨胡华怀霍基吉加贾简杰金卡凯坎康考科可克肯库夸奎拉莱赖兰朗劳勒雷里理丽利莉林琳隆卢鲁路伦罗洛马玛麦迈曼"
    "芒毛梅门蒙米密缅摩莫姆穆纳娜奈南内尼宁纽诺欧帕潘佩彭皮普齐奇恰钱乔切琼丘让热日荣茹瑞萨塞桑森沙珊尚舍圣施史士"
    "斯松苏索塔泰坦汤唐陶特提廷图土托瓦万旺威韦维魏温文沃乌武西希锡夏香肖谢辛欣休雪逊雅亚扬耶叶伊易因英尤约泽扎詹"
    "珍芝治朱卓兹佐大卫翰"
)
"""Han with which foreign names are spelt."""
_SPACES = " \t\u00a0"
_CLOSERS = ")]}\"'”’」』）》〉】"


def before(text: str, index: int, skip: str = _SPACES) -> str:
    """The nearest character to the left that is none of `skip`; empty at the edge."""
    while index and text[index - 1] in skip:
        index -= 1
    return text[index - 1] if index else ""


def after(text: str, index: int, skip: str = _SPACES) -> str:
    """The nearest character to the right that is none of `skip`; empty at the edge."""
    while index < len(text) and text[index] in skip:
        index += 1
    return text[index] if index < len(text) else ""


def chinese(character: str) -> bool:
    """True for Han, kana, full-width marks and Chinese quotation marks."""
    return bool(character) and _CJK.match(character) is not None


def ideograph(character: str) -> bool:
    """True for Han and kana and for what is set in their place."""
    return bool(character) and _HAN.match(character) is not None


def _between(passage: Passage, index: int) -> bool:
    text = passage.text
    if _lone(text, index) or _western(text, index):
        return False
    skip = _SPACES + ",.:;?!\"')("
    return chinese(before(text, index, skip)) or chinese(after(text, index + 1))


def _western(text: str, index: int) -> bool:
    """True for a colon with Latin right before it and a space behind it."""
    left = text[index - 1 : index]
    spaced = text[index + 1 : index + 2] == " "
    return text[index] == ":" and spaced and (left == LATIN_OBJECT or ("!" <= left <= "~"))


def _lone(text: str, index: int) -> bool:
    """True for a sign with a space on both sides: it is spoken of."""
    return text[index - 1 : index] == " " == text[index + 1 : index + 2] and index > 0


def _plain(passage: Passage, mark: str, code: str, new: str) -> Iterator[Finding]:
    text, at = passage.text, passage.text.find(mark)
    while at >= 0:
        if not passage.spared[at] and _between(passage, at):
            yield passage.finding(code, at, at + 1, new)
        at = text.find(mark, at + 1)


def comma(passage: Passage) -> Iterator[Finding]:
    """PUN001 An ASCII comma beside Chinese is `，` (GB/T 15834 4.4, CLREQ §3.1.1)."""
    return _plain(passage, ",", "PUN001", "，")


def full_stop(passage: Passage) -> Iterator[Finding]:
    """PUN002 A full stop that ends Chinese is `。` (GB/T 15834 4.1); `甲.乙` is only suggested."""
    text = passage.text
    for match in re.finditer(r"(?<![.。])\.(?![.A-Za-z0-9_-])", text):
        at = match.start()
        left, right = before(text, at, _SPACES + _CLOSERS), text[at + 1 : at + 2]
        if passage.spared[at] or not ideograph(left) or _numbering(text, at) or _lone(text, at):
            continue
        if (
            not right
            or right in _SPACES
            or right in _CLOSERS
            or right == "\n"
            or (ideograph(right) and "。" not in text and text.rstrip()[-1] == ".")
        ):
            yield passage.finding("PUN002", at, at + 1, "。")
        elif ideograph(right) and not transcribed(text, at):
            yield passage.finding("PUN002", at, at + 1, "。", sure=False)


def transcribed(text: str, at: int) -> bool:
    """True when what a mark joins is spelt with the Han of foreign names."""
    around = text[max(0, at - 2) : at] + text[at + 1 : at + 3]
    return len(around) > 2 and all(character in TRANSCRIBING for character in around)


def _numbering(text: str, at: int) -> bool:
    """True for the point of `一. 总则`: that is a matter of headings."""
    return re.fullmatch(r"\s*[一二三四五六七八九十]{1,3}", text[:at]) is not None


def colon(passage: Passage) -> Iterator[Finding]:
    """PUN003 An ASCII colon beside Chinese is `：` (GB/T 15834 4.7)."""
    return _plain(passage, ":", "PUN003", "：")


def semicolon(passage: Passage) -> Iterator[Finding]:
    """PUN004 An ASCII semicolon beside Chinese is `；` (GB/T 15834 4.6)."""
    return _plain(passage, ";", "PUN004", "；")


def question(passage: Passage) -> Iterator[Finding]:
    """PUN005 A question mark that ends Chinese is `？` (GB/T 15834 4.2)."""
    return _ending(passage, "?", "PUN005", "？")


def exclamation(passage: Passage) -> Iterator[Finding]:
    """PUN006 An exclamation mark that ends Chinese is `！` (GB/T 15834 4.3)."""
    return _ending(passage, "!", "PUN006", "！")


def _ending(passage: Passage, mark: str, code: str, new: str) -> Iterator[Finding]:
    text = passage.text
    for match in re.finditer(re.escape(mark), text):
        at = match.start()
        left = before(text, at, _SPACES + "?!" + _CLOSERS[:4])
        if not passage.spared[at] and chinese(left) and not _lone(text, at):
            yield passage.finding(code, at, at + 1, new)


# --- brackets ----------------------------------------------------------------------------------


def brackets(passage: Passage) -> Iterator[Finding]:
    """PUN007 Brackets of Chinese prose are full-width, both halves (GB/T 15834 4.9)."""
    text = passage.text
    if "(" not in text and ")" not in text:
        return
    for left, right in pairs(passage):
        inside = text[left + 1 : right]
        if _is_formula(text, left, right):
            continue
        whole = _HAN.search(inside) or (
            chinese(before(text, left)) or (left == 0 and chinese(after(text, right + 1)))
        )
        for at in (left, right):
            if text[at] in "()" and whole and not passage.spared[at]:
                yield passage.finding("PUN007", at, at + 1, "（" if at == left else "）")


_POINT = re.compile(
    r"\s*(?:[-+]?\d{1,3}(?:\.\d+)?|[a-zA-Z])(?:\s*,\s*(?:[-+]?\d{1,3}(?:\.\d+)?|[a-zA-Z]))+\s*"
)
_SIGNS = re.compile(r"[+=<>^×÷±²³*]|(?<![A-Za-z])[a-z]\s*[-/]\s*[a-z0-9](?![A-Za-z])")


def _is_formula(text: str, left: int, right: int) -> bool:
    """True for brackets of mathematics: `(a+b)²`, `(3,4)`, `(x+1)(x-2)`."""
    inside, behind = text[left + 1 : right], text[right + 1 : right + 2]
    if "（" in text[left] or _HAN.search(inside):
        return False
    if _POINT.fullmatch(inside) and not re.fullmatch(r"[1-9]\d{0,2},\d{3}", inside):
        return True
    ascii_only = not re.search("[^ -~²³×÷±·]", inside)
    return ascii_only and bool(_SIGNS.search(inside) or (behind and behind in "²³^=×÷"))


def pairs(passage: Passage) -> list[tuple[int, int]]:
    """Matching round brackets, of either width, as offsets."""
    stack: list[int] = []
    found: list[tuple[int, int]] = []
    for match in re.finditer("[()（）]", passage.text):
        if match[0] in "(（":
            stack.append(match.start())
        elif stack:
            found.append((stack.pop(), match.start()))
    return sorted(found)
