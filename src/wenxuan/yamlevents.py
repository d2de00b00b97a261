"""Events of YAML: libyaml's, ten times as fast, where they are those of PyYAML's own parser.

The two differ at tabs, `?`, tags, a byte order mark, the end of a file without a line end and the
places of empty values; what is wrong they say in other words. All that is PyYAML's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress

import yaml

_THEIRS = re.compile(r"[\t?!&*%\ufeff]")
"""Characters that the two may read otherwise."""


def events_of(text: str) -> Iterable[yaml.Event]:
    """The events of a document; raises YAMLError, ValueError and OverflowError."""
    if yaml.__with_libyaml__ and text.endswith("\n") and not _THEIRS.search(text):
        with suppress(yaml.YAMLError, ValueError):
            events = list(yaml.parse(text, Loader=yaml.CSafeLoader))
            if not any(isinstance(event, yaml.ScalarEvent) and _empty(event) for event in events):
                return events
    return yaml.parse(text, Loader=yaml.SafeLoader)


def _empty(event: yaml.ScalarEvent) -> bool:
    """Tell whether nothing is written for a value."""
    return not event.value and not event.style
