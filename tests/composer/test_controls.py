"""Negative controls: with one rule taken out, the measure of that rule fails."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from weasyprint import CSS

from ruler import LEFT, SIZE, TOLERANCE, faces, set_text
from wenxuan.composer import ComposerSettings, galley, sortcase
from wenxuan.typography import conventions, spacing

HAN = "中国文字排版国永"
FREE = ComposerSettings(prohibit=False, trim=False, squeeze=False, widow_characters=0)
SONG = Path(__file__).resolve().parents[2] / "fonts" / "WenxuanSong-Regular.ttf"


def parted(text: str) -> list[tuple[str, str]]:
    """Pieces of a text in which two-em units are single characters."""
    found: list[tuple[str, str]] = []
    for group, piece in sortcase.pieces(text):
        if group in ("pair", "excited"):
            found += [("wide", character) for character in piece]
        else:
            found.append((group, piece))
    return found


@pytest.mark.parametrize("unit", ["——", "……"])
def test_a6_control_unit_is_split(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without prohibition a unit still holds; without the table of units it is split."""
    body = f"{HAN[:7]}{unit}中国文字"
    assert any(unit in line for line in set_text(body, measure=8, settings=FREE).texts)
    monkeypatch.setattr(galley, "pieces", parted)
    assert not any(unit in line for line in set_text(body, measure=8, settings=FREE).texts)


def test_a11_control_word_is_cut() -> None:
    """A word that may be broken anywhere ends the first line in its middle."""
    body = "<p>中国文字排版typesettingtypesetting</p>"
    assert set_text(body, measure=12).texts[0] == "中国文字排版"
    cut = set_text(body, measure=12, css="p { overflow-wrap: anywhere }").texts
    assert cut[0].startswith("中国文字排版type")


def test_a13_control_reference_begins_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a superscript is no reference, one of four places begins a line with it."""
    css = "sup { vertical-align: baseline }"

    def begins() -> bool:
        bodies = [f"<p>{HAN[:count]}<sup>[1]</sup>中国文字</p>" for count in range(5, 9)]
        lines = [line for body in bodies for line in set_text(body, measure=8, css=css).texts]
        return any(line.startswith("[") for line in lines)

    assert not begins()
    monkeypatch.setattr(galley, "_is_call", lambda _: False)
    assert begins()


A8 = "".join(f"<{tag}>{HAN}／中国</{tag}>" for tag in ("p", "h1", "li", "td"))
A8_CSS = "h1, p, li { font: 10pt/2 grid; margin: 0; display: block }"


def solidi_at_starts(css: str = "", level: str | None = None) -> int:
    """Lines that begin with a solidus: a paragraph, a heading, a list and a cell have one each."""
    settings = ComposerSettings(level=level, trim=False, balance=False)
    lines = set_text(A8, measure=8, css=A8_CSS + css, settings=settings).texts
    return sum(line.startswith("／") for line in lines)


def test_a8_level_holds_for_every_paragraph() -> None:
    """One setting rules headings, lists and cells: at basic each begins a line with a solidus."""
    assert solidi_at_starts(level="basic") == 4
    assert solidi_at_starts(level="gb") == 0


def test_a8_control_style_of_one_paragraph_is_seen() -> None:
    """Where a style sheet gives one of the four another level, the levels differ."""
    assert solidi_at_starts("li { --line-prohibition: basic }") == 1


@pytest.mark.parametrize("run", ["？！", "！！"])
def test_b6_control_other_conventions_keep_two_ems(run: str) -> None:
    """Under a convention without the rule two marks of surprise are two ems wide."""
    starts = set_text(f"中{run}国", measure=40, lang="ja").starts()
    assert starts[-1] - 1 == 2


def test_b1_control_interpunct_has_its_font_s_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the box of half an em the interpunct is 0.33 em, as the font has it."""
    bare = replace(conventions.GB, half_em=frozenset())
    monkeypatch.setattr(
        "wenxuan.composer.settings.convention_for", lambda language: bare if language else None
    )
    assert set_text("中·国", measure=40).starts()[-1] == pytest.approx(1.33, abs=0.002)


def _dash_gap() -> float:
    """Blank, in em, between the ink of two dashes of a real font (0.071 em at either side)."""
    css = "p { font-feature-settings: 'liga' 0, 'ccmp' 0 }"
    face = f"@font-face {{ font-family: song; src: url({SONG.as_uri()}) }}"
    CSS(string=face, font_config=faces())
    line = set_text("中——国", measure=40, font="song", css=css).lines[0]
    dashes = [glyph for glyph in line if glyph.char == "—"]
    return (dashes[1].x - dashes[0].x) / SIZE - 0.858


def test_b13_dash_of_a_real_font_is_joined() -> None:
    """Dashes that have side bearings overlap by a hair."""
    assert -0.02 < _dash_gap() <= 0


def test_b13_control_dashes_are_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the rule the same dashes are as far apart as their bearings."""
    monkeypatch.setattr(sortcase, "join_dashes", lambda _: None)
    assert _dash_gap() == pytest.approx(0.142, abs=0.005)


@pytest.mark.parametrize("body", ["中<b>。</b>”国", "中”<i>，</i>国"])
def test_b17_control_weasyprint_squeezes_nothing(body: str) -> None:
    """WeasyPrint alone leaves the pair two ems wide."""
    css = "i, b { font-style: normal; font-weight: normal }"
    starts = set_text(f"<p>{body}</p>", measure=40, css=css, plain=True).starts()
    assert starts[-1] - starts[0] == pytest.approx(3, abs=0.005)


def test_b4_control_bracket_drifts_without_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the blank sides exchanged the opener moves away from what it encloses."""
    sides = {kind: (right, left) for kind, (left, right) in conventions.CORNER.items()}
    wrong = replace(conventions.GB, sides=sides)
    monkeypatch.setattr(
        "wenxuan.composer.settings.convention_for", lambda language: wrong if language else None
    )
    starts = set_text("中（“国", measure=40).starts()
    assert starts[3] - starts[2] == pytest.approx(1)
    assert starts[2] - starts[1] == pytest.approx(0.5)
    starts = set_text("中，“国”文", measure=40).starts()
    assert starts[2] - starts[1] == pytest.approx(1)


def test_c5_control_dash_hangs_if_it_is_listed() -> None:
    """Only a convention that names the unit itself would let a dash hang."""
    hung = ComposerSettings(hanging=("——",))  # type: ignore[arg-type]
    lines = set_text("中国文字排版国永——中国", measure=8, settings=hung).lines
    assert any(line[-1].right > LEFT + 8 * SIZE + TOLERANCE for line in lines)


def test_d2_control_gap_beside_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    """If marks were Han to the spacing rule, a quarter em would stand beside them."""
    marks = spacing.IDEOGRAPHIC | spacing.FULL_WIDTH_MARKS
    monkeypatch.setattr(spacing, "IDEOGRAPHIC", marks)
    line = set_text("中，A国", measure=40).lines[0]
    assert (line[2].x - line[1].right) / SIZE == pytest.approx(0.25)


def test_d3_control_typed_space_adds_up_in_weasyprint() -> None:
    """WeasyPrint alone leaves the typed space; composed, typed and untyped gaps are equal."""
    typed, bare = (set_text(body, measure=40).starts() for body in ("中 A 国", "中A国"))
    assert typed == bare
    typed, bare = (set_text(body, measure=40, plain=True).starts() for body in ("中 A 国", "中A国"))
    assert typed != bare


def test_e5_control_connector_is_stretched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without rigid kinds the gaps beside ～ take their share of a stretched line."""

    def beside() -> float:
        line = set_text("中国～文字排版国永中国", measure=9.3).lines[0]
        at = next(index for index, glyph in enumerate(line) if glyph.char == "～")
        return (line[at + 1].x - line[at].x) / SIZE - 1

    assert beside() == pytest.approx(0, abs=0.005)
    monkeypatch.setattr(spacing, "_RIGID", frozenset())
    assert beside() > 0.02


def test_e8_control_last_line_is_stretched_on_request() -> None:
    """With text-align-last: justify the last line does end at the measure."""
    css = "p { text-align-last: justify }"
    plain = set_text("<p>中国文字排版国永中国文</p>", measure=8)
    assert {round(b.x - a.x, 2) for a, b in pairwise(plain.lines[-1])} == {SIZE}
    spread = set_text("<p>中国文字排版国永中国文</p>", measure=8, css=css).lines[-1]
    assert spread[-1].right == pytest.approx(LEFT + 8 * SIZE, abs=TOLERANCE)


def test_j1_control_weasyprint_puts_dots_on_the_line_above() -> None:
    """WeasyPrint alone moves a hanging box to the top of its line: no dot is below its Han."""
    import pymupdf

    css = (
        ".dot { position: relative } .dot::after { content: ''; position: absolute; left: 50%;"
        "margin-left: -.09em; bottom: -.36em; width: .18em; height: .18em; background: black }"
    )
    body = "<p>文字<span class=dot>中</span></p>"

    def below(*, plain: bool) -> bool:
        setting = set_text(body, measure=20, css=css, plain=plain)
        with pymupdf.open(stream=setting.data) as document:
            box = next(d["rect"] for d in document[0].get_drawings() if d["type"] == "f")
            return bool(document[0].rect.height - box.y1 < setting.lines[0][0].y - 1)

    assert below(plain=False)
    assert not below(plain=True)
