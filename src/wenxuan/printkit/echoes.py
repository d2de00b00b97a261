"""What a finding explains: where a cause is named, the findings that it brings about are silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wenxuan.printkit.rules import Finding

CAUSES: dict[str, frozenset[str]] = {
    "PRT010": frozenset(("PRT202", "PRT203", "PRT217")),
    "PRT203": frozenset(("PRT217",)),
    "PRT207": frozenset(("PRT202", "PRT203", "PRT217")),
    "PRT216": frozenset(("PRT202", "PRT217")),
    "PRT217": frozenset(("PRT202",)),
}
"""Code to the codes that explain it on the same page, or in the file as a whole."""
_AFTER_A_GAP = ("PRT211", "PRT213", "PRT216")
"""Codes that every page has after one that is missing or too many (PRT212): the first is kept."""


def without_echoes(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings in their order, those aside that another one explains."""
    every = list(findings)
    known = {(finding.code, finding.page) for finding in every}
    gap = ("PRT212", None) in known
    first: dict[str, int] = {}
    for finding in every:
        page = finding.page or 0
        first[finding.code] = min(page, first.get(finding.code, page))
    for finding in every:
        causes = CAUSES.get(finding.code, frozenset())
        if any((cause, page) in known for cause in causes for page in (finding.page, None)):
            continue
        if gap and finding.code in _AFTER_A_GAP and finding.page != first[finding.code]:
            continue
        yield finding
