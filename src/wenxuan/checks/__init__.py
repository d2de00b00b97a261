"""Proof of what was made: checks read the finished files, never what we meant to write."""

from __future__ import annotations
