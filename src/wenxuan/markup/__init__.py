"""The model as XHTML: one renderer for print, one for EPUB, one base for what they share."""

from __future__ import annotations
