"""Markup for EPUB: semantic XHTML that leaves the looks to the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from wenxuan.markup.base import Markup, attribute, mark
from wenxuan.metadata import points
from wenxuan.model import (
    Article,
    Blocks,
    Heading,
    Link,
    Note,
    NoteCall,
    Paragraph,
    Picture,
    Reference,
    Ruby,
    Runs,
    Table,
    Target,
    plain,
)

PRINT_BODY = 10.5
"""Points to the em in which widths of pictures are given again: 五号, the body of a book."""

_NARROW = 5
"""Columns that a phone shows side by side; the title of a wider table stands over its first."""


class EpubMarkup(Markup):
    """One article as XHTML.

    `href` gives the URL of a target's key from this document, `image` that of a picture file,
    `place` the id of a key in its document; `blocks` is what of the article this document has.
    """

    def __init__(
        self,
        article: Article,
        targets: Mapping[str, Target],
        *,
        href: Callable[[str], str],
        image: Callable[[str], str],
        place: Callable[[str], str],
        blocks: Blocks | None = None,
        duokan: bool = False,
    ) -> None:
        super().__init__(article, targets, level=1)
        self.own = article.blocks if blocks is None else blocks
        self.duokan = duokan
        """Notes in the form that Duokan pops up: the id on an item of a list."""
        self.href, self.image, self.place = href, image, place
        self.numbers = {note.label: note.number for note in article.notes}
        self.calls: dict[str, int] = {}
        self.waiting: list[str] | None = None
        """Calls met inside a link, which stand after it: links do not nest."""

    def anchor(self, key: str) -> str:
        """Within one document the article's key is dropped."""
        return self.place(key)

    # --- sections -----------------------------------------------------------------------

    def body(self) -> str:
        """The article's blocks; each heading opens a section that ends before its next equal."""
        pieces: list[str] = []
        depths: list[int] = []
        for block in self.own:
            if isinstance(block, Heading):
                while depths and depths[-1] >= block.level:
                    depths.pop()
                    pieces.append("</section>\n")
                depths.append(block.level)
                pieces.append("<section>\n")
            pieces.append(self.block(block))
        return "".join(pieces) + "</section>\n" * len(depths)

    # --- notes --------------------------------------------------------------------------

    def call(self, run: NoteCall) -> str:
        """A popup note's call: a text mark, which every reading system recognizes."""
        number = run.number or self.numbers.get(run.label, 0)
        self.calls[run.label] = self.calls.get(run.label, 0) + 1
        id_ = _call_id(number, self.calls[run.label])
        kind = "call duokan-footnote" if self.duokan else "call"
        made = (
            f'<a class="{kind}" epub:type="noteref" role="doc-noteref" id="{id_}" '
            f'href="#note-{number}">{mark(number)}</a>'
        )
        if self.waiting is None:
            return made
        self.waiting.append(made)
        return ""

    def notes(self) -> str:
        """The notes called here, each an aside with links back; to be asked for after the body.

        One that nothing calls has no link back and stands with the article's first blocks.
        """
        texts: dict[int, tuple[Note, str, str]] = {}
        while fresh := [n for n in self._wanted() if n.number not in texts]:
            for note in fresh:
                texts[note.number] = (note, self._lead(note), self.blocks(note.blocks[1:]))
        return "".join(self._note(*texts[number]) for number in sorted(texts))

    def _wanted(self) -> list[Note]:
        if self.own == self.article.blocks:
            return list(self.article.notes)
        return [note for note in self.article.notes if note.label in self.calls]

    def _lead(self, note: Note) -> str:
        first = note.blocks[0] if note.blocks else None
        if isinstance(first, Paragraph):
            return self.runs(first.runs)
        return "</p>\n" + self.block(first) + "<p>" if first else ""

    def _note(self, note: Note, lead: str, rest: str) -> str:
        times = self.calls.get(note.label, 0)
        sign = self._back(note.number, 1, mark(note.number)) if times else mark(note.number)
        again = "".join(self._back(note.number, n, f"[{n}]", "again") for n in range(2, times + 1))
        paragraph = f"<p>{sign}{lead}{again}</p>\n".replace("<p></p>\n", "")
        kind = 'epub:type="footnote" role="doc-footnote" class="note-text"'
        place = f'id="note-{note.number}"'
        if not self.duokan:
            return f"<aside {kind} {place}>\n{paragraph}{rest}</aside>\n"
        item = f'<li class="duokan-footnote-item" {place}>\n{paragraph}{rest}</li>\n'
        return f'<aside {kind}>\n<ol class="duokan-footnote-content">\n{item}</ol>\n</aside>\n'

    def _back(self, number: int, time: int, sign: str, kind: str = "back") -> str:
        label = attribute(self.words["back"])
        return (
            f'<a class="{kind}" href="#{_call_id(number, time)}" role="doc-backlink" '
            f'aria-label="{label}">{sign}</a>'
        )

    # --- links --------------------------------------------------------------------------

    def link(self, run: Link) -> str:
        """A link to the world outside."""
        return self._linked(lambda: super(EpubMarkup, self).link(run))

    def reference(self, run: Reference) -> str:
        """The target's title as a link."""
        href = attribute(self.href(run.key))
        return self._linked(
            lambda: f'<a class="reference" href="{href}">{self.reference_text(run)}</a>'
        )

    def _linked(self, make: Callable[[], str]) -> str:
        if self.waiting is not None:
            return make()
        self.waiting = []
        made = make() + "".join(self.waiting)
        self.waiting = None
        return made

    # --- pictures, ruby, tables ---------------------------------------------------------

    def picture(self, picture: Picture) -> str:
        """An image; its width is in em of the text or a share of the line, at most the screen's."""
        width = _width(picture.width)
        style = f' style="width: {width}"' if width else ""
        source = attribute(self.image(picture.file))
        return f'<img src="{source}" alt="{attribute(picture.alt)}"{style}/>'

    def inline_picture(self, picture: Picture) -> str:
        """A picture inside a line, as high as its characters."""
        source = attribute(self.image(picture.file))
        return f'<img class="inline" src="{source}" alt="{attribute(picture.alt)}"/>'

    def ruby(self, run: Ruby) -> str:
        """Native ruby; readers that know none show the reading in brackets."""
        pairs = "".join(
            f"{escape(base, quote=False)}<rp>（</rp><rt>{escape(reading, quote=False)}</rt>"
            "<rp>）</rp>"
            for base, reading in run.pairs
        )
        return f"<ruby>{pairs}</ruby>"

    def table(self, block: Table) -> str:
        """A table in a box that scrolls where it is too wide, by keys too (WCAG 2.1.1)."""
        wide = " wide" if len(block.align) > _NARROW else ""
        return f'<div class="scroll{wide}" tabindex="0">\n{super().table(block)}</div>\n'

    def cell(self, tag: str, runs: Runs, align: str) -> str:
        """A cell; one that is empty is no head, of which a screen reader would say nothing."""
        return super().cell(tag if plain(runs).strip() else "td", runs, align)


def _call_id(number: int, time: int) -> str:
    return f"call-{number}" if time == 1 else f"call-{number}-{time}"


def _width(text: str | None) -> str:
    """`112mm` of a book as em of its text: a picture keeps its proportion to the characters."""
    if text is None or text.endswith(("%", "em")):
        return text or ""
    return f"{points(text) / PRINT_BODY:.2f}".rstrip("0").rstrip(".") + "em"
