"""What is wrong with the plain text of a line: tags, links that are none, characters refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.tree import SyntaxTreeNode

from wenxuan.code_table import Phrase
from wenxuan.gate import refused
from wenxuan.markdown.braces import BRACES, attributes_of
from wenxuan.markdown.raw import raw_marks

_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--|<[!?][A-Za-z]")
_NO_LINK = re.compile(r"\](?:\((?=[^()\n]*[/#.:])|（(?=[^()（）\n]*[/#.][^()（）\n]*[)）]))")
_UNDEFINED = re.compile(r"\]\[(?![\d,，–-]+\])([^\[\]\n^][^\[\]\n]*|)\]")
"""A link by label without its definition; `[1][2]` are numbers of a bibliography."""
_NO_CALL = re.compile(r"\[\^[^\[\]\n]*\]")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_SUSPECT = re.compile(r"\][(（\[]|\[\^|&")
_NUMBER = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));")
_WHERE = Phrase(
    "write […]{.dots}: braces belong to brackets", "请写 […]{.dots}，花括号只跟在方括号后"
)
_REPLACEMENT = "\ufffd"

Remark = tuple[str, int, dict[str, object]]
"""Code, offset in the inline content, arguments."""


def remarks(children: Sequence[SyntaxTreeNode]) -> Iterator[Remark]:
    """What the texts that stand side by side hold: a tag may reach over a line end."""
    pieces: list[SyntaxTreeNode] = []
    before = ""
    for child in children:
        if child.type in ("text", "text_special", "softbreak"):
            pieces.append(child)
        else:
            yield from _remarks(pieces, before)
            pieces, before = [], child.type
    yield from _remarks(pieces, before)


def _remarks(pieces: list[SyntaxTreeNode], before: str) -> Iterator[Remark]:
    text = "".join(map(_written, pieces))
    if text.startswith("{.") and before in ("em", "strong", "ruby"):
        braces = BRACES.match(text)
        if braces and attributes_of(braces[0]):
            yield "MD011", _place(pieces, 0), {"key": braces[0], "near": _WHERE}
    if "<" in text:
        for tag in _HTML.finditer(text):
            yield "MD001", _place(pieces, tag.start()), {"tag": " ".join(tag[0].split())[:40]}
    if _SUSPECT.search(text):
        yield from _dead(text, pieces)
    for code, at, arguments in raw_marks(text, begins=not before):
        yield code, _place(pieces, at), arguments


def _dead(text: str, pieces: list[SyntaxTreeNode]) -> Iterator[Remark]:
    """Links, note calls and entities that are none, and would be printed as they stand."""
    for bracket in _NO_LINK.finditer(text):
        yield "MD025", _place(pieces, _opening(text, bracket.start())), {}
    for label in _UNDEFINED.finditer(text):
        at = _opening(text, label.start())
        yield "MD033", _place(pieces, at), {"text": text[at : label.end()][:40]}
    for call in _NO_CALL.finditer(text):
        yield "MD034", _place(pieces, call.start()), {"text": call[0][:40]}
    for entity in _ENTITY.finditer(text):
        yield "MD029", _place(pieces, entity.start()), {"text": entity[0]}


def _opening(text: str, close: int) -> int:
    """The bracket that the one at `close` closes, or `close` itself where it is not in sight."""
    depth = 0
    for i in range(close, max(close - 1000, -1), -1):
        depth += (text[i] == "]") - (text[i] == "[")
        if depth == 0:
            return i
    return close


def _written(piece: SyntaxTreeNode) -> str:
    """The characters that may be part of a tag: an escaped or coded one is not."""
    if piece.type == "softbreak":
        return "\n"
    return "\ufffc" * len(piece.content) if piece.type == "text_special" else piece.content


def _place(pieces: list[SyntaxTreeNode], offset: int) -> int:
    """The offset in the inline content of a character of the joined pieces."""
    for piece in pieces:
        size = len(_written(piece))
        if offset < size:
            return int(piece.meta.get("at", 0)) + offset
        offset -= size
    return 0


def refused_entity(content: str, markup: str) -> Iterator[tuple[str, str]]:
    """Code of the diagnostic and number of each character that an entity may not bring in."""
    if content == _REPLACEMENT and (match := _NUMBER.fullmatch(markup)):
        number = int(match[1], 16) if match[1] else int(match[2])
        if number > 0x10FFFF:
            yield "SRC004", f"{number:04X}"
        content = chr(number) if number <= 0x10FFFF else ""
    yield from refused_characters(content)


def refused_characters(text: str) -> Iterator[tuple[str, str]]:
    """The same for text whose entities are already decoded, such as a caption."""
    for code, offset in refused(text):
        yield code, f"{ord(text[offset]):04X}"
