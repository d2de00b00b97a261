"""ICC profiles as files: the one that stands in for none, and what an output intent may hold."""

from __future__ import annotations

from pathlib import Path

STANDARD = Path(__file__).resolve().parents[1] / "profiles" / "FOGRA39L_coated.icc"
"""The profile of a publication that names none."""


def profile_fault(data: bytes) -> str | None:
    """Why a profile cannot stand in an output intent of PDF/X-4, or None (ISO 15930-7 §6.2.2)."""
    if len(data) < 128 or data[36:40] != b"acsp":
        return "not an ICC profile"
    if data[12:16] != b"prtr":
        return f"not an output profile but {data[12:16].decode('latin-1')!r}"
    if data[16:20] != b"CMYK":
        return f"not CMYK but {data[16:20].decode('latin-1').strip()!r}"
    return None
