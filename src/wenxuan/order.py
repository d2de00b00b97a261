"""How a publication is to be made: editions, workers, where they are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from wenxuan.binding.pool import Make, local, remote

FEW = 8
"""Jobs that one worker does about as soon as several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a publication is to be made."""

    out: Path
    editions: tuple[str, ...] = ()
    """None named: those that the publication wants."""
    jobs: int = 0
    """Worker processes; 0 is one for each processor."""
    whole: bool = False
    """Lay the publication out as one document, without jobs and binder."""
    executor: str = ""
    """Where jobs are done: empty is this machine, `dask://host:port` a cluster."""
    ready: Make | None = None
    """A worker that was started early."""

    def pool(self, tasks: int) -> Make:
        """What makes an executor for so many tasks."""
        if self.ready is not None and tasks <= FEW:
            return self.ready
        if self.executor:
            return partial(remote, self.executor)
        return partial(local, max(1, min(self.jobs or os.cpu_count() or 1, tasks)))
