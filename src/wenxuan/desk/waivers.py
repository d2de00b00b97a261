"""Waivers: what an editor says is right as it is; one that waives nothing is found.

In the head of an article: `# allow PUN001 "the words": the reason`. In house.yaml: `waive`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wenxuan.desk.codes import DESK_CODES
from wenxuan.desk.document import Document
from wenxuan.desk.findings import Finding, Placed, arguments_of, place
from wenxuan.desk.house import House
from wenxuan.schema import near

_COMMENT = re.compile(r"^[ \t]*#[ \t]*allow\b(?P<rest>.*)$", re.MULTILINE)
_FORM = re.compile(
    r'[ \t]+(?P<code>[A-Z]{2,4}\d{3})[ \t]+"(?P<text>[^"]+)"[ \t]*[:：][ \t]*(?P<reason>\S.*)'
)


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver in one article."""

    code: str
    text: str
    start: int
    end: int

    def covers(self, finding: Placed) -> bool:
        """True when a finding of the code touches the waived words on its line."""
        return finding.code == self.code and touches(finding, self.text)


def touches(finding: Placed, words: str) -> bool:
    """True when the words stand where a finding points."""
    begin, end = finding.column - 1, finding.column - 1 + finding.width
    at = finding.text.find(words)
    while at >= 0:
        if at < end and begin < at + len(words):
            return True
        at = finding.text.find(words, at + 1)
    return False


def inline_waivers(document: Document) -> tuple[list[Waiver], list[Finding]]:
    """The waivers in the head of an article, and what is wrong with their form."""
    waivers: list[Waiver] = []
    faults: list[Finding] = []
    for match in _COMMENT.finditer(document.text, 0, document.head_end):
        form = _FORM.fullmatch(match["rest"].rstrip())
        if form is None:
            faults.append(_fault("HSE003", match, {"text": match[0].strip()[:60]}))
        elif (code := form["code"]) not in DESK_CODES:
            faults.append(_fault("HSE001", match, {"code": code, "near": near(code, DESK_CODES)}))
        else:
            waivers.append(Waiver(form["code"], form["text"], match.start(), match.end()))
    return waivers, faults


def _fault(code: str, match: re.Match[str], values: dict[str, object]) -> Finding:
    return Finding(code=code, start=match.start(), end=match.end(), arguments=arguments_of(values))


def waive(document: Document, found: Sequence[Placed], house: House) -> list[Placed]:
    """The findings that nothing waives, and HSE002 for each inline waiver that waived none."""
    waivers, faults = inline_waivers(document)
    used: set[Waiver] = set()
    kept: list[Placed] = []
    for finding in found:
        covering = [w for w in waivers if w.covers(finding)]
        used.update(covering)
        if not covering and not any(_housed(finding, w.code, w.text, w.path) for w in house.waive):
            kept.append(finding)
    faults += [
        Finding(code="HSE002", start=w.start, end=w.end, arguments=arguments_of({"code": w.code}))
        for w in waivers
        if w not in used
    ]
    return kept + [place(fault, document.path, document.text) for fault in faults]


def _housed(finding: Placed, code: str, text: str, path: str | None) -> bool:
    return (
        finding.code == code
        and touches(finding, text)
        and (path is None or finding.path == path or finding.path.endswith("/" + path))
    )
