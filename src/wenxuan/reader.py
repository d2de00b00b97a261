"""Files to articles: the gate, the head, the body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from wenxuan.diagnostics import Report, Severity, Span
from wenxuan.gate import Source, lies_inside, read_source, shown
from wenxuan.markdown import build_body, check_plain
from wenxuan.metadata import ArticleHead, PublicationHead
from wenxuan.model import Article
from wenxuan.schema import salvage
from wenxuan.yamltree import Located, parse_yaml

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Manifest:
    """publication.yaml, read and located."""

    head: PublicationHead
    tree: Located
    listed: bool = True
    """False: the contents are faulty, so that nobody knows which articles belong to it."""


def salvaged_manifest(folder: Path, report: Report) -> Manifest:
    """What is valid of a publication.yaml, stand-ins for the rest; faults are in the report."""
    tree = _manifest_tree(folder, report)
    found = salvage(PublicationHead, tree, report) if tree else None
    if tree is None or found is None:
        name = shown(folder / "publication.yaml")
        nothing = PublicationHead.model_construct(title="…", language="zh-Hans", contents=())
        return Manifest(nothing, Located({}, {(): Span(name)}, {}), listed=False)
    check_lines(tree, report)
    head, rest = found
    whole = _listing(tree) == _listing(rest) > 0
    return Manifest(head, rest, listed=whole)


def _manifest_tree(folder: Path, report: Report) -> Located | None:
    file = folder / "publication.yaml"
    if not lies_inside(file, folder):
        report.add("SRC009", Span(shown(file)), name=file.name)
        return None
    source = read_source(file, report, salvage=True)
    return parse_yaml(source.text, source.path, report, lenient=True) if source else None


def _listing(tree: Located) -> int:
    """How many values there are in the contents."""
    return sum(route[:1] == ("contents",) for route in tree.values)


def split_head(source: Source, report: Report) -> tuple[str, str, int] | None:
    """Head, body and the file line of the body's first line.

    None where the head does not end; a text without one is all body.
    """
    text = source.text
    if not text.startswith("---") or not (opening := _FENCE.match(text)):
        report.add("YML007", Span(source.path))
        return "", text, 1
    closing = _FENCE.search(text, opening.end())
    if closing is None:
        report.add("YML008", Span(source.path))
        return None
    body = text[closing.end() + 1 :]
    return text[opening.end() + 1 : closing.start()], body, text.count("\n", 0, closing.end()) + 2


def read_article(file: Path, key: str, language: str, report: Report) -> Article | None:
    """An article of the model; None when its bytes or its head are faulty.

    A faulty head does not hide faults of the body: both are reported.
    """
    article = salvaged_article(file, key, language, report)
    return article if article.sound else None


def salvaged_article(file: Path, key: str, language: str, report: Report) -> Article:
    """What can be read of an article; it is not `sound` when its bytes or its head are faulty."""
    errors = report.count(Severity.ERROR)
    source = read_source(file, report, salvage=True)
    parts = split_head(source, report) if source else None
    if source is None or parts is None:
        return _unread(file, key, language)
    head_text, body_text, first_line = parts
    headless = first_line == 1
    tree = None if headless else parse_yaml(head_text, source.path, report, 2, lenient=True)
    found = salvage(ArticleHead, tree, report) if tree else None
    check_lines(tree, report)
    sound = found is not None and report.count(Severity.ERROR) == errors
    body = build_body(body_text, source.path, first_line, report)
    head = found[0] if found else ArticleHead(title="…")
    if not body.blocks:
        last_line = source.text.count("\n") + 1
        report.add("MD022", Span(source.path, min(first_line, last_line)))
    return Article(
        span=Span(source.path),
        key=key,
        file=file,
        digest=source.digest,
        head=head,
        blocks=body.blocks,
        notes=body.notes,
        language=head.language or language,
        head_texts=tree.texts if tree else (),
        sound=sound,
    )


def _unread(file: Path, key: str, language: str) -> Article:
    """The place of an article that could not be read at all."""
    return Article(
        span=Span(shown(file)),
        key=key,
        file=file,
        digest="",
        head=ArticleHead(title="…"),
        blocks=(),
        language=language,
        sound=False,
    )


_ONE_LINE = frozenset(
    ("title", "subtitle", "kicker", "short_title", "section", "part", "name", "role", "sort")
)
"""Keys whose values are printed on one line, unless the editor breaks it."""
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")


def check_lines(tree: Located | None, report: Report) -> None:
    """Report what the values of a head may not hold: marks, line ends in titles, unseen signs."""
    if tree is None:
        return
    check_plain(tree.texts, report)
    for route, value in tree.leaves():
        last = next((step for step in reversed(route) if isinstance(step, str)), "")
        if last in _ONE_LINE and "\n" in value.strip():
            report.add("MET009", tree.values[route], key=last)
    for span, text in tree.texts:
        for found in _UNSEEN.finditer(text):
            report.add("CHR006", span.right(found.start()), point=f"{ord(found[0]):04X}")
