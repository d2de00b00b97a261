"""What a web page brings along: bread crumbs, share buttons, lines of licence and site."""

from __future__ import annotations

import re

from wenxuan.desk.tables import CHROME
from wenxuan.importing.draft import Block, Draft
from wenxuan.importing.patterns import ENDING
from wenxuan.importing.people import byline

_CRUMBS = re.compile(
    r"(?:.*位置\s*[:：]|.*栏目\s*[:：])?\s*(?P<path>[^。]*?(?:首页|主页)\s*[>›»＞/→-].*)"
)
_EMPTY_CRUMBS = ("正文", "内容", "列表", "文章", "详情", "浏览")
_SITE = re.compile(r"[\u4e00-\u9fffA-Za-z·]{2,16}(?:网|在线|日报|晚报|新闻|频道|门户|之窗|客户端)")
_OWNED = re.compile(rf"(?P<site>{_SITE.pattern})\s*(?:版权所有|.*ICP)")
_HOME = {"首页", "主页", "网站首页", "登录", "注册", "Home", "联系我们", "关于我们"}
_ORNAMENT = re.compile(r"0[1-9]|[-—·\s]*(?:END|The End|完)[-—·\s]*", re.IGNORECASE)
"""Numbers and ends that a page draws between sections."""


def remove_chrome(draft: Draft) -> None:
    """Take bread crumbs, share buttons, licence lines out; a site's name becomes the source."""
    for block in list(draft.blocks):
        if block.kind not in ("paragraph", "heading", "list") or len(block.text) > 200:
            continue
        if crumbs := _CRUMBS.fullmatch(block.text):
            _lift_crumbs(draft, block, crumbs["path"])
        elif _ORNAMENT.fullmatch(block.text):
            draft.remove(block, "ornament")
        elif is_chrome(block.text) or _is_navigation(block.text):
            if owned := _OWNED.search(block.text):
                _site(draft, owned["site"], block)
            draft.remove(block, "chrome")
    _remove_tail(draft)


def _is_navigation(text: str) -> bool:
    """True for a bar of links: `首页 | 新闻 | 政务`."""
    steps = [step.strip() for step in re.split("[|｜]", text)]
    return len(steps) > 2 and all(0 < len(s) <= 8 for s in steps) and bool(_HOME & set(steps))


def is_chrome(text: str) -> bool:
    """True for a line that a web page brings along."""
    return any(pattern.fullmatch(text.strip()) for pattern in CHROME)


def _site(draft: Draft, name: str, block: Block) -> None:
    if not draft.source:
        draft.source = name
        draft.guess("source", name, block.line)


def _lift_crumbs(draft: Draft, block: Block, path: str) -> None:
    steps = [
        step.strip() for step in re.split(r"[>›»＞→]+|-+>|(?<=\S)/(?=\S)", path) if step.strip()
    ]
    steps = [step for step in steps if step not in _EMPTY_CRUMBS]
    if len(steps) > 1:
        draft.section = steps[-1]
        draft.guess("section", steps[-1], block.line)
    draft.remove(block, "chrome")
    for other in list(draft.blocks):
        if other.text in steps and other.line <= block.line + 2:
            draft.remove(other, "chrome")


def _remove_tail(draft: Draft) -> None:
    """Short lines behind the first chrome of the foot belong to it; one may name the source."""
    feet = [left.line for left in draft.removed if left.why == "chrome"]
    prose = [b.line for b in draft.blocks if ENDING.search(b.text) or len(b.text) > 60]
    feet = [line for line in feet if prose and line > prose[-1]]
    for block in list(draft.blocks):
        if feet and block.line > min(feet) and len(block.text) <= 40 and not byline(block.text):
            if _SITE.fullmatch(block.text):
                _site(draft, block.text, block)
            draft.remove(block, "chrome")
