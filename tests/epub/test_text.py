"""Text of generated books: what went in as Markdown is in the EPUB, to the character.

The characters expected come from the generator, not from the model that the press reads, so that
a fault of the reader and one of the EPUB are both found.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from wenxuan.assemble import assemble
from wenxuan.checks import ebook_structure as structure
from wenxuan.checks.ebook_looks import characters
from wenxuan.checks.ebook_reading import Ebook
from wenxuan.checks.ebook_text import article_documents, shown, texts
from wenxuan.diagnostics import Report, Span
from wenxuan.epub import make_epub
from wenxuan.fonts import load_fonts
from wenxuan.layout.loader import load_layout
from wenxuan.model import Publication

CALM = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
"""A book takes long to build: what is found is shown as found, not made smaller."""
DAY = datetime(2026, 10, 1, tzinfo=UTC)
HEAD = "title: 书\nlanguage: zh-Hans\noptions:\n  epub_fonts: none\n  epub_notes: {}\ncontents:\n"


@dataclass(frozen=True)
class Piece:
    """A piece of Markdown and the characters that its reader sees."""

    source: str
    seen: str


HAN = st.text("江水涨了又落岸边的人站在那里谁也没说话，。“”《》……——", min_size=1, max_size=12)
LATIN = st.sampled_from(["3.5%", "A4", "word", "x < y", "R&D", "2020-01-22"])
WORDS = st.one_of(HAN, HAN, LATIN).map(lambda t: Piece(t.replace("<", "\\<"), t))
MARKED = st.one_of(
    HAN.map(lambda t: Piece(f"[{t}]{{.dots}}", t)),
    HAN.map(lambda t: Piece(f"[{t}]{{.name}}", t)),
    HAN.map(lambda t: Piece(f"`{t}`", t)),
    st.just(Piece("{汉字|hàn zì}", "汉字")),
    st.just(Piece("[同上](https://example.org/?a=1&b=2)", "同上")),
)
LINE = st.lists(st.one_of(WORDS, MARKED), min_size=1, max_size=6).map(
    # A character between: two codes side by side would be one, with other marks.
    lambda pieces: Piece(
        "".join("文" + p.source for p in pieces), "".join("文" + p.seen for p in pieces)
    )
)


def _lines(mark: str) -> st.SearchStrategy[Piece]:
    return st.lists(LINE, min_size=1, max_size=3).map(
        lambda lines: Piece(
            "\n".join(mark + line.source for line in lines), "".join(line.seen for line in lines)
        )
    )


TABLE = st.lists(st.tuples(HAN, HAN), min_size=1, max_size=3).map(
    lambda rows: Piece(
        "| 甲 | 乙 |\n|---|---|\n" + "\n".join(f"| 子{a} | 丑{b} |" for a, b in rows),
        "甲乙" + "".join(f"子{a}丑{b}" for a, b in rows),
    )
)
BLOCK = st.one_of(
    LINE,
    _lines("> ").map(lambda p: Piece(p.source, p.seen)),
    _lines("- "),
    _lines("1. "),
    TABLE,
    LINE.map(lambda p: Piece(f"## {p.source}", p.seen)),
    LINE.map(lambda p: Piece(f"::: letter\n{p.source}\n:::", p.seen)),
    HAN.map(lambda t: Piece(f"```\n{t}\n  {t}\n```", f"{t}  {t}")),
)
BLOCKS = st.lists(BLOCK, min_size=1, max_size=6)


@dataclass(frozen=True)
class Written:
    """An article: blocks, and notes called at its end."""

    blocks: tuple[Piece, ...]
    notes: tuple[Piece, ...]

    @property
    def source(self) -> str:
        """Its file."""
        body = "\n\n".join(p.source for p in self.blocks)
        calls = "尾" + "".join(f"[^{n}]" for n, _ in enumerate(self.notes))
        notes = "\n\n".join(f"[^{n}]: {note.source}" for n, note in enumerate(self.notes))
        return f"---\ntitle: 题\n---\n\n{body}\n\n{calls}\n\n{notes}\n"

    @property
    def seen(self) -> str:
        """What its reader sees, without notes."""
        return "".join(p.seen for p in self.blocks) + "尾"


ARTICLE = st.builds(
    Written, st.tuples(BLOCK) | BLOCKS.map(tuple), st.lists(LINE, max_size=3).map(tuple)
)


def built(articles: list[Written], form: str) -> tuple[Publication, Ebook]:
    """A publication and its EPUB, which must build without a word."""
    report = Report()
    with TemporaryDirectory() as name:
        folder = Path(name)
        names = [f"a{n}.md" for n, _ in enumerate(articles)]
        for file, article in zip(names, articles, strict=True):
            (folder / file).write_text(article.source, encoding="utf-8")
        lines = "".join(f"  - {file}\n" for file in names)
        (folder / "publication.yaml").write_text(HEAD.format(form) + lines, encoding="utf-8")
        publication = assemble(folder, report)
        assert publication is not None, [d.message() for d in report]
        layout = load_layout("anthology", folder, Span("x"), report)
        assert layout is not None
        data = make_epub(publication, layout, load_fonts("zh-Hans"), None, DAY, report)
    assert data is not None, [d.message() for d in report]
    return publication, Ebook.read(data)


def bare(text: str) -> str:
    """Text without line ends, which formatting adds."""
    return text.replace("\n", "")


@pytest.mark.slow
@settings(CALM, max_examples=60)
@given(st.lists(ARTICLE, min_size=1, max_size=3), st.sampled_from(["aside", "duokan"]))
@example([Written((Piece("**重要。**后文", "重要。后文"),), (Piece("注\\*", "注*"),))], "aside")
def test_every_character_arrives(articles: list[Written], form: str) -> None:
    """Articles and notes have the characters that were written, in order, and no other."""
    publication, book = built(articles, form)
    found = article_documents(book)
    assert [bare("".join(map(shown, sections))) for sections in found] == [
        bare(article.seen) for article in articles
    ]
    for sections, article in zip(found, articles, strict=True):
        notes = [bare(shown(e)) for s in sections for e in s.iter("{*}aside")]
        assert notes == [bare(note.seen) for note in article.notes]
    for check in (structure.files, structure.ids, structure.links, structure.notes, characters):
        assert list(check(book)) == []
    assert list(structure.contents(book)) == []
    assert list(texts(book, publication)) == []


@pytest.mark.slow
@settings(CALM, max_examples=25)
@given(ARTICLE, st.data())
def test_one_character_changed_is_found(article: Written, data: st.DataObject) -> None:
    """Whichever character of an article is lost, doubled or replaced, the comparison says so."""
    publication, book = built([article], "aside")
    (path,) = [p for p in book.spine if "/a001" in p]
    source = book.members[path].decode()
    start, stop = source.index("</header>"), source.index("</section>")
    places = [i for i in range(start, stop) if "\u4e00" <= source[i] <= "\u9fff"]
    at = data.draw(st.sampled_from([i for i in places if _visible(source, i)]))
    new = data.draw(st.sampled_from(["", source[at] * 2, "龘"]))
    broken = (source[:at] + new + source[at + 1 :]).encode()
    assert list(texts(Ebook(book.members | {path: broken}), publication)) != []


def _visible(source: str, at: int) -> bool:
    """True outside of tags, calls of notes and labels, which are no text of the author."""
    before = source[:at]
    tag = before.rfind("<") > before.rfind(">")
    return not tag and not before.rpartition("<")[2].startswith(("rt", "rp", 'span class="label"'))


def test_order_is_part_of_the_text() -> None:
    """Two paragraphs that changed places are found."""
    publication, book = built(
        [Written((Piece("甲文", "甲文"), Piece("乙文", "乙文")), ())], "aside"
    )
    (path,) = [p for p in book.spine if "/a001" in p]
    source = book.members[path].decode()
    turned = source.replace("甲文", "丙").replace("乙文", "甲文").replace("丙", "乙文")
    assert list(texts(Ebook(book.members | {path: turned.encode()}), publication)) != []


@pytest.mark.parametrize("form", ["aside", "duokan"])
def test_a_note_lost_is_found(form: str) -> None:
    """A note whose text is cut, or that is missing whole, is found in both forms."""
    article = Written((Piece("正文", "正文"),), (Piece("注甲", "注甲"), Piece("注乙", "注乙")))
    publication, book = built([article], form)
    (path,) = [p for p in book.spine if "/a001" in p]
    source = book.members[path].decode()
    for old in ("注甲", "注乙"):
        broken = book.members | {path: source.replace(old, "注").encode()}
        assert list(texts(Ebook(broken), publication)) != []
