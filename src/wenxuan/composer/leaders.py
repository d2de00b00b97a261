"""Leaders: the dots of a contents line as one text, not as one for each of them."""

from __future__ import annotations

from typing import Any

from . import seams
from .facts import facts_of
from .galley import cast
from .runs import Run, set_run
from .settings import ComposerSettings, Unsettable
from .sorts import cast_of


def lead(context: Any, line: Any, container: Any, settings: ComposerSettings) -> None:
    """Fill the leader of a line, if it has one, and join what it is filled with."""
    seams.inline.handle_leader(context, line, container)
    _, leader = seams.leader_index(line)
    if leader is None or len(leader.children) < 2:
        return
    first, count = leader.children[-1], len(leader.children)  # they come from the right
    try:
        facts = facts_of(first.style, settings)
        sorts = cast(facts, first.text)
    except Unsettable:
        return
    natural = sum(sort.advance for sort in sorts) * facts.size
    if abs(natural - first.width) > facts.size / 1000:
        return
    run = Run(first.text * count, facts, 0.0)
    last = len(sorts) - 1
    gaps = {last + i * len(sorts): first.width - natural for i in range(count - 1)}
    set_run(run, cast_of(sorts * count), gaps, 0.0)
    first.text, first.pango_layout, first.width = run.text, run, first.width * count
    leader.children = (first,)
