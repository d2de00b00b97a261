"""Articles as they were read before, kept by their bytes: after a change elsewhere none is read.

What lies on the shelf is plain data: a list is a kind of `KINDS` and its fields, a tuple a tuple.
"""

from __future__ import annotations

import hashlib
import marshal
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

from wenxuan import model
from wenxuan.binding.cache import Store
from wenxuan.binding.ledger import press
from wenxuan.diagnostics import Report, Span, findings, tell
from wenxuan.gate import MAX_BYTES, read_whole, shown
from wenxuan.metadata import ArticleHead, Author, Head, Provenance
from wenxuan.model import Article
from wenxuan.reader import salvaged_article

KINDS: Final[tuple[type[Any], ...]] = (
    Span, Path, date, ArticleHead, Author, Provenance,
    Article, model.Note, model.Paragraph, model.Heading, model.Box, model.List, model.Definitions,
    model.Table, model.Figure, model.CodeBlock, model.Divider,
    model.Text, model.Emphasis, model.Code, model.Link, model.Reference, model.Picture,
    model.NoteCall, model.Ruby, model.Marked, model.LineBreak,
)  # fmt: skip
"""What an article consists of beside texts, numbers and tuples; the order is that of the data."""
_PLACES: Final = {kind: place for place, kind in enumerate(KINDS)}
_FIELDS: Final = tuple(
    tuple(kind.model_fields) if issubclass(kind, Head)
    else tuple(f.name for f in fields(kind)) if hasattr(kind, "__dataclass_fields__")
    else ()
    for kind in KINDS
)  # fmt: skip


class Shelf:
    """Articles by the bytes of their files, where they are, and the press that read them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def article(self, file: Path, key: str, language: str, report: Report) -> Article:
        """An article as `salvaged_article` reads it, and what that had to say."""
        name = self._name(file, key, language)
        data = self.store.get(name) if name else None
        if data is not None:
            self.store.touch(name)
            found, kept = marshal.loads(data)  # noqa: S302 -- sealed, and no code
            tell(found, report)
            return replace(cast(Article, unpacked(kept)), file=file)
        said = Report()
        article = salvaged_article(file, key, language, said)
        report.extend(said)
        if article.sound and name == self._name(file, key, language):
            with suppress(OSError):
                self.store.put(name, marshal.dumps((findings(said), packed(article)), 4))
        return article

    @staticmethod
    def _name(file: Path, key: str, language: str) -> str:
        """Name of the entry of a file as it is now; empty when it cannot be read."""
        with suppress(OSError):
            digest = hashlib.sha256(read_whole(file, MAX_BYTES)).hexdigest()
            return Store.key("article", press(), shown(file), key, language, digest)
        return ""


def packed(value: Any) -> Any:
    """A value of the model as plain data; KeyError for one that is not among `KINDS`."""
    if isinstance(value, tuple):
        return tuple([packed(item) for item in value])
    if value is None or isinstance(value, str | int):
        return value
    place = _PLACES[Path if isinstance(value, Path) else type(value)]
    if isinstance(value, date):
        return [place, value.year, value.month, value.day]
    inside = [packed(getattr(value, name)) for name in _FIELDS[place]]
    given = [sorted(value.model_fields_set)] if isinstance(value, Head) else []
    return [place, *given, *inside]


def unpacked(data: Any) -> Any:
    """The value that became this data; what stood for a file is an empty path."""
    if isinstance(data, tuple):
        return tuple([unpacked(item) for item in data])
    if not isinstance(data, list):
        return data
    place, *inside = data
    kind, names = KINDS[place], _FIELDS[place]
    if not names:
        return kind(*inside)
    if issubclass(kind, Head):
        given, *inside = inside
        values = zip(names, map(unpacked, inside), strict=True)
        return kind.model_construct(set(given), **dict(values))
    made = object.__new__(kind)
    for name, item in zip(names, inside, strict=True):
        object.__setattr__(made, name, unpacked(item))
    return made
