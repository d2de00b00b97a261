"""Inline HTML to Markdown: bold, links, ruby, notes; the words themselves are never changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import html

from wenxuan.importing.draft import escape

_SPACE = re.compile(r"[ \t\r\n\f]+")
_UPPER = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_LOWER = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_SIGNS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
BREAK = "\x00"
"""Stands for `<br>` until blocks are cut."""


@dataclass(frozen=True, slots=True)
class Inline:
    """Text and Markdown of inline content."""

    text: str
    markup: str


def inline(node: html.HtmlElement, notes: Mapping[str, str]) -> Inline:
    """The inline content of an element; `notes` gives labels to the ids of notes."""
    pieces = [_text(node.text)]
    for child in node:
        pieces += (element(child, notes), _text(child.tail))
    return Inline("".join(p.text for p in pieces), "".join(p.markup for p in pieces))


def _text(text: str | None) -> Inline:
    flat = _CONTROL.sub("", _SPACE.sub(" ", text or ""))
    return Inline(flat, escape(flat))


def element(node: html.HtmlElement, notes: Mapping[str, str]) -> Inline:
    """One inline element, without the text behind it."""
    if not isinstance(node.tag, str) or node.tag == "img":
        return Inline("", "")
    if label := _note(node, notes):
        return Inline("", f"[^{label}]")
    rule = _RULES.get(node.tag)
    return rule(node, inline(node, notes)) if rule else inline(node, notes)


def _wrapped(markup: str, sign: str) -> str:
    """Emphasis around what is not space, but not around other emphasis of its kind."""
    bare = markup.strip(" " + BREAK)
    if not bare or bare.startswith("*") or bare.endswith("*") or BREAK in bare:
        return markup
    before, _, after = markup.partition(bare)
    return f"{before}{sign}{bare}{sign}{after}"


def _link(node: html.HtmlElement, inner: Inline) -> Inline:
    href = (node.get("href") or "").strip()
    if not re.match(r"(?:https?://[^\s/]|mailto:[^\s@]+@)", href) or not inner.text.strip():
        return inner
    if inner.text.strip() == href or re.search(r"[\s<>()]", href):
        return inner
    return Inline(inner.text, f"[{inner.markup.strip()}]({href})")


def _note(node: html.HtmlElement, notes: Mapping[str, str]) -> str:
    """The label of the note that a reference mark calls."""
    links = [node] if node.tag == "a" else node.findall(".//a") if node.tag == "sup" else []
    if len(links) != 1 or len(node.text_content().strip()) > 6:
        return ""
    href = links[0].get("href") or ""
    return notes.get(href[1:], "") if href.startswith("#") else ""


def _shifted(inner: Inline, table: dict[int, int]) -> Inline:
    moved = inner.text.translate(table)
    known = all(ord(c) in table for c in inner.text)
    return Inline(moved, escape(moved)) if known and inner.text else inner


def _code(node: html.HtmlElement, _: Inline) -> Inline:
    bare = node.text_content().strip()
    return Inline(bare, f"`{bare}`" if bare and "`" not in bare else escape(bare))


def _ruby(node: html.HtmlElement, _: Inline) -> Inline:
    base, reading = [node.text or ""], []
    for child in node:
        if child.tag == "rt":
            reading.append(child.text_content())
        elif child.tag in ("rb", "span"):
            base.append(child.text_content())
        base.append(child.tail or "")
    text, read = "".join(base).strip(), " ".join(r.strip() for r in reading)
    safe = text and read and not re.search(r"[{}|]", text + read)
    return Inline(text, f"{{{text}|{read}}}" if safe else escape(text))


def _signed(node: html.HtmlElement, inner: Inline) -> Inline:
    return Inline(inner.text, _wrapped(inner.markup, _SIGNS[node.tag]))


_RULES: dict[str, Callable[[html.HtmlElement, Inline], Inline]] = {
    "br": lambda _node, _inner: Inline(BREAK, BREAK),
    "a": _link,
    "ruby": _ruby,
    "sup": lambda _node, inner: _shifted(inner, _UPPER),
    "sub": lambda _node, inner: _shifted(inner, _LOWER),
    **dict.fromkeys(_SIGNS, _signed),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), _code),
}
