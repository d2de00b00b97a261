"""layout.yaml and its inheritance: a house style is a small folder that extends another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from wenxuan.diagnostics import Report, Span
from wenxuan.gate import is_file, lies_inside, read_source
from wenxuan.layout.sizes import Geometry, size_in_points
from wenxuan.metadata import (
    Bleed,
    Head,
    Leading,
    Margin,
    PublicationHead,
    Size,
    Text,
    TypeSize,
    points,
)
from wenxuan.model import Publication
from wenxuan.resources import resource_folder
from wenxuan.schema import near, validate
from wenxuan.yamltree import parse_yaml


class PageGrid(Head):
    """A type area for one trim size."""

    body: TypeSize
    leading: Leading
    measure: Annotated[int, Field(ge=8, le=60)]
    lines: Annotated[int, Field(ge=8, le=80)]
    inner: Margin
    top: Margin


class Option(Head):
    """A switch that a publication may set under `options`."""

    choices: tuple[Text, ...] = ()
    """None: any text, judged by what uses it."""
    default: Text | None = None
    about: Text


class LayoutHead(Head):
    """layout.yaml."""

    title: Text | None = None
    extends: Text | None = None
    default: Size | None = None
    """Trim size when the publication names none."""
    bleed: Bleed | None = None
    grids: dict[Size, PageGrid] = {}
    sizes: dict[str, TypeSize] = {}
    """Role of a text to its size; the only place where a layout names sizes."""
    colors: dict[str, Text] = {}
    words: dict[str, dict[str, Text]] = {}
    """Language to the layout's own words, such as the title of the contents."""
    roles: dict[str, dict[str, tuple[Text, Text]]] = {}
    """Language to what stands behind and before the name of who has a role: 译 and 译者."""
    options: dict[str, Option] = {}

    @field_validator("colors")
    @classmethod
    def _known_colors(cls, value: dict[str, str]) -> dict[str, str]:
        """Colors are written `#8c1c1b`: they go into style sheets as they stand."""
        for color in value.values():
            if not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
                raise PydanticCustomError("color", "not a color", {})
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A layout with all that it inherits."""

    name: str
    folders: tuple[Path, ...]
    """Its own folder first, then those that it extends."""
    head: LayoutHead

    def file(self, name: str) -> Path | None:
        """A file of the layout or of the nearest ancestor that has it."""
        return next((f / name for f in self.folders if own_file(f, name)), None)

    def word(self, key: str, language: str) -> str:
        """One of the layout's words in a language, else in simplified Chinese."""
        words = self.head.words
        own = words.get(language) or words.get(language.rsplit("-", 1)[0]) or {}
        return own.get(key) or words["zh-Hans"][key]

    def roles(self, language: str) -> dict[str, tuple[str, str]]:
        """Roles to their words in a language, else in simplified Chinese."""
        roles = self.head.roles
        own = roles.get(language) or roles.get(language.rsplit("-", 1)[0]) or {}
        return roles.get("zh-Hans", {}) | own


_NAME = re.compile(r"\w[\w-]{0,99}")


def own_file(folder: Path, name: str) -> bool:
    """True for a regular file of a layout; no link leads out of the layout's folder."""
    return is_file(folder / name) and lies_inside(folder / name, folder)


def load_layout(name: str, publication: Path, span: Span, report: Report) -> Layout | None:
    """A layout by name, from `layouts/` beside the content or from the press."""
    folders: list[Path] = []
    heads: list[LayoutHead] = []
    wanted: str | None = name
    while wanted is not None:
        if not _NAME.fullmatch(wanted):
            report.add("LAY008", span, name=wanted)
            return None
        folder = _find(wanted, publication)
        if folder is not None and folder in folders:
            report.add("LAY007", span, name=wanted)
            return None
        if folder is None:
            report.add("LAY001", span, name=wanted, near=near(wanted, _names(publication)))
            return None
        read = _read(folder, report)
        if read is None:
            return None
        head, span = read
        folders.append(folder)
        heads.append(head)
        wanted = head.extends
    return Layout(name=name, folders=tuple(folders), head=_merged(heads))


def _places(publication: Path) -> tuple[Path, ...]:
    return publication.resolve().parent.parent / "layouts", resource_folder("layouts")


def _find(name: str, publication: Path) -> Path | None:
    return next((p / name for p in _places(publication) if own_file(p / name, "layout.yaml")), None)


def _names(publication: Path) -> set[str]:
    return {f.parent.name for p in _places(publication) for f in p.glob("*/layout.yaml")}


def _read(folder: Path, report: Report) -> tuple[LayoutHead, Span] | None:
    """The head of a layout, and the place where it names the one that it extends."""
    source = read_source(folder / "layout.yaml", report, f"layouts/{folder.name}/layout.yaml")
    tree = parse_yaml(source.text, source.path, report) if source else None
    head = validate(LayoutHead, tree, report) if tree else None
    return (head, tree.at("extends")) if head and tree else None


def _merged(heads: list[LayoutHead]) -> LayoutHead:
    """Mappings are merged key by key, other values replaced, the nearest layout last."""
    merged: dict[str, Any] = {}
    for head in reversed(heads):
        for key in head.model_fields_set:
            value = getattr(head, key)
            merged[key] = _over(merged.get(key), value)
    return LayoutHead.model_construct(**merged)


def _over(below: Any, value: Any) -> Any:
    """A value over an inherited one: mappings key by key, at every depth."""
    if not isinstance(value, dict) or not isinstance(below, dict):
        return value
    return below | {key: _over(below.get(key), item) for key, item in value.items()}


def chosen(layout: Layout, head: PublicationHead, name: str) -> str:
    """What a publication chose, else the layout's default; empty where it has no such option."""
    known = layout.head.options.get(name)
    return head.options.get(name) or (known and known.default) or ""


def check_options(layout: Layout, publication: Publication, report: Report) -> None:
    """Report options that the layout does not have, or not with that value."""
    known = layout.head.options
    for name, value in publication.head.options.items():
        span = publication.place("options", name)
        if name not in known:
            report.add("LAY005", span, name=name, near=near(name, known))
        elif known[name].choices and value not in known[name].choices:
            choices = ", ".join(known[name].choices)
            report.add("LAY006", span, name=name, value=value, choices=choices)


def geometry(layout: Layout, head: PublicationHead, span: Span, report: Report) -> Geometry | None:
    """The page of a publication: its own numbers over the layout's for that trim size."""
    page, known = head.page, layout.head
    size = page.size or known.default or "170mm 240mm"
    width, height = (points(side) for side in size.split())
    grid = known.grids.get(size) or _nearest(layout, width)
    own = page.grid
    if grid is None:
        report.add("LAY003", span, area="?", page=size)
        return None
    if size not in known.grids and own is None:
        grid = _fitted(grid, width, height)
        report.add("LAY004", span, size=size, base=layout.name)
    made = Geometry(
        width=width,
        height=height,
        bleed=points(page.bleed or known.bleed or "3mm"),
        body=size_in_points((own and own.body) or grid.body),
        leading=points((own and own.leading) or grid.leading),
        measure=own.measure if own else grid.measure,
        lines=own.lines if own else grid.lines,
        inner=points((own and own.inner) or grid.inner),
        top=points((own and own.top) or grid.top),
    )
    if not made.fits:
        area = f"{made.area_width / 2.8346:.0f}mm × {made.area_height / 2.8346:.0f}mm"
        report.add("LAY003", span, area=area, page=size)
        return None
    return made


def _nearest(layout: Layout, width: float) -> PageGrid | None:
    grids = layout.head.grids
    distance = {size: abs(points(size.split()[0]) - width) for size in grids}
    return grids[min(distance, key=lambda size: (distance[size], size))] if grids else None


def _fitted(grid: PageGrid, width: float, height: float) -> PageGrid:
    """The grid with as many characters and lines as leave margins like the original's."""
    body, leading = size_in_points(grid.body), points(grid.leading)
    measure = int((width - points(grid.inner) * 2.1) / body)
    lines = int((height - points(grid.top) * 2 - body) / leading) + 1
    return grid.model_copy(update={"measure": max(measure, 8), "lines": max(lines, 8)})
