"""The composer: sets lines as a CJK typesetter would, inside WeasyPrint 70."""

from __future__ import annotations

from .session import composing, install, uninstall
from .settings import ComposerReport, ComposerSettings
from .stanza import join_lines

__all__ = [
    "ComposerReport", "ComposerSettings", "composing", "install", "join_lines", "uninstall",
]
