"""Rules of CJK composition as tables and pure functions; nothing here knows fonts or pages."""

from __future__ import annotations
