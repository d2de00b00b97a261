"""Which encoding bytes are in: by mark, by validity, then by how common the characters would be."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_DECODERS = {"big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949"}
_COMMON = {
    "gb18030": frozenset(
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运"
    ),
    "big5": frozenset(
        "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運"
    ),
}
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fc]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_RARE = re.compile(
    "[\ue000-\uf8ff\uff61-\uff9f\u3400-\u4dbf\ufffd\x80-\x9f]|[\U00010000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text and how it was read."""

    text: str
    encoding: str
    other: str = ""
    """The runner-up, when it came close."""


class Unknown(ValueError):
    """The bytes are in no encoding that is known."""


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of bytes, with line ends as U+000A and without byte order mark.

    Raises Unknown when nothing fits, or when they are not in the encoding that was named;
    LookupError when no encoding has that name.
    """
    if encoding:
        return _named(data, encoding)
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _named(data, "utf-8-sig" if name == "utf-8" else "utf-16")
    if (wide := _utf_16(data)) is not None:
        return wide
    try:
        return Decoded(text=_lines(data.decode("utf-8")), encoding="utf-8")
    except UnicodeDecodeError:
        return _guessed(data)


def _named(data: bytes, encoding: str) -> Decoded:
    name = codecs.lookup(encoding).name
    try:
        text = data.decode(_DECODERS.get(encoding.lower().replace("-", "_"), encoding))
    except UnicodeDecodeError as error:
        raise Unknown(encoding) from error
    return Decoded(text=_lines(text.removeprefix("\ufeff")), encoding=name.removesuffix("-sig"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _utf_16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: every other byte of spaces, digits and line ends is zero."""
    head = data[:4000]
    if len(data) % 2 or head.count(0) < max(2, len(head) // 200) or b"\x00" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return None
    return Decoded(text=_lines(text), encoding=name) if _RARE.search(text) is None else None


def _guessed(data: bytes) -> Decoded:
    scores: list[tuple[float, str, str]] = []
    for name in ("gb18030", "big5", "shift_jis", "euc_kr"):
        try:
            text = data.decode(_DECODERS.get(name, name))
        except UnicodeDecodeError:
            continue
        scores.append((_score(name, text), name, text))
    if not scores:
        raise Unknown
    scores.sort(key=lambda s: -s[0])
    best, rest = scores[0], scores[1:]
    if best[0] < 0.08:
        raise Unknown
    other = rest[0][1] if rest and rest[0][0] > best[0] * 0.6 else ""
    return Decoded(text=_lines(best[2]), encoding=best[1], other=other)


def _score(name: str, text: str) -> float:
    """The share of characters that are common in the language of an encoding, less the odd ones."""
    foreign = [c for c in text if c > "\x7f"]
    if not foreign:
        return 0.0
    if name == "shift_jis":
        common = len(_KANA.findall(text))
    elif name == "euc_kr":
        common = len(_HANGUL.findall(text)) - sum("\u4e00" <= c <= "\u9fff" for c in foreign)
    else:
        common = sum(c in _COMMON[name] for c in foreign)
    return (common - 2 * len(_RARE.findall(text))) / len(foreign)
