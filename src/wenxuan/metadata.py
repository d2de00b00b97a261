"""The two file kinds an editor writes heads for: publication.yaml and the head of an article.

These models are the schema: docs/schema/*.json is generated from them, and `validate` turns
their complaints into located diagnostics.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

Language = Literal["zh-Hans", "zh-Hant-TW", "zh-Hant-HK", "ja", "ko"]
Matter = Literal["front", "body", "back"]
EditionName = Literal["screen", "print", "epub"]

_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0}
_NAMED_SIZES = {
    "A4": "210mm 297mm",
    "A5": "148mm 210mm",
    "大32开": "140mm 203mm",
    "16开": "185mm 260mm",
    "小16开": "170mm 240mm",
    "大16开": "210mm 285mm",
}


SIZES: dict[str, float] = {
    "初号": 42, "小初": 36, "一号": 26, "小一": 24, "二号": 22, "小二": 18, "三号": 16, "小三": 15,
    "四号": 14, "小四": 12, "五号": 10.5, "小五": 9, "六号": 7.5, "小六": 6.5, "七号": 5.5,
}  # fmt: skip
"""字号 to points (CLREQ §2.3.4 table; the trade's usual values)."""


def points(length: str) -> float:
    """A length such as `3mm` in points.

    Raises PydanticCustomError for anything that is not a number with mm, cm, in or pt.
    """
    match = re.fullmatch(r"(\d{1,4}(?:\.\d{1,4})?)(mm|cm|in|pt)", length.strip())
    if match is None:
        raise PydanticCustomError("length", "not a length", {"value": length})
    return float(match[1]) * _POINTS[match[2]]


def _day(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    elif isinstance(value, date):
        return value
    raise PydanticCustomError("day", "not a date", {"value": str(value)})


def _between(low: str, high: str) -> BeforeValidator:
    """Accepts lengths from `low` to `high`."""

    def check(value: object) -> object:
        if not points(low) <= points(str(value)) <= points(high):
            raise PydanticCustomError("between", "out of bounds", {"low": low, "high": high})
        return value

    return BeforeValidator(check)


def type_size(value: object) -> object:
    """A 字号, or points from 4pt to 72pt; raises PydanticCustomError for anything else."""
    text = str(value)
    if text not in SIZES and not (re.fullmatch(r"[\d.]+pt", text) and 4 <= points(text) <= 72):
        raise PydanticCustomError("type_size", "not a size of type", {"value": text})
    return value


def _size(value: object) -> object:
    text = _NAMED_SIZES.get(str(value).strip(), str(value))
    parts = text.split()
    if len(parts) != 2 or not all(36 <= points(part) <= 2880 for part in parts):
        raise PydanticCustomError("length", "not a size", {"value": str(value)})
    return " ".join(parts)


def isbn_fits(text: str) -> bool:
    """True when the thirteen digits of an ISBN agree with their check digit (ISO 2108)."""
    digits = re.sub(r"[\s-]|^urn:isbn:", "", text, flags=re.IGNORECASE)
    weights = (1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1)
    return bool(re.fullmatch(r"\d{13}", digits)) and not (
        sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 10
    )


def _identifier(value: object) -> object:
    """A URI (RFC 3986), or a bare ISBN, which becomes one."""
    text = str(value).strip()
    if re.fullmatch(r"(?:ISBN[:\s]*)?97[89](?:[- ]?\d){10}", text, re.IGNORECASE):
        return "urn:isbn:" + re.sub(r"[^\d]", "", text)
    if not re.fullmatch(r"urn:[a-z0-9][a-z0-9-]{0,31}:[!-~]+|https?://[!-~]+", text):
        raise PydanticCustomError("identifier", "not an identifier", {"value": text})
    return text


Day = Annotated[date, BeforeValidator(_day)]
Bleed = Annotated[str, _between("0mm", "20mm")]
Margin = Annotated[str, _between("5mm", "150mm")]
Leading = Annotated[str, _between("6pt", "72pt")]
Caliper = Annotated[str, _between("0.01mm", "2mm")]
TypeSize = Annotated[str, BeforeValidator(type_size)]
Size = Annotated[str, BeforeValidator(_size)]
Identifier = Annotated[str, BeforeValidator(_identifier)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]


class Head(BaseModel):
    """Frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Shorthand(Head):
    """A mapping that may also be written as the plain text of its first field."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {next(iter(cls.model_fields)): value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(core_schema)]}


class Author(Shorthand):
    """Who wrote an article."""

    name: Text
    role: Text | None = None
    affiliation: Text | None = None
    sort: Text | None = None
    """Sort key, such as the name in pinyin."""


class Contributor(Shorthand):
    """Who made the publication; `role` is a MARC relator term or a Chinese word."""

    name: Text
    role: Text = "editor"
    sort: Text | None = None


class Provenance(Shorthand):
    """Where an article appeared first."""

    name: Text
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    date: Day | None = None


class ArticleHead(Head):
    """The YAML head of an article."""

    title: Text
    subtitle: Text | None = None
    kicker: Text | None = None
    short_title: Text | None = None
    authors: tuple[Author, ...] = ()
    source: Provenance | None = None
    section: Text | None = None
    date: Day | None = None
    abstract: Text | None = None
    keywords: tuple[Text, ...] = ()
    language: Language | None = None


class Publisher(Shorthand):
    """The publishing house."""

    name: Text
    place: Text | None = None
    address: Text | None = None


class Series(Shorthand):
    """The series or journal, and the volume or issue."""

    title: Text
    number: Annotated[int, Field(ge=0, le=99999)] | None = None


class Grid(Head):
    """A type area in whole characters and lines."""

    measure: Annotated[int, Field(ge=8, le=60)]
    """Characters a line."""
    lines: Annotated[int, Field(ge=8, le=80)]
    """Lines a page."""
    body: TypeSize | None = None
    """Size of the body: a 字号 or points."""
    leading: Leading | None = None
    inner: Margin | None = None
    top: Margin | None = None


class Page(Head):
    """The page; what is not given comes from the layout."""

    size: Size | None = None
    bleed: Bleed | None = None
    grid: Grid | None = None


class Imprint(Head):
    """What the imprint page (版权页) states."""

    edition: Text | None = None
    printing: Text | None = None
    print_run: Annotated[int, Field(ge=1)] | None = None
    price: Text | None = None
    isbn: Text | None = None
    cip: Text | None = None
    responsible_editor: Text | None = None
    printer: Text | None = None
    paper: Text | None = None


class Paper(Head):
    """The stock; one leaf's thickness gives the spine its width."""

    caliper: Caliper


class Selection(Head):
    """A query over the articles of the folder that are not listed by name."""

    section: Text | None = None
    keyword: Text | None = None
    author: Text | None = None
    begin: Annotated[Day | None, Field(alias="from")] = None
    end: Annotated[Day | None, Field(alias="to")] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begin and self.end and self.end < self.begin:
            raise PydanticCustomError(
                "period", "ends before it begins", {"begin": str(self.begin), "end": str(self.end)}
            )
        return self


class Listing(Shorthand):
    """One article by file name, or all that a query selects."""

    article: Text | None = None
    select: Selection | None = None
    order: Literal["date", "title", "file", "author"] = "date"

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.article is None) == (self.select is None):
            raise PydanticCustomError("listing", "give either an article or select", {})
        if self.article is not None and "order" in self.model_fields_set:
            raise PydanticCustomError("order", "order belongs to select", {})
        return self


class Entry(Shorthand):
    """A line of the contents: a single article, or a part with its articles."""

    article: Text | None = None
    matter: Matter = "body"
    part: Text | None = None
    articles: Annotated[tuple[Listing, ...], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.article is None) == (self.part is None):
            raise PydanticCustomError("entry", "give either an article or a part", {})
        if (self.part is None) != (self.articles is None):
            raise PydanticCustomError("entry", "a part has articles; articles have a part", {})
        if self.part is not None and "matter" in self.model_fields_set:
            raise PydanticCustomError("matter", "a part stands in the body", {})
        return self


class PublicationHead(Head):
    """publication.yaml."""

    title: Text
    subtitle: Text | None = None
    sort: Text | None = None
    """What catalogs file the title under: the reading of a Japanese title, for example."""
    language: Language
    layout: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")] = "anthology"
    identifier: Identifier | None = None
    contributors: tuple[Contributor, ...] = ()
    publisher: Publisher | None = None
    date: Day | None = None
    series: Series | None = None
    description: Text | None = None
    rights: Text | None = None
    page: Page = Page()
    imprint: Imprint | None = None
    paper: Paper | None = None
    contents: Annotated[tuple[Entry, ...], Field(min_length=1)]
    editions: Annotated[tuple[EditionName, ...], Field(min_length=1)] = ("screen", "print", "epub")
    options: dict[str, str] = {}
    """Options that the layout declares."""
