"""What a build is asked for, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wenxuan.diagnostics import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a publication is to be made, in words."""

    out: Path
    editions: tuple[str, ...] = ()
    """None named: those that the publication wants."""
    jobs: int = 0
    """Worker processes; 0 is one for each processor."""
    whole: bool = False
    """Lay the publication out as one document, without jobs and binder."""
    executor: str = ""
    """Where jobs are done: empty is this machine, `dask://host:port` a cluster."""
    cache: str = ""
    """Where other machines find signatures, too, as fsspec names it; empty: nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A file that was written."""

    edition: str
    path: Path
    size: int
    """Bytes."""
    pages: int | None = None
    digest: str = ""
    """SHA-256 of its bytes."""


@dataclass(slots=True, kw_only=True)
class Result:
    """What one build came to."""

    folder: Path
    slug: str
    title: str = ""
    artifacts: list[Artifact] = field(default_factory=list)
    articles: list[dict[str, Any]] = field(default_factory=list)
    """What each article came to: key, title, path, pages, characters and what else it has."""
    report: Report = field(default_factory=Report)
    seconds: float = 0.0
    jobs: int = 0
    """Jobs that were run; the other signatures came from the cache."""
    unchanged: bool = False
    """True when the last build still stands and nothing was made."""
