"""The fonts of the press: proven files, one family each, every character of the national table."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from fontTools.ttLib import TTFont

from press_tools import BOOKS, ROOT, article, built, workshop, write_book
from wenxuan.assemble import assemble
from wenxuan.coverage import check_fonts
from wenxuan.diagnostics import Report, Span
from wenxuan.fonts import FontFile, check_coverage, load_fonts, subset
from wenxuan.pipeline import prepare

FONTS = load_fonts("zh-Hans")
EACH = pytest.mark.parametrize("font", FONTS.files, ids=lambda f: f.head.file)
HAN_TABLE = (ROOT / "fonts" / "tgh8105.txt").read_text(encoding="utf-8")


# --- the files ------------------------------------------------------------------------------


@EACH
def test_the_file_is_the_one_of_the_manifest(font: FontFile):
    """The SHA-256 of every font file is what fonts.yaml says."""
    assert hashlib.sha256(font.path.read_bytes()).hexdigest() == font.head.sha256


@EACH
def test_the_file_is_a_static_truetype_font(font: FontFile):
    """Outlines are TrueType, there is no axis of variation, and embedding is allowed."""
    with TTFont(font.path, lazy=True) as opened:
        assert "glyf" in opened
        assert "fvar" not in opened
        assert opened["OS/2"].fsType == 0
        assert opened["maxp"].numGlyphs == len(opened.getGlyphOrder())


@EACH
def test_the_file_names_its_family(font: FontFile):
    """The family name inside the file is the manifest's."""
    with TTFont(font.path, lazy=True) as opened:
        names = {opened["name"].getDebugName(n) for n in (1, 4, 16)}
        assert font.head.family in names


def test_families_are_unique():
    """No two files share a family: WeasyPrint would embed one of them for both."""
    families = [f.head.family for f in FONTS.files]
    assert len(set(families)) == len(families)
    inner = []
    for font in FONTS.files:
        with TTFont(font.path, lazy=True) as opened:
            inner.append(
                (
                    opened["name"].getDebugName(16) or opened["name"].getDebugName(1),
                    opened["name"].getDebugName(6),
                )
            )
    assert len({name for _, name in inner}) == len(inner), "PostScript names"


def test_every_file_is_listed_and_licensed():
    """fonts/ holds no font that the manifest does not name; each has its license text."""
    listed = {f.head.file for f in FONTS.files}
    assert {p.name for p in FONTS.folder.glob("*.[to]t[fc]")} == listed
    for font in FONTS.files:
        assert (FONTS.folder / font.head.license_file).stat().st_size > 1000
        assert font.head.license == "OFL-1.1"


def test_a_changed_file_is_refused(tmp_path):
    """A font file whose bytes are not the manifest's raises ValueError with its name."""
    font = FONTS.files[0]
    other = tmp_path / font.head.file
    other.write_bytes(font.path.read_bytes()[:-1] + b"\0\0")
    with pytest.raises(ValueError, match=font.head.file):
        _ = FontFile(head=font.head, path=other).data


# --- coverage -------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["song", "hei", "kai", "fangsong"])
def test_the_national_table_is_covered(role):
    """Each of the 8,105 characters of 通用规范汉字表 has a glyph in every role of the text."""
    table = [c for c in HAN_TABLE if not c.isspace()]
    assert len(table) == len(set(table)) == 8105
    assert FONTS.missing(table, role) == []


@pytest.mark.parametrize("role", ["song", "hei", "kai"])
def test_each_face_has_the_common_characters_itself(role):
    """The 6,763 Han of GB 2312 and the usual marks are in the first face of the role."""
    first = FONTS.family(FONTS.chain(role)[0]).characters
    han = [
        bytes((r, c)).decode("gb2312")
        for r in range(0xB0, 0xF8)
        for c in range(0xA1, 0xFF)
        if (r, c) < (0xD7, 0xFA) or r > 0xD7
    ]
    assert len(han) == 6763
    assert [c for c in han if ord(c) not in first] == []
    assert [
        c for c in "，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕…—·～" if ord(c) not in first
    ] == []


BIG5 = [
    code.to_bytes(2, "big").decode("big5", "ignore") for code in range(0xA440, 0xC67F)
]


@pytest.mark.parametrize("language", ["zh-Hant-TW", "zh-Hant-HK"])
def test_traditional_chinese_has_faces_of_its_own(language):
    """The 5,401 Han of Big5 level 1 and the marks are in the first faces of song and hei, bold too.

    Every role has the same characters, and no face for simplified Chinese comes before.
    """
    fonts = load_fonts(language)
    han = [c for c in BIG5 if c and "\u4e00" <= c <= "\u9fff"]
    assert len(han) == 5401
    for role in ("song", "hei"):
        for bold in (False, True):
            first = fonts.family(fonts.chain(role, bold=bold)[0])
            assert first.head.languages == ("zh-Hant",)
            marks = "，。、；：？！「」『』（）《》…—·"
            assert first.characters.issuperset(map(ord, [*han, *marks]))
    assert fonts.own
    assert len({fonts.covered(role) for role in fonts.roles}) == 1
    assert set(map(ord, han)) <= fonts.family("Wenxuan Kai Hant").characters | fonts.family(
        "Wenxuan Kai"
    ).characters


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-Hant-TW", set()), ("zh-Hant-HK", set()), ("ko", {"FNT004", "FNT007", "FNT009"})],
)
def test_only_languages_without_faces_are_told(language, said, tmp_path):
    """Traditional Chinese is set in its faces, emphasis too; Japanese and Korean are told."""
    body = "說與聽：*強調*、**粗黑**。\n\n> 引文「裏、着、咁」。"
    manifest = f"title: 小書\nlanguage: {language}\ncontents: [a.md]\n"
    folder = write_book(tmp_path / "b", {"a.md": article(body), "publication.yaml": manifest})
    report = Report()
    prepare(folder, report)
    assert {d.code for d in report if d.code.startswith("FNT")} == said


@pytest.mark.parametrize("role", ["song", "hei", "latin-serif", "latin-sans", "mono"])
def test_ascii_and_pinyin_are_covered(role):
    """ASCII, the vowels of pinyin with their tones and the notes' marks ① to ⑳ have glyphs."""
    text = [chr(c) for c in range(0x20, 0x7F)]
    text += list("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü") + [chr(c) for c in range(0x2460, 0x2474)]
    assert FONTS.missing(text, role) == []


def test_what_no_face_has_is_missing():
    """A character beyond the table is named as missing; white space and joiners never are."""
    assert FONTS.missing("春\U0002cb78\u200b\u3000\u2060\ufe00", "song") == (
        [] if 0x2CB78 in FONTS.covered("song") else ["\U0002cb78"]
    )
    assert FONTS.missing("\U0002a6d6", "song") == ["\U0002a6d6"]


def test_some_characters_are_told_without_naming_all():
    """What a role borrows, what no face has and what the bold lacks are parts of whole lists."""
    codes = frozenset(range(0x20, 0x3000)) | frozenset(range(0x4E00, 0x9FFF, 7)) | {0x2A6D6}
    own = frozenset().union(*(FONTS.family(name).characters for name in FONTS.roles["song"]))
    borrowed, lacking = FONTS.beyond("song", codes)
    assert lacking == codes - FONTS.covered("song")
    assert FONTS.missing(map(chr, lacking), "song")
    assert borrowed
    assert borrowed <= codes & FONTS.covered("song") - own
    bold = FONTS.family(FONTS.bold[FONTS.roles["song"][0]]).characters
    assert FONTS.light("song", codes) <= own - bold
    assert all(font.among(codes) == codes & font.characters for font in FONTS.files)


def test_what_one_role_can_set_all_can():
    """The chains of all roles have the same characters: coverage need not know a text's role."""
    have = {role: FONTS.covered(role) for role in FONTS.roles}
    assert set(have.values()) == {have["song"]}
    assert all(not FONTS.missing("₿ŦɐΩ雲⅐", role) for role in FONTS.roles)


def test_a_character_of_another_kind_of_face_is_told_once(tmp_path):
    """FNT003 names what only a sans face has, at its first place in the article; nothing else."""
    folder = write_book(tmp_path / "b", {"a.md": article("这里有雲字，这里有Ŧ，\n还有Ŧ。")})
    report = Report()
    assert prepare(folder, report) is not None
    (found,) = list(report)
    assert (found.code, found.span.line, found.span.column) == ("FNT003", 4, 10)


def test_what_the_bold_faces_lack_is_told_once(tmp_path):
    """FNT009 names what titles, headings and bold text lack in bold; plain text lacks nothing."""
    body = "說明。\n\n## 與河\n\n**說**，**與**。"
    folder = write_book(tmp_path / "b", {"a.md": article(body), "b.md": article("說與河。")})
    report = Report()
    assert prepare(folder, report) is not None
    (found,) = [d for d in report if d.code == "FNT009"]
    assert found.span.path.endswith("a.md")
    assert (found.span.line, dict(found.arguments)["characters"]) == (6, "與說")


def test_the_cjk_faces_are_one_em_wide():
    """Han and full-width marks of song, hei and kai advance exactly one em."""
    for role in ("song", "hei", "kai"):
        with TTFont(FONTS.family(FONTS.chain(role)[0]).path, lazy=True) as opened:
            cmap, metrics, em = opened.getBestCmap(), opened["hmtx"], opened["head"].unitsPerEm
            assert {metrics[cmap[ord(c)]][0] for c in "春汛，。《》（）"} == {em}


# --- subsets --------------------------------------------------------------------------------


def test_a_subset_has_what_was_asked_for():
    """A subset has the characters asked for and is the same each time."""
    font = FONTS.family("Wenxuan Song")
    data = subset(font, "春汛，A")
    assert data == subset(font, "A，汛春")
    path = workshop() / "subset.ttf"
    path.write_bytes(data)
    with TTFont(path) as opened:
        assert {chr(c) for c in opened.getBestCmap()} == set("春汛，A")
    assert len(data) < 20_000


# --- hermetic -------------------------------------------------------------------------------


def test_fontconfig_sees_our_faces_only(tmp_path):
    """Fontconfig of a new process lists the faces of the manifest and no other."""
    listed = subprocess.run(
        ["fc-list", "--format", "%{file}\n"],
        env=os.environ | {"FONTCONFIG_FILE": str(prepared(tmp_path))},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.split("\n")
    assert {Path(line).name for line in listed if line} == {f.head.file for f in FONTS.files}


def prepared(cache: Path) -> Path:
    """The configuration file that prepare_fontconfig writes, without touching this process."""
    code = (
        "import os, sys; from pathlib import Path\n"
        "from wenxuan.fonts import load_fonts, prepare_fontconfig\n"
        "prepare_fontconfig(load_fonts('zh-Hans'), Path(sys.argv[1]))\n"
        "print(os.environ['FONTCONFIG_FILE'])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(cache)], capture_output=True, encoding="utf-8", check=True
    )
    return Path(run.stdout.strip())


def test_fontconfig_accepts_awkward_folders(tmp_path):
    """A cache folder with spaces, an ampersand and Han in its name works."""
    folder = tmp_path / "书 & <稿>"
    text = prepared(folder).read_text(encoding="utf-8")
    assert "&amp;" in text
    assert "&lt;" in text


@pytest.mark.slow
@pytest.mark.parametrize("slug", BOOKS)
@pytest.mark.parametrize("edition", ["screen", "print"])
def test_only_our_faces_are_embedded(slug, edition):
    """Every font of a PDF is embedded and is a face of the manifest; no face of the machine."""
    ours = set()
    for font in FONTS.files:
        with TTFont(font.path, lazy=True) as opened:
            ours |= {
                (opened["name"].getDebugName(6) or "").replace("-Regular", ""),
                font.head.family.replace(" ", "-"),
            }
    book = built(slug)
    with pikepdf.open(book.screen if edition == "screen" else book.print) as pdf:
        names = set()
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
                assert any(key in item for key in ("/FontFile2", "/FontFile3"))
                names.add(str(item.FontName).lstrip("/").split("+")[-1].split(",")[0])
        assert names
        assert names <= ours


@pytest.mark.slow
@pytest.mark.parametrize("slug", BOOKS)
def test_no_glyph_is_missing(slug):
    """No page draws glyph 0 of any font."""
    with pymupdf.open(built(slug).screen) as pdf:
        tofu = [
            (page.number, chr(char[0]))
            for page in pdf
            for span in page.get_texttrace()
            for char in span["chars"]
            if char[1] == 0 and not chr(char[0]).isspace()
        ]
    assert tofu == []


def test_words_of_an_alphabet_are_one_finding() -> None:
    """FNT001 takes the words of a missing alphabet together; signs and Han stand one by one."""
    report = Report()
    text = "文 مرحبا بك、ไทย हिन्दी😀😀𫠠𫠡"
    check_coverage([(Span("a.md", 3, 1), text)], load_fonts("zh-Hans"), report)
    found = [(d.span.column, dict(d.arguments)["character"]) for d in report]
    wanted = ["مرحبا بك", "ไทย", "हिन्दी", "😀", "😀", "𫠠", "𫠡"]
    places = [text.index(words) + 1 for words in wanted]
    places[4], places[6] = places[3] + 1, places[5] + 1
    assert found == list(zip(places, wanted, strict=True))
    assert "(U+0645, U+0631, U+062D, …)" in next(iter(report)).message()


# --- FNT001 ---------------------------------------------------------------------------------

RARE = "\U0002a6d6"


@pytest.mark.parametrize(
    ("name", "files", "head", "place"),
    [
        ("body", {"a.md": article(f"前面的话。\n\n这里有{RARE}字。")}, {}, "a.md:6:4"),
        ("bold", {"a.md": article(f"这里**有{RARE}**字。")}, {}, "a.md:4:6"),
        ("note", {"a.md": article(f"注[^1]。\n\n[^1]: 注文{RARE}。")}, {}, "a.md:6:9"),
        ("code", {"a.md": article(f"```\n甲\n乙{RARE}\n```")}, {}, "a.md:6:2"),
        ("ruby", {"a.md": article(f"注音{{{RARE}|hàn}}。")}, {}, "a.md:4:"),
        ("table", {"a.md": article(f"| 甲 | 乙 |\n|---|---|\n| 丙 | {RARE} |")}, {}, "a.md:6:7"),
        ("title", {"a.md": article("正文。", title=f"题{RARE}")}, {}, "a.md:2:9"),
        ("author", {"a.md": article("正文。", authors=f"[王{RARE}]")}, {}, "a.md:3:"),
        ("source", {"a.md": article("正文。", source=f"{{name: 报{RARE}}}")}, {}, "a.md:3:"),
        ("subtitle", {"a.md": article("正文。")}, {"subtitle": f"副{RARE}"}, "publication.yaml:3:"),
        (
            "part",
            {"a.md": article("正文。")},
            {"contents": f"[{{part: 辑{RARE}, articles: [a.md]}}]"},
            "publication.yaml:3:",
        ),
        (
            "publisher",
            {"a.md": article("正文。")},
            {"publisher": f"{{name: 社{RARE}}}"},
            "publication.yaml:3:",
        ),
        (
            "editor",
            {"a.md": article("正文。")},
            {"contributors": f"[{{name: 编{RARE}, role: editor}}]"},
            "publication.yaml:3:",
        ),
    ],
    ids=lambda v: v if isinstance(v, str) and v.isalpha() else "",
)
def test_a_character_without_a_font_is_located(name, files, head, place, tmp_path, monkeypatch):
    """FNT001 names character, line and column wherever the character stands."""
    folder = write_book(tmp_path / "b", files, **head)
    monkeypatch.chdir(folder)
    report = Report()
    assert prepare(Path(), report) is None
    (found,) = [d for d in report if d.code == "FNT001"]
    assert str(found.span).startswith(place), found.span
    assert found.message() == f"no font for {RARE} (U+2A6D6)"


def test_the_text_of_a_drawing_is_covered_before_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    """FNT001 for a character in an SVG stands at the call of the picture and names its file."""
    monkeypatch.chdir(Path(__file__).parent / "broken")
    report = Report()
    publication = assemble(Path("rare-character-in-svg"), report)
    assert publication is not None
    check_fonts(publication, load_fonts("zh-Hans"), report)
    (found,) = list(report)
    assert str(found.span) == "rare-character-in-svg/a.md:4:1"
    assert found.message() == "no font for 😀 (U+1F600) in images/a.svg"
