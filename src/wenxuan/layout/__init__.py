"""Layouts: pure data in `layouts/<name>/`, found, validated and rendered here."""

from __future__ import annotations
