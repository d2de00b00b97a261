"""How a publication is to be made: editions, workers, where they are, and when they begin."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from wenxuan.binding.cache import Store
from wenxuan.binding.jobs import font_files
from wenxuan.binding.ledger import State
from wenxuan.binding.pool import Make, early, local, remote
from wenxuan.binding.worker import ready
from wenxuan.fonts import load_fonts, prepare_fontconfig
from wenxuan.outcome import Asked

FEW = 8
"""Jobs that one worker does about as soon as several."""
MANY = 200
"""Files from which a publication is read after its workers are there.

They are copies of this process, and what it has read by then is theirs, too: 0.15 MB an article.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Asked):
    """How a publication is to be made."""

    ready: Make | None = None
    """Workers that were started early."""
    enough: int = FEW
    """Jobs up to which they do."""

    def pool(self, tasks: int) -> Make:
        """What makes an executor for so many tasks."""
        if self.ready is not None and tasks <= self.enough:
            return self.ready
        if self.executor:
            return partial(remote, self.executor)
        return partial(local, max(1, min(self.staff, tasks)))

    def store(self) -> Store:
        """Where signatures are kept; raises Stopped when the shared place cannot be used."""
        folder = self.out / ".cache"
        if not self.cache:
            return Store(folder)
        from wenxuan.binding.shared import SharedStore  # noqa: PLC0415 -- seldom needed

        return SharedStore(folder, self.cache)

    @property
    def staff(self) -> int:
        """Worker processes that there may be."""
        return self.jobs or os.cpu_count() or 1


@contextmanager
def ahead_of_edit(order: Order, memory: State) -> Iterator[Order]:
    """The order of an edit, with a worker that gets ready while the sources are read."""
    wanted = replace(order, editions=tuple(a[0] for a in memory["artifacts"]))
    if order.executor:
        yield wanted
        return
    fonts = load_fonts(memory["language"])
    prepare_fontconfig(fonts, order.out / ".cache")
    with early(1, ready, memory["slug"], memory["css"], font_files(fonts)) as make:
        yield replace(wanted, ready=make)


@contextmanager
def ahead_of_reading(order: Order, files: int) -> Iterator[Order]:
    """The order of a build of so many files, with the workers that a long publication wants."""
    if files < MANY or order.executor or order.whole or order.editions == ("epub",):
        yield order
        return
    try:
        # The faces are the same in every language.
        prepare_fontconfig(load_fonts("zh-Hans"), order.out / ".cache")
    except (OSError, ValueError):  # told where the publication is read
        yield order
        return
    with early(order.staff) as make:
        yield replace(order, ready=make, enough=sys.maxsize)
