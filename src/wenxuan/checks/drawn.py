"""The words of a drawing, where it is sure that all of them are drawn once and as they stand."""

from __future__ import annotations

import re

from wenxuan.pictures import svg_text

_APART = re.compile(
    rb"<(?:\w+:)?(?:use|switch|symbol|textPath|tref)\b"
    rb"|\b(?:display|visibility|opacity|filter|mask)\b"
)
"""What may draw text twice, in other places, or not at all."""


def drawn_text(data: bytes) -> str | None:
    """The text of an SVG where it is drawn just once, as it stands; None where that is not sure."""
    if _APART.search(data):
        return None
    return None if b"<text" in _DEFINED.sub(_inside, data) else svg_text(data)


_DEFINED = re.compile(rb"(?s)<(defs|pattern|clipPath|marker)\b.*?</\1>|.")


def _inside(found: re.Match[bytes]) -> bytes:
    """What is defined and drawn where something refers to it; nothing of the rest."""
    return found[0] if found[1] else b""
