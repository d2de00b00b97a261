"""Which files are meant, which publication they belong to, in which language they are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wenxuan.diagnostics import Report
from wenxuan.gate import is_file, lies_inside, read_source
from wenxuan.yamltree import parse_yaml


def sources(paths: Iterable[Path]) -> list[Path]:
    """The files that paths mean: articles and publication.yaml, hidden ones and READMEs apart."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                p
                for p in path.rglob("*")
                if _is_source(p.relative_to(path)) and is_file(p) and lies_inside(p, path)
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _is_source(path: Path) -> bool:
    hidden = any(part.startswith((".", "_")) for part in path.parts)
    return not hidden and (
        path.name == "publication.yaml" or (path.suffix == ".md" and path.stem.upper() != "README")
    )


def publication_of(path: Path) -> Path | None:
    """The nearest publication.yaml at or above a file."""
    folders = [path, *path.parents] if path.is_dir() else list(path.parents)
    return next(
        (f / "publication.yaml" for f in folders[:4] if (f / "publication.yaml").is_file()), None
    )


def language_of(path: Path) -> str:
    """The language of the publication of a file or folder; an article's own head may change it."""
    manifest = publication_of(path.resolve())
    source = read_source(manifest, Report()) if manifest else None
    tree = parse_yaml(source.text, source.path, Report()) if source else None
    data = tree.data if tree else None
    language = data.get("language") if isinstance(data, dict) else None
    return language if isinstance(language, str) else "zh-Hans"
