"""Elements of HTML to blocks: paragraphs, headings, lists, tables, figures, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from lxml import html

from wenxuan.importing.draft import Block, Draft, escape, guard
from wenxuan.importing.inline import BREAK, Inline, element, inline
from wenxuan.importing.plain import table_markup
from wenxuan.importing.tables import grid, is_merged, lays_out, leaves, rows

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote center dd details div dl dt fieldset figcaption figure "
        "footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td "
        "tfoot th thead tr ul img",
    )
)
SHORT = 32
"""Characters of a line that, among long ones, could be a heading."""
_WORD_KINDS = {"word-caption": "caption", "word-box": "note", "word-table": "table"}
"""Class of a paragraph of a Word file to what it is."""
_EDGES = " \t\n\u3000\u00a0\u2002\u2003\ufeff\u200b"
_NOTE_NUMBER = re.compile(
    r"^(?:\\?[\[〔［(（]\d{1,3}\\?[\]〕］)）]|[\u2460-\u2473])[ \u3000]*(?=\S)"
)
Nodes = set[html.HtmlElement]


def walk_html(main: html.HtmlElement, draft: Draft) -> None:
    """Append the blocks and notes of an element to a draft."""
    notes = _notes(main, draft)
    draft.blocks += Walker(notes).blocks(main, set())
    for table in main.iter("table"):
        if is_merged(table) and not lays_out(table, rows(table)):
            words = flat(table.text_content())[:40]
            draft.guess("table", words, table.sourceline or 1)


def _notes(main: html.HtmlElement, draft: Draft) -> dict[str, str]:
    """Take the notes out of the page: id to label."""
    called = [a for a in main.iter("a") if (a.get("href") or "").startswith("#")]
    labels: dict[str, str] = {}
    for link in called:
        ident = (link.get("href") or "")[1:]
        target = next(
            (n for n in main.iter("li", "p", "div", "aside", "dd") if n.get("id") == ident), None
        )
        if target is None or ident in labels or not re.search("note|fn|ref|_ftn|注", ident):
            continue
        label = str(len(labels) + 1)
        labels[ident] = label
        for back in list(target.iter("a")):
            if (back.get("href") or "").startswith("#"):
                back.drop_tree()
        found = inline(target, {})
        draft.notes[label] = _note_text(found.markup)
        target.drop_tree()
    for empty in [
        n for n in main.iter("ol", "ul") if not n.text_content().strip() and not n.findall(".//img")
    ]:
        empty.drop_tree()
    return labels


def _note_text(markup: str) -> str:
    """The text of a note on one line, without the number that the page set before it."""
    flat_text = re.sub(r"\s+", " ", markup.replace(BREAK, " ")).strip(_EDGES)
    return _NOTE_NUMBER.sub("", flat_text, count=1)


class Walker:
    """Cuts an element into blocks."""

    def __init__(self, notes: Mapping[str, str]) -> None:
        self.notes = notes
        """Id of a note to its label."""
        self.rules: dict[str, Callable[[html.HtmlElement, Nodes], Iterator[Block]]] = {
            "img": lambda node, _: iter([self.image(node)]),
            "figure": lambda node, _: self.figure(node),
            "ul": lambda node, _: self.listed(node),
            "ol": lambda node, _: self.listed(node),
            "table": self.table,
            "pre": lambda node, _: self.code(node),
            "hr": lambda node, _: iter([_block("divider", node, "", "")]),
            "blockquote": self.quote,
            **dict.fromkeys(
                ("h1", "h2", "h3", "h4", "h5", "h6"), lambda node, _: self.heading(node)
            ),
        }

    def blocks(self, node: html.HtmlElement, skip: Nodes) -> Iterator[Block]:
        """The blocks of an element, those in `skip` left out."""
        run: list[html.HtmlElement | str] = [node.text or ""]
        for child in node:
            if child in skip or (isinstance(child.tag, str) and _is_block(child)):
                yield from self.paragraphs(run, node)
                run = []
                if child not in skip:
                    yield from self.rules.get(child.tag, self.blocks)(child, skip)
            elif isinstance(child.tag, str):
                run.append(child)
            run.append(child.tail or "")
        yield from self.paragraphs(run, node)

    def paragraphs(
        self, run: list[html.HtmlElement | str], owner: html.HtmlElement
    ) -> Iterator[Block]:
        """Paragraphs of inline content; `<br>` parts them; pictures in it follow."""
        pieces = [self.piece(item) for item in run]
        texts = "".join(p.text for p in pieces).split(BREAK)
        marked = "".join(p.markup for p in pieces).split(BREAK)
        kind = _WORD_KINDS.get(owner.get("class") or "", "paragraph")
        sign = "表题：" if kind == "table" else ""
        broken = sum(bool(flat(text)) for text in texts) > 1
        short = owner.tag == "dt" or (broken and all(len(flat(text)) <= SHORT for text in texts))
        for text, markup in zip(texts, marked, strict=True):
            if flat(text):
                strong = re.fullmatch(r"\*\*[^*]+\*\*", flat(markup)) is not None
                block = _block(kind, owner, flat(text), sign + flat(markup), strong=strong)
                yield replace(block, broken=broken, kept=short)
        for item in run:
            if not isinstance(item, str):
                yield from (self.image(image) for image in item.iter("img"))

    def piece(self, item: html.HtmlElement | str) -> Inline:
        """The Markdown of a string or of one inline element."""
        if isinstance(item, str):
            bare = re.sub(r"[ \t\r\n\f]+", " ", item)
            return Inline(bare, escape(bare))
        return element(item, self.notes)

    def heading(self, node: html.HtmlElement) -> Iterator[Block]:
        """`<h1>` … `<h6>`."""
        found = inline(node, self.notes)
        if text := flat(found.text):
            yield _block("heading", node, text, flat(found.markup), level=int(node.tag[1]))
        yield from (self.image(image) for image in node.iter("img"))

    def code(self, node: html.HtmlElement) -> Iterator[Block]:
        """`<pre>`."""
        text = node.text_content().strip("\n")
        if text.strip():
            yield _block("code", node, text, f"```\n{text.rstrip()}\n```")

    def quote(self, node: html.HtmlElement, skip: Nodes) -> Iterator[Block]:
        """`<blockquote>`."""
        found = [block for block in self.blocks(node, skip) if block.markup]
        inner = [guard(b.markup) if b.kind == "paragraph" else b.markup for b in found]
        if inner:
            yield _block("quote", node, flat(node.text_content()), "\n\n".join(inner))

    def image(self, node: html.HtmlElement, caption: Inline | None = None) -> Block:
        """A figure; whether its file is there is for the import to say."""
        words = flat(caption.text) if caption else ""
        return Block(
            kind="figure",
            text=words,
            markup=words,
            line=node.sourceline or 1,
            image=node.get("src") or node.get("data-src") or "",
            alt=(node.get("alt") or "").strip(),
        )

    def figure(self, node: html.HtmlElement) -> Iterator[Block]:
        """`<figure>` with its caption."""
        caption = node.find(".//figcaption")
        found = inline(caption, self.notes) if caption is not None else None
        images = list(node.iter("img"))
        yield from (self.image(image, found) for image in images)
        if not images:
            yield from self.blocks(node, set())

    # --- lists and tables -----------------------------------------------------------------------

    def listed(self, node: html.HtmlElement) -> Iterator[Block]:
        """`<ul>` and `<ol>`."""
        markup = "\n".join(self.items(node, 0))
        if flat(node.text_content()):
            yield _block("list", node, flat(node.text_content()), markup)
        yield from (self.image(image) for image in node.iter("img"))

    def items(self, node: html.HtmlElement, depth: int) -> Iterator[str]:
        """The lines of a list; lists in it are indented."""
        start = node.get("start") or "1"
        number = int(start) if start.isdigit() else 1
        for item in node:
            if item.tag in ("ul", "ol"):
                yield from self.items(item, depth + 1)
            if item.tag != "li":
                continue
            own = {c for c in item if c.tag in ("ul", "ol")}
            sign = f"{number}. " if node.tag == "ol" else "- "
            number += 1
            found = [b for b in self.blocks(item, own) if b.kind != "figure" and b.markup]
            words = " ".join(escape(flat(b.text)) if b.kind == "code" else b.markup for b in found)
            yield "   " * depth + sign + guard(words)
            for inner in item:
                if inner in own:
                    yield from self.items(inner, depth + 1)

    def table(self, node: html.HtmlElement, skip: Nodes) -> Iterator[Block]:
        """A table of facts; one that only lays a page out gives its contents."""
        cells = rows(node)
        if lays_out(node, cells):
            for cell in (cell for row in cells for cell in row if cell not in skip):
                yield from self.blocks(cell, skip)
            return
        caption = node.find("caption")
        if caption is not None and (words := flat(caption.text_content())):
            yield _block("table", node, words, f"表题：{escape(words)}")
        text = " ".join(flat(cell.text_content()) for row in cells for cell in row)
        yield _block("table", node, text, table_markup(grid(cells, self.cell)))

    def cell(self, cell: html.HtmlElement) -> str:
        """The content of a cell on one line; semicolons part paragraphs and cells in it."""
        if cell.find(".//table") is not None:
            return "；".join(map(escape, leaves(cell))).replace("|", "\\|")
        found = [flat(b.markup) for b in self.blocks(cell, set()) if b.kind == "paragraph"]
        if len(found) < 2 or any(_is_block(n) and n.tag not in ("p", "div") for n in cell):
            return flat(inline(cell, self.notes).markup).replace("|", "\\|")
        parts = [part if part[-1] in "，。；：！？、" else part + "；" for part in found[:-1]]
        return "".join([*parts, found[-1]]).replace("|", "\\|")


def _block(
    kind: str,
    node: html.HtmlElement,
    text: str,
    markup: str,
    *,
    level: int = 0,
    strong: bool = False,
) -> Block:
    line = node.sourceline or 1
    return Block(kind=kind, text=text, markup=markup, line=line, level=level, strong=strong)


def _is_block(node: html.HtmlElement) -> bool:
    return node.tag in _BLOCKS or any(
        below.tag in _BLOCKS and below.tag != "img" for below in node.iterdescendants()
    )


def flat(text: str) -> str:
    """Text on one line without spaces at its ends."""
    return re.sub(r"[ \t\r\n\f]+", " ", text.replace(BREAK, " ")).strip(_EDGES)


def file_name(source: str) -> str:
    """The last part of an address."""
    return PurePosixPath(source.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]).name
