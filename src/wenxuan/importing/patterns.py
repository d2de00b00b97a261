"""Forms of lines that more than one step of recognition asks for."""

from __future__ import annotations

import re

ENDING = re.compile("[。！？…!?][”’」』）)\"']*$")
"""The end of a sentence."""
LABEL = re.compile(
    r"(?P<key>来源|來源|稿源|文章来源|信息来源|出处|出處|转自|轉自|发布时间|發佈時間|发布日期|日期|时间|发表时间|作者|记者|摄影|编辑|浏览|阅读|点击|字号|责任编辑|责编)\s*[:：]\s*"
)
"""A label of the line of facts below a title."""
