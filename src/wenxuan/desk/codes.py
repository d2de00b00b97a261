"""The permanent codes of the desk: what a rule says, in English and Chinese, and what it weighs.

PUN punctuation · SPC spaces · CHR characters · NUM numerals · WRD words · STR structure ·
HSE house.yaml and waivers · IMP import. A code is never given a second meaning.
"""

from __future__ import annotations

from wenxuan.code_table import Code


def _ascii(zh: str, en: str) -> Code:
    return Code(
        "warning",
        f"half-width {{old}} in Chinese text ({en})",
        f"中文里用了半角{zh} {{old}}",
        "write {new}",
        "应为 {new}",
    )


DESK_CODES: dict[str, Code] = {
    "PUN001": _ascii("逗号", "comma"),
    "PUN002": _ascii("句点", "full stop"),
    "PUN003": _ascii("冒号", "colon"),
    "PUN004": _ascii("分号", "semicolon"),
    "PUN005": _ascii("问号", "question mark"),
    "PUN006": _ascii("叹号", "exclamation mark"),
    "PUN007": _ascii("括号", "bracket"),
    "PUN008": _ascii("直引号", "straight quotation mark"),
    "PUN009": Code(
        "warning",
        "{mark} has no partner",
        "{mark} 没有配对",
        "add the other half; a quotation over several paragraphs opens each and closes once",
        "请补上另一半；引文跨段时每段开头用上引号，末段才用下引号",
    ),
    "PUN010": Code(
        "warning",
        "{old} inside marks of the same kind",
        "{old} 套在同类符号里面",
        "write {new}",
        "内层应为 {new}",
    ),
    "PUN011": Code(
        "warning", "an ellipsis written {old}", "省略号写成了 {old}", "write {new}", "应为 {new}"
    ),
    "PUN012": Code(
        "warning", "a dash written {old}", "破折号写成了 {old}", "write {new}", "应为 {new}"
    ),
    "PUN013": Code("warning", "doubled marks {old}", "标点重复：{old}", "{what}", "{what_zh}"),
    "PUN014": Code(
        "warning",
        "{old} is not the interpunct",
        "间隔号写成了 {old}",
        "write {new} (U+00B7)",
        "应为 {new}（U+00B7）",
    ),
    "PUN015": Code(
        "warning", "a range written {old}", "范围写成了 {old}", "write {new}", "应为 {new}"
    ),
    "PUN016": Code(
        "warning",
        "{old} opens inside a pair that {other} closes first",
        "{old} 与 {other} 交叉：里面的一对应先收",
        "close the inner pair first",
        "请先收里面的一对",
    ),
    "PUN017": Code(
        "warning",
        "single quotation marks outside double ones: {old}",
        "单引号套在双引号外面：{old}",
        "write {new}",
        "应为 {new}",
    ),
    "SPC001": Code(
        "warning",
        "an indent made of {count} wide spaces",
        "用 {count} 个空格缩进",
        "delete them: the layout indents",
        "请删去：缩进由版式来做",
    ),
    "SPC002": Code(
        "warning", "a space between Han characters", "汉字之间有空格", "delete it", "请删去"
    ),
    "SPC003": Code(
        "warning",
        "a space between Han and Latin",
        "汉字与西文之间有空格",
        "delete it: the layout spaces them",
        "请删去：这一丝空由版式来给",
    ),
    "SPC004": Code(
        "warning",
        "a space beside {mark}",
        "{mark} 旁边有空格",
        "delete it: the mark brings its own",
        "请删去：标点自带空",
    ),
    "SPC005": Code(
        "warning",
        "no space between Han and Latin",
        "汉字与西文之间没有空格",
        "house.yaml asks for one space (han_latin: space)",
        "house.yaml 要求空一格（han_latin: space）",
    ),
    "CHR001": Code("warning", "full-width {old}", "全角的 {old}", "write {new}", "应为半角 {new}"),
    "CHR002": Code(
        "warning",
        "{old} (U+{point}) is a radical, not a character",
        "{old}（U+{point}）是部首，不是字",
        "write {new} (U+{to})",
        "应为 {new}（U+{to}）",
    ),
    "CHR003": Code(
        "warning",
        "{old} (U+{point}) is a compatibility form",
        "{old}（U+{point}）是兼容字形",
        "write {new} (U+{to})",
        "应为 {new}（U+{to}）",
    ),
    "CHR004": Code(
        "error",
        "U+{point} is a private-use character: others see a blank or another sign",
        "U+{point} 在专用区，别人看到的是空白或别的字",
        "write the character itself",
        "请改用正式编码的字",
    ),
    "CHR005": Code(
        "warning",
        "{old} (U+{point}) is a form for old terminals or vertical setting",
        "{old}（U+{point}）是旧式的半宽或竖排字形",
        "write {new}",
        "应为 {new}",
    ),
    "CHR006": Code(
        "warning",
        "an invisible character U+{point}",
        "看不见的字符 U+{point}",
        "delete it",
        "请删去",
    ),
    "CHR007": Code(
        "warning",
        "{old} is a {script} form in this text",
        "{old} 不是本文所用的字体（{script}）",
        "{new}?",
        "是否为 {new}？",
    ),
    "CHR008": Code(
        "error",
        "{old} is what is left of text read in the wrong encoding",
        "{old} 是编码弄错后留下的乱码",
        "go back to the original",
        "请查对原稿",
    ),
    "NUM001": Code(
        "warning",
        "{old} is not grouped by threes",
        "{old} 分节不是三位一节",
        "check the number",
        "请核对数字",
    ),
    "NUM002": Code(
        "note",
        "{old} is grouped unlike most numbers of the publication ({counts})",
        "{old} 的分节与多数数字不一致（{counts}）",
        "group all long numbers or none",
        "大数分节应全书一致",
    ),
    "NUM003": Code("warning", "the unit {old}", "单位写成 {old}", "write {new}", "应为 {new}"),
    "NUM004": Code(
        "warning",
        "{old} has a circle or a digit for the Han zero",
        "{old} 里的零写成了圆圈或数字",
        "write {new}",
        "应为 {new}",
    ),
    "NUM005": Code(
        "warning", "there is no such date or time: {old}", "没有这样的日期或时刻：{old}"
    ),
    "WRD001": Code(
        "warning", "{old} is a common misspelling", "{old} 多半是错别字", "{new}?", "是否为 {new}？"
    ),
    "WRD002": Code(
        "note",
        "{old}: GF 1001 prefers {new}",
        "异形词 {old}，推荐词形为 {new}",
        "write {new}",
        "建议写 {new}",
    ),
    "WRD003": Code(
        "warning",
        "house.yaml prefers {new} to {old}",
        "house.yaml 规定用 {new}，不用 {old}",
        "{why}",
        "{why}",
    ),
    "WRD004": Code("error", "house.yaml forbids {old}", "house.yaml 禁用 {old}", "{why}", "{why}"),
    "WRD005": Code(
        "note",
        "{old} ({less} times) and {new} ({more} times) in one publication",
        "同一汇编里 {old}（{less} 处）与 {new}（{more} 处）并用",
        "choose one; if both are right, waive it in house.yaml",
        "请统一；若都对，可在 house.yaml 里豁免",
    ),
    "WRD006": Code(
        "warning",
        "{old} is one character away from the name {new} of house.yaml",
        "{old} 与 house.yaml 里的姓名 {new} 只差一字",
        "{new}?",
        "是否为 {new}？",
    ),
    "WRD007": Code(
        "note",
        "{name} is called {old}; house.yaml has {new}",
        "{name}的职务写作{old}，house.yaml 里是{new}",
        "check the title",
        "请核对职务",
    ),
    "STR001": Code(
        "warning",
        "the heading {title} has no text",
        "小标题“{title}”下面没有正文",
        "write it or delete the heading",
        "请补写，或删去小标题",
    ),
    "STR002": Code(
        "warning",
        "the description of the picture is {old}",
        "图的说明文字是 {old}",
        "say what it shows",
        "请说明图里是什么",
    ),
    "STR003": Code(
        "warning",
        "the short title has {size} characters",
        "短标题有 {size} 字",
        "running heads hold {limit}",
        "书眉只放得下 {limit} 字",
    ),
    "STR004": Code(
        "warning",
        "the dates disagree: {first} and {second}",
        "日期不一致：{first} 与 {second}",
        "{what}",
        "{what_zh}",
    ),
    "STR005": Code(
        "warning",
        "this paragraph stands also in {other}",
        "这一段在 {other} 里也有",
        "was it pasted twice?",
        "是否重复粘贴？",
    ),
    "STR006": Code("warning", "{other} has the same title", "{other} 的标题与此相同"),
    "STR007": Code(
        "warning",
        "{old} comes from the web page, not from the article",
        "{old} 像是网页上的，不是文章里的",
        "delete it",
        "请删去",
    ),
    "STR008": Code(
        "note",
        "the import guessed: {guess}",
        "导入时所推测：{guess}",
        "check it and delete this line",
        "请核对，然后删去这一行",
    ),
    "STR009": Code(
        "warning",
        "{old} is taken for one name",
        "{old} 会当作一个名字",
        "{what}",
        "{what_zh}",
    ),
    "HSE001": Code("error", "there is no code {code}", "没有编号 {code}", "{near}", "{near}"),
    "HSE002": Code(
        "warning",
        "this waiver of {code} waives nothing",
        "对 {code} 的豁免没有用到",
        "delete it",
        "请删去",
    ),
    "HSE003": Code(
        "error",
        "not a waiver: {text}",
        "不是合规的豁免：{text}",
        '# allow PUN001 "the words": the reason',
        '写法：# allow PUN001 "原文": 理由',
    ),
    "HSE004": Code(
        "error",
        "{old} is named twice in house.yaml",
        "{old} 在 house.yaml 里出现两次",
        "keep one of them",
        "请只留一个",
    ),
    "IMP001": Code("error", "{name}: {why}", "{name}：{why}"),
    "IMP002": Code(
        "error",
        "{name} is there already",
        "已有 {name}",
        "delete or rename it, then import again",
        "请先删去或改名，再导入",
    ),
    "IMP003": Code(
        "error",
        "the bytes of {name} are in no encoding that is known",
        "认不出 {name} 的编码",
        "name it: --encoding gb18030",
        "请指明：--encoding gb18030",
    ),
    "IMP004": Code(
        "warning",
        "{name} was read as {encoding}, but it may be {other}",
        "{name} 按 {encoding} 读入，也可能是 {other}",
        "if it reads wrong, use --encoding",
        "若有乱码，请用 --encoding 指明",
    ),
    "IMP005": Code("error", "no article found in {name}", "{name} 里没有找到文章"),
    "IMP006": Code(
        "error",
        "{count} Han characters of {name} are not in the article: {words}",
        "{name} 有 {count} 个汉字没有进入文章：{words}",
        "they are kept in the record; put them where they belong",
        "已存入导入记录，请放回原处",
    ),
    "IMP007": Code(
        "error",
        "{name} is a {kind} file, which cannot be imported",
        "{name} 是 {kind} 文件，不能导入",
        "save it as .docx, .html or .txt first",
        "请先另存为 .docx、.html 或 .txt",
    ),
}

FIXABLE = frozenset(
    [
        "PUN001",
        "PUN002",
        "PUN003",
        "PUN004",
        "PUN005",
        "PUN006",
        "PUN007",
        "PUN008",
        "PUN010",
        "PUN011",
        "PUN012",
        "PUN013",
        "PUN014",
        "PUN015",
        "SPC001",
        "SPC002",
        "SPC003",
        "SPC004",
        "SPC005",
        "CHR001",
        "CHR002",
        "CHR003",
        "CHR005",
        "CHR006",
    ]
)
"""Codes whose findings `--fix` may mend by itself, where the rule is sure."""

HAN_CHANGING = frozenset({"CHR002", "CHR003"})
"""Codes whose edits put a unified character for a radical or a compatibility form."""
