"""Classes, conventions and the joints between neighbors, as pure tables and functions."""

from __future__ import annotations

import pytest

from wenxuan.composer import ComposerSettings
from wenxuan.typography.classes import FOREIGN, PIECES, TABLE, Kind, kind_of
from wenxuan.typography.conventions import CNS, GB, HKG, JIS, KS, convention_for
from wenxuan.typography.spacing import joint, may_break, no_end, no_start, sides_of


@pytest.mark.parametrize(("character", "kind"), [
    ("中", Kind.HAN), ("𠀀", Kind.HAN), ("〇", Kind.HAN), ("あ", Kind.KANA),
    ("ゃ", Kind.SMALL_KANA), ("ー", Kind.SMALL_KANA),
    ("한", Kind.HANGUL), ("“", Kind.OPEN), ("》", Kind.CLOSE),
    ("、", Kind.COMMA), ("。", Kind.STOP), ("：", Kind.COLON), ("？", Kind.EXCLAMATION),
    ("·", Kind.INTERPUNCT), ("—", Kind.CONNECTOR), ("⸺", Kind.DASH), ("A", Kind.LETTER),
    ("é", Kind.LETTER), ("Ж", Kind.LETTER), ("7", Kind.DIGIT), ("７", Kind.WIDE_DIGIT),
    ("%", Kind.NARROW_CLOSE), ("(", Kind.NARROW_OPEN), ("￥", Kind.PREFIX), (" ", Kind.SPACE),
    ("\u3000", Kind.WIDE_SPACE), ("①", Kind.HAN), ("&", Kind.NARROW),
])
def test_kind_of_a_character(character: str, kind: Kind) -> None:
    """Each character belongs to the class that its table row or range names."""
    assert kind_of(character) is kind


def test_no_character_is_listed_twice() -> None:
    """A character in two rows would have a class by accident of order."""
    listed = [character for _, characters, _ in TABLE for character in characters]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(("text", "pieces"), [
    ("中国", ["中", "国"]), ("中——国", ["中", "——", "国"]), ("———", ["——", "—"]),
    ("it’s", ["it’s"]), ("‘甲’", ["‘", "甲", "’"]), ("C++和C#", ["C++", "和", "C#"]),
    ("100 kg", ["100", " ", "kg"]), ("葛\U000e0100城", ["葛\U000e0100", "城"]),
    ("か\u3099", ["か\u3099"]), ("？！", ["？！"]), ("！！！！", ["！", "！", "！", "！"]),
    ("a\u200bb", ["a", "\u200b", "b"]), ("e\u0301a", ["e\u0301a"]),
])
def test_pieces_of_a_text(text: str, pieces: list[str]) -> None:
    """A text is cut into sorts: wide characters singly, pairs and words whole."""
    found: list[str] = []
    for match in PIECES.finditer(text):
        found += match.group() if match.lastgroup == "wide" else [match.group()]
    assert found == pieces


@pytest.mark.parametrize("text", ["\x00", "中\U0001f600国", "a中\u3000b", "﷽", "~!@#$%^&*()"])
def test_pieces_lose_no_character(text: str) -> None:
    """The pieces of any text joined are the text."""
    assert "".join(match.group() for match in PIECES.finditer(text)) == text


@pytest.mark.parametrize("text", ["שלום", "سلام", "ไทย", "\t", "\u202e", "😀"])
def test_foreign_text_is_recognized(text: str) -> None:
    """Scripts that run right to left or need a dictionary, and controls, are not composed."""
    assert FOREIGN.search(text)


def test_no_wide_character_is_foreign() -> None:
    """A run of wide characters needs no look at whether its script is covered."""
    foreign = FOREIGN.findall("".join(map(chr, range(0x110000))))
    assert len(foreign) > 1000
    assert not [one for one in foreign if PIECES.match(one)["wide"]]


@pytest.mark.parametrize(("tag", "convention"), [
    ("zh-Hans", GB), ("zh", GB), ("zh-CN", GB), ("zh-Hant-TW", CNS), ("zh-TW", CNS),
    ("zh-Hant-HK", HKG), ("zh-HK", HKG), ("ja", JIS), ("ja-JP", JIS), ("ko", KS), ("ko-KR", KS),
    ("en", None), ("jav", None), ("", None), (None, None),
])
def test_language_chooses_the_convention(tag: str | None, convention: object) -> None:
    """The longest matching tag decides; other languages have none."""
    assert convention_for(tag) is convention


def test_levels_grow() -> None:
    """Each level forbids all that the level below forbids, and something more."""
    starts = [
        no_start(ComposerSettings(level=level).convention("zh-Hans"))
        for level in ("none", "basic", "gb", "strict")
    ]
    assert starts[0] < starts[1] < starts[2] < starts[3]


@pytest.mark.parametrize(("left", "right", "allowed"), [
    (Kind.HAN, Kind.HAN, True), (Kind.HAN, Kind.STOP, False), (Kind.STOP, Kind.HAN, True),
    (Kind.OPEN, Kind.HAN, False), (Kind.HAN, Kind.OPEN, True), (Kind.CLOSE, Kind.OPEN, True),
    (Kind.LETTER, Kind.LETTER, False), (Kind.LETTER, Kind.HAN, True), (Kind.HAN, Kind.CALL, False),
    (Kind.PREFIX, Kind.DIGIT, False), (Kind.HAN, Kind.INTERPUNCT, False),
    (Kind.INTERPUNCT, Kind.HAN, True), (Kind.SOLIDUS, Kind.HAN, False), (Kind.HAN, Kind.DASH, True),
])
def test_permission_to_break(left: Kind, right: Kind, allowed: bool) -> None:
    """GB permits or forbids a line end between these two."""
    assert may_break(left, right, GB) is allowed


@pytest.mark.parametrize(("left", "right", "em"), [
    (Kind.OPEN, Kind.OPEN, -0.5), (Kind.CLOSE, Kind.CLOSE, -0.5), (Kind.CLOSE, Kind.OPEN, -0.5),
    (Kind.STOP, Kind.CLOSE, -0.5), (Kind.CLOSE, Kind.COMMA, -0.5), (Kind.COMMA, Kind.OPEN, -0.5),
    (Kind.OPEN, Kind.CLOSE, 0), (Kind.COMMA, Kind.HAN, 0), (Kind.HAN, Kind.OPEN, 0),
    (Kind.HAN, Kind.LETTER, 0.25), (Kind.DIGIT, Kind.HAN, 0.25), (Kind.LETTER, Kind.COMMA, 0),
    (Kind.COMMA, Kind.COMMA, 0),
])
def test_natural_joint(left: Kind, right: Kind, em: float) -> None:
    """What GB adds between two neighbors of one size, in em."""
    found = joint(left, right, GB)
    assert found.left + found.right == em


def test_joint_never_takes_more_than_the_blank() -> None:
    """Squeeze and capacity together never exceed the blank of the two marks, in any convention."""
    for convention in (GB, CNS, HKG, JIS, KS):
        for left in Kind:
            for right in Kind:
                found = joint(left, right, convention)
                if found.step is None or found.grow_left or found.grow_right:
                    continue
                assert -found.left + found.give_left <= sides_of(left, convention)[1] + 1e-9
                assert -found.right + found.give_right <= sides_of(right, convention)[0] + 1e-9


def test_japanese_full_stop_never_shrinks_inside_a_line() -> None:
    """JIS has no capacity at a full stop, GB has half an em."""
    assert joint(Kind.STOP, Kind.KANA, JIS).give_left == 0
    assert joint(Kind.STOP, Kind.HAN, GB).give_left == 0.5


def test_taiwan_squeezes_brackets_only() -> None:
    """CNS leaves a comma before a bracket alone."""
    assert joint(Kind.COMMA, Kind.OPEN, CNS).right == 0
    assert joint(Kind.CLOSE, Kind.OPEN, CNS).left == -0.5


def test_korean_has_no_gap() -> None:
    """KS sets Hangul and Latin solid."""
    assert joint(Kind.HANGUL, Kind.LETTER, KS).left == 0


def test_settings_override_the_convention() -> None:
    """An editor's gap, level and style replace the convention's; switches turn rules off."""
    chosen = ComposerSettings(gap=0.2, level="strict", marks="kaiming").convention("zh-Hans")
    assert chosen is not None
    assert (chosen.gap, chosen.level, chosen.marks) == ((0.2, 0.125, 0.5), "strict", "kaiming")
    off = ComposerSettings(prohibit=False, squeeze=False, trim=False).convention("zh-Hans")
    assert off is not None
    assert (off.level, off.squeeze, off.trimmed) == ("none", "none", frozenset())
    assert Kind.OPEN not in no_end(off)


def test_settings_refuse_a_fallback_without_convention() -> None:
    """The language for undeclared text must have a convention."""
    with pytest.raises(ValueError, match="'en' has no convention"):
        _ = ComposerSettings(fallback="en").default
