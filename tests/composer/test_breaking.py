"""Group A: where lines may and may not be broken, read from glyphs in the PDF."""

from __future__ import annotations

import pytest

from ruler import set_text
from wenxuan.composer import ComposerSettings

FREE = ComposerSettings(prohibit=False, trim=False, squeeze=False, widow_characters=0)
"""Without prohibition, and with nothing that pushes a mark in."""
STRICT = ComposerSettings(level="strict")
HAN = "中国文字排版国永"
START = "、。，．：；！？」』”’）》〉】〗〕］｝～·／％℃"
OPEN = "「『“‘（《〈【〖〔［｛"


def texts(body: str, measure: float, settings: ComposerSettings | None = None, **more: str):
    """Lines of a paragraph as strings."""
    return set_text(body, measure=measure, settings=settings, **more).texts


@pytest.mark.parametrize("mark", START)
def test_a1_a3_mark_does_not_start_a_line(mark: str) -> None:
    """Eight Han, a mark and two Han in 8 em: the second line does not begin with the mark."""
    assert not texts(f"{HAN}{mark}中国", 8)[1].startswith(mark)


@pytest.mark.parametrize("mark", "、。，！？」”）》·")
def test_a1_control_mark_starts_the_line_without_the_rule(mark: str) -> None:
    """With prohibition off the same mark does begin the second line."""
    assert texts(f"{HAN}{mark}中国", 8, FREE)[1].startswith(mark)


@pytest.mark.parametrize("mark", OPEN)
def test_a2_opening_mark_does_not_end_a_line(mark: str) -> None:
    """Seven Han, an opening mark and two Han in 8 em: the first line does not end with it."""
    assert not texts(f"{HAN[:7]}{mark}中国", 8)[0].endswith(mark)


@pytest.mark.parametrize("mark", OPEN)
def test_a2_control_opening_mark_ends_the_line_without_the_rule(mark: str) -> None:
    """With prohibition off it does end there."""
    assert texts(f"{HAN[:7]}{mark}中国", 8, FREE)[0].endswith(mark)


@pytest.mark.parametrize("mark", ["～", "—", "–", "·", "‧", "・"])
def test_a3_connector_or_interpunct_does_not_start_a_line(mark: str) -> None:
    """CONNECT and INTERP are glued to the Han before them."""
    assert not texts(f"{HAN}{mark}中国", 8, font="grid")[1].startswith(mark)


def test_a4_solidus_is_at_neither_edge() -> None:
    """GB style keeps a solidus away from both edges."""
    assert all(line.strip("／") == line for line in texts(f"{HAN}／中国", 8))


def test_a4_control_solidus_starts_a_line() -> None:
    """At level basic it may start a line."""
    basic = ComposerSettings(level="basic", trim=False)
    assert texts(f"{HAN}／中国", 8, basic)[1].startswith("／")


def test_a5_two_em_dash_starts_no_line_at_level_strict() -> None:
    """At level strict a dash of two ems starts no line."""
    assert not texts(f"{HAN}——中国", 8, STRICT)[1].startswith("——")


def test_a5_control_dash_starts_a_line_below_strict() -> None:
    """At level gb a dash of two ems does start a line."""
    assert texts(f"{HAN}——中国", 8)[1].startswith("——")


@pytest.mark.parametrize("unit", ["——", "……", "⋯⋯"])
@pytest.mark.parametrize("before", [5, 6, 7])
def test_a6_two_em_unit_is_never_split(unit: str, before: int) -> None:
    """No line ends with the first half of a unit and begins with the second."""
    lines = texts(f"{HAN[:before]}{unit}中国文字", 7 if before < 7 else 8)
    assert sum(unit in line for line in lines) == 1


@pytest.mark.parametrize("unit", ["12%", "￥50", "5℃", "２０２５", "2024年", "第5章", "100公里",
                                  "100 kg", "3.14", "3～5天", "35%", "第12届", "5千克"])
@pytest.mark.parametrize("before", [4, 5, 6, 7])
def test_a10_number_stays_with_unit_and_sign(unit: str, before: int) -> None:
    """Wherever the line would end, the number and its unit are on one line."""
    lines = texts(f"{HAN[:before]}{unit}{HAN}", 8)
    whole = unit.replace(" ", "")
    assert any(whole in line.replace(" ", "") for line in lines)


def test_a10_control_unit_is_parted_without_the_rule() -> None:
    """With the rule off, 2024 and 年 are parted where the line is full."""
    loose = ComposerSettings(keep_units=False, trim=False)
    assert not any("2024年" in line for line in texts("中国文字排2024年中国文字", 7.25, loose))
    assert any("2024年" in line for line in texts("中国文字排2024年中国文字", 7.25))


def test_a11_latin_word_is_broken_only_at_a_hyphen() -> None:
    """A word goes to the next line whole; well-known may end a line after its hyphen."""
    assert texts("中国文字排版typesetting", 8)[1].startswith("typesetting")
    assert texts("中国文字wellknown-fact中", 11)[0].endswith("wellknown-")


def test_a12_hyphenation_follows_the_run_s_own_language() -> None:
    """An English span in a Chinese paragraph is hyphenated as English."""
    body = "<p>中国文字排版<span lang=en>internationalization</span></p>"
    assert texts(body, 10, css="span { hyphens: auto }")[0].endswith("‐")


def test_a12_control_without_its_language_no_hyphen() -> None:
    """The same span that does not say its language has no hyphen."""
    body = "<p>中国文字排版<span>internationalization</span></p>"
    assert not texts(body, 10, css="span { hyphens: auto }")[0].endswith("‐")


def test_a13_note_reference_sticks_to_the_text_before_it() -> None:
    """A superscript reference never begins a line, and a mark after it does not either."""
    for count in range(5, 9):
        body = f"{HAN[:count]}<sup>[1]</sup>，中国文字"
        for line in texts(f"<p>{body}</p>", 8, css="sup { vertical-align: baseline }"):
            assert not line.startswith(("[", "1", "]", "，"))


def test_a14_push_in_comes_before_push_out() -> None:
    """A mark that fits once blanks are squeezed stays on the line instead of going down."""
    assert texts("中国，文字排版国。永中国文字", 8)[0] == "中国，文字排版国。"
    assert set_text("中国，文字排版国。永中国文字", measure=8).lines[0][3].x < 20 + 3 * 10


def test_a15_small_kana_does_not_start_a_line() -> None:
    """Strict Japanese: ゃ, ー and 々 stay with the character before them."""
    for mark in "ゃっー々":
        body = f"あいうえおかきく{mark}こさしす"
        assert not texts(body, 8, lang="ja")[1].startswith(mark)


def test_a16_korean_breaks_at_spaces_only() -> None:
    """Words of Hangul are kept whole by the KS convention."""
    words = ["한국어", "글자조판", "가나다라", "마바사아"]
    lines = texts(" ".join(words), 9, lang="ko")
    assert lines == ["".join(words[:2]), "".join(words[2:])]


def test_a16_paragraph_may_break_by_character() -> None:
    """A style sheet chooses for each paragraph whether Korean words are kept whole."""
    body = "한국어 글자조판 가나다라 마바사아"
    css = "html { --hangul-breaks: character } .words { --hangul-breaks: word }"
    lines = texts(f"<p>{body}</p><p class='words'>{body}</p>", 9, lang="ko", css=css)
    assert lines[:3] == ["한국어글자조판가", "나다라마바사아", "한국어글자조판"]


def test_style_sheet_chooses_what_the_language_would() -> None:
    """Custom properties stand over the convention; a word that is none of theirs does not."""
    def of(css: str, body: str, measure: float) -> list[str]:
        return texts(body, measure, css=f"html {{ {css} }}")

    assert of("--line-prohibition: language", "中国文字——文字", 4)[1] == "——文字"
    assert of("--line-prohibition: strict", "中国文字——文字", 4)[1] == "字——"
    assert of("--line-prohibition: none", "中国文字排版永国，中国", 8)[1] == "，中国"
    assert of("--hanging-marks: stops", "中国文字，中国文字，", 4)[0] == "中国文字，"
    starts = set_text("中A国", measure=9, css="html { --han-latin-gap: 1/6 }").starts()
    assert starts == pytest.approx([0, 1.167, 1.833], abs=0.002)


def test_c4_nothing_hangs_in_traditional_chinese() -> None:
    """Horizontal text of Taiwan and Hong Kong has no hanging marks, chosen or not."""
    css = "html { --hanging-marks: stops }"
    for language, hung in (("zh-Hans", True), ("zh-Hant-TW", False), ("zh-Hant-HK", False)):
        first = texts("中国文字，中国文字，", 4, lang=language, css=css)[0]
        assert (first == "中国文字，") is hung


@pytest.mark.parametrize("measure", [7, 7.5, 8, 9.25])
def test_a18_inline_markup_changes_no_break(measure: float) -> None:
    """The same paragraph with and without em, b and a breaks alike, to the glyph."""
    plain = "中国“文字”排版，国永（中国）文字《排版》国永12%中国，文字。"
    marked = (
        "中国“<em>文字</em>”排<b>版，国</b>永（<a href='#'>中国</a>）文字<i>《排版》</i>"
        "国永1<b>2%</b>中国<em>，</em>文字。"
    )
    css = "em, i, b { font-style: normal; font-weight: normal }"
    one = set_text(f"<p>{plain}</p>", measure=measure)
    two = set_text(f"<p>{marked}</p>", measure=measure, css=css)
    assert one.texts == two.texts
    for first, second in zip(one.lines, two.lines, strict=True):
        assert [g.x for g in first] == pytest.approx([g.x for g in second], abs=0.05)


def test_h1_last_line_has_two_characters() -> None:
    """A single Han is not left on the last line where it can be avoided."""
    body = "中国文字排版国永" * 2 + "中"
    assert len(texts(body, 8)[-1]) >= 2
    assert len(texts(body, 8, ComposerSettings(widow_characters=0))[-1]) == 1


@pytest.mark.parametrize("marks", ["。", "！”）。", "？”』）》。"])
def test_h1_marks_are_no_characters(marks: str) -> None:
    """However many marks follow it, a single Han does not stand on the last line."""
    body = "（“『《" + "中国文字排版国永" * 3 + "中" + marks
    assert sum(c in HAN for c in texts(body, 9)[-1]) >= 2
    free = ComposerSettings(widow_characters=0)
    assert sum(c in HAN for c in texts(body, 9, free)[-1]) == 1


@pytest.mark.parametrize("tag", ["p", "td"])
def test_h1_holds_for_ragged_text(tag: str) -> None:
    """Where lines are not justified one Han is moved down, and no more than one."""
    css = "p, td { text-align: left; padding: 0; width: 6em } table { border-spacing: 0 }"
    cell = f"<{tag}>中国文字排版国永中国文字排。</{tag}>"
    body = cell if tag == "p" else f"<table><tr>{cell}</tr></table>"
    assert texts(body, 6, css=css) == ["中国文字排版", "国永中国文", "字排。"]
    free = ComposerSettings(widow_characters=0)
    assert texts(body, 6, free, css=css) == ["中国文字排版", "国永中国文字", "排。"]
    narrow = body.replace("6em", "2em").replace("中国文字排版国永中国文字排。", "中国文")
    assert texts(narrow, 6, css=css.replace("6em", "2em")) == ["中国", "文"]


def test_literal_break_is_obeyed() -> None:
    """A br ends the line, which is then not stretched."""
    setting = set_text("<p>中国文字<br>排版国永</p>", measure=8)
    assert setting.texts == ["中国文字", "排版国永"]
    assert setting.pitches() == [1, 1, 1]


@pytest.mark.parametrize(("character", "parted"), [("\u200b", True), ("\u2060", False)])
def test_format_characters_permit_and_forbid(character: str, parted: bool) -> None:
    """U+200B lets a line end inside a word, U+2060 keeps two Han together."""
    if parted:
        assert texts(f"中国文字排版inter{character}national", 9)[0].endswith("inter")
    else:
        assert not texts(f"{HAN}{character}中国", 8)[0].endswith("永")
