"""Programs of others that run on Java, bounded in memory and time."""

from __future__ import annotations

import subprocess
from typing import Final

from wenxuan.isolation import lifted

HEAP: Final = "-Xmx1g"
"""Most memory for what Java makes."""
TIMEOUT: Final = 600
"""Seconds; EPUBCheck takes about a minute for a thousand articles."""


def java(*words: str) -> subprocess.CompletedProcess[bytes]:
    """Run Java with these words; raises OSError without it, subprocess.TimeoutExpired."""
    return subprocess.run(
        ["java", HEAP, *words], capture_output=True, timeout=TIMEOUT, check=False,
        preexec_fn=lifted,
    )  # fmt: skip
