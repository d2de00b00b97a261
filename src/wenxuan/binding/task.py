"""A job as it goes to a worker, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from wenxuan.diagnostics import Diagnostic
from wenxuan.press import PrintDocument
from wenxuan.printkit.specs import Specs
from wenxuan.proof.wanted import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A job as it is sent to a worker."""

    source: PrintDocument
    """Without its style sheet, which all jobs share."""
    keys: tuple[str, ...]
    """Ids of its pieces."""
    samples: int
    editions: tuple[bool, ...]
    """Which to draw: tagged, plain; the plain one comes last."""
    specs: Specs
    """Which inks the plain one is drawn in."""
    wanted: Wanted | None = None
    """What its pages must say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a job."""

    signatures: tuple[tuple[bool, bytes], ...]
    """Tagged or not, and the frozen signature; none when the job failed."""
    found: tuple[Diagnostic, ...]
    plates: tuple[tuple[int, bytes], ...] = ()
    """Pages with something wrong, from 1, the spots marked, when the proof failed."""
