"""The finished cover: it says what its template says, as the press draws it from the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from wenxuan.checks.pdf_anew import compare
from wenxuan.checks.pdf_foreign import foreign
from wenxuan.checks.pdf_inert import inert
from wenxuan.checks.pdf_proof import Prover
from wenxuan.checks.pdf_reading import Finished
from wenxuan.diagnostics import Report, Span
from wenxuan.fonts import FontSet
from wenxuan.proof.job import short
from wenxuan.proof.wanted import bare, said


def prove_cover(  # noqa: PLR0913 -- a file, and all that it is compared with
    name: str, data: bytes, anew: bytes, html: str, manifest: FontSet, report: Report,
    *, dated: bool, elsewhere: str,
) -> None:  # fmt: skip
    """Compare a cover with its words and with one that was drawn anew; PDFium reads it, too.

    Its fonts are WeasyPrint's subsets: that they are ours is seen by what PDFium paints. Its date
    is the publication's where that is `dated`; where versions are others (`elsewhere`) than when
    it was built, a difference from the one made anew is no finding.
    """
    files = _files(manifest)
    file = Finished(data, files)
    prover = Prover(name, file, (), report)
    drawn = Counter("".join(file.case.text(s) for leaf in file.leaves for s in leaf.shown))
    lost = Counter(bare(said(html))) - drawn
    if lost:
        report.add("PRF052", Span(name), problem=f"−{short(''.join(sorted(lost.elements())))}")
    else:
        compare(prover, data, anew, files, dated=dated, elsewhere=elsewhere)
    inert(prover)
    foreign(prover, data, range(len(file.leaves)))


def _files(manifest: FontSet) -> Mapping[str, Path]:
    return {font.head.family: font.path for font in manifest.files}
