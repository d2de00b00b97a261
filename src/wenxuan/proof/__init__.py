"""Proof that what was written is what is drawn, character by character."""

from __future__ import annotations
