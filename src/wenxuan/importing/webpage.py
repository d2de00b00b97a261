"""HTML to blocks: the part of a page that is the article, and everything else into the record.

Extractors such as trafilatura throw away what they do not take; here it is kept and named.
"""

from __future__ import annotations

import re

from lxml import etree, html

from wenxuan.importing.dates import day_in
from wenxuan.importing.draft import Block, Draft, Left
from wenxuan.importing.elements import Walker, walk_html
from wenxuan.importing.people import byline

_DROPPED = (
    "script",
    "style",
    "noscript",
    "iframe",
    "form",
    "button",
    "select",
    "template",
    "object",
    "embed",
    "svg",
    "link",
    "meta",
    "input",
    "textarea",
    "video",
    "audio",
)
_SILENT = ("script", "style", "link", "meta", "input")
"""Dropped without a word; of all others the words go into the record."""
_ASIDE = ("nav", "header", "footer", "aside", "menu")
_CHROME = re.compile(
    r"(?:^|[-_\s])(?:nav|menu|bread|crumbs?|share|social|comment|sidebar|side|footer|foot|header|copyright|related|recommend|hot|rank|ad|ads|advert|banner|toolbar|tools?|pagination|pager|login|search|qrcode|tag|tags|prev|next)(?:[-_\s]|\d|$)",
    re.IGNORECASE,
)
_MAIN = (
    "//article",
    "//*[@itemprop='articleBody']",
    "//*[@id='article' or @id='content' or @id='Zoom' or @id='zoom']",
    "//*[contains(concat(' ', @class, ' '), ' TRS_Editor ')]",
    "//*[contains(@class, 'article-content')]",
    "//*[contains(@class, 'article') and not(self::body)]",
    "//main",
)
_EDGES = " \t\n\u3000\u00a0\u2002\u2003\ufeff\u200b"
_SITE_TAIL = re.compile(r"\s*(?:[-_|–—]+|\s[-–]\s)\s*[^-_|–—]{2,20}$")


def read_html(text: str) -> Draft:
    """The blocks of a page's article, with what the page says of title, author, date and source."""
    draft = Draft()
    root = _root(text)
    _read_meta(root, draft)
    _drop(root, draft)
    main = _main(root)
    _outside(root, main, draft)
    walk_html(main, draft)
    if not draft.title:
        draft.title = next((b.text for b in draft.blocks if b.kind == "heading"), "")
    return draft


def _root(text: str) -> html.HtmlElement:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text, parser=parser)
    except etree.ParserError:  # nothing but end tags, or nothing at all
        return html.document_fromstring("<p></p>", parser=parser)


# --- what the page says of itself ---------------------------------------------------------------


def _read_meta(root: html.HtmlElement, draft: Draft) -> None:
    meta = {
        (m.get("name") or m.get("property") or m.get("itemprop") or "").lower(): (
            m.get("content") or ""
        ).strip()
        for m in root.iter("meta")
    }
    first = _first(root, "//h1//text()[normalize-space()]/ancestor::h1[1]")
    title = meta.get("articletitle") or meta.get("og:title") or first or _title(root)
    draft.title = title
    draft.date = day_in(
        meta.get("article:published_time") or meta.get("pubdate") or meta.get("publishdate") or ""
    )
    draft.source = meta.get("contentsource") or ""
    author = meta.get("author") or ""
    draft.authors = byline(f"作者:{author}") if author else []
    language = (root.get("lang") or "").lower()
    draft.language = {"zh-tw": "zh-Hant-TW", "zh-hk": "zh-Hant-HK", "ja": "ja", "ko": "ko"}.get(
        language, ""
    )
    for key, value in (("title", title), ("source", draft.source), ("date", draft.date)):
        if value:
            whole = _first(root, "//title") if key == "title" else ""  # with its tail
            draft.lifted.append(Left(line=1, text=whole or value, why=f"page: {key}"))


def _first(root: html.HtmlElement, path: str) -> str:
    found = root.xpath(path)
    return re.sub(r"\s+", " ", found[0].text_content()).strip(_EDGES) if found else ""


def _title(root: html.HtmlElement) -> str:
    return _SITE_TAIL.sub("", _first(root, "//title")).strip()


# --- what is not the article --------------------------------------------------------------------


def _drop(root: html.HtmlElement, draft: Draft) -> None:
    for node in list(root.iter(*_DROPPED)):
        _cut(node, draft, node.tag, keep=node.tag not in _SILENT)
    for node in list(root.iter()):
        if isinstance(node.tag, str) and node.tag not in ("html", "body") and _is_aside(node):
            _cut(node, draft, "chrome", keep=True)


def _is_aside(node: html.HtmlElement) -> bool:
    if node.getparent() is None or node.xpath("boolean(.//h1)"):
        return False
    marks = f"{node.get('class') or ''} {node.get('id') or ''}"
    hidden = "display:none" in (node.get("style") or "").replace(" ", "").lower()
    aside = node.tag in _ASIDE or (
        node.tag in ("div", "ul", "section", "span", "p", "table") and bool(_CHROME.search(marks))
    )
    return hidden or (aside and not _holds_prose(node))


def _holds_prose(node: html.HtmlElement) -> bool:
    """True when an element has more sentences than links."""
    text = node.text_content()
    linked = sum(len(a.text_content()) for a in node.iter("a"))
    return len(re.findall("[。！？]", text)) >= 5 and linked * 3 < len(text)


def _cut(node: html.HtmlElement, draft: Draft, why: str, *, keep: bool) -> None:
    parent = node.getparent()
    if parent is None:
        return
    text = re.sub(r"\s+", " ", node.text_content()).strip()
    if keep and text:
        draft.removed.append(Left(line=node.sourceline or 1, text=text, why=why))
    node.drop_tree()


def _main(root: html.HtmlElement) -> html.HtmlElement:
    body = root.find("body")
    body = root if body is None else body
    whole = len(body.text_content())
    for path in _MAIN:
        found = max(root.xpath(path), key=lambda n: len(n.text_content()), default=None)
        if found is not None and len(found.text_content().strip()) > max(60, whole // 4):
            return found
    scores = {node: _score(node) for node in body.iter("div", "section", "td", "article", "body")}
    return max(scores, key=lambda n: scores[n], default=body) if any(scores.values()) else body


def _score(node: html.HtmlElement) -> float:
    """Text in paragraphs right below an element, less what is linked."""
    own = sum(
        len(p.text_content())
        for p in node
        if p.tag in ("p", "h2", "h3", "blockquote", "ul", "ol", "table")
    )
    own += len((node.text or "").strip()) + sum(len((c.tail or "").strip()) for c in node)
    return own - 2 * sum(len(a.text_content()) for a in node.iter("a"))


def _outside(root: html.HtmlElement, main: html.HtmlElement, draft: Draft) -> None:
    """What stands before and after the article: facts near the title, the rest into the record."""
    inside = set(main.iter())
    above: list[Block] = []
    for block in Walker({}).blocks(
        root if root.find("body") is None else root.find("body"), inside
    ):
        if block.kind == "heading" and block.text == draft.title:
            draft.lifted.append(Left(line=block.line, text=block.text, why="title"))
        elif (
            re.search(r"来源|作者|时间|日期|记者|位置\s*[:：]|\d{4}[-年/.]\d", block.text)
            and len(block.text) < 120
        ):
            above.append(block)
        elif block.text.strip():
            draft.removed.append(Left(line=block.line, text=block.text, why="outside the article"))
    draft.blocks = above
