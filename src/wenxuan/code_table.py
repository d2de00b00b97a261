"""What a row of the tables of codes is, and phrases that stand in its messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A row of the table: severity, then message and hint in both languages."""

    severity: str
    en: str
    zh: str
    hint_en: str = ""
    hint_zh: str = ""

    def message(self, language: str) -> str:
        """The message template in English or Chinese."""
        return self.zh if language == "zh" else self.en

    def hint(self, language: str) -> str:
        """The hint template in English or Chinese."""
        return self.hint_zh if language == "zh" else self.hint_en


@dataclass(frozen=True, slots=True)
class Phrase:
    """An argument of a message that is itself words: one text for each language."""

    en: str
    zh: str

    def __bool__(self) -> bool:
        """False for a phrase that says nothing."""
        return bool(self.en or self.zh)


IN_CHINESE = "_zh"
"""Ends the name of the argument that is said for another one in Chinese."""


def spoken(arguments: Iterable[tuple[str, str]], language: str) -> dict[str, str]:
    """Arguments for a template: in Chinese, `near_zh` stands for `near`."""
    known = dict(arguments)
    if language != "zh":
        return known
    chinese = {k.removesuffix(IN_CHINESE): v for k, v in known.items() if k.endswith(IN_CHINESE)}
    return known | chinese


def single(arguments: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Arguments with each phrase as two texts."""
    for key, value in arguments.items():
        if isinstance(value, Phrase):
            yield key, value.en
            yield key + IN_CHINESE, value.zh
        else:
            yield key, value
