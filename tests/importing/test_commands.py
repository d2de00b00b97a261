"""`wenxuan import`: what it writes, refuses and says; encodings and bylines one by one."""

from __future__ import annotations

import io
import json
from email.message import EmailMessage

import pytest
from PIL import Image
from tests.importing.cases import CASES, PIXEL, lay, word_file
from typer.testing import CliRunner

from wenxuan.cli import app
from wenxuan.diagnostics import Report
from wenxuan.importing.commands import import_sources
from wenxuan.importing.dates import day_in, is_dateline
from wenxuan.importing.draft import escape, guard
from wenxuan.importing.encodings import Unknown, decode
from wenxuan.importing.importer import import_file
from wenxuan.importing.inputs import article_stem, inputs
from wenxuan.importing.people import byline
from wenxuan.importing.writer import scalar
from wenxuan.reader import read_article
from wenxuan.yamltree import parse_yaml

TEXT = "渡口的灯\n\n入夜以后,渡口的灯一直亮着,照着往来的行人。\n"


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with one text to import."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lamp.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_an_import_makes_a_publication(desk):
    """A new folder gets the article, its record and a publication.yaml that lists it."""
    outcome = import_sources([desk / "lamp.txt"], desk / "book")
    names = sorted(p.name for p in (desk / "book").iterdir())
    assert names == ["lamp.import.json", "lamp.md", "publication.yaml"]
    assert (outcome.status, outcome.err) == (0, "")
    assert "lamp.txt → book/lamp.md" in outcome.out
    assert "  - lamp.md" in (desk / "book" / "publication.yaml").read_text("utf-8")


def test_a_dry_run_writes_nothing(desk):
    """`--dry-run` prints the article and leaves the disk alone."""
    outcome = import_sources([desk / "lamp.txt"], desk / "book", dry_run=True)
    assert "入夜以后，渡口的灯一直亮着" in outcome.out
    assert not (desk / "book").exists()


def test_nothing_is_overwritten(desk):
    """An article that is there already is an error, and stays."""
    import_sources([desk / "lamp.txt"], desk / "book")
    (desk / "book" / "lamp.md").write_text("mine", encoding="utf-8")
    outcome = import_sources([desk / "lamp.txt"], desk / "book")
    assert outcome.status == 1
    assert "IMP002" in outcome.err
    assert (desk / "book" / "lamp.md").read_text("utf-8") == "mine"


def test_an_existing_publication_is_not_edited(desk):
    """Into a publication an import says which lines to add."""
    (desk / "book").mkdir()
    (desk / "book" / "publication.yaml").write_text("title: 书\n", encoding="utf-8")
    outcome = import_sources([desk / "lamp.txt"], desk / "book", language="zh")
    assert "请列入 publication.yaml 的 contents：\n  - lamp.md" in outcome.out
    assert (desk / "book" / "publication.yaml").read_text("utf-8") == "title: 书\n"


def test_folders_are_searched(desk):
    """A folder stands for the files in it that can be imported, in order."""
    for name in ("b.html", "a.docx", "c.exe", "~$a.docx", ".hidden.txt"):
        (desk / name).write_bytes(b"x")
    assert [p.name for p in inputs([desk])] == ["a.docx", "b.html", "lamp.txt"]


def test_pictures_and_records_are_not_overwritten(desk):
    """A picture or a record that is there already is an error, and stays."""
    (desk / "book" / "images").mkdir(parents=True)
    (desk / "book" / "images" / "page-lion.png").write_bytes(b"mine")
    (desk / "lion.png").write_bytes(PIXEL)
    (desk / "page.html").write_text(
        f"<h1>渡口</h1><p>{'灯亮了，船来了。' * 9}</p><img src='lion.png'>", encoding="utf-8"
    )
    (desk / "book" / "lamp.import.json").write_text("mine", encoding="utf-8")
    outcome = import_sources([desk / "page.html", desk / "lamp.txt"], desk / "book")
    assert (outcome.status, outcome.err.count("IMP002")) == (1, 2)
    assert (desk / "book" / "images" / "page-lion.png").read_bytes() == b"mine"
    assert (desk / "book" / "lamp.import.json").read_text("utf-8") == "mine"
    assert sorted(p.name for p in (desk / "book").iterdir()) == ["images", "lamp.import.json"]


def test_files_of_one_name_are_both_imported(desk):
    """`lamp.txt` of a folder below gets the name of its folder; other kinds are named."""
    (desk / "sub").mkdir()
    (desk / "sub" / "lamp.txt").write_text(TEXT, encoding="utf-8")
    (desk / "sub" / "table.xyz").write_bytes(b"x")
    outcome = import_sources([desk / "lamp.txt", desk / "sub"], desk / "book")
    names = sorted(p.name for p in (desk / "book").glob("*.md"))
    assert (outcome.status, names) == (0, ["lamp.md", "sub-lamp.md"])
    assert "passed over sub/table.xyz" in outcome.out


def test_a_faulty_house_stops_an_import(desk):
    """With a house.yaml that cannot be read nothing is imported, and its fault is told."""
    (desk / "book").mkdir()
    (desk / "book" / "house.yaml").write_text("nmaes: [甲]\n", encoding="utf-8")
    outcome = import_sources([desk / "lamp.txt"], desk / "book")
    assert (outcome.status, "MET001" in outcome.err) == (1, True)
    assert [p.name for p in (desk / "book").iterdir()] == ["house.yaml"]


def test_a_dry_run_names_no_record(desk):
    """`--dry-run` does not point to a record that it did not write."""
    assert "import.json" not in import_sources([desk / "lamp.txt"], desk / "b", dry_run=True).out


def test_lost_words_are_an_error_and_kept(desk, monkeypatch):
    """Han that no reader carried over are an error, and stand in the record."""
    monkeypatch.setattr("wenxuan.importing.importer.page_words", lambda text: text + " 遗漏。")
    (desk / "a.html").write_text("<p>灯亮了,河很宽,船来了。</p>", encoding="utf-8")
    report = Report()
    imported = import_file(desk / "a.html", desk / "book", report)
    assert [d.code for d in report] == ["IMP006"]
    assert [left["text"] for left in imported.record["removed"]] == ["遗漏"]


def test_a_note_that_nothing_calls_is_not_lost(desk):
    """A footnote of a Word file without a reference is an error, its words in the record."""
    (desk / "word").mkdir()
    body = (
        "<w:p><w:r><w:t>渡口的灯</w:t></w:r></w:p><w:p><w:r><w:t>灯亮了，船来了。</w:t></w:r></w:p>"
    )
    (desk / "word" / "document.xml").write_text(body, encoding="utf-8")
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>据《县志》卷三。</w:t></w:r></w:p></w:footnote>'
    (desk / "word" / "footnotes.xml").write_text(note, encoding="utf-8")
    (desk / "a.docx").write_bytes(word_file(desk / "word"))
    report = Report()
    imported = import_file(desk / "a.docx", desk / "book", report)
    assert [d.code for d in report] == ["IMP006"]
    kept = "".join(left["text"] for left in imported.record["removed"])
    assert ("县志" in kept, "卷三" in kept) == (True, True)


def test_mail_of_several_parts_is_read(desk):
    """Of a letter in two forms the plain one is read; what is enclosed is kept or named."""
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "柳若云 <liu@example.org>", "回复: 渡口的灯"
    letter.set_content("灯亮了,船来了。江上起了雾,人们都回家去了。\n", cte="quoted-printable")
    letter.add_alternative("<p>灯亮了,船来了。</p>", subtype="html")
    letter.add_attachment(PIXEL, maintype="image", subtype="png", filename="灯.png")
    letter.add_attachment(b"PK", maintype="application", subtype="zip", filename="附件.zip")
    (desk / "a.eml").write_bytes(letter.as_bytes())
    report = Report()
    imported = import_file(desk / "a.eml", desk / "book", report)
    assert list(report) == []
    assert (imported.draft.title, [p.name for p in imported.draft.authors]) == (
        "渡口的灯",
        ["柳若云"],
    )
    body = "灯亮了，船来了。江上起了雾，人们都回家去了。"
    assert imported.text.endswith(f"---\n\n{body}\n\n![图1（请写说明）](images/a-灯.png)\n")
    removed = [left["text"] for left in imported.record["removed"] if left["why"] == "enclosure"]
    assert removed == ["附件.zip (application/zip)"]
    assert imported.images == {"images/a-灯.png": PIXEL}
    assert [g.value for g in imported.draft.guesses if g.what == "enclosure"] == [
        "灯.png",
        "附件.zip",
    ]


def test_a_picture_stands_where_the_letter_shows_it(desk):
    """A page in a letter names its pictures by their numbers; each stands there once."""
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "liu@example.org", "渡口的灯"
    page = '<p>灯亮了，船来了，江上起了雾。</p><p><img src="cid:p@x" alt="夜景"></p><p>人散了。</p>'
    letter.set_content(page, subtype="html")
    letter.add_related(PIXEL, "image", "png", cid="<p@x>")
    (desk / "a.eml").write_bytes(letter.as_bytes())
    imported = import_file(desk / "a.eml", desk / "book", Report())
    assert "起了雾。\n\n![夜景](images/a-1.png)\n\n人散了。" in imported.text
    assert imported.images == {"images/a-1.png": PIXEL}


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "BMP", "TIFF"])
def test_a_picture_of_another_kind_becomes_a_png(desk, kind):
    """What no edition can show is a PNG of the same pixels in the article, and is marked."""
    made = io.BytesIO()
    Image.new("RGB", (3, 2), (0, 0, 255)).save(made, kind, lossless=True)
    name = f"灯.{kind.lower()}"
    (desk / name).write_bytes(made.getvalue())
    (desk / "a.html").write_text(f'<p>灯亮了，船来了。</p><img src="{name}" alt="一盏灯">', "utf-8")
    imported = import_file(desk / "a.html", desk / "book", Report())
    assert "![一盏灯](images/a-灯.png)" in imported.text
    with Image.open(io.BytesIO(imported.images["images/a-灯.png"])) as image:
        assert (image.format, image.convert("RGB").getpixel((2, 1))) == ("PNG", (0, 0, 255))
    assert [g.value for g in imported.draft.guesses if g.what == "picture"] == [
        f"images/a-{name} → images/a-灯.png"
    ]


def test_a_picture_that_is_none_is_taken_as_it_is(desk):
    """Bytes that are no picture are not lost: the press names the fault at its place."""
    (desk / "灯.gif").write_bytes(b"GIF89a broken")
    (desk / "a.html").write_text('<p>灯亮了，船来了。</p><img src="灯.gif" alt="一盏灯">', "utf-8")
    imported = import_file(desk / "a.html", desk / "book", Report())
    assert imported.images == {"images/a-灯.gif": b"GIF89a broken"}


def test_a_table_in_a_table_of_facts_stays_in_its_cell(desk):
    """Cells of a table in a cell are parted by semicolons; a table without heads lays out."""
    inner = "之前<table><tr><td>里一</td><td>里|二</td></tr></table>之后"
    rows = f"<tr><{{0}}>甲</{{0}}><{{0}}>乙</{{0}}></tr><tr><td>一</td><td>{inner}</td></tr>"
    page = "<p>灯亮了，船来了。</p><table>" + rows + "</table>"
    for name, tag in (("a", "th"), ("b", "td")):
        (desk / f"{name}.html").write_text(page.format(tag), "utf-8")
    report = Report()
    facts = import_file(desk / "a.html", desk / "book", report)
    assert "| 甲 | 乙 |\n| --- | --- |\n| 一 | 之前；里一；里\\|二；之后 |" in facts.text
    assert [g.what for g in facts.draft.guesses if g.what == "table"] == ["table"]
    layout = import_file(desk / "b.html", desk / "book", report)
    assert "| 甲 | 乙 |" not in layout.text
    assert [d.code for d in report] == []


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"\xff\xff\xff\x81\x00\xfe", "IMP003"),
        ("a.docx", b"PK no zip", "IMP001"),
        ("a.txt", b"  \n\n", "IMP005"),
        ("a.html", b"<script>1</script>", "IMP005"),
        ("gone.txt", None, "SRC006"),
        ("a.pdf", b"%PDF-1.4", "IMP007"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "IMP007"),
        ("a.png", PIXEL, "IMP007"),
    ],
)
def test_what_cannot_be_imported_is_an_error(desk, name, data, code):
    """A file that is no text, empty or gone is named with a code; nothing is written."""
    if data is not None:
        (desk / name).write_bytes(data)
    outcome = import_sources([desk / name], desk / "book")
    assert outcome.status == 1
    assert code in outcome.err
    assert not (desk / "book").exists()


def test_an_unknown_encoding_is_misuse(desk):
    """`--encoding` with a name that no codec has leaves with status 2."""
    words = [
        "import",
        str(desk / "lamp.txt"),
        "--into",
        str(desk / "book"),
        "--encoding",
        "klingon",
    ]
    assert CliRunner().invoke(app, words).exit_code == 2
    assert not (desk / "book").exists()


def test_the_record_says_where_things_went(desk):
    """The record has the digest of the input, the lifted title and the edits with their lines."""
    report = Report()
    imported = import_file(desk / "lamp.txt", desk / "book", report)
    record = json.loads(json.dumps(imported.record))
    assert record["input"]["encoding"] == "utf-8"
    assert record["lifted"] == [{"line": 1, "text": "渡口的灯", "why": "title"}]
    places = [(e["line"], e["column"], e["old"], e["new"]) for e in record["changes"]["edits"]]
    assert places == [(5, 5, ",", "，"), (5, 14, ",", "，")]


def test_two_imports_are_the_same(tmp_path):
    """The same bytes give the same article and record."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        import_sources([lay(CASES / "page-with-scripts", tmp_path)], tmp_path / name)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).glob("page*")} for n in "ab")
    assert one == two


def test_a_bomb_is_refused(desk, monkeypatch):
    """A Word file that unfolds to more than the limit is refused before it is read."""
    monkeypatch.setattr("wenxuan.importing.word_parts.MAX_PARTS", 100)
    (desk / "a.docx").write_bytes(word_file(CASES / "word-with-styles"))
    assert "too large" in import_sources([desk / "a.docx"], desk / "book").err


# --- parts --------------------------------------------------------------------------------------

SAID = "河邊的書店開在老樟樹下，店主每天早上八點開門，晚上九點關門，二十年來都沒有變過。"
SIMPLE = "河边的书店开在老樟树下，店主每天早上八点开门，晚上九点关门，二十年来都没有变过。"
JAPANESE = "川のほとりに小さな本屋がある。店主は毎朝八時に店を開け、夜の九時に閉める。"
KOREAN = "강가에 작은 책방이 있다. 주인은 매일 아침 여덟 시에 문을 열고 밤 아홉 시에 닫는다."


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        (SIMPLE, "utf-8", "utf-8"),
        (SIMPLE, "utf-8-sig", "utf-8"),
        (SIMPLE, "gb18030", "gb18030"),
        (SIMPLE + "\U00020bb7", "gb18030", "gb18030"),
        (SAID, "big5", "big5"),
        (JAPANESE, "shift_jis", "shift_jis"),
        (KOREAN, "euc_kr", "euc_kr"),
        (SIMPLE, "utf-16", "utf-16"),
        (SIMPLE + " 2020 " * 3, "utf-16-be", "utf-16-be"),
    ],
)
def test_encodings_are_recognized(text, written, found):
    """Each encoding is told from the others, and the text is whole."""
    decoded = decode(text.encode(written))
    assert (decoded.encoding, decoded.text) == (found, text)


def test_a_named_encoding_is_obeyed():
    """`--encoding` wins over the guess, and fails where the bytes are not in it."""
    assert decode(SIMPLE.encode("gb18030"), "gb18030").text == SIMPLE
    with pytest.raises(Unknown):
        decode(SIMPLE.encode("gb18030"), "utf-8")


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("(撰稿:白沙晚报全媒体记者柳若云)", [("柳若云", "全媒体记者", "白沙晚报")]),
        ("本报记者 柳若云 通讯员 蒋大江", [("柳若云", "本报记者", ""), ("蒋大江", "通讯员", "")]),
        ("作者:柳若云、蒋大江", [("柳若云", "", ""), ("蒋大江", "", "")]),
        ("文/柳若云", [("柳若云", "", "")]),
        ("记者　张　军", [("张军", "记者", "")]),
        ("作者：欧阳　修 李 白", [("欧阳修", "", ""), ("李白", "", "")]),
        ("新华社记者柳若云", [("柳若云", "记者", "新华社")]),
        ("摄影：阿卜杜拉·买买提", [("阿卜杜拉·买买提", "摄影", "")]),
        ("（整理：蒋大江）", [("蒋大江", "整理", "")]),
        ("記者柳若雲／臺北報導", [("柳若雲", "記者", "")]),
        ("홍길동 기자", [("홍길동", "기자", "")]),
        ("(柳若云 秦望舒 文/图)", [("柳若云", "", ""), ("秦望舒", "", "")]),
        ("渡口的灯（白沙镇）", []),
        ("灯火照着渡口", []),
        ("他是一位老记者。", []),
        ("教授讲座", []),
    ],
)
def test_bylines_are_read(line, people):
    """Role, affiliation and name are told apart; other lines are no bylines."""
    assert [(p.name, p.role, p.affiliation) for p in byline(line)] == people


@pytest.mark.parametrize(
    ("text", "day", "alone"),
    [
        ("2020-03-10 09:12", "2020-03-10", True),
        ("发布时间：2020年3月10日", "2020-03-10", True),
        ("二〇二〇年三月十日", "2020-03-10", True),
        ("2021年2月29日", "", True),
        ("他在2020年3月10日到了。", "2020-03-10", False),
    ],
)
def test_dates_are_read(text, day, alone):
    """A date is found and checked; a line of a date alone is told from a sentence."""
    assert (day_in(text), is_dateline(text)) == (day, alone)


@pytest.mark.parametrize(
    "value",
    ["春汛", "a: b", "- 甲", "甲 #乙", "true", "", "“甲”", '"甲"', "甲, 乙", "{甲}", "2020"],
)
def test_scalars_read_back(value):
    """Whatever is written into a head reads back as it was."""
    tree = parse_yaml(f"k: {scalar(value)}\nl: [{scalar(value, flow=True)}]\n", "a", Report())
    assert tree is not None
    assert (tree.data["k"] or "", tree.data["l"][0] or "") == (value, value)


@pytest.mark.parametrize(
    "text",
    [
        "# 甲",
        "> 甲",
        "- 甲",
        "1. 甲",
        "*甲*",
        "[甲](乙)",
        "`甲`",
        "<b>",
        "$甲$",
        "{甲|乙}",
        "&amp;",
        "a_b_",
        "::: note",
    ],
)
def test_plain_text_stays_plain(text, tmp_path):
    """Signs that mean something in Markdown are shown as they stood."""
    (tmp_path / "a.md").write_text(
        f"---\ntitle: 甲\n---\n\n{guard(escape(text))}\n", encoding="utf-8"
    )
    report = Report()
    found = read_article(tmp_path / "a.md", "a", "zh-Hans", report)
    (block,) = found.blocks
    assert "".join(run.text for run in block.runs) == text


def test_file_names_are_tame():
    """The article's name has letters, digits, Han and hyphens."""
    assert article_stem("关于 夜校（定稿）V2") == "关于-夜校-定稿-v2"
    assert article_stem("***") == "article"


def test_control_characters_go_into_the_record(desk):
    """What no font has is taken out of any kind of text, and named with its line."""
    (desk / "a.html").write_text(
        "<p>灯\x07亮了,河很宽。</p>\n<p>人\u202e来了。</p>", encoding="utf-8"
    )
    imported = import_file(desk / "a.html", desk / "book", Report())
    found = [left for left in imported.record["removed"] if left["why"] == "control character"]
    assert [(left["line"], left["text"]) for left in found] == [(1, "U+0007"), (2, "U+202E")]
    assert "灯亮了，河很宽。" in imported.text
