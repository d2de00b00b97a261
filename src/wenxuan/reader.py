"""Files to articles: the gate, the head, the body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from wenxuan.diagnostics import Report, Span
from wenxuan.gate import Source, lies_inside, read_source, shown
from wenxuan.markdown import build_body, check_plain
from wenxuan.metadata import ArticleHead, PublicationHead
from wenxuan.model import Article
from wenxuan.schema import validate
from wenxuan.yamltree import Located, parse_yaml

_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Manifest:
    """publication.yaml, read and located."""

    head: PublicationHead
    tree: Located
    source: Source


def read_manifest(folder: Path, report: Report) -> Manifest | None:
    """The publication.yaml of a folder, or None with diagnostics."""
    file = folder / "publication.yaml"
    if not lies_inside(file, folder):
        report.add("SRC009", Span(shown(file)), name=file.name)
        return None
    source = read_source(file, report)
    if source is None:
        return None
    tree = parse_yaml(source.text, source.path, report)
    if tree is None:
        return None
    head = validate(PublicationHead, tree, report)
    check_plain(tree.texts, report)
    return Manifest(head, tree, source) if head else None


def split_head(source: Source, report: Report) -> tuple[str, str, int] | None:
    """Head, body and the file line of the body's first line; None where there is no head."""
    text = source.text
    if not text.startswith("---") or not (opening := _FENCE.match(text)):
        report.add("YML007", Span(source.path))
        return None
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
    source = read_source(file, report)
    parts = split_head(source, report) if source else None
    if source is None or parts is None:
        return None
    head_text, body_text, first_line = parts
    tree = parse_yaml(head_text, source.path, report, first_line=2)
    head = validate(ArticleHead, tree, report) if tree else None
    check_plain(tree.texts if tree else (), report)
    body = build_body(body_text, source.path, first_line, report)
    if head is None or tree is None:
        return None
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
        head_texts=tree.texts,
    )
