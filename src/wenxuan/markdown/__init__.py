"""Markdown to the model; the only package that imports markdown-it."""

from __future__ import annotations

from wenxuan.markdown.builder import Body, build_body
from wenxuan.markdown.raw import check_plain

__all__ = ["Body", "build_body", "check_plain"]
