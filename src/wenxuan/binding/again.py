"""A build of what was built before: when nothing changed, the last result stands."""

from __future__ import annotations

import time
from pathlib import Path

from wenxuan.binding.cache import Store
from wenxuan.binding.ledger import inputs, recall, remember, stands
from wenxuan.diagnostics import tell
from wenxuan.outcome import Artifact, Result


def again(folder: Path, out: Path, editions: tuple[str, ...], *, whole: bool) -> Result | None:
    """The last result, when every input and every artifact is what it was; else None."""
    began = time.perf_counter()
    store = Store(out / ".cache")
    state = recall(store, folder, editions, whole=whole)
    if state is None:
        return None
    try:
        now = inputs(folder)
    except OSError:
        return None
    if state["digest"] != now.digest or not stands(state, out):
        remember(folder, now)
        return None
    result = Result(folder=folder, slug=state["slug"], title=state["title"], unchanged=True)
    for edition, name, _, pages in state["artifacts"]:
        path = out / state["slug"] / name
        result.artifacts.append(
            Artifact(edition=edition, path=path, size=path.stat().st_size, pages=pages)
        )
    tell(state["found"], result.report)
    result.seconds = time.perf_counter() - began
    return result
