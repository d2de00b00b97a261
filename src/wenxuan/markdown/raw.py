"""Marks that would be printed as they stand: halves without a partner, habits of other dialects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wenxuan.diagnostics import Report, Span
from wenxuan.folds import is_cjk

Raw = tuple[str, int, dict[str, object]]
"""Code, offset in the text, arguments."""

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_ADDRESS = re.compile(
    r"(?<!\]\()(?<!\]（)https?://[^\s<>\[\]()\"'`\ufffc\u2018-\u201d\u3000-\u303f\uff00-\uffef]+"
)
_STARS = re.compile(r"\*+")
_TICKS = re.compile("`+")
_BRACE = re.compile(
    r"\{(?:[^{}|\n]*\|[^{}\n]*|"  # a base without reading, or a reading without base
    r"[.#]?[\w-][^{}\n]*(?=\n|$))"  # not closed
    r"\}?"
)
_HABITS = re.compile(
    r"~~(?=\S)[^~\n]+~~|==(?=\S)[^=\n]+=="
    r"|(?<=[A-Za-z)\]])(?:~\w{1,6}~|\^[\w+-]{1,6}\^)"
    rf"|(?<![\w_])(?P<low>_{{1,2}})(?=\S)[^_\n]*[{_HAN}][^_\n]*(?P=low)"
    rf"|(?<=[{_HAN}])(?P<low_>_{{1,2}})(?=\S)[^_\n]+(?P=low_)"
    r"|\\(?:newpage|pagebreak|clearpage|textbf|emph|footnote)\b"
    r"|\[\[[^\[\]\n]+\]\]|\^\[[^\[\]\n]+\]"
)
_STARTS = re.compile(
    rf"(?:\[[ xX]\](?=\s)|\#{{2,6}}(?=[^\s#])|-(?=[{_HAN}])|\[toc\](?=\s*(?:\n|$)))[^\n]{{0,12}}",
    re.IGNORECASE,
)
_WIDE = re.compile(
    rf"(?<![{_HAN}])＊＊(?=\S)[^＊\n]+＊＊"  # not 张＊＊, a name that is kept back
    r"|｛[^｛｝|｜\n]+[|｜][^｛｝\n]*｝|［[\^＾][^\[\]［］\n]+］|[\]］]｛[.．#＃][^｛｝\n]*｝"
    r"|(?m:^(?:＃{2,6}|[＃＞－＊](?=[ \u3000]))[^\n]{1,12})"
)
"""Marks of Markdown as an input method writes them: full-width."""
_ANY = re.compile(r"[*`{~=_^\[#\\＃＊｛［＞－-]|https?:")
_PLAIN = re.compile(
    r"(\*{1,2})(?=[^\s*])[^*\n]+\1|`[^`\n]+`|~~[^~\n]+~~|\$(?!\d)[^$\n]+\$"
    r"|<[A-Za-z][^<>\n]*>|&(?:[A-Za-z]+|#\w+);|\[[^\]\n]*\](?:\([^)\n]*\)|\{[^}\n]*\})"
    r"|\[\^[^\]\n]+\]|\{[^{}|\n]+\|[^{}\n]*\}"
)


def raw_marks(text: str, *, begins: bool) -> Iterator[Raw]:
    """What of a plain text an editor surely meant otherwise; `begins` where it opens a block."""
    if not _ANY.search(text):
        return
    for match in _ADDRESS.finditer(text):
        yield "MD030", match.start(), {"address": match[0].rstrip(".,;:!?")}
    text = _ADDRESS.sub(lambda match: "\ufffc" * len(match[0]), text)
    for match in _STARS.finditer(text):
        if len(match[0]) > 1 or _beside_han(text, match.start()):
            yield _half(match)
    yield from map(_half, _TICKS.finditer(text))
    for match in _BRACE.finditer(text):
        yield "MD027", match.start(), {"text": match[0][:24]}
    for match in _HABITS.finditer(text):
        yield "MD029", match.start(), {"text": match[0][:24]}
    for match in _WIDE.finditer(text):
        yield "MD038", match.start(), {"text": match[0][:24]}
    for at in _line_starts(text, begins=begins):
        if habit := _STARTS.match(text, at):
            yield "MD029", at, {"text": habit[0].strip()}


def _half(match: re.Match[str]) -> Raw:
    mark = match[0]
    return "MD026", match.start(), {"mark": mark, "escaped": "".join("\\" + c for c in mark)}


def _beside_han(text: str, at: int) -> bool:
    """True for a lone star beside a character of Chinese: no product, no wildcard."""
    return is_cjk(text[max(at - 1, 0)]) or is_cjk(text[at + 1 : at + 2])


def _line_starts(text: str, *, begins: bool) -> Iterator[int]:
    if begins:
        yield 0
    yield from (match.end() for match in re.finditer("\n", text))


_EDGE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_BARS = re.compile(r"(?:\|[^|]+){1,}\||｜.+｜")


def broken_table(lines: Iterable[tuple[Span, str]]) -> Span | None:
    """Where lines of a paragraph look like a table that the parser did not take for one."""
    above: tuple[Span, str] | None = None
    for span, line in lines:
        text = line.strip()
        if above and "|" in text and "|" in above[1] and _EDGE.fullmatch(text):
            return above[0]
        if _BARS.fullmatch(text.replace("\\|", "")):
            return span
        above = span, text
    return None


def check_caption(span: Span, caption: str, report: Report) -> None:
    """Report marks of Markdown and HTML in the caption of a figure, at the picture."""
    for match in _PLAIN.finditer(caption):
        report.add("MD031", span, text=match[0][:24])


def check_plain(texts: Iterable[tuple[Span, str]], report: Report) -> None:
    """Report marks of Markdown and HTML in the plain texts of a head."""
    for span, text in texts:
        for match in _PLAIN.finditer(text):
            if not text.startswith(("http://", "https://", "urn:")):
                report.add("MD031", span.right(match.start()), text=match[0][:24])
