"""Jobs: the smallest runs of pieces that begin on a fresh page, each with the key of its result."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from wenxuan.binding.cache import Store
from wenxuan.binding.frozen import FORMAT
from wenxuan.binding.plan import Leaf
from wenxuan.diagnostics import Report, Span
from wenxuan.fonts import FontSet, font_places
from wenxuan.layout.printing import Piece, Printing, job_document, samples, style_sheet
from wenxuan.layout.sheets import sheet_name
from wenxuan.press import PrintDocument
from wenxuan.printkit.specs import Specs
from wenxuan.proof.wanted import Wanted, of_article, of_markup

SHAPING = (
    "matrices.py",
    "picture_color.py",
    "press.py",
    "bounds.py",
    "proof/*.py",
    "composer/*.py",
    "typography/*.py",
    *(
        f"binding/{name}.py"
        for name in (
            "content", "frozen", "haste", "margins", "matching", "plain", "proved", "signature",
            "structure", "stub", "styles", "tagging", "task", "template", "walks", "worker",
        )
    ),
    *(
        f"printkit/{name}.py"
        for name in ("color", "inking", "inks", "profile", "separate", "spaces", "specs")
    ),
)
"""Modules that make pages out of HTML and CSS, which themselves are part of a job's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What is laid out by itself."""

    source: PrintDocument
    keys: tuple[str, ...]
    samples: int
    digest: str
    """Of all that makes its pages; the editions are not in it."""
    wanted: Wanted | None = None
    """What its pages must say; None where it need not be done."""

@dataclass(frozen=True, slots=True, kw_only=True)
class Imposition:
    """The jobs of a publication, and what is bound in which order."""

    name: str
    sheet: str
    """The style sheet, as diagnostics name it."""
    css: str
    fonts: tuple[tuple[str, Path], ...]
    base: str
    """Digest of what all jobs share."""
    jobs: tuple[Job, ...]
    leaves: tuple[Leaf, ...]
    specs: Specs = field(default_factory=Specs)
    """Which inks the plain edition is drawn in."""

    def key(self, number: int, *, tagged: bool) -> str:
        """Name of the signature of a job in the cache."""
        kind = "tagged" if tagged else f"plain {self.specs.inks}"
        return Store.key("signature", self.jobs[number].digest, kind)


def impose(work: Printing, report: Report, specs: Specs | None = None) -> Imposition | None:
    """Divide a publication into jobs; None when a template fails."""
    css = style_sheet(work, report, one=False)
    if css is None:
        return None
    fonts = font_files(work.fonts)
    base = Store.key(css, *(f.head.sha256 for f in work.fonts.files), *_versions())
    digests = Pictures(work.folder)
    jobs: list[Job] = []
    leaves: dict[str, Leaf] = {}
    for pieces in groups(work.pieces):
        source = job_document(work, pieces, css, report)
        if source is None:
            return None
        for piece in pieces:
            leaves[piece.key] = leaf(piece, len(jobs))
        jobs.append(make_job(source, pieces, base, digests, work))
    order = tuple(leaves[piece.key] for piece in work.pieces)
    return Imposition(
        name=work.name,
        sheet=sheet_name(work.layout),
        css=css,
        fonts=fonts,
        base=base,
        jobs=tuple(jobs),
        leaves=order,
        specs=specs or Specs(),
    )


def font_files(fonts: FontSet) -> tuple[tuple[str, Path], ...]:
    """The fonts of a publication under the addresses that its style sheet gives."""
    return tuple(font_places(fonts).items())


def leaf(piece: Piece, job: int) -> Leaf:
    """A piece as the binder sees it."""
    return Leaf(key=piece.key, style=piece.style, opens=piece.opens, first=piece.first, job=job)


def groups(pieces: tuple[Piece, ...]) -> Iterator[tuple[Piece, ...]]:
    """Pages without text are one job, the titles of parts another, all else by itself."""
    plain = tuple(p for p in pieces if p.style == "plain" and p.kind != "part")
    parts = tuple(p for p in pieces if p.kind == "part")
    yield from (run for run in (plain, parts) if run)
    yield from ((p,) for p in pieces if p.style != "plain")


def make_job(
    source: PrintDocument,
    pieces: tuple[Piece, ...],
    base: str,
    pictures: Pictures,
    work: Printing,
) -> Job:
    """A job of pieces whose document is ready."""
    wanted = wanted_of(source, pieces, work)
    files = {url: path for url, path in source.files.items() if "/images/" in url}
    inputs = [part for url, path in sorted(files.items()) for part in (url, pictures[path])]
    name = next((p.source for p in pieces if p.source), source.name)
    return Job(
        source=replace(source, name=name, css="", files=files),
        keys=tuple(piece.key for piece in pieces),
        samples=len(samples(pieces)),
        digest=Store.key(base, source.html, name, wanted.digest, *inputs),
        wanted=wanted,
    )


def wanted_of(source: PrintDocument, pieces: tuple[Piece, ...], work: Printing) -> Wanted:
    """What the pages of a job must say: by the model of its article, else by its markup."""
    (piece, *others) = pieces
    if piece.article is None or others:
        return of_markup(source.html, Span(f"content/{source.name}/publication.yaml"))
    view = piece.view
    return of_article(piece.article, work.targets, source.html, view.body, view.notes)


class Pictures(Mapping[Path, str]):
    """Digests of files, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[Path, str] = {}

    def __getitem__(self, path: Path) -> str:
        if path not in self.known:
            self.known[path] = hashlib.sha256(path.read_bytes()).hexdigest()
        return self.known[path]

    def __iter__(self) -> Iterator[Path]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


@lru_cache(maxsize=1)
def _versions() -> tuple[str, ...]:
    """Everything installed that shapes a page, our own modules by their content."""
    packages = ("weasyprint", "pydyf", "tinycss2", "cssselect2", "pyphen", "uharfbuzz", "pillow")
    own = hashlib.sha256()
    home = Path(__file__).parents[1]
    for path in sorted(p for pattern in SHAPING for p in home.glob(pattern)):
        own.update(path.name.encode() + path.read_bytes())
    native = ("pango", *_native())
    return (
        str(FORMAT),
        own.hexdigest(),
        sys.version,
        *(f"{p} {version(p)}" for p in packages),
        *native,
    )


def _native() -> tuple[str, ...]:
    """Versions of the system's text libraries."""
    from wenxuan.versions import native_versions  # noqa: PLC0415 -- loads Pango

    return tuple(f"{name} {number}" for name, number in native_versions().items())
