"""Markdown to the model; the only package that imports markdown-it."""

from __future__ import annotations

from wenxuan.markdown.builder import Body, build_body

__all__ = ["Body", "build_body"]
