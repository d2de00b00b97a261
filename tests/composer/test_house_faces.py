"""What only the house's own faces can show: Latin and Han of several files on one line."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from ruler import SIZE, set_text
from wenxuan.composer.sortcase import SortCase
from wenxuan.proof.faces import Face

FONTS = Path(__file__).resolve().parents[2] / "fonts"
TRADITIONAL = ("WenxuanSongHant", "WenxuanHeiHant", "WenxuanKaiHant")
FACES = "".join(
    f"@font-face {{ font-family: {name}; src: url({(FONTS / name).as_uri()}-Regular.ttf) }}"
    for name in ("WenxuanSerif", "WenxuanSong", "WenxuanKai", *TRADITIONAL)
)


def pitches(body: str, mark: str, font: str = "WenxuanSerif, WenxuanSong") -> list[float]:
    """From the origin of each of these marks to that of the next glyph, in em.

    The Latin face draws U+02BC by the glyph of its apostrophe.
    """
    line = set_text(body, measure=40, css=FACES, font=font).lines[0]
    return [round((b.x - a.x) / SIZE, 3) for a, b in pairwise(line)
            if a.char.replace("\u02bc", "’") == mark]


WORDS = ("说I’m好", "说don’t好", "说O’Brien好", "说90’s好", "说d’été好", "说rock ’n’ roll好",
         "说the ’90s好")


@pytest.mark.parametrize("font", ["WenxuanSerif, WenxuanSong", "WenxuanSong", "WenxuanKai"])
def test_b9_apostrophe_is_no_quote(font: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An apostrophe of a word is narrow, also of a Han face; a quote beside Han keeps its em."""
    for body in WORDS:
        assert 0 < pitches(body, "’", font)[0] < 0.4, body
    assert pitches("rock ’n’ roll说", "k", font)[0] > 0.7  # the word space is there
    assert pitches("说‘文’字", "’", font) == pitches("说‘AB’字", "’", font) == [1.0]
    monkeypatch.setattr("wenxuan.composer.sortcase.with_narrow_apostrophes", lambda *a: a[2])
    monkeypatch.setattr(SortCase, "_letter_face", lambda case, text, at: case._face(text[at]))
    for body in WORDS:
        assert pitches(body, "’", font)[0] > 0.9, body


def _ink(face: str, body: str, **more) -> list[tuple[float, float]]:
    """From where to where each glyph of a line leaves ink, in em."""
    font = Face(FONTS / f"{face}-Regular.ttf")
    line = set_text(body, **{"measure": 40, "css": FACES, "font": face} | more).lines[0]
    found = []
    for glyph in line:
        left, right = font.sides(glyph.gid)
        width = font.font.get_glyph_h_advance(glyph.gid) / font.face.upem
        found.append((glyph.x / SIZE + left, glyph.x / SIZE + width - right))
    return found


@pytest.mark.parametrize(("face", "width"), [("WenxuanSong", 0.5), ("WenxuanKai", 1.0)])
def test_b1_solidus_does_not_strike_its_neighbors(
    face: str, width: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A solidus has half an em where the face has a narrow one, and its em where it has none."""
    assert pitches("国／国", "／", font=face) == [width]
    assert all(a[1] < b[0] for a, b in pairwise(_ink(face, "国／国")))
    monkeypatch.setattr("wenxuan.composer.sortcase.ink", lambda _: 0.0)
    assert not all(a[1] < b[0] for a, b in pairwise(_ink(face, "国／国")))


def _middle(face: str, mark: str, lang: str) -> float:
    """Middle of a mark's ink between the em boxes of the Han beside it, in em from the first."""
    line = set_text(f"亭{mark}亭", measure=40, css=FACES, font=face, lang=lang).lines[0]
    left, right = _ink(face, f"亭{mark}亭", lang=lang)[1]
    assert line[2].x - line[1].x == pytest.approx(SIZE)
    return (left + right) / 2 - line[1].x / SIZE


@pytest.mark.parametrize("lang", ["zh-Hant-TW", "zh-Hant-HK"])
@pytest.mark.parametrize("face", TRADITIONAL)
def test_b8_marks_of_the_traditional_faces_are_centered(face: str, lang: str) -> None:
    """、，。：；！？ have their ink in the middle of their em, and the interpunct of one em too."""
    for mark in "、，。：；！？" + "·" * (face != "WenxuanKaiHant"):
        assert _middle(face, mark, lang) == pytest.approx(0.5, abs=0.04), mark


@pytest.mark.parametrize("face", ["WenxuanSong", "WenxuanKai"])
def test_b8_control_marks_of_the_other_faces_are_in_the_corner(face: str) -> None:
    """The faces for simplified Chinese have the same marks in the lower left."""
    for mark in "、，。：；":
        assert _middle(face, mark, "zh-Hans") < 0.35, mark


def _blanks(face: str, lang: str) -> tuple[float, float]:
    """Blank left and right of the ink of a comma on a line that is a quarter em too long."""
    ink = _ink(face, "亭亭，亭亭亭亭亭亭亭亭", lang=lang, measure=6.75)
    return ink[2][0] - ink[1][1], ink[3][0] - ink[2][1]


def test_b8_centered_comma_gives_on_both_sides() -> None:
    """Where a line is too long a centered comma loses as much on its left as on its right."""
    left, right = _blanks("WenxuanSongHant", "zh-Hant-TW")
    assert left == pytest.approx(right, abs=0.08)
    assert left + right < 0.75


def test_b8_control_comma_in_the_corner_gives_on_its_right() -> None:
    """The comma of the mainland keeps what little it has on its left."""
    left, right = _blanks("WenxuanSong", "zh-Hans")
    assert left < 0.2
    assert right > left + 0.2
