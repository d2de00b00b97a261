"""The EPUB edition: EPUB 3.3 documents, navigation, package and container."""

from __future__ import annotations

from wenxuan.epub.edition import make_epub

__all__ = ["make_epub"]
