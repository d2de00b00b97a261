"""The EPUB edition: structure, text, fonts, metadata, the same bytes, and EPUBCheck's judgment."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import epub_oracle as oracle
import pytest
from epub_oracle import SPACES, TYPE, Epub, H, epubcheck
from PIL import Image

from wenxuan import model as m
from wenxuan.assemble import assemble
from wenxuan.diagnostics import Report, Span
from wenxuan.epub import make_epub
from wenxuan.fonts import load_fonts
from wenxuan.layout.loader import Layout, load_layout
from wenxuan.layout.templates import whole

ROOT = Path(__file__).resolve().parents[2]
BOOKS = ("spring-tide", "typesetter")
MODIFIED = datetime(2026, 10, 1, tzinfo=UTC)


def made(
    publication: m.Publication, cover: bytes | None = None, layout: Layout | None = None
) -> bytes:
    """The EPUB of a publication that must build without a word."""
    report = Report()
    layout = layout or load_layout(publication.head.layout, publication.folder, Span("x"), report)
    fonts = load_fonts(publication.head.language)
    assert layout is not None
    data = make_epub(publication, layout, fonts, cover, MODIFIED, report)
    assert not report.diagnostics, [d.message() for d in report]
    assert data is not None
    return data


@lru_cache
def publication(slug: str) -> m.Publication:
    """One of the publications of the repository."""
    report = Report()
    found = assemble(ROOT / "content" / slug, report)
    assert found is not None
    assert not report.failed
    return found


@lru_cache
def cover() -> bytes:
    """A cover of the size that the press gives."""
    target = io.BytesIO()
    Image.new("L", (1600, 2560), 200).save(target, "PNG")
    return target.getvalue()


@lru_cache
def edition(slug: str) -> bytes:
    """Its EPUB with a cover."""
    return made(publication(slug), cover())


@lru_cache
def opened(slug: str) -> Epub:
    """Its EPUB, read back."""
    return Epub.read(edition(slug))


@pytest.fixture(params=BOOKS)
def slug(request: pytest.FixtureRequest) -> str:
    """Each publication in turn."""
    return str(request.param)


# --- structure ----------------------------------------------------------------------------


@pytest.mark.parametrize("check", oracle.CHECKS, ids=lambda check: check.__name__)
def test_structure(slug: str, check: Callable[[Epub], list[str]]) -> None:
    """Both publications hold every structural rule."""
    assert check(opened(slug)) == []


def test_oracle_sees_something(slug: str) -> None:
    """The checks had notes, links, headings and fonts to look at."""
    book = opened(slug)
    assert len(oracle.heading_lines(book)) > 20
    assert sum(len(r.findall(".//h:aside", SPACES)) for r in book.documents.values()) >= 5
    assert (
        sum(len(r.findall(".//h:a[@class='reference']", SPACES)) for r in book.documents.values())
        > 5
    )
    assert sum(name.endswith(".ttf") for name in book.members) >= 4


def _replaced(slug: str, name: str, old: str, new: str) -> Epub:
    members = dict(opened(slug).members)
    source = members[name].decode()
    assert old in source
    members[name] = source.replace(old, new, 1).encode()
    return Epub(members)


NEGATIVES = (
    (oracle.manifest_is_whole, "OEBPS/content.opf", 'href="toc.ncx"', 'href="tic.ncx"'),
    (oracle.ids_are_unique, "OEBPS/text/a002.xhtml", 'id="ledger"', 'id="title"'),
    (oracle.links_resolve, "OEBPS/text/a002.xhtml", 'id="tbl-input"', 'id="tbl-output"'),
    (oracle.links_resolve, "OEBPS/text/a001.xhtml", 'href="a002.xhtml"', 'href="a999.xhtml"'),
    (oracle.links_resolve, "OEBPS/epub.css", "fonts/WenxuanSong-R", "fonts/WenxuanSung-R"),
    (oracle.notes_go_both_ways, "OEBPS/text/a002.xhtml", 'href="#call-1"', 'href="#call-2"'),
    (oracle.notes_go_both_ways, "OEBPS/text/a002.xhtml", 'href="#note-1"', 'href="#title"'),
    (oracle.contents_are_headings, "OEBPS/text/a002.xhtml", "一张账单", "一张帐单"),
    (oracle.contents_are_headings, "OEBPS/toc.ncx", 'playOrder="3"', 'playOrder="4"'),
    (oracle.fonts_cover_text, "OEBPS/text/a002.xhtml", "一张账单", "一张龘单"),
    (oracle.languages_are_said, "OEBPS/text/a002.xhtml", ' xml:lang="zh-Hans"', ""),
)


@pytest.mark.parametrize(("check", "name", "old", "new"), NEGATIVES)
def test_oracle_finds_faults(
    check: Callable[[Epub], list[str]], name: str, old: str, new: str
) -> None:
    """Each check fails for a book in which the thing that it looks at is broken."""
    assert check(_replaced("spring-tide", name, old, new)) != []


def test_parts_are_called_what_the_outline_calls_them(slug: str) -> None:
    """The contents say 第一辑 before the title of a part, as the printed ones do."""
    called = [label for _, path, label in oracle.nav_lines(opened(slug)) if "/p" in path]
    titles = [whole(part.title) for part in publication(slug).parts if part.title]
    numerals = "一二三四五六七八九"[: len(titles)]
    assert called == [f"第{n}辑\u3000{t}" for n, t in zip(numerals, titles, strict=True)]


def test_reading_order(slug: str) -> None:
    """Cover, title page, imprint and contents come first, then the articles in the book's order."""
    book, source = opened(slug), publication(slug)
    names = [Path(path).stem for path in book.spine]
    assert names[:4] == ["cover", "title", "imprint", "nav"]
    titles = [
        oracle.text(root.find(f".//{H}h1"))
        for path, root in book.documents.items()
        if re.match(r"a\d+$", Path(path).stem)
    ]
    assert titles == [a.head.title for a in source.articles]
    assert all(re.fullmatch(r"[a-zA-Z0-9/_.-]+", name) for name in book.members)


def test_landmarks_and_guide(slug: str) -> None:
    """Landmarks and guide name the same places; the body begins at the first part."""
    book = opened(slug)
    (nav,) = [n for n in book.xml(book.nav).iter(f"{H}nav") if n.get(TYPE) == "landmarks"]
    marks = {a.get(TYPE): a.get("href") for a in nav.iter(f"{H}a")}
    guide = {r.get("type"): r.get("href") for r in book.opf.iterfind("o:guide/o:reference", SPACES)}
    assert marks == {
        "cover": "text/cover.xhtml",
        "titlepage": "text/title.xhtml",
        "copyright-page": "text/imprint.xhtml",
        "toc": "nav.xhtml#toc",
        "bodymatter": "text/p001.xhtml",
    }
    assert list(guide.values()) == list(marks.values())
    assert nav.get("hidden") == "hidden"


# --- text ---------------------------------------------------------------------------------


PARTS: dict[type, Callable[[Any], object]] = {
    m.Table: lambda node: (node.caption, node.head, node.rows),
    m.List: lambda node: node.items,
    m.Definitions: lambda node: node.entries,
    m.Figure: lambda node: node.caption,
    m.Box: lambda node: node.blocks,
    m.Note: lambda node: node.blocks,
}
"""What of a node has characters, in the order in which they are read; else its runs."""


def model_text(node: object, book: m.Publication) -> Iterator[str]:
    """The characters that a reader must see, straight from the model."""
    match node:
        case tuple():
            for item in node:
                yield from model_text(item, book)
        case m.Text(text=text) | m.Code(text=text) | m.CodeBlock(text=text):
            yield text
        case m.Ruby(pairs=pairs):
            yield from (base for base, _ in pairs)
        case m.Reference(runs=(), key=key):
            target = book.targets[key]
            name = {"figure": "图", "table": "表"}.get(target.kind)
            quotes = "《》" if target.kind == "article" else "“”"
            yield f"{name}{target.number}" if name else f"{quotes[0]}{target.title}{quotes[1]}"
        case _:
            part = PARTS.get(type(node), lambda other: getattr(other, "runs", ()))
            yield from model_text(part(node), book)


def shown(element: oracle.etree._Element) -> str:
    """The characters of a part of a document without what markup adds to the author's."""

    def added(e: oracle.etree._Element) -> bool:
        return (
            e.tag in (f"{H}rt", f"{H}rp", f"{H}header")
            or oracle.has(e, "notes")
            or oracle.has(e, "label")
            or e.get("role") in ("doc-noteref", "doc-backlink")
        )

    return oracle.text(element, drop=added)


def test_text_is_the_models(slug: str) -> None:
    """Every article and every note has the model's characters, in order, and no other."""
    book, source = opened(slug), publication(slug)
    paths = [p for p in book.spine if re.match(r"a\d+$", Path(p).stem)]
    for path, article in zip(paths, source.articles, strict=True):
        section = book.documents[path].find(f"{H}body/{H}section")
        expected = "".join(model_text(article.blocks, source)).replace("\n", "")
        assert len(expected) > 300
        assert shown(section) == expected
        notes = [shown(aside) for aside in section.iter(f"{H}aside")]
        assert notes == ["".join(model_text(note, source)) for note in article.notes]


def without_brackets(book: Epub) -> list[str]:
    """Readings that do not stand between an rp with （ and one with ）."""
    readings = [rt for root in book.documents.values() for rt in root.iter(f"{H}rt")]
    assert readings
    sides = [(rt, (rt.getprevious(), "（"), (rt.getnext(), "）")) for rt in readings]
    return [
        rt.text or ""
        for rt, *both in sides
        if any(e is None or (e.tag, e.text) != (f"{H}rp", mark) for e, mark in both)
    ]


def test_every_reading_has_its_fallback_brackets() -> None:
    """Before and after each rt stands an rp: where ruby is not known, brackets are shown."""
    assert without_brackets(opened("typesetter")) == []


@pytest.mark.parametrize("bracket", ["<rp>（</rp>", "<rp>）</rp>"])
def test_control_reading_without_bracket_is_found(bracket: str) -> None:
    """One bracket taken out of the book is missed."""
    name = next(n for n, data in opened("typesetter").members.items() if b"<rt>" in data)
    assert len(without_brackets(_replaced("typesetter", name, bracket, ""))) == 1


def test_opening_says_what_the_head_says() -> None:
    """Kicker, title, subtitle, byline, date and abstract stand above the text."""
    book, article = opened("spring-tide"), publication("spring-tide").articles[1]
    head = article.head
    opening = oracle.text(book.documents["OEBPS/text/a002.xhtml"].find(f".//{H}header"))
    author = head.authors[0]
    wanted = (
        head.kicker,
        head.title,
        head.subtitle,
        author.name,
        author.affiliation,
        author.role,
        head.abstract,
    )
    places = [opening.find(str(piece)) for piece in (*wanted[:-1], "2021年1月22日", wanted[-1])]
    assert -1 not in places
    assert places == sorted(places)


# --- corner cases -------------------------------------------------------------------------

ODD = r"""---
title: 甲\\乙 & <丙>
language: ja
date: 2020-02-03
authors: ["王 & 李"]
---

## 开头 {#引言}

一[^a]二[^a]三[见[](b.md#note-1)这里[^b]](https://example.org/?a=1&b=2)。![字](images/图.png)

![图](images/图.png "图题"){#title width=42mm}

### 深处

#### 更深

见[](#title)与[](#引言)。

## 收尾

`<b>` & [English]{lang=en}

[^a]: 注一，*重*。

    注一之二。
[^b]: - 列表注
"""


@pytest.fixture
def odd(book: Callable[..., object], tmp_path: Path) -> Epub:
    """A publication of what is rare: a note called twice, strange ids, three languages."""
    image = io.BytesIO()
    Image.new("L", (8, 8), 0).save(image, "PNG")
    files = {
        "a.md": ODD,
        "b.md": "---\ntitle: 乙\n---\n\n## 节 {#note-1}\n\n文。\n",
        "images/图.png": image.getvalue(),
    }
    found = book(files, contents="  - {article: b.md, matter: front}\n  - a.md\n")
    assert not found.report.failed, found.found
    return Epub.read(made(found.book))


# The vendored fonts have no 図, which the press itself writes into a Japanese article.
STRUCTURE = [check for check in oracle.CHECKS if check is not oracle.fonts_cover_text]


@pytest.mark.parametrize("check", STRUCTURE, ids=lambda check: check.__name__)
def test_rare_content_holds_structure(odd: Epub, check: Callable[[Epub], list[str]]) -> None:
    """Rare content breaks no structural rule; there is no cover and no part here."""
    assert check(odd) == []


def test_rare_content(odd: Epub) -> None:
    """Line breaks, escapes, ids, widths and languages come out as they went in."""
    root = odd.documents["OEBPS/text/a002.xhtml"]
    title = root.find(f".//{H}h1")
    assert [title.text, title[0].tag, title[0].tail] == ["甲", f"{H}br", "乙 & <丙>"]
    assert root.get("lang") == "ja"
    assert root.find(".//h:span[@lang='en']", SPACES).text == "English"
    assert root.find(".//h:figure/h:img", SPACES).get("style") == "width: 11.34em"
    assert root.find(".//h:figure", SPACES).get("id") == "x-7469746c65"
    calls = [a.get("id") for a in root.iterfind(".//h:a[@role='doc-noteref']", SPACES)]
    assert calls == ["call-1", "call-1-2", "call-2"]
    assert not root.findall(".//h:a//h:a", SPACES)
    assert [d.text for d in odd.opf.iterfind(".//dc:language", SPACES)] == ["zh-Hans", "ja", "en"]


def test_broken_template_is_a_diagnostic(tmp_path: Path) -> None:
    """A template that does not make XML is an error of the layout, and nothing is built."""
    source, report = publication("spring-tide"), Report()
    own = load_layout("anthology", source.folder, Span("x"), report)
    assert own is not None
    (tmp_path / "epub").mkdir()
    (tmp_path / "epub" / "part.xhtml").write_text("<html><p></html>", encoding="utf-8")
    layout = Layout(name="own", folders=(tmp_path, *own.folders), head=own.head)
    assert make_epub(source, layout, load_fonts("zh-Hans"), None, MODIFIED, report) is None
    assert {d.code for d in report} == {"EPB001"}


def test_strange_cover_is_a_diagnostic() -> None:
    """A cover that is neither PNG nor JPEG is an error."""
    source, report = publication("spring-tide"), Report()
    layout = load_layout("anthology", source.folder, Span("x"), report)
    assert layout is not None
    assert make_epub(source, layout, load_fonts("zh-Hans"), b"GIF89a", MODIFIED, report) is None
    assert [d.code for d in report] == ["EPB001"]


# --- metadata and fonts -------------------------------------------------------------------


def _metadata(book: Epub) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in book.opf.find("o:metadata", SPACES):
        name = (
            element.get("property") or element.get("name") or oracle.etree.QName(element).localname
        )
        found.setdefault(name, []).append(element.text or element.get("content") or "")
    return found


def test_metadata() -> None:
    """The package names titles, people with roles and sort keys, series, dates and rights."""
    found = _metadata(opened("spring-tide"))
    titles = dict(zip(found["title-type"], found["title"], strict=True))
    assert list(titles)[:2] == ["main", "subtitle"]
    assert (titles["main"], titles["subtitle"]) == ("春汛", "2020至2021年检察战疫通讯选")
    assert (titles["collection"], titles["edition"]) == ("北岸通讯文丛", "2021年4月第1版")
    assert titles["expanded"] == "春汛：2020至2021年检察战疫通讯选"
    assert found["alternate-script"][:2] == ["Chūn xùn", "Biānjíbù"]
    assert found["creator"] == ["编辑部"]
    assert found["role"][0] == "edt"
    assert set(found["role"][1:]) == {"aut", "com"}  # 整理 is a compiler
    assert found["file-as"][:3] == ["chun xun", "Bianjibu", "Benshu Bianjibu"]
    assert "周雨时" in found["contributor"]
    assert (found["belongs-to-collection"], found["group-position"]) == (["北岸通讯文丛"], ["3"])
    assert found["identifier"] == [publication("spring-tide").identifier]
    assert found["dcterms:modified"] == ["2026-10-01T00:00:00Z"]
    assert (found["date"], found["language"]) == (["2021-04-12"], ["zh-Hans"])
    assert found["ibooks:specified-fonts"] == ["true"]
    assert found["cover"] == ["cover-image"]


def test_accessibility_is_true(odd: Epub) -> None:
    """What is claimed follows from the content: ruby only where there is ruby, no conformance."""
    with_ruby, without = _metadata(opened("typesetter")), _metadata(odd)
    assert "rubyAnnotations" in with_ruby["schema:accessibilityFeature"]
    assert "rubyAnnotations" not in without["schema:accessibilityFeature"]
    assert "alternativeText" in without["schema:accessibilityFeature"]
    assert with_ruby["schema:accessMode"] == ["textual", "visual"]
    assert with_ruby["schema:accessibilityHazard"] == ["none"]
    assert "dcterms:conformsTo" not in with_ruby


def test_each_face_has_what_it_sets() -> None:
    """Bold text is in the bold face, headings are, and a face has little that it does not set."""
    book = opened("spring-tide")

    def covers(family: str) -> set[int]:
        data = book.members[f"OEBPS/fonts/{family}.ttf"]
        return set(oracle.TTFont(io.BytesIO(data)).getBestCmap())

    strong = {
        c for r in book.documents.values() for e in r.iter(f"{H}strong") for c in oracle.text(e)
    }
    titles = {
        c
        for r in book.documents.values()
        for e in r.iter(f"{H}h2")
        for c in oracle.text(e, drop=oracle._aside)
    }
    assert len(strong) > 5
    assert {ord(c) for c in strong | titles} <= covers("WenxuanHei-Bold")
    assert len(covers("WenxuanHei-Bold")) < len(covers("WenxuanSong-Regular")) / 3
    assert sum(len(d) for n, d in book.members.items() if n.endswith(".ttf")) < 1_000_000


def test_licenses_travel_with_the_fonts(slug: str) -> None:
    """Each embedded face has its license beside it, and the imprint names the faces."""
    book = opened(slug)
    files = {Path(n).name for n in book.members if n.endswith(".ttf")}
    heads = [f.head for f in load_fonts("zh-Hans").files if f.head.file in files]
    licenses = {n.removeprefix("OEBPS/fonts/") for n in book.members if "/LICENSES/" in n}
    assert {head.license_file for head in heads} == licenses
    imprint = oracle.text(book.documents["OEBPS/text/imprint.xhtml"])
    names = {head.file.split("-")[0].replace("Wenxuan", "Wenxuan ") for head in heads}
    assert [name for name in names if name not in imprint] == []


def test_the_imprint_counts_the_characters(slug: str) -> None:
    """字数 in thousands is that of the articles' documents, but for bylines and readings."""
    book = opened(slug)
    imprint = re.sub(r"\s", "", oracle.text(book.documents["OEBPS/text/imprint.xhtml"]))
    stated = int(re.search(r"字数（千）(\d+)", imprint)[1])
    texts = (oracle.text(d) for name, d in book.documents.items() if "/a" in name)
    there = sum(len(re.sub(r"\s", "", text)) for text in texts) / 1000
    assert there * 0.9 - 1 <= stated <= there + 1



FORBIDDEN = re.compile(
    r"calc\(|var\(|\bmin\(|\bmax\(|clamp\(|flex|grid|[\d.](?:px|pt|vh|vw|rem)\b(?! solid| dotted)"
    r"|(?<!-)color:(?! inherit)|@import|!important|object-fit|position:\s*(?:fixed|absolute)"
)


def test_style_leaves_the_reader_alone(slug: str) -> None:
    """No screen units, no colors, nothing old engines stumble over; line heights are bare."""
    css = opened(slug).members["OEBPS/epub.css"].decode()
    assert [found.group() for found in FORBIDDEN.finditer(css)] == []
    assert all(
        re.fullmatch(r"[\d.]+", value) for value in re.findall(r"line-height: ([^;]+);", css)
    )
    assert FORBIDDEN.search("p { color: #000 }")
    assert FORBIDDEN.search("p { width: calc(1em) }")


# --- bytes --------------------------------------------------------------------------------

_PROGRAM = """
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from wenxuan.assemble import assemble
from wenxuan.diagnostics import Report, Span
from wenxuan.epub import make_epub
from wenxuan.fonts import load_fonts
from wenxuan.layout.loader import load_layout
report = Report()
book = assemble(Path(sys.argv[1]), report)
layout = load_layout(book.head.layout, book.folder, Span("x"), report)
day = datetime(2026, 10, 1, tzinfo=UTC)
data = make_epub(book, layout, load_fonts("zh-Hans"), None, day, report)
print(sha256(data).hexdigest())
"""


@pytest.mark.slow
def test_same_bytes_in_another_process(slug: str, tmp_path: Path) -> None:
    """Hash seed, time zone, locale and working folder leave no trace."""
    here = hashlib.sha256(made(publication(slug))).hexdigest()
    for seed, zone, locale in (("1", "Asia/Shanghai", "C"), ("77", "America/New_York", "C.UTF-8")):
        environment = os.environ | {
            "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": str(ROOT / "src")
        }  # fmt: skip
        command = [sys.executable, "-c", _PROGRAM, str(ROOT / "content" / slug)]
        there = subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert there.stdout.strip() == here


def test_container(slug: str) -> None:
    """The mimetype is first and stored; all members carry the date given and one mode."""
    with zipfile.ZipFile(io.BytesIO(edition(slug))) as archive:
        entries = archive.infolist()
    assert (entries[0].filename, entries[0].compress_type, entries[0].extra) == ("mimetype", 0, b"")
    assert {e.date_time for e in entries} == {(2026, 10, 1, 0, 0, 0)}
    assert {e.external_attr >> 16 for e in entries} == {0o100644}
    assert {e.compress_type for e in entries if e.filename.endswith((".xhtml", ".ttf"))} == {8}


# --- EPUBCheck ----------------------------------------------------------------------------


@pytest.mark.slow
def test_epubcheck(slug: str, tmp_path: Path) -> None:
    """EPUBCheck finds no error and no warning."""
    assert epubcheck(edition(slug), tmp_path) == []


@pytest.mark.slow
def test_epubcheck_on_rare_content(odd: Epub, tmp_path: Path) -> None:
    """EPUBCheck finds no fault with what is rare; and it finds one where there is one."""
    assert epubcheck(_zipped(odd.members), tmp_path) == []
    broken = {n: d.replace(b'href="#note-1"', b'href="#note-9"') for n, d in odd.members.items()}
    assert epubcheck(_zipped(broken), tmp_path) != []


def _zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()
