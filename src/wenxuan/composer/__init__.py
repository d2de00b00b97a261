"""The composer: sets lines as a CJK typesetter would, inside WeasyPrint 70."""

from __future__ import annotations

from .session import composing
from .settings import ComposerReport, ComposerSettings
from .stanza import join_lines

__all__ = ["ComposerReport", "ComposerSettings", "composing", "join_lines"]
