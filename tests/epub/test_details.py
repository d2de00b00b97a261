"""Details of the package: sort keys, font switch, budgets of pictures, long articles, big books."""

from __future__ import annotations

import gc
import io
import re
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from wenxuan.checks import ebook_looks as looks
from wenxuan.checks import ebook_structure as structure
from wenxuan.checks.ebook_reading import SPACES, Ebook, H
from wenxuan.checks.ebook_text import texts
from wenxuan.diagnostics import Report, Span
from wenxuan.epub import container, edition, make_epub
from wenxuan.epub.images import BYTES, PIXELS, SIDE, fitted
from wenxuan.epub.sorting import name_key, romanized, romanized_name, title_key
from wenxuan.fonts import load_fonts
from wenxuan.layout.cover import draw_cover
from wenxuan.layout.loader import load_layout
from wenxuan.model import Publication
from wenxuan.pipeline import prepare

DAY = datetime(2026, 10, 1, tzinfo=UTC)


def made(publication: Publication) -> Ebook:
    """The EPUB of a publication, read back."""
    report = Report()
    layout = load_layout(publication.head.layout, publication.folder, Span("x"), report)
    assert layout is not None
    fonts = load_fonts(publication.head.language)
    data = make_epub(publication, layout, fonts, None, DAY, report)
    assert data is not None, [d.message() for d in report]
    return Ebook.read(data)


# --- sort keys ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key", "shown"),
    [
        ("周雨时", "Zhou, Yushi", "Zhōu Yǔshí"),
        ("单田芳", "Shan, Tianfang", "Shàn Tiánfāng"),
        ("欧阳修", "Ouyang, Xiu", "Ōuyáng Xiū"),
        ("吕布", "Lü, Bu", "Lǚ Bù"),
        ("编辑部", "Bianjibu", "Biānjíbù"),
        ("老排", "Laopai", "Lǎopái"),
        ("W. Shakespeare", "Shakespeare, W.", "W Shakespeare"),
        ("Jane Doe", "Doe, Jane", "Jane Doe"),
        ("North Shore Press", "North Shore Press", "North Shore Press"),
    ],
)
def test_names_are_sorted_by_pinyin(name: str, key: str, shown: str) -> None:
    """A family name is told from the given one, by the reading that names have."""
    assert (name_key(name), romanized_name(name)) == (key, shown)


def test_titles_are_sorted_by_pinyin() -> None:
    """A title is sorted by its syllables in context; Latin words and figures stay."""
    assert title_key("重庆2020：银行与行人") == "chong qing 2020 yin hang yu xing ren"
    assert romanized("春汛") == "Chūn xùn"


PEOPLE = """---
title: 题目
language: {}
authors:
  - {{name: 山田太郎, role: 翻译{}}}
  - {{name: 李四, role: 摄影}}
  - {{name: 王五, role: 整理}}
  - {{name: 赵六, role: 本刊记者}}
---

正文。
"""


def people(opened: Ebook) -> dict[str, dict[str, str]]:
    """Names of the package to what refines them."""
    names = {f"#{e.get('id')}": str(e.text) for e in opened.opf.iter("{*}contributor")}
    found: dict[str, dict[str, str]] = {name: {} for name in names.values()}
    for meta in opened.opf.iter("{*}meta"):
        if name := names.get(str(meta.get("refines"))):
            found[name][str(meta.get("property"))] = str(meta.text)
    return found


def test_authors_of_articles_have_their_roles(book: Callable[..., object]) -> None:
    """A translator is no author; a role that MARC has no code for is an author's."""
    found = people(made(book({"a.md": PEOPLE.format("zh-Hans", "")}).book))
    roles = {name: facts["role"] for name, facts in found.items()}
    assert roles == {"山田太郎": "trl", "李四": "pht", "王五": "com", "赵六": "aut"}


@pytest.mark.parametrize(
    ("language", "sort", "wanted"),
    [
        ("zh-Hans", "", ("", True)),
        ("zh-Hans", ", sort: Yamada Taro", ("Yamada Taro", False)),
        ("ja", ", sort: Yamada Taro", ("Yamada Taro", False)),
        ("ja", "", (None, False)),
    ],
)
def test_only_chinese_names_have_pinyin(
    book: Callable[..., object], language: str, sort: str, wanted: tuple[str | None, bool]
) -> None:
    """The article's language and the editor's own key say that a name is not read in Mandarin."""
    found = people(made(book({"a.md": PEOPLE.format(language, sort)}).book))["山田太郎"]
    assert ("alternate-script" in found) is wanted[1]
    if wanted[0] is None or sort:
        assert found.get("file-as") == wanted[0]
    else:
        assert found["file-as"]


# --- pictures -----------------------------------------------------------------------------


def picture(folder: Path, name: str, image: Image.Image, **options: object) -> Path:
    """A picture file."""
    file = folder / name
    image.save(file, **options)
    return file


def test_small_pictures_stay_as_they_are(tmp_path: Path) -> None:
    """A picture within the budget keeps its bytes."""
    file = picture(tmp_path, "a.png", Image.new("RGB", (40, 30), "red"))
    assert fitted(file) == file.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_large_pictures_are_reduced(tmp_path: Path, name: str) -> None:
    """A photograph beyond the budget loses pixels, keeps proportion and kind, twice the same."""
    noise = Image.effect_noise((4000, 3000), 90).convert("RGB")
    file = picture(tmp_path, name, noise)
    data = fitted(file)
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == {"a.jpg": "JPEG", "a.png": "PNG"}[name]
        assert max(image.size) <= SIDE
        assert image.width * image.height <= PIXELS
        assert abs(image.width / image.height - 4 / 3) < 0.01
    assert len(data) <= BYTES
    assert fitted(file) == data


def test_what_was_reduced_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large picture is reduced once; another picture, and one that fits, ask for nothing kept."""

    class Drawer(dict[str, bytes]):
        put, touched = dict.__setitem__, 0

        def touch(self, key: str) -> None:
            self.touched += 1

    drawer = Drawer()
    large = picture(tmp_path, "a.png", Image.new("L", (SIDE + 1, 2), 9))
    first = fitted(large, drawer)
    monkeypatch.setattr("wenxuan.epub.images.reduced", lambda image, kind: b"again")
    assert (fitted(large, drawer), drawer.touched, len(drawer)) == (first, 1, 1)
    small = picture(tmp_path, "b.png", Image.new("L", (2, 2), 9))
    assert (fitted(small, drawer), len(drawer)) == (small.read_bytes(), 1)
    other = picture(tmp_path, "c.png", Image.new("L", (SIDE + 1, 2), 8))
    assert fitted(other, drawer) == b"again"


def test_colors_and_turns_are_settled(tmp_path: Path) -> None:
    """CMYK becomes RGB, a turned photograph stands upright, a foreign profile becomes sRGB."""
    ink = picture(tmp_path, "ink.jpg", Image.new("CMYK", (20, 10), (0, 255, 255, 0)))
    with Image.open(io.BytesIO(fitted(ink))) as image:
        assert image.mode == "RGB"
        red, green, _ = image.getpixel((5, 5))
        assert red > 200
        assert green < 60
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = picture(tmp_path, "turned.jpg", Image.new("RGB", (20, 10)), exif=exif)
    with Image.open(io.BytesIO(fitted(turned))) as image:
        assert image.size == (10, 20)
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    odd = picture(tmp_path, "odd.png", Image.new("RGB", (9, 9), "gray"), icc_profile=lab)
    with Image.open(io.BytesIO(fitted(odd))) as image:
        assert "icc_profile" not in image.info


# --- options ------------------------------------------------------------------------------

HEAD = "title: 书\nlanguage: zh-Hans\noptions:\n  epub_{}: {}\ncontents:\n"
TEXT = "---\ntitle: 题目\n---\n\n## 小节\n\n正文**重点**，生僻字㑇。[^1]\n\n[^1]: 注文。\n"


@pytest.mark.parametrize(
    ("mode", "wanted"),
    [("embed", {"题", "小", "正", "注", "㑇"}), ("headings", {"题", "小", "㑇"}), ("none", {"㑇"})],
)
def test_fonts_switch(book: Callable[..., object], mode: str, wanted: set[str]) -> None:
    """All faces, those of headings, or none are embedded; a rare character always has its face."""
    fonts = load_fonts("zh-Hans")
    if "㑇" in fonts.missing("㑇"):
        pytest.skip("the vendored fonts lack the rare character")
    found = book({"a.md": TEXT}, head=HEAD.format("fonts", mode))
    opened = made(found.book)
    files = {n: d for n, d in opened.members.items() if n.endswith(".ttf")}
    import uharfbuzz

    have = {chr(c) for d in files.values() for c in uharfbuzz.Face(d).unicodes}
    assert {c for c in "题小正注㑇" if c in have} == wanted
    css = opened.members["OEBPS/epub.css"].decode()
    assert css.count("@font-face") == len(files)
    assert list(structure.files(opened)) == []


def test_an_empty_corner_is_no_head(book: Callable[..., object]) -> None:
    """The empty corner of a table is a plain cell, heads of columns are heads; keys scroll it."""
    text = "---\ntitle: 题\n---\n\n|  | 甲 |\n|---|---|\n| 乙 | 1 |\n"
    root = made(book({"a.md": text}).book).documents["OEBPS/text/a001.xhtml"]
    assert root.find(".//h:div[@class='scroll']", SPACES).get("tabindex") == "0"
    row = root.find(".//h:thead/h:tr", SPACES)
    assert [(cell.tag, cell.text, cell.get("scope")) for cell in row] == [
        (f"{H}td", None, None), (f"{H}th", "甲", "col")
    ]  # fmt: skip


def test_duokan_notes(book: Callable[..., object]) -> None:
    """The Duokan form has the id on an item of its list and still goes both ways."""
    opened = made(book({"a.md": TEXT}, head=HEAD.format("notes", "duokan")).book)
    root = opened.documents["OEBPS/text/a001.xhtml"]
    item = root.find(".//h:aside//h:li[@class='duokan-footnote-item']", SPACES)
    assert item.get("id") == "note-1"
    assert root.find(f".//{H}a").get("class") == "call duokan-footnote"
    assert list(structure.notes(opened)) == []


def test_conformance_is_the_publishers_word(book: Callable[..., object]) -> None:
    """A claim of conformance stands only where the publication asks for it."""
    claimed = made(book({"a.md": TEXT}, head=HEAD.format("conformance", "claimed")).book)
    assert b"dcterms:conformsTo" in claimed.members["OEBPS/content.opf"]


def test_sort_keys_come_first_from_the_editor(book: Callable[..., object]) -> None:
    """A reading given for title or name is the key; a Japanese name without one has none."""
    head = (
        "title: 文選\nsort: ぶんせん\nlanguage: ja\ncontributors:\n"
        "  - {name: 山田, role: editor, sort: やまだ}\n  - {name: 木下, role: editor}\ncontents:\n"
    )
    opened = made(book({"a.md": "---\ntitle: 一\n---\n\n文。\n"}, head=head).book)
    keys = {
        str(e.get("refines")): e.text
        for e in opened.opf.iter("{*}meta")
        if e.get("property") in ("file-as", "alternate-script")
    }
    assert keys == {"#t-main": "ぶんせん", "#creator-1": "やまだ"}


# --- long articles ------------------------------------------------------------------------


@pytest.fixture
def long(book: Callable[..., object]) -> tuple[Publication, Ebook]:
    """An article of a million bytes, and one that leads to its last section."""
    sentence = "江水涨了又落，岸边的人站在那里，谁也没有说话，只听见冰在响。"
    sections = [
        f"## 第{n}节 {{#s{n}}}\n\n" + "\n\n".join([sentence * 4] * 180) + f"[^{n}]"
        for n in range(12)
    ]
    notes = "\n".join(f"[^{n}]: 第{n}条注。\n" for n in range(12))
    files = {
        "a.md": "---\ntitle: 长文\n---\n\n" + "\n\n".join(sections) + "\n\n" + notes,
        "b.md": "---\ntitle: 短文\n---\n\n见[](a.md#s11)。\n",
    }
    found = book(files, contents="  - a.md\n  - b.md\n").book
    return found, made(found)


def test_long_articles_are_parted(long: tuple[Publication, Ebook]) -> None:
    """Every document stays below the limit, begins at a heading, and nothing is lost or dead."""
    source, opened = long
    own = [p for p in opened.spine if "/a001" in p]
    assert len(own) > 2
    assert max(len(opened.members[p]) for p in own) < looks.DOCUMENT
    for path in own[1:]:
        section = opened.documents[path].find(f"{H}body/{H}section")
        assert section[0][0].tag == f"{H}h2"
        assert section.get("aria-label") == "长文"
    for check in (structure.files, structure.ids, structure.links, structure.notes):
        assert list(check(opened)) == []
    assert list(structure.contents(opened)) == []
    assert list(texts(opened, source)) == []


def test_references_find_later_documents(long: tuple[Publication, Ebook]) -> None:
    """A reference to a section of a parted article leads to the document that has it."""
    _, opened = long
    (link,) = opened.documents["OEBPS/text/a002.xhtml"].iterfind(".//h:a", SPACES)
    file, _, anchor = link.get("href").partition("#")
    assert file.startswith("a001-")
    assert opened.documents[f"OEBPS/text/{file}"].xpath("//@id").count(anchor) == 1


@pytest.mark.slow
def test_long_contents_stop_at_articles(book: Callable[..., object]) -> None:
    """The contents of a book with thousands of sections name the articles only."""
    sections = "\n\n".join(f"## 节{n}\n\n文。" for n in range(40))
    files = {f"a{n:02}.md": f"---\ntitle: 篇{n}\n---\n\n{sections}\n" for n in range(40)}
    opened = made(book(files, contents="".join(f"  - {name}\n" for name in files)).book)
    assert len(structure.nav_lines(opened)) == 40
    assert list(structure.contents(opened)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("spooled", "small"), [(1, True), (1 << 30, False)])
def test_documents_wait_on_disk(
    book: Callable[..., object], monkeypatch: pytest.MonkeyPatch, *, spooled: int, small: bool
) -> None:
    """When all documents are made, less than a third of each is in memory; all, if told to."""
    text = "---\ntitle: 题\n---\n\n" + "江水涨了又落，岸边的人站在那里，谁也没有说话。\n\n" * 150
    held: list[int] = []
    monkeypatch.setattr(container, "_IN_MEMORY", spooled)

    def weigh(*_: object) -> None:
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])

    monkeypatch.setattr(edition, "pack", weigh)
    for count in (1, 5, 25):  # the first loads what is loaded once
        files = {f"a{n:03}.md": text for n in range(count)}
        publication = book(files, contents="".join(f"  - {name}\n" for name in files)).book
        report = Report()
        layout = load_layout("anthology", publication.folder, Span("x"), report)
        assert layout is not None
        fonts = load_fonts("zh-Hans")
        tracemalloc.start()
        edition.make_epub(publication, layout, fonts, None, DAY, report)
        tracemalloc.stop()
        assert not report.failed
    assert ((held[2] - held[1]) / 20 < len(text.encode()) / 3) is small


# --- the oracle ---------------------------------------------------------------------------


@pytest.fixture
def small(book: Callable[..., object]) -> tuple[Publication, Ebook]:
    """A small book with a picture."""
    image = io.BytesIO()
    Image.new("L", (8, 8), 0).save(image, "PNG")
    text = TEXT.replace("## 小节", "![图](images/a.png)\n\n## 小节")
    found = book({"a.md": text, "images/a.png": image.getvalue()}).book
    return found, made(found)


def changed(opened: Ebook, name: str, old: str, new: str) -> Ebook:
    """The book with one thing broken."""
    text = opened.members[name].decode()
    assert old in text
    return Ebook(opened.members | {name: text.replace(old, new, 1).encode()})


ARTICLE, STYLE, PACKAGE = "OEBPS/text/a001.xhtml", "OEBPS/epub.css", "OEBPS/content.opf"
FAULTS = (
    (structure.files, PACKAGE, 'href="toc.ncx"', 'href="tic.ncx"'),
    (structure.files, ARTICLE, "images/i001.png", "images/i002.png"),
    (structure.ids, ARTICLE, 'id="note-1"', 'id="title"'),
    (structure.ids, ARTICLE, ' xml:lang="zh-Hans"', ""),
    (structure.links, ARTICLE, "images/i001.png", "images/i002.png"),
    (structure.notes, ARTICLE, 'href="#call-1"', 'href="#call-2"'),
    (structure.contents, ARTICLE, "小节</h2>", "大节</h2>"),
    (looks.pictures, ARTICLE, 'alt="图"', 'alt=""'),
    (looks.characters, ARTICLE, "正文", "正\u2060文"),
    (looks.styles, STYLE, "a { color: inherit;", "a { color: #777;"),
    (looks.styles, STYLE, "line-height: 1.7", "line-height: 18px"),
    (looks.styles, STYLE, "margin-left: 0.3em", "margin-left: calc(1em)"),
    (looks.styles, STYLE, "margin-top: 2.5em", "margin-top: 9vh"),
)


def test_a_good_book_has_no_fault(small: tuple[Publication, Ebook]) -> None:
    """None of the checks speaks of a book that is right."""
    source, opened = small
    assert [f for check, *_ in FAULTS for f in check(opened)] == []
    assert list(texts(opened, source)) == []
    assert list(looks.sizes(opened, 1000)) == []


@pytest.mark.parametrize(("check", "name", "old", "new"), FAULTS)
def test_each_fault_is_found(
    small: tuple[Publication, Ebook], check: Callable[..., object], name: str, old: str, new: str
) -> None:
    """Each check finds the thing that it looks for."""
    assert list(check(changed(small[1], name, old, new))) != []


@pytest.mark.parametrize(("old", "new"), [("正文", "正丈"), ("注文", "注"), ("生僻", "生生僻")])
def test_text_that_differs_is_found(small: tuple[Publication, Ebook], old: str, new: str) -> None:
    """One character more, less or other in article or note is found."""
    source, opened = small
    assert [code for code, *_ in texts(changed(opened, ARTICLE, old, new), source)] == ["EPB009"]


def test_sizes_have_limits(small: tuple[Publication, Ebook]) -> None:
    """A document, a picture and a whole book beyond the budget are named."""
    _, opened = small
    heavy = Ebook(opened.members | {ARTICLE: b" " * 300_001, "OEBPS/images/i001.png": b" " * 2**21})
    assert [f[1] for f in looks.sizes(heavy, 21_000_000)] == [
        ARTICLE, "OEBPS/images/i001.png", PACKAGE
    ]  # fmt: skip


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21:1; the gray #767676 just meets 4.5:1."""
    assert looks.contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)
    gray = (0x76 / 255,) * 3
    assert 4.5 < looks.contrast(gray, (1, 1, 1)) < 4.6


def test_columns_of_tables_keep_a_width(book: Callable[..., object]) -> None:
    """Cells are at least 4 em wide, so that a table of many columns scrolls in its box."""
    css = made(book({"a.md": TEXT}).book).members["OEBPS/epub.css"].decode()
    for cell in ("td", "th"):
        (rule,) = re.findall(rf"^{cell} \{{(.*)\}}", css, re.M)
        assert "min-width: 4em" in rule


def test_the_title_of_a_wide_table_is_in_sight(book: Callable[..., object]) -> None:
    """Over its first columns, not over the middle of a table that a phone cannot show."""
    tables = ("|" + "甲|" * n + "\n|" + "---|" * n + "\n|" + "乙|" * n for n in (5, 6))
    text = "---\ntitle: 题\n---\n\n" + "\n\n".join(f"Table: 表\n\n{t}" for t in tables)
    opened = made(book({"a.md": text}).book)
    boxes = opened.documents["OEBPS/text/a001.xhtml"].findall(".//h:div[@tabindex]", SPACES)
    assert [box.get("class") for box in boxes] == ["scroll", "scroll wide"]
    assert ".wide caption { text-align: left; }" in opened.members["OEBPS/epub.css"].decode()


def test_apostrophes_of_words_have_a_narrow_face(book: Callable[..., object]) -> None:
    """’ in a Latin word is apart with a Latin face; one of quotation or of code is not."""
    text = "---\ntitle: 题\n---\n\nXi’an 与“don’t”，‘甲’乙，`it’s`，<https://a.b/c’d>。\n"
    opened = made(book({"a.md": text.replace("title: 题", "title: O’Neil")}).book)
    root = opened.documents["OEBPS/text/a001.xhtml"]
    apart = root.findall(".//h:span[@class='apostrophe']", SPACES)
    assert [e.getparent().tag.rpartition("}")[2] for e in apart] == ["h1", "p", "p", "a"]
    assert root.findtext(".//h:title", None, SPACES) == "O’Neil"
    assert "Xi’an 与“don’t”，‘甲’乙，it’s，" in "".join(root.itertext())
    css = opened.members["OEBPS/epub.css"].decode()
    assert re.search(r"^\.apostrophe.* \{ font-family: \"Wenxuan Serif\"", css, re.M)
    assert "OEBPS/fonts/WenxuanSerif-Regular.ttf" in opened.members


def test_notes_count_for_the_length_of_a_document(book: Callable[..., object]) -> None:
    """An article whose notes are long is parted, each note with its call; none exceeds 300 kB."""
    body = "".join(f"正文第{n}段。[^{n}]\n\n" for n in range(120))
    notes = "".join(f"[^{n}]: {'注文很长，' * 200}\n\n" for n in range(120))
    opened = made(book({"a.md": f"---\ntitle: 题\n---\n\n{body}{notes}"}).book)
    documents = [d for n, d in opened.members.items() if "/text/a001" in n]
    assert len(documents) > 1
    assert max(map(len, documents)) < 300_000
    assert list(structure.notes(opened)) == []


@pytest.mark.slow
@pytest.mark.parametrize(("times", "told"), [(24_000, True), (240, False)])
def test_a_paragraph_that_is_too_long_is_told_at_build(
    book: Callable[..., object], times: int, told: bool
) -> None:
    """A paragraph that makes a document above 300 kB is not parted, and the build says so."""
    text = "---\ntitle: 题\n---\n\n" + "段落很长，" * times + "\n"
    publication, report = book({"a.md": text}).book, Report()
    layout = load_layout(publication.head.layout, publication.folder, Span("x"), report)
    make_epub(publication, layout, load_fonts("zh-Hans"), None, DAY, report)
    assert ("EPB012" in {d.code for d in report}) is told


# --- contents and source ------------------------------------------------------------------


def test_sections_inside_sections_are_in_short_contents(book: Callable[..., object]) -> None:
    """Contents name h3 below its h2 while the book is short; NCX has two levels; no h4."""
    text = "---\ntitle: 篇\n---\n\n## 节\n\n文。\n\n### 款\n\n文。\n\n#### 项\n\n文。\n"
    opened = made(book({"a.md": text}).book)
    assert [(d, t) for d, _, t in structure.nav_lines(opened)] == [(1, "篇"), (2, "节"), (3, "款")]
    assert list(structure.contents(opened)) == []
    nav = opened.members[opened.nav].replace("款".encode(), "欵".encode())
    assert list(structure.contents(Ebook(opened.members | {opened.nav: nav})))
    many = "---\ntitle: 篇\n---\n\n## 节\n\n文。\n\n" + "### 款\n\n文。\n\n" * 300
    long_ = made(book({"a.md": many}).book)
    assert len(structure.nav_lines(long_)) == 2
    assert list(structure.contents(long_)) == []


@pytest.mark.parametrize(
    ("own", "wanted"),
    [("", ["urn:isbn:9787000000001"]), ("identifier: urn:isbn:9787000000001\n", [])],
)
def test_a_book_is_not_its_own_source(
    book: Callable[..., object], own: str, wanted: list[str]
) -> None:
    """An EPUB without pages of print names the printed book only where its own number differs."""
    head = f"title: 书\nlanguage: zh-Hans\n{own}imprint: {{isbn: 978-7-00-000000-1}}\ncontents:\n"
    opened = made(book({"a.md": "---\ntitle: 篇\n---\n\n文。\n"}, head=head).book)
    assert [e.text for e in opened.opf.iter("{*}source")] == wanted


# --- a language without faces ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("fonts", "editions", "code"),
    [("none", "[epub]", "FNT008"), ("embed", "[epub]", "FNT007"), ("none", "[screen]", "FNT007")],
)
def test_a_language_without_faces(tmp_path: Path, fonts: str, editions: str, code: str) -> None:
    """One finding for each article; an e-book alone without fonts is built, without a cover."""
    (tmp_path / "publication.yaml").write_text(
        f"title: 봄책\nlanguage: ko\neditions: {editions}\noptions: {{epub_fonts: {fonts}}}\n"
        "contents: [a.md]\n"
    )
    (tmp_path / "a.md").write_text("---\ntitle: 봄\n---\n\n봄이 오면.\n\n여름이 오면.\n")
    report = Report()
    ready = prepare(tmp_path, report)
    found = [d.code for d in report if d.code.startswith("FNT00") and d.code != "FNT004"]
    assert found == [code, code]
    assert (ready is not None) == (code == "FNT008")
    if ready is not None:
        assert draw_cover(ready.publication, ready.layout, ready.fonts, report) is None
        assert not report.failed
