"""What only the house's own faces can show: Latin and Han of several files on one line."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from ruler import SIZE, set_text
from wenxuan.composer.sorts import SortCase
from wenxuan.proof.faces import Face

FONTS = Path(__file__).resolve().parents[2] / "fonts"
FACES = "".join(
    f"@font-face {{ font-family: {name}; src: url({(FONTS / name).as_uri()}-Regular.ttf) }}"
    for name in ("WenxuanSerif", "WenxuanSong", "WenxuanKai")
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
    monkeypatch.setattr("wenxuan.composer.sorts._with_narrow_apostrophes", lambda *a: a[2])
    monkeypatch.setattr(SortCase, "_letter_face", lambda case, text, at: case._face(text[at]))
    for body in WORDS:
        assert pitches(body, "’", font)[0] > 0.9, body


def _ink(face: str, body: str) -> list[tuple[float, float]]:
    """From where to where each glyph of a line leaves ink, in em."""
    font = Face(FONTS / f"{face}-Regular.ttf")
    line = set_text(body, measure=40, css=FACES, font=face).lines[0]
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
    monkeypatch.setattr("wenxuan.composer.sorts._ink", lambda _: 0.0)
    assert not all(a[1] < b[0] for a, b in pairwise(_ink(face, "国／国")))
