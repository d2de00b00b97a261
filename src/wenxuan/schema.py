"""Located YAML to the frozen models of `metadata`, with every complaint at its line and column."""

from __future__ import annotations

import difflib
import json
import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from wenxuan.metadata import ArticleHead, PublicationHead

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from wenxuan.diagnostics import Report
    from wenxuan.yamltree import Located, Route

M = TypeVar("M", bound=BaseModel)

SCHEMAS: dict[str, type[BaseModel]] = {"publication": PublicationHead, "article": ArticleHead}
"""File kind to model; one JSON Schema file for each."""


def near(word: str, words: Iterable[str]) -> str:
    """A bilingual hint naming the closest of the known words, or all when none is close."""
    known = sorted(words)
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]}? 是不是 {close[0]}？"
    return ("known: " + ", ".join(known)) if 0 < len(known) <= 30 else ""


def validate(model: type[M], tree: Located, report: Report) -> M | None:
    """The model of a tree, or None with a diagnostic for each fault."""
    try:
        return model.model_validate(tree.data)
    except ValidationError as error:
        for detail in _first_causes(error.errors(include_url=False)):
            _complain(model, detail, tree, report)
        return None


def _first_causes(details: list[ErrorDetails]) -> list[ErrorDetails]:
    """Complaints without those of lists that are too short only because their items are faulty."""
    above = {detail["loc"][:i] for detail in details for i in range(len(detail["loc"]))}
    return [d for d in details if d["type"] != "too_short" or d["loc"] not in above]


def _complain(model: type[BaseModel], detail: ErrorDetails, tree: Located, report: Report) -> None:
    route: Route = detail["loc"]
    kind, value = detail["type"], _shortened(detail.get("input"))
    context: dict[str, Any] = detail.get("ctx", {})
    key = ".".join(str(step) for step in route) or "head 头部"
    span = tree.at(*route)
    if kind == "extra_forbidden":
        span = tree.keys.get(route, span)
        word = str(route[-1])
        report.add("MET001", span, key=word, near=near(word, _fields(model, route[:-1])))
    elif kind == "missing":
        report.add("MET002", span, key=str(route[-1]))
    elif kind == "day":
        report.add("MET004", span, value=value)
    elif kind == "length":
        report.add("MET005", span, value=value)
    elif kind == "period":
        report.add("MET008", span, begin=context["begin"], end=context["end"])
    elif kind == "literal_error":
        choices = str(context["expected"]).replace(" or ", ", ")
        words = [word.strip(" '") for word in choices.split(",")]
        close = _ALIASES.get(value.lower(), value)
        report.add("MET006", span, value=value, choices=choices, near=near(close, words))
    else:
        report.add("MET003", span, key=key, problem=_PROBLEMS.get(kind, detail["msg"].lower()))


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

# What pydantic says in the terms of its trade, said in the editor's.
_PROBLEMS = {
    "string_type": "this should be text 应是文字",
    "model_type": "write key: value, ASCII colon and space 应写成 key: value（半角冒号加空格）",
    "model_attributes_type": "this should be a group of keys 应是一组键值",
    "tuple_type": "this should be a list 应是列表",
    "int_parsing": "this should be a whole number 应是整数",
    "string_too_short": "this is empty 是空的",
    "too_short": "this is empty 是空的",
    "string_too_long": "this is too long 太长",
    "entry": "give either article or part with articles 应给 article，或 part 加 articles",
    "listing": "give either a file name or select 应给文件名或 select",
    "order": "order belongs to select order 只用于 select",
    "matter": "a part stands in the body: matter is for single articles "
    "部分总在正文里，matter 只用于单篇",
    "identifier": "write urn:isbn:…, urn:uuid:… or an address 应写 urn:isbn:…、urn:uuid:… 或网址",
    "dict_type": "this should be a group of keys 应是一组键值",
    "string_pattern_mismatch": "this has the wrong form 写法不对",
}


def _shortened(value: object) -> str:
    text = str(value)
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
