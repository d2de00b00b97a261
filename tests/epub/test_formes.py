"""Formes: a kept document is the one that would be made, and its key names all that it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from press_tools import article, call, workshop, write_book
from wenxuan.assemble import assemble
from wenxuan.diagnostics import Report, Span
from wenxuan.epub import embedding, make_epub, rendering
from wenxuan.epub.copies import PrintPage
from wenxuan.epub.formes import pack, unpack
from wenxuan.fonts import FontFile, load_fonts
from wenxuan.layout.loader import load_layout
from wenxuan.model import Publication

DAY = datetime(2026, 10, 1, tzinfo=UTC)
FILES = {
    "a.md": "---\ntitle: 甲\n---\n\n## 节 {#s}\n\n见[](b.md#t)，见[](b.md)。[^1]\n\n"
    '![图](images/a.png "题")\n\n[^1]: 注。\n',
    "b.md": "---\ntitle: 乙\n---\n\n## 题 {#t}\n\n"
    "江水涨了又落，岸边的人站在那里，**谁**也没有说话。\n",
    "c.md": "---\ntitle: 丙\n---\n\n第二天清晨，队伍沿着堤走，脚印留在雪上。\n",
}
CONTENTS = "".join(f"  - {name}\n" for name in FILES)
PAGES = (
    PrintPage(label="1", text="甲节见《题》，见《乙》。"),
    PrintPage(label="2", text="江水涨了又落，岸边的人站在那里，谁也没有说话。"),
    PrintPage(label="3", text="第二天清晨，队伍沿着堤走，脚印留在雪上。"),
)


class Shelf:
    """A keeper that counts documents."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}
        self.found = self.put_down = 0

    def get(self, key: str) -> bytes | None:
        """An entry, counted when there is one."""
        entry = self.entries.get(key)
        self.found += _is_document(entry)
        return entry

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry, counted."""
        self.put_down += _is_document(data)
        self.entries[key] = data

    def touch(self, key: str) -> None:
        """What is of use is there."""
        assert key in self.entries

    def counts(self) -> tuple[int, int]:
        """Found and put down since the last question."""
        counted = self.found, self.put_down
        self.found = self.put_down = 0
        return counted


def _is_document(entry: bytes | None) -> bool:
    """True for a packed document; other entries are subsets of faces."""
    return entry is not None and entry.startswith(b"{")


@pytest.fixture
def folder(tmp_path: Path, book: Callable[..., object]) -> Path:
    """Three articles, two of which are bound together by references, and a picture."""
    (tmp_path / "book" / "images").mkdir()
    Image.new("L", (8, 8), 0).save(tmp_path / "book" / "images" / "a.png")
    book(FILES, contents=CONTENTS)
    return tmp_path / "book"


def read(folder: Path) -> Publication:
    """The publication in a folder as it is now."""
    report = Report()
    found = assemble(folder, report)
    assert found is not None, [d.message() for d in report]
    return found


def made(folder: Path, shelf: Shelf | None, pages: tuple[PrintPage, ...] = PAGES) -> bytes:
    """Its EPUB."""
    publication, report = read(folder), Report()
    layout = load_layout("anthology", folder, Span("x"), report)
    assert layout is not None
    fonts = load_fonts("zh-Hans")
    data = make_epub(publication, layout, fonts, None, DAY, report, pages, keeper=shelf)
    assert data is not None, [d.message() for d in report]
    return data


def test_kept_documents_are_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build from kept documents has the same bytes as one without a keeper, and makes none."""
    shelf = Shelf()
    plain = made(folder, None)
    assert made(folder, shelf) == plain
    assert shelf.counts() == (0, 3)
    kinds: list[str] = []
    whole = rendering.forme

    def watched(leaf: object, *rest: object, **more: object) -> object:
        kinds.append(leaf.kind)
        return whole(leaf, *rest, **more)

    monkeypatch.setattr(rendering, "forme", watched)
    assert made(folder, shelf) == plain
    assert shelf.counts() == (3, 0)
    assert "article" not in kinds
    assert "title" in kinds


def test_a_face_is_cut_once_for_the_same_characters(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A face is subset again only when its characters change, whatever else of the book does."""
    cut: list[str] = []
    whole = embedding.subset

    def watched(font: FontFile, characters: object) -> bytes:
        cut.append(font.head.family)
        return whole(font, characters)

    monkeypatch.setattr(embedding, "subset", watched)
    shelf, file = Shelf(), folder / "c.md"
    made(folder, shelf)
    assert "Wenxuan Song" in cut
    text = file.read_text(encoding="utf-8")
    for old, new, wanted in (("清晨", "晨清", []), ("清晨", "清晨，馕香", ["Wenxuan Song"])):
        cut.clear()
        file.write_text(text.replace(old, new), encoding="utf-8")
        kept = made(folder, shelf)
        assert cut == wanted
        assert kept == made(folder, None)


@pytest.mark.slow
def test_the_build_keeps_documents() -> None:
    """`build` takes the documents of unchanged articles from its cache, with the same bytes."""
    place = workshop() / "kept"
    write_book(place / "book", {f"{n}.md": article(f"第{n}篇。") for n in range(4)})
    words = ("build", "-e", "epub", "--out", place / "out", place / "book")

    def formes() -> set[str]:
        return {
            path.name
            for path in (place / "out" / ".cache").glob("??/*")
            if path.read_bytes()[32:].startswith(b'{"properties"')
        }

    assert call(*words).returncode == 0
    first = formes()
    (place / "book" / "2.md").write_text(article("第二篇改了。"), encoding="utf-8")
    assert call(*words).returncode == 0
    assert (len(first), len(formes() - first)) == (4, 1)
    made = (place / "out/book/book.epub").read_bytes()
    assert call(*words, "--whole").returncode == 0
    assert (place / "out/book/book.epub").read_bytes() == made


def test_entries_are_whole(folder: Path) -> None:
    """What is packed comes back: bytes, properties, faces, text for the page-list."""
    shelf = Shelf()
    made(folder, shelf)
    for entry in filter(_is_document, shelf.entries.values()):
        one = unpack(entry)
        assert unpack(pack(one)) == one
        assert one.copy is not None
        assert one.chains
        assert b"<html" in one.data


def changes() -> Iterator[tuple[str, str, str, int]]:
    """File, old and new text, and how many of the three documents must be made anew."""
    yield "c.md", "清晨", "早晨", 1
    yield "b.md", "江水", "河水", 1
    yield "b.md", "## 题", "## 题目", 2
    yield "b.md", "title: 乙", "title: 乙二", 2
    yield "b.md", "{#t}\n", "{#t}\n\n## 又 {#u}\n", 1
    yield "publication.yaml", "title: 书", "title: 书二", 3
    yield "publication.yaml", "contents:", "options:\n  epub_notes: duokan\ncontents:", 3
    yield "publication.yaml", "  - b.md\n  - c.md", "  - c.md\n  - b.md", 3


@pytest.mark.parametrize(("name", "old", "new", "wanted"), list(changes()))
def test_a_change_reaches_what_shows_it(
    folder: Path, name: str, old: str, new: str, wanted: int
) -> None:
    """After a change just the documents that show it are made, with the bytes of a fresh build."""
    shelf = Shelf()
    made(folder, shelf, ())
    shelf.counts()
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    kept = made(folder, shelf, ())
    assert shelf.counts() == (3 - wanted, wanted)
    assert kept == made(folder, None, ())
