"""A publication made once more from its sources, beside its finished files and without the cache.

What they are compared with, byte for byte or in meaning.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from wenxuan.assemble import slug_of
from wenxuan.diagnostics import Report
from wenxuan.gate import shown
from wenxuan.isolation import here
from wenxuan.pipeline import build
from wenxuan.versions import versions


@dataclass
class Anew:
    """The editions of a publication that were built, as the sources give them now.

    Each is made when it is asked for, and once.
    """

    folder: Path
    """Of the publication."""
    out: Path
    """Where its finished files are."""
    report: Report = field(default_factory=Report)
    """What a build found that failed."""

    def edition(self, name: str) -> bytes | None:
        """One of them; None, with findings, when it cannot be made.

        An `unpaged epub` is one that was built without PDFs, and has no list of their pages.
        """
        return self._unpaged.get("epub") if name == "unpaged epub" else self._files.get(name)

    @property
    def elsewhere(self) -> str:
        """What was of another version when the files were built; empty where nobody wrote it."""
        about = self._place / "report.json"
        then = json.loads(about.read_text(encoding="utf-8")) if about.is_file() else {}
        now, before = versions(), then.get("versions", {})
        return ", ".join(
            f"{name} {before[name]} → {now.get(name)}"
            for name in sorted(before)
            if before[name] != now.get(name)
        )

    @property
    def _place(self) -> Path:
        return self.out / slug_of(self.folder.resolve().name)

    @cached_property
    def _files(self) -> dict[str, bytes]:
        """The editions that are there, and that to read, which the others are measured by."""
        endings = {"print": "-print.pdf", "epub": ".epub"}
        built = {
            name for name, ending in endings.items()
            if (self._place / f"{self._place.name}{ending}").is_file()
        }  # fmt: skip
        return self._made(("screen", *sorted(built)))

    @cached_property
    def _unpaged(self) -> dict[str, bytes]:
        return self._made(("epub",))

    def _made(self, editions: tuple[str, ...]) -> dict[str, bytes]:
        with tempfile.TemporaryDirectory() as place:
            made = build(self.folder, Path(place), editions)
            here(shown(self.folder))
            found = {one.edition: one.path.read_bytes() for one in made.artifacts}
        if not found:
            self.report.extend(made.report)
        return found
