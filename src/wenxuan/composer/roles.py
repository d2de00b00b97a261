"""Parts that boxes play in a line beyond what CSS can say: told by the class of the element."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final


class Role(Enum):
    """What the composer does with an inline box: the class that asks for it."""

    RUBY = "ruby"
    NOTE = "warichu"
    NAME = "name"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading ``width`` px wide in type of ``size`` px, over sorts ``start`` to ``end``.

    The sort ``end`` is not under it.
    """

    start: int
    end: int
    width: float
    size: float


_ROLES: Final = {role.value: role for role in Role}


def role_of(box: Any) -> Role | None:
    """Role of a box of an element, None for most; generated content plays none."""
    element = box.element
    if element is None or "::" in (box.element_tag or ""):
        return None
    for name in (element.get("class") or "").split():
        if name in _ROLES:
            return _ROLES[name]
    return None
