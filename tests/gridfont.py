"""A font whose every length is a round number, so that a line's geometry can be read off it.

Upem 1000. Han, kana and Hangul: 1 em squares of ink. Full-width marks: 1 em, ink in the left or
right half (centered in the ``tc`` variant). Latin letters and digits 0.5 em, space 0.25 em,
``·`` 0.33 em, dashes and ellipses 1 em with ink from edge to edge. The ``locl`` variant has both
forms of ，。 and shows the centered ones where the language is traditional Chinese.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

HAN = "".join(map(chr, range(0x4E00, 0x4F00))) + (
    "中国文字排版国永的一是了我不人在他有这个上们来到时大地为子年月日第章公里米千克元个人的甲乙丙丁说"
    "重要后天届文标题很长需要分成两行并且平衡段落测试行末行首标点挤压间距汉字拼音注释正文"
)
KANA = "あいうえおかきくけこさしすせそたちつてとなにぬねのアイウエオカキクケコゃゅょっァィッーー々"
HANGUL = "한국어글자조판가나다라마바사아자차카타파하는을이에서"
LEFT = "、，。：；！？」』”’）》〉】〗〕］｝．"
RIGHT = "「『“‘（《〈【〖〔［｛"
WIDE = "—…⋯～／％‰℃￥　０１２３４５６７８９⸺・①②③※"
NARROW = "".join(map(chr, range(0x21, 0x7F))) + "‐"
REGIONAL = "，。"
ASCENT, DESCENT = 880, -120


def _box(pen: TTGlyphPen, left: int, bottom: int, right: int, top: int) -> None:
    pen.moveTo((left, bottom))
    for point in ((left, top), (right, top), (right, bottom)):
        pen.lineTo(point)
    pen.closePath()


_INK = {
    **dict.fromkeys(LEFT, (1000, 50, 0, 450, 600)),
    **dict.fromkeys(RIGHT, (1000, 550, 0, 950, 600)),
    **dict.fromkeys("—⸺…⋯", (1000, 0, 350, 1000, 400)),
    **dict.fromkeys(NARROW, (500, 50, 0, 450, 600)),
    "·": (330, 115, 350, 215, 450),
    "–": (560, 30, 350, 530, 400),
    "／": (1000, 260, 0, 740, 600),
}


def _ink(character: str, *, centered: bool) -> tuple[int, int, int, int, int]:
    """Advance and ink box of a character."""
    if centered and character in "、，。：；！？．":
        return 1000, 400, 0, 600, 400
    return _INK.get(character, (1000, 50, -70, 950, 830))


@cache
def build(*, centered: bool = False, chws: bool = False, locl: bool = False) -> bytes:
    """Bytes of the grid font; ``chws`` adds a GPOS feature that squeezes ``。”`` by itself."""
    characters = sorted(set(HAN + KANA + HANGUL + LEFT + RIGHT + WIDE + NARROW + "·–"))
    names = [".notdef", "space", *(f"u{ord(character):04X}" for character in characters)]
    names += [f"u{ord(mark):04X}.tc" for mark in REGIONAL] if locl else []
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    cmap = {ord(character): f"u{ord(character):04X}" for character in characters}
    builder.setupCharacterMap({0x20: "space", 0xA0: "space", **cmap})
    glyphs, metrics = {}, {".notdef": (1000, 0), "space": (250, 0)}
    for name in (".notdef", "space"):
        glyphs[name] = TTGlyphPen(None).glyph()
    for character in characters:
        advance, left, bottom, right, top = _ink(character, centered=centered)
        pen = TTGlyphPen(None)
        if character != "　":
            _box(pen, left, bottom, right, top)
        name = f"u{ord(character):04X}"
        glyphs[name], metrics[name] = pen.glyph(), (advance, left)
    for mark in REGIONAL if locl else "":
        advance, left, bottom, right, top = _ink(mark, centered=True)
        pen = TTGlyphPen(None)
        _box(pen, left, bottom, right, top)
        name = f"u{ord(mark):04X}.tc"
        glyphs[name], metrics[name] = pen.glyph(), (advance, left)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(metrics)
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    family = "Grid" + ("TC" if centered else "") + ("Chws" if chws else "") + "Locl" * locl
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT,
                     usWinDescent=-DESCENT)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 3_600_000_000
    builder.font.recalcTimestamp = False
    if chws:
        feature = "feature chws { pos u3002 <0 0 -500 0> u201D <0 0 0 0>; } chws;"
        addOpenTypeFeaturesFromString(builder.font, feature)
    if locl:
        rules = "".join(f"sub u{ord(m):04X} by u{ord(m):04X}.tc; " for m in REGIONAL)
        addOpenTypeFeaturesFromString(builder.font, (
            "languagesystem DFLT dflt; languagesystem hani dflt; languagesystem hani ZHT;"
            f"feature locl {{ script hani; language ZHT; {rules}}} locl;"
        ))
    out = BytesIO()
    builder.save(out)
    return out.getvalue()


def write(
    folder: Path, *, centered: bool = False, chws: bool = False, locl: bool = False
) -> Path:
    """Write the font into a folder and return its path."""
    path = folder / f"grid{'-tc' * centered}{'-chws' * chws}{'-locl' * locl}.ttf"
    if not path.exists():
        path.write_bytes(build(centered=centered, chws=chws, locl=locl))
    return path
