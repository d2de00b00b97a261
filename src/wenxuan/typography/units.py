"""Units and signs that are not parted from their number (CLREQ 3.1.6; GB 3100; A10)."""

from __future__ import annotations

from typing import Final

# Han that follow a number as its unit: dates and times, money, multiples, measures, counters.
AFTER_NUMBER: Final = frozenset(
    "年月日天号时点分秒世岁元角块毛万亿千百十兆度米里克吨升斤两亩顷寸尺丈伏安瓦卡帧磅码%％‰℃"
    "章节条款项页届次卷期版回楼层室房间名位人个家户件台辆艘架只头匹条份张本篇部封枚支颗粒倍成"
    "縣级級號時點歲萬億頁屆樓層間個戶臺輛隻頭條張冊册枠円月階回目番巻話歳년월일시분초원명개회"
)

# Units of two Han: the number stays with both.
_LONG: Final = (
    "公里 千米 厘米 毫米 微米 纳米 公斤 千克 毫克 公顷 公分 平方 立方 毫升 小时 分钟 周年 余人 "
    "多人 余名 多名 摄氏 英里 英尺 海里 千瓦 兆瓦 赫兹 世纪 季度 年代 公尺 公升 小時 分鐘 週年"
)
LONG: Final = frozenset(_LONG.split())

# Han that stand before a number and stay with it.
BOUND_BEFORE: Final = frozenset("第")

# Latin unit symbols written after a number and a space.
_SYMBOLS: Final = (
    "m mm cm km dm nm kg g mg t s ms min h d L l ml mL V W kW MW A Hz kHz MHz GHz Pa kPa MPa J kJ "
    "K °C % ℃ GB MB KB TB pt px dpi mol lx N"
)
SYMBOLS: Final = frozenset(_SYMBOLS.split())
