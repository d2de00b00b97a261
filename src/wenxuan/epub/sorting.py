"""Sort keys and romanizations of Chinese titles and names.

Names by GB/T 28039-2011 (family name first, given name in one word), with a comma for sorting.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from wenxuan.epub import readings

PINYIN = "zh-Latn-pinyin"
"""Language tag of the romanizations (BCP 47)."""
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_PERSON = re.compile(r"[A-Za-z\u00c0-\u024f.'’-]+(?: [A-Za-z\u00c0-\u024f.'’-]+){1,3}")
"""A name in an alphabet: given names or their initials, then the family name."""
_BODIES = frozenset(
    {"Press", "Editors", "Team", "Group", "Committee", "Society", "Institute", "University",
     "Foundation", "Office", "Department", "Association", "Inc.", "Ltd.", "Jr.", "Sr.", "II", "III"}
)  # fmt: skip
"""Words that no family name is: those of bodies, and what follows a family name."""
_WORDS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[0-9A-Za-z]+(?:[.'-][0-9A-Za-z]+)*")

# Family names that are read otherwise than the character usually is.
_READINGS: Mapping[str, str] = {
    "单": "shàn", "單": "shàn", "曾": "zēng", "仇": "qiú", "区": "ōu", "區": "ōu", "查": "zhā",
    "解": "xiè", "任": "rén", "朴": "piáo", "樸": "piáo", "翟": "zhái", "盖": "gě", "华": "huà",
    "華": "huà", "缪": "miào", "繆": "miào", "尉迟": "yùchí", "万俟": "mòqí", "乐": "yuè",
    "樂": "yuè", "覃": "qín", "员": "yùn", "冼": "xiǎn", "纪": "jǐ", "紀": "jǐ", "宁": "nìng",
    "令狐": "línghú", "长孙": "zhǎngsūn", "澹台": "tántái", "尹": "yǐn", "葛": "gě", "那": "nā",
}  # fmt: skip
_COMPOUND = re.compile(
    "[欧歐][阳陽]|司[马馬徒]|[诸諸]葛|上官|[东東]方|[独獨]孤|南[宫宮]|夏侯|皇甫|尉[迟遲]|公[孙孫]|慕容"
    "|[长長][孙孫]|宇文|令狐|[轩軒][辕轅]|端木|百里|呼延|澹[台臺]|万俟|[闻聞]人|申屠|太史|完[颜顏]"
)
_SINGLE = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭肖程曹袁邓鄧许許"
    "傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻闫余潘杜戴夏钟鐘鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛"
    "邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦俞"
    "章鲁魯葛伍韦韋申尤毕畢聂聶丛叢焦向柳邢路岳齐齊梅莫庄莊辛管祝左涂谷祁时時舒耿牟卜路詹关關苗凌费費纪紀靳盛童"
    "欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑覃霍翁隋植甘景薄单單包司柏宁寧柯阮桂闵閔解强強柴华華车車冉房边邊辜吉饶"
    "饒刁瞿戚丘古米池滕晋晉苑邬鄔臧畅宫宮来來苟全褚廉简簡娄婁盖符奚木穆党黨燕郎邸冀谈談姬屠连連郜晏栾欒郁商蒙计計"
    "喻揭窦竇迟遲宇敖糜鄢冷卓花仇艾蓝藍都巩鞏稽井练練仲乐樂虞卞封竺冼原官衣楚佟栗匡宗应應台巫鞠僧桑荆荊谌諶银銀扬"
    "揚明沙伏岑习習胥保和蔺藺水云雲昌凤鳳酆常皮康伯元平茅麻危支咎经經裘缪繆干贲賁杭诸諸钮鈕嵇滑荣榮羊惠曲家芮储儲"
    "汲邴松富巴弓牧隗山蓬郗班仰秋仲伊仇暴甘厉厲戎祖束龙景幸韶蓟薊印宿怀懷蒲从從鄂索咸籍卓屠池乔阴陰能苍蒼双雙闻聞莘"
    "翟谭贡勞劳逄姒申冉宰郦酈雍璩濮寿壽通扈郏郟浦尚农農温别別庄晏瞿充慕茹习宦艾鱼魚容古慎戈廖庾终終暨居衡步耿弘国國"
)


def has_han(text: str) -> bool:
    """True when a text has a Han character."""
    return bool(_HAN.search(text))


@lru_cache(maxsize=4096)
def _syllables(text: str, *, tones: bool) -> tuple[str, ...]:
    """The readings of Han characters in context; what has none stays."""
    return readings.syllables(text, tones=tones)


def romanized(text: str) -> str:
    """A title in pinyin with tone marks: `Chūn xùn`; other scripts stay as they are."""
    words = [
        " ".join(_syllables(word, tones=True)) if has_han(word) else word
        for word in _WORDS.findall(text)
    ]
    line = " ".join(words)
    return line[:1].upper() + line[1:]


def title_key(text: str) -> str:
    """What a title is sorted by: its pinyin without tones, `chun xun`."""
    words = [
        " ".join(_syllables(word, tones=False)) if has_han(word) else word.lower()
        for word in _WORDS.findall(text)
    ]
    return " ".join(words)


def _parted(name: str) -> tuple[str, str] | None:
    """Family and given name of two to four Han characters; None for anything else."""
    if not 2 <= len(name) <= 4 or not all(_HAN.match(character) for character in name):
        return None
    if len(name) > 2 and _COMPOUND.match(name):
        return name[:2], name[2:]
    return (name[:1], name[1:]) if name[:1] in _SINGLE and len(name) < 4 else None


def name_key(name: str) -> str:
    """What a name is sorted by: `Zhou, Yushi`, `Doe, Jane`; an office or a pen name as one word."""
    if _PERSON.fullmatch(name) and _BODIES.isdisjoint(name.split()):
        given, _, last = name.rpartition(" ")
        return f"{last}, {given}"
    parted = _parted(name)
    if parted is None:
        return _spelled(name, tones=False)
    family, given = parted
    return f"{_bare(_family(family))}, {''.join(_syllables(given, tones=False)).capitalize()}"


def romanized_name(name: str) -> str:
    """A name in pinyin with tone marks: `Zhōu Yǔshí`."""
    parted = _parted(name)
    if parted is None:
        return _spelled(name, tones=True)
    family, given = parted
    return f"{_family(family)} {''.join(_syllables(given, tones=True)).capitalize()}"


def _spelled(name: str, *, tones: bool) -> str:
    """A name of no known form: each word in one, with a capital."""
    words = ("".join(_syllables(word, tones=tones)) for word in _WORDS.findall(name))
    return " ".join(word[:1].upper() + word[1:] for word in words)


def _family(name: str) -> str:
    return (_READINGS.get(name) or "".join(_syllables(name, tones=True))).capitalize()


def _bare(text: str) -> str:
    """Pinyin without tone marks; ü stays."""
    tones = {"\u0304", "\u0301", "\u030c", "\u0300"}
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
