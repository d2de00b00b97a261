"""Readings of Han characters in context; the only module that imports pypinyin.

Its dictionary of 47,000 phrases takes 50 MB and a third of a second. Of it only what may matter
for a text is taken: phrases whose first two characters stand in the text. Segmentation goes from
left to right along prefixes of phrases, so that no other phrase can change its result.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

_PHRASE = re.compile(r'"((..)[^"]*)":\s*(\[\s*\[.*?\]\s*\])', re.DOTALL)
_ALONE = "PYPINYIN_NO_PHRASES"
_loaded: set[str] = set()
"""Pairs of characters whose phrases are known."""


def syllables(text: str, *, tones: bool) -> tuple[str, ...]:
    """The reading of each Han character; what has none stays."""
    pinyin = _pinyin()
    learn([text])
    style = pinyin.Style.TONE if tones else pinyin.Style.NORMAL
    return tuple(pinyin.lazy_pinyin(text, style=style))


def possible(character: str) -> frozenset[str]:
    """All readings of a Han character without their tones, ü as v; itself where it has none."""
    pinyin = _pinyin()
    rows = pinyin.pinyin(character, style=pinyin.Style.NORMAL, heteronym=True)
    return frozenset(reading for row in rows for reading in row)


def learn(texts: Iterable[str]) -> None:
    """Make the phrases of many texts known at once: the dictionary is read through each time."""
    wanted = {text[i : i + 2] for text in texts for i in range(len(text) - 1)} - _loaded
    if not wanted:
        return
    _loaded.update(wanted)
    _pinyin().load_phrases_dict(dict(_phrases(wanted)))


@cache
def _pinyin() -> ModuleType:
    """Pypinyin without its phrases; the environment is as it was when this returns."""
    before = os.environ.get(_ALONE)
    os.environ[_ALONE] = "1"
    try:
        import pypinyin  # noqa: PLC0415 -- loads its dictionary of characters
    finally:
        if before is None:
            del os.environ[_ALONE]
        else:
            os.environ[_ALONE] = before
    return pypinyin


def _phrases(starts: set[str]) -> Iterator[tuple[str, list[list[str]]]]:
    spec = find_spec("pypinyin")
    assert spec is not None
    assert spec.origin is not None
    text = (Path(spec.origin).parent / "phrases_dict.json").read_text(encoding="utf-8")
    for phrase, start, readings in _PHRASE.findall(text):
        if start in starts:
            yield phrase, json.loads(readings)
