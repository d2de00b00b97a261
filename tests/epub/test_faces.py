"""Which face sets what, and how Han characters are read: short ways give what long ways give."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from wenxuan.diagnostics import Report, Span
from wenxuan.epub.embedding import style
from wenxuan.epub.faces import Cascade
from wenxuan.epub.readings import learn, syllables
from wenxuan.fonts import load_fonts
from wenxuan.layout.loader import load_layout
from wenxuan.metadata import PublicationHead

ROOT = Path(__file__).resolve().parents[2]
XHTML = "http://www.w3.org/1999/xhtml"
SONG, HEI, KAI = "Wenxuan Song", "Wenxuan Hei", "Wenxuan Kai"
SHEET = f"""
body {{ font-family: "{SONG}"; }}
em, .kai p {{ font-family: "{KAI}"; }}
#toc a {{ font-family: "{HEI}"; }}
p:lang(en) {{ font-family: "{HEI}"; }}
.mark:before {{ content: "〔"; font-family: "{KAI}"; }}
"""
PAGE = f"""<html xmlns="{XHTML}" lang="zh-Hans"><body><h1>甲<em>乙</em></h1><p>丙<em>丁</em>戊</p>
<div class="kai other"><p class="x">己</p>庚<p id="y">辛</p></div><p id="toc"><a>壬</a></p>
<p lang="en">q</p><span class="mark">癸</span></body></html>"""


def uses(sheet: str, page: str = PAGE) -> dict[str, str]:
    """What each family sets, sorted, without white space."""
    cascade = Cascade(sheet, load_fonts("zh-Hans"))
    found = cascade.setting(cascade.chains(etree.fromstring(page))).uses
    return {family: "".join(sorted(found[family])).strip() for family in found}


def test_every_kind_of_selector_is_followed() -> None:
    """Names, classes, ids, languages, descent and generated content choose the face."""
    assert uses(SHEET) == {SONG: "丙庚戊甲癸", KAI: "〔丁乙己辛", HEI: "q壬"}


@pytest.mark.parametrize("rule", ["p + p { }", "p:first-child { }", "a[href] { }"])
def test_paths_matched_once_are_matched_right(rule: str) -> None:
    """A sheet that looks at siblings or attributes is asked for each element: the same result."""
    family = f'{{ font-family: "{SONG}"; }}'
    slow = Cascade(SHEET + rule.replace("{ }", family), load_fonts("zh-Hans"))
    assert not slow.plain
    assert Cascade(SHEET, load_fonts("zh-Hans")).plain
    page = f"<r xmlns='{XHTML}'><em>甲</em><i class='kai'><p>乙<b/>丙</p></i></r>"
    assert uses(SHEET + "x + x " + family, page) == uses(SHEET, page) == {KAI: "丙乙甲"}


def test_siblings_are_told_apart() -> None:
    """The second paragraph has its own face where the sheet says so."""
    sheet = f'p {{ font-family: "{SONG}"; }} p + p {{ font-family: "{KAI}"; }}'
    page = f"<r xmlns='{XHTML}'><p>甲</p><p>乙</p><p>丙</p></r>"
    assert uses(sheet, page) == {SONG: "甲", KAI: "丙乙"}


def test_headings_name_their_faces() -> None:
    """Faces of headings are those of the text within them, inherited ones too."""
    cascade = Cascade(SHEET, load_fonts("zh-Hans"))
    chains = cascade.chains(etree.fromstring(PAGE))
    assert cascade.setting(chains).headings == {SONG, KAI}


_PROGRAM = """
import json, sys
from pypinyin import Style, lazy_pinyin
print(json.dumps([lazy_pinyin(t, style=Style.TONE) for t in json.load(sys.stdin)]))
"""


@pytest.mark.slow
def test_few_phrases_read_like_all() -> None:
    """Readings are those of the whole dictionary, for every sentence of both publications."""
    texts = [
        sentence
        for file in sorted(ROOT.glob("content/*/*.md"))
        for sentence in file.read_text(encoding="utf-8").split("。")
    ]
    texts = ["重庆银行的行长重新长大", *texts[::9]]
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], input=json.dumps(texts), capture_output=True, check=True,
        text=True,
    )  # fmt: skip
    whole = json.loads(done.stdout)
    assert [list(syllables(text, tones=True)) for text in texts[:20]] == whole[:20]
    assert whole[0][:2] == ["chóng", "qìng"]
    learn(texts)
    assert [list(syllables(text, tones=True)) for text in texts] == whole


@pytest.mark.parametrize(
    ("language", "kai", "breaks"),
    [("zh-Hans", "Kaiti SC", "word"), ("zh-Hant-HK", "Kaiti TC", "language"),
     ("ja", "", "character"), ("ko", "", "")],
)  # fmt: skip
def test_the_readers_own_faces_are_those_of_the_language(
    language: str, kai: str, breaks: str
) -> None:
    """No Chinese 楷 is asked for in Japanese or Korean; Korean lines end between words or not."""
    report = Report()
    layout = load_layout("anthology", ROOT / "content" / "typesetter", Span("x"), report)
    assert layout is not None
    head = PublicationHead.model_construct(language=language, options={"hangul_breaks": breaks})
    css = style(layout, load_fonts("zh-Hans"), (), report, head) or ""
    assert set(re.findall(r'"((?:Kaiti|BiauKai)[^"]*)"', css)) == (
        {kai, "BiauKai"} if kai == "Kaiti TC" else {kai} - {""}
    )
    assert ("body:lang(ko) { word-break: keep-all; }" in css) == (breaks != "character")
