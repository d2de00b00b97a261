"""What a row of the tables of codes is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """A row of the table: severity, then message and hint in both languages."""

    severity: str
    en: str
    zh: str
    hint_en: str = ""
    hint_zh: str = ""

    def message(self, language: str) -> str:
        """The message template in English or Chinese."""
        return self.zh if language == "zh" else self.en

    def hint(self, language: str) -> str:
        """The hint template in English or Chinese."""
        return self.hint_zh if language == "zh" else self.hint_en
