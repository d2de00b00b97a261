"""house.yaml: the words of a house, the weight of its rules, and what it waives."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from wenxuan.desk.codes import DESK_CODES
from wenxuan.diagnostics import Report, Span
from wenxuan.gate import Source, read_source
from wenxuan.metadata import Head, Shorthand, Text
from wenxuan.schema import near, validate
from wenxuan.yamltree import Located, parse_yaml

FILE = "house.yaml"

HanLatin = Literal["none", "space", "any"]
Weight = Literal["off", "note", "warning", "error"]


class Name(Shorthand):
    """A person, spelt right, and what they are."""

    name: Text
    title: Text | None = None


class Term(Head):
    """The form that the house writes, and those that it does not."""

    prefer: Text
    instead_of: tuple[Text, ...]
    why: Text | None = None


class Forbidden(Shorthand):
    """A form that must not appear."""

    form: Text
    instead: Text | None = None
    why: Text | None = None


class Waived(Head):
    """A finding that is right as it is."""

    code: Text
    text: Text
    path: Text | None = None
    """File name; every file when not given. `in` of the file."""
    reason: Text


class House(Head):
    """house.yaml, beside publication.yaml or in a folder above it."""

    han_latin: HanLatin = "none"
    """What stands between Han and Latin in the source: nothing, one space, or either."""
    rules: dict[str, Weight] = {}
    """Code to its weight here."""
    names: tuple[Name, ...] = ()
    terms: tuple[Term, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    waive: tuple[Waived, ...] = ()

    def weight(self, code: str) -> str:
        """What a finding weighs in this house."""
        return self.rules.get(code) or (
            DESK_CODES[code].severity if code in DESK_CODES else "error"
        )


def find_house(start: Path) -> Path | None:
    """The nearest house.yaml at or above a folder, not above the folder that holds `content`."""
    folder = start.resolve()
    for _ in range(4):
        if (folder / FILE).is_file():
            return folder / FILE
        if folder.name == "content" or folder.parent == folder:
            return None
        folder = folder.parent
    return None


def read_house(path: Path | None, report: Report) -> House:
    """The house of a file; the plain one, with diagnostics, when there is none or it is faulty."""
    source = read_source(path, report) if path else None
    if source is None:
        return House()
    tree = parse_yaml(source.text, source.path, report)
    house = validate(House, tree, report) if tree else None
    if house is None or tree is None:
        return House()
    _check(house, tree, source, report)
    return house


def _check(house: House, tree: Located, source: Source, report: Report) -> None:
    """Codes that exist, forms that are named once."""
    for code in house.rules:
        _known(code, tree.keys.get(("rules", code), Span(source.path)), report)
    for i, waiver in enumerate(house.waive):
        _known(waiver.code, tree.at("waive", i, "code"), report)
    seen: set[str] = set()
    for i, term in enumerate(house.terms):
        for j, old in enumerate(term.instead_of):
            if old in seen or old == term.prefer:
                report.add("HSE004", tree.at("terms", i, "instead_of", j), old=old)
            seen.add(old)


def _known(code: str, span: Span, report: Report) -> None:
    if code not in DESK_CODES:
        report.add("HSE001", span, code=code, near=near(code, DESK_CODES))
