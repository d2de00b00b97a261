"""Located YAML to the frozen models of `metadata`, with every complaint at its line and column."""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from wenxuan.code_table import Phrase
from wenxuan.metadata import ArticleHead, PublicationHead

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from wenxuan.diagnostics import Report
    from wenxuan.yamltree import Located, Route

M = TypeVar("M", bound=BaseModel)

SCHEMAS: dict[str, type[BaseModel]] = {"publication": PublicationHead, "article": ArticleHead}
"""File kind to model; one JSON Schema file for each."""


_ENCODED = Phrase(
    "a file of this name is there, its letters and accents encoded in the other way: "
    "copy its name from the folder, or rename it",
    "有同名的文件，但字母和附加符号的编码方式不同：请从文件夹里复制它的名字，或给它改名",
)


def near(word: str, words: Iterable[str]) -> Phrase:
    """A hint naming the closest of the known words, or all when none is close."""
    known = sorted(words)
    if unicodedata.normalize("NFC", word) in (unicodedata.normalize("NFC", k) for k in known):
        return _ENCODED
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    if close:
        return Phrase(f"did you mean {close[0]}?", f"是不是 {close[0]}？")
    if not 0 < len(known) <= 30:
        return Phrase("", "")
    return Phrase("known: " + ", ".join(known), "可用：" + "、".join(known))


def validate(model: type[M], tree: Located, report: Report) -> M | None:
    """The model of a tree, or None with a diagnostic for each fault."""
    try:
        return model.model_validate(tree.data)
    except ValidationError as error:
        for detail in _first_causes(error.errors(include_url=False)):
            _complain(model, detail, tree, report)
        return None


def salvage(model: type[M], tree: Located, report: Report) -> tuple[M, Located] | None:
    """The model of what is valid in a tree, and that part of the tree; None for no mapping.

    Every fault is reported: the caller sees by the report whether the tree is whole. Required
    keys that are missing or faulty are those of `_STAND_INS`.
    """
    head = validate(model, tree, report)
    if head is not None:
        return head, tree
    stand_ins = _STAND_INS[model]
    for _ in range(_ROUNDS):
        try:
            data = tree.data if isinstance(tree.data, dict) else {}
            made = model.model_validate(stand_ins | data)
            return made.model_copy(update=_EMPTIED if "contents" not in data else {}), tree
        except ValidationError as error:
            faulty = {_standing(detail["loc"], tree) for detail in error.errors()}
        if () in faulty or not isinstance(tree.data, dict):
            return None
        tree = tree.without(faulty)
    return None


_STAND_INS: dict[type[BaseModel], dict[str, Any]] = {
    ArticleHead: {"title": "…"},
    PublicationHead: {"title": "…", "language": "zh-Hans", "contents": [{"article": "…"}]},
}
"""What stands for required keys while the rest of a faulty head is looked at; never built."""
_EMPTIED = {"contents": ()}
_ROUNDS = 8
"""So often faulty values are taken out: a list without its faulty items may be too short."""


def _standing(route: Route, tree: Located) -> Route:
    """The route of the nearest value that is there."""
    while route not in tree.values:
        route = route[:-1]
    return route


def _first_causes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Complaints without those of lists that are too short only because their items are faulty."""
    above = {detail["loc"][:i] for detail in details for i in range(len(detail["loc"]))}
    return [d for d in details if d["type"] != "too_short" or d["loc"] not in above]


def _complain(model: type[BaseModel], detail: ErrorDetails, tree: Located, report: Report) -> None:
    route: Route = detail["loc"]
    kind, value = detail["type"], _shortened(detail.get("input"))
    context: dict[str, Any] = detail.get("ctx", {})
    key: object = ".".join(str(s + 1 if isinstance(s, int) else s) for s in route) or Phrase(
        "the head", "头部"
    )
    span = tree.at(*route)
    if kind == "extra_forbidden":
        span = tree.keys.get(route, span)
        word = str(route[-1])
        report.add("MET001", span, key=word, near=near(word, _fields(model, route[:-1])))
    elif kind == "missing":
        report.add("MET002", span, key=key, name=str(route[-1]))
    elif kind == "day":
        report.add("MET004", span, value=value)
    elif kind == "length":
        report.add("MET005", span, value=value)
    elif kind == "period":
        report.add("MET008", span, begin=context["begin"], end=context["end"])
    elif kind == "literal_error":
        words = re.findall("'([^']*)'", str(context["expected"]))
        choices = Phrase(", ".join(words), "、".join(words))
        close = _ALIASES.get(value.lower(), value)
        report.add("MET006", span, value=value, choices=choices, near=near(close, words))
    else:
        report.add("MET003", span, key=key, problem=_problem(kind, context, str(route[-1:])))


# Tags that editors know from elsewhere.
_ALIASES = {
    "zh": "zh-hans",
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-tw": "zh-hant-tw",
    "zh-hk": "zh-hant-hk",
    "zh-hant": "zh-hant-tw",
    "ja-jp": "ja",
    "ko-kr": "ko",
}

_GROUP = Phrase(
    "this should be a group of keys, one in a line, written key: value",
    "应是一组键值，每行一个，写成 key: value",
)
_EMPTY = Phrase("this is empty", "是空的")
_NUMBER = Phrase("this should be a whole number", "应是整数")
_ADDRESS = Phrase("write an address that begins with https://", "应写以 https:// 开头的网址")
_NAME = Phrase(
    "write the name of a folder in layouts/: small Latin letters, digits, - and _",
    "应写 layouts/ 里文件夹的名字：小写字母、数字、- 和 _",
)
_FORM = Phrase("this has the wrong form", "写法不对")

# What pydantic says in the terms of its trade, said in the editor's.
_PROBLEMS: dict[str, Phrase] = {
    "string_type": Phrase("this should be text", "应是文字"),
    "model_type": Phrase(
        "write key: value, with an ASCII colon and a space",
        "应写成 key: value（半角冒号加空格）",
    ),
    "model_attributes_type": _GROUP,
    "dict_type": _GROUP,
    "tuple_type": Phrase(
        "this should be a list: [one, two], or lines that begin with - and a space",
        "应是列表：写成 [甲, 乙]，或每行以 - 加空格开头",
    ),
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "int_from_float": _NUMBER,
    "string_too_short": _EMPTY,
    "too_short": _EMPTY,
    "string_too_long": Phrase("this is too long", "太长"),
    "entry": Phrase(
        "give either article, or part with articles", "应给 article，或 part 加 articles"
    ),
    "listing": Phrase("give either a file name or select", "应给文件名或 select"),
    "order": Phrase("order belongs to select", "order 只用于 select"),
    "matter": Phrase(
        "a part stands in the body: matter is for single articles",
        "部分总在正文里，matter 只用于单篇",
    ),
    "identifier": Phrase(
        "write urn:isbn:…, urn:uuid:…, an ISBN or an address",
        "应写 urn:isbn:…、urn:uuid:…、书号或网址",
    ),
    "type_size": Phrase(
        "this is no size of type: write points, such as 10.5pt, or the name of a Chinese size",
        "不是字号：应写五号、小四，或 10.5pt",
    ),
    "color": Phrase("write a color as #8c1c1b", "颜色应写成 #8c1c1b"),
}
_BOUNDS = {
    "greater_than_equal": ("ge", Phrase("the least is {}", "最小是 {}")),
    "less_than_equal": ("le", Phrase("the greatest is {}", "最大是 {}")),
}


def _problem(kind: str, context: dict[str, Any], last: str) -> Phrase:
    """What is wrong with a value."""
    if kind == "between":
        low, high = context["low"], context["high"]
        return Phrase(f"this lies outside {low} to {high}", f"应在 {low} 与 {high} 之间")
    if kind in _BOUNDS:
        name, said = _BOUNDS[kind]
        return Phrase(said.en.format(context[name]), said.zh.format(context[name]))
    if kind == "string_pattern_mismatch":
        return _ADDRESS if "url" in last else _NAME
    return _PROBLEMS.get(kind, _FORM)


def _shortened(value: object) -> str:
    text = "~" if value is None else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _fields(model: type[BaseModel], route: Route) -> list[str]:
    """The keys that the model knows at a route, found through its JSON Schema."""
    schema = model.model_json_schema(by_alias=True)
    definitions = schema.get("$defs", {})
    here: dict[str, Any] = schema
    for step in route:
        here = _resolve(here, definitions)
        below = here.get("properties", {}).get(step, {})
        here = here.get("items", {}) if isinstance(step, int) else below
    return list(_resolve(here, definitions).get("properties", {}))


def _resolve(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Follow references and choices to the first object or list."""
    if "$ref" in schema:
        return _resolve(definitions[re.sub(r".*/", "", schema["$ref"])], definitions)
    for choice in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        found = _resolve(choice, definitions)
        if "properties" in found or "items" in found:
            return found
    return schema


def json_schema(kind: str) -> str:
    """The JSON Schema of a file kind (`publication`, `article`) as it is kept in docs/schema."""
    schema = SCHEMAS[kind].model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
