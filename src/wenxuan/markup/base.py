"""What print and EPUB markup share: well-formed XHTML strings from blocks and runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from wenxuan.model import (
    Article,
    Block,
    Blocks,
    Box,
    Code,
    CodeBlock,
    Definitions,
    Divider,
    Emphasis,
    Figure,
    Heading,
    LineBreak,
    Link,
    List,
    Marked,
    NoteCall,
    Paragraph,
    Picture,
    Reference,
    Ruby,
    Run,
    Runs,
    Table,
    Target,
    Text,
    plain,
)

# Words that markup itself needs; a new language is a row.
WORDS: Mapping[str, Mapping[str, str]] = {
    "zh-Hans": {
        "figure": "图",
        "table": "表",
        "notes": "注释",
        "back": "返回正文",
        "page": "第{}页",
        "continued": "（续表）",
        "quotes": "“”",
    },
    "zh-Hant": {
        "figure": "圖",
        "table": "表",
        "notes": "註釋",
        "back": "返回正文",
        "page": "第{}頁",
        "continued": "（續表）",
        "quotes": "「」",
    },
    "ja": {
        "figure": "図",
        "table": "表",
        "notes": "注",
        "back": "本文に戻る",
        "page": "{}頁",
        "continued": "（続き）",
        "quotes": "「」",
    },
    "ko": {
        "figure": "그림 ",
        "table": "표 ",
        "notes": "주",
        "back": "본문으로",
        "page": "{}쪽",
        "continued": " (계속)",
        "quotes": "“”",
    },
}


AGAIN = re.compile(
    rf"^(?:(?:{'|'.join(sorted({row['table'].strip() for row in WORDS.values()}))})\d+)?"
    rf"(?:{'|'.join(re.escape(row['continued'].strip()) for row in WORDS.values())})"
)
"""What a page begins with on which a table goes on, without white space."""


def words(language: str) -> Mapping[str, str]:
    """The row of a language tag: the tag itself or its beginning."""
    return next((row for tag, row in WORDS.items() if language.startswith(tag)), WORDS["zh-Hans"])


NOTE = "note "
"""Beginning of the target of a slot that shows the number of a note; its id follows."""


def mark(number: int) -> str:
    """The mark of a note: ① to ㊿, then a number in brackets."""
    for first, last, base in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if first <= number <= last:
            return chr(base + number - first)
    return f"[{number}]"


def attribute(value: str) -> str:
    """Text made safe for a quoted attribute."""
    return escape(value, quote=True)


def language_attributes(language: str | None) -> str:
    """`lang` and `xml:lang` of a run or block."""
    tag = attribute(language or "")
    return f' lang="{tag}" xml:lang="{tag}"' if tag else ""


class Markup:
    """Renders one article; the editions override what differs."""

    def __init__(self, article: Article, targets: Mapping[str, Target], level: int = 1) -> None:
        self.article, self.targets = article, targets
        self.level = level
        """Heading level of the article's title."""
        self.words = words(article.language)
        self.block_rules: dict[type, Callable[[Any], str]] = {
            Paragraph: self.paragraph,
            Heading: self.heading,
            Box: self.box,
            List: self.list,
            Definitions: self.definitions,
            Table: self.table,
            Figure: self.figure,
            CodeBlock: self.code_block,
            Divider: lambda _: '<hr class="divider"/>\n',
        }
        self.run_rules: dict[type, Callable[[Any], str]] = {
            Text: lambda run: escape(run.text, quote=False),
            Emphasis: self.emphasis,
            Code: lambda run: f"<code>{escape(run.text, quote=False)}</code>",
            Link: self.link,
            Reference: self.reference,
            Picture: self.inline_picture,
            NoteCall: self.call,
            Ruby: self.ruby,
            Marked: self.marked,
            LineBreak: lambda _: "<br/>",
        }

    def blocks(self, blocks: Blocks) -> str:
        """Blocks in order."""
        return "".join(self.block(block) for block in blocks)

    def block(self, block: Block) -> str:
        """One block."""
        return self.block_rules[type(block)](block)

    def runs(self, runs: Runs) -> str:
        """Runs in order."""
        return "".join(self.run(run) for run in runs)

    def run(self, run: Run) -> str:
        """One run."""
        return self.run_rules[type(run)](run)

    def id(self, id_: str | None) -> str:
        """The id attribute of a place in this article."""
        return f' id="{attribute(self.anchor(f"{self.article.key}--{id_}"))}"' if id_ else ""

    def anchor(self, key: str) -> str:
        """The id that stands for a target's key."""
        return key

    # --- blocks -------------------------------------------------------------------------

    def paragraph(self, block: Paragraph) -> str:
        """A paragraph."""
        return f"<p>{self.runs(block.runs)}</p>\n"

    def heading(self, block: Heading) -> str:
        """A section heading below the article's title."""
        tag = f"h{min(block.level + self.level - 1, 6)}"
        depth = f"s{block.level - 1}"
        return f'<{tag}{self.id(block.id)} class="{depth}">{self.runs(block.runs)}</{tag}>\n'

    def box(self, block: Box) -> str:
        """A block of blocks."""
        tag = "blockquote" if block.kind in ("quote", "poem", "letter") else "div"
        return f'<{tag} class="{block.kind}">\n{self.blocks(block.blocks)}</{tag}>\n'

    def list(self, block: List) -> str:
        """A list."""
        tag = "ul" if block.start is None else "ol"
        start = f' start="{block.start}"' if block.start not in (None, 1) else ""
        items = "".join(
            f"<li{self.line(item)}>{self.item(item, tight=block.tight)}</li>\n"
            for item in block.items
        )
        return f"<{tag}{start}>\n{items}</{tag}>\n"

    def line(self, blocks: Blocks) -> str:  # noqa: ARG002 -- print says it
        """An attribute that names the line of the source where blocks begin."""
        return ""

    def item(self, blocks: Blocks, *, tight: bool) -> str:
        """The content of a list item; a tight one has no paragraphs."""
        if not tight:
            return self.blocks(blocks)
        return "".join(
            self.runs(b.runs) if isinstance(b, Paragraph) else self.block(b) for b in blocks
        )

    def definitions(self, block: Definitions) -> str:
        """A definition list."""
        rows = []
        for term, descriptions in block.entries:
            rows.append(f"<dt>{self.runs(term)}</dt>\n")
            rows += [f"<dd>{self.item(d, tight=len(d) == 1)}</dd>\n" for d in descriptions]
        return f"<dl>\n{''.join(rows)}</dl>\n"

    def caption(self, kind: str, number: int | None, runs: Runs) -> str:
        """`图1`, one em, the text."""
        label = f'<span class="label">{self.words[kind]}{number}</span>' if number else ""
        return f"{label}{self.runs(runs)}"

    def table(self, block: Table) -> str:
        """A table with its caption above."""
        head = "".join(
            self.cell("th", runs, self.manner(runs, a, block))
            for runs, a in zip(block.head, block.align, strict=True)
        )
        rows = "".join(
            "<tr>"
            + "".join(
                self.cell("td", c, self.manner(c, a, block))
                for c, a in zip(row, block.align, strict=False)
            )
            + "</tr>\n"
            for row in block.rows
        )
        above = self.continued(block)
        body = f"{above}<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}</tbody>\n"
        if block.continues:
            name = f"{self.words['table']}{block.number}{self.words['continued']}"
            name = attribute(f"{name} {plain(block.caption)}")
            label = f' aria-label="{name}"' if block.caption else ""
            return f'<table{label}>\n<thead class="repeated">\n{body}</table>\n'
        caption = self.caption("table", block.number, block.caption) if block.caption else ""
        top = f"<caption>{caption}</caption>\n" if caption else ""
        return f"<table{self.id(block.id)}>\n{top}<thead>\n{body}</table>\n"

    def continued(self, block: Table) -> str:  # noqa: ARG002 -- only pages divide a table
        """The row of the head that says on later pages which table goes on."""
        return ""

    def manner(self, runs: Runs, align: str, table: Table) -> str:  # noqa: ARG002
        """Classes of a cell."""
        return align

    def cell(self, tag: str, runs: Runs, manner: str) -> str:
        """A cell; heads of columns say so."""
        kind = f' class="{manner}"' if manner else ""
        scope = ' scope="col"' if tag == "th" else ""
        return f"<{tag}{scope}{kind}>{self.runs(runs)}</{tag}>"

    def figure(self, block: Figure) -> str:
        """A picture with its caption below."""
        caption = self.caption("figure", block.number, block.caption) if block.caption else ""
        below = f"<figcaption>{caption}</figcaption>\n" if caption else ""
        return f"<figure{self.id(block.id)}>\n{self.picture(block.picture)}\n{below}</figure>\n"

    def code_block(self, block: CodeBlock) -> str:
        """Code, verbatim."""
        return f"<pre><code>{escape(block.text, quote=False)}</code></pre>\n"

    # --- runs ---------------------------------------------------------------------------

    def emphasis(self, run: Emphasis) -> str:
        """Em or strong; the layout chooses the face."""
        tag = "strong" if run.strong else "em"
        return f"<{tag}>{self.runs(run.runs)}</{tag}>"

    def link(self, run: Link) -> str:
        """A link to the world outside."""
        return f'<a href="{attribute(run.href)}">{self.runs(run.runs)}</a>'

    def reference_text(self, run: Reference) -> str:
        """What a cross reference shows: the author's words or the target's name."""
        if run.runs:
            return self.runs(run.runs)
        target = self.targets[run.key]
        if target.kind in ("figure", "table"):
            kind = self.words[target.kind].strip()
            return f"{self.words[target.kind]}{target.number}" if target.number else kind
        quotes = "《》" if target.kind == "article" else self.words["quotes"]
        return f"{quotes[0]}{escape(target.title, quote=False)}{quotes[1]}"

    def marked(self, run: Marked) -> str:
        """Interlinear marks and changes of language."""
        kind = f' class="{run.kind}"' if run.kind else ""
        return f"<span{kind}{language_attributes(run.language)}>{self.runs(run.runs)}</span>"

    def reference(self, run: Reference) -> str:
        """A cross reference."""
        raise NotImplementedError

    def picture(self, picture: Picture) -> str:
        """The img element of a figure."""
        raise NotImplementedError

    def inline_picture(self, picture: Picture) -> str:
        """A picture inside a line."""
        return self.picture(picture)

    def call(self, run: NoteCall) -> str:
        """The call of a note."""
        raise NotImplementedError

    def ruby(self, run: Ruby) -> str:
        """Base with reading."""
        raise NotImplementedError


__all__ = ["Markup", "attribute", "language_attributes", "mark", "plain", "words"]
