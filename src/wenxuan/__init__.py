"""wenxuan (文选): a press for compilations in Chinese, Japanese and Korean."""

from __future__ import annotations

__version__ = "0.1.0"
